"""On which days sources show that a membership holds.

Three things attest a membership on a day:

* a row of ``attestations.csv``: a list of members, a welcome, a statement;
* a meeting that publicly welcomes the member;
* taking part in a meeting of the coalition, or of one of its bodies, as a member: in any role but
  observer, in person or through somebody who acts on the member's behalf.

A claimed total attests nobody.  Nor does a meeting that was not the coalition's own, or one before
the first day on which the membership can have begun: guests came to coalition meetings too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from coalition_graph.dates import PartialDate
from coalition_graph.errors import DateError
from coalition_graph.identifiers import Ref
from coalition_graph.model import Body, Fact, Meeting, Participation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["Attestation", "gather"]


@dataclass(frozen=True, slots=True)
class Attestation:
    """A moment at which a source shows that a situation holds."""

    situation: str
    moment: PartialDate
    sources: tuple[Ref, ...] = ()


def gather(
    listed: Iterable[Attestation],
    facts: Iterable[Fact],
    memberships: Mapping[str, Mapping[str, str]],
) -> dict[str, list[Attestation]]:
    """Return what attests each situation, by its type and id: ``membership/ken-pact-1``.

    A day that may belong to two spells of one member shows neither of them.

    Args:
        listed: attestations given row by row.
        facts: meetings, participations, bodies and organisations.
        memberships: the cells of the membership rows, by id.
    """
    shown: dict[str, list[Attestation]] = {}
    for item in listed:
        shown.setdefault(item.situation, []).append(item)
    spells: dict[tuple[str, str], list[_Spell]] = {}
    for situation, cells in memberships.items():
        pair = (cells.get("member", ""), cells.get("group", ""))
        spells.setdefault(pair, []).append(_Spell.of(f"membership/{situation}", cells))
    for member, group, seen in _seen_at_meetings(list(facts)):
        fitting = [
            spell for spell in spells.get((member, group), ()) if spell.may_cover(seen.moment)
        ]
        if len(fitting) == 1:
            situation = fitting[0].situation
            shown.setdefault(situation, []).append(replace(seen, situation=situation))
    return shown


@dataclass(frozen=True, slots=True)
class _Spell:
    """A membership as its row states it: the first and the last day that it may have had."""

    situation: str
    first: date
    last: date

    @classmethod
    def of(cls, situation: str, cells: Mapping[str, str]) -> _Spell:
        starts = [_read(cells, name).earliest for name in ("start", "start_not_before")]
        ends = [_read(cells, name).latest for name in ("end", "end_not_after")]
        return cls(
            situation,
            max((day for day in starts if day is not None), default=date.min),
            min((day for day in ends if day is not None), default=date.max),
        )

    def may_cover(self, moment: PartialDate) -> bool:
        """Tell whether all that the moment may mean lies within the spell at its longest."""
        first, last = moment.surely()
        return first is not None and last is not None and self.first <= first and last <= self.last


def _read(cells: Mapping[str, str], column: str) -> PartialDate:
    try:
        return PartialDate.parse(cells[column])
    except (KeyError, DateError):
        return PartialDate("", None, None)  # a bad date is reported where its fact is made


def _seen_at_meetings(facts: list[Fact]) -> Iterator[tuple[str, str, Attestation]]:
    """Yield member, group, and when and by whom it is told, for all seen as members at meetings."""
    parents = {fact.id: fact.part_of for fact in facts if isinstance(fact, Body)}
    meetings = {fact.id: fact for fact in facts if isinstance(fact, Meeting)}
    parts = [fact for fact in facts if isinstance(fact, Participation)]
    for meeting_id, party, sources in (*_welcomed(meetings), *_taking_part(parts)):
        meeting = meetings.get(meeting_id)
        if meeting is not None and meeting.date is not None:
            for group in _owners(meeting.meeting_of, parents):
                yield party.id, group, Attestation("", meeting.date, sources)


def _welcomed(
    meetings: Mapping[str, Meeting],
) -> Iterator[tuple[str, Ref, tuple[Ref, ...]]]:
    for meeting in meetings.values():
        for party in meeting.welcomed:
            yield meeting.id, party, meeting.sources


def _taking_part(parts: Iterable[Participation]) -> Iterator[tuple[str, Ref, tuple[Ref, ...]]]:
    for part in parts:
        if part.role != "observer":
            yield part.event.id, part.on_behalf_of or part.participant, part.sources


def _owners(held_by: Ref | None, parents: Mapping[str, Ref | None]) -> Iterator[str]:
    """Yield the body or organisation that met, and all that it is part of."""
    seen: set[str] = set()
    while held_by is not None and held_by.id not in seen:
        seen.add(held_by.id)
        yield held_by.id
        held_by = parents.get(held_by.id)
