"""What is in a graph, in a few lines: title, version, counts, dates covered, content hash."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coalition_graph.loaders.dataset import DatasetInfo

__all__ = ["content_hash", "describe"]

_COUNTS = """
SELECT ?class (COUNT(DISTINCT ?thing) AS ?number) {
  ?thing a ?class . FILTER(STRSTARTS(STR(?class), STR(cg:)))
} GROUP BY ?class ORDER BY ?class
"""
_DAYS = """
SELECT (MIN(?day) AS ?first) (MAX(?day) AS ?last) { ?event a cg:Meeting ; cg:firstDay ?day }
"""


def content_hash(store: ox.Store) -> str:
    """Return the SHA-256 of the sorted N-Quads: the same for the same statements.

    Blank nodes count by what is said of them, not by the names they happen to have.
    """
    lines = (store.dump(format=ox.RdfFormat.N_QUADS) or b"").splitlines()
    if any(b"_:" in line for line in lines):
        dataset = ox.Dataset(store)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        lines = (ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b"").splitlines()
    return hashlib.sha256(b"\n".join(sorted(lines))).hexdigest()


def describe(
    store: ox.Store, dataset: DatasetInfo | None, prefixes: dict[str, str]
) -> dict[str, Any]:
    """Return what is known of a graph as a whole."""
    counts = {
        row["class"].value.rsplit("#", 1)[1]: int(row["number"].value)
        for row in _rows(store, _COUNTS, prefixes)
    }
    days = next(_rows(store, _DAYS, prefixes))
    told = {
        "title": dataset.title if dataset else "",
        "dataset": dataset.id if dataset else "",
        "version": dataset.version if dataset else "",
        "licence": dataset.licence if dataset else "",
        "citation": dataset.citation if dataset else "",
        "statements": len(store),
        "first_meeting": days["first"].value if days["first"] else "",
        "last_meeting": days["last"].value if days["last"] else "",
        "hash": content_hash(store),
    }
    return told | {"counts": counts}


def _rows(store: ox.Store, text: str, prefixes: dict[str, str]) -> Iterator[Any]:
    solutions = store.query(text, prefixes=prefixes)
    assert isinstance(solutions, ox.QuerySolutions)
    return iter(solutions)
