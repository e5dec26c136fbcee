"""``coalition-graph check``: what the documents say that cannot all be right."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from coalition_graph.commands.shared import UsageError, add_data, add_forms, load, progress, write
from coalition_graph.commands.tables import plain

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from coalition_graph.contradictions import Contradiction, Tightened
    from coalition_graph.identifiers import Ref

SUMMARY = "tell which documents cannot all be right, and on what"

FORMS = ("text", "json")


def register(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "source",
        nargs="?",
        metavar="SOURCE",
        help="dataset name, dataset folder or RDF file (default: global-coalition)",
    )
    add_data(parser)
    parser.add_argument(
        "--bounds",
        action="store_true",
        help="also tell which bounds are narrower than the documents on the thing itself say",
    )
    parser.add_argument(
        "--strict", action="store_true", help="exit code 1 if there are contradictions"
    )
    add_forms(parser, FORMS)


def run(arguments: argparse.Namespace) -> int:
    """Check and print; 1 if strict and there are contradictions."""
    from coalition_graph.queryable import DEFAULT_DATASET

    if arguments.source is not None and arguments.data not in (DEFAULT_DATASET, arguments.source):
        both = f"{arguments.source!r} and --data {arguments.data!r}"
        raise UsageError(f"two sources: {both}; name one")
    arguments.data = arguments.source or arguments.data
    graph = load(arguments)
    with progress("putting the documents together"):
        found, narrowed = graph.contradictions(), graph.tightened()
    if arguments.format == "json":
        write(as_json(found, narrowed))
    else:
        write(as_text(found, narrowed, bounds=arguments.bounds))
    return 1 if arguments.strict and found else 0


def as_text(
    found: Sequence[Contradiction], narrowed: Sequence[Tightened], *, bounds: bool = False
) -> str:
    """Return one block for each contradiction, and a summary line."""
    blocks = [_block(one) for one in found]
    if bounds:
        blocks += [_bounds(one) for one in narrowed]
    blocks.append([_summary(found, narrowed)])
    return "\n".join("".join(f"{plain(line)}\n" for line in block) for block in blocks)


def _block(one: Contradiction) -> list[str]:
    lines = [f"{one.kind}: {one.subject.id}", f"  {one.text}"]
    if one.fewest:
        lines.append(f"  fewest documents that cannot all be right: {_ids(one.fewest)}")
    return lines


def _bounds(one: Tightened) -> list[str]:
    return [
        f"bounds: {one.subject.id}",
        f"  {one.subject.label}",
        *(f"  {reason.text}" for reason in one.reasons),
    ]


def _ids(refs: Sequence[Ref]) -> str:
    return ", ".join(ref.id for ref in refs)


def _summary(found: Sequence[Contradiction], narrowed: Sequence[Tightened]) -> str:
    documents = {document for one in found for document in one.documents}
    kinds = Counter(one.kind for one in found)
    by_kind = ", ".join(f"{number} {kind}" for kind, number in kinds.items())
    edges = sum(len(one.reasons) for one in narrowed)
    return (
        f"{_counted(len(found), 'contradiction')}{f' ({by_kind})' if by_kind else ''} "
        f"between {_counted(len(documents), 'document')}; "
        f"{_counted(edges, 'bound')} of {_counted(len(narrowed), 'situation')} narrowed"
    )


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def as_json(found: Sequence[Contradiction], narrowed: Sequence[Tightened]) -> str:
    """Return contradictions and narrowed bounds as JSON, things by their ids."""
    import json

    told = {
        "contradictions": [dict(_plain(one)) for one in found],
        "tightened": [
            {
                "subject": one.subject.id,
                "reasons": [dict(_plain(reason)) for reason in one.reasons],
            }
            for one in narrowed
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _plain(item: Any) -> Iterator[tuple[str, Any]]:
    from dataclasses import fields

    for field in fields(item):
        value = getattr(item, field.name)
        if isinstance(value, tuple):
            yield field.name, [str(one) for one in value]
        else:
            yield field.name, value if isinstance(value, bool) else str(value)
