"""``coalition-graph answer NAME``: one named question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coalition_graph.commands.shared import UsageError, add_data, add_format, load, show
from coalition_graph.errors import QueryError

if TYPE_CHECKING:
    import argparse

SUMMARY = "answer a named question"


def register(parser: argparse.ArgumentParser) -> None:
    """Add the arguments; those of the question itself follow as ``--name value``."""
    parser.usage = "coalition-graph answer NAME [--PARAMETER VALUE ...] [--data SOURCE] [--format FORMAT]"
    parser.epilog = "The question's own parameters, such as --as-of 2018-06-01, go anywhere after NAME."
    parser.add_argument("name", help="a question; see coalition-graph questions")
    add_data(parser)
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Answer and print."""
    from coalition_graph import queries

    asked = queries.question(arguments.name)
    given = _parameters(arguments.unknown, [parameter.name for parameter in asked.parameters])
    for name in given:
        asked.parameter(name)
    try:
        answer = load(arguments).answer(arguments.name, **given)
    except QueryError as error:
        raise UsageError(str(error)) from error
    show(answer, arguments.format)
    return 0


def _parameters(words: list[str], known: list[str]) -> dict[str, str]:
    """Read ``--as-of 2018-06-01`` or ``--as-of=2018-06-01``."""
    given: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        if not word.startswith("--"):
            offered = ", ".join(f"--{name.replace('_', '-')}" for name in known) or "none"
            raise UsageError(f"{word!r} is no parameter; write --name value, with one of: {offered}")
        name, equals, value = word[2:].partition("=")
        if not equals:
            value = next(rest, "")
            if not value or value.startswith("--"):
                raise UsageError(f"{word} needs a value")
        given[name.replace("-", "_")] = value
    return given
