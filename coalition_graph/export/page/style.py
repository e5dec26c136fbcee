"""How kinds and roles look: shape, colour, size, ring and ink.

Colours come in numbered slots with one value for light and one for dark pages.  Every slot has a
contrast of at least 3 : 1 to its background; kinds differ in shape as well as in colour, roles in
thickness as well as in colour.  Solid, dashed and dotted are kept for certainty alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from coalition_graph.export.page.model import Emphasis, Kind, Role

__all__ = [
    "DASHES",
    "KIND_COLOURS",
    "KIND_STYLES",
    "ROLE_COLOURS",
    "ROLE_STYLES",
    "SHAPES",
    "TOKENS",
    "WIDTHS",
    "KindStyle",
    "RoleStyle",
    "kind_styles",
    "palette_css",
    "role_styles",
]

SHAPES: dict[str, str] = {
    "dot": "M-1 0a1 1 0 1 0 2 0a1 1 0 1 0-2 0z",
    "square": "M-.9-.9h1.8v1.8h-1.8z",
    "diamond": "M0-1.1L1.1 0L0 1.1L-1.1 0z",
    "triangle": "M0-1L1 .8H-1z",
    "triangleDown": "M0 1L1-.8H-1z",
    "hexagon": "M-.5-.87h1l.5 .87l-.5 .87h-1l-.5-.87z",
    "star": "M0-1.15L.31-.4 1.1-.35.5.17.68.95 0 .52-.68.95-.5.17-1.1-.35-.31-.4z",
}
"""Outlines of radius one, by the names vis-network has for them."""


@dataclass(frozen=True, slots=True)
class KindStyle:
    """The looks of one kind of node."""

    shape: str
    slot: int
    size: float  # radius in pixels when the page opens
    font: float  # pixels
    weight: int = 400
    hollow: bool = False
    ring: int | None = None  # 0 is the centre; None asks for a force layout
    order: Literal["date", "links"] = "links"
    radial: bool = False  # the name runs outward along the radius
    marked: bool = False  # years are written along its ring


KIND_STYLES: dict[str, KindStyle] = {
    "coalition": KindStyle("star", 0, 8, 13.5, 700, ring=0),
    "line-of-effort": KindStyle("hexagon", 1, 11, 13, 700, ring=1),
    "body": KindStyle("triangleDown", 2, 7, 11.5, 500, ring=2),
    "ministerial": KindStyle(
        "diamond", 3, 6.5, 11, 400, ring=3, order="date", radial=True, marked=True
    ),
    "meeting": KindStyle(
        "diamond", 3, 4.5, 10.5, 400, hollow=True, ring=3, order="date", radial=True, marked=True
    ),
    "person": KindStyle("triangle", 6, 4.5, 11, ring=4),
    "guest": KindStyle("dot", 7, 4, 11, hollow=True, ring=4),
    "state": KindStyle("dot", 4, 4.5, 12, ring=5, order="date", radial=True),
    "organisation": KindStyle("square", 5, 5, 12, 600, ring=5, order="date", radial=True),
}
"""Kinds the page knows; any other kind gets a spare shape and colour."""

_SPARE = (
    KindStyle("dot", 8, 7, 12),
    KindStyle("square", 9, 7, 12),
    KindStyle("diamond", 1, 7, 12),
    KindStyle("triangle", 3, 7, 12),
    KindStyle("hexagon", 6, 7, 12),
    KindStyle("star", 2, 7, 12),
)


@dataclass(frozen=True, slots=True)
class RoleStyle:
    """The looks of one kind of link."""

    slot: int
    emphasis: Emphasis = "plain"


ROLE_STYLES: dict[str, RoleStyle] = {
    "lead": RoleStyle(0, "strong"),
    "host": RoleStyle(1, "strong"),
    "chair": RoleStyle(2, "strong"),
    "speak": RoleStyle(3),
    "attend": RoleStyle(4, "faint"),
    "member": RoleStyle(5, "faint"),
    "represent": RoleStyle(6),
    "part": RoleStyle(7),
    "discuss": RoleStyle(8, "faint"),
    "meeting": RoleStyle(9, "faint"),
}
"""Roles the page knows; any other role gets a slot by turns."""

KIND_COLOURS: tuple[tuple[str, str], ...] = (
    ("#24292f", "#e6edf3"),
    ("#a8327f", "#e58bc6"),
    ("#6b4bb0", "#b39df0"),
    ("#00785a", "#3fc49a"),
    ("#1765ad", "#64a9ec"),
    ("#1765ad", "#64a9ec"),
    ("#b05e00", "#f0a23c"),
    ("#6a737d", "#9aa4af"),
    ("#1765ad", "#64a9ec"),
    ("#b05e00", "#f0a23c"),
)
"""Colour slots of kinds: on light, on dark."""

ROLE_COLOURS: tuple[tuple[str, str], ...] = (
    ("#a8327f", "#e58bc6"),
    ("#00785a", "#3fc49a"),
    ("#b05e00", "#f0a23c"),
    ("#1765ad", "#64a9ec"),
    ("#5d8578", "#6f9c8d"),
    ("#6f87a3", "#6d87a6"),
    ("#b07a3a", "#c28b48"),
    ("#7c66ad", "#9585c9"),
    ("#9a6d8c", "#a9799b"),
    ("#7d8590", "#7d8794"),
)
"""Colour slots of roles: on light, on dark."""

TOKENS: dict[str, tuple[str, str]] = {
    "paper": ("#ffffff", "#10151b"),
    "panel": ("#f7f8fa", "#161c23"),
    "ink": ("#1c2126", "#e6ebf0"),
    "quiet": ("#59636e", "#9aa6b2"),
    "line": ("#dde2e8", "#2b333d"),
    "ring": ("#e7ebf0", "#202831"),
    "edge": ("#818b96", "#6b7682"),
    "accent": ("#0b5cad", "#7cb8f5"),
    "soft": ("#e8f1fb", "#1c2b3b"),
    "shadow": ("0 6px 24px rgb(28 33 38/16%)", "0 6px 24px rgb(0 0 0/55%)"),
}
"""Colours of the page itself: on light, on dark."""

WIDTHS: dict[Emphasis, float] = {"strong": 1.5, "plain": 1.0, "faint": 0.7}
DASHES: dict[str, list[int]] = {"certain": [], "presumed": [7, 4], "possible": [1, 4]}


def kind_styles(kinds: tuple[Kind, ...]) -> tuple[KindStyle, ...]:
    """Give each kind its looks; unknown ones take spare looks by turns.

    >>> from coalition_graph.export.page.model import Kind
    >>> [style.shape for style in kind_styles((Kind("state", "States"), Kind("ship", "Ships")))]
    ['dot', 'dot']
    """
    known = [KIND_STYLES.get(kind.style or kind.id) for kind in kinds]
    ring = None if all(style is None for style in known) else KIND_STYLES["person"].ring
    spare = iter(_SPARE * (len(kinds) // len(_SPARE) + 1))
    return tuple(style or replace(next(spare), ring=ring) for style in known)


def role_styles(roles: tuple[Role, ...]) -> tuple[RoleStyle, ...]:
    """Give each role its looks; unknown ones take a colour by turns.

    >>> from coalition_graph.export.page.model import Role
    >>> role_styles((Role("host", "Hosted"), Role("ally", "Allied", emphasis="faint")))
    (RoleStyle(slot=1, emphasis='strong'), RoleStyle(slot=3, emphasis='faint'))
    """
    found = []
    spare = iter((3, 0, 1, 2, 7, 6) * (len(roles) // 6 + 1))
    for role in roles:
        style = ROLE_STYLES.get(role.style or role.id) or RoleStyle(next(spare))
        found.append(replace(style, emphasis=role.emphasis) if role.emphasis else style)
    return tuple(found)


def palette_css() -> str:
    """Write all colours as custom properties: for light pages, and for dark ones on a screen.

    >>> palette_css().splitlines()[0][:20]
    ':root{--paper:#fffff'
    """
    named = [
        *TOKENS.items(),
        *((f"k{slot}", pair) for slot, pair in enumerate(KIND_COLOURS)),
        *((f"r{slot}", pair) for slot, pair in enumerate(ROLE_COLOURS)),
    ]
    light, dark = ("".join(f"--{name}:{pair[side]};" for name, pair in named) for side in (0, 1))
    return (
        f":root{{{light}}}\n"
        f"@media screen{{:root.dark{{{dark}}}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root:not(.light){{{dark}}}}}\n"
    )
