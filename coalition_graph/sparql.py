"""Running SPARQL: preset prefixes, typed parameters, a guard, and Python values out.

Parameters are never formatted into text.  The query is cut into tokens as the SPARQL grammar has
them, and each token that *is* the variable is replaced by the term's own serialisation; comments,
strings and IRIs that merely contain its name are left alone.  A parameter in a SELECT list becomes
``(term AS ?name)``, ``BOUND(?name)`` becomes ``true``; a query that assigns the variable itself
(BIND, VALUES, AS) is refused.  So the same text runs on every engine, with every hostile value
inert.

The guard refuses what makes an engine read other places (``SERVICE``, ``FROM``) and nesting that
would exhaust its stack.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from coalition_graph.answers import Answer
from coalition_graph.dates import Certainty, PartialDate
from coalition_graph.errors import QueryError
from coalition_graph.identifiers import Ref, split_iri
from coalition_graph.values import python_value
from coalition_graph.vocabulary import XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["bind", "check", "engine_term", "run", "select"]

_TOKEN = re.compile(
    r"""
    (?P<space>[\x20\t\r\n]+|\#[^\r\n]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<string>\"\"\"(?:\"{0,2}(?:[^"\\]|\\.))*\"\"\"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''
      |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
  | (?P<var>[?$]\w+)
  | (?P<prefixed>[^\W\d_](?:[\w.-]*[\w-])?:(?:[\w:%](?:[\w.:%-]*[\w:%-])?)?|:(?:[\w:%](?:[\w.:%-]*[\w:%-])?)?)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<word>\w+)
  | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_REFUSED = {
    "SERVICE": "it makes the engine call another server",
    "FROM": "it makes the engine read another place",
}
_MAX_DEPTH = 64
_MAX_LENGTH = 1_000_000
_MAX_IRI = 2_048


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        yield _Token(match.lastgroup or "", match.group(), match.start())


def _place(text: str, at: int) -> str:
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    return f"line {line}, column {column}"


def check(text: str) -> None:
    """Refuse a query that reaches outside the graph or would exhaust the engine.

    Raises:
        QueryError: with the place in the query.

    >>> check("SELECT * { SERVICE <http://example.org> { ?s ?p ?o } }")
    Traceback (most recent call last):
    ...
    coalition_graph.errors.QueryError: line 1, column 12: SERVICE is refused: it makes the engine call another server
    """
    if len(text) > _MAX_LENGTH:
        raise QueryError(f"the query has {len(text):,} characters, more than {_MAX_LENGTH:,}")
    depth = bangs = 0
    for token in _tokens(text):
        if token.kind == "word" and token.text.upper() in _REFUSED:
            reason = _REFUSED[token.text.upper()]
            raise QueryError(f"{_place(text, token.at)}: {token.text} is refused: {reason}")
        if token.kind == "iri" and len(token.text) > _MAX_IRI:
            raise QueryError(f"{_place(text, token.at)}: an IRI of more than {_MAX_IRI} characters")
        if token.kind == "sign":
            depth += (token.text in "({[") - (token.text in ")}]")
        bangs = bangs + 1 if token.text in "!-+^" else bangs if token.kind == "space" else 0
        if depth > _MAX_DEPTH or bangs > _MAX_DEPTH:
            raise QueryError(f"{_place(text, token.at)}: nested deeper than {_MAX_DEPTH} levels")


def engine_term(value: Any) -> ox.NamedNode | ox.Literal:
    """Turn a Python value into a term of the engine.

    Raises:
        QueryError: the value has no term, such as a list or a text with a lone surrogate.

    >>> engine_term(date(2018, 6, 1)).value, engine_term(Ref("state", "ken", iri="urn:ken")).value
    ('2018-06-01', 'urn:ken')
    """
    try:
        return _engine_term(value)
    except (ValueError, UnicodeEncodeError) as error:
        raise QueryError(f"{value!r} cannot be a parameter: {error}") from error


def _engine_term(value: Any) -> ox.NamedNode | ox.Literal:
    match value:
        case ox.NamedNode() | ox.Literal():
            return value
        case Ref(iri=iri) if iri:
            return ox.NamedNode(iri)
        case bool() | int() | float():
            return ox.Literal(value)
        case Decimal():
            return ox.Literal(format(value, "f"), datatype=ox.NamedNode(XSD + "decimal"))
        case datetime():
            return ox.Literal(value.isoformat(), datatype=ox.NamedNode(XSD + "dateTime"))
        case date():
            return ox.Literal(value.isoformat(), datatype=ox.NamedNode(XSD + "date"))
        case PartialDate(is_day=True):
            return _engine_term(value.earliest)
        case str():
            return ox.Literal(value)
    if hasattr(value, "n3"):  # an rdflib term
        return _rdflib_term(value)
    raise QueryError(
        f"{value!r} cannot be a parameter; give a date, number, text, id or RDF term"
    )


def _rdflib_term(value: Any) -> ox.NamedNode | ox.Literal:
    from rdflib.term import Literal, URIRef

    if isinstance(value, URIRef):
        return ox.NamedNode(str(value))
    if isinstance(value, Literal):
        if value.language:
            return ox.Literal(str(value), language=value.language)
        if value.datatype:
            return ox.Literal(str(value), datatype=ox.NamedNode(str(value.datatype)))
        return ox.Literal(str(value))
    raise QueryError(f"{value!r} cannot be a parameter; name blank nodes by what they say")


def bind(text: str, parameters: Mapping[str, Any]) -> str:
    """Put parameters into a query, token by token.

    Raises:
        QueryError: the query does not use a parameter, or assigns it itself.

    >>> bind("SELECT ?day ?s { ?s ?p ?day } # ?day", {"day": date(2018, 6, 1)})
    'SELECT ("2018-06-01"^^<http://www.w3.org/2001/XMLSchema#date> AS ?day) ?s { ?s ?p "2018-06-01"^^<http://www.w3.org/2001/XMLSchema#date> } # ?day'
    """
    terms = {name: str(engine_term(value)) for name, value in parameters.items()}
    if not terms:
        return text
    binder = _Binder(text, terms)
    bound = binder.bound()
    unused = sorted(set(terms) - binder.used)
    if unused:
        used = sorted({token.text[1:] for token in _tokens(text) if token.kind == "var"})
        raise QueryError(
            f"the query has no variable ?{unused[0]} to bind; it has {', '.join(used) or 'none'}"
        )
    return bound


class _Binder:
    """Replaces variables, keeping track of the clause and the depth of brackets."""

    def __init__(self, text: str, terms: Mapping[str, str]) -> None:
        self.text, self.terms = text, terms
        self.used: set[str] = set()
        self._clause = ""
        self._clause_depth = self._depth = 0

    def bound(self) -> str:
        tokens = list(_tokens(self.text))
        out: list[str] = []
        place = 0
        while place < len(tokens):
            token = tokens[place]
            taken = self._bound_call(tokens, place)
            if taken:
                out.append("true")
                place += taken
                continue
            out.append(self._variable(tokens, place) if token.kind == "var" else token.text)
            self._follow(token)
            place += 1
        return "".join(out)

    def _follow(self, token: _Token) -> None:
        word = token.text.upper()
        if token.kind == "word" and word in ("SELECT", "GROUP", "ORDER", "VALUES"):
            self._clause, self._clause_depth = word, self._depth
        elif token.text == "{" or (token.kind == "word" and word in _CLAUSE_ENDS):
            self._clause = "VALUES{" if self._clause == "VALUES" and token.text == "{" else ""
        if token.kind == "sign":
            self._depth += (token.text in "({[") - (token.text in ")}]")

    def _variable(self, tokens: list[_Token], place: int) -> str:
        token = tokens[place]
        term = self.terms.get(token.text[1:])
        if term is None:
            return token.text
        if self._clause == "VALUES" or _word_before(tokens, place) == "AS":
            raise QueryError(
                f"{_place(self.text, token.at)}: the query assigns {token.text} itself, "
                "so it cannot be given as a parameter"
            )
        self.used.add(token.text[1:])
        if self._depth == self._clause_depth:
            if self._clause == "SELECT":
                return f"({term} AS {token.text})"
            if self._clause in ("GROUP", "ORDER"):
                return f"({term})"
        return term

    def _bound_call(self, tokens: list[_Token], place: int) -> int:
        """Return how many tokens a ``BOUND(?parameter)`` takes here, else 0."""
        if tokens[place].kind != "word" or tokens[place].text.upper() != "BOUND":
            return 0
        solid = [
            (index, token)
            for index, token in enumerate(tokens[place + 1 : place + 8], place + 1)
            if token.kind != "space"
        ][:3]
        if len(solid) < 3 or solid[0][1].text != "(" or solid[2][1].text != ")":
            return 0
        variable = solid[1][1]
        if variable.kind != "var" or variable.text[1:] not in self.terms:
            return 0
        self.used.add(variable.text[1:])
        return solid[2][0] - place + 1


_CLAUSE_ENDS = {"WHERE", "HAVING", "LIMIT", "OFFSET"}


def _word_before(tokens: list[_Token], place: int) -> str:
    for token in reversed(tokens[:place]):
        if token.kind != "space":
            return token.text.upper()
    return ""


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

    A column ``certainty`` becomes `Certainty`, one named ``sources`` or ending in ``_ids`` becomes
    a sorted tuple of ids, an IRI of ours a `Ref`, any other IRI its text.
    """
    columns = tuple(variable.value for variable in solutions.variables)
    readers = [_COLUMNS.get(name) or (_ids if name.endswith("_ids") else None) for name in columns]

    def value(term: Any, reader: Callable[[str], Any] | None) -> Any:
        if term is None:
            return None
        if reader is not None and isinstance(term, ox.Literal):
            return reader(term.value)
        if isinstance(term, ox.NamedNode):
            return ref(term.value) if split_iri(term.value) else term.value
        return python_value(term)

    rows = [
        tuple([value(term, reader) for term, reader in zip(solution, readers, strict=True)])
        for solution in solutions
    ]
    return Answer(columns, rows, sparql, _evidence=evidence, _bindings=bindings)


def _ids(text: str) -> tuple[str, ...]:
    return tuple(sorted(set(filter(None, text.split(";")))))


_COLUMNS: dict[str, Callable[[str], Any]] = {
    "certainty": lambda text: Certainty(text) if text else None,
    "sources": _ids,
}
