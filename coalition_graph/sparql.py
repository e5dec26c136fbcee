"""Running SPARQL: preset prefixes, typed parameters, a guard, and Python values out.

Parameters are never formatted into text.  The query is cut into tokens as the SPARQL grammar has
them, and each token that *is* the variable is replaced by the term's own serialisation; comments,
strings and IRIs that merely contain its name are left alone.  A parameter in a SELECT list becomes
``(term AS ?name)``, ``BOUND(?name)`` becomes ``true``; a query that assigns the variable itself
(BIND, VALUES, AS) is refused.  So the same text runs on every engine, with every hostile value
inert.

The guard refuses what makes an engine read other places (``SERVICE``, ``FROM``, ``LOAD``), and
nesting and chains that would exhaust its stack.  Engines read letter by letter, not token by
token: ``1SERVICESILENT<…>`` is a call to them.  So the guard looks for those words *within* words,
and refuses what may be read in two ways rather than guess.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from coalition_graph.answers import Answer
from coalition_graph.dates import Certainty, PartialDate
from coalition_graph.errors import QueryError
from coalition_graph.identifiers import Ref, split_iri
from coalition_graph.values import python_value
from coalition_graph.vocabulary import XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

__all__ = ["bind", "check", "engine_term", "run", "select", "variables"]

# A prefix has at most 99 letters here, so that no text takes more than linear time.
_TOKEN = re.compile(
    r"""
    (?P<space>[\x20\t\r\n]+|\#[^\r\n]*)
  | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\[uU][0-9A-Fa-f]{4})*>)
  | (?P<string>\"\"\"(?:\"{0,2}(?:[^"\\]|\\.))*\"\"\"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''
      |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
  | (?P<var>[?$]\w+)
  | (?P<prefixed>(?:[^\W\d_](?:[\w.-]{0,97}[\w-])?)?:
      (?:(?:[\w:%]|\\[-_~.!$&'()*+,;=/?#@%])
        (?:(?:[\w.:%-]|\\[-_~.!$&'()*+,;=/?#@%])*(?:[\w:%-]|\\[-_~.!$&'()*+,;=/?#@%]))?)?)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<number>(?:[0-9]+\.[0-9]+|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
  | (?P<word>\w+)
  | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")
_OPERANDS = frozenset({"iri", "string", "var", "prefixed", "language", "number"})
_REFUSED = {
    "SERVICE": "it makes the engine call another server",
    "FROM": "it makes the engine read another place",
    "LOAD": "it makes the engine read another place",
}
_REFUSED_WORD = re.compile("|".join(_REFUSED), re.IGNORECASE)
_ESCAPE = re.compile(r"\\[uU]([0-9A-Fa-f]{4})([0-9A-Fa-f]{4})?")
_ESCAPE_IN_TEXT = re.compile(r"\\\\([uU])|\\.")
_MAX_DEPTH = 64
_MAX_LENGTH = 1_000_000
_MAX_IRI = 2_048
_MAX_STEPS = 2_000  # the engine's stack ends at about 10,000, in small threads much earlier


class _Token(NamedTuple):
    kind: str
    text: str
    at: int
    doubtful: bool = False  # whether another reader may take another way from here

    @property
    def word(self) -> str:
        return self.text.upper() if self.kind == "word" else ""

    @property
    def is_operand(self) -> bool:
        if self.kind == "word":
            return self.text[0].isdigit() or self.word in ("TRUE", "FALSE", "UNDEF")
        return self.kind in _OPERANDS or self.text == ")"


def _tokens(text: str) -> Iterator[_Token]:
    """Cut a query into tokens.

    ``<`` begins an IRI if it can; only within brackets, right after something it may compare, it
    is the sign for *less than*, as in ``(?a<?b&&?c>?d)``.

    Raises:
        QueryError: a string has no end.
    """
    place, before, brackets = 0, _Token("", "", 0), [""]
    spaced = False
    while match := _TOKEN.match(text, place):
        token = _Token(match.lastgroup or "", match.group(), place)
        if token.kind == "iri" and brackets[-1] == "(" and before.is_operand:
            doubtful = "#" in token.text or "'" in token.text
            if spaced and _ABSOLUTE.match(token.text):
                token = token._replace(doubtful=doubtful)
            else:
                token = _Token("sign", "<", place, doubtful)
        if token.text in ("'", '"'):
            raise QueryError(f"{_place(text, place)}: a string that is never closed")
        yield token
        place += len(token.text)
        spaced = token.kind == "space"
        if not spaced:
            before = token
        if token.text in ("(", "{"):
            brackets.append(token.text)
        elif token.text in (")", "}") and len(brackets) > 1:
            brackets.pop()


@lru_cache(maxsize=64)
def _remembered(text: str) -> tuple[_Token, ...]:
    return tuple(_tokens(text))


def _cut(text: str) -> tuple[_Token, ...]:
    """Return the tokens of a query; the named questions are cut once and asked often."""
    return _remembered(text) if len(text) < 10_000 else tuple(_tokens(text))


def _place(text: str, at: int) -> str:
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    return f"line {line}, column {column}"


def check(text: str) -> None:
    """Refuse a query that reaches outside the graph or would exhaust the engine.

    Raises:
        QueryError: with the place in the query.

    >>> check("SELECT * { SERVICE <http://example.org> {} }")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    coalition_graph.errors.QueryError: line 1, column 12: SERVICE is refused: it makes ...
    """
    if len(text) > _MAX_LENGTH:
        raise QueryError(f"the query has {len(text):,} characters, more than {_MAX_LENGTH:,}")
    guard = _Guard(text)
    for token in _cut(text):
        guard.see(token)
    guard.finish()


class _Guard:
    """Looks at the tokens of a query one after the other."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._doubtful = False
        self._signs = self._steps = 0
        self._open: list[str] = []  # what each open bracket holds
        self._before = _Token("", "", 0)
        self._data_next = False

    def see(self, token: _Token) -> None:
        """Take the next token, and refuse it where need be."""
        if token.kind == "space":
            return
        self._doubtful |= token.doubtful
        self._refuse_words(token)
        if token.kind == "iri" and len(token.text) > _MAX_IRI:
            raise self._error(token.at, f"an IRI of more than {_MAX_IRI} characters")
        if token.text == "\\":
            raise self._error(token.at, "a backslash outside a string")
        self._count(token)
        self._before = token

    def finish(self) -> None:
        """Refuse what only the whole text shows."""
        for escape in _ESCAPE.finditer(self._text):
            codes = {int(escape[1], 16), int(escape[1] + (escape[2] or ""), 16)}
            if any(code < 128 and not chr(code).isalnum() and code >= 9 for code in codes):
                remedy = "write the character itself"
                raise self._error(escape.start(), f"{escape.group()} is refused; {remedy}")
        hidden = _REFUSED_WORD.search(self._text) if self._doubtful else None
        if hidden:
            said = f"cannot tell whether {hidden.group()} is part of a text; put a space after <"
            raise self._error(hidden.start(), said)

    def _error(self, at: int, said: str) -> QueryError:
        return QueryError(f"{_place(self._text, at)}: {said}")

    def _refuse_words(self, token: _Token) -> None:
        if token.kind in ("word", "prefixed"):
            found = _REFUSED_WORD.search(token.text.partition(":")[0])
            if found:
                reason = _REFUSED[found.group().upper()]
                raise self._error(token.at, f"{token.text} is refused: {reason}")

    def _count(self, token: _Token) -> None:
        """Count how deep and how long the engine's own recursion will be."""
        self._steps += self._step(token)
        self._follow(token)
        self._signs = self._signs + 1 if token.text in ("!", "-", "+", "^") else 0
        if len(self._open) > _MAX_DEPTH or self._signs > _MAX_DEPTH:
            raise self._error(token.at, f"nested deeper than {_MAX_DEPTH} levels")
        if self._steps > _MAX_STEPS:
            said = f"longer than {_MAX_STEPS:,} steps; give long lists of values by VALUES or IN"
            raise self._error(token.at, said)

    def _step(self, token: _Token) -> int:
        """Return what a token adds to the length: plain data adds nothing."""
        within = self._open[-1] if self._open else ""
        if within == "data":
            return 0
        if within == "IN":
            return 0 if token.is_operand or token.text == "," else 1
        # one thing after another in round brackets is a list: four statements for each
        listed = within == "(" and token.is_operand and self._before.is_operand
        return 4 if listed else 1

    def _follow(self, token: _Token) -> None:
        if token.kind == "sign" and token.text in "({[":
            self._open.append(self._opened(token.text))
        elif token.kind == "sign" and token.text in ")}]":
            del self._open[-1:]
        if token.word or token.text == "{":
            self._data_next = token.word in ("VALUES", "DATA")

    def _opened(self, bracket: str) -> str:
        """Return what a bracket opens: ``data``, the list of an ``IN``, or just itself."""
        if self._data_next and bracket == "{":
            return "data"
        if self._before.word == "IN":
            return "IN"
        within = self._open[-1] if self._open else ""
        return within if within == "data" or (within == "IN" and bracket != "{") else bracket


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
        self.tokens = _cut(text)
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

    def _follow(self, token: _Token) -> None:
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
                f"{_place(self.text, token.at)}: the query assigns {token.text} itself, "
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
        solid: list[_Token] = []
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
                    f"{_place(self.text, token.at)}: with ?{given[0]} given, MINUS has no variable "
                    "left to compare by and would take nothing away; use FILTER NOT EXISTS"
                )

    def _end_of_group(self, place: int) -> int:
        depth = 0
        for end, token in enumerate(self.tokens[place:], place):
            depth += (token.text == "{") - (token.text == "}")
            if token.text == "}" and depth <= 0:
                return end
        return len(self.tokens)


_CLAUSE_ENDS = {"WHERE", "HAVING", "LIMIT", "OFFSET"}


def _variables(tokens: Sequence[_Token]) -> set[str]:
    return {token.text[1:] for token in tokens if token.kind == "var"}


def variables(text: str) -> set[str]:
    """Return the names of the variables that a query uses; comments and strings do not count.

    >>> sorted(variables("SELECT ?a { ?a $b 'not ?c' } # nor ?d"))
    ['a', 'b']
    """
    return _variables(_remembered(text))


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

    A text in a column ``certainty`` becomes `Certainty` if it is one, a text in a column
    ``sources`` or ending in ``_ids`` a sorted tuple of ids; an IRI of ours becomes a `Ref`, any
    other IRI its text.
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
_COLUMNS: dict[str, Callable[[str], Any]] = {"certainty": _certainty, "sources": _ids}
