"""RDF files: Turtle, TriG, N-Triples, N-Quads, JSON-LD, RDF/XML."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from coalition_graph.errors import LoadError, RowError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["RDF_FORMATS", "load_rdf"]

RDF_FORMATS: dict[str, ox.RdfFormat] = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
}


def load_rdf(path: Path) -> list[ox.Quad]:
    """Return the statements of an RDF file, in whatever vocabulary; nothing is fetched.

    Raises:
        LoadError: the file cannot be read to its end; the message has the line.
    """
    try:
        text = path.read_bytes()
    except OSError as error:
        raise LoadError(f"{path}: {error.strerror}") from error
    if path.suffix in (".rdf", ".owl") and b"<!DOCTYPE" in text:
        raise LoadError(f"{path.name}: RDF/XML with a DOCTYPE is refused; write entities out")
    try:
        return list(ox.parse(text, format=RDF_FORMATS[path.suffix], rename_blank_nodes=True))
    except SyntaxError as error:
        raise RowError(path.name, error.lineno or 1, "", str(error.msg)) from error
