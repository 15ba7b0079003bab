"""Counting: a tally holds what was answered, each distinct row once, and parts add up."""

import json
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.scoring.tally import Tally, count, matches

COLUMNS = ("community", "overall", "age")
ROWS = st.lists(st.tuples(*[st.integers(0, 6)] * 3), max_size=60)


def tally_of(rows, columns=COLUMNS):
    table = np.array(rows, dtype=np.uint16).reshape(len(rows), len(columns))
    return count(dict(zip(columns, table.T, strict=True)))


def as_counter(tally):
    return dict(zip(map(tuple, tally.rows.tolist()), tally.n.tolist(), strict=True))


@given(ROWS)
def test_count_equals_a_counter_in_row_order(rows):
    assert list(as_counter(tally_of(rows)).items()) == sorted(Counter(rows).items())


@given(st.lists(st.tuples(*[st.integers(0, 65535)] * 5), max_size=20))
def test_rows_too_wide_for_one_number_are_counted_too(rows):
    twice = tally_of(rows + rows, "abcde")
    assert as_counter(twice) == {row: 2 * n for row, n in Counter(rows).items()}
    assert list(as_counter(twice)) == sorted(set(rows))


@given(ROWS, st.integers(0, 60))
def test_tallies_of_parts_add_up_to_the_whole(rows, cut):
    assert tally_of(rows[:cut]) + tally_of(rows[cut:]) == tally_of(rows)


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_answers_changes_nothing(rows, random):
    assert tally_of(random.sample(rows, len(rows))) == tally_of(rows)


@given(ROWS, st.sampled_from([1, 30, 70_000]))
def test_frequencies_stand_for_repeated_rows(rows, times):
    whole = tally_of(rows)
    codes = {name: whole.column(name) for name in COLUMNS}
    again = count(codes, whole.n * times)
    assert as_counter(again) == {row: times * n for row, n in as_counter(whole).items()}


@given(ROWS)
def test_stored_and_read_back_a_tally_is_the_same(rows):
    assert Tally.from_json(json.loads(json.dumps(tally_of(rows).to_json()))) == tally_of(rows)


@given(ROWS)
def test_a_margin_sums_the_other_columns_out(rows):
    margin = tally_of(rows).margin("age", "community")
    assert as_counter(margin) == Counter((age, community) for community, _, age in rows)
    assert margin.total == tally_of(rows).margin().total == len(rows)


@given(ROWS)
def test_where_keeps_matching_rows_and_all_columns(rows):
    part = tally_of(rows).where(community=2, overall={4, 5})
    wanted = Counter(row for row in rows if row[0] == 2 and row[1] in (4, 5))
    assert part.columns == COLUMNS
    assert as_counter(part) == wanted


@given(ROWS)
def test_counts_give_every_code_its_frequency(rows):
    found = Counter(overall for _, overall, _ in rows)
    assert tally_of(rows).counts("overall", 9).tolist() == [found[code] for code in range(9)]


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint64, bool])
def test_any_integer_type_may_hold_the_codes(dtype):
    assert as_counter(count({"a": np.array([1, 0, 1], dtype=dtype)})) == {(0,): 1, (1,): 2}


def test_rows_that_occur_no_times_are_left_out():
    assert as_counter(count({"a": np.array([7, 8])}, np.array([0, 3]))) == {(8,): 3}


def test_nobody_answered_is_a_tally_too():
    empty = tally_of([])
    assert empty.total == 0
    assert empty.where(age=1) + empty == empty
    assert empty.counts("age", 3).tolist() == [0, 0, 0]


def test_a_tally_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        tally_of([(1, 2, 3)]).n[0] = 5


def test_tallies_of_other_columns_do_not_add():
    with pytest.raises(ValueError, match=r"\('a',\) and of \('b',\)"):
        tally_of([(1,)], "a") + tally_of([(1,)], "b")


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"a": [1, 2], "b": [1]}, "equally long"),
        ({}, "must be there"),
        ({"a": [1.0]}, "'a' must be a list of integers, got float64"),
        ({"a": [[1]]}, r"'a' must be a list of integers, got int64 of shape \(1, 1\)"),
        ({"a": [-1, 2]}, "0 to 65535, got -1 to 2"),
        ({"a": [65536]}, "0 to 65535, got 65536"),
    ],
)
def test_wrong_columns_are_refused_by_name(columns, message):
    with pytest.raises(ValueError, match=message):
        count({name: np.array(codes) for name, codes in columns.items()})


def test_wrong_frequencies_are_refused():
    with pytest.raises(ValueError, match="n must hold"):
        count({"a": np.array([1])}, np.array([-1]))


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(ValueError, match="no column 'sex', only community, overall, age"):
        tally_of([(1, 2, 3)]).where(sex=1)


def test_a_code_beyond_the_size_is_refused():
    with pytest.raises(ValueError, match="'age' holds 8, expected below 6"):
        tally_of([(1, 2, 8)]).counts("age", 6)


def test_rows_that_do_not_fit_the_columns_are_refused():
    with pytest.raises(ValueError, match="rows must be 1 by 2"):
        Tally(("a", "b"), np.zeros((1, 3), np.int64), np.ones(1, np.int64))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (None, [True, True, True, True]),
        (("in", "age", (2, 3)), [False, True, True, False]),
        (("not", ("in", "age", (2, 3))), [True, False, False, True]),
        (("all", (("in", "age", (2, 3)), ("in", "sex", (1,)))), [False, True, False, False]),
        (("any", (("in", "age", (4,)), ("in", "sex", (1,)))), [False, True, False, True]),
        (("all", ()), [True, True, True, True]),
        (("any", ()), [False, False, False, False]),
        (["in", "age", [300]], [False, False, False, False]),
        (("between", "age", 2, 3), [False, True, True, False]),
        (("between", "age", 3, 2), [False, False, False, False]),
    ],
)
def test_a_rule_picks_rows(rule, expected):
    columns = {"age": np.array([1, 2, 3, 4], np.uint8), "sex": np.array([0, 1, 0, 0], np.uint8)}
    assert matches(rule, columns).tolist() == expected


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (("in", "sex", (1,)), "needs the column 'sex'"),
        (("between", "sex", 1, 2), "needs the column 'sex'"),
        (("xor", ()), "begins with in, between, all"),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused(rule, message):
    with pytest.raises(ValueError, match=message):
        matches(rule, {"age": np.array([1])})
