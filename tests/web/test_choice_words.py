"""What stands beside choices says how many, once, and never that a needed one may stay empty."""

import pytest

from survey_app.questionnaire.definition import Question, Questionnaire
from survey_app.services.questionnaires import bundled_questionnaire
from survey_app.web.cards import hint
from survey_app.web.form_page import preview
from survey_app.web.words import speaker

OPTIONS = [{"code": code, "zh": code} for code in "ABCDE"]


def asked(kind: str, words: str = "选哪样？", **limits: int) -> Question:
    """A question of this kind."""
    whole = {"id": "PICK", "section": "A", "kind": kind, "text": {"zh": words}, "required": True}
    return Question.model_validate(whole | {"options": OPTIONS} | limits)


@pytest.mark.parametrize(
    ("words", "limits", "said"),
    [
        ("选哪样？", {"max_choices": 3}, "Choose at most 3."),
        ("选哪样？（最多3样）", {"max_choices": 3}, ""),
        ("选哪样？（最多选三项）", {"max_choices": 3}, ""),
        ("家里3口人要哪样？", {"max_choices": 3}, "Choose at most 3."),
        ("选哪样？", {"min_choices": 2}, "Please choose at least 2."),
        ("选哪样？", {"min_choices": 2, "max_choices": 3}, "Choose 2 to 3."),
        ("选哪样？", {}, ""),
    ],
)
def test_a_limit_is_said_unless_the_question_says_it(words, limits, said):
    assert hint(speaker("en"), asked("multi", words, **limits)) == said


def test_a_place_that_must_be_given_is_not_said_to_stay_empty(city):
    sat = bundled_questionnaire("sat").model_dump(by_alias=True)
    question = asked("rank", min_choices=2, max_choices=3).model_dump(by_alias=True)
    changed = sat | {"questions": [*sat["questions"], question]}
    with city.app.test_request_context("/?lang=en"):
        city.app.preprocess_request()
        page = preview(Questionnaire.model_validate(changed))
    assert "Second choice</label>" in page
    assert "Third choice (may stay empty)</label>" in page
