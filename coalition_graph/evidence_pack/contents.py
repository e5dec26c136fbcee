"""What an evidence pack holds, whatever its form: rows with footnotes, the query, the data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from coalition_graph.answers import cell_text, plain
from coalition_graph.citations import authors, date_in_words, title, web_address
from coalition_graph.dates import Certainty
from coalition_graph.description import content_hash
from coalition_graph.evidence_pack.asked import Asked, asked_of, heading_of, reading_of
from coalition_graph.evidence_pack.cited import cited, document, in_order
from coalition_graph.evidence_pack.rerun import check_rows, complete_query
from coalition_graph.identifiers import Ref

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from coalition_graph.answers import Answer
    from coalition_graph.evidence_pack import Origin
    from coalition_graph.model import Document

__all__ = ["Cell", "Contents", "Footnote", "contents"]


_DATE = re.compile(r"\d{4}-\d{2}(?:-\d{2})?[~?%]?")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, or, where it names documents, the numbers of their footnotes.

    `id` is told beside a label; `looks` is ``certainty``, ``number``, ``date`` or nothing.
    """

    text: str
    notes: tuple[int, ...] | None = None
    id: str = ""
    looks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Footnote:
    """A document in words: who, title, where and when, address; and the rows that name it.

    `address` is one that a link may lead to; without one, `place` says what is known.
    """

    number: int
    rows: tuple[int, ...]
    id: str
    who: str
    title: str
    when: str
    address: str
    place: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """All that a pack says, as plain text."""

    heading: str
    question: str
    title: str
    asked: tuple[Asked, ...]
    reading: tuple[str, ...]
    words: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    footnotes: tuple[Footnote, ...]
    remark: str
    example: str
    query: str
    query_note: str
    data: tuple[tuple[str, str], ...]
    hash: str
    citation: str
    rights: str


def contents(answer: Answer, origin: Origin) -> Contents:
    """Gather what the pack of an answer holds.

    Raises:
        ValidationError: a row names a document that the graph does not hold;
        ExportError: the query does not give these rows.
    """
    named = cited(answer, origin)
    query = complete_query(answer.sparql, origin.graph.prefixes)
    check_rows(answer, origin, query)
    numbers = {iri: number for number, iri in enumerate(in_order(named), 1)}
    both = zip(answer.rows, named, strict=True)
    rows = tuple(_row(row, places, numbers) for row, places in both)
    reading, words = reading_of(answer, origin)
    dataset = origin.graph.dataset
    return Contents(
        heading=heading_of(answer, origin),
        question=origin.question,
        title=plain(dataset.title) if dataset else "",
        asked=asked_of(origin),
        reading=reading,
        words=words,
        columns=tuple(plain(name.replace("_", " ")) for name in answer.columns),
        rows=rows,
        footnotes=tuple(_footnotes(rows, numbers, origin)),
        remark=_remark(rows, len(numbers), free=not origin.question),
        example="" if origin.question or numbers or not rows else _EXAMPLE,
        query=query,
        query_note=_QUERY_NOTE,
        data=tuple(_data(origin)),
        hash=content_hash(origin.store),
        citation=plain(dataset.citation) if dataset else "",
        rights=_rights(origin),
    )


# -- rows and footnotes --------------------------------------------------------------------------


def _row(
    row: Sequence[Any], cited: Mapping[int, tuple[str, ...]], numbers: Mapping[str, int]
) -> tuple[Cell, ...]:
    return tuple(
        Cell("", tuple(sorted(numbers[iri] for iri in cited[place])))
        if place in cited
        else _cell(value)
        for place, value in enumerate(row)
    )


def _cell(value: Any) -> Cell:
    if isinstance(value, Ref) and value.label:
        return Cell(plain(value.label), id=plain(value.id))
    text = plain(cell_text(value))
    if isinstance(value, Certainty):
        return Cell(text, looks="certainty")
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return Cell(text, looks="number")
    return Cell(text, looks="date" if _DATE.fullmatch(text) else "")


def _footnotes(
    rows: Sequence[Sequence[Cell]], numbers: Mapping[str, int], origin: Origin
) -> Iterator[Footnote]:
    named: dict[int, dict[int, None]] = {}
    for place, row in enumerate(rows, 1):
        for cell in row:
            for number in cell.notes or ():
                named.setdefault(number, {})[place] = None
    for iri, number in numbers.items():
        yield _footnote(document(iri, origin), number, tuple(named[number]))


def _footnote(document: Document, number: int, rows: tuple[int, ...]) -> Footnote:
    who = ", ".join(authors(document))
    published = date_in_words(document.published) if document.published else "date unknown"
    when = [document.publisher, published] if who else [published]
    address = web_address(document.url)
    told = title(document) or "untitled"
    return Footnote(
        number=number,
        rows=rows,
        id=plain(document.id),
        who=plain(who or document.publisher),
        title=plain(told if document.title_is_description else f"“{told}”"),
        when=_sentence(", ".join(filter(None, when))),
        address=plain(address),
        place="" if address else plain(document.url) or "Address unknown",
        note=plain(document.note),
    )


def _sentence(text: str) -> str:
    return plain(text[:1].upper() + text[1:])


def _remark(rows: Sequence[Sequence[Cell]], documents: int, *, free: bool) -> str:
    """Say how many documents the rows name, and which rows name none."""
    if not rows:
        return "There are no rows, so there are no documents."
    if not documents:
        return "The rows name no documents. " + (_HOW_TO_ADD if free else _WHERE_TO_LOOK)
    bare = [str(place) for place, row in enumerate(rows, 1) if not any(cell.notes for cell in row)]
    count = f"{_counted(len(rows) - len(bare), 'row')}, {_counted(documents, 'document')}"
    told = f"{count}, numbered in the order in which the rows name them."
    if not bare:
        return told
    which = "Row" if len(bare) == 1 else "Rows"
    verb = "names" if len(bare) == 1 else "name"
    return f"{told} {which} {', '.join(bare)} {verb} no document."


_HOW_TO_ADD = "To have them, let the query ask for the documents of the facts it finds:"
_EXAMPLE = "SELECT … ?document WHERE { … ?fact cg:source ?document }"
_WHERE_TO_LOOK = (
    "The rows of this question are drawn from many facts; "
    "questions with a column of sources name the documents behind each."
)


_QUERY_NOTE = (
    "SPARQL 1.1, complete: coalition-graph query runs it, and so does any other tool that holds "
    "the same statements. It was run once more for this pack, and gave these rows."
)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


# -- the data ------------------------------------------------------------------------------------


def _data(origin: Origin) -> Iterator[tuple[str, str]]:
    dataset = origin.graph.dataset
    if dataset is None:
        yield "Dataset", "a graph without a description"
    else:
        yield "Dataset", f"{plain(dataset.title)} ({dataset.id})"
        yield "Version", plain(dataset.version) or "none told"
        if dataset.retrieved:
            yield "Retrieved", plain(dataset.retrieved)
        yield "Licence", plain(dataset.licence) or "none told"
    if origin.graph.edition:
        told = "; ".join(f"{name} {value}" for name, value in origin.graph.edition)
        yield "Edition", plain(told)
    layer = "" if origin.store is origin.graph.engine else ", the claim layer included"
    yield "Statements", f"{len(origin.store):,}{layer}; their SHA-256 is the content hash"


def _rights(origin: Origin) -> str:
    dataset = origin.graph.dataset
    licence = plain(dataset.licence) if dataset else ""
    under = f"under its licence, {licence}" if licence else "which tells no licence"
    return (
        f"The facts in the rows are those of the dataset, {under}. "
        "The documents belong to their publishers: they are named here, not copied."
    )
