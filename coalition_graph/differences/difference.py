"""One difference, and all of them: a sentence a line, or a table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

from coalition_graph.answers import Answer, markdown_cell, plain
from coalition_graph.errors import UnknownNameError
from coalition_graph.model import FACT_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from coalition_graph.identifiers import Ref

__all__ = ["CHANGES", "COLUMNS", "QUESTION", "Difference", "Differences", "mirrored"]

CHANGES = (
    "joined",
    "may have joined",
    "left",
    "may have left",
    "began",
    "may have begun",
    "ended",
    "may have ended",
    "no longer certain",
    "held",
    "may have been held",
    "added",
    "removed",
    "renamed",
    "corrected",
    "gained sources",
    "lost sources",
    "answered otherwise",
)
"""The words for a change, in the order in which they are told."""

COLUMNS = ("change", "kind", "fact_id", "sentence", "before", "after", "sources", "field")
QUESTION = "question"

_CHANGE_ORDER = {change: place for place, change in enumerate(CHANGES)}
_KIND_ORDER = {kind: place for place, kind in enumerate((*FACT_TYPES, QUESTION))}
_MIRRORED = {"added": "removed", "gained sources": "lost sources"}
_MIRRORED |= {other: change for change, other in _MIRRORED.items()}


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: what changed with which fact, in a sentence, and the documents behind it.

    `before` and `after` are values in words, empty where there is none; between two days, how
    certain the fact is on each.  `field` is the field that was corrected.
    """

    change: str
    kind: str
    id: str
    text: str
    before: str = ""
    after: str = ""
    documents: tuple[Ref, ...] = ()
    field: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Differences:
    """All differences, grouped by change, then by kind of fact and id.

    >>> few = Differences.of("From 1 to 2", [Difference("removed", "state", "ken", "Kenya went."),
    ...                                      Difference("added", "state", "usa", "A state came.")])
    >>> print(few)
    From 1 to 2: 1 added, 1 removed.
    <BLANKLINE>
    Added (1)
      A state came.
    <BLANKLINE>
    Removed (1)
      Kenya went.
    """

    title: str
    all: tuple[Difference, ...] = ()

    @classmethod
    def of(cls, title: str, found: Iterable[Difference]) -> Differences:
        """Put differences in order."""
        return cls(title, tuple(sorted(found, key=_order)))

    def __len__(self) -> int:
        return len(self.all)

    def __iter__(self) -> Iterator[Difference]:
        return iter(self.all)

    @overload
    def __getitem__(self, place: int) -> Difference: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Difference, ...]: ...
    def __getitem__(self, place: int | slice) -> Difference | tuple[Difference, ...]:
        """Return a difference, or some of them."""
        return self.all[place]

    def of_change(self, *changes: str) -> tuple[Difference, ...]:
        """Return the differences of some changes, such as ``joined``.

        Raises:
            UnknownNameError: there is no such change.
        """
        for change in changes:
            if change not in CHANGES:
                raise UnknownNameError("change", change, CHANGES)
        return tuple(one for one in self.all if one.change in changes)

    @property
    def counts(self) -> dict[str, int]:
        """How many differences there are of each change, in the order in which they are told."""
        return dict(Counter(one.change for one in self.all))

    @property
    def summary(self) -> str:
        """The counts in a sentence."""
        told = ", ".join(f"{number} {change}" for change, number in self.counts.items())
        return f"{self.title}: {told or 'no difference'}."

    def rows(self) -> list[tuple[object, ...]]:
        """Return a row for each difference, with the columns of `answer`."""
        return [
            (
                one.change,
                one.kind,
                one.id,
                one.text,
                one.before or None,
                one.after or None,
                tuple(ref.id for ref in one.documents),
                one.field or None,
            )
            for one in self.all
        ]

    def answer(self) -> Answer:
        """Return the differences as a table.

        >>> Differences("From 1 to 2").answer().columns[:4]
        ('change', 'kind', 'fact_id', 'sentence')
        """
        return Answer(COLUMNS, self.rows(), note=self.summary)

    def to_markdown(self) -> str:
        """Return the differences as headed lists in Markdown."""
        lines = [markdown_cell(self.summary)]
        for change, texts in self._grouped():
            lines += ["", f"## {change} ({len(texts)})", ""]
            lines += [f"- {markdown_cell(text)}" for text in texts]
        return "\n".join(lines)

    def to(self, form: str) -> str:
        """Return the differences in a form by name: text, json, markdown, csv.

        Raises:
            UnknownNameError: there is no such form.
        """
        forms: dict[str, Callable[[], str]] = {
            "text": lambda: f"{self}\n",
            "json": self.answer().to_json,
            "markdown": lambda: self.to_markdown() + "\n",
            "csv": self.answer().to_csv,
        }
        if form not in forms:
            raise UnknownNameError("format", form, forms)
        return forms[form]()

    def _grouped(self) -> Iterator[tuple[str, list[str]]]:
        for change in self.counts:
            yield change.capitalize(), [one.text for one in self.all if one.change == change]

    def __str__(self) -> str:
        lines = [plain(self.summary)]
        for change, texts in self._grouped():
            lines += ["", f"{change} ({len(texts)})", *(f"  {plain(text)}" for text in texts)]
        return "\n".join(lines)


def mirrored(change: str) -> str:
    """Return what a change between two versions is called if they are compared the other way.

    >>> mirrored("added"), mirrored("corrected")
    ('removed', 'corrected')
    """
    return _MIRRORED.get(change, change)


def _order(one: Difference) -> tuple[int, int, str, str, str]:
    return (_CHANGE_ORDER[one.change], _KIND_ORDER[one.kind], one.id, one.field, one.text)
