"""Where every node stands: rings read like a clock, or forces where no rings are known.

Rings.  Each kind has a ring.  On rings ordered by date (members, meetings) the nodes stand
clockwise from twelve o'clock, earliest first, at equal distances, so that names find room.  Nodes
of the other rings (lines of effort, bodies, people) go where their links pull them: igraph's
Fruchterman-Reingold engine runs with the dated rings held fast, and the direction it finds for
a node is taken to the node's ring.  Neighbours there are moved apart as little as possible.

Forces.  Where no kind has a ring, the same engine places all nodes, and a few passes part those
that touch.

Positions are whole numbers between -1000 and 1000; the page stretches them to its window.  Nothing
is drawn from chance: the same model has the same positions.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from coalition_graph.export.page.style import KindStyle, kind_styles, role_styles

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coalition_graph.export.page.model import PageModel

__all__ = ["RADII", "Layout", "LayoutStyle", "Mark", "place"]

LayoutStyle: TypeAlias = Literal["auto", "rings", "force"]
Point: TypeAlias = tuple[float, float]

RADII = (0, 265, 470, 680, 865, 1000)
"""The radius of each ring, from the centre outward."""

_PULL = {"strong": 4.0, "plain": 1.5, "faint": 0.15}
_GOLDEN = math.pi * (3 - math.sqrt(5))


@dataclass(frozen=True, slots=True)
class Mark:
    """A year written on a ring, where its first node stands."""

    text: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Positions in the order of the nodes, and what helps to read them."""

    style: Literal["rings", "force"]
    positions: tuple[tuple[int, int], ...]
    rings: tuple[int, ...] = ()
    marks: tuple[Mark, ...] = ()


def place(model: PageModel, style: LayoutStyle = "auto") -> Layout:
    """Place the nodes of a model.

    Args:
        model: What to place.
        style: `rings`, `force`, or `auto`: rings wherever a kind of the model has one.

    >>> from coalition_graph.export.page.model import Kind, Node, PageModel
    >>> states = tuple(Node(name, "state", name) for name in ("Iraq", "Kuwait", "Qatar"))
    >>> place(PageModel("Three", (Kind("state", "States"),), (), states)).positions
    ((1000, 0), (0, 1000), (-1000, 0))
    """
    styles = dict(zip((kind.id for kind in model.kinds), kind_styles(model.kinds), strict=True))
    looks = [styles[node.kind] for node in model.nodes]
    ringed = any(look.ring is not None for look in looks)
    if style == "rings" or (style == "auto" and ringed):
        return _rings(model, looks)
    return Layout("force", _distinct(_forces(model)))


def _rings(model: PageModel, looks: Sequence[KindStyle]) -> Layout:
    members: dict[int, list[int]] = {}
    for index, look in enumerate(looks):
        members.setdefault(_ring_of(look), []).append(index)
    angles: dict[int, float] = {}
    dated = {ring for ring, found in members.items() if looks[found[0]].order == "date"}
    marks: list[Mark] = []
    for ring in sorted(dated):
        found = sorted(members[ring], key=lambda index: _by_date(model, index))
        angles |= _clock(found)
        if looks[found[0]].marked:
            marks += _years(model, found, angles, RADII[ring])
    pulled = _directions(model, {i: _point(angles[i], RADII[_ring_of(looks[i])]) for i in angles})
    for ring in sorted(members.keys() - dated):
        angles |= _apart({index: pulled[index] for index in members[ring]})
    radii = _radii(looks, members)
    return Layout(
        "rings",
        _distinct([_point(angles[index], radii[index]) for index in range(len(looks))]),
        tuple(RADII[ring] for ring in sorted(members) if ring),
        tuple(marks),
    )


def _ring_of(look: KindStyle) -> int:
    return len(RADII) - 2 if look.ring is None else look.ring


def _by_date(model: PageModel, index: int) -> tuple[str, str, str]:
    node = model.nodes[index]
    return (node.first_day or node.last_day or "~", node.short.casefold(), node.id)


def _clock(found: Sequence[int]) -> dict[int, float]:
    # One slot stays empty at twelve o'clock, so that the eye sees where the order begins.
    step = math.tau / (len(found) + 1)
    return {index: place * step - math.pi / 2 for place, index in enumerate(found, start=1)}


def _years(
    model: PageModel, found: Sequence[int], angles: dict[int, float], radius: int
) -> Iterable[Mark]:
    previous = ""
    step = math.tau / (len(found) + 1)
    for index in found:
        year = (model.nodes[index].first_day or "")[:4]
        if year and year != previous:
            x, y = _point(angles[index] - step / 2, radius)
            yield Mark(year, round(x), round(y))
            previous = year


def _point(angle: float, radius: float) -> Point:
    return (radius * math.cos(angle), radius * math.sin(angle))


def _radii(looks: Sequence[KindStyle], members: dict[int, list[int]]) -> list[float]:
    """Give each node its radius: several centres share a small circle, crowds stand in two rows."""
    radii = [float(RADII[_ring_of(look)]) for look in looks]
    if len(members.get(0, ())) > 1:
        for index in members[0]:
            radii[index] = 80.0
    return radii


def _apart(wanted: dict[int, float], spread: float = 0.82) -> dict[int, float]:
    """Move directions apart to an even least distance, each as little as possible.

    The circle is cut at its widest gap; on the line, the nearest ordered places (least squares)
    come from pooling neighbours that press against each other.
    """
    order = sorted(wanted, key=lambda index: (wanted[index] % math.tau, index))
    if len(order) < 2:
        return dict(wanted)
    around = [wanted[index] % math.tau for index in order]
    gaps = [(around[i] - around[i - 1]) % math.tau for i in range(len(order))]
    cut = max(range(len(order)), key=lambda i: (gaps[i], -i))
    order = order[cut:] + order[:cut]
    start = around[cut]
    least = spread * math.tau / len(order)
    line = [(wanted[index] - start) % math.tau - place * least for place, index in enumerate(order)]
    pools: list[list[float]] = []  # sum and number of the directions pooled together
    for value in line:
        pools.append([value, 1])
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] > pools[-1][0] / pools[-1][1]:
            total, number = pools.pop()
            pools[-1][0] += total
            pools[-1][1] += number
    fitted = [total / number for total, number in pools for _ in range(int(number))]
    # Pooling may open the line wider than the circle: squeeze it back if so.
    over = (fitted[-1] - fitted[0] + (len(order) - 1) * least) / (math.tau - least)
    squeeze = 1 / over if over > 1 else 1.0
    return {
        index: start + (fitted[0] + (fitted[place] - fitted[0] + place * least) * squeeze)
        for place, index in enumerate(order)
    }


def _directions(model: PageModel, fixed: dict[int, Point]) -> dict[int, float]:
    """Ask igraph in which direction links pull the nodes that are not held fast."""
    positions = _engine(model, fixed, radius=RADII[-1])
    return {index: math.atan2(y, x) for index, (x, y) in enumerate(positions) if index not in fixed}


def _forces(model: PageModel) -> list[Point]:
    """Place all nodes by their links, and fill the square."""
    points = _engine(model, {}, radius=RADII[-1])
    if not points:
        return []
    points = _filled(points)
    least = min(120.0, 1300 / math.sqrt(len(points)))
    for _ in range(12):
        points = _parted(points, least)
    return _filled(points)


def _engine(model: PageModel, fixed: dict[int, Point], *, radius: float) -> list[Point]:
    import igraph  # a compiled engine, loaded only where a page is laid out

    count = len(model.nodes)
    if count == 0:
        return []
    row = {node.id: index for index, node in enumerate(model.nodes)}
    styles = role_styles(model.roles)
    pull = {
        role.id: _PULL[style.emphasis or "plain"]
        for role, style in zip(model.roles, styles, strict=True)
    }
    edges = [(row[link.source], row[link.target]) for link in model.links]
    weights = [pull[link.role] for link in model.links]
    hub = count  # a weak bond to the middle keeps what has no links from drifting away
    edges += [(index, hub) for index in range(count)]
    weights += [0.3] * count
    scale = math.sqrt(count) / radius
    spiral = [
        _point(i * _GOLDEN, radius * 0.7 * math.sqrt((i + 0.5) / count)) for i in range(count)
    ]
    start = [fixed.get(index, spiral[index]) for index in range(count)] + [(0.0, 0.0)]
    seed = [[x * scale, y * scale] for x, y in start]
    held = fixed | {hub: (0.0, 0.0)}
    edge = radius * scale
    bounds = {
        name: [held[i][axis] * scale if i in held else side * edge for i in range(count + 1)]
        for name, axis, side in (("minx", 0, -1), ("maxx", 0, 1), ("miny", 1, -1), ("maxy", 1, 1))
    }
    graph = igraph.Graph(n=count + 1, edges=edges)
    igraph.set_random_number_generator(random.Random(1))  # noqa: S311 - a drawing, not a secret
    try:
        found = graph.layout_fruchterman_reingold(weights=weights, seed=seed, niter=400, **bounds)
    finally:
        igraph.set_random_number_generator(random)
    return [(x / scale, y / scale) for x, y in found.coords[:count]]


def _filled(points: Sequence[Point]) -> list[Point]:
    """Stretch points over the square from -1000 to 1000."""
    axes = []
    for values in zip(*points, strict=True):
        low, high = min(values), max(values)
        size = high - low or 1.0
        axes.append([(value - low) / size * 2000 - 1000 if high > low else 0.0 for value in values])
    return list(zip(axes[0], axes[1], strict=True))


def _parted(points: list[Point], least: float) -> list[Point]:
    """Push apart pairs nearer than `least`, looking only into neighbouring cells of a grid."""
    moved = list(points)
    cells: dict[tuple[int, int], list[int]] = {}
    for index, (x, y) in enumerate(moved):
        cells.setdefault((int(x // least), int(y // least)), []).append(index)
    for index in range(len(moved)):
        column, line = int(points[index][0] // least), int(points[index][1] // least)
        for other in (
            o for c in (-1, 0, 1) for r in (-1, 0, 1) for o in cells.get((column + c, line + r), ())
        ):
            if other > index:
                _push(moved, index, other, least)
    return moved


def _push(points: list[Point], one: int, two: int, least: float) -> None:
    (ax, ay), (bx, by) = points[one], points[two]
    dx, dy = bx - ax, by - ay
    distance = math.hypot(dx, dy)
    if distance >= least:
        return
    if distance < 1e-6:
        dx, dy, distance = math.cos(two), math.sin(two), 1.0
    step = (least - distance) / 2 / distance
    points[one] = (ax - dx * step, ay - dy * step)
    points[two] = (bx + dx * step, by + dy * step)


def _distinct(points: Sequence[Point]) -> tuple[tuple[int, int], ...]:
    """Round to whole numbers, and let no two nodes stand on one spot."""
    taken: set[tuple[int, int]] = set()
    found = []
    for x, y in points:
        spot, turn = (round(x), round(y)), 0
        while spot in taken:
            turn += 1
            reach = 3 * math.sqrt(turn)
            spot = (
                round(x + reach * math.cos(turn * _GOLDEN)),
                round(y + reach * math.sin(turn * _GOLDEN)),
            )
        taken.add(spot)
        found.append(spot)
    return tuple(found)
