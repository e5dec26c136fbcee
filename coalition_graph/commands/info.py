"""``coalition-graph info``: what is in the graph."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from coalition_graph.answers import Answer
from coalition_graph.commands.shared import add_data, add_format, load, show, write

if TYPE_CHECKING:
    import argparse

SUMMARY = "tell what is in the graph: counts, dates, version, licence, hash"


def register(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_data(parser)
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the description."""
    told = load(arguments).info()
    if arguments.format == "json":
        write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
        return 0
    counts = told.pop("counts")
    rows = [(name.replace("_", " "), str(value)) for name, value in told.items() if value != ""]
    rows += [(name, str(number)) for name, number in counts.items()]
    show(Answer(("what", "value"), rows), arguments.format)
    return 0
