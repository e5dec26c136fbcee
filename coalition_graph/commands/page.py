"""``coalition-graph page``: the interactive page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coalition_graph.commands.shared import add_data, load, progress, write

if TYPE_CHECKING:
    import argparse

SUMMARY = "write the interactive page, one file that works offline"


def register(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "-o",
        "--output",
        default="coalition.html",
        metavar="FILE",
        help="the file to write (default: %(default)s)",
    )
    parser.add_argument("--as-of", metavar="DATE", help="show a day instead of all dates")
    parser.add_argument("--title", help="the heading (default: the title of the dataset)")
    add_data(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the page."""
    graph = load(arguments)
    with progress(f"drawing {arguments.output}"):
        graph.to_html(arguments.output, as_of=arguments.as_of, title=arguments.title)
    write(f"wrote {arguments.output}\n")
    return 0
