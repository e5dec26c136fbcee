"""The statements of a graph, and how they are loaded, found by id, and asked in SPARQL."""

from __future__ import annotations

import warnings
from dataclasses import replace
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from coalition_graph import queries, sparql
from coalition_graph.answers import Answer
from coalition_graph.asking import Resolver, parameter_values
from coalition_graph.dates import PartialDate
from coalition_graph.errors import QueryError, UnknownNameError
from coalition_graph.evidence_pack import Origin
from coalition_graph.loaders import load_source
from coalition_graph.vocabulary import prefixes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Self

    import rdflib

    from coalition_graph.dates import DateLike
    from coalition_graph.identifiers import Ref
    from coalition_graph.loaders.dataset import DatasetInfo
    from coalition_graph.loaders.report import LoadingReport
    from coalition_graph.model import Fact
    from coalition_graph.names import NameIndex
    from coalition_graph.rdf import Reader
    from coalition_graph.terms import TermConverter

__all__ = ["DEFAULT_DATASET", "QueryableGraph"]

DEFAULT_DATASET = "global-coalition"


class QueryableGraph:
    """Statements in an embedded engine, with the ways to fill it and to ask it.

    `coalition_graph.CoalitionGraph` is what users hold; it adds the typed methods and the exports.
    """

    def __init__(self) -> None:
        self._store = ox.Store()
        self.dataset: DatasetInfo | None = None
        self.report: LoadingReport | None = None
        self._read_only = False
        self._handed_out = False  # whether somebody holds the store itself
        self._sources: list[str | Path] = []
        self._keys: list[str] = []  # what named the content of each source when it was read
        self._claims_held = False
        self.edition: tuple[tuple[str, str], ...] = ()  # how it was narrowed: known on, without …

    @classmethod
    def load(
        cls,
        source: str | Path | Iterable[str | Path] = DEFAULT_DATASET,
        *,
        strict: bool = False,
        read_only: bool = False,
        claims: bool = False,
    ) -> Self:
        """Load one source or several: dataset names, dataset folders, RDF files.

        Args:
            source: by default the bundled dataset ``global-coalition``.
            strict: make a row that cannot be used an error, instead of setting it aside.
            read_only: answer from the snapshot on disk, where there is one: quickest for a
                single question, slower for many; `engine` and `rdf` refuse changes.
            claims: hold the claim layer as well, so that queries see every claim with its status
                and the decisions behind each bound; questions and methods that need it load it by
                themselves.

        Raises:
            LoadError: a source cannot be read; UnknownNameError: there is no such source.

        >>> len(QueryableGraph.load()) > 30_000
        True
        """
        graph = cls()
        graph._claims_held = claims
        several = [source] if isinstance(source, str | PathLike) else list(source)
        for one in several:
            on_disk = read_only and len(several) == 1 and not claims
            graph._enter(one, strict=strict, read_only=on_disk)
        return graph

    def add(self, source: str | Path, *, strict: bool = False) -> None:
        """Add a source; if it cannot be read to its end, the graph stays as it was.

        Rows that are set aside are told in `report`, and a warning says so.

        Raises:
            LoadError, UnknownNameError: the source cannot be read.
        """
        self._enter(source, strict=strict)

    def _enter(self, source: str | Path, *, strict: bool = False, read_only: bool = False) -> None:
        loaded = load_source(source, strict=strict, read_only=read_only, claims=self._claims_held)
        if self._read_only:  # copy what is on disk before it grows
            memory = ox.Store()
            memory.extend(self._store.quads_for_pattern(None, None, None, None))
            self._replace(memory)
            self._read_only = False
        if loaded.store is None:
            self._store.extend(loaded.quads)
        elif read_only or (len(self._store) == 0 and not self._handed_out):
            self._replace(loaded.store)
            self._read_only = read_only
        else:
            self._store.extend(loaded.store.quads_for_pattern(None, None, None, None))
        if loaded.claims:
            self._store.extend(loaded.claims)
        self._forget()
        self._sources.append(source)
        self._keys.append(loaded.key)
        self.dataset = self.dataset or loaded.info
        if self.report is None or loaded.report is None:
            self.report = self.report or loaded.report
        else:
            self.report = self.report.and_then(loaded.report, Path(source).name)
        if loaded.report is not None and not loaded.report.ok:
            number = len(loaded.report.problems)
            warnings.warn(
                f"{number} rows were set aside, the first: {loaded.report.problems[0]} "
                "(see .report for all)",
                stacklevel=3,
            )

    def _forget(self) -> None:
        """Drop what was derived from the statements as they were."""
        for name in ("_reader", "_names", "main_group", "_main_group"):
            self.__dict__.pop(name, None)

    def _replace(self, store: ox.Store) -> None:
        self._store = store
        self.__dict__.pop("rdf", None)

    # -- what lies underneath ---------------------------------------------------------------

    @property
    def engine(self) -> ox.Store:
        """The embedded engine's store."""
        self._handed_out = True
        return self._store

    @cached_property
    def rdf(self) -> rdflib.Dataset:
        """The graph as an rdflib `Dataset`: parse, iterate, serialise, query as usual."""
        import rdflib

        from coalition_graph.rdflib_store import OxigraphStore

        self._handed_out = True
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

    def ref(self, name: str | Ref | Fact, *types: str) -> Ref:
        """Return the thing an id means: ``ken``, ``state:ken``, or a whole IRI.

        Args:
            name: the id.
            types: the types of thing allowed, such as ``person``; any if none is given.

        Raises:
            UnknownNameError: nothing bears the id; AmbiguousNameError: several things do.

        >>> QueryableGraph.load().ref("ken").label
        'Kenya'
        """
        return self._reader.ref(self._resolver.iri(name, *types))

    @property
    def _resolver(self) -> Resolver:
        return Resolver(self._store, self.prefixes)

    def fact(self, name: str | Ref | Fact) -> Fact:
        """Return the fact that an id means, with all that is known of it.

        >>> QueryableGraph.load().fact("2017-05-09-copenhagen").city
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

        >>> [str(ref) for ref in QueryableGraph.load().find("turkiye")]
        ['tur']
        """
        return self._names.find(text)

    @cached_property
    def _names(self) -> NameIndex:
        from coalition_graph.names import NameIndex

        return NameIndex(self._store, self._reader)

    # -- asking -----------------------------------------------------------------------------

    def query(
        self, text: str, /, *, as_of: DateLike | None = None, **bindings: Any
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

        >>> kg = QueryableGraph.load()
        >>> kg.query("SELECT ?n { ?s skos:prefLabel ?n FILTER(LANG(?n) = 'fr') }",
        ...          s=kg.ref("ken")).rows
        [('Kenya',)]
        """
        if as_of is not None:
            first, last = PartialDate.of(as_of).closed()
            bindings["as_of"] = first
            if "as_of_last" in sparql.variables(text):
                bindings["as_of_last"] = last
            elif first != last:
                raise QueryError(f"as_of={as_of!r} is no single day; use ?as_of_last too")
        return self._run(text, bindings)

    def _run(
        self, text: str, bindings: Mapping[str, Any], store: ox.Store | None = None
    ) -> Answer | bool | rdflib.Graph:
        store = self._store if store is None else store
        ran, result = sparql.run(store, text, bindings, self.prefixes)
        if isinstance(result, ox.QueryBoolean):
            return bool(result)
        if isinstance(result, ox.QueryTriples):
            return self._graph_of(result)
        answer = sparql.select(result, ran, self._ref, self._documents, self._terms_of(ran, store))
        return replace(answer, origin=Origin(graph=self, store=store, given=dict(bindings)))

    def _ref(self, iri: str) -> Ref:
        """Read a reference; the reader is imported only where an IRI comes out of a query."""
        return self._reader.ref(iri)

    def _terms_of(self, ran: str, store: ox.Store) -> Callable[[], list[tuple[Any, ...]]]:
        def terms() -> list[tuple[Any, ...]]:
            convert = self._converter.to_rdflib
            solutions = store.query(ran, prefixes=dict(self.prefixes))
            assert isinstance(solutions, ox.QuerySolutions)
            return [
                tuple(None if term is None else convert(term) for term in row) for row in solutions
            ]

        return terms

    @cached_property
    def _converter(self) -> TermConverter:
        from coalition_graph.terms import TermConverter

        return TermConverter()

    def _graph_of(self, triples: ox.QueryTriples) -> rdflib.Graph:
        import rdflib

        convert = self._converter.to_rdflib
        graph = rdflib.Graph()
        for prefix, iri in self.prefixes.items():
            graph.bind(prefix, iri, replace=True)
        for triple in triples:
            graph.add((convert(triple.subject), convert(triple.predicate), convert(triple.object)))
        return graph

    def _documents(self, ids: tuple[str, ...]) -> Answer:
        everything = self.answer("documents")
        wanted = set(ids)
        rows = [row for row in everything.rows if row[0] in wanted]
        return replace(everything, rows=rows, origin=None)  # no longer what the query gives

    def questions(self) -> Answer:
        """Return the named questions: name, sentence, parameters.

        >>> "members_joined" in QueryableGraph().questions().column("name")
        True
        """
        rows = [
            (
                name,
                queries.question(name).sentence,
                ", ".join(
                    f"[{parameter.name}]"
                    if parameter.optional or parameter.default
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

    def answer(self, name: str, /, **parameters: Any) -> Answer:
        """Answer a named question.

        Raises:
            UnknownNameError: no such question, parameter or id; DateError: no such date.

        >>> kg = QueryableGraph.load()
        >>> kg.answer("member_count", as_of="2018-06-01").columns[:4]
        ('as_of', 'certain', 'presumed', 'possible')
        """
        asked = queries.question(name)
        values = parameter_values(asked, parameters, self._resolver, lambda: self._main_group)
        answer = self._run(asked.text, values, self._asked_store(asked))
        assert isinstance(answer, Answer)
        assert answer.origin is not None
        origin = replace(answer.origin, question=name, given=parameters)
        return replace(answer, origin=origin)

    def _asked_store(self, _: queries.Question) -> ox.Store:
        """Return the store that a question asks."""
        return self._store

    @cached_property
    def main_group(self) -> Ref:
        """The coalition that questions are about unless told otherwise."""
        return self._reader.ref(self._main_group)

    @cached_property
    def _main_group(self) -> str:
        if self.dataset is not None and self.dataset.main_group:
            return self._resolver.iri(self.dataset.main_group, "organisation", "body")
        coalitions = self.query("SELECT DISTINCT ?group { ?group a cg:Coalition }")
        assert isinstance(coalitions, Answer)
        if len(coalitions) != 1:
            raise QueryError("the graph has no main group; name one with group=")
        return str(coalitions.rows[0][0].iri)

    def __len__(self) -> int:
        return len(self._store)

    def __repr__(self) -> str:
        title = self.dataset.title if self.dataset else "no dataset"
        return f"<CoalitionGraph: {title}, {len(self):,} statements>"
