"""Closed answers as bytes: 0 blank, 255 hidden, k the k-th code."""

import pytest

from survey_app.questionnaire.codebook import Codebook
from tests.questionnaire.example import EXAMPLE, parse

BOOK = Codebook(parse(EXAMPLE))
ANSWERS = {"HOME": "LIVE0", "RATE": "5", "ROWS": {"A": "1"}, "WANT": ["B_SUPER"], "COUNT": -2}


def test_a_response_by_hand():
    assert BOOK.encode(ANSWERS) == bytes(
        [2, 1, 5, 0, 255, 255, 255, 255, 2, 0, 0, 0x7F, 0xFF, 0xFF, 0xFE]
    )


def test_hidden_is_not_blank():
    decoded = BOOK.decode(BOOK.encode(ANSWERS))
    assert "WHY.FAR" not in decoded
    assert decoded["ROWS.B"] is None
    assert decoded["COUNT"] == -2


def test_nothing_answered_is_blank_and_not_zero():
    decoded = BOOK.decode(BOOK.encode({}))
    assert decoded["COUNT"] is None
    assert set(decoded.values()) == {None}


def test_codes_of_another_length_are_refused():
    with pytest.raises(ValueError, match="must be 15 bytes, got 14"):
        BOOK.decode(bytes(14))


def test_the_position_of_a_code_counts_from_one():
    assert BOOK.position("RATE", "5") == 1
    assert BOOK.position("RATE", "NA") == 6
