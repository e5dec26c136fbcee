"""The command line: finds the command, and turns errors into one line and an exit code.

Exit codes: 0 answered, 1 a problem found, 2 wrong use.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

from coalition_graph.commands.shared import UsageError, complain
from coalition_graph.errors import CoalitionGraphError, DateError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

__all__ = ["COMMANDS", "main"]

COMMANDS = (
    "demo",
    "questions",
    "answer",
    "query",
    "explain",
    "history",
    "diff",
    "info",
    "validate",
    "check",
    "page",
    "export",
)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; see {self.prog} --help")


def main(words: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    >>> main(["answer", "member_joined"])
    2
    """
    _prepare_output()
    try:
        return _run(list(sys.argv[1:] if words is None else words))
    except (UsageError, UnknownNameError, DateError) as error:
        complain(str(error))
        return 2
    except CoalitionGraphError as error:
        complain(str(error))
        return 1
    except BrokenPipeError:  # the reader of the pipe has seen enough
        _drop_output()
        return 0
    except OSError as error:
        complain(f"the output cannot be written: {error.strerror}")
        _drop_output()
        return 1
    except KeyboardInterrupt:
        complain("stopped")
        return 130
    except Exception as error:  # users get a sentence, not a trace
        if "COALITION_GRAPH_DEBUG" in os.environ:
            raise
        complain(
            f"a fault of the program, not yours: {type(error).__name__}: {error}; "
            "COALITION_GRAPH_DEBUG=1 shows where it arose: please report it"
        )
        return 1


def _run(words: list[str]) -> int:
    wanted = next((word for word in words if not word.startswith("-")), "")
    if not words:
        _parser("").print_help(sys.stderr)
        return 2
    if words[0].startswith("-") and words[0] not in ("-h", "--help", "--version"):
        raise UsageError(f"name a command before {words[0]}; see coalition-graph --help")
    if wanted and wanted not in COMMANDS:
        raise UnknownNameError("command", wanted, COMMANDS)
    parser = _parser(wanted)
    arguments, unknown = parser.parse_known_args(words)
    if arguments.command != "answer" and unknown:
        raise _misused(arguments.command, unknown[0])
    arguments.unknown = unknown
    code: int = _command(arguments.command).run(arguments)
    return code


def _misused(command: str, word: str) -> CoalitionGraphError:
    if not word.startswith("-"):
        return UsageError(f"one word too many: {word!r}; see coalition-graph {command} --help")
    parser = _Parser(add_help=False)
    _command(command).register(parser)
    known = set(re.findall(r"--[a-z-]+", parser.format_help()))
    return UnknownNameError(f"option of {command}", word.partition("=")[0], known)


def _parser(wanted: str) -> _Parser:
    """Build the parser; the arguments of other commands than the wanted one are not needed."""
    parser = _Parser(
        prog="coalition-graph",
        description="Answers questions about international coalitions with evidence.",
        epilog="Begin with: coalition-graph demo.  Exit codes: 0 answered, 1 problem found, "
        "2 wrong use.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {_version()}")
    choices = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in COMMANDS if not wanted else (wanted,):
        module = _command(name)
        command = choices.add_parser(
            name,
            help=module.SUMMARY,
            description=f"{module.SUMMARY[0].upper()}{module.SUMMARY[1:]}.",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        module.register(command)
    return parser


def _command(name: str) -> ModuleType:
    return import_module(f"coalition_graph.commands.{name}")


def _version() -> str:
    from coalition_graph import __version__

    return __version__


def _prepare_output() -> None:
    """Make standard output take any text: UTF-8 in a pipe, and no error in an old terminal."""
    if sys.stdout is None or sys.stderr is None:  # closed by whoever started the program
        sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
        sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="backslashreplace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _drop_output() -> None:
    """Let what is still unwritten go nowhere, so that leaving does not fail once more."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
