"""`CoalitionGraph`: what it answers about the coalition, and how it tells a mistake."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

import coalition_graph as cg

SMALL = Path(__file__).parent / "data" / "small_coalition"


@pytest.fixture(scope="session")
def small() -> cg.CoalitionGraph:
    return cg.load(SMALL, strict=True)


def certainty_of(graph: cg.CoalitionGraph, member: str, day: str) -> str:
    return next(
        (str(fact.certainty) for fact in graph.members(day) if fact.member.id == member), "no"
    )


# -- what must hold of the coalition --------------------------------------------------------------


@pytest.mark.parametrize(
    ("member", "day", "certainty"),
    [
        ("ken", "2018-02-12", "no"),
        ("ken", "2018-06-01", "possible"),
        ("ken", "2018-12-10", "certain"),
        ("nato", "2014-12-03", "no"),
        ("nato", "2018-07-12", "certain"),
        ("usa", "2014-12-03", "certain"),
    ],
)
def test_members_on_a_day(kg, member, day, certainty):
    assert certainty_of(kg, member, day) == certainty
    asked = kg.answer("members_on", as_of=day, at_least="no")
    assert {row.certainty for row in asked if row.member_id == member} == {certainty}


def test_nato_watched_in_2014_and_hosted_in_2018(kg):
    roles = {
        meeting: {row.role for row in kg.participants(meeting) if row.participant_id == "nato"}
        for meeting in ("2014-12-03-brussels", "2018-06-08-brussels")
    }

    assert roles == {"2014-12-03-brussels": {"observer"}, "2018-06-08-brussels": {"co-host"}}


def test_joining_is_told_with_bounds_and_sources(kg):
    joined = kg.joined()
    bounds = [(row.start_not_before, row.start_not_after) for row in joined]

    assert len(joined) == len(kg.members()) == 89
    assert all(first is None or last is None or first <= last for first, last in bounds)
    assert [last for _, last in bounds] == sorted(last for _, last in bounds)
    assert all(row.sources for row in joined)
    assert len(kg.joined(until="2014")) < len(kg.joined(until="2016")) < len(joined)


def test_who_led_a_meeting(kg):
    (person,) = (row for row in kg.leaders("2014-12-03-brussels") if row.leader_kind == "person")

    assert (person.leader_id, person.role, person.on_behalf_of) == ("john-kerry", "chair", "usa")
    assert person.capacity
    assert person.sources
    assert "2014-12-03-brussels" in kg.led_by("john-kerry").column("meeting_id")
    assert "2014-12-03-brussels" in kg.led_by("usa").column("meeting_id")


def test_a_count_is_a_range(kg):
    count = kg.count("2018-06-01")
    members = [fact.certainty for fact in kg.members("2018-06-01")]

    assert count.range == (members.count("certain"), len(members))
    assert repr(cg.Count(75, 4, 3)) == "75 certain to 82 possible (4 presumed)"


def test_a_claim_beside_the_count_of_its_day(kg):
    for row in kg.claimed_against_counted():
        low, high = row.certain, row.certain + row.presumed + row.possible
        least = row.claimed + (row.comparator == "more than")
        greatest = row.claimed - (row.comparator == "less than")
        if row.comparator not in ("less than", "at most") and least > high:
            assert row.difference == least - high
        elif row.comparator not in ("more than", "at least") and greatest < low:
            assert row.difference == greatest - low
        else:
            assert row.difference == 0
    assert any(row.claimed == 90 for row in kg.claimed_against_counted())


# -- typed methods are the questions --------------------------------------------------------------


def test_members_without_a_day_have_no_certainty(small):
    assert [str(fact.certainty) for fact in small.members()] == ["None"] * 6
    assert [fact.id for fact in small.members(group="finance-group")] == [
        "isl-finance-group-1",
        "nor-finance-group-1",
    ]


def test_members_at_least(small):
    levels = {level: len(small.members("2016-03-10", at_least=level)) for level in cg.Certainty}

    assert levels == {"certain": 1, "presumed": 3, "possible": 4, "no": 6}


def test_every_method_asks_its_question(small):
    assert (
        small.joined("2015", "2018").rows
        == small.answer("members_joined", since="2015", until="2018").rows
    )
    assert small.left(since="2016").rows == small.answer("members_left", since="2016").rows
    assert small.leaders("2016-bergen") == small.answer("meeting_leaders", meeting="2016-bergen")
    assert small.led_by("ken") == small.answer("meetings_led_by", agent="ken")
    assert small.participants("2016-bergen") == small.answer("participants", meeting="2016-bergen")
    assert small.contributions("nor", since="2015") == small.answer(
        "contributions", contributor="nor", since="2015"
    )
    assert small.claimed_against_counted() == small.answer("claimed_against_counted")
    assert small.sources("irq-pact-1") == small.answer("sources_of", fact="irq-pact-1")


def test_meetings_are_facts_in_order(small):
    assert [meeting.id for meeting in small.meetings()] == [
        "undated",
        "2014-12-03-oslo",
        "2015-02-paris",
        "2016-bergen",
        "2018-12-10-nairobi",
    ]
    oslo = small.meetings(city="Oslo")[0]
    assert oslo.date.text == "2014-12-03/2014-12-04"
    assert oslo.country == cg.Ref("state", "nor")
    assert [meeting.id for meeting in small.meetings(kind="plenary", country="ken")] == [
        "2018-12-10-nairobi"
    ]


def test_tenures_and_leaderships_of_one(small):
    assert [fact.post.id for fact in small.tenures("ada-berg")] == [
        "finance-chair",
        "nor-foreign-minister",
    ]
    assert [fact.holder.id for fact in small.tenures(post="pact-envoy")] == ["ben-otieno"]
    assert small.tenures("ben-otieno", as_of="2017") == ()
    assert {fact.leader.id for fact in small.leaderships(body="finance-group")} == {
        "nor",
        "interpol",
    }
    leading = small.leaderships("2018-06-01", line_of_effort="money")
    assert [fact.leader.id for fact in leading] == ["interpol", "ken", "nor"]


def test_quantities_and_claims(small):
    assert {fact.id for fact in small.quantities("beacon")} == {"lamps"}
    assert {fact.unit for fact in small.quantities(unit="lamps")} == {"lamps"}
    assert len(small.quantities()) == 10
    assert [fact.value for fact in small.claims("pact")] == ["2014-09-11"]
    assert small.claims("ken") == ()
    assert [fact.id for fact in small.claims() if not fact.property] == [
        "first-day",
        "nor-oil-amount-1",
        "nor-oil-amount-2",
    ]
    assert {fact.value for fact in small.claims("nor-pact-1") if fact.property == "start"} == {
        "2014-09-10",
        "2016-09",
    }


def test_sources_of_a_fact_object(small):
    membership = small.members()[0]

    assert (
        small.sources(membership) == small.sources(membership.id) == small.sources(membership.ref)
    )


# -- things by id ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "ken",
        "state:ken",
        "https://w3id.org/coalition-graph/id/state/ken",
        cg.Ref("state", "ken"),
        cg.Ref("state", "ken", iri="https://w3id.org/coalition-graph/id/state/ken"),
    ],
)
def test_a_thing_by_id_prefix_iri_or_reference(kg, name):
    found = kg.ref(name)

    assert (found, found.label) == (cg.Ref("state", "ken"), "Kenya")
    assert kg.ref(name, "state") == found


def test_an_unknown_id_is_told_with_the_nearest_of_its_type(kg):
    with pytest.raises(
        cg.UnknownNameError, match="no person 'james-matis'; did you mean 'james-mattis'"
    ):
        kg.answer("tenures", person="james-matis")
    with pytest.raises(cg.UnknownNameError, match="no meeting 'ken'"):
        kg.leaders("ken")
    for odd in (
        "",
        "no such thing",
        "state:",
        "https://example.org/ken",
        "a b/c",
        "x/<>",
        "nope:ken",
    ):
        with pytest.raises(cg.UnknownNameError):
            kg.ref(odd)


def test_an_id_of_two_things_is_not_guessed(small):
    with pytest.raises(cg.AmbiguousNameError) as told:
        small.ref("nor-finance-group-1")

    assert "membership:nor-finance-group-1" in str(told.value)
    assert small.ref("leadership:nor-finance-group-1").type == "leadership"
    assert small.ref("nor-finance-group-1", "membership").type == "membership"


def test_a_fact_by_id(small):
    fact = small.fact("ken-pact-2")

    assert isinstance(fact, cg.Membership)
    assert (fact.bounds.start_not_before, fact.note) == (date(2018, 2, 13), "came back")
    assert isinstance(small.fact(small.members()[0].member), cg.State)


def test_a_thing_of_another_vocabulary_is_no_fact(tmp_path):
    graph = cg.CoalitionGraph()
    odd = "https://w3id.org/coalition-graph/id/mine/spaceship/one"
    file = tmp_path / "odd.ttl"
    file.write_text(f'<{odd}> <http://purl.org/dc/terms/identifier> "one" .', encoding="utf-8")
    graph.add(file)

    assert graph.ref("one").id == "one"
    with pytest.raises(cg.UnknownNameError, match="no fact"):
        graph.fact("one")


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Kenya", ["ken"]),
        ("KENYA", ["ken"]),
        ("ken", ["ken"]),
        ("norvège", ["nor"]),
        ("Norvege", ["nor"]),
        ("États-Unis", ["usa"]),
        ("NO", ["nor"]),
        ("The Harbour Pact", ["pact"]),
        ("harbour pact", ["pact"]),
        ("Pilots League", ["league"]),
        ("nobody", []),
        ("", []),
    ],
)
def test_finding_by_any_name(small, text, ids):
    assert [ref.id for ref in small.find(text)] == ids


def test_several_hits_are_all_told(tmp_path):
    graph = cg.CoalitionGraph()
    lines = (
        f"<https://w3id.org/coalition-graph/id/mine/person/{slug}> "
        '<http://www.w3.org/2004/02/skos/core#prefLabel> "Ada"@en .'
        for slug in ("ada-1", "ada-2")
    )
    (tmp_path / "two.ttl").write_text("\n".join(lines), encoding="utf-8")
    graph.add(tmp_path / "two.ttl")

    assert [ref.id for ref in graph.find("ada")] == ["ada-1", "ada-2"]


# -- mistakes -------------------------------------------------------------------------------------


def test_an_unknown_question_or_parameter_is_told_with_the_nearest(kg):
    with pytest.raises(
        cg.UnknownNameError, match="no question 'member_joined'; did you mean 'members_joined'"
    ):
        kg.answer("member_joined")
    with pytest.raises(cg.UnknownNameError, match="did you mean 'as_of'"):
        kg.answer("members_on", asof="2018")
    with pytest.raises(cg.UnknownNameError, match="did you mean 'certain'"):
        kg.members("2018", at_least="certan")
    with pytest.raises(
        cg.UnknownNameError, match="no certainty 'sure'; known: certain, no, possible"
    ):
        kg.answer("members_on", as_of="2018", at_least="sure")


def test_a_missing_parameter_is_told_for_python_and_for_the_shell(kg):
    with pytest.raises(
        cg.QueryError, match=r"members_on needs as_of: .* write as_of=… in Python, --as-of"
    ):
        kg.answer("members_on")


@pytest.mark.parametrize(
    "when", ["2018-02-30", "3/2018", "yesterday", "", "2018..", "../2018", 2018, None]
)
def test_what_is_no_date_is_refused(kg, when):
    if when is None:
        with pytest.raises(cg.QueryError, match="needs as_of"):
            kg.answer("member_count", as_of=when)
        return
    with pytest.raises(cg.DateError):
        kg.answer("member_count", as_of=when)
    with pytest.raises(cg.DateError):
        kg.members(when)


def test_an_unknown_dataset_is_told_with_the_nearest():
    with pytest.raises(cg.UnknownNameError, match="did you mean 'global-coalition'"):
        cg.load("global-coalitoin")


# -- asking in SPARQL -----------------------------------------------------------------------------


def test_a_query_has_the_preset_prefixes_and_typed_parameters(kg):
    text = "SELECT ?label { ?who skos:prefLabel ?label FILTER(LANG(?label) = ?language) }"

    assert kg.query(text, who=kg.ref("ken"), language="en").rows == [("Kenya",)]
    assert kg.query("ASK { person:james-mattis a cg:Person }") is True


def test_as_of_binds_a_day_or_the_two_ends_of_a_month(kg):
    one = "SELECT ?as_of { }"
    both = "SELECT ?as_of ?as_of_last { }"

    assert kg.query(one, as_of="2018-06-01").rows == [(date(2018, 6, 1),)]
    assert kg.query(both, as_of=date(2018, 6, 1)).rows == [(date(2018, 6, 1), date(2018, 6, 1))]
    assert kg.query(both, as_of="2018-06").rows == [(date(2018, 6, 1), date(2018, 6, 30))]
    with pytest.raises(cg.QueryError, match="no single day"):
        kg.query(one, as_of="2018-06")
    with pytest.raises(cg.QueryError, match=r"no variable \?as_of"):
        kg.query("SELECT * { ?s ?p ?o }", as_of="2018-06-01")


def test_questions_are_listed(kg):
    listed = {row.name: (row.sentence, row.parameters) for row in kg.questions()}

    assert len(listed) >= 12
    assert listed["members_on"] == (
        "Who was a member on a day, and how sure is it?",
        "[group], as_of, [at_least]",
    )
    assert kg.question("members_on").columns[:3] == ("member_id", "member", "kind")


# -- loading, and what lies underneath ------------------------------------------------------------


def test_an_empty_graph_answers_nothing():
    graph = cg.CoalitionGraph()

    assert len(graph) == 0
    assert repr(graph) == "<CoalitionGraph: no dataset, 0 statements>"
    assert graph.find("Kenya") == ()
    assert graph.answer("documents").rows == []
    assert graph.info()["statements"] == 0
    assert graph.info()["first_meeting"] == ""
    with pytest.raises(cg.QueryError, match="no main group; name one with group="):
        graph.members()
    assert graph.claims() == graph.quantities() == graph.meetings() == ()


def test_a_saved_graph_is_the_graph(small, tmp_path):
    small.save(tmp_path / "saved.nq")
    again = cg.load(tmp_path / "saved.nq")

    assert again.info()["hash"] == small.info()["hash"]
    assert again.joined(group="pact").rows == small.joined().rows
    assert again.dataset is None
    assert again.members("2018", group="pact") == small.members("2018")
    with pytest.raises(cg.QueryError, match="no main group"):  # two coalitions, none chosen
        again.joined()


def test_the_only_coalition_is_the_main_group(kg, tmp_path):
    kg.save(tmp_path / "saved.nq")

    assert cg.load(tmp_path / "saved.nq").main_group == kg.main_group


def test_several_sources_make_one_graph(tmp_path, kg):
    (tmp_path / "more.ttl").write_text(
        '<urn:a> <http://www.w3.org/2004/02/skos/core#prefLabel> "A"@en .', encoding="utf-8"
    )
    graph = cg.load([SMALL, tmp_path / "more.ttl"])

    assert len(graph) == len(cg.load(SMALL)) + 1
    assert graph.dataset.id == "small-coalition"
    both = cg.load(["global-coalition", SMALL])
    assert both.main_group.id == "global-coalition"
    assert len(both.members(group="pact")) == 6
    assert len(both) < len(kg) + len(cg.load(SMALL))  # states are shared


def test_what_is_derived_is_made_anew_when_something_is_added(tmp_path):
    graph = cg.load(SMALL)
    assert graph.ref("ken").label == "Kenya"
    assert graph.find("Lighthouse") == ()
    (tmp_path / "more.ttl").write_text(
        "<https://w3id.org/coalition-graph/id/state/ken> "
        '<http://www.w3.org/2004/02/skos/core#altLabel> "Lighthouse" .',
        encoding="utf-8",
    )
    graph.add(tmp_path / "more.ttl")

    assert [ref.id for ref in graph.find("Lighthouse")] == ["ken"]


def test_a_source_that_fails_leaves_the_graph_as_it_was(tmp_path):
    graph = cg.load(SMALL)
    size = len(graph)
    (tmp_path / "bad.ttl").write_text("<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:b", encoding="utf-8")

    with pytest.raises(cg.LoadError, match=r"bad\.ttl, line 2"):
        graph.add(tmp_path / "bad.ttl")
    assert len(graph) == size


def test_rows_that_are_set_aside_are_told_in_a_warning(write_dataset):
    folder = write_dataset(add={"memberships": "zzz-pact-1,zzz,pact,2018,roll\n"})

    with pytest.warns(UserWarning, match=r"1 rows? w\w+ set aside, the first: memberships\.csv"):
        graph = cg.load(folder)
    assert not graph.report.ok
    with pytest.raises(cg.LoadError):
        cg.load(folder, strict=True)


def test_rdf_is_the_graph_itself(small):
    dataset = small.rdf

    assert isinstance(dataset, rdflib.Dataset)
    assert len(list(dataset.triples((None, None, None)))) == len(small)
    found = dataset.query("SELECT ?n { state:ken skos:prefLabel ?n FILTER(LANG(?n) = 'fr') }")
    assert [str(row.n) for row in found] == ["Kenya"]
    assert isinstance(small.engine, ox.Store)


def test_a_change_through_rdflib_is_a_change_of_the_graph():
    graph = cg.load(SMALL)
    size = len(graph)
    graph.rdf.add((rdflib.URIRef("urn:a"), rdflib.URIRef("urn:b"), rdflib.Literal("c")))

    assert len(graph) == size + 1
    assert graph.query("ASK { <urn:a> <urn:b> 'c' }") is True


def test_a_read_only_graph_answers_and_refuses_changes():
    joined = cg.load(SMALL).joined()  # leaves a snapshot
    graph = cg.load(SMALL, read_only=True)
    statement = ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.NamedNode("urn:c"))

    assert graph.joined() == joined
    with pytest.raises(RuntimeError, match="read-write"):
        graph.engine.add(statement)


def test_a_read_only_graph_that_grows_is_copied_first(tmp_path):
    graph = cg.load(SMALL, read_only=True)
    size = len(graph)
    (tmp_path / "more.ttl").write_text("<urn:a> <urn:b> <urn:c> .", encoding="utf-8")
    graph.add(tmp_path / "more.ttl")

    assert len(graph) == size + 1
    assert len(cg.load(SMALL, read_only=True)) == size


# -- what is in a graph ---------------------------------------------------------------------------


def test_info_tells_what_is_there(kg, small):
    info = kg.info()

    assert info["title"] == "Global Coalition Against Daesh"
    assert (info["dataset"], info["licence"]) == ("global-coalition", "CC-BY-4.0")
    assert info["statements"] == len(kg)
    assert info["counts"]["Membership"] == 89
    assert info["first_meeting"] < info["last_meeting"]
    assert len(info["hash"]) == 64
    assert small.info()["first_meeting"] == "2014-12-03"
    assert small.info()["citation"] == "Invented for tests."


def test_the_hash_is_that_of_the_statements(tmp_path):
    def hashed(text: str) -> str:
        file = tmp_path / "one.ttl"
        file.write_text(text, encoding="utf-8")
        return cg.load(file).info()["hash"]

    one = hashed("<urn:a> <urn:p> [ <urn:q> 1 ] , [ <urn:q> 2 ] .")
    assert hashed("_:y <urn:q> 2 . _:x <urn:q> 1 . <urn:a> <urn:p> _:x , _:y .") == one
    assert hashed("<urn:a> <urn:p> [ <urn:q> 1 ] , [ <urn:q> 3 ] .") != one


def test_the_graph_validates(kg):
    assert kg.validate(shapes=False).conforms
