"""``coalition-graph demo``: the main job in one go."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from coalition_graph.answers import Answer
from coalition_graph.commands.shared import load, progress, show

if TYPE_CHECKING:
    import argparse

SUMMARY = "who joined when, who led which meeting, claimed against counted, and the page"
DAYS = ("2014-12-03", "2016-07-21", "2017-03-22", "2018-12-10", "2021-06-28", "2025-11-11")


def register(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("-o", "--output", default="coalition.html", metavar="FILE")
    parser.set_defaults(data="global-coalition")


def run(arguments: argparse.Namespace) -> int:
    """Print the three answers and write the page."""
    graph = load(arguments)
    _headline("Which members joined when?  Oldest first; the day lies between the two bounds.")
    _table(
        graph.joined(),
        ("member", "kind", "joined", "start_not_before", "start_not_after", "sources"),
    )
    _headline("Who led which meeting?")
    _table(
        graph.answer("meeting_leaders"),
        ("date", "meeting", "city", "leader", "role", "on_behalf_of", "capacity", "sources"),
    )
    _headline("How large was it said to be, and how many members can be named?")
    claims = graph.claimed_against_counted()
    wanted = [row for row in claims.rows if str(row[0]) in DAYS]
    _table(
        replace(claims, rows=wanted),
        (
            "as_of",
            "claimed",
            "comparator",
            "counts",
            "certain",
            "presumed",
            "possible",
            "difference",
            "source",
        ),
    )
    with progress("drawing the page"):
        graph.to_html(arguments.output)
    print(f"\nwrote {arguments.output}: open it in a browser")
    return 0


def _headline(text: str) -> None:
    print(f"\n{text}\n")


def _table(answer: Answer, columns: tuple[str, ...]) -> None:
    """Print some columns; long lists of sources are cut to the first and the number."""
    places = [answer.columns.index(name) for name in columns]
    rows = [tuple(_brief(row[place]) for place in places) for row in answer.rows]
    show(Answer(columns, rows), "table")
    sys.stdout.flush()


def _brief(value: Any) -> Any:
    if isinstance(value, tuple) and len(value) > 1:
        return f"{value[0]} +{len(value) - 1}"
    return value
