"""What changed between two days, as far as the sources tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from coalition_graph.claims import EDGES, Span
from coalition_graph.dates import Certainty
from coalition_graph.differences.difference import Difference, Differences
from coalition_graph.differences.wording import cited
from coalition_graph.errors import DateError
from coalition_graph.explanations import between
from coalition_graph.model import Leadership, Meeting, Membership, Situation, Tenure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from coalition_graph.identifiers import Ref
    from coalition_graph.model import Claim, Fact

__all__ = ["between_days"]

_DAY = timedelta(days=1)
_STARTS = {True: ("joined", "may have joined"), False: ("began", "may have begun")}
_ENDS = {True: ("left", "may have left"), False: ("ended", "may have ended")}
_DATED = ("start", "end", "attested", *EDGES)
_VERBS = {
    "began": "became",
    "may have begun": "may have become",
    "ended": "ceased to be",
    "may have ended": "may have ceased to be",
}
_SIDES = {
    "start_not_before": "start_low",
    "start_not_after": "start_high",
    "end_not_before": "end_low",
    "end_not_after": "end_high",
}


def between_days(
    facts: Iterable[Fact],
    since: date,
    until: date,
    claims: Callable[[Fact], Iterable[Claim]] | None = None,
) -> Differences:
    """Say what changed after one day and not after another.

    Args:
        facts: memberships, tenures, leaderships and meetings; others are left out.
        since: the earlier day.
        until: the later day.
        claims: what documents say about the days of a fact: they tell which documents give a bound;
            without them, or where none does, all documents of the fact are named.

    Raises:
        DateError: the later day comes first.

    >>> from coalition_graph.dates import Bounds
    >>> from coalition_graph.identifiers import Ref
    >>> ken = Membership(id="ken-pact-1", member=Ref("state", "ken", "Kenya"),
    ...                  group=Ref("organisation", "pact", "the Pact"),
    ...                  bounds=Bounds(start_not_before=date(2018, 2, 13),
    ...                                start_not_after=date(2018, 12, 10)),
    ...                  sources=(Ref("document", "roll"),))
    >>> print(between_days([ken], date(2018, 1, 1), date(2019, 1, 1))[0])
    Kenya joined the Pact between 2018-02-13 and 2018-12-10 (roll).
    >>> print(between_days([ken], date(2018, 1, 1), date(2018, 7, 1))[0])
    Kenya may have joined the Pact between 2018-02-13 and 2018-12-10 (roll).
    """
    if until < since:
        raise DateError(f"{until} is earlier than {since}; give the earlier day first")
    stretch = _Stretch(since, until, claims or (lambda _: ()))
    found = (one for fact in facts for one in stretch.changes(fact)) if since < until else ()
    return Differences.of(f"From {since} to {until}", found)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The days after `since` up to `until`."""

    since: date
    until: date
    claims: Callable[[Fact], Iterable[Claim]]

    def changes(self, fact: Fact) -> Iterator[Difference]:
        if isinstance(fact, Membership | Tenure | Leadership):
            yield from self._situation(fact)
        elif isinstance(fact, Meeting):
            yield from self._meeting(fact)

    def _situation(self, fact: Membership | Tenure | Leadership) -> Iterator[Difference]:
        bounds, is_member = fact.bounds, isinstance(fact, Membership)
        high = _least(bounds.start_not_after, bounds.end_not_after)
        began = _falls(bounds.start_not_before, high, self.since + _DAY, self.until)
        span = (bounds.start_not_before, high)
        yield from self._event(fact, _STARTS[is_member], began, span, "start")
        if bounds.ended:  # the day after the last is the first on which it no longer held
            low = _most(bounds.end_not_before, bounds.start_not_before)
            ended = _falls(low, bounds.end_not_after, self.since, self.until - _DAY)
            span = (low, bounds.end_not_after)
            yield from self._event(fact, _ENDS[is_member], ended, span, "end")
        if self._on(fact) == (Certainty.CERTAIN, Certainty.PRESUMED):
            yield self._no_longer_certain(fact)

    def _on(self, fact: Situation) -> tuple[Certainty, Certainty]:
        return fact.bounds.on(self.since), fact.bounds.on(self.until)

    def _event(
        self,
        fact: Membership | Tenure | Leadership,
        words: tuple[str, str],
        happened: Certainty,
        span: tuple[date | None, date | None],
        side: str,
    ) -> Iterator[Difference]:
        before, after = self._on(fact)
        open_ended = None in span and before == after
        if happened is Certainty.NO or (happened is Certainty.POSSIBLE and open_ended):
            return
        change = words[happened is not Certainty.CERTAIN]
        who, what = _named(fact)
        documents = self._behind(fact, f"{side}_not_before", f"{side}_not_after")
        told = f"{who} {_VERBS.get(change, change)} {what} {between(*span)}"
        yield self._difference(change, fact, told, documents)

    def _no_longer_certain(self, fact: Situation) -> Difference:
        last = fact.bounds.end_not_before
        documents = self._behind(fact, "end_not_before", otherwise=fact.attested_by)
        told = f"{fact.in_words()} is certain until {last}, and only presumed since then"
        return self._difference("no longer certain", fact, told, documents)

    def _difference(
        self, change: str, fact: Situation, told: str, documents: tuple[Ref, ...]
    ) -> Difference:
        before, after = self._on(fact)
        text = f"{told}{cited(documents)}."
        return Difference(change, fact.type, fact.id, text, str(before), str(after), documents)

    def _behind(
        self, fact: Situation, *bounds: str, otherwise: tuple[Ref, ...] = ()
    ) -> tuple[Ref, ...]:
        """Return the documents that give bounds their days, first those of the first bound."""
        claims = [claim for claim in self.claims(fact) if claim.property in _DATED]
        said = [(claim, Span.of(claim)) for claim in claims]
        behind = {
            ref.id: ref
            for name in bounds
            for claim, span in said
            if (day := getattr(fact.bounds, name)) and getattr(span, _SIDES[name]) == day
            for ref in claim.sources
        }
        return tuple(behind.values()) or otherwise or fact.sources

    def _meeting(self, fact: Meeting) -> Iterator[Difference]:
        first, last = fact.date.surely() if fact.date else (None, None)
        if first is None or last is None:
            return  # nobody tells when, so nothing is said
        happened = _falls(first, last, self.since + _DAY, self.until)
        if happened is Certainty.NO:
            return
        change = "held" if happened is Certainty.CERTAIN else "may have been held"
        verb = "was held" if happened is Certainty.CERTAIN else change
        text = f"{fact.name} {verb} {between(first, last)}{cited(fact.sources)}."
        yield Difference(change, fact.type, fact.id, text, "", "", fact.sources)


def _named(fact: Membership | Tenure | Leadership) -> tuple[str, str]:
    """Return who, and what they join, become or lose."""
    if isinstance(fact, Membership):
        return fact.member.label or fact.member.id, fact.group.label or fact.group.id
    if isinstance(fact, Tenure):
        return fact.holder.label or fact.holder.id, fact.post.label or fact.post.id
    led = fact.led.label or fact.led.id
    return fact.leader.label or fact.leader.id, f"{fact.role} of {led}"


def _falls(low: date | None, high: date | None, first: date, last: date) -> Certainty:
    """Return how sure it is that a day between two bounds lies among some days."""
    if (high is not None and high < first) or (low is not None and low > last):
        return Certainty.NO
    if low is not None and high is not None and first <= low and high <= last:
        return Certainty.CERTAIN
    return Certainty.POSSIBLE


def _least(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _most(*days: date | None) -> date | None:
    return max((day for day in days if day is not None), default=None)
