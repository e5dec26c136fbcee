"""Facts to triples and back: the only writer of triples.

Every kind of fact is written by the same rules, from the metadata of its fields:

* a node of the fact's classes, with its id as ``dcterms:identifier``;
* a label as ``skos:prefLabel`` in its language, an alias as ``skos:altLabel``;
* an instant (a meeting's date, a document's day) as ``cg:firstDay``, ``cg:lastDay`` and, as
  written, ``cg:dateText``;
* bounds as ``cg:startNotBefore`` … ``cg:endNotAfter``, with ``cg:endState`` on situations;
* anything else under the camel-case spelling of the field's name.

Reading a fact back gives the fact that was written (a property test holds this).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import pyoxigraph as ox

from coalition_graph.dates import Bounds, PartialDate
from coalition_graph.errors import ValidationError
from coalition_graph.identifiers import code_iri, id_iri, split_iri
from coalition_graph.model import (
    DERIVED_TYPES,
    FACT_TYPES,
    Claim,
    Fact,
    Organisation,
    Ref,
    Resolution,
    Situation,
    property_name,
    required_fields,
    value_fields,
)
from coalition_graph.vocabulary import CG, DCTERMS, RDF_TYPE, SKOS, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

__all__ = [
    "Reader",
    "bound_quads",
    "fact_type_of",
    "number_literal",
    "number_text",
    "predicates_of_bounds",
    "quads",
    "status_quad",
]

_F = TypeVar("_F", bound=Fact)
_Term: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple"

_DATE = ox.NamedNode(XSD + "date")
_DECIMAL = ox.NamedNode(XSD + "decimal")
_TYPE = ox.NamedNode(RDF_TYPE)
_IDENTIFIER = ox.NamedNode(DCTERMS + "identifier")
_PREF_LABEL = ox.NamedNode(SKOS + "prefLabel")
_BOUND_NAMES = ("start_not_before", "start_not_after", "end_not_before", "end_not_after")
_NO_END = ox.NamedNode(CG + "NoEndReported")
_ENDED = ox.NamedNode(CG + "Ended")
_STATEMENT = ox.NamedNode(CG + "statement")
_EDGES = frozenset(_BOUND_NAMES)

_SPECIAL = {
    "note": SKOS + "note",
    "aliases": SKOS + "altLabel",
    "description": DCTERMS + "description",
    "sources": CG + "source",
}
_nodes: dict[str, ox.NamedNode] = {}


def _node(iri: str) -> ox.NamedNode:
    node = _nodes.get(iri)
    if node is None:
        node = _nodes[iri] = ox.NamedNode(iri)
    return node


def _cg(name: str) -> ox.NamedNode:
    return _node(CG + name)


def _predicate(field_name: str) -> ox.NamedNode:
    return _node(_SPECIAL.get(field_name) or CG + property_name(field_name))


def _day(value: date) -> ox.Literal:
    return ox.Literal(value.isoformat(), datatype=_DATE)


def quads(facts: Iterable[Fact], dataset: str) -> Iterator[ox.Quad]:
    """Yield the statements of facts; ids become IRIs of the dataset."""
    for fact in facts:
        yield from _Writer(fact, dataset).quads()


_ABOUT_DAYS = ("date_text", "attested_from", "attested_to", "attested_by", *_BOUND_NAMES)


def predicates_of_bounds() -> frozenset[str]:
    """Return the predicates that tell the days of a situation, a body or an operation."""
    return frozenset((*(_predicate(name).value for name in _ABOUT_DAYS), CG + "endState"))


def bound_quads(fact: Fact) -> Iterator[ox.Quad]:
    """Yield the statements about the days of a situation, a body or an operation."""
    about = predicates_of_bounds()
    return (quad for quad in quads([fact], "") if quad.predicate.value in about)


def status_quad(claim: Claim) -> ox.Quad:
    """Return the statement of a claim's status."""
    return ox.Quad(_node(claim.iri), _cg("claimStatus"), _cg(claim.status.capitalize()))


@dataclass(slots=True)
class _Writer:
    fact: Fact
    dataset: str

    def node(self, ref: Ref) -> ox.NamedNode:
        return _node(ref.iri or id_iri(self.dataset, ref.type, ref.id))

    def quads(self) -> Iterator[ox.Quad]:
        fact = self.fact
        subject = self.node(fact.ref)
        for name in _classes(fact):
            yield ox.Quad(subject, _TYPE, _cg(name))
        yield ox.Quad(subject, _IDENTIFIER, ox.Literal(fact.id))
        for name, metadata in value_fields(type(fact)):
            value = getattr(fact, name)
            if value is None or value == "" or value == ():
                continue
            yield from _WRITERS[metadata["as"]](self, subject, name, value, metadata)
        if isinstance(fact, Claim) and not fact.property:
            yield ox.Quad(subject, _cg("onProperty"), _STATEMENT)

    def literal(
        self, subject: ox.NamedNode, name: str, value: Any, _: Mapping[str, Any]
    ) -> Iterator[ox.Quad]:
        yield ox.Quad(subject, _predicate(name), ox.Literal(value))

    def literals(
        self, subject: ox.NamedNode, name: str, value: tuple[str, ...], _: Mapping[str, Any]
    ) -> Iterator[ox.Quad]:
        for item in value:
            yield ox.Quad(subject, _predicate(name), ox.Literal(item))

    def flag(
        self, subject: ox.NamedNode, name: str, value: bool, _: Mapping[str, Any]
    ) -> Iterator[ox.Quad]:
        if value:
            yield ox.Quad(subject, _predicate(name), ox.Literal(True))

    def decimal(
        self, subject: ox.NamedNode, name: str, value: Decimal, _: Mapping[str, Any]
    ) -> Iterator[ox.Quad]:
        yield ox.Quad(subject, _predicate(name), number_literal(value))

    def day(
        self, subject: ox.NamedNode, name: str, value: date, _: Mapping[str, Any]
    ) -> Iterator[ox.Quad]:
        yield ox.Quad(subject, _predicate(name), _day(value))

    def label(
        self, subject: ox.NamedNode, _: str, value: str, metadata: Mapping[str, Any]
    ) -> Iterator[ox.Quad]:
        language = metadata["language"] or None
        yield ox.Quad(subject, _PREF_LABEL, ox.Literal(value, language=language))

    def link(
        self, subject: ox.NamedNode, name: str, value: Ref, _: Mapping[str, Any]
    ) -> Iterator[ox.Quad]:
        yield ox.Quad(subject, _predicate(name), self.node(value))

    def links(
        self, subject: ox.NamedNode, name: str, value: tuple[Ref, ...], _: Mapping[str, Any]
    ) -> Iterator[ox.Quad]:
        for item in value:
            yield ox.Quad(subject, _predicate(name), self.node(item))

    def subject(
        self, subject: ox.NamedNode, _: str, value: Ref, __: Mapping[str, Any]
    ) -> Iterator[ox.Quad]:
        if isinstance(self.fact, Claim | Resolution):
            yield ox.Quad(subject, _cg("onSubject"), self.node(value))
        else:
            yield ox.Quad(self.node(value), _cg("quantity"), subject)

    def property(
        self, subject: ox.NamedNode, _: str, value: str, __: Mapping[str, Any]
    ) -> Iterator[ox.Quad]:
        yield ox.Quad(subject, _cg("onProperty"), _predicate(value))

    def claimed(
        self, subject: ox.NamedNode, _: str, value: str, __: Mapping[str, Any]
    ) -> Iterator[ox.Quad]:
        assert isinstance(self.fact, Claim | Resolution)
        yield ox.Quad(subject, _cg("value"), _claimed(self.fact.property, value))

    def status(
        self, subject: ox.NamedNode, _: str, value: str, __: Mapping[str, Any]
    ) -> Iterator[ox.Quad]:
        yield ox.Quad(subject, _cg("claimStatus"), _cg(value.capitalize()))

    def code(
        self, subject: ox.NamedNode, name: str, value: str, metadata: Mapping[str, Any]
    ) -> Iterator[ox.Quad]:
        yield ox.Quad(subject, _predicate(name), _node(code_iri(metadata["scheme"], value)))

    def codes(
        self, subject: ox.NamedNode, name: str, value: tuple[str, ...], metadata: Mapping[str, Any]
    ) -> Iterator[ox.Quad]:
        for item in value:
            yield from self.code(subject, name, item, metadata)

    def instant(
        self, subject: ox.NamedNode, _: str, value: PartialDate, __: Mapping[str, Any]
    ) -> Iterator[ox.Quad]:
        if value.earliest is not None:
            yield ox.Quad(subject, _cg("firstDay"), _day(value.earliest))
        if value.latest is not None:
            yield ox.Quad(subject, _cg("lastDay"), _day(value.latest))
        yield ox.Quad(subject, _cg("dateText"), ox.Literal(value.text))

    def bounds(
        self, subject: ox.NamedNode, _: str, value: Bounds, __: Mapping[str, Any]
    ) -> Iterator[ox.Quad]:
        for name in _BOUND_NAMES:
            day = getattr(value, name)
            if day is not None:
                yield ox.Quad(subject, _predicate(name), _day(day))
        if isinstance(self.fact, Situation):
            yield ox.Quad(subject, _cg("endState"), _ENDED if value.ended else _NO_END)


_WRITERS: dict[str, Callable[..., Iterator[ox.Quad]]] = {
    "text": _Writer.literal,
    "word": _Writer.literal,
    "integer": _Writer.literal,
    "texts": _Writer.literals,
    "flag": _Writer.flag,
    "decimal": _Writer.decimal,
    "day": _Writer.day,
    "label": _Writer.label,
    "link": _Writer.link,
    "links": _Writer.links,
    "subject": _Writer.subject,
    "property": _Writer.property,
    "claimed": _Writer.claimed,
    "status": _Writer.status,
    "code": _Writer.code,
    "codes": _Writer.codes,
    "instant": _Writer.instant,
    "bounds": _Writer.bounds,
}


def number_literal(value: Decimal) -> ox.Literal:
    """Write a whole number as an integer, any other as a decimal, in canonical form."""
    if value == value.to_integral_value():
        return ox.Literal(int(value))
    return ox.Literal(number_text(value), datatype=_DECIMAL)


def number_text(value: Decimal) -> str:
    """Write a number in canonical form.

    >>> number_text(Decimal("60.0")), number_text(Decimal("17.50"))
    ('60', '17.5')
    """
    if value == value.to_integral_value():
        return str(int(value))
    return format(value.normalize(), "f")


def _claimed(property_claimed: str, value: str) -> ox.NamedNode | ox.Literal:
    """Write a value claimed as the property itself would be written; dates stay as worded."""
    if property_claimed in _EDGES:
        return ox.Literal(value, datatype=_DATE)
    if property_claimed == "role":
        return _node(code_iri("role", value))
    if property_claimed == "amount":
        return number_literal(Decimal(value))
    return ox.Literal(value)


def _classes(fact: Fact) -> tuple[str, ...]:
    if isinstance(fact, Organisation) and fact.kind == "coalition":
        return ("Coalition", *fact.classes)
    return fact.classes


class Reader:
    """Reads facts back from a store.

    Labels of things pointed at are looked up once and kept.
    """

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._refs: dict[str, Ref] = {}

    def facts(self, fact_type: type[_F]) -> Iterator[_F]:
        """Yield all facts of a kind, by id."""
        typed = self._store.quads_for_pattern(None, _TYPE, _cg(fact_type.classes[0]), None)
        for iri in sorted({iri for quad in typed for iri in _iris([quad.subject])}):
            found = split_iri(iri)
            if found is not None and found[0] == fact_type.type:
                yield self.fact(fact_type, iri)

    def fact(self, fact_type: type[_F], iri: str) -> _F:
        """Read one fact.

        Raises:
            ValidationError: the store does not hold what makes a whole fact of this kind.
        """
        node = _Node(self._store, iri, self.ref)
        values: dict[str, Any] = {"id": node.text(_IDENTIFIER)}
        try:
            for name, metadata in value_fields(fact_type):
                values[name] = _READERS[metadata["as"]](node, name, metadata)
        except ValueError as error:
            raise ValidationError(f"{iri}: {error}") from error
        given = {name: value for name, value in values.items() if value is not None}
        for name in required_fields(fact_type):
            if name not in given:
                raise ValidationError(f"{iri}: a {fact_type.type} without {property_name(name)}")
        return fact_type(**given, iri=iri)

    def linked(self, iri: str, field_name: str) -> list[Ref]:
        """Return the things that a field of a fact points to."""
        return list(_Node(self._store, iri, self.ref).links(field_name, {}))

    def ref(self, iri: str) -> Ref:
        """Return a thing as a reference with its English label."""
        ref = self._refs.get(iri)
        if ref is None:
            found = split_iri(iri) or ("", iri)
            ref = self._refs[iri] = Ref(*found, self.label(iri), iri)
        return ref

    def label(self, iri: str, language: str = "en") -> str:
        """Return a label in a language, else in English, else in any, else the empty text."""
        labels = _Node(self._store, iri, self.ref).literals(_PREF_LABEL)
        texts = {literal.language or "": literal.value for literal in labels}
        for wanted in (language, "en", ""):
            if wanted in texts:
                return texts[wanted]
        return texts[min(texts)] if texts else ""


class _Node:
    """What a store holds of one thing; a method for each way in which a field can be written."""

    def __init__(self, store: ox.Store, iri: str, ref: Callable[[str], Ref]) -> None:
        self._store, self._ref, self._node = store, ref, _node(iri)
        self._held: dict[str, list[_Term]] = {}
        for quad in store.quads_for_pattern(self._node, None, None, None):
            self._held.setdefault(quad.predicate.value, []).append(quad.object)

    def iris(self, predicate: ox.NamedNode) -> list[str]:
        return sorted(_iris(self._held.get(predicate.value, ())))

    def literals(self, predicate: ox.NamedNode) -> list[ox.Literal]:
        found = self._held.get(predicate.value, ())
        return sorted(
            (term for term in found if isinstance(term, ox.Literal)), key=lambda term: term.value
        )

    def text(self, predicate: ox.NamedNode) -> str | None:
        return next((literal.value for literal in self.literals(predicate)), None)

    def day(self, name: str) -> date | None:
        text = self.text(_cg(name))
        return None if text is None else _convert("day", name, text)

    def plain(self, name: str, metadata: Mapping[str, Any]) -> Any:
        text = self.text(_predicate(name))
        return None if text is None else _convert(metadata["as"], property_name(name), text)

    def texts(self, name: str, _: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(literal.value for literal in self.literals(_predicate(name)))

    def label(self, _: str, metadata: Mapping[str, Any]) -> str | None:
        for literal in self.literals(_PREF_LABEL):
            if (literal.language or "") == metadata["language"]:
                return literal.value
        return None

    def link(self, name: str, metadata: Mapping[str, Any]) -> Ref | None:
        return next(iter(self.links(name, metadata)), None)

    def links(self, name: str, _: Mapping[str, Any]) -> tuple[Ref, ...]:
        found = (self._ref(iri) for iri in self.iris(_predicate(name)))
        return tuple(sorted(found, key=lambda ref: ref.id))

    def subject(self, _: str, __: Mapping[str, Any]) -> Ref | None:
        measured = self._store.quads_for_pattern(None, _cg("quantity"), self._node, None)
        found = self.iris(_cg("onSubject")) or sorted(_iris(quad.subject for quad in measured))
        return self._ref(found[0]) if found else None

    def code(self, name: str, metadata: Mapping[str, Any]) -> str | None:
        return next(iter(self.codes(name, metadata)), None)

    def codes(self, name: str, _: Mapping[str, Any]) -> tuple[str, ...]:
        found = (split_iri(iri) for iri in self.iris(_predicate(name)))
        return tuple(sorted(code[1] for code in found if code is not None))

    def property(self, _: str, __: Mapping[str, Any]) -> str | None:
        found = self.iris(_cg("onProperty"))
        return _field_name(found[0]) if found and found[0] != _STATEMENT.value else None

    def claimed(self, _: str, __: Mapping[str, Any]) -> str | None:
        found = split_iri(next(iter(self.iris(_cg("value"))), ""))
        return found[1] if found else self.text(_cg("value"))

    def status(self, _: str, __: Mapping[str, Any]) -> str | None:
        found = self.iris(_cg("claimStatus"))
        return found[0].removeprefix(CG).lower() if found else None

    def instant(self, _: str, __: Mapping[str, Any]) -> PartialDate | None:
        text = self.text(_cg("dateText"))
        if text is None:
            return None
        marked = any(mark in text for mark in "~?%")
        return PartialDate(text, self.day("firstDay"), self.day("lastDay"), marked)

    def bounds(self, _: str, __: Mapping[str, Any]) -> Bounds:
        days = {name: self.day(property_name(name)) for name in _BOUND_NAMES}
        return Bounds(**days, ended=_ENDED.value in self.iris(_cg("endState")))


def _field_name(iri: str) -> str:
    """Return the field that a property stands for: `property_name` backwards."""
    return re.sub("[A-Z]", lambda found: "_" + found.group().lower(), iri.removeprefix(CG))


def _convert(kind: str, name: str, text: str) -> Any:
    try:
        return _PLAIN[kind](text)
    except (ValueError, ArithmeticError):
        raise ValueError(f"{name} {text!r} is no {kind}") from None


def _iris(terms: Iterable[_Term]) -> Iterator[str]:
    return (term.value for term in terms if isinstance(term, ox.NamedNode))


_PLAIN: dict[str, Callable[[str], Any]] = {
    "text": str,
    "word": str,
    "integer": int,
    "decimal": Decimal,
    "day": date.fromisoformat,
    "flag": lambda text: text in ("true", "1"),
}
_READERS: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(_PLAIN, _Node.plain),
    "texts": _Node.texts,
    "label": _Node.label,
    "link": _Node.link,
    "links": _Node.links,
    "subject": _Node.subject,
    "property": _Node.property,
    "claimed": _Node.claimed,
    "status": _Node.status,
    "code": _Node.code,
    "codes": _Node.codes,
    "instant": _Node.instant,
    "bounds": _Node.bounds,
}


def fact_type_of(iri: str) -> type[Fact] | None:
    """Return the kind of fact that an IRI of ours stands for, or `None`."""
    found = split_iri(iri)
    return {**FACT_TYPES, **DERIVED_TYPES}.get(found[0]) if found else None
