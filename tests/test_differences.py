"""What changed: between two days, between two versions, with and without a document."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import coalition_graph as cg
from coalition_graph import (
    Bounds,
    Claim,
    Contribution,
    DateError,
    Leadership,
    Meeting,
    Membership,
    PartialDate,
    Participation,
    Quantity,
    Ref,
    State,
    Tenure,
    UnknownNameError,
)
from coalition_graph.cli import main
from coalition_graph.differences import (
    CHANGES,
    Difference,
    Differences,
    between_days,
    between_versions,
    mirrored,
)
from coalition_graph.model import FACT_TYPES, Fact, value_fields

WriteDataset = Callable[..., Path]

PACT = Ref("organisation", "pact", "the Pact")
ROLL, MINUTES = Ref("document", "roll", "Roll of members"), Ref("document", "minutes", "Minutes")


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def bounds(
    first: str = "", by: str = "", not_before: str = "", last: str = "", *, ended: bool = False
) -> Bounds:
    return Bounds(
        start_not_before=day(first),
        start_not_after=day(by),
        end_not_before=day(not_before),
        end_not_after=day(last),
        ended=ended,
    )


def membership(held: Bounds, **more: object) -> Membership:
    return Membership(
        id="ken-pact-1",
        member=Ref("state", "ken", "Kenya"),
        group=PACT,
        bounds=held,
        sources=(ROLL,),
        **more,  # type: ignore[arg-type]
    )


def told(fact: Fact, since: str, until: str, **more: object) -> list[tuple[str, str]]:
    days = date.fromisoformat(since), date.fromisoformat(until)
    return [(one.change, one.text) for one in between_days([fact], *days, **more)]  # type: ignore[arg-type]


# -- between two days -----------------------------------------------------------------------

JOINED = "Kenya {} the Pact between 2018-02-13 and 2018-12-10 (roll)."


@pytest.mark.parametrize(
    ("since", "until", "change"),
    [
        ("2018-02-12", "2018-12-10", "joined"),
        ("2018-02-13", "2018-12-10", "may have joined"),  # it may have joined on the first day
        ("2018-02-12", "2018-12-09", "may have joined"),
        ("2018-06-01", "2018-06-02", "may have joined"),
        ("2018-01-01", "2018-02-12", None),
        ("2018-12-10", "2019-12-31", None),
        ("2018-06-01", "2018-06-01", None),
    ],
)
def test_a_member_joins_after_one_day_and_not_after_another(
    since: str, until: str, change: str | None
) -> None:
    found = told(membership(bounds("2018-02-13", "2018-12-10", "2030-01-01")), since, until)

    assert found == ([(change, JOINED.format(change))] if change else [])


@pytest.mark.parametrize(
    ("since", "until", "change"),
    [
        ("2019-03-01", "2019-04-01", "left"),  # the day after the last is the first without it
        ("2019-03-01", "2019-03-31", "may have left"),
        ("2019-03-02", "2019-12-31", "may have left"),
        ("2019-04-01", "2019-12-31", None),
        ("2018-12-31", "2019-03-01", None),
    ],
)
def test_a_member_leaves(since: str, until: str, change: str | None) -> None:
    held = bounds("2018-02-13", "2018-12-10", "2019-03-01", "2019-03-31")
    found = told(membership(held), since, until)

    text = f"Kenya {change} the Pact between 2019-03-01 and 2019-03-31 (roll)."
    assert found == ([(change, text)] if change else [])


def test_a_member_may_join_and_leave_in_between() -> None:
    held = bounds("2018-02-13", "2018-12-10", "2019-03-01", "2019-03-31")
    found = told(membership(held), "2018-01-01", "2020-01-01")

    assert [change for change, _ in found] == ["joined", "left"]


def test_what_is_open_is_bounded_by_the_other_end() -> None:
    held = membership(bounds("2018-02-13", "", "", "2019-03-31"))

    assert told(held, "2018-01-01", "2020-01-01") == [
        ("joined", "Kenya joined the Pact between 2018-02-13 and 2019-03-31 (roll)."),
        ("left", "Kenya left the Pact between 2018-02-13 and 2019-03-31 (roll)."),
    ]


def test_nothing_is_said_where_nothing_is_known() -> None:
    shown = membership(bounds(by="2016-04-30", not_before="2016-04-30"))

    assert told(shown, "2010-01-01", "2012-01-01") == []
    assert told(shown, "2014-01-01", "2016-04-30") == [
        ("may have joined", "Kenya may have joined the Pact on 2016-04-30 or before (roll).")
    ]
    assert told(membership(bounds()), "2010-01-01", "2020-01-01") == []


def test_an_end_on_an_unknown_day_is_told_where_it_changes_what_is_certain() -> None:
    gone = membership(bounds("2015-01-01", "2015-01-01", "2016-04-30", ended=True))

    assert told(gone, "2016-04-30", "2017-01-01") == [
        ("may have left", "Kenya may have left the Pact on 2016-04-30 or later (roll).")
    ]
    assert told(gone, "2018-01-01", "2019-01-01") == []


def test_who_is_only_presumed_since_the_last_attestation_is_no_longer_certain() -> None:
    held = bounds("2014-09-10", "2014-09-10", "2016-08-24")
    shown = membership(held, attested_to=date(2016, 8, 24), attested_by=(MINUTES,))

    assert told(shown, "2016-08-24", "2016-08-25") == [
        (
            "no longer certain",
            (
                "Kenya as a member of the Pact is certain until 2016-08-24, "
                "and only presumed since then (minutes)."
            ),
        )
    ]
    assert told(shown, "2016-08-25", "2020-01-01") == []


def test_the_documents_are_those_that_give_the_bounds() -> None:
    kenya = membership(bounds("2018-02-13", "2018-12-10"))
    said = {"start_not_before": "2018-02-13", "attested": "2018-12-10", "start": "2018"}
    claims = [
        Claim(
            id=f"c-{name}".replace("_", "-"),
            subject=kenya.ref,
            property=name,
            value=value,
            sources=(Ref("document", f"of-{name}".replace("_", "-")),),
        )
        for name, value in said.items()
    ]
    claims.append(Claim(id="c", subject=kenya.ref, property="role", value="host", sources=(ROLL,)))
    found = between_days([kenya], date(2018, 1, 1), date(2019, 1, 1), lambda _: claims)

    assert [ref.id for ref in found[0].documents] == ["of-start-not-before", "of-attested"]
    assert (found[0].before, found[0].after) == ("no", "presumed")


def test_posts_and_leads_have_their_own_words() -> None:
    held = bounds("2018-02-13", "2018-02-13", "2019-03-31", "2019-03-31")
    office = Tenure(
        id="ann-envoy-1",
        holder=Ref("person", "ann", "Ann"),
        post=Ref("post", "envoy", "Envoy"),
        bounds=held,
    )
    lead = Leadership(
        id="ken-wg-1",
        leader=Ref("state", "ken", "Kenya"),
        led=Ref("body", "wg", "Working Group"),
        role="co-lead",
        bounds=held,
    )

    assert told(office, "2018-01-01", "2020-01-01") == [
        ("began", "Ann became Envoy on 2018-02-13."),
        ("ended", "Ann ceased to be Envoy on 2019-03-31."),
    ]
    assert told(lead, "2018-01-01", "2020-01-01") == [
        ("began", "Kenya became co-lead of Working Group on 2018-02-13."),
        ("ended", "Kenya ceased to be co-lead of Working Group on 2019-03-31."),
    ]
    vague = replace(lead, bounds=bounds("2018-01-01", "2018-12-31", "2019-01-01", "2019-12-31"))
    assert told(vague, "2018-06-01", "2019-06-01") == [
        (
            "may have begun",
            ("Kenya may have become co-lead of Working Group between 2018-01-01 and 2018-12-31."),
        ),
        (
            "may have ended",
            (
                "Kenya may have ceased to be co-lead of Working Group between 2019-01-01 and "
                "2019-12-31."
            ),
        ),
    ]


@pytest.mark.parametrize(
    ("when", "change", "words"),
    [
        ("2018-07-11", "held", "was held on 2018-07-11"),
        ("2018-07-11/2018-07-12", "held", "was held between 2018-07-11 and 2018-07-12"),
        (
            "2018-07-12/2018-07-13",
            "may have been held",
            "may have been held between 2018-07-12 and 2018-07-13",
        ),
        ("2018~", "may have been held", "may have been held between 2018-01-01 and 2018-12-31"),
        ("2018-07-10", None, ""),
        ("../2018-07-12", None, ""),
        (None, None, ""),
    ],
)
def test_meetings_in_between_are_listed(when: str | None, change: str | None, words: str) -> None:
    held = Meeting(
        id="m", name="Meeting", date=PartialDate.parse(when) if when else None, sources=(ROLL,)
    )
    found = told(held, "2018-07-10", "2018-07-12")

    assert found == ([(change, f"Meeting {words} (roll).")] if change else [])


def test_other_facts_do_not_change_between_days() -> None:
    assert told(State(id="ken", name="Kenya"), "2018-01-01", "2019-01-01") == []


def test_the_earlier_day_comes_first() -> None:
    with pytest.raises(DateError, match="2018-01-01 is earlier than 2019-01-01; give the earlier"):
        told(membership(bounds()), "2019-01-01", "2018-01-01")


FIRST = date(2014, 1, 1)
DAYS = st.integers(0, 40).map(lambda number: FIRST + timedelta(days=number))
WIDTHS = st.one_of(st.none(), st.integers(0, 8))


@st.composite
def histories(draw: st.DrawFn) -> tuple[date, date | None, Membership]:
    """Draw what really happened, and what the sources leave of it."""
    start = draw(DAYS)
    end = draw(st.one_of(st.none(), DAYS.filter(lambda found: found >= start)))
    low, high, late_low, late_high = (draw(WIDTHS) for _ in range(4))
    reported = end is not None and draw(st.booleans())
    known_start_by = None if high is None else start + timedelta(days=high)
    if known_start_by and end:
        known_start_by = min(known_start_by, end)
    not_before = None if late_low is None or end is None else end - timedelta(days=late_low)
    held = Bounds(
        start_not_before=None if low is None else start - timedelta(days=low),
        start_not_after=known_start_by,
        end_not_before=max(not_before, start) if not_before else None,
        end_not_after=(
            end + timedelta(days=late_high) if reported and late_high is not None else None
        ),
        ended=reported,
    )
    return start, end, membership(held)


@given(histories(), DAYS, DAYS)
def test_no_change_is_told_that_did_not_happen_and_none_that_is_known_is_missed(
    history: tuple[date, date | None, Membership], one: date, other: date
) -> None:
    start, end, fact = history
    since, until = sorted((one, other))
    found = {difference.change for difference in between_days([fact], since, until)}
    joined = since < start <= until
    left = end is not None and since <= end < until
    closed = None not in (fact.bounds.start_not_before, fact.bounds.start_not_after)
    known = fact.bounds.ended and None not in (
        fact.bounds.end_not_before or fact.bounds.start_not_before,
        fact.bounds.end_not_after,
    )

    assert joined or "joined" not in found
    assert left or "left" not in found
    assert not (joined and closed) or found & {"joined", "may have joined"}
    assert not (left and known) or found & {"left", "may have left"}


@given(histories(), st.lists(DAYS, min_size=3, max_size=3).map(sorted))
def test_changes_over_a_time_are_those_over_its_parts(
    history: tuple[date, date | None, Membership], days: list[date]
) -> None:
    fact, (first, middle, last) = history[2], days
    whole = {one.change for one in between_days([fact], first, last)}
    parts = [
        one.change
        for pair in ((first, middle), (middle, last))
        for one in between_days([fact], *pair)
    ]
    for sure, possible in (("joined", "may have joined"), ("left", "may have left")):
        assert parts.count(sure) <= 1
        assert sure not in parts or sure in whole
        assert possible not in parts or whole & {sure, possible}
        if sure in whole:
            assert {sure, possible} & set(parts)


# -- on real data ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "until"),
    [("2014-09-01", "2014-12-31"), ("2016-08-24", "2017-12-31"), ("2018-06-01", "2026-11-20")],
)
def test_who_joined_is_what_the_question_members_joined_answers(
    kg: cg.CoalitionGraph, since: str, until: str
) -> None:
    after = date.fromisoformat(since) + timedelta(days=1)
    rows = list(kg.joined(after, until))
    changes = kg.changes(since, until)

    def members(change: str) -> list[str]:
        return sorted(
            kg.fact(one.id).member.id  # type: ignore[attr-defined]
            for one in changes.of_change(change)
        )

    assert members("joined") == sorted(r.member_id for r in rows if r.certainty == "certain")
    assert members("may have joined") == sorted(
        r.member_id for r in rows if r.certainty == "possible"
    )
    assert len(rows) > 0


def test_who_is_certain_differs_by_what_is_told(kg: cg.CoalitionGraph) -> None:
    since, until = "2018-01-01", "2019-12-31"
    then = {m.id for m in kg.members(since, at_least="certain")}
    later = {m.id for m in kg.members(until, at_least="certain")}
    told_of = {one.id: one for one in kg.changes(since, until) if one.kind == "membership"}

    assert then - later == {
        name for name, one in told_of.items() if one.change in ("no longer certain", "left")
    }
    assert {one.before for one in told_of.values()} <= {"no", "possible", "certain"}


def test_of_a_year_the_last_day_counts(kg: cg.CoalitionGraph) -> None:
    assert list(kg.changes("2017", "2018-12")) == list(kg.changes("2017-12-31", "2018-12-31"))
    assert kg.changes("2018", "2018").summary == "From 2018-12-31 to 2018-12-31: no difference."


def test_kenya_joined_and_the_documents_say_so(kg: cg.CoalitionGraph) -> None:
    (kenya,) = (one for one in kg.changes("2017", "2018") if one.id == "ken-global-coalition-1")

    assert kenya.text == (
        "Kenya joined Global Coalition Against Daesh between 2018-02-13 and 2018-12-10 "
        "(mintfo-2018-02-13, eurasia-2018)."
    )
    assert (kenya.change, kenya.kind, kenya.before, kenya.after) == (
        "joined",
        "membership",
        "no",
        "certain",
    )


def test_changes_of_one_group_are_its_own(kg: cg.CoalitionGraph) -> None:
    small = kg.changes("2017", "2018", group="small-group")
    main = kg.changes("2017", "2018", group="global-coalition")
    everything = kg.changes("2017", "2018")

    assert {one.kind for one in small} == {"meeting"}
    meetings = [kg.fact(one.id) for one in small]
    assert {str(found.meeting_of) for found in meetings} == {"small-group"}  # type: ignore[attr-defined]
    assert set(small) < set(main) < set(everything)
    assert any(one.id.startswith("paul-lacamera-cjtf-oir") for one in main)
    assert not any(one.id.startswith("mike-pompeo") for one in main)
    with pytest.raises(UnknownNameError, match="small-group"):
        kg.changes("2017", "2018", group="smal-group")


def test_changes_as_they_were_known(kg: cg.CoalitionGraph) -> None:
    known = kg.changes("2017", "2018", known_on="2018-03-01")

    assert known.of_change("joined") != kg.changes("2017", "2018").of_change("joined")
    assert "ken-global-coalition-1" not in {one.id for one in known}


# -- between two versions -------------------------------------------------------------------

NEWER = {
    "documents": """\
id,title,published
roll,Roll of members,2016-08-24
minutes,Minutes of the meeting,2018-07
note,Note verbale,2019-05-01
""",
    "states": """\
id,name,aliases,sources
ken,Republic of Kenya,Kenya;Jamhuri ya Kenya,roll
usa,United States,USA;America,roll
nor,Norway,,note
""",
    "memberships": """\
id,member,group,start,end,sources
ken-pact-1,ken,pact,2018-03,2019-04-30,minutes;note
nor-pact-1,nor,pact,2019-05-01,,note
""",
    "meetings": """\
id,name,date,end_date,city,meeting_of,sources
2018-nairobi,Nairobi meeting,2018-07-11,2018-07-12,Mombasa,pact,minutes
""",
    "attestations": None,
    "participations": """\
id,event,participant,role,sources
2018-nairobi-ken-1,2018-nairobi,ken,chair,minutes
""",
}

SAID = """\
From tiny 1 to tiny 1: 3 added, 1 removed, 1 renamed, 6 corrected, 1 gained sources.

Added (3)
  Document note, Note verbale, was added: published 2019-05-01.
  State nor, Norway, was added (note).
  Membership nor-pact-1, Norway as a member of The Pact, was added: began on 2019-05-01, \
no end reported (note).

Removed (1)
  Membership usa-pact-1, United States as a member of The Pact, was removed: \
began on 2014-09-10, no end reported (roll).

Renamed (1)
  State ken was renamed from "Kenya" to "Republic of Kenya" (roll).

Corrected (6)
  State ken, Republic of Kenya, changed in aliases: was Jamhuri ya Kenya, is now \
Jamhuri ya Kenya, Kenya (roll).
  Meeting 2018-nairobi, Nairobi meeting, changed in city: was Nairobi, is now Mombasa (minutes).
  Membership ken-pact-1, Republic of Kenya as a member of The Pact, changed in start as worded: \
was 2018, is now 2018-03 (minutes, note).
  Membership ken-pact-1, Republic of Kenya as a member of The Pact, changed in end: \
was not reported, and not before 2018-07-11, is now on 2019-04-30 (minutes, note).
  Membership ken-pact-1, Republic of Kenya as a member of The Pact, changed in start: \
was between 2018-01-01 and 2018-07-12, is now between 2018-03-01 and 2018-03-31 (minutes, note).
  Participation 2018-nairobi-ken-1, Republic of Kenya as chair of Nairobi meeting, \
changed in role: was host, is now chair (minutes).

Gained sources (1)
  Membership ken-pact-1, Republic of Kenya as a member of The Pact, now also rests on note.\
"""


@pytest.fixture
def old(write_dataset: WriteDataset) -> cg.CoalitionGraph:
    return cg.load(write_dataset())


@pytest.fixture
def new(write_dataset: WriteDataset) -> cg.CoalitionGraph:
    return cg.load(write_dataset(folder="newer", **NEWER))


def test_what_became_of_a_dataset_in_sentences(
    old: cg.CoalitionGraph, new: cg.CoalitionGraph
) -> None:
    assert str(old.compared_with(new)) == SAID


def mirror(one: Difference) -> tuple[str, ...]:
    return (mirrored(one.change), one.kind, one.id, one.field, one.after, one.before)


def itself(one: Difference) -> tuple[str, ...]:
    return (one.change, one.kind, one.id, one.field, one.before, one.after)


def held(graph: cg.CoalitionGraph) -> set[tuple[str, str]]:
    return {(kind, fact.id) for kind, of in FACT_TYPES.items() for fact in graph._reader.facts(of)}


def check_laws(old: cg.CoalitionGraph, new: cg.CoalitionGraph) -> Differences:
    there, back = old.compared_with(new), new.compared_with(old)

    assert sorted(map(itself, there)) == sorted(map(mirror, back))
    facts = [one for one in there if one.kind != "claim"]
    for change, only, other in (("added", new, old), ("removed", old, new)):
        ids = {(one.kind, one.id) for one in facts if one.change == change}
        assert ids == {key for key in held(only) - held(other) if key[0] != "claim"}
    assert all(one.documents for one in there if one.kind not in ("post", "person", "claim"))
    assert [CHANGES.index(one.change) for one in there] == sorted(
        CHANGES.index(one.change) for one in there
    )
    return there


def test_comparing_the_other_way_mirrors_each_difference(
    old: cg.CoalitionGraph, new: cg.CoalitionGraph
) -> None:
    assert len(check_laws(old, new)) == 12


@pytest.mark.parametrize(
    "edition",
    [
        lambda kg: kg.without("crs-2016-08", "seed-003"),
        lambda kg: kg.known_on("2017-06-30"),
        lambda kg: kg.under("ranked"),
    ],
    ids=["without", "known on", "under"],
)
def test_the_laws_hold_on_real_data(kg: cg.CoalitionGraph, edition: object) -> None:
    assert len(check_laws(kg, edition(kg))) > 10  # type: ignore[operator]


def test_a_graph_does_not_differ_from_itself(kg: cg.CoalitionGraph, old: cg.CoalitionGraph) -> None:
    assert len(kg.compared_with(kg)) == len(old.compared_with(old)) == 0
    assert old.compared_with(old).summary == "From tiny 1 to tiny 1: no difference."


def test_the_claim_layer_makes_no_difference(kg: cg.CoalitionGraph) -> None:
    assert len(kg.compared_with(cg.load(claims=True))) == 0


def test_a_claim_is_told_where_one_of_the_two_disputes_it(kg: cg.CoalitionGraph) -> None:
    found = kg.compared_with(kg.under("ranked"))
    claims = [one for one in found if one.kind == "claim"]

    assert {(one.change, one.field) for one in claims} == {("corrected", "status")}
    assert {one.before for one in claims} == {"conflict"}
    assert not any(one.id.startswith(("membership.", "tenure.")) for one in claims)  # derived
    less = kg.compared_with(kg.without("crs-2016-08"))
    assert not any("." in one.id for one in less if one.kind == "claim")


def other_value(value: object, metadata: dict[str, object]) -> object:
    """Return a value of the same kind that is not the same."""
    match metadata["as"]:
        case "flag":
            return not value
        case "integer" | "decimal":
            return (value or 0) + 1  # type: ignore[operator]
        case "day":
            return date(2031, 1, 1)
        case "instant":
            return PartialDate.parse("2031-01-01")
        case "bounds":
            return bounds("2031-01-01", "2031-01-02")
        case "link" | "subject":
            return Ref("state", "atl", "Atlantis")
        case "links":
            return (*value, Ref("document", "found-in-atlantis"))  # type: ignore[misc]
        case "texts" | "codes":
            return (*value, "atlantis")  # type: ignore[misc]
        case _:
            return f"{value} (Atlantis)"


FIELDS = [
    (kind, name, metadata) for kind in FACT_TYPES.values() for name, metadata in value_fields(kind)
]


@pytest.mark.parametrize(
    ("kind", "name", "metadata"), FIELDS, ids=[f"{kind.type}-{name}" for kind, name, _ in FIELDS]
)
def test_no_field_changes_unseen(
    kg: cg.CoalitionGraph, kind: type[Fact], name: str, metadata: dict[str, object]
) -> None:
    fact = next(iter(kg._reader.facts(kind)))
    changed = replace(fact, **{name: other_value(getattr(fact, name), metadata)})  # type: ignore[arg-type]
    found = between_versions([fact], [changed])

    expected = {"bounds": {"start", "end"}, "attested_by": {"attested_to"}}.get(name, {name})
    assert {one.field for one in found} == expected
    assert all(one.before != one.after and one.id == fact.id for one in found)
    said = (side for one in found for side in (one.before, one.after) if name != "sources")
    assert all(side in "".join(one.text for one in found) for side in said)


def test_a_new_label_is_told_once_and_not_wherever_the_thing_is_pointed_to() -> None:
    kenya, renamed = (Ref("state", "ken", name) for name in ("Kenya", "Republic of Kenya"))
    one = membership(bounds())

    assert len(between_versions([one], [replace(one, member=renamed)])) == 0
    assert kenya == renamed


def test_what_was_not_given_is_told_as_such() -> None:
    plain = State(id="ken", name="Kenya", sources=(ROLL,))
    noted = replace(plain, note="since 1963", iso2="KE", sources=(ROLL, MINUTES))
    there = between_versions([plain], [noted])

    assert [one.text for one in there] == [
        "State ken, Kenya, changed in iso2: was not given, is now KE (roll, minutes).",
        "State ken, Kenya, changed in note: was not given, is now since 1963 (roll, minutes).",
        "State ken, Kenya, now also rests on minutes.",
    ]
    back = between_versions([noted], [plain])
    assert back[0].text == (
        "State ken, Kenya, changed in iso2: was KE, is now not given (roll, minutes)."
    )
    assert [ref.id for ref in back[0].documents] == ["roll", "minutes"]  # those it rested on


def added(fact: Fact) -> str:
    (one,) = between_versions([], [fact])
    return one.text


def test_what_is_added_is_told_in_a_few_words() -> None:
    kenya, held = Ref("state", "ken", "Kenya"), bounds("2018-07-11", "2018-07-11")
    meeting = Meeting(
        id="m", name="Nairobi meeting", date=PartialDate.parse("2018-07-11"), city="Nairobi"
    )
    given: dict[str, object] = {
        "id": "g",
        "contributor": kenya,
        "stage": "pledged",
        "bounds": held,
        "sources": (ROLL,),
    }
    count: dict[str, object] = {
        "id": "q",
        "subject": PACT,
        "name": "members",
        "unit": "members",
        "sources": (ROLL,),
    }

    assert added(meeting) == "Meeting m, Nairobi meeting, was added: on 2018-07-11, Nairobi."
    assert added(replace(meeting, date=None, city="")) == "Meeting m, Nairobi meeting, was added."
    assert added(Contribution(**given)) == (
        "Contribution g, contribution of Kenya, was added: pledged, amount unknown, "
        "began on 2018-07-11, no end reported (roll)."
    )
    assert added(Contribution(**given, amount=Decimal("17.50"), unit="USD", purpose="water")) == (
        "Contribution g, contribution of Kenya, was added: pledged, 17.5 USD, water, "
        "began on 2018-07-11, no end reported (roll)."
    )
    assert added(Quantity(**count, amount=Decimal(60), comparator="about")) == (
        "Quantity q, members of the Pact, was added: about 60 members (roll)."
    )
    assert added(Quantity(**count, amount=Decimal(600), as_of=PartialDate.parse("2018"))) == (
        "Quantity q, members of the Pact, was added: 600 members, as of 2018 (roll)."
    )
    assert added(Claim(id="c", subject=PACT, property="start_not_before", value="2014")) == (
        "Claim c, start not before of the Pact, was added: 2014."
    )
    assert added(
        Participation(id="p", event=meeting.ref, participant=kenya, role="host", sources=(ROLL,))
    ) == ("Participation p, Kenya as host of Nairobi meeting, was added (roll).")


def test_a_name_may_come_and_go() -> None:
    bare = Claim(id="c", subject=PACT, property="start", value="2014", sources=(ROLL,))
    named = replace(bare, name="the day")

    assert [one.text for one in between_versions([bare], [named])] == [
        'Claim c is now called "the day" (roll).'
    ]
    assert [one.text for one in between_versions([named], [bare])] == [
        'Claim c is no longer called "the day" (roll).'
    ]


def test_an_end_is_told_beside_the_start() -> None:
    before = membership(bounds("2018-02-13", "2018-12-10", "2019-01-01"))
    after = membership(bounds("2018-02-13", "2018-02-13", "2019-03-01", "2019-03-31"))

    assert [one.text for one in between_versions([before], [after])] == [
        (
            "Membership ken-pact-1, Kenya as a member of the Pact, changed in end: was not "
            "reported, and not before 2019-01-01, is now between 2019-03-01 and 2019-03-31 (roll)."
        ),
        (
            "Membership ken-pact-1, Kenya as a member of the Pact, changed in start: was between "
            "2018-02-13 and 2018-12-10, is now on 2018-02-13 (roll)."
        ),
    ]


def test_a_later_attestation_is_told_once() -> None:
    seen = [
        membership(
            bounds("2014-09-10", "2014-09-10", last), attested_to=day(last), attested_by=(ROLL,)
        )
        for last in ("2016-08-24", "2018-07-11")
    ]

    assert [one.text for one in between_versions(seen[:1], seen[1:])] == [
        (
            "Membership ken-pact-1, Kenya as a member of the Pact, changed in last attestation: "
            "was 2016-08-24 by roll, is now 2018-07-11 by roll (roll)."
        )
    ]


def test_things_of_two_datasets_with_one_id_are_told_apart() -> None:
    mine, yours = (
        State(id="ken", name=name, iri=f"https://example.org/{name}") for name in ("mine", "yours")
    )

    assert len(between_versions([mine, yours], [yours, mine])) == 0
    (gone,) = between_versions([mine, yours], [yours])
    assert (gone.change, gone.text) == ("removed", "State ken, mine, was removed.")
    (renamed,) = between_versions([mine], [yours])
    assert renamed.text == 'State ken was renamed from "mine" to "yours".'


# -- without documents ----------------------------------------------------------------------


def test_a_graph_without_nothing_is_the_graph(kg: cg.CoalitionGraph) -> None:
    assert len(kg.compared_with(kg.without())) == 0


def test_what_rests_on_a_document(old: cg.CoalitionGraph) -> None:
    found = old.changes_without("roll", as_of="2016-08-24")

    assert found.title == "Without roll"
    assert {(one.kind, one.id) for one in found.of_change("removed")} >= {
        ("document", "roll"),
        ("membership", "usa-pact-1"),
    }
    answers = {one.id: one.text for one in found.of_change("answered otherwise")}
    assert answers["members_joined"] == (
        "members_joined: 2 rows, then 1; 1 gone, 0 new, 0 with fewer sources."
    )
    assert answers["member_count"] == (
        "member_count, 2016-08-24: 1 rows, then 1; 1 gone, 1 new, 0 with fewer sources."
    )
    assert "meetings" not in answers


def test_the_table_of_answers_counts_rows(old: cg.CoalitionGraph) -> None:
    table = old.answers_without("roll", as_of=["2016-08-24", date(2018, 7, 11)])
    counted = [row for row in table if row.question == "member_count"]

    assert [row.as_of for row in counted] == ["2016-08-24", "2018-07-11"]
    assert all(row.gone == row.new == row.rows == 1 for row in counted)
    assert all(row.gone or row.new or row.fewer_sources for row in table)
    without = old.without("roll")
    for row in table:
        given = {"as_of": row.as_of} if row.as_of else {}
        assert len(old.answer(row.question, **given)) == row.rows
        assert len(without.answer(row.question, **given)) == row.rows_without
    assert "member_count" not in old.answers_without("roll").column("question")


def test_a_row_that_keeps_its_values_but_not_its_documents(write_dataset: WriteDataset) -> None:
    both = """\
id,name,date,city,meeting_of,sources
2018-nairobi,Nairobi meeting,2018-07-11,Nairobi,pact,minutes;roll
"""
    table = cg.load(write_dataset(meetings=both)).answers_without("roll")
    (row,) = (row for row in table if row.question == "meetings")

    assert row[2:] == (1, 1, 0, 0, 1)


def test_an_unknown_document_is_told(old: cg.CoalitionGraph) -> None:
    with pytest.raises(UnknownNameError, match="no document 'rol'; did you mean 'roll'"):
        old.changes_without("rol")


# -- the forms ------------------------------------------------------------------------------

SOME = Differences.of(
    "From a to b",
    [
        Difference("removed", "state", "b", "*B* \x1b[31m went.", "B", "", (ROLL, MINUTES)),
        Difference("added", "state", "z", "Z came."),
        Difference("added", "document", "y", "Y came."),
        Difference("added", "state", "a", "A came."),
    ],
)


def test_differences_come_by_change_then_kind_then_id() -> None:
    assert [one.id for one in SOME] == ["y", "a", "z", "b"]
    assert SOME.counts == {"added": 3, "removed": 1}
    assert [str(one) for one in SOME[1:3]] == ["A came.", "Z came."]
    assert SOME[0].id == "y"
    assert [one.id for one in SOME.of_change("removed")] == ["b"]
    with pytest.raises(UnknownNameError, match="no change 'remove'; did you mean 'removed'"):
        SOME.of_change("remove")


def test_the_text_is_one_sentence_a_line_and_safe_for_a_terminal() -> None:
    assert str(SOME).splitlines() == [
        "From a to b: 3 added, 1 removed.",
        "",
        "Added (3)",
        "  Y came.",
        "  A came.",
        "  Z came.",
        "",
        "Removed (1)",
        "  *B* \ufffd[31m went.",
    ]


def test_the_table_has_a_row_for_each() -> None:
    table = SOME.answer()

    assert table.columns[:7] == (
        "change",
        "kind",
        "fact_id",
        "sentence",
        "before",
        "after",
        "sources",
    )
    assert list(table.rows) == SOME.rows()
    assert table[3].sources == ("roll", "minutes")
    assert table[0].before is None
    assert table.sources().column("document_id") == ["minutes", "roll"]


def test_the_forms_by_name() -> None:
    assert json.loads(SOME.to("json"))[0]["fact_id"] == "y"
    assert [row["fact_id"] for row in csv.DictReader(io.StringIO(SOME.to("csv")))] == [
        one.id for one in SOME
    ]
    assert SOME.to("text") == f"{SOME}\n"
    assert "\n## Removed (1)\n\n- \\*B\\* " in SOME.to("markdown")
    with pytest.raises(UnknownNameError, match="no format 'html'"):
        SOME.to("html")


def test_a_difference_has_a_place_for_all_that_is_said() -> None:
    names = [item.name for item in fields(Difference)]

    assert names[:7] == ["change", "kind", "id", "text", "before", "after", "documents"]


# -- the command ----------------------------------------------------------------------------


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["diff", *words])
    out, err = capsys.readouterr()
    return code, out, err


def test_diff_of_two_days(capsys: pytest.CaptureFixture[str], tiny_dataset: Path) -> None:
    code, out, _ = run(capsys, "2017", "2018-12-31", "--data", str(tiny_dataset))

    assert code == 0
    assert out.splitlines()[:4] == [
        "From 2017-12-31 to 2018-12-31: 1 joined, 1 held.",
        "",
        "Joined (1)",
        "  Kenya joined The Pact between 2018-01-01 and 2018-07-12 (minutes).",
    ]


def test_diff_of_two_folders_both_ways(
    capsys: pytest.CaptureFixture[str], write_dataset: WriteDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    older, newer = write_dataset(), write_dataset(folder="newer", **NEWER)
    code, out, _ = run(capsys, str(older), str(newer))
    _, back, _ = run(capsys, str(newer), str(older), "--format", "json")

    assert code == 0
    assert out.startswith("From tiny to newer: 3 added, 1 removed, 1 renamed, 6 corrected, ")
    rows = json.loads(back)
    assert {row["fact_id"] for row in rows if row["change"] == "added"} == {"usa-pact-1"}
    monkeypatch.chdir(older.parent)
    assert run(capsys, "tiny", "tiny")[1] == "From tiny to tiny: no difference.\n"


def test_diff_of_a_folder_and_its_export(
    capsys: pytest.CaptureFixture[str], tiny_dataset: Path, tmp_path: Path
) -> None:
    cg.load(tiny_dataset).export(tmp_path / "tiny.ttl")

    assert run(capsys, str(tiny_dataset), str(tmp_path / "tiny.ttl")) == (
        0,
        "From tiny to tiny.ttl: no difference.\n",
        "",
    )


def test_diff_without_a_document(capsys: pytest.CaptureFixture[str], tiny_dataset: Path) -> None:
    words = ("--without", "roll", "--as-of", "2016-08-24", "--data", str(tiny_dataset))
    code, out, _ = run(capsys, *words)

    assert code == 0
    assert out.startswith("Without roll: ")
    assert "  member_count, 2016-08-24: 1 rows, then 1; 1 gone, 1 new, " in out
    rows = list(csv.DictReader(io.StringIO(run(capsys, *words, "--format", "csv")[1])))
    assert {row["kind"] for row in rows} >= {"document", "membership", "question"}
    assert run(capsys, *words, "--format", "markdown")[1].startswith("Without roll: ")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "nothing to compare; write two days, or two sources, or --without DOCUMENT"),
        (("2018",), "only '2018' to compare; write two days, or two sources, or --without"),
        (("2018", "tiny"), "'2018' is a day and 'tiny' a source of data; write two days (of one"),
        (("tiny", "2018"), "'2018' is a day and 'tiny' a source of data; write two days (of one"),
        (("2018-02-30", "2019"), "'2018-02-30' is not in the calendar"),
        (("2019", "2018"), "2018-12-31 is earlier than 2019-12-31; give the earlier day first"),
        (("2018", "2019", "--as-of", "2018"), "--as-of goes with --without"),
        (("2018", "--without", "roll"), "--without compares --data with itself; leave out '2018'"),
        (("--without", "roll", "--group", "pact"), "--group goes with two days"),
        (("a", "b", "--group", "pact"), "--group goes with two days"),
        (("2018", "2019", "--format", "html"), "no format 'html'; known: csv, json, markdown"),
        (("2018", "2019", "--group", "pakt"), "did you mean 'pact'?"),
        (("--without", "rol"), "no document 'rol'; did you mean 'roll'?"),
    ],
)
def test_wrong_use_of_diff_is_told_in_one_line(
    capsys: pytest.CaptureFixture[str], tiny_dataset: Path, words: tuple[str, ...], message: str
) -> None:
    data = () if words[:2] == ("a", "b") else ("--data", str(tiny_dataset))
    code, out, err = run(capsys, *words, *data)

    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert message in err


def test_two_sources_are_not_joined_by_a_third(
    capsys: pytest.CaptureFixture[str], tiny_dataset: Path
) -> None:
    code, _, err = run(capsys, "a", "b", "--data", str(tiny_dataset))

    assert (code, "OLD and NEW are the data here" in err) == (2, True)


def test_a_folder_that_is_called_like_a_year_can_be_named(
    capsys: pytest.CaptureFixture[str],
    write_dataset: WriteDataset,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_dataset(folder="2018")
    monkeypatch.chdir(tmp_path)

    assert run(capsys, "./2018", "2018/")[1] == "From 2018 to 2018: no difference.\n"
