"""What ``dataset.toml`` says of a dataset folder."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from coalition_graph.errors import LoadError, UnknownNameError
from coalition_graph.identifiers import is_slug
from coalition_graph.policies import DEFAULT_POLICY, policies

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from pathlib import Path

__all__ = ["DatasetInfo", "read_info"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetInfo:
    """What ``dataset.toml`` says: identity, version, licence, how to cite."""

    id: str
    title: str
    version: str = ""
    description: str = ""
    licence: str = ""
    main_group: str = ""
    policy: str = DEFAULT_POLICY
    retrieved: str = ""
    citation: str = ""
    languages: tuple[str, ...] = ("en",)


def read_info(folder: Traversable | Path) -> DatasetInfo:
    """Read ``dataset.toml``.

    Raises:
        LoadError: there is none, it is no TOML, or a key is missing or unknown.
    """
    place = folder / "dataset.toml"
    if not place.is_file():
        raise LoadError(
            f"{folder}: no dataset.toml; a dataset is a folder with a dataset.toml that gives "
            'at least id = "…" and title = "…", and tables beside it'
        )
    import tomllib  # only where a file is read

    try:
        given = tomllib.loads(place.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LoadError(f"dataset.toml: {error}") from error
    return DatasetInfo(**_checked(given))


def _checked(given: dict[str, Any]) -> dict[str, Any]:
    """Return the keys and values if they are known, of their types, and all that is needed."""
    known = {item.name for item in fields(DatasetInfo)}
    for key, value in given.items():
        if key not in known:
            raise LoadError(f"dataset.toml: {UnknownNameError('key', key, known)}")
        listed = key == "languages" and isinstance(value, list)
        if not all(isinstance(item, str) for item in (value if listed else [value])):
            raise LoadError(f'dataset.toml: {key} is no text; write {key} = "…"')
    for key in ("id", "title"):
        if key not in given:
            raise LoadError(f'dataset.toml: {key} is missing; write {key} = "…"')
    if not is_slug(given["id"]):
        raise LoadError(
            f"dataset.toml: {given['id']!r} is no id; write lower-case words joined by hyphens"
        )
    if given.get("policy", DEFAULT_POLICY) not in policies():
        unknown = UnknownNameError("policy", given["policy"], policies())
        raise LoadError(f"dataset.toml: {unknown}")
    languages = given.get("languages", "en")
    return given | {"languages": (languages,) if isinstance(languages, str) else tuple(languages)}
