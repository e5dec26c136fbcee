"""An evidence pack as one page: no script, no request, every text escaped."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from coalition_graph.citations import web_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coalition_graph.evidence_pack.contents import Cell, Contents

__all__ = ["page"]

_SHAPES = {"certain": "full", "presumed": "half", "possible": "open", "no": "none"}


class Column(NamedTuple):
    """A column of the page: its name, its place in the rows, and the place of its ids if any."""

    name: str
    place: int
    id_place: int | None = None


class Mark(NamedTuple):
    """A footnote mark: the number, and the anchor if it is the first of its row."""

    number: int
    anchor: str


def page(told: Contents) -> str:
    """Return the pack as an HTML page."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader(__package__ or "", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    style = files(__package__).joinpath("pack.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    return environment.get_template("pack.html.j2").render(
        told=told,
        columns=tuple(_columns(told.columns)),
        marks=[list(map(list, _marks(row, place))) for place, row in enumerate(told.rows, 1)],
        shapes=_SHAPES,
        link=web_address,
        style=style,
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; "
        "form-action 'none'",
    )


def _columns(names: Sequence[str]) -> Iterator[Column]:
    """Yield the columns; ids stand below the names that they belong to."""
    for place, name in enumerate(names):
        own_id = f"{name} id"
        if name.endswith(" id") and name.removesuffix(" id") in names:
            continue
        yield Column(name, place, names.index(own_id) if own_id in names else None)


def _marks(row: Sequence[Cell], place: int) -> Iterator[Iterator[Mark]]:
    """Yield the marks of each cell; the first one of a document in a row has an anchor."""
    seen: set[int] = set()
    for cell in row:
        fresh = [number for number in cell.notes or () if number not in seen]
        seen.update(fresh)
        yield (
            Mark(number, f"row-{place}-note-{number}" if number in fresh else "")
            for number in cell.notes or ()
        )
