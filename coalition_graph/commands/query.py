"""``coalition-graph query``: SPARQL from a file, the command line or standard input."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from coalition_graph.answers import Answer
from coalition_graph.commands.shared import UsageError, add_data, add_format, load, show

if TYPE_CHECKING:
    import argparse

SUMMARY = "run a SPARQL query"


def register(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("query", help="a .rq file, SPARQL text, or - for standard input")
    parser.add_argument("--as-of", metavar="DATE", help="binds ?as_of (and ?as_of_last)")
    add_data(parser)
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run the query and print what it gives."""
    text = _text(arguments.query)
    result = load(arguments).query(text, as_of=arguments.as_of)
    if isinstance(result, Answer):
        show(result, arguments.format)
    elif isinstance(result, bool):
        print("yes" if result else "no")
    else:
        print(result.serialize(format="turtle"), end="")
    return 0


def _text(given: str) -> str:
    if given == "-":
        return sys.stdin.read()
    if given.endswith((".rq", ".sparql")) and "\n" not in given:
        path = Path(given)
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{path} cannot be read: {error}") from error
    return given
