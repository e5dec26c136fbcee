"""Engine terms as plain Python values, without rdflib.

A literal whose text is a valid value of its datatype becomes that value; every other literal keeps
its text, because a wrong value is worse than none: ``2014-02-30`` and ``2014-09-10Z`` stay text
(the first is no day, a Python date cannot hold the zone of the second).  Partial dates (xsd:gYear,
xsd:gYearMonth) stay text as well: "2014" is not the first of January.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias, overload

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

__all__ = ["EngineTerm", "Value", "python_value"]

EngineTerm: TypeAlias = NamedNode | BlankNode | Literal | Triple
Value: TypeAlias = str | int | float | Decimal | bool | date | datetime

_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = (
    *("integer", "int", "long", "short", "byte"),
    *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
    *("unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"),
)
# What each datatype allows as text.  Python's own readers allow more ("1_000", "infinity",
# "20140910") and differ from version to version ("24:00:00"), so they come second.
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATE_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?"
    r"(?:Z|[+-](?:0[0-9]|1[0-4]):[0-9]{2})?"
)
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_DOUBLE = re.compile(r"[+-]?(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|INF)|NaN")
_BOOLEANS: dict[str, Value] = {"true": True, "1": True, "false": False, "0": False}


@overload
def python_value(term: EngineTerm) -> Value: ...
@overload
def python_value(term: None) -> None: ...
@overload
def python_value(term: EngineTerm | None) -> Value | None: ...
def python_value(term: EngineTerm | None) -> Value | None:
    """Return the value a term of the engine stands for; None (an unbound variable) stays None.

    >>> day = NamedNode("http://www.w3.org/2001/XMLSchema#date")
    >>> python_value(Literal("2014-09-10", datatype=day))
    datetime.date(2014, 9, 10)
    >>> python_value(Literal("2014-02-30", datatype=day))
    '2014-02-30'
    >>> python_value(Literal(12))
    12
    >>> python_value(Literal("Kenia", language="de"))
    'Kenia'
    >>> python_value(NamedNode("https://example.org/ken"))
    'https://example.org/ken'

    Raises:
        TypeError: for anything that is no IRI, blank node or literal.
    """
    if isinstance(term, Literal):
        read = _READERS.get(term.datatype.value)
        return term.value if read is None else read(term.value)
    if isinstance(term, NamedNode):
        return term.value
    if term is None:
        return None
    if isinstance(term, BlankNode):
        return str(term)
    raise TypeError(f"no Python value for {term!r}: only IRIs, blank nodes and literals have one")


def _reader(allowed: re.Pattern[str], make: Callable[[str], Value]) -> Callable[[str], Value]:
    """Return a function from text to value, which remembers and gives unreadable text back."""

    @lru_cache(maxsize=65_536)
    def read(text: str) -> Value:
        if allowed.fullmatch(text) is None:
            return text
        try:
            return make(text)
        except ValueError:  # the right shape, but no such day, or more digits than Python reads
            return text

    return read


_READERS: dict[str, Callable[[str], Value]] = {
    _XSD + "date": _reader(_DATE, date.fromisoformat),
    _XSD + "dateTime": _reader(_DATE_TIME, datetime.fromisoformat),
    _XSD + "decimal": _reader(_DECIMAL, Decimal),
    _XSD + "double": _reader(_DOUBLE, float),
    _XSD + "float": _reader(_DOUBLE, float),
    _XSD + "boolean": lambda text: _BOOLEANS.get(text, text),
    **dict.fromkeys((_XSD + name for name in _INTEGERS), _reader(_INTEGER, int)),
}
