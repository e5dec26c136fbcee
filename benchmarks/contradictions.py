"""The network of claims and rules, against plain networkx and against reading the same facts.

An invented coalition: one group with a start, memberships with three claims each (an attestation, a
start or an end that is true), and for every ten memberships a post of one holder with five tenures.
Contenders take turns; the table shows medians, and ratios of medians.
"""

from __future__ import annotations

import platform
import random
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

import networkx as nx
import pyoxigraph as ox

from coalition_graph import Bounds, Claim, Membership, Organisation, Post, Ref, Tenure, rdf
from coalition_graph.constraints import ORIGIN, Network
from coalition_graph.contradictions import contradictions, tightened
from coalition_graph.contradictions.case import Case
from coalition_graph.model import Fact

SIZES, ROUNDS = (100, 1_000, 5_000, 20_000), 3
BEGAN = date(2014, 9, 10)
HERE = Path(__file__).parent


def seconds(call: Callable[[], object]) -> float:
    """Return the CPU seconds of one call."""
    start = time.process_time()
    call()
    return time.process_time() - start


def claim(subject: Ref, what: str, day: date, number: int, source: int) -> Claim:
    return Claim(
        id=f"{subject.id}-{number}",
        subject=subject,
        property=what,
        value=day.isoformat(),
        sources=(Ref("document", f"d{source}"),),
    )


def coalition(size: int, wrong: int = 0) -> list[Fact]:
    """Return a coalition of so many members; some of them attested after their end."""
    chance = random.Random(size)
    pact = Organisation(id="pact", name="Pact")
    facts: list[Fact] = [pact, claim(pact.ref, "start", BEGAN, 0, 0)]
    for number in range(size):
        first = BEGAN + timedelta(chance.randrange(3_000))
        seen = first + timedelta(chance.randrange(400))
        spell = Membership(
            id=f"m{number}-pact-1",
            member=Ref("organisation", f"m{number}"),
            group=pact.ref,
            bounds=Bounds(start_not_before=first, start_not_after=first, end_not_before=seen),
        )
        days = [("start", first), ("attested", seen), ("end_not_before", first)]
        if number < wrong:
            days.append(("end", seen - timedelta(200) if seen > first else first))
            days.append(("attested", seen + timedelta(1)))
        said = enumerate(days, 1)
        facts.append(spell)
        facts += [
            claim(spell.ref, what, day, i, chance.randrange(1_000)) for i, (what, day) in said
        ]
    for number in range(size // 10):
        post = Post(id=f"p{number}", name=f"Post {number}", one_holder=True)
        facts.append(post)
        for term in range(5):
            seen = BEGAN + timedelta(400 * term + chance.randrange(300))
            tenure = Tenure(
                id=f"h{term}-p{number}",
                holder=Ref("person", f"h{term}"),
                post=post.ref,
                bounds=Bounds(start_not_after=seen, end_not_before=seen),
            )
            facts += [tenure, claim(tenure.ref, "attested", seen, 1, chance.randrange(1_000))]
    return facts


def through_an_engine(facts: list[Fact]) -> Callable[[], object]:
    """Return a call that reads the facts from a graph."""
    store = ox.Store()
    store.extend(rdf.quads(facts, "invented"))
    kinds = sorted({type(fact) for fact in facts}, key=lambda kind: kind.__name__)
    return lambda: [list(rdf.Reader(store).facts(kind)) for kind in kinds]


def plain(network: Network) -> tuple[nx.DiGraph, nx.DiGraph]:
    """Return the graph of a network and its reverse, for networkx alone."""
    graph = nx.DiGraph()
    for one in network.constraints:
        known = graph.get_edge_data(one.right, one.left)
        if known is None or one.days < known["weight"]:
            graph.add_edge(one.right, one.left, weight=one.days)
    return graph, graph.reverse()


def bellman_ford(network: Network) -> None:
    """Solve a network with networkx as its guide shows: both directions, lengths only."""
    for graph in plain(network):
        nx.single_source_bellman_ford_path_length(graph, ORIGIN)


def network_of(facts: list[Fact]) -> Network:
    """Return the network of some facts."""
    case = Case(facts)
    return case.network(case.told())


def measured(size: int) -> str:
    """Return a row of the table."""
    facts, muddled = coalition(size), coalition(size, wrong=10)
    network = network_of(facts)
    contenders: dict[str, Callable[[], object]] = {
        "read": through_an_engine(facts),
        "plain": lambda: bellman_ford(network),
        "solve": network.solve,
        "all": lambda: contradictions(facts),
        "tightened": lambda: tightened(facts),
        "muddled": lambda: contradictions(muddled),
    }
    assert contradictions(facts) == ()
    assert len(contradictions(muddled)) >= 10
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(ROUNDS if size < SIZES[-1] else 1):
        for name, call in contenders.items():
            taken[name].append(seconds(call))
    took = {name: statistics.median(times) for name, times in taken.items()}
    return (
        f"| {size:,} | {len(network.constraints):,} | {took['solve'] * 1000:,.0f} "
        f"| {took['solve'] / took['plain']:.2f} | {took['all'] * 1000:,.0f} "
        f"| {took['all'] / took['read']:.2f} | {took['muddled'] * 1000:,.0f} "
        f"| {took['tightened'] * 1000:,.0f} |"
    )


def main() -> None:
    """Measure, and write the table."""
    lines = [
        "# Contradictions",
        "",
        (
            "Invented coalitions of some memberships with three claims each, and of half as many "
            "tenures of posts of one holder; CPU time, medians of "
            f"{ROUNDS} rounds in turn (1 for the largest). Python {platform.python_version()}, "
            f"networkx {version('networkx')}, pyoxigraph {version('pyoxigraph')}."
        ),
        "",
        (
            "- **solve**: the network once, for bounds and what each rests on. *÷ networkx*: "
            "against its Bellman-Ford in both directions over the same network, lengths only."
        ),
        (
            "- **contradictions**: from facts to sentences, with the order of tenures; "
            "*÷ reading*: against reading the same facts from the engine."
        ),
        "- **with ten**: the same coalition with ten members attested after their end.",
        "",
        (
            "| memberships | constraints | solve ms | ÷ networkx | contradictions ms | ÷ reading "
            "| with ten ms | tightened ms |"
        ),
        "|---:|---:|---:|---:|---:|---:|---:|---:|",
        *(measured(size) for size in SIZES),
        "",
    ]
    (HERE / "contradictions.md").write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
