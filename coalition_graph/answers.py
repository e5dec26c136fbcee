"""Answers: rows of Python values, with the query they came from, in the forms people need."""

from __future__ import annotations

import csv
import html
import io
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from coalition_graph.dates import Certainty
from coalition_graph.errors import ExportError, UnknownNameError
from coalition_graph.identifiers import Ref

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pandas as pd

__all__ = ["Answer", "Value", "cell_text"]

Value: TypeAlias = Any
"""A `str`, `int`, `float`, `Decimal`, `date`, `bool`, `Certainty`, `Ref`, a tuple of ids, `None`."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


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

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Any]:
        return map(self._row_type._make, self.rows)

    def __getitem__(self, place: int) -> Any:
        return self._row_type._make(self.rows[place])

    @cached_property
    def _row_type(self) -> Any:
        from collections import namedtuple

        return namedtuple("Row", self.columns, rename=True)  # noqa: PYI024 - columns vary

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
        columns = [name for name in ("sources", "source", "document_id") if name in self.columns]
        ids: set[str] = set()
        for name in columns:
            for value in self.column(name):
                ids.update(value if isinstance(value, tuple) else [value] if value else [])
        if self._evidence is None:
            return Answer(("document_id",), [(name,) for name in sorted(ids)])
        return self._evidence(tuple(sorted(ids)))

    def to_csv(self, *, guard: bool = False) -> str:
        r"""Return the answer as CSV with a header line.

        Args:
            guard: put an apostrophe before cells that a spreadsheet would run as a formula.

        >>> Answer(("a",), [("=1+1",)]).to_csv(guard=True)
        "a\n'=1+1\n"
        """
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns)
        for row in self.rows:
            texts = [cell_text(value) for value in row]
            if guard:
                texts = ["'" + text if text.startswith(_FORMULA_STARTS) else text for text in texts]
            writer.writerow(texts)
        return out.getvalue()

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
        lines = ["| " + " | ".join(self.columns) + " |", "|" + "---|" * len(self.columns)]
        for row in self.rows:
            cells = (_markdown_cell(cell_text(value)) for value in row)
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
        texts = [tuple(cell_text(value) for value in row) for row in self.rows]
        widths = [
            min(40, max([len(name), *(len(row[place]) for row in texts)]))
            for place, name in enumerate(self.columns)
        ]
        lines = [self.columns, tuple("─" * width for width in widths), *texts]
        return "\n".join(
            "  ".join(_fit(text, width) for text, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        )


def _fit(text: str, width: int) -> str:
    return text.ljust(width) if len(text) <= width else text[: width - 1] + "…"


def _markdown_cell(text: str) -> str:
    escaped = html.escape(text, quote=False).replace("\\", "\\\\").replace("|", "\\|")
    return escaped.replace("\n", " ")


def _json_value(value: Value) -> Any:
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, tuple):
        return [_json_value(item) for item in value]
    if isinstance(value, Ref | Certainty):
        return str(value)
    return cell_text(value)
