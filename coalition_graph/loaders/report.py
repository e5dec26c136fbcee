"""What became of every row that a loader read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coalition_graph.errors import LoadError, RowError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["LoadingReport", "TableCount"]


@dataclass(slots=True)
class TableCount:
    """How many rows of one table were read, used and set aside."""

    read: int = 0
    used: int = 0

    @property
    def set_aside(self) -> int:
        """Rows that became no fact; each has its reason in the report."""
        return self.read - self.used


@dataclass(slots=True)
class LoadingReport:
    """An account of every row: used, or set aside with file, line, column and reason.

    >>> report = LoadingReport()
    >>> report.count("states.csv").read += 1
    >>> print(report)
    states.csv: 1 row read, 0 used, 1 set aside
    """

    tables: dict[str, TableCount] = field(default_factory=dict)
    problems: list[RowError] = field(default_factory=list)

    def count(self, file: str) -> TableCount:
        """Return the counter of a file."""
        return self.tables.setdefault(file, TableCount())

    def add(self, problem: RowError) -> None:
        """Record why a row is set aside."""
        self.problems.append(problem)

    @property
    def ok(self) -> bool:
        """Whether every row was used."""
        return not self.problems

    def and_then(self, other: LoadingReport, name: str) -> LoadingReport:
        """Return this account followed by another, whose files are told by the name before them."""
        tables = self.tables | {f"{name}/{file}": count for file, count in other.tables.items()}
        problems = [
            RowError(f"{name}/{one.file}", one.line, one.column, one.found, one.remedy)
            for one in other.problems
        ]
        return LoadingReport(tables, [*self.problems, *problems])

    def rows(self) -> Iterator[dict[str, str | int]]:
        """Yield the problems as rows of a table."""
        for problem in self.problems:
            yield {
                "file": problem.file,
                "line": problem.line,
                "column": problem.column,
                "found": problem.found,
                "remedy": problem.remedy,
            }

    def raise_problems(self) -> None:
        """Raise `LoadError` if a row was set aside."""
        if len(self.problems) == 1:
            raise self.problems[0]
        if self.problems:
            listed = "\n".join(str(problem) for problem in self.problems[:20])
            more = len(self.problems) - 20
            tail = f"\nand {more} more" if more > 0 else ""
            raise LoadError(f"{len(self.problems)} rows cannot be used:\n{listed}{tail}")

    def __str__(self) -> str:
        lines = [
            f"{file}: {count.read} row{'' if count.read == 1 else 's'} read, "
            f"{count.used} used, {count.set_aside} set aside"
            for file, count in self.tables.items()
        ]
        return "\n".join(lines + [str(problem) for problem in self.problems])
