"""One cell of a table to one Python value, by the metadata of the field it fills."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from coalition_graph.dates import PartialDate
from coalition_graph.errors import DateError
from coalition_graph.identifiers import is_slug
from coalition_graph.model import Ref
from coalition_graph import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = ["CLOSED_SCHEMES", "CellError", "CellReader", "split_list"]

CLOSED_SCHEMES = frozenset({"role", "stage", "counts"})


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
    """Reads cells; `types` tells the type of each id that the tables define."""

    types: Mapping[str, Mapping[str, str]]  # type -> id -> label

    def read(self, text: str, metadata: Mapping[str, Any]) -> Any:
        """Return the value of a cell, or raise `CellError`."""
        return _READERS[metadata["as"]](self, text, metadata)

    def text(self, text: str, _: Mapping[str, Any]) -> str:
        return text

    def texts(self, text: str, _: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(sorted(set(split_list(text))))

    def label(self, text: str, _: Mapping[str, Any]) -> str:
        return text

    def flag(self, text: str, _: Mapping[str, Any]) -> bool:
        if text not in ("yes", "no"):
            raise CellError(f"{text!r} is neither yes nor no", "write yes, no or nothing")
        return text == "yes"

    def word(self, text: str, metadata: Mapping[str, Any]) -> str:
        return _known(text, metadata["words"], "word")

    def integer(self, text: str, _: Mapping[str, Any]) -> int:
        if not (text.isascii() and text.isdigit()):
            raise CellError(f"{text!r} is no whole number", "write digits only, such as 60")
        return int(text)

    def decimal(self, text: str, _: Mapping[str, Any]) -> Decimal:
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise CellError(f"{text!r} is no number", "write digits, such as 60 or 17.5")
        return number

    def instant(self, text: str, _: Mapping[str, Any]) -> PartialDate:
        try:
            return PartialDate.parse(text)
        except DateError as error:
            found, _sep, remedy = str(error).partition("; ")
            raise CellError(found, remedy or "write a day that exists, or only its month") from None

    def code(self, text: str, metadata: Mapping[str, Any]) -> str:
        scheme = metadata["scheme"]
        if scheme in CLOSED_SCHEMES:
            return _known(text, vocabulary.codes(scheme), scheme)
        if not is_slug(text):
            raise CellError(f"{text!r} is no code", "write lower-case words joined by hyphens")
        return text

    def codes(self, text: str, metadata: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(sorted({self.code(item, metadata) for item in split_list(text)}))

    def link(self, text: str, metadata: Mapping[str, Any]) -> Ref:
        for kind in metadata["types"]:
            known = self.types.get(kind, {})
            if text in known:
                return Ref(kind, text, known[text])
        known_ids = [name for kind in metadata["types"] for name in self.types.get(kind, ())]
        what = " or ".join(metadata["types"])
        near = get_close_matches(text, known_ids, n=1)
        advice = f"did you mean {near[0]!r}?" if near else f"add it to the {what} table first"
        raise CellError(f"no {what} {text!r}", advice)

    def links(self, text: str, metadata: Mapping[str, Any]) -> tuple[Ref, ...]:
        found = {item: self.link(item, metadata) for item in split_list(text)}
        return tuple(found[item] for item in sorted(found))


_READERS: dict[str, Callable[..., Any]] = {
    "text": CellReader.text,
    "texts": CellReader.texts,
    "label": CellReader.label,
    "flag": CellReader.flag,
    "word": CellReader.word,
    "integer": CellReader.integer,
    "decimal": CellReader.decimal,
    "instant": CellReader.instant,
    "code": CellReader.code,
    "codes": CellReader.codes,
    "link": CellReader.link,
    "subject": CellReader.link,
    "links": CellReader.links,
}


def _known(text: str, known: Iterable[str], what: str) -> str:
    if text in known:
        return text
    names = sorted(known)
    near = get_close_matches(text, names, n=1)
    advice = f"did you mean {near[0]!r}?" if near else f"write one of: {', '.join(names)}"
    raise CellError(f"no {what} {text!r}", advice)
