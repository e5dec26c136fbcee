"""The whole graph as a file: RDF formats, GraphML, and a CSV of relations."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pyoxigraph as ox

from coalition_graph.answers import Answer
from coalition_graph.networks import project

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
    """Return the statements in an RDF format, sorted: the same bytes for the same graph.

    Formats without named graphs (Turtle, N-Triples) get the triples of all graphs, each once.
    """
    rdf_format = RDF_FORMATS[form]
    quads = sorted(_named(store), key=_quad_order)
    statements: Iterable[ox.Quad] | Iterable[ox.Triple] = quads
    if not rdf_format.supports_datasets:
        statements = dict.fromkeys(quad.triple for quad in quads)
    return ox.serialize(statements, format=rdf_format, prefixes=dict(prefixes)) or b""


def _named(store: ox.Store) -> list[ox.Quad]:
    """Return the statements; blank nodes get names that follow from what is said of them."""
    quads = list(store)
    if any(
        isinstance(term, ox.BlankNode) for quad in quads for term in (quad.subject, quad.object)
    ):
        dataset = ox.Dataset(quads)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        return list(dataset)
    return quads


def _quad_order(quad: ox.Quad) -> tuple[str, str, str, str]:
    return str(quad.graph_name), str(quad.subject), str(quad.predicate), str(quad.object)


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
