"""Dataset folders and RDF files: what is read, what is set aside, what a failure leaves behind."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pyoxigraph as ox
import pytest

import coalition_graph as cg
from coalition_graph._resources import resource
from coalition_graph.loaders import datasets, find_dataset, load_source, places
from coalition_graph.loaders.cells import CellReader
from coalition_graph.loaders.dataset import read_info
from coalition_graph.loaders.rdf_files import load_rdf
from coalition_graph.loaders.report import LoadingReport
from coalition_graph.loaders.tables import columns, load_tables
from coalition_graph.model import FACT_TYPES, Bounds, Claim, Meeting, Membership, State

WriteDataset = Callable[..., Path]


def membership(folder: Path, member: str) -> Membership:
    """Return the one membership of a member, loaded without a row set aside."""
    loaded = load_tables(folder)
    assert loaded.report.problems == []
    (found,) = (
        fact for fact in loaded.facts if isinstance(fact, Membership) and fact.member.id == member
    )
    return found


def days(bounds: Bounds) -> tuple[str, ...]:
    """Return the four bounds as text, an open one as an empty text."""
    four = bounds.start_not_before, bounds.start_not_after, bounds.end_not_before
    return tuple(str(day or "") for day in (*four, bounds.end_not_after))


# -- a sound dataset ------------------------------------------------------------------------


def test_every_row_of_a_sound_dataset_becomes_a_fact(tiny_dataset: Path) -> None:
    loaded = load_tables(tiny_dataset)

    assert loaded.report.ok
    assert loaded.info.title == "A tiny coalition"
    assert [f"{fact.type}:{fact.id}" for fact in loaded.facts] == [
        "document:minutes",
        "document:roll",
        "state:ken",
        "state:usa",
        "organisation:pact",
        "meeting:2018-nairobi",
        "membership:ken-pact-1",
        "membership:usa-pact-1",
        "participation:2018-nairobi-ken-1",
    ]
    assert loaded.places["membership/usa-pact-1"] == ("memberships.csv", 3)
    assert places(tiny_dataset) == loaded.places


def test_cells_become_values(tiny_dataset: Path) -> None:
    facts = {fact.id: fact for fact in load_tables(tiny_dataset).facts}
    usa, meeting = facts["usa"], facts["2018-nairobi"]

    assert isinstance(usa, State)
    assert usa.aliases == ("America", "USA")
    assert [str(source) for source in usa.sources] == ["roll"]
    assert isinstance(meeting, Meeting)
    assert meeting.meeting_of is not None
    assert (meeting.meeting_of.type, meeting.meeting_of.label) == ("organisation", "The Pact")
    assert meeting.date is not None
    assert meeting.date.text == "2018-07-11/2018-07-12"


def test_a_byte_order_mark_and_windows_lines_do_no_harm(tiny_dataset: Path) -> None:
    states = tiny_dataset / "states.csv"
    plain = load_tables(tiny_dataset).facts
    states.write_bytes(b"\xef\xbb\xbf" + states.read_bytes().replace(b"\n", b"\r\n"))

    assert load_tables(tiny_dataset).facts == plain


def test_the_order_of_rows_does_not_matter(tiny_dataset: Path) -> None:
    before = load_tables(tiny_dataset).facts
    for place in tiny_dataset.glob("*.csv"):
        header, *rows = place.read_text(encoding="utf-8").splitlines(keepends=True)
        place.write_text(header + "".join(reversed(rows)), encoding="utf-8")

    assert load_tables(tiny_dataset).facts == before


def test_an_empty_line_is_no_row(write_dataset: WriteDataset) -> None:
    folder = write_dataset(add={"states": "\n\nfji,Fiji,,roll\n"})

    report = load_tables(folder).report

    assert report.ok
    assert report.tables["states.csv"].read == 3
    assert places(folder)["state/fji"] == ("states.csv", 6)


def test_every_kind_of_fact_has_a_table_with_an_id_first() -> None:
    for kind in FACT_TYPES.values():
        listed = columns(kind)
        assert listed[0] == "id"
        assert len(set(listed)) == len(listed)
        assert ("sources" in listed) == (kind.type != "document")


# -- rows that cannot be used ---------------------------------------------------------------

BAD_ROWS = [
    # table, row, column, found, remedy
    (
        "documents",
        "new,Title,3/2018",
        "published",
        "'3/2018' is no date",
        "write a day (2014-09-10)",
    ),
    (
        "documents",
        "new,Title,2014-02-30",
        "published",
        "'2014-02-30' is not in the calendar",
        "write a day that exists",
    ),
    ("documents", "new,,2014", "title", "the cell is empty", "fill it in"),
    ("documents", "New Doc,Title,", "id", "'New Doc' is no id", "write lower-case letters"),
    ("documents", ",Title,", "id", "'' is no id", "write lower-case letters"),
    ("documents", "roll,Again,", "id", "id 'roll' is used twice", "rename one"),
    ("documents", "new,Title", "", "2 cells where the header has 3", "quote cells that hold"),
    ("documents", "new,Title,,", "", "4 cells where the header has 3", "quote cells that hold"),
    ("states", "fji,Fiji,,", "sources", "the cell is empty", "name the documents that support it"),
    ("states", "fji,Fiji,,rol", "sources", "no document 'rol'", "did you mean 'roll'?"),
    (
        "states",
        "fji,Fiji,,roll;zzz",
        "sources",
        "no document 'zzz'",
        "add it to the document table",
    ),
    ("states", "fji,,,roll", "name", "the cell is empty", "fill it in"),
    (
        "organisations",
        "nato,NATO,Military Pact,roll",
        "kind",
        "'Military Pact' is no code",
        "hyphens",
    ),
    (
        "meetings",
        "m,M,2018-07-12,2018-07-11,,pact,roll",
        "end_date",
        "'2018-07-12/2018-07-11' ends before it begins",
        "write the first and the last day",
    ),
    (
        "meetings",
        "m,M,,2018-07-11,,pact,roll",
        "end_date",
        "an end without a date",
        "fill in the date as well",
    ),
    (
        "meetings",
        "m,M,2018,,,ken,roll",
        "meeting_of",
        "no organisation or body 'ken'",
        "add it to the organisation or body table first",
    ),
    (
        "memberships",
        "x-1,kenia,pact,2018,roll",
        "member",
        "no state or organisation 'kenia'",
        "did you mean 'ken'?",
    ),
    (
        "memberships",
        "x-1,kenya,pact,2018,roll",
        "member",
        "no state or organisation 'kenya'",
        "did you mean 'ken'?",
    ),
    ("memberships", "x-1,ken,,2018,roll", "group", "the cell is empty", "fill it in"),
    (
        "participations",
        "p-1,2018-nairobi,ken,chairman,minutes",
        "role",
        "no role 'chairman'",
        "did you mean 'chair'?",
    ),
    (
        "participations",
        "p-1,2018-nairobi,ken,??,minutes",
        "role",
        "no role '??'",
        "write one of: att",
    ),
    (
        "participations",
        "p-1,2018-nairob,ken,host,minutes",
        "event",
        "no meeting '2018-nairob'",
        "did you mean '2018-nairobi'?",
    ),
    (
        "attestations",
        "a-1,ken-pact-2,2018-07-12,list,roll",
        "situation",
        "no membership or tenure or leadership or contribution 'ken-pact-2'",
        "did you mean 'ken-pact-1'?",
    ),
    ("attestations", "a-1,,2018-07-12,list,roll", "situation", "the cell is empty", "fill it in"),
    ("attestations", "a-1,ken-pact-1,July,list,roll", "date", "'July' is no date", "write a day"),
    ("attestations", "a-1,ken-pact-1,,list,roll", "date", "the cell is empty", "fill it in"),
    (
        "attestations",
        "a-1,ken-pact-1,2018-12-31,rumour,roll",
        "kind",
        "no word 'rumour'",
        "write one of: list, statement, welcome",
    ),
    ("attestations", "a-1,ken-pact-1,2018-12-31,list,", "sources", "the cell is empty", "name the"),
    (
        "attestations",
        "a-1,ken-pact-1,2018-12-31,list,rol",
        "sources",
        "no document 'rol'",
        "did you mean 'roll'?",
    ),
    (
        "attestations",
        "usa-pact-1-attested-1,ken-pact-1,2018-12-31,list,roll",
        "id",
        "id 'usa-pact-1-attested-1' is used twice",
        "rename one",
    ),
]


@pytest.mark.parametrize(("table", "row", "column", "found", "remedy"), BAD_ROWS)
def test_a_bad_row_is_set_aside_with_place_finding_and_remedy(
    write_dataset: WriteDataset, table: str, row: str, column: str, found: str, remedy: str
) -> None:
    folder = write_dataset(add={table: row + "\n"})
    line = len((folder / f"{table}.csv").read_text(encoding="utf-8").splitlines())

    report = load_tables(folder).report

    (problem,) = report.problems
    assert (problem.file, problem.line, problem.column) == (f"{table}.csv", line, column)
    assert found == problem.found
    assert remedy in problem.remedy
    assert f"{table}.csv, line {line}" in str(problem)
    assert not report.ok
    assert report.tables[f"{table}.csv"].set_aside == 1
    assert list(report.rows()) == [
        {
            "file": f"{table}.csv",
            "line": line,
            "column": column,
            "found": problem.found,
            "remedy": problem.remedy,
        }
    ]


WORDS = [
    # what kind of cell, text, found
    ({"as": "flag"}, "maybe", "'maybe' is neither yes nor no"),
    ({"as": "integer"}, "sixty", "'sixty' is no whole number"),
    ({"as": "integer"}, "-1", "'-1' is no whole number"),
    ({"as": "integer"}, "6.5", "'6.5' is no whole number"),
    ({"as": "decimal"}, "1,000", "'1,000' is no number"),
    ({"as": "decimal"}, "NaN", "'NaN' is no number"),
    ({"as": "decimal"}, "1e999999", "'1e999999' is no number"),
    ({"as": "decimal"}, "60 or so", "'60 or so' is no number"),
    ({"as": "word", "words": ("high", "low")}, "hgh", "no word 'hgh'"),
    ({"as": "codes", "scheme": "kind"}, "minister;Prime Minister", "'Prime Minister' is no code"),
    ({"as": "links", "types": ("state",)}, "ken;usa;ne", "no state 'ne'"),
]


@pytest.mark.parametrize(("metadata", "text", "found"), WORDS)
def test_a_cell_is_read_strictly(metadata: dict[str, object], text: str, found: str) -> None:
    reader = CellReader({"state": {"ken": "Kenya", "usa": "United States"}})

    with pytest.raises(ValueError, match="; ") as caught:
        reader.read(text, metadata)

    assert str(caught.value).startswith(found)


def test_lists_are_sorted_and_hold_each_thing_once() -> None:
    reader = CellReader({"state": {"ken": "Kenya", "usa": "United States"}})

    assert reader.read("b; a;;b", {"as": "texts"}) == ("a", "b")
    assert reader.read("usa;ken;usa", {"as": "links", "types": ("state",)}) == (
        cg.Ref("state", "ken"),
        cg.Ref("state", "usa"),
    )
    assert reader.read("yes", {"as": "flag"}) is True
    assert reader.read("no", {"as": "flag"}) is False
    assert str(reader.read("-17.50", {"as": "decimal"})) == "-17.50"


def test_evidence_that_contradicts_a_row_is_kept_as_a_conflict(
    write_dataset: WriteDataset,
) -> None:
    folder = write_dataset(add={"attestations": "a-1,ken-pact-1,2017-01-01,list,roll\n"})

    loaded = load_tables(folder)

    assert not loaded.report.problems
    kenya = next(fact for fact in loaded.facts if fact.id == "ken-pact-1")
    assert isinstance(kenya, Membership)
    assert kenya.bounds == Bounds(
        start_not_after=date(2017, 1, 1), end_not_before=date(2018, 7, 11)
    )
    status = {
        one.property: one.status
        for one in loaded.claims
        if isinstance(one, Claim) and one.subject.id == "ken-pact-1"
    }
    assert status == {"start": "conflict", "attested": "accepted"}


def test_dates_of_one_row_that_contradict_each_other_set_it_aside(
    write_dataset: WriteDataset,
) -> None:
    folder = write_dataset()
    (folder / "memberships.csv").write_text(
        "id,member,group,start,attested_on,sources\nken-pact-1,ken,pact,2018,2017-01-01,roll\n"
    )
    with (folder / "attestations.csv").open("w", encoding="utf-8") as table:
        table.write("id,situation,date,kind,sources\na-1,ken-pact-1,2018-07-01,list,roll\n")

    row, attestation = map(str, load_tables(folder).report.problems)

    assert row == (
        "memberships.csv, line 2, column 'start': start_not_before 2018-01-01 is later than "
        "start_not_after 2017-01-01; mend the date, or the attestation"
    )
    assert attestation == (
        "attestations.csv, line 2, column 'situation': "
        "membership 'ken-pact-1' was set aside; mend that row first"
    )


def test_what_points_to_a_row_set_aside_is_set_aside_too(write_dataset: WriteDataset) -> None:
    folder = write_dataset(
        add={"documents": "bad,A bad one,2014-02-30\n", "states": "fji,Fiji,,bad\n"}
    )
    with (folder / "memberships.csv").open("a", encoding="utf-8") as table:
        table.write("fji-pact-1,fji,pact,2016,roll\n")
    with (folder / "attestations.csv").open("a", encoding="utf-8") as table:
        table.write("a-1,fji-pact-1,2016-08-24,list,roll\na-2,usa-pact-1,2026-01-01,list,bad\n")

    loaded = load_tables(folder)

    found = [(problem.file, problem.line, problem.found) for problem in loaded.report.problems]
    assert found == [
        ("documents.csv", 4, "'2014-02-30' is not in the calendar"),
        ("states.csv", 4, "document 'bad' was set aside"),
        ("attestations.csv", 4, "document 'bad' was set aside"),
        ("memberships.csv", 4, "state 'fji' was set aside"),
        ("attestations.csv", 3, "membership 'fji-pact-1' was set aside"),
    ]
    usa = next(fact for fact in loaded.facts if fact.id == "usa-pact-1")
    assert isinstance(usa, Membership)
    assert str(usa.attested_to) == "2016-08-24"  # the attestation set aside shows nothing


def test_a_meeting_that_is_set_aside_attests_nobody(write_dataset: WriteDataset) -> None:
    row = "2019-fiji,Fiji meeting,2019-05-01,,Suva,pact,missing\n"
    part = "2019-fiji-ken-1,2019-fiji,ken,attendee,minutes\n"
    folder = write_dataset(add={"meetings": row, "participations": part})

    loaded = load_tables(folder)

    assert [problem.file for problem in loaded.report.problems] == [
        "meetings.csv",
        "participations.csv",
    ]
    (kenya,) = (fact for fact in loaded.facts if fact.id == "ken-pact-1")
    assert isinstance(kenya, Membership)
    assert str(kenya.attested_to) == "2018-07-11"


def test_the_report_accounts_for_every_row(write_dataset: WriteDataset) -> None:
    bad: dict[str, str] = {}
    for table, row, *_ in BAD_ROWS:
        bad[table] = bad.get(table, "") + row + "\n"
    folder = write_dataset(add=bad)

    loaded = load_tables(folder)

    facts = Counter(file for file, _ in loaded.places.values())
    problems = Counter(problem.file for problem in loaded.report.problems)
    assert set(loaded.report.tables) == {place.name for place in folder.glob("*.csv")}
    for place in folder.glob("*.csv"):
        count = loaded.report.tables[place.name]
        assert count.read == len(place.read_text(encoding="utf-8").splitlines()) - 1
        assert count.set_aside == problems[place.name]
        assert count.used == (1 if place.name == "attestations.csv" else facts[place.name])
    assert len({(p.file, p.line) for p in loaded.report.problems}) == len(loaded.report.problems)


def test_the_report_reads_as_text(write_dataset: WriteDataset) -> None:
    folder = write_dataset(add={"states": "fji,Fiji,,\n"})

    text = str(load_tables(folder).report)

    assert "states.csv: 3 rows read, 2 used, 1 set aside" in text
    assert "participations.csv: 1 row read, 1 used, 0 set aside" in text
    assert text.endswith(
        "states.csv, line 4, column 'sources': the cell is empty; "
        "name the documents that support it"
    )


def test_a_quoted_cell_of_several_lines_keeps_line_numbers_right(
    write_dataset: WriteDataset,
) -> None:
    folder = write_dataset(
        states='id,name,note,sources\nken,Kenya,"one\ntwo\n\nthree",roll\nusa,USA,,roll\n,X,,roll\n'
    )

    loaded = load_tables(folder)

    assert next(fact.note for fact in loaded.facts if fact.id == "ken") == "one\ntwo\n\nthree"
    assert loaded.places["state/ken"] == ("states.csv", 2)
    assert loaded.places["state/usa"] == ("states.csv", 6)
    assert [problem.line for problem in loaded.report.problems] == [7]


def test_a_table_under_a_wrong_name_is_told(tiny_dataset: Path) -> None:
    (tiny_dataset / "meeting.csv").write_text("id\n", encoding="utf-8")
    (tiny_dataset / "README.md").write_text("Not a table.", encoding="utf-8")
    (tiny_dataset / "._states.csv").write_bytes(b"\x00\x05\x16\x07")

    (problem,) = load_tables(tiny_dataset).report.problems

    assert str(problem) == (
        "meeting.csv, line 1: no table 'meeting.csv'; did you mean 'meetings.csv'?"
    )


def test_a_body_whose_end_has_no_last_day_is_set_aside(write_dataset: WriteDataset) -> None:
    folder = write_dataset(
        bodies="id,name,part_of,start,end,sources\n"
        "cell,Cell,pact,2015,2016,roll\ngroup,Group,pact,2015,2016/..,roll\n"
    )

    (problem,) = load_tables(folder).report.problems

    assert str(problem) == (
        "bodies.csv, line 3, column 'end': the end has no latest day; write it, as in [2016..2018]"
    )


# -- tables that cannot be read at all ------------------------------------------------------

BAD_TABLES = [
    # text, line, what is said
    (
        "id,name,aliases,aliases,sources\n",
        1,
        "column 'aliases': the header names this column twice",
    ),
    ("id,nmae,sources\n", 1, "column 'nmae': no column 'nmae'; did you mean 'name'?"),
    ("id,name\n", 1, "column 'sources': the column is missing; expected id,name,"),
    ("name,sources\n", 1, "column 'id': the column is missing"),
    ("", 1, "column 'id': the column is missing"),
    ("id;name;sources\n", 1, "column 'id;name;sources': no column"),
    ('id,name,sources\nken,"Kenya" or so,roll\n', 2, "',' expected after '\"'"),
    ('id,name,sources\nken,Kenya,roll\nusa,"USA,roll\n', 3, "unexpected end of data"),
]


@pytest.mark.parametrize(("text", "line", "said"), BAD_TABLES)
def test_a_table_that_cannot_be_read_is_an_error(
    write_dataset: WriteDataset, text: str, line: int, said: str
) -> None:
    folder = write_dataset(states=text)

    with pytest.raises(cg.RowError) as caught:
        load_tables(folder)

    assert (caught.value.file, caught.value.line) == ("states.csv", line)
    assert said in str(caught.value)


def test_a_table_in_another_encoding_is_an_error(tiny_dataset: Path) -> None:
    (tiny_dataset / "states.csv").write_bytes(
        "id,name,sources\nken,Kenya,roll\nciv,Côte d'Ivoire,roll\n".encode("latin-1")
    )

    with pytest.raises(
        cg.RowError, match="line 3: byte 0xf4 is not UTF-8; save the table as UTF-8"
    ):
        load_tables(tiny_dataset)


BAD_TOML = [
    ("id = 'tiny'\n", "title is missing"),
    ("title = 'Tiny'\n", "id is missing"),
    ("id = 'tiny'\ntitle = 7\n", "title is no text"),
    ("id = 'tiny'\ntitle = 'Tiny'\nversion = 2026-11-20\n", "version is no text"),
    ("id = 'tiny'\ntitle = 'Tiny'\nlanguages = [1]\n", "languages is no text"),
    ("id = 'tiny'\ntitle = 'Tiny'\nlanguages = 3\n", "languages is no text"),
    ("id = 'A tiny one'\ntitle = 'Tiny'\n", "'A tiny one' is no id"),
    ("id = 'tiny'\ntitle = 'Tiny'\nlicense = 'CC0'\n", "no key 'license'; did you mean 'licence'?"),
    ("id = 'tiny'\ntitle = Tiny\n", "Invalid value (at line 2, column 9)"),
    ("id = \udcff", "utf-8"),
]


@pytest.mark.parametrize(("text", "said"), BAD_TOML)
def test_a_bad_dataset_toml_is_an_error(tiny_dataset: Path, text: str, said: str) -> None:
    (tiny_dataset / "dataset.toml").write_bytes(text.encode("utf-8", "surrogateescape"))

    with pytest.raises(cg.LoadError, match=r"dataset\.toml: ") as caught:
        cg.load(tiny_dataset)

    assert said in str(caught.value)


def test_a_dataset_toml_is_read(tiny_dataset: Path) -> None:
    given = 'id = "tiny"\ntitle = "Tiny"\nlanguages = '
    for languages, expected in (('["en", "fr"]', ("en", "fr")), ('"fr"', ("fr",))):
        (tiny_dataset / "dataset.toml").write_text(given + languages, encoding="utf-8-sig")
        assert read_info(tiny_dataset).languages == expected


def test_a_folder_without_dataset_toml_is_no_dataset(write_dataset: WriteDataset) -> None:
    with pytest.raises(cg.LoadError, match=r"no dataset\.toml; a dataset is a folder with"):
        cg.load(write_dataset(toml=None))


def test_a_folder_without_tables_is_no_dataset(tmp_path: Path) -> None:
    (tmp_path / "dataset.toml").write_text('id = "x"\ntitle = "X"', encoding="utf-8")

    with pytest.raises(cg.LoadError, match=r"no table; a dataset holds some of documents\.csv"):
        load_tables(tmp_path)


# -- into a graph, whole or not at all ------------------------------------------------------


def test_rows_set_aside_are_warned_about(write_dataset: WriteDataset) -> None:
    folder = write_dataset(add={"states": "fji,Fiji,,\n"})

    with pytest.warns(UserWarning, match=r"1 rows were set aside, the first: states\.csv, line 4"):
        graph = cg.load(folder)

    assert graph.report is not None
    assert len(graph.report.problems) == 1
    assert len(graph.members()) == 2


def test_strict_makes_a_row_set_aside_an_error(write_dataset: WriteDataset) -> None:
    one = write_dataset(add={"states": "fji,Fiji,,\n"}, folder="one")
    many = write_dataset(add={"states": "fji,Fiji,,\n" * 25}, folder="many")

    with pytest.raises(cg.RowError, match=r"states\.csv, line 4, column 'sources'"):
        cg.load(one, strict=True)
    with pytest.raises(cg.LoadError, match="25 rows cannot be used:") as caught:
        cg.load(many, strict=True)
    assert str(caught.value).endswith("and 5 more")
    assert str(caught.value).count("states.csv, line") == 20


def test_strict_is_content_with_a_sound_dataset(tiny_dataset: Path) -> None:
    assert len(cg.load(tiny_dataset, strict=True).members()) == 2


def test_a_report_without_problems_raises_nothing() -> None:
    report = LoadingReport()

    report.raise_problems()

    assert report.ok
    assert list(report.rows()) == []


BREAK: dict[str, tuple[str, str]] = {
    "a header": ("states.csv", "id,nmae,sources\n"),
    "an open quote": ("claims.csv", '"'),
    "a dataset.toml": ("dataset.toml", "id ="),
}


@pytest.mark.parametrize("what", BREAK)
def test_a_failed_load_changes_nothing(
    tiny_dataset: Path, write_dataset: WriteDataset, what: str
) -> None:
    file, text = BREAK[what]
    broken = write_dataset(folder="broken", toml='id = "broken"\ntitle = "Broken"')
    (broken / file).write_text(text, encoding="utf-8")
    graph = cg.load(tiny_dataset)
    before, report, info = set(graph.engine), graph.report, graph.info()

    with pytest.raises(cg.LoadError):
        graph.add(broken)

    assert set(graph.engine) == before
    assert graph.report is report
    assert graph.info() == info
    assert graph.validate(shapes=False).conforms


def test_a_failed_strict_load_changes_nothing(
    tiny_dataset: Path, write_dataset: WriteDataset
) -> None:
    broken = write_dataset(folder="broken", add={"states": "fji,Fiji,,\n"})
    graph = cg.load(tiny_dataset)
    before = set(graph.engine)

    with pytest.raises(cg.RowError):
        graph.add(broken, strict=True)

    assert set(graph.engine) == before


def test_two_datasets_share_their_states_and_nothing_else(
    tiny_dataset: Path, write_dataset: WriteDataset
) -> None:
    other = write_dataset(folder="other", toml='id = "other"\ntitle = "Other"')

    graph = cg.load([tiny_dataset, other])

    assert [str(ref) for ref in graph.find("Kenya")] == ["ken"]
    assert len(graph.find("The Pact")) == 2


# -- what attests a membership --------------------------------------------------------------


def test_a_host_of_a_meeting_of_the_coalition_is_a_member_that_day(tiny_dataset: Path) -> None:
    kenya = membership(tiny_dataset, "ken")

    assert days(kenya.bounds) == ("2018-01-01", "2018-07-12", "2018-07-11", "")
    assert (str(kenya.attested_from), str(kenya.attested_to)) == ("2018-07-12", "2018-07-11")


def test_a_list_of_members_attests_those_on_it(tiny_dataset: Path) -> None:
    usa = membership(tiny_dataset, "usa")

    assert days(usa.bounds) == ("2014-09-10", "2014-09-10", "2016-08-24", "")
    assert usa.bounds.on("2016-08-24") is cg.Certainty.CERTAIN
    assert usa.bounds.on("2016-08-25") is cg.Certainty.PRESUMED


PART_HEADER = "id,event,participant,role,on_behalf_of,sources\n"
PEOPLE = "id,name,sources\nraychelle-omamo,Raychelle Omamo,minutes\n"


@pytest.mark.parametrize(
    ("part", "attests"),
    [
        ("ken,attendee,", True),
        ("ken,speaker,", True),
        ("ken,requester,", True),
        ("ken,observer,", False),
        ("raychelle-omamo,attendee,ken", True),
        ("raychelle-omamo,observer,ken", False),
        ("raychelle-omamo,speaker,", False),
        ("raychelle-omamo,attendee,usa", False),
    ],
)
def test_taking_part_as_a_member_attests_the_party(
    write_dataset: WriteDataset, part: str, attests: bool
) -> None:
    folder = write_dataset(
        people=PEOPLE, participations=f"{PART_HEADER}p-1,2018-nairobi,{part},minutes\n"
    )

    kenya = membership(folder, "ken")

    assert (kenya.attested_to is not None) == attests
    assert (kenya.bounds.on("2018-07-12") is cg.Certainty.POSSIBLE) == (not attests)


def test_a_guest_at_a_meeting_of_others_is_not_attested(write_dataset: WriteDataset) -> None:
    folder = write_dataset(
        meetings="id,name,date,meeting_of,sources\n2018-nairobi,Summit,2018-07-12,,minutes\n"
    )

    assert membership(folder, "ken").attested_to is None


def test_a_claimed_total_attests_nobody(write_dataset: WriteDataset) -> None:
    with_claim = write_dataset(
        participations=None,
        quantities="id,subject,name,amount,unit,counts,as_of,sources\n"
        "size,pact,size of the pact,2,members,members,2018-07-12,minutes\n",
    )

    assert membership(with_claim, "ken").attested_to is None


def test_a_welcome_attests_the_new_member(write_dataset: WriteDataset) -> None:
    folder = write_dataset(
        participations=None,
        meetings="id,name,date,meeting_of,welcomed,sources\n"
        "2018-nairobi,Nairobi meeting,2018-07-12,pact,ken,minutes\n",
    )

    kenya = membership(folder, "ken")

    assert days(kenya.bounds) == ("2018-01-01", "2018-07-12", "2018-07-12", "")


def test_taking_part_before_the_membership_can_have_begun_is_being_a_guest(
    write_dataset: WriteDataset,
) -> None:
    folder = write_dataset(
        meetings="id,name,date,meeting_of,sources\n2018-nairobi,Meeting,2017-12-31,pact,minutes\n"
    )

    assert membership(folder, "ken").attested_to is None


def test_a_meeting_on_an_approximate_day_makes_no_day_certain(write_dataset: WriteDataset) -> None:
    folder = write_dataset(
        meetings="id,name,date,meeting_of,sources\n2018-nairobi,Meeting,2018-07-12~,pact,minutes\n"
    )

    kenya = membership(folder, "ken")

    assert days(kenya.bounds) == ("2018-01-01", "2018-07-31", "2018-07-01", "")


def test_a_meeting_without_a_date_attests_nobody(write_dataset: WriteDataset) -> None:
    folder = write_dataset(
        meetings="id,name,date,meeting_of,sources\n2018-nairobi,Meeting,,pact,minutes\n"
    )

    assert membership(folder, "ken").attested_to is None


def test_a_meeting_of_a_body_attests_membership_in_the_body_and_in_the_coalition(
    write_dataset: WriteDataset,
) -> None:
    folder = write_dataset(
        bodies="id,name,part_of,start,sources\n"
        "board,Board,pact,2017,minutes\ncell,Cell,board,2018-03,minutes\n",
        meetings="id,name,date,meeting_of,sources\n2018-nairobi,Meeting,2018-07-12,cell,minutes\n",
        memberships="id,member,group,start,sources\n"
        "ken-pact-1,ken,pact,2018,minutes\n"
        "ken-board-1,ken,board,,minutes\n"
        "usa-board-1,usa,board,2016,minutes\n"
        "usa-pact-1,usa,pact,2014-09-10,roll\n",
    )

    facts = {fact.id: fact for fact in load_tables(folder).facts}
    pact, board = facts["ken-pact-1"], facts["ken-board-1"]

    assert isinstance(pact, Membership)
    assert isinstance(board, Membership)
    assert str(pact.attested_to) == str(board.attested_to) == "2018-07-12"
    assert days(board.bounds) == ("2017-01-01", "2018-07-12", "2018-07-12", "")  # the board's start
    assert "usa-board-1" not in facts  # it cannot have begun before the board


def test_bodies_that_are_parts_of_each_other_do_no_harm(write_dataset: WriteDataset) -> None:
    folder = write_dataset(
        bodies="id,name,part_of,sources\nnorth,North,south,roll\nsouth,South,north,roll\n",
        meetings="id,name,date,meeting_of,sources\n2018-nairobi,Meeting,2018-07-12,north,minutes\n",
    )

    assert membership(folder, "ken").attested_to is None


SPELLS = """\
id,member,group,start,end,sources
ken-pact-1,ken,pact,2015,2016-06,minutes
ken-pact-2,ken,pact,{second},,minutes
usa-pact-1,usa,pact,2014-09-10,,roll
"""


@pytest.mark.parametrize(
    ("day", "second", "attested"),
    [
        ("2015-12-01", "2018", ["ken-pact-1"]),
        ("2018-07-12", "2018", ["ken-pact-2"]),
        ("2017-07-12", "2018", []),  # between the two: a guest
        ("2016-02-01", "2016", []),  # may belong to either
        ("2018-07-12", "", ["ken-pact-2"]),
    ],
)
def test_a_meeting_attests_the_spell_it_lies_in(
    write_dataset: WriteDataset, day: str, second: str, attested: list[str]
) -> None:
    folder = write_dataset(
        meetings=f"id,name,date,meeting_of,sources\n2018-nairobi,Meeting,{day},pact,minutes\n",
        memberships=SPELLS.format(second=second),
    )

    loaded = load_tables(folder)

    assert loaded.report.ok
    assert attested == [
        fact.id
        for fact in loaded.facts
        if isinstance(fact, Membership) and fact.member.id == "ken" and fact.attested_to
    ]


def test_days_given_in_the_row_attest_as_well(write_dataset: WriteDataset) -> None:
    folder = write_dataset(
        memberships="id,member,group,start,start_not_before,start_not_after,attested_on,sources\n"
        "ken-pact-1,ken,pact,2018,2018-02-13,2018-11,2019-02-06;2018-12-10,minutes\n"
        "usa-pact-1,usa,pact,2014-09-10,,,,roll\n",
        participations=None,
    )

    kenya = membership(folder, "ken")

    assert days(kenya.bounds) == ("2018-02-13", "2018-11-30", "2019-02-06", "")
    assert (str(kenya.attested_from), str(kenya.attested_to)) == ("2018-12-10", "2019-02-06")


def test_a_tenure_in_a_body_and_a_leadership_of_it_begin_with_the_body(
    write_dataset: WriteDataset,
) -> None:
    folder = write_dataset(
        bodies="id,name,part_of,start,sources\nboard,Board,pact,2017-04,minutes\n",
        people=PEOPLE,
        posts="id,name,post_in,sources\n"
        "secretary,Secretary,board,minutes\nminister,Minister,ken,minutes\n",
        tenures="id,holder,post,attested_on,sources\n"
        "t-1,raychelle-omamo,secretary,2018,minutes\nt-2,raychelle-omamo,minister,2018,minutes\n",
        leaderships="id,leader,led,role,attested_on,sources\nl-1,ken,board,lead,2018,minutes\n",
    )
    loaded = load_tables(folder)
    facts = {fact.id: fact for fact in loaded.facts}

    found = {name: days(facts[name].bounds) for name in ("t-1", "t-2", "l-1")}  # type: ignore[attr-defined]

    assert loaded.report.ok
    assert found == {
        "t-1": ("2017-04-01", "2018-12-31", "2018-01-01", ""),
        "t-2": ("", "2018-12-31", "2018-01-01", ""),
        "l-1": ("2017-04-01", "2018-12-31", "2018-01-01", ""),
    }


def test_a_contribution_is_dated_by_its_announcement(write_dataset: WriteDataset) -> None:
    folder = write_dataset(
        contributions="id,contributor,stage,date,amount,unit,sources\n"
        "gift-1,ken,pledged,2018-07,17.5,USD,minutes\ngift-2,ken,pledged,July,1,USD,minutes\n"
    )

    loaded = load_tables(folder)

    (problem,) = loaded.report.problems
    assert (problem.line, problem.column) == (3, "date")
    gift = next(fact for fact in loaded.facts if fact.id == "gift-1")
    assert isinstance(gift, cg.Contribution)
    assert gift.date_text == "2018-07"
    assert days(gift.bounds) == ("2018-07-01", "2018-07-31", "2018-07-01", "")


# -- as of a day, on the bundled data -------------------------------------------------------


@pytest.mark.parametrize(
    ("member", "day", "answer"),
    [
        ("ken", "2018-02-12", "no"),
        ("ken", "2018-06-01", "possible"),
        ("ken", "2018-12-10", "certain"),
        ("nato", "2014-12-03", "no"),  # Brussels: it owned the venue
        ("nato", "2018-07-12", "certain"),  # Brussels again: a member since May 2017
        ("usa", "2014-09-10", "certain"),
        ("syr", "2025-11-09", "no"),
    ],
)
def test_who_was_a_member_on_a_day(
    kg: cg.CoalitionGraph, member: str, day: str, answer: str
) -> None:
    found = {str(fact.member): str(fact.certainty) for fact in kg.members(day, at_least="no")}

    assert found[member] == answer


@pytest.mark.parametrize(
    ("meeting", "answer"), [("2014-12-03-brussels", "no"), ("2018-07-12-brussels", "certain")]
)
def test_nato_was_no_member_at_the_first_meeting_in_brussels(
    kg: cg.CoalitionGraph, meeting: str, answer: str
) -> None:
    event = kg.fact(meeting)
    assert isinstance(event, Meeting)
    assert event.date is not None

    members = kg.members(event.date, at_least="no")

    assert [str(fact.certainty) for fact in members if fact.member.id == "nato"] == [answer]


def test_certain_ends_with_the_last_attestation_and_presumed_begins(kg: cg.CoalitionGraph) -> None:
    for fact in kg.members():
        last = fact.bounds.end_not_before
        assert last is not None
        assert not fact.bounds.ended
        assert fact.attested_to is None or fact.attested_to <= last
        assert fact.bounds.on("2026-11-20") is cg.Certainty.PRESUMED
        begun = fact.bounds.start_not_after
        assert begun is not None
        if begun <= last:
            assert fact.bounds.on(last) is cg.Certainty.CERTAIN
            assert fact.bounds.on(last + timedelta(days=1)) is cg.Certainty.PRESUMED
    ukraine = next(fact for fact in kg.members() if fact.member.id == "ukr")
    assert str(ukraine.attested_to) == "2014-12-03"
    assert ukraine.bounds.on("2014-12-04") is cg.Certainty.PRESUMED


# -- names of sources -----------------------------------------------------------------------


def test_the_bundled_dataset_equals_the_folder_it_lies_in(kg: cg.CoalitionGraph) -> None:
    folder = find_dataset("global-coalition")
    assert isinstance(folder, Path)

    by_path = cg.load(folder)

    assert set(by_path.engine) == set(kg.engine)
    assert by_path.report == kg.report
    assert by_path.info() == kg.info()
    assert folder == resource("data") / "global-coalition"


def test_a_copy_of_the_bundled_dataset_says_the_same(kg: cg.CoalitionGraph, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    folder.mkdir()
    for place in (resource("data") / "global-coalition").iterdir():
        (folder / place.name).write_bytes(place.read_bytes())

    assert set(cg.load(str(folder)).engine) == set(kg.engine)


def test_bundled_datasets_are_known_by_name() -> None:
    assert datasets() == {"global-coalition": "Global Coalition Against Daesh"}
    with pytest.raises(cg.UnknownNameError, match="did you mean 'global-coalition'"):
        cg.load("global-colition")
    with pytest.raises(cg.UnknownNameError, match="no dataset or file"):
        cg.load(Path("nowhere") / "at-all.ttl")


def test_resources_are_found_by_name() -> None:
    assert (resource("ontology") / "coalition.ttl").is_file()
    assert (resource("data") / "global-coalition" / "states.csv").is_file()
    with pytest.raises(FileNotFoundError, match="neither in the installed package nor beside it"):
        resource("no-such-folder")


# -- RDF files ------------------------------------------------------------------------------

ONE = ox.Quad(
    ox.NamedNode("https://example.org/a"),
    ox.NamedNode("https://example.org/knows"),
    ox.Literal("Côte d'Ivoire", language="fr"),
)


@pytest.mark.parametrize(
    ("ending", "form"),
    [
        (".ttl", ox.RdfFormat.TURTLE),
        (".trig", ox.RdfFormat.TRIG),
        (".nt", ox.RdfFormat.N_TRIPLES),
        (".nq", ox.RdfFormat.N_QUADS),
        (".jsonld", ox.RdfFormat.JSON_LD),
        (".rdf", ox.RdfFormat.RDF_XML),
        (".owl", ox.RdfFormat.RDF_XML),
    ],
)
def test_rdf_files_are_read_by_their_ending(
    tmp_path: Path, ending: str, form: ox.RdfFormat
) -> None:
    path = tmp_path / f"data{ending}"
    path.write_bytes(ox.serialize([ONE.triple], format=form) or b"")

    graph = cg.load(path)

    assert list(graph.engine) == [ONE]
    assert graph.report is None
    assert places(path) == {}


def test_a_graph_that_was_exported_is_read_again(tiny_dataset: Path, tmp_path: Path) -> None:
    graph = cg.load(tiny_dataset)
    path = tmp_path / "tiny.ttl"
    graph.export(path)

    again = cg.load(path)

    assert set(again.engine) == set(graph.engine)
    assert [fact.id for fact in again.members("2018-07-12")] == ["ken-pact-1", "usa-pact-1"]


def test_a_broken_rdf_file_changes_nothing_and_names_the_line(
    tiny_dataset: Path, tmp_path: Path
) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text("<https://a.example/> a <https://b.example/> .\n\nthis is no Turtle .\n")
    graph = cg.load(tiny_dataset)
    before = set(graph.engine)

    with pytest.raises(cg.RowError, match=r"broken\.ttl, line 3: ") as caught:
        graph.add(path)

    assert caught.value.line == 3
    assert set(graph.engine) == before


def test_a_file_of_an_unknown_ending_is_refused(tmp_path: Path) -> None:
    for name, said in (("table.xlsx", "'.xlsx'"), ("table", "'a name without ending'")):
        path = tmp_path / name
        path.write_text("")
        with pytest.raises(cg.LoadError, match=f"cannot tell the format from {said}; give a"):
            cg.load(path)


def test_rdf_xml_with_a_doctype_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.rdf"
    path.write_text('<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aa">]><r>&a;</r>')

    with pytest.raises(cg.LoadError, match="a DOCTYPE is refused"):
        cg.load(path)


def test_a_file_that_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(cg.LoadError, match=r"gone\.ttl: No such file or directory"):
        load_rdf(tmp_path / "gone.ttl")


def test_json_ld_fetches_no_context(tmp_path: Path) -> None:
    path = tmp_path / "remote.jsonld"
    path.write_text('{"@context": "https://example.org/context", "@id": "a", "name": "A"}')

    with pytest.raises(cg.LoadError, match=r"remote\.jsonld"):
        cg.load(path)


# -- snapshots ------------------------------------------------------------------------------


def test_a_second_load_says_the_same_as_the_first(tiny_dataset: Path) -> None:
    first, second = cg.load(tiny_dataset), cg.load(tiny_dataset)

    assert load_source(tiny_dataset).store is not None
    assert set(first.engine) == set(second.engine)
    assert first.report == second.report
    assert first.dataset == second.dataset


def test_a_dataset_that_changes_is_read_anew(tiny_dataset: Path) -> None:
    cg.load(tiny_dataset)
    table = tiny_dataset / "states.csv"
    table.write_text(table.read_text(encoding="utf-8") + "fji,Fiji,,roll\n", encoding="utf-8")

    assert [str(ref) for ref in cg.load(tiny_dataset).find("Fiji")] == ["fji"]


def test_a_dataset_with_a_bad_row_is_reported_every_time(write_dataset: WriteDataset) -> None:
    folder = write_dataset(add={"states": "fji,Fiji,,\n"})

    for _ in range(2):
        with pytest.warns(UserWarning, match="1 rows were set aside"):
            cg.load(folder)
