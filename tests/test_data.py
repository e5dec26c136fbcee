"""The bundled dataset: what must be in it, and what must hold of every row."""

import csv
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest

import coalition_graph as cg
from coalition_graph._resources import resource
from coalition_graph.dates import PartialDate
from coalition_graph.identifiers import CODE_BASE, is_slug, split_iri
from coalition_graph.loaders.tables import Loaded, columns, load_tables
from coalition_graph.model import (
    FACT_TYPES,
    Bounds,
    Claim,
    Fact,
    Leadership,
    Meeting,
    Membership,
    Participation,
    Person,
    Quantity,
    Ref,
    State,
    Tenure,
    value_fields,
)
from coalition_graph.rdf import quads
from coalition_graph.vocabulary import CG, DCTERMS, RDF_TYPE, SKOS, codes, terms

FOLDER = resource("data") / "global-coalition"
EXPECTED = Path(__file__).parent / "expected"
NAMED = (
    "state",
    "organisation",
    "body",
    "person",
    "post",
    "line-of-effort",
    "meeting",
    "operation",
    "document",
)


def rows(table: str) -> list[dict[str, str]]:
    """Read a table of the dataset with nothing but the standard library."""
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


TABLES = [kind.table for kind in FACT_TYPES.values()] + ["attestations"]


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load_tables(FOLDER)


@pytest.fixture(scope="module")
def facts(loaded: Loaded) -> dict[str, Fact]:
    return {f"{fact.type}/{fact.id}": fact for fact in loaded.facts}


def of_kind(loaded: Loaded, kind: type[Fact]) -> list[Fact]:
    return [fact for fact in loaded.facts if isinstance(fact, kind)]


# -- how much there is ----------------------------------------------------------------------


def test_every_row_is_used(loaded: Loaded) -> None:
    assert loaded.report.problems == []
    assert {name.removesuffix(".csv") for name in loaded.report.tables} == set(TABLES)
    assert all(count.set_aside == 0 for count in loaded.report.tables.values())
    assert len(loaded.facts) == sum(
        count.read for name, count in loaded.report.tables.items() if name != "attestations.csv"
    )


def test_members_meetings_and_people_are_all_there(loaded: Loaded) -> None:
    members = Counter(fact.member.type for fact in of_kind(loaded, Membership))  # type: ignore[attr-defined]

    assert members == {"state": 84, "organisation": 5}
    assert len(of_kind(loaded, Meeting)) == 103
    assert len(of_kind(loaded, Participation)) == 1_091
    assert len(of_kind(loaded, Person)) == 185


def test_the_organisations_among_the_members_are_these_five(loaded: Loaded) -> None:
    members = {
        fact.member.id
        for fact in of_kind(loaded, Membership)
        if isinstance(fact, Membership) and fact.member.type == "organisation"
    }

    assert members == {"arab-league", "cen-sad", "eu", "interpol", "nato"}


@pytest.mark.parametrize("table", TABLES)
def test_the_readme_tells_how_many_rows_a_table_has(table: str) -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    told = re.search(rf"^\| `{table}\.csv` \| ([\d,]+) \|", readme, re.MULTILINE)
    assert told is not None

    assert int(told[1].replace(",", "")) == len(rows(table))


def test_the_dataset_tells_who_made_it_and_how_to_cite_it(kg: cg.CoalitionGraph) -> None:
    assert kg.dataset is not None
    info = kg.dataset

    assert (info.id, info.main_group) == ("global-coalition", "global-coalition")
    assert info.licence == "CC-BY-4.0"
    assert info.version.replace(".", "-") == info.retrieved
    assert info.version in info.citation
    assert kg.main_group.label == "Global Coalition Against Daesh"


# -- every row ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FACT_TYPES.values(), ids=list(FACT_TYPES))
def test_the_header_of_a_table_is_the_one_documented(kind: type[Fact]) -> None:
    with (FOLDER / f"{kind.table}.csv").open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))

    assert set(header) == set(columns(kind))
    assert len(header) == len(set(header))


@pytest.mark.parametrize("table", TABLES)
def test_tables_are_plain_files(table: str) -> None:
    content = (FOLDER / f"{table}.csv").read_bytes()

    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.endswith(b"\n")
    for row in rows(table):
        assert None not in row
        assert all(cell == cell.strip() for cell in row.values()), row["id"]


@pytest.mark.parametrize("table", [name for name in TABLES if name != "documents"])
def test_every_row_cites_documents_that_exist(table: str) -> None:
    known = {row["id"] for row in rows("documents")}

    for row in rows(table):
        cited = row["sources"].split(";")
        assert set(cited) <= known, row["id"]
        assert len(cited) == len(set(cited)), row["id"]


def test_ids_are_unique_over_all_things_that_bear_a_name(loaded: Loaded) -> None:
    ids = Counter(fact.id for fact in loaded.facts if fact.type in NAMED)

    assert [name for name, times in ids.items() if times > 1] == []
    assert all(is_slug(fact.id) for fact in loaded.facts)


def test_ids_of_relations_say_what_they_relate(loaded: Loaded) -> None:
    for fact in loaded.facts:
        match fact:
            case Membership():
                pair = f"{fact.member}-{fact.group}"
            case Tenure():
                pair = f"{fact.holder}-{fact.post}"
            case Leadership():
                pair = f"{fact.leader}-{fact.led}"
            case Participation():
                pair = f"{fact.event}-{fact.participant}"
            case _:
                continue
        assert re.fullmatch(re.escape(pair) + r"-[1-9]", fact.id), fact.id


def test_what_a_row_points_at_exists(loaded: Loaded, facts: dict[str, Fact]) -> None:
    for fact in loaded.facts:
        for name, _ in value_fields(type(fact)):
            value = getattr(fact, name)
            for ref in value if isinstance(value, tuple) else (value,):
                if isinstance(ref, Ref):
                    assert f"{ref.type}/{ref.id}" in facts, (fact.id, name)


DATE_COLUMNS = {
    "date",
    "end_date",
    "published",
    "as_of",
    "start",
    "start_not_before",
    "start_not_after",
    "end",
    "end_not_before",
    "end_not_after",
    "attested_on",
}


@pytest.mark.parametrize("table", TABLES)
def test_every_date_has_a_first_and_a_last_day(table: str) -> None:
    for row in rows(table):
        for column in DATE_COLUMNS & set(row):
            for text in filter(None, row[column].split(";")):
                first, last = PartialDate.parse(text).closed()
                assert first <= last, row["id"]
                assert 1940 < first.year <= last.year <= 2030, row["id"]


def test_kinds_roles_stages_and_what_is_counted_are_codes(loaded: Loaded) -> None:
    for fact in loaded.facts:
        for name, metadata in value_fields(type(fact)):
            if metadata["as"] in ("code", "codes"):
                value = getattr(fact, name)
                used = {value} - {""} if isinstance(value, str) else set(value)
                assert used <= set(codes(metadata["scheme"])), (fact.id, used)


def test_states_bear_their_codes_and_names(loaded: Loaded) -> None:
    for fact in of_kind(loaded, State):
        assert isinstance(fact, State)
        assert fact.id == fact.iso3.lower()
        assert re.fullmatch("[A-Z]{2}", fact.iso2)
        assert fact.name_fr
        assert fact.name_ar


def test_a_claim_that_lists_ids_lists_ids_that_exist(loaded: Loaded) -> None:
    known = {fact.id for fact in loaded.facts if fact.type in NAMED}
    states = {fact.id for fact in of_kind(loaded, State)}

    for fact in of_kind(loaded, Claim):
        assert isinstance(fact, Claim)
        listed = fact.value.split(";")
        if set(listed) & states and len(listed) > 1:
            assert set(listed) <= known, fact.id


def test_conflicts_are_named_from_both_sides(facts: dict[str, Fact]) -> None:
    for fact in facts.values():
        if isinstance(fact, Quantity | Claim):
            for ref in fact.conflicts_with:
                other = facts[f"{ref.type}/{ref.id}"]
                assert isinstance(other, Quantity | Claim)
                assert fact.ref in other.conflicts_with, (fact.id, other.id)


def test_a_person_at_a_meeting_holds_the_post_they_attend_in(
    loaded: Loaded, facts: dict[str, Fact]
) -> None:
    held: dict[tuple[str, str], list[Bounds]] = {}
    for fact in of_kind(loaded, Tenure):
        assert isinstance(fact, Tenure)
        held.setdefault((fact.holder.id, fact.post.id), []).append(fact.bounds)

    for fact in of_kind(loaded, Participation):
        assert isinstance(fact, Participation)
        if fact.capacity is not None:
            meeting = facts[f"meeting/{fact.event}"]
            assert isinstance(meeting, Meeting)
            assert meeting.date is not None
            tenures = held[fact.participant.id, fact.capacity.id]
            assert max(bounds.overlaps(meeting.date) for bounds in tenures) > "no", fact.id


def test_no_two_people_certainly_hold_one_post_on_one_day(loaded: Loaded) -> None:
    spells: dict[str, list[Bounds]] = {}
    for fact in of_kind(loaded, Tenure):
        assert isinstance(fact, Tenure)
        if fact.bounds.start_not_after and fact.bounds.end_not_before:
            spells.setdefault(fact.post.id, []).append(fact.bounds)

    for post, several in spells.items():
        several.sort(key=lambda bounds: bounds.start_not_after or bounds.end_not_before)  # type: ignore[arg-type, return-value]
        for one, next_one in pairwise(several):
            assert one.end_not_before is not None
            assert next_one.start_not_after is not None
            assert one.end_not_before <= next_one.start_not_after, (
                post
            )  # a day of hand-over at most


# -- bounds of memberships ------------------------------------------------------------------


def stated(row: dict[str, str], *names: str) -> list[PartialDate]:
    return [PartialDate.parse(row[name]) for name in names if row[name]]


def test_bounds_are_no_tighter_than_the_table_unless_a_document_says_so(
    facts: dict[str, Fact],
) -> None:
    said: dict[str, set[date | None]] = {}
    for claim in facts.values():
        if isinstance(claim, Claim) and claim.property:
            days = PartialDate.parse(claim.value).surely()
            said.setdefault(claim.subject.id, set()).update(days)
    for row in rows("memberships"):
        fact = facts[f"membership/{row['id']}"]
        assert isinstance(fact, Membership)
        bounds = fact.bounds
        (first,) = (one.closed()[0] for one in stated(row, "start_not_before"))
        (last,) = (one.closed()[1] for one in stated(row, "start_not_after"))

        assert bounds.start_not_before in {first} | said.get(fact.id, set())
        assert bounds.start_not_after in {last, fact.attested_from} | said.get(fact.id, set())
        assert bounds.end_not_before == (fact.attested_to or first)
        assert bounds.end_not_after is None
        assert not bounds.ended


def test_the_value_to_show_lies_within_its_bounds() -> None:
    for row in rows("memberships"):
        for start in stated(row, "start"):
            first, last = start.closed()
            for low in stated(row, "start_not_before"):
                assert low.closed()[0] <= last, row["id"]
            for high in stated(row, "start_not_after"):
                assert first <= high.closed()[1], row["id"]


def test_an_attestation_lies_within_the_membership_it_shows(facts: dict[str, Fact]) -> None:
    for row in rows("attestations"):
        fact = facts[f"membership/{row['situation']}"]
        assert isinstance(fact, Membership)

        assert row["kind"] in ("list", "welcome", "statement")
        assert fact.bounds.overlaps(row["date"]) > "no", row["id"]


def test_every_membership_has_been_shown_at_least_once(facts: dict[str, Fact]) -> None:
    for fact in facts.values():
        if isinstance(fact, Membership):
            assert fact.attested_to is not None, fact.id


def test_only_members_are_welcomed_and_on_a_day_they_may_be_members(
    loaded: Loaded, facts: dict[str, Fact]
) -> None:
    for fact in of_kind(loaded, Meeting):
        assert isinstance(fact, Meeting)
        for member in fact.welcomed:
            membership = facts[f"membership/{member}-global-coalition-1"]
            assert isinstance(membership, Membership)
            assert fact.date is not None
            assert membership.bounds.overlaps(fact.date) > "no"


# -- the five founding articles -------------------------------------------------------------

with (EXPECTED / "founding_articles.csv").open(encoding="utf-8", newline="") as table:
    FOUNDING = list(csv.DictReader(table))


@pytest.mark.parametrize("document", [f"seed-00{number}" for number in range(5)])
def test_all_that_a_founding_article_tells_is_there(facts: dict[str, Fact], document: str) -> None:
    told = [row for row in FOUNDING if row["document"] == document]
    missing = [row for row in told if f"{row['kind']}/{row['id']}" not in facts]
    uncited = [
        row["id"]
        for row in told
        if row not in missing
        and row["kind"] != "document"
        and Ref("document", document) not in facts[f"{row['kind']}/{row['id']}"].sources
    ]

    assert len(told) > 30
    assert missing == []
    assert uncited == []


@pytest.mark.parametrize("document", [f"seed-00{number}" for number in range(5)])
def test_the_figures_of_a_founding_article_are_the_ones_printed(
    facts: dict[str, Fact], document: str
) -> None:
    for row in FOUNDING:
        fact = facts[f"{row['kind']}/{row['id']}"]
        if row["document"] == document and isinstance(fact, Quantity):
            assert f"{fact.comparator} {fact.amount}" == row["figure"], row["id"]
        elif row["document"] == document and isinstance(fact, Claim):
            assert fact.value == row["figure"], row["id"]


def test_the_list_of_the_founding_articles_leaves_out_nothing_of_theirs(
    loaded: Loaded,
) -> None:
    listed = {row["id"] for row in FOUNDING}

    for fact in loaded.facts:
        if isinstance(fact, Quantity | Claim) and re.match("s[0-4]-", fact.id):
            assert fact.id in listed
            assert Ref("document", f"seed-00{fact.id[1]}") in fact.sources


def test_people_and_meetings_that_only_founding_articles_name_are_on_the_list(
    loaded: Loaded,
) -> None:
    listed = {(row["kind"], row["id"]) for row in FOUNDING}

    for fact in loaded.facts:
        seeds = [str(source) for source in fact.sources if str(source).startswith("seed-")]
        if seeds and fact.type in ("person", "meeting", "organisation", "body", "operation"):
            assert (fact.type, fact.id) in listed


def amount(facts: dict[str, Fact], name: str) -> Decimal:
    fact = facts[f"quantity/{name}"]
    assert isinstance(fact, Quantity)
    return fact.amount


def conflicts(facts: dict[str, Fact], name: str) -> set[str]:
    fact = facts.get(f"quantity/{name}") or facts[f"claim/{name}"]
    assert isinstance(fact, Quantity | Claim)
    return {str(ref) for ref in fact.conflicts_with}


def test_twelve_brigades_are_nine_and_four(facts: dict[str, Fact]) -> None:
    parts = {"s0-brigades-iraqi", "s0-brigades-peshmerga"}

    assert amount(facts, "s0-brigades") == 12
    assert [amount(facts, name) for name in sorted(parts)] == [9, 4]
    assert conflicts(facts, "s0-brigades") == parts
    assert "Self-contradiction" in facts["quantity/s0-brigades"].note


def test_the_people_freed_do_not_add_up(facts: dict[str, Fact]) -> None:
    text = {"s2-liberated-irq", "s2-liberated-syr"}
    box = {"s2-box-irq", "s2-box-syr"}

    assert sum(amount(facts, name) for name in text) == 7_700_000
    assert sum(amount(facts, name) for name in box) == 4_100_000
    assert amount(facts, "s2-box-total") == 4_000_000
    assert text | box <= conflicts(facts, "s2-box-total")
    assert {"s2-box-irq", "s2-box-total"} <= conflicts(facts, "s2-liberated-irq")
    assert {"s2-box-syr", "s2-box-total"} <= conflicts(facts, "s2-liberated-syr")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("s0-ftf", "c-ftf-25000"),
        ("s1-interpol68", "c-interpol67"),
        ("s2-unscr2254", "c-unscr2254"),  # printed as of 2014, adopted in 2015
        ("s2-troops-countries", "c-troops-26"),
        ("s2-groups", "c-five-groups"),
        ("s3-members", "size-2021-06-28-6"),
        ("s4-members", "size-2019-11-10-1"),
        ("s2-created", "founded-global-coalition-6"),
        ("s4-created", "founded-global-coalition-1"),
        ("c-brussels-60", "c-brussels-62"),
        ("c-unscr2178-1", "c-unscr2178-2"),
    ],
)
def test_sources_that_disagree_name_each_other(
    facts: dict[str, Fact], one: str, other: str
) -> None:
    assert other in conflicts(facts, one)
    assert one in conflicts(facts, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("s0-nato28", "s2-partners"),  # states of 2014, and partners of 2018
        ("s0-members", "c-brussels-62"),  # sixty-odd
        ("s0-ftf-eu", "c-europol"),  # low thousands, and up to 5,000
        ("s1-interpol68", "c-berlin-68"),  # a rank, and a size
        ("s2-troops", "c-troops-26"),  # troops, and partners
        ("s3-detained", "s4-detained"),  # 2021, and 2019
    ],
)
def test_figures_that_can_both_be_right_are_no_conflict(
    facts: dict[str, Fact], one: str, other: str
) -> None:
    assert other not in conflicts(facts, one)
    assert one not in conflicts(facts, other)


@pytest.mark.parametrize(
    ("member", "first", "last"),
    [
        ("svk", date(2014, 9, 11), date(2014, 10, 6)),
        ("prt", date(2014, 9, 29), date(2014, 10, 6)),
        ("pan", date(2015, 2, 5), date(2015, 3, 20)),  # at the meeting in Rome that ended that day
    ],
)
def test_a_word_that_a_state_will_join_makes_no_member(
    facts: dict[str, Fact], member: str, first: date, last: date
) -> None:
    fact = facts[f"membership/{member}-global-coalition-1"]
    assert isinstance(fact, Membership)

    assert (fact.bounds.start_not_before, fact.bounds.start_not_after) == (first, last)
    assert fact.attested_from is not None
    assert fact.attested_from > first


@pytest.mark.parametrize("member", ["kor", "mar", "ukr", "eu", "arab-league"])
def test_an_approximate_day_bounds_no_closer_than_its_month(
    facts: dict[str, Fact], member: str
) -> None:
    fact = facts[f"membership/{member}-global-coalition-1"]

    assert isinstance(fact, Membership)
    assert fact.bounds.start_not_after == date(2014, 9, 30)


def test_a_number_of_countries_that_may_hold_organisations_says_so(facts: dict[str, Fact]) -> None:
    levitt = facts["quantity/s4-members"]

    assert isinstance(levitt, Quantity)
    assert (levitt.amount, levitt.counts) == (81, "unclear")


# -- gaps that must stay visible ------------------------------------------------------------


def test_ninety_are_claimed_and_eighty_nine_named(kg: cg.CoalitionGraph) -> None:
    claimed = [
        fact
        for fact in kg.quantities("global-coalition", unit="members")
        if fact.as_of is not None and fact.as_of.closed()[0].year >= 2026
    ]

    assert {int(fact.amount) for fact in claimed} == {90}
    assert kg.count("2026-11-20").range[1] == len(kg.members()) == 89
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert "90 members are claimed, 89 named" in readme


def test_the_maldives_rest_on_one_source() -> None:
    (shown,) = (row for row in rows("attestations") if row["situation"].startswith("mdv-"))
    (row,) = (row for row in rows("memberships") if row["member"] == "mdv")

    assert shown["sources"] == "iraq24-2024-10"
    assert "Single source" in row["note"]


@pytest.mark.parametrize("member", ["afg", "caf"])
def test_where_only_bounds_are_known_no_start_is_made_up(
    facts: dict[str, Fact], member: str
) -> None:
    fact = facts[f"membership/{member}-global-coalition-1"]

    assert isinstance(fact, Membership)
    assert fact.date_text == ""
    assert fact.bounds.start_not_before is not None
    assert fact.bounds.start_not_before < (
        fact.bounds.start_not_after or fact.bounds.start_not_before
    )


def test_gatherings_that_were_not_the_coalitions_attest_nobody(facts: dict[str, Fact]) -> None:
    outside = {
        fact.id for fact in facts.values() if isinstance(fact, Meeting) and fact.meeting_of is None
    }

    assert {"2014-09-05-newport", "2014-09-11-jeddah", "2014-09-15-paris"} <= outside
    assert len(outside) == 8


# -- as statements --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def statements(loaded: Loaded) -> list[ox.Quad]:
    return list(quads(loaded.shown, "global-coalition"))


def test_loading_twice_gives_the_same_statements_in_the_same_order(
    loaded: Loaded, statements: list[ox.Quad]
) -> None:
    again = load_tables(FOLDER)

    assert again.facts == loaded.facts
    assert again.places == loaded.places
    assert again.claims == loaded.claims
    assert list(quads(again.shown, "global-coalition")) == statements
    assert len(set(statements)) == len(statements)


def test_the_graph_holds_these_statements_and_no_others(
    kg: cg.CoalitionGraph, statements: list[ox.Quad]
) -> None:
    assert set(kg.engine) == set(statements)


def test_facts_read_from_the_graph_are_the_facts_of_the_tables(
    kg: cg.CoalitionGraph, loaded: Loaded
) -> None:
    assert kg.members() == tuple(of_kind(loaded, Membership))
    for fact in tuple(loaded.shown)[::50]:
        assert kg.fact(f"{fact.type}:{fact.id}") == fact


@pytest.mark.parametrize("day", ["2014-09-10", "2014-12-03", "2016-08", "2018-06-01", "2026"])
def test_the_question_and_the_rule_in_python_agree_on_every_member(
    kg: cg.CoalitionGraph, day: str
) -> None:
    asked = kg.answer("members_on", as_of=day, at_least="no")
    computed = {str(fact.member): str(fact.certainty) for fact in kg.members(day, at_least="no")}

    assert {row.member_id: str(row.certainty) for row in asked} == computed
    assert len(computed) == 89


def test_no_statement_has_a_blank_node(statements: list[ox.Quad]) -> None:
    for quad in statements:
        assert isinstance(quad.subject, ox.NamedNode)
        assert not isinstance(quad.object, ox.BlankNode)


def test_every_term_and_code_is_one_the_ontology_defines(statements: list[ox.Quad]) -> None:
    known = {term.iri for term in terms().values()}
    standard = {RDF_TYPE, DCTERMS + "identifier", DCTERMS + "description"}
    standard |= {SKOS + name for name in ("prefLabel", "altLabel", "note")}
    predicates = {quad.predicate.value for quad in statements}
    values = {quad.object.value for quad in statements if isinstance(quad.object, ox.NamedNode)}
    used_codes = {split_iri(iri) for iri in values if iri.startswith(CODE_BASE)}
    schemes = {scheme for scheme, _ in used_codes if scheme}  # type: ignore[misc]

    assert predicates - known - standard == set()
    assert {iri for iri in values if iri.startswith(CG)} - known == set()
    assert {code for code in used_codes if code and code[1] not in codes(code[0])} == set()
    assert schemes == {"role", "kind", "stage", "counts"}


def test_the_rules_find_nothing(kg: cg.CoalitionGraph) -> None:
    assert (
        str(kg.validate(shapes=False))
        == "conforms: 0 violations, 0 warnings, 0 info (rows, 8 rules)"
    )


@pytest.mark.slow
def test_the_data_conforms_to_the_shapes(kg: cg.CoalitionGraph) -> None:
    pytest.importorskip("pyshacl")

    report = kg.validate(shapes=True)

    assert [str(result) for result in report.results if result.severity == "violation"] == []
