"""Projections of the graph to networkx: plain values, sorted, the same at every run.

================  ==========================================================================
facts             things and the relations between them; a `MultiDiGraph`, parallel edges kept
co_attendance     agents who were at the same meetings; weight = number of meetings
co_membership     agents that belong to the same groups; weight = number of groups
leadership        who leads which body, line of effort or meeting; a `MultiDiGraph`
================  ==========================================================================

Dates are ISO texts, missing values are left out, so that every writer of networkx takes the graph.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING, Any

from coalition_graph.dates import Bounds, Certainty
from coalition_graph.errors import UnknownNameError
from coalition_graph.model import (
    Body,
    Contribution,
    Fact,
    Leadership,
    LineOfEffort,
    Meeting,
    Membership,
    Operation,
    Organisation,
    Participation,
    Person,
    Post,
    Ref,
    Situation,
    State,
    Tenure,
)
from coalition_graph.rdf import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import networkx as nx
    import pyoxigraph as ox

    from coalition_graph.dates import PartialDate

__all__ = ["Edge", "project", "relations"]

_PAST = (Meeting, Participation)
LEADING = ("host", "co-host", "chair", "co-chair")


class Edge:
    """One relation between two things, with the fact it comes from."""

    __slots__ = ("certainty", "data", "fact", "key", "source", "target")

    def __init__(self, source: Ref, target: Ref, key: str, fact: Fact, role: str = "") -> None:
        self.source, self.target, self.key, self.fact = source, target, key, fact
        self.certainty: Certainty | None = None
        self.data = {"relation": key} | ({"role": role} if role else {})


def relations(
    store: ox.Store, as_of: PartialDate | None = None, at_least: Certainty = Certainty.POSSIBLE
) -> Iterator[Edge]:
    """Yield the relations that hold, or that may have held on a day.

    A meeting and what happened at it is there from its first day on.
    """
    reader = Reader(store)
    meetings = {meeting.id: meeting for meeting in reader.facts(Meeting)}
    for edge in _edges(reader):
        bounds = _bounds_of(edge.fact, meetings)
        if as_of is not None and bounds is not None:
            edge.certainty = bounds.on(as_of)
            if edge.certainty is Certainty.PRESUMED and isinstance(edge.fact, _PAST):
                edge.certainty = Certainty.CERTAIN  # what has happened stays so
            if edge.certainty < at_least:
                continue
        edge.data |= _dates(bounds)
        edge.data["sources"] = ";".join(ref.id for ref in edge.fact.sources)
        if edge.certainty is not None:
            edge.data["certainty"] = str(edge.certainty)
        yield edge


def _edges(reader: Reader) -> Iterator[Edge]:
    for membership in reader.facts(Membership):
        yield Edge(membership.member, membership.group, "member of", membership)
    for tenure in reader.facts(Tenure):
        yield Edge(tenure.holder, tenure.post, "holds", tenure)
    for leadership in reader.facts(Leadership):
        yield Edge(leadership.leader, leadership.led, "leads", leadership, leadership.role)
    for part in reader.facts(Participation):
        key = "led" if part.role in LEADING else "took part in"
        yield Edge(part.participant, part.event, key, part, part.role)
    for gift in reader.facts(Contribution):
        if gift.contributor and gift.recipient:
            yield Edge(gift.contributor, gift.recipient, "contributes to", gift, gift.stage)
    yield from _standing(reader)


def _standing(reader: Reader) -> Iterator[Edge]:
    """Relations without dates of their own."""
    for post in reader.facts(Post):
        if post.post_in:
            yield Edge(post.ref, post.post_in, "post in", post)
    for person in reader.facts(Person):
        if person.affiliation:
            yield Edge(person.ref, person.affiliation, "affiliated with", person)
    for body in reader.facts(Body):
        if body.part_of:
            yield Edge(body.ref, body.part_of, "part of", body)
        if body.serves:
            yield Edge(body.ref, body.serves, "serves", body)
    for line in reader.facts(LineOfEffort):
        if line.part_of:
            yield Edge(line.ref, line.part_of, "part of", line)
    for meeting in reader.facts(Meeting):
        if meeting.meeting_of:
            yield Edge(meeting.ref, meeting.meeting_of, "meeting of", meeting)
    for operation in reader.facts(Operation):
        for agent in operation.conducted_by:
            yield Edge(agent, operation.ref, "conducts", operation)


def _bounds_of(fact: Fact, meetings: dict[str, Meeting]) -> Bounds | None:
    if isinstance(fact, Situation | Body | Operation):
        return fact.bounds
    if isinstance(fact, Participation):
        fact = meetings[fact.event.id]
    if isinstance(fact, Meeting) and fact.date is not None:
        first, last = fact.date.earliest, fact.date.latest
        return Bounds(start_not_before=first, start_not_after=last)
    return None


def _dates(bounds: Bounds | None) -> dict[str, str]:
    if bounds is None:
        return {}
    names = ("start_not_before", "start_not_after", "end_not_before", "end_not_after")
    days = {name: getattr(bounds, name) for name in names}
    return {name: day.isoformat() for name, day in days.items() if day is not None}


def project(
    kind: str,
    store: ox.Store,
    *,
    as_of: PartialDate | None = None,
    at_least: Certainty = Certainty.POSSIBLE,
) -> nx.Graph:
    """Return a projection by name.

    Raises:
        UnknownNameError: there is no such projection.
    """
    if kind not in _PROJECTIONS:
        raise UnknownNameError("network", kind, _PROJECTIONS)
    return _PROJECTIONS[kind](store, list(relations(store, as_of, at_least)))


def _facts(store: ox.Store, edges: list[Edge]) -> nx.MultiDiGraph:
    reader = Reader(store)
    kinds = (State, Organisation, Body, Person, Post, LineOfEffort, Meeting, Operation)
    things = {fact.iri: _node(fact) for kind in kinds for fact in reader.facts(kind)}
    return _directed(edges, things)


def _leadership(_: ox.Store, edges: list[Edge]) -> nx.MultiDiGraph:
    return _directed([edge for edge in edges if edge.key in ("leads", "led")], {})


def _node(fact: Any) -> dict[str, str]:
    data = {"label": fact.name, "type": fact.type}
    if isinstance(fact, Meeting):
        date = fact.date
        if date is not None and date.earliest is not None and date.latest is not None:
            data |= {"first_day": date.earliest.isoformat(), "last_day": date.latest.isoformat()}
    return data


def _directed(edges: Iterable[Edge], things: dict[str, dict[str, str]]) -> nx.MultiDiGraph:
    import networkx as nx

    graph = nx.MultiDiGraph()
    nodes = {_name(iri): data for iri, data in things.items()}
    listed = sorted(edges, key=lambda edge: (edge.source.id, edge.target.id, edge.key, edge.fact.id))
    for edge in listed:
        for ref in (edge.source, edge.target):
            nodes.setdefault(_name(ref.iri), {"label": ref.label, "type": ref.type})
    for name in sorted(nodes):
        graph.add_node(name, **nodes[name])
    for edge in listed:
        source, target = _name(edge.source.iri), _name(edge.target.iri)
        graph.add_edge(source, target, key=f"{edge.key}/{edge.fact.id}", **edge.data)
    return graph


def _name(iri: str) -> str:
    """Return the id; ids are unique over the things of a dataset."""
    return iri.rsplit("/", 1)[1]


def _co_attendance(_: ox.Store, edges: list[Edge]) -> nx.Graph:
    present = (edge for edge in edges if edge.key in ("led", "took part in"))
    return _together(((edge.target.id, edge.source) for edge in present), "meetings")


def _co_membership(_: ox.Store, edges: list[Edge]) -> nx.Graph:
    belonging = (edge for edge in edges if edge.key == "member of")
    return _together(((edge.target.id, edge.source) for edge in belonging), "groups")


def _together(pairs: Iterable[tuple[str, Ref]], what: str) -> nx.Graph:
    """Join the agents that share an event or group, counting once each time they do."""
    import networkx as nx

    gathered: dict[str, dict[str, Ref]] = {}
    for occasion, agent in pairs:
        gathered.setdefault(occasion, {})[agent.id] = agent
    agents = {name: ref for group in gathered.values() for name, ref in group.items()}
    alone = Counter(name for group in gathered.values() for name in group)
    shared = Counter(
        pair for group in gathered.values() for pair in combinations(sorted(group), 2)
    )
    graph = nx.Graph()
    for name in sorted(agents):
        graph.add_node(
            name, label=agents[name].label, type=agents[name].type, **{what: alone[name]}
        )
    for (one, other), weight in sorted(shared.items()):
        graph.add_edge(one, other, weight=weight)
    return graph


_PROJECTIONS: dict[str, Callable[[ox.Store, list[Edge]], nx.Graph]] = {
    "facts": _facts,
    "co_attendance": _co_attendance,
    "co_membership": _co_membership,
    "leadership": _leadership,
}
