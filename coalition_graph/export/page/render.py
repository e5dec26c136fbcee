"""From a model to one page: template, styles, scripts and data in a single safe text.

The page asks nothing of any network.  Its policy allows the one style sheet and the two scripts in
it by their hashes and nothing else; the data block is never executed.  vis-network is read from
the installed pyvis.  Nothing of clock, machine or chance enters the text.
"""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import replace
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from coalition_graph.errors import ExportError
from coalition_graph.export.files import write_whole
from coalition_graph.export.page.layout import LayoutStyle, place
from coalition_graph.export.page.payload import data_block, degrees
from coalition_graph.export.page.static import legend, picture, rows
from coalition_graph.export.page.style import kind_styles, palette_css
from coalition_graph.export.page.texts import texts

if TYPE_CHECKING:
    from coalition_graph.export.page.layout import Layout
    from coalition_graph.export.page.model import Node, PageModel
    from coalition_graph.export.page.payload import Looks

__all__ = ["VIS_NETWORK", "render_page", "write_page"]

VIS_NETWORK = "templates/lib/vis-9.1.2/vis-network.min.js"
"""Where pyvis keeps the library that draws."""

_SCRIPTS = ("data", "view", "draw", "labels", "details", "search", "main")
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ku", "ur"})


def render_page(
    model: PageModel, *, layout: LayoutStyle = "auto", looks: Looks | None = None
) -> str:
    """Return the whole page as text.

    Args:
        model: What to show.
        layout: `rings`, `force`, or `auto`: rings wherever a kind of the model has one.
        looks: Options of single nodes (by id) and links (by place) that differ from the usual.

    >>> from coalition_graph.export.page.model import Kind, Node, PageModel
    >>> model = PageModel("One <state>", (Kind("state", "States"),), (), (Node("a", "state", "A"),))
    >>> "<title>One &lt;state&gt;</title>" in render_page(model)
    True
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader(__package__ or "", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    placed = _moved(model, place(model, layout), looks or {})
    style, library, script = _style(), _library(), _script()
    language = model.language or "en"
    return environment.get_template("page.html.j2").render(
        model=model,
        language=language,
        direction="rtl" if language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr",
        texts=texts(language),
        policy=_policy(style, library, script),
        style=style,
        library=library,
        script=script,
        data=data_block(model, placed, looks or {}),
        legend=legend(model),
        picture=picture(model, placed, looks or {}),
        rows=rows(model),
        dated=any(n.dates for n in model.nodes) or any(link.dates for link in model.links),
        begin=_begin(model),
        reading=_reading(model, placed),
    )


def write_page(
    model: PageModel, path: str | os.PathLike[str], *, layout: LayoutStyle = "auto"
) -> Path:
    """Write the page to a file, whole or not at all, and return its path.

    Raises:
        ExportError: The file cannot be written; what stood there before is untouched.
    """
    write_whole(Path(path), render_page(model, layout=layout).encode("utf-8"))
    return Path(path)


def _moved(model: PageModel, placed: Layout, looks: Looks) -> Layout:
    """Put the nodes that a user has placed where the user wants them."""
    positions = tuple(
        (round(looks.get(node.id, {}).get("x", x)), round(looks.get(node.id, {}).get("y", y)))
        for node, (x, y) in zip(model.nodes, placed.positions, strict=True)
    )
    return replace(placed, positions=positions)


def _style() -> str:
    return palette_css() + _own("app.css")


def _script() -> str:
    parts = "\n".join(_own(f"app/{name}.js") for name in _SCRIPTS)
    return f'(() => {{\n"use strict";\n{parts}}})();\n'


def _own(name: str) -> str:
    return files(__package__).joinpath(*name.split("/")).read_text(encoding="utf-8")


def _library() -> str:
    """Read vis-network without the comment that asks for a source map.

    The package is found, not imported: pyvis would bring IPython and networkx with it.
    """
    found = find_spec("pyvis")
    if found is None or not found.submodule_search_locations:
        raise ExportError("pyvis is not installed; it carries the library that draws the page")
    path = Path(found.submodule_search_locations[0], *VIS_NETWORK.split("/"))
    return path.read_text(encoding="utf-8").partition("//# sourceMappingURL")[0]


def _policy(style: str, library: str, script: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hash(library)} {_hash(script)}",
            f"style-src {_hash(style)}",
            "img-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _begin(model: PageModel) -> list[tuple[int, Node]]:
    """Choose, of each kind on show, the node with most links: a good place to begin."""
    degree = degrees(model)
    found = []
    for row, kind in enumerate(model.kinds):
        nodes = [node for node in model.nodes if node.kind == kind.id and degree[node.id]]
        if kind.shown and len(nodes) > 1:
            found.append((row, max(nodes, key=lambda node: degree[node.id])))
    return found


def _reading(model: PageModel, placed: Layout) -> list[list[tuple[int, bool]]]:
    """List the rings from the centre outward: the kinds on each, and whether dates order it."""
    if placed.style != "rings":
        return []
    rings: dict[int, list[tuple[int, bool]]] = {}
    for row, (kind, style) in enumerate(zip(model.kinds, kind_styles(model.kinds), strict=True)):
        if style.ring is not None and any(node.kind == kind.id for node in model.nodes):
            rings.setdefault(style.ring, []).append((row, style.order == "date"))
    return [rings[ring] for ring in sorted(rings)]
