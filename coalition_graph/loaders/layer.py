"""What documents claim beyond the days of situations: roles, figures, the days of meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coalition_graph.claims import claim_id
from coalition_graph.model import (
    Claim,
    Contribution,
    Leadership,
    Meeting,
    Participation,
    Quantity,
)
from coalition_graph.rdf import number_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coalition_graph.model import Fact

__all__ = ["plain_claims"]


def plain_claims(facts: Iterable[Fact]) -> Iterator[Claim]:
    """Yield what documents claim of roles, figures and the days of meetings."""
    for fact in facts:
        found = _plain(fact)
        if found is not None:
            name, value = found
            yield Claim(
                id=claim_id(fact.ref, name),
                subject=fact.ref,
                property=name,
                value=value,
                sources=fact.sources,
                confidence=getattr(fact, "confidence", ""),
                jointly=len(fact.sources) > 1 and not isinstance(fact, Quantity),
                status="conflict" if getattr(fact, "conflicts_with", ()) else "accepted",
            )


def _plain(fact: Fact) -> tuple[str, str] | None:
    if isinstance(fact, Participation | Leadership):
        return "role", fact.role
    if isinstance(fact, Quantity):
        return "amount", number_text(fact.amount)
    if isinstance(fact, Contribution) and fact.amount is not None:
        return "amount", number_text(fact.amount)
    if isinstance(fact, Meeting) and fact.date is not None:
        return "date", fact.date.text
    return None
