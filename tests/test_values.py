"""Engine terms as plain Python values."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from math import isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Triple

from coalition_graph.values import Value, python_value

XSD = "http://www.w3.org/2001/XMLSchema#"


def typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + datatype))


VALID = [
    (typed("2014-09-10", "date"), date(2014, 9, 10)),
    (typed("2016-02-29", "date"), date(2016, 2, 29)),
    (typed("2014-09-10T12:30:00", "dateTime"), datetime(2014, 9, 10, 12, 30)),
    (typed("2014-09-10T12:30:00Z", "dateTime"), datetime(2014, 9, 10, 12, 30, tzinfo=UTC)),
    (
        typed("2014-09-10T12:30:00.25+03:00", "dateTime"),
        datetime(2014, 9, 10, 12, 30, 0, 250_000, timezone(timedelta(hours=3))),
    ),
    (typed("90", "integer"), 90),
    (typed("-007", "integer"), -7),
    (typed("90", "nonNegativeInteger"), 90),
    (typed("90", "int"), 90),
    (typed("1.50", "decimal"), Decimal("1.50")),
    (typed(".5", "decimal"), Decimal("0.5")),
    (typed("1.5e3", "double"), 1500.0),
    (typed("-INF", "double"), float("-inf")),
    (typed("0.5", "float"), 0.5),
    (typed("true", "boolean"), True),
    (typed("0", "boolean"), False),
    (Literal("Kenya"), "Kenya"),
    (Literal("Kenia", language="de"), "Kenia"),
    (NamedNode("https://example.org/ken"), "https://example.org/ken"),
    (BlankNode("b1"), "_:b1"),
    (None, None),
]

KEPT_AS_TEXT = [
    typed("2014-02-30", "date"),  # no such day
    typed("2014-09-10Z", "date"),  # a Python date has no zone
    typed("20140910", "date"),  # Python would read it, XSD does not allow it
    typed("2014-W37-3", "date"),
    typed("12014-09-10", "date"),
    typed("-0044-03-15", "date"),
    typed("2014-09", "date"),
    typed("٢٠١٤-٠٩-١٠", "date"),
    typed("2014", "gYear"),  # a year is not the first of January
    typed("2014-09", "gYearMonth"),
    typed("2014-09-10T24:00:00", "dateTime"),
    typed("2014-09-10 12:30:00", "dateTime"),
    typed("2014-09-10T12:30:00.1234567", "dateTime"),  # finer than Python's microseconds
    typed("2014-09-10T12:30:60", "dateTime"),
    typed("1_000", "integer"),
    typed(" 7 ", "integer"),
    typed("٧", "integer"),
    typed("7.0", "integer"),
    typed("9" * 5000, "integer"),  # more digits than Python turns into a number
    typed("1e3", "decimal"),
    typed("NaN", "decimal"),
    typed("infinity", "double"),
    typed("+NaN", "double"),
    typed("yes", "boolean"),
    typed("TRUE", "boolean"),
    typed("P1Y", "duration"),
    Literal("POINT(1 2)", datatype=NamedNode("https://example.org/wkt")),
]


@pytest.mark.parametrize(("term", "value"), VALID, ids=str)
def test_a_valid_literal_becomes_its_value(
    term: NamedNode | BlankNode | Literal | None, value: Value | None
) -> None:
    found = python_value(term)

    assert value == found
    assert type(value) is type(found)


@pytest.mark.parametrize("term", KEPT_AS_TEXT, ids=lambda term: term.value[:30])
def test_a_literal_that_python_cannot_hold_keeps_its_text(term: Literal) -> None:
    assert term.value == python_value(term)
    assert term.value == python_value(term)  # from the cache too


def test_not_a_number_is_a_float() -> None:
    found = python_value(typed("NaN", "double"))

    assert isinstance(found, float)
    assert isnan(found)


def test_what_is_no_value_is_refused() -> None:
    node = NamedNode("https://example.org/ken")

    with pytest.raises(TypeError, match="no Python value for <Triple"):
        python_value(Triple(node, node, node))
    with pytest.raises(TypeError, match="no Python value for <DefaultGraph"):
        python_value(DefaultGraph())  # type: ignore[call-overload]


@given(st.dates())
def test_every_date_of_python_comes_back(day: date) -> None:
    assert day == python_value(typed(day.isoformat(), "date"))


@given(st.datetimes(timezones=st.sampled_from([None, UTC, timezone(timedelta(hours=-5))])))
def test_every_moment_of_python_comes_back(moment: datetime) -> None:
    assert moment == python_value(typed(moment.isoformat(), "dateTime"))


@given(st.integers(), st.decimals(allow_nan=False, allow_infinity=False, places=3), st.booleans())
def test_every_number_comes_back(whole: int, exact: Decimal, truth: bool) -> None:
    assert whole == python_value(Literal(whole))
    assert exact == python_value(typed(f"{exact:f}", "decimal"))
    assert truth is python_value(Literal(truth))


@given(st.floats(allow_nan=False))
def test_every_float_comes_back(number: float) -> None:
    text = repr(number).replace("inf", "INF")

    assert number == python_value(typed(text, "double"))


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(["date", "integer"]))
def test_any_text_gives_a_value_or_itself(text: str, datatype: str) -> None:
    found = python_value(typed(text, datatype))

    assert text == found or isinstance(found, (date, int))


def test_values_need_no_rdflib() -> None:
    code = "import sys, coalition_graph.values; sys.exit('rdflib' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
