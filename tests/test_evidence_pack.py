"""The evidence pack: rows, footnotes that lead both ways, a query that runs, data with its hash."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from itertools import product

import bibtexparser
import pyoxigraph as ox
import pytest
import rdflib
from conftest import TINY

import coalition_graph as cg
from coalition_graph import cli, queries
from coalition_graph.answers import Answer

VOID = {"meta", "link", "br", "img", "hr", "input"}
GIVEN = {
    "period": "2018-06",
    "first day": "2017-01-01",
    "last day": "2018-12-31",
    "meeting": "2017-05-09-copenhagen",
    "person": "james-mattis",
    "post": "usa-secretary-of-defense",
    "anything": "global-coalition",
    "document": "seed-000",
    "state": "usa",
}
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "[link](javascript:alert(3)) | ![i](x) `code` [^1]",
    "\x1b]0;owned\x07\u202eevil",
    "```\n# heading",
)


class Page(HTMLParser):
    """Reads a page: insists on balance, and keeps ids, links, cells and texts."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[dict[str, str | None]] = []
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.headers: list[dict[str, str | None]] = []
        self.rows: list[list[str]] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        assert len(given) == len(attrs), f"an attribute twice: {attrs}"
        self.names.add(tag)
        self.attributes |= given.keys()
        if tag not in VOID:
            self.open.append(tag)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.links.append(given)
        if tag == "th":
            self.headers.append(given)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data
        if {"td", "th"} & set(self.open):
            self.rows[-1][-1] += data

    @property
    def addresses(self):
        return [link["href"] for link in self.links]


def ask(kg, name):
    """Answer a question, with a value for each parameter that it needs."""
    needed = [one for one in queries.question(name).parameters if not (one.optional or one.default)]
    given = {one.name: GIVEN.get(one.type, GIVEN["state"]) for one in needed}
    return kg.answer(name, **given)


def note_numbers(markdown):
    """Return the numbers of marks and of definitions, as GitHub and pandoc read them."""
    defined = re.findall(r"^\[\^(\d+)\]: ", markdown, re.MULTILINE)
    marked = re.findall(r"(?<!\\)\[\^(\d+)\](?!:)", markdown)
    return list(map(int, marked)), list(map(int, defined))


@pytest.fixture(scope="module")
def members(kg):
    return kg.answer("members_on", as_of="2018-06")


@pytest.fixture(scope="module")
def page(members):
    return Page(members.evidence(form="html"))


@pytest.fixture
def hostile(tmp_path):
    """A graph in which every text tries everything."""
    folder = tmp_path / "hostile"
    folder.mkdir()
    title, licence = json.dumps(HOSTILE[0]), json.dumps(HOSTILE[1])
    told = f'id = "hostile"\ntitle = {title}\nlicence = {licence}\nmain_group = "league"\n'
    (folder / "dataset.toml").write_text(told + f"citation = {title}\n", encoding="utf-8")
    tables = {
        "documents": [
            ("id", "title", "publisher", "author", "published", "url", "note"),
            *(
                (f"paper-{n}", text, text, text, "2018", url, text)
                for n, (text, url) in enumerate(
                    zip(
                        HOSTILE,
                        (
                            "javascript:alert(4)",
                            'https://example.org/"><script>alert(5)</script>',
                            "https://example.org/) [x](javascript:alert(6))",
                            "data:text/html,<script>alert(7)</script>",
                            " https://example.org/a|b>",
                        ),
                        strict=True,
                    )
                )
            ),
        ],
        "organisations": [
            ("id", "name", "kind", "sources"),
            ("league", HOSTILE[0], "coalition", "paper-0"),
            *((f"member-{n}", text, "", f"paper-{n}") for n, text in enumerate(HOSTILE)),
        ],
        "memberships": [
            ("id", "member", "group", "start", "sources"),
            *(
                (f"m-{n}", f"member-{n}", "league", "2001-01-01", f"paper-{n}")
                for n in range(len(HOSTILE))
            ),
        ],
    }
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
    return cg.load(folder)


# -- footnotes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", queries.names())
def test_every_question_has_a_pack_whose_footnotes_lead_both_ways(kg, name):
    answer = ask(kg, name)
    documents = len(answer.sources())
    page = Page(answer.evidence(form="html"))
    marked, defined = note_numbers(answer.evidence())

    assert len(set(page.ids)) == len(page.ids)
    assert {link[1:] for link in page.addresses if link.startswith("#")} <= set(page.ids)
    forth = {link for link in page.addresses if link.startswith("#note-")}
    assert forth == {f"#note-{number}" for number in range(1, documents + 1)}
    back = [link for link in page.addresses if re.match(r"#row-\d+-note-\d+$", link)]
    assert {link.rpartition("-")[2] for link in back} == {str(n + 1) for n in range(documents)}
    anchors = [one for one in page.ids if re.match(r"row-\d+-note-\d+$", one)]
    assert sorted(link[1:] for link in back) == sorted(anchors)
    assert defined == list(range(1, documents + 1)) == sorted(set(marked))


def test_rows_name_the_documents_that_the_answer_names(members):
    order = json.loads(members.evidence(form="json"))
    ids = [item["id"] for item in order]
    text = members.evidence()
    for row in members:
        line = next(line for line in text.splitlines() if f"| {row.member_id} |" in line)
        marked, _ = note_numbers(line)
        assert sorted(ids[number - 1] for number in marked) == list(row.sources)


def test_footnotes_are_numbered_in_the_order_of_the_rows(members):
    marked, _ = note_numbers(members.evidence())
    first_seen = list(dict.fromkeys(marked))

    assert first_seen == sorted(first_seen)


def footnote(kg, name):
    answer = kg.query(
        "SELECT ?source { ?d a cg:Document ; dcterms:identifier ?source }", source=name
    )
    return answer.evidence().splitlines()[-1]


def test_a_footnote_names_author_title_publisher_date_and_address(kg):
    told = footnote(kg, "crs-2016-08")

    assert told == (
        "[^1]: Kathleen J. McInnis: “Coalition Contributions to Countering the Islamic State "
        "(R44135), update of 24 August 2016”. Congressional Research Service, 24 August 2016. "
        "<https://www.everycrsreport.com/reports/R44135.html>. Note: list of 66 readable up to "
        "the S names, on a reprint by defense-aerospace.com (release 176511) (crs-2016-08)"
    )


def test_what_is_not_known_of_a_document_is_said(kg):
    assert "”. Date unknown. <" in footnote(kg, "afghanspirit")
    assert "]. 6 September 2019. Address unknown. Note: address noted" in footnote(kg, "aa-2019-09")
    assert ": \\[US congratulates Yemen" in footnote(kg, "aa-2019-09")
    assert "Text not read itself; known from" in footnote(kg, "unscr-2170")
    assert ". About 15 October 2014. <" in footnote(kg, "afm-2014-10-14")


def test_documents_as_bibtex_and_csl_json_are_those_of_the_rows(members):
    named = members.sources().column("document_id")
    keys = [entry.key for entry in bibtexparser.parse_string(members.evidence(form="bib")).entries]
    items = [item["id"] for item in json.loads(members.evidence(form="json"))]

    assert keys == items
    assert sorted(keys) == named


# -- what else a pack tells ----------------------------------------------------------------------


def test_a_pack_tells_what_was_asked(members):
    text = members.evidence()

    assert text.startswith(
        "# Who was a member on a day, and how sure is it?\n\n"
        "- **group**: Global Coalition Against Daesh (global-coalition, by default); the coalition "
        "or body\n- **as of**: 2018-06 (every day from 2018-06-01 to 2018-06-30); the day, or "
        "every day of a month or year\n- **at least**: possible (by default); the weakest certainty"
    )


def test_the_words_of_certainty_in_the_rows_are_explained(kg, members):
    used = {str(word) for word in members.column("certainty")}
    text = members.evidence()
    plain = kg.answer("meetings", since="2017", until="2017").evidence()

    assert used == {"certain", "presumed", "possible"}
    assert all(f"\n- **{word}**: " in text for word in used)
    assert "- **no**: " not in text
    assert "- **certain**: " not in plain
    assert "- **certain**: " in kg.answer("member_count", as_of="2018").evidence()


def test_a_pack_tells_the_data_its_hash_and_its_rights(kg, members, page):
    told = kg.info()
    for text in (members.evidence(), page.text):
        assert told["hash"] in text
        assert told["title"] in text
        assert told["version"] in text
        assert told["citation"] in text
        assert f"{told['statements']:,}" in text
        assert "under its licence, CC-BY-4.0" in text
        assert "they are named here, not copied" in text


def test_the_query_of_a_pack_gives_its_rows_in_any_tool(kg, members):
    query = members.evidence().partition("```sparql\n")[2].partition("\n```")[0]
    free = kg.query("SELECT ?n { state:ken skos:prefLabel ?n }").evidence()
    short = free.partition("```sparql\n")[2].partition("\n```")[0]
    store, graph = ox.Store(), rdflib.Graph()
    store.extend(kg.engine.quads_for_pattern(None, None, None, None))
    graph.parse(data=store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()))

    assert [row["member_id"].value for row in store.query(query)] == members.column("member_id")
    assert sorted(str(row[0]) for row in graph.query(short)) == ["Kenya", "Kenya", "كينيا"]


def test_the_rows_of_the_claim_layer_tell_its_hash(kg):
    layered = cg.load(claims=True)
    answer = layered.query(
        "SELECT ?claim ?source { ?claim a cg:Claim ; cg:source ?source } "
        "ORDER BY ?claim ?source LIMIT 5"
    )

    assert layered.info()["hash"] != kg.info()["hash"]
    assert layered.info()["hash"] in answer.evidence()


def test_an_edition_is_told(kg):
    text = kg.answer("members_on", as_of="2015-06-01", known_on="2016-01-01").evidence()

    assert "\n- **known on**: 2016-01-01\n" in text
    assert "\n- **Edition**: known on 2016-01-01\n" in text
    assert kg.info()["hash"] not in text
    assert kg.known_on("2016-01-01").info()["hash"] in text


def test_data_without_a_description_still_has_its_hash(kg, tmp_path):
    kg.export(tmp_path / "plain.ttl")
    plain = cg.load(tmp_path / "plain.ttl")
    text = plain.answer("meeting_leaders", meeting="2014-12-03-brussels").evidence()

    assert "\n- **Dataset**: a graph without a description\n" in text
    assert "which tells no licence" in text
    assert plain.info()["hash"] in text
    assert "Cite the data" not in text


def test_ids_stand_below_their_names_on_the_page(page, members):
    head, first = page.rows[0], page.rows[1]

    assert head == ["row", "member", "kind", "certainty", "sources", "attested to"]
    assert first[:2] == ["1", "Afghanistan afg"]
    assert len(page.rows) == len(members) + 1


# -- free queries --------------------------------------------------------------------------------


def test_a_free_query_with_documents_has_footnotes(kg):
    asked = "?m cg:meetingOf ?g ; cg:source ?document . FILTER(?m = meeting:2017-05-09-copenhagen)"
    for columns in ("?m ?document", "?m (?document AS ?doc)", "(STR(?document) AS ?source)"):
        answer = kg.query(f"SELECT {columns} {{ {asked} }} ORDER BY ?document")
        marked, defined = note_numbers(answer.evidence())
        assert len(answer) > 1
        assert marked == defined == list(range(1, len(answer) + 1))


def test_a_free_query_may_begin_with_its_question(kg):
    text = kg.query("# Which states are there?\nSELECT ?s { ?s a cg:State }").evidence()

    assert text.startswith("# Which states are there?\n")
    assert kg.query("SELECT ?s { ?s a cg:State }").evidence().startswith("# A SPARQL query\n")


def test_the_parameters_of_a_free_query_are_told(kg):
    answer = kg.query(
        "SELECT ?m { ?m cg:member ?who ; cg:startNotAfter ?day FILTER(?day < ?as_of) }",
        who=kg.ref("ken"),
        as_of="2019-01-01",
    )

    assert "- **who**: Kenya (ken)\n- **as of**: 2019-01-01\n" in answer.evidence()


def test_rows_without_documents_say_how_to_have_some(kg):
    free = kg.query("SELECT ?s { ?s a cg:State }")
    count = kg.answer("member_count", as_of="2018")

    for form in ("md", "html"):
        assert "The rows name no documents." in free.evidence(form=form)
        assert "?fact cg:source ?document" in free.evidence(form=form)
        assert "The rows name no documents." in count.evidence(form=form)
        assert "cg:source ?document }" not in count.evidence(form=form).partition("Query")[0]
    assert free.evidence(form="bib") == ""
    assert json.loads(free.evidence(form="json")) == []


def test_single_rows_without_documents_are_counted(kg):
    text = kg.query(
        'SELECT ?id ?source { VALUES (?id ?source) { ("a" "crs-2016-08") ("b" "") ("c" UNDEF) } }'
    ).evidence()

    assert "1 row, 1 document, numbered in the order" in text
    assert "Rows 2, 3 name no document." in text
    assert "| b | none named |" in text


def test_no_rows_are_told(kg):
    text = kg.answer("meetings", city="Atlantis").evidence()

    assert "None: nothing in the data answers the question." in text
    assert "There are no rows, so there are no documents." in text
    assert Page(kg.answer("meetings", city="Atlantis").evidence(form="html")).rows == []


# -- what cannot be vouched for ------------------------------------------------------------------


def test_a_document_that_is_not_there_is_told_with_its_row(kg):
    answer = kg.query('SELECT ?source { VALUES ?source { "crs-2016-08" "crs-2016-80" } }')

    for form in ("md", "html", "bib", "json"):
        with pytest.raises(
            cg.ValidationError,
            match=r"row 2, column 'source': no document 'crs-2016-80'; did you mean 'crs-2016-08'",
        ):
            answer.evidence(form=form)


def test_a_thing_that_is_no_document_is_told(kg):
    with pytest.raises(cg.ValidationError, match="row 1, column 'source': no document"):
        kg.query("SELECT (state:ken AS ?source) { }").evidence()


def test_an_id_that_two_documents_bear_is_told(write_dataset):
    other = 'id = "other"\ntitle = "Other"\n'
    both = cg.load([write_dataset(), write_dataset(folder="other", toml=other)])

    with pytest.raises(cg.ValidationError, match="'minutes' means several documents"):
        both.answer("documents").evidence()


def test_rows_made_by_hand_have_no_evidence():
    with pytest.raises(cg.ExportError, match="these rows come from no query"):
        Answer(("a",), [(1,)]).evidence()


def test_rows_chosen_from_an_answer_have_no_evidence(members):
    with pytest.raises(cg.ExportError, match="these rows come from no query"):
        members.sources().evidence()


def test_rows_that_the_graph_no_longer_gives_are_refused(write_dataset):
    graph = cg.load(write_dataset())
    answer = graph.answer("documents")
    assert "Roll of members" in answer.evidence()
    other = "id,title\nmap,A map\n"
    only = dict.fromkeys(TINY) | {"documents": other}

    graph.add(write_dataset(folder="more", toml='id = "more"\ntitle = "More"\n', **only))

    with pytest.raises(cg.ExportError, match="asked again, the query does not give these rows"):
        answer.evidence()


def test_chance_is_no_evidence(kg):
    answer = kg.query("SELECT (RAND() AS ?n) (STRUUID() AS ?id) { }")

    with pytest.raises(cg.ExportError, match="the clock or chance"):
        answer.evidence()


def test_an_unknown_form_is_told(members, tmp_path):
    with pytest.raises(cg.UnknownNameError, match="no form of an evidence pack 'pdf'"):
        members.evidence(tmp_path / "members.pdf")
    with pytest.raises(cg.UnknownNameError, match="did you mean 'html'"):
        members.evidence(form="htlm")
    assert list(tmp_path.iterdir()) == []


# -- files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ending", "form"),
    [
        (".md", "md"),
        (".MARKDOWN", "md"),
        (".html", "html"),
        (".htm", "html"),
        (".bib", "bib"),
        (".json", "json"),
    ],
)
def test_the_ending_names_the_form(members, tmp_path, ending, form):
    path = tmp_path / f"members{ending}"

    assert members.evidence(path) == members.evidence(form=form)
    assert path.read_bytes().decode("utf-8") == members.evidence(form=form)


def test_a_named_form_goes_before_the_ending(members, tmp_path):
    path = tmp_path / "members.txt"

    assert members.evidence(path, "md") == path.read_text(encoding="utf-8")


def test_a_file_is_written_whole_or_not_at_all(kg, tmp_path):
    path = tmp_path / "pack.md"
    path.write_text("before", encoding="utf-8")
    broken = kg.query('SELECT ?source { VALUES ?source { "nobody" } }')

    with pytest.raises(cg.ValidationError):
        broken.evidence(path)
    with pytest.raises(cg.ExportError, match="cannot be written"):
        kg.answer("documents").evidence(tmp_path / "nowhere" / "pack.md")

    assert path.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_the_same_answer_gives_the_same_bytes_everywhere():
    script = (
        "import coalition_graph as cg, hashlib\n"
        "kg = cg.load(read_only=True)\n"
        "for form in ('md', 'html', 'bib', 'json'):\n"
        "    for name in ('members_joined', 'meeting_leaders'):\n"
        "        text = kg.answer(name).evidence(form=form)\n"
        "        print(hashlib.sha256(text.encode()).hexdigest())\n"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }

    assert len(told) == 1
    assert len(set(told.pop().split())) == 8


# -- safety --------------------------------------------------------------------------------------


def test_a_page_has_no_script_and_asks_nothing_of_the_network(page, members):
    text = members.evidence(form="html")
    outward = [link for link in page.links if not link["href"].startswith("#")]

    assert not page.names & {"script", "img", "link", "iframe", "object", "form", "base", "svg"}
    assert not {name for name in page.attributes if name.startswith("on") or name == "style"}
    assert len(outward) > 80
    assert all(re.match("https?://", link["href"]) for link in outward)
    assert all("noopener" in link["rel"].split() for link in outward)
    assert 'content="default-src &#39;none&#39;; style-src &#39;sha256-' in text
    assert not re.search(r"url\(|@import|src=", text.partition("</style>")[0])


def test_a_page_has_its_language_and_headers_with_scope(page, members):
    text = members.evidence(form="html")

    assert text.startswith('<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">')
    assert {header["scope"] for header in page.headers} == {"col", "row"}
    assert [header["scope"] for header in page.headers].count("row") == len(members)
    assert re.findall("<h[1-6]", text) == ["<h1"] + ["<h2"] * 4


def test_hostile_texts_stay_texts_on_the_page(hostile):
    text = hostile.answer("members_joined").evidence(form="html")
    page = Page(text)

    assert not page.names & {"script", "img", "b"}
    assert not {name for name in page.attributes if name.startswith("on")}
    assert all(re.match("https?://example[.]org/|#", link) for link in page.addresses)
    assert HOSTILE[0] in page.text
    assert HOSTILE[1] in page.text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]", text)
    assert len(page.rows) == len(HOSTILE) + 1


def test_hostile_texts_stay_texts_in_markdown(hostile):
    text = hostile.answer("members_joined").evidence()
    table = [line for line in text.splitlines() if line.startswith("|")]
    prose = re.sub(
        r"\\.|<https?://[^\s<>]*>", "", text.partition("## Query")[0] + text.partition("## Data")[2]
    )

    assert len(table) == len(HOSTILE) + 2
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in table} == {10}
    assert "<" not in prose
    assert "](" not in prose
    assert re.findall("^#.*", text.partition("```sparql")[0], re.MULTILINE)[1:] == [
        "## How to read the rows",
        "## Rows",
        "## Query",
    ]
    marked, defined = note_numbers(text)
    assert sorted(marked) == defined == list(range(1, len(HOSTILE) + 1))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]", text)


def test_hostile_texts_stay_in_their_fields(hostile):
    answer = hostile.answer("documents")
    library = bibtexparser.parse_string(answer.evidence(form="bib"))

    assert library.failed_blocks == []
    assert [entry.key for entry in library.entries] == [f"paper-{n}" for n in range(len(HOSTILE))]
    assert len(json.loads(answer.evidence(form="json"))) == len(HOSTILE)


def test_a_query_with_backticks_does_not_end_its_block(kg):
    text = kg.query('SELECT ?t { BIND("```" AS ?t) }').evidence()

    assert '````sparql\nSELECT ?t { BIND("```" AS ?t) }\n````' in text


def test_a_pack_loads_nothing_heavy():
    script = (
        "import sys, coalition_graph as cg\n"
        "answer = cg.load(read_only=True).answer('members_on', as_of='2018-06-01')\n"
        "sizes = [len(answer.evidence(form=form)) > 9_000 for form in ('md', 'html', 'bib')]\n"
        "print(sizes, sorted({'rdflib', 'igraph', 'pandas', 'rich'} & set(sys.modules)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout

    assert told == "[True, True, True] []\n"


# -- the command line ----------------------------------------------------------------------------


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(*words):
        code = cli.main(list(words))
        return code, *capsys.readouterr()

    return run


def test_the_command_writes_the_pack_beside_the_answer(run, kg, tmp_path):
    words = ("answer", "member_count", "--as-of", "2018-06-01")
    code, out, err = run(*words, "--evidence", "count.html")

    assert (code, err.splitlines()[-1]) == (0, "coalition-graph: wrote count.html")
    assert out == run(*words)[1]
    same = kg.answer("member_count", as_of="2018-06-01").evidence(form="html")
    assert (tmp_path / "count.html").read_text(encoding="utf-8") == same


def test_a_free_query_has_its_pack_too(run, tmp_path):
    query = "SELECT ?source { ?m cg:member state:ken ; cg:source ?source }"
    code, _, err = run("query", query, "--evidence=kenya.bib")

    assert (code, err.splitlines()[-1]) == (0, "coalition-graph: wrote kenya.bib")
    assert (tmp_path / "kenya.bib").read_text(encoding="utf-8").startswith("@online{")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("query", "ASK { }", "--evidence", "a.md"), 2, "--evidence needs rows: a SELECT query"),
        (("query", "SELECT * { }", "--evidence", "a.pdf"), 2, "no form of an evidence pack 'pdf'"),
        (("answer", "documents", "--evidence"), 2, "expected one argument"),
        (("answer", "documents", "--evidnce", "a.md"), 2, "did you mean '--evidence'?"),
        (("answer", "documents", "--evidence", "no/a.md"), 1, "no/a.md cannot be written"),
        (
            ("query", "SELECT ('x' AS ?source) { }", "--evidence", "a.md"),
            1,
            "row 1, column 'source': no document 'x'",
        ),
    ],
)
def test_wrong_use_is_told_in_one_line(run, tmp_path, words, code, told):
    found, out, err = run(*words)

    assert found == code
    assert told in err.splitlines()[-1]
    assert out == ""
    assert list(tmp_path.iterdir()) == []


# -- in a browser --------------------------------------------------------------------------------

ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")


@pytest.fixture(scope="module")
def browser():
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    path = (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )
    if not path:
        pytest.skip("no Chromium found; install it or name it in the variable CHROMIUM")
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS, headless=True)
        yield chromium
        chromium.close()


@pytest.fixture
def show(browser, tmp_path):
    """Open a pack and, at the end, insist that it asked for nothing and complained of nothing."""
    contexts, heard = [], []

    def show(answer, **options):
        path = tmp_path / "pack.html"
        answer.evidence(path)
        context = browser.new_context(**options)
        contexts.append(context)
        tab = context.new_page()
        tab.on("console", lambda message: heard.append(message.text))
        tab.on("pageerror", lambda error: heard.append(str(error)))
        tab.on("dialog", lambda dialog: heard.append(dialog.message) or dialog.dismiss())
        tab.on("request", lambda one: None if one.url == path.as_uri() else heard.append(one.url))
        tab.goto(path.as_uri())
        return tab

    yield show
    for context in contexts:
        context.close()
    assert heard == []


CONTRASTS = """() => {
  const light = (color) => {
    const [r, g, b] = color.match(/[\\d.]+/g).slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= .04045 ? share / 12.92 : ((share + .055) / 1.055) ** 2.4;
    });
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const color = getComputedStyle(one).backgroundColor;
      if (!/, 0\\)$/.test(color)) return color;
    }
  };
  const words = [...document.querySelectorAll("body *")].filter((element) =>
    [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
  return Math.min(...words.map((element) => {
    const [one, two] = [light(getComputedStyle(element).color), light(behind(element))];
    return (Math.max(one, two) + .05) / (Math.min(one, two) + .05);
  }));
}"""


@pytest.mark.browser
@pytest.mark.parametrize(
    ("width", "scheme"), list(product((1280, 768, 390), ("light", "dark"))), ids=str
)
def test_a_page_reads_well_at_any_width_by_day_and_by_night(show, kg, width, scheme):
    answer = kg.answer("meeting_leaders", since="2017", until="2018")
    tab = show(answer, viewport={"width": width, "height": 900}, color_scheme=scheme)
    paper = tab.evaluate("getComputedStyle(document.body).backgroundColor")

    assert tab.evaluate("document.documentElement.scrollWidth") == width
    assert tab.evaluate(CONTRASTS) >= 4.5
    assert paper == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(16, 21, 27)")
    assert tab.evaluate(
        "[...document.querySelectorAll('li p, td div')].every(e => e.scrollWidth <= e.clientWidth)"
    )


@pytest.mark.browser
def test_a_mark_leads_to_its_document_and_back(show, members):
    tab = show(members, viewport={"width": 1280, "height": 900})
    mark = tab.locator("tr#row-20 .marks a").first
    number = mark.inner_text()
    mark.click()
    assert tab.evaluate("document.querySelector(':target').id") == f"note-{number}"
    assert tab.evaluate("document.querySelector(':target').getBoundingClientRect().top") < 900

    tab.locator(f"#note-{number} a[href='#row-20-note-{number}']").click()

    assert tab.evaluate("document.querySelector(':target').innerText") == number
    assert tab.evaluate("document.querySelector(':target').closest('tr').id") == "row-20"


@pytest.mark.browser
def test_on_a_phone_each_row_tells_its_columns(show, members):
    tab = show(members, viewport={"width": 390, "height": 844})
    cell = tab.locator("tr#row-1 td").nth(2)

    assert cell.evaluate("e => getComputedStyle(e, '::before').content") == '"certainty"'
    assert cell.evaluate("e => e.clientWidth") > 250
    assert tab.locator("table").get_by_role("row").count() == len(members) + 1
    assert tab.get_by_role("columnheader").count() == 6


@pytest.mark.browser
def test_hostile_texts_do_nothing_in_a_browser(show, hostile):
    tab = show(hostile.answer("members_joined"), viewport={"width": 390, "height": 844})

    assert tab.evaluate("document.documentElement.scrollWidth") == 390
    assert tab.locator("script, img").count() == 0


@pytest.mark.browser
def test_a_page_prints_on_white_with_its_addresses(show, members):
    tab = show(members, viewport={"width": 1280, "height": 900}, color_scheme="dark")
    tab.emulate_media(media="print")

    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not tab.locator("nav").is_visible()
    assert tab.locator(".notes a.address").first.inner_text().startswith("http")
    assert len(tab.pdf()) > 50_000
