"""Rules over answers: true, false, and what an unanswered question means."""

import pytest
from pydantic import TypeAdapter

from survey_app.questionnaire.conditions import Condition, holds
from survey_app.questionnaire.effort import cards, minutes
from survey_app.services.questionnaires import bundled_questionnaire

RULE = TypeAdapter(Condition)
ANSWERS = {"ONE": "A", "SOME": ["A", "B"], "ROWS": {"R": "A"}, "COUNT": 3}
YES, NO = {"q": "ONE", "any_of": ["A"]}, {"q": "ONE", "any_of": ["B"]}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (YES, True),
        (NO, False),
        ({"q": "SOME", "any_of": ["B", "C"]}, True),
        ({"q": "SOME", "none_of": ["C"]}, True),
        ({"q": "SOME", "none_of": ["B"]}, False),
        ({"q": "ROWS.R", "any_of": ["A"]}, True),
        ({"q": "ROWS.S", "any_of": ["A"]}, False),
        ({"q": "GONE", "any_of": ["A"]}, False),
        ({"q": "GONE", "none_of": ["A"]}, True),
        ({"q": "GONE.R", "none_of": ["A"]}, True),
        ({"all": [YES, NO]}, False),
        ({"any": [YES, NO]}, True),
        ({"not": NO}, True),
        ({"not": {"any": [{"all": [YES, YES]}, NO]}}, False),
    ],
)
def test_what_a_rule_says(rule, expected):
    assert holds(RULE.validate_python(rule), ANSWERS) is expected


def test_no_rule_is_true():
    assert holds(None, {})


def test_a_rotated_list_begins_at_a_quarter_and_keeps_the_last_ones_last():
    question = bundled_questionnaire("needs").by_id["N11"]
    started = [[o.code for o in question.options_from(quarter)] for quarter in range(4)]
    assert [codes[0] for codes in started] == ["B_CONV", "B_FRESH", "B_PHARMACY", "B_HAIR"]
    assert all(codes[-2:] == ["OTHER", "ENOUGH"] for codes in started)
    assert all(sorted(codes) == sorted(started[0]) for codes in started)


@pytest.mark.parametrize(("name", "screens"), [("needs", 18), ("sat", 19)])
def test_a_questionnaire_takes_no_longer_than_it_promises(name, screens):
    questionnaire = bundled_questionnaire(name)
    assert cards(questionnaire) == screens
    assert minutes(questionnaire) <= questionnaire.goal_minutes
