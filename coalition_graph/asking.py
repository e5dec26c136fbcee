"""From what a user writes to what the engine is asked: ids to IRIs, parameters to typed values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from coalition_graph.dates import Certainty, PartialDate
from coalition_graph.errors import AmbiguousNameError, DateError, QueryError, UnknownNameError
from coalition_graph.identifiers import Ref, split_iri
from coalition_graph.model import FACT_TYPES
from coalition_graph.vocabulary import DCTERMS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from coalition_graph.model import Fact
    from coalition_graph.queries import Parameter, Question

__all__ = ["Resolver", "certainty", "parameter_values"]

_IDENTIFIER = ox.NamedNode(DCTERMS + "identifier")
_ONE_OF = "one of "


class Resolver:
    """Finds the IRI that an id means: ``ken``, ``state:ken``, or a whole IRI."""

    def __init__(self, store: ox.Store, prefixes: Mapping[str, str]) -> None:
        self._store, self._prefixes = store, prefixes

    def iri(self, name: str | Ref | Fact, *types: str) -> str:
        """Return the IRI of the one thing meant.

        Args:
            name: the id, or the thing itself.
            types: the types of thing allowed, such as ``person``; any if none is given.

        Raises:
            UnknownNameError: nothing bears the id; AmbiguousNameError: several things do.
        """
        if not isinstance(name, str):
            name = name.iri or f"{name.type}:{name.id}"
        iris = [iri for iri in self._candidates(name) if not types or _type(iri) in types]
        if len(iris) > 1:
            short = [":".join(split_iri(iri) or (iri,)) for iri in iris]
            written = short if len(set(short)) == len(iris) else iris
            raise AmbiguousNameError("thing", name, written)
        if not iris:
            raise UnknownNameError(" or ".join(types) or "thing", name, self._ids(types))
        return iris[0]

    def _candidates(self, name: str) -> list[str]:
        prefix, colon, local = name.partition(":")
        try:
            if "/" not in name and not (colon and prefix in self._prefixes):
                found = self._store.quads_for_pattern(None, _IDENTIFIER, ox.Literal(name), None)
                return sorted(_text(quad.subject) for quad in found)
            iri = name if "/" in name else self._prefixes[prefix] + local
            held = self._store.quads_for_pattern(ox.NamedNode(iri), _IDENTIFIER, None, None)
        except ValueError:  # no IRI, no text that the engine takes
            return []
        return [iri] if any(True for _ in held) else []

    def _ids(self, types: tuple[str, ...]) -> list[str]:
        """Return the ids of all things of some types, for the advice in an error."""
        return [
            _text(quad.object)
            for quad in self._store.quads_for_pattern(None, _IDENTIFIER, None, None)
            if not types or _type(_text(quad.subject)) in types
        ]


def _type(iri: str) -> str:
    named = split_iri(iri)
    return named[0] if named else ""


def _text(term: Any) -> str:
    return str(term.value)


def certainty(value: Certainty | str) -> Certainty:
    """Return a certainty by name.

    Raises:
        UnknownNameError: there is no such certainty.
    """
    try:
        return Certainty(value)
    except ValueError:
        raise UnknownNameError("certainty", str(value), [str(item) for item in Certainty]) from None


def parameter_values(
    asked: Question,
    given: Mapping[str, Any],
    resolver: Resolver,
    main_group: Callable[[], str],
) -> dict[str, Any]:
    """Return the value of each variable that the parameters of a question bind.

    Raises:
        UnknownNameError: the question has no such parameter, or nothing bears the id given;
        DateError: no such date, or one later than what it should precede; QueryError: a parameter
        is missing.
    """
    for name in given:
        asked.parameter(name)
    values: dict[str, Any] = {}
    for parameter in asked.parameters:
        value = given.get(parameter.name)
        if value is None:
            value = _default(asked, parameter, main_group)
        if value is not None:
            values |= _value(parameter, value, resolver)
    since, until = values.get("since"), values.get("until")
    if since is not None and until is not None and until < since:
        raise DateError(f"since {since} is later than until {until}; no day lies between them")
    return values


def _default(asked: Question, parameter: Parameter, main_group: Callable[[], str]) -> str | None:
    if parameter.default == "main group":
        return main_group()
    if parameter.default:
        return parameter.default
    if parameter.optional:
        return None
    raise QueryError(
        f"{asked.name} needs {parameter.name}: {parameter.meaning}; "
        f"write {parameter.name}=… in Python, --{parameter.name.replace('_', '-')} in a shell"
    )


def _value(parameter: Parameter, value: Any, resolver: Resolver) -> dict[str, Any]:
    variable = parameter.variable
    match parameter.type:
        case "period":
            first, last = PartialDate.of(value).closed()
            return {variable: first, f"{variable}_last": last}
        case "first day":
            return {variable: PartialDate.of(value).closed()[0]}
        case "last day":
            return {variable: PartialDate.of(value).closed()[1]}
        case "certainty":
            return {variable: str(certainty(value))}
        case "text":
            return {variable: str(value)}
        case "type of fact":
            return {variable: _word("type of fact", value, FACT_TYPES.keys() - {"document"})}
        case "anything":
            return {variable: ox.NamedNode(resolver.iri(value))}
    if parameter.type.startswith(_ONE_OF):
        known = parameter.type.removeprefix(_ONE_OF).split()
        return {variable: _word(parameter.name, value, known)}
    return {variable: ox.NamedNode(resolver.iri(value, *parameter.type.split(" or ")))}


def _word(what: str, value: Any, known: Iterable[str]) -> str:
    """Return one of the words known: another word would give an answer without rows."""
    word = str(value)
    if word not in set(known):
        raise UnknownNameError(what, word, sorted(known))
    return word
