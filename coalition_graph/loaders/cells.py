"""One cell of a table to one Python value, by the metadata of the field it fills."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeAlias

from coalition_graph import vocabulary
from coalition_graph.dates import PartialDate
from coalition_graph.errors import DateError
from coalition_graph.identifiers import is_slug
from coalition_graph.model import Ref

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = ["CLOSED_SCHEMES", "CellError", "CellReader", "split_list"]

CLOSED_SCHEMES = frozenset({"role", "stage", "counts"})

Things: TypeAlias = "Mapping[str, Mapping[str, str]]"  # type -> id -> label

_DIGITS = re.compile(r"[0-9]{1,18}\Z")
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?\Z")


class CellError(ValueError):
    """A cell that cannot be read: what was found, and how to mend it."""

    def __init__(self, found: str, remedy: str) -> None:
        super().__init__(f"{found}; {remedy}")
        self.found, self.remedy = found, remedy


def split_list(text: str) -> list[str]:
    """Split a cell that holds a list.

    >>> split_list("usa; gbr;")
    ['usa', 'gbr']
    """
    return [item.strip() for item in text.split(";") if item.strip()]


@dataclass(frozen=True, slots=True)
class CellReader:
    """Reads cells; `things` tells which ids the tables define."""

    things: Things

    def read(self, text: str, metadata: Mapping[str, Any]) -> Any:
        """Return the value of a cell, or raise `CellError`."""
        return _READERS[metadata["as"]](text, metadata, self.things)


def _text(text: str, *_: Any) -> str:
    return text


def _texts(text: str, *_: Any) -> tuple[str, ...]:
    return tuple(sorted(set(split_list(text))))


def _flag(text: str, *_: Any) -> bool:
    if text not in ("yes", "no"):
        raise CellError(f"{text!r} is neither yes nor no", "write yes, no or nothing")
    return text == "yes"


def _word(text: str, metadata: Mapping[str, Any], _: Things) -> str:
    return _known(text, metadata["words"], "word")


def _integer(text: str, *_: Any) -> int:
    if not _DIGITS.match(text):
        raise CellError(f"{text!r} is no whole number", "write digits only, such as 60")
    return int(text)


def _decimal(text: str, *_: Any) -> Decimal:
    if not _NUMBER.match(text):
        raise CellError(f"{text!r} is no number", "write digits, such as 60 or 17.5")
    return Decimal(text)


def _instant(text: str, *_: Any) -> PartialDate:
    try:
        return PartialDate.parse(text)
    except DateError as error:
        found, _sep, remedy = str(error).partition("; ")
        raise CellError(found, remedy or "write a day that exists, or only its month") from None


def _code(text: str, metadata: Mapping[str, Any], _: Things) -> str:
    scheme = metadata["scheme"]
    if scheme in CLOSED_SCHEMES:
        return _known(text, vocabulary.codes(scheme), scheme)
    if not is_slug(text):
        raise CellError(f"{text!r} is no code", "write lower-case words joined by hyphens")
    return text


def _codes(text: str, metadata: Mapping[str, Any], things: Things) -> tuple[str, ...]:
    return tuple(sorted({_code(item, metadata, things) for item in split_list(text)}))


def _link(text: str, metadata: Mapping[str, Any], things: Things) -> Ref:
    for kind in metadata["types"]:
        known = things.get(kind, {})
        if text in known:
            return Ref(kind, text, known[text])
    labels = {
        name: label for kind in metadata["types"] for name, label in things.get(kind, {}).items()
    }
    named = [name for name, label in labels.items() if label.casefold() == text.casefold()]
    near = named or get_close_matches(text, labels, n=1)
    what = " or ".join(metadata["types"])
    advice = f"did you mean {near[0]!r}?" if near else f"add it to the {what} table first"
    raise CellError(f"no {what} {text!r}", advice)


def _links(text: str, metadata: Mapping[str, Any], things: Things) -> tuple[Ref, ...]:
    return tuple(_link(item, metadata, things) for item in sorted(set(split_list(text))))


def _known(text: str, known: Iterable[str], what: str) -> str:
    if text in known:
        return text
    names = sorted(known)
    near = get_close_matches(text, names, n=1)
    advice = f"did you mean {near[0]!r}?" if near else f"write one of: {', '.join(names)}"
    raise CellError(f"no {what} {text!r}", advice)


_READERS: dict[str, Callable[..., Any]] = {
    "text": _text,
    "texts": _texts,
    "label": _text,
    "flag": _flag,
    "word": _word,
    "property": _word,
    "claimed": _text,
    "integer": _integer,
    "decimal": _decimal,
    "instant": _instant,
    "code": _code,
    "codes": _codes,
    "link": _link,
    "subject": _link,
    "links": _links,
}
