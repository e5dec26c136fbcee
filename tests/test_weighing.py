"""What rests on what, what is unseen, and what may be added up, against the same told in Python."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

import coalition_graph as cg
from coalition_graph.model import FACT_TYPES

SMALL = Path(__file__).parent / "data" / "small_coalition"


@pytest.fixture(scope="module")
def small() -> cg.CoalitionGraph:
    return cg.load(SMALL, strict=True)


@pytest.fixture(params=["bundled", "small"])
def graph(request, kg, small) -> cg.CoalitionGraph:
    return {"bundled": kg, "small": small}[request.param]


def documents_of(fact: Any) -> set[str]:
    shown = getattr(fact, "attested_by", ())
    return {ref.id for ref in (*fact.sources, *shown)}


def held(graph: cg.CoalitionGraph) -> dict[str, list[Any]]:
    """Return the facts of each type; of claims, the statements in words."""
    found = {
        name: list(graph._reader.facts(kind))
        for name, kind in FACT_TYPES.items()
        if name != "document"
    }
    found["claim"] = [claim for claim in found["claim"] if not claim.property]
    return {name: facts for name, facts in found.items() if facts}


def test_documents_are_counted_as_in_python(graph):
    counted = {row.kind: row for row in graph.sources_count()}
    facts = held(graph)

    assert set(counted) == set(facts)
    for kind, several in facts.items():
        numbers = [len(documents_of(fact)) for fact in several]
        row = counted[kind]
        assert (row.facts, row.none, row.one, row.two, row.three_or_more) == (
            len(numbers),
            numbers.count(0),
            numbers.count(1),
            numbers.count(2),
            sum(number > 2 for number in numbers),
        )
        assert abs(row.percent_two_or_more - 100 * (row.two + row.three_or_more) / row.facts) <= 0.5


def test_facts_of_one_source_are_those_counted(graph):
    listed = Counter(graph.single_source_facts().column("kind"))
    counted = {row.kind: row.one for row in graph.sources_count() if row.one}

    assert listed == counted
    assert all(
        {row.source} == documents_of(fact)
        for kind, facts in held(graph).items()
        for row in graph.single_source_facts(kind)
        for fact in facts
        if fact.id == row.fact_id
    )


def test_what_rests_on_one_document_alone_is_what_has_one_source(small):
    alone = {
        (row.kind, row.fact_id, row.source)
        for document in small.answer("documents")
        for row in small.resting_only_on(document.document_id)
        if row.others == 0
    }
    single = {(row.kind, row.fact_id, row.source) for row in small.single_source_facts()}

    assert alone == single
    assert len(single) > 50


def test_without_a_document_others_are_kept(kg):
    rests = kg.resting_only_on("crs-2016-08")
    uses = kg.document_uses("crs-2016-08")

    assert all(row.others == len(row.other_ids) for row in rests)
    assert all("crs-2016-08" not in row.other_ids for row in rests)
    assert {row.fact_id for row in rests} <= {row.fact_id for row in uses}
    assert rests.column("others") == sorted(rests.column("others"))


@pytest.mark.parametrize("since", ["2014-06-01", "2016-08-24", "2016-08-25", "2020", "2026-11-20"])
def test_the_unseen_are_those_without_end_and_attestation(graph, since):
    day = cg.PartialDate.of(since).closed()[0]
    facts = [fact for kind in ("membership", "tenure", "leadership") for fact in held(graph)[kind]]
    expected = {
        (fact.type, fact.id)
        for fact in facts
        if not fact.bounds.ended
        and (fact.bounds.end_not_before is None or fact.bounds.end_not_before < day)
    }
    answer = graph.not_attested_since(since)
    unseen = [(row.kind, row.fact_id) for row in answer]

    assert set(unseen) == expected
    assert len(unseen) == len(expected)
    assert all(row.days == (day - row.end_not_before).days for row in answer if row.end_not_before)
    lasts = [row.end_not_before or date.min for row in answer]
    assert lasts == sorted(lasts)


def test_a_disagreement_has_two_sides_or_more(graph):
    sides = Counter(graph.disagreements().column("disagreement"))
    conflicts = {
        ref.id
        for name in ("claim", "quantity")
        for fact in graph._reader.facts(FACT_TYPES[name])
        for ref in fact.conflicts_with
    }

    assert min(sides.values()) >= 2
    assert conflicts <= set(graph.disagreements().column("fact_id"))


def test_a_disagreement_is_found_by_any_of_its_subjects(kg):
    by_member = kg.disagreements("cen-sad").column("fact_id")

    assert by_member == ["joined-cen-sad", "size-2018-06-27-1"]
    assert set(by_member) <= set(kg.disagreements("global-coalition").column("fact_id"))
    assert "nor-pact-1-start-2" in cg.load(SMALL).disagreements("nor").column("fact_id")


# -- amounts --------------------------------------------------------------------------------------

ADDABLE = ("announced", "pledged", "contributed")


def totals_in_python(contributions: list[Any]) -> dict[tuple[str, ...], tuple[Any, ...]]:
    """Return count, unknown, least, most, comparator and basis by giver, stage, kind and unit."""
    givers: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    for one in contributions:
        giver = one.contributor.id if one.contributor else one.contributor_text
        givers[giver, one.stage, one.kind].append(one)
    found = {}
    for key, ones in givers.items():
        given = {one.unit for one in ones if one.amount is not None and one.unit}
        for unit in given | {one.unit for one in ones if one.unit} or {""}:
            among = [one for one in ones if one.unit == unit]
            if unit in given and all(key):
                among += [one for one in ones if not one.unit]
            found[*key, unit] = total(among, key[1], all(key))
        if given and not all(key) and any(not one.unit for one in ones):
            found[*key, ""] = total([one for one in ones if not one.unit], key[1], False)
    return found


def total(ones: list[Any], stage: str, whole: bool) -> tuple[Any, ...]:
    known = [one for one in ones if one.amount is not None and one.unit]
    unknown = len(ones) - len(known)
    upper = [one for one in known if one.comparator in ("at most", "less than")]
    lower = [one for one in known if one.comparator in ("at least", "more than")]
    least = max((one.amount for one in known if one not in upper), default=None)
    if not known:
        return len(ones), unknown, None, None, None, "no amount"
    basis = "one amount" if len(ones) == 1 else "may overlap"
    if len(ones) > 1 and not (stage in ADDABLE and whole):
        return len(ones), unknown, least, None, None, "not added"
    if upper and (lower or unknown):
        return len(ones), unknown, least, None, None, basis
    most = sum(one.amount for one in known)
    words = [
        (lower or unknown, "at least"),
        (upper, "at most"),
        ([one for one in known if one.comparator == "about"], "about"),
        (len(ones) == 1, "exactly"),
    ]
    return len(ones), unknown, least, most, next((w for found, w in words if found), None), basis


def totals_told(graph: cg.CoalitionGraph, **given: Any) -> dict[tuple[str, ...], tuple[Any, ...]]:
    return {
        (row.contributor_id or row.contributor or "", row.stage or "", row.kind or "",
         row.unit or ""):
        (row.count, row.unknown_amounts, row.least, row.most, row.comparator, row.basis)
        for row in graph.contribution_totals(**given)
    }  # fmt: skip


def test_amounts_are_added_as_in_python(graph):
    contributions = held(graph)["contribution"]

    assert totals_told(graph) == totals_in_python(contributions)
    assert len(graph.contribution_totals()) == len(totals_in_python(contributions))


def many(tmp_path: Path) -> cg.CoalitionGraph:
    """Return a graph of 150 contributions that mix what there is to mix."""
    draw = random.Random(11)
    rows = []
    for number in range(150):
        giver = draw.choice(["one,", "two,", ",some givers"])
        amount = draw.choice(["", *map(str, range(1, 40))])
        unit = draw.choice(["USD", "EUR", "EUR", ""])
        stage = draw.choice(["", *ADDABLE, "cumulative", "goal", "shortfall"])
        comparator = draw.choice(
            ["", "exactly", "exactly", "about", "at least", "more than", "at most", "less than"]
        )
        kind = draw.choice(["money", "money", "equipment", ""])
        day = draw.choice(["2014", "2015-02-03", "2016-05~", ""])
        rows.append(f"c{number},{giver},{kind},{stage},{day},{amount},{comparator},{unit},p")
    head = "id,contributor,contributor_text,kind,stage,date,amount,comparator,unit,sources"
    tables = {
        "documents": "id,title\np,Paper\n",
        "organisations": "id,name,kind,sources\none,One,coalition,p\ntwo,Two,,p\n",
        "contributions": "\n".join([head, *rows]) + "\n",
    }
    folder = tmp_path / "many"
    folder.mkdir(exist_ok=True)
    (folder / "dataset.toml").write_text('id = "many"\ntitle = "Many"\n')
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return cg.load(folder, strict=True)


def test_amounts_of_all_kinds_never_mix(tmp_path):
    graph = many(tmp_path)
    expected = totals_in_python(held(graph)["contribution"])

    assert totals_told(graph) == expected
    assert {basis for *_, basis in expected.values()} == {
        "one amount", "may overlap", "not added", "no amount",
    }  # fmt: skip
    assert {comparator for *_, comparator, _ in expected.values()} >= {
        "at least", "at most", "about", "exactly", None,
    }  # fmt: skip
    for stage in (*ADDABLE, "goal"):
        part = {key: value for key, value in expected.items() if key[1] == stage}
        assert totals_told(graph, stage=stage) == part
    text = graph.engine.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    plain = rdflib.Graph().parse(data=text, format="nt")
    told = graph.contribution_totals()
    names = [name for name in told.columns if name != "sources"]
    other = [[str(row.get(name)) for name in names] for row in plain.query(told.sparql).bindings]
    assert other == [[str(getattr(row, name)) for name in names] for row in told]


def test_a_total_is_never_less_than_its_largest_amount(graph):
    for row in graph.contribution_totals():
        if row.least is not None and row.most is not None:
            assert row.least <= row.most
        assert (row.basis == "not added") <= (row.most is None)


def test_nothing_is_summed_over_stages(kg):
    usa = kg.contribution_totals("usa")
    pledged = [
        one
        for one in held(kg)["contribution"]
        if one.contributor and one.contributor.id == "usa" and one.stage == "pledged"
    ]
    row = next(row for row in usa if (row.stage, row.unit) == ("pledged", "USD"))

    assert Decimal(row.most) == sum(one.amount for one in pledged)
    assert row.comparator is None  # a sum of amounts that may overlap is no total
    assert row.basis == "may overlap"


@pytest.mark.parametrize("when", ["2014", "2016-05-01", "2018-07"])
def test_what_came_by_a_day(graph, tmp_path, when):
    for one in (graph, many(tmp_path)):
        last = cg.PartialDate.of(when).closed()[1]
        came: dict[Any, list[Any]] = defaultdict(list)
        for fact in held(one)["contribution"]:
            giver = fact.contributor.id if fact.contributor else fact.contributor_text
            first = fact.bounds.start_not_before
            if fact.stage not in ("goal", "shortfall") and (first or date.min) <= last:
                came[giver, fact.kind or None, fact.stage or None].append(fact.bounds)
        told = {
            (row.contributor_id or row.contributor, row.kind, row.stage): row
            for row in one.contributions_by_kind(when)
        }

        assert {key: row.count for key, row in told.items()} == {
            key: len(several) for key, several in came.items()
        }
        for key, several in came.items():
            firsts = [bounds.start_not_before for bounds in several if bounds.start_not_before]
            sure = any(
                bounds.start_not_after and bounds.start_not_after <= last for bounds in several
            )
            assert told[key].first_day == min(firsts, default=None)
            assert told[key].certainty == ("certain" if sure else "possible")


# -- words and methods ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "given", "message"),
    [
        ("single_source_facts", {"kind": "memberships"}, "did you mean 'membership'"),
        ("sources_count", {"kind": "document"}, "no type of fact 'document'"),
        ("contribution_totals", {"stage": "pledge"}, "no stage 'pledge'; did you mean 'pledged'"),
    ],
)
def test_a_word_that_nobody_knows_is_no_empty_answer(small, question, given, message):
    with pytest.raises(cg.UnknownNameError, match=message):
        small.answer(question, **given)


def test_every_method_asks_its_question(small):
    asked = {
        "disagreements": {"subject": "pact"},
        "single_source_facts": {"kind": "post"},
        "not_attested_since": {"since": "2017", "group": "pact"},
        "resting_only_on": {"document": "act"},
        "document_uses": {"document": "act"},
        "names_of": {"thing": "ken"},
        "sources_count": {"kind": "person"},
        "contribution_totals": {"contributor": "nor", "stage": "pledged"},
        "contributions_by_kind": {"as_of": "2016"},
        "disputed_amounts": {"contributor": "usa"},
        "line_of_effort_members": {"line_of_effort": "money", "as_of": "2016-06"},
    }
    for name, given in asked.items():
        answer = getattr(small, name)(**given)
        assert answer == small.answer(name, **given)
        assert len(answer) > 0


def test_only_members_work_on_a_line_of_effort(small):
    ever = small.line_of_effort_members("money")
    early = small.line_of_effort_members("money", as_of="2014-06")

    assert "isl" not in ever.column("member_id")  # of the finance group, but of no coalition
    assert len(early) == 0
    assert {row.member_id for row in ever if row.role == "took part"} == {"nor", "interpol"}
