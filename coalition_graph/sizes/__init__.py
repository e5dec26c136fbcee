"""Why a published size differs from the members that can be named, as far as the data can tell.

The question ``claimed_against_counted`` judges each size against the count of its day.  Here a
judgement *above*, *below* or *fits if some left* gets its reason, and the sizes that cannot be
compared are told:

====================  ===========================================================================
stale figure          the number was right until an earlier day, and members joined since
rounded               the number is said to be about so much, and a count rounds to it
organisations twice   the document adds organisations to countries that hold them already
newcomers twice       those welcomed at a meeting of those days are added, who were in already
contradicted          another document says otherwise of the same thing, and that fits
members unnamed       more are claimed than can be named, and nothing else explains it
subset                the number counts a part only
not comparable        the number has no day, or it is not told what it counts
====================  ===========================================================================
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from coalition_graph.sizes.judging import Judge
from coalition_graph.sizes.roll import Roll

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from coalition_graph.answers import Answer
    from coalition_graph.model import Meeting, Membership, Quantity
    from coalition_graph.sizes.judging import Reason

__all__ = ["size_differences"]

_NOTE = (
    "Verdicts and reasons follow from claimed_against_counted, the memberships and the meetings."
)


def size_differences(
    counted: Answer,
    quantities: Iterable[Quantity],
    memberships: Sequence[Membership],
    meetings: Sequence[Meeting],
) -> Answer:
    """Return the sizes that sources give of a group, each with its verdict and its reason.

    Args:
        counted: the answer to ``claimed_against_counted`` about the group.
        quantities: the sizes of the group (quantities of the unit ``members``).
        memberships: the memberships in the group.
        meetings: the meetings of the group.
    """
    sizes = {one.id: one for one in quantities}
    judge = Judge(sizes, Roll(memberships), meetings, _verdicts(counted))
    rows = [judge.row(row) for row in counted]
    rows += _not_compared(sizes.values(), set(counted.column("quantity_id")))
    order = {name: counted.columns.index(name) for name in ("as_of", "quantity_id", "source")}
    rows.sort(
        key=lambda row: (
            row[order["as_of"]] or date.min,
            row[order["quantity_id"]],
            row[order["source"]],
        )
    )
    return replace(counted, rows=rows, sparql="", note=_NOTE, origin=None, _bindings=None)


def _verdicts(counted: Answer) -> dict[str, str]:
    return dict(zip(counted.column("quantity_id"), counted.column("verdict"), strict=True))


def _not_compared(sizes: Iterable[Quantity], compared: set[str]) -> Iterator[tuple[Any, ...]]:
    for size in sizes:
        if size.id in compared:
            continue
        amount = size.amount
        number = int(amount) if amount == amount.to_integral_value() else amount
        first = size.as_of.earliest if size.as_of else None
        said = (first, number, size.comparator, size.counts or None, None, None, None, None)
        for document in size.sources:
            yield (*said, document.id, size.id, *_why_not_compared(size))


def _why_not_compared(size: Quantity) -> Reason:
    if size.counts == "subset":
        return "subset", f"counts a part only: {size.name}"
    if not size.counts:
        return "not comparable", f"{size.name}: what it counts is not told"
    return "not comparable", f"{size.name}: the day is not told"
