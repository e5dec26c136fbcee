"""Files that leave the graph: whole, the same every time, and the graph again in another tool."""

from __future__ import annotations

import csv
import os
import stat
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib

import coalition_graph as cg
from coalition_graph.export import FORMATS, write
from coalition_graph.export.files import write_whole
from coalition_graph.export.graphs import RDF_FORMATS, rdf_file
from coalition_graph.export.selection import bounds_words, date_words, page_model

SMALL = Path(__file__).parent / "data" / "small_coalition"
posix = pytest.mark.skipif(os.name != "posix", reason="no links, devices or limits elsewhere")


@pytest.fixture(scope="session")
def small() -> cg.CoalitionGraph:
    return cg.load(SMALL, strict=True)


# -- RDF, read by a second tool -------------------------------------------------------------------


def in_rdflib(path: Path) -> set[tuple[rdflib.term.Node, ...]]:
    """Return the triples of a file as rdflib reads it."""
    form = {"ttl": "turtle", "nq": "nquads", "jsonld": "json-ld"}.get(
        path.suffix[1:], path.suffix[1:]
    )
    dataset = rdflib.Dataset()
    dataset.parse(path, format=form)
    return {quad[:3] for quad in dataset.quads()}


@pytest.mark.parametrize("form", RDF_FORMATS)
def test_rdflib_reads_the_same_graph(small, form, tmp_path):
    small.export(tmp_path / f"graph.{form}")

    assert in_rdflib(tmp_path / f"graph.{form}") == set(small.rdf.triples((None, None, None)))


def test_rdflib_reads_the_same_turtle_of_the_bundled_data(kg, tmp_path):
    kg.export(tmp_path / "graph.ttl")

    assert in_rdflib(tmp_path / "graph.ttl") == set(kg.rdf.triples((None, None, None)))


@pytest.mark.parametrize("form", RDF_FORMATS)
def test_the_engine_reads_the_same_graph(kg, form, tmp_path):
    kg.export(tmp_path / f"graph.{form}")

    assert cg.load(tmp_path / f"graph.{form}").info()["hash"] == kg.info()["hash"]


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_graph_gives_the_same_bytes(form, tmp_path, monkeypatch):
    cg.load(SMALL).export(tmp_path / f"one.{form}")
    monkeypatch.setenv("COALITION_GRAPH_CACHE", "")  # from the tables, not from a snapshot
    cg.load(SMALL).export(tmp_path / f"two.{form}")

    assert (tmp_path / f"one.{form}").read_bytes() == (tmp_path / f"two.{form}").read_bytes()


def test_turtle_is_short_by_prefixes(small, tmp_path):
    small.export(tmp_path / "graph.ttl")
    text = (tmp_path / "graph.ttl").read_text(encoding="utf-8")

    assert "\nstate:ken " in text
    assert "cg:Membership" in text
    assert text.endswith("\n")
    assert "\r" not in text


QUADS = "<urn:a> <urn:p> 1 <urn:g> . <urn:a> <urn:p> 1 <urn:h> . <urn:a> <urn:p> 2 .".replace(
    " 1 ", ' "1" '
).replace(" 2 ", ' "2" ')


def test_named_graphs_stay_where_the_format_has_them(tmp_path):
    (tmp_path / "named.nq").write_text(QUADS.replace(" . ", " .\n") + "\n", encoding="utf-8")
    graph = cg.load(tmp_path / "named.nq")
    for form in ("nq", "trig", "jsonld"):
        graph.export(tmp_path / f"again.{form}")
        assert cg.load(tmp_path / f"again.{form}").info()["hash"] == graph.info()["hash"]
    for form in ("nt", "ttl"):
        graph.export(tmp_path / f"again.{form}")
        assert len(cg.load(tmp_path / f"again.{form}")) == 2
    graph.export(tmp_path / "again.nt")
    assert len((tmp_path / "again.nt").read_text(encoding="utf-8").splitlines()) == 2


@pytest.mark.parametrize("form", RDF_FORMATS)
def test_blank_nodes_have_the_same_names_every_time(form):
    def written(text: str) -> bytes:
        store = ox.Store()
        store.load(text, format=ox.RdfFormat.TURTLE)
        return rdf_file(store, form, {})

    text = "<urn:a> <urn:p> [ <urn:q> 1 ] , [ <urn:q> [ <urn:q> 2 ] ] ."
    assert written(text) == written(text)
    assert written(text) == written(
        "_:z <urn:q> 1 . _:b <urn:q> 2 . _:a <urn:q> _:b . <urn:a> <urn:p> _:a , _:z ."
    )


def test_an_empty_graph_is_a_file(tmp_path):
    for form in FORMATS:
        cg.CoalitionGraph().export(tmp_path / f"empty.{form}")
        assert (tmp_path / f"empty.{form}").exists()
    assert len(cg.load(tmp_path / "empty.ttl")) == 0


# -- networks and tables --------------------------------------------------------------------------


def test_graphml_is_the_network_of_facts(small, tmp_path):
    small.export(tmp_path / "network.graphml")
    again = nx.read_graphml(tmp_path / "network.graphml", force_multigraph=True)

    network = small.to_networkx()
    assert dict(again.nodes(data=True)) == dict(network.nodes(data=True))
    assert list(again.edges(keys=True, data=True)) == list(network.edges(keys=True, data=True))


def test_igraph_reads_the_graphml(kg, tmp_path):
    igraph = pytest.importorskip("igraph")
    kg.export(tmp_path / "network.graphml")
    again = igraph.Graph.Read_GraphML(str(tmp_path / "network.graphml"))
    network = kg.to_networkx()

    assert (again.vcount(), again.ecount()) == (len(network), network.number_of_edges())
    assert "relation" in again.es.attributes()
    assert set(again.vs["label"]) == {label for _, label in network.nodes(data="label")}


def test_csv_has_one_row_a_relation(small, tmp_path):
    small.export(tmp_path / "relations.csv")
    with (tmp_path / "relations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    network = small.to_networkx()
    assert [(row["source_id"], row["target_id"]) for row in rows] == list(network.edges())
    assert rows[0].keys() == {
        "source_id",
        "source",
        "relation",
        "role",
        "target_id",
        "target",
        "start_not_before",
        "start_not_after",
        "end_not_before",
        "end_not_after",
        "sources",
    }
    dinner = next(row for row in rows if row["target_id"] == "2016-bergen")
    assert dinner["target"] == 'Dinner "at <the> pier", part|one'


# -- formats --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "form", "meant"),
    [
        ("graph.TTL", None, "ttl"),
        ("graph.data", "ttl", "ttl"),
        ("graph.ttl", "nt", "nt"),
        ("graph", "N-Quads", "nq"),
        ("graph", ".jsonld", "jsonld"),
        ("graph", "json-ld", "jsonld"),
        ("graph", "turtle", "ttl"),
        ("graph.turtle", None, "ttl"),
    ],
)
def test_a_format_by_ending_or_by_name(small, tmp_path, name, form, meant):
    small.export(tmp_path / name, form=form)
    small.export(tmp_path / f"expected.{meant}")

    assert (tmp_path / f"expected.{meant}").read_bytes() == (tmp_path / name).read_bytes()


@pytest.mark.parametrize(
    ("name", "form", "said"),
    [
        ("graph.tll", None, "no format 'tll'; did you mean 'ttl'"),
        ("graph.xlsx", None, "no format 'xlsx'; known: csv, graphml"),
        ("graph", None, "no format ''; known: csv"),
        ("graph.ttl", "graphm", "did you mean 'graphml'"),
    ],
)
def test_an_unknown_format_is_told_with_the_nearest(small, tmp_path, name, form, said):
    with pytest.raises(cg.UnknownNameError, match=said):
        small.export(tmp_path / name, form=form)
    assert list(tmp_path.iterdir()) == []


def test_every_format_says_what_it_is():
    assert all(FORMATS.values())
    assert set(RDF_FORMATS) <= set(FORMATS)


# -- files, whole or not at all -------------------------------------------------------------------


def test_a_file_is_replaced_whole(tmp_path):
    path = tmp_path / "file.bin"
    write_whole(path, b"one")
    write_whole(str(path), b"two\r\n\x00")

    assert path.read_bytes() == b"two\r\n\x00"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), OSError("odd")])
def test_a_disk_that_refuses_leaves_the_old_file(tmp_path, monkeypatch, error):
    path = tmp_path / "file.bin"
    path.write_bytes(b"old")

    def refuse(_: int) -> None:
        raise error

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(cg.ExportError, match=r"file\.bin cannot be written: (No space left|odd)"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_user_who_interrupts_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "file.bin"
    path.write_bytes(b"old")

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@posix
def test_a_full_disk_in_the_middle_of_an_export(tmp_path):
    path = tmp_path / "graph.nq"
    path.write_bytes(b"old")
    script = (
        "import resource, sys, coalition_graph as cg\n"
        "kg = cg.load(sys.argv[1])\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n    kg.save(sys.argv[2])\n"
        "except cg.ExportError as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(SMALL), str(path)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == f"{path} cannot be written: File too large\n"
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_is_no_file(small, tmp_path):
    (tmp_path / "graph.ttl").mkdir()
    with pytest.raises(cg.ExportError, match=r"graph\.ttl is a folder; give the name of a file"):
        small.export(tmp_path / "graph.ttl")


def test_a_missing_folder_is_told(small, tmp_path):
    with pytest.raises(cg.ExportError, match="cannot be written: No such file or directory"):
        small.export(tmp_path / "missing" / "graph.ttl")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(cg.ExportError, match="cannot be written"):
        small.export(tmp_path / "file" / "graph.ttl")
    with pytest.raises(cg.ExportError, match=r"cannot be written: .*null"):
        small.export("a\x00b.ttl")


@posix
def test_a_new_file_has_the_usual_permissions_and_an_old_one_keeps_its_own(tmp_path):
    (tmp_path / "plain").touch()
    write_whole(tmp_path / "new", b"")
    private = tmp_path / "private"
    private.touch(mode=0o600)
    write_whole(private, b"secret")

    def mode(name: str) -> int:
        return stat.S_IMODE((tmp_path / name).stat().st_mode)

    assert mode("new") == mode("plain")
    assert mode("private") == 0o600


@posix
def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "there").mkdir()
    target = tmp_path / "there" / "file"
    link = tmp_path / "link"
    link.symlink_to(target)
    write_whole(link, b"one")
    write_whole(link, b"two")

    assert link.is_symlink()
    assert target.read_bytes() == b"two"
    assert [path.name for path in (tmp_path / "there").iterdir()] == ["file"]


@posix
def test_a_pipe_is_written_to_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_whole(pipe, b"through the pipe")
    reader.join(timeout=10)

    assert read == [b"through the pipe"]
    assert pipe.is_fifo()


@posix
def test_the_null_device_survives():
    write_whole(os.devnull, b"gone")

    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_write_takes_the_engine_and_prefixes(tmp_path):
    store = ox.Store()
    store.load("<urn:a> <urn:b> <urn:c> .", format=ox.RdfFormat.TURTLE)
    write(store, {"u": "urn:"}, tmp_path / "one.ttl")

    assert "u:a u:b u:c" in (tmp_path / "one.ttl").read_text(encoding="utf-8")


# -- what goes onto the page ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2017-05-09", "9 May 2017"),
        ("2017-11-09~", "about 9 Nov 2017"),
        ("2017-11", "Nov 2017"),
        ("2017-11?", "about Nov 2017"),
        ("2017", "2017"),
        ("2017~", "about 2017"),
        ("201X", "1 Jan 2010 to 31 Dec 2019"),
        ("2017-XX", "1 Jan 2017 to 31 Dec 2017"),
        ("2021-23", "1 Sep 2021 to 22 Dec 2021"),
        ("2014-12-03/2014-12-04", "3 Dec 2014 to 4 Dec 2014"),
        ("[2018-02-13..2018-12-10]", "13 Feb 2018 to 10 Dec 2018"),
        ("[2018..]", "[2018..]"),
    ],
)
def test_a_date_in_words(text, words):
    assert date_words(cg.PartialDate.parse(text)) == words


def test_no_date_in_words():
    assert date_words(None) == ""


DAY, LATER, END = date(2014, 9, 10), date(2015, 1, 1), date(2016, 3, 31)


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ({}, ""),
        ({"start_not_before": DAY, "start_not_after": DAY}, "from 10 Sep 2014"),
        (
            {"start_not_before": DAY, "start_not_after": LATER, "end_not_before": END},
            "from between 10 Sep 2014 and 1 Jan 2015, last seen 31 Mar 2016",
        ),
        ({"start_not_after": LATER, "end_not_before": LATER}, "from 1 Jan 2015 or before"),
        ({"start_not_before": DAY}, "from 10 Sep 2014 or later"),
        ({"end_not_before": END, "end_not_after": END, "ended": True}, "until 31 Mar 2016"),
        (
            {"end_not_before": LATER, "end_not_after": END, "ended": True},
            "until 31 Mar 2016 or before",
        ),
    ],
)
def test_bounds_in_words(bounds, words):
    assert bounds_words(cg.Bounds(**bounds)) == words


def page(graph: cg.CoalitionGraph, group: str | None = None, as_of: str | None = None):
    return page_model(
        graph.engine,
        graph._reader,
        graph.dataset,
        graph.ref(group) if group else graph.main_group,
        as_of=cg.PartialDate.parse(as_of) if as_of else None,
    )


def test_the_page_shows_the_coalition_and_what_is_related_to_it(small):
    model = page(small)
    kinds = {node.id: node.kind for node in model.nodes}

    assert model.title == "The Harbour Pact, an invented coalition"
    assert kinds["pact"] == "coalition"
    assert (kinds["ken"], kinds["interpol"]) == ("state", "organisation")
    assert (kinds["usa"], kinds["ada-berg"]) == ("guest", "person")
    assert kinds["money"] == "line-of-effort"
    assert kinds["finance-group"] == "body"
    assert "league" not in kinds
    ids = set(kinds)
    assert all({link.source, link.target} <= ids for link in model.links)
    assert {link.role for link in model.links} <= {role.id for role in model.roles}
    cited = {name for thing in (*model.nodes, *model.links) for name in thing.sources}
    assert {document.id for document in model.documents} == cited


def test_a_member_that_came_back_is_shown_once_with_both_spells(small):
    nodes = {node.id: node for node in page(small).nodes}

    assert nodes["ken"].dates == (
        "member from 1 Feb 2015, until 31 Mar 2016 or before; "
        "from between 13 Feb 2018 and 10 Dec 2018, last seen 6 Feb 2019"
    )
    assert nodes["ken"].first_day == "2015-02-01"
    assert nodes["ken"].sources == ("gazette", "minutes")
    assert [text for label, text in nodes["ken"].details if label == "Evidence"] == [
        "left in March 2016",
        "came back",
    ]
    assert nodes["2014-12-03-oslo"].short == "Oslo 2014"
    assert nodes["undated"].short == "Meeting without a date"
    assert nodes["undated"].first_day is None


def test_the_page_of_a_day(small):
    model = page(small, as_of="2016-08-24")
    nodes = {node.id: node for node in model.nodes}

    assert model.as_of == "24 Aug 2016"
    assert nodes["nor"].certainty == "certain"
    assert nodes["irq"].certainty == "presumed"
    assert "ken" not in nodes or nodes["ken"].kind == "guest"
    assert "2018-12-10-nairobi" not in nodes


def test_the_page_of_a_body(small):
    model = page(small, group="finance-group")
    kinds = {node.id: node.kind for node in model.nodes}

    assert kinds["finance-group"] == "coalition"
    assert kinds["isl"] == "state"
    assert kinds["pact"] == "guest"


def test_a_participation_in_a_rare_role_is_shown(write_dataset):
    folder = write_dataset(add={"participations": "extra,2018-nairobi,usa,lead,minutes\n"})
    model = page(cg.load(folder))

    assert ("usa", "2018-nairobi") in {(link.source, link.target) for link in model.links}


def test_a_body_that_has_not_begun_is_not_on_the_page_of_a_day(write_dataset):
    folder = write_dataset(
        bodies="id,name,part_of,start,sources\nguild,The Guild,pact,2020,roll\n",
        meetings="id,name,date,meeting_of,discussed,sources\n"
        "2018-nairobi,Nairobi meeting,2018-07-11,pact,guild,minutes\n",
    )
    graph = cg.load(folder)

    assert "guild" in {node.id for node in page(graph).nodes}
    assert "guild" not in {node.id for node in page(graph, as_of="2018-08").nodes}
    assert ("discuss", "guild") in {(link.role, link.target) for link in page(graph).links}


def test_the_page_of_the_bundled_data(kg):
    model = page(kg)
    members = {fact.member.id for fact in kg.members()}
    kinds = {node.id: node.kind for node in model.nodes}

    assert {name for name, kind in kinds.items() if kind in ("state", "organisation")} == members
    assert {meeting.id for meeting in kg.meetings()} <= kinds.keys()
    assert all(node.label and node.short for node in model.nodes)
    assert page(kg) == model
