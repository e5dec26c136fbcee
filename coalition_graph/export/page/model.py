"""What a page shows: nodes, links and documents as plain frozen facts.

The page knows no RDF, no tables and no clock.  Whoever selects from a graph fills these classes;
everything after that (positions, drawing, wording in both directions) happens in this package.
Every text may hold anything: it is shown as text, never as markup.

>>> model = PageModel(
...     title="A small coalition",
...     kinds=(Kind("state", "Member states", "Member state"), Kind("meeting", "Meetings")),
...     roles=(Role("host", "Hosted", forward="hosted", inverse="hosted by"),),
...     nodes=(Node("kwt", "state", "Kuwait"), Node("2018", "meeting", "Kuwait City 2018")),
...     links=(Link("kwt", "2018", "host", sources=("paper",)),),
...     documents=(DocumentRef("paper", "A paper"),),
... )
>>> model.nodes[0].short
'Kuwait'
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from coalition_graph.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "Certainty",
    "DocumentRef",
    "Emphasis",
    "Kind",
    "Link",
    "Node",
    "PageModel",
    "Role",
]

Certainty: TypeAlias = Literal["", "certain", "presumed", "possible"]
"""How sure a node or link is on the day of the page: drawn solid, dashed or dotted."""

Emphasis: TypeAlias = Literal["", "strong", "plain", "faint"]
"""How much ink a role gets; empty leaves it to the style of the role."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of node, in the order of the legend.

    Args:
        id: Names the kind; `coalition`, `line-of-effort`, `body`, `ministerial`, `meeting`,
            `state`, `organisation`, `person` and `guest` have a shape, a colour and a ring.
        label: What the legend calls them, a plural: "Member states".
        singular: What one of them is called in the details; the label when empty.
        shown: Whether the kind is drawn when the page opens.
        style: The id of the kind whose looks to borrow; the kind's own id when empty.
    """

    id: str
    label: str
    singular: str = ""
    shown: bool = True
    style: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    """One kind of link, in the order of the legend.

    Args:
        id: Names the role; `lead`, `host`, `chair`, `speak`, `attend`, `member`, `represent`,
            `part`, `discuss` and `meeting` have a colour of their own.
        label: What the legend calls it: "Hosted".
        forward: What the source does to the target: "hosted".
        inverse: The same seen from the target: "hosted by".
        shown: Whether the role is drawn when the page opens.
        emphasis: How much ink it gets; what its style says when empty.
        style: The id of the role whose looks to borrow; the role's own id when empty.
    """

    id: str
    label: str
    forward: str = ""
    inverse: str = ""
    shown: bool = True
    emphasis: Emphasis = ""
    style: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """One thing in the picture.

    Args:
        id: Names the node in links and in the address of the page.
        kind: The id of its `Kind`.
        label: Its name in full.
        short: The name written into the picture; the label when empty.
        names: Other names as pairs of language tag (may be empty) and text; the search finds them.
        dates: When, in words as the sources give it: "since September 2014".
        first_day: The earliest day, an ISO date, which orders the rings; None when unknown.
        last_day: The latest day, an ISO date; None when open or unknown.
        details: Further facts as pairs of label and text, shown in this order.
        sources: Ids of the documents that tell of the node.
        certainty: How sure it is, on the day of the page.
    """

    id: str
    kind: str
    label: str
    short: str = ""
    names: tuple[tuple[str, str], ...] = ()
    dates: str = ""
    first_day: str | None = None
    last_day: str | None = None
    details: tuple[tuple[str, str], ...] = ()
    sources: tuple[str, ...] = ()
    certainty: Certainty = ""

    def __post_init__(self) -> None:
        """Let the picture always have a name to write."""
        object.__setattr__(self, "label", self.label or self.id)
        object.__setattr__(self, "short", self.short or self.label)


@dataclass(frozen=True, slots=True)
class Link:
    """One relation between two nodes; several between the same two are all kept.

    Args:
        source: Id of the node the relation starts from.
        target: Id of the node it leads to.
        role: The id of its `Role`.
        forward: Wording of this very link seen from the source; the role's when empty.
        inverse: Wording of this very link seen from the target; the role's when empty.
        note: What else to say of it: "as Secretary of State, for the United States".
        dates: When, in words.
        first_day: The earliest day, an ISO date; orders the relations in the details.
        last_day: The latest day, an ISO date.
        certainty: How sure it is, on the day of the page.
        sources: Ids of the documents that tell of the link.
        count: How many facts stand behind it; more make a thicker line.
    """

    source: str
    target: str
    role: str
    forward: str = ""
    inverse: str = ""
    note: str = ""
    dates: str = ""
    first_day: str | None = None
    last_day: str | None = None
    certainty: Certainty = ""
    sources: tuple[str, ...] = ()
    count: int = 1


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """A document to point to; only http and https addresses become links."""

    id: str
    title: str
    publisher: str = ""
    published: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class PageModel:
    """All that one page shows.

    Args:
        title: The heading of the page.
        kinds: Kinds of nodes in the order of the legend.
        roles: Kinds of links in the order of the legend.
        nodes: The nodes; their order breaks ties and so decides the bytes of the page.
        links: The links between them.
        documents: The documents that nodes and links cite.
        subtitle: One sentence under the heading.
        language: Language tag of the texts, for the reader's software.
        as_of: The day the page is true for, in words or ISO; None when it tells of all dates.
        version: Name and version of the dataset, for the caption.

    Raises:
        UnknownNameError: A node, link or citation names something that is not there.
        ValueError: Two nodes, kinds, roles or documents bear the same id.
    """

    title: str
    kinds: tuple[Kind, ...]
    roles: tuple[Role, ...]
    nodes: tuple[Node, ...]
    links: tuple[Link, ...] = ()
    documents: tuple[DocumentRef, ...] = ()
    subtitle: str = ""
    language: str = "en"
    as_of: str | None = None
    version: str = ""

    def __post_init__(self) -> None:
        """Refuse what could not be drawn, by name."""
        kinds = _ids("kind", (kind.id for kind in self.kinds))
        roles = _ids("role", (role.id for role in self.roles))
        nodes = _ids("node", (node.id for node in self.nodes))
        documents = _ids("document", (document.id for document in self.documents))
        _require("kind of node", (node.kind for node in self.nodes), kinds)
        _require("role", (link.role for link in self.links), roles)
        _require("node", (end for link in self.links for end in (link.source, link.target)), nodes)
        _require("document", (source for node in self.nodes for source in node.sources), documents)
        _require("document", (source for link in self.links for source in link.sources), documents)


def _ids(what: str, found: Iterable[str]) -> frozenset[str]:
    seen: set[str] = set()
    for name in found:
        if name in seen:
            raise ValueError(f"two {what}s of the page have the id {name!r}")
        seen.add(name)
    return frozenset(seen)


def _require(what: str, names: Iterable[str], known: frozenset[str]) -> None:
    for name in names:
        if name not in known:
            raise UnknownNameError(what, name, known)
