"""Answers: rows of Python values, with the query they came from, in the forms people need."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING, Any, TypeAlias, overload

from coalition_graph.dates import Certainty
from coalition_graph.errors import ExportError, UnknownNameError
from coalition_graph.identifiers import Ref

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    import pandas as pd

    from coalition_graph.evidence_pack import Origin

__all__ = ["Answer", "Value", "cell_text", "document_columns", "markdown_cell", "plain"]

Value: TypeAlias = Any
"""A text, number, `bool`, `date`, `Certainty` or `Ref`, a tuple of ids, or `None` for unknown."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_QUOTED = re.compile('[",\r\n]')
_MARKDOWN = re.compile(r"[\\|`*~\[\]]")
_LINE_END = re.compile("\r\n?|\n")
# What moves the cursor, changes the title or the direction of writing is no part of a label.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def cell_text(value: Value) -> str:
    """Write a value as plain text: days in ISO form, lists joined by ``;``, nothing for unknown.

    >>> cell_text(("seed-001", "seed-000")), cell_text(None), cell_text(True)
    ('seed-001;seed-000', '', 'true')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ";".join(cell_text(item) for item in value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def document_columns(columns: Iterable[str]) -> tuple[str, ...]:
    """Return the columns that hold documents; beside ``document_id``, ``document`` is a label.

    >>> document_columns(("member", "sources")), document_columns(("document_id", "document"))
    (('sources',), ('document_id',))
    """
    named = tuple(columns)
    others = () if "document_id" in named else ("document", "documents")
    wanted = ("sources", "source", "document_id", *others)
    return tuple(name for name in wanted if name in named)


@dataclass(frozen=True)
class Answer:
    """The answer to a question: named columns, rows of Python values, and the SPARQL behind it.

    >>> answer = Answer(("member_id", "joined"), [("ken", "2018"), ("nato", "2017-05-25")])
    >>> len(answer), answer[0].joined, answer.column("member_id")
    (2, '2018', ['ken', 'nato'])
    """

    columns: tuple[str, ...]
    rows: Sequence[tuple[Value, ...]]
    sparql: str = ""
    note: str = ""
    _evidence: Callable[[tuple[str, ...]], Answer] | None = field(
        default=None, repr=False, compare=False
    )
    _bindings: Callable[[], list[tuple[Any, ...]]] | None = field(
        default=None, repr=False, compare=False
    )
    origin: Origin | None = field(default=None, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Any]:
        return map(self._row_type._make, self.rows)

    @overload
    def __getitem__(self, place: int) -> Any: ...
    @overload
    def __getitem__(self, place: slice) -> list[Any]: ...
    def __getitem__(self, place: int | slice) -> Any:
        """Return a row, or a list of rows, with the columns as names."""
        if isinstance(place, slice):
            return [self._row_type._make(row) for row in self.rows[place]]
        return self._row_type._make(self.rows[place])

    @cached_property
    def _row_type(self) -> Any:
        from collections import namedtuple

        return namedtuple("Row", self.columns, rename=True)

    @property
    def bindings(self) -> list[tuple[Any, ...]]:
        """The raw rdflib terms, row by row."""
        return [] if self._bindings is None else self._bindings()

    def column(self, name: str) -> list[Value]:
        """Return one column.

        Raises:
            UnknownNameError: the answer has no such column.
        """
        if name not in self.columns:
            raise UnknownNameError("column", name, self.columns)
        place = self.columns.index(name)
        return [row[place] for row in self.rows]

    def dicts(self) -> list[dict[str, Value]]:
        """Return the rows as dictionaries."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def sources(self) -> Answer:
        """Return the documents behind the rows: id, title, publisher, published, url."""
        ids: set[str] = set()
        for name in document_columns(self.columns):
            for value in self.column(name):
                ids.update(cell_text(value).split(";"))
        ids.discard("")
        if self._evidence is None:
            return Answer(("document_id",), [(name,) for name in sorted(ids)])
        return self._evidence(tuple(sorted(ids)))

    def evidence(self, path: str | Path | None = None, form: str | None = None) -> str:
        r"""Return the evidence pack: rows with footnotes, the query, the data; or the documents.

        Args:
            path: a file to write, whole or not at all; its ending names the form.
            form: ``md`` (the default), ``html``, ``bib`` (BibTeX), ``json`` (CSL-JSON).

        Raises:
            UnknownNameError: no such form; ValidationError: a row names a document that the graph
            does not hold; ExportError: nothing can be vouched for, or the file cannot be written.

        >>> from coalition_graph.graph import CoalitionGraph
        >>> answer = CoalitionGraph.load().answer("meeting_leaders", meeting="2014-12-03-brussels")
        >>> answer.evidence().partition("\n")[0]
        '# Who led which meeting?'
        """
        if self.origin is None:
            raise ExportError(
                "these rows come from no query, so nothing can be vouched for; take the evidence "
                "of what kg.answer(…) or kg.query(…) returned"
            )
        return self.origin.pack(self, path, form)

    def to_csv(self, *, guard: bool = False) -> str:
        r"""Return the answer as CSV with a header line.

        Args:
            guard: put an apostrophe before cells that a spreadsheet would run as a formula.

        >>> Answer(("a",), [("=1+1",)]).to_csv(guard=True)
        "a\n'=1+1\n"
        """
        text = _guarded if guard else cell_text
        lines = (_csv_line([text(value) for value in row]) for row in self.rows)
        return _csv_line(self.columns) + "".join(lines)

    def to_json(self) -> str:
        """Return the answer as a JSON array of objects; days as ISO text, unknown as null."""
        import json

        rows = [
            {name: _json_value(value) for name, value in zip(self.columns, row, strict=True)}
            for row in self.rows
        ]
        return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"

    def to_markdown(self) -> str:
        r"""Return the answer as a Markdown table.

        >>> print(Answer(("a", "b"), [("x|y", 1)]).to_markdown())
        | a | b |
        |---|---|
        | x\|y | 1 |
        """
        head = map(markdown_cell, self.columns)
        lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(self.columns)]
        for row in self.rows:
            cells = (markdown_cell(cell_text(value)) for value in row)
            lines.append("| " + " | ".join(cells) + " |")
        return "\n".join(lines)

    def to_html(self) -> str:
        """Return the answer as an HTML table; every cell is text."""
        head = "".join(f"<th scope='col'>{html.escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell_text(value))}</td>" for value in row) + "</tr>"
            for row in self.rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def to_pandas(self) -> pd.DataFrame:
        """Return a pandas DataFrame (needs the extra ``tables``)."""
        try:
            import pandas as pd
        except ImportError as error:
            raise ExportError(
                "pandas is not installed; pip install 'coalition-graph[tables]'"
            ) from error
        return pd.DataFrame.from_records(list(self.rows), columns=list(self.columns))

    def to(self, form: str) -> str:
        """Return the answer in a form by name: csv, json, markdown, html, table."""
        forms: dict[str, Callable[[], str]] = {
            "csv": self.to_csv,
            "json": self.to_json,
            "markdown": lambda: self.to_markdown() + "\n",
            "html": lambda: self.to_html() + "\n",
            "table": lambda: str(self) + "\n",
        }
        if form not in forms:
            raise UnknownNameError("format", form, forms)
        return forms[form]()

    def _repr_html_(self) -> str:
        return self.to_html()

    def __str__(self) -> str:
        head = [plain(name) for name in self.columns]
        texts = [[plain(cell_text(value)) for value in row] for row in self.rows]
        widths = [
            min(40, max([_width(name), *(_width(row[place]) for row in texts)]))
            for place, name in enumerate(head)
        ]
        lines = [head, ["─" * width for width in widths], *texts]
        return "\n".join(
            "  ".join(_fit(text, width) for text, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        )


def _csv_line(texts: Sequence[str]) -> str:
    """Write one line of CSV (RFC 4180, but for the bare line feed at its end)."""
    if len(texts) == 1 and not texts[0]:
        return '""\n'  # an empty line would be no row
    quoted = (
        '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text for text in texts
    )
    return ",".join(quoted) + "\n"


def _guarded(value: Value) -> str:
    text = cell_text(value)
    is_number = isinstance(value, int | float | Decimal)
    return "'" + text if text.startswith(_FORMULA_STARTS) and not is_number else text


def plain(text: str) -> str:
    r"""Return text that a terminal shows as text, whatever a label holds.

    >>> plain("a\x1b[31mb")
    'a�[31mb'
    """
    return _CONTROL.sub(lambda found: " " if found.group() in "\t\n\r" else "\ufffd", text)


def _width(text: str) -> int:
    """Return how many columns a text takes on a screen."""
    return sum(map(_letter_width, text))


def _letter_width(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def _fit(text: str, width: int) -> str:
    room = width - _width(text)
    if room >= 0:
        return text + " " * room
    while _width(text) > width - 1:
        text = text[:-1]
    return text + "…" + " " * (width - 1 - _width(text))


def markdown_cell(text: str) -> str:
    r"""Return a text that Markdown shows as it is: no link, no emphasis, no HTML, one line.

    >>> markdown_cell("[a|b](javascript:x)")
    '\\[a\\|b\\](javascript:x)'
    """
    escaped = _MARKDOWN.sub(r"\\\g<0>", html.escape(text, quote=False))
    return _LINE_END.sub(" ", escaped)


def _json_value(value: Value) -> Any:
    if isinstance(value, float | Decimal) and not isfinite(value):
        return str(value)  # JSON has no such number
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, tuple):
        return [_json_value(item) for item in value]
    if isinstance(value, Ref | Certainty):
        return str(value)
    return cell_text(value)
