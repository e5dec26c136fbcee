"""A pyvis Network whose pages are ours: same habits, none of the traps.

    network = build_network(model)          # nodes and edges filled in, still yours to change
    network.add_node("wider", label="Wider circle")
    network.write_html("page.html")         # one offline file; nothing else is written

`CoalitionNetwork` also stands alone, as any pyvis Network does.  Every link is kept, also several
between the same two nodes; graphs handed to `from_nx` stay as they are; positions are computed and
the browser runs no physics.  What pyvis keeps for its own template (menus, physics, `lib/` folders,
addresses of other servers) is not used.

The module imports pyvis, which imports IPython: import it only where a network is asked for.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyvis.edge import Edge
from pyvis.network import Network

from coalition_graph.errors import UnknownNameError
from coalition_graph.export.files import write_whole
from coalition_graph.export.page.layout import place
from coalition_graph.export.page.model import Kind, Link, Node, PageModel, Role
from coalition_graph.export.page.payload import degrees, node_size
from coalition_graph.export.page.render import render_page
from coalition_graph.export.page.style import (
    DASHES,
    KIND_COLOURS,
    ROLE_COLOURS,
    SHAPES,
    WIDTHS,
    kind_styles,
    role_styles,
)

if TYPE_CHECKING:
    import os

    from coalition_graph.export.page.layout import LayoutStyle

__all__ = ["CoalitionNetwork", "build_network"]

_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}|[a-zA-Z]{3,20}|(rgb|hsl)a?\([0-9.,%/ deg]{5,40}\)")
_PYVIS_NODE = {"shape": "dot", "color": "#97c2fc"}  # what pyvis gives a node nobody styled
_NO_MODEL = PageModel("Network", (), (), ())


def build_network(model: PageModel, *, layout: LayoutStyle = "auto") -> CoalitionNetwork:
    """Fill a pyvis Network from a model, with positions, shapes, sizes and colours.

    >>> model = PageModel("Two", (Kind("state", "States"),), (Role("ally", "Allied"),),
    ...     (Node("a", "state", "A"), Node("b", "state", "B")), (Link("a", "b", "ally"),))
    >>> network = build_network(model)
    >>> [node["label"] for node in network.nodes], len(network.edges)
    (['A', 'B'], 1)
    """
    network = CoalitionNetwork(heading=model.title)
    network.model, network.layout = model, layout
    for options in _node_options(model, layout):
        network.nodes.append(options)
        network.node_ids.append(options["id"])
        network.node_map[options["id"]] = options
    network.edges.extend(_edge_options(model))
    return network


class CoalitionNetwork(Network):  # type: ignore[misc]  # pyvis has no types
    """A pyvis Network that writes the page of this package.

    >>> network = CoalitionNetwork(heading="Friends")
    >>> network.add_node(1, label="One")
    >>> network.add_node(2, label="Two")
    >>> network.add_edge(1, 2)
    >>> "<h1 dir=\\"auto\\">Friends</h1>" in network.generate_html()
    True
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Take what pyvis takes; links are directed and resources stay in the file."""
        options.setdefault("directed", True)
        options["cdn_resources"] = "in_line"
        options["notebook"] = False
        super().__init__(*arguments, **options)
        self.model = _NO_MODEL
        self.layout: LayoutStyle = "auto"

    def add_edge(self, source: str | int, to: str | int, **options: Any) -> None:
        """Add a link; unlike in pyvis, several between the same two nodes are kept.

        Raises:
            UnknownNameError: One of the ends is not in the network.
        """
        for end in (source, to):
            if end not in self.node_map:
                raise UnknownNameError("node", str(end), map(str, self.node_map))
        self.edges.append(Edge(source, to, self.directed, **options).options)

    def from_nx(self, nx_graph: Any, *arguments: Any, **options: Any) -> None:
        """Add a networkx graph, which stays as it is."""
        copy = nx_graph.copy()
        for _, attributes in copy.nodes(data=True):
            _plain(attributes)
        for *_, attributes in copy.edges(data=True):
            _plain(attributes)
        super().from_nx(copy, *arguments, **options)

    def page_model(self) -> PageModel:
        """Return the model with what was added, removed or renamed since it was built."""
        return _Reading(self).model

    def generate_html(
        self, name: str = "index.html", local: bool = True, notebook: bool = False
    ) -> str:
        """Return the page as text; the arguments of pyvis are taken and not needed."""
        del name, local, notebook
        reading = _Reading(self)
        self.html = render_page(reading.model, layout=self.layout, looks=reading.looks)
        return self.html

    def write_html(
        self,
        name: str | os.PathLike[str],
        local: bool = True,
        notebook: bool = False,
        open_browser: bool = False,
    ) -> None:
        """Write the page to a file, whole or not at all, and nothing beside it."""
        del local, notebook
        write_whole(Path(name), self.generate_html().encode("utf-8"))
        if open_browser:
            import webbrowser

            webbrowser.open(Path(name).resolve().as_uri())

    def save_graph(self, name: str | os.PathLike[str]) -> None:
        """Write the page to a file, as `write_html` does."""
        self.write_html(name)

    def show(
        self, name: str | os.PathLike[str], local: bool = True, notebook: bool = True
    ) -> CoalitionNetwork:
        """Write the page; open it in a browser unless `notebook`, where the result is drawn."""
        self.write_html(name, local, open_browser=not notebook)
        return self

    def _repr_html_(self) -> str:
        height = self.height if str(self.height) != "600px" else "760px"
        return (
            f'<iframe srcdoc="{escape(self.generate_html())}" sandbox="allow-scripts allow-popups" '
            f'title="{escape(str(self.heading))}" width="100%" height="{escape(str(height))}" '
            'style="border:0"></iframe>'
        )


class _Reading:
    """What the lists of a network say, beside the model that they were filled from."""

    def __init__(self, network: CoalitionNetwork) -> None:
        self.base = network.model
        self.looks: dict[str | int, dict[str, Any]] = {}
        self.kinds = {kind.id: kind for kind in self.base.kinds}
        self.roles = {role.id: role for role in self.base.roles}
        self.known = {node.id: node for node in self.base.nodes}
        self.usual = {item["id"]: item for item in _node_options(self.base, network.layout)}
        nodes = tuple(self._node(options) for options in network.nodes)
        usual_links = _edge_options(self.base)
        links = tuple(
            self._link(place, options, usual_links) for place, options in enumerate(network.edges)
        )
        self.model = PageModel(
            title=str(network.heading or self.base.title),
            kinds=tuple(self.kinds.values()),
            roles=tuple(self.roles.values()),
            nodes=nodes,
            links=links,
            documents=self.base.documents,
            subtitle=self.base.subtitle,
            language=self.base.language,
            as_of=self.base.as_of,
            version=self.base.version,
        )

    def _node(self, options: dict[str, Any]) -> Node:
        name = str(options["id"])
        usual = self.usual.get(name, _PYVIS_NODE)
        look = {
            key: value
            for key, value in _node_look(options).items()
            if value != _node_look(usual).get(key)
        }
        if look:
            self.looks[name] = look
        label = str(options.get("label") or name)
        if name in self.known:
            known = self.known[name]
            return known if label == usual["label"] else _renamed(known, label)
        kind = str(options.get("group") or "node")
        self.kinds.setdefault(kind, Kind(kind, kind.capitalize()))
        title = options.get("title")
        details = (("Note", str(title)),) if title and str(title) != label else ()
        return Node(name, kind, label, details=details)

    def _link(self, place: int, options: dict[str, Any], usual: list[dict[str, Any]]) -> Link:
        number = options.get("place")
        ends = (str(options["from"]), str(options["to"]))
        known = isinstance(number, int) and number < len(usual)
        standard = usual[number] if known else {}  # type: ignore[index]
        look = {
            key: value
            for key, value in _link_look(options).items()
            if value != _link_look(standard).get(key)
        }
        if look:
            self.looks[place] = look
        if known and ends == (standard["from"], standard["to"]):
            return self.base.links[number]  # type: ignore[index]
        role = str(options.get("role") or options.get("label") or "link")
        self.roles.setdefault(role, Role(role, role.capitalize(), role, role))
        title = options.get("title")
        return Link(*ends, role, note=str(title) if title else "")


def _node_options(model: PageModel, layout: LayoutStyle) -> list[dict[str, Any]]:
    styles = dict(zip((kind.id for kind in model.kinds), kind_styles(model.kinds), strict=True))
    degree = degrees(model)
    return [
        {
            "id": node.id,
            "label": node.short,
            "title": node.label,
            "group": node.kind,
            "shape": styles[node.kind].shape,
            "color": KIND_COLOURS[styles[node.kind].slot][0],
            "size": node_size(styles[node.kind].size, degree[node.id]),
            "x": x,
            "y": y,
        }
        for node, (x, y) in zip(model.nodes, place(model, layout).positions, strict=True)
    ]


def _edge_options(model: PageModel) -> list[dict[str, Any]]:
    styles = dict(zip((role.id for role in model.roles), role_styles(model.roles), strict=True))
    return [
        {
            "from": link.source,
            "to": link.target,
            "place": number,
            "role": link.role,
            "title": link.note or link.forward or link.role,
            "color": ROLE_COLOURS[styles[link.role].slot][0],
            "width": WIDTHS[styles[link.role].emphasis],
            "dashes": DASHES.get(link.certainty) or False,
            "arrows": "to",
        }
        for number, link in enumerate(model.links)
    ]


def _node_look(options: dict[str, Any]) -> dict[str, Any]:
    """Keep, of the options of a node, what the page can draw and what cannot do harm."""
    found = _link_look(options)
    found.pop("width", None)
    if options.get("shape") in SHAPES:
        found["shape"] = options["shape"]
    for key, low, high in (("size", 1, 60), ("x", -1e5, 1e5), ("y", -1e5, 1e5)):
        value = options.get(key)
        if isinstance(value, int | float) and math.isfinite(value):
            found[key] = min(high, max(low, round(value, 1)))
    return found


def _link_look(options: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    colour = options.get("color")
    if isinstance(colour, dict):
        colour = colour.get("background") or colour.get("color")
    if isinstance(colour, str) and _COLOUR.fullmatch(colour):
        found["color"] = colour
    width = options.get("width")
    if isinstance(width, int | float) and math.isfinite(width):
        found["width"] = min(12, max(0.2, width))
    return found


def _renamed(node: Node, label: str) -> Node:
    return replace(node, label=label, short=label)


def _plain(attributes: dict[str, Any]) -> None:
    """Write dates and other values as text, which pyvis itself cannot."""
    for name, value in attributes.items():
        if value is not None and not isinstance(value, str | int | float | bool | list | dict):
            attributes[name] = str(value)
