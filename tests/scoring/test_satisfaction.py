"""The goal: reached exactly or not, shown by the answers or not, and never merged."""

import math
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from survey_app.scoring.disclosure import FLOORS
from survey_app.scoring.proportion import wilson
from survey_app.scoring.satisfaction import (
    Publication,
    Verdict,
    answers_needed,
    publication,
    reached,
    satisfaction,
    trend,
    verdict,
)

GOAL = Fraction(9, 10)
BASES = st.integers(1, 5000)
SHARES = BASES.flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
GOALS = st.fractions(Fraction(1, 100), 1, max_denominator=1000)


def test_golden_example_g1():
    found = satisfaction([52, 40, 5, 2, 1], not_used=6, missing=0, goal=GOAL)
    assert (found.respondents, found.base, found.satisfied) == (106, 100, 92)
    assert found.rate[:3] == pytest.approx((0.92, 0.8500, 0.9589), abs=5e-5)
    assert found.index == 85
    assert found.not_used_share == 6 / 106
    assert (found.reached, found.verdict) == (True, Verdict.UNDECIDED)
    assert found.answers_needed == 865  # 1.95996^2 * 0.9 * 0.1 / 0.02^2 = 864.33
    assert found.publication is Publication.USABLE


@pytest.mark.parametrize(
    ("satisfied", "base", "expected"),
    [
        (900, 1000, True),
        (899, 999, False),
        (8996, 10000, False),  # golden example G6: prints 90.0% with one decimal
        (9, 10, True),
        (0, 5, False),
        (0, 0, None),
    ],
)
def test_the_goal_is_reached_exactly_or_not(satisfied, base, expected):
    assert reached(satisfied, base, GOAL) is expected


@pytest.mark.parametrize(
    ("satisfied", "base", "expected"),
    [
        # by hand: 34 of 34 begins at 34 / (34 + 3.8415) = 0.8985, 35 of 35 at 0.9011
        (34, 34, Verdict.UNDECIDED),
        (35, 35, Verdict.MET),
        (900, 1000, Verdict.UNDECIDED),
        (899, 999, Verdict.UNDECIDED),
        (8996, 10000, Verdict.UNDECIDED),
        # the statistics report's table of the rate needed
        (96, 100, Verdict.MET),
        (95, 100, Verdict.UNDECIDED),
        (84, 100, Verdict.NOT_MET),
        (85, 100, Verdict.UNDECIDED),
        (0, 1, Verdict.NOT_MET),
        (0, 0, None),
    ],
)
def test_the_verdict_says_what_the_answers_can_show(satisfied, base, expected):
    assert verdict(satisfied, base, GOAL) is expected


@given(SHARES, GOALS, st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_the_verdict_is_the_intervals_away_from_its_ends(share, goal, confidence):
    low, high = wilson(*share, confidence=confidence)
    assume(min(abs(low - goal), abs(high - goal)) > 1e-9)
    expected = Verdict.MET if low >= goal else Verdict.NOT_MET if high < goal else None
    assert verdict(*share, goal, confidence=confidence) is (expected or Verdict.UNDECIDED)


@given(BASES, GOALS)
def test_one_more_satisfied_answer_never_makes_it_worse(base, goal):
    steps = [Verdict.NOT_MET, Verdict.UNDECIDED, Verdict.MET]
    spots = range(0, base + 1, max(1, base // 40))
    verdicts = [steps.index(verdict(x, base, goal)) for x in spots]
    facts = [reached(x, base, goal) for x in spots]
    assert verdicts == sorted(verdicts)
    assert facts == sorted(facts)


@given(SHARES, GOALS)
def test_met_implies_reached_and_not_met_implies_not_reached(share, goal):
    found = verdict(*share, goal)
    assert found is not Verdict.MET or reached(*share, goal)
    assert found is not Verdict.NOT_MET or not reached(*share, goal)


@pytest.mark.parametrize("base", [1, 100, 10**7])
def test_a_goal_of_everybody_is_never_surely_met(base):
    assert verdict(base, base, Fraction(1)) is Verdict.UNDECIDED
    assert verdict(base - 1, base, Fraction(1)) is Verdict.NOT_MET


@given(SHARES, GOALS)
def test_the_answers_needed_are_just_enough(share, goal):
    needed = answers_needed(*share, goal, population=10**6)
    rate = Fraction(*share)
    assume(needed is not None and goal < 1)

    def is_decided(n):
        low, high = wilson(float(rate * n), n)
        return low >= goal if rate > goal else high < goal

    assert is_decided(needed + 1)
    assert needed <= 2 or not is_decided(needed - 2)


@pytest.mark.parametrize(
    ("satisfied", "base", "population", "expected"),
    [
        (95, 100, None, 139),  # 3.8415 * 0.09 / 0.05^2 = 138.29
        (8, 10, None, 35),  # 3.8415 * 0.09 / 0.1^2 = 34.57
        (95, 100, 139, 139),
        (95, 100, 138, None),
        (90, 100, None, None),
        (8996, 10000, None, None),  # over two million
        (35, 35, None, 35),  # decided already
        (0, 0, None, None),
    ],
)
def test_answers_needed_end_at_the_adults_there_are(satisfied, base, population, expected):
    assert answers_needed(satisfied, base, GOAL, population=population) == expected


def test_nobody_answered_is_unknown_not_zero():
    found = satisfaction([0] * 5, not_used=0, missing=3, goal=GOAL)
    assert (found.respondents, found.base) == (3, 0)
    assert math.isnan(found.rate.value)
    unknown = (found.index, found.not_used_share, found.reached, found.verdict)
    assert unknown == (None,) * 4
    assert found.answers_needed is None
    assert found.publication is Publication.WITHHELD


def test_who_never_used_it_is_a_share_of_those_who_answered():
    assert satisfaction([1, 0, 0, 0, 0], not_used=3, missing=9, goal=GOAL).not_used_share == 0.75


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        (0, Publication.WITHHELD),
        (29, Publication.WITHHELD),
        (30, Publication.INDICATIVE),
        (99, Publication.INDICATIVE),
        (100, Publication.USABLE),
    ],
)
def test_a_rate_is_published_by_its_base(base, expected):
    assert publication(base) is expected


def test_the_floors_are_the_published_ones():
    cells = (FLOORS.public_cell, FLOORS.staff_cell)
    assert (FLOORS.public_rate, FLOORS.subgroup_rate, *cells) == (30, 30, 10, 5)


@pytest.mark.parametrize(
    ("split", "not_used", "message"),
    [
        ([1, 2, 3, 4], 0, "split must hold"),
        ([1, 2, 3, 4, -1], 0, "must not be negative"),
        ([1, 2, 3, 4, 5], -2, "must not be negative"),
    ],
)
def test_impossible_counts_are_refused(split, not_used, message):
    with pytest.raises(ValueError, match=message):
        satisfaction(split, not_used=not_used, missing=0, goal=GOAL)


@pytest.mark.parametrize("goal", [0.9, Fraction(0), Fraction(11, 10), 1])
def test_a_goal_is_an_exact_fraction(goal):
    with pytest.raises(ValueError, match="goal must be a Fraction"):
        reached(9, 10, goal)


def test_more_satisfied_than_answers_is_refused():
    with pytest.raises(ValueError, match="between 0 and 10, got 11"):
        verdict(11, 10, GOAL)


def test_the_trend_leaves_out_who_does_not_know():
    found = trend(50, 30, 20, 900)
    assert (found.base, found.not_known) == (100, 900)
    assert (found.shares, found.balance) == ((0.5, 0.3, 0.2), 0.3)


def test_a_trend_nobody_knows_is_unknown():
    assert trend(0, 0, 0, 4).balance is None
    with pytest.raises(ValueError, match="must not be negative"):
        trend(1, 1, -1, 0)
