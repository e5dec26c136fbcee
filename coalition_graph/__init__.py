"""Answers questions about international coalitions with evidence.

>>> import coalition_graph as cg
>>> kg = cg.load()
>>> len(kg.members())
89
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coalition_graph.answers import Answer
    from coalition_graph.contradictions import Contradiction
    from coalition_graph.dates import Bounds, Certainty, PartialDate
    from coalition_graph.errors import (
        AmbiguousNameError,
        CoalitionGraphError,
        DateError,
        ExportError,
        LoadError,
        QueryError,
        RowError,
        UnknownNameError,
        ValidationError,
    )
    from coalition_graph.explanations import Explanation
    from coalition_graph.graph import CoalitionGraph, Count
    from coalition_graph.loaders import datasets
    from coalition_graph.loaders.report import LoadingReport
    from coalition_graph.model import (
        Body,
        Claim,
        Contribution,
        Document,
        Leadership,
        LineOfEffort,
        Meeting,
        Membership,
        Operation,
        Organisation,
        Participation,
        Person,
        Post,
        Quantity,
        Ref,
        Resolution,
        State,
        Tenure,
    )
    from coalition_graph.policies import Policy
    from coalition_graph.validation import ValidationReport

    load = CoalitionGraph.load

_HOMES = {
    "answers": ("Answer",),
    "contradictions": ("Contradiction",),
    "dates": ("Bounds", "Certainty", "PartialDate"),
    "errors": (
        "AmbiguousNameError",
        "CoalitionGraphError",
        "DateError",
        "ExportError",
        "LoadError",
        "QueryError",
        "RowError",
        "UnknownNameError",
        "ValidationError",
    ),
    "explanations": ("Explanation",),
    "graph": ("CoalitionGraph", "Count"),
    "loaders": ("datasets",),
    "loaders.report": ("LoadingReport",),
    "model": (
        "Body",
        "Claim",
        "Contribution",
        "Document",
        "Leadership",
        "LineOfEffort",
        "Meeting",
        "Membership",
        "Operation",
        "Organisation",
        "Participation",
        "Person",
        "Post",
        "Quantity",
        "Ref",
        "Resolution",
        "State",
        "Tenure",
    ),
    "policies": ("Policy",),
    "validation": ("ValidationReport",),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__version__ = "0.1.0"
__all__ = [
    "AmbiguousNameError",
    "Answer",
    "Body",
    "Bounds",
    "Certainty",
    "Claim",
    "CoalitionGraph",
    "CoalitionGraphError",
    "Contradiction",
    "Contribution",
    "Count",
    "DateError",
    "Document",
    "Explanation",
    "ExportError",
    "Leadership",
    "LineOfEffort",
    "LoadError",
    "LoadingReport",
    "Meeting",
    "Membership",
    "Operation",
    "Organisation",
    "PartialDate",
    "Participation",
    "Person",
    "Policy",
    "Post",
    "Quantity",
    "QueryError",
    "Ref",
    "Resolution",
    "RowError",
    "State",
    "Tenure",
    "UnknownNameError",
    "ValidationError",
    "ValidationReport",
    "datasets",
    "load",
]


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is first asked for: the package itself stays light."""
    if name == "load":
        value = import_module("coalition_graph.graph").CoalitionGraph.load
    elif name in _HOME_OF:
        value = getattr(import_module(f"coalition_graph.{_HOME_OF[name]}"), name)
    else:
        raise AttributeError(f"module 'coalition_graph' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
