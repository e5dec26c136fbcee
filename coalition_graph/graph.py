"""`CoalitionGraph`: the object that users hold.  Every method asks a module that knows how."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import pyoxigraph as ox

from coalition_graph import queries, sparql
from coalition_graph.answers import Answer
from coalition_graph.dates import Certainty, PartialDate
from coalition_graph.errors import AmbiguousNameError, QueryError, UnknownNameError
from coalition_graph.identifiers import split_iri
from coalition_graph.loaders import load_source
from coalition_graph.model import Ref
from coalition_graph.vocabulary import DCTERMS, prefixes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import networkx as nx
    import rdflib

    from coalition_graph.dates import DateLike
    from coalition_graph.export.page.model import PageModel
    from coalition_graph.export.page.network import CoalitionNetwork
    from coalition_graph.loaders.report import LoadingReport
    from coalition_graph.loaders.tables import DatasetInfo
    from coalition_graph.model import (
        Claim,
        Fact,
        Leadership,
        Meeting,
        Membership,
        Quantity,
        Situation,
        Tenure,
    )
    from coalition_graph.rdf import Reader
    from coalition_graph.validation import ValidationReport

    _S = TypeVar("_S", bound=Situation)

__all__ = ["CoalitionGraph", "Count"]

DEFAULT_DATASET = "global-coalition"
_IDENTIFIER = ox.NamedNode(DCTERMS + "identifier")


@dataclass(frozen=True, slots=True)
class Count:
    """How many members on a day: never one bare number.

    >>> Count(certain=75, presumed=4, possible=3)
    75 certain to 82 possible (4 presumed)
    """

    certain: int
    presumed: int
    possible: int

    @property
    def range(self) -> tuple[int, int]:
        """The least and the greatest number that the sources allow."""
        return self.certain, self.certain + self.presumed + self.possible

    def __repr__(self) -> str:
        low, high = self.range
        return f"{low} certain to {high} possible ({self.presumed} presumed)"


class CoalitionGraph:
    """A graph of coalitions: facts with bounds and sources, over an embedded SPARQL engine.

    ``CoalitionGraph()`` is empty; `load` fills one from a dataset.
    """

    def __init__(self) -> None:
        self._store = ox.Store()
        self.dataset: DatasetInfo | None = None
        self.report: LoadingReport | None = None
        self._places: dict[str, tuple[str, int]] = {}

    @classmethod
    def load(
        cls,
        source: str | Path | Iterable[str | Path] = DEFAULT_DATASET,
        *,
        strict: bool = False,
    ) -> CoalitionGraph:
        """Load one source or several: dataset names, dataset folders, RDF files.

        Args:
            source: by default the bundled dataset ``global-coalition``.
            strict: make a row that cannot be used an error, instead of setting it aside.

        Raises:
            LoadError: a source cannot be read; UnknownNameError: there is no such source.

        >>> CoalitionGraph.load().count(as_of="2014-12-03")  # doctest: +ELLIPSIS
        ... certain to ... possible (... presumed)
        """
        from os import PathLike

        graph = cls()
        several = [source] if isinstance(source, str | PathLike) else list(source)
        for one in several:
            graph.add(one, strict=strict)
        return graph

    def add(self, source: str | Path, *, strict: bool = False) -> None:
        """Add a source; if it cannot be read to its end, the graph stays as it was.

        Rows that are set aside are told in `report`, and a warning says so.
        """
        loaded = load_source(source, strict=strict)
        self._store.extend(loaded.quads)
        self.dataset = self.dataset or loaded.info
        self.report = loaded.report
        self._places.update(loaded.places)
        if loaded.report is not None and not loaded.report.ok:
            number = len(loaded.report.problems)
            warnings.warn(
                f"{number} rows were set aside, the first: {loaded.report.problems[0]} "
                "(see .report for all)",
                stacklevel=2,
            )

    # -- what lies underneath ---------------------------------------------------------------

    @property
    def engine(self) -> ox.Store:
        """The embedded engine's store."""
        return self._store

    @cached_property
    def rdf(self) -> rdflib.Dataset:
        """The graph as an rdflib `Dataset`: parse, iterate, serialise, query as usual."""
        import rdflib

        from coalition_graph.rdflib_store import OxigraphStore

        dataset = rdflib.Dataset(store=OxigraphStore(self._store, check=sparql.check))
        for prefix, iri in self.prefixes.items():
            dataset.bind(prefix, iri, replace=True)
        return dataset

    @property
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes that every query may use."""
        return prefixes(self.dataset.id if self.dataset else DEFAULT_DATASET)

    @cached_property
    def _reader(self) -> Reader:
        from coalition_graph.rdf import Reader

        return Reader(self._store)

    # -- things by id -----------------------------------------------------------------------

    def ref(self, name: str | Ref, *types: str) -> Ref:
        """Return the thing an id means: ``ken``, ``state:ken``, or a whole IRI.

        Args:
            name: the id.
            types: the types of thing allowed, such as ``person``; any if none is given.

        Raises:
            UnknownNameError: nothing bears the id; AmbiguousNameError: several things do.

        >>> CoalitionGraph.load().ref("ken").label
        'Kenya'
        """
        if isinstance(name, Ref):
            name = name.iri or f"{name.type}:{name.id}"
        iris = self._iris(name)
        if types:
            iris = [iri for iri in iris if (split_iri(iri) or ("",))[0] in types]
        if len(iris) > 1:
            written = [":".join(split_iri(iri) or (iri,)) for iri in iris]
            raise AmbiguousNameError("thing", name, written)
        if not iris:
            raise UnknownNameError(" or ".join(types) or "thing", name, self._ids(types))
        return self._reader.ref(iris[0])

    def _iris(self, name: str) -> list[str]:
        prefix, colon, local = name.partition(":")
        if "/" in name:
            iris = [name]
        elif colon and prefix in self.prefixes:
            iris = [self.prefixes[prefix] + local]
        else:
            literal = ox.Literal(name)
            found = self._store.quads_for_pattern(None, _IDENTIFIER, literal, None)
            return sorted(str(quad.subject.value) for quad in found)
        try:
            node = ox.NamedNode(iris[0])
        except ValueError:
            return []
        held = self._store.quads_for_pattern(node, _IDENTIFIER, None, None)
        return iris if any(True for _ in held) else []

    def _ids(self, types: tuple[str, ...] = ()) -> list[str]:
        return [
            str(quad.object.value)
            for quad in self._store.quads_for_pattern(None, _IDENTIFIER, None, None)
            if not types or (split_iri(str(quad.subject.value)) or ("",))[0] in types
        ]

    def fact(self, name: str | Ref) -> Fact:
        """Return the fact that an id means, with all that is known of it.

        >>> CoalitionGraph.load().fact("2017-05-09-copenhagen").city
        'Copenhagen'
        """
        from coalition_graph.rdf import fact_type_of

        ref = self.ref(name)
        kind = fact_type_of(ref.iri)
        if kind is None:
            raise UnknownNameError("fact", ref.iri)
        return self._reader.fact(kind, ref.iri)

    def find(self, text: str) -> tuple[Ref, ...]:
        """Return everything that bears a name, alias or code; accents and case do not matter.

        Several hits are several hits: nothing is guessed.

        >>> [str(ref) for ref in CoalitionGraph.load().find("turkiye")]
        ['tur']
        """
        return self._names.find(text)

    @cached_property
    def _names(self) -> Any:
        from coalition_graph.names import NameIndex

        return NameIndex(self._store, self._reader)

    # -- asking -----------------------------------------------------------------------------

    def query(
        self, text: str, *, as_of: DateLike | None = None, **bindings: Any
    ) -> Answer | bool | rdflib.Graph:
        """Run SPARQL 1.1 with preset prefixes and typed parameters.

        Args:
            text: a SELECT, ASK, CONSTRUCT or DESCRIBE query.
            as_of: binds ``?as_of``; a month or year binds its first day, and ``?as_of_last`` its
                last where the query uses it.
            bindings: values of variables: dates, numbers, texts, `ref` things, RDF terms.

        Returns:
            An `Answer`, a bool for ASK, an rdflib `Graph` for CONSTRUCT and DESCRIBE.

        Raises:
            QueryError: the query cannot be read, is refused, or a parameter does not fit.

        >>> kg = CoalitionGraph.load()
        >>> kg.query("SELECT ?n { ?s skos:prefLabel ?n FILTER(LANG(?n) = 'fr') }",
        ...          s=kg.ref("ken")).rows
        [('Kenya',)]
        """
        if as_of is not None:
            first, last = PartialDate.of(as_of).closed()
            bindings["as_of"] = first
            if "?as_of_last" in text:
                bindings["as_of_last"] = last
            elif first != last:
                raise QueryError(f"as_of={as_of!r} is no single day; use ?as_of_last too")
        return self._run(text, bindings)

    def _run(self, text: str, bindings: Mapping[str, Any]) -> Answer | bool | rdflib.Graph:
        ran, result = sparql.run(self._store, text, bindings, self.prefixes)
        if isinstance(result, ox.QueryBoolean):
            return bool(result)
        if isinstance(result, ox.QueryTriples):
            return self._graph_of(result)
        return sparql.select(result, ran, self._reader.ref, self._documents, self._terms_of(ran))

    def _terms_of(self, ran: str) -> Any:
        def terms() -> list[tuple[Any, ...]]:
            from coalition_graph.terms import TermConverter

            convert = TermConverter().to_rdflib
            solutions = self._store.query(ran, prefixes=dict(self.prefixes))
            return [
                tuple(None if term is None else convert(term) for term in row) for row in solutions
            ]

        return terms

    def _graph_of(self, triples: ox.QueryTriples) -> rdflib.Graph:
        import rdflib

        from coalition_graph.terms import TermConverter

        convert = TermConverter().to_rdflib
        graph = rdflib.Graph()
        for prefix, iri in self.prefixes.items():
            graph.bind(prefix, iri, replace=True)
        for triple in triples:
            graph.add((convert(triple.subject), convert(triple.predicate), convert(triple.object)))
        return graph

    def _documents(self, ids: tuple[str, ...]) -> Answer:
        everything = self.answer("documents")
        wanted = set(ids)
        return replace(everything, rows=[row for row in everything.rows if row[0] in wanted])

    def questions(self) -> Answer:
        """Return the named questions: name, sentence, parameters.

        >>> "members_joined" in CoalitionGraph().questions().column("name")
        True
        """
        rows = [
            (
                name,
                queries.question(name).sentence,
                ", ".join(
                    f"[{parameter.name}]" if parameter.optional or parameter.default
                    else parameter.name
                    for parameter in queries.question(name).parameters
                ),
            )
            for name in queries.names()
        ]
        return Answer(("name", "sentence", "parameters"), rows)

    def question(self, name: str) -> queries.Question:
        """Return a named question: its sentence, parameters, columns and SPARQL text."""
        return queries.question(name)

    def answer(self, name: str, **parameters: Any) -> Answer:
        """Answer a named question.

        Raises:
            UnknownNameError: no such question, parameter or id; DateError: no such date.

        >>> kg = CoalitionGraph.load()
        >>> kg.answer("member_count", as_of="2018-06-01").columns[:4]
        ('as_of', 'certain', 'presumed', 'possible')
        """
        asked = queries.question(name)
        answer = self._run(asked.text, self._bindings(asked, parameters))
        assert isinstance(answer, Answer)
        return answer

    def _bindings(self, asked: queries.Question, given: Mapping[str, Any]) -> dict[str, Any]:
        for name in given:
            asked.parameter(name)
        bindings: dict[str, Any] = {}
        for parameter in asked.parameters:
            value = given.get(parameter.name)
            if value is None:
                value = self._default(asked, parameter)
            if value is not None:
                bindings |= self._binding(parameter, value)
        return bindings

    def _default(self, asked: queries.Question, parameter: queries.Parameter) -> str | Ref | None:
        if parameter.default == "main group":
            return self.main_group
        if parameter.default:
            return parameter.default
        if parameter.optional:
            return None
        raise QueryError(
            f"{asked.name} needs {parameter.name}: {parameter.meaning}; "
            f"write {parameter.name}=… in Python, --{parameter.name.replace('_', '-')} in a shell"
        )

    def _binding(self, parameter: queries.Parameter, value: Any) -> dict[str, Any]:
        variable = parameter.variable
        match parameter.type:
            case "period":
                first, last = PartialDate.of(value).closed()
                return {variable: first, f"{variable}_last": last}
            case "first day":
                return {variable: PartialDate.of(value).closed()[0]}
            case "last day":
                return {variable: PartialDate.of(value).closed()[1]}
            case "certainty":
                return {variable: str(_certainty(value))}
            case "text":
                return {variable: str(value)}
            case "anything":
                return {variable: self.ref(value)}
        return {variable: self.ref(value, *parameter.type.split(" or "))}

    @cached_property
    def main_group(self) -> Ref:
        """The coalition that questions are about unless told otherwise."""
        if self.dataset is not None and self.dataset.main_group:
            return self.ref(self.dataset.main_group, "organisation", "body")
        coalitions = self.query("SELECT DISTINCT ?group { ?group a cg:Coalition }")
        assert isinstance(coalitions, Answer)
        if len(coalitions) != 1:
            raise QueryError("the graph has no main group; name one with group=")
        found: Ref = coalitions.rows[0][0]
        return found

    # -- typed methods ----------------------------------------------------------------------

    def members(
        self,
        as_of: DateLike | None = None,
        *,
        group: str | Ref | None = None,
        at_least: Certainty | str = Certainty.POSSIBLE,
    ) -> tuple[Membership, ...]:
        """Return memberships, each with its certainty on a day (or on all days of a month).

        Args:
            as_of: the day, month or year; without it, all memberships and no certainty.
            group: the coalition or body; by default the main one.
            at_least: the weakest certainty to return.

        >>> kg = CoalitionGraph.load()
        >>> {str(m.certainty) for m in kg.members("2018-06-01") if m.member.id == "ken"}
        {'possible'}
        """
        from coalition_graph.model import Membership

        wanted = self._group(group)
        found = (fact for fact in self._reader.facts(Membership) if fact.group == wanted)
        return self._as_of(found, as_of, at_least)

    def _group(self, group: str | Ref | None) -> Ref:
        return self.main_group if group is None else self.ref(group, "organisation", "body")

    def _as_of(
        self,
        facts: Iterable[_S],
        as_of: DateLike | None,
        at_least: Certainty | str = Certainty.POSSIBLE,
    ) -> tuple[_S, ...]:
        if as_of is None:
            return tuple(facts)
        when, weakest = PartialDate.of(as_of), _certainty(at_least)
        answered = (replace(fact, certainty=fact.bounds.on(when)) for fact in facts)
        return tuple(fact for fact in answered if (fact.certainty or weakest) >= weakest)

    def count(self, as_of: DateLike, *, group: str | Ref | None = None) -> Count:
        """Return how many members there were on a day, as a range.

        >>> CoalitionGraph.load().count("2018-02-12").range[0] > 60
        True
        """
        row = self.answer("member_count", group=group, as_of=as_of)[0]
        return Count(row.certain, row.presumed, row.possible)

    def joined(
        self,
        since: DateLike | None = None,
        until: DateLike | None = None,
        *,
        group: str | Ref | None = None,
    ) -> Answer:
        """Return which members joined when, oldest first (question ``members_joined``)."""
        return self.answer("members_joined", group=group, since=since, until=until)

    def left(
        self,
        since: DateLike | None = None,
        until: DateLike | None = None,
        *,
        group: str | Ref | None = None,
    ) -> Answer:
        """Return which members left when (question ``members_left``)."""
        return self.answer("members_left", group=group, since=since, until=until)

    def meetings(
        self,
        since: DateLike | None = None,
        until: DateLike | None = None,
        *,
        kind: str | None = None,
        city: str | None = None,
        country: str | Ref | None = None,
    ) -> tuple[Meeting, ...]:
        """Return meetings, oldest first (question ``meetings``)."""
        from coalition_graph.model import Meeting

        asked = self.answer(
            "meetings", since=since, until=until, kind=kind, city=city, country=country
        )
        ids = asked.column("meeting_id")
        return tuple(self._reader.fact(Meeting, self.ref(name, "meeting").iri) for name in ids)

    def leaders(self, meeting: str | Ref) -> Answer:
        """Return who led a meeting: whom, in what role, on whose behalf, in what capacity.

        >>> CoalitionGraph.load().leaders("2014-12-03-brussels").column("leader_id")
        ['john-kerry', 'usa']
        """
        return self.answer("meeting_leaders", meeting=meeting)

    def led_by(self, agent: str | Ref) -> Answer:
        """Return the meetings that a person, state or organisation led."""
        return self.answer("meetings_led_by", agent=agent)

    def participants(self, meeting: str | Ref) -> Answer:
        """Return who took part in a meeting (question ``participants``)."""
        return self.answer("participants", meeting=meeting)

    def tenures(
        self,
        person: str | Ref | None = None,
        post: str | Ref | None = None,
        as_of: DateLike | None = None,
    ) -> tuple[Tenure, ...]:
        """Return who held which post, with a certainty if a day is given."""
        from coalition_graph.model import Tenure

        holder = self.ref(person, "person") if person else None
        held = self.ref(post, "post") if post else None
        found = (
            fact
            for fact in self._reader.facts(Tenure)
            if (holder is None or fact.holder == holder) and (held is None or fact.post == held)
        )
        return self._as_of(found, as_of)

    def leaderships(
        self, as_of: DateLike | None = None, *, body: str | Ref | None = None
    ) -> tuple[Leadership, ...]:
        """Return who led which line of effort or body, with a certainty if a day is given."""
        from coalition_graph.model import Leadership

        led = self.ref(body, "body", "line-of-effort") if body else None
        found = (
            fact for fact in self._reader.facts(Leadership) if led is None or fact.led == led
        )
        return self._as_of(found, as_of)

    def contributions(
        self,
        contributor: str | Ref | None = None,
        since: DateLike | None = None,
        until: DateLike | None = None,
    ) -> Answer:
        """Return who gave or promised what (question ``contributions``)."""
        return self.answer("contributions", contributor=contributor, since=since, until=until)

    def quantities(
        self, subject: str | Ref | None = None, *, unit: str | None = None
    ) -> tuple[Quantity, ...]:
        """Return the numbers that sources give, of one thing or of one unit."""
        from coalition_graph.model import Quantity

        about = self.ref(subject) if subject else None
        return tuple(
            fact
            for fact in self._reader.facts(Quantity)
            if (about is None or fact.subject == about) and (unit is None or fact.unit == unit)
        )

    def claims(self, subject: str | Ref | None = None) -> tuple[Claim, ...]:
        """Return the statements of documents that are no plain numbers."""
        from coalition_graph.model import Claim

        about = self.ref(subject) if subject else None
        return tuple(
            fact for fact in self._reader.facts(Claim) if about is None or fact.subject == about
        )

    def claimed_against_counted(self, *, group: str | Ref | None = None) -> Answer:
        """Return every published size beside the counted range of its day."""
        return self.answer("claimed_against_counted", group=group)

    def sources(self, fact: str | Ref | Fact) -> Answer:
        """Return the documents that support a fact."""
        named = fact if isinstance(fact, str | Ref) else fact.ref
        return self.answer("sources_of", fact=named)

    # -- out --------------------------------------------------------------------------------

    def info(self) -> dict[str, Any]:
        """Return what is in the graph: title, version, licence, counts, dates, hash."""
        from coalition_graph.description import describe

        return describe(self._store, self.dataset, dict(self.prefixes))

    def validate(self, *, shapes: bool | None = None) -> ValidationReport:
        """Check the graph against the rules, and against the SHACL shapes.

        Args:
            shapes: whether to run the shapes; by default where pySHACL is installed (extra
                ``shacl``).

        >>> CoalitionGraph.load().validate(shapes=False).conforms
        True
        """
        from coalition_graph.validation import validate

        return validate(self._store, self._reader, self.report, self._places, shapes=shapes)

    def to_networkx(
        self,
        kind: str = "facts",
        *,
        as_of: DateLike | None = None,
        at_least: Certainty | str = Certainty.POSSIBLE,
    ) -> nx.Graph:
        """Return a projection: ``facts``, ``co_attendance``, ``co_membership``, ``leadership``."""
        from coalition_graph.networks import project

        return project(
            kind,
            self._store,
            as_of=None if as_of is None else PartialDate.of(as_of),
            at_least=_certainty(at_least),
        )

    def network(
        self, *, as_of: DateLike | None = None, title: str | None = None
    ) -> CoalitionNetwork:
        """Return a pyvis `Network` of the graph that may still be changed before it is written."""
        from coalition_graph.export.page import build_network

        return build_network(self._page(as_of, title))

    def to_html(
        self, path: str | Path, *, as_of: DateLike | None = None, title: str | None = None
    ) -> None:
        """Write one interactive page that works offline.

        Args:
            path: the file; it is replaced whole or not at all.
            as_of: show what held, or may have held, on a day; by default all dates.
            title: the heading; by default the title of the dataset.
        """
        from coalition_graph.export.page import write_page

        write_page(self._page(as_of, title), path)

    def _page(self, as_of: DateLike | None, title: str | None) -> PageModel:
        from coalition_graph.export.selection import page_model

        return page_model(
            self._store,
            self._reader,
            self.dataset,
            self.main_group,
            as_of=None if as_of is None else PartialDate.of(as_of),
            title=title,
        )

    def export(self, path: str | Path, *, form: str | None = None) -> None:
        """Write the graph to a file, whole or not at all.

        Args:
            path: the file; its ending names the format: ``.ttl``, ``.trig``, ``.nt``, ``.nq``,
                ``.jsonld``, ``.graphml``, ``.csv`` (one row a relation).
            form: the format, where the ending does not tell.

        Raises:
            UnknownNameError: no such format; ExportError: the file cannot be written.
        """
        from coalition_graph.export import write

        write(self._store, self.prefixes, path, form)

    def save(self, path: str | Path) -> None:
        """Write the graph as N-Quads, whole or not at all."""
        self.export(path, form="nq")

    def __len__(self) -> int:
        return len(self._store)

    def __repr__(self) -> str:
        title = self.dataset.title if self.dataset else "no dataset"
        return f"<CoalitionGraph: {title}, {len(self):,} statements>"


def _certainty(value: Certainty | str) -> Certainty:
    try:
        return Certainty(value)
    except ValueError:
        raise UnknownNameError("certainty", str(value), [str(item) for item in Certainty]) from None


