"""Results in plain sentences: two facts that are never one, and no figure that misleads."""

from fractions import Fraction

import pytest

from survey_app.scoring.satisfaction import satisfaction
from survey_app.services.public_figures import public_rate
from survey_app.web.community_words import outward, result_words
from survey_app.web.words import speaker

GOAL = Fraction(9, 10)


def words(satisfied, base):
    rate = satisfaction((satisfied, 0, base - satisfied, 0, 0), not_used=0, missing=0, goal=GOAL)
    found = result_words(speaker("en"), public_rate(rate), "en")
    return f"{found.lead} {found.follows}"


# Wilson's formula by hand: 0.8705-0.9279, 0.9272-0.9659, 0.8552-0.9110 and 0.7627-0.8327.
@pytest.mark.parametrize(
    ("satisfied", "base", "lead", "follows"),
    [
        (372, 412, "90.3% of them are satisfied: 90% is reached.", "whether it reaches 90% cannot"),
        (475, 500, "95.0% of them are satisfied: 90% is reached.", "97%: it does reach 90%."),
        (443, 500, "88.6% of them are satisfied: 90% is not reached.", "whether it reaches 90% ca"),
        (400, 500, "80.0% of them are satisfied: 90% is not reached.", "84%: it does not reach 90"),
    ],
)
def test_what_came_back_and_what_it_shows_are_two_sentences(satisfied, base, lead, follows):
    first, _, second = words(satisfied, base).partition(" Judging by these answers, ")
    assert first == f"{base} residents answered; {lead}"
    assert follows in second


def test_an_interval_is_told_in_whole_per_cent():
    assert "most likely between 87% and 93%" in words(372, 412)


def test_ninety_of_a_hundred_is_told_and_ninety_one_is_not():
    assert "90.0% of them" in words(90, 100)
    told = words(91, 100)
    assert "fewer than 10 of them did not choose “satisfied”, so at least 91% are" in told
    assert told == words(100, 100)


def test_a_small_side_still_has_its_verdict_where_nobody_is_given_away():
    assert words(300, 300).endswith("Judging by these answers, the true share does reach 90%.")
    assert words(30, 30).endswith("is not told, so that nobody can be recognised.")
    assert words(3, 300).endswith("the true share does not reach 90%.")


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (0.8705, 0.9279, ("87%", "93%")),
        (0.85, 0.8998, ("85%", "89.98%")),  # 90% would say that it may be reached
        (0.9, 0.97, ("90%", "97%")),
        (0.29, 0.58, ("29%", "58%")),  # 0.29 * 100 is 28.999999999999996
    ],
)
def test_ends_are_rounded_outward_but_never_across_the_goal(low, high, shown):
    assert outward(low, high, GOAL) == shown


def test_a_goal_with_decimals_is_not_crossed_either():
    assert outward(0.9301, 0.97, Fraction(925, 1000))[0] == "93%"
    assert outward(0.9264, 0.97, Fraction(925, 1000))[0] == "92.6%"
