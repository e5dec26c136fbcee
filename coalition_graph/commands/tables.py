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

from coalition_graph.answers import cell_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console, RenderableType

    from coalition_graph.answers import Answer

__all__ = ["brief", "draw", "plain", "screen", "table_text"]

WIDTH_OF_A_PIPE = 120
WIDEST_CELL = 48
_GAP = 2
_FIRM = 14  # no word of a cell needs more width than this before it may be broken

# What moves the cursor, changes the title or the direction of writing is no part of a label.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    r"""Return text that a terminal shows as text, whatever a label holds.

    >>> plain("a\x1b[31mb")
    'a�[31mb'
    """
    return _CONTROL.sub(lambda found: " " if found.group() in "\t\n\r" else "\ufffd", text)


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


@dataclass(slots=True)
class _Column:
    """One column: its cells as text, how narrow it can be and how wide it would like to be."""

    name: str
    cells: list[str]
    firm: bool  # days, numbers, sources: one line
    right: bool
    least: int = 0
    width: int = 0

    def __post_init__(self) -> None:
        from rich.cells import cell_len

        words = [word for word in self.name.split("_") if word]
        head = max(map(len, words), default=1)
        natural = max(map(cell_len, self.cells), default=0)
        self.width = max(head, min(natural, WIDEST_CELL))
        longest = max((cell_len(word) for cell in self.cells for word in cell.split()), default=0)
        self.least = max(head, natural if self.firm else min(longest, _FIRM))
        if self.name in ("sources", "source"):
            self.least = max(head, min(natural, 18))


def table_text(answer: Answer) -> str:
    """Return an answer as a table that fits the screen, with the number of rows below."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    console = screen()
    columns, left_out = _fit([_column(answer, place) for place in _places(answer)], console.width)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, _GAP, 0, 0), show_edge=False)
    for column in columns:
        table.add_column(
            Text(column.name.replace("_", " ")),
            justify="right" if column.right else "left",
            width=column.width,
            no_wrap=column.firm,
            overflow="ellipsis" if column.firm else "fold",
        )
    for place in range(len(answer)):
        table.add_row(*(Text(column.cells[place]) for column in columns))
    number = f"{len(answer)} row{'' if len(answer) == 1 else 's'}"
    if left_out:
        number += f"; too narrow for {', '.join(left_out)}: --format csv has every column"
    return draw(console, table, Text(f"\n{plain(number)}", style="dim"))


def _places(answer: Answer) -> range:
    return range(len(answer.columns))


def _column(answer: Answer, place: int) -> _Column:
    values = [row[place] for row in answer.rows]
    given = [value for value in values if value is not None]
    numeric = bool(given) and all(isinstance(value, int | float | Decimal) for value in given)
    firm = numeric or all(isinstance(value, date | tuple) for value in given)
    return _Column(
        plain(answer.columns[place]), [brief(value) for value in values], firm, right=numeric
    )


def _fit(columns: list[_Column], width: int) -> tuple[list[_Column], list[str]]:
    """Leave out columns until the rest fits, and share out the width among them."""
    kept = list(columns)
    for column in sorted(columns, key=lambda item: _worth(item, columns)):
        if len(kept) == 1 or _needed(kept) <= width:
            break
        kept.remove(column)
    _share(kept, width)
    return kept, [column.name for column in columns if column not in kept]


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
    if column.name == "kind" or column.name.endswith("_kind"):
        return 2, -place
    return (4 if column.name in ("sources", "certainty") else 3), -place


def _share(columns: list[_Column], width: int) -> None:
    """Give every column its least, then what is left to those that lack least."""
    spare = max(0, width - _needed(columns))
    wishes = sorted(columns, key=lambda item: item.width - item.least)
    for place, column in enumerate(wishes):
        more = min(max(0, column.width - column.least), spare // (len(wishes) - place))
        column.width = column.least + more
        spare -= more
    if len(columns) == 1:
        columns[0].width = min(columns[0].width, width)
