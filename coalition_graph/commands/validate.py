"""``coalition-graph validate``: one line for each problem, with where and how to mend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coalition_graph.commands.shared import load, progress

if TYPE_CHECKING:
    import argparse

SUMMARY = "check data against the rules and shapes"


def register(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "data",
        nargs="?",
        default="global-coalition",
        metavar="SOURCE",
        help="dataset name, dataset folder or RDF file (default: %(default)s)",
    )
    parser.add_argument(
        "--no-shapes", action="store_true", help="skip the SHACL shapes, which take longest"
    )


def run(arguments: argparse.Namespace) -> int:
    """Check and print; 1 if something blocks."""
    import warnings

    from coalition_graph.graph import CoalitionGraph

    with progress(f"checking {arguments.data}"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # rows set aside are in the report
        graph = CoalitionGraph.load(arguments.data)
        report = graph.validate(shapes=False if arguments.no_shapes else None)
    print(report)
    return 0 if report.conforms else 1
