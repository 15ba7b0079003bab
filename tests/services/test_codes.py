"""Codes that people type: never mistaken for another, never guessed."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.services.codes import (
    ALPHABET,
    PLACEMENT_SIGNS,
    RECEIPT_SIGNS,
    grouped,
    normalise,
    placement_code,
    receipt,
)

bits = st.integers(0, 2**80 - 1)
codes = bits.map(placement_code) | st.text(min_size=1, max_size=32).map(receipt)


@given(codes)
def test_a_code_is_read_as_it_is_printed_or_typed(code):
    assert normalise(code) == code
    assert normalise(grouped(code)) == code
    assert normalise(f" {grouped(code).lower().replace('-', ' - ')} ") == code


@given(codes, st.data())
def test_every_single_wrong_sign_is_found(code, data):
    place = data.draw(st.integers(0, len(code) - 1))
    for sign in set(ALPHABET) - {code[place]}:
        assert normalise(code[:place] + sign + code[place + 1 :]) is None


@given(codes)
def test_every_swap_of_neighbours_is_found(code):
    for place in range(len(code) - 1):
        a, b = code[place : place + 2]
        if a != b:
            assert normalise(code[:place] + b + a + code[place + 2 :]) is None


@given(codes)
def test_a_code_that_lost_or_won_a_sign_is_refused(code):
    assert normalise(code[:-1]) is None
    assert normalise(code + "2") is None


@given(st.text(max_size=24))
def test_no_text_at_all_makes_reading_fail(typed):
    found = normalise(typed)
    assert found is None or set(found) <= set(ALPHABET)


def test_codes_are_too_many_to_guess():
    assert PLACEMENT_SIGNS * math.log2(len(ALPHABET)) >= 60
    assert RECEIPT_SIGNS * math.log2(len(ALPHABET)) >= 80


@given(st.lists(bits, unique=True, max_size=20))
def test_different_random_bits_give_different_codes(numbers):
    assert len({placement_code(number % 2**63) for number in numbers}) == len(
        {number % 2**63 for number in numbers}
    )


def test_no_two_signs_look_alike():
    assert not set(ALPHABET) & set("01ILOSZ")
    assert ALPHABET.upper() == ALPHABET
    assert len(set(ALPHABET)) == len(ALPHABET) == 29  # a prime: that is what the check rests on


def test_a_receipt_is_equal_on_every_resend_and_tells_nothing_of_the_form():
    assert receipt("a" * 32) == receipt("a" * 32) != receipt("b" * 32)


@pytest.mark.parametrize("code", [placement_code(3**50), receipt("a")])
def test_printed_groups_are_short(code):
    assert all(3 <= len(group) <= 6 for group in grouped(code).split("-"))
