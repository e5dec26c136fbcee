# ruff: noqa: INP001
"""Facts in words for a page: numbers, dates, documents, and what the graph says today."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from founding_values import SEASONS, moment

from coalition_graph import model
from coalition_graph.dates import PartialDate
from coalition_graph.errors import CoalitionGraphError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from founding_judgements import Beside, Judge

    from coalition_graph.dates import Certainty
    from coalition_graph.model import Fact, Ref

__all__ = ["Wording", "day", "number"]

LARGE = ((Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million"))
UNITS = {"USD": "US dollars", "GBP": "pounds", "km2": "km²", "ordinal": "", "rank": ""}
SEASON_NAMES = {code: name for name, code in SEASONS.items()}
SHOWN = 3  # documents that a cell names; the rest are counted


def number(amount: Decimal) -> str:
    """Write a number as people read it.

    >>> number(Decimal(13_500_000_000)), number(Decimal(107_600))
    ('13.5 billion', '107,600')
    """
    for size, name in LARGE:
        if amount >= size:
            return f"{(amount / size).normalize():f} {name}"
    return f"{amount.normalize():,f}"


def day(when: PartialDate | date | None) -> str:
    """Write a date: ``9 May 2017``, ``May 2017``, ``2017``, ``autumn 2014``.

    >>> day(PartialDate.parse("2014-11")), day(PartialDate.parse("2021-06-28~"))
    ('November 2014', 'about 28 June 2021')
    """
    if when is None:
        return ""
    if isinstance(when, date):
        return f"{when.day} {when:%B %Y}"
    plain = when.text.rstrip("~?%")
    about = "about " if when.approximate else ""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", plain) and when.earliest:
        return about + day(when.earliest)
    if match := re.fullmatch(r"(\d{4})-(\d\d)", plain):
        if match[2] in SEASON_NAMES:
            return f"{about}{SEASON_NAMES[match[2]]} {match[1]}"
        return f"{about}{when.earliest:%B %Y}"
    if re.fullmatch(r"\d{4}", plain):
        return about + plain
    if when.earliest and when.latest:
        return f"{day(when.earliest)} to {day(when.latest)}"
    return plain


class Wording:
    """Words for the facts of one graph."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._graph = judge.graph
        self._counted = {row.quantity_id: row for row in self._graph.claimed_against_counted()}

    # -- values -----------------------------------------------------------------------------

    def value(self, fact: Fact) -> str:
        """Return the bare value of a number, a claim or a contribution, without unit and date."""
        if isinstance(fact, model.Quantity):
            about = "" if fact.comparator == "exactly" else f"{fact.comparator} "
            return about + number(fact.amount)
        return self.claimed(fact.value) if isinstance(fact, model.Claim) else ""

    def claimed(self, value: str) -> str:
        """Return the value of a claim: dates and names written out."""
        if re.fullmatch(r"\d{4}/\d{4}", value):
            return value.replace("/", " to ")
        when = moment(value)
        if when is not None:
            return day(when)
        if not re.fullmatch(r"[a-z0-9-]+(;[a-z0-9-]+)*", value):
            return re.sub(r"\b[a-z]+(-[a-z]+)+\b", lambda match: self._label(match[0]), value)
        return _enumerated([self._label(part) for part in value.split(";")])

    def _label(self, name: str) -> str:
        try:
            return self._graph.ref(name).label or name
        except CoalitionGraphError:
            return name

    def fill(self, text: str, fact: Fact) -> str:
        """Put values into a text; the places for them are told in ``founding_articles.toml``."""

        def put(match: re.Match[str]) -> str:
            name = match[1]
            if not name:
                return self.value(fact)
            if name.endswith("@"):
                told = self._judge.find(name[:-1])
                assert isinstance(told, model.Quantity | model.Claim)
                assert told.as_of is not None
                return f"{'on' if told.as_of.is_day else 'in'} {day(told.as_of)}"
            if "+" in name:
                parts = [self._judge.find(part) for part in name.split("+")]
                return number(
                    sum(
                        (one.amount for one in parts if isinstance(one, model.Quantity)), Decimal(0)
                    )
                )
            return self.value(self._judge.find(name))

        return re.sub(r"\{([^}]*)\}", put, text)

    # -- what the graph says ----------------------------------------------------------------

    def shown(self, fact: Fact) -> str:
        """Return what the graph says today, in a few words."""
        match fact:
            case model.Quantity():
                return self._quantity(fact)
            case model.Claim():
                return self.claimed(fact.value)
            case model.Meeting():
                return f"{day(fact.date)}, {fact.city}"
            case model.Participation():
                return self._participation(fact)
            case model.Leadership():
                return f"{fact.leader.label}, {fact.role}; today: {self.today(fact)}"
            case model.Tenure():
                return f"{fact.post.label}, {_span(fact)}"
            case model.Contribution():
                return _contribution(fact)
            case model.Document():
                return f"of {day(fact.published)}"
            case model.LineOfEffort():
                return f"aim {fact.ordinal}: {fact.name}"
        return _named(fact)

    def _quantity(self, fact: model.Quantity) -> str:
        unit = UNITS.get(fact.unit, fact.unit)
        if fact.amount == 1 and unit.endswith("s"):
            unit = unit[:-1]
        kind = {"ordinal": "number ", "rank": "place "}.get(fact.unit, "")
        when = f", {day(fact.as_of)}" if fact.as_of else ""
        told = f"{kind}{self.value(fact)} {unit}".strip() + when
        row = self._counted.get(fact.id)
        if row is None:
            return told
        most = row.certain + row.presumed + row.possible
        return f"{told}; by name: {row.certain} certain, {most} at most"

    def _participation(self, fact: model.Participation) -> str:
        who = fact.participant.label
        party = f" for {fact.on_behalf_of.label}" if fact.on_behalf_of else ""
        return f"{who}{party}: {fact.role}"

    def today(self, spell: model.Situation) -> Certainty:
        """Return how sure a situation is today."""
        return spell.bounds.on(self._judge.today)

    def then(self, spell: model.Situation, article: model.Document) -> str:
        """Return how sure a situation is on the day of the article: ``certain on 9 May 2017``."""
        assert article.published is not None
        word = "on" if article.published.is_day else "in"
        return f"{spell.bounds.on(article.published)} {word} {day(article.published)}"

    # -- documents --------------------------------------------------------------------------

    def cite(self, ref: Ref) -> str:
        """Return a document as a link: publisher and date."""
        document = self._judge.fact(f"document/{ref.id}")
        assert isinstance(document, model.Document)
        publisher = document.publisher or document.title
        when = f", {day(document.published)}" if document.published else ""
        label = re.sub(r"[\[\]|]", " ", publisher + when).strip()
        if not document.url:
            return label
        return f"[{label}]({_safe(document.url)})"

    def cited(self, refs: Iterable[Ref]) -> str:
        """Return the first documents, oldest first, and the number of the others."""
        ordered = sorted({ref.id: ref for ref in refs}.values(), key=self._age)
        told = ", ".join(self.cite(ref) for ref in ordered[:SHOWN])
        more = len(ordered) - SHOWN
        return f"{told} and {more} more" if more > 0 else told

    def _age(self, ref: Ref) -> tuple[date, str]:
        document = self._judge.fact(f"document/{ref.id}")
        assert isinstance(document, model.Document)
        when = document.published.earliest if document.published else None
        return when or date.max, ref.id

    def beside(self, one: Beside) -> str:
        """Return what another fact says: its value, its date, its documents."""
        fact = one.fact
        if isinstance(fact, model.Situation) and not isinstance(fact, model.Contribution):
            told = _turned(fact)
        elif isinstance(fact, model.Quantity):
            told = self._quantity(fact).partition(";")[0]
        elif isinstance(fact, model.Claim):
            told = self.claimed(fact.value)
        elif isinstance(fact, model.Operation | model.Body):
            told = f"{fact.name} from {day(PartialDate.parse(fact.date_text))}"
        else:
            told = self.shown(fact)
        if one.relation == "in this article":
            return f"{told} `{fact.id}`"
        return f"{told} ({self.cited(one.documents)})" if one.documents else told


def _turned(spell: model.Situation) -> str:
    """Say when a situation began, or, of one that is over, when it ended."""
    who = "a member"
    if isinstance(spell, model.Leadership):
        who = f"{spell.leader.label}, {spell.role}"
    elif isinstance(spell, model.Tenure):
        who = spell.post.label
    bounds = spell.bounds
    if bounds.ended:
        return f"{who} until {_between(bounds.end_not_before, bounds.end_not_after)}"
    return f"{who} since {_between(bounds.start_not_before, bounds.start_not_after)}"


def _span(spell: model.Situation) -> str:
    """Return from when to when a situation lasted, or the day that a document shows it."""
    bounds = spell.bounds
    if bounds.start_not_before is None:
        return f"shown on {day(spell.attested_to)}"
    began = _between(bounds.start_not_before, bounds.start_not_after)
    return f"{began} to {_between(bounds.end_not_before, bounds.end_not_after)}"


def _between(low: date | None, high: date | None) -> str:
    """Write the days between two bounds: a day, a month, a year, or both bounds."""
    if low is None or high is None or low == high:
        return day(low or high)
    for text in (f"{low:%Y-%m}", f"{low:%Y}"):
        whole = PartialDate.parse(text)
        if (whole.earliest, whole.latest) == (low, high):
            return day(whole)
    return f"{day(low)} at the earliest and {day(high)} at the latest"


def _contribution(fact: model.Contribution) -> str:
    assert fact.amount is not None
    unit = UNITS.get(fact.unit, fact.unit)
    about = "" if fact.comparator in ("", "exactly") else f"{fact.comparator} "
    return f"{about}{number(fact.amount)} {unit} ({fact.stage}), {fact.purpose}"


def _named(fact: Fact) -> str:
    told = fact.ref.label or fact.id
    if isinstance(fact, model.Operation | model.Body) and fact.date_text:
        return f"{told}, from {day(PartialDate.parse(fact.date_text))}"
    return told


def _enumerated(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _safe(url: str) -> str:
    spelt: Mapping[str, str] = {"(": "%28", ")": "%29", " ": "%20", "|": "%7C"}
    return "".join(spelt.get(letter, letter) for letter in url)
