"""Claims and the bounds that follow from them: laws, policies, statuses, and the bundled data."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import TINY_TOML
from hypothesis import given
from hypothesis import strategies as st

import coalition_graph as cg
from coalition_graph.claims import EDGES, Span, resolve, with_status
from coalition_graph.dates import PartialDate
from coalition_graph.errors import LoadError, UnknownNameError
from coalition_graph.loaders.tables import load_tables
from coalition_graph.model import (
    Claim,
    Document,
    Membership,
    Participation,
    Quantity,
    Resolution,
)
from coalition_graph.policies import policies, policy

KENYA = cg.Ref("membership", "ken-pact-1")
DATA = Path(__file__).parents[1] / "data" / "global-coalition"
SMALL = Path(__file__).parent / "data" / "small_coalition"
DAY_0 = date(2014, 9, 1)


def claim(name: str, value: str, *documents: str, **more: str) -> Claim:
    sources = tuple(cg.Ref("document", one) for one in documents or ("roll",))
    return Claim(
        id=f"{name}.{value}.{'.'.join(documents)}".lower(),
        subject=KENYA,
        property=name,
        value=value,
        sources=sources,
        **more,
    )


def day(number: int) -> str:
    return (DAY_0 + timedelta(days=number)).isoformat()


def document(name: str, publisher: str, published: str) -> Document:
    return Document(
        id=name, title=name, publisher=publisher, published=PartialDate.parse(published)
    )


# -- claims that fit together ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "bounds"),
    [
        ({"start": "2018"}, ("2018-01-01", "2018-12-31", "2018-01-01", None)),
        ({"attested": "2018-07"}, (None, "2018-07-31", "2018-07-01", None)),
        (
            {"start": "2018", "attested": "2018-07-12", "end": "2020"},
            ("2018-01-01", "2018-07-12", "2020-01-01", "2020-12-31"),
        ),
        ({"start_not_before": "2018-02-13"}, ("2018-02-13", None, "2018-02-13", None)),
        ({"end_not_after": "2018-02-13"}, (None, "2018-02-13", None, "2018-02-13")),
        ({"start": "2018-05-07~"}, ("2018-05-01", "2018-05-31", "2018-05-01", None)),
    ],
)
def test_claims_that_fit_are_what_they_leave_open(said, bounds) -> None:
    found = resolve(claim(name, value) for name, value in said.items())

    days = (getattr(found.bounds, name) for name in EDGES)
    assert tuple(None if one is None else one.isoformat() for one in days) == bounds
    assert not found.set_aside


def test_nothing_begins_before_its_group() -> None:
    found = resolve([claim("attested", "2018")], floor=date(2014, 9, 10))

    assert found.bounds.start_not_before == date(2014, 9, 10)
    assert found.rests_on("start_not_before") == ()


@st.composite
def true_claims(draw: st.DrawFn) -> tuple[int, int, list[Claim]]:
    """Draw a history from its first to its last day, and things said of it that are true."""
    first = draw(st.integers(0, 900))
    last = first + draw(st.integers(0, 900))
    said = []
    for _ in range(draw(st.integers(1, 8))):
        name = draw(st.sampled_from(["start", "end", "attested", *EDGES]))
        early, late = draw(st.integers(0, 60)), draw(st.integers(0, 60))
        centre = {"start": first, "end": last}.get(name)
        if name == "attested":
            centre = draw(st.integers(first, last))
        if centre is None:
            about = first if name.startswith("start") else last
            said.append(
                claim(name, day(about - early if name.endswith("before") else about + late))
            )
        else:
            said.append(claim(name, f"[{day(centre - early)}..{day(centre + late)}]"))
    return first, last, said


@given(true_claims(), st.sampled_from(policies()))
def test_what_is_true_lies_within_the_bounds_under_every_policy(drawn, name) -> None:
    first, last, said = drawn

    found = resolve(said, chosen=policy(name))

    begun, over = DAY_0 + timedelta(days=first), DAY_0 + timedelta(days=last)
    bounds = found.bounds
    assert not found.set_aside
    assert not found.spanned
    assert bounds.start_not_before is None or bounds.start_not_before <= begun
    assert bounds.start_not_after is None or begun <= bounds.start_not_after
    assert bounds.end_not_before is None or bounds.end_not_before <= over
    assert bounds.end_not_after is None or over <= bounds.end_not_after


anything = st.builds(
    claim,
    st.sampled_from(["start", "end", "attested", *EDGES]),
    st.integers(0, 500).map(day),
    st.sampled_from(["roll", "minutes", "paper"]),
)


@given(st.lists(anything, max_size=8, unique_by=lambda one: one.id), st.sampled_from(policies()))
def test_every_claim_used_is_kept_or_set_aside_and_the_bounds_hold(said, name) -> None:
    found = resolve(said, chosen=policy(name))

    used = {word for tier in policy(name).use for word in tier}
    kept, aside = set(found.kept), set(found.set_aside)
    assert kept | aside == {one for one in said if one.property in used}
    assert not kept & aside
    assert found.span.holds
    assert all(found.span.both(Span.of(one)).holds for one in found.accepted)


@given(st.lists(anything, max_size=8, unique_by=lambda one: one.id), st.randoms())
def test_the_order_of_claims_decides_nothing(said, random) -> None:
    mixed = said[:]
    random.shuffle(mixed)

    for name in policies():
        assert resolve(said, chosen=policy(name)) == resolve(mixed, chosen=policy(name))


# -- claims that contradict each other ------------------------------------------------------

APRIL, JUNE = claim("start", "2019-04", "report"), claim("start", "2019-06-25", "welcome")


def test_stated_starts_that_contradict_each_other_are_spanned_and_in_conflict() -> None:
    found = resolve([APRIL, JUNE])

    assert (found.bounds.start_not_before, found.bounds.start_not_after) == (
        date(2019, 4, 1),
        date(2019, 6, 25),
    )
    assert {one.status for one in with_status(found, {})} == {"conflict"}


@pytest.mark.parametrize(
    "said",
    [
        [claim("start_not_before", "2018-06-01", "a"), claim("start_not_after", "2018-03-01", "b")],
        [claim("start", "2018-06-01", "a"), claim("end", "2018-03-01", "b")],
        [
            claim("start", "2019-06", "a"),
            claim("start", "2018-01", "b"),
            claim("end", "2018-03-01", "c"),
        ],
    ],
)
def test_of_claims_at_odds_none_is_taken_for_right(said) -> None:
    floor = date(2014, 9, 10)

    found = resolve(said, floor=floor)

    assert set(found.spanned) == set(said)
    for one in said:  # whichever of them is right, the bounds leave it open
        alone = resolve([one], floor=floor)
        assert found.span.either(alone.span) == found.span
    assert found.bounds.on("2018-07-01") == "possible"


def test_an_attestation_sets_aside_a_later_start() -> None:
    found = resolve([claim("start", "2019"), claim("attested", "2018-12-10")])

    assert found.bounds.start_not_after == date(2018, 12, 10)
    assert [one.property for one in found.set_aside] == ["start"]


def test_an_end_that_was_set_aside_still_ends_the_presumption() -> None:
    found = resolve([claim("end", "2015-06"), claim("attested", "2016-02-02")])

    assert found.bounds.end_not_after is None
    assert found.bounds.on("2016-02-02") == "certain"
    assert found.bounds.on("2020-01-01") == "possible"


@pytest.mark.parametrize(
    ("name", "kept"),
    [("ranked", "2019-06-25"), ("first-published", "2019-04"), ("last-published", "2019-06-25")],
)
def test_a_policy_that_ranks_keeps_one(name: str, kept: str) -> None:
    documents = {
        "report": document("report", "A", "2019-05-01"),
        "welcome": document("welcome", "B", "2020-07-01"),
    }

    found = resolve([APRIL, JUNE], chosen=policy(name), documents=documents)

    assert [one.value for one in found.kept] == [kept]


def test_what_the_same_publisher_corrects_later_is_superseded() -> None:
    documents = {
        "report": document("report", "The Daily", "2019-05-01"),
        "welcome": document("welcome", "The Daily", "2020-07-01"),
    }

    found = resolve([APRIL, JUNE], chosen=policy("last-published"), documents=documents)

    assert {one.value: one.status for one in with_status(found, documents)} == {
        "2019-04": "superseded",
        "2019-06-25": "accepted",
    }


def test_a_policy_of_ones_own_needs_no_file() -> None:
    own = policy({"use": [["start"]], "conflict": "rank", "rank": ["narrower"]})

    found = resolve([APRIL, JUNE, claim("attested", "2018-01-01")], chosen=own)

    assert [one.value for one in found.kept] == ["2019-06-25"]
    assert found.set_aside == (APRIL,)


@pytest.mark.parametrize(
    ("given_keys", "error", "words"),
    [
        ({"uses": []}, LoadError, "no key 'uses'"),
        ({}, LoadError, "use is missing"),
        ({"use": [["begin"]]}, UnknownNameError, "no property of claims 'begin'"),
        ({"use": [["role"]]}, UnknownNameError, "no property of claims 'role'"),
        ({"use": [["start"]], "conflict": "vote"}, UnknownNameError, "known: rank, span"),
        ({"use": [["start"]], "rank": ["luck"]}, UnknownNameError, "no rank 'luck'"),
    ],
)
def test_a_policy_that_is_none_is_refused(given_keys, error, words) -> None:
    with pytest.raises(error, match=words):
        policy(given_keys)


def test_an_unknown_policy_offers_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'cautious'"):
        policy("cautios")


@pytest.mark.parametrize(
    ("given_keys", "words"),
    [
        ({"use": "start"}, "use is no list of lists"),
        ({"use": ["start", "end"]}, "use is no list of lists"),
        ({"use": [1]}, "use is no list of lists"),
        ({"use": [[]]}, "use is no list of lists"),
        ({"use": [["start"]], "rank": "earlier"}, "rank is no list; write rank ="),
        (5, "5 is no policy; give a name"),
    ],
)
def test_a_policy_of_the_wrong_shape_says_how_to_write_it(given_keys, words) -> None:
    with pytest.raises(LoadError, match=words):
        policy(given_keys)


def test_a_day_of_publication_that_nobody_knows_is_neither_first_nor_last() -> None:
    documents = {
        "report": Document(id="report", title="report"),
        "welcome": document("welcome", "B", "2020-07-01"),
    }

    for name in ("first-published", "last-published"):
        found = resolve([APRIL, JUNE], chosen=policy(name), documents=documents)
        assert [one.value for one in found.kept] == ["2019-06-25"]


def test_claims_that_a_policy_does_not_look_at_stay_with_a_status() -> None:
    fits, not_so = claim("start", "2018"), claim("start", "2019")

    found = resolve([fits, not_so, claim("attested", "2018-12-10")], chosen=policy("attested-only"))

    assert set(found.unused) == {fits, not_so}
    assert {one.value: one.status for one in with_status(found, {})} == {
        "2018": "accepted",
        "2019": "conflict",
        "2018-12-10": "accepted",
    }


def test_a_dataset_with_a_policy_loses_no_claim(write_dataset) -> None:
    strict = cg.load(write_dataset(toml=TINY_TOML + 'policy = "attested-only"\n'))
    plain = cg.load(write_dataset(folder="plain"))

    assert {one.id for one in strict.claims()} == {one.id for one in plain.claims()}
    bounds = [one.bounds for one in plain.members()]
    assert [one.bounds for one in strict.under("cautious").members()] == bounds
    assert [one.bounds for one in strict.members()] != bounds


def test_an_attestation_with_the_id_of_a_claim_is_told(write_dataset) -> None:
    folder = write_dataset(
        claims="id,subject,property,value,sources\nusa-pact-1-attested-1,ken-pact-1,start,2018,roll\n"
    )

    (problem,) = load_tables(folder).report.problems

    assert str(problem).startswith("attestations.csv, line 2, column 'id'")
    assert "used twice" in str(problem)


def test_the_claim_layer_of_a_folder_that_changed_meanwhile_is_never_mixed_in(
    write_dataset, monkeypatch
) -> None:
    folder = write_dataset()
    kept = cg.load(folder)
    monkeypatch.setenv("COALITION_GRAPH_CACHE", "")
    without_cache = cg.load(folder)
    monkeypatch.undo()

    text = "id,subject,property,value,sources\nc1,ken-pact-1,start,2018-06,roll\n"
    (folder / "claims.csv").write_text(text, encoding="utf-8")

    assert "c1" not in {one.id for one in kept.claims()}  # the snapshot of then is still there
    assert "c1" in {one.id for one in cg.load(folder).claims()}
    monkeypatch.setenv("COALITION_GRAPH_CACHE", "")
    with pytest.raises(LoadError, match="changed after it was read"):
        without_cache.claims()


# -- the bundled data -----------------------------------------------------------------------


def test_bundled_bounds_are_those_that_follow_from_the_claim_layer(kg: cg.CoalitionGraph) -> None:
    anew = kg.under("cautious")

    for method in ("members", "tenures", "leaderships"):
        assert getattr(anew, method)() == getattr(kg, method)()
    assert len(anew) == len(kg)
    assert set(map(str, anew.engine)) == set(map(str, kg.engine))


def test_no_bound_is_tighter_than_the_claims_it_rests_on() -> None:
    layered = cg.load(claims=True)
    dated = ("start", "end", "attested", *EDGES)
    spans = {one.id: Span.of(one) for one in layered.claims() if one.property in dated}
    decisions = list(layered._reader.facts(Resolution))
    assert len(decisions) > 1_000
    for decision in decisions:
        day = date.fromisoformat(decision.value)
        assert decision.rests_on
        for rest in decision.rests_on:
            span = spans[rest.id]
            assert day in (span.start_low, span.start_high, span.end_low, span.end_high)


def test_every_bound_of_a_membership_rests_on_a_claim_or_on_the_start_of_its_group() -> None:
    layered = cg.load(claims=True)
    decided = {(one.subject.id, one.property) for one in layered._reader.facts(Resolution)}
    for spell in layered.members():
        for name in EDGES[1:]:
            if getattr(spell.bounds, name) is not None:
                assert (spell.id, name) in decided, (spell.id, name)


def test_every_source_of_a_role_and_a_figure_has_its_claim(kg: cg.CoalitionGraph) -> None:
    said: dict[tuple[str, str], set[str]] = {}
    for one in kg.claims():
        documents = {ref.id for ref in one.sources}
        said.setdefault((one.subject.id, one.property), set()).update(documents)
    facts = [*kg._reader.facts(Participation), *kg._reader.facts(Quantity)]
    assert len(facts) > 1_400
    for fact in facts:
        name = "role" if isinstance(fact, Participation) else "amount"
        assert said[fact.id, name] == {ref.id for ref in fact.sources}


@pytest.mark.parametrize("table", ["memberships", "tenures", "leaderships"])
def test_every_date_of_a_row_is_claimed_by_some_document(kg: cg.CoalitionGraph, table: str) -> None:
    claimed = {(one.subject.id, one.property): one for one in kg.claims()}
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            both = row["start_not_before"] and row["start_not_after"]
            for name in ("start", "end", *EDGES):
                if row[name] and not (name == "start" and both):
                    assert claimed[row["id"], name].sources, (row["id"], name)


def test_the_claim_layer_is_loaded_on_demand_and_never_in_the_way() -> None:
    easy, layered = cg.load(), cg.load(claims=True)

    assert len(layered) > 1.5 * len(easy)
    assert not easy.query("ASK { ?r a cg:Resolution }")
    assert layered.query("ASK { ?r a cg:Resolution ; cg:restsOn ?c . ?c a cg:Claim }")
    assert easy.answer("members_joined").rows == layered.answer("members_joined").rows


def test_a_claim_row_with_a_property_counts_among_the_claims_on_its_subject(write_dataset) -> None:
    folder = write_dataset(
        add={"documents": "paper,A paper,2019-03-01\n"},
        claims="id,subject,property,value,sources\nc1,ken-pact-1,start,2018-03,paper\n",
    )

    loaded = load_tables(folder)

    (kenya,) = (f for f in loaded.facts if isinstance(f, Membership) and f.id == "ken-pact-1")
    assert (kenya.bounds.start_not_before, kenya.bounds.start_not_after) == (
        date(2018, 3, 1),
        date(2018, 3, 31),
    )


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("c1,ken-pact-1,start,soon,roll", "column 'value': 'soon' is no date"),
        ("c1,ken,start,2018,roll", "column 'property': start of a state"),
        ("c1,ken-pact-1,begin,2018,roll", "column 'property': no word 'begin'"),
        ("c1,ken-pact-1,,2018,roll", "column 'name': a statement without a name"),
        ("c1,ken-pact-1,start_not_after,2018/..,roll", "has an open side"),
        ("c1,2018-nairobi-ken-1,role,hosts,roll", "no role 'hosts'; did you mean 'host'"),
        ("c1,ken-pact-9,start,2018,roll", "did you mean 'ken-pact-1'"),
    ],
)
def test_a_bad_claim_is_set_aside_with_its_reason(write_dataset, row: str, words: str) -> None:
    folder = write_dataset(claims=f"id,subject,property,value,sources\n{row}\n")

    (problem,) = load_tables(folder).report.problems

    assert words in str(problem)
    assert str(problem).startswith("claims.csv, line 2")


def test_the_claim_layer_is_sound() -> None:
    assert cg.load(claims=True).validate(shapes=False).conforms
    easy, layered = cg.load(SMALL).validate(), cg.load(SMALL, claims=True).validate()
    assert set(map(str, layered.results)) == set(map(str, easy.results))


def test_an_announcement_of_a_meeting_shows_nobody(write_dataset) -> None:
    tables = {"meetings": "2019-oslo,Oslo meeting,2019-05-02,,Oslo,pact,notice\n"}
    tables |= {"documents": "notice,Who will come,2019-04-30\n"}
    tables |= {"participations": "2019-oslo-usa-1,2019-oslo,usa,attendee,notice\n"}
    announced = cg.load(write_dataset(add=tables))
    tables["documents"] = "notice,Who came,2019-05-02\n"
    told = cg.load(write_dataset(add=tables, folder="told"))

    assert announced.fact("usa-pact-1").attested_to == date(2016, 8, 24)
    assert told.fact("usa-pact-1").attested_to == date(2019, 5, 2)
