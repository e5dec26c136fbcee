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
_CLAIMS = "claims.ttl"
_KEPT = 8  # snapshots of other versions of the data or the code


def cache_folder() -> Path | None:
    """Return the folder for snapshots, or `None` if the user wants none."""
    chosen = os.environ.get("COALITION_GRAPH_CACHE")
    if chosen is not None:
        return Path(chosen) if chosen else None
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        base = _home("Library/Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or _home(".cache")
    return Path(base) / "coalition-graph" if base else None


def _home(folder: str) -> str:
    try:
        return str(Path.home() / folder)
    except RuntimeError:  # nobody's home
        return ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A folder with the statements twice: as a store to open, and as text to copy from."""

    folder: Path
    manifest: Any
    statements: int
    claims: int

    def open(self) -> ox.Store | None:
        """Open the store for reading only; `None` where it is damaged."""
        try:
            store = ox.Store.read_only(str(self.folder / _STORE))
        except OSError:
            return None
        return store if len(store) == self.statements else None

    def copy(self, *, claims: bool = False) -> ox.Store | None:
        """Return a store in memory with the statements; `None` where the text is damaged.

        Args:
            claims: with the claim layer as well.
        """
        if claims:
            return self._read((_TEXT, _CLAIMS), self.statements + self.claims)
        return self._read((_TEXT,), self.statements)

    def copy_claims(self) -> ox.Store | None:
        """Return a store in memory with the claim layer alone; `None` where it is damaged."""
        return self._read((_CLAIMS,), self.claims)

    def _read(self, files: tuple[str, ...], statements: int) -> ox.Store | None:
        memory = ox.Store()
        try:
            for file in files:
                memory.load(path=str(self.folder / file), format=ox.RdfFormat.TURTLE)
        except (OSError, SyntaxError):
            return None
        return memory if len(memory) == statements else None


def find_snapshot(key: str) -> Snapshot | None:
    """Return the snapshot of that name, or `None` if there is none."""
    folder = cache_folder()
    if folder is None:
        return None
    place = folder / key
    try:
        told = json.loads((place / _MANIFEST).read_text(encoding="utf-8"))
        return Snapshot(place, told["manifest"], told["statements"], told["claims"])
    except (OSError, ValueError, LookupError, TypeError):
        return None


def write_snapshot(key: str, quads: list[ox.Quad], claims: list[ox.Quad], manifest: Any) -> None:
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
        numbers = [_write(aside / file, part) for file, part in ((_TEXT, quads), (_CLAIMS, claims))]
        told = {"statements": numbers[0], "claims": numbers[1], "manifest": manifest}
        (aside / _MANIFEST).write_text(json.dumps(told), encoding="utf-8")
        if (folder / key).exists():  # damaged, or it would have been used
            shutil.rmtree(folder / key)
        aside.rename(folder / key)
        _prune(folder, key)
    except OSError:
        if aside is not None:
            shutil.rmtree(aside, ignore_errors=True)


def _write(path: Path, quads: list[ox.Quad]) -> int:
    """Write statements as text, and return how many different ones they are."""
    triples = [quad.triple for quad in quads]
    ox.serialize(triples, str(path), format=ox.RdfFormat.TURTLE)
    return len(set(triples))


def _prune(folder: Path, newest: str) -> None:
    """Remove the oldest snapshots; only folders that bear our manifest are touched."""
    import shutil

    others = sorted(
        (place.parent for place in folder.glob(f"*/{_MANIFEST}") if place.parent.name != newest),
        key=lambda place: place.stat().st_mtime,
    )
    for place in others[:-_KEPT]:
        shutil.rmtree(place, ignore_errors=True)
