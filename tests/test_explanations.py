"""Why the graph says so, in sentences."""

from __future__ import annotations

from datetime import date

import pytest

import coalition_graph as cg
from coalition_graph import Bounds, Certainty, Membership, PartialDate, Ref, Tenure
from coalition_graph.explanations import explain

ACT = Ref("document", "act", "The act")
LIST = Ref("document", "list", "List of members")


def membership(bounds: Bounds, **more: object) -> Membership:
    return Membership(
        id="nor-pact-1",
        member=Ref("state", "nor", "Norway"),
        group=Ref("organisation", "pact", "the Pact"),
        bounds=bounds,
        sources=(ACT,),
        **more,  # type: ignore[arg-type]
    )


def said(fact: cg.Membership, day: str | None = None) -> str:
    return explain(fact, None if day is None else PartialDate.parse(day)).text


OPEN = Bounds(
    start_not_before=date(2015, 1, 1),
    start_not_after=date(2015, 2, 10),
    end_not_before=date(2016, 3, 1),
)
SEEN = {"attested_to": date(2016, 3, 1), "attested_by": (LIST,)}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2014-12-31", "No, for 2014-12-31: {who}. It cannot have begun before 2015-01-01. {act}"),
        (
            "2015-01-15",
            "Possible, for 2015-01-15: {who}. It began between 2015-01-01 and 2015-02-10. {act}",
        ),
        (
            "2015-03-01",
            (
                "Certain, for 2015-03-01: {who}. It had begun by 2015-02-10, and it is attested "
                "as late as 2016-03-01 by List of members (list). {act}"
            ),
        ),
        (
            "2017",
            (
                "Presumed, for all of 2017: {who}. It had begun by 2015-02-10; no end is reported; "
                "last attested on 2016-03-01 by List of members (list). {act}"
            ),
        ),
    ],
)
def test_a_membership_is_explained_for_a_day(day: str, expected: str) -> None:
    who, act = "Norway as a member of the Pact", "Sources: The act (act)."

    assert said(membership(OPEN, **SEEN), day) == expected.format(who=who, act=act)


def test_an_end_that_a_source_reports_is_told() -> None:
    ended = membership(
        Bounds(
            start_not_after=date(2015, 2, 10),
            end_not_before=date(2016, 3, 1),
            end_not_after=date(2016, 3, 31),
            ended=True,
        )
    )

    assert "It had ended by 2016-03-31." in said(ended, "2016-04-01")
    assert "It ended between 2016-03-01 and 2016-03-31." in said(ended, "2016-03-15")
    assert "and it did not end before 2016-03-01." in said(ended, "2015-06-01")
    assert said(ended).startswith(
        "Norway as a member of the Pact: began on 2015-02-10 or before, "
        "ended between 2016-03-01 and 2016-03-31."
    )


def test_what_nothing_bounds_is_said_to_be_unknown() -> None:
    assert "It began on a day that no source gives." in said(membership(Bounds()), "2016-04-01")
    assert "no later day is attested" in said(
        membership(Bounds(start_not_after=date(2015, 1, 1), end_not_before=date(2015, 1, 1))),
        "2016-04-01",
    )


def test_the_documents_of_the_last_attestation_come_first() -> None:
    found = explain(membership(OPEN, **SEEN), PartialDate.parse("2017"))

    assert found.certainty is Certainty.PRESUMED
    assert [ref.id for ref in found.documents] == ["list", "act"]


def test_many_documents_are_counted() -> None:
    many = tuple(Ref("document", f"d{number}") for number in range(5))
    tenure = Tenure(
        id="t",
        holder=Ref("person", "ada", "Ada"),
        post=Ref("post", "envoy", "envoy"),
        sources=many,
        bounds=OPEN,
    )

    assert str(explain(tenure)).endswith("Sources: d0 (d0), d1 (d1), d2 (d2) and 2 more.")


@pytest.mark.parametrize(
    ("fact", "day", "certainty"),
    [
        ("ken", "2018-02-12", Certainty.NO),
        ("ken", "2018-06-01", Certainty.POSSIBLE),
        ("ken-global-coalition-1", "2018-12-10", Certainty.CERTAIN),
        ("nato", "2014-12-03", Certainty.NO),
        ("2017-05-09-copenhagen", "2018", None),
        ("rus", "2018", None),
    ],
)
def test_the_bundled_facts_are_explained(
    kg: cg.CoalitionGraph, fact: str, day: str, certainty: Certainty | None
) -> None:
    assert kg.explain(fact, as_of=day).certainty is certainty


@pytest.mark.parametrize("as_of", [None, "2016", "2020-02-29"])
def test_every_fact_of_the_bundled_data_can_be_explained(
    kg: cg.CoalitionGraph, as_of: str | None
) -> None:
    when = None if as_of is None else PartialDate.parse(as_of)
    facts = (*kg.members(), *kg.tenures(), *kg.leaderships(), *kg.meetings(), *kg.quantities())

    for fact in facts:
        found = explain(fact, when)
        assert found.documents
        assert "Sources: " in found.text
        assert "None" not in found.text


def test_the_spell_that_fits_the_day_is_explained(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    from pathlib import Path

    kg = cg.load(Path(__file__).parent / "data" / "small_coalition")
    member = next(
        m.member.id
        for m in kg.members()
        if sum(other.member == m.member for other in kg.members()) == 2
    )
    for spell in (m for m in kg.members() if m.member.id == member):
        day = spell.bounds.start_not_after
        assert day is not None
        assert kg.explain(member, as_of=day).certainty is spell.bounds.on(day)
