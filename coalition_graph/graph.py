"""`CoalitionGraph`: the object that users hold.  Every method asks a module that knows how."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import pyoxigraph as ox

from coalition_graph.asking import certainty
from coalition_graph.comparing import ComparingGraph
from coalition_graph.dates import Certainty, PartialDate
from coalition_graph.errors import UnknownNameError
from coalition_graph.identifiers import Ref
from coalition_graph.loaders import places
from coalition_graph.questioning import QuestioningGraph
from coalition_graph.vocabulary import CG
from coalition_graph.weighing import WeighingGraph

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import networkx as nx

    from coalition_graph.answers import Answer
    from coalition_graph.dates import DateLike
    from coalition_graph.explanations import Explanation
    from coalition_graph.export.page.model import PageModel
    from coalition_graph.export.page.network import CoalitionNetwork
    from coalition_graph.model import (
        Claim,
        Fact,
        Leadership,
        Meeting,
        Membership,
        Quantity,
        Situation,
        Tenure,
    )
    from coalition_graph.validation import ValidationReport

    _S = TypeVar("_S", bound=Situation)

__all__ = ["CoalitionGraph", "Count"]

_ON_SUBJECT = ox.NamedNode(CG + "onSubject")


@dataclass(frozen=True, slots=True)
class Count:
    """How many members on a day: never one bare number.

    >>> Count(certain=75, presumed=4, possible=3)
    75 certain to 82 possible (4 presumed)
    """

    certain: int
    presumed: int
    possible: int

    @property
    def range(self) -> tuple[int, int]:
        """The least and the greatest number that the sources allow."""
        return self.certain, self.certain + self.presumed + self.possible

    def __repr__(self) -> str:
        low, high = self.range
        return f"{low} certain to {high} possible ({self.presumed} presumed)"


class CoalitionGraph(QuestioningGraph, WeighingGraph, ComparingGraph):
    """A graph of coalitions: facts with bounds and sources, over an embedded SPARQL engine.

    ``CoalitionGraph()`` is empty; `load` fills one from a dataset.

    >>> CoalitionGraph.load()  # doctest: +ELLIPSIS
    <CoalitionGraph: Global Coalition Against Daesh, ... statements>
    """

    # -- typed methods ----------------------------------------------------------------------

    def members(
        self,
        as_of: DateLike | None = None,
        *,
        group: str | Ref | None = None,
        at_least: Certainty | str = Certainty.POSSIBLE,
        known_on: DateLike | None = None,
    ) -> tuple[Membership, ...]:
        """Return memberships, each with its certainty on a day (or on all days of a month).

        Args:
            as_of: the day, month or year; without it, all memberships and no certainty.
            group: the coalition or body; by default the main one.
            at_least: the weakest certainty to return.
            known_on: as it could be known from documents published by this day.

        >>> kg = CoalitionGraph.load()
        >>> {str(m.certainty) for m in kg.members("2018-06-01") if m.member.id == "ken"}
        {'possible'}
        """
        from coalition_graph.model import Membership

        if known_on is not None:
            return self.known_on(known_on).members(as_of, group=group, at_least=at_least)
        wanted = self._group(group).iri
        found = (fact for fact in self._reader.facts(Membership) if fact.group.iri == wanted)
        return self._as_of(found, as_of, at_least)

    def _group(self, group: str | Ref | None) -> Ref:
        return self.main_group if group is None else self.ref(group, "organisation", "body")

    def _as_of(
        self,
        facts: Iterable[_S],
        as_of: DateLike | None,
        at_least: Certainty | str = Certainty.POSSIBLE,
    ) -> tuple[_S, ...]:
        if as_of is None:
            return tuple(facts)
        when, weakest = PartialDate.of(as_of), certainty(at_least)
        answered = (replace(fact, certainty=fact.bounds.on(when)) for fact in facts)
        return tuple(fact for fact in answered if (fact.certainty or weakest) >= weakest)

    def count(
        self,
        as_of: DateLike,
        *,
        group: str | Ref | None = None,
        known_on: DateLike | None = None,
    ) -> Count:
        """Return how many members there were on a day, as a range.

        Args:
            as_of: the day, month or year.
            group: the coalition or body; by default the main one.
            known_on: as it could be known from documents published by this day.

        >>> CoalitionGraph.load().count("2018-02-12").range[1] > 70
        True
        """
        row = self.answer("member_count", group=group, as_of=as_of, known_on=known_on)[0]
        return Count(row.certain, row.presumed, row.possible)

    def joined(
        self,
        since: DateLike | None = None,
        until: DateLike | None = None,
        *,
        group: str | Ref | None = None,
        known_on: DateLike | None = None,
    ) -> Answer:
        """Return which members joined when, oldest first (question ``members_joined``)."""
        return self.answer(
            "members_joined", group=group, since=since, until=until, known_on=known_on
        )

    def left(
        self,
        since: DateLike | None = None,
        until: DateLike | None = None,
        *,
        group: str | Ref | None = None,
        known_on: DateLike | None = None,
    ) -> Answer:
        """Return which members left when (question ``members_left``)."""
        return self.answer("members_left", group=group, since=since, until=until, known_on=known_on)

    def meetings(
        self,
        since: DateLike | None = None,
        until: DateLike | None = None,
        *,
        kind: str | None = None,
        city: str | None = None,
        country: str | Ref | None = None,
    ) -> tuple[Meeting, ...]:
        """Return meetings, oldest first (question ``meetings``)."""
        from coalition_graph.model import Meeting

        asked = self.answer(
            "meetings", since=since, until=until, kind=kind, city=city, country=country
        )
        ids = asked.column("meeting_id")
        return tuple(self._reader.fact(Meeting, self.ref(name, "meeting").iri) for name in ids)

    def leaders(self, meeting: str | Ref) -> Answer:
        """Return who led a meeting: whom, in what role, on whose behalf, in what capacity.

        >>> CoalitionGraph.load().leaders("2014-12-03-brussels").column("leader_id")
        ['john-kerry', 'usa']
        """
        return self.answer("meeting_leaders", meeting=meeting)

    def led_by(self, agent: str | Ref) -> Answer:
        """Return the meetings that a person, state or organisation led."""
        return self.answer("meetings_led_by", agent=agent)

    def participants(self, meeting: str | Ref) -> Answer:
        """Return who took part in a meeting (question ``participants``)."""
        return self.answer("participants", meeting=meeting)

    def tenures(
        self,
        person: str | Ref | None = None,
        post: str | Ref | None = None,
        as_of: DateLike | None = None,
        *,
        known_on: DateLike | None = None,
    ) -> tuple[Tenure, ...]:
        """Return who held which post, with a certainty if a day is given.

        Args:
            person: one person only.
            post: one post only.
            as_of: the day, month or year asked about.
            known_on: as it could be known from documents published by this day.
        """
        from coalition_graph.model import Tenure

        if known_on is not None:
            return self.known_on(known_on).tenures(person, post, as_of)
        holder = self.ref(person, "person").iri if person else None
        held = self.ref(post, "post").iri if post else None
        found = (
            fact
            for fact in self._reader.facts(Tenure)
            if (holder is None or fact.holder.iri == holder)
            and (held is None or fact.post.iri == held)
        )
        return self._as_of(found, as_of)

    def leaderships(
        self,
        as_of: DateLike | None = None,
        *,
        body: str | Ref | None = None,
        line_of_effort: str | Ref | None = None,
        known_on: DateLike | None = None,
    ) -> tuple[Leadership, ...]:
        """Return who led which line of effort or body, with a certainty if a day is given.

        Args:
            as_of: the day, month or year asked about.
            body: one body only.
            line_of_effort: one line of effort only, with the bodies that serve it.
            known_on: as it could be known from documents published by this day.
        """
        from coalition_graph.model import Body, Leadership

        if known_on is not None:
            edition = self.known_on(known_on)
            return edition.leaderships(as_of, body=body, line_of_effort=line_of_effort)
        found = list(self._reader.facts(Leadership))
        if body:
            wanted = self.ref(body, "body").iri
            found = [fact for fact in found if fact.led.iri == wanted]
        if line_of_effort:
            line = self.ref(line_of_effort, "line-of-effort")
            serving = {one.iri for one in self._reader.facts(Body) if one.serves == line}
            found = [fact for fact in found if fact.led.iri in serving | {line.iri}]
        return self._as_of(found, as_of)

    def contributions(
        self,
        contributor: str | Ref | None = None,
        since: DateLike | None = None,
        until: DateLike | None = None,
    ) -> Answer:
        """Return who gave or promised what (question ``contributions``)."""
        return self.answer("contributions", contributor=contributor, since=since, until=until)

    def quantities(
        self, subject: str | Ref | None = None, *, unit: str | None = None
    ) -> tuple[Quantity, ...]:
        """Return the numbers that sources give, of one thing or of one unit."""
        from coalition_graph.model import Quantity

        about = self.ref(subject).iri if subject else None
        return tuple(
            fact
            for fact in self._reader.facts(Quantity)
            if (about is None or fact.subject.iri == about) and (unit is None or fact.unit == unit)
        )

    def claimed_against_counted(self, *, group: str | Ref | None = None) -> Answer:
        """Return every published size beside the counted range of its day."""
        return self.answer("claimed_against_counted", group=group)

    def sources(self, fact: str | Ref | Fact) -> Answer:
        """Return the documents that support a fact."""
        return self.answer("sources_of", fact=fact)

    def explain(
        self,
        fact: str | Ref | Fact,
        as_of: DateLike | None = None,
        *,
        known_on: DateLike | None = None,
    ) -> Explanation:
        """Say why the graph holds a fact, and how sure it is on a day.

        Args:
            fact: a fact or its id; a state or organisation means its membership in the main group.
            as_of: the day, month or year asked about.
            known_on: as it could be known from documents published by this day.

        Returns:
            A few sentences, the certainty, and the documents.

        >>> print(CoalitionGraph.load().explain("ken", as_of="2018-06-01").text[:70])
        Possible, for 2018-06-01: Kenya as a member of Global Coalition Agains
        """
        from coalition_graph.explanations import explain, no_membership, not_told

        if known_on is not None:
            return self.known_on(known_on).explain(fact, as_of)
        when = None if as_of is None else PartialDate.of(as_of)
        try:
            asked = self.fact(fact)
        except UnknownNameError:
            gone = self._left_out(fact)
            if gone is None:
                raise
            return not_told(gone)
        if asked.type in ("state", "organisation") and asked.iri != self._main_group:
            spells = [spell for spell in self.members() if spell.member.iri == asked.iri]
            if not spells and when is not None:
                return no_membership(asked.ref, self.main_group)
            asked = max(spells, key=lambda spell: _likely(spell, when), default=asked)
        return explain(asked, when, self._disputed(asked))

    def _disputed(self, fact: Fact) -> tuple[Claim, ...]:
        """Return the claims about a fact that contradict others."""
        from coalition_graph.model import Claim

        about = self._store.quads_for_pattern(None, _ON_SUBJECT, ox.NamedNode(fact.iri), None)
        iris = sorted(
            quad.subject.value for quad in about if isinstance(quad.subject, ox.NamedNode)
        )
        claims = (self._reader.fact(Claim, iri) for iri in iris if "/claim/" in iri)
        return tuple(one for one in claims if one.property and one.status != "accepted")

    # -- out --------------------------------------------------------------------------------

    def info(self) -> dict[str, Any]:
        """Return what is in the graph: title, version, licence, counts, dates, hash."""
        from coalition_graph.description import describe

        return describe(self._store, self.dataset, dict(self.prefixes))

    def validate(self, *, shapes: bool | None = None) -> ValidationReport:
        """Check the graph against the rules, and against the SHACL shapes.

        Args:
            shapes: whether to run the shapes; by default where pySHACL is installed (extra
                ``shacl``).

        >>> CoalitionGraph.load().validate(shapes=False).conforms
        True
        """
        from coalition_graph.validation import validate

        stands = {key: place for one in self._sources for key, place in places(one).items()}
        return validate(self._store, self._reader, self.report, stands, shapes=shapes)

    def to_networkx(
        self,
        kind: str = "facts",
        *,
        as_of: DateLike | None = None,
        at_least: Certainty | str = Certainty.POSSIBLE,
    ) -> nx.Graph:
        """Return a projection: ``facts``, ``co_attendance``, ``co_membership``, ``leadership``."""
        from coalition_graph.networks import project

        return project(
            kind,
            self._store,
            as_of=None if as_of is None else PartialDate.of(as_of),
            at_least=certainty(at_least),
        )

    def network(
        self, *, as_of: DateLike | None = None, title: str | None = None
    ) -> CoalitionNetwork:
        """Return a pyvis `Network` of the graph that may still be changed before it is written."""
        from coalition_graph.export.page import build_network

        return build_network(self._page(as_of, title))

    def to_html(
        self, path: str | Path, *, as_of: DateLike | None = None, title: str | None = None
    ) -> None:
        """Write one interactive page that works offline.

        Args:
            path: the file; it is replaced whole or not at all.
            as_of: show what held, or may have held, on a day; by default all dates.
            title: the heading; by default the title of the dataset.
        """
        from coalition_graph.export.page import write_page

        write_page(self._page(as_of, title), path)

    def _page(self, as_of: DateLike | None, title: str | None) -> PageModel:
        from coalition_graph.export.selection import page_model

        return page_model(
            self._store,
            self._reader,
            self.dataset,
            self.main_group,
            as_of=None if as_of is None else PartialDate.of(as_of),
            title=title,
        )

    def export(self, path: str | Path, *, form: str | None = None) -> None:
        """Write the graph to a file, whole or not at all.

        Args:
            path: the file; its ending names the format: ``.ttl``, ``.trig``, ``.nt``, ``.nq``,
                ``.jsonld``, ``.graphml``, ``.csv`` (one row a relation).
            form: the format, where the ending does not tell.

        Raises:
            UnknownNameError: no such format; ExportError: the file cannot be written.
        """
        from coalition_graph.export import write

        write(self._store, self.prefixes, path, form)

    def save(self, path: str | Path) -> None:
        """Write the graph as N-Quads, whole or not at all."""
        self.export(path, form="nq")


def _likely(spell: Membership, when: PartialDate | None) -> tuple[int, str]:
    """Order the spells of a member: the one most likely to hold on a day, else the latest."""
    return (0 if when is None else spell.bounds.on(when).rank, spell.id)
