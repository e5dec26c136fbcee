"""What the page shows without scripts: legend, picture and table, ready for the template.

The template escapes every text.  The picture has the same positions and curves as the live one; the
names in it are chosen by the same rule (important first, none over another), with widths
estimated, since only a browser can measure text.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coalition_graph.export.page.payload import degrees, links_of_pairs, node_size
from coalition_graph.export.page.style import (
    DASHES,
    SHAPES,
    WIDTHS,
    KindStyle,
    kind_styles,
    role_styles,
)

if TYPE_CHECKING:
    from coalition_graph.export.page.layout import Layout
    from coalition_graph.export.page.model import Node, PageModel
    from coalition_graph.export.page.payload import Looks

__all__ = [
    "Curve",
    "Entry",
    "Name",
    "Row",
    "Spot",
    "StaticPicture",
    "legend",
    "picture",
    "rows",
]

BEND = 0.22
"""How far a curve leans to the centre; `app/view.js` has the same."""

_HALF_WIDTH, _HALF_HEIGHT = 640, 470
_ACROSS, _DOWN = 490, 340  # the outer ring
_LETTER = 0.56  # mean width of a letter, in font sizes


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the legend."""

    row: int
    label: str
    count: int
    shown: bool
    slot: int
    outline: str = ""
    hollow: bool = False
    width: float = 1.0
    emphasis: str = ""


@dataclass(frozen=True, slots=True)
class Curve:
    """One link of the static picture."""

    path: str
    slot: int
    emphasis: str
    dashes: str


@dataclass(frozen=True, slots=True)
class Spot:
    """One node of the static picture."""

    outline: str
    x: int
    y: int
    size: float
    slot: int
    hollow: bool
    label: str


@dataclass(frozen=True, slots=True)
class Name:
    """One name written into the static picture."""

    text: str
    x: int
    y: int
    turn: int
    anchor: str
    size: float
    weight: int


@dataclass(frozen=True, slots=True)
class StaticPicture:
    """The picture as marks ready to write."""

    rings: tuple[tuple[int, int], ...]
    years: tuple[tuple[str, int, int], ...]
    curves: tuple[Curve, ...]
    spots: tuple[Spot, ...]
    names: tuple[Name, ...]
    box: str = f"{-_HALF_WIDTH} {-_HALF_HEIGHT} {2 * _HALF_WIDTH} {2 * _HALF_HEIGHT}"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    node: Node
    kind: int
    label: str
    relations: str
    shown: bool


def legend(model: PageModel) -> tuple[list[Entry], list[Entry]]:
    """Return the lines of the legend: kinds, then roles."""
    kinds = [
        Entry(
            row=row,
            label=kind.label,
            count=sum(node.kind == kind.id for node in model.nodes),
            shown=kind.shown,
            slot=style.slot,
            outline=SHAPES[style.shape],
            hollow=style.hollow,
        )
        for row, (kind, style) in enumerate(zip(model.kinds, kind_styles(model.kinds), strict=True))
    ]
    roles = [
        Entry(
            row=row,
            label=role.label,
            count=sum(link.role == role.id for link in model.links),
            shown=role.shown,
            slot=style.slot,
            width=max(1.6, WIDTHS[style.emphasis] * 1.7),
            emphasis=style.emphasis,
        )
        for row, (role, style) in enumerate(zip(model.roles, role_styles(model.roles), strict=True))
    ]
    return kinds, roles


def rows(model: PageModel) -> list[Row]:
    """Return the lines of the table, in the order of the nodes."""
    kinds = {kind.id: (row, kind) for row, kind in enumerate(model.kinds)}
    counts: dict[str, dict[str, int]] = {node.id: {} for node in model.nodes}
    roles = {role.id: role for role in model.roles}
    for link in model.links:
        role = roles[link.role]
        for end, words in (
            (link.source, link.forward or role.forward or role.label),
            (link.target, link.inverse or role.inverse or role.label),
        ):
            counts[end][words] = counts[end].get(words, 0) + 1
    found = []
    for node in model.nodes:
        row, kind = kinds[node.kind]
        words = ", ".join(f"{text} ({number})" for text, number in counts[node.id].items())
        found.append(Row(node, row, kind.singular or kind.label, words, kind.shown))
    return found


def picture(model: PageModel, layout: Layout, looks: Looks) -> StaticPicture:
    """Draw the kinds and roles that are on show when the page opens."""
    ringed = layout.style == "rings"
    shown = {kind.id for kind in model.kinds if kind.shown}
    points = {
        node.id: (x * _ACROSS / 1000, y * _DOWN / 1000)
        for node, (x, y) in zip(model.nodes, layout.positions, strict=True)
        if node.kind in shown
    }
    return StaticPicture(
        rings=tuple((round(r * _ACROSS / 1000), round(r * _DOWN / 1000)) for r in layout.rings),
        years=tuple(_years(layout)),
        curves=tuple(_curves(model, points, ringed=ringed)),
        spots=tuple(_spots(model, points, looks)),
        names=tuple(_names(model, points, ringed=ringed)),
    )


def _years(layout: Layout) -> list[tuple[str, int, int]]:
    """Write the years inside their ring, except where one would cover another."""
    found: list[tuple[str, int, int]] = []
    for mark in layout.marks:
        reach = 1 - 12 / (math.hypot(mark.x * _ACROSS, mark.y * _DOWN) / 1000 or 1)
        x, y = round(mark.x * _ACROSS / 1000 * reach), round(mark.y * _DOWN / 1000 * reach)
        if all(abs(x - a) >= 28 or abs(y - b) >= 12 for _, a, b in found):
            found.append((mark.text, x, y))
    return found


def _curves(
    model: PageModel, points: dict[str, tuple[float, float]], *, ringed: bool
) -> list[Curve]:
    styles = {
        role.id: style
        for role, style in zip(model.roles, role_styles(model.roles), strict=True)
        if role.shown
    }
    order = {"faint": 0, "plain": 1, "strong": 2}
    found = []
    for link, number in zip(model.links, links_of_pairs(model.links), strict=True):
        if link.source in points and link.target in points and link.role in styles:
            style = styles[link.role]
            path = _path(points[link.source], points[link.target], number, ringed=ringed)
            dashes = " ".join(map(str, DASHES.get(link.certainty, [])))
            found.append(Curve(path, style.slot, style.emphasis, dashes))
    return sorted(found, key=lambda curve: order[curve.emphasis])


def _path(one: tuple[float, float], two: tuple[float, float], number: int, *, ringed: bool) -> str:
    """Curve toward the centre, and apart from other links of the same two nodes."""
    (ax, ay), (bx, by) = one, two
    lean = 1 - BEND if ringed else 1.0
    mx, my = (ax + bx) / 2 * lean, (ay + by) / 2 * lean
    if number:
        side = (number + 1) // 2 * (1 if number % 2 else -1) * 14
        length = math.hypot(bx - ax, by - ay) or 1.0
        mx, my = mx - (by - ay) / length * side, my + (bx - ax) / length * side
    return f"M{ax:.0f} {ay:.0f}Q{mx:.0f} {my:.0f} {bx:.0f} {by:.0f}"


def _spots(model: PageModel, points: dict[str, tuple[float, float]], looks: Looks) -> list[Spot]:
    styles = dict(zip((kind.id for kind in model.kinds), kind_styles(model.kinds), strict=True))
    degree = degrees(model)
    found = []
    for node in model.nodes:
        if node.id in points:
            style = styles[node.kind]
            look = looks.get(node.id, {})
            x, y = points[node.id]
            found.append(
                Spot(
                    outline=SHAPES[look.get("shape", style.shape)],
                    x=round(x),
                    y=round(y),
                    size=look.get("size", node_size(style.size, degree[node.id])),
                    slot=style.slot,
                    hollow=style.hollow or node.certainty in {"presumed", "possible"},
                    label=look.get("label", node.label),
                )
            )
    return found


def _names(model: PageModel, points: dict[str, tuple[float, float]], *, ringed: bool) -> list[Name]:
    styles = dict(zip((kind.id for kind in model.kinds), kind_styles(model.kinds), strict=True))
    degree = degrees(model)
    ranked = sorted(
        (node for node in model.nodes if node.id in points),
        key=lambda node: (-styles[node.kind].font * styles[node.kind].weight, -degree[node.id]),
    )
    taken: list[tuple[float, float, float, float]] = []
    found = []
    for node in ranked:
        style = styles[node.kind]
        name, box = _name(
            node, style, points[node.id], node_size(style.size, degree[node.id]), ringed
        )
        if all(_clear(box, other) for other in taken):
            taken.append(box)
            found.append(name)
    return found


def _name(
    node: Node, style: KindStyle, point: tuple[float, float], size: float, ringed: bool
) -> tuple[Name, tuple[float, float, float, float]]:
    """Set one name beside its node and return it with the box that it fills."""
    x, y = point
    text = node.short if len(node.short) <= 26 else node.short[:25] + "…"
    width, font = len(text) * style.font * _LETTER, style.font
    if not (ringed and style.radial):
        top = y + size + 2
        name = Name(text, round(x), round(top + font * 0.85), 0, "middle", font, style.weight)
        return name, (x - width / 2, top, x + width / 2, top + font * 1.15)
    turn = math.degrees(math.atan2(y / _DOWN**2, x / _ACROSS**2))
    left = abs(turn) > 90
    reach = size + 5
    ex, ey = x + reach * math.cos(math.radians(turn)), y + reach * math.sin(math.radians(turn))
    name = Name(
        text,
        round(ex),
        round(ey),
        round(turn + 180 if left else turn),
        "end" if left else "start",
        font,
        style.weight,
    )
    # Names along the radius never meet on their own ring: only their feet are guarded.
    return name, (ex - 4, ey - 4, ex + 4, ey + 4)


def _clear(one: tuple[float, float, float, float], two: tuple[float, float, float, float]) -> bool:
    return one[2] <= two[0] or two[2] <= one[0] or one[3] <= two[1] or two[3] <= one[1]
