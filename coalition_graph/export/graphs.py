"""The whole graph as a file: RDF formats, GraphML, and a CSV of relations."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pyoxigraph as ox

from coalition_graph.answers import Answer
from coalition_graph.networks import project

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["RDF_FORMATS", "graphml", "rdf_file", "relations_csv"]

RDF_FORMATS: dict[str, ox.RdfFormat] = {
    "ttl": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
}
_COLUMNS = (
    "source_id",
    "source",
    "relation",
    "role",
    "target_id",
    "target",
    "start_not_before",
    "start_not_after",
    "end_not_before",
    "end_not_after",
    "sources",
)


def rdf_file(store: ox.Store, form: str, prefixes: Mapping[str, str]) -> bytes:
    """Return the statements in an RDF format, sorted: the same bytes for the same graph."""
    rdf_format = RDF_FORMATS[form]
    quads = sorted(
        store.quads_for_pattern(None, None, None, None),
        key=lambda quad: (
            str(quad.graph_name),
            str(quad.subject),
            str(quad.predicate),
            str(quad.object),
        ),
    )
    if not rdf_format.supports_datasets:
        return ox.serialize(
            [quad.triple for quad in quads], format=rdf_format, prefixes=dict(prefixes)
        )
    return ox.serialize(quads, format=rdf_format, prefixes=dict(prefixes))


def graphml(store: ox.Store) -> bytes:
    """Return the network of facts as GraphML."""
    import networkx as nx

    out = io.BytesIO()
    nx.write_graphml(project("facts", store), out, named_key_ids=True)
    return out.getvalue()


def relations_csv(store: ox.Store) -> bytes:
    """Return one row for each relation between two things, with bounds and sources."""
    graph = project("facts", store)
    labels = dict(graph.nodes(data="label"))
    rows = [
        (
            source,
            labels[source],
            data["relation"],
            data.get("role"),
            target,
            labels[target],
            *(data.get(name) for name in _COLUMNS[6:]),
        )
        for source, target, data in graph.edges(data=True)
    ]
    return Answer(_COLUMNS, rows).to_csv().encode()
