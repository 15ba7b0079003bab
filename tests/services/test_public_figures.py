"""What everybody may know never tells about fewer than ten people."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.scoring.demand import demand
from survey_app.scoring.satisfaction import Verdict, publication, satisfaction
from survey_app.scoring.tally import count
from survey_app.services.figures import Arrivals, Figures, Ranking
from survey_app.services.public_figures import (
    Answered,
    PublicRate,
    TooFew,
    public_needs,
    public_rate,
    told,
)
from survey_app.services.questionnaires import bundled_questionnaire

GOAL = Fraction(9, 10)
WANTED = bundled_questionnaire("needs").by_id["N11"]
CODES = list(WANTED.option_codes)


def rate(satisfied, base, goal=GOAL):
    split = (satisfied, 0, base - satisfied, 0, 0)
    return public_rate(satisfaction(split, not_used=0, missing=0, goal=goal))


def ranked(*firsts):
    """A ranking from the first choices of each of the first options; nothing in second place."""
    chosen = [k for k, n in enumerate(firsts, 1) for _ in range(n)]
    none = [0] * len(chosen)
    table = count({"a": chosen, "b": none, "c": none})
    ranking = demand(table, places=["a", "b", "c"], options=CODES)
    return public_needs(Ranking(WANTED, publication(ranking.base), ranking))


def test_below_thirty_answers_nothing_is_told_not_even_how_many():
    assert rate(20, 29) == rate(29, 29) == rate(0, 0) == TooFew(30)


def test_a_rate_is_told_where_ten_people_stand_on_both_sides():
    found = rate(90, 100)
    assert (found.value, found.reached, found.verdict) == (0.9, True, Verdict.UNDECIDED)
    assert found.few is None


def test_with_nine_on_one_side_only_the_end_of_what_is_possible_is_told():
    high, low = rate(91, 100), rate(9, 100)
    assert (high.few, high.value, high.low, high.high) == ("not satisfied", None, 0.91, 1.0)
    assert (high.reached, high.verdict) == (True, None)
    assert (low.few, low.low, low.high) == ("satisfied", 0.0, 0.09)


def test_a_verdict_is_told_where_it_is_the_same_whoever_the_few_are():
    # Wilson's lower end for 291 of 300 is 94.4 %, by hand.
    assert rate(300, 300).verdict is rate(291, 300).verdict is Verdict.MET
    assert rate(0, 100).verdict is Verdict.NOT_MET
    assert rate(30, 30).reached is rate(21, 30).reached is None  # 21 of 30 is 70 %


@given(base=st.integers(30, 400), tenths=st.integers(1, 10))
def test_no_small_number_can_be_worked_out_from_what_is_told(base, tenths):
    goal = Fraction(tenths, 10)
    by_told: dict[PublicRate, list[int]] = {}
    for satisfied in range(base + 1):
        by_told.setdefault(rate(satisfied, base, goal), []).append(satisfied)
    for possible in by_told.values():
        alone = len(possible) == 1
        assert len(possible) >= 10 or (alone and 10 <= possible[0] <= base - 10)


def test_what_nine_people_want_is_not_named():
    found = ranked(12, 10, 9)
    assert [need.option.code for need in found.needs] == CODES[:2]
    assert [round(need.index, 1) for need in found.needs] == [38.7, 32.3]  # 12/31, 10/31
    assert ranked(*[9] * 4).needs == ()


def test_a_ranking_needs_thirty_answers():
    assert ranked(19, 10) == TooFew(30)


def test_needs_with_the_same_index_share_the_first_place_in_the_forms_order():
    found = ranked(10, 15, 15)
    assert [need.option.code for need in found.first] == CODES[1:3]


@pytest.mark.parametrize("others", [0, 1, 9])
def test_an_index_that_would_tell_on_the_few_who_chose_something_else_stops(others):
    (need,) = ranked(40 - others, others).needs
    assert (need.index, need.is_at_least) == (75.0, True)  # 30 of 40 first choices
    assert not ranked(30, 10).needs[0].is_at_least


@pytest.mark.parametrize(("forms", "expected"), [(9, TooFew(10)), (10, Answered(10))])
def test_a_questionnaire_without_a_figure_tells_how_many_filled_it_in(forms, expected):
    arrivals = Arrivals(12, forms, 0, 0, {"self": 12}, {})
    assert told(Figures(arrivals, None, (), None, {}, {})) == expected
