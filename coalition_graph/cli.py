"""The command line: finds the command, and turns errors into one line and an exit code.

Exit codes: 0 answered, 1 a problem found, 2 wrong use.
"""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

from coalition_graph.commands.shared import UsageError
from coalition_graph.errors import CoalitionGraphError, DateError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

__all__ = ["COMMANDS", "main"]

COMMANDS = ("demo", "questions", "answer", "query", "info", "validate", "export", "page")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; see {self.prog} --help")


def main(words: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    >>> main(["answer", "member_joined"])
    2
    """
    given = list(sys.argv[1:] if words is None else words)
    try:
        return _run(given)
    except (UsageError, UnknownNameError, DateError) as error:
        print(f"coalition-graph: {error}", file=sys.stderr)
        return 2
    except CoalitionGraphError as error:
        print(f"coalition-graph: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of a pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def _run(words: list[str]) -> int:
    parser = _parser(words[0] if words else "")
    arguments, unknown = parser.parse_known_args(words)
    if arguments.command != "answer" and unknown:
        parser.error(f"unrecognised: {' '.join(unknown)}")
    arguments.unknown = unknown
    code: int = _command(arguments.command).run(arguments)
    return code


def _parser(wanted: str) -> _Parser:
    """Build the parser; the arguments of other commands than the wanted one are not needed."""
    parser = _Parser(
        prog="coalition-graph",
        description="Answers questions about international coalitions with evidence.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {_version()}")
    choices = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in COMMANDS:
        if wanted in COMMANDS and name != wanted:
            choices.add_parser(name, allow_abbrev=False)
            continue
        module = _command(name)
        command = choices.add_parser(
            name, help=module.SUMMARY, description=module.__doc__, allow_abbrev=False
        )
        module.register(command)
    return parser


def _command(name: str) -> ModuleType:
    return import_module(f"coalition_graph.commands.{name}")


def _version() -> str:
    from coalition_graph import __version__

    return __version__
