"""An evidence pack as Markdown, as GitHub and pandoc read it: tables and numbered footnotes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coalition_graph.answers import markdown_cell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coalition_graph.evidence_pack.contents import Cell, Contents, Footnote

__all__ = ["markdown"]

_TICKS = re.compile("`+")


def markdown(told: Contents) -> str:
    """Return the pack as Markdown."""
    parts = (_head(told), _reading(told), _rows(told), _query(told), _data(told), _documents(told))
    return "\n".join("\n".join(part) + "\n" for part in map(list, parts) if part)


def _head(told: Contents) -> Iterator[str]:
    yield f"# {markdown_cell(told.heading)}"
    if told.asked:
        yield ""
    for asked in told.asked:
        detail = f" ({markdown_cell(asked.detail)})" if asked.detail else ""
        meaning = f"; {markdown_cell(asked.meaning)}" if asked.meaning else ""
        yield f"- **{markdown_cell(asked.name)}**: {markdown_cell(asked.value)}{detail}{meaning}"


def _reading(told: Contents) -> Iterator[str]:
    if told.reading or told.words:
        yield from ("## How to read the rows", "")
    if told.reading:
        yield " ".join(map(markdown_cell, told.reading))
    if told.reading and told.words:
        yield ""
    for word, meaning in told.words:
        yield f"- **{markdown_cell(word)}**: {markdown_cell(meaning)}"


def _rows(told: Contents) -> Iterator[str]:
    yield from ("## Rows", "")
    if not told.rows:
        yield "None: nothing in the data answers the question."
        return
    head = " | ".join(map(markdown_cell, ("row", *told.columns)))
    yield f"| {head} |"
    yield "|" + "---|" * (len(told.columns) + 1)
    for place, row in enumerate(told.rows, 1):
        yield f"| {' | '.join((str(place), *map(_cell, row)))} |"


def _cell(cell: Cell) -> str:
    if cell.notes is None:
        return markdown_cell(f"{cell.text} ({cell.id})" if cell.id else cell.text)
    return "".join(f"[^{number}]" for number in cell.notes) or "none named"


def _query(told: Contents) -> Iterator[str]:
    longest = max(map(len, _TICKS.findall(told.query)), default=0)
    fence = "`" * max(3, longest + 1)
    yield from ("## Query", "", markdown_cell(told.query_note), "")
    yield from (f"{fence}sparql", told.query, fence)


def _data(told: Contents) -> Iterator[str]:
    yield from ("## Data and rights", "")
    for name, value in told.data:
        yield f"- **{name}**: {markdown_cell(value)}"
    yield from (f"- **Content hash**: `{told.hash}`", "", markdown_cell(told.rights))
    if told.citation:
        yield from ("", f"Cite the data as: {markdown_cell(told.citation)}")


def _documents(told: Contents) -> Iterator[str]:
    yield from ("## Documents", "", markdown_cell(told.remark))
    if told.example:
        yield from ("", f"`{told.example}`")
    if told.footnotes:
        yield ""
    for note in told.footnotes:
        yield f"[^{note.number}]: {_footnote(note)}"


def _footnote(note: Footnote) -> str:
    who = f"{markdown_cell(note.who)}: " if note.who else ""
    place = f"<{note.address}>" if note.address else markdown_cell(note.place)
    remark = f". Note: {markdown_cell(note.note)}" if note.note else ""
    told = f"{who}{markdown_cell(note.title)}. {markdown_cell(note.when)}. {place}{remark}"
    return f"{told} ({markdown_cell(note.id)})"
