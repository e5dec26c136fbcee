"""``coalition-graph demo``: the main job in one go.

It prints for a person, in a terminal and in a pipe alike; ``coalition-graph answer`` gives the
same answers as CSV, with every id and every source.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from coalition_graph.answers import Answer
from coalition_graph.commands.shared import add_data, load, progress, write
from coalition_graph.commands.tables import Layout, draw, plain, screen

if TYPE_CHECKING:
    import argparse
    from collections.abc import Collection, Iterator, Sequence

    from rich.console import RenderableType
    from rich.text import Text

    from coalition_graph.graph import CoalitionGraph

SUMMARY = "who joined when, who led which meeting, claimed against counted, and the page"

# Days of which several sources give a size: the first plenary, INTERPOL's accession, the plenaries
# of 2017, 2018 and 2021, and the latest accession.
DAYS = ("2014-12-03", "2016-07-21", "2017-03-22", "2018-02-13", "2021-06-28", "2025-11-11")


def register(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "-o",
        "--output",
        default="coalition.html",
        metavar="FILE",
        help="the page to write (default: %(default)s)",
    )
    add_data(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the three answers and write the page."""
    graph = load(arguments)
    console = screen()
    try:
        for part in (_title, _joined, _led, _sizes):
            write(draw(console, *part(graph, console.width)))
    finally:  # the page is written even where the reader of a pipe has seen enough
        with progress(f"drawing {arguments.output}"):
            graph.to_html(arguments.output)
    write(
        f"\nThe page: {plain(arguments.output)} (open it in a browser; it needs no network)\n"
        "More: coalition-graph questions\n"
    )
    return 0


def _title(graph: CoalitionGraph, _: int) -> Iterator[RenderableType]:
    info = graph.info()
    version = f"version {info['version']}, " if info["version"] else ""
    documents = info["counts"].get("Document", 0)
    yield _text(info["title"] or "No title", "bold")
    yield _text(f"{version}{info['statements']:,} statements from {documents:,} documents", "dim")


def _joined(graph: CoalitionGraph, width: int) -> Iterator[RenderableType]:
    answer = graph.joined()
    yield from _headline(
        "1. Which members joined when?",
        "Oldest first. Each joined on a day from the first bound to the second, as far as the "
        "sources tell.",
    )
    rows = [
        (row.member, row.kind, row.joined, row.start_not_before, row.start_not_after, row.sources)
        for row in answer
    ]
    columns = ("member", "kind", "joined", "not_before", "not_after", "sources")
    yield Layout.fit(Answer(columns, rows), width).table()
    kinds = answer.column("kind")
    exact = sum(row.start_not_before == row.start_not_after for row in answer)
    yield _text(
        f"\n{len(kinds)} members: {kinds.count('state')} states, {kinds.count('organisation')} "
        f"organisations. Of {exact} the day is known.\n"
        "Every source: coalition-graph answer members_joined --format csv",
        "dim",
    )


def _led(graph: CoalitionGraph, width: int) -> Iterator[RenderableType]:
    answer = graph.answer("meeting_leaders")
    yield from _headline(
        "2. Who led which meeting?",
        "Oldest first. Day, place and meeting; below them who led it in which role, on whose "
        "behalf, in what capacity.",
        "",
    )
    rows = [
        (row.role, row.leader, _name(graph, row.on_behalf_of), row.capacity, row.sources)
        for row in answer
    ]
    columns = ("role", "leader", "on_behalf_of", "capacity", "sources")
    layout = Layout.fit(Answer(columns, rows), width - _INDENT)
    meetings = [list(group) for _, group in groupby(range(len(rows)), lambda n: answer[n].meeting)]
    for places in meetings:
        yield ""
        yield _meeting(graph, answer[places[0]])
        yield _indented(layout.table(places[0], places[-1] + 1, heading=False))
    silent = len(graph.meetings()) - len(meetings)
    yield _text(
        f"\n{len(rows)} leading roles at {len(meetings)} meetings; of {silent} more, no source "
        "seen names who led them.\n"
        "All of one meeting: coalition-graph answer participants --meeting "
        f"{answer[-1].meeting_id if rows else 'ID'}",
        "dim",
    )


_INDENT = 4


def _indented(part: RenderableType) -> RenderableType:
    from rich.padding import Padding

    return Padding(part, (0, 0, 0, _INDENT))


def _meeting(graph: CoalitionGraph, row: Any) -> RenderableType:
    from rich.table import Table

    place = ", ".join(name for name in (row.city, _name(graph, row.country_id)) if name)
    line = Table.grid(padding=(0, 2, 0, 0))
    line.add_column(no_wrap=True)
    line.add_row(
        _text(_moment(row.date_text), "bold"),
        _text(f"{place or 'place unknown'}: {row.meeting}"),
    )
    return line


def _moment(text: str) -> str:
    """Write a date for reading.

    >>> _moment("2015-05-07~"), _moment("2014-11-12/2014-11-21")
    ('about 2015-05-07', '2014-11-12 to 2014-11-21')
    """
    unmarked = re.sub("[~?%]", "", text)
    return ("about " if unmarked != text else "") + unmarked.replace("/", " to ")


def _name(graph: CoalitionGraph, thing: str | None) -> str:
    return graph.ref(thing).label or thing if thing else ""


class _Size(NamedTuple):
    """A size claimed of a day, and what can be counted."""

    as_of: Any
    claimed: Any
    comparator: str
    counts: str
    certain: int
    presumed: int
    possible: int
    difference: int
    verdict: str


def _sizes(graph: CoalitionGraph, width: int) -> Iterator[RenderableType]:
    compared = [row for row in graph.size_differences() if row.certain is not None]
    yield from _headline(
        "3. How large was it said to be, and how many members can be named?",
        "Counted that day: members certainly in, those presumed to be in still since nobody "
        "reported an end, those possibly in. A claim fits if it is none below and none above.",
    )
    rows = [
        (
            size.as_of,
            _figure(size),
            _verdict(size),
            size.certain,
            size.presumed,
            size.possible,
            sources,
        )
        for size, sources in _claims(compared)
    ]
    columns = ("day", "claimed", "verdict", "certain", "presumed", "possible", "sources")
    yield Layout.fit(Answer(columns, rows), width).table()
    yield _text(
        f"\nAll {len(compared)} claims: coalition-graph answer claimed_against_counted", "dim"
    )


def _claims(rows: Sequence[Any]) -> Iterator[tuple[_Size, tuple[str, ...]]]:
    """Yield each size claimed on a handful of days once, with all its sources."""
    days = _handful(sorted({row.as_of for row in rows}))
    sources: dict[_Size, set[str]] = {}
    for row in rows:
        if row.as_of in days:
            size = _Size(*(getattr(row, name) for name in _Size._fields))
            sources.setdefault(size, set()).add(row.source)
    for size, ids in sources.items():
        yield size, tuple(sorted(ids))


def _handful(days: Sequence[Any]) -> Collection[Any]:
    """Return the chosen days, or, of other data, up to six that are spread over all.

    >>> _handful(["2001-01-01", "2021-06-28"]), _handful(list(range(12)))
    (['2021-06-28'], [0, 2, 4, 6, 8, 10])
    """
    known = [day for day in days if str(day) in DAYS]
    return known or days[:: -(-len(days) // 6) or 1]


def _figure(size: _Size) -> str:
    """Write the figure as claimed.

    >>> _figure(_Size("2014-12-03", 62, "more than", "members", 61, 0, 0, 2, "members unnamed"))
    'more than 62 members'
    """
    comparator = "" if size.comparator == "exactly" else f"{size.comparator} "
    return f"{comparator}{size.claimed} {_UNITS.get(size.counts, size.counts)}"


_UNITS = {"unclear": "countries"}  # worded so, organisations may be among them


def _verdict(size: _Size) -> str:
    """Say how a claim stands to the count: how far outside, and why as far as the data can tell.

    >>> _verdict(_Size("2014-12-03", 62, "more than", "members", 61, 0, 0, 2, "members unnamed"))
    '2 above: members unnamed'
    >>> _verdict(_Size("2014-12-03", 60, "at least", "members", 61, 0, 0, 0, "fits"))
    'fits'
    >>> _verdict(_Size("2014-12-03", 60, "exactly", "members", 61, 2, 0, -1, "below"))
    '1 below'
    """
    if not size.difference:
        return size.verdict
    side = "above" if size.difference > 0 else "below"
    why = "" if size.verdict == side else f": {size.verdict}"
    return f"{abs(size.difference)} {side}{why}"


def _text(text: str, style: str = "") -> Text:
    from rich.text import Text

    return Text("\n".join(plain(line) for line in text.split("\n")), style=style)


def _headline(question: str, reading: str, end: str = "\n") -> Iterator[Text]:
    yield _text(f"\n{question}", "bold")
    yield _text(f"{reading}{end}", "dim")
