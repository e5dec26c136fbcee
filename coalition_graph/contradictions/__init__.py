"""Which documents cannot all be right, and which bounds follow from putting them together.

Claims on the days of memberships, tenures and leaderships make a network of constraints
(`coalition_graph.constraints`), together with three rules: nothing ends before it begins; nobody
belongs to a group, leads it or holds a post in it before it exists; a post of one holder is held by
one person at a time, though on the day of a hand-over by two.

=============  ==================================================================================
value          two values of one property that cannot both be true, such as two first days
dates          days of one thing that do not fit together, such as an end before an attestation
existence      something held in a group before the group existed
one-holder     two holders of a post of which there is one at a time
disagreement   figures or statements that the data itself marks as not agreeing
=============  ==================================================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import combinations, product
from typing import TYPE_CHECKING

from coalition_graph.constraints import Rule
from coalition_graph.contradictions import texts
from coalition_graph.contradictions.case import EXISTS_FIRST, Case, in_order
from coalition_graph.contradictions.testimony import Testimony, differ, key
from coalition_graph.contradictions.tightening import Reason, Tightened, tightened
from coalition_graph.cycles import unique
from coalition_graph.dates import PartialDate
from coalition_graph.identifiers import Ref
from coalition_graph.model import (
    Body,
    Claim,
    Contribution,
    Leadership,
    Membership,
    Operation,
    Organisation,
    Post,
    Quantity,
    Situation,
    Tenure,
)

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from coalition_graph.constraints import Conflict
    from coalition_graph.model import Fact

__all__ = ["KINDS", "Contradiction", "Reason", "Tightened", "contradictions", "tightened"]

KINDS: tuple[type[Fact], ...] = (
    Organisation,
    Body,
    Post,
    Operation,
    Membership,
    Tenure,
    Leadership,
    Contribution,
    Quantity,
    Claim,
)
"""The kinds of fact that tell something here; others are passed over."""

_ORDER = ("value", "dates", "existence", "one-holder", "disagreement")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What cannot all be right.

    `claims` names the claims, or the fact itself where its days rest on no claim of their own, or
    the quantities.  `documents` are all documents behind them, `fewest` as few of them as cannot
    all be right; a disagreement has no such set.
    """

    kind: str
    subject: Ref
    claims: tuple[Ref, ...]
    documents: tuple[Ref, ...]
    rules: tuple[str, ...]
    text: str
    fewest: tuple[Ref, ...] = ()

    def __str__(self) -> str:
        return self.text


def contradictions(facts: Iterable[Fact]) -> tuple[Contradiction, ...]:
    """Return all that cannot all be right among facts and claims, sorted.

    Each contradiction is independent of the others: what its claims say about days is left out
    when the next one is looked for.

    >>> from coalition_graph import Body, Membership, PartialDate, Ref
    >>> pact, act, roll = Ref("body", "pact"), Ref("document", "act"), Ref("document", "roll")
    >>> born = Claim(id="c1", subject=pact, property="start", value="2015-01", sources=(act,))
    >>> norway = Membership(id="nor-pact-1", member=Ref("state", "nor", "Norway"), group=pact)
    >>> seen = Claim(id="c2", subject=norway.ref, property="attested", value="2014-12-03",
    ...              sources=(roll,))
    >>> for found in contradictions([Body(id="pact", name="The Pact"), norway, born, seen]):
    ...     print(found.kind, [document.id for document in found.fewest])
    existence ['act', 'roll']
    """
    case = Case(facts)
    solution = case.solve(case.told())
    found = [_values(case, group) for group in case.disagreeing]
    found += [_clash(case, conflict) for conflict in solution.conflicts]
    told = [set(one.claims) for one in found]
    found += [
        _disagreement(case, notes)
        for notes in _not_agreeing(case.notes)
        if not any(claims.issuperset(note.ref for note in notes) for claims in told)
    ]
    return tuple(sorted(found, key=lambda one: (_ORDER.index(one.kind), one.subject.id, one.text)))


def _values(case: Case, group: Sequence[Testimony]) -> Contradiction:
    """Tell values of one property that cannot both be true, in the order of their days."""
    told = sorted(group, key=_by_day)
    pairs = [pair for pair in combinations(told, 2) if differ(*pair)]
    sets = [
        frozenset((*one, *other))
        for pair in pairs
        for one, other in product(pair[0].backing, pair[1].backing)
    ]
    fewest: frozenset[Ref] = min(sets, key=len)
    subject = case.subject(told[0].subject)
    text = texts.values(subject.label, told)
    return _contradiction("value", subject, told, fewest, (), text)


def _by_day(one: Testimony) -> tuple[date, str]:
    if one.about in ("role", "amount"):
        return date.min, one.value
    return PartialDate.parse(one.value).earliest or date.min, one.value


def _clash(case: Case, conflict: Conflict) -> Contradiction:
    """Tell what lies on a negative cycle of the network."""
    told = [label for label in conflict.labels if isinstance(label, Testimony)]
    rules = [label for label in conflict.labels if isinstance(label, Rule)]
    subjects = unique(one.subject for one in told)
    posts = [post for one in subjects if (post := case.post_of(one, rules))]
    if posts:
        kind, subject = "one-holder", posts[0]
    elif EXISTS_FIRST in rules:
        kind = "existence"
        subject = next(one for one in subjects if isinstance(case.fact(one), Situation))
    else:
        kind, subject = "dates", subjects[0]
    by_thing = sorted(told, key=lambda one: (subjects.index(one.subject), _by_day(one)))
    text = texts.clash(
        [(case.subject(one.subject).label, one) for one in by_thing], map(str, rules)
    )
    return _contradiction(
        kind, case.subject(subject), by_thing, conflict.sources, map(str, rules), text
    )


def _contradiction(
    kind: str,
    subject: Ref,
    told: Sequence[Testimony],
    fewest: Iterable[Hashable],
    rules: Iterable[str],
    text: str,
) -> Contradiction:
    return Contradiction(
        kind,
        subject,
        in_order(claim for one in told for claim in one.claims),
        in_order(document for one in told for document in one.documents),
        tuple(rules),
        text,
        in_order(one for one in fewest if isinstance(one, Ref) and one.type == "document"),
    )


def _not_agreeing(notes: Iterable[Quantity | Claim]) -> Iterator[list[Quantity | Claim]]:
    """Yield what ``conflicts_with`` puts together: all that is named by one another."""
    import networkx as nx

    known = {key(note): note for note in notes}
    graph = nx.Graph()
    for name, note in known.items():
        graph.add_edges_from((name, key(ref)) for ref in note.conflicts_with if key(ref) in known)
    for names in nx.connected_components(graph):
        yield [known[name] for name in sorted(names)]


def _disagreement(case: Case, notes: Sequence[Quantity | Claim]) -> Contradiction:
    subjects = unique(case.subject(note.subject) for note in notes)
    text = texts.disagreement(" and ".join(one.label for one in subjects), notes)
    documents = in_order(document for note in notes for document in note.sources)
    claims = in_order(note.ref for note in notes)
    return Contradiction("disagreement", subjects[0], claims, documents, (), text)
