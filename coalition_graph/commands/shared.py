"""What several commands need: their options, the graph, the output, the progress."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from coalition_graph.commands.tables import plain, table_text
from coalition_graph.errors import CoalitionGraphError, UnknownNameError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from coalition_graph.answers import Answer
    from coalition_graph.graph import CoalitionGraph

__all__ = [
    "UsageError",
    "add_data",
    "add_evidence",
    "add_format",
    "add_forms",
    "complain",
    "load",
    "progress",
    "show",
    "write",
    "write_evidence",
]

FORMS = ("table", "csv", "json", "markdown", "html")
_PATIENCE = 1.5  # seconds before something slow says what it is


class UsageError(CoalitionGraphError):
    """The words of a command do not fit; ends with exit code 2."""


def add_data(parser: argparse.ArgumentParser) -> None:
    """Add ``--data``, and what makes an edition of the data: ``--known-on`` and ``--policy``."""
    parser.add_argument(
        "--data",
        default="global-coalition",
        metavar="SOURCE",
        help="dataset name, dataset folder or RDF file (default: %(default)s)",
    )
    parser.add_argument(
        "--known-on",
        metavar="DATE",
        help="only what documents published by this day tell; of a month or year, its first day",
    )
    parser.add_argument(
        "--policy",
        metavar="NAME",
        help="how bounds follow from claims that contradict each other: cautious, ranked, "
        "first-published, last-published, attested-only (default: that of the dataset)",
    )


def add_format(parser: argparse.ArgumentParser) -> None:
    """Add ``--format``."""
    parser.add_argument(
        "--format",
        type=_form,
        metavar="FORMAT",
        help=f"{', '.join(FORMS)} (default: a table in a terminal, csv in a pipe)",
    )


def add_evidence(parser: argparse.ArgumentParser) -> None:
    """Add ``--evidence``."""
    parser.add_argument(
        "--evidence",
        type=_pack,
        metavar="FILE",
        help="also write the evidence pack: .md, .html, .bib (BibTeX) or .json (CSL-JSON)",
    )


def _pack(path: str) -> str:
    from coalition_graph.evidence_pack import form_of

    form_of(path)
    return path


def write_evidence(answer: Answer, path: str | None) -> None:
    """Write the evidence pack if a file is named; say so on standard error."""
    if path:
        with progress("gathering the evidence"):
            answer.evidence(path)
        complain(f"wrote {path}")


def _form(text: str) -> str:
    return _one_of(FORMS, text)


def add_forms(parser: argparse.ArgumentParser, forms: tuple[str, ...]) -> None:
    """Add ``--format`` with forms of the command's own, the first by default."""
    parser.add_argument(
        "--format",
        type=partial(_one_of, forms),
        default=forms[0],
        metavar="FORMAT",
        help=f"{', '.join(forms)} (default: %(default)s)",
    )


def _one_of(forms: tuple[str, ...], text: str) -> str:
    if text not in forms:
        raise UnknownNameError("format", text, forms)
    return text


def load(arguments: argparse.Namespace, *, read_only: bool = False) -> CoalitionGraph:
    """Load the graph that ``--data`` names; what was set aside is told on standard error.

    `read_only` is quickest where one question is asked.
    """
    import warnings

    from coalition_graph.graph import CoalitionGraph

    with warnings.catch_warnings(record=True) as told, progress(f"reading {arguments.data}"):
        warnings.simplefilter("always")
        graph = CoalitionGraph.load(arguments.data, read_only=read_only)
    for warning in told:
        complain(f"warning: {warning.message}")
    return _edition(graph, arguments)


def _edition(graph: CoalitionGraph, arguments: argparse.Namespace) -> CoalitionGraph:
    """Return the edition of the graph that ``--policy`` and ``--known-on`` ask for."""
    if getattr(arguments, "policy", None):
        graph = graph.under(arguments.policy)
    if getattr(arguments, "known_on", None):
        graph = graph.known_on(arguments.known_on)
    return graph


def show(answer: Answer, form: str | None) -> None:
    """Print an answer: a table in a terminal, CSV in a pipe, or the form asked for."""
    form = form or ("table" if sys.stdout.isatty() else "csv")
    write(table_text(answer) if form == "table" else answer.to(form))


def write(text: str) -> None:
    """Write to standard output, now: a pipe that nobody reads any more is noticed here."""
    sys.stdout.write(text)
    sys.stdout.flush()


def complain(text: str) -> None:
    """Write lines to standard error under the name of the program."""
    lines = [plain(line) for line in text.splitlines()]
    print("coalition-graph: " + "\n".join(lines), file=sys.stderr)


@contextmanager
def progress(what: str) -> Iterator[None]:
    """Tell on standard error what is under way, if it takes more than a moment."""
    from threading import Timer

    stop = []

    def tell() -> None:
        if not sys.stderr.isatty():
            complain(f"{what} …")
            return
        from rich.console import Console

        status = Console(stderr=True).status(plain(what))
        stop.append(status.stop)
        status.start()

    late = Timer(_PATIENCE, tell)
    late.daemon = True
    late.start()
    try:
        yield
    finally:
        late.cancel()
        late.join()
        for end in stop:
            end()
