"""The wheel holds what it should, and answers from any folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from coalition_graph import __version__, queries

ROOT = Path(__file__).resolve().parents[1]
PLACES = ("coalition_graph", "data", "ontology")


def pip(*words, **options):
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    if find_spec("hatchling") is None:
        pytest.skip("hatchling, which builds the wheel, is not installed")
    folder = tmp_path_factory.mktemp("wheel")
    done = pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT))
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def names(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="session")
def installed(wheel, tmp_path_factory):
    target = tmp_path_factory.mktemp("installed")
    done = pip("install", "--no-deps", "--no-index", "--target", str(target), str(wheel))
    assert done.returncode == 0, done.stdout + done.stderr
    return target


@pytest.fixture
def run(installed, tmp_path):
    """Run Python in another folder, with the installed package and not the checkout."""

    def run(*words):
        environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
        environment |= {"COALITION_GRAPH_CACHE": "", "PYTHONUTF8": "1"}
        return subprocess.run(
            [sys.executable, "-W", "error", *words],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    return run


def test_the_wheel_is_for_every_machine(wheel):
    assert wheel.name == f"coalition_graph-{__version__}-py3-none-any.whl"


def test_every_file_of_the_package_is_in_the_wheel(names):
    """What git would commit is what goes in: data and ontology under ``_bundled``."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *PLACES],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    paths = {path for path in listed.stdout.splitlines() if (ROOT / path).is_file()}
    expected = {
        re.sub("^(data|ontology)/", r"coalition_graph/_bundled/\1/", path) for path in paths
    }

    assert expected == {name for name in names if ".dist-info/" not in name}


def test_the_wheel_has_data_ontology_questions_page_and_types(names):
    bundled = "coalition_graph/_bundled"

    assert {
        "coalition_graph/py.typed",
        f"{bundled}/ontology/coalition.ttl",
        f"{bundled}/ontology/shapes.ttl",
        f"{bundled}/data/global-coalition/dataset.toml",
        f"{bundled}/data/global-coalition/memberships.csv",
        "coalition_graph/export/page/page.html.j2",
        *(f"coalition_graph/queries/{name}.rq" for name in queries.names()),
    } <= names


def test_the_wheel_has_no_tests_and_both_licences(names):
    assert not [name for name in names if re.search(r"(^|/)(tests?/|test_|conftest)", name)]
    licences = {name.rpartition("/")[2] for name in names if "/licenses/" in name}
    assert licences == {"LICENSE", "LICENSE-DATA"}


def test_the_installed_package_is_the_one_tried(run, installed):
    done = run("-c", "import coalition_graph; print(coalition_graph.__file__)")

    assert (done.stderr, Path(done.stdout.strip()).is_relative_to(installed)) == ("", True)


def test_the_installed_package_answers_from_another_folder(run):
    done = run("-m", "coalition_graph", "answer", "members_on", "--as-of", "2018-12-10")

    told = [line for line in done.stderr.splitlines() if not line.endswith(" …")]  # progress
    assert (done.returncode, told) == (0, [])
    assert "\nken,Kenya,state,certain," in done.stdout


def test_the_installed_package_writes_the_page(run, tmp_path):
    done = run("-m", "coalition_graph", "page", "-o", "page.html")

    assert (done.returncode, done.stdout) == (0, "wrote page.html\n"), done.stderr
    assert "<html" in (tmp_path / "page.html").read_text(encoding="utf-8")[:2000]


def test_importing_the_package_loads_nothing_heavy(run):
    heavy = ("rdflib", "networkx", "pyvis", "IPython", "igraph", "pandas", "pyoxigraph", "rich")
    done = run(
        "-c", f"import coalition_graph, sys; print([n for n in {heavy} if n in sys.modules])"
    )

    assert done.stdout == "[]\n"


def test_an_answer_in_a_pipe_loads_neither_rdflib_nor_rich(run):
    done = run(
        "-c",
        "import sys\n"
        "from coalition_graph.cli import main\n"
        "main(['answer', 'member_count', '--as-of', '2018-12-10'])\n"
        "print([n for n in ('rdflib', 'networkx', 'pyvis', 'igraph', 'rich') if n in sys.modules])",
    )

    assert done.stdout.endswith("\n[]\n"), done.stderr


def test_the_metadata_reads_well(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("/METADATA"))
        told = archive.read(name).decode()
        (name,) = (name for name in archive.namelist() if name.endswith("/entry_points.txt"))
        entry = archive.read(name).decode()

    assert "\nRequires-Python: >=3.11\n" in told
    assert "\nLicense-Expression: MIT AND CC-BY-4.0\n" in told
    assert "coalition-graph = coalition_graph.cli:main" in entry
