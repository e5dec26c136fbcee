"""Reading a query token by token, and refusing what reaches outside the graph.

The guard refuses what makes an engine read other places (``SERVICE``, ``FROM``, ``LOAD``), and
nesting and chains that would exhaust its stack.  Engines read letter by letter, not token by
token: ``1SERVICESILENT<…>`` is a call to them.  So the guard looks for those words *within* words,
and refuses what may be read in two ways rather than guess.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from coalition_graph.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Token", "check", "cut", "place_in"]

# A prefix has at most 99 letters here, so that no text takes more than linear time.
_GRAMMAR = re.compile(
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
_MAX_DEPTH = 64
_MAX_LENGTH = 1_000_000
_MAX_IRI = 2_048
_MAX_STEPS = 2_000  # the engine's stack ends at about 10,000, in small threads much earlier


class Token(NamedTuple):
    """A token: its kind, its text, and where it stands in the query."""

    kind: str
    text: str
    at: int
    doubtful: bool = False  # whether another reader may take another way from here

    @property
    def word(self) -> str:
        """The word in capitals, or nothing where the token is no word."""
        return self.text.upper() if self.kind == "word" else ""

    @property
    def is_operand(self) -> bool:
        """Whether something may be compared with what stands here."""
        if self.kind == "word":
            return self.text[0].isdigit() or self.word in ("TRUE", "FALSE", "UNDEF")
        return self.kind in _OPERANDS or self.text == ")"


def _read(text: str) -> Iterator[Token]:
    """Cut a query into tokens.

    ``<`` begins an IRI if it can; only within brackets, right after something it may compare, it
    is the sign for *less than*, as in ``(?a<?b&&?c>?d)``.

    Raises:
        QueryError: a string has no end.
    """
    place, before, brackets = 0, Token("", "", 0), [""]
    spaced = False
    while match := _GRAMMAR.match(text, place):
        token = Token(match.lastgroup or "", match.group(), place)
        if token.kind == "iri" and brackets[-1] == "(" and before.is_operand:
            doubtful = "#" in token.text or "'" in token.text
            if spaced and _ABSOLUTE.match(token.text):
                token = token._replace(doubtful=doubtful)
            else:
                token = Token("sign", "<", place, doubtful)
        if token.text in ("'", '"'):
            raise QueryError(f"{place_in(text, place)}: a string that is never closed")
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
def _remembered(text: str) -> tuple[Token, ...]:
    return tuple(_read(text))


def cut(text: str) -> tuple[Token, ...]:
    """Return the tokens of a query; the named questions are cut once and asked often."""
    return _remembered(text) if len(text) < 10_000 else tuple(_read(text))


def place_in(text: str, at: int) -> str:
    """Return line and column of a place, for an error message."""
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
    for token in cut(text):
        guard.see(token)
    guard.finish()


class _Guard:
    """Looks at the tokens of a query one after the other."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._doubtful = False
        self._signs = self._steps = 0
        self._open: list[str] = []  # what each open bracket holds
        self._before = Token("", "", 0)
        self._data_next = False

    def see(self, token: Token) -> None:
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
        return QueryError(f"{place_in(self._text, at)}: {said}")

    def _refuse_words(self, token: Token) -> None:
        if token.kind in ("word", "prefixed"):
            found = _REFUSED_WORD.search(token.text.partition(":")[0])
            if found:
                reason = _REFUSED[found.group().upper()]
                raise self._error(token.at, f"{token.text} is refused: {reason}")

    def _count(self, token: Token) -> None:
        """Count how deep and how long the engine's own recursion will be."""
        self._steps += self._step(token)
        self._follow(token)
        self._signs = self._signs + 1 if token.text in ("!", "-", "+", "^") else 0
        if len(self._open) > _MAX_DEPTH or self._signs > _MAX_DEPTH:
            raise self._error(token.at, f"nested deeper than {_MAX_DEPTH} levels")
        if self._steps > _MAX_STEPS:
            said = f"longer than {_MAX_STEPS:,} steps; give long lists of values by VALUES or IN"
            raise self._error(token.at, said)

    def _step(self, token: Token) -> int:
        """Return what a token adds to the length: plain data adds nothing."""
        within = self._open[-1] if self._open else ""
        if within == "data":
            return 0
        if within == "IN":
            return 0 if token.is_operand or token.text == "," else 1
        # one thing after another in round brackets is a list: four statements for each
        listed = within == "(" and token.is_operand and self._before.is_operand
        return 4 if listed else 1

    def _follow(self, token: Token) -> None:
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
