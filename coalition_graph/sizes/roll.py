"""How many members there were on a day, as reported and at most; and who joined in between."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from coalition_graph.dates import Bounds
    from coalition_graph.model import Membership, Ref

__all__ = ["ONE_DAY", "Roll"]

ONE_DAY = timedelta(days=1)


@dataclass
class Roll:
    """Who was in on a day: as reported (until an end is reported), and at most."""

    memberships: Sequence[Membership]
    _known: dict[tuple[date, tuple[str, ...]], tuple[int, int]] = field(default_factory=dict)

    def range(self, day: date, types: tuple[str, ...] = ()) -> tuple[int, int]:
        """Return how many were in as reported, and how many at most, of some types of member."""
        found = self._known.get((day, types))
        if found is None:
            among = [one for one in self.memberships if _is_of(one, types)]
            low = len({one.member for one in among if _reported(one.bounds, day)})
            high = len({one.member for one in among if _possible(one.bounds, day)})
            found = self._known[day, types] = (low, high)
        return found

    def changes(self) -> list[date]:
        """Return the days on which a count may change, in order."""
        days: set[date] = set()
        for one in self.memberships:
            bounds = one.bounds
            days.update(filter(None, (bounds.start_not_before, bounds.start_not_after)))
            if bounds.ended:
                last = filter(None, (bounds.end_not_before, bounds.end_not_after))
                days.update(day + ONE_DAY for day in last)
        return sorted(days)

    def joined(self, after: date, until: date, types: tuple[str, ...]) -> list[Membership]:
        """Return who surely joined after one day and by another: the first spell of each."""
        found = [
            (day, one.id, one)
            for one in self.memberships
            if (day := one.bounds.start_not_after) and after < day <= until and _is_of(one, types)
        ]
        first: dict[Ref, Membership] = {}
        for _, _, one in sorted(found, key=lambda item: item[:2]):
            first.setdefault(one.member, one)
        return list(first.values())


def _is_of(one: Membership, types: tuple[str, ...]) -> bool:
    return not types or one.member.type in types


def _reported(bounds: Bounds, day: date) -> bool:
    if bounds.start_not_after is None or day < bounds.start_not_after:
        return False
    shown = bounds.end_not_before is not None and day <= bounds.end_not_before
    return shown or not bounds.ended


def _possible(bounds: Bounds, day: date) -> bool:
    begun = bounds.start_not_before is None or bounds.start_not_before <= day
    return begun and (bounds.end_not_after is None or day <= bounds.end_not_after)
