"""Ids, and the IRIs they stand for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition_graph.identifiers import (
    CODE_BASE,
    ID_BASE,
    Ref,
    code_iri,
    id_iri,
    is_slug,
    split_iri,
)
from coalition_graph.model import FACT_TYPES

slugs = st.from_regex(r"[a-z0-9]+([._-][a-z0-9]+){0,3}", fullmatch=True)
kinds = st.sampled_from(sorted(FACT_TYPES))


@given(slugs, kinds, slugs)
def test_an_iri_tells_type_and_id_again(dataset: str, kind: str, slug: str) -> None:
    assert is_slug(slug)

    assert split_iri(id_iri(dataset, kind, slug)) == (kind, slug)


@given(slugs, slugs)
def test_a_code_tells_scheme_and_slug_again(scheme: str, slug: str) -> None:
    assert split_iri(code_iri(scheme, slug)) == (scheme, slug)


def test_states_have_one_iri_in_all_datasets() -> None:
    assert id_iri("one", "state", "ken") == id_iri("other", "state", "ken")
    assert id_iri("one", "person", "john-allen") != id_iri("other", "person", "john-allen")


@pytest.mark.parametrize("slug", ["ken", "2017-05-09-copenhagen", "r.2254", "a_b", "g7", "007"])
def test_lower_case_words_and_digits_are_ids(slug: str) -> None:
    assert is_slug(slug)


@pytest.mark.parametrize(
    "text", ["", "Ken", "côte", "a b", "-a", "a-", "a--b", "a/b", "ken\n", "٣", "a#b", "../a"]
)
def test_anything_else_is_no_id(text: str) -> None:
    assert not is_slug(text)


@pytest.mark.parametrize(
    "iri",
    [
        "",
        "http://example.org/ken",
        "https://w3id.org/coalition-graph/ontology#Meeting",
        ID_BASE,
        ID_BASE + "state",
        ID_BASE + "state/",
        ID_BASE + "state/ken/flag",
        ID_BASE + "global-coalition",
        ID_BASE + "global-coalition/person",
        ID_BASE + "global-coalition/person/",
        ID_BASE + "global-coalition/person/john-allen/photo",
        ID_BASE + "global-coalition//john-allen",
        CODE_BASE + "role",
        CODE_BASE + "role/",
        CODE_BASE + "role/chair/more",
    ],
)
def test_other_iris_are_none_of_ours(iri: str) -> None:
    assert split_iri(iri) is None


def test_a_reference_is_known_by_type_and_id_alone() -> None:
    kenya = Ref("state", "ken", "Kenya", id_iri("x", "state", "ken"))

    assert kenya == Ref("state", "ken")
    assert hash(kenya) == hash(Ref("state", "ken"))
    assert kenya != Ref("organisation", "ken")
    assert str(kenya) == "ken"
