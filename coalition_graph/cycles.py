"""Which constraints cannot all hold: cycles of negative length, those of the fewest sources.

A constraint says ``left - right <= days`` about two variables; it is an edge from right to left of
the length `days`.  Along a cycle the variables cancel out, and what is left says ``0 <= length``.
So the constraints of a cycle of negative length contradict each other, and every contradiction
holds such a cycle.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import combinations, product
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Iterator

    Support: TypeAlias = Callable[[Hashable], Iterable[Collection[Hashable]]]

__all__ = ["ORIGIN", "Conflict", "Constraint", "Rule", "own_source", "smallest", "unique"]


class _Origin:
    __slots__ = ()

    def __repr__(self) -> str:
        return "ORIGIN"


ORIGIN: Final = _Origin()
"""The fixed day 0 of Python's calendar, against which bounds are constraints."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A reason that needs no source: it is true whatever documents say."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Constraint:
    """``left - right <= days``, because of something, and given what it holds under.

    `given` are further labels without which it would not hold.
    """

    left: Hashable
    right: Hashable
    days: int
    because: Hashable
    given: tuple[Hashable, ...] = ()

    @property
    def labels(self) -> tuple[Hashable, ...]:
        """All that it rests on: `because`, then `given`."""
        return (self.because, *self.given)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Constraints that cannot all hold, in the order of their cycle, and the fewest sources."""

    constraints: tuple[Constraint, ...]
    sources: frozenset[Hashable]

    @property
    def labels(self) -> tuple[Hashable, ...]:
        """What the constraints rest on: claims and rules, each once, in order."""
        return unique(label for one in self.constraints for label in one.labels)

    @property
    def days(self) -> int:
        """The length of the cycle: by how many days the constraints miss each other, negative."""
        return sum(one.days for one in self.constraints)


def own_source(label: Hashable) -> Iterable[Collection[Hashable]]:
    """Let each label be its own source; a `Rule` needs none."""
    return ((),) if isinstance(label, Rule) else ((label,),)


def smallest(constraints: Iterable[Constraint], support: Support = own_source) -> list[Conflict]:
    """Return contradictions that need as few sources as any, those of fewest labels first.

    Not all of that size are returned, but one at least, if there is a contradiction at all.

    Args:
        constraints: what is said to hold.
        support: for a label, the sets of sources of which each is enough to back it.

    >>> two = [Constraint("a", "b", -1, "first"), Constraint("b", "a", 0, "second")]
    >>> [sorted(one.sources) for one in smallest(two)]
    [['first', 'second']]
    """
    return _Search(constraints, support).smallest()


class _Trail:
    """How the search came to a variable, from which sources, and over how many days."""

    __slots__ = ("at", "by", "came_from", "days", "sources")

    def __init__(
        self,
        at: Hashable,
        days: int,
        sources: frozenset[Hashable],
        came_from: _Trail | None = None,
        by: _Step | None = None,
    ) -> None:
        self.at, self.days, self.sources = at, days, sources
        self.came_from, self.by = came_from, by

    def back_to(self, variable: Hashable) -> _Trail | None:
        """Return where it passed a variable, if it did."""
        trail: _Trail | None = self
        while trail is not None and trail.at != variable:
            trail = trail.came_from
        return trail

    def since(self, passed: _Trail) -> Iterator[_Step]:
        """Yield the steps since it passed a point, the last first."""
        trail = self
        while trail is not passed and trail.by is not None and trail.came_from is not None:
            yield trail.by
            trail = trail.came_from


_Step: TypeAlias = "tuple[Constraint, frozenset[Hashable]]"  # with the sources that back it


class _Search:
    """The search for the negative cycles that need the fewest sources.

    From one variable, trails are followed in the order of the number of their sources, so that the
    first cycles closed are the smallest through it.  A trail is dropped where another reaches the
    same variable in no more days with none but its sources: whatever the one closes, the other
    closes too.  Then the variable is left out, and the search goes on from the next one out of
    which a negative step leads, as one does in every negative cycle.
    """

    def __init__(self, constraints: Iterable[Constraint], support: Support) -> None:
        self._negative: list[Constraint] = []
        self._steps: dict[Hashable, list[_Step]] = defaultdict(list)
        self._gone: set[Hashable] = set()
        self._fewest: float = float("inf")
        self._found: list[Conflict] = []
        backing = _Backing(support)
        for one in constraints:
            self._steps[one.right] += [(one, sources) for sources in backing[one.labels]]
            if one.days < 0:
                self._negative.append(one)

    def smallest(self) -> list[Conflict]:
        self._follow(ORIGIN)
        for one in self._negative:
            if self._gone.isdisjoint((one.left, one.right)):
                self._follow(one.right)
        found = [one for one in self._found if len(one.sources) == self._fewest]
        return sorted(found, key=lambda one: (len(one.labels), one.days))

    def _follow(self, start: Hashable) -> None:
        """Keep the smallest cycles through a variable, and leave it out from then on."""
        reached: dict[Hashable, dict[frozenset[Hashable], int]] = defaultdict(dict)
        queue = [(0, 0, _Trail(start, 0, frozenset()))]
        number = 0
        while queue and queue[0][0] <= self._fewest:
            trail = heappop(queue)[-1]
            if reached[trail.at].get(trail.sources, trail.days) < trail.days:
                continue  # overtaken
            for further in self._further(trail):
                known = reached[further.at]
                if not _dominated(further, known):
                    known[further.sources] = further.days
                    number += 1
                    heappush(queue, (len(further.sources), number, further))
        self._gone.add(start)

    def _further(self, trail: _Trail) -> Iterator[_Trail]:
        """Yield where a trail leads next; a cycle that closes is kept if it is negative."""
        for step in self._steps.get(trail.at, ()):
            constraint, backing = step
            if constraint.left in self._gone:
                continue
            days = trail.days + constraint.days
            passed = trail.back_to(constraint.left)
            if passed is None:
                yield _Trail(constraint.left, days, trail.sources | backing, trail, step)
            elif days < passed.days:
                self._keep([step, *trail.since(passed)])

    def _keep(self, steps: list[_Step]) -> None:
        sources = frozenset[Any]().union(*(backing for _, backing in steps))
        if len(sources) <= self._fewest:
            self._fewest = len(sources)
            self._found.append(Conflict(tuple(one for one, _ in reversed(steps)), sources))


def _dominated(trail: _Trail, known: dict[frozenset[Hashable], int]) -> bool:
    """Tell whether some of the sources lead as far in no more days."""
    own = known.get(trail.sources)
    if own is not None and own <= trail.days:
        return True
    if len(known) <= 1 << len(trail.sources):
        return any(days <= trail.days and some < trail.sources for some, days in known.items())
    return any(
        known.get(frozenset(some), trail.days + 1) <= trail.days
        for number in range(len(trail.sources))
        for some in combinations(trail.sources, number)
    )


class _Backing(dict[tuple["Hashable", ...], "list[frozenset[Hashable]]"]):
    """The sets of sources that back several labels together, none within another."""

    def __init__(self, support: Support) -> None:
        super().__init__()
        self._support = support

    def __missing__(self, labels: tuple[Hashable, ...]) -> list[frozenset[Hashable]]:
        choices = [[frozenset(one) for one in self._support(label)] for label in labels]
        if len(choices) == 1:
            sets = choices[0]
        else:
            sets = [frozenset[Any]().union(*chosen) for chosen in product(*choices)]
        if len(sets) > 1:
            least = unique(sets)
            sets = [one for one in least if not any(other < one for other in least)]
        self[labels] = sets
        return sets


def unique(items: Iterable[Any]) -> tuple[Any, ...]:
    """Return items in order, each once."""
    return tuple(dict.fromkeys(items))
