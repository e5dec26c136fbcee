"""What a dataset claims about the days of each situation, gathered from all its tables.

A situation is claimed on by

* the date cells of its own row: each speaks for the documents of the row, jointly where there are
  several, unless ``claims.csv`` says which of them gives that value;
* rows of ``claims.csv`` with a ``property``, each with the documents that say it;
* rows of ``attestations.csv``: a list of members, a welcome, a statement;
* a meeting that publicly welcomes the member;
* taking part in a meeting of the coalition, or of one of its bodies, as a member: in any role but
  observer, in person or through somebody who acts on the member's behalf; or, for a tenure, taking
  part in any meeting in the capacity of the post.

A claimed total attests nobody.  Nor does a meeting that was not the coalition's own, or one before
the first day on which the membership can have begun: guests came to coalition meetings too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from coalition_graph.claims import EDGES, claim_id
from coalition_graph.dates import PartialDate
from coalition_graph.errors import DateError
from coalition_graph.identifiers import Ref
from coalition_graph.loaders.cells import split_list
from coalition_graph.model import Body, Claim, Document, Fact, Meeting, Participation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["attestation", "edge_day", "key_of", "own_claims", "seen"]


_MARKS = {"~": ("about",), "?": ("perhaps",), "%": ("about", "perhaps")}


def key_of(ref: Ref) -> str:
    """Return type and id of a thing: ``membership/ken-pact-1``."""
    return f"{ref.type}/{ref.id}"


def own_claims(
    subject: Ref,
    cells: Mapping[str, str],
    sources: tuple[Ref, ...],
    confidence: str,
    *,
    start: str = "start",
) -> Iterator[Claim]:
    """Yield what the date cells of a row claim.

    Beside both of its hard bounds, a start is the best value between them, and claims nothing more.

    Args:
        subject: the situation.
        cells: the cells of its row that are not empty, dates already found readable.
        sources: the documents of the row.
        confidence: that of the row.
        start: the column that holds the start.
    """
    found = {name: cells[name] for name in (*EDGES, "end") if name in cells}
    if start in cells and not ("start_not_before" in cells and "start_not_after" in cells):
        found["start"] = cells[start]

    def claim(name: str, value: str, *parts: str) -> Claim:
        return Claim(
            id=claim_id(subject, *parts),
            subject=subject,
            property=name,
            value=value,
            sources=sources,
            confidence=confidence,
            jointly=len(sources) > 1,
        )

    for name, value in found.items():
        day = edge_day(name, PartialDate.parse(value)) if name in EDGES else value
        yield claim(name, day, name)
    for value in dict.fromkeys(split_list(cells.get("attested_on", ""))):
        yield claim("attested", value, "attested-on", value, *_MARKS.get(value[-1], ()))


def edge_day(name: str, moment: PartialDate) -> str:
    """Return the day that a hard bound gives: the first or the last of what is written.

    Raises:
        DateError: the date is open on that side.
    """
    day = moment.earliest if name.endswith("before") else moment.latest
    if day is None:
        raise DateError(f"{moment.text!r} has an open side; a bound is one day")
    return day.isoformat()


def attestation(
    row_id: str, situation: Ref, moment: PartialDate, sources: tuple[Ref, ...]
) -> Claim:
    """Return the claim that a row of ``attestations.csv`` makes."""
    return Claim(
        id=row_id, subject=situation, property="attested", value=moment.text, sources=sources
    )


def seen(
    facts: Iterable[Fact],
    memberships: Mapping[str, Mapping[str, str]],
    tenures: Mapping[str, Mapping[str, str]],
) -> Iterator[Claim]:
    """Yield what meetings show of memberships and tenures.

    A day that may belong to two spells of one member or holder shows neither of them.

    Args:
        facts: documents, meetings, participations and bodies.
        memberships: the cells of the membership rows, by id.
        tenures: the cells of the tenure rows, by id.
    """
    known = list(facts)
    published = {fact.id: fact.published for fact in known if isinstance(fact, Document)}
    meetings = {fact.id: fact for fact in known if isinstance(fact, Meeting)}
    parts = [fact for fact in known if isinstance(fact, Participation)]
    parents = {fact.id: fact.part_of for fact in known if isinstance(fact, Body)}
    spells = _spells("membership", memberships, ("member", "group"))
    spells |= _spells("tenure", tenures, ("holder", "post"))
    shown: dict[tuple[str, str], list[_Sight]] = {}
    for sight in (*_as_members(meetings, parts, parents), *_in_office(meetings, parts)):
        touched = [one for one in spells.get(sight.pair, ()) if one.may_touch(sight.moment)]
        if len(touched) == 1 and touched[0].may_cover(sight.moment):
            shown.setdefault((touched[0].situation, sight.meeting.id), []).append(sight)
    for (situation, _), sights in shown.items():
        claim = _shown(Ref(*situation.split("/", 1)), sights, published)
        if claim is not None:
            yield claim


@dataclass(frozen=True, slots=True)
class _Sight:
    """A meeting at which a member, or the holder of a post, was seen."""

    pair: tuple[str, ...]  # table, member and group; or table, holder and post
    meeting: Meeting
    moment: PartialDate
    sources: tuple[Ref, ...]


def _shown(
    situation: Ref, sights: list[_Sight], published: Mapping[str, PartialDate | None]
) -> Claim | None:
    """Return what sights at one meeting show.

    An announcement shows nobody: documents that were out before the meeting are left aside.
    """
    meeting, moment = sights[0].meeting, sights[0].moment
    documents = {ref.id: ref for sight in sights for ref in sight.sources}
    after = [name for name in sorted(documents) if not _precedes(published.get(name), moment)]
    if not after:
        return None
    return Claim(
        id=claim_id(situation, "attested-at", meeting.id),
        subject=situation,
        property="attested",
        value=moment.text,
        sources=tuple(documents[name] for name in after),
        jointly=len(after) > 1,
        shown_at=meeting.ref,
    )


def _precedes(published: PartialDate | None, moment: PartialDate) -> bool:
    latest = published.surely()[1] if published is not None else None
    first = moment.surely()[0]
    return latest is not None and first is not None and latest < first


@dataclass(frozen=True, slots=True)
class _Spell:
    """A situation as its row states it: the first and the last day that it may have had."""

    situation: str
    first: date
    last: date

    @classmethod
    def of(cls, situation: str, cells: Mapping[str, str]) -> _Spell:
        starts = [_read(cells, name).surely()[0] for name in ("start", "start_not_before")]
        ends = [_read(cells, name).surely()[1] for name in ("end", "end_not_after")]
        return cls(
            situation,
            max((day for day in starts if day is not None), default=date.min),
            min((day for day in ends if day is not None), default=date.max),
        )

    def may_touch(self, moment: PartialDate) -> bool:
        """Tell whether any of the days that the moment may mean lies within the spell."""
        first, last = moment.surely()
        return (first is None or first <= self.last) and (last is None or self.first <= last)

    def may_cover(self, moment: PartialDate) -> bool:
        """Tell whether all that the moment may mean lies within the spell at its longest."""
        first, last = moment.surely()
        return first is not None and last is not None and self.first <= first and last <= self.last


def _spells(
    kind: str, rows: Mapping[str, Mapping[str, str]], ends: tuple[str, str]
) -> dict[tuple[str, ...], list[_Spell]]:
    found: dict[tuple[str, ...], list[_Spell]] = {}
    for slug, cells in rows.items():
        pair = (kind, *(cells.get(end, "") for end in ends))
        found.setdefault(pair, []).append(_Spell.of(f"{kind}/{slug}", cells))
    return found


def _read(cells: Mapping[str, str], column: str) -> PartialDate:
    try:
        return PartialDate.parse(cells[column])
    except (KeyError, DateError):
        return PartialDate("", None, None)  # a bad date is reported where its fact is made


def _as_members(
    meetings: Mapping[str, Meeting],
    parts: Iterable[Participation],
    parents: Mapping[str, Ref | None],
) -> Iterator[_Sight]:
    """Yield all seen as members of what met, or of what that is part of."""
    for meeting_id, party, sources in (*_welcomed(meetings), *_taking_part(parts)):
        meeting = meetings.get(meeting_id)
        if meeting is not None and meeting.date is not None:
            for group in _owners(meeting.meeting_of, parents):
                yield _Sight(("membership", party.id, group), meeting, meeting.date, sources)


def _in_office(meetings: Mapping[str, Meeting], parts: Iterable[Participation]) -> Iterator[_Sight]:
    """Yield all who took part in a meeting in the capacity of a post."""
    for part in parts:
        meeting = meetings.get(part.event.id)
        if part.capacity is not None and meeting is not None and meeting.date is not None:
            pair = ("tenure", part.participant.id, part.capacity.id)
            yield _Sight(pair, meeting, meeting.date, part.sources)


def _welcomed(meetings: Mapping[str, Meeting]) -> Iterator[tuple[str, Ref, tuple[Ref, ...]]]:
    for meeting in meetings.values():
        for party in meeting.welcomed:
            yield meeting.id, party, meeting.sources


def _taking_part(parts: Iterable[Participation]) -> Iterator[tuple[str, Ref, tuple[Ref, ...]]]:
    for part in parts:
        if part.role != "observer":
            yield part.event.id, part.on_behalf_of or part.participant, part.sources


def _owners(held_by: Ref | None, parents: Mapping[str, Ref | None]) -> Iterator[str]:
    """Yield the body or organisation that met, and all that it is part of."""
    seen_before: set[str] = set()
    while held_by is not None and held_by.id not in seen_before:
        seen_before.add(held_by.id)
        yield held_by.id
        held_by = parents.get(held_by.id)
