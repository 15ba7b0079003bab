"""The demand ranking: points over everyone who answered, ties share the better rank."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.scoring.demand import demand, mention_shares
from survey_app.scoring.tally import count

PLACES = ("first", "second", "third")
OPTIONS = ("MARKET", "REPAIR", "BREAKFAST", "CONV", "ENOUGH", "OTHER")
RANKINGS = st.lists(st.lists(st.sampled_from(OPTIONS), max_size=3, unique=True), max_size=40)


def ranking_of(answers, options=OPTIONS):
    numbers = [[options.index(code) + 1 for code in answer] for answer in answers]
    table = np.array([row + [0] * (3 - len(row)) for row in numbers], np.uint8).reshape(-1, 3)
    tally = count(dict(zip(PLACES, table.T, strict=True)))
    return demand(tally, places=PLACES, options=options)


def test_golden_example_g3():
    found = ranking_of(
        [
            ["MARKET", "REPAIR", "BREAKFAST"],
            ["REPAIR", "MARKET"],
            ["REPAIR"],
            ["ENOUGH"],
            ["BREAKFAST", "REPAIR", "CONV"],
        ]
    )
    rows = [(i.rank, i.code, i.points, round(i.index, 2), i.mention.value) for i in found.items]
    assert rows == [
        (1, "REPAIR", 10, 66.67, 0.8),
        (2, "MARKET", 5, 33.33, 0.4),
        (3, "BREAKFAST", 4, 26.67, 0.4),
        (4, "CONV", 1, 6.67, 0.2),
    ]
    assert found.base == 5
    assert found.enough["ENOUGH"].value == 0.2


def test_equal_points_share_the_rank_and_are_shown_by_mention_first_choice_and_code():
    # B and A have 3 points each: B from two people, A from one
    options = tuple("DCBA")
    found = ranking_of([["A"], [*"DB"], [*"DCB"]], options)
    shown = [(i.code, i.points, i.mentions, i.firsts, i.rank) for i in found.items]
    assert shown == [("D", 6, 2, 2, 1), ("B", 3, 2, 0, 2), ("A", 3, 1, 1, 2), ("C", 2, 1, 0, 4)]


def test_what_nobody_chose_is_listed_last_with_no_points():
    found = ranking_of([["CONV"]])
    assert [item.rank for item in found.items] == [1, 2, 2, 2]
    assert [item.code for item in found.items] == ["CONV", "BREAKFAST", "MARKET", "REPAIR"]
    assert [item.index for item in found.items] == [100, 0, 0, 0]


def test_own_texts_are_counted_but_not_ranked():
    found = ranking_of([["OTHER", "CONV"], ["OTHER"]])
    assert found.unranked == {"OTHER": 2}
    assert (found.base, found.items[0].points, found.items[0].first_choice) == (2, 2, 0)
    assert "OTHER" not in {item.code for item in found.items}


def test_a_skipped_question_is_in_no_base():
    assert ranking_of([["CONV"], [], []]).base == 1


def test_without_answers_indices_are_unknown_not_zero():
    found = ranking_of([[]])
    assert found.base == 0
    item = found.items[0]
    assert (item.index, item.first_choice, item.rank, item.points) == (None, None, None, 0)
    assert math.isnan(item.mention.value)
    assert math.isnan(found.enough["ENOUGH"].value)


@given(RANKINGS)
def test_points_are_neither_lost_nor_made(answers):
    given_points = sum(
        points
        for answer in answers
        for code, points in zip(answer, (3, 2, 1), strict=False)
        if code not in ("ENOUGH", "OTHER")
    )
    assert sum(item.points for item in ranking_of(answers).items) == given_points


@given(RANKINGS, st.integers(1, 1000))
def test_a_larger_crowd_of_the_same_mind_ranks_alike(answers, times):
    once, often = (ranking_of(answers * k) for k in (1, min(times, 20)))
    assert [(i.code, i.index, i.rank) for i in once.items] == [
        (i.code, i.index, i.rank) for i in often.items
    ]


@given(RANKINGS)
def test_indices_and_shares_stay_in_range(answers):
    found = ranking_of([["CONV"], *answers])
    for item in found.items:
        assert 0 <= item.index <= 100
        assert item.first_choice <= item.mention.value <= 1


def test_the_same_option_twice_is_refused():
    with pytest.raises(ValueError, match="same option in two places"):
        ranking_of([["CONV", "REPAIR", "CONV"]])


def test_a_number_without_an_option_is_refused():
    tally = count({"first": np.array([7])})
    with pytest.raises(ValueError, match="there are 6 options, but a row names number 7"):
        demand(tally, places=["first"], options=OPTIONS, points=[1])


def test_every_place_needs_its_points():
    with pytest.raises(ValueError, match="1 places for 3 points"):
        demand(count({"first": np.array([1])}), places=["first"], options=OPTIONS)


def test_several_answers_are_shared_over_respondents_not_over_answers():
    shares = mention_shares({"B": 4, "A": 4, "C": 10, "D": 0}, 10)
    assert [(s.code, s.share.value) for s in shares] == [("C", 1), ("A", 0.4), ("B", 0.4), ("D", 0)]
    with pytest.raises(ValueError, match="between 0 and n"):
        mention_shares({"A": 11}, 10)
