"""What the four answers promise, tried on simulated coalitions whose whole history is known.

A history is made up: who joined and left when, once or more often.  Only a part of it is published,
in the ways of real sources: starts and ends by the day, month or year, about, or between two days;
lists; meetings.  Many departures are published nowhere.  Then the dataset is loaded, the questions
are asked on the engine and on plain rdflib, and every row is judged:

* *certain* is true, and *no* is false, in the history as it was;
* *presumed* is said only where no end is reported, and would be right if there was none;
* *possible* leaves both open: the bounds allow a history in which it held and one in which not;
* a count's range holds the true number.

``COALITION_GRAPH_CHECKS=1000000 pytest -s tests/test_four_values.py`` judges more rows.
"""

from __future__ import annotations

import csv
import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib

import coalition_graph as cg

if TYPE_CHECKING:
    from pathlib import Path

CHECKS = int(os.environ.get("COALITION_GRAPH_CHECKS", "100000"))
FOUNDED, TOLD = date(2014, 1, 20), date(2022, 12, 31)  # of the group; the last day of the history
MEMBERS = 40


# -- a history -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Spell:
    """A membership as it was; without a last day it goes on."""

    id: str
    member: str
    first: date
    last: date | None

    def held(self, started: date, lasting: date) -> bool:
        """Tell whether it had started by one day and lasted until another."""
        return self.first <= started and (self.last is None or lasting <= self.last)


def history(random: Random) -> list[Spell]:
    """Return the spells of forty members, each of one to three."""
    spells = []
    for number in range(MEMBERS):
        member, count = f"m{number:02}", random.choice((1, 1, 1, 2, 3))
        span = (TOLD - FOUNDED).days
        days = sorted(random.sample(range(span), 2 * count))
        cuts = [FOUNDED + timedelta(day) for day in days]
        if random.random() < 0.2:
            cuts[0] = FOUNDED
        for place in range(count):
            goes_on = place == count - 1 and random.random() < 0.5
            last = None if goes_on else cuts[2 * place + 1]
            spells.append(Spell(f"{member}-{place}", member, cuts[2 * place], last))
    return spells


# -- what of it is published ---------------------------------------------------------------------


def wording(random: Random, day: date) -> str:
    """Return a date that may mean the day: by the day, month or year, about, or between two."""
    before, after = (day - days(random, 200), day + days(random, 200))
    near = day.replace(day=random.randint(1, 28))  # about a day of the same month
    return random.choice(
        (
            f"{day}",
            f"{day}",
            f"{day:%Y-%m}",
            f"{day:%Y}",
            f"[{before}..{after}]",
            f"{near}~",
            f"{day:%Y}-{random.randint(1, 12):02}?",
            f"{day.year // 10}X",
        )
    )


def days(random: Random, most: int) -> timedelta:
    """Return some days, none to a number of them."""
    return timedelta(random.randint(0, most))


def some_day_of(random: Random, spell: Spell) -> date:
    """Return a day on which the membership held."""
    length = ((spell.last or TOLD) - spell.first).days
    return spell.first + days(random, length)


@dataclass
class Published:
    """The tables of a dataset, row by row, and the days on which the group met."""

    random: Random
    spells: list[Spell]
    tables: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)

    def rows(self) -> dict[str, list[tuple[str, ...]]]:
        """Publish a part of the history."""
        self._begin()
        for spell in self.spells:
            self._membership(spell)
        for number in range(8):
            self._meeting(f"meeting-{number}")
        return self.tables

    def _begin(self) -> None:
        founded = self.random.choice((f"{FOUNDED}", f"{FOUNDED:%Y-%m}", ""))
        members = sorted({spell.member for spell in self.spells})
        self.tables = {
            "documents": [("id", "title"), ("paper", "A paper")],
            "organisations": [
                ("id", "name", "kind", "sources"),
                ("pact", "The Pact", "coalition", "paper"),
            ],
            "bodies": [
                ("id", "name", "kind", "part_of", "start", "sources"),
                ("circle", "The Circle", "working-group", "pact", founded, "paper"),
            ],
            "states": [("id", "name", "sources"), *((name, name, "paper") for name in members)],
            "memberships": [("id", "member", "group", *CELLS, "sources")],
            "attestations": [("id", "situation", "date", "kind", "sources")],
            "meetings": [("id", "name", "date", "meeting_of", "sources")],
            "participations": [("id", "event", "participant", "role", "sources")],
        }

    def _membership(self, spell: Spell) -> None:
        random, cells = self.random, dict.fromkeys(CELLS, "")
        if random.random() < 0.5:
            cells["start"] = wording(random, spell.first)
        if random.random() < 0.2:
            cells["start_not_before"] = f"{spell.first - days(random, 90)}"
        if random.random() < 0.2:
            cells["start_not_after"] = f"{spell.first + days(random, 90)}"
        if spell.last is not None and random.random() < 0.4:  # else it is hidden
            cells["end"] = wording(random, spell.last)
            if random.random() < 0.3:
                cells["end_not_after"] = f"{spell.last + days(random, 90)}"
        if random.random() < 0.1:
            cells["end_not_before"] = f"{spell.last or TOLD}"
        seen = (some_day_of(random, spell) for _ in range(random.choice((0, 0, 1, 2))))
        cells["attested_on"] = ";".join(wording(random, day) for day in seen)
        row = (spell.id, spell.member, "circle", *cells.values(), "paper")
        self.tables["memberships"].append(row)
        if random.random() < 0.2:
            day = wording(random, some_day_of(random, spell))
            self.tables["attestations"].append((f"{spell.id}-a", spell.id, day, "list", "paper"))

    def _meeting(self, name: str) -> None:
        random = self.random
        day = FOUNDED + days(random, (TOLD - FOUNDED).days)
        self.tables["meetings"].append((name, name, wording(random, day), "circle", "paper"))
        present = {spell.member for spell in self.spells if spell.held(day, day)}
        for member in sorted({spell.member for spell in self.spells}):
            if random.random() < 0.2:  # guests come as observers
                role = "attendee" if member in present else "observer"
                row = (f"{name}-{member}", name, member, role, "paper")
                self.tables["participations"].append(row)


CELLS = (
    "start",
    "start_not_before",
    "start_not_after",
    "end",
    "end_not_before",
    "end_not_after",
    "attested_on",
)


def write(tables: dict[str, list[tuple[str, ...]]], place: Path) -> Path:
    """Write the tables as a dataset."""
    place.mkdir()
    (place / "dataset.toml").write_text(
        'id = "simulated"\ntitle = "Simulated"\nversion = "1"\nmain_group = "circle"\n',
        encoding="utf-8",
    )
    for name, rows in tables.items():
        with (place / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return place


# -- the judge -----------------------------------------------------------------------------------


def completed(bounds: cg.Bounds) -> tuple[date, date, date, date]:
    """Return the earliest and latest first day, and the earliest and latest last day, allowed."""
    first, last = bounds.start_not_before or date.min, bounds.end_not_after or date.max
    return (
        first,
        min(bounds.start_not_after or date.max, last),
        max(bounds.end_not_before or date.min, first),
        last,
    )


def judge(said: str, held: bool, at_best: bool, at_worst: bool, if_no_end: bool) -> None:
    """Judge one answer.

    Args:
        said: the answer.
        held: the truth.
        at_best: whether it holds in the history most favourable of those that the bounds allow.
        at_worst: whether it holds in the least favourable.
        if_no_end: whether no end is reported, and it holds in all histories without one.
    """
    assert at_best or not at_worst
    match said:
        case "certain":
            assert held
            assert at_worst
        case "no":
            assert not held
            assert not at_best
        case "presumed":
            assert if_no_end
            assert not at_worst
        case _:
            assert said == "possible"
            assert at_best
            assert not at_worst
            assert not if_no_end


@dataclass
class Judge:
    """Asks questions, compares every row with the history, and counts."""

    graph: cg.CoalitionGraph
    spells: list[Spell]
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        text = self.graph.engine.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
        self.plain = rdflib.Graph().parse(data=text, format="nt")
        self.bounds = {fact.id: fact.bounds for fact in self.graph.members()}
        assert self.bounds.keys() == {spell.id for spell in self.spells}

    def ask(self, name: str, on_rdflib: bool, **given: str) -> cg.Answer:
        """Ask the engine, and plain rdflib, which must give the same rows."""
        answer = self.graph.answer(name, **given)
        self.counts["rows on the engine"] += len(answer)
        if on_rdflib:
            result = self.plain.query(answer.sparql)
            rows = [
                [told(row.get(column), str(column)) for column in result.vars]
                for row in result.bindings
            ]
            assert rows == list(csv.reader(answer.to_csv().splitlines()))[1:], answer.sparql
            self.counts["rows on rdflib"] += len(rows)
        return answer

    def on(self, when: str, on_rdflib: bool) -> None:
        """Judge who was a member on a day, or throughout a month or year, and how many were."""
        first, last = cg.PartialDate.of(when).closed()
        words = {}
        for spell in self.spells:
            words[spell.id] = self.bounds[spell.id].on(when)
            self._held(words[spell.id], spell, first, last)
        rows = self.ask("members_on", on_rdflib, as_of=when, at_least="no")
        assert Counter((row.member_id, row.certainty) for row in rows) == Counter(
            (spell.member, words[spell.id]) for spell in self.spells
        )
        self._number(when, sum(spell.held(first, last) for spell in self.spells), on_rdflib)

    def _number(self, when: str, true: int, on_rdflib: bool) -> None:
        (row,) = self.ask("member_count", on_rdflib, as_of=when)
        assert row.certain <= true <= row.certain + row.presumed + row.possible
        assert row.states + row.organisations == row.certain + row.presumed
        assert self.graph.count(when).range == (
            row.certain,
            row.certain + row.presumed + row.possible,
        )

    def _held(self, said: str, spell: Spell, started: date, lasting: date) -> None:
        bounds = self.bounds[spell.id]
        first, latest, soonest, last = completed(bounds)
        judge(
            said,
            held=spell.held(started, lasting),
            at_best=first <= started and lasting <= last,
            at_worst=latest <= started and lasting <= soonest,
            if_no_end=not bounds.ended and latest <= started,
        )
        self.counts[str(said)] += 1
        self.counts["presumed, though it had ended"] += said == "presumed" and not spell.held(
            started, lasting
        )

    def during(self, since: date, until: date, on_rdflib: bool) -> None:
        """Judge who was a member on some day of a time, and throughout."""
        when = f"{since}/{until}"
        words = {}
        for spell in self.spells:
            bounds = self.bounds[spell.id]
            words[spell.id] = (bounds.overlaps(when), bounds.on(when))
            self._held(words[spell.id][0], spell, until, since)
            self._held(words[spell.id][1], spell, since, until)
        rows = self.ask(
            "members_during", on_rdflib, since=str(since), until=str(until), at_least="no"
        )
        assert Counter((row.member_id, row.some_day, row.throughout) for row in rows) == Counter(
            (spell.member, *words[spell.id]) for spell in self.spells
        )

    def order(self, member: str, on_rdflib: bool) -> None:
        """Judge whether a member joined before, or after, every other."""
        words: Counter[tuple[str, str, str]] = Counter()
        for one in (spell for spell in self.spells if spell.member == member):
            for other in self.spells:
                if other is not one:
                    before, after = self._joined(one, other), self._joined(other, one)
                    words[other.member, before, after] += 1
        rows = self.ask("joining_order", on_rdflib, agent_a=member)
        assert Counter((r.member_b_id, r.joined_before, r.joined_after) for r in rows) == words

    def _joined(self, one: Spell, other: Spell) -> str:
        said = self.bounds[one.id].began_before(self.bounds[other.id])
        first, latest, *_ = completed(self.bounds[one.id])
        others_first, others_latest, *_ = completed(self.bounds[other.id])
        judge(
            said,
            held=one.first < other.first,
            at_best=first < others_latest,
            at_worst=latest < others_first,
            if_no_end=False,
        )
        self.counts[str(said)] += 1
        return said


def told(term: rdflib.term.Node | None, column: str) -> str:
    """Write an rdflib term as an answer writes the value."""
    text = "" if term is None else str(term)
    return ";".join(sorted(set(text.split(";")))) if column == "sources" else text


# -- the trial -----------------------------------------------------------------------------------


def trial(random: Random, place: Path, most: int) -> Counter[str]:
    """Make up a history, publish a part, ask, and judge; stop once so many rows are judged."""
    spells = history(random)
    dataset = write(Published(random, spells).rows(), place)
    court = Judge(cg.load(dataset, strict=True), spells)
    members = sorted({spell.member for spell in spells})
    for turn in range(48):
        on_rdflib = turn % 10 == 0  # a hundred times slower
        day = FOUNDED + days(random, (TOLD - FOUNDED).days)
        when = random.choice((f"{day}", f"{day}", f"{day:%Y-%m}", f"{day:%Y}"))
        court.on(when, on_rdflib)
        court.during(day, day + days(random, 500), on_rdflib)
        court.order(random.choice(members), on_rdflib)
        if rows_in(court.counts) >= most:
            break
    return court.counts


def rows_in(counts: Counter[str]) -> int:
    """Return how many rows were judged, on both engines."""
    return counts["rows on the engine"] + counts["rows on rdflib"]


@pytest.mark.parametrize(
    "checks", [3_000, pytest.param(CHECKS, marks=pytest.mark.slow)], ids=["some", "many"]
)
def test_no_certain_is_false_and_no_no_is_false(checks, tmp_path):
    random, counts = Random(checks), Counter()
    world = 0
    while rows_in(counts) < checks:
        counts += trial(random, tmp_path / f"world-{world}", checks - rows_in(counts))
        world += 1

    assert all(counts[word] > checks / 100 for word in ("certain", "presumed", "possible", "no"))
    assert counts["presumed, though it had ended"] > 0  # departures were hidden
    assert counts["rows on rdflib"] > checks / 20
    words = ", ".join(f"{number:,} {name}" for name, number in sorted(counts.items()))
    print(f"\n{rows_in(counts):,} rows judged in {world} histories: {words}")


def test_the_usual_reading_is_often_wrong_about_these_histories(tmp_path):
    random = Random(1)
    spells = history(random)
    kg = cg.load(write(Published(random, spells).rows(), tmp_path / "world"), strict=True)
    bounds = {fact.id: fact.bounds for fact in kg.members()}
    wrong: Counter[str] = Counter()
    for spell in spells:
        known = bounds[spell.id]
        for day in (FOUNDED + timedelta(30 * month) for month in range(100)):
            start, end = known.start_not_after, known.end_not_after
            said = start is not None and start <= day and (end is None or day <= end)
            wrong["said, and false" if said else "denied, and true"] += said != spell.held(day, day)

    assert wrong["said, and false"] > 1_000
    assert wrong["denied, and true"] > 300


@pytest.mark.parametrize(
    ("met", "shown"),
    [
        ("2015-02", {"m00-0": date(2015, 2, 1), "m00-1": date(2016, 1, 1)}),  # the first, surely
        ("[2015-12-01..2016-02-01]", {"m00-0": FOUNDED, "m00-1": date(2016, 1, 1)}),  # either
        ("2016-07", {"m00-0": FOUNDED, "m00-1": date(2016, 1, 1)}),  # the first may go on
    ],
)
def test_a_day_that_may_belong_to_either_of_two_spells_shows_neither(met, shown, tmp_path):
    """The first membership has no reported end, and the member was seen at a meeting."""
    spells = [
        Spell("m00-0", "m00", FOUNDED, date(2015, 12, 31)),
        Spell("m00-1", "m00", date(2016, 1, 15), None),
    ]
    tables = Published(Random(0), spells).rows()
    cells = {"m00-0": f"{FOUNDED}", "m00-1": "2016"}
    tables["memberships"][1:] = [
        (name, "m00", "circle", start, *("",) * (len(CELLS) - 1), "paper")
        for name, start in cells.items()
    ]
    tables["attestations"][1:] = []
    tables["meetings"][1:] = [("met", "Met", met, "circle", "paper")]
    tables["participations"][1:] = [("met-m00", "met", "m00", "attendee", "paper")]

    kg = cg.load(write(tables, tmp_path / "world"), strict=True)
    assert {fact.id: fact.bounds.end_not_before for fact in kg.members()} == shown
