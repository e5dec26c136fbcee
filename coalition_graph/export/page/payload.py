"""The data block of the page: short rows that refer to each other by number.

A thousand relations that repeat the names of their ends, roles and documents weigh seven times as
much as rows of numbers.  Defaults at the end of a row are left away; `app/data.js` puts them back.
The block is JSON inside a `script` element that is never executed: `<` and the two line separators
of JavaScript are escaped, so that no text can end it.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, TypeAlias

from coalition_graph.export.page.style import (
    DASHES,
    SHAPES,
    WIDTHS,
    kind_styles,
    role_styles,
)
from coalition_graph.export.page.texts import texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coalition_graph.export.page.layout import Layout
    from coalition_graph.export.page.model import Link, PageModel

__all__ = ["Looks", "data_block", "degrees", "links_of_pairs", "node_size"]

Looks: TypeAlias = "Mapping[str | int, Mapping[str, Any]]"
"""What a user changed: vis-network options by node id (text) or by place of the link (number)."""


def data_block(model: PageModel, layout: Layout, looks: Looks) -> str:
    """Write the data of a page as JSON that may stand inside a script element.

    >>> from coalition_graph.export.page.layout import place
    >>> from coalition_graph.export.page.model import Kind, Node, PageModel
    >>> model = PageModel("</script>", (Kind("state", "States"),), (), (Node("a", "state", "A"),))
    >>> "</script>" in data_block(model, place(model), {})
    False
    """
    data = {
        "asOf": model.as_of,
        "dashes": DASHES,
        "documents": [
            _trim([d.id, d.title, d.publisher, d.published, d.url]) for d in model.documents
        ],
        "kinds": _kinds(model),
        "links": _links(model, looks),
        "marks": [[mark.text, mark.x, mark.y] for mark in layout.marks],
        "nodes": _nodes(model, layout, looks),
        "ringed": layout.style == "rings",
        "rings": list(layout.rings),
        "roles": _roles(model),
        "shapes": SHAPES,
        "texts": texts(model.language),
        "title": model.title,
        "version": model.version,
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for character in "<\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def degrees(model: PageModel) -> dict[str, int]:
    """Count the links of each node."""
    found = dict.fromkeys((node.id for node in model.nodes), 0)
    for link in model.links:
        found[link.source] += 1
        if link.target != link.source:
            found[link.target] += 1
    return found


def node_size(base: float, degree: int) -> float:
    """Let what has many links be larger, gently.

    >>> node_size(4.5, 0), node_size(4.5, 100)
    (4.5, 9.5)
    """
    return round(base + min(6.0, 0.5 * math.sqrt(degree)), 1)


def links_of_pairs(links: Sequence[Link]) -> list[int]:
    """Number the links that join the same two nodes: 0 for the first, then 1, 2 and so on."""
    seen: dict[tuple[str, str], int] = {}
    numbers = []
    for link in links:
        pair = (min(link.source, link.target), max(link.source, link.target))
        numbers.append(seen.get(pair, 0))
        seen[pair] = numbers[-1] + 1
    return numbers


def _kinds(model: PageModel) -> list[list[Any]]:
    return [
        [
            kind.id,
            kind.label,
            kind.singular or kind.label,
            int(kind.shown),
            style.shape,
            style.slot,
            style.font,
            style.weight,
            int(style.hollow),
            int(style.radial),
        ]
        for kind, style in zip(model.kinds, kind_styles(model.kinds), strict=True)
    ]


def _roles(model: PageModel) -> list[list[Any]]:
    return [
        [
            role.id,
            role.label,
            role.forward or role.label,
            role.inverse or role.label,
            int(role.shown),
            style.slot,
            style.emphasis,
            WIDTHS[style.emphasis],
        ]
        for role, style in zip(model.roles, role_styles(model.roles), strict=True)
    ]


def _nodes(model: PageModel, layout: Layout, looks: Looks) -> list[list[Any]]:
    kinds = {kind.id: row for row, kind in enumerate(model.kinds)}
    styles = kind_styles(model.kinds)
    documents = {document.id: row for row, document in enumerate(model.documents)}
    degree = degrees(model)
    rows = []
    for node, (x, y) in zip(model.nodes, layout.positions, strict=True):
        kind = kinds[node.kind]
        row = [
            node.id,
            kind,
            x,
            y,
            node_size(styles[kind].size, degree[node.id]),
            node.label,
            node.short if node.short != node.label else "",
            node.dates,
            node.first_day or "",
            node.last_day or "",
            node.certainty,
            [documents[source] for source in node.sources],
            [list(name) for name in node.names],
            [list(detail) for detail in node.details],
            dict(looks.get(node.id, {})),
        ]
        rows.append(_trim(row))
    return rows


def _links(model: PageModel, looks: Looks) -> list[list[Any]]:
    nodes = {node.id: row for row, node in enumerate(model.nodes)}
    roles = {role.id: row for row, role in enumerate(model.roles)}
    wording = {role.id: (role.forward, role.inverse) for role in model.roles}
    documents = {document.id: row for row, document in enumerate(model.documents)}
    rows = []
    numbers = links_of_pairs(model.links)
    for place, (link, number) in enumerate(zip(model.links, numbers, strict=True)):
        forward, inverse = wording[link.role]
        row = [
            nodes[link.source],
            nodes[link.target],
            roles[link.role],
            number,
            link.dates,
            link.first_day or "",
            link.last_day or "",
            [documents[source] for source in link.sources],
            link.forward if link.forward != forward else "",
            link.inverse if link.inverse != inverse else "",
            link.note,
            link.certainty,
            0 if link.count == 1 else link.count,
            dict(looks.get(place, {})),
        ]
        rows.append(_trim(row))
    return rows


def _trim(row: list[Any]) -> list[Any]:
    """Leave away the empty values at the end of a row."""
    while row and (row[-1] == "" or row[-1] == 0 or row[-1] == [] or row[-1] == {}):
        row.pop()
    return row
