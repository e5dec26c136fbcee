# ruff: noqa: INP001
"""Judge a statement of a document by what else the graph holds.

A statement is a fact that cites the document.  Beside it stand its other documents, the facts that
the data record as not agreeing with it, the numbers and claims about the same thing, and the facts
that are named as answers to the same question.  From these, and nothing else, follows the word.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from founding_values import Relation, any_fit, claimed, compared, equal, fit, kept, time, when

from coalition_graph import model
from coalition_graph.dates import Certainty, PartialDate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from coalition_graph import CoalitionGraph
    from coalition_graph.model import Fact, Ref

__all__ = ["Beside", "Judge", "Judged", "Word"]


class Word(StrEnum):
    """The judgements."""

    CONFIRMED = "confirmed"
    ONLY_HERE = "only here"
    CONTRADICTED = "contradicted"
    SELF_CONTRADICTED = "self-contradicted"
    OUTDATED = "outdated since"
    NOT_CHECKABLE = "not checkable"


@dataclass(frozen=True, slots=True)
class Beside:
    """Another fact beside a statement; `recorded` where the data name it as not agreeing."""

    fact: Fact
    relation: Relation
    recorded: bool
    documents: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement with its reasons: the documents that say the same, and the other facts."""

    word: Word
    same: tuple[Ref, ...]
    beside: tuple[Beside, ...]


class Judge:
    """Judges statements by one graph, on the last day that its data were collected."""

    def __init__(self, graph: CoalitionGraph) -> None:
        self.graph = graph
        assert graph.dataset is not None
        self.today = PartialDate.parse(graph.dataset.retrieved)
        self._facts: dict[str, Fact] = {f"quantity/{one.id}": one for one in graph.quantities()}
        self._facts |= {f"claim/{one.id}": one for one in graph.claims()}
        self._about: dict[str, list[Fact]] = defaultdict(list)
        self._against: dict[str, set[str]] = defaultdict(set)
        for name, fact in self._facts.items():
            assert isinstance(fact, model.Quantity | model.Claim)
            self._about[fact.subject.iri].append(fact)
            for ref in fact.conflicts_with:
                self._against[name].add(f"{ref.type}/{ref.id}")
                self._against[f"{ref.type}/{ref.id}"].add(name)

    def fact(self, name: str) -> Fact:
        """Return a fact by type and id (``quantity/s0-members``)."""
        if name not in self._facts:
            kind, _, plain = name.partition("/")
            self._facts[name] = self.graph.fact(f"{kind}:{plain}")
        return self._facts[name]

    def find(self, plain: str) -> Fact:
        """Return a number, a claim or a contribution by its id alone."""
        for kind in ("quantity", "claim"):
            if f"{kind}/{plain}" in self._facts:
                return self._facts[f"{kind}/{plain}"]
        return self.graph.fact(plain)

    def judge(self, name: str, article: Fact, asked: Mapping[str, object]) -> Judged:
        """Judge what an article says in a fact.

        Args:
            name: type and id of the fact.
            article: the document.
            asked: what answers the same question; see ``founding_articles.toml``.
        """
        fact = self.fact(name)
        found = [*self._recorded(name, article), *self._alike(fact, name, article)]
        found += self._dissent(fact, article)
        for other in _listed(asked, "beside"):
            found += self._named(fact, self.fact(other), article)
        for key in ("still", "never"):
            if key in asked:
                spell = self.fact(str(asked[key]))
                found += self._state(spell, article, holds=key == "still")
        found += self._counted(fact, article, _listed(asked, "counts"))
        same = {ref.id: ref for ref in self._own(fact, article, asked, found)}
        for one in found:
            if one.relation == Relation.SAME:
                same |= {ref.id: ref for ref in one.documents}
        apart = {ref.id for one in found if one.relation == Relation.OTHER for ref in one.documents}
        agreeing = tuple(same[name] for name in sorted(same) if name not in apart)
        others = {one.fact.iri: one for one in found if one.relation != Relation.SAME}
        beside = tuple(sorted(others.values(), key=_order))
        return Judged(_word(bool(agreeing), beside), agreeing, beside)

    def _own(
        self, fact: Fact, article: Fact, asked: Mapping[str, object], found: Iterable[Beside]
    ) -> tuple[Ref, ...]:
        """Return the other documents of a fact, unless they are about something else of it.

        Documents about a thing need not say that it is a member, and documents behind a pledge
        need not say what a claim about the pledge says.
        """
        told = isinstance(fact, model.Quantity | model.Claim)
        if not told and ("still" in asked or any(one.recorded for one in found)):
            return ()
        return self._others(fact, article)

    def _others(self, fact: Fact, article: Fact) -> tuple[Ref, ...]:
        """Return the documents behind a fact (of a document: that speak of it) but the article."""
        refs = fact.sources
        if isinstance(fact, model.Document):
            refs = tuple(ref for one in self._about[fact.iri] for ref in one.sources)
        return tuple(ref for ref in refs if ref.id != article.id)

    def _recorded(self, name: str, article: Fact) -> Iterator[Beside]:
        """Yield what the data record as not agreeing."""
        fact = self.fact(name)
        for other_name in sorted(self._against[name]):
            other = self.fact(other_name)
            if _cites(other, article):
                relation = Relation.OWN
            else:
                relation = Relation.SAME if equal(fact, other) else when(fact, other)
            yield Beside(other, relation, True, self._others(other, article))

    def _alike(self, fact: Fact, name: str, article: Fact) -> Iterator[Beside]:
        """Yield other numbers of the same measure, and other claims of the same property."""
        if not isinstance(fact, model.Quantity | model.Claim):
            return
        for other in self._about[fact.subject.iri]:
            unlike = other.id == fact.id or f"{other.type}/{other.id}" in self._against[name]
            relation = None if unlike or _cites(other, article) else compared(fact, other)
            if relation is not None:
                yield Beside(other, relation, False, self._others(other, article))

    def _named(self, fact: Fact, other: Fact, article: Fact) -> Iterator[Beside]:
        fits = any_fit(fact, other)
        if fits is not None:
            relation = Relation.SAME if fits else when(fact, other)
            documents = self._others(other, article)
            if isinstance(other, model.Document):
                documents = (other.ref,)
            yield Beside(other, relation, False, documents)

    def _dissent(self, fact: Fact, article: Fact) -> Iterator[Beside]:
        """Yield what documents say otherwise about a meeting, a contribution and the like."""
        if isinstance(fact, model.Quantity | model.Claim | model.Document):
            return
        values = kept(fact)
        for claim in self._about[fact.iri]:
            if not isinstance(claim, model.Claim):
                continue
            cites = _cites(claim, article)
            if not claim.property and cites:
                yield from self._recorded(f"claim/{claim.id}", article)
                continue
            value = None if claim.jointly else values.get(claim.property)
            if value is not None and fit(value, claimed(claim.value)) is False:
                told = fact if cites else claim
                yield Beside(told, Relation.OTHER, cites, self._others(told, article))

    def _state(self, spell: Fact, article: Fact, *, holds: bool) -> Iterator[Beside]:
        """Yield what a membership or tenure says of the day of the article, and of today."""
        assert isinstance(spell, model.Situation)
        assert isinstance(article, model.Document)
        assert article.published is not None
        documents = self._others(spell, article)
        then, now = (_yes(spell.bounds.on(day)) for day in (article.published, self.today))
        if then is holds:
            if holds:
                yield Beside(spell, Relation.SAME, False, documents)
            if now is not None and now is not holds:
                yield Beside(spell, Relation.LATER, True, documents)
        elif then is not None:
            yield Beside(spell, Relation.OTHER, True, documents)

    def _counted(self, fact: Fact, article: Fact, names: Iterable[str]) -> Iterator[Beside]:
        """Yield facts whose number is asked, with the documents that have all of them."""
        facts = [self.fact(name) for name in names]
        if facts and isinstance(fact, model.Quantity):
            every = [{ref.id for ref in self._others(one, article)} for one in facts]
            shared = set.intersection(*every)
            documents = tuple(ref for ref in facts[0].sources if ref.id in shared)
            right = fact.amount == len(facts)
            yield Beside(facts[0], Relation.SAME if right else Relation.OTHER, False, documents)


def _order(one: Beside) -> tuple[date, str]:
    days = time(one.fact)
    return (days[0] if days else date.min, one.fact.id)


def _listed(asked: Mapping[str, object], key: str) -> tuple[str, ...]:
    found = asked.get(key, ())
    assert isinstance(found, list | tuple)
    return tuple(found)


def _cites(fact: Fact, article: Fact) -> bool:
    return any(ref.id == article.id for ref in fact.sources)


def _yes(certainty: Certainty) -> bool | None:
    if certainty == Certainty.NO:
        return False
    return True if certainty >= Certainty.PRESUMED else None


def _word(same: bool, beside: Iterable[Beside]) -> Word:
    found = {one.relation for one in beside}
    recorded = {one.relation for one in beside if one.recorded}
    rules = (
        (Relation.OWN in recorded, Word.SELF_CONTRADICTED),
        (Relation.OTHER in recorded, Word.CONTRADICTED),
        (Relation.LATER in recorded, Word.OUTDATED),
        (same, Word.CONFIRMED),
        (Relation.OTHER in found, Word.CONTRADICTED),
        (Relation.LATER in found, Word.OUTDATED),
    )
    return next((word for holds, word in rules if holds), Word.ONLY_HERE)
