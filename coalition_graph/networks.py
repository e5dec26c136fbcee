"""Projections of the graph to networkx: plain values, sorted, the same at every run.

================  ==========================================================================
facts             things and the relations between them; a `MultiDiGraph`, parallel edges kept
co_attendance     agents who were at the same meetings; weight = number of meetings
co_membership     agents that belong to the same groups; weight = number of groups
leadership        who leads which body, line of effort or meeting; a `MultiDiGraph`
================  ==========================================================================

Nodes are named by id, by the whole IRI where two things bear one id.  Dates are ISO texts, missing
values are left out, so that every writer of networkx takes the graph.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING, Any

from coalition_graph.dates import Bounds, Certainty
from coalition_graph.errors import UnknownNameError
from coalition_graph.identifiers import split_iri
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

LEADING = ("host", "co-host", "chair", "co-chair")
_PAST = (Meeting, Participation)
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# Relations without dates of their own: the field that holds them, and their name.
_STANDING: tuple[tuple[type[Fact], str, str], ...] = (
    (Post, "post_in", "post in"),
    (Person, "affiliation", "affiliated with"),
    (Body, "part_of", "part of"),
    (Body, "serves", "serves"),
    (LineOfEffort, "part_of", "part of"),
    (Meeting, "meeting_of", "meeting of"),
)


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
    meetings = {meeting.iri: meeting for meeting in reader.facts(Meeting)}
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
    for kind, field, key in _STANDING:
        for fact in reader.facts(kind):
            target = getattr(fact, field)
            if target is not None:
                yield Edge(fact.ref, target, key, fact)
    for operation in reader.facts(Operation):
        for agent in operation.conducted_by:
            yield Edge(agent, operation.ref, "conducts", operation)


def _bounds_of(fact: Fact, meetings: dict[str, Meeting]) -> Bounds | None:
    if isinstance(fact, Situation | Body | Operation):
        return fact.bounds
    meeting = meetings.get(fact.event.iri) if isinstance(fact, Participation) else fact
    if not isinstance(meeting, Meeting):
        return None
    if meeting.date is None:
        return Bounds()
    return Bounds(start_not_before=meeting.date.earliest, start_not_after=meeting.date.latest)


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
    data = {"label": _plain(fact.name), "type": fact.type}
    if isinstance(fact, Meeting) and fact.date is not None:
        first, last = fact.date.earliest, fact.date.latest
        if first is not None and last is not None:
            data |= {"first_day": first.isoformat(), "last_day": last.isoformat()}
    return data


def _plain(text: str) -> str:
    """Return a text without the characters that no XML file may hold."""
    return _NO_XML.sub("\ufffd", text)


def _names(iris: Iterable[str]) -> dict[str, str]:
    """Return a short name for each thing: its id, or the whole IRI where several bear that id."""
    ids = {iri: named[1] if (named := split_iri(iri)) else iri for iri in iris}
    bearers = Counter(ids.values())
    return {iri: name if bearers[name] == 1 else iri for iri, name in ids.items()}


def _directed(edges: Iterable[Edge], things: dict[str, dict[str, str]]) -> nx.MultiDiGraph:
    import networkx as nx

    graph = nx.MultiDiGraph()
    nodes = dict(things)
    listed = sorted(edges, key=_order)
    for edge in listed:
        for ref in (edge.source, edge.target):
            nodes.setdefault(ref.iri, {"label": _plain(ref.label), "type": ref.type})
    names = _names(nodes)
    for iri in sorted(nodes, key=names.__getitem__):
        graph.add_node(names[iri], **nodes[iri])
    for edge in listed:
        source, target = names[edge.source.iri], names[edge.target.iri]
        graph.add_edge(source, target, key=f"{edge.key}/{edge.fact.id}", **edge.data)
    return graph


def _order(edge: Edge) -> tuple[str, ...]:
    return edge.source.id, edge.target.id, edge.key, edge.fact.id, edge.fact.iri


def _co_attendance(_: ox.Store, edges: list[Edge]) -> nx.Graph:
    present = (edge for edge in edges if edge.key in ("led", "took part in"))
    return _together(((edge.target.iri, edge.source) for edge in present), "meetings")


def _co_membership(_: ox.Store, edges: list[Edge]) -> nx.Graph:
    belonging = (edge for edge in edges if edge.key == "member of")
    return _together(((edge.target.iri, edge.source) for edge in belonging), "groups")


def _together(pairs: Iterable[tuple[str, Ref]], what: str) -> nx.Graph:
    """Join the agents that share an event or group, counting once each time they do."""
    import networkx as nx

    gathered: dict[str, dict[str, Ref]] = {}
    for occasion, agent in pairs:
        gathered.setdefault(occasion, {})[agent.iri] = agent
    agents = {iri: ref for group in gathered.values() for iri, ref in group.items()}
    names = _names(agents)
    alone = Counter(iri for group in gathered.values() for iri in group)
    shared = Counter(
        pair
        for group in gathered.values()
        for pair in combinations(sorted(names[iri] for iri in group), 2)
    )
    graph = nx.Graph()
    for iri in sorted(agents, key=names.__getitem__):
        label, kind = _plain(agents[iri].label), agents[iri].type
        graph.add_node(names[iri], label=label, type=kind, **{what: alone[iri]})
    for (one, other), weight in sorted(shared.items()):
        graph.add_edge(one, other, weight=weight)
    return graph


_PROJECTIONS: dict[str, Callable[[ox.Store, list[Edge]], nx.Graph]] = {
    "facts": _facts,
    "co_attendance": _co_attendance,
    "co_membership": _co_membership,
    "leadership": _leadership,
}
