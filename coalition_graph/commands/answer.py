"""``coalition-graph answer NAME``: one named question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coalition_graph.commands.shared import (
    UsageError,
    add_data,
    add_evidence,
    add_format,
    load,
    show,
    write_evidence,
)
from coalition_graph.errors import QueryError, UnknownNameError

if TYPE_CHECKING:
    import argparse

SUMMARY = "answer a named question"

_OWN = ("--data", "--format", "--evidence")


def register(parser: argparse.ArgumentParser) -> None:
    """Add the arguments; those of the question itself follow as ``--name value``."""
    parser.usage = (
        "coalition-graph answer NAME [--PARAMETER VALUE ...] [--data SOURCE] [--format FORMAT] "
        "[--evidence FILE]"
    )
    parser.epilog = (
        "The question's own parameters go after NAME:\n"
        "  coalition-graph answer members_on --as-of 2018-06-01\n"
        "  coalition-graph answer meeting_leaders --meeting 2017-05-09-copenhagen\n"
        "coalition-graph questions lists the questions with their parameters."
    )
    parser.add_argument("name", metavar="NAME", help="a question; see coalition-graph questions")
    add_data(parser)
    add_format(parser)
    add_evidence(parser)


def run(arguments: argparse.Namespace) -> int:
    """Answer and print."""
    from coalition_graph import queries

    asked = queries.question(arguments.name)
    known = [f"--{parameter.name.replace('_', '-')}" for parameter in asked.parameters]
    given = _parameters(arguments.unknown, asked.name, known)
    missing = [
        parameter
        for parameter in asked.parameters
        if not (parameter.optional or parameter.default or parameter.name in given)
    ]
    if missing:
        name, meaning = missing[0].name.replace("_", "-"), missing[0].meaning
        raise UsageError(f"{asked.name} needs --{name} VALUE: {meaning}")
    try:
        answer = load(arguments, read_only=True).answer(asked.name, **given)
    except QueryError as error:
        raise UsageError(str(error)) from error
    write_evidence(answer, arguments.evidence)
    show(answer, arguments.format)
    return 0


def _parameters(words: list[str], question: str, known: list[str]) -> dict[str, str]:
    """Read ``--as-of 2018-06-01`` or ``--as-of=2018-06-01``; ``--as_of`` is taken too."""
    given: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        name, equals, value = word.partition("=")
        name = name.replace("_", "-")
        if not word.startswith("--"):
            offered = ", ".join(known) or "none"
            raise UsageError(f"{word!r} is no parameter of {question}; it takes {offered}")
        if name not in known:
            raise UnknownNameError(f"parameter of {question}", name, [*known, *_OWN])
        if not equals:
            value = next(rest, "")
        if not value or value.startswith("--"):
            raise UsageError(f"{name} needs a value")
        given[name[2:].replace("-", "_")] = value
    return given
