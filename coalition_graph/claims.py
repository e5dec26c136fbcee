"""From what documents claim to the bounds of a situation, under a policy.

A claim says something of the first day *s* and the last day *e* on which a situation holds:

====================  =====================================================
``start`` v           earliest of v ≤ s ≤ latest of v
``end`` v             earliest of v ≤ e ≤ latest of v
``attested`` v        s ≤ latest of v, and e ≥ earliest of v
``start_not_before``  s ≥ v, and likewise for the other three bounds
====================  =====================================================

Claims that fit together are all accepted, and the bounds are what they leave open.  Where they do
not fit, a policy decides (`coalition_graph.policies`).  Nothing is deleted: what is set aside
keeps its place and gets a status.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from itertools import combinations
from typing import TYPE_CHECKING, Any

from coalition_graph.dates import Bounds, PartialDate
from coalition_graph.identifiers import Ref
from coalition_graph.model import Resolution
from coalition_graph.policies import DEFAULT_POLICY, Policy, policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from coalition_graph.model import Claim, Document

__all__ = [
    "EDGES",
    "Resolved",
    "Span",
    "claim_id",
    "document_of",
    "out_by",
    "resolutions",
    "resolve",
    "restates",
    "with_status",
]

EDGES = ("start_not_before", "start_not_after", "end_not_before", "end_not_after")
_ENDINGS = ("end", "end_not_after")
_CONFIDENCE = {"high": 0, "medium": 1, "low": 2}
_NO_SLUG = re.compile("[^0-9a-z]+")


@dataclass(frozen=True, slots=True)
class Span:
    """What is said of the first and the last day, each at the earliest and at the latest.

    `None` is open.
    """

    start_low: date | None = None
    start_high: date | None = None
    end_low: date | None = None
    end_high: date | None = None

    @classmethod
    def of(cls, claim: Claim) -> Span:
        """Return what a claim says."""
        first, last = PartialDate.parse(claim.value).surely()
        return cls(**_SAYS[claim.property](first, last))

    def both(self, other: Span) -> Span:
        """Return what the two say together."""
        return Span(
            _latest(self.start_low, other.start_low),
            _earliest(self.start_high, other.start_high),
            _latest(self.end_low, other.end_low),
            _earliest(self.end_high, other.end_high),
        )

    def either(self, other: Span) -> Span:
        """Return what is left if one of the two is right, and nobody knows which."""
        return Span(
            _unless_open(min, self.start_low, other.start_low),
            _unless_open(max, self.start_high, other.start_high),
            _unless_open(min, self.end_low, other.end_low),
            _unless_open(max, self.end_high, other.end_high),
        )

    @property
    def holds(self) -> bool:
        """Whether there are a first and a last day that fit."""
        pairs = (
            (self.start_low, self.start_high),
            (self.end_low, self.end_high),
            (self.start_low, self.end_high),
        )
        return not any(low is not None and high is not None and high < low for low, high in pairs)

    @property
    def days(self) -> int:
        """How many days are left open; a side without bound counts as a century."""
        return _width(self.start_low, self.start_high) + _width(self.end_low, self.end_high)

    def bounds(self, *, ended: bool) -> Bounds:
        """Return the four bounds: nothing starts after it ended, nor ends before it started."""
        return Bounds(
            start_not_before=self.start_low,
            start_not_after=_earliest(self.start_high, self.end_high),
            end_not_before=_latest(self.end_low, self.start_low),
            end_not_after=self.end_high,
            ended=ended,
        )


_SAYS: dict[str, Callable[[date | None, date | None], dict[str, date | None]]] = {
    "start": lambda first, last: {"start_low": first, "start_high": last},
    "end": lambda first, last: {"end_low": first, "end_high": last},
    "attested": lambda first, last: {"start_high": last, "end_low": first},
    "start_not_before": lambda first, _: {"start_low": first},
    "start_not_after": lambda _, last: {"start_high": last},
    "end_not_before": lambda first, _: {"end_low": first},
    "end_not_after": lambda _, last: {"end_high": last},
}


@dataclass(frozen=True, slots=True)
class Resolved:
    """The outcome: bounds, which claims were kept and which set aside, and what was last shown.

    Unused are claims of properties that the policy does not look at.
    """

    bounds: Bounds
    span: Span
    accepted: tuple[Claim, ...] = ()
    spanned: tuple[Claim, ...] = ()
    set_aside: tuple[Claim, ...] = ()
    unused: tuple[Claim, ...] = ()
    policy: str = DEFAULT_POLICY

    @property
    def kept(self) -> tuple[Claim, ...]:
        """The claims that the bounds rest on: accepted, or spanned by the bounds."""
        return (*self.accepted, *self.spanned)

    def shown(self) -> dict[str, Any]:
        """Return the first and the last day attested, and the documents that show the last.

        Documents that support an attested day only jointly with others are left out.
        """
        attested = [(one, Span.of(one)) for one in self.accepted if one.property == "attested"]
        last = _latest(*(span.end_low for _, span in attested))
        documents = {
            ref.id: ref
            for claim, span in attested
            if span.end_low == last and (claim.shown_at is not None or not claim.jointly)
            for ref in claim.sources
        }
        return {
            "attested_from": _earliest(*(span.start_high for _, span in attested)),
            "attested_to": last,
            "attested_by": tuple(documents[name] for name in sorted(documents)),
        }

    def worded(self, text: str, claims: Iterable[Claim]) -> str:
        """Return the start in words: those of the row, where they still stand.

        Args:
            text: the start as its row words it; one that no claim gives is the best value between
                hard bounds, and stands as long as it fits.
            claims: all claims on the situation, also those that are not left.
        """
        kept = {one.value for one in self.kept if one.property == "start"}
        claimed = {one.value for one in claims if one.property == "start"}
        if text in kept or (text and text not in claimed and self._allows_start(text)):
            return text
        return kept.pop() if len(kept) == 1 else ""

    def _allows_start(self, text: str) -> bool:
        first, last = PartialDate.parse(text).surely()
        return self.span.both(Span(start_low=first, start_high=last)).holds

    def rests_on(self, bound: str) -> tuple[Claim, ...]:
        """Return the claims that give a bound, such as ``start_not_after``, its day."""
        day = getattr(self.bounds, bound)
        sides = _SIDES[bound]
        return tuple(
            claim
            for claim in self.kept
            if day is not None and day in (getattr(Span.of(claim), side) for side in sides)
        )


_SIDES = {
    "start_not_before": ("start_low",),
    "start_not_after": ("start_high", "end_high"),
    "end_not_before": ("end_low", "start_low"),
    "end_not_after": ("end_high",),
}


@dataclass(slots=True)
class _Resolving:
    """The state of one decision: what the claims kept so far allow."""

    policy: Policy
    documents: Mapping[str, Document]
    span: Span
    accepted: list[Claim] = field(default_factory=list)
    spanned: list[Claim] = field(default_factory=list)
    set_aside: list[Claim] = field(default_factory=list)

    def take(self, tier: Sequence[str], claims: Iterable[Claim]) -> None:
        """Take in the claims of one tier."""
        said = [(claim, Span.of(claim)) for claim in claims if claim.property in tier]
        if self.policy.conflict == "rank":
            for claim, span in sorted(said, key=self._rank):
                self._keep([claim], span)
            return
        self.set_aside += [claim for claim, span in said if not self.span.both(span).holds]
        fitting = [one for one in said if self.span.both(one[1]).holds]
        at_odds = _at_odds(fitting)
        for name in tier:  # starts among starts, ends among ends
            if name not in at_odds:
                self._span([one for one in fitting if one[0].property == name])
        self._span([one for one in fitting if one[0].property in at_odds])

    def _span(self, said: list[tuple[Claim, Span]]) -> None:
        if not said:
            return
        claims, spans = [claim for claim, _ in said], [span for _, span in said]
        together = reduce(Span.both, spans)
        if self.span.both(together).holds:
            self._keep(claims, together)
        else:
            self.spanned += claims
            self.span = self.span.both(reduce(Span.either, spans))

    def _keep(self, claims: list[Claim], span: Span) -> None:
        together = self.span.both(span)
        if together.holds:
            self.span = together
            self.accepted += claims
        else:
            self.set_aside += claims

    def _rank(self, said: tuple[Claim, Span]) -> tuple[Any, ...]:
        claim, span = said
        found = [self._published(ref) for ref in claim.sources]
        published = [day for day in found if day is not None]
        orders: dict[str, Any] = {
            "confidence": _CONFIDENCE.get(claim.confidence, 1),
            "documents": -len(claim.sources),
            "earlier": min(published, default=date.max),
            "later": -max(published, default=date.min).toordinal(),
            "narrower": span.days,
        }
        return (*(orders[word] for word in self.policy.rank), claim.id)

    def _published(self, document: Ref) -> date | None:
        found = document_of(document, self.documents)
        return out_by(found) if found is not None else None


def _at_odds(said: Iterable[tuple[Claim, Span]]) -> set[str]:
    """Return the properties of which a claim contradicts one of another property.

    Such as begun by a day, and not begun before a later one; or an end before a start.
    """
    return {
        claim.property
        for (one, first), (other, second) in combinations(said, 2)
        if one.property != other.property and not first.both(second).holds
        for claim in (one, other)
    }


def resolve(
    claims: Iterable[Claim],
    *,
    chosen: Policy | None = None,
    floor: date | None = None,
    documents: Mapping[str, Document] | None = None,
) -> Resolved:
    """Decide what the claims about one situation say together.

    Args:
        claims: all claims about it; those on other properties than dates are left out.
        chosen: the policy; by default ``cautious``.
        floor: a day before which it cannot have begun, such as the start of the group.
        documents: by IRI, or by id where they have none yet, for policies that look at the day of
            publication.

    >>> from coalition_graph.model import Claim, Ref
    >>> kenya = Ref("membership", "ken-pact-1")
    >>> said = {"start": "2018", "attested": "2018-07-12", "start_not_before": "2018-02-13"}
    >>> found = resolve(Claim(id=f"{kenya}.{name}", subject=kenya, property=name, value=value)
    ...                 for name, value in said.items())
    >>> str(found.bounds.start_not_before), str(found.bounds.start_not_after)
    ('2018-02-13', '2018-07-12')
    """
    listed = sorted(claims, key=lambda claim: claim.id)
    state = _Resolving(chosen or policy(), documents or {}, Span(start_low=floor))
    for tier in state.policy.use:
        state.take(tier, listed)
    used = {name for tier in state.policy.use for name in tier}
    ended = any(claim.property in _ENDINGS for claim in listed if claim.property in used)
    return Resolved(
        state.span.bounds(ended=ended),
        state.span,
        tuple(state.accepted),
        tuple(state.spanned),
        tuple(state.set_aside),
        tuple(one for one in listed if one.property in _SAYS and one.property not in used),
        state.policy.name,
    )


def document_of(ref: Ref, documents: Mapping[str, Document]) -> Document | None:
    """Return the document that is meant, if it is there.

    By its IRI where it has one: two datasets may use one id for two documents.
    """
    return documents.get(ref.iri or ref.id)


def out_by(document: Document) -> date | None:
    """Return the day by which a document was out for sure, if that is known.

    >>> from coalition_graph.model import Document
    >>> day = PartialDate.parse("2016-08-24~")
    >>> str(out_by(Document(id="roll", title="Roll", published=day)))
    '2016-08-31'
    """
    return document.published.surely()[1] if document.published is not None else None


def restates(claim: Claim, others: Iterable[Claim]) -> bool:
    """Whether a claim says no more than others of its property do, alone or taken together.

    >>> from coalition_graph.model import Claim
    >>> def end(value: str) -> Claim:
    ...     return Claim(id=value, subject=Ref("tenure", "t"), property="end", value=value)
    >>> restates(end("[2017-01-19..2017-01-20]"), [end("2017-01-19"), end("2017-01-20")])
    True
    """
    same = [one for one in others if one.property == claim.property]
    if not same:
        return False
    spans = [Span.of(one) for one in same]
    return claim.value in {one.value for one in same} or Span.of(claim) == reduce(
        Span.either, spans
    )


def claim_id(subject: Ref, *parts: str) -> str:
    """Return the id of a claim that follows from a row.

    >>> claim_id(Ref("tenure", "ann-envoy-1"), "attested-on", "2016-04~")
    'tenure.ann-envoy-1.attested-on.2016-04'
    """
    slugs = (_NO_SLUG.sub("-", part.lower()).strip("-") for part in parts)
    return ".".join((subject.type, subject.id, *slugs))


_END_CLAIMS = ("end", "end_not_before", "end_not_after", "attested")
_START_CLAIMS = ("start", "start_not_before", "start_not_after", "attested")


def resolutions(subject: Ref, resolved: Resolved) -> Iterator[Resolution]:
    """Yield the decision behind each bound: what it rests on, and what was set aside for it.

    A bound that follows from the start of the group alone rests on no claim, and is no decision.
    """
    for bound in EDGES:
        day = getattr(resolved.bounds, bound)
        about = _START_CLAIMS if bound.startswith("start") else _END_CLAIMS
        aside = tuple(one.ref for one in resolved.set_aside if one.property in about)
        rests_on = tuple(one.ref for one in resolved.rests_on(bound))
        if day is not None and rests_on:
            yield Resolution(
                id=claim_id(subject, bound, "decision"),
                subject=subject,
                property=bound,
                value=day.isoformat(),
                rests_on=rests_on,
                set_aside=aside,
                policy=resolved.policy,
            )


def with_status(resolved: Resolved, documents: Mapping[str, Document]) -> tuple[Claim, ...]:
    """Return the claims of a decision, each with its status.

    What was set aside is superseded where the same publisher says otherwise, later, in a claim
    that was kept; else it is in conflict.  In conflict are also claims that contradict each other
    and are spanned, and claims that are kept though their rows say that they conflict.  Claims
    that the policy does not look at are accepted where they fit.
    """
    kept = {claim.id for claim in resolved.accepted}
    later = [(claim.property, *_said_by(claim, documents)) for claim in resolved.kept]
    fits = [one for one in resolved.unused if resolved.span.both(Span.of(one)).holds]
    fitting = {one.id for one in fits}
    return (
        *(
            replace(claim, status="accepted" if kept.isdisjoint(_against(claim)) else "conflict")
            for claim in (*resolved.accepted, *fits)
        ),
        *(replace(claim, status="conflict") for claim in resolved.spanned),
        *(replace(one, status="conflict") for one in resolved.unused if one.id not in fitting),
        *(replace(claim, status=_status(claim, later, documents)) for claim in resolved.set_aside),
    )


def _against(claim: Claim) -> Iterator[str]:
    return (ref.id for ref in claim.conflicts_with)


def _status(
    claim: Claim,
    kept: Iterable[tuple[str, frozenset[str], date | None]],
    documents: Mapping[str, Document],
) -> str:
    publishers, published = _said_by(claim, documents)
    for name, others, day in kept:
        same = bool(publishers) and publishers <= others and name == claim.property
        if same and published is not None and day is not None and published < day:
            return "superseded"
    return "conflict"


def _said_by(claim: Claim, documents: Mapping[str, Document]) -> tuple[frozenset[str], date | None]:
    """Return who published a claim, and the day by which all of it was out, where known."""
    cited = (document_of(ref, documents) for ref in claim.sources)
    found = [one for one in cited if one is not None]
    days = [out_by(one) for one in found]
    known = [day for day in days if day is not None]
    return (
        frozenset(one.publisher for one in found if one.publisher),
        max(known) if known and len(known) == len(days) else None,
    )


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _latest(*days: date | None) -> date | None:
    return max((day for day in days if day is not None), default=None)


def _unless_open(
    choose: Callable[[date, date], date], one: date | None, other: date | None
) -> date | None:
    return None if one is None or other is None else choose(one, other)


def _width(low: date | None, high: date | None) -> int:
    return 36_525 if low is None or high is None else (high - low).days
