"""The errors of the library, one tree.

    CoalitionGraphError
    ├── UnknownNameError      a dataset, question, id, parameter, column or code nobody knows
    │   └── AmbiguousNameError    an id or name that means several things
    ├── DateError             a date that cannot be read, or bounds that contradict each other
    ├── QueryError            a query that cannot be run, or a parameter that does not fit
    ├── LoadError             data that cannot be loaded
    │   └── RowError              one bad cell: file, line, column, what was found and expected
    ├── ValidationError       data that breaks a rule, where an answer was asked for as a must
    └── ExportError           a file that cannot be written, or a format nobody knows

Each message says where, what was found, what was expected and how to mend it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "AmbiguousNameError",
    "CoalitionGraphError",
    "DateError",
    "ExportError",
    "LoadError",
    "QueryError",
    "RowError",
    "UnknownNameError",
    "ValidationError",
]


_LISTED = 40  # more names than this tell nobody anything


class CoalitionGraphError(Exception):
    """The root of every error that the library raises on purpose."""


class UnknownNameError(CoalitionGraphError, LookupError):
    """A name that nothing bears; the message offers the nearest valid one.

    >>> str(UnknownNameError("question", "member_joined", ["members_joined", "tenures"]))
    "no question 'member_joined'; did you mean 'members_joined'?"
    """

    def __init__(self, what: str, name: str, known: Iterable[str] = ()) -> None:
        self.what, self.name, self.known = what, name, sorted(known)
        super().__init__(f"no {what} {name!r}{self._advice()}")

    def _advice(self) -> str:
        from difflib import get_close_matches  # only where a message is made

        near = get_close_matches(self.name, self.known, n=1, cutoff=0.6)
        if near:
            return f"; did you mean {near[0]!r}?"
        if not self.known or len(self.known) > _LISTED:
            return ""
        return f"; known: {', '.join(self.known)}"


class AmbiguousNameError(UnknownNameError):
    """A name that several things bear; nothing is guessed."""

    def _advice(self) -> str:
        return f": it means several things ({', '.join(self.known)}); write one of these instead"


class DateError(CoalitionGraphError, ValueError):
    """A date that cannot be read, or bounds that contradict each other."""


class QueryError(CoalitionGraphError, ValueError):
    """A SPARQL query that cannot be run, or a parameter that does not fit."""


class LoadError(CoalitionGraphError, ValueError):
    """Data that cannot be loaded; the graph stays as it was."""


class RowError(LoadError):
    """One bad cell of a table.

    >>> str(RowError("members.csv", 67, "start", "'3/2018' is no date", "write 2018-03"))
    "members.csv, line 67, column 'start': '3/2018' is no date; write 2018-03"
    """

    def __init__(self, file: str, line: int, column: str, found: str, remedy: str = "") -> None:
        self.file, self.line, self.column = file, line, column
        self.found, self.remedy = found, remedy
        place = f"{file}, line {line}" + (f", column {column!r}" if column else "")
        super().__init__(f"{place}: {found}" + (f"; {remedy}" if remedy else ""))


class ValidationError(CoalitionGraphError, ValueError):
    """Data that breaks a rule."""


class ExportError(CoalitionGraphError, OSError):
    """A file that cannot be written, or a format nobody knows."""
