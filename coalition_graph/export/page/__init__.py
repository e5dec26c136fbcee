"""The interactive page: one offline file from plain facts.

A `PageModel` says what is shown; `render_page` and `write_page` turn it into a page;
`build_network` gives the same as a pyvis Network that may still be changed before it is written.

>>> model = PageModel("One", (Kind("state", "States"),), (), (Node("irq", "state", "Iraq"),))
>>> render_page(model).startswith("<!doctype html>")
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coalition_graph.export.page.layout import LayoutStyle
from coalition_graph.export.page.model import DocumentRef, Kind, Link, Node, PageModel, Role
from coalition_graph.export.page.render import render_page, write_page

if TYPE_CHECKING:
    from coalition_graph.export.page.network import CoalitionNetwork

__all__ = [
    "DocumentRef",
    "Kind",
    "LayoutStyle",
    "Link",
    "Node",
    "PageModel",
    "Role",
    "build_network",
    "render_page",
    "write_page",
]


def build_network(model: PageModel, *, layout: LayoutStyle = "auto") -> CoalitionNetwork:
    """Fill a pyvis Network from a model; see `coalition_graph.export.page.network`."""
    from coalition_graph.export.page import network  # pyvis imports IPython: only when asked for

    return network.build_network(model, layout=layout)
