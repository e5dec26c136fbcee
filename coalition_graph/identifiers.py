"""Readable ids, and the IRIs they stand for.

An id such as ``ken`` or ``2017-05-09-copenhagen`` is the last part of an IRI::

    https://w3id.org/coalition-graph/id/{dataset}/{type}/{id}
    https://w3id.org/coalition-graph/id/state/{id}               states belong to no dataset

A date inside an id is part of a name; nothing reads dates out of ids.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

__all__ = [
    "BASE",
    "CODE_BASE",
    "ID_BASE",
    "SHARED_TYPES",
    "Ref",
    "code_iri",
    "id_iri",
    "is_slug",
    "split_iri",
]

BASE = "https://w3id.org/coalition-graph/"
ID_BASE = BASE + "id/"
CODE_BASE = BASE + "code/"
SHARED_TYPES = frozenset({"state"})

_SLUG = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*\Z")


def is_slug(text: str) -> bool:
    """Tell whether a text can be an id: lower-case letters and digits, joined by one ``-._``.

    >>> is_slug("2017-05-09-copenhagen"), is_slug("Côte d'Ivoire")
    (True, False)
    """
    return _SLUG.match(text) is not None


def id_iri(dataset: str, kind: str, slug: str) -> str:
    """Return the IRI of a thing.

    >>> id_iri("global-coalition", "person", "john-allen")
    'https://w3id.org/coalition-graph/id/global-coalition/person/john-allen'
    >>> id_iri("global-coalition", "state", "ken")
    'https://w3id.org/coalition-graph/id/state/ken'
    """
    if kind in SHARED_TYPES:
        return f"{ID_BASE}{kind}/{slug}"
    return f"{ID_BASE}{dataset}/{kind}/{slug}"


def code_iri(scheme: str, slug: str) -> str:
    """Return the IRI of a code of one of the closed or open lists.

    >>> code_iri("role", "chair")
    'https://w3id.org/coalition-graph/code/role/chair'
    """
    return f"{CODE_BASE}{scheme}/{slug}"


@lru_cache(maxsize=65_536)
def split_iri(iri: str) -> tuple[str, str] | None:
    """Return type and id of one of our IRIs, codes included; `None` for any other IRI.

    >>> split_iri("https://w3id.org/coalition-graph/id/state/ken")
    ('state', 'ken')
    >>> split_iri("http://example.org/ken") is None
    True
    """
    if iri.startswith(CODE_BASE):
        parts = iri.removeprefix(CODE_BASE).split("/")
    elif iri.startswith(ID_BASE):
        parts = iri.removeprefix(ID_BASE).split("/")
        if parts[0] not in SHARED_TYPES:
            del parts[0]  # the dataset
    else:
        return None
    return (parts[0], parts[1]) if len(parts) == 2 and all(parts) else None


@dataclass(frozen=True, slots=True)
class Ref:
    """A thing, pointed at: its type, its id, its label where known.

    >>> kenya = Ref("state", "ken", "Kenya")
    >>> str(kenya), kenya.label
    ('ken', 'Kenya')
    """

    type: str
    id: str
    label: str = field(default="", compare=False)
    iri: str = field(default="", compare=False, repr=False)

    def __str__(self) -> str:
        return self.id
