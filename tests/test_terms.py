"""rdflib terms from engine terms and back."""

import copy
import logging
import pickle
import subprocess
import sys
from collections.abc import Iterator

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BaseDirection, BlankNode, NamedNode, Triple
from pyoxigraph import Literal as EngineLiteral
from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef, Variable
from rdflib.graph import QuotedGraph
from rdflib.term import Node

from coalition_graph.terms import RdfTerm, StorableTerm, TermConverter, _string_literal_maker

KEN = "https://example.org/ken"

# Literals whose text rdflib would rewrite if it were left to itself.
ODD_SPELLINGS = [
    ("01", XSD.integer),
    (" 7 ", XSD.integer),
    ("+1.50", XSD.decimal),
    ("1.0E3", XSD.double),
    ("1", XSD.boolean),
    ("none", XSD.boolean),
    ("2014-09-10Z", XSD.date),
    ("2014-W37", XSD.date),
    ("2014-02-30", XSD.date),
    ("2011-01-01", XSD.dateTime),
    ("2014-12-31T24:00:00+00:00", XSD.dateTime),
    ("2014", XSD.gYear),
    ("P1Y12M", XSD.duration),
    ("0xZZ", XSD.hexBinary),
    ("<b>bold</b>", RDF.XMLLiteral),
    ("<b>bold", RDF.HTML),
    ("POINT(1 2)", URIRef("https://example.org/wkt")),
    ("", XSD.integer),
]


@pytest.fixture(autouse=True, scope="module")
def _quiet_rdflib() -> Iterator[None]:
    """Keep rdflib from logging a traceback for each literal that is no value of its datatype."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.ERROR)
    yield
    logger.setLevel(level)


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
languages = st.sampled_from(["en", "fr", "ar", "zh-hant", "de-ch-1996", "x-klingon"])
iris = st.sampled_from(["https://example.org/", "urn:x:", "tag:ken,2014:"]).flatmap(
    lambda start: st.text("abcXYZ019-._~éكينيا/?=&#%20", max_size=12).map(
        lambda end: start + end.replace("%", "%25").replace("#", "", end.count("#") - 1)
    )
)
labels = st.from_regex(r"[A-Za-z_][A-Za-z0-9_-]{0,8}", fullmatch=True)
datatypes = st.sampled_from(
    [XSD.integer, XSD.decimal, XSD.date, XSD.dateTime, XSD.boolean, XSD.gYear, XSD.anyURI]
) | iris.map(URIRef)
engine_terms = (
    iris.map(NamedNode)
    | labels.map(BlankNode)
    | texts.map(EngineLiteral)
    | st.builds(lambda text, tag: EngineLiteral(text, language=tag), texts, languages)
    | st.builds(lambda text, kind: EngineLiteral(text, datatype=NamedNode(kind)), texts, datatypes)
)
rdflib_terms = (
    iris.map(URIRef)
    | labels.map(BNode)
    | texts.map(Literal)
    | st.builds(lambda text, tag: Literal(text, lang=tag), texts, languages)
    | st.builds(lambda t, kind: Literal(t, datatype=kind, normalize=False), texts, datatypes)
    | st.builds(Literal, st.integers() | st.dates() | st.decimals(allow_nan=False) | st.booleans())
)


@given(engine_terms)
def test_engine_terms_survive_the_way_to_rdflib_and_back(term: StorableTerm) -> None:
    terms = TermConverter()

    assert term == terms.to_engine(terms.to_rdflib(term))


@given(rdflib_terms)
def test_rdflib_terms_survive_the_way_to_the_engine_and_back(term: RdfTerm) -> None:
    terms = TermConverter()
    found = terms.to_rdflib(terms.to_engine(term))

    assert term == found
    assert hash(term) == hash(found)
    assert type(term) is type(found)


@given(engine_terms)
def test_terms_equal_what_rdflib_itself_makes_of_them(term: StorableTerm) -> None:
    found = TermConverter().to_rdflib(term)
    made = public_term(term)

    assert made == found
    assert hash(made) == hash(found)
    assert repr(made) == repr(found)
    assert pickle.loads(pickle.dumps(made)) == pickle.loads(pickle.dumps(found))
    assert copy.deepcopy(made) == copy.deepcopy(found)


def public_term(term: StorableTerm) -> RdfTerm:
    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, BlankNode):
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    if term.datatype.value == str(XSD.string):
        return Literal(term.value)
    return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)


@pytest.mark.parametrize(("text", "datatype"), ODD_SPELLINGS)
def test_the_text_of_a_literal_is_kept_as_written(text: str, datatype: URIRef) -> None:
    terms = TermConverter()
    found = terms.to_rdflib(EngineLiteral(text, datatype=NamedNode(datatype)))

    assert isinstance(found, Literal)
    assert text == str(found)
    assert datatype == found.datatype
    assert text == terms.to_engine(found).value


def test_a_string_is_a_plain_literal_however_it_was_typed() -> None:
    terms = TermConverter()
    written = Literal("Kenya", datatype=XSD.string)

    assert EngineLiteral("Kenya") == terms.to_engine(written)
    assert Literal("Kenya") == terms.to_rdflib(terms.to_engine(written))


def test_language_tags_are_lower_case() -> None:
    assert EngineLiteral("lift", language="en-gb") == TermConverter().to_engine(
        Literal("lift", lang="en-GB")
    )


def test_values_are_those_of_rdflib() -> None:
    terms = TermConverter()
    plain, tagged, year = (
        terms.to_rdflib(term)
        for term in (
            EngineLiteral("Kenya"),
            EngineLiteral("Kenia", language="de"),
            EngineLiteral(2014),
        )
    )

    assert isinstance(plain, Literal)
    assert isinstance(tagged, Literal)
    assert isinstance(year, Literal)
    assert plain_parts(plain) == ("Kenya", None, None, None)
    assert plain_parts(tagged) == ("Kenia", "de", None, None)
    assert (2014, None, XSD.integer, False) == plain_parts(year)


def plain_parts(literal: Literal) -> tuple[object, str | None, URIRef | None, bool | None]:
    return literal.value, literal.language, literal.datatype, literal.ill_typed


def test_subclasses_of_rdflib_terms_are_terms() -> None:
    class Place(URIRef):
        pass

    assert NamedNode(KEN) == TermConverter().to_engine(Place(KEN))


def test_each_distinct_term_is_made_once() -> None:
    terms = TermConverter()

    assert terms.to_rdflib(NamedNode(KEN)) is terms.to_rdflib(NamedNode(KEN))
    assert terms.to_rdflib(EngineLiteral(1)) is terms.to_rdflib(EngineLiteral(1))


def test_the_caches_stay_within_their_bound() -> None:
    terms = TermConverter(capacity=3)
    first = terms.to_rdflib(EngineLiteral(0))
    for number in range(1, 4):
        terms.to_rdflib(EngineLiteral(number))

    assert first is not terms.to_rdflib(EngineLiteral(0))  # the cache was full once
    assert first == terms.to_rdflib(EngineLiteral(0))


@pytest.mark.parametrize(
    ("node", "message"),
    [
        (URIRef("ken"), r"cannot hold rdflib.term.URIRef\('ken'\): No scheme"),
        (URIRef("https://example.org/a b"), "Invalid IRI"),
        (URIRef("https://example.org/<script>"), "Invalid IRI"),
        (URIRef("https://example.org/\ud800"), "half a surrogate pair is no character"),
        (Literal("\ud800"), "half a surrogate pair is no character"),
        (Literal("x", datatype=URIRef("not an IRI")), "cannot hold"),
        (Literal("x", lang="abcdefghijklm"), "cannot hold"),
        (BNode("a b"), "blank node identifier is invalid"),
        (BNode(""), "blank node identifier is invalid"),
        (URIRef("x" * 9000), "…: No scheme"),
    ],
)
def test_terms_that_rdf_does_not_allow_are_refused(node: Node, message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        TermConverter().to_engine(node)

    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    "node", [KEN, None, 7, Variable("ken"), Graph(), QuotedGraph("default", KEN)]
)
def test_what_is_no_term_is_refused(node: Node) -> None:
    with pytest.raises(TypeError, match="give a URIRef, a BNode or a Literal"):
        TermConverter().to_engine(node)


@pytest.mark.parametrize(
    "term",
    [
        Triple(NamedNode(KEN), NamedNode(KEN), NamedNode(KEN)),
        EngineLiteral("كينيا", language="ar", direction=BaseDirection.RTL),
    ],
)
def test_terms_of_rdf_1_2_are_refused(term: Triple | EngineLiteral) -> None:
    with pytest.raises(ValueError, match="rdflib has no term like"):
        TermConverter().to_rdflib(term)


def test_hostile_text_is_only_text() -> None:
    text = '"><script>\0\x1b[2J\u202e{}% \\" ; DROP ALL'
    terms = TermConverter()

    assert Literal(text) == terms.to_rdflib(terms.to_engine(Literal(text)))


def test_the_quick_constructor_is_used_only_where_its_terms_are_like_public_ones() -> None:
    class OtherLiteral(Literal):
        """An rdflib of another day, whose literals remember more than we know of."""

        def __new__(cls, text: str, lang: str | None = None) -> "OtherLiteral":
            literal: OtherLiteral = super().__new__(cls, text, lang=lang)
            vars(literal)["made_by_constructor"] = True
            return literal

        def __eq__(self, other: object) -> bool:
            return super().__eq__(other) and vars(self) == vars(other)

        __hash__ = Literal.__hash__

    class LockedLiteral(Literal):
        """One whose parts cannot be set from outside."""

        def __setattr__(self, name: str, value: object) -> None:
            if name == "_value" and sys._getframe(1).f_code.co_name == "quick":
                raise AttributeError(name)
            super().__setattr__(name, value)

    assert _string_literal_maker(Literal).__name__ == "quick"
    assert _string_literal_maker(OtherLiteral).__name__ == "public"
    assert _string_literal_maker(LockedLiteral).__name__ == "public"
    assert OtherLiteral("Kenya", lang="en") == _string_literal_maker(OtherLiteral)("Kenya", "en")


def test_rdflib_is_loaded_with_the_first_converter_not_with_the_module() -> None:
    code = (
        "import sys, coalition_graph.terms as terms; before = 'rdflib' in sys.modules;"
        "terms.TermConverter(); sys.exit(before or 'rdflib' not in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_terms_that_were_read_are_found_again_in_the_engine() -> None:
    store = pyoxigraph.Store()
    node = NamedNode(KEN)
    for text, datatype in ODD_SPELLINGS:
        store.add(pyoxigraph.Quad(node, node, EngineLiteral(text, datatype=NamedNode(datatype))))
    terms = TermConverter()
    read = [terms.to_rdflib(quad.object) for quad in store]

    assert len(read) == len(store)
    assert all(any(store.quads_for_pattern(node, node, terms.to_engine(term))) for term in read)
