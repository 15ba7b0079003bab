"""Braces in texts: known names are filled in, everything else stays as it was written."""

from hypothesis import given
from hypothesis import strategies as st

from survey_app.questionnaire.placeholders import filled, names_in, used
from tests.questionnaire.example import EXAMPLE, parse


def test_known_names_are_filled_in_and_others_stay():
    assert filled("{organiser}：{project_name} {x}", {"organiser": "商务局", "x": "1"}) == (
        "商务局：{project_name} 1"
    )


@given(st.text())
def test_a_value_is_never_read_as_a_text_with_names(value):
    assert filled("{organiser}", {"organiser": value, "phone": "1"}) == value


@given(st.text())
def test_no_text_breaks_the_filling(text):
    assert filled(text, {}) == text


def test_formats_and_attributes_are_no_names():
    assert names_in("{0} {organiser.__class__} {organiser!r} {a:>9} {phone}") == {"phone"}


def test_the_notice_uses_what_every_campaign_has():
    assert used(parse(EXAMPLE)) == {"organiser", "phone"}
