"""Dates as sources give them, and what they allow to say about a day.

A source rarely gives one day.  It gives a month, a season, "by December", or shows somebody in
office at a meeting.  So nothing here is a single date:

* `PartialDate` is a moment as written (EDTF), with the first and the last day it may mean.
* `Bounds` are the four days between which something started and ended::

      start_not_before ≤ first day ≤ start_not_after      end_not_before ≤ last day ≤ end_not_after

  All are inclusive.  `None` is an answer: nothing bounds it on that side.

A source that shows a thing on some day is an *attestation*: the thing started by then and did not
end before.  Reading an attestation as a start date is the commonest error in such data; here it
bounds both ends and sets neither.

Asked about a day D, four answers are possible (`Certainty`):

=========  =====================================================================
certain    ``start_not_after ≤ D ≤ end_not_before``
presumed   ``start_not_after ≤ D``, later than the last attestation, no end reported
no         ``D < start_not_before`` or ``end_not_after < D``
possible   anything else
=========  =====================================================================

Asked about a longer time (a month, a year), the answer is the weakest over its days.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias

from coalition_graph.errors import DateError

__all__ = ["Bounds", "Certainty", "DateLike", "PartialDate"]


class Certainty(StrEnum):
    """How sure the sources let us be, from `NO` to `CERTAIN`; ordered.

    >>> Certainty.POSSIBLE < Certainty.PRESUMED < Certainty.CERTAIN
    True
    >>> str(Certainty("certain"))
    'certain'
    """

    NO = "no"
    POSSIBLE = "possible"
    PRESUMED = "presumed"
    CERTAIN = "certain"

    @property
    def rank(self) -> int:
        """0 for `NO` to 3 for `CERTAIN`."""
        return _RANK[self.value]

    # A plain word is compared as the certainty it names, never letter by letter.
    def __lt__(self, other: str) -> bool:
        return self.rank < Certainty(other).rank

    def __le__(self, other: str) -> bool:
        return self.rank <= Certainty(other).rank

    def __gt__(self, other: str) -> bool:
        return self.rank > Certainty(other).rank

    def __ge__(self, other: str) -> bool:
        return self.rank >= Certainty(other).rank


_RANK = {"no": 0, "possible": 1, "presumed": 2, "certain": 3}

_MARKED = re.compile(r"(?P<plain>[0-9X-]+)(?P<mark>[~?%]?)\Z")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z")
_MONTH = re.compile(r"(\d{4})-(\d{2})\Z")
_YEAR = re.compile(r"(\d{4})\Z")
_UNSPECIFIED = re.compile(r"(\d{4}-\d{2}-XX|\d{4}-XX(-XX)?|\d{3}X|\d{2}XX)\Z")
_EXPECTED = (
    "write a day (2014-09-10), a month (2014-09), a year (2014) or EDTF such as [2014-09..2014-12]"
)

# EDTF seasons as northern readers mean them, with the widest reading of their edges.
_SEASONS = {21: ((3, 1), (6, 21)), 22: ((6, 1), (9, 23)), 23: ((9, 1), (12, 22))}
_WINTER = 24


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A moment as a source gives it: the text, and the first and last day it may mean.

    `earliest` or `latest` is `None` where the text leaves that side open.  `approximate` marks
    EDTF ``~``, ``?`` and ``%``: the text is kept, the bounds are those of the plain date.

    >>> PartialDate.parse("2018-02").latest
    datetime.date(2018, 2, 28)
    >>> PartialDate.parse("[2016-08..2017-04-24]").earliest
    datetime.date(2016, 8, 1)
    >>> PartialDate.parse("2017-11-09~").approximate
    True
    """

    text: str
    earliest: date | None
    latest: date | None
    approximate: bool = False

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read EDTF level 0 or 1: days, months, years, seasons, intervals, ``~ ? %``, ``X``.

        ``a/b`` and ``[a..b]`` mean some moment from a to b; ``..`` leaves a side open.

        Raises:
            DateError: the text is no date, or a day that the calendar does not have.

        >>> PartialDate.parse("2014-02-30")
        Traceback (most recent call last):
        ...
        coalition_graph.errors.DateError: '2014-02-30' is not in the calendar
        """
        return _parse(text.strip())

    @classmethod
    def of(cls, value: DateLike) -> PartialDate:
        """Take a `date`, a text or a `PartialDate`.

        >>> PartialDate.of(date(2017, 5, 9)).text
        '2017-05-09'
        """
        if isinstance(value, PartialDate):
            return value
        if isinstance(value, str):
            return cls.parse(value)
        if isinstance(value, date):
            day = date(value.year, value.month, value.day)
            return cls(day.isoformat(), day, day)
        raise DateError(f"{value!r} is no date; {_EXPECTED}")

    @property
    def is_day(self) -> bool:
        """Whether exactly one day is meant."""
        return self.earliest is not None and self.earliest == self.latest

    def closed(self) -> tuple[date, date]:
        """Return first and last day, or raise `DateError` where a side is open."""
        if self.earliest is None or self.latest is None:
            raise DateError(f"{self.text!r} has an open side; {_EXPECTED}")
        return self.earliest, self.latest

    def until(self, end: PartialDate | None) -> PartialDate:
        """Return the stretch from this moment to `end`, as an interval.

        Raises:
            DateError: it ends before it begins, or one of the two is an interval already.

        >>> PartialDate.parse("2014-11-12").until(PartialDate.parse("2014-11-21")).text
        '2014-11-12/2014-11-21'
        """
        if end is None:
            return self
        return PartialDate.parse(f"{self.text}/{end.text}")

    def surely(self) -> tuple[date | None, date | None]:
        """Return the days between which this moment lies for sure.

        An approximate date lies somewhere in the next coarser unit (a day: in its month; anything
        longer: in its year or years), so that it makes no single day certain.

        >>> PartialDate.parse("2015-05-07~").surely()
        (datetime.date(2015, 5, 1), datetime.date(2015, 5, 31))
        """
        first, last = self.earliest, self.latest
        if not self.approximate:
            return first, last
        if first is not None and first == last:
            return first.replace(day=1), _month_end(first.year, first.month)
        return first and date(first.year, 1, 1), last and date(last.year, 12, 31)

    def __str__(self) -> str:
        return self.text


DateLike: TypeAlias = date | str | PartialDate


@lru_cache(maxsize=65_536)
def _parse(text: str) -> PartialDate:
    if text.startswith("[") and text.endswith("]") and ".." in text:
        first, _, last = text[1:-1].partition("..")
        return _between(text, first, last)
    if text.count("/") == 1:
        first, last = ("" if side == ".." else side for side in text.split("/"))
        return _between(text, first, last)
    return _single(text, text)


def _between(text: str, first: str, last: str) -> PartialDate:
    start = _single(first, text) if first else None
    end = _single(last, text) if last else None
    if start is None and end is None:
        raise DateError(f"{text!r} gives no date; {_EXPECTED}")
    earliest = start.earliest if start else None
    latest = end.latest if end else None
    if earliest and latest and latest < earliest:
        raise DateError(f"{text!r} ends before it begins")
    marked = any(side.approximate for side in (start, end) if side)
    return PartialDate(text, earliest, latest, marked)


def _single(part: str, text: str) -> PartialDate:
    match = _MARKED.match(part)
    if match is None:
        raise DateError(f"{text!r} is no date; {_EXPECTED}")
    earliest, latest = _span(match["plain"], text)
    return PartialDate(part, earliest, latest, bool(match["mark"]))


def _span(plain: str, text: str) -> tuple[date, date]:
    try:
        if match := _DAY.match(plain):
            day = date(int(match[1]), int(match[2]), int(match[3]))
            return day, day
        if match := _MONTH.match(plain):
            return _month_span(int(match[1]), int(match[2]))
        if match := _YEAR.match(plain):
            return date(int(match[1]), 1, 1), date(int(match[1]), 12, 31)
    except ValueError:
        raise DateError(f"{text!r} is not in the calendar") from None
    if _UNSPECIFIED.match(plain):
        return _unspecified_span(plain, text)
    raise DateError(f"{text!r} is no date; {_EXPECTED}")


def _month_span(year: int, month: int) -> tuple[date, date]:
    if month in _SEASONS:
        first, last = _SEASONS[month]
        return date(year, *first), date(year, *last)
    if month == _WINTER:  # of the year's beginning, or of its end into the next
        return date(year, 1, 1), date(year + 1, 3, 21)
    return date(year, month, 1), _month_end(year, month)


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _unspecified_span(plain: str, text: str) -> tuple[date, date]:
    year, *rest = plain.split("-")
    if rest and rest[0] != "XX":
        return _span(f"{year}-{rest[0]}", text)
    return _span(year.replace("X", "0"), text)[0], _span(year.replace("X", "9"), text)[1]


_ORDERED = (
    ("start_not_before", "start_not_after"),
    ("start_not_before", "end_not_before"),
    ("start_not_before", "end_not_after"),
    ("start_not_after", "end_not_after"),
    ("end_not_before", "end_not_after"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Four inclusive days that bound when something held, and whether an end is reported.

    >>> kenya = Bounds(start_not_before=date(2018, 2, 13), start_not_after=date(2018, 12, 10),
    ...                end_not_before=date(2024, 9, 30))
    >>> [str(kenya.on(day)) for day in ("2018-02-12", "2018-06-01", "2018-12-10", "2026-01-01")]
    ['no', 'possible', 'certain', 'presumed']
    """

    start_not_before: date | None = None
    start_not_after: date | None = None
    end_not_before: date | None = None
    end_not_after: date | None = None
    ended: bool = False

    def __post_init__(self) -> None:
        for low, high in _ORDERED:
            early, late = getattr(self, low), getattr(self, high)
            if early is not None and late is not None and late < early:
                raise DateError(f"{low} {early} is later than {high} {late}")
        if self.end_not_after is not None:  # a last day that is bounded is an end that is reported
            object.__setattr__(self, "ended", True)

    @classmethod
    def from_evidence(
        cls,
        *,
        start: PartialDate | None = None,
        start_not_before: date | None = None,
        start_not_after: date | None = None,
        end: PartialDate | None = None,
        end_not_before: date | None = None,
        end_not_after: date | None = None,
        attested: tuple[PartialDate, ...] = (),
        floor: date | None = None,
    ) -> Bounds:
        """Compute bounds from what sources state and attest.

        Args:
            start: the first day as stated; `start_not_before` and `start_not_after` narrow it.
            start_not_before: a day before which it did not start.
            start_not_after: a day by which it had started.
            end: the last day as stated; `end_not_before` and `end_not_after` narrow it.
            end_not_before: a day before which it did not end.
            end_not_after: a day by which it had ended.
            attested: moments at which sources show that the thing held.
            floor: a day before which it cannot have started, such as the start of the group.

        Raises:
            DateError: the evidence contradicts itself.

        >>> seen = (PartialDate.parse("2016-04"), PartialDate.parse("2022-05-24"))
        >>> Bounds.from_evidence(attested=seen, floor=date(2015, 1, 1)).start_not_after
        datetime.date(2016, 4, 30)
        """
        shown = [moment.surely() for moment in attested]
        earliest_start, latest_start = start.surely() if start else (None, None)
        earliest_end, latest_end = end.surely() if end else (None, None)
        first_start = _most(start_not_before, earliest_start, floor)
        last_end = _least(end_not_after, latest_end)
        return cls(
            start_not_before=first_start,
            start_not_after=_least(
                start_not_after, latest_start, last_end, *(last for _, last in shown)
            ),
            end_not_before=_most(
                end_not_before, earliest_end, first_start, *(first for first, _ in shown)
            ),
            end_not_after=last_end,
            ended=end is not None or last_end is not None,
        )

    def on(self, when: DateLike) -> Certainty:
        """Return how sure it is that this held on a day, or on every day of a longer time."""
        first, last = PartialDate.of(when).closed()
        return self._held(first, last)

    def overlaps(self, when: DateLike) -> Certainty:
        """Return how sure it is that this held on *some* day of a time."""
        first, last = PartialDate.of(when).closed()
        return self._held(last, first)

    def _held(self, started: date, lasting: date) -> Certainty:
        """Return how sure it is that this had started by one day and lasted until another."""
        if _precedes(started, self.start_not_before) or _precedes(self.end_not_after, lasting):
            return Certainty.NO
        if self.start_not_after is None or started < self.start_not_after:
            return Certainty.POSSIBLE
        if self.end_not_before is not None and lasting <= self.end_not_before:
            return Certainty.CERTAIN
        return Certainty.POSSIBLE if self.ended else Certainty.PRESUMED

    def began_before(self, other: Bounds) -> Certainty:
        """Return how sure it is that this began on an earlier day than `other`."""
        if _precedes(self.start_not_after, other.start_not_before):
            return Certainty.CERTAIN
        later = other.start_not_after
        if self.start_not_before and later and later <= self.start_not_before:
            return Certainty.NO
        return Certainty.POSSIBLE


def _precedes(day: date | None, other: date | None) -> bool:
    return day is not None and other is not None and day < other


def _least(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _most(*days: date | None) -> date | None:
    return max((day for day in days if day is not None), default=None)
