"""Engine stores: in memory, and snapshots on disk that save reading a dataset again.

A snapshot is a cache, never the record: it is named after a hash of everything it was made from,
made aside and renamed into place, opened only for reading, and made anew when it is missing or
cannot be opened.  It lies under ``COALITION_GRAPH_CACHE``, else in the user's cache folder; set
``COALITION_GRAPH_CACHE`` to nothing to have none.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

__all__ = ["Snapshot", "cache_folder", "find_snapshot", "write_snapshot"]

_MANIFEST = "snapshot.json"
_STORE = "store"
_TEXT = "statements.ttl"
_KEPT = 8  # snapshots of other versions of the data or the code


def cache_folder() -> Path | None:
    """Return the folder for snapshots, or `None` if the user wants none."""
    chosen = os.environ.get("COALITION_GRAPH_CACHE")
    if chosen is not None:
        return Path(chosen) if chosen else None
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "coalition-graph" if base else None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A folder with the statements twice: as a store to open, and as text to copy from."""

    folder: Path
    manifest: Any

    def open(self) -> ox.Store:
        """Open the store for reading only."""
        return ox.Store.read_only(str(self.folder / _STORE))

    def copy(self) -> ox.Store:
        """Return a store in memory with the statements, to be changed at will."""
        memory = ox.Store()
        memory.load(path=str(self.folder / _TEXT), format=ox.RdfFormat.TURTLE)
        return memory


def find_snapshot(key: str) -> Snapshot | None:
    """Return the snapshot of that name, or `None` if there is none that can be opened."""
    folder = cache_folder()
    if folder is None:
        return None
    place = folder / key
    try:
        manifest = json.loads((place / _MANIFEST).read_text(encoding="utf-8"))
        snapshot = Snapshot(place, manifest)
        snapshot.open()
    except (OSError, ValueError):
        return None
    return snapshot


def write_snapshot(key: str, quads: list[ox.Quad], manifest: Any) -> None:
    """Keep statements for the next time; a cache that cannot be written is done without."""
    import shutil
    import tempfile  # only where a snapshot is made

    folder = cache_folder()
    if folder is None:
        return
    aside: Path | None = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(dir=folder, prefix="making-"))
        store = ox.Store(str(aside / _STORE))
        store.bulk_extend(quads)
        store.flush()
        del store  # closes it
        triples = [quad.triple for quad in quads]
        ox.serialize(triples, str(aside / _TEXT), format=ox.RdfFormat.TURTLE)
        (aside / _MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
        aside.rename(folder / key)
        _prune(folder, key)
    except OSError:
        if aside is not None:
            shutil.rmtree(aside, ignore_errors=True)


def _prune(folder: Path, newest: str) -> None:
    """Remove the oldest snapshots; only folders that bear our manifest are touched."""
    import shutil

    others = sorted(
        (place.parent for place in folder.glob(f"*/{_MANIFEST}") if place.parent.name != newest),
        key=lambda place: place.stat().st_mtime,
    )
    for place in others[:-_KEPT]:
        shutil.rmtree(place, ignore_errors=True)
