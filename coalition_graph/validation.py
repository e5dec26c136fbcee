"""Checks of a graph: rules asked in SPARQL on the engine, and the SHACL shapes of the ontology.

A result is one line that a person can act on: what is wrong, with which thing, where it stands,
and what to do.  A violation blocks; a warning asks for a look; an info is a to-do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pyoxigraph as ox

from coalition_graph._resources import resource
from coalition_graph.errors import ExportError
from coalition_graph.identifiers import CODE_BASE, ID_BASE, split_iri
from coalition_graph.vocabulary import PREFIXES, codes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coalition_graph.loaders.report import LoadingReport
    from coalition_graph.rdf import Reader

__all__ = ["ValidationReport", "ValidationResult", "validate"]


@dataclass(frozen=True, slots=True)
class ValidationResult:
    """One finding: how grave, about what, where, and what to do."""

    severity: str  # "violation", "warning" or "info"
    message: str
    focus: str = ""
    label: str = ""
    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}: " if self.file else ""
        thing = f"{self.focus}{f' ({self.label})' if self.label else ''}: " if self.focus else ""
        return f"{self.severity}: {place}{thing}{self.message}"


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """All findings, gravest first, and what was checked."""

    results: tuple[ValidationResult, ...]
    checked: tuple[str, ...]

    @property
    def conforms(self) -> bool:
        """Whether nothing blocks."""
        return not any(result.severity == "violation" for result in self.results)

    def __str__(self) -> str:
        said = [str(result) for result in self.results]
        verdict = "conforms" if self.conforms else "does not conform"
        counts = ", ".join(self._count(severity) for severity in _GRAVITY)
        return "\n".join([*said, f"{verdict}: {counts} ({', '.join(self.checked)})"])

    def _count(self, severity: str) -> str:
        number = sum(result.severity == severity for result in self.results)
        return f"{number} {severity if number == 1 else _PLURALS.get(severity, severity)}"


_GRAVITY = ("violation", "warning", "info")
_PLURALS = {"violation": "violations", "warning": "warnings"}
_SHACL = "http://www.w3.org/ns/shacl#"
_OUR_IRI = re.compile(re.escape(ID_BASE) + r"\S*/([\w.-]*\w)")
_SEVERITIES = {_SHACL + "Warning": "warning", _SHACL + "Info": "info"}


@dataclass(frozen=True, slots=True)
class _Rule:
    severity: str
    message: str
    pattern: str  # what binds ?thing, and ?found where the message shows it


_RELATIONS = "membership|tenure|leadership|participation|contribution|quantity|claim"
_DATES = (
    "cg:startNotBefore cg:startNotAfter cg:endNotBefore cg:endNotAfter "
    "cg:firstDay cg:lastDay cg:attestedFrom cg:attestedTo"
)
_FACTS = (
    "cg:State cg:Organisation cg:Person cg:Post cg:LineOfEffort cg:Meeting cg:Membership "
    "cg:Tenure cg:Leadership cg:Contribution cg:Participation cg:Quantity cg:Claim cg:Operation"
)
_RULES = (
    _Rule(
        "violation",
        "cites no document; name at least one that supports it",
        f"VALUES ?class {{ {_FACTS} }} ?thing a ?class . "
        "FILTER NOT EXISTS { ?thing cg:source ?document . ?document a cg:Document }",
    ),
    _Rule(
        "violation",
        "{found} is no day; write days as xsd:date without a zone",
        f"VALUES ?property {{ {_DATES} }} ?thing ?property ?found . "
        "FILTER(DATATYPE(?found) != xsd:date || "
        '!REGEX(STR(?found), "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))',
    ),
    _Rule(
        "violation",
        "a bound lies after the bound that must follow it; mend one of them",
        "VALUES (?low ?high) { (cg:startNotBefore cg:startNotAfter) "
        "(cg:startNotBefore cg:endNotAfter) (cg:startNotAfter cg:endNotAfter) "
        "(cg:endNotBefore cg:endNotAfter) (cg:firstDay cg:lastDay) } "
        "?thing ?low ?early ; ?high ?late . FILTER(?late < ?early)",
    ),
    _Rule(
        "violation",
        "{found} points to nothing in the graph; add the thing or mend the id",
        "VALUES ?property { cg:member cg:group cg:holder cg:post cg:postIn cg:leader cg:led "
        "cg:event cg:participant cg:onBehalfOf cg:capacity cg:contributor cg:recipient cg:source "
        "cg:partOf cg:serves cg:meetingOf cg:affiliation cg:country cg:conflictsWith } "
        "?thing ?property ?found . FILTER NOT EXISTS { ?found dcterms:identifier ?id }",
    ),
    _Rule(
        "violation",
        "two memberships of one member in one group certainly overlap ({found}); join or mend them",
        "?thing cg:member ?m ; cg:group ?g ; cg:startNotAfter ?s ; cg:endNotBefore ?e . "
        "?found cg:member ?m ; cg:group ?g ; cg:startNotAfter ?s2 ; cg:endNotBefore ?e2 . "
        "FILTER(STR(?thing) < STR(?found) && ?s <= ?e2 && ?s2 <= ?e)",
    ),
    _Rule(
        "warning",
        "says that it conflicts with {found}, which does not say so of it; name both ways",
        "?thing cg:conflictsWith ?found . FILTER NOT EXISTS { ?found cg:conflictsWith ?thing }",
    ),
    _Rule(
        "violation",
        "the id {found} is borne by two things; rename one",
        "?thing dcterms:identifier ?found . ?other dcterms:identifier ?found . "
        f'FILTER(STR(?thing) < STR(?other) && !REGEX(STR(?other), "/({_RELATIONS})/")) '
        'BIND(STRBEFORE(STRAFTER(STR(?thing), "/id/"), "/") AS ?dataset) '
        'BIND(STRBEFORE(STRAFTER(STR(?other), "/id/"), "/") AS ?another) '
        'FILTER(?dataset = ?another || "state" IN (?dataset, ?another))',
    ),
)


def validate(
    store: ox.Store,
    reader: Reader,
    report: LoadingReport | None,
    places: Mapping[str, tuple[str, int]],
    *,
    shapes: bool | None = None,
) -> ValidationReport:
    """Run the rules, and the shapes where pySHACL is installed or they are asked for."""
    if shapes and not _has_pyshacl():
        raise ExportError("pySHACL is not installed; pip install 'coalition-graph[shacl]'")
    results = list(_loading(report))
    finder = _Finder(reader, places)
    for rule in _RULES:
        results += finder.apply(store, rule)
    results += finder.unknown_codes(store)
    checked = ["rows", f"{len(_RULES) + 1} rules"]
    if shapes or (shapes is None and _has_pyshacl()):
        results += finder.shapes(store)
        checked.append("SHACL shapes")
    elif shapes is None:
        checked.append("SHACL shapes not run: install coalition-graph[shacl]")
    return ValidationReport(tuple(sorted(results, key=_place)), tuple(checked))


def _place(result: ValidationResult) -> tuple[int, str, int, str, str]:
    grave = _GRAVITY.index(result.severity)
    return grave, result.file, result.line, result.focus, result.message


def _has_pyshacl() -> bool:
    return find_spec("pyshacl") is not None


def _loading(report: LoadingReport | None) -> Iterator[ValidationResult]:
    for problem in report.problems if report else ():
        message = problem.found + (f"; {problem.remedy}" if problem.remedy else "")
        column = f"column {problem.column!r}: " if problem.column else ""
        yield ValidationResult("violation", column + message, file=problem.file, line=problem.line)


@dataclass(frozen=True, slots=True)
class _Finder:
    reader: Reader
    places: Mapping[str, tuple[str, int]]

    def result(self, severity: str, message: str, iri: str) -> ValidationResult:
        """Return a finding about a thing; an empty `iri` is a node without one."""
        if not iri:
            return ValidationResult(severity, message, "a node without an IRI")
        named = split_iri(iri)
        file, line = self.places.get("/".join(named or ()), ("", 0))
        return ValidationResult(severity, message, _short(iri), self.reader.label(iri), file, line)

    def apply(self, store: ox.Store, rule: _Rule) -> Iterator[ValidationResult]:
        found = " ?found" if "?found" in rule.pattern else ""
        query = f"SELECT DISTINCT ?thing{found} {{ {rule.pattern} }} ORDER BY ?thing"
        for row in _rows(store, query):
            shown = _short(row["found"].value) if found else ""
            thing = row["thing"].value if isinstance(row["thing"], ox.NamedNode) else ""
            yield self.result(rule.severity, rule.message.format(found=shown), thing)

    def unknown_codes(self, store: ox.Store) -> Iterator[ValidationResult]:
        query = (
            "SELECT ?code (MIN(STR(?t)) AS ?thing) { ?t ?property ?code . FILTER(ISIRI(?t)) "
            f'FILTER(STRSTARTS(STR(?code), "{CODE_BASE}")) }} GROUP BY ?code ORDER BY ?code'
        )
        for row in _rows(store, query):
            scheme, slug = split_iri(row["code"].value) or ("", "")
            if slug not in codes(scheme):
                message = f"{scheme} {slug!r} is not defined in codes.ttl; define it or mend it"
                yield self.result("warning", message, row["thing"].value)

    def shapes(self, store: ox.Store) -> Iterator[ValidationResult]:
        from pyshacl import validate as run_shapes
        from rdflib import SH, Graph, URIRef

        data = ox.Store()  # a copy, with the ontology: shapes need to know the subclasses
        data.extend(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
        for file in ("coalition.ttl", "codes.ttl"):
            data.load((resource("ontology") / file).read_bytes(), format=ox.RdfFormat.TURTLE)
        rules = Graph()
        rules.parse(data=(resource("ontology") / "shapes.ttl").read_bytes(), format="turtle")
        # pySHACL takes the store of the engine, though its types do not say so
        _, report, _ = run_shapes(data, shacl_graph=rules, advanced=True)  # type: ignore[arg-type]
        for result in report.objects(None, SH.result):
            focus = report.value(result, SH.focusNode)
            message = _OUR_IRI.sub(r"\1", str(report.value(result, SH.resultMessage)))
            severity = report.value(result, SH.resultSeverity)
            word = _SEVERITIES.get(str(severity), "violation")
            yield self.result(word, message, str(focus) if isinstance(focus, URIRef) else "")


def _rows(store: ox.Store, query: str) -> ox.QuerySolutions:
    rows = store.query(query, prefixes=PREFIXES)
    assert isinstance(rows, ox.QuerySolutions)
    return rows


def _short(text: str) -> str:
    named = split_iri(text)
    return named[1] if named else text
