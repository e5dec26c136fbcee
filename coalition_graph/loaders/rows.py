"""The rows of one CSV table: where each stands, and its cells that are not empty."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coalition_graph.errors import RowError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from coalition_graph.loaders.report import LoadingReport

__all__ = ["Row", "read_rows"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: where it stands, and its cells that are not empty."""

    file: str
    line: int
    cells: Mapping[str, str]

    def error(self, column: str, found: str, remedy: str = "") -> RowError:
        """Return the error that names this row."""
        return RowError(self.file, self.line, column, found, remedy)


def read_rows(
    place: Traversable | Path,
    expected: tuple[str, ...],
    required: Iterable[str],
    report: LoadingReport,
) -> Iterator[Row]:
    """Yield the rows of a table; a row of another length than the header goes to the report.

    Raises:
        RowError: the file is no table of these columns.
    """
    file, line = place.name, 1
    reader = csv.reader(io.StringIO(_text(place), newline=""), strict=True)
    try:
        header = next(reader, [])
        _check_header(file, header, expected, required)
        count = report.count(file)
        line = reader.line_num + 1
        for cells in reader:
            if cells:
                count.read += 1
                row = Row(file, line, dict(_filled(header, cells)))
                if len(cells) == len(header):
                    yield row
                else:
                    found = f"{len(cells)} cells where the header has {len(header)}"
                    report.add(row.error("", found, "quote cells that hold a comma"))
            line = reader.line_num + 1
    except csv.Error as error:
        raise RowError(file, line, "", str(error), "write a quote inside quotes twice") from error


def _check_header(
    file: str, header: list[str], expected: tuple[str, ...], required: Iterable[str]
) -> None:
    for name, times in Counter(header).items():
        if times > 1:
            raise RowError(file, 1, name, "the header names this column twice", "rename one")
        if name not in expected:
            raise RowError(file, 1, name, str(UnknownNameError("column", name, expected)))
    for name in required:
        if name not in header:
            raise RowError(file, 1, name, "the column is missing", f"expected {','.join(expected)}")


def _filled(header: list[str], cells: list[str]) -> Iterator[tuple[str, str]]:
    for name, cell in zip(header, cells, strict=False):
        text = cell.strip()
        if text:
            yield name, text


def _text(place: Traversable | Path) -> str:
    try:
        return place.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        found = f"byte {error.object[error.start]:#04x} is not UTF-8"
        raise RowError(place.name, line, "", found, "save the table as UTF-8") from error
