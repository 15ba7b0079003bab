"""The city counts its communities, and weights them by adults where it can."""

from fractions import Fraction

import pytest

from survey_app.scoring.city import CommunityRate, city
from survey_app.scoring.satisfaction import satisfaction

GOAL = Fraction(9, 10)


def community(name, satisfied, base, adults=1000):
    split = [satisfied, 0, base - satisfied, 0, 0]
    return CommunityRate(name, satisfaction(split, not_used=0, missing=0, goal=GOAL), adults)


def test_the_sentence_counts_communities():
    rates = [
        community("sure", 980, 1000),
        community("just", 90, 100),
        community("below", 89, 100),
        community("few", 29, 29),
        community("none", 0, 0),
    ]
    found = city(rates, goal=GOAL)
    assert (found.communities, found.reached, found.surely, found.too_small) == (5, 2, 1, 2)
    assert found.answered == ("sure", "just", "below", "few")


def test_communities_speak_by_their_adults():
    found = city([community("A", 90, 100, 1000), community("B", 160, 200, 3000)], goal=GOAL)
    assert (found.kind, found.missing, found.rate.base) == ("population_weighted", (), 300)
    # by hand: (1000 * 0.9 + 3000 * 0.8) / 4000, variance 0.09 / 99 / 16 + 9 / 16 * 0.16 / 199,
    # so the size is 283.600..., and the ends are the roots of Wilson's quadratic in 40 digits
    assert found.rate[:3] == pytest.approx((0.825, 0.7765166204503, 0.8647965767854), abs=1e-12)


@pytest.mark.parametrize("adults", [None, 0])
def test_an_unknown_number_of_adults_pools_the_answers_and_is_named(adults):
    found = city([community("A", 90, 100), community("B", 160, 200, adults)], goal=GOAL)
    assert (found.kind, found.missing) == ("pooled", ("B",))
    # by hand: the roots of Wilson's quadratic for 250 of 300, in 40 digits
    assert found.rate[:4] == pytest.approx(
        (250 / 300, 0.787003350387, 0.871234668796, 300), abs=1e-9
    )


def test_a_rate_that_is_not_published_pools_the_answers_and_is_named():
    found = city([community("A", 90, 100), community("few", 20, 29)], goal=GOAL)
    assert (found.kind, found.missing) == ("pooled", ("few",))
    assert (found.rate.value, found.rate.base) == (110 / 129, 129)


@pytest.mark.parametrize(
    ("satisfied", "value", "low", "high"),
    [
        # by hand: 200 / (200 + 3.841458820694)
        ([100, 100], 1, 0.9811546737, 1),
        ([0, 0], 0, 0, 0.0188453263),
        # no variance within, though the communities differ: Wilson of 100 out of 200
        ([100, 0], 0.5, 0.4313608596, 0.5686391404),
    ],
)
def test_without_variance_all_answers_are_the_size(satisfied, value, low, high):
    names = "AB"
    rates = [community(name, x, 100) for name, x in zip(names, satisfied, strict=True)]
    found = city(rates, goal=GOAL)
    assert found.kind == "population_weighted"
    assert found.rate[:3] == pytest.approx((value, low, high), abs=1e-9)


@pytest.mark.parametrize("rates", [[], [community("none", 0, 0)]])
def test_without_answers_the_city_has_no_rate(rates):
    found = city(rates, goal=GOAL)
    assert (found.rate, found.kind, found.reached) == (None, "pooled", 0)


def test_the_citys_goal_decides_not_the_one_a_rate_came_with():
    assert city([community("A", 85, 100)], goal=Fraction(4, 5)).reached == 1
