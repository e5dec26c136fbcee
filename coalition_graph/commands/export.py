"""``coalition-graph export``: the graph in the formats of other tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coalition_graph.commands.shared import add_data, load, progress

if TYPE_CHECKING:
    import argparse

SUMMARY = "write the graph as Turtle, N-Quads, JSON-LD, GraphML or CSV"


def register(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("form", metavar="FORMAT", help="ttl, trig, nt, nq, jsonld, graphml or csv")
    parser.add_argument("-o", "--output", required=True, metavar="FILE")
    add_data(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the file."""
    with progress(f"writing {arguments.output}"):
        load(arguments).export(arguments.output, form=arguments.form)
    print(f"wrote {arguments.output}")
    return 0
