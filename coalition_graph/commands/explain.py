"""Say why the graph holds a fact, and how sure it is on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coalition_graph.commands.shared import add_data, load, write
from coalition_graph.commands.tables import plain

if TYPE_CHECKING:
    import argparse

SUMMARY = "say why the graph says so: bounds, last attestation, documents"


def register(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "id", help="a fact, such as ken-global-coalition-1, or a member, such as ken"
    )
    parser.add_argument("--as-of", metavar="DATE", help="how sure it is on this day")
    add_data(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the reasons."""
    explanation = load(arguments, read_only=True).explain(arguments.id, as_of=arguments.as_of)
    write(f"{plain(explanation.text)}\n")
    return 0
