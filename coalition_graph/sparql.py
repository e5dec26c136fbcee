"""Running SPARQL: preset prefixes, typed parameters, a guard, and Python values out.

Parameters are never formatted into text.  The query is cut into tokens as the SPARQL grammar has
them, and each token that *is* the variable is replaced by the term's own serialisation; comments,
strings and IRIs that merely contain its name are left alone.  A parameter in a SELECT list becomes
``(term AS ?name)``, ``BOUND(?name)`` becomes ``true``; a query that assigns the variable itself
(BIND, VALUES, AS) is refused.  So the same text runs on every engine, with every hostile value
inert.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from coalition_graph.answers import Answer
from coalition_graph.dates import Certainty, PartialDate
from coalition_graph.errors import QueryError
from coalition_graph.guard import Token, check, cut, place_in
from coalition_graph.identifiers import Ref, split_iri
from coalition_graph.values import python_value
from coalition_graph.vocabulary import XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["bind", "check", "engine_term", "run", "select", "variables"]


_ESCAPE_IN_TEXT = re.compile(r"\\\\([uU])|\\.")


def engine_term(value: Any) -> ox.NamedNode | ox.Literal:
    """Turn a Python value into a term of the engine.

    Raises:
        QueryError: the value has no term, such as a list or a text with a lone surrogate.

    >>> engine_term(date(2018, 6, 1)).value, engine_term(Ref("state", "ken", iri="urn:ken")).value
    ('2018-06-01', 'urn:ken')
    """
    try:
        term = _rdflib_term(value) if hasattr(value, "n3") else _engine_term(value)
    except ValueError as error:
        raise QueryError(f"{value!r} cannot be a parameter: {error}") from error
    if term is None:
        raise QueryError(
            f"{value!r} cannot be a parameter; give a date, number, text, id or RDF term"
        )
    return term


def _engine_term(value: Any) -> ox.NamedNode | ox.Literal | None:
    match value:
        case ox.NamedNode() | ox.Literal():
            return value
        case Ref(iri=iri) if iri:
            return ox.NamedNode(iri)
        case bool() | int() | float():
            return ox.Literal(value)
        case Decimal() if value.is_finite():
            return ox.Literal(format(value, "f"), datatype=ox.NamedNode(XSD + "decimal"))
        case datetime():
            return ox.Literal(value.isoformat(), datatype=ox.NamedNode(XSD + "dateTime"))
        case date():
            return ox.Literal(value.isoformat(), datatype=ox.NamedNode(XSD + "date"))
        case PartialDate(is_day=True):
            return _engine_term(value.earliest)
        case str():
            return ox.Literal(value)
    return None


def _rdflib_term(value: Any) -> ox.NamedNode | ox.Literal | None:
    from rdflib.term import Literal, URIRef

    if isinstance(value, URIRef):
        return ox.NamedNode(str(value))
    if not isinstance(value, Literal):
        return None  # a blank node has no name to bind, a variable no value
    if value.language:
        return ox.Literal(str(value), language=value.language)
    if value.datatype:
        return ox.Literal(str(value), datatype=ox.NamedNode(str(value.datatype)))
    return ox.Literal(str(value))


def _written(term: ox.NamedNode | ox.Literal) -> str:
    r"""Write a term for a query.

    Some engines read ``\u0041`` as a letter before they read anything else, in the wake of
    another backslash too; so the ``u`` after a backslash is escaped itself.
    """
    return _ESCAPE_IN_TEXT.sub(
        lambda match: rf"\\\U{ord(match[1]):08X}" if match[1] else match[0], str(term)
    )


def bind(text: str, parameters: Mapping[str, Any]) -> str:
    """Put parameters into a query, token by token.

    Raises:
        QueryError: the query does not use a parameter, assigns it itself, or subtracts (MINUS)
            by nothing else.

    >>> bind("SELECT ?name ?s { ?s ?p ?name } # ?name", {"name": "Kenya"})
    'SELECT ("Kenya" AS ?name) ?s { ?s ?p "Kenya" } # ?name'
    """
    terms = {name: _written(engine_term(value)) for name, value in parameters.items()}
    if not terms:
        return text
    binder = _Binder(text, terms)
    bound = binder.bound()
    unused = sorted(set(terms) - binder.used)
    if unused:
        used = sorted({token.text[1:] for token in binder.tokens if token.kind == "var"})
        raise QueryError(
            f"the query has no variable ?{unused[0]} to bind; it has {', '.join(used) or 'none'}"
        )
    return bound


class _Binder:
    """Replaces variables, keeping track of the clause and the depth of brackets."""

    def __init__(self, text: str, terms: Mapping[str, str]) -> None:
        self.text, self.terms = text, terms
        self.tokens = cut(text)
        self.used: set[str] = set()
        self._names = _variables(self.tokens)
        self._clause = ""
        self._clause_depth = self._depth = 0

    def bound(self) -> str:
        """Return the query with the terms in the places of the variables."""
        self._refuse_empty_minus()
        out: list[str] = []
        place = 0
        while place < len(self.tokens):
            token = self.tokens[place]
            taken = self._bound_call(place)
            if taken:
                out.append("true")
                place += taken
                continue
            out.append(self._variable(place) if token.kind == "var" else token.text)
            self._follow(token)
            place += 1
        return "".join(out)

    def _follow(self, token: Token) -> None:
        if token.word in ("SELECT", "GROUP", "ORDER", "VALUES"):
            self._clause, self._clause_depth = token.word, self._depth
        elif token.text in ("{", "}") or token.word in _CLAUSE_ENDS:
            self._clause = ""
        if token.kind == "sign":
            self._depth += (token.text in "({[") - (token.text in ")}]")

    def _variable(self, place: int) -> str:
        token = self.tokens[place]
        name = token.text[1:]
        term = self.terms.get(name)
        if term is None:
            return token.text
        if self._clause == "VALUES" or self._word_before(place) == "AS":
            raise QueryError(
                f"{place_in(self.text, token.at)}: the query assigns {token.text} itself, "
                "so it cannot be given as a parameter"
            )
        self.used.add(name)
        if self._depth != self._clause_depth or not self._clause:
            return term
        if self._clause == "ORDER":
            return f"({term})"
        if self._clause == "SELECT" and self._depth == 0:
            return f"({term} AS ?{name})"
        # an inner SELECT may not assign what the outer one assigns; rdflib groups by names only
        return f"({term} AS ?{self._unused_name(name)})"

    def _unused_name(self, name: str) -> str:
        while name in self._names:
            name += "_"
        self._names.add(name)
        return name

    def _word_before(self, place: int) -> str:
        for token in reversed(self.tokens[:place]):
            if token.kind != "space":
                return token.word
        return ""

    def _bound_call(self, place: int) -> int:
        """Return how many tokens a ``BOUND(?parameter)`` takes here, else 0."""
        if self.tokens[place].word != "BOUND":
            return 0
        solid: list[Token] = []
        for taken, token in enumerate(self.tokens[place:], 1):
            if token.kind != "space":
                solid.append(token)
            if len(solid) == 4:
                _, opened, variable, closed = solid
                if opened.text + closed.text != "()" or variable.kind != "var":
                    break
                if variable.text[1:] not in self.terms:
                    break
                self.used.add(variable.text[1:])
                return taken
        return 0

    def _refuse_empty_minus(self) -> None:
        """Refuse a MINUS that a parameter would leave with no variable to compare by."""
        for place, token in enumerate(self.tokens):
            if token.word != "MINUS":
                continue
            end = self._end_of_group(place)
            inside = _variables(self.tokens[place:end])
            outside = _variables(self.tokens[:place]) | _variables(self.tokens[end:])
            given = sorted(inside & self.terms.keys())
            if given and not (inside - self.terms.keys()) & outside:
                raise QueryError(
                    f"{place_in(self.text, token.at)}: with ?{given[0]} given, MINUS has no "
                    "variable left to compare by and would take nothing away; use FILTER NOT EXISTS"
                )

    def _end_of_group(self, place: int) -> int:
        depth = 0
        for end, token in enumerate(self.tokens[place:], place):
            depth += (token.text == "{") - (token.text == "}")
            if token.text == "}" and depth <= 0:
                return end
        return len(self.tokens)


_CLAUSE_ENDS = {"WHERE", "HAVING", "LIMIT", "OFFSET"}


def _variables(tokens: Sequence[Token]) -> set[str]:
    return {token.text[1:] for token in tokens if token.kind == "var"}


def variables(text: str) -> set[str]:
    """Return the names of the variables that a query uses; comments and strings do not count.

    >>> sorted(variables("SELECT ?a { ?a $b 'not ?c' } # nor ?d"))
    ['a', 'b']
    """
    return _variables(cut(text))


def run(
    store: ox.Store, text: str, parameters: Mapping[str, Any], prefixes: Mapping[str, str]
) -> tuple[str, ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples]:
    """Run a query on the engine; return the text as it ran, and the engine's result.

    Raises:
        QueryError: the query cannot be read, is refused, or a parameter does not fit.
    """
    check(text)
    bound = bind(text, parameters)
    try:
        return bound, store.query(bound, prefixes=dict(prefixes))
    except SyntaxError as error:
        raise QueryError(f"the query cannot be read: {error}") from error


def select(
    solutions: ox.QuerySolutions,
    sparql: str,
    ref: Callable[[str], Ref],
    evidence: Callable[[tuple[str, ...]], Answer] | None = None,
    bindings: Callable[[], list[tuple[Any, ...]]] | None = None,
) -> Answer:
    """Turn solutions into an `Answer`.

    A text in a column ``certainty``, or another that tells one, becomes `Certainty` if it is one,
    a text in a column ``sources`` or ending in ``_ids`` a sorted tuple of ids; an IRI of ours
    becomes a `Ref`, any other IRI its text.
    """
    columns = tuple(variable.value for variable in solutions.variables)
    readers = [_COLUMNS.get(name) or (_ids if name.endswith("_ids") else None) for name in columns]

    def value(term: Any, reader: Callable[[str], Any] | None) -> Any:
        if isinstance(term, ox.Literal) and reader is not None and term.datatype == _STRING:
            return reader(term.value)
        if isinstance(term, ox.NamedNode):
            return ref(term.value) if split_iri(term.value) else term.value
        if isinstance(term, ox.Triple):
            return str(term)
        return python_value(term)

    rows = [
        tuple([value(term, reader) for term, reader in zip(solution, readers, strict=True)])
        for solution in solutions
    ]
    return Answer(columns, rows, sparql, _evidence=evidence, _bindings=bindings)


def _ids(text: str) -> tuple[str, ...]:
    return tuple(sorted(set(filter(None, text.split(";")))))


def _certainty(text: str) -> Certainty | str | None:
    return Certainty(text) if text in _CERTAINTIES else text or None


_STRING = ox.NamedNode(XSD + "string")
_CERTAINTIES = frozenset(Certainty)
_CERTAIN = (
    "certainty",
    "joined_after",
    "joined_before",
    "no_known_holder",
    "some_day",
    "throughout",
)
_COLUMNS: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(_CERTAIN, _certainty),
    "sources": _ids,
}
