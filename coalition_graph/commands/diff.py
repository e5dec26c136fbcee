"""``coalition-graph diff``: what changed, in sentences."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from coalition_graph.commands.shared import UsageError, add_data, add_forms, load, progress, write
from coalition_graph.commands.tables import plain

if TYPE_CHECKING:
    from coalition_graph.differences import Differences

SUMMARY = "tell what changed between two days, or two versions of the data, in sentences"

FORMS = ("text", "json", "markdown", "csv")
_WHAT = "two days, or two sources, or --without DOCUMENT"
_DAY = re.compile(r"\[?[\dX]{4}[\dX.~?%/\]-]*(?<!/)\Z")


def register(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.epilog = (
        "Two days of one dataset, two versions of a dataset, or the data without a document:\n"
        "  coalition-graph diff 2017 2018\n"
        "  coalition-graph diff old_dataset new_dataset\n"
        "  coalition-graph diff --without crs-2016-08\n"
        "Of a month or a year, its last day counts.  A folder named like a date: ./2018."
    )
    parser.add_argument("old", nargs="?", metavar="OLD", help="a day, or a source of data")
    parser.add_argument("new", nargs="?", metavar="NEW", help="a later day, or another source")
    parser.add_argument("--group", metavar="ID", help="between days: one coalition or body only")
    parser.add_argument(
        "--without",
        action="append",
        metavar="DOCUMENT",
        help="compare the data with itself without this document; may be repeated",
    )
    parser.add_argument(
        "--as-of",
        action="append",
        metavar="DATE",
        help="with --without: ask the questions about a day for this one; may be repeated",
    )
    add_data(parser)
    add_forms(parser, FORMS)


def run(arguments: argparse.Namespace) -> int:
    """Compare and print."""
    differences = _compare(arguments)
    text = differences.to(arguments.format)
    if arguments.format == "text":
        text = "".join(f"{plain(line)}\n" for line in text.splitlines())
    write(text)
    return 0


def _compare(arguments: argparse.Namespace) -> Differences:
    words = [word for word in (arguments.old, arguments.new) if word is not None]
    if arguments.without:
        return _without(arguments, words)
    if arguments.as_of:
        raise UsageError("--as-of goes with --without; between two days, write OLD and NEW")
    if len(words) < 2:
        found = f"only {words[0]!r}" if words else "nothing"
        raise UsageError(f"{found} to compare; write {_WHAT}")
    old, new = words
    if _is_day(old) != _is_day(new):
        day, source = (old, new) if _is_day(old) else (new, old)
        raise UsageError(
            f"{day!r} is a day and {source!r} a source of data; write two days "
            f"(of one source: --data {source}), or two sources"
        )
    return _days(arguments) if _is_day(old) else _sources(arguments)


def _is_day(word: str) -> bool:
    return _DAY.match(word) is not None


def _days(arguments: argparse.Namespace) -> Differences:
    graph = load(arguments)
    return graph.changes(arguments.old, arguments.new, group=arguments.group)


def _sources(arguments: argparse.Namespace) -> Differences:
    from dataclasses import replace

    from coalition_graph.queryable import DEFAULT_DATASET

    if arguments.group:
        raise UsageError("--group goes with two days; two sources are compared whole")
    if arguments.data != DEFAULT_DATASET:
        raise UsageError("--data goes with two days or --without; OLD and NEW are the data here")
    given = vars(arguments)
    old, new = (
        load(argparse.Namespace(**given | {"data": source}))
        for source in (arguments.old, arguments.new)
    )
    with progress("comparing"):
        found = old.compared_with(new)
    return replace(found, title=f"From {_name(arguments.old)} to {_name(arguments.new)}")


def _name(source: str) -> str:
    return Path(source).name or source


def _without(arguments: argparse.Namespace, words: list[str]) -> Differences:
    if words:
        raise UsageError(f"--without compares --data with itself; leave out {words[0]!r}")
    if arguments.group:
        raise UsageError("--group goes with two days, not with --without")
    graph = load(arguments)
    with progress("asking all questions twice"):
        return graph.changes_without(*arguments.without, as_of=arguments.as_of or ())
