"""``coalition-graph history``: how the public picture of a fact changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coalition_graph.commands.shared import add_data, add_format, load, show

if TYPE_CHECKING:
    import argparse

SUMMARY = "say how the public picture of a fact changed, document by document"


def register(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("id", help="a membership, tenure or leadership, or a member, such as ken")
    add_data(parser)
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the history."""
    show(load(arguments).history(arguments.id), arguments.format)
    return 0
