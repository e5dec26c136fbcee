"""Dataset folders: a ``dataset.toml`` and one CSV table for each kind of fact.

Loading goes in four steps, so that a row is judged with everything it points to in view:

1. read the tables, and know every id;
2. make the facts that hold no bounds: documents, states, people, meetings, participations …;
3. gather what shows each situation holding on which day, and make memberships, tenures,
   leaderships and contributions with the bounds that follow (`coalition_graph.loaders.evidence`);
4. set aside what points to a row that was set aside.

Every row ends as a fact or in the report, with its line and its reason.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from coalition_graph.dates import Bounds, PartialDate
from coalition_graph.errors import DateError, LoadError, RowError, UnknownNameError
from coalition_graph.identifiers import Ref, is_slug
from coalition_graph.loaders.cells import CellError, CellReader, split_list
from coalition_graph.loaders.dataset import DatasetInfo, read_info
from coalition_graph.loaders.evidence import Attestation, gather
from coalition_graph.loaders.report import LoadingReport
from coalition_graph.model import (
    FACT_TYPES,
    INSTANT,
    SOURCES,
    TEXT,
    Body,
    Contribution,
    Fact,
    Meeting,
    Operation,
    Post,
    Situation,
    Tenure,
    link,
    one_of,
    required_fields,
    value_fields,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

__all__ = ["DatasetInfo", "Loaded", "Row", "columns", "load_tables", "read_info"]

_SITUATIONS = tuple(kind for kind in FACT_TYPES.values() if issubclass(kind, Situation))
_EDGES = ("start_not_before", "start_not_after", "end_not_before", "end_not_after")
_SITUATION_COLUMNS = ("start", *_EDGES[:2], "end", *_EDGES[2:], "attested_on")
_EXTRA_COLUMNS: dict[type[Fact], tuple[str, ...]] = {
    Meeting: ("end_date",),
    Body: ("start", "end"),
    Operation: ("start", "end"),
    Contribution: ("date",),
}
_COMPUTED = frozenset({"bounds", "date_text", "attested_from", "attested_to", "attested_by"})
_ATTESTATIONS = "attestations"
_ATTESTATION_CELLS = {
    "situation": link(*(kind.type for kind in _SITUATIONS)),
    "date": INSTANT,
    "kind": one_of("list", "welcome", "statement"),
    "sources": SOURCES,
    "note": TEXT,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: where it stands, and its cells that are not empty."""

    file: str
    line: int
    cells: Mapping[str, str]

    def error(self, column: str, found: str, remedy: str = "") -> RowError:
        """Return the error that names this row."""
        return RowError(self.file, self.line, column, found, remedy)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a loader hands over: facts, where each stood, and the account of every row."""

    info: DatasetInfo
    facts: tuple[Fact, ...]
    report: LoadingReport
    places: Mapping[str, tuple[str, int]]  # "type/id" -> file, line


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
    loading = _Loading(LoadingReport())
    loading.read(folder)
    facts = loading.facts()
    return Loaded(info, facts, loading.report, loading.places())


class _Loading:
    """The state of one load."""

    def __init__(self, report: LoadingReport) -> None:
        self.report = report
        self._rows: dict[str, list[Row]] = {}
        self._made: dict[str, tuple[Fact, Row]] = {}
        self._attestations: list[tuple[Attestation, Row]] = []
        self._shown: dict[str, list[Attestation]] = {}

    # -- step 1: rows and ids ---------------------------------------------------------------

    def read(self, folder: Traversable | Path) -> None:
        found = False
        for name, expected in _tables():
            place = folder / f"{name}.csv"
            if place.is_file():
                found = True
                self._rows[name] = list(self._read(place, expected, _required(name)))
        names = [f"{name}.csv" for name, _ in _tables()]
        if not found:
            raise LoadError(f"{folder}: no table; a dataset holds some of {', '.join(names)}")
        for file in sorted(place.name for place in folder.iterdir()):
            if file.endswith(".csv") and file not in names and not file.startswith("."):
                self.report.add(RowError(file, 1, "", str(UnknownNameError("table", file, names))))
        self._index()

    def _read(
        self, place: Traversable | Path, expected: tuple[str, ...], required: Iterable[str]
    ) -> Iterator[Row]:
        file, line = place.name, 1
        reader = csv.reader(io.StringIO(_text(place), newline=""), strict=True)
        try:
            header = next(reader, [])
            _check_header(file, header, expected, required)
            count = self.report.count(file)
            line = reader.line_num + 1
            for cells in reader:
                if cells:
                    count.read += 1
                    row = Row(file, line, dict(_filled(header, cells)))
                    if len(cells) == len(header):
                        yield row
                    else:
                        found = f"{len(cells)} cells where the header has {len(header)}"
                        self.report.add(row.error("", found, "quote cells that hold a comma"))
                line = reader.line_num + 1
        except csv.Error as error:
            raise RowError(
                file, line, "", str(error), "write a quote inside quotes twice"
            ) from error

    def _index(self) -> None:
        types: dict[str, dict[str, str]] = {fact.type: {} for fact in FACT_TYPES.values()}
        by_table = {fact.table: types[fact.type] for fact in FACT_TYPES.values()}
        by_table[_ATTESTATIONS] = {}
        for name, rows in self._rows.items():
            ids = by_table[name]
            kept = []
            for row in rows:
                slug = row.cells.get("id", "")
                if not is_slug(slug):
                    remedy = "write lower-case letters and digits joined by hyphens"
                    self.report.add(row.error("id", f"{slug!r} is no id", remedy))
                elif slug in ids:
                    self.report.add(row.error("id", f"id {slug!r} is used twice", "rename one"))
                else:
                    ids[slug] = row.cells.get("name") or row.cells.get("title", "")
                    kept.append(row)
            self._rows[name] = kept
        self._cells = CellReader(types)

    # -- steps 2 to 4: facts ----------------------------------------------------------------

    def facts(self) -> tuple[Fact, ...]:
        for kind in FACT_TYPES.values():
            if not issubclass(kind, Situation):
                self._make_all(kind)
        self._drop_dangling()
        self._attest()
        for kind in _SITUATIONS:
            self._make_all(kind)
        self._drop_dangling()
        self._count()
        order = {kind: place for place, kind in enumerate(FACT_TYPES)}
        facts = [fact for fact, _ in self._made.values()]
        return tuple(sorted(facts, key=lambda fact: (order[fact.type], fact.id)))

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

    def _situation(self, kind: type[Fact], row: Row, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields that follow from the dates of a row and from what attests it."""
        column = "date" if kind is Contribution else "start"
        start, end = self._date(row, column), self._date(row, "end")
        listed = split_list(row.cells.get("attested_on", ""))
        shown = self._shown.get(f"{kind.type}/{row.cells['id']}", [])
        attested = [self._parse(row, "attested_on", text) for text in listed]
        attested += [attestation.moment for attestation in shown]
        try:
            bounds = Bounds.from_evidence(
                start=start,
                end=end,
                attested=tuple(attested),
                floor=self._floor(kind, values),
                **{name: self._edge(row, name) for name in _EDGES},
            )
        except DateError as error:
            raise row.error(column, str(error), "mend the date, or the attestation") from error
        found: dict[str, Any] = {"bounds": bounds, "date_text": start.text if start else ""}
        if issubclass(kind, Situation):
            spans = [moment.surely() for moment in attested]
            found["attested_from"] = min((last for _, last in spans if last), default=None)
            last = max((first for first, _ in spans if first), default=None)
            found["attested_to"] = last
            found["attested_by"] = _unique(
                document
                for attestation in shown
                if last is not None and attestation.moment.surely()[0] == last
                for document in attestation.sources
            )
        elif bounds.ended and bounds.end_not_after is None:
            raise row.error("end", "the end has no latest day", "write it, as in [2016..2018]")
        return found

    def _floor(self, kind: type[Fact], values: Mapping[str, Any]) -> date | None:
        """Return the day before which a situation cannot have begun: the start of its body."""
        body: Ref | None = values.get("led") or values.get("group")
        if kind is Tenure:
            post = self._made.get(f"post/{values['post'].id}")
            body = post[0].post_in if post and isinstance(post[0], Post) else None
        held = self._made.get(f"body/{body.id}") if body else None
        return held[0].bounds.start_not_before if held and isinstance(held[0], Body) else None

    def _attest(self) -> None:
        """Gather what shows each situation: listed attestations, and meetings."""
        for row in self._rows.get(_ATTESTATIONS, ()):
            try:
                values = self._values(row, _ATTESTATION_CELLS, _required(_ATTESTATIONS))
                self._check_refs(row, (("sources", document) for document in values["sources"]))
                attestation = Attestation(
                    f"{values['situation'].type}/{values['situation'].id}",
                    values["date"],
                    values["sources"],
                )
                self._attestations.append((attestation, row))
            except RowError as problem:
                self.report.add(problem)
        self._shown = gather(
            [attestation for attestation, _ in self._attestations],
            [fact for fact, _ in self._made.values()],
            {row.cells["id"]: row.cells for row in self._rows.get("memberships", ())},
        )

    def _drop_dangling(self) -> None:
        """Set aside what points to a row that was set aside, until nothing does."""
        before = None
        while before != len(self._made):
            before = len(self._made)
            for key, (fact, row) in list(self._made.items()):
                try:
                    self._check_refs(row, _refs(fact))
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
        for attestation, row in self._attestations:
            if attestation.situation in self._made:
                self.report.count(row.file).used += 1
            else:
                kind, _, name = attestation.situation.partition("/")
                found = f"{kind} {name!r} was set aside"
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


def _unique(documents: Iterable[Ref]) -> tuple[Ref, ...]:
    found = {document.id: document for document in documents}
    return tuple(found[name] for name in sorted(found))


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


def _check_header(
    file: str, header: list[str], expected: tuple[str, ...], required: Iterable[str]
) -> None:
    for name, times in Counter(header).items():
        if times > 1:
            raise RowError(file, 1, name, "the header names this column twice", "rename one")
        if name not in expected:
            raise RowError(file, 1, name, str(UnknownNameError("column", name, expected)))
    for name in required:
        if name not in header:
            raise RowError(file, 1, name, "the column is missing", f"expected {','.join(expected)}")


def _filled(header: list[str], cells: list[str]) -> Iterator[tuple[str, str]]:
    for name, cell in zip(header, cells, strict=False):
        text = cell.strip()
        if text:
            yield name, text


def _text(place: Traversable | Path) -> str:
    try:
        return place.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        found = f"byte {error.object[error.start]:#04x} is not UTF-8"
        raise RowError(place.name, line, "", found, "save the table as UTF-8") from error


def _refs(fact: Fact) -> Iterator[tuple[str, Ref]]:
    for name, metadata in value_fields(type(fact)):
        value = getattr(fact, name)
        if isinstance(value, Ref):
            yield name, value
        elif metadata["as"] == "links":
            for ref in value:
                yield name, ref
