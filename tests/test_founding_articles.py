"""The page on the founding articles says what the graph says, and what it shows can be asked."""

from __future__ import annotations

import contextlib
import csv
import importlib
import io
import re
import shlex
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

import coalition_graph as cg
from coalition_graph.cli import main

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "founding_articles.md").read_text(encoding="utf-8")
with (ROOT / "tests" / "expected" / "founding_articles.csv").open(encoding="utf-8") as table:
    ROWS = list(csv.DictReader(table))
ARTICLES = [f"seed-00{number}" for number in range(5)]
SECTIONS = re.split(r"^## \d ", PAGE, flags=re.MULTILINE)[1:]
WORDS = (
    "confirmed",
    "only here",
    "contradicted",
    "self-contradicted",
    "outdated since",
    "not checkable",
)


class Line(NamedTuple):
    """A line of a table: the id of the fact, and its cells without the id."""

    id: str
    says: str
    shown: str
    others: str
    word: str


class Part(NamedTuple):
    """What stands under one heading: the questions, and the lines that they answer."""

    asks: list[str]
    lines: list[Line]


def parts(section):
    for text in re.split(r"^### ", section, flags=re.MULTILINE)[1:]:
        asks = re.findall(r"^- `((?:coalition-graph|for claim) .*)`$", text, re.MULTILINE)
        asks += re.findall(r"^\$ (coalition-graph .*?)^```$", text, re.MULTILINE | re.DOTALL)
        lines = []
        for row in re.findall(r"^\| (.*) \|$", text, re.MULTILINE)[1:]:
            cells = row.split(" | ")
            if len(cells) == 4:
                found = next(cell for cell in cells[1:3] if re.search(r" `[\w-]+`$", cell))
                shown = re.fullmatch(r"(.*) `([\w-]+)`", cells[1] if asks_of_facts(text) else found)
                lines.append(Line(shown[2], cells[0], shown[1], cells[2], cells[3].strip("*")))
        yield Part(asks, lines)


def asks_of_facts(text):
    return "| the article says |" in text


def lines_of(article):
    section = SECTIONS[ARTICLES.index(article)]
    return {line.id: line for part in parts(section) for line in part.lines}


@pytest.fixture(scope="module")
def maker():
    sys.path.insert(0, str(ROOT / "docs"))
    yield importlib.import_module("make_founding_articles")
    sys.path.remove(str(ROOT / "docs"))


@pytest.fixture(scope="module")
def kg():
    return cg.load()


@pytest.fixture(scope="module")
def made(maker, kg):
    return maker.Page(kg)


# -- the page ---------------------------------------------------------------------------------


def test_the_page_is_what_the_script_makes(made):
    assert made.text() == PAGE, "run: python docs/make_founding_articles.py"


@pytest.mark.parametrize("article", ARTICLES)
def test_every_statement_of_an_article_is_on_its_page_once(article):
    section = SECTIONS[ARTICLES.index(article)]
    shown = Counter(line.id for part in parts(section) for line in part.lines)
    told = {row["id"] for row in ROWS if row["document"] == article} - {article}

    assert len(told) > 30
    assert set(shown) == told
    assert set(shown.values()) == {1}
    assert f"(`{article}`)" in section


@pytest.mark.parametrize("article", ARTICLES)
def test_an_article_is_told_by_title_publisher_date_and_address(kg, article):
    document = kg.fact(article)
    section = SECTIONS[ARTICLES.index(article)]

    assert f"*{document.title}*" in section
    assert document.publisher in section
    assert str(document.published.earliest.year) in section
    assert (f"<{document.url}>" if document.url else "no address is known") in section


def test_the_count_at_the_top_counts_the_lines_below():
    told = re.findall(r"^\| \[\d .*\]\(#.*\) \| ([\d |]+) \|$", PAGE, re.MULTILINE)
    total = Counter()
    for counts, section in zip(told, SECTIONS, strict=True):
        found = Counter(
            line.word
            for text in re.split(r"^### ", section, flags=re.MULTILINE)[1:]
            if asks_of_facts(text)
            for part in parts(f"### {text}")
            for line in part.lines
        )
        found["not checkable"] = len(
            re.findall(r"^\| ", section.partition("### Not checkable")[2], re.MULTILINE)[1:]
        )
        total += found
        shown = [int(number) for number in counts.split(" | ")]
        assert shown == [found.total(), *(found[word] for word in WORDS)]
    everything = (
        f"| all five | {total.total()} | {' | '.join(str(total[word]) for word in WORDS)} |"
    )
    assert everything in PAGE
    assert set(total) == set(WORDS)


def test_what_disagrees_is_told_in_a_sentence():
    """One sentence may tell why several lines of a theme do not agree."""
    doubtful = {"contradicted", "self-contradicted", "outdated since"}
    for section in SECTIONS:
        for text in re.split(r"^### ", section, flags=re.MULTILINE)[1:]:
            for part in parts(f"### {text}"):
                if asks_of_facts(text) and doubtful & {line.word for line in part.lines}:
                    assert re.search(r"^- `[\w-]+`: .*\.$", text, re.MULTILINE), text[:40]


def test_no_place_for_a_value_was_left_empty():
    prose = re.sub(r"^```.*?^```$", "", PAGE, flags=re.MULTILINE | re.DOTALL)

    assert not re.search(r"[{}]", prose)
    assert "None" not in prose


# -- the questions ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ask(kg):
    """Ask a question of the page as its reader would, once."""
    told = {}

    def asked(command):
        if command not in told:
            out = io.StringIO()
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
                if command.startswith("for claim"):
                    exec(command, {"kg": kg})
                    code = 0
                else:
                    code = main(shlex.split(command)[1:])
            assert code == 0, command
            assert out.getvalue().strip(), command
            told[command] = out.getvalue()
        return told[command]

    return asked


VALUES = {
    "quantity": lambda fact: (fact.id, str(fact.amount)),
    "claim": lambda fact: (fact.id, fact.value),
    "meeting": lambda fact: (fact.id, str(fact.date.earliest)),
    "participation": lambda fact: (fact.participant.id, fact.role),
    "tenure": lambda fact: (fact.post.id, str(fact.bounds.end_not_before)),
    "leadership": lambda fact: (fact.leader.id, fact.role),
    "contribution": lambda fact: (fact.id, str(fact.amount)),
    "document": lambda fact: (f" {fact.id} ",),
    "operation": lambda fact: (fact.name,),
    "line-of-effort": lambda fact: (str(fact.ordinal), fact.name),
    "body": lambda fact: (fact.id, fact.name),
}


def values(fact, line):
    """Return what one line of an answer must hold to answer a statement."""
    if fact.type in VALUES:
        return VALUES[fact.type](fact)
    if match := re.search(r"a member: (\w+) on", line.shown):
        return (fact.name, match[1])
    return (fact.id, re.search(r"(\d+) document", line.shown)[1])


@pytest.mark.parametrize("article", ARTICLES)
def test_the_questions_answer_what_the_page_shows(kg, ask, article):
    rows = {row["id"]: row for row in ROWS if row["document"] == article}
    claims = {claim.id: claim for claim in kg.claims()}
    for part in parts(SECTIONS[ARTICLES.index(article)]):
        answers = [ask(command) for command in part.asks]
        told = [line for answer in answers for line in answer.splitlines()]
        for line in part.lines:
            kind = rows[line.id]["kind"]
            fact = claims[line.id] if kind == "claim" else kg.fact(f"{kind}:{line.id}")
            wanted = values(fact, line)
            found = [
                one for one in told if all(word in one.lower() or word in one for word in wanted)
            ]
            assert found, f"{line.id}: no answer holds {wanted}"


def test_the_figures_of_the_page_are_those_of_the_articles(kg):
    claims = {claim.id: claim.value for claim in kg.claims()}
    for row in ROWS:
        if row["kind"] == "quantity":
            fact = kg.fact(f"quantity:{row['id']}")
            assert f"{fact.comparator} {fact.amount}" == row["figure"]
        elif row["kind"] == "claim":
            assert claims[row["id"]] == row["figure"]


@pytest.mark.parametrize("article", ARTICLES[1:])
def test_the_offices_are_those_that_the_question_answers(ask, article):
    *_, named, _ = parts(SECTIONS[ARTICLES.index(article)])
    (command,) = [one for one in named.asks if "tenures" in one]
    held = [line for line in named.lines if ": " in line.shown]

    assert held
    for line in held:
        certainty = re.search(r": (\w+) on ", line.shown)[1]
        post = line.shown.partition(":")[0]
        rows = [row for row in ask(command).splitlines() if row.startswith(f"{line.id},")]
        assert any(f",{certainty}," in row and post in row for row in rows), line.id


# -- the judgements ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("article", "name", "word"),
    [
        ("seed-000", "s0-brigades", "self-contradicted"),
        ("seed-000", "s0-brigades-peshmerga", "self-contradicted"),
        ("seed-000", "s0-date", "self-contradicted"),
        ("seed-000", "s0-nato-role", "outdated since"),
        ("seed-000", "s0-allen-leads", "outdated since"),
        ("seed-000", "s0-ftf", "outdated since"),
        ("seed-000", "un-stabilisation-1", "outdated since"),
        ("seed-000", "2014-12-03-brussels", "confirmed"),
        ("seed-000", "s0-kobani", "only here"),
        ("seed-001", "s1-interpol68", "contradicted"),
        ("seed-001", "s1-ftf", "confirmed"),
        ("seed-001", "s1-ftf-dnk", "only here"),
        ("seed-002", "s2-box-total", "self-contradicted"),
        ("seed-002", "s2-unscr2254", "contradicted"),
        ("seed-002", "s2-groups", "contradicted"),
        (
            "seed-002",
            "s2-partners",
            "confirmed",
        ),  # an older number of something else is no conflict
        ("seed-002", "s2-km2", "outdated since"),
        ("seed-003", "s3-members", "contradicted"),
        ("seed-003", "s3-us-new", "confirmed"),
        ("seed-003", "2021-06-28-gbr", "contradicted"),
        ("seed-003", "s3-detained", "only here"),  # the other figure is of another year
        ("seed-004", "s4-detained", "outdated since"),
        ("seed-004", "s4-territory", "confirmed"),
        ("seed-004", "s4-request", "confirmed"),
        ("seed-004", "s4-mosul-university", "only here"),
    ],
)
def test_a_judgement_a_reader_can_check(article, name, word):
    assert lines_of(article)[name].word == word


def asked_of(page, article, name):
    """Return the name of a fact with its type, and what the page asks about it."""
    found = next(one for one in page.articles if one["document"] == article)
    every = {key: told for theme in found["theme"] for key, told in theme["says"].items()}
    key = next(key for key in every if key.endswith(f"/{name}"))
    return key, {} if isinstance(every[key], str) else every[key]


@pytest.mark.parametrize(
    ("article", "name", "gone", "word"),
    [
        ("seed-001", "s1-ftf", ("euronews-2017-05-09",), "only here"),
        ("seed-001", "s1-interpol68", ("usfr-2016-07-21",), "contradicted"),
        ("seed-001", "s1-interpol68", ("state-2016-07-21", "usfr-2016-07-21"), "only here"),
        ("seed-002", "s2-unscr2254", ("un-sc12171", "gr2p-2254"), "only here"),
        ("seed-003", "s3-us-total", ("voaed-2021-syria-aid",), "only here"),
        ("seed-003", "s3-deu-troops", ("spiegel-2023-09",), "only here"),
        ("seed-003", "2021-06-28-gbr", ("sunng-2021-06-28",), "confirmed"),
    ],
)
def test_a_judgement_rests_on_the_documents(maker, made, kg, article, name, gone, word):
    judge = maker.Judge(kg.without(*gone))
    key, asked = asked_of(made, article, name)

    assert judge.judge(key, judge.fact(f"document/{article}"), asked).word == word
