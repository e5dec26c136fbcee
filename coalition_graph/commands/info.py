"""``coalition-graph info``: what is in the graph."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from coalition_graph.commands.shared import add_data, load

if TYPE_CHECKING:
    import argparse

SUMMARY = "tell what is in the graph: counts, dates, version, hash"


def register(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_data(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(arguments: argparse.Namespace) -> int:
    """Print the description."""
    told = load(arguments).info()
    if arguments.format == "json":
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return 0
    for name, value in told.items():
        if name != "counts" and value != "":
            print(f"{name.replace('_', ' '):14} {value}")
    for name, number in told["counts"].items():
        print(f"  {name:14} {number:>6,}")
    return 0
