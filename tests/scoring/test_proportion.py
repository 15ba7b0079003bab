"""Intervals: equal to R's, true to their definition, and unknown without answers."""

import csv
import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from survey_app.scoring.proportion import (
    Estimate,
    clopper_pearson,
    critical_value,
    estimate,
    wilson,
)

GOLDEN = Path(__file__).parents[1] / "golden" / "intervals"
SHARES = st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.fixture(scope="module")
def golden():
    with (GOLDEN / "input.csv").open() as file:
        given_rows = list(csv.DictReader(file))
    expected = json.loads((GOLDEN / "expected.json").read_text())["rows"]
    assert len(given_rows) == len(expected) == 54
    x, n = (np.array([int(row[name]) for row in given_rows]) for name in ("x1", "n1"))
    return x, n, expected


@pytest.mark.parametrize(
    ("name", "interval", "confidence"),
    [
        ("wilson", wilson, 0.95),
        ("wilson_90pct", wilson, 0.90),
        ("clopper_pearson", clopper_pearson, 0.95),
    ],
)
def test_intervals_agree_with_r(golden, name, interval, confidence):
    x, n, expected = golden
    found = np.column_stack(interval(x, n, confidence=confidence))
    assert found == pytest.approx(np.array([row[name] for row in expected]), abs=1e-9)


@given(SHARES, st.floats(0.5, 0.999))
def test_wilson_agrees_with_scipy(share, confidence):
    expected = binomtest(*share).proportion_ci(confidence, method="wilson")
    assert wilson(*share, confidence=confidence) == pytest.approx(tuple(expected), abs=1e-12)


@given(SHARES)
def test_an_interval_holds_its_rate_and_stays_in_range(share):
    rate = share[0] / share[1]
    for low, high in (wilson(*share), clopper_pearson(*share)):
        assert 0 <= low <= rate <= high <= 1


@given(SHARES)
def test_the_mirrored_question_has_the_mirrored_interval(share):
    x, n = share
    low, high = wilson(x, n)
    assert wilson(n - x, n) == pytest.approx((1 - high, 1 - low), abs=1e-12)


def test_an_effective_size_may_be_a_real_number():
    # weighted rate 0.8971456385 on a Kish size of 92.4753691745, domain report G2
    size = 92.4753691745
    expected = (0.8186070707, 0.9440050355)
    assert wilson(0.8971456385 * size, size) == pytest.approx(expected, abs=1e-9)


def test_numbers_give_floats_and_arrays_give_arrays():
    low, high = wilson(np.array([[0, 5], [9, 10]]), 10)
    assert low.shape == high.shape == (2, 2)
    assert [type(end) for end in wilson(np.int64(5), 10)] == [float, float]


@pytest.mark.parametrize("interval", [wilson, clopper_pearson])
def test_an_interval_without_answers_is_unknown(interval):
    assert all(math.isnan(end) for end in interval(0, 0))
    low, _ = interval([0, 1], [0, 2])
    assert np.isnan(low).tolist() == [True, False]


def test_no_answers_is_unknown_not_zero():
    value, low, high, base, method = estimate(0, 0)
    assert all(math.isnan(number) for number in (value, low, high))
    assert (base, method) == (0, "wilson")


def test_an_estimate_knows_its_base_and_method():
    found = estimate(4, 20, method="clopper_pearson")
    # binomial sums by hand: P(X >= 4) at the lower end and P(X <= 4) at the upper are 2.5%
    expected = Estimate(0.2, 0.0573340, 0.4366140, 20, "clopper_pearson")
    assert found[:4] == pytest.approx(expected[:4], abs=1e-7)
    assert found.method == expected.method


@pytest.mark.parametrize("interval", [wilson, clopper_pearson])
@pytest.mark.parametrize(("x", "n"), [(-1, 10), (11, 10), ([1, 5], [2, 4]), (0, -1)])
def test_more_hits_than_answers_are_refused(interval, x, n):
    with pytest.raises(ValueError, match="x must lie between 0 and n"):
        interval(x, n)


def test_the_exact_interval_needs_whole_numbers():
    with pytest.raises(ValueError, match="whole numbers"):
        clopper_pearson(2.5, 10)


def test_an_unknown_method_is_refused_with_the_list_of_known_ones():
    with pytest.raises(ValueError, match="one of wilson, clopper_pearson, got 'wald'"):
        estimate(1, 2, method="wald")


@pytest.mark.parametrize("confidence", [0, 1, 95])
def test_confidence_lies_between_0_and_1(confidence):
    with pytest.raises(ValueError, match="confidence must lie between 0 and 1"):
        critical_value(confidence)
