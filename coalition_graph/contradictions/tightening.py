"""Which bounds follow from putting the documents on several things together."""

from __future__ import annotations

from dataclasses import astuple, dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from coalition_graph.constraints import Rule
from coalition_graph.contradictions import texts
from coalition_graph.contradictions.case import Case, first_day, in_order, last_day
from coalition_graph.contradictions.testimony import Testimony, of_bounds

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from coalition_graph.constraints import Solution
    from coalition_graph.dates import Bounds
    from coalition_graph.identifiers import Ref
    from coalition_graph.model import Fact, Situation

__all__ = ["Reason", "Tightened", "tightened"]


@dataclass(frozen=True, slots=True)
class Reason:
    """What a tightened bound rests on; `jointly` tells that it takes its documents together."""

    bound: str
    day: date
    claims: tuple[Ref, ...]
    documents: tuple[Ref, ...]
    jointly: bool
    rules: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Tightened:
    """A situation of which the network knows more than its own documents tell."""

    subject: Ref
    before: Bounds
    bounds: Bounds
    reasons: tuple[Reason, ...]


def tightened(facts: Iterable[Fact]) -> tuple[Tightened, ...]:
    """Return the situations whose bounds the network narrows, each with the reasons.

    The network holds the bounds as they are, and all claims that are not set aside.  A situation
    in a contradiction is left as it is.

    >>> from coalition_graph import Bounds, PartialDate, Post, Ref, Tenure
    >>> from datetime import date
    >>> chair = Post(id="chair", name="Chair", one_holder=True)
    >>> def seen(who, year):
    ...     bounds = Bounds.from_evidence(attested=(PartialDate.parse(year),))
    ...     return Tenure(id=f"{who}-chair-1", holder=Ref("person", who), post=chair.ref,
    ...                   bounds=bounds, sources=(Ref("document", f"list-{year}"),))
    >>> first = tightened([chair, seen("ann", "2015"), seen("bob", "2018")])[0]
    >>> print(first.subject.id, first.before.end_not_after, first.bounds.end_not_after)
    ann-chair-1 None 2018-12-31
    """
    case = Case(facts)
    told = [one for one in case.told() if one.accepted]
    claimed = (fact for name, fact in case.situations.items() if name in case.claimed)
    told += [one for fact in claimed for one in of_bounds(fact)]
    solution = case.solve(told)
    disputed = {
        label.name
        for conflict in solution.conflicts
        for label in conflict.labels
        if isinstance(label, Testimony)
    }
    found = (
        _tightened(case, solution, name, fact)
        for name, fact in case.situations.items()
        if name not in disputed
    )
    return tuple(one for one in found if one is not None)


def _tightened(case: Case, solution: Solution, name: str, fact: Situation) -> Tightened | None:
    first, last = first_day(name), last_day(name)
    bounds = (
        ("start_not_before", first, solution.earliest, solution.rests_on_earliest),
        ("start_not_after", first, solution.latest, solution.rests_on_latest),
        ("end_not_before", last, solution.earliest, solution.rests_on_earliest),
        ("end_not_after", last, solution.latest, solution.rests_on_latest),
    )
    reasons = tuple(
        _reason(case, bound, day, rests_on(variable))
        for bound, variable, bounded, rests_on in bounds
        if (day := bounded(variable)) is not None
        and _narrower(bound, day, getattr(fact.bounds, bound))
    )
    if not reasons:
        return None
    narrowed: dict[str, Any] = {reason.bound: reason.day for reason in reasons}
    return Tightened(case.subject(fact.ref), fact.bounds, replace(fact.bounds, **narrowed), reasons)


def _narrower(bound: str, day: date, before: date | None) -> bool:
    if before is None:
        return True
    return day > before if bound.endswith("before") else day < before


def _reason(case: Case, bound: str, day: date, labels: Iterable[Hashable]) -> Reason:
    told = [label for label in labels if isinstance(label, Testimony)]
    rules = [str(label) for label in labels if isinstance(label, Rule)]
    side = slice(0, None, 2) if bound.endswith("before") else slice(1, None, 2)
    decisive = sorted(told, key=lambda one: day not in astuple(one.span)[side])
    named = [(case.subject(one.subject).label, one) for one in decisive]
    return Reason(
        bound,
        day,
        in_order(claim for one in told for claim in one.claims),
        in_order(document for one in told for document in one.documents),
        len(told) > 1 or any(one.jointly for one in told),
        tuple(rules),
        texts.reason(bound, day, named, rules),
    )
