"""What documents say of the days of things: claims that say the same are one testimony."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from functools import reduce
from typing import TYPE_CHECKING

from coalition_graph.claims import Span
from coalition_graph.cycles import unique
from coalition_graph.dates import Bounds, PartialDate
from coalition_graph.errors import DateError
from coalition_graph.model import Body, Claim, Operation, Situation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date

    from coalition_graph.identifiers import Ref
    from coalition_graph.model import Fact

__all__ = [
    "EDGES",
    "Testimony",
    "differ",
    "disagreeing",
    "key",
    "of_bounds",
    "of_claims",
    "settled",
]

EDGES = tuple(item.name for item in fields(Bounds) if item.name != "ended")
_SIDES = tuple(item.name for item in fields(Span))  # of a span, in the order of the bounds
_TELLS = (*EDGES, "start", "end", "attested")  # of the first and the last day
_ONE_VALUE = ("start", "end", "date", "role", "amount")


def key(thing: Ref | Fact) -> str:
    """Return what tells a thing from all others: its IRI, or type and id where it has none."""
    return thing.iri or f"{thing.type}/{thing.id}"


@dataclass(frozen=True, slots=True, eq=False)
class Testimony:
    """One value of one property of one thing, with the claims and documents that give it.

    `name` is the key of the subject, `about` the property.  `documents` are those that give the
    value by themselves; where none is known to, those that support it `jointly`.  `backing` are
    the sets of documents of which each is enough.  Where no claim is recorded, it is `told_by` the
    fact.
    """

    subject: Ref
    name: str
    about: str
    value: str
    told_by: tuple[Fact, ...]
    documents: tuple[Ref, ...]
    backing: tuple[Collection[Ref], ...]
    span: Span
    accepted: bool = True

    @property
    def claims(self) -> tuple[Ref, ...]:
        """The claims that say it, or the fact."""
        return tuple(fact.ref for fact in self.told_by)

    @property
    def jointly(self) -> bool:
        """Whether it takes several documents together."""
        return min(map(len, self.backing)) > 1

    @property
    def tells_days(self) -> bool:
        """Whether it says something of the first or the last day."""
        return self.about in _TELLS


def of_claims(claims: Iterable[Claim]) -> list[Testimony]:
    """Return what claims with a property say, each value once, in the order of the claims."""
    same: dict[tuple[str, str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.property:
            same[key(claim.subject), claim.property, _plain(claim)].append(claim)
    return [_together(found) for found in same.values()]


def _plain(claim: Claim) -> str:
    """Return the value in one spelling, so that 12 and 12.0 are one value."""
    if claim.property == "amount":
        try:
            return str(Decimal(claim.value).normalize())
        except InvalidOperation:
            return claim.value
    return claim.value


def _span(claim: Claim) -> Span:
    try:
        if claim.property == "date":
            PartialDate.parse(claim.value)
        return Span.of(claim) if claim.property in _TELLS else Span()
    except DateError as error:
        raise DateError(f"claim {claim.id}, property {claim.property}: {error}") from error


def _together(claims: Sequence[Claim]) -> Testimony:
    first = claims[0]
    by_itself = [claim for claim in claims if not claim.jointly]
    return Testimony(
        first.subject,
        key(first.subject),
        first.property,
        first.value,
        tuple(claims),
        unique(document for claim in by_itself or claims for document in claim.sources),
        unique(backing for claim in by_itself or claims for backing in _backing(claim)),
        _span(first),
        any(claim.status in ("", "accepted") for claim in claims),
    )


def _backing(claim: Claim) -> Sequence[tuple[Ref, ...]]:
    if claim.jointly or not claim.sources:
        return [claim.sources or (claim.ref,)]
    return [(document,) for document in claim.sources]


def of_bounds(fact: Situation | Body | Operation) -> Iterator[Testimony]:
    """Yield the bounds of a fact as what its documents say jointly."""
    days = [getattr(fact.bounds, edge) for edge in EDGES]
    yield from _bounds(fact.ref, days, (fact,), fact.sources)


def _bounds(
    subject: Ref,
    days: Iterable[date | None],
    told_by: tuple[Fact, ...],
    documents: tuple[Ref, ...],
) -> Iterator[Testimony]:
    backing = (documents or tuple(fact.ref for fact in told_by),)
    name = key(subject)
    for edge, side, day in zip(EDGES, _SIDES, days, strict=True):
        if day is not None:
            span = Span(**{side: day})
            value = day.isoformat()
            yield Testimony(subject, name, edge, value, told_by, documents, backing, span)


def disagreeing(testimonies: Iterable[Testimony]) -> list[list[Testimony]]:
    """Return the values of one property of one thing that cannot both be true.

    Each group holds the values that leave no day in common with another of them; for a role or an
    amount, any two values.
    """
    about: dict[tuple[str, str], list[Testimony]] = defaultdict(list)
    for one in testimonies:
        if one.about in _ONE_VALUE:
            about[one.name, one.about].append(one)
    groups = (
        [one for one in group if any(differ(one, other) for other in group if other is not one)]
        for group in about.values()
        if len(group) > 1
    )
    return [group for group in groups if group]


def differ(one: Testimony, other: Testimony) -> bool:
    """Tell whether two values of one property cannot both be true."""
    if one.about in ("role", "amount"):
        return True
    first, last = PartialDate.parse(one.value).surely()
    begin, end = PartialDate.parse(other.value).surely()
    return bool((last and begin and last < begin) or (end and first and end < first))


def settled(group: Sequence[Testimony]) -> list[Testimony]:
    """Return what to go on with where values disagree about days.

    That is the accepted values, if they fit together; else that one of all the values is right.
    """
    accepted = [one for one in group if one.accepted]
    if accepted and not disagreeing(accepted):
        return accepted
    span = reduce(Span.either, (one.span for one in group))
    return list(
        _bounds(
            group[0].subject,
            [getattr(span, side) for side in _SIDES],
            tuple(claim for one in group for claim in one.told_by),
            unique(document for one in group for document in one.documents),
        )
    )
