"""``coalition-graph questions``: the named questions and their parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coalition_graph.commands.shared import add_format, show, write

if TYPE_CHECKING:
    import argparse

SUMMARY = "list the named questions with their parameters"


def register(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "name", nargs="?", metavar="NAME", help="tell all about one question: its SPARQL"
    )
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """List the questions, or show one whole."""
    from coalition_graph import queries
    from coalition_graph.graph import CoalitionGraph

    if arguments.name:
        write(queries.question(arguments.name).text)
    else:
        show(CoalitionGraph().questions(), arguments.format)
    return 0
