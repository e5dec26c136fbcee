# ruff: noqa: INP001
"""The values that facts give, and whether two of them can both be right, at what time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

from coalition_graph import model
from coalition_graph.dates import Bounds, PartialDate
from coalition_graph.errors import DateError

if TYPE_CHECKING:
    from coalition_graph.model import Fact

__all__ = [
    "Relation",
    "any_fit",
    "claimed",
    "compared",
    "equal",
    "fit",
    "kept",
    "moment",
    "time",
    "when",
]

BEFORE, AFTER = timedelta(days=366), timedelta(days=92)
ABOUT = Decimal("0.05")
FIXED = ("ordinal", "rank")  # what does not change with time
SEASONS = {"spring": "21", "summer": "22", "autumn": "23", "winter": "24"}
PLENTY = Decimal(2000)  # "thousands"


class Relation(StrEnum):
    """How another fact stands to a statement."""

    SAME = "same"
    OTHER = "differ"
    OWN = "in this article"
    LATER = "later"
    EARLIER = "earlier"


@dataclass(frozen=True, slots=True)
class Number:
    """A number, or the range that "about" and "more than" leave."""

    low: Decimal | None
    high: Decimal | None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Days:
    """A moment: the first and the last day it may mean."""

    first: date | None
    last: date | None


Answer: TypeAlias = Number | Days | frozenset[str] | str


def moment(text: str) -> PartialDate | None:
    """Read a date as data or prose word it (``autumn 2014``), or return `None`."""
    match = re.fullmatch(rf"({'|'.join(SEASONS)}) (\d{{4}})", text)
    try:
        return PartialDate.parse(f"{match[2]}-{SEASONS[match[1]]}" if match else text)
    except DateError:
        return None


def answers_of(fact: Fact) -> tuple[Answer, ...]:
    """Return the values that a fact gives: numbers, days, things or words."""
    match fact:
        case model.Quantity():
            return (_number(fact.amount, fact.comparator, fact.unit),)
        case model.Claim():
            return (claimed(fact.value),)
        case model.Contribution():
            return (
                *([_number(fact.amount, fact.comparator, fact.unit)] if fact.amount else []),
                *([_number(fact.amount_usd, fact.comparator, "USD")] if fact.amount_usd else []),
            )
        case model.Meeting() | model.Document():
            day = fact.date if isinstance(fact, model.Meeting) else fact.published
            return (Days(day.earliest, day.latest),) if day else ()
        case model.Operation() | model.Body():
            return (Days(fact.bounds.start_not_before, fact.bounds.start_not_after),)
        case model.Leadership():
            return (frozenset({fact.leader.id}),)
        case model.Participation():
            agents = (fact.participant, fact.on_behalf_of)
            return tuple(frozenset({agent.id}) for agent in agents if agent)
    return ()


def _number(amount: Decimal, comparator: str, unit: str) -> Number:
    step = Decimal(1)
    low, high = {
        "exactly": (amount, amount),
        "about": (amount * (1 - ABOUT), amount * (1 + ABOUT)),
        "at least": (amount, None),
        "more than": (amount + step, None),
        "at most": (None, amount),
        "less than": (None, amount - step),
    }[comparator]
    return Number(low, high, unit)


def claimed(value: str) -> Answer:
    """Read the value of a claim: days, a number in a word, ids, or else words."""
    day = moment(value)
    if day is not None:
        return Days(*day.surely())
    if re.match("thousands", value):
        return Number(PLENTY, None)
    if re.fullmatch(r"[a-z0-9-]+(;[a-z0-9-]+)*", value):
        return frozenset(value.split(";"))
    return value


def fit(one: Answer, other: Answer) -> bool | None:
    """Say whether two values can both be right, or `None` where they cannot be compared."""
    if isinstance(one, Number) and isinstance(other, Number):
        if one.unit and other.unit and one.unit != other.unit:
            return None
        return _meet(one.low, one.high, other.low, other.high)
    if isinstance(one, Days) and isinstance(other, Days):
        return _meet(one.first, one.last, other.first, other.last)
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return one <= other
    return one == other if isinstance(one, str) and isinstance(other, str) else None


def _meet(low: Any, high: Any, least: Any, most: Any) -> bool:
    return not (
        (high is not None and least is not None and high < least)
        or (low is not None and most is not None and most < low)
    )


def any_fit(fact: Fact, other: Fact) -> bool | None:
    """Say whether some values of two facts fit; `None` if none can be compared."""
    told = [fit(one, two) for one in answers_of(fact) for two in answers_of(other)]
    known = [fits for fits in told if fits is not None]
    return any(known) if known else None


def equal(fact: Fact, other: Fact) -> bool:
    """Say whether two facts give one number of one unit."""
    return (
        isinstance(fact, model.Quantity)
        and isinstance(other, model.Quantity)
        and (fact.amount, fact.unit) == (other.amount, other.unit)
    )


def time(fact: Fact) -> tuple[date, date] | None:
    """Return the days that a fact is about, where both ends are known."""
    match fact:
        case model.Quantity() | model.Claim():
            found = (fact.as_of.earliest, fact.as_of.latest) if fact.as_of else (None, None)
        case model.Situation():
            bounds: Bounds = fact.bounds
            first = bounds.start_not_before or bounds.end_not_before
            found = (first, bounds.end_not_before or first)
        case model.Meeting() if fact.date:
            found = (fact.date.earliest, fact.date.latest)
        case _:
            return None
    first, last = found
    return (first, last) if first and last else None


def _fixed(fact: Fact, other: Fact) -> bool:
    if isinstance(fact, model.Quantity):
        return fact.unit in FIXED
    return any(isinstance(one, Days) for one in (*answers_of(fact), *answers_of(other)))


def when(fact: Fact, other: Fact) -> Relation:
    """Return how a fact that differs stands in time: at the same time, later or earlier."""
    mine, its = time(fact), time(other)
    if mine is None or its is None or _fixed(fact, other):
        return Relation.OTHER
    if its[0] > mine[1] + AFTER:
        return Relation.LATER
    return Relation.EARLIER if its[1] < mine[0] - BEFORE else Relation.OTHER


def compared(fact: Fact, other: Fact) -> Relation | None:
    """Return how two facts of one measure stand: the same, or different at one time, or neither.

    Of one measure are claims about one property, equal numbers of one unit, and sizes of the whole.
    """
    if isinstance(fact, model.Claim) and isinstance(other, model.Claim):
        if not fact.property or fact.property != other.property or other.jointly:
            return None
        return Relation.SAME if any_fit(fact, other) else Relation.OTHER
    if not (isinstance(fact, model.Quantity) and isinstance(other, model.Quantity)):
        return None
    if fact.unit != other.unit or {fact.counts, other.counts} & {
        "subset",
        "states",
        "organisations",
    }:
        return None
    if _near(fact, other):
        return Relation.SAME if when(fact, other) == Relation.OTHER else None
    sizes = fact.unit == "members" and any_fit(fact, other) is False
    return Relation.OTHER if sizes and _together(fact, other) else None


def _near(fact: model.Quantity, other: model.Quantity) -> bool:
    about = "about" in (fact.comparator, other.comparator)
    return abs(fact.amount - other.amount) <= (fact.amount * ABOUT if about else 0)


def _together(fact: Fact, other: Fact) -> bool:
    """Say whether two facts may be about the same day."""
    mine, its = time(fact), time(other)
    return mine is not None and its is not None and its[0] <= mine[1] and mine[0] <= its[1]


def kept(fact: Fact) -> dict[str, Answer]:
    """Return the values that the graph keeps of what documents claim."""
    kept: dict[str, Answer] = {}
    if isinstance(fact, model.Meeting) and fact.date:
        kept["date"] = Days(fact.date.earliest, fact.date.latest)
    if isinstance(fact, model.Contribution) and fact.amount is not None:
        kept["amount"] = _number(fact.amount, fact.comparator, "")
    bounds = getattr(fact, "bounds", None)
    if isinstance(bounds, Bounds):
        kept["start"] = Days(bounds.start_not_before, bounds.start_not_after)
        kept["end"] = Days(bounds.end_not_before, bounds.end_not_after)
    return kept
