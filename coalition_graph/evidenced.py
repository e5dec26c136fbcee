"""`EvidencedGraph`: a graph that knows what its facts rest on, and what it would say without it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from coalition_graph import policies, queries
from coalition_graph.answers import Answer
from coalition_graph.dates import PartialDate
from coalition_graph.errors import UnknownNameError
from coalition_graph.identifiers import split_iri
from coalition_graph.loaders import claim_layer
from coalition_graph.queryable import QueryableGraph

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Self

    import rdflib

    from coalition_graph.contradictions import Contradiction, Tightened
    from coalition_graph.dates import DateLike
    from coalition_graph.editions import Evidence
    from coalition_graph.identifiers import Ref
    from coalition_graph.model import Claim, Document, Fact, Membership
    from coalition_graph.policies import Policy

    _Keep = Callable[[Document], bool]
    _MadeFrom = tuple[ox.Store, Evidence, _Keep | None]

__all__ = ["EvidencedGraph"]

_KEPT = 4  # editions made from one graph and kept


class EvidencedGraph(QueryableGraph):
    """A queryable graph with its claim layer behind it, read when it is first needed."""

    def __init__(self) -> None:
        super().__init__()
        self._layered: Callable[[], ox.Store] | None = None
        self._editions: dict[object, Self] = {}
        self._policy: Policy | None = None  # that of an edition made under another one
        self._made_from: _MadeFrom | None = None  # what an edition was made from
        self._seen: int | None = None  # what the store held when others had it in hand

    def _forget(self) -> None:
        super()._forget()
        self.__dict__.pop("_evidence_read", None)
        self._editions.clear()
        self._made_from = None

    @property
    def _evidence(self) -> Evidence:
        """The facts and the claim layer; read anew where somebody changed the store itself."""
        self._notice_changes()
        return self._evidence_read

    def _notice_changes(self) -> None:
        if self._handed_out:
            held = hash(frozenset(self._store.quads_for_pattern(None, None, None, None)))
            if held != self._seen:
                self._seen = held
                self._forget()

    @cached_property
    def _evidence_read(self) -> Evidence:
        from coalition_graph.editions import Evidence
        from coalition_graph.rdf import Reader

        if self._claims_held:
            return Evidence(self._store, self._reader)
        store = ox.Store() if self._layered is None else self._layered()
        store.extend(self._store.quads_for_pattern(None, None, None, None))
        for source, key in zip(self._sources, self._keys, strict=True):
            store.extend(claim_layer(source, key))
        return Evidence(store, Reader(store))

    @property
    def _rule(self) -> Policy:
        """The policy by which bounds follow from claims here."""
        named = self.dataset.policy if self.dataset is not None else policies.DEFAULT_POLICY
        return self._policy or policies.policy(named)

    def _asked_store(self, asked: queries.Question) -> ox.Store:
        return self._evidence.store if asked.claims else self._store

    # -- editions ---------------------------------------------------------------------------

    def known_on(self, day: DateLike) -> Self:
        """Return the graph as it could be made from documents published by a day.

        Documents whose day of publication is unknown, or only known to be some day of a longer
        time that is not over, are not there.  Of a month or a year, its first day counts.

        >>> from coalition_graph.graph import CoalitionGraph
        >>> kg = CoalitionGraph.load().known_on("2018-12-01")
        >>> [spell for spell in kg.members() if spell.member.id == "ken"]
        []
        """
        from coalition_graph.editions import published_by

        first = PartialDate.of(day).closed()[0]
        return self._edition(("known on", first), published_by(first))

    def without(self, *documents: str | Ref | Document) -> Self:
        """Return the graph as it would be if some documents were not there.

        Raises:
            UnknownNameError: there is no such document.

        >>> from coalition_graph.graph import CoalitionGraph
        >>> len(CoalitionGraph.load().without("crs-2016-08").members()) < 89
        False
        """
        gone = frozenset(self.ref(one, "document").iri for one in documents)
        return self._edition(("without", gone), lambda document: document.iri not in gone)

    def under(self, policy: str | Policy | Mapping[str, Any]) -> Self:
        """Return the graph with all bounds computed anew under another policy.

        Args:
            policy: a name of ``ontology/policies.toml``, or the keys of a policy of your own.

        Raises:
            UnknownNameError: no such policy, property or rank; LoadError: keys that make none.

        >>> from coalition_graph.graph import CoalitionGraph
        >>> strict = CoalitionGraph.load().under("attested-only")
        >>> strict.fact("ken-global-coalition-1").bounds.start_not_after
        datetime.date(2019, 2, 6)
        """
        return self._edition(("under", str(policy)), None, policies.policy(policy))

    def _edition(
        self,
        key: tuple[str, object],
        keep: Callable[[Document], bool] | None,
        chosen: Policy | None = None,
    ) -> Self:
        from coalition_graph.editions import edition

        self._notice_changes()
        if key not in self._editions:
            rule = chosen or self._rule
            store, evidence, before = self._made_from or (self._store, self._evidence, None)
            both = _both(before, keep)

            def left(of: ox.Store) -> ox.Store:
                return edition(of, evidence, keep=both, chosen=rule)

            made = self._made_of(self, left(store), lambda: left(evidence.store), rule)
            made._made_from = (store, evidence, both)  # noqa: SLF001 - our own kind
            made.edition = (*self.edition, (key[0], _worded(key[1])))
            while len(self._editions) >= _KEPT:
                del self._editions[next(iter(self._editions))]
            self._editions[key] = made
        return self._editions[key]

    @classmethod
    def _made_of(
        cls, other: Self, store: ox.Store, layered: Callable[[], ox.Store], rule: Policy
    ) -> Self:
        graph = cls()
        graph._store, graph._layered, graph._policy = store, layered, rule
        graph.dataset, graph.report = other.dataset, other.report
        graph._claims_held = other._claims_held
        return graph

    def _left_out(self, name: str | Ref | Fact) -> Ref | None:
        """Return what an id means in the graph that this edition was made from."""
        from coalition_graph.asking import Resolver

        if self._made_from is None:
            return None
        store, evidence, _ = self._made_from
        try:
            return evidence.reader.ref(Resolver(store, self.prefixes).iri(name))
        except UnknownNameError:
            return None

    # -- asking -----------------------------------------------------------------------------

    def answer(
        self, name: str, /, *, known_on: DateLike | None = None, **parameters: Any
    ) -> Answer:
        """Answer a named question.

        Args:
            name: the question.
            known_on: answer from documents published by this day only (see `known_on`).
            parameters: those of the question.

        Raises:
            UnknownNameError: no such question, parameter or id; DateError: no such date.

        >>> from coalition_graph.graph import CoalitionGraph
        >>> kg = CoalitionGraph.load()
        >>> counted = kg.answer("member_count", as_of="2018-06-01", known_on="2018-06-01")
        >>> counted.columns[:4]
        ('as_of', 'certain', 'presumed', 'possible')
        """
        if known_on is not None:
            return self.known_on(known_on).answer(name, **parameters)
        return super().answer(name, **parameters)

    def query(
        self,
        text: str,
        /,
        *,
        as_of: DateLike | None = None,
        known_on: DateLike | None = None,
        **bindings: Any,
    ) -> Answer | bool | rdflib.Graph:
        """Run SPARQL 1.1 with preset prefixes and typed parameters; see `QueryableGraph.query`.

        Args:
            text: a SELECT, ASK, CONSTRUCT or DESCRIBE query.
            as_of: binds ``?as_of``.
            known_on: answer from documents published by this day only.
            bindings: values of variables.
        """
        if known_on is not None:
            return self.known_on(known_on).query(text, as_of=as_of, **bindings)
        return super().query(text, as_of=as_of, **bindings)

    def claims(self, subject: str | Ref | Fact | None = None) -> tuple[Claim, ...]:
        """Return what documents say, with the status of each: statements, days, roles, figures.

        Args:
            subject: what is claimed about; without it, everything.

        >>> from coalition_graph.graph import CoalitionGraph
        >>> said = CoalitionGraph.load().claims("ken-global-coalition-1")
        >>> {claim.property for claim in said} >= {"start", "attested"}
        True
        """
        from coalition_graph.model import Claim

        about = self.ref(subject).iri if subject is not None else None
        every = (fact for fact in self._evidence.facts[Claim] if isinstance(fact, Claim))
        return tuple(one for one in every if about is None or one.subject.iri == about)

    def contradictions(self) -> tuple[Contradiction, ...]:
        """Return what documents say that cannot all be right, with the fewest guilty documents.

        >>> from coalition_graph.graph import CoalitionGraph
        >>> found = CoalitionGraph.load().contradictions()
        >>> any("ken" in one.subject.id for one in found)
        True
        """
        from coalition_graph.contradictions import contradictions

        return contradictions(self._telling())

    def tightened(self) -> tuple[Tightened, ...]:
        """Return which bounds are narrower than those of the thing alone, and why.

        They follow from all claims and rules together: nothing ends before it begins, nobody holds
        a post of one holder beside another.  The bounds of the graph stay as they are.
        """
        from coalition_graph.contradictions import tightened

        return tightened(self._telling())

    def _telling(self) -> list[Fact]:
        from coalition_graph.contradictions import KINDS

        return [fact for kind in KINDS for fact in self._evidence.facts[kind]]

    def history(self, fact: str | Ref | Fact) -> Answer:
        """Return how the public picture of a membership or another situation changed.

        One row for each day on which documents were out that changed it, with what they say and
        the bounds that followed.  A state or organisation means its membership in the main group;
        there are no rows where nothing tells of one.

        Raises:
            UnknownNameError: the id is that of no situation.

        >>> from coalition_graph.graph import CoalitionGraph
        >>> CoalitionGraph.load().history("ken").columns[:3]
        ('known_on', 'sources', 'says')
        """
        from coalition_graph.claims import EDGES
        from coalition_graph.editions import history

        asked = self._spell(fact)
        rows = []
        steps = () if asked is None else history(asked, self._evidence, self._rule)
        for step in steps:
            says = "; ".join(f"{one.property.replace('_', ' ')} {one.value}" for one in step.claims)
            days = (getattr(step.resolved.bounds, name) for name in EDGES)
            documents = tuple(one.id for one in step.documents)
            aside = tuple(one.id for one in step.resolved.set_aside)
            rows.append((step.known_on, documents, says, *days, aside))
        return Answer(("known_on", "sources", "says", *EDGES, "set_aside"), rows)

    def _spell(self, fact: str | Ref | Fact) -> Fact | None:
        """Return a situation; a state or organisation means its latest spell in the main group."""
        from coalition_graph.model import Body, Membership, Operation, Situation

        asked = self.fact(fact)
        if asked.type in ("state", "organisation") and asked.iri != self._main_group:
            spells: list[Membership] = [
                spell
                for spell in self._reader.facts(Membership)
                if spell.member.iri == asked.iri and spell.group.iri == self._main_group
            ]
            return max(spells, key=lambda spell: (len(spell.id), spell.id), default=None)
        if not isinstance(asked, Situation | Body | Operation):
            raise UnknownNameError("situation", asked.id)
        return asked


def _both(one: _Keep | None, other: _Keep | None) -> _Keep | None:
    """Return the test that a document passes where it passes both."""
    if one is None or other is None:
        return one or other
    return lambda document: one(document) and other(document)


def _worded(value: object) -> str:
    """Return what an edition was made by, in words: ids for documents."""
    if isinstance(value, frozenset):
        return ", ".join(sorted((split_iri(iri) or ("", iri))[1] for iri in value))
    return str(value)
