"""What changed between two versions of the same facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from coalition_graph.differences.difference import Difference, Differences
from coalition_graph.differences.wording import (
    attestation_in_words,
    cited,
    details,
    end_in_words,
    field_in_words,
    kind_and_id,
    named,
    start_in_words,
    subject,
    value_text,
)
from coalition_graph.model import Situation, value_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coalition_graph.dates import Bounds
    from coalition_graph.identifiers import Ref
    from coalition_graph.model import Fact

__all__ = ["between_versions"]

_Facts: TypeAlias = "dict[tuple[str, str], dict[str, Fact]]"


def between_versions(
    old: Iterable[Fact], new: Iterable[Fact], title: str = "From old to new"
) -> Differences:
    """Say what was added, removed, renamed and corrected; facts are the same by type and id.

    A thing that bears a new label is renamed once, not corrected wherever it is pointed to.

    >>> from coalition_graph.identifiers import Ref
    >>> from coalition_graph.model import State
    >>> roll = (Ref("document", "roll"),)
    >>> told = between_versions([State(id="tur", name="Turkey", sources=roll)],
    ...                         [State(id="tur", name="Türkiye", sources=roll)])
    >>> print(told[0])
    State tur was renamed from "Turkey" to "Türkiye" (roll).
    """
    before, after = _by_key(old), _by_key(new)
    found: list[Difference] = []
    for key in sorted(before.keys() | after.keys()):
        for was, now in _pairs(before.get(key, {}), after.get(key, {})):
            found += _compared(was, now)
    return Differences.of(title, found)


def _by_key(facts: Iterable[Fact]) -> _Facts:
    found: _Facts = {}
    for fact in facts:
        found.setdefault((fact.type, fact.id), {})[fact.iri] = fact
    return found


def _pairs(
    before: dict[str, Fact], after: dict[str, Fact]
) -> Iterator[tuple[Fact | None, Fact | None]]:
    """Pair facts of one type and id: where datasets share an id, by dataset."""
    if len(before) == len(after) == 1:
        yield next(iter(before.values())), next(iter(after.values()))
        return
    for iri in sorted(before.keys() | after.keys()):
        yield before.get(iri), after.get(iri)


def _compared(was: Fact | None, now: Fact | None) -> Iterator[Difference]:
    if was is None or now is None:
        for fact, change in ((now, "added"), (was, "removed")):
            if fact is not None:
                yield _come_or_gone(fact, change)
        return
    for name, _ in value_fields(type(now)):
        before, after = getattr(was, name), getattr(now, name)
        if before != after and name not in _SHOWN:
            yield from _TOLD.get(name, _corrected)(was, now, name)
    if isinstance(was, Situation) and isinstance(now, Situation):
        yield from _shown(was, now)


def _come_or_gone(fact: Fact, change: str) -> Difference:
    more, documents = details(fact), fact.sources
    text = f"{subject(fact)} was {change}{f': {more}' if more else ''}{cited(documents)}."
    told = ": ".join(filter(None, (named(fact), more)))
    sides = ("", told) if change == "added" else (told, "")
    return Difference(change, fact.type, fact.id, text, *sides, _with_itself(fact))


def _renamed(was: Fact, now: Fact, name: str) -> Iterator[Difference]:
    before, after = getattr(was, name), getattr(now, name)
    if before and after:
        told = f'was renamed from "{before}" to "{after}"'
    else:
        told = f'is now called "{after}"' if after else f'is no longer called "{before}"'
    text = f"{kind_and_id(now)} {told}{cited(now.sources)}."
    yield Difference("renamed", now.type, now.id, text, before, after, _with_itself(now), name)


def _corrected(was: Fact, now: Fact, name: str) -> Iterator[Difference]:
    before, after = value_text(getattr(was, name)), value_text(getattr(now, name))
    yield _correction(was, now, name, before, after)


def _bounds(was: Fact, now: Fact, name: str) -> Iterator[Difference]:
    """Tell of start and end by themselves; another last attestation is told as such, not twice."""
    before, after = getattr(was, name), getattr(now, name)
    told = {"start": (start_in_words(before), start_in_words(after))}
    if not (_no_end_but_shown(was, before) and _no_end_but_shown(now, after)):
        told["end"] = (end_in_words(before), end_in_words(after))
    for side, (said, says) in told.items():
        if said != says:
            yield _correction(was, now, side, said, says)


def _no_end_but_shown(fact: Fact, bounds: Bounds) -> bool:
    shown = fact.attested_to if isinstance(fact, Situation) else None
    return shown is not None and not bounds.ended and bounds.end_not_before == shown


def _shown(was: Situation, now: Situation) -> Iterator[Difference]:
    """Tell of the last attestation: its day with the documents that show it."""
    before, after = (
        attestation_in_words(fact.attested_to, fact.attested_by) for fact in (was, now)
    )
    if before != after:
        yield _correction(was, now, "attested_to", before, after)


def _correction(was: Fact, now: Fact, field: str, before: str, after: str) -> Difference:
    """Say from what to what; what is gone rested on the documents of the old version."""
    documents = _with_itself(now if after else was)
    values = f"was {before or 'not given'}, is now {after or 'not given'}"
    text = f"{subject(now)} changed in {field_in_words(field)}: {values}"
    text += cited(now.sources if after else was.sources)
    return Difference("corrected", now.type, now.id, f"{text}.", before, after, documents, field)


def _sources(was: Fact, now: Fact, _: str) -> Iterator[Difference]:
    for change, says, some, others in (
        ("gained sources", "now also rests on", now.sources, was.sources),
        ("lost sources", "no longer rests on", was.sources, now.sources),
    ):
        documents = tuple(ref for ref in some if ref not in others)
        if documents:
            listed = value_text(documents)
            sides = ("", listed) if change == "gained sources" else (listed, "")
            text = f"{subject(now)} {says} {listed}."
            yield Difference(change, now.type, now.id, text, *sides, documents, "sources")


_TOLD = {"name": _renamed, "title": _renamed, "bounds": _bounds, "sources": _sources}
_SHOWN = ("attested_to", "attested_by")  # told together


def _with_itself(fact: Fact) -> tuple[Ref, ...]:
    """Return the documents behind a fact; a document stands for itself."""
    return (fact.ref,) if fact.type == "document" else fact.sources
