"""Editions of a graph: what it would hold if fewer documents were there, or under another policy.

An edition is a graph of its own: every question, network and export works on it.  Facts that no
document left supports are gone, and so is what points to them.  The bounds of each situation are
computed anew from the claims that are left.

A claim is left as soon as one of its documents is; but a date that several documents support
jointly (nobody told which of them says it) only as long as all of them are there.  So an edition
never knows a date too early, and may know it too late: until then, the situation is there without
it, and is no more than possible.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from coalition_graph.claims import (
    EDGES,
    Resolved,
    claim_id,
    out_by,
    resolutions,
    resolve,
    with_status,
)
from coalition_graph.identifiers import split_iri
from coalition_graph.model import (
    FACT_TYPES,
    Body,
    Claim,
    Contribution,
    Document,
    Fact,
    Leadership,
    LineOfEffort,
    Meeting,
    Membership,
    Operation,
    Organisation,
    Participation,
    Post,
    Quantity,
    Ref,
    Resolution,
    Situation,
    Tenure,
    required_fields,
)
from coalition_graph.policies import policy
from coalition_graph.rdf import Reader, bound_quads, predicates_of_bounds, quads, status_quad
from coalition_graph.vocabulary import CG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from coalition_graph.policies import Policy

__all__ = ["Evidence", "edition", "history", "left_of", "published_by"]

_DROPPED_UNSOURCED = (
    Body,
    LineOfEffort,
    Meeting,
    Operation,
    Participation,
    Contribution,
    Quantity,
    Claim,
)
_TOLD = (Membership, Tenure, Leadership)  # any document that tells of them will do
_SITUATIONS = (Membership, Tenure, Leadership, Contribution)
_LASTING = (Body, Operation, *_SITUATIONS)  # bodies first: they are floors
_UNDATED = (Organisation, LineOfEffort)  # they bear no days; claims on theirs are a floor
_STATUS = CG + "claimStatus"
_SOURCE = ox.NamedNode(CG + "source")
_STATED = ("start", "end", *EDGES)


class _ByKind(dict[type[Fact], tuple[Fact, ...]]):
    """Facts by kind, read when they are first asked for."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self._reader = reader

    def __missing__(self, kind: type[Fact]) -> tuple[Fact, ...]:
        self[kind] = found = tuple(self._reader.facts(kind))
        return found


@dataclass(frozen=True)
class Evidence:
    """Facts and claims as Python objects, read from a store once and used again."""

    store: ox.Store  # the facts and the claim layer
    reader: Reader = field(repr=False)

    @cached_property
    def documents(self) -> dict[str, Document]:
        """All documents by IRI."""
        return {fact.iri: fact for fact in self.reader.facts(Document)}

    @cached_property
    def facts(self) -> Mapping[type[Fact], tuple[Fact, ...]]:
        """All facts by kind, each kind read when it is first asked for."""
        return _ByKind(self.reader)

    def left(self, claim: Claim, known: frozenset[str]) -> Claim | None:
        """Return what is left of a claim if only some documents are known; `None` if nothing.

        What a meeting shows has the day of the meeting, which nobody knows without its documents.
        """
        told = self._meeting_sources.get(claim.shown_at.iri) if claim.shown_at else None
        if told and known.isdisjoint(told):
            return None
        return left_of(claim, known)

    @cached_property
    def _meeting_sources(self) -> dict[str, tuple[str, ...]]:
        return {fact.iri: tuple(ref.iri for ref in fact.sources) for fact in self.facts[Meeting]}

    def documents_on(self, fact: Fact) -> dict[str, Document]:
        """Return all documents that what is known of a fact may rest on, by IRI."""
        claims = self.of(fact)
        iris = {ref.iri for ref in (*fact.sources, *_cited(claims))}
        shown = (claim.shown_at.iri for claim in claims if claim.shown_at is not None)
        iris.update(iri for at in shown for iri in self._meeting_sources.get(at, ()))
        return {iri: self.documents[iri] for iri in sorted(iris) if iri in self.documents}

    @cached_property
    def claims(self) -> dict[str, tuple[Claim, ...]]:
        """All claims about a property, by the IRI of what they are about."""
        found: dict[str, list[Claim]] = {}
        for claim in self.facts[Claim]:
            assert isinstance(claim, Claim)
            if claim.property:
                found.setdefault(claim.subject.iri, []).append(claim)
        return {iri: tuple(claims) for iri, claims in found.items()}

    def of(self, fact: Fact) -> tuple[Claim, ...]:
        """Return the claims on the days of a fact.

        Of a fact that came without a claim layer, each bound is a claim that its documents make
        jointly; the last day shown is a claim of those that show it.
        """
        held = self.claims.get(fact.iri, ())
        if _base(fact) in self._layered or not isinstance(fact, Situation | Body | Operation):
            return held
        return held + tuple(_bounds_as_claims(fact))

    def floor(self, fact: Fact, starts: Mapping[str, date | None]) -> date | None:
        """Return the day before which a situation cannot have begun: the start of its group.

        Args:
            fact: the situation.
            starts: the earliest possible start of each body and organisation, by IRI.
        """
        group = self._group_of(fact)
        return starts.get(group.iri) if group is not None else None

    def known_floor(
        self, fact: Fact, known: frozenset[str], chosen: Policy | None = None
    ) -> date | None:
        """Return the start of the group of a situation as some documents tell it."""
        group = self.group_of(fact)
        if group is None:
            return None
        left = (self.left(one, known) for one in self.of(group))
        return resolve(
            (one for one in left if one is not None),
            chosen=chosen if isinstance(group, Body) else None,
            documents=self.documents,
        ).bounds.start_not_before

    def group_of(self, fact: Fact) -> Fact | None:
        """Return the body, organisation or line of effort that a situation is in, if any."""
        group = self._group_of(fact)
        return self._groups.get(group.iri) if group is not None else None

    def _group_of(self, fact: Fact) -> Ref | None:
        if isinstance(fact, Tenure):
            return self._post_in.get(fact.post.iri)
        return getattr(fact, "led", None) or getattr(fact, "group", None)

    @cached_property
    def _groups(self) -> dict[str, Fact]:
        return {fact.iri: fact for kind in (Body, *_UNDATED) for fact in self.facts[kind]}

    @cached_property
    def _layered(self) -> frozenset[str]:
        """The datasets with a claim layer: decisions are found nowhere else."""
        return frozenset(_base(decision) for decision in self.reader.facts(Resolution))

    @cached_property
    def _post_in(self) -> dict[str, Ref | None]:
        return {fact.iri: fact.post_in for fact in self.facts[Post] if isinstance(fact, Post)}


def _bounds_as_claims(fact: Situation | Body | Operation) -> Iterator[Claim]:
    def claim(name: str, value: str, *parts: str, sources: tuple[Ref, ...] = ()) -> Claim:
        return Claim(
            id=claim_id(fact.ref, *(parts or (name,))),
            subject=fact.ref,
            property=name,
            value=value,
            sources=sources or fact.sources,
            jointly=not sources,
        )

    bounds = fact.bounds
    shown = fact.attested_to if isinstance(fact, Situation) else None
    for name in EDGES:
        day = getattr(bounds, name)
        if day is not None and not (name == "end_not_before" and day == shown):
            yield claim(name, day.isoformat())
    if bounds.ended and bounds.end_not_after is None and bounds.end_not_before is not None:
        yield claim("end", f"{bounds.end_not_before}/..")
    if isinstance(fact, Situation) and fact.attested_from is not None:
        yield claim("attested", f"../{fact.attested_from}", "attested-from")
    if isinstance(fact, Situation) and fact.attested_to is not None:
        by = fact.attested_by
        yield claim("attested", f"{fact.attested_to}/..", "attested-to", sources=by)


def published_by(day: date) -> Callable[[Document], bool]:
    """Return the test whether a document was certainly out by a day."""

    def known(document: Document) -> bool:
        latest = out_by(document)
        return latest is not None and latest <= day

    return known


def left_of(claim: Claim, known: frozenset[str]) -> Claim | None:
    """Return what is left of a claim if only some documents are known; `None` if nothing."""
    left = tuple(ref for ref in claim.sources if ref.iri in known)
    stated = claim.property in _STATED or (claim.property == "attested" and not claim.shown_at)
    if not left or (claim.jointly and stated and len(left) < len(claim.sources)):
        return None
    return claim if len(left) == len(claim.sources) else replace(claim, sources=left)


def edition(
    store: ox.Store,
    evidence: Evidence,
    *,
    keep: Callable[[Document], bool] | None = None,
    chosen: Policy | None = None,
) -> ox.Store:
    """Return a store with what is left of a graph.

    Args:
        store: the graph.
        evidence: its facts and claims.
        keep: which documents are there; by default all.
        chosen: the policy by which bounds follow from claims.
    """
    return _Edition(evidence, keep, chosen or policy()).apply(store)


class _Edition:
    """The making of one edition."""

    def __init__(
        self, evidence: Evidence, keep: Callable[[Document], bool] | None, chosen: Policy
    ) -> None:
        self._evidence, self._policy = evidence, chosen
        documents = evidence.documents.values()
        self._known = frozenset(one.iri for one in documents if keep is None or keep(one))
        self._gone = {one.iri for one in documents} - self._known
        self._starts: dict[str, date | None] = {}
        self._decided: dict[str, tuple[Fact, Resolved]] = {}

    def apply(self, store: ox.Store) -> ox.Store:
        """Return what is left of a store."""
        self._drop_unsourced()
        for kind in _UNDATED:
            for fact in self._evidence.facts[kind]:
                if fact.iri in self._evidence.claims:
                    self._decide(fact)
        for lasting in _LASTING:
            for fact in self._evidence.facts[lasting]:
                if fact.iri not in self._gone:
                    self._decide(fact)
        self._drop_dangling()
        made = ox.Store()
        made.extend(self._quads(store))
        return made

    def _drop_unsourced(self) -> None:
        for kind in _DROPPED_UNSOURCED:
            for fact in self._evidence.facts[kind]:
                if fact.sources and not self._is_sourced(fact):
                    self._gone.add(fact.iri)
        for claims in self._evidence.claims.values():
            self._gone.update(
                one.iri for one in claims if self._evidence.left(one, self._known) is None
            )

    def _is_sourced(self, fact: Fact) -> bool:
        return any(ref.iri in self._known for ref in fact.sources)

    def _decide(self, fact: Fact) -> None:
        claims = [self._evidence.left(one, self._known) for one in self._evidence.of(fact)]
        left = [one for one in claims if one is not None]
        if isinstance(fact, _TOLD) and not _tells_of(fact, self._evidence.of(fact), self._known):
            self._gone.add(fact.iri)
            return
        if isinstance(fact, _UNDATED):  # it bears no days itself; what it floors, it floors low
            self._starts[fact.iri] = resolve(left).bounds.start_not_before
            return
        resolved = resolve(
            left,
            chosen=self._policy,
            floor=self._evidence.floor(fact, self._starts),
            documents=self._evidence.documents,
        )
        if isinstance(fact, Body):
            self._starts[fact.iri] = resolved.bounds.start_not_before
        self._decided[fact.iri] = (fact, resolved)

    def _drop_dangling(self) -> None:
        """Drop what cannot be without something that is gone, until nothing is left to drop."""
        before = -1
        while before != len(self._gone):
            before = len(self._gone)
            for kind in FACT_TYPES.values():
                needed = required_fields(kind)
                facts = self._evidence.facts[kind]
                self._gone.update(fact.iri for fact in facts if self._hangs(fact, needed))

    def _hangs(self, fact: Fact, needed: Iterable[str]) -> bool:
        if fact.iri in self._gone:
            return False
        values = (getattr(fact, name) for name in needed)
        return any(isinstance(value, Ref) and value.iri in self._gone for value in values)

    def _quads(self, store: ox.Store) -> Iterator[ox.Quad]:
        about_days, judged = predicates_of_bounds(), set()
        layered = store is self._evidence.store
        for quad in store.quads_for_pattern(None, None, None, None):
            subject = getattr(quad.subject, "value", "")
            if subject in self._gone or getattr(quad.object, "value", "") in self._gone:
                continue
            if subject in self._decided and quad.predicate.value in about_days:
                continue
            if subject in self._judged and quad.predicate.value == _STATUS:
                judged.add(subject)
                continue
            if (split_iri(subject) or ("",))[0] == Resolution.type:
                layered = True  # made anew
                continue
            yield quad
        for fact, resolved in self._decided.values():
            if fact.iri not in self._gone:
                yield from bound_quads(self._anew(fact, resolved))
                yield from self._sources_anew(fact)
                yield from self._decisions(fact, resolved) if layered else ()
            for claim in with_status(resolved, self._evidence.documents):
                if claim.iri in judged:
                    yield status_quad(claim)

    def _sources_anew(self, fact: Fact) -> Iterator[ox.Quad]:
        """Yield the documents that tell of a fact where those of its own row are not there."""
        if fact.sources and not self._is_sourced(fact):
            telling = {ref.iri for ref in _telling(fact, self._evidence.of(fact))}
            for iri in sorted(telling & self._known):
                yield ox.Quad(ox.NamedNode(fact.iri), _SOURCE, ox.NamedNode(iri))

    @staticmethod
    def _decisions(fact: Fact, resolved: Resolved) -> Iterator[ox.Quad]:
        for decision in resolutions(fact.ref, resolved):
            iri = f"{_base(fact)}{Resolution.type}/{decision.id}"
            yield from quads([replace(decision, iri=iri)], "")

    @cached_property
    def _judged(self) -> frozenset[str]:
        return frozenset(
            claim.iri
            for _, resolved in self._decided.values()
            for claim in (*resolved.kept, *resolved.set_aside, *resolved.unused)
        )

    def _anew(self, fact: Fact, resolved: Resolved) -> Fact:
        """Return a fact with the days that follow from what is left."""
        assert isinstance(fact, _LASTING)
        whole = all(ref.iri in self._known for ref in fact.sources)
        own, claims = fact.date_text if whole else "", self._evidence.of(fact)
        text = resolved.worded(own, claims)
        if isinstance(fact, Situation):
            return replace(fact, bounds=resolved.bounds, date_text=text, **resolved.shown())
        return replace(fact, bounds=resolved.bounds, date_text=text)


@dataclass(frozen=True, slots=True)
class Step:
    """A day on which the public picture of a fact changed, and the documents that changed it."""

    known_on: date
    documents: tuple[Document, ...]
    claims: tuple[Claim, ...]
    resolved: Resolved


def history(fact: Fact, evidence: Evidence, chosen: Policy | None = None) -> tuple[Step, ...]:
    """Return how the public picture of a situation changed with each document published.

    Documents without a day of publication change nothing, since nobody can tell when they did.
    """
    claims, group = evidence.of(fact), evidence.group_of(fact)
    cited = evidence.documents_on(fact) | (evidence.documents_on(group) if group else {})
    steps: list[Step] = []
    known: frozenset[str] = frozenset()
    before: list[Claim] = []
    for day, documents in _publications(cited.values()):
        known |= {one.iri for one in documents}
        left = [found for one in claims if (found := evidence.left(one, known)) is not None]
        before, new = left, [one for one in left if one not in before]
        if not _tells_of(fact, claims, known):
            continue
        floor = evidence.known_floor(fact, known, chosen)
        resolved = resolve(left, chosen=chosen, floor=floor, documents=evidence.documents)
        if not steps or _picture(steps[-1].resolved) != _picture(resolved):
            steps.append(Step(day, documents, tuple(new), resolved))
    return tuple(steps)


def _tells_of(fact: Fact, claims: Iterable[Claim], known: frozenset[str]) -> bool:
    """Whether a known document tells that a situation ever was: that it was not yet does not.

    Of a date that documents support jointly, one of them may tell that much, though not the date.
    A situation of which no document gives a date is told of by the documents of its row.
    """
    return any(ref.iri in known for ref in _telling(fact, claims))


def _telling(fact: Fact, claims: Iterable[Claim]) -> Iterable[Ref]:
    telling = [one for one in claims if one.property != "start_not_before"]
    return _cited(telling) if telling else fact.sources


def _cited(claims: Iterable[Claim]) -> Iterator[Ref]:
    return (ref for claim in claims for ref in claim.sources)


def _base(fact: Fact) -> str:
    """Return what the IRIs of a dataset begin with."""
    return fact.iri.removesuffix(f"{fact.type}/{fact.id}")


def _picture(resolved: Resolved) -> tuple[object, ...]:
    return resolved.bounds, len(resolved.set_aside), len(resolved.spanned)


def _publications(
    documents: Iterable[Document],
) -> list[tuple[date, tuple[Document, ...]]]:
    """Return documents by the day on which they were certainly out, oldest first."""
    days: dict[date, list[Document]] = {}
    for document in documents:
        day = out_by(document)
        if day is not None:
            days.setdefault(day, []).append(document)
    return [(day, tuple(days[day])) for day in sorted(days)]
