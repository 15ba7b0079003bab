"""Median, quartiles and ends of a list of quantities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.scoring.distribution import summary


def test_no_quantities_have_no_summary():
    assert summary([], []) is None
    assert summary([3], [0]) is None


def test_quartiles_are_those_of_r():
    # R: quantile(c(1, 2, 2, 4, 10)) gives 1 2 2 4 10
    assert summary([1, 2, 4, 10], [1, 2, 1, 1]) == (5, 1, 2, 2, 4, 10)
    # R: quantile(c(1, 2, 3, 4)) gives 1.00 1.75 2.50 3.25 4.00
    assert summary([4, 3, 2, 1], [1, 1, 1, 1]) == (4, 1, 1.75, 2.5, 3.25, 4)


def test_ends_are_left_out_until_so_many_people_reach_them():
    # Ordered: 0, 1, 1, 1, 1, 7, 8, 8, 8, 8, 99; the fifth from each end is 1 and 8.
    found = summary([0, 1, 7, 8, 99], [1, 4, 1, 4, 1], people=5)
    assert (found.low, found.median, found.high) == (1, 7, 8)


def test_too_few_quantities_have_no_ends():
    found = summary([1, 2], [4, 4], people=5)
    assert (found.low, found.high, found.n) == (None, None, 8)


@pytest.mark.parametrize(("values", "n"), [([1, 2], [1]), ([1], [-1])])
def test_lists_that_do_not_fit_are_refused(values, n):
    with pytest.raises(ValueError, match="equally long"):
        summary(values, n)


@given(st.dictionaries(st.integers(-(10**9), 10**9), st.integers(1, 9), min_size=1))
def test_a_tally_and_the_list_that_it_stands_for_agree(tally):
    found = summary(list(tally), list(tally.values()))
    whole = np.repeat(list(tally), list(tally.values()))
    expected = np.quantile(whole, [0, 0.25, 0.5, 0.75, 1])
    assert found[1:] == pytest.approx(expected.tolist(), rel=1e-12, abs=1e-6)
