"""What of a graph goes onto the page: the choice of things and relations, and their wording."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from coalition_graph.dates import PartialDate
from coalition_graph.export.page.model import DocumentRef, Kind, Link, Node, PageModel, Role
from coalition_graph.model import (
    Body,
    Document,
    LineOfEffort,
    Meeting,
    Membership,
    Organisation,
    Participation,
    Person,
    Ref,
    Situation,
    State,
    Tenure,
)
from coalition_graph.networks import relations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pyoxigraph as ox

    from coalition_graph.dates import Bounds
    from coalition_graph.loaders.dataset import DatasetInfo
    from coalition_graph.model import Fact
    from coalition_graph.networks import Edge
    from coalition_graph.rdf import Reader

__all__ = ["page_model"]

_MINISTERS = ("minister", "head", "leader", "political leaders")
_KINDS = (
    Kind("coalition", "Coalition"),
    Kind("line-of-effort", "Lines of effort", "Line of effort"),
    Kind("body", "Groups and bodies", "Body"),
    Kind("state", "Member states", "Member state"),
    Kind("organisation", "Member organisations", "Member organisation"),
    Kind("ministerial", "Meetings of ministers and leaders", "Meeting of ministers"),
    Kind("meeting", "Other meetings", "Meeting", shown=False),
    Kind("person", "People", "Person", shown=False),
    Kind("guest", "Other participants", "Participant", shown=False),
)
_ROLES = (
    Role("lead", "Leads", "leads", "led by"),
    Role("host", "Hosted", "hosted", "hosted by"),
    Role("chair", "Chaired", "chaired", "chaired by"),
    Role("speak", "Spoke", "spoke at", "had as speaker"),
    Role("attend", "Attended", "attended", "attended by"),
    Role("represent", "Held office", "held office for", "in office"),
    Role("part", "Serves, is part of", "serves", "served by"),
    Role("meeting", "Meeting of", "meeting of", "met at"),
    Role("discuss", "Discussed", "discussed", "discussed at"),
    Role("member", "Member of", "member of", "has the member"),
)
# role of a participation or leadership: link role, wording from either end
_WORDING = {
    "host": ("host", "hosted", "hosted by"),
    "co-host": ("host", "co-hosted", "co-hosted by"),
    "chair": ("chair", "chaired", "chaired by"),
    "co-chair": ("chair", "co-chaired", "co-chaired by"),
    "speaker": ("speak", "spoke at", "had as speaker"),
    "attendee": ("attend", "attended", "attended by"),
    "observer": ("attend", "observed", "observed by"),
    "requester": ("speak", "asked for", "asked for by"),
}
_LEADING = {
    "lead": ("leads", "led by"),
    "co-lead": ("co-leads", "co-led by"),
    "chair": ("chairs", "chaired by"),
    "co-chair": ("co-chairs", "co-chaired by"),
    "host": ("hosts", "hosted by"),
}
_STANDING = {
    "part of": ("part", "part of", "has the part"),
    "serves": ("part", "serves", "served by"),
    "meeting of": ("meeting", "meeting of", "met at"),
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])\Z")
_YEAR = re.compile(r"[0-9]{4}\Z")


def page_model(
    store: ox.Store,
    reader: Reader,
    dataset: DatasetInfo | None,
    group: Ref,
    *,
    as_of: PartialDate | None = None,
    title: str | None = None,
) -> PageModel:
    """Choose what one page shows: the coalition, and everything related to it."""
    chosen = _Choice(store, reader, group, as_of)
    chosen.fill()
    cited = {name for node in chosen.nodes.values() for name in node.sources}
    cited |= {name for link in chosen.links for name in link.sources}
    return PageModel(
        title=title or (dataset.title if dataset else group.label),
        kinds=_KINDS,
        roles=_ROLES,
        nodes=tuple(chosen.nodes.values()),
        links=tuple(chosen.links),
        documents=tuple(
            DocumentRef(
                document.id,
                document.title,
                document.publisher,
                date_words(document.published),
                document.url,
            )
            for document in reader.facts(Document)
            if document.id in cited
        ),
        subtitle="Who belongs, who leads and who met, with a source behind every statement",
        as_of=None if as_of is None else date_words(as_of),
        version=f"{dataset.id} {dataset.version}" if dataset else "",
    )


def date_words(moment: PartialDate | None) -> str:
    """Write a date for readers: a day, month or year in words, anything else as bounds.

    >>> date_words(PartialDate.parse("2017-05-09")), date_words(PartialDate.parse("2017-11~"))
    ('9 May 2017', 'about Nov 2017')
    """
    if moment is None or moment.earliest is None or moment.latest is None:
        return "" if moment is None else moment.text
    first, last = moment.earliest, moment.latest
    about = "about " if moment.approximate else ""
    plain = moment.text.rstrip("~?%")
    if first == last:
        return about + _day_words(first)
    if _MONTH.match(plain):
        return f"{about}{_MONTHS[first.month - 1]} {first.year}"
    if _YEAR.match(plain):
        return f"{about}{first.year}"
    return f"{about}{_day_words(first)} to {_day_words(last)}"


def _day_words(day: Any) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def bounds_words(bounds: Bounds) -> str:
    """Write bounds for readers.

    >>> from coalition_graph.dates import Bounds
    >>> from datetime import date
    >>> bounds_words(Bounds(start_not_after=date(2016, 4, 30), end_not_before=date(2022, 5, 24)))
    'from 30 Apr 2016 or before, last seen 24 May 2022'
    """
    said = []
    first, last = bounds.start_not_before, bounds.start_not_after
    if first and last:
        said.append(
            f"from {_day_words(first)}"
            if first == last
            else f"from between {_day_words(first)} and {_day_words(last)}"
        )
    elif first or last:
        side = f"{_day_words(last)} or before" if last else f"{_day_words(first)} or later"
        said.append(f"from {side}")
    if bounds.ended and bounds.end_not_after:
        until = _day_words(bounds.end_not_after)
        exact = bounds.end_not_before == bounds.end_not_after
        said.append(f"until {until}" if exact else f"until {until} or before")
    elif bounds.end_not_before and bounds.end_not_before != last:
        said.append(f"last seen {_day_words(bounds.end_not_before)}")
    return ", ".join(said)


class _Choice:
    """Gathers nodes and links; a thing is drawn when something relates it to the coalition."""

    def __init__(
        self, store: ox.Store, reader: Reader, group: Ref, as_of: PartialDate | None
    ) -> None:
        self.nodes: dict[str, Node] = {}
        self.links: list[Link] = []
        self._store, self._reader, self._group, self._as_of = store, reader, group, as_of
        kinds: tuple[type[Fact], ...] = (State, Organisation, Body, LineOfEffort, Meeting, Person)
        self._facts = {fact.iri: fact for kind in kinds for fact in reader.facts(kind)}
        self._edges = sorted(
            relations(store, as_of), key=lambda edge: (edge.source.id, edge.target.id, edge.fact.id)
        )
        self._members: dict[str, list[Edge]] = {}
        for edge in self._edges:
            if isinstance(edge.fact, Membership) and edge.fact.group == group:
                self._members.setdefault(edge.source.iri, []).append(edge)

    def fill(self) -> None:
        """Choose everything, from the coalition outward."""
        if self._group.iri in self._facts:
            self._add(self._facts[self._group.iri], "coalition")
        for fact in self._facts.values():
            if isinstance(fact, LineOfEffort) or (isinstance(fact, Body) and self._has_begun(fact)):
                self._add(fact, fact.type)
        for iri, spells in self._members.items():
            if iri in self._facts:  # a member that is no thing of ours has no details to show
                self._add(self._facts[iri], spells[0].source.type, spells)
        for fact in sorted(self._facts.values(), key=_first_day):
            if isinstance(fact, Meeting) and self._has_begun(fact):
                ministers = any(word in fact.level for word in _MINISTERS)
                self._add(fact, "ministerial" if ministers else "meeting")
        for edge in self._edges:
            self._relate(edge)

    def _has_begun(self, fact: Meeting | Body) -> bool:
        if self._as_of is None or self._as_of.latest is None:
            return True
        first = fact.bounds.start_not_before if isinstance(fact, Body) else _earliest(fact)
        return first is None or first <= self._as_of.latest

    def _add(self, fact: Fact, kind: str, spells: Sequence[Edge] = ()) -> None:
        """Add a thing once; a member is told by its memberships, one for each spell."""
        if fact.iri in self.nodes:
            return
        name = getattr(fact, "name", fact.id)
        told: Sequence[Fact] = [edge.fact for edge in spells] or [fact]
        self.nodes[fact.iri] = Node(
            id=fact.id,
            kind=kind,
            label=name,
            short=_short(fact),
            names=tuple(_other_names(fact, name)),
            dates=_dates(fact, spells),
            first_day=_iso(min(filter(None, map(_earliest, told)), default=None)),
            details=tuple(_details(fact, spells)),
            sources=tuple(dict.fromkeys(name for each in told for name in _sources(each))),
            certainty=_certainty(max(spells, key=_rank) if spells else None),
        )

    # -- relations --------------------------------------------------------------------------

    def _relate(self, edge: Edge) -> None:
        fact = edge.fact
        if isinstance(fact, Membership) and fact.group == self._group:
            self._link(edge, "member", "", "")
        elif isinstance(fact, Participation):
            role, forward, inverse = _WORDING.get(fact.role, _WORDING["attendee"])
            self._link(edge, role, forward, inverse, _capacity(fact))
        elif edge.key == "leads":
            forward, inverse = _LEADING.get(edge.data["role"], ("leads", "led by"))
            self._link(edge, "lead", forward, inverse)
        elif isinstance(fact, Tenure):
            self._office(edge, fact)
        elif edge.key in _STANDING:
            role, forward, inverse = _STANDING[edge.key]
            self._link(edge, role, forward, inverse)
        if isinstance(fact, Meeting) and edge.key == "meeting of":
            for body in fact.discussed:
                self._link(edge, "discuss", "", "", target=body)

    def _office(self, edge: Edge, tenure: Tenure) -> None:
        """Draw a tenure from the person to the state or body whose post it is."""
        for quad in self._reader.linked(edge.target.iri, "post_in"):
            if edge.source.iri in self.nodes or quad.iri in self.nodes:
                self._link(edge, "represent", "", "", tenure.post.label, target=quad)

    def _link(
        self,
        edge: Edge,
        role: str,
        forward: str,
        inverse: str,
        note: str = "",
        target: Ref | None = None,
    ) -> None:
        ends = (edge.source, target or edge.target)
        if not all(self._may_be_drawn(end) for end in ends):
            return
        for end in ends:
            self._draw(end)
        bounds = getattr(edge.fact, "bounds", None)
        meeting = self._facts.get(edge.target.iri)
        if isinstance(meeting, Meeting):
            dates = date_words(meeting.date)
        else:
            dates = bounds_words(bounds) if bounds is not None else ""
        first = _earliest(meeting if isinstance(meeting, Meeting) else edge.fact)
        self.links.append(
            Link(
                source=self.nodes[ends[0].iri].id,
                target=self.nodes[ends[1].iri].id,
                role=role,
                forward=forward,
                inverse=inverse,
                note=note,
                dates=dates,
                first_day=_iso(first),
                certainty=_certainty(edge),
                sources=_sources(edge.fact),
            )
        )

    def _may_be_drawn(self, ref: Ref) -> bool:
        """Whether a thing is on the page, or comes with its first relation: people and guests."""
        fact = self._facts.get(ref.iri)
        return ref.iri in self.nodes or isinstance(fact, Person | State | Organisation)

    def _draw(self, ref: Ref) -> None:
        fact = self._facts[ref.iri]
        self._add(fact, "person" if isinstance(fact, Person) else "guest")


def _capacity(part: Participation) -> str:
    office = part.capacity.label if part.capacity else ""
    party = part.on_behalf_of.label if part.on_behalf_of else ""
    if part.participant.type != "person":
        return ""
    return ", ".join(
        filter(None, (f"as {office}" if office else "", f"for {party}" if party else ""))
    )


def _short(fact: Fact) -> str:
    if isinstance(fact, Meeting):
        first, last = (fact.date.earliest, fact.date.latest) if fact.date else (None, None)
        year = str(first.year) if first and last and first.year == last.year else ""
        place = fact.city or (fact.country.label if fact.country else fact.venue)
        return f"{place} {year}".strip()
    return str(getattr(fact, "short_name", ""))


def _dates(fact: Fact, spells: Sequence[Edge]) -> str:
    if isinstance(fact, Meeting):
        return date_words(fact.date)
    held = [edge.fact for edge in spells] or [fact]
    words = [bounds_words(each.bounds) for each in held if isinstance(each, Situation | Body)]
    said = "; ".join(filter(None, words))
    return f"member {said}" if spells and said else said


def _other_names(fact: Fact, name: str) -> Iterator[tuple[str, str]]:
    seen = {name}
    found: list[tuple[str, str]] = []
    if isinstance(fact, State):
        found = [("en", fact.official_name), ("fr", fact.name_fr), ("ar", fact.name_ar)]
        found += [("", fact.iso3), ("", fact.iso2)]
    found += [("", alias) for alias in getattr(fact, "aliases", ())]
    for language, text in found:
        if text and text not in seen:
            seen.add(text)
            yield language, text


def _details(fact: Fact, spells: Sequence[Edge]) -> Iterator[tuple[str, str]]:
    if isinstance(fact, Meeting):
        place = ", ".join(
            filter(None, (fact.venue, fact.city, fact.country.label if fact.country else ""))
        )
        pairs: Iterable[tuple[str, Any]] = (
            ("Type", fact.kind.replace("-", " ")),
            ("Level", fact.level),
            ("Place", place),
            ("Delegations", fact.delegations),
            ("Outcome", fact.outcome),
        )
    elif isinstance(fact, LineOfEffort):
        pairs = (("Number", fact.ordinal),)
    elif isinstance(fact, Body):
        pairs = (("Type", fact.kind.replace("-", " ")), ("Seat", fact.city))
    elif isinstance(fact, Person):
        pairs = (("Known as", ", ".join(fact.kind).replace("-", " ")),)
    else:
        pairs = ()
    yield from ((label, str(value)) for label, value in pairs if value not in ("", None))
    if spells:
        yield from (("Evidence", edge.fact.note) for edge in spells if edge.fact.note)
    elif fact.note:
        yield "Note", fact.note


def _rank(edge: Edge) -> int:
    return -1 if edge.certainty is None else edge.certainty.rank


def _certainty(edge: Edge | None) -> Any:
    return "" if edge is None or edge.certainty is None else str(edge.certainty)


def _sources(fact: Fact) -> tuple[str, ...]:
    return tuple(ref.id for ref in fact.sources)


def _earliest(fact: Fact) -> Any:
    if isinstance(fact, Meeting):
        return fact.date.earliest if fact.date else None
    if isinstance(fact, Situation | Body):
        bounds = fact.bounds
        return bounds.start_not_before or bounds.start_not_after
    return None


def _first_day(fact: Fact) -> tuple[str, str]:
    day = _earliest(fact)
    return (day.isoformat() if day else "", fact.id)


def _iso(day: Any) -> str | None:
    return day.isoformat() if day is not None else None
