"""What leaves the graph: files in the formats of other tools, and the interactive page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from coalition_graph.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyoxigraph as ox

__all__ = ["FORMATS", "write"]

FORMATS = {
    "ttl": "Turtle",
    "trig": "TriG",
    "nt": "N-Triples",
    "nq": "N-Quads",
    "jsonld": "JSON-LD",
    "graphml": "GraphML, the network of facts",
    "csv": "CSV, one row a relation",
}
_SPELLINGS = {
    "turtle": "ttl",
    "n-triples": "nt",
    "ntriples": "nt",
    "n-quads": "nq",
    "nquads": "nq",
    "json-ld": "jsonld",
}


def write(
    store: ox.Store, prefixes: Mapping[str, str], path: str | Path, form: str | None = None
) -> None:
    """Write a graph to a file, whole or not at all.

    Args:
        store: the engine's store.
        prefixes: the prefixes that Turtle, TriG and JSON-LD may use.
        path: the file.
        form: a key of `FORMATS`; by default the ending of the path.

    Raises:
        UnknownNameError: there is no such format; ExportError: the file cannot be written.
    """
    from coalition_graph.export import graphs
    from coalition_graph.export.files import write_whole

    wanted = (form or Path(path).suffix).removeprefix(".").lower()
    wanted = _SPELLINGS.get(wanted, wanted)
    if wanted not in FORMATS:
        raise UnknownNameError("format", wanted, FORMATS)
    if wanted == "graphml":
        content = graphs.graphml(store)
    elif wanted == "csv":
        content = graphs.relations_csv(store)
    else:
        content = graphs.rdf_file(store, wanted, prefixes)
    write_whole(path, content)
