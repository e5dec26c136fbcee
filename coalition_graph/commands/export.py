"""``coalition-graph export``: the graph in the formats of other tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coalition_graph.commands.shared import add_data, load, progress, write

if TYPE_CHECKING:
    import argparse

SUMMARY = "write the graph as Turtle, N-Quads, JSON-LD, GraphML or CSV"


def register(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    from coalition_graph.export import FORMATS

    parser.add_argument("form", metavar="FORMAT", help=", ".join(FORMATS))
    parser.add_argument("-o", "--output", required=True, metavar="FILE")
    add_data(parser)
    parser.epilog = "\n".join(f"  {name:8} {meaning}" for name, meaning in FORMATS.items())


def run(arguments: argparse.Namespace) -> int:
    """Write the file."""
    graph = load(arguments)
    with progress(f"writing {arguments.output}"):
        graph.export(arguments.output, form=arguments.form)
    write(f"wrote {arguments.output}\n")
    return 0
