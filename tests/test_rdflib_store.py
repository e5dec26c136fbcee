"""rdflib's graphs over the embedded engine.

Most tests run twice, over rdflib's own memory and over the engine, with the same assertions.  Where
the two differ, the difference is written down in `coalition_graph.rdflib_store` and tested in the
second part of this file.
"""

import json
from collections.abc import Iterator
from datetime import date
from itertools import islice, product
from pathlib import Path
from typing import TypeAlias

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import FOAF, RDF, RDFS, XSD, BNode, Dataset, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID, QuotedGraph
from rdflib.plugins.sparql import prepareQuery
from rdflib.query import ResultRow
from rdflib.store import Store, TripleAddedEvent
from rdflib.term import Node

from coalition_graph.rdflib_store import OxigraphStore

Quad: TypeAlias = tuple[Node, Node, Node, URIRef | BNode | None]

# rdflib 7 warns of its own use of what it deprecates.
pytestmark = [
    pytest.mark.filterwarnings(f"ignore:{name} is deprecated:DeprecationWarning")
    for name in (r"Dataset\.(default_context|contexts|identifier)", "ConjunctiveGraph")
]

EX = Namespace("https://example.org/")
KEN, USA, IRQ, COALITION = EX.ken, EX.usa, EX.irq, EX.coalition
FIRST, SECOND = EX["graph/first"], EX["graph/second"]
FACTS = [
    (KEN, RDF.type, EX.State),
    (KEN, RDFS.label, Literal("Kenya", lang="en")),
    (KEN, RDFS.label, Literal("كينيا", lang="ar")),
    (KEN, EX.joined, Literal(date(2018, 12, 10))),
    (KEN, EX.member, COALITION),
    (USA, RDF.type, EX.State),
    (USA, RDFS.label, Literal("United States")),
    (USA, EX.joined, Literal(date(2014, 9, 10))),
    (USA, EX.member, COALITION),
    (COALITION, EX.size, Literal(79)),
    (COALITION, EX.partOf, EX.world),
]


def engine_dataset(*, default_union: bool = False) -> Dataset:
    return Dataset(store=OxigraphStore(pyoxigraph.Store()), default_union=default_union)


@pytest.fixture(params=["memory", "engine"])
def dataset(request: pytest.FixtureRequest) -> Dataset:
    """An empty dataset, over rdflib's memory and over the engine."""
    return Dataset() if request.param == "memory" else engine_dataset()


@pytest.fixture
def facts(dataset: Dataset) -> Graph:
    """The default graph of a dataset, with a few facts in it."""
    graph = dataset.get_context(DATASET_DEFAULT_GRAPH_ID)
    graph += FACTS
    return graph


@pytest.fixture
def engine() -> pyoxigraph.Store:
    return pyoxigraph.Store()


# Part one: what rdflib users expect, of memory and engine alike.


def test_a_triple_goes_to_the_default_graph(dataset: Dataset) -> None:
    dataset.add((KEN, EX.member, COALITION))

    assert (KEN, EX.member, COALITION) in dataset
    assert [(KEN, EX.member, COALITION)] == list(dataset.triples((None, None, None)))
    assert [(KEN, EX.member, COALITION, DATASET_DEFAULT_GRAPH_ID)] == list(dataset)
    assert len(dataset) == 1


def test_a_quad_goes_to_its_graph_only(dataset: Dataset) -> None:
    dataset.add((KEN, EX.member, COALITION, dataset.graph(FIRST)))

    assert list(dataset.triples((None, None, None))) == []
    assert [(KEN, EX.member, COALITION, FIRST)] == list(dataset.quads())
    assert [(KEN, EX.member, COALITION)] == list(dataset.graph(FIRST))
    assert (KEN, EX.member, COALITION, FIRST) in dataset
    assert (KEN, EX.member, COALITION, SECOND) not in dataset
    assert (KEN, EX.member, COALITION) not in dataset.graph(SECOND)


def test_the_same_triple_may_be_in_several_graphs(dataset: Dataset) -> None:
    triple = (KEN, EX.member, COALITION)
    dataset.add(triple)
    dataset.graph(FIRST).add(triple)
    dataset.graph(SECOND).add(triple)

    assert len(dataset) == 1
    assert {DATASET_DEFAULT_GRAPH_ID, FIRST, SECOND} == {quad[3] for quad in dataset}
    assert {DATASET_DEFAULT_GRAPH_ID, FIRST, SECOND} == names(dataset.graphs(triple))
    assert [len(graph) for graph in dataset.graphs()] == [1, 1, 1]


def names(graphs: Iterator[Graph]) -> set[Node]:
    return {graph.identifier for graph in graphs}


def test_a_union_shows_every_triple_once() -> None:
    for dataset in (Dataset(default_union=True), engine_dataset(default_union=True)):
        dataset.add((KEN, EX.member, COALITION))
        dataset.graph(FIRST).add((KEN, EX.member, COALITION))
        dataset.graph(FIRST).add((USA, EX.member, COALITION))

        assert {KEN, USA} == set(dataset.subjects(EX.member, COALITION))
        assert len(list(dataset.triples((None, EX.member, None)))) == 2
        assert len(list(dataset.query("SELECT ?s { ?s ?p ?o }"))) == 2
        assert [row.n.value for row in dataset.query("SELECT (COUNT(*) AS ?n) {?s ?p ?o}")] == [2]


def test_graphs_are_listed_even_if_empty(dataset: Dataset) -> None:
    dataset.graph(FIRST).add((KEN, EX.member, COALITION))
    dataset.add_graph(SECOND)

    assert {DATASET_DEFAULT_GRAPH_ID, FIRST, SECOND} == names(dataset.graphs())
    assert len(dataset.graph(SECOND)) == 0


def test_a_graph_can_be_removed(dataset: Dataset) -> None:
    for name in (DATASET_DEFAULT_GRAPH_ID, FIRST):
        dataset.graph(name).add((KEN, EX.member, COALITION))
    dataset.remove_graph(FIRST)

    assert names(dataset.graphs()) == {DATASET_DEFAULT_GRAPH_ID}
    assert list(dataset) == [(KEN, EX.member, COALITION, DATASET_DEFAULT_GRAPH_ID)]


def test_a_graph_without_a_name_gets_one(dataset: Dataset) -> None:
    graph = dataset.graph()
    graph.add((KEN, EX.member, COALITION))

    assert isinstance(graph.identifier, URIRef)
    assert [graph.identifier] == [quad[3] for quad in dataset.quads()]


def test_a_blank_node_may_name_a_graph(dataset: Dataset) -> None:
    dataset.graph(BNode("g")).add((KEN, EX.member, COALITION))

    assert [BNode("g")] == [quad[3] for quad in dataset.quads()]


def test_a_graph_of_another_store_is_copied_in(dataset: Dataset) -> None:
    source = Graph(identifier=FIRST)
    source += FACTS
    dataset.add_graph(source)

    assert set(FACTS) == set(dataset.graph(FIRST))


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ((KEN, None, None), 5),
        ((None, RDF.type, None), 2),
        ((None, None, COALITION), 2),
        ((KEN, RDFS.label, None), 2),
        ((None, RDFS.label, Literal("Kenya", lang="en")), 1),
        ((KEN, None, Literal(date(2018, 12, 10))), 1),
        ((KEN, RDF.type, EX.State), 1),
        ((None, None, None), 11),
        ((IRQ, None, None), 0),
        ((None, RDFS.label, Literal("Kenya")), 0),
        ((None, RDFS.label, Literal("Kenya", lang="de")), 0),
        ((Literal("Kenya"), None, None), 0),
        ((None, Literal("Kenya"), None), 0),
        ((None, BNode(), None), 0),
        ((BNode(), None, None), 0),
    ],
)
def test_patterns_find_what_matches(
    facts: Graph, pattern: tuple[Node | None, Node | None, Node | None], expected: int
) -> None:
    found = list(facts.triples(pattern))

    assert expected == len(found)
    assert set(found) <= set(FACTS)
    assert (pattern in facts) == bool(expected)


def test_values_subjects_predicates_and_objects(facts: Graph) -> None:
    assert Literal(79) == facts.value(COALITION, EX.size)
    assert facts.value(predicate=RDFS.label, object=Literal("United States")) == USA
    assert facts.value(IRQ, EX.size) is None
    assert Literal(0) == facts.value(IRQ, EX.size, default=Literal(0))
    assert {KEN, USA} == set(facts.subjects(RDF.type, EX.State))
    assert {KEN, USA} == set(facts.subjects(unique=True)) - {COALITION}
    assert {EX.size, EX.partOf} == set(facts.predicates(COALITION))
    assert {COALITION} == set(facts.objects(None, EX.member, unique=True))
    assert {COALITION} == set(facts.objects([KEN, USA], EX.member))
    assert {(KEN, EX.State), (USA, EX.State)} == set(facts.subject_objects(RDF.type))
    assert {(EX.size, Literal(79)), (EX.partOf, EX.world)} == set(
        facts.predicate_objects(COALITION)
    )
    assert {(KEN, EX.member), (USA, EX.member)} == set(facts.subject_predicates(COALITION))


def test_slices(facts: Graph) -> None:
    assert {Literal(79)} == set(facts[COALITION : EX.size])
    assert {KEN, USA} == set(facts[: RDF.type : EX.State])
    assert facts[KEN : RDF.type : EX.State]
    assert not facts[IRQ : RDF.type : EX.State]


def test_several_terms_in_one_place(facts: Graph) -> None:
    found = facts.triples_choices(([KEN, USA, IRQ], EX.joined, None))

    assert {KEN, USA} == {subject for subject, _, _ in found}
    assert len(list(facts.triples_choices((KEN, [RDFS.label, RDF.type], None)))) == 3
    assert len(list(facts.triples_choices((None, EX.member, [COALITION, IRQ])))) == 2


def test_paths(facts: Graph) -> None:
    assert {EX.world} == set(facts.objects(KEN, EX.member / EX.partOf))
    assert {KEN, USA} == set(facts.subjects(EX.member / EX.partOf, EX.world))
    assert {EX.State, COALITION} == set(facts.objects(KEN, RDF.type | EX.member))
    assert {KEN, USA} == set(facts.objects(COALITION, ~EX.member))
    assert {COALITION, EX.world} == set(facts.transitive_objects(COALITION, EX.partOf))


def test_set_replaces_the_objects(facts: Graph) -> None:
    facts.set((KEN, RDFS.label, Literal("Kenya")))

    assert [Literal("Kenya")] == list(facts.objects(KEN, RDFS.label))
    assert len(facts) == 10


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ((KEN, RDF.type, EX.State), 10),
        ((KEN, None, None), 6),
        ((None, RDFS.label, None), 8),
        ((None, None, COALITION), 9),
        ((IRQ, None, None), 11),
        ((None, None, None), 0),
    ],
)
def test_patterns_remove_what_matches(
    facts: Graph, pattern: tuple[Node | None, Node | None, Node | None], left: int
) -> None:
    facts.remove(pattern)

    assert left == len(facts) == len(list(facts))
    assert not list(facts.triples(pattern))


def test_removing_from_one_graph_leaves_the_others(dataset: Dataset) -> None:
    for name in (DATASET_DEFAULT_GRAPH_ID, FIRST):
        dataset.graph(name).__iadd__(FACTS)
    dataset.graph(FIRST).remove((KEN, None, None))
    dataset.remove((USA, None, None, FIRST))

    assert len(dataset.graph(FIRST)) == 2
    assert set(FACTS) == set(dataset.triples((None, None, None)))

    dataset.graph(FIRST).remove((None, None, None))

    assert len(dataset.graph(FIRST)) == 0
    assert FIRST in names(dataset.graphs())
    assert len(FACTS) == len(dataset)


def test_removing_a_triple_from_a_dataset_removes_it_from_every_graph(dataset: Dataset) -> None:
    for name in (DATASET_DEFAULT_GRAPH_ID, FIRST):
        dataset.graph(name).__iadd__(FACTS)
    dataset.remove((None, RDFS.label, None))

    assert list(dataset.quads((None, RDFS.label, None, None))) == []

    dataset.remove((None, None, None))

    assert len(dataset) == 0
    assert FIRST in names(dataset.graphs())


def test_many_at_once(dataset: Dataset) -> None:
    first, second = dataset.graph(FIRST), dataset.graph(SECOND)
    dataset.addN([(*FACTS[0], first), (*FACTS[1], second), (*FACTS[1], second)])

    assert {(*FACTS[0], FIRST), (*FACTS[1], SECOND)} == set(dataset.quads())

    first += second  # read and written in one engine
    second -= [FACTS[1]]

    assert {(*FACTS[0], FIRST), (*FACTS[1], FIRST)} == set(dataset.quads())


def test_sets_of_triples(facts: Graph) -> None:
    other = Graph()
    other += [FACTS[0], (IRQ, RDF.type, EX.State)]

    assert {*FACTS, (IRQ, RDF.type, EX.State)} == set(facts + other) == set(facts | other)
    assert {FACTS[0]} == set(facts * other) == set(facts & other) == set(other & facts)
    assert set(FACTS[1:]) == set(facts - other)
    assert {*FACTS[1:], (IRQ, RDF.type, EX.State)} == set(facts ^ other)
    assert len(FACTS) == len(facts)


def test_lists_and_neighbourhoods(dataset: Dataset) -> None:
    graph = dataset.graph(FIRST)
    graph += FACTS
    leaders = Collection(graph, BNode(), [KEN, USA])
    leaders.append(IRQ)
    graph.add((COALITION, EX.leaders, leaders.uri))

    assert list(graph.items(leaders.uri)) == [KEN, USA, IRQ]
    assert len(leaders) == 3
    assert len(graph.cbd(COALITION)) == 9
    assert {KEN, COALITION} <= graph.all_nodes()
    assert Literal(79) == graph.resource(COALITION).value(EX.size)


def test_blank_nodes_keep_their_labels(dataset: Dataset) -> None:
    node = BNode()
    dataset.add((node, EX.member, BNode("b0")))

    assert [(node, EX.member, BNode("b0"))] == list(dataset.triples((node, None, BNode("b0"))))
    assert isomorphic(dataset.get_context(DATASET_DEFAULT_GRAPH_ID), one_triple(BNode(), BNode()))


def one_triple(subject: Node, object_: Node) -> Graph:
    return Graph().add((subject, EX.member, object_))


def test_prefixes(dataset: Dataset) -> None:
    graph = dataset.graph(FIRST)
    graph.bind("ex", EX)
    graph.add((KEN, EX.member, COALITION))

    assert ("ex", URIRef(EX)) in set(dataset.namespaces())
    assert dataset.namespace_manager.normalizeUri(KEN) == "ex:ken"
    assert "ex:ken ex:member ex:coalition" in graph.serialize(format="turtle")
    assert "@prefix ex: <https://example.org/>" in dataset.serialize(format="trig")

    graph.bind("other", EX)

    assert ("other", URIRef(EX)) in set(dataset.namespaces())
    assert "ex" not in dict(dataset.namespaces())


def test_a_prefix_is_not_taken_from_another_namespace(dataset: Dataset) -> None:
    store = dataset.store
    store.bind("a", URIRef(EX.a))
    store.bind("b", URIRef(EX.b))
    store.bind("a", URIRef(EX.c), override=False)
    store.bind("c", URIRef(EX.c), override=False)

    assert {"a": EX.a, "b": EX.b, "c": EX.c} == dict(store.namespaces())

    store.bind("a", URIRef(EX.b))

    assert {"a": EX.b, "c": EX.c} == dict(store.namespaces())
    assert (store.prefix(URIRef(EX.b)), store.prefix(URIRef(EX.a))) == ("a", None)
    assert (EX.b, None) == (store.namespace("a"), store.namespace("b"))


GRAPH_FORMATS = ["turtle", "longturtle", "nt", "xml", "pretty-xml", "n3", "json-ld"]
DATASET_FORMATS = ["trig", "nquads", "trix", "json-ld"]


@pytest.mark.parametrize("form", GRAPH_FORMATS)
def test_a_graph_is_written_and_read_in_every_format(facts: Graph, form: str) -> None:
    facts.add((KEN, EX.note, BNode()))
    text = facts.serialize(format=form)
    reading = {"longturtle": "turtle", "pretty-xml": "xml"}.get(form, form)

    assert isomorphic(facts, Graph().parse(data=text, format=reading))
    assert isomorphic(facts, engine_dataset().graph(FIRST).parse(data=text, format=reading))


@pytest.mark.parametrize("form", DATASET_FORMATS)
def test_a_dataset_is_written_and_read_in_every_format(dataset: Dataset, form: str) -> None:
    dataset.get_context(DATASET_DEFAULT_GRAPH_ID).addN(
        (*fact, dataset.get_context(DATASET_DEFAULT_GRAPH_ID)) for fact in FACTS[:6]
    )
    dataset.graph(FIRST).__iadd__(FACTS[4:])
    text = dataset.serialize(format=form)

    assert set(dataset) == set(Dataset().parse(data=text, format=form))
    assert set(dataset) == set(engine_dataset().parse(data=text, format=form))


def test_hextuples_are_written_and_read(dataset: Dataset) -> None:
    dataset.graph(FIRST).__iadd__(FACTS)
    text = dataset.serialize(format="hext")

    # Memory would take "United States"^^xsd:string, which is how the format writes it, for another.
    assert set(dataset) == set(engine_dataset().parse(data=text, format="hext"))


def test_a_file_is_read_and_written(facts: Graph, tmp_path: Path) -> None:
    facts.serialize(tmp_path / "facts.ttl", format="turtle")

    assert set(FACTS) == set(engine_dataset().graph(FIRST).parse(tmp_path / "facts.ttl"))


def test_select(facts: Graph) -> None:
    result = facts.query(
        "SELECT ?state ?day ?nothing { ?state ex:joined ?day } ORDER BY ?day", initNs={"ex": EX}
    )

    assert result.type == "SELECT"
    assert [str(variable) for variable in result.vars or []] == ["state", "day", "nothing"]
    assert len(result) == 2
    first, second = result
    assert isinstance(first, ResultRow)
    assert (USA, Literal(date(2014, 9, 10)), None) == first
    assert KEN == second.state == second["state"] == second[0]
    assert date(2018, 12, 10) == second.day.toPython()
    assert {"state": USA, "day": Literal(date(2014, 9, 10))} == first.asdict()
    assert [first, second] == list(result)  # a second time
    assert [{"state", "day"}] * 2 == [{str(key) for key in each} for each in result.bindings]


def test_results_are_written(facts: Graph) -> None:
    result = facts.query("SELECT ?o { ?s <https://example.org/size> ?o }")
    written = json.loads(result.serialize(format="json") or b"")

    assert [{"o": {"type": "literal", "value": "79", "datatype": str(XSD.integer)}}] == (
        written["results"]["bindings"]
    )
    assert result.serialize(format="csv") == b"o\r\n79\r\n"


def test_ask(facts: Graph) -> None:
    assert facts.query("ASK { ?s ?p 79 }")
    assert not facts.query("ASK { ?s ?p 80 }")
    assert list(facts.query("ASK { ?s ?p 79 }")) == [True]


def test_construct_and_describe(facts: Graph) -> None:
    facts.bind("ex", EX)
    built = facts.query("CONSTRUCT { ?s ex:in ?o } WHERE { ?s ex:member ?o }")
    described = facts.query("# all of\nPREFIX e: <https://example.org/>\nDESCRIBE e:coalition")

    assert built.type == "CONSTRUCT"
    assert {(KEN, EX["in"], COALITION), (USA, EX["in"], COALITION)} == set(built)
    assert isinstance(built.graph, Graph)
    assert b"ken" in (built.serialize(format="nt", encoding="utf-8") or b"")
    assert described.type == "DESCRIBE"
    assert {(COALITION, EX.size, Literal(79)), (COALITION, EX.partOf, EX.world)} <= set(described)


def test_queries_know_the_prefixes_of_the_graph(facts: Graph) -> None:
    facts.bind("ex", EX)

    assert len(facts.query("SELECT * { ex:coalition ex:size ?n }")) == 1
    assert (
        len(facts.query("SELECT * { ?s foaf:name|ex:size ?n }", initNs={"foaf": FOAF, "ex": EX}))
        == 1
    )
    assert len(facts.query("PREFIX ex: <https://example.org/s> SELECT * { ?s ex:ize ?n }")) == 1


def test_relative_iris_of_a_query_need_a_base(facts: Graph) -> None:
    assert len(facts.query("SELECT * { <ken> ?p ?o }", base=str(EX))) == 5


def test_bindings_given_to_a_query(facts: Graph) -> None:
    text = "SELECT ?day { ?state <https://example.org/joined> ?day }"
    result = facts.query(text, initBindings={"state": KEN})

    assert [(Literal(date(2018, 12, 10)),)] == list(result)


def test_prepared_queries(facts: Graph) -> None:
    prepared = prepareQuery("SELECT ?day { ?state ex:joined ?day }", initNs={"ex": EX})

    assert len(facts.query(prepared)) == 2
    assert len(facts.query(prepared, initBindings={"state": USA})) == 1


def test_queries_see_their_graph(dataset: Dataset) -> None:
    dataset.graph(FIRST).add((KEN, EX.member, COALITION))
    dataset.graph(SECOND).add((USA, EX.member, COALITION))
    dataset.graph(BNode("third")).add((IRQ, EX.member, COALITION))
    everybody = "SELECT ?s { ?s ?p ?o }"

    assert list(dataset.query(everybody)) == []
    assert list(dataset.graph(FIRST).query(everybody)) == [(KEN,)]
    assert list(dataset.graph(BNode("third")).query(everybody)) == [(IRQ,)]
    assert {(FIRST, KEN), (SECOND, USA), (BNode("third"), IRQ)} == set(
        dataset.query("SELECT ?g ?s { GRAPH ?g { ?s ?p ?o } }")
    )
    assert list(dataset.query(f"SELECT ?s {{ GRAPH <{SECOND}> {{ ?s ?p ?o }} }}")) == [(USA,)]


def test_updates_change_their_graph(dataset: Dataset) -> None:
    graph = dataset.graph(FIRST)
    graph.bind("ex", EX)
    graph.update("INSERT DATA { ex:ken ex:member ex:coalition . ex:usa ex:member ex:coalition }")
    graph.update(
        "DELETE { ?s ?p ?o } INSERT { ?s ex:in ?o } WHERE { ?s ?p ?o FILTER(?s = ex:ken) }"
    )
    graph.update("DELETE WHERE { ?s ex:member ?o }")

    assert {(KEN, EX["in"], COALITION, FIRST)} == set(dataset.quads())


def test_those_who_listen_to_a_store_hear_of_every_new_triple(dataset: Dataset) -> None:
    heard: list[Node] = []
    dataset.store.dispatcher.subscribe(
        TripleAddedEvent, lambda event: heard.append(event.triple[0])
    )
    dataset.add((KEN, EX.member, COALITION))
    dataset.graph(FIRST).__iadd__([(USA, EX.member, COALITION)])

    assert heard == [KEN, USA]
    assert len(dataset) == 2


resources = st.sampled_from([KEN, USA, COALITION, BNode("b1"), BNode("b2")])
properties = st.sampled_from([EX.member, EX.joined, RDFS.label])
objects = resources | st.sampled_from(
    [
        Literal("Kenya"),
        Literal(""),
        Literal("Kenya", lang="en"),
        Literal("2014"),
        Literal(2014),
        Literal("2014", datatype=XSD.gYear),
        Literal(date(2014, 9, 10)),
        Literal(True),
        Literal("2014-02-30", datatype=EX.day),
    ]
)
graph_names = st.sampled_from([DATASET_DEFAULT_GRAPH_ID, FIRST, SECOND, BNode("g")])
quads = st.tuples(resources, properties, objects, graph_names)
patterns = st.tuples(
    st.none() | resources, st.none() | properties, st.none() | objects, st.none() | graph_names
)


@given(st.lists(quads, max_size=12), st.lists(patterns, max_size=3), st.lists(patterns, max_size=8))
def test_the_engine_answers_every_pattern_as_memory_does(
    added: list[Quad], removed: list[Quad], asked: list[Quad]
) -> None:
    memory, engine = Dataset(), engine_dataset()
    for dataset in (memory, engine):
        for s, p, o, name in added:
            dataset.graph(name).add((s, p, o))
        for pattern in removed:
            dataset.remove(pattern)

    assert set(memory) == set(engine)
    assert len(memory) == len(engine)
    assert sizes(memory) == sizes(engine)
    for s, p, o, name in asked:
        assert set(memory.quads((s, p, o, None))) == set(engine.quads((s, p, o, None)))
        assert in_store(memory, (s, p, o), name) == in_store(engine, (s, p, o), name)


def sizes(dataset: Dataset) -> dict[Node, int]:
    return {graph.identifier: len(graph) for graph in dataset.graphs()}


def in_store(
    dataset: Dataset, pattern: tuple[Node, Node, Node], name: URIRef | BNode | None
) -> list[str]:
    graph = None if name is None else dataset.get_context(name)
    return sorted(repr(triple) for triple, _ in dataset.store.triples(pattern, graph))


@given(
    st.lists(st.tuples(resources, properties, objects), max_size=8), st.sampled_from(["n3", "nt"])
)
def test_what_is_written_is_read_back(triples: list[tuple[Node, Node, Node]], form: str) -> None:
    graph = engine_dataset().graph(FIRST)
    graph += triples
    copy = engine_dataset().graph(SECOND).parse(data=graph.serialize(format=form), format=form)

    assert isomorphic(graph, copy)


# Part two: what is particular to the engine.


def test_the_engine_and_the_dataset_are_one(engine: pyoxigraph.Store) -> None:
    dataset = Dataset(store=OxigraphStore(engine))
    dataset.graph(FIRST).add((KEN, EX.size, Literal(1)))
    node = pyoxigraph.NamedNode(USA)
    engine.add(pyoxigraph.Quad(node, node, node))

    assert {"<https://example.org/graph/first>", "DEFAULT"} == {
        str(quad.graph_name) for quad in engine
    }
    assert list(dataset.triples((None, None, None))) == [(USA, USA, USA)]


def test_a_graph_of_the_default_graph_alone(engine: pyoxigraph.Store) -> None:
    graph = Graph(store=OxigraphStore(engine, context_aware=False))
    graph += FACTS
    graph.add((KEN, EX.member, BNode()))
    graph.remove((KEN, EX.member, None))
    engine.add_graph(pyoxigraph.NamedNode(FIRST))

    assert len(FACTS) - 1 == len(graph) == len(engine)
    assert {"DEFAULT"} == {str(quad.graph_name) for quad in engine}
    assert len(graph.query("SELECT * { ?s <https://example.org/joined> ?day }")) == 2
    graph.update("DELETE WHERE { ?s ?p ?o }")
    assert len(engine) == 0
    with pytest.raises(Exception, match="context aware"):
        Dataset(store=OxigraphStore(engine, context_aware=False))


def test_a_graph_may_be_named_by_its_identifier_alone(engine: pyoxigraph.Store) -> None:
    store = OxigraphStore(engine)
    store.add((KEN, EX.member, COALITION), FIRST)
    store.add((USA, EX.member, COALITION))
    store.add((IRQ, EX.member, COALITION), Dataset(store=store))

    assert store.__len__(FIRST) == 1
    assert {USA, IRQ} == {
        s for (s, _, _), _ in store.triples((None,) * 3, DATASET_DEFAULT_GRAPH_ID)
    }
    found = [
        (s, [graph.identifier for graph in graphs])
        for (s, _, _), graphs in store.triples((KEN, None, None))
    ]
    assert found == [(KEN, [FIRST])]


SPELLINGS = [
    ("01", XSD.integer, "1", XSD.integer),
    ("+1.50", XSD.decimal, "1.5", XSD.decimal),
    ("1.0E3", XSD.double, "1000", XSD.double),
    ("1", XSD.boolean, "true", XSD.boolean),
    ("7", XSD.int, "7", XSD.integer),
    ("2014-09-10+00:00", XSD.date, "2014-09-10Z", XSD.date),
    ("2014-12-31T24:00:00", XSD.dateTime, "2015-01-01T00:00:00", XSD.dateTime),
    ("PT60S", XSD.duration, "PT1M", XSD.duration),
    ("Kenya", XSD.string, "Kenya", None),
    # What is no value of its datatype, and every partial date, stays as written.
    ("2014-02-30", XSD.date, "2014-02-30", XSD.date),
    (" 7 ", XSD.integer, " 7 ", XSD.integer),
    ("2014-09", XSD.gYearMonth, "2014-09", XSD.gYearMonth),
]


@pytest.mark.parametrize(("text", "datatype", "kept", "kept_type"), SPELLINGS)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_the_engine_writes_a_value_in_one_way_only(
    text: str, datatype: URIRef, kept: str, kept_type: URIRef | None
) -> None:
    written = Literal(text, datatype=datatype, normalize=False)
    back = Literal(kept, datatype=kept_type, normalize=False)
    dataset = engine_dataset()
    dataset.add((KEN, EX.value, written))

    assert [back] == list(dataset.objects(KEN, EX.value))
    assert (KEN, EX.value, written) in dataset
    assert (KEN, EX.value, back) in dataset
    dataset.remove((KEN, EX.value, written))
    assert len(dataset) == 0


def test_language_tags_come_back_in_lower_case() -> None:
    dataset = engine_dataset()
    dataset.add((KEN, RDFS.label, Literal("lift", lang="en-GB")))

    assert dataset.value(KEN, RDFS.label).language == "en-gb"
    assert (KEN, RDFS.label, Literal("lift", lang="EN-gb")) in dataset


def test_strings_are_equal_to_plain_literals() -> None:
    dataset = engine_dataset()
    dataset.add((KEN, RDFS.label, Literal("Kenya", datatype=XSD.string)))

    assert Literal("Kenya") == dataset.value(KEN, RDFS.label)
    assert {(KEN, RDFS.label, Literal("Kenya"))} == set(dataset.triples((None, None, None)))


UNSTORABLE = [
    (URIRef("ken"), EX.member, COALITION),
    (KEN, EX["a b"], COALITION),
    (KEN, EX.member, URIRef("https://example.org/<x>")),
    (BNode("a b"), EX.member, COALITION),
    (KEN, EX.label, Literal("\ud800")),
    (KEN, EX.label, Literal("x", datatype=URIRef("relative"))),
]


@pytest.mark.parametrize("triple", UNSTORABLE, ids=range(len(UNSTORABLE)))
def test_what_no_graph_can_hold_is_refused_and_never_found(
    triple: tuple[URIRef, URIRef, URIRef],
) -> None:
    dataset = engine_dataset()

    assert triple not in dataset
    dataset.remove(triple)
    with pytest.raises(ValueError, match="the graph cannot hold"):
        dataset.add(triple)
    assert len(dataset) == 0


def test_a_literal_is_no_subject_and_a_blank_node_no_predicate() -> None:
    dataset = engine_dataset()

    with pytest.raises(TypeError, match="a subject is no literal, a predicate is an IRI"):
        dataset.add((Literal("Kenya"), EX.member, COALITION))
    with pytest.raises(TypeError, match="a subject is no literal, a predicate is an IRI"):
        dataset.add((KEN, BNode(), COALITION))


def test_a_text_that_is_no_term_is_a_mistake_even_in_a_pattern() -> None:
    with pytest.raises(TypeError, match="give a URIRef, a BNode or a Literal"):
        list(engine_dataset().triples((str(KEN), None, None)))


def test_the_name_of_a_graph_is_absolute(engine: pyoxigraph.Store) -> None:
    graph = Graph(store=OxigraphStore(engine), identifier="my graph")

    with pytest.raises(ValueError, match=r"cannot hold rdflib\.term\.URIRef"):
        graph.add((KEN, EX.member, COALITION))
    with pytest.raises(ValueError, match=r"cannot hold rdflib\.term\.URIRef"):
        len(graph)


def test_quoted_graphs_are_refused_by_name() -> None:
    dataset = engine_dataset()
    formula = QuotedGraph(dataset.store, EX.formula)

    with pytest.raises(NotImplementedError, match="a quoted graph"):
        formula.add((KEN, EX.member, COALITION))
    with pytest.raises(NotImplementedError, match="a quoted graph"):
        dataset.parse(data="{ <urn:a> <urn:b> 1 } <urn:c> <urn:d> .", format="n3")


def test_many_at_once_are_all_or_none() -> None:
    dataset = engine_dataset()
    graph = dataset.graph(FIRST)

    with pytest.raises(ValueError, match="cannot hold"):
        graph += [*FACTS, UNSTORABLE[0]]
    assert len(dataset) == 0


def test_quads_of_a_graph_are_that_graphs_only() -> None:
    dataset = engine_dataset()
    for name in (FIRST, SECOND):
        dataset.graph(name).add((KEN, EX.member, COALITION))

    assert [quad[3] for quad in dataset.quads((KEN, None, None, FIRST))] == [FIRST]


@pytest.mark.parametrize("default_union", [False, True])
def test_a_graph_may_be_changed_while_it_is_read(default_union: bool) -> None:
    dataset = engine_dataset(default_union=default_union)
    dataset.graph(FIRST).add((KEN, EX.size, Literal(0)))
    dataset.get_context(DATASET_DEFAULT_GRAPH_ID).__iadd__(FACTS)
    for s, p, _ in dataset.triples((None, None, None)):
        dataset.remove((s, p, None))
        dataset.add((s, EX.seen, p))

    assert {EX.seen} == set(dataset.predicates())


def test_reading_is_lazy(engine: pyoxigraph.Store) -> None:
    graph = Graph(store=OxigraphStore(engine, context_aware=False))
    graph += ((KEN, EX.size, Literal(number)) for number in range(2000))
    rows = graph.query("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")  # 8,000,000,000 rows

    assert len(list(islice(rows, 3))) == 3
    assert isinstance(next(iter(graph)), tuple)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("nquads", "<urn:a> <urn:b> <urn:c> ."),
        ("hext", '["urn:a", "urn:b", "urn:c", "globalId", "", ""]'),
        ("turtle", "<urn:a> <urn:b> <urn:c> ."),
        ("trig", "<urn:a> <urn:b> <urn:c> ."),
    ],
)
def test_reading_a_file_takes_nothing_away(form: str, text: str) -> None:
    dataset = engine_dataset()
    dataset.add((KEN, EX.member, COALITION))
    dataset.parse(data=text, format=form)
    dataset.graph(FIRST).parse(data=text, format=form)

    assert {(KEN, DATASET_DEFAULT_GRAPH_ID), (URIRef("urn:a"), FIRST)} <= {
        (quad[0], quad[3]) for quad in dataset
    }


def test_the_default_graph_is_emptied_but_never_removed() -> None:
    dataset = engine_dataset()
    dataset.add((KEN, EX.member, COALITION))
    dataset.remove_graph(DATASET_DEFAULT_GRAPH_ID)

    assert len(dataset) == 1

    dataset.update("CLEAR DEFAULT")

    assert len(dataset) == 0


def test_a_malformed_query_says_where() -> None:
    with pytest.raises(SyntaxError, match="error at 1:"):
        engine_dataset().query("SELECT * WHERE { ?s ?p }")
    with pytest.raises(SyntaxError, match="error at 1:"):
        engine_dataset().update("INSERT DATA { ?s ?p }")


def test_updates_of_a_dataset_run_in_the_engine() -> None:
    dataset = engine_dataset()
    dataset.bind("ex", EX)
    dataset.update(
        f"INSERT DATA {{ ex:ken ex:member ex:coalition . GRAPH <{FIRST}> {{ ex:usa ex:size 1 }} }}"
    )
    dataset.update("DELETE { ?s ?p ?o } INSERT { GRAPH ex:new { ?s ?p ?o } } WHERE { ?s ?p ?o }")

    assert {(KEN, EX.member, COALITION, EX.new), (USA, EX.size, Literal(1), FIRST)} == set(dataset)


def test_a_union_of_one_graph_is_that_graph() -> None:
    dataset = engine_dataset(default_union=True)
    dataset.update("INSERT DATA { <urn:a> <urn:b> 1 }")

    assert list(dataset.query("SELECT ?o { ?s ?p ?o }")) == [(Literal(1),)]


def test_an_update_that_fails_changes_nothing() -> None:
    dataset = engine_dataset()

    with pytest.raises(SyntaxError):
        dataset.update("INSERT DATA { <urn:a> <urn:b> 1 } ; INSERT DATA { <urn:a> <urn:b> }")
    assert len(dataset) == 0


@pytest.mark.parametrize("default_union", [False, True])
def test_every_query_and_update_is_checked_before_it_runs(
    engine: pyoxigraph.Store, default_union: bool
) -> None:
    def check(text: str) -> None:
        if "SERVICE" in text:
            raise PermissionError(text)

    dataset = Dataset(store=OxigraphStore(engine, check=check), default_union=default_union)
    dataset.graph(FIRST).__iadd__(FACTS)
    remote = "SELECT * { SERVICE <https://example.org/sparql> { ?s ?p ?o } }"

    assert dataset.query("ASK {}")
    for graph in (dataset, dataset.graph(FIRST)):
        with pytest.raises(PermissionError):
            graph.query(remote)
        with pytest.raises(PermissionError):
            graph.query(remote, initBindings={"s": KEN})
        with pytest.raises(PermissionError):
            graph.update(f"INSERT {{ ?s ?p ?o }} WHERE {{ {remote} }}")


@pytest.mark.parametrize("union", [True, False])
def test_what_rdflib_does_itself_may_be_asked_for(union: bool) -> None:
    dataset = engine_dataset(default_union=union)
    dataset.graph(FIRST).__iadd__(FACTS)
    text = "SELECT ?s { GRAPH ?g { ?s <https://example.org/size> ?n } }"

    assert list(dataset.query(text)) == [(COALITION,)]
    assert list(dataset.query(text, use_store_provided=False)) == [(COALITION,)]
    assert list(dataset.query(text, DEBUG=False)) == [(COALITION,)]


def test_a_store_on_disk_is_read_through_rdflib(tmp_path: Path) -> None:
    folder = str(tmp_path / "store")
    written = Dataset(store=OxigraphStore(pyoxigraph.Store(folder)))
    written.graph(FIRST).__iadd__(FACTS)
    written.store.engine.flush()  # type: ignore[attr-defined]
    del written
    reader = Dataset(store=OxigraphStore(pyoxigraph.Store.read_only(folder)))

    assert set(FACTS) == set(reader.graph(FIRST))
    assert {DATASET_DEFAULT_GRAPH_ID, FIRST} == names(reader.graphs())
    with pytest.raises(RuntimeError, match="read-write"):
        reader.graph(FIRST).add((KEN, EX.size, Literal(1)))


def test_it_is_an_rdflib_store() -> None:
    store = OxigraphStore(pyoxigraph.Store())

    assert isinstance(store, Store)
    assert (store.context_aware, store.graph_aware, store.transaction_aware) == (True, True, False)


def test_patterns_agree_with_queries() -> None:
    dataset = engine_dataset()
    graph = dataset.graph(FIRST)
    graph += FACTS
    choices: list[list[Node | None]] = [[None, KEN], [None, RDFS.label], [None, COALITION]]
    for subject, predicate, object_ in product(*choices):
        given = {"s": subject, "p": predicate, "o": object_}
        bound = {name: term for name, term in given.items() if term is not None}
        rows = graph.query("SELECT ?s ?p ?o { ?s ?p ?o }", initBindings=bound)

        assert set(graph.triples((subject, predicate, object_))) == {
            (row.s, row.p, row.o) for row in rows
        }
