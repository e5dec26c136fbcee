"""Why the graph says so: the bounds, the last attestation and the documents, in plain sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coalition_graph.dates import Bounds, Certainty, PartialDate
from coalition_graph.model import (
    Fact,
    Meeting,
    Situation,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from coalition_graph.identifiers import Ref
    from coalition_graph.model import Claim

__all__ = ["Explanation", "between", "bounds_in_words", "explain", "no_membership", "not_told"]

_NAMED = 3  # documents that a sentence names; the rest are counted


@dataclass(frozen=True, slots=True)
class Explanation:
    """An answer with its reasons: one or two sentences, and the documents behind them."""

    text: str
    certainty: Certainty | None
    documents: tuple[Ref, ...]

    def __str__(self) -> str:
        return self.text


def explain(
    fact: Fact, as_of: PartialDate | None = None, disputed: Iterable[Claim] = ()
) -> Explanation:
    """Say why the graph holds a fact, and how sure it is on a day or throughout a longer time.

    Args:
        fact: the fact.
        as_of: the day or time asked about.
        disputed: claims about the fact that contradict others.
    """
    if isinstance(fact, Situation):
        return _situation(fact, as_of, tuple(disputed))
    told = getattr(fact, "name", fact.id)
    if isinstance(fact, Meeting) and fact.date is not None:
        told = f"{told}, {_span(fact.date)}"
    return Explanation(f"{told}. {_cited(fact.sources)}", None, fact.sources)


def no_membership(member: Ref, group: Ref) -> Explanation:
    """Say that nothing is known of a membership: that is not the answer *no*."""
    text = f"Nothing here tells of {member.label} as a member of {group.label}."
    return Explanation(text, None, ())


def not_told(thing: Ref) -> Explanation:
    """Say that an edition holds nothing of a thing that the whole graph knows."""
    named = f"{thing.label} ({thing.id})" if thing.label else thing.id
    return Explanation(f"No document left here tells of {named}.", None, ())


def _situation(
    fact: Situation, as_of: PartialDate | None, disputed: tuple[Claim, ...]
) -> Explanation:
    if as_of is None:
        text = f"{fact.in_words()}: {bounds_in_words(fact.bounds)}. {_cited(fact.sources)}"
        return Explanation(f"{text}{_disputes(disputed)}", None, fact.sources)
    certainty = fact.bounds.on(as_of)
    reason = _REASONS[certainty](fact, as_of)
    when = as_of.text if as_of.is_day else f"all of {as_of.text}"
    text = f"{_VERDICTS[certainty]}, for {when}: {fact.in_words()}. {reason} {_cited(fact.sources)}"
    text += _disputes(disputed)
    return Explanation(text, certainty, _ordered((*fact.attested_by, *fact.sources)))


_VERDICTS = {
    Certainty.CERTAIN: "Certain",
    Certainty.PRESUMED: "Presumed",
    Certainty.POSSIBLE: "Possible",
    Certainty.NO: "No",
}


def _certain(fact: Situation, _: PartialDate) -> str:
    bounds = fact.bounds
    until = (
        f"it is attested as late as {bounds.end_not_before}{_by(fact)}"
        if fact.attested_to == bounds.end_not_before
        else f"it did not end before {bounds.end_not_before}"
    )
    return f"It had begun by {bounds.start_not_after}, and {until}."


def _presumed(fact: Situation, _: PartialDate) -> str:
    begun = f"It had begun by {fact.bounds.start_not_after}; no end is reported"
    if fact.attested_to is None:
        return f"{begun}, and no later day is attested."
    return f"{begun}; last attested on {fact.attested_to}{_by(fact)}."


def _possible(fact: Situation, as_of: PartialDate) -> str:
    bounds, first = fact.bounds, as_of.closed()[0]
    if bounds.start_not_after is None or bounds.start_not_after > first:
        return f"It began {between(bounds.start_not_before, bounds.start_not_after)}."
    return f"It ended {between(bounds.end_not_before, bounds.end_not_after)}."


def _no(fact: Situation, as_of: PartialDate) -> str:
    bounds, first = fact.bounds, as_of.closed()[0]
    if bounds.start_not_before is not None and first < bounds.start_not_before:
        return f"It cannot have begun before {bounds.start_not_before}."
    return f"It had ended by {bounds.end_not_after}."


_REASONS = {
    Certainty.CERTAIN: _certain,
    Certainty.PRESUMED: _presumed,
    Certainty.POSSIBLE: _possible,
    Certainty.NO: _no,
}


def _disputes(claims: tuple[Claim, ...]) -> str:
    """Say what documents claim that does not agree, each value with its documents."""
    said = [
        f"{_CLAIMED[claim.property]} {claim.value}, says {_listed(claim.sources)}"
        for claim in claims
        if claim.property in _CLAIMED
    ]
    return f" Not all agree: {'; '.join(said)}." if said else ""


_CLAIMED = {
    "start": "began",
    "end": "ended",
    "attested": "shown on",
    "start_not_before": "not begun before",
    "start_not_after": "begun by",
    "end_not_before": "not ended before",
    "end_not_after": "ended by",
}


def bounds_in_words(bounds: Bounds) -> str:
    """Say when something began, and when it ended if a source reports an end."""
    began = f"began {between(bounds.start_not_before, bounds.start_not_after)}"
    if bounds.ended:
        return f"{began}, ended {between(bounds.end_not_before, bounds.end_not_after)}"
    return f"{began}, no end reported"


def between(first: date | None, last: date | None) -> str:
    """Say on which days a thing may have happened: from a first to a last, `None` being open.

    >>> from datetime import date
    >>> between(date(2018, 2, 13), None)
    'on 2018-02-13 or later'
    """
    if first is not None and first == last:
        return f"on {first}"
    if first is not None and last is not None:
        return f"between {first} and {last}"
    if last is not None:
        return f"on {last} or before"
    return f"on {first} or later" if first is not None else "on a day that no source gives"


def _span(moment: PartialDate) -> str:
    return between(moment.earliest, moment.latest).removeprefix("on ")


def _by(fact: Situation) -> str:
    return f" by {_listed(fact.attested_by)}" if fact.attested_by else ""


def _cited(documents: tuple[Ref, ...]) -> str:
    return f"Sources: {_listed(documents)}." if documents else "No source is named."


def _listed(documents: tuple[Ref, ...]) -> str:
    shown = ", ".join(f"{ref.label or ref.id} ({ref.id})" for ref in documents[:_NAMED])
    more = len(documents) - _NAMED
    return f"{shown} and {more} more" if more > 0 else shown


def _ordered(documents: Iterable[Ref]) -> tuple[Ref, ...]:
    return tuple({ref.id: ref for ref in documents}.values())
