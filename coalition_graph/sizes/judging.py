"""The reasons for which a published size and a count may differ, tried one after another."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from coalition_graph.sizes.roll import ONE_DAY, Roll

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from coalition_graph.dates import Bounds
    from coalition_graph.model import Meeting, Membership, Quantity

__all__ = ["Judge", "Reason"]

Reason: TypeAlias = tuple[str, str]
"""A verdict, and its explanation."""

TYPES = {"states": ("state",), "organisations": ("organisation",)}
_COUNTED = {"unclear": "countries"}  # worded so, organisations may be among them
_NAMED = 3  # members that a sentence names; the rest are counted
_ROUNDED = 5  # a number said to be about so many tens may lie so far off
_UNEXPLAINED = ("above", "below", "fits if some left")
_LOWER, _UPPER = ("at least", "more than"), ("at most", "less than")


@dataclass
class Judge:
    """Finds the reason for each difference, once for each size."""

    sizes: dict[str, Quantity]
    roll: Roll
    meetings: Sequence[Meeting]
    verdicts: dict[str, str]
    _reasons: dict[str, Reason] = field(default_factory=dict)

    def row(self, row: Any) -> tuple[Any, ...]:
        """Return a row of the question with its reason."""
        if row.verdict not in _UNEXPLAINED or row.quantity_id not in self.sizes:
            return tuple(row)
        reason = self._reasons.get(row.quantity_id)
        if reason is None:
            reason = self._reasons[row.quantity_id] = self._reason(row)
        verdict, explanation = reason
        return tuple(row._replace(verdict=verdict, explanation=explanation))

    def _reason(self, row: Any) -> Reason:
        claim = SizeClaim.of(row, self.sizes[row.quantity_id])
        tried: tuple[Callable[[SizeClaim], Reason | None], ...] = (
            (self._rounded, self._organisations, self._newcomers, self._contradicted, self._unnamed)
            if row.verdict == "above"
            else (self._rounded, self._stale, self._contradicted)
        )
        found = (reason for test in tried if (reason := test(claim)))
        return next(found, (row.verdict, row.explanation))

    def _rounded(self, claim: SizeClaim) -> Reason | None:
        """Look for a count that rounds to the tens claimed."""
        if claim.comparator != "about":
            return None
        low, high = self.roll.range(claim.first, claim.types)
        nearest = min(max(claim.number, low), high)
        if claim.number % 10 or abs(claim.number - nearest) > _ROUNDED:
            return None
        return "rounded", f"{nearest} can be named, which is about {claim.number}"

    def _stale(self, claim: SizeClaim) -> Reason | None:
        """Look for an earlier day on which the number fits, and for who joined since."""
        if claim.comparator in _UPPER:  # every smaller count fits, that of no member too
            return None
        until = self._last_fit(claim, claim.first - ONE_DAY)
        joined = self.roll.joined(until, claim.last, claim.types) if until else []
        if not joined:
            return None
        return "stale figure", (
            f"fits until {until}; since then joined {_listed(joined)}{self._earlier(claim)}"
        )

    def _last_fit(self, claim: SizeClaim, last: date) -> date | None:
        """Return the last day, up to one, on which the number fits the count as reported."""
        days = {day - ONE_DAY for day in self.roll.changes()} | {last}
        return next(
            (
                day
                for day in sorted(days, reverse=True)
                if day <= last and claim.allows(*self.roll.range(day, claim.types))
            ),
            None,
        )

    def _earlier(self, claim: SizeClaim) -> str:
        """Tell which document gave the same number of an earlier day, the latest of them."""
        alike = [
            (size.as_of.earliest, size.id, size)
            for size in self.sizes.values()
            if size.amount == claim.number and size.counts not in ("", "subset") and size.sources
            if size.as_of and size.as_of.earliest and size.as_of.earliest < claim.first
        ]
        if not alike:
            return ""
        day, _, size = max(alike)
        what = _COUNTED.get(size.counts, size.counts)
        return f"; {size.sources[0].id} had {size.amount} {what} on {day}"

    def _organisations(self, claim: SizeClaim) -> Reason | None:
        """Look for the parts that a document of the claim gives, states that hold organisations."""
        for size in self.sizes.values():
            if size.counts != "states" or not claim.is_whole_of(size):
                continue
            twice = claim.number - int(size.amount)
            until = self._last_fit(claim.part(int(size.amount)), claim.last)
            if until and twice in range(self.roll.range(until, TYPES["organisations"])[1] + 1):
                return "organisations twice", (
                    f"{size.amount} countries and {twice} organisations, but the {size.amount} "
                    f"count the organisations already; they fit until {until}"
                )
        return None

    def _newcomers(self, claim: SizeClaim) -> Reason | None:
        """Look for a meeting of the days claimed whose newcomers make up the difference."""
        for meeting in self.meetings:
            new = len(meeting.welcomed)
            if not new or not _within(meeting, claim):
                continue
            low, high = self.roll.range(claim.first, claim.types)
            if low <= claim.number - new <= high:
                return "newcomers twice", (
                    f"{claim.number - new} with the {new} welcomed at {meeting.id} added, "
                    "who were counted already"
                )
        return None

    def _contradicted(self, claim: SizeClaim) -> Reason | None:
        """Look for a size recorded to conflict with the claim that fits the count of its day."""
        for other, size in sorted(self.sizes.items()):
            if other not in claim.conflicts and all(
                ref.id != claim.id for ref in size.conflicts_with
            ):
                continue
            if self.verdicts.get(other, "").startswith("fits") and size.sources:
                return "contradicted", (
                    f"{claim.told}; {size.sources[0].id} has {size.amount}, which fits"
                )
        return None

    def _unnamed(self, claim: SizeClaim) -> Reason:
        """Say from when on so many can be named, if ever."""
        later = (day for day in self.roll.changes() if day > claim.last)
        enough = next(
            (day for day in later if claim.least <= self.roll.range(day, claim.types)[0]), None
        )
        named = f"; so many can be named from {enough} on" if enough else ""
        return "members unnamed", f"{claim.told}{named}"


@dataclass(frozen=True)
class SizeClaim:
    """A size to be explained: the days it may be about, and what it allows."""

    id: str
    number: int
    comparator: str
    types: tuple[str, ...]
    first: date
    last: date
    sources: frozenset[str]
    conflicts: frozenset[str]
    told: str

    @classmethod
    def of(cls, row: Any, size: Quantity) -> SizeClaim:
        """Return the claim of a row of the question."""
        last = size.as_of.latest if size.as_of else None
        return cls(
            size.id,
            int(row.claimed),
            row.comparator,
            TYPES.get(row.counts, ()),
            row.as_of,
            last or row.as_of,
            frozenset(ref.id for ref in size.sources),
            frozenset(ref.id for ref in size.conflicts_with),
            row.explanation,
        )

    @property
    def least(self) -> int:
        """The least whole number meant."""
        return self.number + (self.comparator == "more than")

    @property
    def greatest(self) -> int:
        """The greatest whole number meant."""
        return self.number - (self.comparator == "less than")

    def part(self, number: int) -> SizeClaim:
        """Return the claim of a part of it, taken for the whole."""
        return replace(self, number=number, comparator="exactly")

    def is_whole_of(self, size: Quantity) -> bool:
        """Return whether a document of the claim gives a size of the same days too."""
        moment = size.as_of
        if self.types or moment is None or moment.earliest is None or moment.latest is None:
            return False
        same_days = moment.earliest <= self.last and self.first <= moment.latest
        return same_days and any(ref.id in self.sources for ref in size.sources)

    def allows(self, low: int, high: int) -> bool:
        """Return whether the number fits a count that lies between two."""
        enough = self.comparator in _UPPER or self.least <= high
        return enough and (self.comparator in _LOWER or low <= self.greatest)


def _within(meeting: Meeting, claim: SizeClaim) -> bool:
    moment = meeting.date
    if moment is None or moment.earliest is None or moment.latest is None:
        return False
    return moment.earliest <= claim.last and claim.first <= moment.latest


def _listed(joined: Sequence[Membership]) -> str:
    told = [f"{one.member.label or one.member.id} ({_day(one.bounds)})" for one in joined[:_NAMED]]
    more = len(joined) - _NAMED
    return ", ".join(told) + (f" and {more} more" if more > 0 else "")


def _day(bounds: Bounds) -> str:
    exact = bounds.start_not_before == bounds.start_not_after
    return f"{'' if exact else 'by '}{bounds.start_not_after}"
