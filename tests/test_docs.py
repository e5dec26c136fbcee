"""The documents tell the truth: what they show is run, what they name is there."""

from __future__ import annotations

import doctest
import os
import re
import runpy
import struct
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

import coalition_graph as cg
from coalition_graph import queries
from coalition_graph.cli import COMMANDS
from coalition_graph.export import FORMATS

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted(
    path
    for folder in (".", "docs", "examples/own_dataset", "ontology", "data/global-coalition")
    for path in (ROOT / folder).glob("*.md")
)
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
COLUMNS = 100
ABSOLUTE = re.compile(r"(?<![\w.:/~*)}>\x22-])/(?!usr/bin/env|dev/null)[a-z]+/[\w/.-]*")
UPWARDS = re.compile(r"(?<![\w/.])(?:\.\./)+[\w.-]+")
INDEX = re.compile(r"index-url|trusted-host|find-links", re.IGNORECASE)


class Block(NamedTuple):
    language: str
    text: str
    line: int


def blocks(path):
    text = path.read_text(encoding="utf-8")
    for match in FENCE.finditer(text):
        yield Block(match[1], match[2], text.count("\n", 0, match.start(2)) + 1)


def commands(text):
    """Yield each ``$ command`` of a block, its continued lines, and the output shown below."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        lines = part.rstrip("\n").split("\n")
        given = [lines.pop(0)]
        while given[-1].endswith("\\") or "".join(given).count("'") % 2:
            given.append(lines.pop(0))
        yield "\n".join(given), lines


def run_in_terminal(command, folder):
    """Run a command as a user sees it: a terminal of 100 columns, without its colours."""
    fcntl = pytest.importorskip("fcntl", reason="pseudo-terminals need a POSIX system")
    import termios

    reader, writer = os.openpty()
    fcntl.ioctl(writer, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
    own = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    environment = {**os.environ, **own, "TERM": "xterm", "NO_COLOR": "1"}
    environment.pop("COLUMNS", None)
    process = subprocess.Popen(
        ["bash", "-c", command],
        stdin=subprocess.DEVNULL,
        stdout=writer,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=environment,
    )
    os.close(writer)
    shown = b""
    while True:
        try:
            piece = os.read(reader, 65536)
        except OSError:  # how Linux says that the other side is closed
            break
        if not piece:
            break
        shown += piece
    os.close(reader)
    told = process.communicate()[1]
    text = ANSI.sub("", shown.decode()).replace("\r\n", "\n").rstrip("\n")
    lines = [line.rstrip() for line in text.split("\n")] if text else []
    lines += [line for line in told.decode().splitlines() if not line.endswith(" …")]
    return process.returncode, lines


def agrees(shown, found):
    """Say whether lines are as shown; a line that is only ``…`` stands for any number of lines."""
    pattern = "".join(
        "(?:.*\n)*" if line.strip() == "…" else re.escape(f"{line}\n") for line in shown
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in found)) is not None


@pytest.fixture
def checkout(tmp_path):
    """A folder that looks like the checkout and may be written to."""
    for place in ROOT.iterdir():
        if not place.name.startswith("."):
            (tmp_path / place.name).symlink_to(place)
    return tmp_path


def check_console(block, where, folder):
    for command, shown in commands(block.text):
        code, found = run_in_terminal(command, folder)
        assert "Traceback" not in "\n".join(found), f"{where}: {command}"
        assert code in (0, 1, 2), f"{where}: {command}"
        if shown:
            told = "\n".join(found)
            assert agrees(shown, found), f"{where}: $ {command}\ngives\n{told}"


def check_python(block, where, names):
    if ">>>" not in block.text:
        exec(compile(block.text, where, "exec"), names)
        return
    test = doctest.DocTestParser().get_doctest(block.text, {}, where, where, block.line)
    test.globs = names
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    told = []
    result = runner.run(test, out=told.append, clear_globs=False)
    assert result.failed == 0, "".join(told)


def check_shell(block, where, folder):
    """Commands that install cannot run here: their targets and extras must exist."""
    extras = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for line in block.text.strip().splitlines():
        command = line.partition("#")[0].strip()
        if command.startswith("make "):
            done = subprocess.run(["make", "-n", *command.split()[1:]], cwd=folder, check=False)
            assert done.returncode == 0, f"{where}: {command}"
            continue
        assert command.startswith(("pip install", "python3 -m venv", ".ci/run")), where
        for extra in re.findall(r"\[([\w,]+)\]", command):
            for name in extra.split(","):
                assert re.search(rf"^{name} = \[", extras, re.MULTILINE), f"{where}: {name}"


def check_sparql(block, where, graph):
    assert len(graph.query(block.text)) > 0, where


@pytest.mark.parametrize(
    "path",
    [path for path in DOCUMENTS if path.name != "questions.md"],  # its queries have tests elsewhere
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_what_a_document_shows_is_what_happens(path, checkout, monkeypatch):
    monkeypatch.chdir(checkout)
    names, graph = {}, cg.load()
    for block in blocks(path):
        where = f"{path.name}, line {block.line}"
        match block.language:
            case "console":
                check_console(block, where, checkout)
            case "python":
                check_python(block, where, names)
            case "sh":
                check_shell(block, where, checkout)
            case "sparql":
                check_sparql(block, where, graph)
            case language:
                assert language in ("text", "csv", "toml", "turtle", "yaml", "json"), where


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path):
    text = path.read_text(encoding="utf-8")
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        place = (path.parent / name).resolve() if name else path
        assert place.is_relative_to(ROOT), f"{path.name} links to {target}"
        assert place.exists(), f"{path.name} links to {target}"
        if anchor and place.suffix == ".md":
            assert anchor in anchors(place), f"{path.name} links to {target}"


def anchors(path):
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_no_document_names_a_machine():
    places = [*DOCUMENTS, ROOT / "Makefile", ROOT / ".ci" / "run", ROOT / "CITATION.cff"]
    places += (ROOT / "examples").rglob("*.py")
    for path in places:
        text = path.read_text(encoding="utf-8")
        assert ABSOLUTE.findall(text) == [], path.name
        assert INDEX.findall(text) == [], path.name
        for target in UPWARDS.findall(text):
            inside = (path.parent / target).resolve().is_relative_to(ROOT)
            assert inside, f"{path.name}: {target}"


def test_every_command_is_documented():
    text = (ROOT / "docs" / "command_line.md").read_text(encoding="utf-8")

    assert set(re.findall(r"^## ([a-z]+)$", text, re.MULTILINE)) == set(COMMANDS)
    assert all(f"`{form}`" in text for form in FORMATS)


def test_every_option_is_documented(capsys):
    text = (ROOT / "docs" / "command_line.md").read_text(encoding="utf-8")
    for command in COMMANDS:
        with pytest.raises(SystemExit):
            runpy_main([command, "--help"])
        for option in re.findall(r"--[a-z-]+", capsys.readouterr().out):
            assert option in text or option in ("--help", "--name", "--meeting"), option


def runpy_main(words):
    from coalition_graph.cli import main

    main(words)


def test_the_gallery_of_questions_is_up_to_date():
    made = runpy.run_path(str(ROOT / "docs" / "make_questions.py"))["gallery"]()

    assert (ROOT / "docs" / "questions.md").read_text(encoding="utf-8") == made, (
        "run: python docs/make_questions.py"
    )


def test_every_question_is_in_the_gallery():
    text = (ROOT / "docs" / "questions.md").read_text(encoding="utf-8")

    assert re.findall(r"^## (\w+)$", text, re.MULTILINE) == list(queries.names())


def test_every_document_is_in_the_index():
    text = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    missing = [path.name for path in (ROOT / "docs").glob("*.md") if path.name not in text]

    assert missing == ["index.md"]


def test_every_dependency_has_its_reason():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needs = list(project["dependencies"])
    for extra in project["optional-dependencies"].values():
        needs += extra
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    for need in needs:
        name = re.match(r"[\w-]+", need)[0]
        assert name == "coalition-graph" or f"| {name} |" in text, name


def test_the_citation_has_the_version_of_the_package():
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")

    assert f"\nversion: {cg.__version__}\n" in text
    assert f"## {cg.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_figures_of_the_readme_are_those_of_the_data():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    counts = cg.load().info()["counts"]
    kinds = {"members": "Membership", "meetings": "Meeting", "people": "Person"}
    kinds |= {"documents": "Document"}
    for word, kind in kinds.items():
        assert re.search(rf"\b{counts[kind]:,} {word}\b", text), f"{counts[kind]} {word}"
    assert f"{len(queries.names())} such questions" in " ".join(text.split())
