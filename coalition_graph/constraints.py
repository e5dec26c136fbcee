"""Difference constraints over days: what follows from them, and what cannot all be right.

A variable is a day that nobody need know: the first day of a membership, the last of a tenure.  A
constraint says that one variable lies at most so many days after another (``left - right <= days``)
and `because` of what: a claim, or a `Rule`, which is true whatever anybody says.  A bound is a
constraint against `ORIGIN`, the fixed day 0 of Python's calendar.

Each constraint is an edge of a graph, from right to left, of the length `days`.  Then

* the shortest path from `ORIGIN` to a variable is its latest day, the shortest path back its
  earliest day, and the labels on the path are what that day rests on;
* a cycle of negative length is a contradiction: what its labels say cannot all be right.

Of the contradictions, the one that needs the fewest sources is told first; then all that its
claims say is taken out, and the search goes on until the rest fits together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from coalition_graph.cycles import (
    ORIGIN,
    Conflict,
    Constraint,
    Rule,
    own_source,
    smallest,
    unique,
)

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    import networkx as nx

    from coalition_graph.cycles import Support

__all__ = ["ORIGIN", "Conflict", "Constraint", "Network", "Rule", "Solution"]


class Network:
    """Constraints over days, to be solved together.

    Args:
        support: for a label, the sets of sources of which each is enough to back it: a claim that
            two documents make has two such sets, one that they support only together has one set
            of both.  By default each label is its own source, and a `Rule` needs none.

    >>> network = Network()
    >>> network.not_before("start", date(2014, 9, 5), "communique")
    >>> network.not_after("end", date(2015, 6, 1), "newspaper")
    >>> network.order("start", "end", Rule("start before end"))
    >>> solved = network.solve()
    >>> print(solved.latest("start"), solved.rests_on_latest("start"))
    2015-06-01 (Rule(text='start before end'), 'newspaper')
    >>> network.not_before("end", date(2016, 2, 2), "list of members")
    >>> [sorted(conflict.sources) for conflict in network.solve().conflicts]
    [['list of members', 'newspaper']]
    """

    def __init__(self, support: Support = own_source) -> None:
        self.constraints: list[Constraint] = []
        self.support = support

    def add(
        self,
        left: Hashable,
        right: Hashable,
        days: int,
        because: Hashable,
        given: tuple[Hashable, ...] = (),
    ) -> None:
        """Say that `left` lies at most `days` after `right`."""
        self.constraints.append(Constraint(left, right, days, because, given))

    def not_before(self, variable: Hashable, day: date, because: Hashable) -> None:
        """Say that a variable is no earlier than a day."""
        self.add(ORIGIN, variable, -day.toordinal(), because)

    def not_after(self, variable: Hashable, day: date, because: Hashable) -> None:
        """Say that a variable is no later than a day."""
        self.add(variable, ORIGIN, day.toordinal(), because)

    def order(
        self,
        first: Hashable,
        second: Hashable,
        because: Hashable,
        *,
        days: int = 0,
        given: tuple[Hashable, ...] = (),
    ) -> None:
        """Say that `second` is at least `days` later than `first`: by default, not before it."""
        self.add(first, second, -days, because, given)

    def solve(self) -> Solution:
        """Return the contradictions, and what follows from all that is in none of them."""
        kept: Sequence[Constraint] = self.constraints
        conflicts: list[Conflict] = []
        while (paths := _Paths.of(kept)) is None:
            found = _apart(smallest(kept, self.support))
            conflicts += found
            kept = _without(kept, found)
        return Solution(tuple(conflicts), paths)


def _apart(found: Iterable[Conflict]) -> list[Conflict]:
    """Return the conflicts that have nothing in common with those before them."""
    apart: list[Conflict] = []
    taken: set[Hashable] = set()
    for conflict in found:
        if taken.isdisjoint(_to_take_out(conflict)):
            apart.append(conflict)
            taken |= _to_take_out(conflict)
    return apart


def _without(kept: Sequence[Constraint], conflicts: Iterable[Conflict]) -> list[Constraint]:
    taken = {one for conflict in conflicts for one in _to_take_out(conflict)}
    return [one for one in kept if one not in taken and taken.isdisjoint(one.labels)]


def _to_take_out(conflict: Conflict) -> set[Hashable]:
    """Return the claims of a conflict; where it has none, its constraints."""
    claims = {label for label in conflict.labels if not isinstance(label, Rule)}
    return claims or set(conflict.constraints)


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """The contradictions of a network, and the days that are left open without their claims."""

    conflicts: tuple[Conflict, ...]
    _paths: _Paths

    def earliest(self, variable: Hashable) -> date | None:
        """Return the first day that a variable may be; `None` where nothing bounds it."""
        return _day(-self._paths.back.lengths.get(variable, 0))

    def latest(self, variable: Hashable) -> date | None:
        """Return the last day that a variable may be; `None` where nothing bounds it."""
        return _day(self._paths.ahead.lengths.get(variable, 0))

    def rests_on_earliest(self, variable: Hashable) -> tuple[Hashable, ...]:
        """Return what the first day rests on: claims and rules, from the variable outwards."""
        return self._paths.back.labels(variable)

    def rests_on_latest(self, variable: Hashable) -> tuple[Hashable, ...]:
        """Return what the last day rests on: claims and rules, from the variable outwards."""
        return self._paths.ahead.labels(variable)


_Edges: TypeAlias = "dict[tuple[Hashable, Hashable], Constraint]"


@dataclass(frozen=True, slots=True, eq=False)
class _Tree:
    """The shortest paths from `ORIGIN` along one direction of the constraints."""

    edges: _Edges
    ahead: bool  # along the edges, or against them
    before: dict[Hashable, list[Hashable]]
    lengths: dict[Hashable, int]

    @classmethod
    def grow(cls, graph: nx.DiGraph, edges: _Edges, *, ahead: bool) -> _Tree:
        """Solve by Bellman and Ford; `networkx.NetworkXUnbounded` if there are negative cycles."""
        import networkx as nx

        graph = graph if ahead else nx.reverse_view(graph)
        found = nx.bellman_ford_predecessor_and_distance(graph, ORIGIN, heuristic=True)
        return cls(edges, ahead, *found)

    def labels(self, variable: Hashable) -> tuple[Hashable, ...]:
        along: list[Hashable] = []
        while variable is not ORIGIN and variable in self.before:
            previous = self.before[variable][0]
            ends = (previous, variable) if self.ahead else (variable, previous)
            along += self.edges[ends].labels
            variable = previous
        return unique(along)


@dataclass(frozen=True, slots=True, eq=False)
class _Paths:
    """All shortest paths from `ORIGIN` and, along reversed edges, to it."""

    ahead: _Tree
    back: _Tree

    @classmethod
    def of(cls, constraints: Iterable[Constraint]) -> _Paths | None:
        """Find the paths; `None` if something is contradictory."""
        import networkx as nx

        edges: _Edges = {}
        for one in constraints:
            known = edges.get((one.right, one.left))
            if known is None or one.days < known.days:
                edges[one.right, one.left] = one
        graph = _graph(edges)
        graph.add_node(ORIGIN)
        try:
            paths = cls(_Tree.grow(graph, edges, ahead=True), _Tree.grow(graph, edges, ahead=False))
        except nx.NetworkXUnbounded:
            return None
        seen = paths.ahead.lengths.keys() | paths.back.lengths.keys()
        apart = {ends: one for ends, one in edges.items() if seen.isdisjoint(ends)}
        return None if apart and nx.negative_edge_cycle(_graph(apart)) else paths


def _graph(edges: _Edges) -> nx.DiGraph:
    import networkx as nx

    graph = nx.DiGraph()
    graph.add_weighted_edges_from((*ends, one.days) for ends, one in edges.items())
    return graph


def _day(ordinal: int) -> date | None:
    """Return a day of the calendar; 0 stands for no bound."""
    return date.fromordinal(ordinal) if 0 < ordinal <= _LAST else None


_LAST = date.max.toordinal()
