"""Which documents the rows of an answer name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coalition_graph.answers import cell_text, document_columns
from coalition_graph.errors import AmbiguousNameError, UnknownNameError, ValidationError
from coalition_graph.identifiers import Ref
from coalition_graph.model import Document

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from coalition_graph.answers import Answer
    from coalition_graph.evidence_pack import Origin

__all__ = ["cited", "document", "documents_of", "in_order"]


def documents_of(answer: Answer, origin: Origin) -> tuple[Document, ...]:
    """Return the documents that the rows name, in the order in which they do.

    Raises:
        ValidationError: a row names a document that the graph does not hold.
    """
    return tuple(document(iri, origin) for iri in in_order(cited(answer, origin)))


def cited(answer: Answer, origin: Origin) -> list[dict[int, tuple[str, ...]]]:
    """Return, for each row, the IRIs of documents by the place of the column that names them."""
    places = {answer.columns.index(name) for name in document_columns(answer.columns)}
    known: dict[str, str] = {}

    def iris(value: Any, row: int, place: int) -> tuple[str, ...]:
        for name in _names(value):
            if name not in known:
                where = f"row {row}, column {answer.columns[place]!r}"
                known[name] = _iri(name, origin, where)
        return tuple(dict.fromkeys(known[name] for name in _names(value)))

    return [
        {
            place: iris(value, number, place)
            for place, value in enumerate(row)
            if place in places or (isinstance(value, Ref) and value.type == Document.type)
        }
        for number, row in enumerate(answer.rows, 1)
    ]


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, Ref):
        yield value.iri or f"{value.type}:{value.id}"
    else:
        yield from filter(None, (name.strip() for name in cell_text(value).split(";")))


def _iri(name: str, origin: Origin, where: str) -> str:
    try:
        return origin.graph.ref(name, Document.type).iri
    except AmbiguousNameError as error:
        raise ValidationError(
            f"{where}: {name!r} means several documents ({', '.join(error.known)}); "
            "give each an id of its own, or let the query name their IRIs"
        ) from error
    except UnknownNameError as error:
        raise ValidationError(
            f"{where}: {error}; this column should hold documents of the graph: mend the data, "
            "or let the query name the column otherwise if it holds something else"
        ) from error


def in_order(named: Sequence[Mapping[int, tuple[str, ...]]]) -> list[str]:
    """Return the IRIs, each once, in the order in which the rows name them."""
    return list(dict.fromkeys(iri for row in named for iris in row.values() for iri in iris))


def document(iri: str, origin: Origin) -> Document:
    """Return a document with all that is known of it."""
    fact = origin.graph.fact(iri)
    assert isinstance(fact, Document)
    return fact
