"""Finding things by what people call them: labels in any language, aliases, ids and codes."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pyoxigraph as ox

from coalition_graph.identifiers import split_iri
from coalition_graph.model import ANYTHING
from coalition_graph.vocabulary import CG, DCTERMS, SKOS

if TYPE_CHECKING:
    from coalition_graph.model import Ref
    from coalition_graph.rdf import Reader

__all__ = ["NameIndex", "fold"]

_NAMING = (
    SKOS + "prefLabel",
    SKOS + "altLabel",
    DCTERMS + "identifier",
    CG + "officialName",
    CG + "iso2",
    CG + "iso3",
    CG + "m49",
    CG + "wikidata",
)
_FINDABLE = frozenset(ANYTHING)
_LITTLE_WORDS = ("and", "the")


def fold(text: str) -> str:
    """Return a text without case, marks, punctuation and little words, for comparing names.

    >>> fold("Côte d’Ivoire") == fold("COTE D'IVOIRE"), fold("The Gambia")
    (True, 'gambia')
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    kept = (char for char in plain if not unicodedata.combining(char) and char not in "'’`.")
    words = "".join(char if char.isalnum() else " " for char in kept).split()
    return " ".join([word for word in words if word not in _LITTLE_WORDS] or words)


class NameIndex:
    """All names in a store, folded."""

    def __init__(self, store: ox.Store, reader: Reader) -> None:
        self._reader = reader
        self._named: dict[str, set[str]] = {}
        for predicate in _NAMING:
            for quad in store.quads_for_pattern(None, ox.NamedNode(predicate), None, None):
                thing, name = quad.subject, quad.object
                if isinstance(thing, ox.NamedNode) and isinstance(name, ox.Literal):
                    found = split_iri(thing.value)
                    if found is not None and found[0] in _FINDABLE:
                        self._named.setdefault(fold(name.value), set()).add(thing.value)

    def find(self, text: str) -> tuple[Ref, ...]:
        """Return everything that bears the name, by IRI."""
        return tuple(self._reader.ref(iri) for iri in sorted(self._named.get(fold(text), ())))
