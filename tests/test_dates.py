"""Dates as sources give them, and what they let us say about a day."""

from datetime import date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from coalition_graph.dates import Bounds, Certainty, PartialDate
from coalition_graph.errors import DateError

NO, POSSIBLE, PRESUMED, CERTAIN = Certainty


def days(first: str, last: str) -> tuple[date, date]:
    return date.fromisoformat(first), date.fromisoformat(last)


# -- certainty ------------------------------------------------------------------------------


def test_certainties_have_an_order() -> None:
    assert NO < POSSIBLE < PRESUMED < CERTAIN
    assert CERTAIN > PRESUMED >= PRESUMED > POSSIBLE >= NO
    assert sorted([PRESUMED, NO, CERTAIN, POSSIBLE]) == [NO, POSSIBLE, PRESUMED, CERTAIN]
    assert max(POSSIBLE, CERTAIN, NO) is CERTAIN


def test_a_word_is_compared_as_the_certainty_it_names() -> None:
    assert CERTAIN > "possible"  # by letters it would not be
    assert POSSIBLE <= "presumed"
    assert PRESUMED == "presumed"


def test_a_word_that_names_no_certainty_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="probable"):
        assert CERTAIN > "probable"


# -- partial dates --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2014-09-10", "2014-09-10", "2014-09-10"),
        ("2014-09", "2014-09-01", "2014-09-30"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2018-02", "2018-02-01", "2018-02-28"),
        ("2014", "2014-01-01", "2014-12-31"),
        ("2021-21", "2021-03-01", "2021-06-21"),
        ("2021-22", "2021-06-01", "2021-09-23"),
        ("2021-23", "2021-09-01", "2021-12-22"),
        ("2021-24", "2021-01-01", "2022-03-21"),
        ("2014-09-XX", "2014-09-01", "2014-09-30"),
        ("2014-XX", "2014-01-01", "2014-12-31"),
        ("2014-XX-XX", "2014-01-01", "2014-12-31"),
        ("201X", "2010-01-01", "2019-12-31"),
        ("19XX", "1900-01-01", "1999-12-31"),
        ("2017-11-09~", "2017-11-09", "2017-11-09"),
        ("2017-11?", "2017-11-01", "2017-11-30"),
        ("2017%", "2017-01-01", "2017-12-31"),
        ("[2018-02-13..2018-12]", "2018-02-13", "2018-12-31"),
        ("2015-02-23/2015-04-18", "2015-02-23", "2015-04-18"),
        ("2015~/2016", "2015-01-01", "2016-12-31"),
        ("  2014-09-10\n", "2014-09-10", "2014-09-10"),
    ],
)
def test_a_text_has_a_first_and_a_last_day(text: str, first: str, last: str) -> None:
    moment = PartialDate.parse(text)

    assert (moment.earliest, moment.latest) == days(first, last)
    assert moment.closed() == days(first, last)
    assert moment.text == text.strip()
    assert str(moment) == moment.text


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("[..2014-09]", None, "2014-09-30"),
        ("[2014-09..]", "2014-09-01", None),
        ("../2014-09", None, "2014-09-30"),
        ("2014-09/..", "2014-09-01", None),
        ("2014-09/", "2014-09-01", None),
        ("/2014-09", None, "2014-09-30"),
    ],
)
def test_a_side_may_be_open(text: str, first: str | None, last: str | None) -> None:
    moment = PartialDate.parse(text)

    assert moment.earliest == (date.fromisoformat(first) if first else None)
    assert moment.latest == (date.fromisoformat(last) if last else None)
    assert not moment.is_day
    with pytest.raises(DateError, match="open side"):
        moment.closed()


@pytest.mark.parametrize(
    "text", ["2017-11-09~", "2017-11?", "2017%", "[2016..2017~]", "2016?/2017"]
)
def test_a_mark_makes_a_date_approximate(text: str) -> None:
    assert PartialDate.parse(text).approximate


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10 September 2014",
        "3/2018",
        "2014-9-1",
        "14-09-10",
        "2014/09/10",
        "2014-09-10T12:00",
        "2014-09-10Z",
        "2014~~",
        "~2014",
        "2014-",
        "[2014]",
        "[2014,2015]",
        "[..]",
        "/",
        "../..",
        "2014../2015",
        "[2014..2015..2016]",
        "2014-XX-10",
        "XXXX",
        "٢٠١٤",
        "-2014",
        "None",
    ],
)
def test_what_is_no_date_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(DateError, match=r"write a day \(2014-09-10\), a month"):
        PartialDate.parse(text)


@pytest.mark.parametrize(
    "text",
    ["2014-02-30", "2015-02-29", "2014-13", "2014-00", "2014-25", "0000", "2014-09-31~", "9999-24"],
)
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(DateError, match=f"'{text}' is not in the calendar"):
        PartialDate.parse(text)


@pytest.mark.parametrize("text", ["2015/2014", "[2014-09..2014-08]", "2014-09-11/2014-09-10"])
def test_an_interval_that_ends_before_it_begins_is_refused(text: str) -> None:
    with pytest.raises(DateError, match="ends before it begins"):
        PartialDate.parse(text)


def test_dates_texts_and_partial_dates_are_taken_alike() -> None:
    day = PartialDate.parse("2017-05-09")

    assert PartialDate.of("2017-05-09") == day
    assert PartialDate.of(date(2017, 5, 9)) == day
    assert PartialDate.of(datetime(2017, 5, 9, 23, 59)) == day
    assert PartialDate.of(day) is day


@pytest.mark.parametrize("value", [2017, None, 2017.5, ("2017",)])
def test_other_values_are_no_dates(value: object) -> None:
    with pytest.raises(DateError, match="is no date"):
        PartialDate.of(value)  # type: ignore[arg-type]


def test_a_day_until_another_is_an_interval() -> None:
    first, last = PartialDate.parse("2014-11-12"), PartialDate.parse("2014-11-21~")

    assert first.until(last) == PartialDate.parse("2014-11-12/2014-11-21~")
    assert first.until(None) is first
    with pytest.raises(DateError, match="ends before it begins"):
        last.until(first)
    with pytest.raises(DateError, match="is no date"):
        first.until(last).until(last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2015-05-07", "2015-05-07", "2015-05-07"),
        ("2015-05", "2015-05-01", "2015-05-31"),
        ("2015-05-07~", "2015-05-01", "2015-05-31"),
        ("2015-05?", "2015-01-01", "2015-12-31"),
        ("2015%", "2015-01-01", "2015-12-31"),
        ("2015-05-07~/2016-02-01", "2015-01-01", "2016-12-31"),
    ],
)
def test_an_approximate_date_lies_in_the_next_coarser_unit(
    text: str, first: str, last: str
) -> None:
    assert PartialDate.parse(text).surely() == days(first, last)


def test_an_approximate_date_with_an_open_side_stays_open() -> None:
    assert PartialDate.parse("2015-05~/..").surely() == (date(2015, 1, 1), None)
    assert PartialDate.parse("../2015-05~").surely() == (None, date(2015, 12, 31))


some_days = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@given(some_days)
def test_month_and_year_of_a_day_hold_the_day(day: date) -> None:
    for text in (f"{day}", f"{day:%Y-%m}", f"{day:%Y}", f"{day:%Y-%m}-XX", f"{day:%Y}"[:3] + "X"):
        first, last = PartialDate.parse(text).closed()

        assert first <= day <= last


@given(some_days, some_days)
def test_an_interval_spans_from_its_first_to_its_last_day(one: date, other: date) -> None:
    first, last = sorted((one, other))

    for text in (f"{first}/{last}", f"[{first}..{last}]"):
        assert PartialDate.parse(text).closed() == (first, last)


@given(some_days, st.sampled_from("~?%"), st.sampled_from(["%Y-%m-%d", "%Y-%m", "%Y"]))
def test_what_a_date_surely_means_holds_what_it_says(day: date, mark: str, form: str) -> None:
    plain, marked = (PartialDate.parse(f"{day:{form}}{end}") for end in ("", mark))
    first, last = marked.surely()

    assert first is not None
    assert last is not None
    assert plain.surely() == plain.closed() == marked.closed()
    assert first <= plain.closed()[0]
    assert plain.closed()[1] <= last
    assert first < last


@given(st.text("0123456789-X~?%/[.] ", max_size=24))
@example("[0001..0002]")
def test_any_text_is_a_date_or_a_date_error(text: str) -> None:
    try:
        moment = PartialDate.parse(text)
    except DateError:
        return  # and no other error
    assert moment.earliest or moment.latest
    assert PartialDate.parse(moment.text) == moment


# -- bounds: cases to check by eye ----------------------------------------------------------

KENYA = Bounds(
    start_not_before=date(2018, 2, 13),
    start_not_after=date(2018, 12, 10),
    end_not_before=date(2024, 9, 30),
)


@pytest.mark.parametrize(
    ("when", "answer"),
    [
        ("2018-02-12", NO),
        ("2018-02-13", POSSIBLE),
        ("2018-06-01", POSSIBLE),
        ("2018-12-09", POSSIBLE),
        ("2018-12-10", CERTAIN),
        ("2024-09-30", CERTAIN),
        ("2024-10-01", PRESUMED),
        ("2026-01-01", PRESUMED),
        ("2018-02", NO),  # some of its days are too early
        ("2018-12", POSSIBLE),
        ("2019", CERTAIN),
        ("2024-09", CERTAIN),
        ("2024", PRESUMED),
    ],
)
def test_a_member_is_as_certain_as_the_sources_allow(when: str, answer: Certainty) -> None:
    assert KENYA.on(when) is answer


def test_after_a_reported_end_nobody_is_presumed() -> None:
    left = Bounds(
        start_not_before=date(2015, 1, 1),
        start_not_after=date(2015, 1, 1),
        end_not_before=date(2016, 3, 1),
        end_not_after=date(2016, 5, 31),
    )

    assert left.ended
    assert [left.on(day) for day in ("2016-03-01", "2016-03-02", "2016-05-31", "2016-06-01")] == [
        CERTAIN,
        POSSIBLE,
        POSSIBLE,
        NO,
    ]


def test_an_end_without_a_last_day_leaves_everything_after_it_possible() -> None:
    left = Bounds.from_evidence(
        start=PartialDate.parse("2015"), end=PartialDate.parse("2016-03-01/..")
    )

    assert left.ended
    assert left.end_not_after is None
    assert [left.on(day) for day in ("2016-03-01", "2016-03-02", "2026-01-01")] == [
        CERTAIN,
        POSSIBLE,
        POSSIBLE,
    ]


def test_without_evidence_everything_is_possible() -> None:
    assert Bounds().on("2018") is POSSIBLE
    assert Bounds().overlaps("2018") is POSSIBLE
    assert Bounds().began_before(Bounds()) is POSSIBLE


def test_a_question_about_an_open_time_is_refused() -> None:
    with pytest.raises(DateError, match="open side"):
        KENYA.on("2018/..")


@pytest.mark.parametrize(
    ("when", "answer"),
    [
        ("2018-01", NO),
        ("2018-02", POSSIBLE),
        ("2018-12", CERTAIN),
        ("2018", CERTAIN),  # it began that year, whenever it began
        ("2024-10", PRESUMED),
    ],
)
def test_overlap_asks_for_some_day_of_a_time(when: str, answer: Certainty) -> None:
    assert KENYA.overlaps(when) is answer


def test_something_seen_at_some_time_of_a_month_overlaps_it_though_no_day_is_certain() -> None:
    seen = Bounds.from_evidence(
        attested=(PartialDate.parse("2016-04"),), end=PartialDate.parse("2016")
    )

    assert seen.overlaps("2016-04") is CERTAIN
    assert {seen.on(f"2016-04-{day:02}") for day in range(1, 31)} == {POSSIBLE}
    assert seen.overlaps("2017") is NO


def test_one_thing_began_before_another_if_it_must_have() -> None:
    early = Bounds(start_not_before=date(2014, 9, 1), start_not_after=date(2014, 9, 30))
    late = Bounds(start_not_before=date(2014, 10, 1), start_not_after=date(2014, 12, 31))

    assert early.began_before(late) is CERTAIN
    assert late.began_before(early) is NO
    assert early.began_before(early) is POSSIBLE
    assert early.began_before(Bounds()) is POSSIBLE


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ("start_not_before", "start_not_after"),
        ("start_not_before", "end_not_before"),
        ("start_not_before", "end_not_after"),
        ("start_not_after", "end_not_after"),
        ("end_not_before", "end_not_after"),
    ],
)
def test_bounds_that_contradict_each_other_are_refused(low: str, high: str) -> None:
    with pytest.raises(DateError, match=f"{low} 2015-01-02 is later than {high} 2015-01-01"):
        Bounds(**{low: date(2015, 1, 2), high: date(2015, 1, 1)})  # type: ignore[arg-type]


def test_an_attestation_bounds_both_ends_and_sets_neither() -> None:
    seen = Bounds.from_evidence(attested=(PartialDate.parse("2017-05-09"),))

    assert seen == Bounds(start_not_after=date(2017, 5, 9), end_not_before=date(2017, 5, 9))


def test_evidence_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(DateError, match="start_not_before 2018-01-01 is later than"):
        Bounds.from_evidence(
            start=PartialDate.parse("2018"), attested=(PartialDate.parse("2017-05-09"),)
        )


def test_explicit_bounds_and_the_start_of_the_group_narrow_a_stated_start() -> None:
    bounds = Bounds.from_evidence(
        start=PartialDate.parse("2014"),
        start_not_after=date(2014, 12, 3),
        floor=date(2014, 9, 10),
        end_not_before=date(2016, 1, 1),
    )

    assert bounds == Bounds(
        start_not_before=date(2014, 9, 10),
        start_not_after=date(2014, 12, 3),
        end_not_before=date(2016, 1, 1),
    )


@pytest.mark.parametrize("text", ["2015-05-07~", "2015-05~", "2015~"])
def test_an_approximate_date_alone_makes_no_day_certain(text: str) -> None:
    moment = PartialDate.parse(text)
    seen = Bounds.from_evidence(attested=(moment,))
    begun = Bounds.from_evidence(start=moment)
    ended = Bounds.from_evidence(end=moment)

    year = [date(2015, 1, 1) + timedelta(n) for n in range(365)]
    assert all(bounds.on(day) < CERTAIN for bounds in (seen, begun, ended) for day in year)
    assert begun.on("2015-05-01") is POSSIBLE  # "about 7 May" excludes no day of May


# -- bounds: laws ---------------------------------------------------------------------------
#
# A history is what truly happened: a first day, and a last day unless it goes on for ever.  Sources
# tell parts of it.  Whatever they tell, "certain" and "no" must be true of the history.

_ORIGIN = date(2014, 1, 1)
_SPAN = 900


def _day(number: int) -> date:
    return _ORIGIN + timedelta(days=number)


@st.composite
def told(draw: st.DrawFn, day: date) -> PartialDate:
    """A date that a source may write for something that happened on a day."""
    before, after = draw(st.integers(0, 40)), draw(st.integers(0, 40))
    first, last = day - timedelta(before), day + timedelta(after)
    near = day.replace(day=draw(st.integers(1, 28)))  # "about": another day of the same month
    forms = [
        f"{day}",
        f"{day:%Y-%m}",
        f"{day:%Y}",
        f"[{first}..{last}]",
        f"[..{last}]",
        f"[{first}..]",
        f"{near}~",
        f"{day.year}-{draw(st.integers(1, 12)):02}?",
    ]
    return PartialDate.parse(draw(st.sampled_from(forms)))


@st.composite
def histories(draw: st.DrawFn) -> tuple[date, date | None, Bounds, bool]:
    """First day, last day, the bounds that some evidence gives, whether the end was reported."""
    start = draw(st.integers(0, _SPAN))
    lasting = draw(st.integers(0, _SPAN) | st.none())
    first = _day(start)
    last = None if lasting is None else _day(start + lasting)
    seen_until = 2 * _SPAN if lasting is None else start + lasting
    seen = draw(st.lists(st.integers(start, seen_until), max_size=4))
    reported = last is not None and draw(st.booleans())  # a departure may stay hidden
    slack = st.integers(0, 60).map(timedelta) | st.none()
    before, after, earlier, later, floor = (draw(slack) for _ in range(5))
    bounds = Bounds.from_evidence(
        start=draw(st.none() | told(first)),
        start_not_before=None if before is None else first - before,
        start_not_after=None if after is None else first + after,
        end=draw(told(last)) if last and reported else None,
        end_not_before=None if earlier is None or not last else last - min(earlier, last - first),
        end_not_after=last + later if last and reported and later is not None else None,
        attested=tuple(draw(told(_day(number))) for number in seen),
        floor=None if floor is None else first - floor,
    )
    return first, last, bounds, reported


@given(histories(), st.integers(-60, 3 * _SPAN))
def test_what_is_called_certain_is_true_and_what_is_called_no_is_false(
    history: tuple[date, date | None, Bounds, bool], number: int
) -> None:
    first, last, bounds, reported = history
    day = _day(number)
    held = first <= day and (last is None or day <= last)

    answer = bounds.on(day)

    assert answer is not CERTAIN or held
    assert answer is not NO or not held
    if answer is PRESUMED and not held:  # the one error allowed: a departure nobody reported
        assert last is not None
        assert last < day
        assert not reported
    assert bounds.ended == reported


@given(histories(), st.integers(-60, 2 * _SPAN), st.integers(0, 400))
def test_a_longer_time_is_answered_by_its_days(
    history: tuple[date, date | None, Bounds, bool], number: int, length: int
) -> None:
    bounds = history[2]
    first, last = _day(number), _day(number + length)
    period = PartialDate.parse(f"{first}/{last}")
    answers = [bounds.on(first + timedelta(n)) for n in range(length + 1)]

    assert bounds.on(period) is min(answers)  # throughout: as weak as the weakest day
    assert bounds.overlaps(period) >= max(answers)  # some day: at least as strong as the strongest
    assert (bounds.overlaps(period) is NO) == (max(answers) is NO)


@given(histories(), st.integers(-60, 2 * _SPAN), st.integers(0, 400))
def test_overlap_is_never_wrong(
    history: tuple[date, date | None, Bounds, bool], number: int, length: int
) -> None:
    first, last, bounds, _ = history
    begin, end = _day(number), _day(number + length)
    held = first <= end and (last is None or begin <= last)

    answer = bounds.overlaps(f"{begin}/{end}")

    assert answer is not CERTAIN or held
    assert answer is not NO or not held


@given(histories(), histories())
def test_the_order_of_beginnings_is_never_wrong(
    one: tuple[date, date | None, Bounds, bool], other: tuple[date, date | None, Bounds, bool]
) -> None:
    answer = one[2].began_before(other[2])

    assert answer is not CERTAIN or one[0] < other[0]
    assert answer is not NO or one[0] >= other[0]


@given(st.lists(st.none() | st.integers(0, 5), min_size=4, max_size=4))
def test_possible_means_that_it_may_have_been_so_and_may_not(numbers: list[int | None]) -> None:
    low, high, early, late = (None if n is None else _day(n) for n in numbers)
    try:
        bounds = Bounds(
            start_not_before=low, start_not_after=high, end_not_before=early, end_not_after=late
        )
    except DateError:
        assume(False)
    allowed = [
        (first, last)
        for first, last in product([_day(n) for n in range(-2, 8)], repeat=2)
        if first <= last
        and (low is None or low <= first)
        and (high is None or first <= high)
        and (early is None or early <= last)
        and (late is None or last <= late)
    ]

    for day in (_day(n) for n in range(6)):
        held = {first <= day <= last for first, last in allowed}
        answer = bounds.on(day)
        if answer is CERTAIN:
            assert held == {True}
        elif answer is NO:
            assert held == {False}
        elif None not in numbers:
            assert held == {True, False}


@given(some_days, st.lists(some_days, min_size=1, max_size=5), st.randoms())
def test_the_order_in_which_sources_are_read_does_not_matter(
    start: date, seen: list[date], random: object
) -> None:
    attested = [PartialDate.of(max(day, start)) for day in seen]
    shuffled = sorted(attested, key=lambda _: random.random())  # type: ignore[attr-defined]
    stated = PartialDate.of(start)

    one = Bounds.from_evidence(start=stated, attested=tuple(attested))
    other = Bounds.from_evidence(start=stated, attested=tuple(shuffled))

    assert one == other
    assert one.end_not_before == max(moment.earliest or start for moment in attested)
