"""Contradictions in plain English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coalition_graph.dates import PartialDate
from coalition_graph.model import Quantity, Situation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from coalition_graph.contradictions.testimony import Testimony
    from coalition_graph.identifiers import Ref
    from coalition_graph.model import Claim, Fact, Post

__all__ = ["clash", "disagreement", "post", "reason", "title", "values"]

_NAMED = 3  # documents that a sentence names; the rest are counted
_VERBS = {
    "start": "began {on}",
    "end": "ended {on}",
    "attested": "held {on}",
    "start_not_before": "did not begin before {value}",
    "start_not_after": "had begun by {value}",
    "end_not_before": "did not end before {value}",
    "end_not_after": "had ended by {value}",
}
_BOUNDS = {
    "start_not_before": "Did not begin before",
    "start_not_after": "Had begun by",
    "end_not_before": "Did not end before",
    "end_not_after": "Had ended by",
}
_NOUNS = {"start": "beginning", "end": "end", "date": "date"}


def title(ref: Ref, fact: Fact | None) -> str:
    """Name a thing: a situation by who and what, anything else by its label."""
    label = getattr(fact, "name", "")
    if label:
        return str(label)
    if isinstance(fact, Situation):
        return fact.in_words()
    return _name(ref)


def post(fact: Post) -> str:
    """Name a post by its label and by what it is in."""
    return f"{fact.name} ({_name(fact.post_in)})" if fact.post_in else fact.name


def values(name: str, group: Sequence[Testimony]) -> str:
    """Tell values of one property that cannot both be true."""
    what = _NOUNS.get(group[0].about, group[0].about)
    told = "; ".join(f"{_value(one)} {_according(one)}" for one in group)
    return f"{name}: the {what} is given in ways that cannot all be right: {told}."


def clash(testimonies: Iterable[tuple[str, Testimony]], rules: Iterable[str]) -> str:
    """Tell what cannot all be right together, thing by thing, and by which rules."""
    told: dict[str, list[str]] = {}
    for name, one in testimonies:
        told.setdefault(name, []).append(f"{_said(one)} {_according(one)}")
    things = "; ".join(f"{name} {', and '.join(parts)}" for name, parts in told.items())
    listed = ", and ".join(rules)
    return f"{things}. This cannot all be right" + (f": {listed}." if listed else ".")


def disagreement(name: str, notes: Iterable[Quantity | Claim]) -> str:
    """Tell figures and statements that are recorded as not agreeing."""
    told = "; ".join(f"{_heading(note)}: {_figure(note)} {_from(note.sources)}" for note in notes)
    return f"{name}: these do not agree: {told}."


def reason(
    bound: str, day: date, testimonies: Iterable[tuple[str, Testimony]], rules: Iterable[str]
) -> str:
    """Tell why a bound follows: from what is said, and by which rules."""
    told = [f"{name} {_said(one)} {_according(one)}" for name, one in testimonies]
    return f"{_BOUNDS[bound]} {day}: {'; '.join((*told, *rules))}."


def _said(one: Testimony) -> str:
    """Tell what documents say of days, as the rest of a sentence about its subject."""
    return _VERBS[one.about].format(on=_value(one), value=one.value)


def _name(ref: Ref) -> str:
    return ref.label or ref.id


def _value(one: Testimony) -> str:
    if one.about in ("role", "amount"):
        return one.value
    moment = PartialDate.parse(one.value)
    if moment.approximate:
        return f"about {moment.text.rstrip('~?%')}"
    if moment.is_day:
        return f"on {moment.earliest}"
    if moment.earliest is None or moment.latest is None:
        return f"on {moment.earliest} or later" if moment.earliest else f"by {moment.latest}"
    plain = "/" not in moment.text and ".." not in moment.text
    return f"in {moment.text}" if plain else f"between {moment.earliest} and {moment.latest}"


def _heading(note: Quantity | Claim) -> str:
    if isinstance(note, Quantity) or note.name:
        return note.name
    return _NOUNS.get(note.property, note.property.replace("_", " "))


def _figure(note: Quantity | Claim) -> str:
    if not isinstance(note, Quantity):
        return note.value
    qualifier = "" if note.comparator == "exactly" else f"{note.comparator} "
    return f"{qualifier}{note.amount:,} {note.unit}".rstrip()


def _according(one: Testimony) -> str:
    together = " together" if one.jointly else ""
    return f"{_from(one.documents)}{together}"


def _from(documents: Sequence[Ref]) -> str:
    if not documents:
        return "without a document"
    shown = [f"{_name(ref)} ({ref.id})" for ref in documents[:_NAMED]]
    more = len(documents) - _NAMED
    if more > 0:
        shown.append(f"{more} more")
    listed = f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else shown[0]
    return f"according to {listed}"
