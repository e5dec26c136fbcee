"""Snapshots are a cache: whatever happens to them, answers stay right."""

from __future__ import annotations

from pathlib import Path

import pytest

import coalition_graph as cg
from coalition_graph import store


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("COALITION_GRAPH_CACHE", str(folder))
    return folder


def only(folder: Path) -> Path:
    (found,) = folder.iterdir()
    return found


@pytest.mark.parametrize("damage", ["cut", "missing", "nonsense", "manifest", "count", "store"])
@pytest.mark.parametrize("read_only", [True, False])
def test_a_damaged_snapshot_is_made_anew(
    cache: Path, tiny_dataset: Path, damage: str, read_only: bool
) -> None:
    whole = len(cg.load(tiny_dataset))
    snapshot = only(cache)
    text, manifest = snapshot / "statements.ttl", snapshot / "snapshot.json"
    match damage:
        case "cut":
            lines = text.read_text(encoding="utf-8").split(" .\n")
            text.write_text(" .\n".join(lines[:5]) + " .\n", encoding="utf-8")
        case "missing":
            text.unlink()
        case "nonsense":
            text.write_text("<", encoding="utf-8")
        case "manifest":
            manifest.write_text("{}", encoding="utf-8")
        case "count":
            told = manifest.read_text(encoding="utf-8")
            manifest.write_text(told.replace(f'"statements": {whole}', '"statements": 1'), "utf-8")
        case "store":
            for file in (snapshot / "store").iterdir():
                file.unlink()

    for _ in range(2):
        kg = cg.CoalitionGraph.load(tiny_dataset, read_only=read_only)
        assert len(kg) == whole
    assert len(cg.load(tiny_dataset)) == whole


def test_no_snapshot_is_kept_where_none_is_wanted(
    monkeypatch: pytest.MonkeyPatch, tiny_dataset: Path
) -> None:
    monkeypatch.setenv("COALITION_GRAPH_CACHE", "")

    assert store.cache_folder() is None
    assert len(cg.load(tiny_dataset)) == len(cg.load(tiny_dataset))


def test_somebody_without_a_home_has_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("COALITION_GRAPH_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", nobody)

    assert store.cache_folder() is None


def test_old_snapshots_are_pruned(cache: Path, tiny_dataset: Path) -> None:
    states = tiny_dataset / "states.csv"
    for number in range(12):
        states.write_text(states.read_text(encoding="utf-8") + "\n" * number, encoding="utf-8")
        cg.load(tiny_dataset)

    assert len(list(cache.iterdir())) <= 9


def test_a_read_only_graph_grows_by_a_copy(cache: Path, tiny_dataset: Path) -> None:
    cg.load(tiny_dataset)
    kg = cg.CoalitionGraph.load(tiny_dataset, read_only=True)
    before = len(kg)

    kg.add("global-coalition")

    assert len(kg) > before
    assert len(cg.load(tiny_dataset)) == before


@pytest.mark.parametrize("cached", [True, False])
def test_an_rdflib_dataset_stays_the_graph_when_more_is_added(
    cache: Path, tiny_dataset: Path, cached: bool
) -> None:
    if cached:
        cg.load(tiny_dataset)
    kg = cg.CoalitionGraph()
    dataset, engine = kg.rdf, kg.engine

    kg.add(tiny_dataset)

    assert len(dataset) == len(engine) == len(kg) > 0


def test_reports_of_several_sources_are_all_kept(
    tiny_dataset: Path, tmp_path: Path, cache: Path
) -> None:
    states = tiny_dataset / "states.csv"
    states.write_text(states.read_text(encoding="utf-8") + "fji,Fiji\n", encoding="utf-8")
    extra = tmp_path / "extra.ttl"
    extra.write_text("<urn:a> <urn:b> <urn:c> .", encoding="utf-8")

    with pytest.warns(UserWarning, match="1 rows were set aside"):
        kg = cg.load([tiny_dataset, extra])

    assert kg.report is not None
    assert not kg.report.ok
    assert not kg.validate(shapes=False).conforms


def test_blank_nodes_of_two_files_stay_two(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.nt").write_text(f'_:x <urn:p> "{name}" .\n', encoding="utf-8")

    kg = cg.load([tmp_path / "one.nt", tmp_path / "two.nt"])

    assert len(set(kg.rdf.subjects())) == 2


def test_members_that_are_no_things_of_ours_are_no_obstacle(
    tiny_dataset: Path, tmp_path: Path
) -> None:
    kg = cg.load(tiny_dataset)
    group = kg.main_group.iri
    (tmp_path / "foreign.ttl").write_text(
        f"""@prefix cg: <https://w3id.org/coalition-graph/ontology#> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        @prefix dcterms: <http://purl.org/dc/terms/> .
        <https://w3id.org/coalition-graph/id/tiny/membership/foreign-1> a cg:Membership ;
          dcterms:identifier "foreign-1" ; cg:member <urn:ken> ; cg:group <{group}> ;
          cg:startNotBefore "2015-01-01"^^xsd:date ; cg:startNotAfter "2015-01-01"^^xsd:date ;
          cg:endNotBefore "2015-01-01"^^xsd:date ; cg:endState cg:NoEndReported .""",
        encoding="utf-8",
    )
    kg.add(tmp_path / "foreign.ttl")

    kg.to_html(tmp_path / "page.html")

    assert "urn:ken" in kg.to_networkx()
