"""Constraints over days: what follows from them, and what cannot all be right."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition_graph.constraints import ORIGIN, Constraint, Network, Rule
from coalition_graph.cycles import smallest

IN_ORDER = Rule("nothing ends before it begins")
SUMMIT, ROLL, LEAVING = date(2014, 9, 5), date(2016, 2, 2), date(2015, 6, 1)


def network(*bounds: tuple[str, str, date, str]) -> Network:
    """Return a network of one thing that begins and ends, with bounds."""
    made = Network()
    made.order("first", "last", IN_ORDER)
    for variable, side, day, source in bounds:
        (made.not_before if side == "from" else made.not_after)(variable, day, source)
    return made


def test_bounds_spread_along_the_order_of_days() -> None:
    solved = network(("first", "from", SUMMIT, "summit"), ("last", "to", ROLL, "roll")).solve()

    assert not solved.conflicts
    assert (solved.earliest("first"), solved.latest("first")) == (SUMMIT, ROLL)
    assert (solved.earliest("last"), solved.latest("last")) == (SUMMIT, ROLL)


def test_a_bound_tells_what_it_rests_on() -> None:
    solved = network(
        ("first", "from", SUMMIT, "summit"),
        ("last", "to", ROLL, "roll"),
        ("last", "to", ROLL + timedelta(9), "later roll"),
    ).solve()

    assert solved.rests_on_latest("last") == ("roll",)
    assert solved.rests_on_latest("first") == (IN_ORDER, "roll")
    assert solved.rests_on_earliest("last") == (IN_ORDER, "summit")


def test_a_day_known_exactly_tells_what_it_rests_on() -> None:
    solved = network(("first", "from", SUMMIT, "act"), ("first", "to", SUMMIT, "act")).solve()

    assert solved.rests_on_earliest("first") == solved.rests_on_latest("first") == ("act",)


def test_what_nothing_bounds_has_no_day() -> None:
    solved = network(("first", "from", SUMMIT, "summit")).solve()

    assert solved.latest("first") is None
    assert solved.rests_on_latest("first") == ()
    assert solved.earliest("somebody else's first day") is None


def test_days_beyond_the_calendar_bound_nothing() -> None:
    made = network(("first", "to", date.min, "myth"), ("last", "from", date.max, "prophecy"))
    made.order("dawn", "first", Rule("a day apart"), days=1)
    made.order("last", "dusk", Rule("a day apart"), days=1)
    solved = made.solve()

    assert (solved.latest("first"), solved.latest("dawn")) == (date.min, None)
    assert (solved.earliest("last"), solved.earliest("dusk")) == (date.max, None)


def test_an_order_may_ask_for_days_between() -> None:
    made = Network()
    made.not_before("notice", SUMMIT, "notice")
    made.order("notice", "leaving", Rule("a notice of thirty days"), days=30)

    assert made.solve().earliest("leaving") == SUMMIT + timedelta(30)


def test_a_contradiction_names_its_sources_and_its_length() -> None:
    (found,) = (
        network(("last", "from", ROLL, "roll"), ("last", "to", LEAVING, "paper")).solve().conflicts
    )

    assert found.sources == {"roll", "paper"}
    assert found.labels == ("paper", "roll")
    assert found.days == -(ROLL - LEAVING).days


def test_what_is_guilty_of_nothing_still_bounds() -> None:
    solved = network(
        ("first", "from", SUMMIT, "summit"),
        ("last", "from", ROLL, "roll"),
        ("last", "to", LEAVING, "paper"),
    ).solve()

    assert solved.earliest("last") == SUMMIT
    assert solved.latest("last") is None


def test_independent_contradictions_are_all_found() -> None:
    made = Network()
    for member in range(5):
        made.not_before(member, ROLL, ("roll", member))
        made.not_after(member, LEAVING, ("paper", member))
    found = made.solve().conflicts

    assert sorted(one.labels for one in found) == [
        (("paper", member), ("roll", member)) for member in range(5)
    ]


def test_one_source_that_contradicts_itself_comes_before_two_that_differ() -> None:
    made = Network(lambda label: ((str(label).split(":")[0],),))
    made.not_before("day", ROLL, "roll:1")
    made.not_after("day", SUMMIT, "summit:1")
    made.not_before("day", LEAVING, "paper:1")
    made.not_after("day", SUMMIT, "paper:2")

    assert [one.sources for one in made.solve().conflicts] == [{"paper"}, {"roll", "summit"}]


def test_each_of_several_sources_is_enough_unless_they_speak_jointly() -> None:
    backing = {"seen": (("a",), ("b",)), "gone": (("b", "c"),)}
    made = Network(lambda label: backing[str(label)])
    made.not_before("day", ROLL, "seen")
    made.not_after("day", LEAVING, "gone")

    assert [one.sources for one in made.solve().conflicts] == [{"b", "c"}]


def test_what_a_constraint_is_given_counts_among_its_labels() -> None:
    made = Network()
    made.not_before("first holder's last day", ROLL, "roll")
    made.not_after("second holder's first day", LEAVING, "paper")
    made.order(
        "first holder's last day", "second holder's first day", Rule("turns"), given=("oath",)
    )
    (found,) = made.solve().conflicts

    assert found.sources == {"roll", "paper", "oath"}


def test_rules_that_contradict_each_other_need_no_source() -> None:
    made = Network()
    made.order("a", "b", Rule("a first"), days=1)
    made.order("b", "a", Rule("b first"), days=1)
    made.not_before("a", SUMMIT, "summit")
    solved = made.solve()

    assert [one.sources for one in solved.conflicts] == [frozenset()]
    assert solved.earliest("a") == SUMMIT


def test_a_contradiction_need_not_touch_the_calendar() -> None:
    made = Network()
    made.add("a", "b", -1, "first source")
    made.add("b", "c", 0, "second source")
    made.add("c", "a", 0, "third source")

    assert [one.sources for one in made.solve().conflicts] == [
        {"first source", "second source", "third source"}
    ]


def test_a_day_cannot_lie_before_itself() -> None:
    made = Network()
    made.add("a", "a", -1, "nonsense")

    assert [one.sources for one in made.solve().conflicts] == [{"nonsense"}]


def test_a_constraint_shows_what_it_says() -> None:
    shown = repr(Constraint("first day", ORIGIN, 3, "a source"))

    assert "left='first day', right=ORIGIN, days=3" in shown


def test_an_empty_network_has_a_solution() -> None:
    assert Network().solve().conflicts == ()


@pytest.mark.parametrize("number", [1, 40])
def test_a_long_chain_is_followed_to_its_end(number: int) -> None:
    made = Network()
    made.not_before(0, SUMMIT, "summit")
    for step in range(number):
        made.order(step, step + 1, Rule(f"step {step}"), days=1)
    solved = made.solve()

    assert solved.earliest(number) == SUMMIT + timedelta(number)
    assert len(solved.rests_on_earliest(number)) == number + 1


# -- laws -------------------------------------------------------------------------------------

DAY = date(2015, 1, 1).toordinal()
VARIABLES = st.sampled_from([ORIGIN, ORIGIN, "a", "b", "c"])
MANY = settings(max_examples=400)
SOURCES = st.integers(1, 5)
BACKING = st.lists(
    st.lists(SOURCES, min_size=1, max_size=2).map(tuple), min_size=1, max_size=2
).map(tuple)
STEPS = st.tuples(VARIABLES, VARIABLES, st.integers(-4, 6), st.integers(0, 6), st.integers(0, 9))


@st.composite
def muddles(draw: st.DrawFn) -> Network:
    """Draw a network of anything: claims 1 to 6 with their sources, and rules (label 0)."""
    backing = {label: draw(BACKING) for label in range(1, 7)}
    made = Network(lambda label: ((),) if isinstance(label, Rule) else backing[label])  # type: ignore[index]
    for left, right, days, label, further in draw(st.lists(STEPS, min_size=3, max_size=14)):
        more = (further,) if further in backing and further != label else ()
        made.add(left, right, days, label or Rule("of the game"), more)
    return made


@st.composite
def histories(draw: st.DrawFn) -> tuple[Network, dict[str, int]]:
    """Draw a network of nothing but true statements about days that are known here."""
    days = {name: DAY + draw(st.integers(0, 60)) for name in "abc"}
    at = {ORIGIN: 0, **days}
    made = Network()
    for left, right, slack, label, _ in draw(st.lists(STEPS, max_size=14)):
        made.add(left, right, at[left] - at[right] + max(0, slack), label)
    return made, days


def fits(constraints: Sequence[Constraint]) -> bool:
    """Tell whether constraints can all hold: relax until nothing changes, or for too long."""
    far: dict[object, int] = {end: 0 for one in constraints for end in (one.left, one.right)}
    for _ in range(len(far) + 1):
        changed = False
        for one in constraints:
            if far[one.right] + one.days < far[one.left]:
                far[one.left] = far[one.right] + one.days
                changed = True
        if not changed:
            return True
    return False


def backed(
    constraints: Iterable[Constraint], made: Network, sources: Iterable[object]
) -> list[Constraint]:
    """Return the constraints that some sources alone are enough for."""
    enough = set(sources)
    return [
        one
        for one in constraints
        if all(any(enough.issuperset(each) for each in made.support(label)) for label in one.labels)
    ]


def fewest(made: Network) -> int | None:
    """Try all sets of sources, the small ones first; `None` if even all of them fit together."""
    for number in range(6):
        for sources in itertools.combinations(range(1, 6), number):
            if not fits(backed(made.constraints, made, sources)):
                return number
    return None


@MANY
@given(muddles())
def test_the_first_contradiction_needs_the_fewest_sources_of_all(made: Network) -> None:
    found = made.solve().conflicts
    number = fewest(made)

    assert [len(one.sources) for one in found[:1]] == ([] if number is None else [number])


@given(muddles())
def test_every_contradiction_contradicts_itself_and_is_backed_by_its_sources(made: Network) -> None:
    for one in made.solve().conflicts:
        assert one.days < 0
        assert not fits(one.constraints)
        assert backed(one.constraints, made, one.sources) == list(one.constraints)


@MANY
@given(muddles())
def test_contradictions_share_no_claim_and_without_them_all_fits(made: Network) -> None:
    conflicts = made.solve().conflicts
    guilty = [label for one in conflicts for label in one.labels if not isinstance(label, Rule)]
    rules = [one for found in conflicts if not found.sources for one in found.constraints]
    rest = [one for one in made.constraints if set(guilty).isdisjoint(one.labels)]

    assert len(guilty) == len(set(guilty))
    assert fits([one for one in rest if one not in rules])


@given(muddles())
def test_no_contradiction_is_missed_and_none_is_invented(made: Network) -> None:
    assert (
        bool(made.solve().conflicts) == bool(smallest(made.constraints)) != fits(made.constraints)
    )


@given(histories())
def test_what_is_true_never_contradicts_itself_and_lies_within_the_bounds(
    history: tuple[Network, dict[str, int]],
) -> None:
    made, days = history
    solved = made.solve()

    assert not solved.conflicts
    for name, day in days.items():
        earliest, latest = solved.earliest(name), solved.latest(name)
        assert earliest is None or earliest.toordinal() <= day
        assert latest is None or day <= latest.toordinal()


@given(histories())
def test_bounds_are_as_narrow_as_can_be(history: tuple[Network, dict[str, int]]) -> None:
    made, days = history
    solved = made.solve()

    for name in days:
        for bound, step in ((solved.earliest(name), -1), (solved.latest(name), 1)):
            if bound is not None:
                day = bound.toordinal()
                pinned = [Constraint(name, ORIGIN, day, "pin"), Constraint(ORIGIN, name, -day, "")]
                beyond = day + step
                moved = [
                    Constraint(name, ORIGIN, beyond, "pin"),
                    Constraint(ORIGIN, name, -beyond, ""),
                ]
                assert fits([*made.constraints, *pinned])
                assert not fits([*made.constraints, *moved])


@given(histories())
def test_a_bound_follows_from_what_it_rests_on_alone(
    history: tuple[Network, dict[str, int]],
) -> None:
    made, days = history
    solved = made.solve()

    for name in days:
        alone = Network()
        alone.constraints = [
            one for one in made.constraints if one.because in solved.rests_on_latest(name)
        ]
        assert alone.solve().latest(name) == solved.latest(name)
