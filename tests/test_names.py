"""Finding things by what people call them."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import coalition_graph as cg
from coalition_graph.names import fold

WriteDataset = Callable[..., Path]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Türkiye", "TURKIYE"),
        ("Côte d’Ivoire", "cote d'ivoire"),
        ("The Gambia", "Gambia"),
        ("Trinidad and Tobago", "Trinidad & Tobago"),
        ("U.S.A.", "usa"),
        ("Guinea-Bissau", "guinea bissau"),
        ("Democratic Republic of the Congo", "democratic republic of Congo"),
        ("مِصر", "مصر"),
        ("Straße", "STRASSE"),
        ("  Viet   Nam ", "viet nam"),
        ("𝐊𝐞𝐧𝐲𝐚", "kenya"),
    ],
)
def test_ways_to_write_a_name_are_one_name(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("Niger", "Nigeria"), ("Mali", "Malawi"), ("and", "")])
def test_other_names_stay_others(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_a_name_of_nothing_but_little_words_is_kept() -> None:
    assert fold("AND") == "and"  # the code of Andorra
    assert fold("The and") == "the and"


@given(st.text(max_size=40))
@example("x and and y")
@example("the the gambia")
@example("𝐀")
@example("ẞͅ")
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text)

    assert fold(once) == once
    assert once == once.strip()


@given(st.text(max_size=40))
def test_case_and_composition_do_not_matter(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def ids(found: tuple[cg.Ref, ...]) -> list[str]:
    return [f"{ref.type}:{ref}" for ref in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kenya", ["state:ken"]),
        ("Turquie", ["state:tur"]),
        ("تركيا", ["state:tur"]),
        ("turkey", ["state:tur"]),
        ("TUR", ["state:tur"]),
        ("tr", ["state:tur"]),
        ("792", ["state:tur"]),
        ("Q43", ["state:tur"]),
        ("congo, dr", ["state:cod"]),
        ("and", ["state:and"]),
        ("NATO", ["organisation:nato"]),
        ("interpol", ["organisation:interpol"]),
        ("Kerry", []),
        ("John Kerry", ["person:john-kerry"]),
        ("Small Group of the Global Coalition", ["body:small-group"]),
        ("2017-05-09-copenhagen", ["meeting:2017-05-09-copenhagen"]),
        ("nobody of that name", []),
        ("", []),
        ("?!", []),
    ],
)
def test_a_thing_is_found_by_any_of_its_names(
    kg: cg.CoalitionGraph, text: str, found: list[str]
) -> None:
    assert ids(kg.find(text)) == found


def test_several_hits_are_several_hits(write_dataset: WriteDataset) -> None:
    congos = "cod,DR Congo,Congo;Zaire,roll\ncog,Republic of the Congo,Congo,roll\n"

    graph = cg.load(write_dataset(add={"states": congos}))

    assert ids(graph.find("congo")) == ["state:cod", "state:cog"]
    assert ids(graph.find("Republic of Congo")) == ["state:cog"]


def test_what_is_added_is_found(tiny_dataset: Path) -> None:
    graph = cg.CoalitionGraph()
    assert graph.find("Kenya") == ()

    graph.add(tiny_dataset)

    assert ids(graph.find("Jamhuri ya KENYA")) == ["state:ken"]
    assert ids(graph.find("the pact")) == ["organisation:pact"]
    assert graph.find("ken-pact-1") == ()  # relations have no names


def test_names_of_things_that_are_not_ours_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "odd.ttl"
    path.write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        '<https://example.org/ken> skos:prefLabel "Kenya"@en .\n'
        '[] skos:prefLabel "Kenya"@en .\n'
        "<https://w3id.org/coalition-graph/id/state/ken> skos:prefLabel skos:Concept .\n"
    )

    assert cg.load(path).find("Kenya") == ()
