"""Form tokens: signed, read back, never believed when altered, and good after a key rotation."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.keys import open_key_ring, rotate
from survey_app.services.form_tokens import FormToken, FormTokens

TOKEN = FormToken(2, 7, "0123456789abcdef" * 2, datetime(2026, 9, 1, 4, tzinfo=UTC))


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / "keys.json"
    open_key_ring(path)
    return path


@pytest.fixture(scope="module")
def tokens(path):
    return FormTokens(open_key_ring(path))


@pytest.mark.parametrize("token", [TOKEN, TOKEN._replace(synthetic=True)])
def test_a_token_is_read_as_it_was_signed(tokens, token):
    assert tokens.read(tokens.sign(token)) == token


def test_every_altered_sign_makes_a_token_worthless(tokens):
    signed = tokens.sign(TOKEN)
    for place in range(len(signed) - 1):
        other = "A" if signed[place] != "A" else "B"
        assert tokens.read(signed[:place] + other + signed[place + 1 :]) is None


@given(st.text(max_size=80))
def test_no_text_at_all_makes_reading_fail(tokens, text):
    assert tokens.read(text) is None


@pytest.mark.parametrize("text", ["", ".", "\0", "\ud800", "1-2-3-p-4.x", "a" * 300_000])
def test_what_is_no_token_is_none(tokens, text):
    assert tokens.read(text) is None


def test_another_installations_token_is_none(tokens, tmp_path):
    foreign = FormTokens(open_key_ring(tmp_path / "keys.json"))
    assert tokens.read(foreign.sign(TOKEN)) is None


def test_a_token_of_before_a_rotation_still_counts(path):
    before = FormTokens(open_key_ring(path)).sign(TOKEN)
    rotate(path)
    after = FormTokens(open_key_ring(path))
    assert after.read(before) == TOKEN
    assert after.sign(TOKEN) != before


def test_the_four_quarters_of_a_rotated_list_all_come_first():
    firsts = {TOKEN._replace(submission_id=f"{n:x}" * 32).rotation for n in range(16)}
    assert firsts == {0, 1, 2, 3}
