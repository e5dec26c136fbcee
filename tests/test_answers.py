"""An answer in every form people need; whatever a cell holds, it stays a cell."""

from __future__ import annotations

import csv
import io
import json
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from html.parser import HTMLParser

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

import coalition_graph as cg
from coalition_graph.answers import Answer, cell_text

COLUMNS = ("member_id", "day", "number", "sources", "certainty", "thing")
ROWS = [
    (
        "ken",
        date(2018, 6, 1),
        60,
        ("b", "a"),
        cg.Certainty.POSSIBLE,
        cg.Ref("state", "ken", "Kenya"),
    ),
    ("nato", None, Decimal("17.5"), (), None, None),
]
HOSTILE = [
    "",
    "plain",
    "a,b;c",
    'say "so"',
    "two\nlines",
    "two\r\nlines",
    "old\rmac",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[link](javascript:alert(1))",
    "a|b",
    "back\\slash",
    "`code` *bold* ~gone~ ![i](x)",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "＝1+1",
    "\x1b[31mred\x1b[0m\x07\x00",
    "\u202eright to left",
    "كينيا",
    "漢字",
    "é",
    "&amp; & <",
    " blanks ",
    "\u2028",
]


@pytest.fixture
def answer() -> Answer:
    return Answer(COLUMNS, ROWS, "SELECT …")


# -- rows ----------------------------------------------------------------------------------------


def test_rows_have_the_names_of_the_columns(answer):
    first, second = answer

    assert len(answer) == 2
    assert (first.member_id, first.day, first.certainty) == ("ken", date(2018, 6, 1), "possible")
    assert second.sources == ()
    assert first == ROWS[0]
    assert first._fields == COLUMNS


def test_rows_by_place(answer):
    assert answer[0].member_id == "ken"
    assert answer[-1].member_id == "nato"
    assert [row.member_id for row in answer[:1]] == ["ken"]
    assert answer[5:] == []
    with pytest.raises(IndexError):
        answer[2]


def test_columns_that_are_no_names_get_a_number():
    row = Answer(("class", "a_b", "_x"), [(1, 2, 3)])[0]

    assert row._fields == ("_0", "a_b", "_2")


def test_a_column_by_name(answer):
    assert answer.column("member_id") == ["ken", "nato"]
    assert answer.dicts()[1] == dict(zip(COLUMNS, ROWS[1], strict=True))


def test_an_unknown_column_is_told_with_the_nearest(answer):
    with pytest.raises(cg.UnknownNameError, match="no column 'member'; did you mean 'member_id'"):
        answer.column("member")
    with pytest.raises(cg.UnknownNameError, match="no column 'zzz'; known: certainty, day"):
        answer.column("zzz")


def test_an_answer_knows_the_query_behind_it(kg):
    asked = kg.answer("members_on", as_of="2018-06-01")

    assert asked.sparql.startswith("# Who was a member on a day")
    assert '"2018-06-01"^^<http://www.w3.org/2001/XMLSchema#date>' in asked.sparql
    assert kg.query(asked.sparql).rows == asked.rows


def test_answers_with_the_same_rows_are_equal(answer):
    assert answer == Answer(COLUMNS, list(ROWS), "SELECT …")
    assert answer != Answer(COLUMNS, ROWS[:1], "SELECT …")


# -- cells as text -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (60, "60"),
        (-0.5, "-0.5"),
        (Decimal("17.50"), "17.50"),
        (date(2018, 6, 1), "2018-06-01"),
        (datetime(2018, 6, 1, 12, 30, tzinfo=UTC), "2018-06-01T12:30:00+00:00"),
        (("a", "b"), "a;b"),
        ((), ""),
        (cg.Certainty.CERTAIN, "certain"),
        (cg.Ref("state", "ken", "Kenya"), "ken"),
    ],
)
def test_a_value_as_text(value, text):
    assert cell_text(value) == text


# -- CSV -----------------------------------------------------------------------------------------


def test_csv_has_a_header_and_ids(answer):
    assert answer.to_csv() == (
        "member_id,day,number,sources,certainty,thing\n"
        "ken,2018-06-01,60,b;a,possible,ken\n"
        "nato,,17.5,,,\n"
    )


def read_csv(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


@given(st.lists(st.tuples(st.text(max_size=20), st.sampled_from(HOSTILE)), max_size=8))
def test_csv_gives_every_cell_back(rows):
    assert read_csv(Answer(("a", "b"), rows).to_csv()) == [["a", "b"], *map(list, rows)]


@given(st.lists(st.sampled_from(HOSTILE), max_size=8))
def test_csv_of_one_column_keeps_empty_rows(cells):
    assert read_csv(Answer(("a",), [(text,) for text in cells]).to_csv()) == [
        ["a"],
        *([text] for text in cells),
    ]


def test_csv_is_as_pandas_reads_it():
    pandas = pytest.importorskip("pandas")
    text = Answer(("a", "b"), [(cell, "x") for cell in HOSTILE if "\x00" not in cell]).to_csv()
    read = pandas.read_csv(io.StringIO(text, newline=""), keep_default_na=False, dtype=str)

    assert list(read["a"]) == [cell for cell in HOSTILE if "\x00" not in cell]


@pytest.mark.parametrize("cell", HOSTILE)
def test_the_guard_leaves_no_formula(cell):
    guarded = read_csv(Answer(("a", "b"), [(cell, 1)]).to_csv(guard=True))[1][0]

    assert not guarded.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))
    assert guarded in (cell, f"'{cell}")


def test_the_guard_leaves_numbers_alone():
    rows = [(-5, Decimal("-1.5"), -0.5, None)]

    assert Answer(("a", "b", "c", "d"), rows).to_csv(guard=True) == "a,b,c,d\n-5,-1.5,-0.5,\n"


# -- JSON ----------------------------------------------------------------------------------------


def test_json_keeps_types(answer):
    assert json.loads(answer.to_json()) == [
        {
            "member_id": "ken",
            "day": "2018-06-01",
            "number": 60,
            "sources": ["b", "a"],
            "certainty": "possible",
            "thing": "ken",
        },
        {
            "member_id": "nato",
            "day": None,
            "number": 17.5,
            "sources": [],
            "certainty": None,
            "thing": None,
        },
    ]


def test_json_holds_only_what_json_knows():
    values = (float("nan"), float("inf"), Decimal("NaN"), Decimal(60), True, 2**70, 0.5)
    text = Answer(tuple("abcdefg"), [values]).to_json()

    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    assert list(json.loads(text, parse_constant=refuse)[0].values()) == [
        "nan",
        "inf",
        "NaN",
        60,
        True,
        2**70,
        0.5,
    ]


@given(st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=5))
def test_json_gives_every_text_back(cells):
    rows = json.loads(Answer(("a",), [(text,) for text in cells]).to_json())

    assert [row["a"] for row in rows] == cells


# -- Markdown and HTML ---------------------------------------------------------------------------


def test_markdown_is_a_table(answer):
    assert answer.to_markdown().splitlines() == [
        "| member_id | day | number | sources | certainty | thing |",
        "|---|---|---|---|---|---|",
        "| ken | 2018-06-01 | 60 | b;a | possible | ken |",
        "| nato |  | 17.5 |  |  |  |",
    ]


@pytest.mark.parametrize("cell", HOSTILE)
def test_markdown_keeps_one_line_a_row_and_no_markup(cell):
    lines = Answer(("a", cell), [(cell, 1)]).to_markdown().split("\n")

    assert len(lines) == 3
    assert "\r" not in "".join(lines)
    for line in (lines[0], lines[2]):
        bare = line.replace("\\\\", "").replace("\\|", "").replace("\\[", "").replace("\\`", "")
        assert bare.count("|") == 3
        assert "<" not in bare
        assert "[" not in bare
        assert "`" not in bare


class Cells(HTMLParser):
    """Collects the tags and the texts of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.cells: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_data(self, data):
        self.cells[-1] += data


@pytest.mark.parametrize("cell", [cell for cell in HOSTILE if "\r" not in cell])
def test_html_shows_every_cell_as_text(cell):
    page = Cells()
    page.feed(Answer(("a", "b"), [(cell, 1)]).to_html())
    page.close()

    assert set(page.tags) == {"table", "thead", "tr", "th", "tbody", "td"}
    assert page.cells == ["a", "b", cell, "1"]


def test_a_notebook_shows_the_html_table(answer):
    assert answer._repr_html_() == answer.to_html()


# -- the table in a terminal ---------------------------------------------------------------------


def test_the_table_lines_up():
    rows = [("Kenya", 1), ("漢字", 2), ("e\u0301", None), ("x" * 60, 4)]

    assert str(Answer(("member", "n"), rows)).splitlines() == [
        "member" + " " * 34 + "  n",
        "─" * 40 + "  ─",
        "Kenya" + " " * 35 + "  1",
        "漢字" + " " * 36 + "  2",
        "e\u0301",
        "x" * 39 + "…  4",
    ]


def test_wide_letters_are_cut_to_the_width():
    shown = str(Answer(("a", "b"), [("漢" * 30, 1)])).splitlines()[2]

    assert shown == "漢" * 19 + "…" + " " + "  1"


@pytest.mark.parametrize("cell", HOSTILE)
def test_the_table_holds_no_control_characters(cell):
    lines = str(Answer(("a", "b"), [(cell, "end")])).split("\n")

    assert len(lines) == 3
    assert lines[2].endswith("end")
    assert not any(ord(letter) < 32 or letter in "\x7f\u202e\u2028" for letter in "".join(lines))


def test_an_empty_answer_has_a_head():
    assert str(Answer(("a", "long_name"), [])) == "a  long_name\n─  ─────────"
    assert Answer(("a",), []).to_csv() == "a\n"
    assert json.loads(Answer(("a",), []).to_json()) == []


# -- all forms -----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["csv", "json", "markdown", "html", "table"])
def test_every_form_by_name_ends_its_last_line(answer, form):
    text = answer.to(form)

    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "ken" in text


def test_an_unknown_form_is_told_with_the_nearest(answer):
    with pytest.raises(cg.UnknownNameError, match="no format 'cvs'; did you mean 'csv'"):
        answer.to("cvs")


# -- pandas --------------------------------------------------------------------------------------


def test_pandas_gets_the_values(answer):
    pandas = pytest.importorskip("pandas")
    frame = answer.to_pandas()

    assert isinstance(frame, pandas.DataFrame)
    assert list(frame.columns) == list(COLUMNS)
    assert frame.loc[0, "day"] == date(2018, 6, 1)
    assert frame.loc[0, "sources"] == ("b", "a")
    assert len(Answer(COLUMNS, []).to_pandas()) == 0


def test_without_pandas_the_error_says_how_to_get_it(answer, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(cg.ExportError, match=r"pip install 'coalition-graph\[tables\]'"):
        answer.to_pandas()


# -- sources -------------------------------------------------------------------------------------


def test_sources_are_the_documents_behind_the_rows(kg):
    asked = kg.answer("participants", meeting="2017-05-09-copenhagen")
    cited = {name for row in asked for name in row.sources}
    documents = asked.sources()

    assert documents.columns == ("document_id", "title", "publisher", "published", "url")
    assert set(documents.column("document_id")) == cited
    assert len(documents) == len(cited) > 0
    assert all(documents.column("title"))


def test_sources_of_single_columns_and_of_the_engine_itself(kg):
    claims = kg.answer("size_claims")
    assert set(claims.sources().column("document_id")) == set(claims.column("source"))

    documents = kg.answer("sources_of", fact="ken")
    assert documents.sources().column("document_id") == sorted(documents.column("document_id"))

    refs = kg.query("SELECT ?source { ?fact cg:source ?source }", fact=kg.ref("ken"))
    assert refs.sources() == documents.sources()


def test_sources_without_a_graph_are_ids():
    answer = Answer(("sources", "source"), [(("b", "a"), "c"), ((), None), (None, "a")])

    assert answer.sources().rows == [("a",), ("b",), ("c",)]
    assert Answer(("x",), [(1,)]).sources().rows == []


# -- terms ---------------------------------------------------------------------------------------


def test_bindings_are_rdflib_terms_made_when_asked_for(kg):
    asked = kg.query(
        "SELECT ?s ?n ?day ?none { ?s skos:prefLabel ?n FILTER(LANG(?n) = 'en') "
        'BIND("2018-06-01"^^xsd:date AS ?day) }',
        s=kg.ref("ken"),
    )

    assert asked.bindings == [
        (
            rdflib.URIRef("https://w3id.org/coalition-graph/id/state/ken"),
            rdflib.Literal("Kenya", lang="en"),
            rdflib.Literal("2018-06-01", datatype=rdflib.XSD.date),
            None,
        )
    ]
    assert len(asked.bindings) == len(asked)


def test_an_answer_made_by_hand_has_no_bindings(answer):
    assert answer.bindings == []
