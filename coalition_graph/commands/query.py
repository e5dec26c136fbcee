"""``coalition-graph query``: SPARQL from a file, the command line or standard input."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from coalition_graph.answers import Answer
from coalition_graph.commands.shared import (
    UsageError,
    add_data,
    add_evidence,
    add_format,
    load,
    show,
    write,
    write_evidence,
)

if TYPE_CHECKING:
    import argparse

SUMMARY = "run a SPARQL query"


def register(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "query", metavar="QUERY", help="a .rq file, SPARQL text, or - for standard input"
    )
    parser.add_argument("--as-of", metavar="DATE", help="binds ?as_of (and ?as_of_last)")
    add_data(parser)
    add_format(parser)
    add_evidence(parser)
    parser.epilog = (
        "SELECT gives a table or CSV, ASK yes or no, CONSTRUCT and DESCRIBE Turtle.\n"
        "  coalition-graph query 'SELECT ?name { ?s a cg:State ; skos:prefLabel ?name }'"
    )


def run(arguments: argparse.Namespace) -> int:
    """Run the query and print what it gives."""
    text = _text(arguments.query)
    result = load(arguments, read_only=True).query(text, as_of=arguments.as_of)
    if arguments.evidence and not isinstance(result, Answer):
        raise UsageError("--evidence needs rows: a SELECT query")
    if isinstance(result, Answer):
        write_evidence(result, arguments.evidence)
        show(result, arguments.format)
    elif isinstance(result, bool):
        write("yes\n" if result else "no\n")
    else:
        write(result.serialize(format="turtle"))
    return 0


def _text(given: str) -> str:
    if given == "-":
        return sys.stdin.read()
    if given.isidentifier():
        _refuse_name(given)
    if "{" in given or "\n" in given:
        return given
    path = Path(given)
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        if path.suffix in (".rq", ".sparql"):
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            raise UsageError(f"{given} cannot be read: {reason}") from error
        return given


def _refuse_name(given: str) -> None:
    from coalition_graph import queries

    if given in queries.names():
        raise UsageError(f"{given} is a named question: coalition-graph answer {given}")
