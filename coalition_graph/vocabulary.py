"""Namespaces, prefixes, and the terms and codes that the files in ``ontology/`` define.

The ontology is the authority: this module reads it, and spells nothing of its own but namespaces.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from coalition_graph._resources import resource
from coalition_graph.identifiers import BASE, CODE_BASE, ID_BASE

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "CG",
    "DCTERMS",
    "PREFIXES",
    "RDF_TYPE",
    "SKOS",
    "XSD",
    "Term",
    "codes",
    "prefixes",
    "terms",
]

CG = BASE + "ontology#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
XSD = "http://www.w3.org/2001/XMLSchema#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

_TYPES = (
    "organisation",
    "body",
    "person",
    "post",
    "line-of-effort",
    "meeting",
    "operation",
    "document",
    "membership",
    "tenure",
    "leadership",
    "participation",
    "contribution",
    "quantity",
    "claim",
)
_SCHEMES = ("role", "kind", "stage", "counts")

PREFIXES: dict[str, str] = {
    "cg": CG,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": RDFS,
    "owl": "http://www.w3.org/2002/07/owl#",
    "skos": SKOS,
    "dcterms": DCTERMS,
    "xsd": XSD,
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "state": ID_BASE + "state/",
    **{scheme: f"{CODE_BASE}{scheme}/" for scheme in _SCHEMES},
}
"""The prefixes that every query may use without declaring them, but for those of a dataset."""


@cache
def prefixes(dataset: str) -> dict[str, str]:
    """Return all preset prefixes, with one for each type of thing of a dataset.

    >>> prefixes("global-coalition")["person"]
    'https://w3id.org/coalition-graph/id/global-coalition/person/'
    """
    return PREFIXES | {name: f"{ID_BASE}{dataset}/{name}/" for name in _TYPES}


@dataclass(frozen=True, slots=True)
class Term:
    """A class, property, individual or code of the ontology."""

    iri: str
    label: str
    definition: str

    @property
    def name(self) -> str:
        """The last part of the IRI."""
        return self.iri.replace("#", "/").rsplit("/", 1)[1]


@cache
def terms() -> dict[str, Term]:
    """Return the terms of the ontology by name.

    >>> terms()["startNotBefore"].label
    'start not before'
    """
    found = _described("coalition.ttl", RDFS + "label")
    return {term.name: term for term in found if term.iri.startswith(CG)}


@cache
def codes(scheme: str) -> dict[str, Term]:
    """Return the codes of one list (``role``, ``kind``, ``stage``, ``counts``) by slug.

    >>> codes("role")["chair"].label
    'chair'
    """
    found = _described("codes.ttl", SKOS + "prefLabel")
    start = f"{CODE_BASE}{scheme}/"
    return {term.name: term for term in found if term.iri.startswith(start)}


@cache
def _described(file: str, label: str) -> tuple[Term, ...]:
    definitions: dict[str, str] = {}
    labels: dict[str, str] = {}
    for triple in _triples(file):
        subject, predicate, value = _text(triple.subject), triple.predicate, triple.object
        if predicate.value == label:
            labels[subject] = _text(value)
        elif predicate.value == SKOS + "definition":
            definitions[subject] = _text(value)
    return tuple(Term(iri, text, definitions.get(iri, "")) for iri, text in sorted(labels.items()))


def _text(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return "" if isinstance(term, ox.Triple) else term.value


def _triples(file: str) -> Iterable[ox.Quad]:
    text = (resource("ontology") / file).read_bytes()
    return ox.parse(text, format=ox.RdfFormat.TURTLE)
