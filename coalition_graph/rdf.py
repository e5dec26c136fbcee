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

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

import pyoxigraph as ox

from coalition_graph.dates import Bounds, PartialDate
from coalition_graph.identifiers import code_iri, id_iri, split_iri
from coalition_graph.model import (
    FACT_TYPES,
    Claim,
    Fact,
    Organisation,
    Ref,
    Situation,
    property_name,
    value_fields,
)
from coalition_graph.vocabulary import CG, DCTERMS, RDF_TYPE, SKOS, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

__all__ = ["Reader", "quads"]

_F = TypeVar("_F", bound=Fact)

_DATE = ox.NamedNode(XSD + "date")
_DECIMAL = ox.NamedNode(XSD + "decimal")
_TYPE = ox.NamedNode(RDF_TYPE)
_IDENTIFIER = ox.NamedNode(DCTERMS + "identifier")
_PREF_LABEL = ox.NamedNode(SKOS + "prefLabel")
_BOUND_NAMES = ("start_not_before", "start_not_after", "end_not_before", "end_not_after")
_NO_END = ox.NamedNode(CG + "NoEndReported")
_ENDED = ox.NamedNode(CG + "Ended")
_ACCEPTED = ox.NamedNode(CG + "Accepted")
_CONFLICT = ox.NamedNode(CG + "Conflict")

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
        if isinstance(fact, Claim):
            yield from self._claim(subject, fact)

    def _claim(self, subject: ox.NamedNode, fact: Claim) -> Iterator[ox.Quad]:
        status = _CONFLICT if fact.conflicts_with else _ACCEPTED
        yield ox.Quad(subject, _cg("onProperty"), _cg("statement"))
        yield ox.Quad(subject, _cg("claimStatus"), status)

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
        if isinstance(self.fact, Claim):
            yield ox.Quad(subject, _cg("onSubject"), self.node(value))
        else:
            yield ox.Quad(self.node(value), _cg("quantity"), subject)

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
    "code": _Writer.code,
    "codes": _Writer.codes,
    "instant": _Writer.instant,
    "bounds": _Writer.bounds,
}


def number_literal(value: Decimal) -> ox.Literal:
    """Write a whole number as an integer, any other as a decimal, in canonical form."""
    if value == value.to_integral_value():
        return ox.Literal(int(value))
    return ox.Literal(format(value.normalize(), "f"), datatype=_DECIMAL)


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
        nodes = [
            str(quad.subject.value)
            for quad in self._store.quads_for_pattern(None, _TYPE, _cg(fact_type.classes[0]), None)
        ]
        for iri in sorted(nodes):
            found = split_iri(iri)
            if found is not None and found[0] == fact_type.type:
                yield self.fact(fact_type, iri)

    def fact(self, fact_type: type[_F], iri: str) -> _F:
        """Read one fact."""
        held: dict[str, list[Any]] = {}
        for quad in self._store.quads_for_pattern(_node(iri), None, None, None):
            held.setdefault(quad.predicate.value, []).append(quad.object)
        values: dict[str, Any] = {"id": _first(held, _IDENTIFIER.value), "iri": iri}
        for name, metadata in value_fields(fact_type):
            values[name] = self._value(iri, name, metadata, held)
        if issubclass(fact_type, Situation):
            ended = _ENDED in held.get(CG + "endState", ())
            values["bounds"] = _bounds(held, ended=ended)
        return fact_type(**{name: value for name, value in values.items() if value is not None})

    def linked(self, iri: str, field_name: str) -> list[Ref]:
        """Return the things that a field of a fact points to."""
        found = self._store.quads_for_pattern(_node(iri), _predicate(field_name), None, None)
        return sorted((self.ref(str(quad.object.value)) for quad in found), key=lambda ref: ref.id)

    def ref(self, iri: str) -> Ref:
        """Return a thing as a reference with its English label."""
        ref = self._refs.get(iri)
        if ref is None:
            found = split_iri(iri) or ("", iri)
            ref = self._refs[iri] = Ref(*found, self.label(iri), iri)
        return ref

    def label(self, iri: str, language: str = "en") -> str:
        """Return a label in a language, else one without, else any, else the empty text."""
        texts = {
            quad.object.language or "": str(quad.object.value)
            for quad in self._store.quads_for_pattern(_node(iri), _PREF_LABEL, None, None)
            if isinstance(quad.object, ox.Literal)
        }
        for wanted in (language, "en", ""):
            if wanted in texts:
                return texts[wanted]
        return texts[min(texts)] if texts else ""

    def _value(
        self, iri: str, name: str, metadata: Mapping[str, Any], held: Mapping[str, list[Any]]
    ) -> Any:
        match metadata["as"]:
            case "label":
                return _labelled(held, metadata["language"])
            case "instant":
                return _instant(held)
            case "bounds":
                return _bounds(held, ended=CG + "endNotAfter" in held)
            case "subject":
                return self._subject(iri, held)
        found = held.get(_predicate(name).value)
        if not found:
            return None
        match metadata["as"]:
            case "texts":
                return tuple(sorted(str(term.value) for term in found))
            case "links":
                return tuple(
                    sorted((self.ref(term.value) for term in found), key=lambda ref: ref.id)
                )
            case "link":
                return self.ref(found[0].value)
            case "code":
                return _slug(found[0])
            case "codes":
                return tuple(sorted(_slug(term) for term in found))
        return _PLAIN[metadata["as"]](str(found[0].value))

    def _subject(self, iri: str, held: Mapping[str, list[Any]]) -> Ref | None:
        on_subject = held.get(CG + "onSubject")
        if on_subject:
            return self.ref(on_subject[0].value)
        for quad in self._store.quads_for_pattern(None, _cg("quantity"), _node(iri), None):
            return self.ref(str(quad.subject.value))
        return None


_PLAIN: dict[str, Callable[[str], Any]] = {
    "text": str,
    "word": str,
    "integer": int,
    "decimal": Decimal,
    "day": date.fromisoformat,
    "flag": lambda text: text == "true",
}


def _slug(term: Any) -> str:
    return str(term.value).rsplit("/", 1)[1]


def _first(held: Mapping[str, list[Any]], predicate: str) -> str | None:
    found = held.get(predicate)
    return str(found[0].value) if found else None


def _labelled(held: Mapping[str, list[Any]], language: str) -> str | None:
    for term in held.get(_PREF_LABEL.value, ()):
        if (term.language or "") == language:
            return str(term.value)
    return None


def _instant(held: Mapping[str, list[Any]]) -> PartialDate | None:
    text = _first(held, CG + "dateText")
    if text is None:
        return None
    first, last = (_first(held, CG + name) for name in ("firstDay", "lastDay"))
    return PartialDate(
        text,
        date.fromisoformat(first) if first else None,
        date.fromisoformat(last) if last else None,
        any(mark in text for mark in "~?%"),
    )


def _bounds(held: Mapping[str, list[Any]], *, ended: bool) -> Bounds:
    days = {name: _first(held, _predicate(name).value) for name in _BOUND_NAMES}
    return Bounds(
        ended=ended,
        **{name: date.fromisoformat(text) for name, text in days.items() if text},
    )


def fact_type_of(iri: str) -> type[Fact] | None:
    """Return the kind of fact that an IRI of ours stands for, or `None`."""
    found = split_iri(iri)
    return FACT_TYPES.get(found[0]) if found else None


