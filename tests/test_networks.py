"""Projections to networkx: plain values, the same at every run, weights that count."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import networkx as nx
import pytest

import coalition_graph as cg
from coalition_graph.networks import relations

SMALL = Path(__file__).parent / "data" / "small_coalition"
KINDS = ("facts", "co_attendance", "co_membership", "leadership")


@pytest.fixture(scope="session")
def small() -> cg.CoalitionGraph:
    return cg.load(SMALL, strict=True)


@pytest.fixture(scope="session")
def networks(kg: cg.CoalitionGraph) -> dict[str, nx.Graph]:
    return {kind: kg.to_networkx(kind) for kind in KINDS}


def as_json(graph: nx.Graph) -> str:
    return json.dumps(nx.node_link_data(graph, edges="edges"))


def weights(graph: nx.Graph) -> dict[str, int]:
    return {f"{one}+{other}": data["weight"] for one, other, data in graph.edges(data=True)}


# -- weights, checked by hand against tests/data/small_coalition ----------------------------------


def test_co_attendance_counts_the_meetings_shared(small):
    graph = small.to_networkx("co_attendance")

    # Oslo: Ada, Iraq, Norway, United States.  Bergen: Ada, INTERPOL.  Nairobi: Ada, Kenya,
    # United States.  Paris: Ben alone.  The undated one: Ada alone.
    assert weights(graph) == {
        "ada-berg+interpol": 1,
        "ada-berg+irq": 1,
        "ada-berg+ken": 1,
        "ada-berg+nor": 1,
        "ada-berg+usa": 2,
        "irq+nor": 1,
        "irq+usa": 1,
        "ken+usa": 1,
        "nor+usa": 1,
    }
    assert dict(graph.nodes(data="meetings")) == {
        "ada-berg": 4,
        "ben-otieno": 1,
        "interpol": 1,
        "irq": 1,
        "ken": 1,
        "nor": 1,
        "usa": 2,
    }
    assert graph.nodes["ada-berg"] == {"label": "Ada Berg", "type": "person", "meetings": 4}


def test_co_membership_counts_the_groups_shared(small):
    graph = small.to_networkx("co_membership")

    assert weights(graph) == {
        **{
            f"{one}+{other}": 1
            for one, other in combinations(["fji", "interpol", "irq", "ken", "nor"], 2)
        },
        "isl+nor": 1,
    }
    assert dict(graph.nodes(data="groups")) == {
        "fji": 1,
        "interpol": 1,
        "irq": 1,
        "isl": 1,
        "ken": 1,  # left and came back: one group
        "nor": 2,
    }


def test_leadership_leads_from_the_leader_to_what_is_led(small):
    graph = small.to_networkx("leadership")

    assert {(one, other, data["role"]) for one, other, data in graph.edges(data=True)} == {
        ("interpol", "finance-group", "co-lead"),
        ("nor", "finance-group", "co-lead"),
        ("ken", "money", "lead"),
        ("ada-berg", "purse-group", "lead"),
        ("cleo-quist", "watch", "lead"),
        ("ada-berg", "2014-12-03-oslo", "chair"),
        ("nor", "2014-12-03-oslo", "host"),
        ("ada-berg", "2016-bergen", "co-chair"),
        ("interpol", "2016-bergen", "co-chair"),
        ("ken", "2018-12-10-nairobi", "host"),
        ("ada-berg", "undated", "chair"),
    }


def test_facts_hold_every_relation_with_its_dates_and_sources(small):
    graph = small.to_networkx()

    assert graph.is_multigraph()
    assert graph.is_directed()
    assert graph["ken"]["pact"] == {
        "member of/ken-pact-1": {
            "relation": "member of",
            "start_not_before": "2015-02-01",
            "start_not_after": "2015-02-01",
            "end_not_before": "2016-03-01",
            "end_not_after": "2016-03-31",
            "sources": "gazette",
        },
        "member of/ken-pact-2": {
            "relation": "member of",
            "start_not_before": "2018-02-13",
            "start_not_after": "2018-12-10",
            "end_not_before": "2019-02-06",
            "sources": "minutes",
        },
    }
    assert graph.nodes["2014-12-03-oslo"] == {
        "label": "First meeting of the Pact",
        "type": "meeting",
        "first_day": "2014-12-03",
        "last_day": "2014-12-04",
    }
    assert graph.nodes["undated"] == {"label": "Meeting without a date", "type": "meeting"}
    relations_seen = {data["relation"] for *_, data in graph.edges(data=True)}
    assert relations_seen == {
        "member of",
        "holds",
        "leads",
        "led",
        "took part in",
        "contributes to",
        "post in",
        "affiliated with",
        "part of",
        "serves",
        "meeting of",
        "conducts",
    }
    assert graph["nor"]["irq"]["contributes to/nor-oil"]["role"] == "pledged"
    assert graph.has_edge("nor", "beacon")
    assert "fji" in graph
    assert "usa" in graph


# -- a day ----------------------------------------------------------------------------------------


def test_on_a_day_only_what_may_have_held(small):
    graph = small.to_networkx(as_of="2016-08-24")
    held = {
        key.split("/")[1]: data.get("certainty")
        for *_, key, data in graph.edges(data=True, keys=True)
    }

    assert held["nor-pact-1"] == "certain"
    assert held["irq-pact-1"] == "presumed"
    assert held["isl-finance-group-1"] == "possible"
    assert held["2014-12-03-oslo"] == "certain"  # it has been
    assert held["2016-bergen"] == "possible"
    assert held["undated"] == "possible"
    assert held["undated-ada-berg-1"] == "possible"
    assert held["nor-foreign-minister"] is None  # a post stands without a date
    assert not {"ken-pact-1", "ken-pact-2", "fji-pact-1", "2018-12-10-nairobi"} & held.keys()


def test_at_least_certain(small):
    graph = small.to_networkx(as_of="2016-08-24", at_least="certain")
    held = {key.split("/")[1] for *_, key in graph.edges(keys=True)}

    assert {"nor-pact-1", "2014-12-03-oslo", "2014-12-03-oslo-nor-1"} <= held
    assert not {"irq-pact-1", "undated", "2016-bergen"} & held
    assert set(small.to_networkx("co_membership", as_of="2016-08-24", at_least="certain")) == {
        "nor"
    }


def test_the_network_of_a_day_is_that_of_its_members(kg):
    for day in ("2015-06-02", "2018-06-01"):
        members = {fact.member.id for fact in kg.members(day)}

        assert set(kg.to_networkx("co_membership", as_of=day)) == members
        size = len(members)
        assert (
            kg.to_networkx("co_membership", as_of=day).number_of_edges() == size * (size - 1) // 2
        )


def test_relations_know_the_fact_they_come_from(small):
    for edge in relations(small.engine):
        assert small.fact(edge.fact.ref) == edge.fact
        assert edge.certainty is None


# -- plain values, the same at every run ----------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_attributes_are_texts_and_numbers(networks, kind):
    graph = networks[kind]

    assert graph.number_of_nodes() > 0
    assert graph.number_of_edges() > 0
    values = [value for _, data in graph.nodes(data=True) for value in data.values()]
    values += [value for *_, data in graph.edges(data=True) for value in data.values()]
    assert {type(value) for value in values} <= {str, int}
    assert all(value != "" for _, value in graph.nodes(data="label"))


@pytest.mark.parametrize("kind", KINDS)
def test_two_projections_are_the_same(kg, networks, kind):
    assert as_json(kg.to_networkx(kind)) == as_json(networks[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_nodes_and_edges_are_sorted(networks, kind):
    graph = networks[kind]

    assert list(graph) == sorted(graph)
    assert list(graph.edges()) == sorted(graph.edges())


def test_every_hash_seed_gives_the_same_networks():
    script = (
        "import hashlib, json, sys, networkx as nx, coalition_graph as cg\n"
        "kg = cg.load(sys.argv[1])\n"
        f"for kind in {KINDS}:\n"
        "    data = nx.node_link_data(kg.to_networkx(kind), edges='edges')\n"
        "    print(hashlib.sha256(json.dumps(data).encode()).hexdigest())\n"
        "print(kg.info()['hash'])\n"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", script, str(SMALL)],
            env={**os.environ, "PYTHONHASHSEED": seed, "COALITION_GRAPH_CACHE": cache},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, cache in (("1", ""), ("2", os.environ["COALITION_GRAPH_CACHE"]))
    ]

    assert said[0] == said[1]
    assert len(said[0].split()) == 5


WRITERS = {
    "graphml": (nx.write_graphml, nx.read_graphml),
    "gexf": (nx.write_gexf, nx.read_gexf),
    "gml": (nx.write_gml, nx.read_gml),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", WRITERS)
def test_every_writer_takes_the_graph(networks, kind, form):
    graph = networks[kind]
    write, read = WRITERS[form]
    out = io.BytesIO()
    write(graph, out)
    out.seek(0)
    again = read(out)

    assert set(again) == set(graph)
    assert again.number_of_edges() == graph.number_of_edges()


@pytest.mark.parametrize("kind", KINDS)
def test_node_link_json_gives_the_graph_back(networks, kind):
    again = nx.node_link_graph(json.loads(as_json(networks[kind])), edges="edges")

    assert nx.utils.graphs_equal(again, networks[kind])


def test_labels_hold_no_character_that_xml_forbids(tmp_path):
    base = "https://w3id.org/coalition-graph/"
    (tmp_path / "odd.ttl").write_text(
        f"""@prefix cg: <{base}ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix dcterms: <http://purl.org/dc/terms/> .
        <{base}id/state/ken> a cg:State ; dcterms:identifier "ken" ;
          skos:prefLabel "Ken\\u0007ya <b>&amp;\\uFFFE\\u000B𓀀"@en .""",
        encoding="utf-8",
    )
    graph = cg.load(tmp_path / "odd.ttl").to_networkx()
    out = io.BytesIO()
    nx.write_graphml(graph, out)
    out.seek(0)

    assert graph.nodes["ken"]["label"] == "Ken\ufffdya <b>&amp;\ufffd\ufffd𓀀"
    assert nx.read_graphml(out).nodes["ken"]["label"] == graph.nodes["ken"]["label"]


def test_things_of_two_datasets_with_one_id_stay_two(tmp_path):
    things = """
        @prefix cg: <https://w3id.org/coalition-graph/ontology#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix dcterms: <http://purl.org/dc/terms/> .
        <BASE/person/ada> a cg:Person ; dcterms:identifier "ada" ; skos:prefLabel "Ada"@en .
        <BASE/meeting/tea> a cg:Meeting ; dcterms:identifier "tea" ; skos:prefLabel "Tea"@en .
        <BASE/participation/tea-ada-1> a cg:Participation ; dcterms:identifier "tea-ada-1" ;
          cg:event <BASE/meeting/tea> ; cg:participant <BASE/person/ada> ;
          cg:role <https://w3id.org/coalition-graph/code/role/attendee> .
        """
    bases = [f"https://w3id.org/coalition-graph/id/{dataset}" for dataset in ("one", "two")]
    text = "".join(things.replace("BASE", base) for base in bases)
    (tmp_path / "two.ttl").write_text(text, encoding="utf-8")
    graph = cg.load(tmp_path / "two.ttl")

    assert sorted(graph.to_networkx()) == sorted(
        f"{base}/{thing}" for base in bases for thing in ("person/ada", "meeting/tea")
    )
    together = graph.to_networkx("co_attendance")
    assert together.number_of_nodes() == 2
    assert together.number_of_edges() == 0


def test_a_meeting_with_an_open_date_has_no_days(write_dataset):
    folder = write_dataset(add={"meetings": "tea,Tea,[2019..],,,pact,minutes\n"})
    graph = cg.load(folder).to_networkx(as_of="2018")

    assert graph.nodes["tea"] == {"label": "Tea", "type": "meeting"}
    assert not graph.has_edge("tea", "pact")


def test_an_empty_graph_has_empty_networks():
    for kind in KINDS:
        assert len(cg.CoalitionGraph().to_networkx(kind)) == 0


def test_an_unknown_kind_is_told_with_the_nearest(kg):
    with pytest.raises(
        cg.UnknownNameError, match="no network 'co_attendence'; did you mean 'co_attendance'"
    ):
        kg.to_networkx("co_attendence")
    with pytest.raises(cg.UnknownNameError, match="no certainty"):
        kg.to_networkx(at_least="sure")
    with pytest.raises(cg.DateError):
        kg.to_networkx(as_of="yesterday")


# -- another tool ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_igraph_reads_the_graphml_back(networks, kind, tmp_path):
    igraph = pytest.importorskip("igraph")
    graph = networks[kind]
    nx.write_graphml(graph, tmp_path / "network.graphml", named_key_ids=True)
    again = igraph.Graph.Read_GraphML(str(tmp_path / "network.graphml"))

    assert again.vcount() == graph.number_of_nodes()
    assert again.ecount() == graph.number_of_edges()
    assert again.is_directed() == graph.is_directed()
    assert dict(zip(again.vs["id"], again.vs["label"], strict=True)) == dict(
        graph.nodes(data="label")
    )
    if kind.startswith("co_"):
        assert sum(again.es["weight"]) == graph.size("weight")
