"""Every example is short, runs from any folder, and prints what its first line promises."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
PRINTS = {
    "who_joined_when.py": ("Kenya: from 2018-02-13 to 2018-12-10  [", "On 10 December 2018: "),
    "who_led_which_meeting.py": (
        "2017-05-09 Core defence ministers' meeting in Copenhagen (Copenhagen)",
        "  co-host: James Mattis for United States, Secretary of Defense  [dod-2017-05-09, ",
    ),
    "sparql.py": ("United States", "  Brett McGurk: "),
    "network.py": ("Italy and United States: ", "Met most others: "),
    "export_html.py": ("wrote coalition-2018.html, coalition.ttl, coalition.graphml",),
    "evidence_pack.py": (
        "25 rows rest on 24 documents",
        "James Mattis, host at Third full coalition defence ministerial: dod-2017-02-16",
        "@online{dod-2017-02-16,",
    ),
    "what_changed.py": (
        "From 2017-12-31 to 2018-12-31: 5 joined, ",
        "  Kenya joined Global Coalition Against Daesh between 2018-02-13 and 2018-12-10 (",
        "  Meeting 2019-02-06-washington, Ministerial of the full coalition, was added: on 2019-",
        "Without mintfo-2018-02-13: ",
        "  Membership phl-global-coalition-1, Philippines as a member of Global Coalition Against ",
    ),
    "own_dataset/who_was_in.py": (
        "2020-06-01 1 certain to 3 possible (1 presumed)",
        "  presumed  Southport Harbour  [Southport joins the harbours]",
    ),
}


def test_every_example_is_tried_here():
    found = {path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.rglob("*.py")}

    assert set(PRINTS) == found


@pytest.mark.parametrize("name", PRINTS)
def test_an_example_is_short(name):
    assert len((EXAMPLES / name).read_text(encoding="utf-8").splitlines()) < 40


@pytest.mark.parametrize("name", PRINTS)
def test_an_example_runs(name, tmp_path):
    done = subprocess.run(
        [sys.executable, "-W", "error", str(EXAMPLES / name)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    for start in PRINTS[name]:
        assert any(line.startswith(start) for line in lines), start


def test_the_export_example_writes_three_files(tmp_path):
    subprocess.run(
        [sys.executable, str(EXAMPLES / "export_html.py")],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )

    assert {path.name for path in tmp_path.iterdir()} == {
        "coalition-2018.html",
        "coalition.ttl",
        "coalition.graphml",
    }
