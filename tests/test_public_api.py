"""What `import coalition_graph` offers, and how little it costs."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import coalition_graph as cg

ROOT = Path(__file__).parent.parent
HEAVY = ("IPython", "igraph", "networkx", "pandas", "pyshacl", "pyvis", "rdflib", "rich")


def python(script: str, *, cwd: Path | None = None) -> str:
    """Run a script in a fresh Python and return what it prints."""
    return subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=cwd,
        env={**os.environ, "PYTHONSAFEPATH": "1"},
    ).stdout.strip()


def test_what_is_offered_is_what_is_visible():
    assert sorted(cg.__all__) == cg.__all__
    assert dir(cg) == sorted([*cg.__all__, "__version__"])
    assert all(getattr(cg, name) is getattr(cg, name) for name in cg.__all__)


def test_a_star_import_gives_all_of_it():
    given: dict[str, object] = {}
    exec("from coalition_graph import *", given)

    assert set(cg.__all__) <= given.keys()


def test_every_class_bears_the_name_it_is_offered_under():
    for name in cg.__all__:
        offered = getattr(cg, name)
        if inspect.isclass(offered):
            assert offered.__name__ == name
            assert offered.__module__.startswith("coalition_graph.")
            assert offered.__doc__


def test_every_error_is_in_one_tree():
    errors = [getattr(cg, name) for name in cg.__all__ if name.endswith("Error")]

    assert len(errors) == 9
    assert all(issubclass(error, cg.CoalitionGraphError) for error in errors)


def test_every_public_method_says_what_it_does():
    for kind in (cg.CoalitionGraph, *(getattr(cg, name) for name in cg.__all__)):
        if inspect.isclass(kind) and kind.__module__.startswith("coalition_graph"):
            for name, member in inspect.getmembers(kind):
                if not name.startswith("_") and inspect.isfunction(member):
                    assert member.__doc__, f"{kind.__name__}.{name}"


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'coalition_graph' has no attribute 'laod'"):
        cg.laod  # noqa: B018


def test_the_version_is_that_of_the_package():
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert told.get("version", cg.__version__) == cg.__version__


def test_importing_loads_nothing_heavy():
    said = python(
        "import sys, coalition_graph; dir(coalition_graph)\n"
        f"print(sorted(set({(*HEAVY, 'pyoxigraph')}) & set(sys.modules)))"
    )

    assert said == "[]"


def test_an_answer_takes_the_engine_only():
    said = python(
        "import sys, coalition_graph as cg\n"
        "answer = cg.load(read_only=True).answer('members_on', as_of='2018-06-01')\n"
        "text = answer.to_csv() + answer.to_json() + answer.to_html() + answer.to_markdown()\n"
        f"print(len(answer) > 60, sorted(set({HEAVY}) & set(sys.modules)))"
    )

    assert said == "True []"


def test_load_and_datasets_from_another_folder(tmp_path):
    said = python(
        "import coalition_graph as cg\nprint(cg.datasets(), len(cg.load().members()))", cwd=tmp_path
    )

    assert said == "{'global-coalition': 'Global Coalition Against Daesh'} 89"
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_logged_and_no_handler_is_set():
    said = python(
        "import logging, coalition_graph as cg\n"
        "cg.load().rdf\n"
        "print(logging.getLogger().handlers, logging.getLogger('coalition_graph').handlers)"
    )

    assert said == "[] []"


def test_load_is_that_of_the_class(kg):
    assert isinstance(cg.load(), cg.CoalitionGraph)
    assert cg.load().info()["hash"] == kg.info()["hash"]
    assert cg.load(ROOT / "data" / "global-coalition").dataset.id == "global-coalition"


@pytest.mark.parametrize(
    ("mistake", "error", "said"),
    [
        (lambda kg: cg.load("global"), "UnknownNameError", "no dataset or file 'global'"),
        (lambda kg: cg.load("no/such/folder"), "UnknownNameError", "known: global-coalition"),
        (lambda kg: cg.load(Path(__file__)), "LoadError", "cannot tell the format from '.py'"),
        (lambda kg: cg.load(ROOT / "tests"), "LoadError", "no dataset.toml"),
        (lambda kg: kg.answer("membrs_on"), "UnknownNameError", "did you mean 'members_on'"),
        (lambda kg: kg.ref("kan"), "UnknownNameError", "did you mean"),
        (lambda kg: kg.led_by("jon-kerry"), "UnknownNameError", "did you mean 'john-kerry'"),
        (lambda kg: kg.answer("tenures", persn="x"), "UnknownNameError", "did you mean 'person'"),
        (lambda kg: kg.count("2018-13"), "DateError", "'2018-13'"),
        (lambda kg: kg.count("2018-02-30"), "DateError", "not in the calendar"),
        (lambda kg: kg.joined().column("joind"), "UnknownNameError", "did you mean 'joined'"),
        (lambda kg: kg.to_networkx("fact"), "UnknownNameError", "did you mean 'facts'"),
        (lambda kg: kg.export("x.tutle"), "UnknownNameError", "did you mean 'ttl'"),
        (lambda kg: kg.query("SELEC * {}"), "QueryError", "cannot be read"),
        (lambda kg: kg.query("ASK {}", x=[]), "QueryError", "cannot be a parameter"),
        (lambda kg: kg.fact("nobody-here"), "UnknownNameError", "no thing 'nobody-here'"),
        (lambda kg: kg.members(group="ken"), "UnknownNameError", "no organisation or body 'ken'"),
    ],
)
def test_a_mistake_is_one_clear_error(kg, mistake, error, said):
    with pytest.raises(cg.CoalitionGraphError) as told:
        mistake(kg)

    assert type(told.value).__name__ == error
    assert said in str(told.value)
    assert "\n" not in str(told.value)
    assert len(str(told.value)) < 400
