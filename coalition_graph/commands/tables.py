"""Tables for a terminal, cut to its width.

A row keeps to as few lines as the width allows.  Days and numbers are never broken, a list of
sources shrinks to its first and the number of the others.  Where not even the shortest form fits,
whole columns are left out, first those that repeat another in other words, and named below.
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from coalition_graph.answers import cell_text, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console, RenderableType
    from rich.table import Table

    from coalition_graph.answers import Answer

__all__ = ["Layout", "brief", "draw", "plain", "screen", "table_text"]

WIDTH_OF_A_PIPE = 120
WIDEST_CELL = 48
_GAP = 2
_FIRM = 14  # a word may be cut to this
_SOURCE = 11  # and a source to this
_ID = 24  # ids up to this length are never broken

# What moves the cursor, changes the title or the direction of writing is no part of a label.


def brief(value: Any) -> str:
    """Write a cell for a person: the first of several sources, and how many follow.

    >>> brief(("crs-2016-04", "seed-000", "seed-004")), brief(None)
    ('crs-2016-04 +2', '')
    """
    if isinstance(value, tuple) and len(value) > 1:
        return plain(f"{value[0]} +{len(value) - 1}")
    return plain(cell_text(value))


def screen() -> Console:
    """Return a console on standard output: as wide as the terminal, or 120 columns in a pipe."""
    from rich.console import Console

    in_terminal = sys.stdout.isatty()
    given = os.environ.get("COLUMNS", "")
    width = int(given) if given.isdecimal() and int(given) else None
    return Console(
        file=sys.stdout,
        force_terminal=in_terminal,
        width=width if in_terminal or width else WIDTH_OF_A_PIPE,
        highlight=False,
        markup=False,
        emoji=False,
    )


def draw(console: Console, *parts: RenderableType) -> str:
    """Return what the console would show; blanks at the ends of lines are left out."""
    with console.capture() as captured:
        for part in parts:
            console.print(part)
    return re.sub(r"[ \t]+$", "", captured.get(), flags=re.MULTILINE)


@dataclass(slots=True, eq=False)
class _Column:
    """One column: its cells as text, and how wide it must be, is best, and could be."""

    name: str
    cells: list[str]
    firm: bool  # days, numbers, sources: one line
    right: bool
    least: int = 0
    best: int = 0  # enough for nearly all cells
    most: int = 0
    width: int = 0

    def __post_init__(self) -> None:
        from rich.cells import cell_len

        head = max((len(word) for word in self.name.split("_")), default=1)
        lengths = sorted(cell_len(cell) for cell in self.cells if cell) or [0]
        longest = max((cell_len(word) for cell in self.cells for word in cell.split()), default=0)
        self.most = max(head, lengths[-1])
        self.best = max(head, min(lengths[len(lengths) * 6 // 7], WIDEST_CELL))
        self.least = max(head, lengths[-1] if self.firm else min(longest, _FIRM))
        if self.name in ("sources", "source"):
            self.least = max(head, min(lengths[-1], _SOURCE))
        self.width = self.least

    def shown(self, start: int, stop: int | None) -> list[str]:
        """Return some cells; those that must stay on one line are cut, the ``+n`` kept."""
        cells = self.cells[start:stop]
        return [_cut(cell, self.width) for cell in cells] if self.firm else cells


def _cut(text: str, width: int) -> str:
    """Cut a text to a width.

    >>> _cut("africapress-mrt-2021 +3", 16)
    'africapress-… +3'
    """
    if len(text) <= width:
        return text
    start, plus, number = text.rpartition(" +")
    tail = f"…{plus}{number}" if plus else "…"
    return (start or text)[: max(0, width - len(tail))] + tail


def table_text(answer: Answer) -> str:
    """Return an answer as a table that fits the screen, with the number of rows below."""
    from rich.text import Text

    console = screen()
    layout = Layout.fit(answer, console.width)
    number = f"{len(answer)} row{'' if len(answer) == 1 else 's'}"
    if layout.left_out:
        number += f"; too narrow for {', '.join(layout.left_out)}: --format csv has every column"
    return draw(console, layout.table(), Text(f"\n{number}", style="dim"))


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of an answer that fit a width, and the names of those that do not."""

    columns: tuple[_Column, ...]
    left_out: tuple[str, ...]

    @classmethod
    def fit(cls, answer: Answer, width: int) -> Layout:
        """Give each column its width; leave out columns until the rest fits.

        >>> from coalition_graph.answers import Answer
        >>> answer = Answer(("member_id", "member", "kind"), [("ken", "Kenya", "state")])
        >>> Layout.fit(answer, 12).left_out
        ('member_id', 'kind')
        """
        columns = [_column(answer, place) for place in range(len(answer.columns))]
        kept = list(columns)
        for column in sorted(columns, key=lambda item: _worth(item, columns)):
            if len(kept) == 1 or _needed(kept) <= width:
                break
            kept.remove(column)
        _share(kept, width)
        return cls(tuple(kept), tuple(item.name for item in columns if item not in kept))

    def table(self, start: int = 0, stop: int | None = None, *, heading: bool = True) -> Table:
        """Return some rows, or all, as a table."""
        from rich import box
        from rich.table import Table
        from rich.text import Text

        table = Table(
            box=box.SIMPLE_HEAD if heading else None,
            show_header=heading,
            show_edge=False,
            pad_edge=False,
            padding=(0, _GAP - 1 if heading else _GAP, 0, 0),  # the box adds one
        )
        for column in self.columns:
            table.add_column(
                Text(column.name.replace("_", " ")),
                justify="right" if column.right else "left",
                width=column.width,
                overflow="fold",
            )
        for row in zip(*(column.shown(start, stop) for column in self.columns), strict=True):
            table.add_row(*map(Text, row))
        return table


def _column(answer: Answer, place: int) -> _Column:
    values = [row[place] for row in answer.rows]
    given = [value for value in values if value is not None]
    numeric = bool(given) and all(isinstance(value, int | float | Decimal) for value in given)
    cells = [brief(value) for value in values]
    one_word = all(" " not in cell and len(cell) <= _ID for cell in cells)
    firm = numeric or one_word or all(isinstance(value, date | tuple) for value in given)
    return _Column(plain(answer.columns[place]), cells, firm, right=numeric)


def _needed(columns: Sequence[_Column]) -> int:
    return sum(column.least for column in columns) + _GAP * (len(columns) - 1)


def _worth(column: _Column, columns: list[_Column]) -> tuple[int, int]:
    """Order columns by what is lost without them: extras, ids beside names, kinds, the rest."""
    names = [other.name for other in columns]
    place = names.index(column.name)
    after_sources = "sources" in names and place > names.index("sources")
    if after_sources and column.name != "certainty":
        return 0, -place
    if column.name.endswith("_id") and column.name.removesuffix("_id") in names:
        return 1, -place
    if column.name == "kind" or (column.name.endswith(("_kind", "_id")) and place):
        return 2, -place
    return (4 if column.name in ("sources", "source", "certainty") else 3), -place


def _share(columns: list[_Column], width: int) -> None:
    """Share what the least leaves over: first up to the best, then up to the most."""
    spare = max(0, width - _needed(columns))
    for wish in ("best", "most"):
        lacking = sorted(columns, key=lambda item: getattr(item, wish) - item.width)
        for place, column in enumerate(lacking):
            more = max(0, getattr(column, wish) - column.width)
            more = min(more, spare // (len(lacking) - place))
            column.width += more
            spare -= more
    if len(columns) == 1:
        columns[0].width = min(columns[0].width, width)
