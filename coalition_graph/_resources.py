"""Where the top-level folders ``ontology/`` and ``data/`` lie, installed or in a checkout."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["resource"]


def resource(folder: str) -> Traversable:
    """Return the top-level folder ``ontology`` or ``data``.

    In an installed package the folders lie inside it, in a checkout beside it.

    >>> resource("ontology").joinpath("coalition.ttl").is_file()
    True
    """
    installed = files(__package__) / "_bundled" / folder
    checkout = Path(__file__).resolve().parents[1] / folder
    for place in (installed, checkout):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"{folder}/ is neither in the installed package nor beside it")
