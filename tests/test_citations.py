"""Documents as BibTeX and CSL-JSON, read back by another reader and by the rules of the formats."""

from __future__ import annotations

import json
import re

import bibtexparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

import coalition_graph as cg
from coalition_graph.citations import authors, bibtex, csl_json, date_in_words, title, web_address
from coalition_graph.dates import PartialDate
from coalition_graph.model import Document

TEX = {
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
    r"\textasciigrave{}": "`",
    r"\textless{}": "<",
    r"\textgreater{}": ">",
    r"\textbar{}": "|",
    **{"\\" + sign: sign for sign in "$&%#_"},
}
FIELDS = {"author", "title", "organization", "date", "year", "url", "howpublished", "annotation"}
HOSTILE = [
    r"\input{/etc/hosts}",
    "} , evil = {",
    "{{{",
    "}}}",
    "50% of $5 & #1_a^b~c",
    "`a`, ''b'' | <i>c</i>",
    "@article{evil, title = {x}}",
    'say "so"',
    "two\nlines\tand\x00a null",
    "العربية, 漢字, Türkiye, é",
    "a and b and others",
    "ends with \\",
    " blanks ",
]


def plain_text(tex: str) -> str:
    """Read LaTeX back; whatever is no escape known here must be a plain letter."""
    parts = re.split("(" + "|".join(map(re.escape, TEX)) + ")", tex)
    assert not [part for part in parts[::2] if set(part) & set("\\{}$&%#_^~<>|`")], tex
    return "".join(TEX.get(part, part) for part in parts)


def one_line(text: str) -> str:
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", text).strip()


def unbraced(value: str) -> str:
    assert value.startswith("{"), value
    assert value.endswith("}"), value
    return value[1:-1]


def read(text: str) -> dict[str, tuple[str, dict[str, str]]]:
    library = bibtexparser.parse_string(text)
    assert library.failed_blocks == []
    assert [*library.comments, *library.strings, *library.preambles] == []
    return {
        entry.key: (entry.entry_type, {field.key: field.value for field in entry.fields})
        for entry in library.entries
    }


def document(**given) -> Document:
    given = {"id": "doc", "title": "A title"} | given
    if isinstance(given.get("published"), str):
        given["published"] = PartialDate.parse(given["published"])
    return Document(**given)


@pytest.fixture(scope="module")
def documents(kg):
    ids = kg.answer("documents").column("document_id")
    return [kg.fact(f"document:{name}") for name in ids]


# -- BibTeX --------------------------------------------------------------------------------------


def test_another_reader_finds_every_document_in_the_bibtex(documents):
    entries = read(bibtex(documents))

    assert list(entries) == [one.id for one in documents]
    assert len(entries) > 700
    for one in documents:
        kind, fields = entries[one.id]
        assert set(fields) <= FIELDS
        assert kind == ("online" if one.url else "misc")
        assert plain_text(unbraced(fields["title"])) == title(one)
        assert fields.get("url", "") == one.url
        assert fields.get("date", "") == (one.published.text if one.published else "")
        assert plain_text(fields.get("annotation", "")) == one.note
        if one.publisher:
            assert plain_text(unbraced(fields["organization"])) == one.publisher


def test_what_is_not_known_has_no_field():
    assert read(bibtex([document()])) == {"doc": ("misc", {"title": "{A title}"})}


def test_a_title_of_ours_stands_in_square_brackets(documents):
    entries = read(bibtex(documents))
    described = {one.id for one in documents if one.title_is_description}
    bracketed = {key for key, (_, fields) in entries.items() if fields["title"].startswith("{[")}

    assert described == bracketed
    assert len(described) > 100


def test_authors_stay_whole():
    _, fields = read(bibtex([document(author="John Kerry; Lin Chia-nan;  Mr. and Mrs. A")]))["doc"]

    assert fields["author"] == "{John Kerry} and {Lin Chia-nan} and {Mr. and Mrs. A}"
    assert authors(document(author=" ; ")) == ()


@given(
    st.fixed_dictionaries(
        {
            name: st.one_of(
                st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=["Cs"]))
            )
            for name in ("title", "publisher", "author", "note")
        }
    )
)
def test_any_text_is_read_back_as_it_was(texts):
    ((_, fields),) = read(bibtex([document(**texts)])).values()
    told = one_line(texts["title"])

    assert plain_text(unbraced(fields["title"])) == told if told else "title" not in fields
    assert plain_text(fields.get("annotation", "")) == one_line(texts["note"])
    if one_line(texts["publisher"]):
        assert plain_text(unbraced(fields["organization"])) == one_line(texts["publisher"])
    named = [
        plain_text(name)
        for name in re.findall(r"(?:^| and )\{(.*?)\}(?= and \{|$)", fields.get("author", ""))
    ]
    assert named == [name for part in texts["author"].split(";") if (name := one_line(part))]


def test_a_web_address_stands_as_it_is():
    url = "https://example.org/a_b%20c~d?x=1&y=2#z$"
    _, fields = read(bibtex([document(url=url)]))["doc"]

    assert fields["url"] == url


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("HTTP://EXAMPLE.ORG", "HTTP://EXAMPLE.ORG"),
        (" https://example.org/a ", "https://example.org/a"),
        ("https://example.org/a} , b = {c", "https://example.org/a%7D%20,%20b%20=%20%7Bc"),
        ("https://example.org/\\input", "https://example.org/%5Cinput"),
        ('https://example.org/"><b>', "https://example.org/%22%3E%3Cb%3E"),
        ("https://example.org/\u202egpj", "https://example.org/%E2%80%AEgpj"),
        ("https://example.org/türkiye", "https://example.org/türkiye"),
        ("javascript:alert(1)", ""),
        ("https:/example.org", ""),
        ("https:///etc", ""),
        ("ftp://example.org/a", ""),
        ("", ""),
    ],
)
def test_only_web_addresses_become_links(url, address):
    assert web_address(url) == address


def test_an_address_that_is_none_of_the_web_is_told_as_text():
    _, fields = read(bibtex([document(url="urn:isbn:1")]))["doc"]

    assert fields["howpublished"] == "urn:isbn:1"
    assert json.loads(csl_json([document(url="urn:isbn:1")]))[0]["note"] == "urn:isbn:1"


def test_a_key_is_the_id_or_tells_what_it_cannot_hold():
    keys = list(read(bibtex([document(id="a.b-c_1"), document(id="a b,é"), document(id="a+b")])))

    assert keys == ["a.b-c_1", "a+20+b+2c++e9+", "a+2b+b"]


@pytest.mark.parametrize("write", [bibtex, csl_json])
def test_two_documents_of_one_id_are_refused(write):
    with pytest.raises(cg.ExportError, match="two documents bear the id 'doc'"):
        write([document(iri="urn:a"), document(iri="urn:b")])


# -- dates ---------------------------------------------------------------------------------------

DATES = [
    ("2014-09-11", "2014-09-11", {"date-parts": [[2014, 9, 11]]}, "11 September 2014"),
    ("2018-02", "2018-02", {"date-parts": [[2018, 2]]}, "February 2018"),
    ("2018", "2018", {"date-parts": [[2018]]}, "2018"),
    ("2018-02~", "2018-02~", {"date-parts": [[2018, 2]], "circa": True}, "about February 2018"),
    ("2018?", "2018?", {"date-parts": [[2018]], "circa": True}, "about 2018"),
    ("2021-23", "2021-23", {"date-parts": [[2021]], "season": 3}, "autumn 2021"),
    ("2014-XX", "2014", {"date-parts": [[2014]]}, "2014"),
    ("2014-05-XX", "2014-05", {"date-parts": [[2014, 5]]}, "May 2014"),
    ("201X", "2010/2019", {"date-parts": [[2010], [2019]]}, "between 2010 and 2019"),
    (
        "[2018-02-13..2018-12]",
        "2018-02-13/2018-12",
        {"date-parts": [[2018, 2, 13], [2018, 12]]},
        "between 13 February 2018 and December 2018",
    ),
    ("2015/2016", "2015/2016", {"date-parts": [[2015], [2016]]}, "between 2015 and 2016"),
    (
        "[..2018-12]",
        "/2018-12",
        {"literal": "December 2018 or earlier"},
        "December 2018 or earlier",
    ),
    ("2015/..", "2015/", {"literal": "2015 or later"}, "2015 or later"),
    (
        "2020-24/2021-21",
        "2020-24/2021-21",
        {"literal": "between winter 2020 and spring 2021"},
        "between winter 2020 and spring 2021",
    ),
    (
        "201X/2021",
        "2010-01-01/2021-12-31",
        {"date-parts": [[2010, 1, 1], [2021, 12, 31]]},
        "between 1 January 2010 and 31 December 2021",
    ),
]


@pytest.mark.parametrize(("text", "tex", "csl", "words"), DATES)
def test_a_date_says_no_more_than_is_known(text, tex, csl, words):
    dated = document(published=text)

    assert read(bibtex([dated]))["doc"][1]["date"] == tex
    assert json.loads(csl_json([dated]))[0]["issued"] == csl
    assert date_in_words(dated.published) == words


def test_a_date_that_is_no_edtf_stays_text():
    dated = document(published=PartialDate("after the war", None, None))

    assert read(bibtex([dated]))["doc"][1]["year"] == "after the war"
    assert json.loads(csl_json([dated]))[0]["issued"] == {"literal": "after the war"}


# -- CSL-JSON ------------------------------------------------------------------------------------


def check_csl(item: dict) -> None:
    """Check the rules of the published schema of CSL data that concern these fields."""
    texts = {"title", "publisher", "URL", "note", "annote"}
    assert {"id", "type"} <= set(item) <= {"id", "type", "author", "issued"} | texts
    assert item["type"] in ("webpage", "document")
    assert all(isinstance(item[name], str) and item[name] for name in {"id", *texts & set(item)})
    for name in item.get("author", []):
        assert set(name) == {"literal"}
        assert isinstance(name["literal"], str)
    if "issued" in item:
        check_csl_date(item["issued"])


def check_csl_date(issued: dict) -> None:
    assert set(issued) <= {"date-parts", "season", "circa", "literal"}
    assert issued.get("circa", True) is True
    assert issued.get("season", 1) in (1, 2, 3, 4)
    assert ("literal" in issued) != ("date-parts" in issued)
    for part in issued.get("date-parts", [[2000]]):
        year, month, day = (*part, 1, 1)[:3]
        assert 1 <= len(part) <= 3
        assert (1000 <= year <= 9999, 1 <= month <= 12, 1 <= day <= 31) == (True, True, True)
    assert len(issued.get("date-parts", [[]])) in (1, 2)


def test_the_csl_json_of_every_document_keeps_the_rules(documents):
    items = json.loads(csl_json(documents))

    assert [item["id"] for item in items] == [one.id for one in documents]
    for item, one in zip(items, documents, strict=True):
        check_csl(item)
        assert item.get("URL", "") == one.url
        assert item["title"] == title(one)
        assert ("circa" in item.get("issued", {})) == bool(
            one.published and one.published.approximate
        )


@pytest.mark.parametrize("text", HOSTILE)
def test_csl_json_keeps_any_text(text):
    (item,) = json.loads(csl_json([document(title=text, author=text, note=text, publisher=text)]))

    check_csl(item)
    assert item["title"] == item["publisher"] == item["annote"] == one_line(text)


def test_bibtex_and_csl_json_say_the_same(documents):
    entries = read(bibtex(documents))
    for item in json.loads(csl_json(documents)):
        _, fields = entries[item["id"]]
        assert plain_text(unbraced(fields["title"])) == item["title"]
        assert fields.get("url") == item.get("URL")
        parts = item.get("issued", {}).get("date-parts", [])
        dated = "/".join("-".join(f"{part:02}" for part in side) for side in parts)
        assert dated == fields.get("date", "").rstrip("~")
