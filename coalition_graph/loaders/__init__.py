"""Where facts come from: bundled datasets, dataset folders, RDF files."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from coalition_graph._resources import resource
from coalition_graph.errors import LoadError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.resources.abc import Traversable

    import pyoxigraph as ox

    from coalition_graph.loaders.dataset import DatasetInfo
    from coalition_graph.loaders.report import LoadingReport

__all__ = ["LoadedSource", "claim_layer", "datasets", "find_dataset", "load_source", "places"]

_DEFAULT_GRAPH_TEXT = "a dataset name, a folder with dataset.toml, or a file"


@dataclass(frozen=True, slots=True)
class LoadedSource:
    """Statements ready to enter a graph, with what is known about where they came from.

    They come as a list, or in a `store` of their own; `claims` is the claim layer, where asked for.
    `key` names what a dataset folder held when it was read.
    """

    quads: list[ox.Quad] = field(default_factory=list)
    store: ox.Store | None = None
    info: DatasetInfo | None = None
    report: LoadingReport | None = None
    claims: list[ox.Quad] = field(default_factory=list)
    key: str = ""


@cache
def datasets() -> dict[str, str]:
    """Return the names and titles of the bundled datasets.

    >>> datasets()
    {'global-coalition': 'Global Coalition Against Daesh'}
    """
    from coalition_graph.loaders.dataset import read_info

    folders = sorted(
        (place for place in resource("data").iterdir() if (place / "dataset.toml").is_file()),
        key=lambda place: place.name,
    )
    return {place.name: read_info(place).title for place in folders}


def find_dataset(source: str | Path) -> Traversable | Path | None:
    """Return the folder of a bundled or own dataset, or `None` if the source is no folder.

    Raises:
        UnknownNameError: a name that is neither a dataset nor a path that exists.
    """
    if isinstance(source, str) and source in datasets():
        return resource("data") / source
    path = Path(source)
    if path.is_dir():
        return path
    if path.exists():
        return None
    raise UnknownNameError("dataset or file", str(source), datasets())


def load_source(
    source: str | Path, *, strict: bool = False, read_only: bool = False, claims: bool = False
) -> LoadedSource:
    """Read one source to its end; nothing enters a graph before that.

    Args:
        source: a dataset name, a dataset folder, or an RDF file.
        strict: make a row that cannot be used an error, instead of setting it aside.
        read_only: hand over a store on disk, opened for reading, where there is a snapshot.
        claims: read the claim layer as well.

    Raises:
        LoadError, UnknownNameError: the source cannot be read.
    """
    folder = find_dataset(source)
    if folder is None:
        return LoadedSource(_load_file(Path(source)))
    from coalition_graph.loaders import snapshot

    key = snapshot.snapshot_key(folder)
    kept = snapshot.recall(key)
    if kept is not None:
        found, info, report = kept
        store = found.open() if read_only else found.copy(claims=claims)
        if store is not None:
            return LoadedSource(store=store, info=info, report=report, key=key)
    from coalition_graph import rdf
    from coalition_graph.loaders.tables import load_tables

    loaded = load_tables(folder)
    if strict:
        loaded.report.raise_problems()
    quads = list(rdf.quads(loaded.shown, loaded.info.id))
    wanted = claims or snapshot.is_kept()
    behind = list(rdf.quads(loaded.behind, loaded.info.id)) if wanted else []
    if snapshot.snapshot_key(folder) == key:  # else somebody wrote while we read
        snapshot.keep(key, quads, behind, loaded.info, loaded.report)
    return LoadedSource(
        quads, info=loaded.info, report=loaded.report, claims=behind if claims else [], key=key
    )


def claim_layer(source: str | Path, key: str) -> Iterable[ox.Quad]:
    """Return the statements of the claim layer of a source; none of a file.

    Args:
        source: what was read.
        key: what named its content then; empty for a file.

    Raises:
        LoadError: the folder holds something else by now, or is gone.
    """
    if not key:
        return ()
    from coalition_graph.loaders import snapshot

    kept = snapshot.recall(key)
    store = kept[0].copy_claims() if kept is not None else None
    if store is not None:
        return store.quads_for_pattern(None, None, None, None)
    from coalition_graph import rdf
    from coalition_graph.loaders.tables import load_tables

    try:
        folder = find_dataset(source)
    except UnknownNameError:
        folder = None
    if folder is None or snapshot.snapshot_key(folder) != key:
        raise LoadError(
            f"{source} changed after it was read, and its claims are read only now; load it again, "
            "with claims=True to read all at once"
        )
    loaded = load_tables(folder)
    return rdf.quads(loaded.behind, loaded.info.id)


def places(source: str | Path) -> Mapping[str, tuple[str, int]]:
    """Return where each fact of a dataset folder stands: "type/id" to file and line."""
    folder = find_dataset(source)
    if folder is None:
        return {}
    from coalition_graph.loaders.tables import load_tables

    return load_tables(folder).places


def _load_file(path: Path) -> list[ox.Quad]:
    from coalition_graph.loaders.rdf_files import RDF_FORMATS, load_rdf

    if path.suffix not in RDF_FORMATS:
        known = ", ".join(RDF_FORMATS)
        raise LoadError(
            f"{path}: cannot tell the format from {path.suffix or 'a name without ending'!r}; "
            f"give {_DEFAULT_GRAPH_TEXT} ending in {known}"
        )
    return load_rdf(path)
