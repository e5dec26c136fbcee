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
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from coalition_graph.dates import Bounds, PartialDate
from coalition_graph.errors import DateError, LoadError, RowError, UnknownNameError
from coalition_graph.identifiers import is_slug
from coalition_graph.loaders.cells import CellError, CellReader
from coalition_graph.loaders.dataset import DatasetInfo, read_info
from coalition_graph.loaders.evidence import Attestation, gather
from coalition_graph.loaders.report import LoadingReport
from coalition_graph.model import (
    FACT_TYPES,
    Body,
    Contribution,
    Fact,
    Leadership,
    Meeting,
    Operation,
    Ref,
    Situation,
    Tenure,
    value_fields,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

__all__ = ["DatasetInfo", "Loaded", "Row", "columns", "load_tables", "read_info"]

_SITUATION_COLUMNS = (
    "start",
    "start_not_before",
    "start_not_after",
    "end",
    "end_not_before",
    "end_not_after",
    "attested_on",
)
_EXTRA_COLUMNS: dict[type[Fact], tuple[str, ...]] = {
    Meeting: ("end_date",),
    Body: ("start", "end"),
    Operation: ("start", "end"),
    Contribution: ("date",),
}
_COMPUTED = frozenset({"bounds", "date_text", "attested_from", "attested_to"})
_ATTESTATIONS = "attestations"
_ATTESTATION_COLUMNS = ("id", "situation", "date", "kind", "sources", "note")
_INSTANT = {"as": "instant"}


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

    # -- step 1: rows and ids ---------------------------------------------------------------

    def read(self, folder: Traversable | Path) -> None:
        found = False
        for name, expected in _tables():
            place = folder / f"{name}.csv"
            if place.is_file():
                found = True
                self._rows[name] = list(self._read(place, expected, _required(name)))
        if not found:
            names = ", ".join(f"{name}.csv" for name, _ in _tables())
            raise LoadError(f"{folder}: no table; a dataset holds some of {names}")
        self._index()

    def _read(
        self, place: Traversable | Path, expected: tuple[str, ...], required: Iterable[str]
    ) -> Iterator[Row]:
        file = place.name
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
            raise RowError(file, reader.line_num, "", str(error)) from error

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
        situations = [kind for kind in FACT_TYPES.values() if issubclass(kind, Situation)]
        for kind in FACT_TYPES.values():
            if kind not in situations:
                self._make_all(kind, {})
        shown = self._attested()
        for kind in situations:
            self._make_all(kind, shown)
        self._drop_dangling()
        for _, row in self._made.values():
            self.report.count(row.file).used += 1
        for row in self._rows.get(_ATTESTATIONS, ()):
            self.report.count(row.file).used += 1
        for problem in self.report.problems:
            if problem.file == f"{_ATTESTATIONS}.csv" and problem.column in ("situation", "date"):
                self.report.count(problem.file).used -= 1
        order = {kind: place for place, kind in enumerate(FACT_TYPES)}
        facts = [fact for fact, _ in self._made.values()]
        return tuple(sorted(facts, key=lambda fact: (order[fact.type], fact.id)))

    def places(self) -> dict[str, tuple[str, int]]:
        """Return where each fact stands in the tables."""
        return {key: (row.file, row.line) for key, (_, row) in self._made.items()}

    def _make_all(self, kind: type[Fact], shown: Mapping[str, list[PartialDate]]) -> None:
        for row in self._rows.get(kind.table, ()):
            try:
                fact = self._make(kind, row, shown)
            except RowError as problem:
                self.report.add(problem)
            else:
                self._made[f"{kind.type}/{fact.id}"] = (fact, row)

    def _make(
        self, kind: type[Fact], row: Row, shown: Mapping[str, list[PartialDate]]
    ) -> Fact:
        values: dict[str, Any] = {"id": row.cells["id"]}
        for name, metadata in value_fields(kind):
            if name in row.cells and name not in _COMPUTED:
                values[name] = self._cell(row, name, metadata)
        for name in _required(kind.table):
            if name not in row.cells:
                remedy = "name the documents that support the row" if name == "sources" else ""
                raise row.error(name, "the cell is empty", remedy or "fill it in")
        if kind is Meeting and "date" in values:
            values["date"] = values["date"].until(self._date(row, "end_date"))
        if "bounds" in {name for name, _ in value_fields(kind)}:
            values |= self._situation(kind, row, values, shown.get(row.cells["id"], []))
        return kind(**values)

    def _situation(
        self, kind: type[Fact], row: Row, values: Mapping[str, Any], seen: list[PartialDate]
    ) -> dict[str, Any]:
        start = self._date(row, "date" if kind is Contribution else "start")
        end = self._date(row, "end")
        attested = [
            *seen,
            *(
                self._parse(row, "attested_on", text)
                for text in row.cells.get("attested_on", "").split(";")
                if text.strip()
            ),
        ]
        given = {
            name: self._edge(row, name)
            for name in ("start_not_before", "start_not_after", "end_not_before", "end_not_after")
        }
        try:
            bounds = Bounds.from_evidence(
                start=start,
                end=end,
                attested=tuple(attested),
                floor=self._floor(kind, values),
                **given,
            )
        except DateError as error:
            raise row.error("start", str(error), "mend the date, or the attestation") from error
        found: dict[str, Any] = {"bounds": bounds, "date_text": start.text if start else ""}
        if issubclass(kind, Situation) and attested:
            spans = [moment.surely() for moment in attested]
            found["attested_from"] = min((last for _, last in spans if last), default=None)
            found["attested_to"] = max((first for first, _ in spans if first), default=None)
        return found

    def _floor(self, kind: type[Fact], values: Mapping[str, Any]) -> Any:
        """Return the day before which a situation cannot have begun: the start of its body."""
        body: Ref | None = None
        if kind is Leadership:
            body = values["led"]
        elif kind is Tenure:
            post = self._made.get(f"post/{values['post'].id}")
            body = getattr(post[0], "post_in", None) if post else None
        if body is None or body.type != "body":
            return None
        held = self._made.get(f"body/{body.id}")
        return held[0].bounds.start_not_before if held and isinstance(held[0], Body) else None

    def _attested(self) -> dict[str, list[PartialDate]]:
        listed = []
        known = {row.cells["id"] for name in _situation_tables() for row in self._rows.get(name, ())}
        for row in self._rows.get(_ATTESTATIONS, ()):
            situation = row.cells.get("situation", "")
            try:
                if situation not in known:
                    raise row.error("situation", str(UnknownNameError("situation", situation, known)))
                moment = self._date(row, "date")
                if moment is None:
                    raise row.error("date", "the cell is empty", "give the day of the attestation")
                listed.append(Attestation(situation, moment))
            except RowError as problem:
                self.report.add(problem)
        return gather(
            listed,
            (fact for fact, _ in self._made.values()),
            {row.cells["id"]: row.cells for row in self._rows.get("memberships", ())},
        )

    def _drop_dangling(self) -> None:
        dropped = True
        while dropped:
            dropped = False
            for key, (fact, row) in list(self._made.items()):
                for column, ref in _refs(fact):
                    if f"{ref.type}/{ref.id}" not in self._made:
                        found = f"{ref.type} {ref.id!r} was set aside"
                        self.report.add(row.error(column, found, "mend that row first"))
                        del self._made[key]
                        dropped = True
                        break

    # -- cells ------------------------------------------------------------------------------

    def _cell(self, row: Row, column: str, metadata: Mapping[str, Any]) -> Any:
        try:
            return self._cells.read(row.cells[column], metadata)
        except CellError as error:
            raise row.error(column, error.found, error.remedy) from None

    def _parse(self, row: Row, column: str, text: str) -> PartialDate:
        try:
            moment: PartialDate = self._cells.read(text, _INSTANT)
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
    yield _ATTESTATIONS, _ATTESTATION_COLUMNS


def _situation_tables() -> Iterator[str]:
    return (kind.table for kind in FACT_TYPES.values() if issubclass(kind, Situation))


def _required(table: str) -> tuple[str, ...]:
    """Return the columns that each row must fill."""
    if table == _ATTESTATIONS:
        return ("id", "situation", "date", "sources")
    kind = next(kind for kind in FACT_TYPES.values() if kind.table == table)
    stored = {name for name, _ in value_fields(kind)}
    must = [
        item.name
        for item in fields(kind)
        if item.name in stored and item.default is item.default_factory
    ]
    return ("id", *must) if kind.type == "document" else ("id", *must, "sources")


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
