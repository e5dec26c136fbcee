"""What several commands need: the graph, the output, the progress."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from coalition_graph.answers import cell_text
from coalition_graph.errors import CoalitionGraphError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from coalition_graph.answers import Answer
    from coalition_graph.graph import CoalitionGraph

__all__ = ["UsageError", "add_data", "add_format", "load", "progress", "show"]

FORMS = ("table", "csv", "json", "markdown", "html")


class UsageError(CoalitionGraphError):
    """The words of a command do not fit; ends with exit code 2."""


def add_data(parser: argparse.ArgumentParser) -> None:
    """Add ``--data``."""
    parser.add_argument(
        "--data",
        default="global-coalition",
        metavar="SOURCE",
        help="dataset name, dataset folder or RDF file (default: %(default)s)",
    )


def add_format(parser: argparse.ArgumentParser) -> None:
    """Add ``--format``."""
    parser.add_argument(
        "--format",
        choices=FORMS,
        help="default: a table in a terminal, CSV in a pipe",
    )


def load(arguments: argparse.Namespace, *, strict: bool = False) -> CoalitionGraph:
    """Load the graph that ``--data`` names."""
    import warnings

    from coalition_graph.graph import CoalitionGraph

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        graph = CoalitionGraph.load(arguments.data, strict=strict)
    for warning in told:
        print(f"warning: {warning.message}", file=sys.stderr)
    return graph


def show(answer: Answer, form: str | None) -> None:
    """Print an answer: a table in a terminal, CSV in a pipe, or the form asked for."""
    if form is None:
        form = "table" if sys.stdout.isatty() else "csv"
    if form == "table" and sys.stdout.isatty():
        _show_table(answer)
    else:
        sys.stdout.write(answer.to(form))


def _show_table(answer: Answer) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(no_color="NO_COLOR" in os.environ or None)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in answer.columns:
        table.add_column(Text(name.replace("_", " ")), overflow="ellipsis", max_width=48)
    for row in answer.rows:
        table.add_row(*(Text(cell_text(value)) for value in row))
    console.print(table)
    number = len(answer)
    console.print(f"{number} row{'' if number == 1 else 's'}", style="dim")


@contextmanager
def progress(what: str) -> Iterator[None]:
    """Show on standard error that something is under way, if somebody is watching."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(what):
        yield
