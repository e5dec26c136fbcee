"""Policies: how to decide between claims that contradict each other.

A policy is data, not code: a table of ``ontology/policies.toml``, or keys given by the user.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from coalition_graph._resources import resource
from coalition_graph.errors import LoadError, UnknownNameError
from coalition_graph.model import CLAIMED

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DEFAULT_POLICY", "Policy", "policies", "policy"]

DEFAULT_POLICY = "cautious"

_DATED = tuple(name for name in CLAIMED if name not in ("date", "role", "amount"))
_CONFLICTS = ("span", "rank")
_USE = 'write use = [["attested"], ["start"]]'
_RANKS = ("confidence", "documents", "earlier", "later", "narrower")


@dataclass(frozen=True, slots=True)
class Policy:
    """How to decide between claims that contradict each other; see ``ontology/policies.toml``.

    >>> policy("cautious").conflict
    'span'
    """

    name: str
    use: tuple[tuple[str, ...], ...]
    conflict: str = "span"
    rank: tuple[str, ...] = ()
    meaning: str = ""

    @classmethod
    def of(cls, name: str, given: Mapping[str, Any]) -> Policy:
        """Read a policy from the keys of its table.

        Raises:
            LoadError: a key is missing or unknown; UnknownNameError: a word nobody knows.
        """
        for key in given:
            if key not in ("meaning", "use", "conflict", "rank"):
                raise LoadError(
                    f"policy {name}: no key {key!r}; known: meaning, use, conflict, rank"
                )
        tiers, conflict = _tiers(name, given.get("use")), given.get("conflict", "span")
        if conflict not in _CONFLICTS:
            raise UnknownNameError("way with conflicts", str(conflict), _CONFLICTS)
        rank = given.get("rank", ())
        if not _is_list(rank):
            raise LoadError(f'policy {name}: rank is no list; write rank = ["earlier"]')
        for word in rank:
            if word not in _RANKS:
                raise UnknownNameError("rank", str(word), _RANKS)
        return cls(name, tiers, conflict, tuple(rank), given.get("meaning", ""))


def _tiers(name: str, given: Any) -> tuple[tuple[str, ...], ...]:
    if not given:
        raise LoadError(f"policy {name}: use is missing; {_USE}")
    if not _is_list(given) or not all(tier and _is_list(tier) for tier in given):
        raise LoadError(f"policy {name}: use is no list of lists; {_USE}")
    for word in (word for tier in given for word in tier):
        if word not in _DATED:
            raise UnknownNameError("property of claims", str(word), _DATED)
    return tuple(tuple(tier) for tier in given)


@cache
def policies() -> tuple[str, ...]:
    """Return the names of the policies that come with the library.

    >>> policies()[:2]
    ('cautious', 'ranked')
    """
    return tuple(_tables())


def policy(chosen: str | Policy | Mapping[str, Any] = DEFAULT_POLICY) -> Policy:
    """Return a policy by name, or make one from the keys that ``policies.toml`` would hold.

    Raises:
        UnknownNameError: no such policy; LoadError: keys that make no policy.
    """
    if isinstance(chosen, Policy):
        return chosen
    if isinstance(chosen, str):
        if chosen not in policies():
            raise UnknownNameError("policy", chosen, policies())
        return _named(chosen)
    if not isinstance(chosen, dict):
        raise LoadError(f"{chosen!r} is no policy; give a name, or keys such as {{'use': …}}")
    return Policy.of("own", chosen)


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple)


@cache
def _named(name: str) -> Policy:
    return Policy.of(name, _tables()[name])


@cache
def _tables() -> dict[str, Any]:
    import tomllib  # only where a policy is read

    return tomllib.loads((resource("ontology") / "policies.toml").read_text(encoding="utf-8"))
