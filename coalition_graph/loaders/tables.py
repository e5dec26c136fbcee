"""Dataset folders: a ``dataset.toml`` and one CSV table for each kind of fact.

Loading goes in four steps, so that a row is judged with everything it points to in view:

1. read the tables, and know every id;
2. make the facts that hold no bounds: documents, states, people, meetings, participations …;
3. gather what is claimed about each situation (`coalition_graph.loaders.evidence`), and make
   memberships, tenures, leaderships and contributions with the bounds that follow under the policy
   of the dataset (`coalition_graph.claims`);
4. set aside what points to a row that was set aside.

Every row ends as a fact or in the report, with its line and its reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from coalition_graph.claims import (
    EDGES,
    Resolved,
    resolutions,
    resolve,
    restates,
    with_status,
)
from coalition_graph.dates import Bounds, PartialDate
from coalition_graph.errors import DateError, LoadError, RowError, UnknownNameError
from coalition_graph.identifiers import Ref, is_slug
from coalition_graph.loaders.cells import CellError, CellReader, split_list
from coalition_graph.loaders.dataset import DatasetInfo, read_info
from coalition_graph.loaders.evidence import attestation, edge_day, key_of, own_claims, seen
from coalition_graph.loaders.layer import plain_claims
from coalition_graph.loaders.report import LoadingReport
from coalition_graph.loaders.rows import Row, read_rows
from coalition_graph.model import (
    DECIMAL,
    FACT_TYPES,
    INSTANT,
    SITUATIONS,
    SOURCES,
    TEXT,
    Body,
    Claim,
    Contribution,
    Document,
    Fact,
    Meeting,
    Operation,
    Post,
    Situation,
    Tenure,
    code,
    link,
    one_of,
    required_fields,
    value_fields,
)
from coalition_graph.policies import Policy, policy
from coalition_graph.rdf import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

__all__ = ["DatasetInfo", "Loaded", "Row", "columns", "load_tables", "read_info"]

_SITUATIONS = tuple(kind for kind in FACT_TYPES.values() if issubclass(kind, Situation))
_SITUATION_COLUMNS = ("start", *EDGES[:2], "end", *EDGES[2:], "attested_on")
_EXTRA_COLUMNS: dict[type[Fact], tuple[str, ...]] = {
    Meeting: ("end_date",),
    Body: ("start", "end"),
    Operation: ("start", "end"),
    Contribution: ("date",),
}
_COMPUTED = frozenset(
    {"bounds", "date_text", "attested_from", "attested_to", "attested_by"}
    | {"jointly", "shown_at", "status"}
)
_LASTING = (*SITUATIONS, "organisation", "body", "operation", "line-of-effort")
_SUBJECTS = {
    "role": ("participation", "leadership"),
    "amount": ("quantity", "contribution"),
    "date": ("meeting", "document"),
}
_ATTESTATIONS = "attestations"
_ATTESTATION_CELLS = {
    "situation": link(*(kind.type for kind in _SITUATIONS)),
    "date": INSTANT,
    "kind": one_of("list", "welcome", "statement"),
    "sources": SOURCES,
    "note": TEXT,
}


@dataclass(frozen=True)
class Loaded:
    """What a loader hands over: facts, where each stood, and the account of every row."""

    info: DatasetInfo
    facts: tuple[Fact, ...]
    report: LoadingReport
    places: Mapping[str, tuple[str, int]]  # "type/id" -> file, line
    _claims: Callable[[], tuple[Fact, ...]] = tuple

    @cached_property
    def claims(self) -> tuple[Fact, ...]:
        """Claims that are no row of their own, and the decisions."""
        return self._claims()

    @property
    def shown(self) -> Iterator[Fact]:
        """The facts that easy questions see: all but the claims of days that nobody disputes."""
        return (fact for fact in self.facts if not _undisputed(fact))

    @property
    def behind(self) -> Iterator[Fact]:
        """The claim layer: what easy questions do not see."""
        yield from (fact for fact in self.facts if _undisputed(fact))
        yield from self.claims


def _undisputed(fact: Fact) -> bool:
    if not isinstance(fact, Claim) or not fact.property:
        return False
    return fact.status == "accepted" and not fact.conflicts_with


def columns(fact_type: type[Fact]) -> tuple[str, ...]:
    """Return the columns of the table of a kind of fact.

    >>> from coalition_graph.model import Tenure
    >>> columns(Tenure)[:3]
    ('id', 'holder', 'post')
    """
    own = [name for name, _ in value_fields(fact_type) if name not in _COMPUTED]
    extra = _EXTRA_COLUMNS.get(fact_type)
    if extra is None:
        extra = _SITUATION_COLUMNS if issubclass(fact_type, Situation) else ()
    last = [name for name in ("sources", "confidence", "note") if name in own]
    if fact_type.type == "document":
        last.remove("sources")
    return ("id", *(name for name in own if name not in ("sources", *last)), *extra, *last)


def load_tables(folder: Traversable | Path) -> Loaded:
    """Load a dataset folder.

    Raises:
        LoadError: the folder is no dataset, or a table cannot be read at all; single bad rows
            are set aside and told in the report.
    """
    info = read_info(folder)
    loading = _Loading(LoadingReport(), policy(info.policy))
    loading.read(folder)
    return Loaded(info, loading.facts(), loading.report, loading.places(), loading.claims)


class _Loading:
    """The state of one load."""

    def __init__(self, report: LoadingReport, chosen: Policy) -> None:
        self.report = report
        self._policy = chosen
        self._rows: dict[str, list[Row]] = {}
        self._made: dict[str, tuple[Fact, Row]] = {}
        self._attestations: list[tuple[Claim, Row]] = []
        self._claims: dict[str, list[Claim]] = {}  # by type and id of what they are about
        self._resolved: dict[str, Resolved] = {}

    # -- step 1: rows and ids ---------------------------------------------------------------

    def read(self, folder: Traversable | Path) -> None:
        found = False
        for name, expected in _tables():
            place = folder / f"{name}.csv"
            if place.is_file():
                found = True
                rows = read_rows(place, expected, _required(name), self.report)
                self._rows[name] = list(rows)
        names = [f"{name}.csv" for name, _ in _tables()]
        if not found:
            raise LoadError(f"{folder}: no table; a dataset holds some of {', '.join(names)}")
        for file in sorted(place.name for place in folder.iterdir()):
            if file.endswith(".csv") and file not in names and not file.startswith("."):
                self.report.add(RowError(file, 1, "", str(UnknownNameError("table", file, names))))
        self._index()

    def _index(self) -> None:
        types: dict[str, dict[str, str]] = {fact.type: {} for fact in FACT_TYPES.values()}
        by_table = {fact.table: types[fact.type] for fact in FACT_TYPES.values()}
        by_table[_ATTESTATIONS] = {}
        for name, rows in self._rows.items():
            ids = by_table[name]
            taken = types[Claim.type] if name == _ATTESTATIONS else {}  # both become claims
            kept = []
            for row in rows:
                slug = row.cells.get("id", "")
                if not is_slug(slug):
                    remedy = "write lower-case letters and digits joined by hyphens"
                    self.report.add(row.error("id", f"{slug!r} is no id", remedy))
                elif slug in ids or slug in taken:
                    self.report.add(row.error("id", f"id {slug!r} is used twice", "rename one"))
                else:
                    ids[slug] = row.cells.get("name") or row.cells.get("title", "")
                    kept.append(row)
            self._rows[name] = kept
        self._cells = CellReader(types)

    # -- steps 2 to 4: facts ----------------------------------------------------------------

    def facts(self) -> tuple[Fact, ...]:
        self._make_all(Claim)  # first, for bodies have claims on their days as well
        for fact, _ in self._made.values():
            if isinstance(fact, Claim) and fact.property:
                self._claims.setdefault(key_of(fact.subject), []).append(fact)
        for kind in FACT_TYPES.values():
            if kind is not Claim and not issubclass(kind, Situation):
                self._make_all(kind)
        self._drop_dangling(but=SITUATIONS)
        self._attest()
        for kind in _SITUATIONS:
            self._make_all(kind)
        self._drop_dangling()
        self._decide()
        self._count()
        order = {kind: place for place, kind in enumerate(FACT_TYPES)}
        facts = [fact for fact, _ in self._made.values()]
        return tuple(sorted(facts, key=lambda fact: (order[fact.type], fact.id)))

    def claims(self) -> tuple[Fact, ...]:
        """Return the claim layer: claims that are no row of their own, and the decisions."""
        rows = {fact.id for fact, _ in self._made.values() if isinstance(fact, Claim)}
        found: list[Fact] = list(plain_claims(fact for fact, _ in self._made.values()))
        documents = self._documents
        for key, resolved in self._resolved.items():
            if key in self._made:
                claims = with_status(resolved, documents)
                found += [claim for claim in claims if claim.id not in rows]
                found += resolutions(self._made[key][0].ref, resolved)
        return tuple(sorted(found, key=lambda fact: (fact.type, fact.id)))

    @cached_property
    def _documents(self) -> dict[str, Document]:
        made = (fact for fact, _ in self._made.values())
        return {fact.id: fact for fact in made if isinstance(fact, Document)}

    def _decide(self) -> None:
        """Give the claims that are rows the status that the decisions gave them."""
        documents = self._documents
        for resolved in self._resolved.values():
            for claim in with_status(resolved, documents):
                key = f"claim/{claim.id}"
                if key in self._made:
                    self._made[key] = (claim, self._made[key][1])

    def places(self) -> dict[str, tuple[str, int]]:
        """Return where each fact stands in the tables."""
        return {key: (row.file, row.line) for key, (_, row) in self._made.items()}

    def _make_all(self, kind: type[Fact]) -> None:
        for row in self._rows.get(kind.table, ()):
            try:
                self._made[f"{kind.type}/{row.cells['id']}"] = (self._make(kind, row), row)
            except RowError as problem:
                self.report.add(problem)

    def _make(self, kind: type[Fact], row: Row) -> Fact:
        stored = {name: metadata for name, metadata in value_fields(kind) if name not in _COMPUTED}
        values = self._values(row, stored, _required(kind.table))
        if kind is Meeting:
            values |= self._stretch(row, values.get("date"))
        if kind is Claim:
            values |= self._claimed(row, values)
        if issubclass(kind, Situation | Body | Operation):
            values |= self._situation(kind, row, values)
        return kind(id=row.cells["id"], **values)

    def _stretch(self, row: Row, date: PartialDate | None) -> dict[str, PartialDate | None]:
        """Return the date of a meeting, until its last day."""
        end = self._date(row, "end_date")
        if end is not None and date is None:
            raise row.error("end_date", "an end without a date", "fill in the date as well")
        try:
            return {"date": date and date.until(end)}
        except DateError as error:
            raise row.error("end_date", str(error), "write the first and the last day") from error

    def _claimed(self, row: Row, values: Mapping[str, Any]) -> dict[str, str]:
        """Check what a claim says against what it is about, and write its value plainly."""
        name, subject = values.get("property", ""), values["subject"]
        if not name:
            if "name" not in values:
                raise row.error("name", "a statement without a name", "say what is claimed")
            return {}
        about = _LASTING if name not in ("role", "amount", "date") else _SUBJECTS[name]
        if subject.type not in about:
            found = f"{name} of a {subject.type}"
            raise row.error("property", found, f"claim it of one of: {', '.join(about)}")
        if name == "role":
            return {"value": self._cell(row, "value", code("role"))}
        if name == "amount":
            return {"value": number_text(self._cell(row, "value", DECIMAL))}
        moment = self._parse(row, "value", row.cells["value"])
        try:
            return {"value": edge_day(name, moment) if name in EDGES else moment.text}
        except DateError as error:
            raise row.error("value", str(error), "write the day") from error

    def _situation(self, kind: type[Fact], row: Row, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields that follow from all that is claimed about the days of a row."""
        column = "date" if kind is Contribution else "start"
        start, floor = self._date(row, column), self._floor(kind, values)
        self._check_days(row, column, floor)
        subject = Ref(kind.type, row.cells["id"])
        others = self._claims.get(key_of(subject), [])
        sources, confidence = values.get("sources", ()), values.get("confidence", "")
        own = own_claims(subject, row.cells, sources, confidence, start=column)
        claims = [claim for claim in own if not restates(claim, others)]
        resolved = resolve(
            [*claims, *others], chosen=self._policy, floor=floor, documents=self._documents
        )
        self._resolved[key_of(subject)] = resolved
        bounds = resolved.bounds
        text = resolved.worded(start.text if start else "", [*claims, *others])
        found: dict[str, Any] = {"bounds": bounds, "date_text": text}
        if issubclass(kind, Situation):
            found |= resolved.shown()
        elif bounds.ended and bounds.end_not_after is None:
            raise row.error("end", "the end has no latest day", "write it, as in [2016..2018]")
        return found

    def _check_days(self, row: Row, column: str, floor: date | None) -> None:
        """Raise an error where the date cells of one row contradict each other."""
        listed = split_list(row.cells.get("attested_on", ""))
        try:
            Bounds.from_evidence(
                start=self._date(row, column),
                end=self._date(row, "end"),
                attested=tuple(self._parse(row, "attested_on", text) for text in listed),
                floor=floor,
                **{name: self._edge(row, name) for name in EDGES},
            )
        except DateError as error:
            raise row.error(column, str(error), "mend the date, or the attestation") from error

    def _floor(self, kind: type[Fact], values: Mapping[str, Any]) -> date | None:
        """Return the day before which a situation cannot have begun: the start of its group."""
        group: Ref | None = values.get("led") or values.get("group")
        if kind is Tenure:
            post = self._made.get(f"post/{values['post'].id}")
            group = post[0].post_in if post and isinstance(post[0], Post) else None
        if group is None:
            return None
        held = self._made.get(key_of(group))
        if held and isinstance(held[0], Body):
            return held[0].bounds.start_not_before
        claims = self._claims.get(key_of(group), [])
        return resolve(claims).bounds.start_not_before if claims else None

    def _attest(self) -> None:
        """Gather what shows each situation: listed attestations, and meetings."""
        for row in self._rows.get(_ATTESTATIONS, ()):
            try:
                values = self._values(row, _ATTESTATION_CELLS, _required(_ATTESTATIONS))
                self._check_refs(row, (("sources", document) for document in values["sources"]))
                shown = attestation(
                    row.cells["id"], values["situation"], values["date"], values["sources"]
                )
                self._attestations.append((shown, row))
            except RowError as problem:
                self.report.add(problem)
        rows = (
            {row.cells["id"]: row.cells for row in self._rows.get(table, ())}
            for table in ("memberships", "tenures")
        )
        at_meetings = seen((fact for fact, _ in self._made.values()), *rows)
        for claim in (*(shown for shown, _ in self._attestations), *at_meetings):
            self._claims.setdefault(key_of(claim.subject), []).append(claim)

    def _drop_dangling(self, but: tuple[str, ...] = ()) -> None:
        """Set aside what points to a row that was set aside, until nothing does.

        Args:
            but: types of thing that are not made yet.
        """
        before = None
        while before != len(self._made):
            before = len(self._made)
            for key, (fact, row) in list(self._made.items()):
                try:
                    refs = (one for one in _refs(fact) if one[1].type not in but)
                    self._check_refs(row, refs)
                except RowError as problem:
                    self.report.add(problem)
                    del self._made[key]

    def _check_refs(self, row: Row, refs: Iterable[tuple[str, Ref]]) -> None:
        for column, ref in refs:
            if f"{ref.type}/{ref.id}" not in self._made:
                found = f"{ref.type} {ref.id!r} was set aside"
                raise row.error(column, found, "mend that row first")

    def _count(self) -> None:
        """Count the rows that were used."""
        for _, row in self._made.values():
            self.report.count(row.file).used += 1
        for shown, row in self._attestations:
            if key_of(shown.subject) in self._made:
                self.report.count(row.file).used += 1
            else:
                found = f"{shown.subject.type} {shown.subject.id!r} was set aside"
                self.report.add(row.error("situation", found, "mend that row first"))

    # -- cells ------------------------------------------------------------------------------

    def _values(
        self, row: Row, stored: Mapping[str, Mapping[str, Any]], required: Iterable[str]
    ) -> dict[str, Any]:
        for name in required:
            if name not in row.cells:
                remedy = "name the documents that support it" if name == "sources" else "fill it in"
                raise row.error(name, "the cell is empty", remedy)
        return {
            name: self._cell(row, name, metadata)
            for name, metadata in stored.items()
            if name in row.cells
        }

    def _cell(self, row: Row, column: str, metadata: Mapping[str, Any]) -> Any:
        try:
            return self._cells.read(row.cells[column], metadata)
        except CellError as error:
            raise row.error(column, error.found, error.remedy) from None

    def _parse(self, row: Row, column: str, text: str) -> PartialDate:
        try:
            moment: PartialDate = self._cells.read(text, INSTANT)
        except CellError as error:
            raise row.error(column, error.found, error.remedy) from None
        return moment

    def _date(self, row: Row, column: str) -> PartialDate | None:
        text = row.cells.get(column)
        return self._parse(row, column, text) if text else None

    def _edge(self, row: Row, column: str) -> Any:
        moment = self._date(row, column)
        if moment is None:
            return None
        return moment.earliest if column.endswith("before") else moment.latest


def _tables() -> Iterator[tuple[str, tuple[str, ...]]]:
    for fact_type in FACT_TYPES.values():
        yield fact_type.table, columns(fact_type)
    yield _ATTESTATIONS, ("id", *_ATTESTATION_CELLS)


def _required(table: str) -> tuple[str, ...]:
    """Return the columns that each row must fill."""
    if table == _ATTESTATIONS:
        return ("id", "situation", "date", "sources")
    kind = next(kind for kind in FACT_TYPES.values() if kind.table == table)
    must = required_fields(kind)
    return must if kind.type == "document" else (*must, "sources")


def _refs(fact: Fact) -> Iterator[tuple[str, Ref]]:
    for name, metadata in value_fields(type(fact)):
        value = getattr(fact, name)
        if isinstance(value, Ref):
            yield name, value
        elif metadata["as"] == "links":
            for ref in value:
                yield name, ref
