"""Definitions are written so that they read back as they were and people can read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.questionnaire.checks import faults
from survey_app.questionnaire.loader import dump_questionnaire
from survey_app.services.questionnaires import bundled_questionnaire
from tests.questionnaire.example import EXAMPLE, parse
from tests.questionnaire.strategies import questionnaires


@pytest.mark.parametrize("name", ["cons", "fb", "inv", "merch", "needs", "sat"])
def test_our_questionnaires_read_back_from_what_is_written(name):
    questionnaire = bundled_questionnaire(name)
    assert parse(dump_questionnaire(questionnaire)) == questionnaire


@given(questionnaires)
def test_every_questionnaire_reads_back_from_what_is_written(questionnaire):
    assert parse(dump_questionnaire(questionnaire)) == questionnaire


odd = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30)
tricky = st.sampled_from(
    ["no", "~", "null", "1e3", "0x1F", "12:30", "- a", "a: b", "a #b", "{a}", "[a]", "'", '"', "\\",
     "a\nb", "a\tb", "…", "* a", "& a", "! a", "| a", "> a", "% a", "@ a", "` a", "?", ": a", "a:",
     "是：否",
     "“引”", "\u2028", "\u200b", "\ufeff", "𠮷", "=", "<<", "2026-09-01", ".5", "+1", "---"]
)  # fmt: skip


@given((odd | tricky).filter(str.strip), odd | tricky)
def test_every_text_reads_back_as_it_was(zh, en):
    example = parse(EXAMPLE)
    said = example.intro.model_copy(update={"zh": zh.strip(), "en": en.strip()})
    odd_one = example.model_copy(update={"intro": said, "cycle": en})
    if "placeholder" in "".join(said_of(odd_one)):
        return
    assert parse(dump_questionnaire(odd_one)) == odd_one


def said_of(questionnaire) -> list[str]:
    return [fault.text() for fault in faults(questionnaire)]


def test_what_is_written_is_easy_to_read():
    lines = dump_questionnaire(parse(EXAMPLE)).split("\n")
    assert lines[:3] == ["id: example", "version: 1", "title: {zh: 例子, en: Example}"]
    assert "      - {code: FAR, zh: 太远, en: Too far}" in lines
    assert '    show_if: {q: RATE, any_of: ["1", "2"]}' in lines
    assert "  - id: MORE" in lines
