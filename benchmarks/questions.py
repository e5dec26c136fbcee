"""Every named question: the library against the raw engine and against rdflib.

All three answer the same text over the same statements and make their native rows: tuples of
Python values here, the engine's solutions, rdflib's rows.  Contenders take turns.
"""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pyoxigraph as ox
import rdflib

import coalition_graph as cg
from coalition_graph import queries

ROUNDS, RDFLIB_ROUNDS = 15, 3
HERE = Path(__file__).parent
# rdflib takes up to a minute: once is enough
SLOW = (
    "claimed_against_counted",
    "days_together",
    "disputed_values",
    "joining_evidence",
    "not_attested_since",
    "not_members_on",
    "single_source_facts",
    "sources_count",
)
GIVEN = {
    "bodies_of_member": {"agent": "usa"},
    "days_together": {"as_of": "2026-11-20"},
    "joining_order": {"agent_a": "ken"},
    "members_during": {"since": "2018", "until": "2018"},
    "members_on": {"as_of": "2018-06-01"},
    "member_count": {"as_of": "2018-06-01"},
    "not_members_on": {"as_of": "2018-06-01"},
    "post_holders_at_meetings": {"post": "usa-secretary-of-state"},
    "who_could_have_been_there": {"meeting": "2014-12-03-brussels"},
    "meetings_led_by": {"agent": "james-mattis"},
    "participants": {"meeting": "2014-12-03-brussels"},
    "quantities": {"subject": "irq"},
    "sources_of": {"fact": "usa-global-coalition-1"},
    "claims_about": {"fact": "ken-global-coalition-1"},
    "contributions_by_kind": {"as_of": "2018-06-01"},
    "document_uses": {"document": "crs-2016-08"},
    "names_of": {"thing": "tur"},
    "not_attested_since": {"since": "2020"},
    "resting_only_on": {"document": "crs-2016-08"},
}


def seconds(call: Callable[[], object]) -> float:
    """Return the CPU seconds of one call."""
    start = time.process_time()
    call()
    return time.process_time() - start


def measured(
    graph: cg.CoalitionGraph, plain: rdflib.Graph, name: str, given: dict[str, str]
) -> tuple[str, int, float, float, float]:
    """Return name, number of rows, and the seconds of engine, library and rdflib."""
    answer = graph.answer(name, **given)
    text = answer.sparql
    ours, engine, theirs = [], [], []
    for turn in range(ROUNDS):
        ours.append(seconds(lambda: graph.answer(name, **given)))
        engine.append(seconds(lambda: [tuple(row) for row in graph.engine.query(text)]))
        if turn < (1 if name in SLOW else RDFLIB_ROUNDS):
            theirs.append(seconds(lambda: list(plain.query(text))))
    medians = map(statistics.median, (engine, ours, theirs))
    return (name, len(answer), *medians)


def in_rdflib(graph: cg.CoalitionGraph) -> rdflib.Graph:
    """Return the statements in rdflib's own memory store."""
    turtle = graph.engine.dump(format=ox.RdfFormat.TURTLE, from_graph=ox.DefaultGraph())
    return rdflib.Graph().parse(data=turtle, format="turtle")


def main() -> None:
    """Measure, and write the table."""
    graph, layered = cg.load(), cg.load(claims=True)
    graphs = {False: (graph, in_rdflib(graph)), True: (layered, in_rdflib(layered))}
    rows = [
        measured(*graphs[queries.question(name).claims], name, GIVEN.get(name, {}))
        for name in queries.names()
    ]
    over_engine = statistics.geometric_mean(ours / engine for _, _, engine, ours, _ in rows)
    over_rdflib = statistics.geometric_mean(theirs / ours for _, _, _, ours, theirs in rows)
    lines = [
        "# The named questions",
        "",
        (
            f"On the bundled data ({len(graph):,} statements, {len(layered):,} with claims), CPU "
            f"time, medians of {ROUNDS} "
            f"rounds in turn ({RDFLIB_ROUNDS} for rdflib). Python {platform.python_version()}, "
            f"pyoxigraph {version('pyoxigraph')}, rdflib {version('rdflib')}."
        ),
        "",
        "| question | rows | engine ms | library ÷ engine | rdflib ÷ library |",
        "|---|---:|---:|---:|---:|",
        *(
            f"| {name} | {number} | {engine * 1000:.1f} "
            f"| {ours / engine:.2f} | {theirs / ours:.0f} |"
            for name, number, engine, ours, theirs in rows
        ),
        f"| **geometric mean** | | | **{over_engine:.2f}** | **{over_rdflib:.0f}** |",
        "",
    ]
    (HERE / "questions.md").write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
