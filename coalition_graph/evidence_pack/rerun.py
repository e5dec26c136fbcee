"""The query of a pack: complete, and run once more before its rows are called evidence."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pyoxigraph as ox

from coalition_graph import sparql
from coalition_graph.answers import cell_text
from coalition_graph.errors import ExportError
from coalition_graph.guard import cut

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coalition_graph.answers import Answer
    from coalition_graph.evidence_pack import Origin

__all__ = ["check_rows", "complete_query"]


def complete_query(text: str, prefixes: Mapping[str, str]) -> str:
    """Return a query with a PREFIX line for every prefix that it uses and does not declare.

    >>> print(complete_query("SELECT ?s { ?s a cg:State }", {"cg": "https://example.org/"}))
    PREFIX cg: <https://example.org/>
    SELECT ?s { ?s a cg:State }
    """
    solid = [token for token in cut(text) if token.kind != "space"]
    used = {token.text.partition(":")[0] for token in solid if token.kind == "prefixed"}
    declared = {
        token.text.partition(":")[0] for before, token in pairwise(solid) if before.word == "PREFIX"
    }
    missing = sorted((used - declared) & prefixes.keys())
    lines = "".join(f"PREFIX {name}: <{prefixes[name]}>\n" for name in missing)
    return lines + text.strip("\n")


def check_rows(answer: Answer, origin: Origin, query: str) -> None:
    """Ask again: a pack holds only rows that its query gives, on the data whose hash it tells.

    Raises:
        ExportError: the query gives other rows.
    """
    ran, solutions = sparql.run(origin.store, query, {}, {})
    assert isinstance(solutions, ox.QuerySolutions)
    if _texts(answer) != _texts(sparql.select(solutions, ran, origin.graph.ref)):
        raise ExportError(
            "asked again, the query does not give these rows: the graph or the rows were changed "
            "since, or the query uses the clock or chance (NOW, RAND, LIMIT without ORDER BY); "
            "ask once more, and write the pack then"
        )


def _texts(answer: Answer) -> list[tuple[str, ...]]:
    return sorted(tuple(map(cell_text, row)) for row in answer.rows)
