"""The claim layer: the same questions asked of rows and of claims, and what it costs to have it.

Three questions, each asked twice over the same store: of the easy layer, whose rows cite documents
as a whole, and through the claims, which tell the documents that give this very value.  The easy
questions are also asked of a store without claims, to see whether the layer is in their way.
Contenders take turns.
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
from coalition_graph.vocabulary import PREFIXES

ROUNDS, RDFLIB_ROUNDS = 25, 3
HERE = Path(__file__).parent

QUESTIONS = {
    "which members joined when, by which documents": (
        """SELECT ?member ?first ?last ?source {
          ?m a cg:Membership ; cg:member ?member ;
             cg:startNotBefore ?first ; cg:startNotAfter ?last ; cg:source ?source }""",
        """SELECT ?member ?first ?last ?source {
          ?m a cg:Membership ; cg:member ?member ;
             cg:startNotBefore ?first ; cg:startNotAfter ?last .
          ?r cg:onSubject ?m ; cg:onProperty cg:startNotAfter ; cg:restsOn ?claim .
          ?claim cg:source ?source }""",
    ),
    "who led which meeting, by which documents": (
        """SELECT ?meeting ?agent ?role ?source {
          ?p cg:role ?role ; cg:event ?meeting ; cg:participant ?agent ; cg:source ?source
          FILTER(?role IN (role:host, role:co-host, role:chair, role:co-chair)) }""",
        """SELECT ?meeting ?agent ?role ?source {
          ?p cg:role ?role ; cg:event ?meeting ; cg:participant ?agent .
          ?claim cg:onSubject ?p ; cg:onProperty cg:role ; cg:source ?source
          FILTER(?role IN (role:host, role:co-host, role:chair, role:co-chair)) }""",
    ),
    "who certainly was a member on 2018-06-01, by which documents": (
        """SELECT ?member ?source {
          ?m a cg:Membership ; cg:member ?member ; cg:startNotAfter ?start ; cg:endNotBefore ?end ;
             cg:source ?source
          FILTER(?start <= "2018-06-01"^^xsd:date && "2018-06-01"^^xsd:date <= ?end) }""",
        """SELECT ?member ?source {
          ?m a cg:Membership ; cg:member ?member ; cg:startNotAfter ?start ; cg:endNotBefore ?end .
          FILTER(?start <= "2018-06-01"^^xsd:date && "2018-06-01"^^xsd:date <= ?end)
          ?r cg:onSubject ?m ; cg:onProperty cg:endNotBefore ; cg:restsOn ?claim .
          ?claim cg:source ?source }""",
    ),
}


def seconds(call: Callable[[], object]) -> float:
    """Return the CPU seconds of one call."""
    start = time.process_time()
    call()
    return time.process_time() - start


def asked(store: ox.Store, text: str) -> Callable[[], object]:
    """Return a call that asks the engine and takes every row."""
    return lambda: [tuple(row) for row in store.query(text, prefixes=dict(PREFIXES))]


def measured(easy: ox.Store, layered: ox.Store, plain: rdflib.Graph) -> list[tuple[object, ...]]:
    """Return a row for each question: times over the claims against times over the rows."""
    rows = []
    names = dict(PREFIXES)
    for title, (by_rows, by_claims) in QUESTIONS.items():
        calls = {
            "without": asked(easy, by_rows),
            "rows": asked(layered, by_rows),
            "claims": asked(layered, by_claims),
        }
        slow = {
            "rdflib rows": lambda text=by_rows: list(plain.query(text, initNs=names)),
            "rdflib claims": lambda text=by_claims: list(plain.query(text, initNs=names)),
        }
        times: dict[str, list[float]] = {name: [] for name in (*calls, *slow)}
        for turn in range(ROUNDS):
            for name, call in calls.items():
                times[name].append(seconds(call))
            for name, call in slow.items() if turn < RDFLIB_ROUNDS else ():
                times[name].append(seconds(call))
        took = {name: statistics.median(found) for name, found in times.items()}
        counts = [len(calls[name]()) for name in ("rows", "claims")]  # type: ignore[arg-type]
        rows.append(
            (
                title,
                *counts,
                took["without"] * 1000,
                took["rows"] / took["without"],
                took["claims"] / took["rows"],
                took["rdflib claims"] / took["rdflib rows"],
            )
        )
    return rows


def costs() -> list[tuple[str, float]]:
    """Return what claims are used for, in seconds of CPU, beside loading the easy layer."""
    found = [("load the easy layer from its snapshot", seconds(cg.load))]
    found.append(("load both layers from the snapshot", seconds(lambda: cg.load(claims=True))))
    fresh = cg.load()
    found.append(("read all facts and claims, once", seconds(lambda: fresh.history("ken"))))
    found.append(("an edition known on a day", seconds(lambda: fresh.known_on("2018-06-01"))))
    found.append(("an edition under another policy", seconds(lambda: fresh.under("ranked"))))
    found.append(("the history of one membership", seconds(lambda: fresh.history("nato"))))
    return found


def main() -> None:
    """Measure, and write the tables."""
    kg = cg.load(claims=True)
    easy, layered = cg.load().engine, kg.engine
    plain = rdflib.Graph()
    turtle = layered.dump(format=ox.RdfFormat.TURTLE, from_graph=ox.DefaultGraph())
    plain.parse(data=turtle, format="turtle")
    claims = kg.claims()
    lines = [
        "# The claim layer",
        "",
        (
            f"On the bundled data ({len(easy):,} statements, {len(layered):,} with the claim "
            f"layer; {len(claims):,} claims with {sum(len(one.sources) for one in claims):,} "
            f"citations, {sum(one.status != 'accepted' for one in claims)} disputed). CPU time, "
            f"medians of {ROUNDS} rounds in turn ({RDFLIB_ROUNDS} for rdflib). "
            f"Python {platform.python_version()}, pyoxigraph {version('pyoxigraph')}, "
            f"rdflib {version('rdflib')}."
        ),
        "",
        (
            "| question | rows | rows by claims | easy layer alone, ms | with claims beside it ÷ "
            "alone | by claims ÷ by rows | the same on rdflib |"
        ),
        "|---|---:|---:|---:|---:|---:|---:|",
        *(
            f"| {title} | {rows} | {by_claims} | {alone:.1f} | {beside:.2f} | {ratio:.2f} "
            f"| {on_rdflib:.2f} |"
            for title, rows, by_claims, alone, beside, ratio, on_rdflib in measured(
                easy, layered, plain
            )
        ),
        "",
        "| what | ÷ loading the easy layer |",
        "|---|---:|",
    ]
    spent = costs()
    lines += [f"| {what} | {took / spent[0][1]:.2f} |" for what, took in spent]
    lines.append("")
    (HERE / "claims.md").write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
