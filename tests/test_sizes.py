"""Why a published size differs from the members that can be named, on a club invented for it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import coalition_graph as cg
from coalition_graph.answers import Answer

HEAD = "id,subject,name,amount,comparator,unit,counts,as_of,sources,conflicts_with"


def csv_of(head: str, *rows: str) -> str:
    return "\n".join((head, *rows)) + "\n"


# By the end of 2010 ten states and two organisations are in; an eleventh state joins on 2011-03-01,
# a third organisation in the course of 2012.  The last day of the tenth is reported: 2013-06-30.
STATES = tuple(f"s{number:02}" for number in range(1, 12))
TABLES = {
    "documents": csv_of(
        "id,title,published", *(f"{name},Paper {name},2020" for name in ("p", "q", "r"))
    ),
    "states": csv_of("id,name,sources", *(f"{name},State {name[1:]},p" for name in STATES)),
    "organisations": csv_of(
        "id,name,kind,sources",
        "club,The Club,coalition,p",
        *(f"o{number},Body {number},international-organisation,p" for number in range(1, 4)),
    ),
    "memberships": csv_of(
        "id,member,group,start,end,sources",
        *(f"{name}-club-1,{name},club,2010-01-01,,p" for name in STATES[:9]),
        "s10-club-1,s10,club,2010-01-01,2013-06-30,p",
        "s11-club-1,s11,club,2011-03-01,,p",
        "o1-club-1,o1,club,2010-01-01,,p",
        "o2-club-1,o2,club,2010-01-01,,p",
        "o3-club-1,o3,club,2012,,p",
    ),
    "meetings": csv_of(
        "id,name,date,meeting_of,welcomed,sources",
        "2011-03-01-gala,Gala,2011-03-01,club,s11,q",
        "2011-05-05-picnic,Picnic of somebody else,2011-05-05,,s01;s02,q",
    ),
}


def told(tmp_path: Path, *quantities: str, spells: tuple[str, ...] = ()) -> Answer:
    """Return what is told of some sizes of the club, with more spells of membership."""
    folder = tmp_path / "club"
    folder.mkdir()
    (folder / "dataset.toml").write_text('id = "club"\ntitle = "Club"\nmain_group = "club"\n')
    tables = {**TABLES, "quantities": csv_of(HEAD, *quantities)}
    tables["memberships"] += "".join(f"{spell}\n" for spell in spells)
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return cg.load(folder, strict=True).size_differences()


def size(
    number: int,
    day: str,
    *,
    name: str = "size",
    comparator: str = "exactly",
    counts: str = "members",
    sources: str = "p",
    conflicts: str = "",
) -> str:
    return f"{name},club,{name},{number},{comparator},members,{counts},{day},{sources},{conflicts}"


ONE = [
    (size(12, "2010-06-01"), "fits", "12 can be named"),
    (size(13, "2012-06-01"), "fits", "13 to 14 can be named"),
    (size(12, "2010-06-01", counts="unclear"), "fits as members", "10 states can be named, 12"),
    (size(12, "2010-06-01", counts="states"), "fits as members", "10 states can be named, 12"),
    (size(3, "2012-06-01", counts="organisations"), "fits", "2 to 3 can be named"),
    (
        size(12, "2011-06-01"),
        "stale figure",
        "fits until 2011-02-28; since then joined State 11 (2011-03-01)",
    ),
    (
        size(10, "2011-03-01", counts="states"),
        "stale figure",
        "fits until 2011-02-28; since then joined State 11 (2011-03-01)",
    ),
    (
        size(12, "2013-01-01"),
        "stale figure",
        "fits until 2011-02-28; since then joined State 11 (2011-03-01), Body 3 (by 2012-12-31)",
    ),
    (size(9, "2010-06-01", comparator="less than"), "fits if some left", "4 fewer than the 12"),
    (size(7, "2010-06-01"), "fits if some left", "5 fewer than the 12"),
    (size(10, "2011-06-01", comparator="about"), "rounded", "13 can be named, which is about 10"),
    (size(20, "2011-06-01", comparator="about"), "members unnamed", "7 more than the 13"),
    (size(14, "2011-03-01"), "newcomers twice", "13 with the 1 welcomed at 2011-03-01-gala added"),
    (size(15, "2011-05-05"), "members unnamed", "2 more than the 13 that can be named"),
    (
        size(13, "2010-06-01"),
        "members unnamed",
        "1 more than the 12 that can be named; so many can be named from 2011-03-01 on",
    ),
    (size(14, "2010-06-01", comparator="at least"), "members unnamed", "2 more than the 12"),
    (size(3, "2010-06-01", counts="subset"), "subset", "counts a part only: size"),
    (size(3, "2010-06-01", counts=""), "not comparable", "size: what it counts is not told"),
    (size(3, ""), "not comparable", "size: the day is not told"),
]


@pytest.mark.parametrize(("quantity", "verdict", "explanation"), ONE)
def test_a_size_is_judged(tmp_path, quantity, verdict, explanation):
    row = told(tmp_path, quantity)[0]

    assert (row.verdict, row.explanation[: len(explanation)]) == (verdict, explanation)


def test_an_earlier_source_of_a_stale_figure_is_told(tmp_path):
    answer = told(
        tmp_path,
        size(12, "2010-06-01", name="early"),
        size(12, "2010-07-01", name="later", counts="unclear", sources="q"),
        size(12, "2011-06-01", name="late", sources="r"),
    )
    late = answer[2]

    assert late.quantity_id == "late"
    assert late.explanation.endswith("(2011-03-01); q had 12 countries on 2010-07-01")


def test_what_fits_contradicts_what_does_not_whichever_names_the_other(tmp_path):
    answer = told(
        tmp_path,
        size(16, "2011-06-01", name="high", conflicts="right"),
        size(17, "2011-06-01", name="higher"),
        size(13, "2011-06-02", name="right", sources="q", conflicts="higher"),
        size(18, "2011-06-03", name="wrong", conflicts="high"),
    )
    verdicts = dict(zip(answer.column("quantity_id"), answer.column("verdict"), strict=True))
    explained = dict(zip(answer.column("quantity_id"), answer.column("explanation"), strict=True))

    assert verdicts == {
        "high": "contradicted",
        "higher": "contradicted",
        "right": "fits",
        "wrong": "members unnamed",
    }
    assert explained["high"] == "3 more than the 13 that can be named; q has 13, which fits"


def test_organisations_are_counted_twice_only_if_the_document_gives_the_parts(tmp_path):
    parts = size(12, "2011-06-01", name="states", counts="states", sources="q")
    whole = size(14, "2011-06-01", name="whole", sources="q")
    elsewhere = size(14, "2011-06-01", name="elsewhere", sources="r")
    answer = told(tmp_path, parts, whole, elsewhere)
    told_of = {row.quantity_id: (row.verdict, row.explanation) for row in answer}

    verdict, explanation = told_of["whole"]
    assert verdict == "organisations twice"
    assert explanation == (
        "12 countries and 2 organisations, but the 12 count the organisations already; "
        "they fit until 2011-02-28"
    )
    assert told_of["elsewhere"] == (
        "members unnamed",
        "1 more than the 13 that can be named; so many can be named from 2012-12-31 on",
    )


def test_an_end_makes_room_again(tmp_path):
    answer = told(
        tmp_path,
        size(13, "2013-07-01", name="after"),
        size(14, "2013-07-01", name="stale"),
    )

    assert answer.column("verdict") == ["fits", "members unnamed"]
    assert answer.column("certain")[0] + answer.column("presumed")[0] == 13


def test_a_member_with_two_spells_counts_once(tmp_path):
    answer = told(
        tmp_path,
        size(14, "2014-06-15", name="high"),
        size(13, "2015-07-01", name="right"),
        size(12, "2015-07-01", name="low"),
        spells=(
            "s10-club-2,s10,club,2014-01-01,[2014-06-01..2014-06-30],p",
            "s10-club-3,s10,club,[2014-06-10..2014-12-31],,p",
        ),
    )
    counted = {row.quantity_id: (row.certain, row.presumed, row.possible) for row in answer}

    assert counted == {"high": (0, 13, 1), "right": (0, 14, 0), "low": (0, 14, 0)}
    assert {row.quantity_id: row.explanation for row in answer} == {
        "high": "13 to 14 can be named",
        "low": "fits until 2011-02-28; since then joined State 11 (2011-03-01), "
        "Body 3 (by 2012-12-31), State 10 (2014-01-01)",
        "right": "fits until 2014-12-30; since then joined State 10 (by 2014-12-31)",
    }


def test_every_source_has_its_row_and_the_columns_are_those_of_the_question(tmp_path):
    answer = told(
        tmp_path,
        size(12, "2011-06-01", sources="p;q"),
        size(3, "2010", counts="subset", name="part", sources="q;r"),
    )

    assert answer.column("source") == ["q", "r", "p", "q"]
    assert answer.columns == cg.load().question("claimed_against_counted").columns
    assert answer[0][4:8] == (None, None, None, None)
    assert answer.sources().column("document_id") == ["p", "q", "r"]


# -- the bundled data -----------------------------------------------------------------------------


def test_the_bundled_sizes_are_explained(kg):
    answer = kg.size_differences()
    by_id = {row.quantity_id: row for row in answer}

    assert by_id["size-2016-08-24-1"].explanation.startswith(
        "fits until 2016-07-20; since then joined INTERPOL (2016-07-21)"
    )
    assert by_id["size-2018-02-13-1"].explanation.startswith(
        "fits until 2018-02-12; since then joined Philippines (2018-02-13)"
    )
    assert by_id["size-2021-06-28-6"].verdict == "newcomers twice"
    assert by_id["size-2019-11-10-1"].verdict == "contradicted"
    assert by_id["c-members-90"].explanation == "1 more than the 89 that can be named"
    assert by_id["size-2014-12-03-2"].explanation == (
        "counts a part only: countries represented at Brussels"
    )


def test_reasons_change_no_figure_and_lose_no_claim(kg):
    plain, explained = kg.claimed_against_counted(), kg.size_differences()
    compared = [row for row in explained if row.certain is not None]

    assert [tuple(row[:10]) for row in plain] == [tuple(row[:10]) for row in compared]
    assert {one.id for one in kg.quantities("global-coalition", unit="members")} == set(
        explained.column("quantity_id")
    )
    settled = {"fits", "fits as members"}
    assert all(
        tuple(before) == tuple(after)
        for before, after in zip(plain, compared, strict=True)
        if before.verdict in settled
    )
    unexplained = Counter(row.verdict for row in compared if row.verdict in ("above", "below"))
    assert unexplained == Counter()


def test_a_group_without_sizes_has_no_rows(kg):
    assert len(kg.size_differences(group="cifg")) == 0
