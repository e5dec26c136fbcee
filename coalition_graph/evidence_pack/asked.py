"""What was asked, in words: the heading, the parameters, and how to read the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from coalition_graph import queries
from coalition_graph.answers import cell_text, plain
from coalition_graph.dates import Certainty, PartialDate
from coalition_graph.identifiers import Ref
from coalition_graph.model import FACT_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coalition_graph.answers import Answer
    from coalition_graph.evidence_pack import Origin
    from coalition_graph.queries import Parameter

__all__ = ["Asked", "asked_of", "heading_of", "reading_of"]

_WORDS = {
    "certain": "the sources allow no other answer",
    "presumed": "it had begun by then, a source last shows it before then, and none reports an end",
    "possible": "the sources leave it open",
    "no": "the sources rule it out",
}
_BOUNDS = {
    "start_not_before": "it cannot have started before this day",
    "start_not_after": "it had started by this day",
    "end_not_before": "it still held on this day",
    "end_not_after": "it had ended by this day",
}


class Asked(NamedTuple):
    """A parameter: its name, its value, what exactly that is, what the parameter means."""

    name: str
    value: str
    detail: str = ""
    meaning: str = ""


def heading_of(answer: Answer, origin: Origin) -> str:
    """Return the sentence of the question; of a free query, the comment that it begins with."""
    if origin.question:
        return queries.question(origin.question).sentence
    first = answer.sparql.strip().partition("\n")[0].strip()
    return (plain(first.lstrip("#").strip()) if first.startswith("#") else "") or "A SPARQL query"


def asked_of(origin: Origin) -> tuple[Asked, ...]:
    """Return the parameters that were given, and those that had a value without being given."""
    known = queries.question(origin.question).parameters if origin.question else ()
    names = {parameter.name for parameter in known}
    free = [
        Asked(plain(name.replace("_", " ")), *_value(origin, value))
        for name, value in origin.given.items()
        if name not in names and value is not None
    ]
    editions = [Asked(plain(name), plain(value)) for name, value in origin.graph.edition]
    return (*_of_question(origin, known), *free, *editions)


def _of_question(origin: Origin, known: tuple[Parameter, ...]) -> Iterator[Asked]:
    for parameter in known:
        value = origin.given.get(parameter.name)
        if value is None and not parameter.default:
            continue
        meant = _default(origin, parameter) if value is None else value
        told, detail = _value(origin, meant, parameter.type)
        details = (detail, "by default" if value is None else "")
        name = parameter.name.replace("_", " ")
        yield Asked(name, told, ", ".join(filter(None, details)), parameter.meaning)


def _default(origin: Origin, parameter: Parameter) -> Any:
    return origin.graph.main_group if parameter.default == "main group" else parameter.default


def _value(origin: Origin, value: Any, kind: str = "") -> tuple[str, str]:
    """Return a value as text, and what exactly it is: an id, or the days of a longer time."""
    types = kind.split(" or ")
    if kind == "anything":
        value = origin.graph.ref(value)
    elif all(name in FACT_TYPES for name in types):
        value = origin.graph.ref(value, *types)
    if isinstance(value, Ref):
        return (plain(value.label), value.id) if value.label else (value.id, "")
    if kind == "period":
        when = PartialDate.of(value)
        first, last = when.closed()
        return plain(when.text), "" if when.is_day else f"every day from {first} to {last}"
    return plain(cell_text(value)), ""


def reading_of(
    answer: Answer, origin: Origin
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Return how to read the rows: sentences, and what words and columns mean."""
    sentences, meanings = [], dict[str, str]()
    if origin.question:
        asked = queries.question(origin.question)
        sentences.append(asked.reading)
        meanings = asked.column_meanings
    sentences.append(plain(answer.note))
    if any(value is None or value == "" for row in answer.rows for value in row):
        sentences.append("An empty cell tells nothing; it never means that there was none.")
    used = {value for row in answer.rows for value in row if isinstance(value, Certainty)}
    words = [
        (word, meaning)
        for word, meaning in _WORDS.items()
        if word in used or word in answer.columns
    ]
    words += [
        (name.replace("_", " "), meanings.get(name) or _BOUNDS[name])
        for name in answer.columns
        if (name in meanings or name in _BOUNDS) and not (name == "certainty" and words)
    ]
    return tuple(filter(None, sentences)), tuple(words)
