"""Checks of a graph: what is found, and how it is said."""

from collections.abc import Callable
from pathlib import Path

import pytest

import coalition_graph as cg
from coalition_graph.validation import ValidationReport, ValidationResult
from coalition_graph.vocabulary import prefixes

WriteDataset = Callable[..., Path]

DECLARED = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes("tiny").items())


@pytest.fixture
def graph(tiny_dataset: Path) -> cg.CoalitionGraph:
    """Return a sound graph that a test may spoil."""
    return cg.load(tiny_dataset)


def spoil(graph: cg.CoalitionGraph, tmp_path: Path, text: str) -> list[str]:
    """Add statements, and return what the rules then say."""
    path = tmp_path / "spoil.ttl"
    path.write_text(DECLARED + text, encoding="utf-8")
    graph.add(path)
    report = graph.validate(shapes=False)
    return [str(result) for result in report.results]


def test_a_sound_dataset_conforms(graph: cg.CoalitionGraph) -> None:
    report = graph.validate(shapes=False)

    assert report.conforms
    assert report.results == ()
    assert str(report) == "conforms: 0 violations, 0 warnings, 0 info (rows, 8 rules)"


def test_an_empty_graph_conforms() -> None:
    assert cg.CoalitionGraph().validate(shapes=False).conforms


SPOILT = [
    (
        "state:fji a cg:State ; dcterms:identifier 'fji' ; skos:prefLabel 'Fiji'@en .",
        "violation: fji (Fiji): cites no document; name at least one that supports it",
    ),
    (
        (
            "state:ken cg:source state:usa . state:fji a cg:State ; dcterms:identifier 'fji' ; "
            "cg:source state:usa ."
        ),
        "violation: fji: cites no document; name at least one that supports it",
    ),
    (
        "meeting:2018-nairobi cg:firstDay '2018-07' .",
        (
            "violation: meetings.csv, line 2: 2018-nairobi (Nairobi meeting): "
            "2018-07 is no day; write days as xsd:date without a zone"
        ),
    ),
    (
        "meeting:2018-nairobi cg:firstDay '2018-07-11Z'^^xsd:date .",
        (
            "violation: meetings.csv, line 2: 2018-nairobi (Nairobi meeting): "
            "2018-07-11Z is no day; write days as xsd:date without a zone"
        ),
    ),
    (
        "membership:usa-pact-1 cg:endNotAfter '2014-09-01'^^xsd:date .",
        (
            "violation: memberships.csv, line 3: usa-pact-1: "
            "a bound lies after the bound that must follow it; mend one of them"
        ),
    ),
    (
        "participation:2018-nairobi-ken-1 cg:capacity post:minister .",
        (
            "violation: participations.csv, line 2: 2018-nairobi-ken-1: "
            "minister points to nothing in the graph; add the thing or mend the id"
        ),
    ),
    (
        (
            "membership:usa-pact-2 a cg:Membership ; dcterms:identifier 'usa-pact-2' ; "
            "cg:source document:roll ; cg:member state:usa ; cg:group organisation:pact ; "
            "cg:startNotAfter '2016-01-01'^^xsd:date ; cg:endNotBefore '2017-01-01'^^xsd:date ."
        ),
        (
            "violation: memberships.csv, line 3: usa-pact-1: two memberships of one member in one "
            "group certainly overlap (usa-pact-2); join or mend them"
        ),
    ),
    (
        (
            "claim:a dcterms:identifier 'a' ; cg:conflictsWith claim:b . "
            "claim:b dcterms:identifier 'b' ."
        ),
        "warning: a: says that it conflicts with b, which does not say so of it; name both ways",
    ),
    (
        "person:ken a cg:Person ; dcterms:identifier 'ken' ; cg:source document:roll .",
        "violation: states.csv, line 2: ken (Kenya): the id ken is borne by two things; rename one",
    ),
    (
        "meeting:2018-nairobi cg:kind kind:gathring .",
        (
            "warning: meetings.csv, line 2: 2018-nairobi (Nairobi meeting): "
            "kind 'gathring' is not defined in codes.ttl; define it or mend it"
        ),
    ),
    (
        "[] a cg:Person .",
        "violation: a node without an IRI: cites no document; name at least one that supports it",
    ),
    (
        "<https://example.org/ken> a cg:Person .",
        "violation: https://example.org/ken: cites no document; name at least one that supports it",
    ),
]


@pytest.mark.parametrize(("text", "said"), SPOILT)
def test_a_broken_rule_is_one_line_with_place_thing_and_remedy(
    graph: cg.CoalitionGraph, tmp_path: Path, text: str, said: str
) -> None:
    assert spoil(graph, tmp_path, text) == [said]


def test_two_datasets_may_use_the_same_ids(
    graph: cg.CoalitionGraph, write_dataset: WriteDataset
) -> None:
    graph.add(write_dataset(folder="other", toml='id = "other"\ntitle = "Other"'))

    assert graph.validate(shapes=False).results == ()


def test_a_warning_does_not_block(graph: cg.CoalitionGraph, tmp_path: Path) -> None:
    spoil(graph, tmp_path, "meeting:2018-nairobi cg:kind kind:gathring .")

    report = graph.validate(shapes=False)

    assert report.conforms
    assert str(report).endswith("conforms: 0 violations, 1 warning, 0 info (rows, 8 rules)")


def test_findings_come_gravest_first_and_always_in_one_order(
    graph: cg.CoalitionGraph, tmp_path: Path
) -> None:
    said = spoil(
        graph,
        tmp_path,
        "state:b a cg:State . state:a a cg:State ; cg:kind kind:foo, kind:bar . [] a cg:State .",
    )

    assert said == [
        "violation: a: cites no document; name at least one that supports it",
        "violation: a node without an IRI: cites no document; name at least one that supports it",
        "violation: b: cites no document; name at least one that supports it",
        "warning: a: kind 'bar' is not defined in codes.ttl; define it or mend it",
        "warning: a: kind 'foo' is not defined in codes.ttl; define it or mend it",
    ]


def test_rows_set_aside_are_violations(write_dataset: WriteDataset) -> None:
    folder = write_dataset(add={"states": "fji,Fiji,,\nx\n"})
    with pytest.warns(UserWarning, match="2 rows were set aside"):
        graph = cg.load(folder)

    report = graph.validate(shapes=False)

    assert not report.conforms
    assert str(report).splitlines() == [
        (
            "violation: states.csv, line 4: column 'sources': the cell is empty; "
            "name the documents that support it"
        ),
        (
            "violation: states.csv, line 5: 1 cells where the header has 4; "
            "quote cells that hold a comma"
        ),
        "does not conform: 2 violations, 0 warnings, 0 info (rows, 8 rules)",
    ]


def test_a_finding_says_only_what_is_known() -> None:
    assert str(ValidationResult("warning", "look")) == "warning: look"
    assert str(ValidationReport((ValidationResult("violation", "mend"),), ("rows",))) == (
        "violation: mend\ndoes not conform: 1 violation, 0 warnings, 0 info (rows)"
    )


# -- SHACL ----------------------------------------------------------------------------------


def test_the_shapes_find_what_the_rules_do_not(graph: cg.CoalitionGraph, tmp_path: Path) -> None:
    pytest.importorskip("pyshacl")
    spoil(graph, tmp_path, "participation:2018-nairobi-ken-1 cg:role role:host, role:chair .")

    report = graph.validate()

    assert "SHACL shapes" in report.checked
    assert not report.conforms
    assert [result.focus for result in report.results if result.severity == "violation"] == [
        "2018-nairobi-ken-1"
    ]
    (found,) = (result for result in report.results if result.severity == "violation")
    assert (found.file, found.line) == ("participations.csv", 2)


def test_each_finding_of_the_shapes_is_told_once_even_about_blank_nodes(
    graph: cg.CoalitionGraph, tmp_path: Path
) -> None:
    pytest.importorskip("pyshacl")
    spoil(graph, tmp_path, "[] a cg:State ; cg:source document:roll ; skos:prefLabel 'X'@en .")

    report = graph.validate(shapes=True)

    nameless = [str(result) for result in report.results if result.severity == "violation"]
    assert nameless
    assert all(line.startswith("violation: a node without an IRI: ") for line in nameless)
    assert len(set(nameless)) == len(nameless)


def test_without_pyshacl_the_report_says_what_was_not_checked(
    graph: cg.CoalitionGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coalition_graph.validation.find_spec", lambda _: None)

    report = graph.validate()

    assert report.conforms
    assert report.checked[-1] == "SHACL shapes not run: install coalition-graph[shacl]"
    with pytest.raises(cg.CoalitionGraphError, match=r"pip install 'coalition-graph\[shacl\]'"):
        graph.validate(shapes=True)
