"""The words in which a difference tells of a fact, of a value and of documents."""

from __future__ import annotations

from decimal import Decimal
from functools import singledispatch
from typing import TYPE_CHECKING, Any

from coalition_graph.answers import cell_text
from coalition_graph.dates import Bounds, PartialDate
from coalition_graph.explanations import between, bounds_in_words
from coalition_graph.identifiers import Ref
from coalition_graph.model import (
    Body,
    Claim,
    Contribution,
    Document,
    Fact,
    Meeting,
    Operation,
    Participation,
    Quantity,
    Situation,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

__all__ = [
    "attestation_in_words",
    "cited",
    "details",
    "end_in_words",
    "field_in_words",
    "kind_and_id",
    "named",
    "start_in_words",
    "subject",
    "value_text",
]

_NAMED = 3  # documents that a sentence names; the rest are counted
_FIELDS = {
    "attested_from": "first attestation",
    "attested_to": "last attestation",
    "date_text": "start as worded",
    "as_of": "day told of",
}


def subject(fact: Fact) -> str:
    """Return the beginning of a sentence about a fact: its kind, its id and its name.

    >>> from coalition_graph.model import State
    >>> subject(State(id="ken", name="Kenya"))
    'State ken, Kenya,'
    """
    name = named(fact)
    return f"{kind_and_id(fact)}, {name}," if name else kind_and_id(fact)


def kind_and_id(fact: Fact) -> str:
    """Return the kind of a fact, as the first word of a sentence, and its id."""
    return f"{fact.type.replace('-', ' ').capitalize()} {fact.id}"


@singledispatch
def named(fact: Fact) -> str:
    """Return what people would call a fact."""
    return getattr(fact, "name", "")


@named.register
def _(fact: Situation) -> str:
    return fact.in_words()


@named.register
def _(fact: Participation) -> str:
    return f"{_label(fact.participant)} as {fact.role} of {_label(fact.event)}"


@named.register
def _(fact: Quantity) -> str:
    return f"{fact.name} of {_label(fact.subject)}"


@named.register
def _(fact: Claim) -> str:
    return f"{fact.name or field_in_words(fact.property)} of {_label(fact.subject)}"


@singledispatch
def details(_: Fact) -> str:
    """Return what a fact says beyond its name, in words; nothing where that is all."""
    return ""


@details.register(Situation)
@details.register(Body)
@details.register(Operation)
def _(fact: Situation | Body | Operation) -> str:
    return bounds_in_words(fact.bounds)


@details.register
def _(fact: Contribution) -> str:
    given = (fact.stage, _amount(fact), fact.purpose, bounds_in_words(fact.bounds))
    return _joined(given)


@details.register
def _(fact: Document) -> str:
    published = f"published {fact.published.text}" if fact.published else ""
    return _joined((fact.publisher, published))


@details.register
def _(fact: Meeting) -> str:
    held = between(fact.date.earliest, fact.date.latest) if fact.date else ""
    return _joined((held, fact.city))


@details.register
def _(fact: Quantity) -> str:
    return _joined((_amount(fact), _as_of(fact)))


@details.register
def _(fact: Claim) -> str:
    return _joined((fact.value, _as_of(fact)))


def start_in_words(bounds: Bounds) -> str:
    """Say when something began.

    >>> start_in_words(Bounds())
    'on a day that no source gives'
    """
    return between(bounds.start_not_before, bounds.start_not_after)


def end_in_words(bounds: Bounds) -> str:
    """Say when something ended, or what is known of its end.

    >>> from datetime import date
    >>> end_in_words(Bounds(end_not_before=date(2018, 12, 10)))
    'not reported, and not before 2018-12-10'
    """
    if bounds.ended:
        return between(bounds.end_not_before, bounds.end_not_after)
    if bounds.end_not_before is None:
        return "not reported"
    return f"not reported, and not before {bounds.end_not_before}"


def attestation_in_words(day: date | None, documents: Iterable[Ref]) -> str:
    """Say on which day something was last shown, and by which documents, where they are told.

    >>> from datetime import date
    >>> attestation_in_words(date(2016, 8, 24), [Ref("document", "roll")])
    '2016-08-24 by roll'
    """
    shown_by = value_text(tuple(documents))
    return " by ".join(filter(None, (value_text(day), shown_by)))


def field_in_words(name: str) -> str:
    """Return what people would call a field.

    >>> field_in_words("attested_to"), field_in_words("on_behalf_of")
    ('last attestation', 'on behalf of')
    """
    return _FIELDS.get(name, name.replace("_", " "))


def value_text(value: Any) -> str:
    """Write a value in words: things by label and id, documents by id, nothing for unknown.

    >>> value_text((Ref("state", "ken", "Kenya"), Ref("state", "usa"))), value_text(Decimal("60.0"))
    ('Kenya (ken), usa', '60')
    """
    if isinstance(value, Ref):
        bare = value.type == "document" or not value.label
        return value.id if bare else f"{value.label} ({value.id})"
    if isinstance(value, tuple):
        return ", ".join(value_text(item) for item in value)
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, PartialDate):
        return value.text
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return cell_text(value)


def cited(documents: Iterable[Ref]) -> str:
    """Return documents in brackets, to end a sentence; the first few by id, the others counted.

    >>> cited(Ref("document", name) for name in "abcde"), cited(())
    (' (a, b, c and 2 more)', '')
    """
    ids = [ref.id for ref in documents]
    more = len(ids) - _NAMED
    listed = ", ".join(ids[:_NAMED]) + (f" and {more} more" if more > 0 else "")
    return f" ({listed})" if ids else ""


def _amount(fact: Contribution | Quantity) -> str:
    if fact.amount is None:
        return "amount unknown"
    comparator = "" if fact.comparator == "exactly" else fact.comparator
    return " ".join(filter(None, (comparator, value_text(fact.amount), fact.unit)))


def _as_of(fact: Quantity | Claim) -> str:
    return f"as of {fact.as_of.text}" if fact.as_of else ""


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(filter(None, parts))


def _label(ref: Ref) -> str:
    return ref.label or ref.id
