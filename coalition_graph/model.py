"""The facts, as frozen dataclasses named after the classes of the ontology.

Each field bears the name of its table column and, in camel case, of its ontology property, so one
spelling serves tables, Python and SPARQL.  A field's metadata says only what kind of value it
holds; how that becomes a cell or a triple is told in the loaders and in `coalition_graph.rdf`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from coalition_graph.dates import Bounds, Certainty, PartialDate
from coalition_graph.identifiers import Ref

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "DERIVED_TYPES",
    "FACT_TYPES",
    "Body",
    "Claim",
    "Contribution",
    "Document",
    "Fact",
    "Leadership",
    "LineOfEffort",
    "Meeting",
    "Membership",
    "Operation",
    "Organisation",
    "Participation",
    "Person",
    "Post",
    "Quantity",
    "Ref",
    "Resolution",
    "Situation",
    "State",
    "Tenure",
    "property_name",
    "required_fields",
    "value_fields",
]

Metadata: TypeAlias = "Mapping[str, Any]"

TEXT: Metadata = {"as": "text"}
TEXTS: Metadata = {"as": "texts"}
INTEGER: Metadata = {"as": "integer"}
DECIMAL: Metadata = {"as": "decimal"}
FLAG: Metadata = {"as": "flag"}
INSTANT: Metadata = {"as": "instant"}
DAY: Metadata = {"as": "day"}
BOUNDS: Metadata = {"as": "bounds"}
ANSWER: Metadata = {"as": "answer"}  # part of an answer, never stored

CONFIDENCE = ("high", "medium", "low")
COMPARATORS = ("exactly", "about", "at least", "more than", "at most", "less than")


def label(language: str) -> Metadata:
    """Say that a field is a label in one language."""
    return {"as": "label", "language": language}


def link(*types: str) -> Metadata:
    """Say that a field points to one thing of these types."""
    return {"as": "link", "types": types}


def links(*types: str) -> Metadata:
    """Say that a field points to several things of these types."""
    return {"as": "links", "types": types}


def code(scheme: str) -> Metadata:
    """Say that a field holds a code of a list of the ontology."""
    return {"as": "code", "scheme": scheme}


def codes(scheme: str) -> Metadata:
    """Say that a field holds several codes of a list of the ontology."""
    return {"as": "codes", "scheme": scheme}


def one_of(*words: str) -> Metadata:
    """Say that a field holds one of a few words."""
    return {"as": "word", "words": words}


AGENTS = ("state", "organisation", "body", "person")
PARTIES = ("state", "organisation", "body")
SOURCES = links("document")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Anything that the graph holds: an id, and the documents that support it."""

    type: ClassVar[str] = ""
    table: ClassVar[str] = ""
    classes: ClassVar[tuple[str, ...]] = ()

    id: str
    sources: tuple[Ref, ...] = field(default=(), metadata=SOURCES)
    note: str = field(default="", metadata=TEXT)
    iri: str = field(default="", compare=False, repr=False, metadata=ANSWER)

    @property
    def ref(self) -> Ref:
        """The reference by which others point at it."""
        return Ref(self.type, self.id, getattr(self, "name", ""), self.iri)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Fact):
    """Something that can be cited."""

    type: ClassVar[str] = "document"
    table: ClassVar[str] = "documents"
    classes: ClassVar[tuple[str, ...]] = ("Document",)

    title: str = field(metadata=label(""))
    title_is_description: bool = field(default=False, metadata=FLAG)
    publisher: str = field(default="", metadata=TEXT)
    author: str = field(default="", metadata=TEXT)
    published: PartialDate | None = field(default=None, metadata=INSTANT)
    url: str = field(default="", metadata=TEXT)

    @property
    def name(self) -> str:
        """The title."""
        return self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class State(Fact):
    """A country as an actor in international relations."""

    type: ClassVar[str] = "state"
    table: ClassVar[str] = "states"
    classes: ClassVar[tuple[str, ...]] = ("State",)

    name: str = field(metadata=label("en"))
    short_name: str = field(default="", metadata=TEXT)
    official_name: str = field(default="", metadata=TEXT)
    name_fr: str = field(default="", metadata=label("fr"))
    name_ar: str = field(default="", metadata=label("ar"))
    iso2: str = field(default="", metadata=TEXT)
    iso3: str = field(default="", metadata=TEXT)
    m49: str = field(default="", metadata=TEXT)
    wikidata: str = field(default="", metadata=TEXT)
    aliases: tuple[str, ...] = field(default=(), metadata=TEXTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation(Fact):
    """A body of people or states that acts as one; of kind ``coalition``, a coalition."""

    type: ClassVar[str] = "organisation"
    table: ClassVar[str] = "organisations"
    classes: ClassVar[tuple[str, ...]] = ("Organisation",)

    name: str = field(metadata=label("en"))
    short_name: str = field(default="", metadata=TEXT)
    kind: str = field(default="", metadata=code("kind"))
    aliases: tuple[str, ...] = field(default=(), metadata=TEXTS)
    wikidata: str = field(default="", metadata=TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOfEffort(Fact):
    """A strand of work that a coalition announced."""

    type: ClassVar[str] = "line-of-effort"
    table: ClassVar[str] = "lines_of_effort"
    classes: ClassVar[tuple[str, ...]] = ("LineOfEffort",)

    name: str = field(metadata=label("en"))
    short_name: str = field(default="", metadata=TEXT)
    ordinal: int | None = field(default=None, metadata=INTEGER)
    part_of: Ref | None = field(default=None, metadata=link("organisation"))
    confidence: str = field(default="", metadata=one_of(*CONFIDENCE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Body(Fact):
    """A lasting part of a coalition: a working group, a small group, a secretariat."""

    type: ClassVar[str] = "body"
    table: ClassVar[str] = "bodies"
    classes: ClassVar[tuple[str, ...]] = ("Body", "Organisation")

    name: str = field(metadata=label("en"))
    short_name: str = field(default="", metadata=TEXT)
    aliases: tuple[str, ...] = field(default=(), metadata=TEXTS)
    kind: str = field(default="", metadata=code("kind"))
    part_of: Ref | None = field(default=None, metadata=link("organisation", "body"))
    serves: Ref | None = field(default=None, metadata=link("line-of-effort"))
    bounds: Bounds = field(default=Bounds(), metadata=BOUNDS)
    date_text: str = field(default="", metadata=TEXT)
    city: str = field(default="", metadata=TEXT)
    confidence: str = field(default="", metadata=one_of(*CONFIDENCE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Fact):
    """A human being."""

    type: ClassVar[str] = "person"
    table: ClassVar[str] = "people"
    classes: ClassVar[tuple[str, ...]] = ("Person",)

    name: str = field(metadata=label("en"))
    aliases: tuple[str, ...] = field(default=(), metadata=TEXTS)
    affiliation: Ref | None = field(default=None, metadata=link(*PARTIES))
    kind: tuple[str, ...] = field(default=(), metadata=codes("kind"))
    confidence: str = field(default="", metadata=one_of(*CONFIDENCE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Post(Fact):
    """A position that exists whoever holds it."""

    type: ClassVar[str] = "post"
    table: ClassVar[str] = "posts"
    classes: ClassVar[tuple[str, ...]] = ("Post",)

    name: str = field(metadata=label("en"))
    post_in: Ref | None = field(default=None, metadata=link(*PARTIES))
    one_holder: bool = field(default=False, metadata=FLAG)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting(Fact):
    """An event where agents gather, in person or not."""

    type: ClassVar[str] = "meeting"
    table: ClassVar[str] = "meetings"
    classes: ClassVar[tuple[str, ...]] = ("Meeting",)

    name: str = field(metadata=label("en"))
    kind: str = field(default="", metadata=code("kind"))
    level: str = field(default="", metadata=TEXT)
    date: PartialDate | None = field(default=None, metadata=INSTANT)
    city: str = field(default="", metadata=TEXT)
    country: Ref | None = field(default=None, metadata=link("state"))
    venue: str = field(default="", metadata=TEXT)
    meeting_of: Ref | None = field(default=None, metadata=link("organisation", "body"))
    discussed: tuple[Ref, ...] = field(default=(), metadata=links("body"))
    welcomed: tuple[Ref, ...] = field(default=(), metadata=links("state", "organisation"))
    delegations: int | None = field(default=None, metadata=INTEGER)
    outcome: str = field(default="", metadata=TEXT)
    confidence: str = field(default="", metadata=one_of(*CONFIDENCE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation(Fact):
    """The part one agent takes in one event."""

    type: ClassVar[str] = "participation"
    table: ClassVar[str] = "participations"
    classes: ClassVar[tuple[str, ...]] = ("Participation",)

    event: Ref = field(metadata=link("meeting"))
    participant: Ref = field(metadata=link(*AGENTS))
    role: str = field(metadata=code("role"))
    on_behalf_of: Ref | None = field(default=None, metadata=link(*PARTIES))
    capacity: Ref | None = field(default=None, metadata=link("post"))
    capacity_text: str = field(default="", metadata=TEXT)
    confidence: str = field(default="", metadata=one_of(*CONFIDENCE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation(Fact):
    """A military or civil undertaking under a name of its own."""

    type: ClassVar[str] = "operation"
    table: ClassVar[str] = "operations"
    classes: ClassVar[tuple[str, ...]] = ("Operation",)

    name: str = field(metadata=label("en"))
    kind: str = field(default="", metadata=code("kind"))
    conducted_by: tuple[Ref, ...] = field(default=(), metadata=links(*PARTIES))
    bounds: Bounds = field(default=Bounds(), metadata=BOUNDS)
    date_text: str = field(default="", metadata=TEXT)
    description: str = field(default="", metadata=TEXT)
    confidence: str = field(default="", metadata=one_of(*CONFIDENCE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation(Fact):
    """A relation that holds for a stretch of days.

    `bounds` are the four days around start and end, `date_text` the start as the source words it,
    `attested_from` and `attested_to` the first and last day on which a source shows it, and
    `attested_by` the documents that show it on the last, where they are told apart.
    `certainty` answers the question that fetched the fact, and is `None` where none was asked.
    """

    bounds: Bounds = field(default=Bounds(), metadata=BOUNDS)
    date_text: str = field(default="", metadata=TEXT)
    attested_from: date | None = field(default=None, metadata=DAY)
    attested_to: date | None = field(default=None, metadata=DAY)
    attested_by: tuple[Ref, ...] = field(default=(), metadata=SOURCES)
    confidence: str = field(default="", metadata=one_of(*CONFIDENCE))
    certainty: Certainty | None = field(default=None, compare=False, metadata=ANSWER)

    def in_words(self) -> str:
        """Name the situation: who stands to whom as what."""
        return self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership(Situation):
    """A situation in which an agent belongs to a coalition or body."""

    type: ClassVar[str] = "membership"
    table: ClassVar[str] = "memberships"
    classes: ClassVar[tuple[str, ...]] = ("Membership",)

    member: Ref = field(metadata=link("state", "organisation"))
    group: Ref = field(metadata=link("organisation", "body"))
    kind: str = field(default="", metadata=code("kind"))

    def in_words(self) -> str:
        """Name the membership.

        >>> Membership(id="ken-pact-1", member=Ref("state", "ken", "Kenya"),
        ...            group=Ref("organisation", "pact", "The Pact")).in_words()
        'Kenya as a member of The Pact'
        """
        return f"{_called(self.member)} as a member of {_called(self.group)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure(Situation):
    """A situation in which a person holds a post."""

    type: ClassVar[str] = "tenure"
    table: ClassVar[str] = "tenures"
    classes: ClassVar[tuple[str, ...]] = ("Tenure",)

    holder: Ref = field(metadata=link("person"))
    post: Ref = field(metadata=link("post"))

    def in_words(self) -> str:
        """Name the tenure."""
        return f"{_called(self.holder)} as {_called(self.post)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leadership(Situation):
    """A situation in which an agent leads or co-leads a body or a line of effort."""

    type: ClassVar[str] = "leadership"
    table: ClassVar[str] = "leaderships"
    classes: ClassVar[tuple[str, ...]] = ("Leadership",)

    leader: Ref = field(metadata=link(*AGENTS))
    led: Ref = field(metadata=link("body", "line-of-effort", "organisation"))
    role: str = field(metadata=code("role"))

    def in_words(self) -> str:
        """Name the leadership."""
        return f"{_called(self.leader)} as {self.role} of {_called(self.led)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution(Situation):
    """A situation in which an agent provides, or says it will provide, something.

    An `amount` of `None` is unknown, not nothing.  `stage` tells an announcement from a delivery:
    amounts of different stages overlap and are never added up.
    """

    type: ClassVar[str] = "contribution"
    table: ClassVar[str] = "contributions"
    classes: ClassVar[tuple[str, ...]] = ("Contribution",)

    contributor: Ref | None = field(default=None, metadata=link(*AGENTS))
    contributor_text: str = field(default="", metadata=TEXT)
    recipient: Ref | None = field(default=None, metadata=link(*AGENTS, "operation"))
    kind: str = field(default="", metadata=code("kind"))
    stage: str = field(default="", metadata=code("stage"))
    amount: Decimal | None = field(default=None, metadata=DECIMAL)
    comparator: str = field(default="", metadata=one_of(*COMPARATORS))
    unit: str = field(default="", metadata=TEXT)
    amount_usd: Decimal | None = field(default=None, metadata=DECIMAL)
    purpose: str = field(default="", metadata=TEXT)
    announced_by: Ref | None = field(default=None, metadata=link("person"))
    announced_at: Ref | None = field(default=None, metadata=link("meeting"))

    def in_words(self) -> str:
        """Name the contribution."""
        giver = _called(self.contributor) if self.contributor else self.contributor_text
        return f"contribution of {giver}"


def _called(ref: Ref) -> str:
    return ref.label or ref.id


CLAIMED = (
    "start",
    "end",
    "attested",
    "start_not_before",
    "start_not_after",
    "end_not_before",
    "end_not_after",
    "date",
    "role",
    "amount",
)
"""The properties that a claim can be about; without one, it is a statement in words."""

ANYTHING = (
    "state",
    "organisation",
    "body",
    "person",
    "post",
    "line-of-effort",
    "meeting",
    "operation",
    "document",
)
SITUATIONS = ("membership", "tenure", "leadership", "contribution")
CLAIMED_OF = (*ANYTHING, *SITUATIONS, "participation", "quantity")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity(Fact):
    """A number that a source gives, with its unit, its qualifier and its day.

    >>> from decimal import Decimal
    >>> sixty = Quantity(id="s0-members", subject=Ref("organisation", "global-coalition"),
    ...                  name="members before Brussels", amount=Decimal(60), comparator="about",
    ...                  unit="members", sources=(Ref("document", "seed-000"),))
    >>> sixty.comparator, int(sixty.amount)
    ('about', 60)
    """

    type: ClassVar[str] = "quantity"
    table: ClassVar[str] = "quantities"
    classes: ClassVar[tuple[str, ...]] = ("Quantity",)

    subject: Ref = field(metadata={"as": "subject", "types": ANYTHING})
    name: str = field(metadata=label("en"))
    amount: Decimal = field(metadata=DECIMAL)
    comparator: str = field(default="exactly", metadata=one_of(*COMPARATORS))
    unit: str = field(default="", metadata=TEXT)
    counts: str = field(default="", metadata=code("counts"))
    as_of: PartialDate | None = field(default=None, metadata=INSTANT)
    claimant: str = field(default="", metadata=TEXT)
    confidence: str = field(default="", metadata=one_of(*CONFIDENCE))
    conflicts_with: tuple[Ref, ...] = field(default=(), metadata=links("quantity", "claim"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Fact):
    """What documents say about one value of one thing.

    Without a `property` it is a statement in words, under a `name`.  With one, it is what the
    documents say about that property of the subject: `value` is then a date as written (EDTF) for
    ``start``, ``end``, ``attested``, ``date`` and the four bounds, else the number or code given.

    `jointly` marks a value that several documents support together, where it is not told which of
    them says it.  `shown_at` is the meeting that shows it.  `status` says what became of it where
    documents disagree: ``accepted``, ``conflict`` or ``superseded``.
    """

    type: ClassVar[str] = "claim"
    table: ClassVar[str] = "claims"
    classes: ClassVar[tuple[str, ...]] = ("Claim",)

    subject: Ref = field(metadata={"as": "subject", "types": CLAIMED_OF})
    property: str = field(default="", metadata={"as": "property", "words": CLAIMED})
    name: str = field(default="", metadata=label("en"))
    value: str = field(metadata={"as": "claimed"})
    as_of: PartialDate | None = field(default=None, metadata=INSTANT)
    claimant: str = field(default="", metadata=TEXT)
    confidence: str = field(default="", metadata=one_of(*CONFIDENCE))
    conflicts_with: tuple[Ref, ...] = field(default=(), metadata=links("quantity", "claim"))
    jointly: bool = field(default=False, metadata=FLAG)
    shown_at: Ref | None = field(default=None, metadata=link("meeting"))
    status: str = field(default="", metadata={"as": "status"})

    def __post_init__(self) -> None:
        if not self.status:
            object.__setattr__(self, "status", "conflict" if self.conflicts_with else "accepted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution(Fact):
    """The recorded decision on which claims a value rests.

    `value` is the value decided, `rests_on` the claims that give it, `set_aside` those that do not
    agree with it, and `policy` the rule used to choose between them.
    """

    type: ClassVar[str] = "resolution"
    classes: ClassVar[tuple[str, ...]] = ("Resolution",)

    subject: Ref = field(metadata={"as": "subject", "types": CLAIMED_OF})
    property: str = field(metadata={"as": "property", "words": CLAIMED})
    value: str = field(metadata={"as": "claimed"})
    rests_on: tuple[Ref, ...] = field(default=(), metadata=links("claim"))
    set_aside: tuple[Ref, ...] = field(default=(), metadata=links("claim"))
    policy: str = field(default="", metadata=TEXT)


FACT_TYPES: dict[str, type[Fact]] = {
    fact.type: fact
    for fact in (
        Document,
        State,
        Organisation,
        LineOfEffort,
        Body,
        Person,
        Post,
        Meeting,
        Operation,
        Membership,
        Tenure,
        Leadership,
        Participation,
        Contribution,
        Quantity,
        Claim,
    )
}
"""The kinds of fact by their type, in an order in which each points only to earlier ones."""

DERIVED_TYPES: dict[str, type[Fact]] = {Resolution.type: Resolution}
"""The kinds of fact that have no table, because they follow from others."""


_VALUE_FIELDS: dict[type[Fact], tuple[tuple[str, Metadata], ...]] = {
    kind: tuple(
        (item.name, item.metadata)
        for item in fields(kind)
        if item.metadata and item.metadata["as"] != "answer"
    )
    for kind in (*FACT_TYPES.values(), *DERIVED_TYPES.values())
}
_REQUIRED: dict[type[Fact], tuple[str, ...]] = {
    kind: tuple(item.name for item in fields(kind) if item.default is item.default_factory)
    for kind in (*FACT_TYPES.values(), *DERIVED_TYPES.values())
}


def value_fields(fact_type: type[Fact]) -> tuple[tuple[str, Metadata], ...]:
    """Return name and metadata of the stored fields of a kind of fact, in order."""
    return _VALUE_FIELDS[fact_type]


def required_fields(fact_type: type[Fact]) -> tuple[str, ...]:
    """Return the fields without which a kind of fact says nothing.

    >>> required_fields(Membership)
    ('id', 'member', 'group')
    """
    return _REQUIRED[fact_type]


@cache
def property_name(field_name: str) -> str:
    """Return the ontology's spelling of a field.

    >>> property_name("on_behalf_of")
    'onBehalfOf'
    """
    first, *rest = field_name.split("_")
    return first + "".join(word.capitalize() for word in rest)
