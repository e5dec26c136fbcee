"""The command line: answers, formats, terminals and pipes, and wrong use in one line."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from coalition_graph import __version__, cli, queries
from coalition_graph.commands import shared, tables
from coalition_graph.commands.demo import DAYS
from coalition_graph.export import FORMATS

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "\x1b]0;owned\x07\u202eevil",
)
ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def run(kg, capsys, tmp_path, monkeypatch):  # kg: read once, so that no first reading is told
    """Run a command in an empty folder; give exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setattr("coalition_graph.commands.shared._PATIENCE", 600)  # machines differ

    def run(*words):
        code = cli.main(list(words))
        told = capsys.readouterr()
        assert "Traceback" not in told.out + told.err
        return code, told.out, told.err

    return run


@pytest.fixture
def in_terminal(monkeypatch):
    """Make standard output a terminal of a given width."""

    def in_terminal(width):
        monkeypatch.setattr("sys.stdout.isatty", lambda: True)
        monkeypatch.setenv("COLUMNS", str(width))
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setenv("NO_COLOR", "1")

    return in_terminal


@pytest.fixture
def hostile(tmp_path):
    """A dataset whose labels try everything."""
    folder = tmp_path / "hostile"
    folder.mkdir()
    title = json.dumps(HOSTILE[0])
    files = {
        "dataset.toml": f'id = "hostile"\ntitle = {title}\nmain_group = "league"\n',
        "documents.csv": [("id", "title"), ("paper", HOSTILE[1])],
        "organisations.csv": [
            ("id", "name", "kind", "sources"),
            ("league", HOSTILE[0], "coalition", "paper"),
            *((f"member-{n}", name, "", "paper") for n, name in enumerate(HOSTILE)),
        ],
        "memberships.csv": [
            ("id", "member", "group", "start", "sources"),
            *((f"m-{n}", f"member-{n}", "league", "2001-01-01", "paper") for n in range(3)),
        ],
    }
    for name, content in files.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            if isinstance(content, str):
                file.write(content)
            else:
                csv.writer(file, lineterminator="\n").writerows(content)
    return folder


def process(*words, **options):
    """Run the command as a process of its own."""
    environment = {**os.environ, "PYTHONWARNINGS": "error", **options.pop("env", {})}
    return subprocess.run(
        [sys.executable, "-m", "coalition_graph", *words],
        capture_output=True,
        check=False,
        env=environment,
        **options,
    )


def plain(text):
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


# -- answers --------------------------------------------------------------------------------


def test_an_answer_in_a_pipe_is_csv(run):
    code, out, err = run("answer", "members_on", "--as-of", "2018-06-01")

    assert (code, err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert list(rows[0])[:5] == ["member_id", "member", "kind", "certainty", "sources"]
    assert {row["certainty"] for row in rows if row["member_id"] == "ken"} == {"possible"}


@pytest.mark.parametrize(
    ("form", "start"),
    [
        ("csv", "as_of,certain,"),
        ("json", "[\n {\n"),
        ("markdown", "| as_of | certain |"),
        ("html", "<table><thead><tr><th scope='col'>as_of</th>"),
        ("table", "as of  "),
    ],
)
def test_an_answer_comes_in_five_forms(run, form, start):
    code, out, _ = run("answer", "member_count", "--as-of=2018-12-10", "--format", form)

    assert (code, out.endswith("\n")) == (0, True)
    assert plain(out).startswith(start)


@pytest.mark.parametrize("name", queries.names())
def test_every_question_has_an_answer(run, name):
    given = {"as_of": "2018-12-10", "meeting": "2017-05-09-copenhagen", "agent": "usa"}
    given |= {"fact": "ken-global-coalition-1", "subject": "global-coalition"}
    given |= {"agent_a": "ken", "since": "2017", "until": "2018", "document": "crs-2016-08"}
    given |= {"thing": "tur", "post": "usa-secretary-of-state"}
    words = [
        word
        for parameter in queries.question(name).parameters
        if not (parameter.optional or parameter.default)
        for word in (f"--{parameter.name.replace('_', '-')}", given[parameter.name])
    ]
    code, out, err = run("answer", name, *words)

    assert (code, err) == (0, "")
    assert out.partition("\n")[0].split(",") == list(queries.question(name).columns)


def test_parameters_may_be_written_with_underscores(run):
    assert run("answer", "member_count", "--as_of", "2018") == run(
        "answer", "member_count", "--as-of", "2018"
    )


@pytest.mark.parametrize("width", [80, 100, 160, 200])
@pytest.mark.parametrize(
    "words",
    [
        ("questions",),
        ("info",),
        ("answer", "members_joined"),
        ("answer", "meeting_leaders", "--since", "2024"),
        ("answer", "tenures", "--as-of", "2020"),
        ("answer", "claimed_against_counted"),
        ("answer", "documents"),
    ],
    ids=" ".join,
)
def test_a_table_fits_the_terminal(run, in_terminal, width, words):
    in_terminal(width)
    code, out, _ = run(*words)

    assert code == 0
    assert max(map(len, plain(out).splitlines())) <= width
    assert re.search(r"^\d+ rows?", plain(out), re.MULTILINE)


def test_a_narrow_table_names_the_columns_left_out(run, in_terminal):
    in_terminal(80)
    _, out, _ = run("answer", "meeting_leaders", "--meeting", "2017-05-09-copenhagen")

    told = plain(out).replace("\n", " ")
    assert "too narrow for meeting_id, country_id, leader_id, leader_kind" in told
    assert "--format csv has every column" in told


def test_sources_shrink_to_the_first_and_a_number(run, in_terminal):
    in_terminal(100)
    _, out, _ = run("answer", "members_joined", "--since", "2018")

    line = next(line for line in plain(out).splitlines() if "Kenya" in line)
    assert re.search(r"Kenya +state +2018 +2018-02-13 +2018-12-10 +\S+ \+\d", line)


def test_an_answer_without_rows_says_so(run, in_terminal):
    in_terminal(80)
    code, out, _ = run("answer", "members_joined", "--since", "2030")

    assert (code, "0 rows" in out) == (0, True)


# -- the other commands -----------------------------------------------------------------------


def test_demo_prints_three_answers_and_writes_the_page(run, tmp_path):
    code, out, err = run("demo")

    assert (code, err) == (0, "")
    first, second, third = (
        out.index(head)
        for head in (
            "1. Which members joined when?",
            "2. Who led which meeting?",
            "3. How large was it said to be",
        )
    )
    joined, led, sizes = out[first:second], out[second:third], out[third:]
    row = r"(\d{4}-\d\d-\d\d)  (\d{4}-\d\d-\d\d)  \S+(?: \+\d+)?$"
    bounds = re.findall(row, joined, re.MULTILINE)
    ends = [last for _, last in bounds]
    assert re.search(rf"^Kenya +state +2018 +{row}", joined, re.MULTILINE)[1] == "2018-02-13"
    assert len(bounds) == 89
    assert ends == sorted(ends)
    assert "\n2017-05-09  Copenhagen, Denmark: Core defence ministers' meeting" in led
    assert re.search(
        r"^    co-host +James Mattis +United States +Secretary of Defense +\S", led, re.MULTILINE
    )
    assert all(f"\n{day}  " in sizes for day in DAYS)
    assert (tmp_path / "coalition.html").read_text(encoding="utf-8").startswith("<!")


@pytest.mark.parametrize("width", [80, 100, 160, 200])
def test_demo_fits_the_terminal(run, in_terminal, width):
    in_terminal(width)
    code, out, _ = run("demo", "-o", "page.html")

    assert code == 0
    assert max(map(len, plain(out).splitlines())) <= width


def test_demo_works_on_data_without_meetings(run, hostile):
    code, out, _ = run("demo", "--data", str(hostile))

    assert (code, "3 members: 0 states, 3 organisations" in out) == (0, True)
    assert "\x1b]" not in out
    assert "\u202e" not in out


def test_questions_lists_all_and_shows_one(run):
    _, listed, _ = run("questions")
    _, shown, _ = run("questions", "members_on")

    assert [row["name"] for row in csv.DictReader(io.StringIO(listed))] == list(queries.names())
    assert shown == queries.question("members_on").text


def test_query_takes_text_files_and_standard_input(run, tmp_path, monkeypatch):
    text = "SELECT ?n { state:ken skos:prefLabel ?n FILTER(LANG(?n) = 'en') }"
    (tmp_path / "kenya.rq").write_text(text, encoding="utf-8")
    (tmp_path / "kenya").write_text(text, encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO(text))

    for given in (text, "kenya.rq", "kenya", "-"):
        assert run("query", given) == (0, "n\nKenya\n", "")


def test_query_answers_ask_and_construct(run):
    assert run("query", "ASK { ?m cg:member state:ken }")[:2] == (0, "yes\n")
    assert run("query", "ASK { ?m cg:member state:nowhere }")[:2] == (0, "no\n")
    code, out, _ = run("query", "CONSTRUCT { ?s a cg:State } WHERE { ?s a cg:State } LIMIT 2")

    assert (code, out.count("a cg:State")) == (0, 2)


def test_query_binds_a_day(run):
    text = "SELECT (COUNT(?m) AS ?n) { ?m a cg:Meeting ; cg:firstDay ?day FILTER(?day <= ?as_of) }"

    assert run("query", text, "--as-of", "2014-09-05") == (0, "n\n1\n", "")


def test_explain_says_why(run):
    code, out, _ = run("explain", "ken", "--as-of", "2018-06-01")
    assert code == 0
    assert out.startswith("Possible, for 2018-06-01: Kenya as a member of")
    assert run("explain", "kenn")[::2] == (
        2,
        "coalition-graph: no thing 'kenn'; did you mean 'ken'?\n",
    )


def test_info_tells_counts_and_hash(run):
    code, out, _ = run("info", "--format", "json")
    told = json.loads(out)

    assert (code, told["counts"]["Membership"]) == (0, 89)
    assert re.fullmatch("[0-9a-f]{64}", told["hash"])
    assert f"hash,{told['hash']}\n" in run("info")[1]


def test_validate_says_that_the_bundled_data_conforms(run):
    code, out, _ = run("validate", "--no-shapes")

    assert (code, out.splitlines()[-1].startswith("conforms: 0 ")) == (0, True), out


def test_validate_finds_and_locates_a_problem(run, hostile):
    path = hostile / "memberships.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2001", "2001-13"), encoding="utf-8")
    code, out, _ = run("validate", "--data", str(hostile), "--no-shapes")

    assert code == 1
    assert "violation: memberships.csv, line 2: column 'start': " in out


def test_rows_set_aside_are_told_on_standard_error(run, hostile):
    path = hostile / "memberships.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("m-1", "M 1"), encoding="utf-8")
    code, out, err = run("answer", "members_joined", "--data", str(hostile))

    assert (code, len(out.splitlines())) == (0, 3)
    assert "memberships.csv, line 3, column 'id'" in err


def test_page_writes_one_file(run, tmp_path):
    code, out, _ = run("page", "-o", "day.html", "--as-of", "2018-06-01", "--title", "A day")

    assert (code, out) == (0, "wrote day.html\n")
    assert [path.name for path in tmp_path.iterdir()] == ["day.html"]
    assert "A day" in (tmp_path / "day.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("form", FORMATS)
def test_export_writes_every_format_the_same_twice(run, tmp_path, form):
    for name in ("one", "two"):
        assert run("export", form, "-o", name)[:2] == (0, f"wrote {name}\n")

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes() != b""


def test_what_is_exported_can_be_asked(run):
    run("export", "nq", "-o", "all.nq")

    assert run("answer", "member_count", "--as-of", "2018-12-10", "--data", "all.nq") == run(
        "answer", "member_count", "--as-of", "2018-12-10"
    )


# -- wrong use ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("ansver",), 2, "no command 'ansver'; did you mean 'answer'?"),
        (("--data", "x", "info"), 2, "name a command before --data"),
        (("answer",), 2, "the following arguments are required: NAME"),
        (
            ("answer", "member_joined"),
            2,
            "no question 'member_joined'; did you mean 'members_joined'?",
        ),
        (("answer", "members_on"), 2, "members_on needs --as-of VALUE: the day"),
        (("answer", "members_on", "--asof", "2018"), 2, "'--asof'; did you mean '--as-of'?"),
        (("answer", "members_on", "--as-of"), 2, "--as-of needs a value"),
        (
            ("answer", "members_on", "2018"),
            2,
            "'2018' is no parameter of members_on; it takes --group",
        ),
        (
            ("answer", "members_on", "--as-of", "2018-02-30"),
            2,
            "'2018-02-30' is not in the calendar",
        ),
        (
            ("answer", "members_on", "--as-of", "soon"),
            2,
            "'soon' is no date; write a day (2014-09-10)",
        ),
        (
            ("answer", "members_on", "--as-of", "2018", "--group", "natto"),
            2,
            "did you mean 'nato'?",
        ),
        (
            ("answer", "members_on", "--as-of", "2018", "--at-least", "certian"),
            2,
            "no certainty 'certian'; did you mean 'certain'?",
        ),
        (
            ("answer", "participants", "--meeting", "2017-05-09-kopenhagen"),
            2,
            "no meeting '2017-05-09-kopenhagen'; did you mean '2017-05-09-copenhagen'?",
        ),
        (("answer", "documents", "--format", "cvs"), 2, "no format 'cvs'; did you mean 'csv'?"),
        (("info", "--dat", "x"), 2, "no option of info '--dat'; did you mean '--data'?"),
        (("info", "x"), 2, "one word too many: 'x'"),
        (("info", "--data", "globl-coalition"), 2, "did you mean 'global-coalition'?"),
        (("questions", "tenure"), 2, "did you mean 'tenures'?"),
        (
            ("query", "members_on"),
            2,
            "members_on is a named question: coalition-graph answer members_on",
        ),
        (("query", "gone.rq"), 2, "gone.rq cannot be read: No such file or directory"),
        (("query", "SELECT { nonsense"), 1, "the query cannot be read"),
        (("query", "SELECT * { SERVICE <x:y> { ?s ?p ?o } }"), 1, "SERVICE is refused"),
        (("query", "ASK { }", "--as-of", "2018-06-01"), 1, "no variable ?as_of to bind"),
        (("export", "ttx", "-o", "x"), 2, "no format 'ttx'; did you mean 'ttl'?"),
        (("export", "ttl"), 2, "the following arguments are required: -o/--output"),
        (("export", "ttl", "-o", "gone/x.ttl"), 1, "gone/x.ttl cannot be written: No such file"),
        (("page", "-o", "."), 1, ". is a folder"),
        (("page", "--as-of", "someday"), 2, "'someday' is no date"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_wrong_use_is_told_in_one_line(run, words, code, told):
    given, out, err = run(*words)

    assert (given, out) == (code, "")
    assert err.startswith("coalition-graph: ")
    assert told in err


def test_without_words_it_shows_its_commands(run):
    code, out, err = run()

    assert (code, out) == (2, "")
    assert all(f"    {command}" in err for command in cli.COMMANDS)


def test_help_and_version(capsys):
    for words in (["--help"], ["answer", "--help"], ["--version"]):
        with pytest.raises(SystemExit) as ended:
            cli.main(words)
        assert ended.value.code == 0
    told = capsys.readouterr().out

    assert told.endswith(f"coalition-graph {__version__}\n")
    assert "coalition-graph answer members_on --as-of 2018-06-01" in told


def test_a_folder_that_is_no_dataset(run, tmp_path):
    code, _, err = run("info", "--data", str(tmp_path))

    assert (code, "no dataset.toml" in err) == (1, True)


def test_a_fault_of_the_program_is_a_sentence_too(run, monkeypatch):
    def fail(arguments):
        raise ZeroDivisionError("by\nzero")

    monkeypatch.setattr("coalition_graph.commands.info.run", fail)
    code, _, err = run("info")

    assert (code, "a fault of the program, not yours: ZeroDivisionError: by" in err) == (1, True)
    monkeypatch.setenv("COALITION_GRAPH_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        cli.main(["info"])


def test_stopping_it_is_no_fault(run, monkeypatch):
    def stop(arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("coalition_graph.commands.info.run", stop)

    assert run("info") == (130, "", "coalition-graph: stopped\n")


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (BrokenPipeError(), 0, ""),
        (OSError(28, "No space left"), 1, "the output cannot be written: No space left\n"),
    ],
)
def test_output_that_cannot_be_written(monkeypatch, tmp_path, capsys, error, code, told):
    def fail(arguments):
        raise error

    monkeypatch.setattr("coalition_graph.commands.info.run", fail)
    with (tmp_path / "out").open("w", encoding="utf-8") as out:
        monkeypatch.setattr("sys.stdout", out)

        assert cli.main(["info"]) == code
        out.write("goes nowhere")
    assert (tmp_path / "out").read_text(encoding="utf-8") == ""
    assert capsys.readouterr().err.removeprefix("coalition-graph: ") == told


def test_streams_that_are_closed(monkeypatch):
    monkeypatch.setattr("sys.stdout", None)
    monkeypatch.setattr("sys.stderr", None)

    assert cli.main(["answer", "documents"]) == 0
    for stream in (sys.stdout, sys.stderr):
        stream.close()


def test_a_graph_of_several_coalitions_needs_a_group(run, tmp_path):
    (tmp_path / "two.ttl").write_text(
        "@prefix cg: <https://w3id.org/coalition-graph/ontology#> .\n"
        "<urn:a> a cg:Coalition . <urn:b> a cg:Coalition .\n",
        encoding="utf-8",
    )
    code, _, err = run("answer", "members_joined", "--data", "two.ttl")

    assert (code, "name one with" in err) == (2, True)


# -- hostile labels ---------------------------------------------------------------------------


def test_a_label_is_text_in_a_terminal(run, hostile, in_terminal):
    in_terminal(160)
    _, out, _ = run("answer", "members_joined", "--data", str(hostile))

    assert HOSTILE[0] in plain(out)
    assert "\x1b]" not in out
    assert "\x07" not in out
    assert "\u202e" not in out


def test_a_label_is_text_in_html_and_markdown(run, hostile):
    for form in ("html", "markdown"):
        _, out, _ = run("answer", "members_joined", "--data", str(hostile), "--format", form)

        assert "<script" not in out
        assert "<img" not in out


def test_a_label_is_itself_in_csv_and_json(run, hostile):
    _, out, _ = run("answer", "members_joined", "--data", str(hostile))
    _, told, _ = run("answer", "members_joined", "--data", str(hostile), "--format", "json")

    assert {row["member"] for row in csv.DictReader(io.StringIO(out))} == set(HOSTILE)
    assert {row["member"] for row in json.loads(told)} == set(HOSTILE)


def test_a_label_is_text_in_the_page(run, hostile, tmp_path):
    assert run("page", "--data", str(hostile))[0] == 0
    text = (tmp_path / "coalition.html").read_text(encoding="utf-8")

    assert "<script>alert" not in text
    assert "<img src=x" not in text


# -- as a process -----------------------------------------------------------------------------


def test_a_reader_that_has_seen_enough_is_no_error():
    command = [sys.executable, "-m", "coalition_graph", "answer", "documents"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as asked:
        asked.stdout.readline()
        asked.stdout.close()
        told = asked.stderr.read()

    assert (asked.returncode, told) == (0, b"")


def test_the_demo_writes_its_page_even_if_nobody_reads_on(tmp_path):
    command = [sys.executable, "-m", "coalition_graph", "demo"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path
    ) as asked:
        asked.stdout.readline()
        asked.stdout.close()
        told = asked.stderr.read()

    assert (asked.returncode, told) == (0, b"")
    assert (tmp_path / "coalition.html").is_file()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "coalition_graph", "answer", "documents"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )

    assert done.returncode == 1
    assert done.stderr == (
        b"coalition-graph: the output cannot be written: No space left on device\n"
    )


def test_output_is_utf8_whatever_the_locale_says():
    done = process(
        "query",
        "SELECT ?n { state:ken skos:prefLabel ?n FILTER(LANG(?n) = 'ar') }",
        env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"},
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode("utf-8") == "n\nكينيا\n"


def test_closed_output_is_no_fault():
    done = subprocess.run(
        f"{sys.executable} -m coalition_graph answer documents >&-",
        shell=True,
        stderr=subprocess.PIPE,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, b"")


def test_it_works_from_any_folder(tmp_path):
    done = process("info", "--format", "json", cwd=tmp_path, env={"PYTHONPATH": str(ROOT)})

    assert json.loads(done.stdout)["dataset"] == "global-coalition"


# -- progress ---------------------------------------------------------------------------------


def test_what_is_slow_says_so(capsys, monkeypatch):
    import time

    monkeypatch.setattr(shared, "_PATIENCE", 0.01)
    with shared.progress("counting sheep"):
        time.sleep(0.2)

    assert capsys.readouterr().err == "coalition-graph: counting sheep …\n"


def test_what_is_slow_turns_a_wheel_in_a_terminal(capsys, monkeypatch):
    import time

    monkeypatch.setattr(shared, "_PATIENCE", 0.01)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("FORCE_COLOR", "1")
    with shared.progress("counting sheep"):
        time.sleep(0.3)

    assert "counting sheep" in capsys.readouterr().err


def test_what_is_quick_is_silent(capsys):
    with shared.progress("blinking"):
        pass

    assert capsys.readouterr().err == ""


def test_a_very_narrow_terminal_keeps_one_column(run, in_terminal):
    in_terminal(20)
    code, out, _ = run("answer", "members_joined", "--since", "2025")

    assert code == 0
    assert max(map(len, plain(out).splitlines())) <= 20


def test_wide_letters_count_twice():
    from coalition_graph.answers import Answer

    layout = tables.Layout.fit(Answer(("name", "id"), [("平和" * 6, "x")]), 80)

    assert layout.columns[0].width == 24
