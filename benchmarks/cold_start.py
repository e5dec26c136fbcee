"""How long from nothing to the first answer, as CPU time of whole processes.

Contenders take turns; the table shows medians, and ratios of medians.
"""

from __future__ import annotations

import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import coalition_graph as cg
from coalition_graph import sparql

ROUNDS = 15
HERE = Path(__file__).parent

RDFLIB = """
import sys, rdflib
graph = rdflib.Graph()
graph.parse(sys.argv[1], format="turtle")
print(len(list(graph.query(open(sys.argv[2], encoding="utf-8").read()))))
"""
ENGINE = """
import sys, pyoxigraph
store = pyoxigraph.Store()
store.load(path=sys.argv[1], format=pyoxigraph.RdfFormat.TURTLE)
print(sum(1 for _ in store.query(open(sys.argv[2], encoding="utf-8").read())))
"""


def cpu_seconds(command: list[str], **environment: str) -> float:
    """Run a command and return the CPU seconds it took, user and system."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=os.environ | environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


def main() -> None:
    """Measure, and write the table."""
    graph = cg.load()
    with tempfile.TemporaryDirectory() as folder:
        data, query = Path(folder, "graph.ttl"), Path(folder, "question.rq")
        graph.export(data)
        text = graph.question("members_joined").text
        query.write_text(sparql.bind(text, {"group": graph.main_group}), encoding="utf-8")
        ask = [sys.executable, "-m", "coalition_graph", "answer", "members_joined"]
        contenders = {
            "python -c pass": ([sys.executable, "-c", "pass"], {}),
            "import coalition_graph": ([sys.executable, "-c", "import coalition_graph"], {}),
            "coalition-graph answer members_joined": (ask, {}),
            "the same, without a snapshot": (ask, {"COALITION_GRAPH_CACHE": ""}),
            "pyoxigraph: parse the Turtle, ask": (
                [sys.executable, "-c", ENGINE, str(data), str(query)],
                {},
            ),
            "rdflib: parse the Turtle, ask": (
                [sys.executable, "-c", RDFLIB, str(data), str(query)],
                {},
            ),
        }
        taken: dict[str, list[float]] = {name: [] for name in contenders}
        for _ in range(ROUNDS):
            for name, (command, environment) in contenders.items():
                taken[name].append(cpu_seconds(command, **environment))
    medians = {name: statistics.median(seconds) for name, seconds in taken.items()}
    rdflib = medians["rdflib: parse the Turtle, ask"]
    bare = medians["python -c pass"]
    lines = [
        "# Cold start to the first answer",
        "",
        (
            f"Whole processes on the bundled data ({len(graph):,} statements), CPU time, medians "
            f"of {ROUNDS} rounds in turn. Python {platform.python_version()}, "
            f"pyoxigraph {version('pyoxigraph')}, rdflib {version('rdflib')}."
        ),
        "",
        "| process | CPU ms | times bare Python | share of rdflib |",
        "|---|---:|---:|---:|",
        *(
            f"| {name} | {seconds * 1000:.0f} | {seconds / bare:.1f} | {seconds / rdflib:.3f} |"
            for name, seconds in medians.items()
        ),
        "",
    ]
    (HERE / "cold_start.md").write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
