"""Which documents cannot all be right, and which bounds follow from all of them together."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import WriteDataset
from hypothesis import given
from hypothesis import strategies as st

from coalition_graph import (
    Body,
    Bounds,
    Claim,
    CoalitionGraph,
    DateError,
    Leadership,
    Meeting,
    Membership,
    Organisation,
    PartialDate,
    Post,
    Quantity,
    Ref,
    Tenure,
)
from coalition_graph._resources import resource
from coalition_graph.cli import main
from coalition_graph.commands.check import as_json, as_text
from coalition_graph.contradictions import Contradiction, contradictions, tightened
from coalition_graph.loaders.tables import load_tables
from coalition_graph.model import Fact

ACT = Ref("document", "act", "The act")
ROLL = Ref("document", "roll", "Roll of members")
PAPER = Ref("document", "paper", "The paper")
PACT = Organisation(id="pact", name="the Pact", kind="coalition")
NORWAY = Membership(
    id="nor-pact-1", member=Ref("state", "nor", "Norway"), group=Ref("organisation", "pact")
)
CELL = Body(id="cell", name="the Cell")
LEADS = Leadership(
    id="usa-cell-1", leader=Ref("state", "usa", "United States"), led=CELL.ref, role="lead"
)
CHAIR = Post(id="chair", name="Chair", post_in=Ref("organisation", "pact", "the Pact"))
ONE_CHAIR = Post(id="chair", name="Chair", post_in=CHAIR.post_in, one_holder=True)


def says(what: str, value: str, *documents: Ref, of: Fact = NORWAY, jointly: bool = False) -> Claim:
    """Return a claim, under an id that tells it from others."""
    name = f"{of.id}-{what}-{value}".replace("_", "-").replace("..", "-").strip("[]")
    return Claim(
        id=f"{name}-{'-'.join(one.id for one in documents)}",
        subject=of.ref,
        property=what,
        value=value,
        sources=documents,
        jointly=jointly,
    )


def holds(person: str, number: int = 1) -> Tenure:
    holder = Ref("person", person, person.capitalize())
    return Tenure(id=f"{person}-chair-{number}", holder=holder, post=CHAIR.ref)


def ids(refs: Sequence[Ref]) -> list[str]:
    return [one.id for one in refs]


def only(*facts: Fact) -> Contradiction:
    (found,) = contradictions(facts)
    return found


# -- days of one thing ------------------------------------------------------------------------


def test_what_ended_is_not_attested_later() -> None:
    found = only(NORWAY, says("end", "2015-06-01", PAPER), says("attested", "2016-02-02", ROLL))

    assert (found.kind, found.subject.id) == ("dates", "nor-pact-1")
    assert ids(found.documents) == ids(found.fewest) == ["paper", "roll"]
    assert ids(found.claims) == [
        "nor-pact-1-attested-2016-02-02-roll",
        "nor-pact-1-end-2015-06-01-paper",
    ]
    assert (
        found.text
        == str(found)
        == (
            "Norway as a member of pact ended on 2015-06-01 according to The paper (paper), and "
            "held on 2016-02-02 according to Roll of members (roll). This cannot all be right."
        )
    )


def test_nothing_ends_before_it_begins() -> None:
    found = only(
        NORWAY, says("end_not_after", "2015-01-31", PAPER), says("start", "[2015-02..2015-04]", ACT)
    )

    assert found.rules == ("nothing ends before it begins",)
    assert found.text == (
        "Norway as a member of pact had ended by 2015-01-31 according to The paper (paper), and "
        "began between 2015-02-01 and 2015-04-30 according to The act (act). This cannot all be "
        "right: nothing ends before it begins."
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("start_not_before", "2015-03-01"), ("attested", "2015-02")),
        (("start_not_before", "2015-03-01"), ("start_not_after", "2015-02-28")),
        (("start", "2015"), ("start_not_after", "2014-12-31")),
        (("end_not_before", "2015-03-01"), ("end", "2015-02")),
        (("end_not_before", "2015-03-01"), ("end_not_after", "2015-02-28")),
        (("start", "2016"), ("end", "2015")),
    ],
)
def test_every_way_of_telling_days_is_heard(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert only(NORWAY, says(*one, ACT), says(*other, PAPER)).kind == "dates"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("start", "2015"), ("start", "2015-02-10")),
        (("start", "2015"), ("start_not_before", "2015-12-31")),
        (("start", "2015-02-10"), ("end", "2015-02-10")),
        (("attested", "2015-02"), ("start", "2015-02-28")),
        (("attested", "2015-02"), ("end", "2015-02-01")),
        (("start", "2015-02-10~"), ("attested", "2015-02-01")),
        (("start", "2015"), ("date", "2014")),
    ],
)
def test_what_may_be_true_together_is_no_contradiction(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    assert contradictions([NORWAY, says(*one, ACT), says(*other, PAPER)]) == ()


def test_documents_that_say_the_same_are_named_together_and_one_is_enough() -> None:
    found = only(
        NORWAY,
        says("end", "2015-06-01", PAPER, ACT),
        says("end", "2015-06-01", ROLL),
        says("attested", "2016", ROLL),
    )

    assert ids(found.documents) == ["act", "paper", "roll"]
    assert ids(found.fewest) == ["roll"]


def test_documents_that_support_a_day_jointly_stay_together() -> None:
    found = only(
        NORWAY, says("end", "2015", PAPER, ACT, jointly=True), says("attested", "2016", ROLL)
    )

    assert ids(found.fewest) == ["act", "paper", "roll"]
    assert "ended in 2015 according to The paper (paper) and The act (act) together" in found.text


def test_a_document_that_says_it_alone_is_quoted_before_those_that_say_it_jointly() -> None:
    found = only(
        NORWAY,
        says("end", "2015", PAPER),
        says("end", "2015", PAPER, ACT, jointly=True),
        says("attested", "2016", ROLL),
    )

    assert ids(found.documents) == ["paper", "roll"]
    assert len(found.claims) == 3


def test_without_claims_the_bounds_of_a_fact_speak_for_all_its_documents() -> None:
    early = Body(
        id="cell",
        name="the Cell",
        sources=(ACT,),
        bounds=Bounds(start_not_before=date(2015, 3, 1)),
    )
    lead = Leadership(
        id="usa-cell-1",
        leader=LEADS.leader,
        led=early.ref,
        role="lead",
        sources=(PAPER, ROLL),
        bounds=Bounds(start_not_after=date(2015, 2, 1), end_not_before=date(2015, 2, 1)),
    )
    found = only(early, lead)

    assert ids(found.claims) == ["cell", "usa-cell-1"]
    assert ids(found.fewest) == ["act", "paper", "roll"]


def test_a_claim_without_document_still_contradicts() -> None:
    found = only(NORWAY, says("end", "2015"), says("attested", "2016", ROLL))

    assert ids(found.fewest) == ids(found.documents) == ["roll"]
    assert "ended in 2015 without a document" in found.text


def test_a_date_that_cannot_be_read_is_told_with_its_claim() -> None:
    with pytest.raises(DateError, match="claim nor-pact-1-start-soon-act, property start: 'soon'"):
        contradictions([NORWAY, says("start", "soon", ACT)])


# -- values -----------------------------------------------------------------------------------


def test_different_beginnings_are_told_in_one_block() -> None:
    found = only(
        NORWAY,
        says("start", "2015-02-11", ROLL),
        says("start", "2014", PAPER),
        says("start", "2015-02-10", ACT),
    )

    assert (found.kind, ids(found.documents)) == ("value", ["act", "paper", "roll"])
    assert len(found.fewest) == 2
    assert found.text == (
        "Norway as a member of pact: the beginning is given in ways that cannot all be right: "
        "in 2014 according to The paper (paper); on 2015-02-10 according to The act (act); "
        "on 2015-02-11 according to Roll of members (roll)."
    )


def test_a_value_that_fits_all_others_is_not_in_the_block() -> None:
    found = only(
        NORWAY,
        says("start", "2015-02-11", ROLL),
        says("start", "2015", PAPER),
        says("start", "2015-02-10", ACT),
    )

    assert ids(found.documents) == ["act", "roll"]


def test_one_document_may_disagree_with_itself() -> None:
    found = only(
        NORWAY, says("start", "2014", PAPER, ACT), says("start", "2015", ROLL, PAPER, jointly=False)
    )

    assert ids(found.fewest) == ["paper"]


def test_meetings_have_one_date_and_quantities_one_amount() -> None:
    meeting = Meeting(id="oslo", name="Oslo meeting")
    size = Quantity(id="size", subject=PACT.ref, name="size", amount=Decimal(12))
    found = contradictions(
        [
            meeting,
            size,
            says("date", "2014-10-27", ACT, of=meeting),
            says("date", "2014-10-28", ROLL, of=meeting),
            says("amount", "12", ACT, of=size),
            says("amount", "12.0", ROLL, of=size),
            says("amount", "13", PAPER, of=size),
        ]
    )

    assert [(one.kind, one.subject.id, ids(one.documents)) for one in found] == [
        ("value", "oslo", ["act", "roll"]),
        ("value", "size", ["act", "paper", "roll"]),
    ]
    assert found[0].text.startswith("Oslo meeting: the date is given in ways")
    assert "the amount is given in ways that cannot all be right: 12 according" in found[1].text


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2016", "in 2016"),
        ("2016-02-10", "on 2016-02-10"),
        ("2016-02-10~", "about 2016-02-10"),
        ("[2016-02..2016-03]", "between 2016-02-01 and 2016-03-31"),
        ("[2016-02..]", "on 2016-02-01 or later"),
    ],
)
def test_a_day_is_told_as_exactly_as_it_is_written(written: str, told: str) -> None:
    found = only(NORWAY, says("start", written, ACT), says("start", "[..2014-12]", ROLL))

    assert f"by 2014-12-31 according to Roll of members (roll); {told} according" in found.text


def test_amounts_that_are_no_numbers_differ_as_words() -> None:
    size = Quantity(id="size", subject=PACT.ref, name="size", amount=Decimal(12))
    many = [says("amount", "many", document, of=size) for document in (ACT, ROLL)]

    assert contradictions([size, *many]) == ()
    assert only(size, *many, says("amount", "few", PAPER, of=size)).kind == "value"


def test_an_accepted_value_is_held_against_the_rest() -> None:
    kept = says("start", "2016", ACT)
    aside = Claim(
        id="aside",
        subject=NORWAY.ref,
        property="start",
        value="2014",
        status="conflict",
        sources=(PAPER,),
    )
    found = contradictions([NORWAY, kept, aside, says("attested", "2015", ROLL)])

    assert [(one.kind, ids(one.documents)) for one in found] == [
        ("value", ["act", "paper"]),
        ("dates", ["act", "roll"]),
    ]


def test_where_no_value_is_accepted_one_of_them_is_right() -> None:
    starts = (says("start", "2015-03", ACT), says("start", "2016-03", PAPER))

    within = contradictions([NORWAY, *starts, says("attested", "2015-06", ROLL)])
    before = contradictions([NORWAY, *starts, says("attested", "2014-06", ROLL)])

    assert [one.kind for one in within] == ["value"]
    assert [one.kind for one in before] == ["value", "dates"]
    assert ids(before[1].fewest) == ["act", "paper", "roll"]


# -- groups that do not exist yet -------------------------------------------------------------


def test_nobody_belongs_to_a_group_before_it_exists() -> None:
    found = only(
        PACT,
        NORWAY,
        says("start", "2014-09-10", ACT, of=PACT),
        says("attested", "2014-09-05", ROLL),
    )

    assert (found.kind, found.subject.id) == ("existence", "nor-pact-1")
    assert found.text == (
        "Norway as a member of pact held on 2014-09-05 according to Roll of members (roll); "
        "the Pact began on 2014-09-10 according to The act (act). This cannot all be right: "
        "nobody belongs to a group, leads it or holds a post in it before it exists."
    )


def test_nobody_leads_a_body_before_it_exists() -> None:
    early = Body(
        id="cell",
        name="the Cell",
        sources=(ACT,),
        bounds=Bounds(start_not_before=date(2015, 3, 1)),
    )
    found = only(early, LEADS, says("attested", "2015-02", PAPER, of=LEADS))

    assert (found.kind, found.subject.id, ids(found.fewest)) == (
        "existence",
        "usa-cell-1",
        ["act", "paper"],
    )


def test_nobody_holds_a_post_in_what_does_not_exist() -> None:
    ann = holds("ann")
    found = only(
        PACT,
        CHAIR,
        ann,
        says("start", "2015", ACT, of=PACT),
        says("attested", "2014", ROLL, of=ann),
    )

    assert (found.kind, found.subject.label) == ("existence", "Ann as Chair")


# -- posts of one holder ----------------------------------------------------------------------


def test_a_post_of_one_holder_is_not_held_by_two() -> None:
    ann, bob = holds("ann"), holds("bob")
    found = only(
        ONE_CHAIR,
        ann,
        bob,
        says("attested", "2015-01-15", ACT, of=ann),
        says("attested", "2017-01-15", ROLL, of=ann),
        says("attested", "2016-01-15", PAPER, of=bob),
    )

    assert (found.kind, found.subject.id) == ("one-holder", "chair")
    assert ids(found.fewest) == ["act", "paper", "roll"]
    assert found.rules == ("Chair (the Pact) is a post of one holder at a time",)
    assert "Ann as Chair held on 2015-01-15 according to The act (act), and held on" in found.text


def test_one_document_that_tells_of_two_holders_comes_before_three() -> None:
    ann, bob = holds("ann"), holds("bob")
    found = contradictions(
        [
            ONE_CHAIR,
            ann,
            bob,
            *(says("attested", f"2015-0{month}", ACT, of=ann) for month in (1, 2)),
            *(says("attested", f"2017-0{month}", ROLL, of=ann) for month in (1, 2)),
            says("attested", "2016-01-10", Ref("document", "list"), of=bob),
            says("attested", "2016-01-15", PAPER, of=bob),
            says("attested", "2014", PAPER, of=ann),
            says("attested", "2018", PAPER, of=ann),
        ]
    )

    assert sorted(ids(one.fewest) for one in found) == [["act", "list", "roll"], ["paper"]]


@pytest.mark.parametrize("post", [CHAIR, ONE_CHAIR])
def test_the_day_of_a_hand_over_is_shared(post: Post) -> None:
    ann, bob = holds("ann"), holds("bob")
    days = [
        says("start", "2015-01-01", ACT, of=ann),
        says("end", "2016-01-20", ACT, of=ann),
        says("start", "2016-01-20", ROLL, of=bob),
    ]

    assert contradictions([post, ann, bob, *days]) == ()


def test_a_post_that_several_may_hold_is_held_by_several() -> None:
    ann, bob = holds("ann"), holds("bob")
    days = [says("attested", value, ACT, of=ann) for value in ("2015", "2017")]

    assert contradictions([CHAIR, ann, bob, *days, says("attested", "2016", ROLL, of=bob)]) == ()


def test_nobody_stands_in_their_own_way() -> None:
    first, second = holds("ann"), holds("ann", 2)
    days = [says("attested", value, ACT, of=first) for value in ("2015", "2017")]

    assert contradictions([ONE_CHAIR, first, second, *days, says("start", "2016", of=second)]) == ()


def test_an_order_that_is_not_certain_is_not_made_up() -> None:
    ann, bob = holds("ann"), holds("bob")
    days = [says("attested", "2015", ACT, of=ann), says("attested", "2015", ROLL, of=bob)]

    assert contradictions([ONE_CHAIR, ann, bob, *days]) == ()
    told = tightened([ONE_CHAIR, ann, bob, *days])
    assert [reason.rules for one in told for reason in one.reasons] == [(), (), (), ()]


def test_posts_of_one_name_are_told_apart() -> None:
    other = Post(id="a-chair", name="Chair", post_in=CHAIR.post_in, one_holder=True)
    ann, bob = holds("ann"), holds("bob")
    elsewhere = Tenure(id="cid-a-chair-1", holder=Ref("person", "cid"), post=other.ref)
    found = only(
        other,
        ONE_CHAIR,
        ann,
        bob,
        elsewhere,
        says("attested", "2015", ACT, of=ann),
        says("attested", "2017", ROLL, of=ann),
        says("attested", "2016", PAPER, of=bob),
        says("attested", "2016", PAPER, of=elsewhere),
    )

    assert found.subject.id == "chair"


# -- disagreements ----------------------------------------------------------------------------


def figure(name: str, amount: int, *others: str, **more: object) -> Quantity:
    return Quantity(
        id=name,
        subject=Ref("state", "irq", "Iraq"),
        name=f"{name} planned",
        amount=Decimal(amount),
        unit="brigades",
        conflicts_with=tuple(Ref("quantity", other) for other in others),
        sources=(PAPER,),
        **more,  # type: ignore[arg-type]
    )


def test_figures_marked_as_not_agreeing_are_told_together() -> None:
    found = only(
        figure("all", 12, "army", "militia"),
        figure("army", 9, "all", comparator="about"),
        figure("militia", 4),
        figure("police", 3),
    )

    assert (found.kind, ids(found.claims)) == ("disagreement", ["all", "army", "militia"])
    assert found.fewest == found.rules == ()
    assert found.text == (
        "Iraq: these do not agree: all planned: 12 brigades according to The paper (paper); "
        "army planned: about 9 brigades according to The paper (paper); militia planned: "
        "4 brigades according to The paper (paper)."
    )


def test_claims_in_words_may_disagree_with_figures_and_with_days() -> None:
    words = Claim(
        id="words",
        subject=PACT.ref,
        name="plan",
        value="no brigades",
        conflicts_with=(Ref("quantity", "all"), Ref("quantity", "nowhere")),
        sources=(ACT,),
    )
    day = Claim(
        id="day",
        subject=PACT.ref,
        property="start",
        value="2015",
        conflicts_with=(words.ref,),
        sources=(ROLL,),
    )
    found = only(PACT, figure("all", 12), words, day)

    assert ids(found.documents) == ["act", "paper", "roll"]
    assert found.text.startswith("the Pact and Iraq: these do not agree: beginning: 2015 according")


def test_what_is_told_as_a_contradiction_is_not_told_as_a_disagreement() -> None:
    early, late = says("start", "2014", PAPER), says("start", "2015", ACT)
    marked = Claim(
        id=late.id,
        subject=late.subject,
        property="start",
        value="2015",
        sources=(ACT,),
        conflicts_with=(early.ref,),
    )

    assert [one.kind for one in contradictions([NORWAY, early, marked])] == ["value"]


# -- tightened bounds -------------------------------------------------------------------------


def test_a_successor_ends_a_tenure_and_a_predecessor_begins_the_next() -> None:
    ann, bob = holds("ann"), holds("bob")
    seen = Bounds.from_evidence
    first = Tenure(
        id="ann-chair-1",
        holder=ann.holder,
        post=CHAIR.ref,
        bounds=seen(attested=(PartialDate.parse("2015"),)),
        sources=(ACT,),
    )
    second = Tenure(
        id="bob-chair-1",
        holder=bob.holder,
        post=CHAIR.ref,
        bounds=seen(attested=(PartialDate.parse("2018-03-01"),)),
        sources=(ROLL, PAPER),
    )
    told = {one.subject.id: one for one in tightened([ONE_CHAIR, first, second])}

    assert told["ann-chair-1"].bounds.end_not_after == date(2018, 3, 1)
    assert told["ann-chair-1"].bounds.ended
    assert told["bob-chair-1"].bounds.start_not_before == date(2015, 1, 1)
    (reason,) = told["ann-chair-1"].reasons
    assert (reason.bound, reason.day) == ("end_not_after", date(2018, 3, 1))
    assert reason.jointly
    assert ids(reason.documents) == ["act", "paper", "roll"]
    assert reason.text == (
        "Had ended by 2018-03-01: Bob as Chair had begun by 2018-03-01 according to Roll of "
        "members (roll) and The paper (paper) together; Ann as Chair had begun by 2015-12-31 "
        "according to The act (act); Bob as Chair did not end before 2018-03-01 according to "
        "Roll of members (roll) and The paper (paper) together; Chair (the Pact) is a post of one "
        "holder at a time."
    )


def test_members_join_no_earlier_than_the_group_begins() -> None:
    (told,) = tightened([PACT, NORWAY, says("start", "2014-09", ACT, of=PACT)])

    assert told.subject.label == "Norway as a member of pact"
    assert told.bounds == Bounds(start_not_before=date(2014, 9, 1), end_not_before=date(2014, 9, 1))
    assert not told.reasons[0].jointly
    assert told.reasons[0].text == (
        "Did not begin before 2014-09-01: the Pact began in 2014-09 according to The act (act); "
        "nobody belongs to a group, leads it or holds a post in it before it exists."
    )


def test_claims_that_were_set_aside_tighten_nothing() -> None:
    aside = Claim(
        id="aside",
        subject=PACT.ref,
        property="start",
        value="2014-09",
        status="superseded",
        sources=(ACT,),
    )

    assert tightened([PACT, NORWAY, aside]) == ()


def test_what_contradicts_is_left_as_it_is() -> None:
    ann, bob, cid = holds("ann"), holds("bob"), holds("cid")
    facts = [
        ONE_CHAIR,
        ann,
        bob,
        cid,
        says("attested", "2015", ACT, of=ann),
        says("attested", "2017", ROLL, of=ann),
        says("attested", "2016", PAPER, of=bob),
        says("attested", "2019", ACT, of=cid),
    ]

    assert {one.kind for one in contradictions(facts)} == {"one-holder"}
    assert ids([one.subject for one in tightened(facts)]) == ["cid-chair-1"]


def test_what_is_left_of_a_contradiction_narrows_no_bound_away() -> None:
    bounds = Bounds(start_not_after=date(2015, 1, 1))
    member = Membership(
        id="nor-pact-1", member=NORWAY.member, group=PACT.ref, bounds=bounds, sources=(ROLL,)
    )
    begun = [
        says("start", "2016-01", ACT, of=PACT),
        says("start_not_before", "2015-06-01", PAPER, of=PACT),
    ]

    assert only(PACT, member, *begun).kind == "existence"
    assert tightened([PACT, member, *begun]) == ()


# -- laws -------------------------------------------------------------------------------------

DAY_ONE = date(2014, 1, 1)
WIDENED = st.integers(0, 500)


def near(draw: st.DrawFn, day: date) -> str:
    """Write a day as a document may: to the day, the month or the year, or as some time around."""
    first, last = day - timedelta(draw(WIDENED)), day + timedelta(draw(WIDENED))
    return draw(
        st.sampled_from(
            [day.isoformat(), f"{day:%Y-%m}", f"{day:%Y}", f"[{first}..{last}]", f"{day}~"]
        )
    )


def true_claims(draw: st.DrawFn, of: Fact, first: date, last: date) -> list[Claim]:
    """Draw true claims on something that held from one day to another."""
    made = []
    for number in range(draw(st.integers(0, 4))):
        what = draw(st.sampled_from(["start", "end", "attested"]))
        seen = first + timedelta(draw(st.integers(0, (last - first).days)))
        value = near(draw, {"start": first, "end": last, "attested": seen}[what])
        made.append(says(what, value, Ref("document", f"d{number}"), of=of))
    return made


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Fact], dict[str, tuple[date, date]]]:
    """Draw a world: a pact with members, and a chair of one holder; with true claims about it.

    Who leaves the chair may do so on the day of the successor, or long before.
    """
    facts: list[Fact] = [PACT, ONE_CHAIR]
    began = DAY_ONE + timedelta(draw(st.integers(0, 300)))
    truth = {PACT.id: (began, date(2030, 1, 1))}
    facts += true_claims(draw, PACT, *truth[PACT.id])
    for state in ("nor", "ken", "usa"):
        first = began + timedelta(draw(st.integers(0, 900)))
        truth[f"{state}-pact-1"] = (first, first + timedelta(draw(st.integers(0, 900))))
        facts.append(Membership(id=f"{state}-pact-1", member=Ref("state", state), group=PACT.ref))
    day = began
    for person in ("ann", "bob", "cid", "dan"):
        first = day + timedelta(draw(st.sampled_from([0, 0, 1, 30, 400])))
        day = first + timedelta(draw(st.integers(0, 700)))
        truth[f"{person}-chair-1"] = (first, day)
        facts.append(holds(person))
    for fact in list(facts):
        if isinstance(fact, Membership | Tenure):
            facts += true_claims(draw, fact, *truth[fact.id])
    return facts, truth


World = tuple[list[Fact], dict[str, tuple[date, date]]]


@given(worlds())
def test_true_histories_never_contradict_themselves(world: World) -> None:
    assert contradictions(world[0]) == ()


@given(worlds())
def test_tightened_bounds_hold_the_truth_and_are_within_the_bounds_before(world: World) -> None:
    facts, truth = world

    for one in tightened(facts):
        first, last = truth[one.subject.id]
        for day, low, high in (
            (first, one.bounds.start_not_before, one.bounds.start_not_after),
            (last, one.bounds.end_not_before, one.bounds.end_not_after),
        ):
            assert (low or day) <= day <= (high or day)


@given(worlds(), st.sampled_from(["nor-pact-1", "ken-pact-1", "usa-pact-1"]))
def test_one_false_document_is_always_among_the_fewest(world: World, liar: str) -> None:
    facts, truth = world
    member = next(fact for fact in facts if fact.id == liar)
    facts = [fact for fact in facts if not isinstance(fact, Claim) or fact.subject != member.ref]
    facts.append(says("attested", truth[liar][0].isoformat(), ROLL, of=member))
    late = truth[liar][0] + timedelta(1)
    facts.append(says("start", late.isoformat(), PAPER, of=member))

    assert [ids(one.fewest) for one in contradictions(facts)] == [["paper", "roll"]]


@given(worlds(), st.randoms())
def test_the_order_of_facts_does_not_matter(world: World, chance: random.Random) -> None:
    facts = [*world[0], says("end", "2013", PAPER), says("start", "2031", ROLL, of=PACT)]
    shuffled = facts.copy()
    chance.shuffle(shuffled)

    assert contradictions(facts) == contradictions(shuffled)
    assert tightened(facts) == tightened(shuffled)


# -- the bundled data -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bundled() -> list[Fact]:
    loaded = load_tables(resource("data") / "global-coalition")
    return [*loaded.facts, *loaded.claims]


def test_the_conflicts_that_the_data_lists_are_found(bundled: list[Fact]) -> None:
    found = contradictions(bundled)
    told = {claim.id: one for one in reversed(found) for claim in one.claims}

    assert told["s0-brigades"] is told["s0-brigades-iraqi"] is told["s0-brigades-peshmerga"]
    assert told["c-brussels-60"] is told["c-brussels-62"]
    assert told["founded-global-coalition-1"] is told["founded-global-coalition-4"]
    assert told["founded-global-coalition-1"].kind == "value"
    for name in ("joined-ken-1", "joined-fji-1", "joined-cod-3", "joined-syr-1", "joined-yem-2"):
        assert told[name].kind == "value", name
    assert told["joined-caf-2"].kind == "dates"


def test_every_contradiction_of_the_data_names_documents_and_says_so(bundled: list[Fact]) -> None:
    known = {fact.id for fact in bundled if fact.type == "document"}

    for one in contradictions(bundled):
        assert known.issuperset(ids(one.documents)), one
        assert set(one.fewest) <= set(one.documents), one
        assert (one.kind == "disagreement") == (not one.fewest), one
        assert one.text.endswith("."), one
        assert "  " not in one.text, one
        assert ": : " not in one.text, one


def test_posts_of_one_holder_narrow_the_tenures_of_the_data(bundled: list[Fact]) -> None:
    told = {one.subject.id: one for one in tightened(bundled)}
    narrowed = told["james-jeffrey-usa-special-envoy-defeat-isis-1"]

    assert narrowed.before.end_not_after == date(2020, 11, 30)
    assert narrowed.bounds.end_not_after == date(2020, 11, 9)


# -- the command ------------------------------------------------------------------------------

CLASH = (NORWAY, says("end", "2015-06-01", PAPER), says("attested", "2016-02-02", ROLL))


def test_the_command_prints_a_block_and_a_summary() -> None:
    assert as_text(contradictions(CLASH), ()) == (
        "dates: nor-pact-1\n"
        "  Norway as a member of pact ended on 2015-06-01 according to The paper (paper), and "
        "held on 2016-02-02 according to Roll of members (roll). This cannot all be right.\n"
        "  fewest documents that cannot all be right: paper, roll\n"
        "\n"
        "1 contradiction (1 dates) between 2 documents; 0 bounds of 0 situations narrowed\n"
    )


def test_a_disagreement_has_no_fewest_documents() -> None:
    told = as_text(contradictions([figure("all", 12, "army"), figure("army", 9)]), ())

    assert told.startswith("disagreement: irq\n  Iraq: these do not agree: ")
    assert "fewest" not in told
    assert told.endswith(
        "\n\n1 contradiction (1 disagreement) between 1 document; "
        "0 bounds of 0 situations narrowed\n"
    )


def test_the_command_tells_narrowed_bounds_where_asked() -> None:
    narrowed = tightened([PACT, NORWAY, says("start", "2014-09", ACT, of=PACT)])
    plain = as_text((), narrowed)
    told = as_text((), narrowed, bounds=True)

    assert plain == "0 contradictions between 0 documents; 2 bounds of 1 situation narrowed\n"
    assert told.endswith(plain)
    assert told.splitlines()[:3] == [
        "bounds: nor-pact-1",
        "  Norway as a member of pact",
        f"  {narrowed[0].reasons[0].text}",
    ]


def test_the_command_writes_json() -> None:
    narrowed = tightened([PACT, NORWAY, says("start", "2014-09", ACT, of=PACT)])
    told = json.loads(as_json(contradictions(CLASH), narrowed))

    assert told["contradictions"][0]["documents"] == ["paper", "roll"]
    assert told["contradictions"][0]["kind"] == "dates"
    assert told["tightened"][0]["subject"] == "nor-pact-1"
    assert told["tightened"][0]["reasons"][0]["day"] == "2014-09-01"
    assert told["tightened"][0]["reasons"][0]["jointly"] is False


@pytest.mark.parametrize(("words", "code"), [((), 0), (("--strict",), 1)])
def test_the_command_checks_a_dataset(
    words: tuple[str, ...],
    code: int,
    write_dataset: WriteDataset,
    capsys: pytest.CaptureFixture[str],
) -> None:
    place = write_dataset(
        claims=("id,subject,property,value,sources\nend,usa-pact-1,end,2015-01,minutes\n")
    )

    assert main(["check", str(place), *words]) == code
    assert capsys.readouterr().out == (
        "dates: usa-pact-1\n"
        "  United States as a member of The Pact ended in 2015-01 according to Minutes of the "
        "meeting (minutes), and held on 2016-08-24 according to Roll of members (roll). This "
        "cannot all be right.\n"
        "  fewest documents that cannot all be right: minutes, roll\n"
        "\n"
        "1 contradiction (1 dates) between 2 documents; 0 bounds of 0 situations narrowed\n"
    )


def test_the_command_is_content_with_sound_data(
    tiny_dataset: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--data", str(tiny_dataset), "--strict", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"contradictions": [], "tightened": []}


def test_the_command_knows_two_formats(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--format", "txt"]) == 2
    assert main(["check", "tiny", "--data", "other"]) == 2
    assert "no format 'txt'; did you mean 'text'?" in capsys.readouterr().err


def test_a_graph_tells_the_same_as_its_facts(kg: CoalitionGraph, bundled: list[Fact]) -> None:
    assert kg.contradictions() == contradictions(bundled)
    assert kg.tightened() == tightened(bundled)


def test_control_characters_of_a_label_do_not_reach_the_terminal() -> None:
    odd = Membership(
        id="odd", member=Ref("state", "odd", "Odd\x1b[2J"), group=Ref("organisation", "pact")
    )
    found = contradictions([odd, says("end", "2015", PAPER, of=odd), says("start", "2016", of=odd)])

    assert "\x1b" in found[0].text
    assert "\x1b" not in as_text(found, ())
