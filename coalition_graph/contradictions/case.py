"""The network behind the facts: one variable for each first and each last day."""

from __future__ import annotations

from collections import defaultdict
from itertools import permutations, product
from typing import TYPE_CHECKING, TypeAlias

from coalition_graph.constraints import Network, Rule
from coalition_graph.contradictions import texts
from coalition_graph.contradictions.testimony import (
    Testimony,
    disagreeing,
    key,
    of_bounds,
    of_claims,
    settled,
)
from coalition_graph.cycles import unique
from coalition_graph.identifiers import Ref
from coalition_graph.model import (
    Body,
    Claim,
    Leadership,
    Membership,
    Operation,
    Post,
    Quantity,
    Situation,
    Tenure,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Iterator
    from datetime import date

    from coalition_graph.constraints import Solution
    from coalition_graph.model import Fact

__all__ = ["BEGINS_FIRST", "EXISTS_FIRST", "Case", "first_day", "in_order", "last_day"]

BEGINS_FIRST = Rule("nothing ends before it begins")
EXISTS_FIRST = Rule("nobody belongs to a group, leads it or holds a post in it before it exists")

# The keys of a tenure and of a later one, and the rule of the post.
_Succession: TypeAlias = "tuple[str, str, Rule]"


def first_day(name: str) -> str:
    """Return the variable of the first day of what has a key."""
    return f"first day of {name}"


def last_day(name: str) -> str:
    """Return the variable of the last day of what has a key."""
    return f"last day of {name}"


def in_order(refs: Iterable[Ref]) -> tuple[Ref, ...]:
    """Return references once each, by type and id."""
    return tuple(sorted(unique(refs), key=lambda ref: (ref.type, ref.id)))


class Case:
    """Facts of any kind, sorted, with what is said of their days.

    A situation, body or operation of which no claim tells the days is told by its bounds.
    """

    def __init__(self, facts: Iterable[Fact]) -> None:
        held = sorted(facts, key=lambda fact: (fact.type, fact.id, fact.iri))
        self.facts = {key(fact): fact for fact in held}
        self.situations = {
            name: fact for name, fact in self.facts.items() if isinstance(fact, Situation)
        }
        self.notes = [fact for fact in held if isinstance(fact, Quantity | Claim)]
        self.testimonies = of_claims(fact for fact in held if isinstance(fact, Claim))
        self.claimed = {one.name for one in self.testimonies if one.tells_days}
        for name, fact in self.facts.items():
            if isinstance(fact, Situation | Body | Operation) and name not in self.claimed:
                self.testimonies += of_bounds(fact)
        self.disagreeing = disagreeing(self.testimonies)
        self.posts = {
            key(post): Rule(f"{texts.post(post)} is a post of one holder at a time")
            for post in held
            if isinstance(post, Post) and post.one_holder
        }

    def fact(self, ref: Ref) -> Fact | None:
        """Return what a reference points at, if it is among the facts."""
        return self.facts.get(key(ref))

    def post_of(self, ref: Ref, rules: Collection[Rule]) -> Ref | None:
        """Return the post that somebody holds, if ref is a tenure and the rules are on its post."""
        fact = self.fact(ref)
        if isinstance(fact, Tenure) and self.posts.get(key(fact.post)) in rules:
            return fact.post
        return None

    def subject(self, ref: Ref) -> Ref:
        """Return a reference with a label that says what a thing is."""
        return Ref(ref.type, ref.id, texts.title(ref, self.fact(ref)), ref.iri)

    def told(self) -> list[Testimony]:
        """Return what is said of days; values that disagree are replaced by what is settled."""
        left_out = {one for group in self.disagreeing for one in group}
        told = [one for one in self.testimonies if one.tells_days and one not in left_out]
        for group in self.disagreeing:
            if group[0].tells_days:
                told += settled(group)
        return told

    def solve(self, testimonies: Collection[Testimony]) -> Solution:
        """Solve the network of what is said and of the rules.

        The tenures of a post of one holder are put in order where that is certain: one of them
        comes before another if it had begun before the other ended, for it cannot come after.
        """
        network = self.network(testimonies)
        pairs = list(self._successions())
        told = _Told(testimonies)
        open_pairs = [pair for pair in pairs if not told.put_in_order(network, pair)]
        solution = network.solve()
        while found := {pair for pair in open_pairs if _certain(solution, pair)}:
            for pair in open_pairs:
                if pair in found:
                    _put_in_order(network, pair, _reasons(solution, pair))
            open_pairs = [pair for pair in open_pairs if pair not in found]
            solution = network.solve()
        guilty = {label for conflict in solution.conflicts for label in conflict.labels}
        disputed = [pair for pair in pairs if pair[-1] in guilty]
        if disputed:  # the smallest contradiction may need another reason for their order
            for pair in disputed:
                told.put_in_order(network, pair, for_every_reason=True)
            solution = network.solve()
        return solution

    def network(self, testimonies: Collection[Testimony]) -> Network:
        """Return the network of what is said and of the rules, but for the order of tenures."""
        network = Network(_support)
        for one in testimonies:
            _say(network, one)
        names = dict.fromkeys((*(one.name for one in testimonies), *self.situations))
        for name in names:
            network.order(first_day(name), last_day(name), BEGINS_FIRST)
        for name, situation in self.situations.items():
            group = self._group(situation)
            if group is not None and key(group) in names:
                network.order(first_day(key(group)), first_day(name), EXISTS_FIRST)
        return network

    def _group(self, situation: Situation) -> Ref | None:
        """Return what must exist before a situation can begin."""
        if isinstance(situation, Membership):
            return situation.group
        if isinstance(situation, Leadership):
            return situation.led
        post = self.facts.get(key(situation.post)) if isinstance(situation, Tenure) else None
        return post.post_in if isinstance(post, Post) else None

    def _successions(self) -> Iterator[_Succession]:
        """Yield all pairs of tenures of which one may have to come before the other."""
        held: dict[str, list[tuple[str, Tenure]]] = defaultdict(list)
        for name, fact in self.situations.items():
            if isinstance(fact, Tenure) and key(fact.post) in self.posts:
                held[key(fact.post)].append((name, fact))
        for post, tenures in held.items():
            for (name, one), (after, other) in permutations(tenures, 2):
                if one.holder != other.holder:
                    yield name, after, self.posts[post]


def _support(label: Hashable) -> Iterable[Collection[Hashable]]:
    return label.backing if isinstance(label, Testimony) else ((),)


def _say(network: Network, one: Testimony) -> None:
    for variable, low, high in (
        (first_day(one.name), one.span.start_low, one.span.start_high),
        (last_day(one.name), one.span.end_low, one.span.end_high),
    ):
        if low is not None:
            network.not_before(variable, low, one)
        if high is not None:
            network.not_after(variable, high, one)


def _certain(solution: Solution, pair: _Succession) -> bool:
    begun = solution.latest(first_day(pair[0]))
    lasted = solution.earliest(last_day(pair[1]))
    return begun is not None and lasted is not None and begun < lasted


def _reasons(solution: Solution, pair: _Succession) -> tuple[Hashable, ...]:
    begun = solution.rests_on_latest(first_day(pair[0]))
    lasted = solution.rests_on_earliest(last_day(pair[1]))
    return unique(label for label in (*begun, *lasted) if not isinstance(label, Rule))


def _put_in_order(network: Network, pair: _Succession, given: tuple[Hashable, ...]) -> None:
    network.order(last_day(pair[0]), first_day(pair[1]), pair[2], given=given)


class _Told:
    """What is said of when things had begun, the earliest first, and lasted, the latest first."""

    def __init__(self, testimonies: Iterable[Testimony]) -> None:
        self._begun: dict[str, list[tuple[date, Testimony]]] = defaultdict(list)
        self._lasted: dict[str, list[tuple[date, Testimony]]] = defaultdict(list)
        for one in testimonies:
            if one.subject.type == Tenure.type:
                if one.span.start_high is not None:
                    self._begun[one.name].append((one.span.start_high, one))
                if one.span.end_low is not None:
                    self._lasted[one.name].append((one.span.end_low, one))
        for told in (*self._begun.values(), *self._lasted.values()):
            told.sort(key=lambda item: item[0])
        for told in self._lasted.values():
            told.reverse()

    def put_in_order(
        self, network: Network, pair: _Succession, *, for_every_reason: bool = False
    ) -> bool:
        """Put two tenures in order if what is said of the two is enough, and tell whether it is."""
        begun, lasted = self._begun[pair[0]], self._lasted[pair[1]]
        number = None if for_every_reason else 1
        found = False
        for early, late in product(begun[:number], lasted[:number]):
            if early[0] < late[0]:
                _put_in_order(network, pair, unique((early[1], late[1])))
                found = True
        return found
