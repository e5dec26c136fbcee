"""Editions of a graph: known by a day, without a document, under another policy; histories."""

from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import TINY_TOML
from hypothesis import given, settings
from hypothesis import strategies as st

import coalition_graph as cg
from coalition_graph.claims import EDGES
from coalition_graph.editions import left_of, published_by
from coalition_graph.errors import DateError, UnknownNameError
from coalition_graph.model import Claim, Document, Meeting, Participation
from coalition_graph.policies import policies

SMALL = Path(__file__).parent / "data" / "small_coalition"
DAYS = ("2014-10-01", "2015-06-30", "2017-05-26", "2018-12-01", "2021-07-01", "2026-11-20")


def certainty(graph: cg.CoalitionGraph, member: str, day: str) -> str:
    found = [one.certainty for one in graph.members(day, at_least="no") if one.member.id == member]
    return str(found[0]) if found else "unknown"


# -- known on a day -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known_on", "found"),
    [
        ("2018-07-01", "unknown"),  # nobody had told of it
        ("2018-12-10", "possible"),  # the coalition counted 79
        ("2026-11-20", "possible"),
    ],
)
def test_what_could_be_said_of_kenya_in_june_2018(kg, known_on: str, found: str) -> None:
    assert certainty(kg.known_on(known_on), "ken", "2018-06-01") == found


def test_a_withdrawal_that_nobody_had_published_was_not_known(write_dataset) -> None:
    kg = cg.load(
        write_dataset(
            add={"documents": "note,A note,2020-03-01\n"},
            claims="id,subject,property,value,sources\nc1,usa-pact-1,end,2019-06-30,note\n",
        )
    )

    assert certainty(kg, "usa", "2020-01-01") == "no"
    assert certainty(kg.known_on("2020-02-29"), "usa", "2020-01-01") == "presumed"
    assert certainty(kg.known_on("2020-03-01"), "usa", "2020-01-01") == "no"


@pytest.mark.parametrize("day", DAYS)
def test_an_edition_holds_only_documents_out_by_then_and_facts_they_support(kg, day: str) -> None:
    edition = kg.known_on(day)

    known = {one.id for one in edition._reader.facts(Document)}
    assert known == {
        one.id for one in kg._reader.facts(Document) if published_by(date.fromisoformat(day))(one)
    }
    for kind in (Meeting, Participation, cg.Membership, cg.Tenure):
        for fact in edition._reader.facts(kind):
            assert fact.sources, fact.id
            assert {ref.id for ref in fact.sources} <= known


def test_more_is_known_on_later_days(kg: cg.CoalitionGraph) -> None:
    editions = [kg.known_on(day) for day in DAYS]

    for earlier, later in pairwise(editions):
        assert {m.id for m in earlier.members()} <= {m.id for m in later.members()}
        assert len(earlier) < len(later)


def test_every_named_question_can_be_asked_of_an_edition(kg: cg.CoalitionGraph) -> None:
    edition = kg.known_on("2017-01-01")

    for name in (
        "members_joined",
        "meetings",
        "meeting_leaders",
        "tenures",
        "claimed_against_counted",
    ):
        early, now = kg.answer(name, known_on="2017-01-01"), kg.answer(name)
        assert early.rows == edition.answer(name).rows
        assert 0 < len(early) < len(now)
    assert kg.count("2016-12-01", known_on="2017-01-01") == edition.count("2016-12-01")
    assert kg.members(known_on="2017-01-01") == edition.members()
    assert kg.query("ASK { meeting:2019-11-14-washington a cg:Meeting }")
    assert not kg.query("ASK { meeting:2019-11-14-washington a cg:Meeting }", known_on="2017-01-01")


def test_an_edition_points_to_nothing_that_is_gone(kg: cg.CoalitionGraph) -> None:
    report = kg.known_on("2016-01-01").validate(shapes=False)

    assert [str(one) for one in report.results if "points to nothing" in one.message] == []


def test_a_month_counts_from_its_first_day(kg: cg.CoalitionGraph) -> None:
    assert len(kg.known_on("2018-12")) == len(kg.known_on("2018-12-01"))
    with pytest.raises(DateError, match="open side"):
        kg.known_on("2018/..")


def test_an_edition_of_an_edition_narrows_further(kg: cg.CoalitionGraph) -> None:
    both = kg.known_on("2018-12-31").known_on("2016-12-31")

    assert both.members() == kg.known_on("2016-12-31").members()


def test_an_edition_of_an_edition_is_that_of_both_tests(kg: cg.CoalitionGraph) -> None:
    both, once = kg.known_on("2018-12-31").known_on("2016-12-31"), kg.known_on("2016-12-31")

    assert set(map(str, both.engine)) == set(map(str, once.engine))


def test_an_edition_keeps_the_policy_it_was_made_under(kg: cg.CoalitionGraph) -> None:
    ranked = kg.under("ranked")

    known = ranked.known_on("2026-01-01")

    assert known.members() == kg.known_on("2026-01-01").under("ranked").members()
    assert known.members() != kg.known_on("2026-01-01").members()
    for name in ("syr", "mrt", "yem"):
        bounds = next(one.bounds for one in ranked.members() if one.member.id == name)
        assert ranked.history(name)[-1][3:7] == tuple(getattr(bounds, edge) for edge in EDGES)


def test_a_membership_of_which_no_day_is_given_is_in_every_edition_that_tells_of_it(
    write_dataset,
) -> None:
    rows = "id,member,group,start,sources\nken-pact-1,ken,pact,,roll\n"
    kg = cg.load(write_dataset(memberships=rows, participations=None, attestations=None))

    assert [one.id for one in kg.under("ranked").members()] == ["ken-pact-1"]
    assert [one.id for one in kg.known_on("2016-08-24").members()] == ["ken-pact-1"]
    assert kg.known_on("2016-08-23").members() == ()


def test_a_fact_is_known_as_soon_as_any_document_tells_of_it(write_dataset) -> None:
    attested = "ken-pact-1-attested-1,ken-pact-1,2018-01,list,list-2018\n"
    documents = "list-2018,A list,2018-02-01\n"
    kg = cg.load(write_dataset(add={"attestations": attested, "documents": documents}))

    early = kg.known_on("2018-02-01")

    (kenya,) = (one for one in early.members() if one.member.id == "ken")
    assert [ref.id for ref in kenya.sources] == ["list-2018"]
    assert kg.history("ken")[0].known_on == date(2018, 2, 1)


def test_what_a_meeting_shows_is_not_known_before_the_meeting_is(write_dataset) -> None:
    kg = cg.load(
        write_dataset(
            add={"documents": "names,A list of names,2018-07-12\n"},
            participations="id,event,participant,role,sources\np1,2018-nairobi,usa,attendee,names\n",
        )
    )

    early, late = (kg.known_on(day) for day in ("2018-07-30", "2018-07-31"))

    assert (certainty(early, "usa", "2018-07-11"), certainty(late, "usa", "2018-07-11")) == (
        "presumed",
        "certain",
    )
    assert kg.history("usa")[-1].known_on == date(2018, 7, 31)


def test_a_history_knows_the_start_of_the_group_no_sooner_than_the_documents(write_dataset) -> None:
    kg = cg.load(
        write_dataset(
            add={"documents": "book,A book,2020-01-01\n"},
            claims="id,subject,property,value,sources\nc1,pact,start,2018-02-01,book\n",
            memberships="id,member,group,start,sources\nken-pact-1,ken,pact,2018,minutes\n",
            attestations=None,
        )
    )

    assert {row.known_on: row.start_not_before for row in kg.history("ken")} == {
        date(2018, 7, 31): date(2018, 1, 1),
        date(2020, 1, 1): date(2018, 2, 1),
    }


def test_a_history_of_what_nothing_tells_of_is_empty(kg: cg.CoalitionGraph) -> None:
    early = kg.known_on("2015-01-01")

    assert early.history("syr").rows == []
    assert "Nothing here tells of Syria" in early.explain("syr", as_of="2026-01-01").text


def test_an_approximate_day_of_publication_is_over_with_its_month() -> None:
    about = Document(id="d", title="d", published=cg.PartialDate.parse("2016-08-24~"))

    assert not published_by(date(2016, 8, 30))(about)
    assert published_by(date(2016, 8, 31))(about)


# -- several sources ------------------------------------------------------------------------

OTHER_TOML = TINY_TOML.replace('"tiny"', '"other"')
OTHER = "id,title,published\nroll,Another roll,2020-01-01\nminutes,Minutes,2021-01-01\n"


def test_documents_of_two_datasets_with_one_id_are_two(write_dataset) -> None:
    first = write_dataset()
    second = write_dataset(folder="other", toml=OTHER_TOML, documents=OTHER)
    both, alone = cg.load([first, second]), cg.load(first)

    assert set(map(str, both.under("cautious").engine)) == set(map(str, both.engine))
    known = both.known_on("2018-12-31")
    assert {one.iri for one in known._reader.facts(cg.Membership)} == {
        one.iri for one in alone.members()
    }


def test_facts_without_claims_beside_facts_with_claims_keep_their_bounds(
    write_dataset, tmp_path
) -> None:
    other = cg.load(write_dataset(folder="other", toml=OTHER_TOML))
    other.export(tmp_path / "other.nt")
    kg = cg.load([write_dataset(), tmp_path / "other.nt"])

    assert set(map(str, kg.under("cautious").engine)) == set(map(str, kg.engine))


def test_what_is_added_to_an_edition_leaves_its_claims(write_dataset) -> None:
    kg = cg.load(write_dataset()).known_on("2019-01-01")
    before = len(kg.claims())

    kg.add(write_dataset(folder="other", toml=OTHER_TOML))

    assert len(kg.claims()) == 2 * before
    assert len(list(kg.under("cautious")._reader.facts(cg.Membership))) == 4


def test_what_is_changed_in_the_engine_is_changed_in_later_editions(write_dataset) -> None:
    kg = cg.load(write_dataset())
    assert len(kg.under("cautious").members()) == 2
    kenya = ox.NamedNode(kg.ref("ken-pact-1").iri)

    for quad in list(kg.engine.quads_for_pattern(kenya, None, None, None)):
        kg.engine.remove(quad)

    assert [one.id for one in kg.under("cautious").members()] == ["usa-pact-1"]


# -- without documents ----------------------------------------------------------------------


def test_a_membership_without_its_documents_is_gone(write_dataset) -> None:
    kg = cg.load(write_dataset())

    without = kg.without("minutes")

    assert [one.id for one in kg.members()] == ["ken-pact-1", "usa-pact-1"]
    assert [one.id for one in without.members()] == ["usa-pact-1"]
    assert without.meetings() == ()


def test_a_bound_widens_where_the_document_is_gone_that_gave_it(kg: cg.CoalitionGraph) -> None:
    full = kg.fact("ken-global-coalition-1").bounds
    less = kg.without("mintfo-2018-02-13").fact("ken-global-coalition-1").bounds

    assert full.start_not_before == date(2018, 2, 13)
    assert less.start_not_before < date(2018, 2, 13)
    assert less.start_not_after == full.start_not_after


def test_an_unknown_document_is_an_error(kg: cg.CoalitionGraph) -> None:
    with pytest.raises(UnknownNameError, match="no document 'crs-2016-09'"):
        kg.without("crs-2016-09")


documents = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, unique=True)


@given(documents, documents, st.booleans(), st.sampled_from(["start", "attested", "end", "role"]))
def test_what_is_left_of_a_claim_is_never_more_than_its_documents_allow(
    cited, known, jointly, name
) -> None:
    claim = Claim(
        id="c",
        subject=cg.Ref("membership", "m"),
        property=name,
        value="2018",
        sources=tuple(cg.Ref("document", one, iri=one) for one in cited),
        jointly=jointly,
    )

    left = left_of(claim, frozenset(known))

    both = set(cited) & set(known)
    if left is None:
        assert not both or (jointly and both != set(cited) and name != "role")
    else:
        assert {ref.id for ref in left.sources} == both


# -- policies -------------------------------------------------------------------------------


def test_a_policy_changes_bounds_and_keeps_facts(kg: cg.CoalitionGraph) -> None:
    ranked = kg.under("ranked")

    assert {one.id for one in ranked.members()} == {one.id for one in kg.members()}
    assert ranked.members() != kg.members()
    strict = kg.under("attested-only").fact("ken-global-coalition-1").bounds
    assert strict.start_not_after == date(2019, 2, 6)


@pytest.mark.parametrize("name", policies())
def test_the_start_in_words_never_says_other_than_the_bounds(kg, name: str) -> None:
    edition = kg.under(name)
    told = [*edition.members(), *edition.tenures(), *edition.leaderships()]

    worded = [one for one in told if one.date_text]
    assert len(worded) > 50
    for one in worded:
        first, last = cg.PartialDate.parse(one.date_text).surely()
        bounds = one.bounds
        assert not (first and bounds.start_not_after and bounds.start_not_after < first), one.id
        assert not (last and bounds.start_not_before and last < bounds.start_not_before), one.id


def test_the_claim_layer_of_an_edition_tells_its_own_decisions() -> None:
    kg = cg.load(claims=True)
    policies = "SELECT DISTINCT ?policy { ?decision a cg:Resolution ; cg:policy ?policy }"

    assert kg.query(policies).column("policy") == ["cautious"]
    assert kg.under("ranked").query(policies).column("policy") == ["ranked"]
    known = kg.known_on("2017-01-01")
    assert not known.query(
        "ASK { ?c a cg:Claim ; cg:source ?d . FILTER NOT EXISTS { ?d a cg:Document } }"
    )
    assert not known.query(
        "ASK { ?r a cg:Resolution ; cg:restsOn ?c . FILTER NOT EXISTS { ?c a cg:Claim } }"
    )


def test_a_graph_from_rdf_without_claims_takes_its_bounds_for_claims(tmp_path, kg) -> None:
    kg.export(tmp_path / "all.nt")
    plain = cg.load(tmp_path / "all.nt")

    again = plain.under("cautious")

    assert set(map(str, again.engine)) == set(map(str, plain.engine))


def test_a_graph_from_rdf_with_claims_is_the_one_that_was_exported(tmp_path) -> None:
    layered = cg.load(SMALL, claims=True)
    layered.export(tmp_path / "layered.nt")
    read = cg.load(tmp_path / "layered.nt")

    assert set(map(str, read.under("cautious").engine)) == set(map(str, layered.engine))
    known = read.known_on("2018-01-01").engine
    assert set(map(str, known)) == set(map(str, layered.known_on("2018-01-01").engine))


def test_a_graph_from_rdf_without_claims_knows_no_day_before_a_document_showed_it(
    tmp_path, kg
) -> None:
    kg.export(tmp_path / "all.nt")

    known = cg.load(tmp_path / "all.nt").known_on("2019-01-01").members()

    assert known
    assert all((one.bounds.end_not_before or date.min) <= date(2019, 1, 1) for one in known)


# -- history --------------------------------------------------------------------------------


def test_a_history_ends_with_the_picture_of_today(kg: cg.CoalitionGraph) -> None:
    for member in ("ken", "nato", "cod", "syr"):
        last = kg.history(member)[-1]
        edition = kg.known_on(last.known_on).members()
        bounds = next(one.bounds for one in edition if one.member.id == member)
        assert (last.start_not_before, last.start_not_after) == (
            bounds.start_not_before,
            bounds.start_not_after,
        )


def test_a_history_tells_day_by_day_what_was_new(kg: cg.CoalitionGraph) -> None:
    rows = kg.history("ken")

    assert rows[0].known_on == date(2018, 12, 10)
    assert "eurasia-2018" in rows[0].sources
    assert list(rows.column("known_on")) == sorted(set(rows.column("known_on")))
    assert any("joined-ken-2" in row.set_aside for row in rows)


def test_a_history_of_what_is_no_situation_is_an_error(kg: cg.CoalitionGraph) -> None:
    with pytest.raises(UnknownNameError, match="no situation '2014-12-03-brussels'"):
        kg.history("2014-12-03-brussels")


@cache
def _graph() -> cg.CoalitionGraph:
    return cg.load()


@settings(max_examples=20)
@given(st.dates(date(2014, 9, 1), date(2026, 11, 1)))
def test_a_history_agrees_with_the_edition_of_any_day(day: date) -> None:
    kg = _graph()
    steps = [row for row in kg.history("dji") if row.known_on <= day]
    found = [one for one in kg.known_on(day).members() if one.member.id == "dji"]

    assert bool(steps) == bool(found)
    if steps:
        assert found[0].bounds.start_not_before == steps[-1].start_not_before
        assert found[0].bounds.start_not_after == steps[-1].start_not_after


def test_what_nobody_had_told_yet_is_explained_and_no_unknown_name(kg: cg.CoalitionGraph) -> None:
    early = kg.explain("ken-global-coalition-1", known_on="2015-01-01")
    assert early.text == "No document left here tells of ken-global-coalition-1."
    with pytest.raises(UnknownNameError, match="did you mean"):
        kg.explain("ken-global-coalition-9", known_on="2015-01-01")
