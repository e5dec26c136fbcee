"""rdflib terms from engine terms and back, every distinct term made once.

Three habits keep a term findable in the graph it came from, and cheap:

* the text of a literal is taken as the graph holds it (``normalize=False``): rdflib would otherwise
  rewrite ``2014-09-15Z`` to ``2014-09-15`` and then look for a term that is not there;
* ``"Kenya"^^xsd:string`` comes back as the plain ``Literal("Kenya")``, which is the same term in
  RDF 1.1 but not in rdflib;
* terms are interned, and a cache that is full is emptied, so memory stays bounded.

rdflib is imported when the first converter is made, not with this module.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from pyoxigraph import BlankNode, NamedNode
from pyoxigraph import Literal as EngineLiteral

from coalition_graph.values import EngineTerm

if TYPE_CHECKING:
    from rdflib.term import BNode, Literal, Node, URIRef

__all__ = ["RdfTerm", "StorableTerm", "TermConverter"]

RdfTerm: TypeAlias = "URIRef | BNode | Literal"
StorableTerm: TypeAlias = NamedNode | BlankNode | EngineLiteral

_K = TypeVar("_K")
_V = TypeVar("_V")
_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


class TermConverter:
    """Converts terms in both directions; keep one for each graph.

    >>> from rdflib import Literal
    >>> terms = TermConverter()
    >>> terms.to_engine(Literal("Kenya", lang="en"))
    <Literal value=Kenya language=en>
    >>> terms.to_rdflib(terms.to_engine(Literal("Kenya", lang="en")))
    rdflib.term.Literal('Kenya', lang='en')

    Args:
        capacity: how many terms each cache holds before it is emptied.

    Attributes:
        to_rdflib: the function from an engine term to the rdflib term; raises ValueError for the
            terms of RDF 1.2 that rdflib does not know (triple terms, base directions).
    """

    to_rdflib: Callable[[EngineTerm], RdfTerm]

    def __init__(self, *, capacity: int = 131_072) -> None:
        from rdflib.term import BNode, Literal, URIRef

        self.to_rdflib = _Interned(_rdflib_maker(), capacity).__getitem__
        self._named_nodes: _Interned[str, NamedNode] = _Interned(NamedNode, capacity)
        self._engine_makers: dict[type[Node], Callable[[Any], StorableTerm]] = {
            URIRef: self._named_nodes.__getitem__,
            Literal: self._engine_literal,
            BNode: BlankNode,
        }

    def to_engine(self, node: Node) -> StorableTerm:
        """Return the engine's term for an rdflib term.

        >>> from rdflib import URIRef
        >>> TermConverter().to_engine(URIRef("https://example.org/ken"))
        <NamedNode value=https://example.org/ken>

        Raises:
            TypeError: for anything that is no IRI, blank node or literal of rdflib.
            ValueError: for a term that RDF does not allow: a relative IRI, one with spaces, text
                with half a surrogate pair, a malformed language tag or blank node label.
        """
        make = self._engine_makers.get(type(node)) or self._maker_of_subclass(node)
        try:
            return make(node)
        except ValueError as error:
            reason = "half a surrogate pair is no character" if _is_torn(node) else error
            raise ValueError(f"the graph cannot hold {_shown(node)}: {reason}") from error

    def _maker_of_subclass(self, node: Node) -> Callable[[Any], StorableTerm]:
        for known, make in self._engine_makers.items():
            if isinstance(node, known):
                return make
        raise TypeError(
            f"{_shown(node)} is no term that a graph can hold; give a URIRef, a BNode or a Literal"
        )

    def _engine_literal(self, literal: Literal) -> EngineLiteral:
        if literal.language:
            return EngineLiteral(literal, language=literal.language)
        if literal.datatype is None:
            return EngineLiteral(literal)
        return EngineLiteral(literal, datatype=self._named_nodes[literal.datatype])


class _Interned(dict[_K, _V]):
    """A dictionary that makes what it is asked for, and starts afresh when it is full."""

    __slots__ = ("_capacity", "_make")

    def __init__(self, make: Callable[[_K], _V], capacity: int) -> None:
        super().__init__()
        self._make, self._capacity = make, capacity

    def __missing__(self, key: _K) -> _V:
        value = self._make(key)
        if len(self) >= self._capacity:
            self.clear()
        self[key] = value
        return value


def _shown(node: object) -> str:
    text = repr(node)
    return text if len(text) <= 120 else f"{text[:119]}…"


def _is_torn(node: Node) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in str(node))


def _rdflib_maker() -> Callable[[EngineTerm], RdfTerm]:
    """Return the function that makes an rdflib term from an engine term."""
    from rdflib.term import BNode, Literal, URIRef

    string_literal = _string_literal_maker(Literal)

    def make(term: EngineTerm) -> RdfTerm:
        if isinstance(term, NamedNode):
            return str.__new__(URIRef, term.value)  # the engine has checked the IRI already
        if isinstance(term, BlankNode):
            return BNode(term.value)
        if not isinstance(term, EngineLiteral) or term.direction is not None:
            raise ValueError(f"rdflib has no term like {term} (RDF 1.2); query the engine itself")
        if term.language is not None:
            return string_literal(term.value, term.language)
        datatype = term.datatype.value
        if datatype == _XSD_STRING:
            return string_literal(term.value, None)
        return Literal(term.value, datatype=URIRef(datatype), normalize=False)

    return make


@cache
def _string_literal_maker(literal_class: type[Literal]) -> Callable[[str, str | None], Literal]:
    """Return a quick maker of plain and language strings, if it is sound with this rdflib."""

    def public(text: str, language: str | None) -> Literal:
        return literal_class(text, lang=language)

    def quick(text: str, language: str | None) -> Literal:
        # What the constructor does, in a twelfth of the time, for text that needs no checks.
        literal = str.__new__(literal_class, text)
        literal._language, literal._value = language, text  # noqa: SLF001
        literal._datatype = literal._ill_typed = None  # noqa: SLF001
        return literal

    samples = [("Kenya", None), ("", None), ("كينيا\n", "ar"), ("Kenya", "en-gb")]
    try:
        sound = all(_alike(quick(*sample), public(*sample)) for sample in samples)
    except (AttributeError, TypeError):  # this rdflib keeps its literals in another way
        sound = False
    return quick if sound else public


def _alike(one: Literal, other: Literal) -> bool:
    """Say whether two literals are the same to everybody: equal, ordered, copied, pickled alike."""
    return (
        one == other
        and other == one
        and hash(one) == hash(other)
        and one.eq(other)
        and not (one < other or one > other)
        and repr(one) == repr(other)
        and one.n3() == other.n3()
        and one.__reduce_ex__(4) == other.__reduce_ex__(4)  # what pickle and copy go by
        and all(
            getattr(one, name) == getattr(other, name)
            for name in ("value", "language", "datatype", "ill_typed")
        )
    )
