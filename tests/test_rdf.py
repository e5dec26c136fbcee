"""Facts to statements and back."""

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

import coalition_graph as cg
from coalition_graph.dates import Bounds, PartialDate
from coalition_graph.identifiers import Ref, id_iri
from coalition_graph.model import (
    CLAIMED,
    DERIVED_TYPES,
    FACT_TYPES,
    Body,
    Claim,
    Contribution,
    Document,
    Fact,
    Meeting,
    Membership,
    Organisation,
    Participation,
    Quantity,
    Situation,
    State,
    property_name,
    required_fields,
    value_fields,
)
from coalition_graph.rdf import Reader, fact_type_of, number_literal, quads
from coalition_graph.vocabulary import CG, PREFIXES, codes, prefixes, terms

DATASET = "tiny"
SOURCE = (Ref("document", "roll"),)


def store_of(*facts: Fact) -> ox.Store:
    store = ox.Store()
    store.extend(quads(facts, DATASET))
    return store


def read(store: ox.Store, fact: Fact) -> Fact:
    return Reader(store).fact(type(fact), id_iri(DATASET, fact.type, fact.id))


def turtle(text: str) -> ox.Store:
    store = ox.Store()
    declared = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes(DATASET).items())
    store.load(declared + text, format=ox.RdfFormat.TURTLE)
    return store


def objects(store: ox.Store, fact: Fact, name: str) -> list[str]:
    subject = ox.NamedNode(id_iri(DATASET, fact.type, fact.id))
    found = store.quads_for_pattern(subject, ox.NamedNode(CG + name), None, None)
    return sorted(str(quad.object) for quad in found)


# -- any fact, there and back ---------------------------------------------------------------

slugs = st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
days = st.dates(date(1900, 1, 1), date(2100, 1, 1))
instants = st.one_of(
    days.map(str),
    days.map(lambda day: f"{day:%Y-%m}~"),
    days.map(lambda day: f"{day:%Y}?"),
    days.map(lambda day: f"[..{day}]"),
    days.map(lambda day: f"{day}/.."),
    days.map(lambda day: f"{day.year}-23"),
).map(PartialDate.parse)


@st.composite
def bounds(draw: st.DrawFn, kind: type[Fact]) -> Bounds:
    four = sorted(draw(st.lists(days, min_size=4, max_size=4)))
    low, high, early, late = (draw(st.none() | st.just(day)) for day in four)
    open_end = draw(st.booleans()) if issubclass(kind, Situation) else False
    return Bounds(
        start_not_before=low,
        start_not_after=high,
        end_not_before=early,
        end_not_after=late,
        ended=open_end,
    )


def refs(types: tuple[str, ...]) -> st.SearchStrategy[Ref]:
    return st.builds(Ref, st.sampled_from(types), slugs)


def ref_tuples(types: tuple[str, ...]) -> st.SearchStrategy[tuple[Ref, ...]]:
    several = st.lists(refs(types), max_size=3, unique_by=lambda ref: ref.id)
    return several.map(lambda found: tuple(sorted(found, key=lambda ref: ref.id)))


def sorted_tuples(items: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(items, max_size=3, unique=True).map(lambda found: tuple(sorted(found)))


def values(kind: type[Fact], metadata: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for what a field may hold, by its metadata."""
    made: dict[str, Any] = {
        "text": lambda: texts,
        "texts": lambda: sorted_tuples(texts),
        "label": lambda: texts,
        "integer": lambda: st.integers(0, 10**9),
        "decimal": lambda: st.decimals(
            -(10**12), 10**12, allow_nan=False, allow_infinity=False, places=4
        ),
        "flag": st.booleans,
        "instant": lambda: instants,
        "day": lambda: days,
        "bounds": lambda: bounds(kind),
        "link": lambda: refs(metadata["types"]),
        "subject": lambda: refs(metadata["types"]),
        "links": lambda: ref_tuples(metadata["types"]),
        "code": lambda: slugs,
        "codes": lambda: sorted_tuples(slugs),
        "word": lambda: st.sampled_from(metadata["words"]),
        "property": lambda: st.sampled_from(metadata["words"]),
        "claimed": lambda: texts,
        "status": lambda: st.sampled_from(["accepted", "conflict", "superseded"]),
    }
    return made[metadata["as"]]()


@cache
def facts(kind: type[Fact]) -> st.SearchStrategy[Fact]:
    stored = dict(value_fields(kind))
    needed = {name: values(kind, stored[name]) for name in required_fields(kind) if name in stored}
    optional = {name: values(kind, stored[name]) for name in stored if name not in needed}
    filled = st.fixed_dictionaries({"id": slugs, **needed}, optional=optional)
    return filled.flatmap(fitting_value).map(lambda given: kind(**given))


def fitting_value(given: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Give what is claimed of a property a value that the property can have."""
    if "property" not in given:
        return st.just(given)
    fitting = {"role": slugs, "amount": st.integers(0, 10**9).map(str)}
    bound = days.map(str) if "not" in given["property"].split("_") else instants.map(str)
    value = fitting.get(given["property"], bound)
    return value.map(lambda text: {**given, "value": text})


EVERY = FACT_TYPES | DERIVED_TYPES


@pytest.mark.parametrize("kind", EVERY.values(), ids=list(EVERY))
@given(st.data())
def test_reading_a_fact_back_gives_the_fact_that_was_written(
    kind: type[Fact], data: st.DataObject
) -> None:
    fact = data.draw(facts(kind))

    store = store_of(fact)

    assert read(store, fact) == fact
    assert list(Reader(store).facts(kind)) == [fact]
    assert fact_type_of(read(store, fact).iri) is kind


any_fact = st.sampled_from(list(FACT_TYPES.values())).flatmap(facts)


@given(any_fact)
def test_a_fact_survives_a_file(fact: Fact) -> None:
    written = store_of(fact).dump(format=ox.RdfFormat.TURTLE, from_graph=ox.DefaultGraph())

    store = ox.Store()
    store.load(written, format=ox.RdfFormat.TURTLE)

    assert read(store, fact) == fact


@given(st.lists(any_fact, max_size=4))
def test_statements_bear_names_and_no_blank_nodes(several: list[Fact]) -> None:
    for quad in quads(several, DATASET):
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.object, ox.NamedNode | ox.Literal)
        assert quad.graph_name == ox.DefaultGraph()


@given(any_fact)
def test_a_fact_that_was_read_is_written_as_before(fact: Fact) -> None:
    store = store_of(fact)

    again = ox.Store()
    again.extend(quads([read(store, fact)], "another-dataset"))

    assert set(again) == set(store)


# -- how things are written -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("60", '"60"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("60.00", '"60"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("0", '"0"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("-3", '"-3"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("1E+3", '"1000"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("17.50", '"17.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("0.000001", '"0.000001"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
    ],
)
def test_numbers_are_written_in_one_way(number: str, written: str) -> None:
    assert str(number_literal(Decimal(number))) == written


def test_a_meeting_carries_first_day_last_day_and_the_date_as_written() -> None:
    moment = PartialDate.parse("2018-07-11/2018-07-12")
    fact = Meeting(id="m", name="Meeting", date=moment, sources=SOURCE)

    store = store_of(fact)

    day = "^^<http://www.w3.org/2001/XMLSchema#date>"
    assert objects(store, fact, "firstDay") == [f'"2018-07-11"{day}']
    assert objects(store, fact, "lastDay") == [f'"2018-07-12"{day}']
    assert objects(store, fact, "dateText") == ['"2018-07-11/2018-07-12"']


@pytest.mark.parametrize(("ended", "state"), [(True, "Ended"), (False, "NoEndReported")])
def test_a_situation_says_whether_an_end_is_reported(ended: bool, state: str) -> None:
    member, group = Ref("state", "ken"), Ref("organisation", "pact")
    fact = Membership(id="m", member=member, group=group, bounds=Bounds(ended=ended))

    assert objects(store_of(fact), fact, "endState") == [f"<{CG}{state}>"]


def test_things_without_an_end_state_have_ended_if_a_last_day_is_bounded() -> None:
    ended = Body(id="b", name="Board", bounds=Bounds(end_not_after=date(2016, 12, 31)))
    store = store_of(ended)

    assert objects(store, ended, "endState") == []
    assert read(store, ended) == ended
    assert ended.bounds.ended


@pytest.mark.parametrize(
    ("fact", "classes"),
    [
        (Organisation(id="x", name="X", kind="coalition"), ["Coalition", "Organisation"]),
        (Organisation(id="x", name="X", kind="alliance"), ["Organisation"]),
        (Body(id="x", name="X"), ["Body", "Organisation"]),
        (State(id="x", name="X"), ["State"]),
    ],
)
def test_a_thing_is_typed_with_all_its_classes(fact: Fact, classes: list[str]) -> None:
    kinds = store_of(fact).query("SELECT ?c { ?s a ?c } ORDER BY ?c")
    assert isinstance(kinds, ox.QuerySolutions)

    assert [row[0].value.removeprefix(CG) for row in kinds] == classes


def test_a_claim_that_conflicts_says_so() -> None:
    about = Ref("organisation", "pact")
    agreed = Claim(id="c", subject=about, name="founded", value="2014-09")
    disputed = Claim(
        id="d",
        subject=about,
        name="founded",
        value="2014-08",
        conflicts_with=(Ref("claim", "c"),),
    )
    store = store_of(agreed, disputed)

    assert objects(store, agreed, "claimStatus") == [f"<{CG}Accepted>"]
    assert objects(store, disputed, "claimStatus") == [f"<{CG}Conflict>"]
    assert objects(store, agreed, "onProperty") == [f"<{CG}statement>"]


def test_a_quantity_hangs_on_its_subject() -> None:
    fact = Quantity(id="q", subject=Ref("state", "irq"), name="brigades", amount=Decimal(12))
    store = store_of(fact)

    iraq = store.query("ASK { state:irq cg:quantity quantity:q }", prefixes=prefixes(DATASET))

    assert bool(iraq)
    assert objects(store, fact, "subject") == []


# -- reading --------------------------------------------------------------------------------


def test_references_bear_the_labels_of_what_they_point_at() -> None:
    kenya = State(id="ken", name="Kenya", name_fr="Le Kenya", sources=SOURCE)
    fact = Participation(
        id="p", event=Ref("meeting", "m"), participant=Ref("state", "ken"), role="host"
    )
    reader = Reader(store_of(kenya, fact))

    (part,) = reader.facts(Participation)

    assert part.participant.label == "Kenya"
    assert part.event.label == ""
    assert part.participant.iri == id_iri(DATASET, "state", "ken")
    assert [str(ref) for ref in reader.linked(part.iri, "participant")] == ["ken"]
    assert reader.linked(part.iri, "capacity") == []


def test_labels_fall_back_to_english_to_none_to_any() -> None:
    store = turtle(
        'state:a skos:prefLabel "A"@en, "Ah"@fr . state:b skos:prefLabel "B" .'
        'state:c skos:prefLabel "C"@fr, "Tse"@de . state:d a cg:State .'
    )
    reader = Reader(store)

    found = {name: reader.label(id_iri(DATASET, "state", name), "fr") for name in "abcd"}

    assert found == {"a": "Ah", "b": "B", "c": "C", "d": ""}
    assert reader.label(id_iri(DATASET, "state", "a"), "ar") == "A"
    assert reader.label(id_iri(DATASET, "state", "c")) == "Tse"


def test_of_two_values_where_one_is_meant_the_same_is_always_read() -> None:
    store = turtle(
        'state:a a cg:State ; dcterms:identifier "a" ; skos:prefLabel "Turkey"@en, "Türkiye"@en ;'
        'cg:iso2 "TR", "TU" ; cg:source document:b, document:a .'
    )

    (state,) = Reader(store).facts(State)

    assert (state.name, state.iso2) == ("Turkey", "TR")
    assert [str(source) for source in state.sources] == ["a", "b"]


def test_things_that_are_not_ours_are_no_facts() -> None:
    store = turtle(
        '[] a cg:State ; skos:prefLabel "nobody"@en .'
        '<https://example.org/ken> a cg:State ; skos:prefLabel "Kenya"@en .'
        'body:b a cg:Organisation ; skos:prefLabel "B"@en .'
    )

    assert list(Reader(store).facts(State)) == []
    assert list(Reader(store).facts(Organisation)) == []


INCOMPLETE = [
    # what the store holds of membership:m, what is said
    ("", "a membership without id"),
    ('dcterms:identifier "m"', "a membership without member"),
    ('dcterms:identifier "m" ; cg:member state:ken', "a membership without group"),
    ('dcterms:identifier "m" ; cg:member "Kenya"', "a membership without member"),
    ('dcterms:identifier "m" ; cg:member []', "a membership without member"),
    ('cg:startNotBefore "2014"', "startNotBefore '2014' is no day"),
    ('cg:attestedFrom "some day"', "attestedFrom 'some day' is no day"),
    (
        'cg:startNotBefore "2015-01-01" ; cg:startNotAfter "2014-01-01"',
        "start_not_before 2015-01-01 is later than start_not_after 2014-01-01",
    ),
]


@pytest.mark.parametrize(("held", "said"), INCOMPLETE)
def test_a_fact_that_is_not_whole_is_an_error_that_says_what_is_missing(
    held: str, said: str
) -> None:
    store = turtle(f"membership:m a cg:Membership {'; ' if held else ''}{held} .")

    with pytest.raises(cg.ValidationError) as caught:
        list(Reader(store).facts(Membership))

    assert str(caught.value) == f"{id_iri(DATASET, 'membership', 'm')}: {said}"


def test_a_number_that_is_none_is_an_error() -> None:
    store = turtle(
        'contribution:c a cg:Contribution ; dcterms:identifier "c" ; cg:amount "a lot" .'
        'meeting:m a cg:Meeting ; dcterms:identifier "m" ; skos:prefLabel "M"@en ;'
        'cg:delegations "many" .'
    )

    with pytest.raises(cg.ValidationError, match="contribution/c: amount 'a lot' is no decimal"):
        list(Reader(store).facts(Contribution))
    with pytest.raises(cg.ValidationError, match="meeting/m: delegations 'many' is no integer"):
        list(Reader(store).facts(Meeting))


def test_a_role_that_is_no_code_of_ours_is_missing() -> None:
    store = turtle(
        'participation:p a cg:Participation ; dcterms:identifier "p" ; cg:event meeting:m ;'
        "cg:participant state:ken ; cg:role <https://example.org/host> ."
    )

    with pytest.raises(cg.ValidationError, match="a participation without role"):
        list(Reader(store).facts(Participation))


def test_statements_about_statements_are_passed_over() -> None:
    store = turtle('state:ken a cg:State ; dcterms:identifier "ken" ; skos:prefLabel "Kenya"@en .')
    kenya = ox.NamedNode(id_iri(DATASET, "state", "ken"))
    inner = ox.Triple(kenya, ox.NamedNode(CG + "iso2"), ox.Literal("KE"))
    store.add(ox.Quad(kenya, ox.NamedNode(CG + "note"), inner))

    assert [state.name for state in Reader(store).facts(State)] == ["Kenya"]


def test_an_iri_tells_the_kind_of_fact() -> None:
    assert fact_type_of(id_iri(DATASET, "document", "roll")) is Document
    assert fact_type_of(id_iri(DATASET, "planet", "mars")) is None
    assert fact_type_of("https://example.org/ken") is None


# -- the ontology ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FACT_TYPES.values(), ids=list(FACT_TYPES))
def test_every_class_and_field_is_a_term_of_the_ontology(kind: type[Fact]) -> None:
    elsewhere = {"label", "instant", "bounds", "subject", "property", "status"}
    standard = {"note", "aliases", "description", "sources"}
    own = {
        property_name(name)
        for name, metadata in value_fields(kind)
        if metadata["as"] not in elsewhere and name not in standard
    }

    assert (own | set(kind.classes)) - set(terms()) == set()


def test_terms_that_all_facts_share_are_of_the_ontology() -> None:
    shared = {"firstDay", "lastDay", "dateText", "startNotBefore", "startNotAfter"}
    shared |= {"endNotBefore", "endNotAfter", "endState", "Ended", "NoEndReported"}
    shared |= {"source", "quantity", "onSubject", "onProperty", "statement", "claimStatus"}
    shared |= {"Accepted", "Conflict", "Superseded", "Coalition"}
    shared |= {property_name(name) for name in CLAIMED}

    assert shared - set(terms()) == set()


def test_terms_and_codes_have_labels_and_definitions() -> None:
    for term in (*terms().values(), *codes("role").values(), *codes("kind").values()):
        assert term.label
        assert term.definition
        assert term.iri.endswith(term.name)


def test_every_type_of_thing_has_a_prefix() -> None:
    for kind in FACT_TYPES:
        start = prefixes("tiny")[kind]
        assert id_iri("tiny", kind, "x") == start + "x"
    assert set(PREFIXES) <= set(prefixes("tiny"))
