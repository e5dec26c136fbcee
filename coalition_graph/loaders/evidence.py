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

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coalition_graph.dates import PartialDate
from coalition_graph.model import Body, Fact, Meeting, Organisation, Participation, Ref

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["Attestation", "gather"]


@dataclass(frozen=True, slots=True)
class Attestation:
    """A moment at which a source shows that a situation holds."""

    situation: str
    moment: PartialDate


def gather(
    listed: Iterable[Attestation],
    facts: Iterable[Fact],
    memberships: Mapping[str, Mapping[str, str]],
) -> dict[str, list[PartialDate]]:
    """Return the moments that attest each situation, by its id.

    Args:
        listed: attestations given row by row.
        facts: meetings, participations, bodies and organisations.
        memberships: the cells of the membership rows, by id.
    """
    shown: dict[str, list[PartialDate]] = {}
    for item in listed:
        shown.setdefault(item.situation, []).append(item.moment)
    spells = _spells(memberships)
    for member, group, moment in _seen_at_meetings(list(facts)):
        for situation, earliest in spells.get((member, group), ()):
            first = moment.surely()[0]
            if first is not None and (earliest is None or first >= earliest):
                shown.setdefault(situation, []).append(moment)
    return shown


def _spells(
    memberships: Mapping[str, Mapping[str, str]],
) -> dict[tuple[str, str], list[tuple[str, object]]]:
    """Return the open-ended spells of each member in each group, with their earliest start."""
    spells: dict[tuple[str, str], list[tuple[str, object]]] = {}
    for situation, cells in memberships.items():
        if cells.get("end") or cells.get("end_not_after"):
            continue  # a meeting after the end would attest another spell
        stated = cells.get("start_not_before") or cells.get("start")
        earliest = _earliest(stated) if stated else None
        pair = (cells.get("member", ""), cells.get("group", ""))
        spells.setdefault(pair, []).append((situation, earliest))
    return spells


def _earliest(text: str) -> object:
    try:
        return PartialDate.parse(text).earliest
    except ValueError:
        return None  # the row itself is reported where it is made


def _seen_at_meetings(facts: list[Fact]) -> Iterator[tuple[str, str, PartialDate]]:
    """Yield member, group and day for everyone seen as a member at a meeting."""
    parents = {fact.id: fact.part_of for fact in facts if isinstance(fact, Body)}
    groups = {fact.id for fact in facts if isinstance(fact, Organisation)}
    meetings = {fact.id: fact for fact in facts if isinstance(fact, Meeting)}

    def owners(held_by: Ref | None) -> Iterator[str]:
        while held_by is not None:
            yield held_by.id
            held_by = None if held_by.id in groups else parents.get(held_by.id)

    for meeting in meetings.values():
        if meeting.date is not None:
            for member in meeting.welcomed:
                for group in owners(meeting.meeting_of):
                    yield member.id, group, meeting.date
    for fact in facts:
        if isinstance(fact, Participation) and fact.role != "observer":
            meeting = meetings.get(fact.event.id)
            party = fact.on_behalf_of or fact.participant
            if meeting is not None and meeting.date is not None and party.type != "person":
                for group in owners(meeting.meeting_of):
                    yield party.id, group, meeting.date
