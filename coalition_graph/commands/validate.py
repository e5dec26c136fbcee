"""``coalition-graph validate``: one line for each problem, with where and how to mend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coalition_graph.commands.shared import progress, write
from coalition_graph.commands.tables import plain

if TYPE_CHECKING:
    import argparse

SUMMARY = "check data against the rules and shapes; exit code 1 if something blocks"


def register(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "source",
        nargs="?",
        metavar="SOURCE",
        help="dataset name, dataset folder or RDF file (default: global-coalition)",
    )
    parser.add_argument("--data", metavar="SOURCE", help="the same, as in other commands")
    parser.add_argument(
        "--no-shapes", action="store_true", help="skip the SHACL shapes, which take longest"
    )


def run(arguments: argparse.Namespace) -> int:
    """Check and print; 1 if something blocks."""
    import warnings

    from coalition_graph.graph import CoalitionGraph

    source = arguments.source or arguments.data or "global-coalition"
    with progress(f"checking {source}"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # rows set aside are in the report
        graph = CoalitionGraph.load(source)
        report = graph.validate(shapes=False if arguments.no_shapes else None)
    write("".join(f"{plain(line)}\n" for line in str(report).splitlines()))
    return 0 if report.conforms else 1
