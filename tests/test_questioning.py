"""The questions about members, posts and meetings give what can be found by trying every day.

Bounds are made up, some missing; the answers of the engine are compared with `Bounds`, or with what
the least and the most favourable of all possible histories give.
"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, timedelta
from itertools import combinations, product
from random import Random

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

import coalition_graph as cg
from coalition_graph import rdf
from coalition_graph.dates import Certainty
from coalition_graph.model import Fact, Meeting, Membership, Participation, Person, Post, Tenure

PAPER = cg.Document(id="paper", title="A paper")
SOURCES = (PAPER.ref,)
PACT = cg.Organisation(id="pact", name="The Pact", kind="coalition", sources=SOURCES)
DAY = date(2015, 3, 1)  # the first of the days tried


def day(number: int) -> date:
    return DAY + timedelta(number)


def graph_of(*facts: Fact) -> cg.CoalitionGraph:
    """Return a graph of facts, as if a dataset held them."""
    graph = cg.CoalitionGraph()
    graph.engine.extend(rdf.quads((PAPER, PACT, *facts), "tried"))
    return graph


def memberships(*spells: tuple[str, cg.Bounds]) -> list[Fact]:
    """Return memberships, each of a state and with bounds, and the states."""
    states = [
        cg.State(id=name, name=name, sources=SOURCES)
        for name in sorted({name for name, _ in spells})
    ]
    members = {state.id: state.ref for state in states}
    return [
        *states,
        *(
            Membership(
                id=f"{name}-{place}",
                member=members[name],
                group=PACT.ref,
                bounds=bounds,
                sources=SOURCES,
            )
            for place, (name, bounds) in enumerate(spells)
        ),
    ]


def tenures(post: Post, *spells: tuple[str, cg.Bounds]) -> list[Fact]:
    """Return tenures of a post, each of a person and with bounds, the post and the persons."""
    people = [Person(id=name, name=name) for name in sorted({name for name, _ in spells})]
    holders = {person.id: person.ref for person in people}
    return [
        post,
        *people,
        *(
            Tenure(
                id=f"{name}-{place}",
                holder=holders[name],
                post=post.ref,
                bounds=bounds,
                sources=SOURCES,
            )
            for place, (name, bounds) in enumerate(spells)
        ),
    ]


@st.composite
def some_bounds(draw: st.DrawFn, *, most: int = 12, missing: bool = True) -> cg.Bounds:
    """Draw bounds that some history fits; without `missing`, only the last may be open."""
    low, high = sorted(draw(st.tuples(*[st.integers(0, most)] * 2)))
    soonest = draw(st.integers(low, most))
    last = draw(st.integers(max(high, soonest), most + 3))
    ended = draw(st.booleans())

    def kept(number: int) -> date | None:
        return None if missing and draw(st.integers(0, 5)) == 0 else day(number)

    return cg.Bounds(
        start_not_before=kept(low),
        start_not_after=kept(high),
        end_not_before=kept(soonest),
        end_not_after=kept(last) if ended else None,
        ended=ended,
    )


def histories(bounds: cg.Bounds, *, first: int = 0, last: int = 20) -> list[tuple[int, int]]:
    """Return all first and last days that bounds allow, counted from `DAY`."""
    started = range(
        number(bounds.start_not_before, first), number(bounds.start_not_after, last) + 1
    )
    ended = range(number(bounds.end_not_before, first), number(bounds.end_not_after, last) + 1)
    return [(start, end) for start in started for end in ended if start <= end]


def number(value: date | None, otherwise: int) -> int:
    return otherwise if value is None else (value - DAY).days


several = st.lists(some_bounds(), min_size=1, max_size=5)


# -- members -------------------------------------------------------------------------------------


@given(several, st.integers(-2, 16), st.integers(0, 8))
def test_during_a_time_is_the_rule_of_bounds(bounds, since, length):
    spells = [(f"m{place % 3}", one) for place, one in enumerate(bounds)]
    first, last = day(since), day(since + length)
    kg = graph_of(*memberships(*spells))

    asked = kg.members_during(first, last, at_least="no")
    told = Counter(
        (name, one.overlaps(f"{first}/{last}"), one.on(f"{first}/{last}")) for name, one in spells
    )
    assert Counter((row.member_id, row.some_day, row.throughout) for row in asked) == told
    for weakest in Certainty:
        kept = kg.members_during(first, last, at_least=weakest)
        assert len(kept) == sum(n for (_, some, _), n in told.items() if some >= weakest)


def test_one_day_is_a_time_too(kg):
    during = kg.members_during("2018-06-01", "2018-06-01")

    assert [(row.member_id, row.some_day) for row in during] == [
        (row.member_id, row.certainty) for row in kg.answer("members_on", as_of="2018-06-01")
    ]
    assert during.column("some_day") == during.column("throughout")


def test_a_time_that_ends_before_it_begins_is_a_mistake(kg):
    with pytest.raises(cg.DateError, match="since 2018-01-01 is later than until 2017-12-31"):
        kg.members_during("2018", "2017")


@given(several)
def test_the_order_of_joining_is_the_rule_of_bounds(bounds):
    spells = [(f"m{place}", one) for place, one in enumerate(bounds)]
    asked = graph_of(*memberships(*spells)).joining_order("m0")
    mine = bounds[0]

    assert sorted((row.member_b_id, row.joined_before, row.joined_after) for row in asked) == [
        (name, mine.began_before(other), other.began_before(mine)) for name, other in spells[1:]
    ]


def test_the_same_known_day_is_neither_before_nor_after():
    same = cg.Bounds(start_not_before=day(1), start_not_after=day(1))
    row = graph_of(*memberships(("a", same), ("b", same))).joining_order("a", "b")[0]

    assert (row.joined_before, row.joined_after) == (Certainty.NO, Certainty.NO)


@given(several, st.integers(-2, 16), st.integers(0, 5))
def test_no_member_is_who_can_have_been_none(bounds, first, length):
    spells = [(f"m{place % 2}", one) for place, one in enumerate(bounds)]
    when = f"{day(first)}/{day(first + length)}"
    kg = graph_of(*memberships(*spells), cg.State(id="never", name="Never", sources=SOURCES))
    outside = {row.agent_id: row.membership for row in kg.not_members_on(when)}

    possible = {name for name, one in spells if one.overlaps(when) > Certainty.NO}
    assert outside.keys() == {"never", *(name for name, _ in spells)} - possible
    assert outside.pop("never") == "never"
    for name, told in outside.items():
        before = any(
            one.end_not_after and one.end_not_after < day(first) for n, one in spells if n == name
        )
        after = any(
            one.start_not_before and one.start_not_before > day(first + length)
            for n, one in spells
            if n == name
        )
        assert told == {(1, 1): "between two", (1, 0): "no more", (0, 1): "not yet"}[before, after]


def shared(one: tuple[int, int], other: tuple[int, int], until: int) -> int:
    return max(0, 1 + min(one[1], other[1], until) - max(one[0], other[0]))


@settings(max_examples=60)
@given(some_bounds(missing=False), some_bounds(missing=False), st.integers(-1, 18))
def test_days_together_are_the_least_and_the_most_of_all_histories(one, other, until):
    kg = graph_of(*memberships(("a", one), ("b", other)))
    rows = kg.days_together(day(until))
    tried = [
        shared(mine, yours, until) for mine, yours in product(histories(one), histories(other))
    ]
    goes_on = [
        shared(mine, yours, until)
        for mine, yours in product(histories(one), histories(other))
        if (one.ended or mine[1] >= until) and (other.ended or yours[1] >= until)
    ]
    if not rows:
        assert max(tried, default=0) == 0
        return
    assert rows[0][4:7] == (min(tried), min(goes_on), max(tried))


def test_days_together_add_up_over_the_memberships_of_both():
    always = cg.Bounds(
        start_not_before=day(0),
        start_not_after=day(0),
        end_not_before=day(90),
        end_not_after=day(90),
    )
    week = {
        "start_not_before": 10,
        "start_not_after": 10,
        "end_not_before": 16,
        "end_not_after": 16,
    }
    twice = [
        cg.Bounds(**{name: day(number + later) for name, number in week.items()})
        for later in (0, 30)
    ]
    kg = graph_of(*memberships(("a", always), ("b", twice[0]), ("b", twice[1])))

    assert [row[4:7] for row in kg.days_together(day(89))] == [(14, 14, 14)]
    assert [row[4:7] for row in kg.days_together(day(42))] == [(10, 10, 10)]
    assert kg.days_together(day(42), "b")[0].member_a_id == "b"


def test_days_together_are_at_least_some_where_nobody_says_when_it_began():
    open_start = cg.Bounds(start_not_after=day(5), end_not_before=day(9))
    kg = graph_of(*memberships(("a", open_start), ("b", open_start)))

    assert [row[4:7] for row in kg.days_together(day(20))] == [(5, 16, None)]


# -- gaps between two ----------------------------------------------------------------------------


def spell(first: int, begun: int, shown: int | None, last: int | None) -> cg.Bounds:
    return cg.Bounds(
        start_not_before=day(first),
        start_not_after=day(begun),
        end_not_before=None if shown is None else day(shown),
        end_not_after=None if last is None else day(last),
    )


@given(some_bounds(most=8, missing=False), some_bounds(most=8, missing=False))
def test_gaps_are_the_least_and_the_most_of_all_histories(before, after):
    later = cg.Bounds(
        **{
            name: value and value + timedelta(9)
            for name in ("start_not_before", "start_not_after", "end_not_before", "end_not_after")
            for value in [getattr(after, name)]
        }
    )
    gaps = [
        max(0, start - end - 1)
        for (_, end), (start, _) in product(histories(before, last=40), histories(later, last=40))
    ]
    expected = (min(gaps), max(gaps))

    (returned,) = graph_of(*memberships(("a", before), ("a", later))).members_returned()
    assert (returned.least_days, returned.most_days) == expected
    vacant = graph_of(*tenures(Post(id="chair", name="Chair"), ("p", before), ("q", later)))
    rows = vacant.post_vacancies()
    assert [(row.least_days, row.most_days) for row in rows] == [expected] * (expected[1] > 0)
    assert all((row.no_known_holder == Certainty.CERTAIN) == (expected[0] > 0) for row in rows)


def test_each_return_is_told_between_its_own_two_memberships():
    kg = graph_of(
        *memberships(
            ("a", spell(30, 30, 35, None)), ("a", spell(0, 0, 5, 5)), ("a", spell(10, 12, 20, 24))
        )
    )

    assert [
        (row.end_not_after, row.start_not_before, row.least_days, row.most_days)
        for row in kg.members_returned()
    ] == [
        (day(5), day(10), 4, 6),
        (day(24), day(30), 5, 9),
    ]


CHAIR = Post(id="chair", name="Chair", post_in=PACT.ref)


@pytest.mark.parametrize(
    ("third", "told"),
    [
        (spell(0, 0, 3, 3), [("certain", 4)]),  # had left long before
        (spell(0, 0, 40, None), []),  # held it all the time
        (spell(0, 0, 4, None), [("possible", 0)]),  # may have held it still
        (spell(0, 0, 17, 17), [("possible", 0)]),  # held it in a part of the gap
    ],
)
def test_a_third_holder_may_fill_the_gap(third, told):
    kg = graph_of(
        *tenures(CHAIR, ("p", spell(5, 5, 15, 15)), ("q", spell(20, 20, 30, 30)), ("r", third))
    )

    rows = [row for row in kg.post_vacancies("chair") if row.next_id == "q"]
    assert [(row.no_known_holder, row.least_days) for row in rows] == told


def test_a_handing_over_leaves_no_gap():
    kg = graph_of(*tenures(CHAIR, ("p", spell(0, 0, 9, 9)), ("q", spell(9, 9, 15, 15))))
    assert len(kg.post_vacancies()) == 0

    kg = graph_of(*tenures(CHAIR, ("p", spell(0, 0, 9, 9)), ("q", spell(10, 10, 15, 15))))
    assert len(kg.post_vacancies()) == 0


# -- meetings ------------------------------------------------------------------------------------


def meeting(first: int, last: int, name: str = "gathering") -> Meeting:
    when = cg.PartialDate.parse(f"[{day(first)}..{day(last)}]")
    return Meeting(id=name, name=name, date=when, meeting_of=PACT.ref, sources=SOURCES)


@given(several, st.integers(-2, 16), st.integers(0, 5))
def test_holders_at_a_meeting_are_who_may_have_held_the_post_on_one_of_its_days(
    bounds, first, length
):
    spells = [(f"p{place}", one) for place, one in enumerate(bounds)]
    gathering = meeting(first, first + length)
    acting = Participation(
        id="acting",
        event=gathering.ref,
        participant=cg.Ref("person", "p0"),
        role="speaker",
        capacity=CHAIR.ref,
        sources=SOURCES,
    )
    kg = graph_of(gathering, acting, *tenures(CHAIR, *spells))
    when = gathering.date.text

    expected = {}
    for name, one in spells:
        if one.overlaps(when) > Certainty.NO:
            expected[name] = max(one.on(when), Certainty.POSSIBLE)
    held = kg.post_holders_at_meetings("chair", group="pact")
    assert {row.person_id: row.certainty for row in held if row.person_id} == expected
    assert {row.person_id for row in held if row.took_part == "yes"} == {"p0"} & expected.keys()

    there = kg.who_could_have_been_there("gathering", group="pact")
    assert {row.person_id: row.certainty for row in there} == {"p0": Certainty.NO, **expected}
    assert {row.person_id for row in there if row.mismatch == "yes"} == {
        name for name, certainty in expected.items() if certainty >= "presumed" and name != "p0"
    } | {name for name in ("p0",) if name not in expected}


def test_who_acted_for_a_post_without_a_known_tenure_is_told_without_a_certainty():
    gathering, stranger = meeting(3, 3), Person(id="stranger", name="Stranger")
    acting = Participation(
        id="acting",
        event=gathering.ref,
        participant=stranger.ref,
        role="speaker",
        capacity=CHAIR.ref,
        sources=SOURCES,
    )
    holder = ("p", spell(0, 0, 9, 9))
    kg = graph_of(gathering, stranger, acting, *tenures(CHAIR, holder))

    asked = kg.who_could_have_been_there("gathering", group="pact", at_least="certain")
    assert [
        (r.person_id, r.certainty, r.took_part, r.in_capacity_ids, r.mismatch) for r in asked
    ] == [
        ("p", Certainty.CERTAIN, "not seen", ("stranger",), "yes"),
        ("stranger", None, "yes", ("stranger",), "no"),
    ]


def test_first_and_last_meetings_are_all_that_may_have_been_it():
    kg = graph_of(
        meeting(0, 9, "early"),
        meeting(5, 6, "sharp"),
        meeting(7, 7, "after-sharp"),
        meeting(20, 30, "late"),
        meeting(25, 25, "later"),
        Meeting(id="undated", name="Undated", meeting_of=PACT.ref, sources=SOURCES),
    )
    (row,) = kg.body_events(group="pact")

    assert (row.meetings, row.undated) == (6, 1)
    assert (row.first_meeting_ids, row.first_day, row.first_by) == (
        ("early", "sharp"),
        day(0),
        day(6),
    )
    assert (row.last_meeting_ids, row.last_from, row.last_day) == (
        ("late", "later"),
        day(25),
        day(30),
    )


def test_an_open_date_leaves_the_first_and_the_last_day_open():
    dates = {"since": f"{day(5)}/..", "by": f"../{day(9)}"}
    kg = graph_of(
        *(
            Meeting(
                id=name,
                name=name,
                date=cg.PartialDate.parse(text),
                meeting_of=PACT.ref,
                sources=SOURCES,
            )
            for name, text in dates.items()
        )
    )
    (row,) = kg.body_events(group="pact")

    assert row.first_meeting_ids == row.last_meeting_ids == ("by", "since")
    assert (row.first_day, row.first_by, row.last_from, row.last_day) == (
        None,
        day(9),
        day(5),
        None,
    )


def test_the_strongest_role_in_a_body_is_told():
    bodies = [
        cg.Body(id=name, name=name, part_of=PACT.ref, sources=SOURCES)
        for name in ("led", "joined", "visited", "watched", "other")
    ]
    state = cg.State(id="nor", name="Norway", sources=SOURCES)
    facts: list[Fact] = [*bodies, state]
    for body, role in combinations_of(bodies[:4]):
        gathering = Meeting(
            id=f"at-{body.id}", name="A meeting", meeting_of=body.ref, sources=SOURCES
        )
        part = Participation(
            id=f"part-{body.id}",
            event=gathering.ref,
            participant=state.ref,
            role=role,
            sources=SOURCES,
        )
        facts += [gathering, part]
    led = cg.Leadership(
        id="leading", leader=state.ref, led=bodies[0].ref, role="co-lead", sources=SOURCES
    )
    joined = Membership(id="joining", member=state.ref, group=bodies[1].ref, sources=SOURCES)

    asked = graph_of(*facts, led, joined).bodies_of_member("nor")
    assert [(row.body_id, row.role, row.meetings) for row in asked] == [
        ("joined", "belongs", 1),
        ("led", "leads", 1),
        ("visited", "takes part", 1),
        ("watched", "observes", 1),
    ]


def combinations_of(bodies: list[cg.Body]) -> list[tuple[cg.Body, str]]:
    return list(zip(bodies, ("observer", "observer", "attendee", "observer"), strict=True))


def test_a_representative_is_told_with_role_and_capacity(kg):
    asked = kg.representatives("nato")

    assert {"jens-stoltenberg"} <= set(asked.column("representative_id"))
    assert all(row.agent_id == "nato" and row.sources for row in asked)
    everything = kg.representatives()
    assert len(everything) == sum(
        1 for part in kg._reader.facts(Participation) if part.on_behalf_of
    )
    assert {row.meeting_id for row in kg.representatives(meeting="2014-12-03-brussels")} == {
        "2014-12-03-brussels"
    }


def drawn(random: Random) -> cg.Bounds:
    """Return bounds of which each may be missing."""
    low, high = sorted((random.randint(0, 40), random.randint(0, 40)))
    soonest = random.randint(low, 60)
    days = {
        "start_not_before": low,
        "start_not_after": high,
        "end_not_before": soonest,
        "end_not_after": random.randint(max(high, soonest), 90),
    }
    kept = {name: day(value) for name, value in days.items() if random.random() < 0.7}
    return cg.Bounds(**kept, ended=random.random() < 0.3)


@pytest.mark.parametrize("seed", range(3))
def test_plain_rdflib_gives_the_same_rows_about_any_bounds(seed):
    random = Random(seed)
    gatherings = [meeting(low, low + random.randint(0, 9), f"at-{low}") for low in (5, 30, 33, 70)]
    acting = Participation(
        id="acting",
        event=gatherings[0].ref,
        participant=cg.Ref("person", "p0"),
        role="speaker",
        on_behalf_of=PACT.ref,
        capacity=CHAIR.ref,
        sources=SOURCES,
    )
    kg = graph_of(
        *gatherings,
        acting,
        cg.State(id="outside", name="Outside", sources=SOURCES),
        *memberships(*((f"m{place % 5}", drawn(random)) for place in range(9))),
        *tenures(CHAIR, *((f"p{place % 4}", drawn(random)) for place in range(6))),
    )
    text = kg.engine.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    plain = rdflib.Graph().parse(data=text, format="nt")
    since, until = sorted((random.randint(0, 80), random.randint(0, 80)))

    answers = (
        kg.members_during(day(since), day(until), at_least="no"),
        kg.joining_order("m0"),
        kg.not_members_on(f"{day(since)}/{day(since + 5)}"),
        kg.members_returned(),
        kg.days_together(day(until)),
        kg.days_together(day(until), "m1"),
        kg.post_vacancies(),
        kg.post_holders_at_meetings("chair"),
        kg.who_could_have_been_there("at-30", at_least="no"),
        kg.representatives(),
        kg.body_events(),
    )
    for answer in answers:
        result = plain.query(answer.sparql)
        rows = [[told(row.get(name), str(name)) for name in result.vars] for row in result.bindings]
        rows = [row for row in rows if any(row)]  # rdflib groups nothing into one row
        assert rows == list(csv.reader(answer.to_csv().splitlines()))[1:], answer.sparql
    assert min(map(len, answers)) > 0


def told(term: rdflib.term.Node | None, column: str) -> str:
    """Write an rdflib term as an answer writes the value."""
    text = "" if term is None else str(term)
    if column == "sources" or column.endswith("_ids"):
        return ";".join(sorted(set(filter(None, text.split(";")))))
    return text


def test_every_pair_of_members_is_asked_about_in_less_than_a_second(kg):
    from time import process_time

    begun = process_time()
    pairs = kg.days_together("2026-11-20")
    taken = process_time() - begun

    members = [one.member.id for one in kg.members()]
    asked = {frozenset((row.member_a_id, row.member_b_id)) for row in pairs}
    assert asked == set(map(frozenset, combinations(members, 2)))
    assert len(asked) == len(pairs) == 3_916
    assert taken < 1
