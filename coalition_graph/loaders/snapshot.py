"""Snapshots of dataset folders: read once, opened in a blink ever after.

The name of a snapshot is the hash of every file of the dataset, of the ontology's codes, and of
the code that turns tables into statements: whatever changes, the old snapshot no longer fits.
Only a dataset whose every row was used is kept.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from importlib.resources import files
from typing import TYPE_CHECKING

from coalition_graph._resources import resource
from coalition_graph.loaders.dataset import DatasetInfo
from coalition_graph.loaders.report import LoadingReport, TableCount
from coalition_graph.store import Snapshot, cache_folder, find_snapshot, write_snapshot

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from pathlib import Path

    import pyoxigraph as ox

__all__ = ["is_kept", "keep", "recall", "snapshot_key"]

_CODE = (
    "claims.py",
    "dates.py",
    "identifiers.py",
    "model.py",
    "policies.py",
    "rdf.py",
    "store.py",
    "vocabulary.py",
    "loaders/cells.py",
    "loaders/dataset.py",
    "loaders/evidence.py",
    "loaders/layer.py",
    "loaders/report.py",
    "loaders/rows.py",
    "loaders/snapshot.py",
    "loaders/tables.py",
)


def snapshot_key(folder: Traversable | Path) -> str:
    """Return the name of the snapshot of a dataset folder as it is now."""
    from pyoxigraph import __version__ as engine

    digest = hashlib.sha256(engine.encode())
    package = files("coalition_graph")
    for name in _CODE:
        digest.update((package / name).read_bytes())
    for name in ("codes.ttl", "policies.toml"):
        digest.update((resource("ontology") / name).read_bytes())
    for place in sorted(folder.iterdir(), key=lambda place: place.name):
        if place.name.endswith((".csv", ".toml")) and place.is_file():
            content = place.read_bytes()
            digest.update(f"\0{place.name}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()[:32]


def recall(key: str) -> tuple[Snapshot, DatasetInfo, LoadingReport] | None:
    """Return the snapshot of that name with what its manifest tells, if there is one."""
    found = find_snapshot(key)
    if found is None:
        return None
    try:
        told, counted = found.manifest["info"], found.manifest["tables"]
        info = DatasetInfo(**{**told, "languages": tuple(told["languages"])})
        tables = {file: TableCount(*counts) for file, counts in counted.items()}
    except (LookupError, TypeError, AttributeError):
        return None
    return found, info, LoadingReport(tables)


def is_kept() -> bool:
    """Whether there is a place for snapshots."""
    return cache_folder() is not None


def keep(
    key: str,
    quads: list[ox.Quad],
    claims: list[ox.Quad],
    info: DatasetInfo,
    report: LoadingReport,
) -> None:
    """Keep a dataset for the next time, if every row was used."""
    if report.ok:
        tables = {file: [count.read, count.used] for file, count in report.tables.items()}
        write_snapshot(key, quads, claims, {"info": asdict(info), "tables": tables})
