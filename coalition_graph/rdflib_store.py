"""The embedded engine as an rdflib store: rdflib's own graphs over the engine's data.

    >>> import pyoxigraph
    >>> from rdflib import RDFS, Graph, Literal, URIRef
    >>> graph = Graph(store=OxigraphStore(pyoxigraph.Store(), context_aware=False))
    >>> _ = graph.add((URIRef("https://example.org/ken"), RDFS.label, Literal("Kenya")))
    >>> graph.value(URIRef("https://example.org/ken"), RDFS.label)
    rdflib.term.Literal('Kenya')

For named graphs use ``Dataset(store=OxigraphStore(engine))``; rdflib's default graph
(``urn:x-rdflib:default``) is the engine's.  Nothing is copied: reading asks the engine and makes
terms as they are read, writing writes to the engine at once.

SPARQL text goes to the engine.  Left to rdflib's own evaluator, over the same data and much slower,
are prepared queries, ``initBindings``, updates of one named graph, and queries of the union of
several graphs (the engine counts a triple once for each of its graphs, oxigraph/oxigraph#1919).

Where a graph over the engine differs from one in rdflib's memory:

* The engine writes a value in one way only: ``01`` comes back as ``1``, ``1.50`` as ``1.5``,
  ``+00:00`` as ``Z``, ``"1"^^xsd:boolean`` as ``true``, ``xsd:int`` as ``xsd:integer``, ``en-GB``
  as ``en-gb``, ``xsd:string`` as no datatype.  A look-up finds the term in either spelling.
* It holds RDF only: no relative IRI, no IRI with a space, no literal as subject, no quoted graph.
  Writing one raises; looking for one finds nothing.
* Removing the default graph does nothing, because rdflib's readers of N-Quads and hextuples do it
  before they read; ``remove((None, None, None))`` and ``CLEAR DEFAULT`` empty it.
* ``quads((s, p, o, graph))`` leaves out other graphs that hold the same triple; a graph may be
  changed while it is read; ``len`` counts; a malformed query raises SyntaxError.
"""
# ruff: noqa: N802, N803 - rdflib's names

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, QueryBoolean, QuerySolutions
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID, Dataset, Graph, QuotedGraph
from rdflib.query import Result
from rdflib.store import Store
from rdflib.term import Identifier, Variable

from coalition_graph.terms import TermConverter

if TYPE_CHECKING:
    import pyoxigraph
    from rdflib.graph import _QuadType, _TriplePatternType, _TripleType
    from rdflib.plugins.sparql.sparql import Query, Update
    from rdflib.term import IdentifiedNode, URIRef

__all__ = ["OxigraphStore"]

Check: TypeAlias = Callable[[str], None]
GraphName: TypeAlias = NamedNode | BlankNode | DefaultGraph
Context: TypeAlias = "Graph | IdentifiedNode | None"
Found: TypeAlias = "QuerySolutions | QueryBoolean | pyoxigraph.QueryTriples"
Given: TypeAlias = Mapping[str, Any]
Match: TypeAlias = "tuple[_TripleType, Iterator[Graph | None]]"

_DEFAULT = DefaultGraph()
_QUERY_FORM = re.compile(r"(?:\s|#[^\n]*|BASE\s*<[^>]*>|PREFIX\s[^<]*<[^>]*>)*(\w+)", re.IGNORECASE)


class OxigraphStore(Store):
    """An rdflib store over an engine that somebody else opens, fills and closes.

    Args:
        engine: the engine's store, in memory or on disk.
        context_aware: False if every rdflib graph over it shall be the engine's default graph,
            whatever its identifier: ``Graph(store=OxigraphStore(engine, context_aware=False))``.
        check: called with the text of each query and update, to raise if it shall not run (a
            prepared query has no text: rdflib evaluates it unchecked).
    """

    formula_aware = True  # else rdflib reads no N3 at all; a quoted graph itself is refused

    def __init__(
        self, engine: pyoxigraph.Store, *, context_aware: bool = True, check: Check | None = None
    ) -> None:
        super().__init__()
        self.engine = engine
        self.context_aware = self.graph_aware = context_aware
        self._check = check
        self._terms = TermConverter()
        self._namespaces: dict[str, URIRef] = {}
        self._prefixes: dict[URIRef, str] = {}

    # Reading
    def triples(
        self, triple_pattern: _TriplePatternType, context: Context = None
    ) -> Generator[Match, None, None]:
        """Yield each triple that matches, once, with the graphs it was found in."""
        name = self._name(context)
        quads = self._quads(triple_pattern, name)
        if name is None and self._has_named_graphs():
            yield from self._merged(quads)
            return
        graphs = (context if type(context) is Graph else self._graph(name or _DEFAULT),)
        term = self._terms.to_rdflib
        for quad in quads:
            yield (term(quad.subject), term(quad.predicate), term(quad.object)), iter(graphs)

    def _quads(self, pattern: _TriplePatternType, name: GraphName | None) -> Iterator[Quad]:
        term = self._terms.to_engine
        try:
            terms = [None if node is None else term(node) for node in pattern]
        except ValueError:  # no graph can hold such a term, so none does
            return iter(())
        if name is _DEFAULT and not self._has_named_graphs():
            name = None  # the same quads, found in a third of the time
        try:
            return self.engine.quads_for_pattern(*terms, name)  # type: ignore[arg-type, call-arg]
        except TypeError:  # a literal as subject, a literal or blank node as predicate
            return iter(())

    def _merged(self, quads: Iterable[Quad]) -> Iterator[Match]:
        term = self._terms.to_rdflib
        for quad in quads:
            triple = quad.subject, quad.predicate, quad.object
            names = [same.graph_name for same in self.engine.quads_for_pattern(*triple)]
            if names and names[0] == quad.graph_name:  # else it comes up in another graph
                yield (term(triple[0]), term(triple[1]), term(triple[2])), map(self._graph, names)

    def __len__(self, context: Context = None) -> int:
        """Count the triples of one graph, or the distinct triples of all graphs."""
        name = self._name(context)
        if name in (None, _DEFAULT) and not self._has_named_graphs():
            return len(self.engine)
        triples = "{ ?s ?p ?o }" if name is not None else "{ SELECT DISTINCT * { ?s ?p ?o } }"
        count = f"SELECT (COUNT(*) AS ?n) {triples}"
        found = self.engine.query(count, default_graph=name, use_default_graph_as_union=not name)
        return int(next(cast(QuerySolutions, found))[0].value)

    def contexts(self, triple: _TriplePatternType | None = None) -> Generator[Graph, None, None]:
        """Yield all graphs, the default graph first, or those that hold a triple."""
        names: Iterable[GraphName] = (_DEFAULT, *self.engine.named_graphs())
        if triple is not None and triple != (None, None, None):
            names = dict.fromkeys(quad.graph_name for quad in self._quads(triple, None))
        yield from map(self._graph, names)

    # Writing
    def add(self, triple: _TripleType, context: Context = None, quoted: bool = False) -> None:
        """Add a triple to a graph, to the default graph if none is given."""
        self.engine.add(self._quad(triple, context))
        if self.dispatcher.get_map():  # type: ignore[no-untyped-call]
            super().add(triple, cast("Graph", context), quoted)  # tells those who listen

    def addN(self, quads: Iterable[_QuadType]) -> None:
        """Add many quads: all of them, or none if one of them cannot be stored."""
        if self.dispatcher.get_map():  # type: ignore[no-untyped-call]
            super().addN(quads)
        else:
            self.engine.extend(self._quad((s, p, o), context) for s, p, o, context in quads)

    def remove(self, triple: _TriplePatternType, context: Context = None) -> None:
        """Remove what matches from a graph, from all graphs if none is given; the graphs stay."""
        name = self._name(context)
        if triple == (None, None, None):
            for each in (_DEFAULT, *self.engine.named_graphs()) if name is None else (name,):
                self.engine.clear_graph(each)
        else:
            for quad in self._quads(triple, name):
                self.engine.remove(quad)

    def add_graph(self, graph: Graph) -> None:
        """Make room for a graph, which may stay empty."""
        name = self._name(graph) or _DEFAULT
        if name is not _DEFAULT and not self.engine.contains_named_graph(name):
            self.engine.add_graph(name)

    def remove_graph(self, graph: Graph) -> None:
        """Remove a named graph and all that is in it."""
        name = self._name(graph) or _DEFAULT
        if name is not _DEFAULT:
            self.engine.remove_graph(name)

    def _quad(self, triple: _TripleType, context: Context) -> Quad:
        name = self._name(context) or _DEFAULT
        terms = [*map(self._terms.to_engine, triple), *([] if name is _DEFAULT else [name])]
        try:
            return Quad(*terms)  # type: ignore[arg-type]
        except TypeError as error:
            raise TypeError(f"{triple}: a subject is no literal, a predicate is an IRI") from error

    # Prefixes
    def bind(self, prefix: str, namespace: URIRef, override: bool = True) -> None:
        """Bind a prefix; without override only if prefix and namespace are both still free."""
        if override or not (prefix in self._namespaces or namespace in self._prefixes):
            others = [(p, n) for p, n in self.namespaces() if p != prefix and n != namespace]
            self._namespaces = {**dict(others), prefix: namespace}
            self._prefixes = {n: p for p, n in self._namespaces.items()}

    def prefix(self, namespace: URIRef) -> str | None:
        """Return the prefix of a namespace."""
        return self._prefixes.get(namespace)

    def namespace(self, prefix: str) -> URIRef | None:
        """Return the namespace of a prefix."""
        return self._namespaces.get(prefix)

    def namespaces(self) -> Iterator[tuple[str, URIRef]]:
        """Return all prefixes with their namespaces."""
        return iter(list(self._namespaces.items()))

    # SPARQL
    def query(
        self, query: Query | str, initNs: Given, initBindings: Given, queryGraph: str, **opts: Any
    ) -> Result:
        """Answer a query by the engine, or leave it to rdflib by a NotImplementedError."""
        text = self._text(query, initBindings, opts.keys() - {"base"})
        name = self._query_graph(queryGraph)
        found = self.engine.query(
            text,
            base_iri=opts.get("base"),
            prefixes=_used(initNs, text),
            default_graph=None if name is _DEFAULT else name,
        )
        return self._result(found, text)

    def update(
        self, update: Update | str, initNs: Given, initBindings: Given, queryGraph: str, **opts: Any
    ) -> None:
        """Run an update of the dataset, or leave it to rdflib by a NotImplementedError."""
        text = self._text(update, initBindings, opts)
        if self._query_graph(queryGraph) is not _DEFAULT:
            raise NotImplementedError("the engine updates from its default graph only")
        self.engine.update(text, prefixes=_used(initNs, text))

    def _text(self, query: object, *unknown: Collection[str]) -> str:
        if not isinstance(query, str):
            raise NotImplementedError("a prepared query is evaluated by rdflib")
        if self._check is not None:
            self._check(query)
        if any(unknown):
            raise NotImplementedError("initBindings and other options are rdflib's own")
        return query

    def _query_graph(self, graph: str) -> GraphName:
        if graph != "__UNION__":
            return self._name(cast("IdentifiedNode", graph)) or _DEFAULT
        if self._has_named_graphs():
            raise NotImplementedError("the engine would count a triple once for each of its graphs")
        return _DEFAULT

    def _result(self, found: Found, text: str) -> Result:
        term = self._terms.to_rdflib
        if isinstance(found, QueryBoolean):
            result = Result("ASK")
            result.askAnswer = bool(found)
        elif isinstance(found, QuerySolutions):
            result = Result("SELECT")  # whose rows are made as they are read
            result.vars = variables = [Variable(each.value) for each in found.variables]
            result.bindings = (
                {v: term(cell) for v, cell in zip(variables, row, strict=True) if cell is not None}
                for row in found
            )
        else:
            form = _QUERY_FORM.match(text)
            result = Result("DESCRIBE" if form and form[1].upper() == "DESCRIBE" else "CONSTRUCT")
            result.graph = Graph()
            for s, p, o in found:
                result.graph.add((term(s), term(p), term(o)))
        return result

    # Graphs and their names
    def _name(self, context: Context) -> GraphName | None:
        """Return the engine's name of a graph; None stands for all graphs."""
        if not self.context_aware:
            return _DEFAULT
        if context is None:
            return None
        identifier = context.identifier if type(context) is Graph else _identifier(context)
        if identifier is DATASET_DEFAULT_GRAPH_ID or identifier == DATASET_DEFAULT_GRAPH_ID:
            return _DEFAULT
        return cast(GraphName, self._terms.to_engine(identifier))

    def _graph(self, name: GraphName) -> Graph:
        identifier: Identifier = DATASET_DEFAULT_GRAPH_ID
        if not isinstance(name, DefaultGraph):
            identifier = self._terms.to_rdflib(name)
        return Graph(store=self, identifier=identifier, bind_namespaces="none")

    def _has_named_graphs(self) -> bool:
        return next(self.engine.named_graphs(), None) is not None


def _identifier(context: Graph | IdentifiedNode) -> IdentifiedNode:
    if isinstance(context, QuotedGraph):
        raise NotImplementedError("a quoted graph (an N3 formula) cannot be stored")
    if isinstance(context, Dataset):
        return DATASET_DEFAULT_GRAPH_ID
    return context.identifier if isinstance(context, Graph) else context


def _used(namespaces: Given, text: str) -> dict[str, str]:
    """Return the prefixes that occur in a query: the engine reads the others at a price."""
    return {p: str(n) for p, n in namespaces.items() if f"{p}:" in text}
