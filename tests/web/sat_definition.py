"""The definition of `sat` as the editor holds it, and where its questions stand."""

from typing import Any

from survey_app.services.questionnaires import bundled_questionnaire
from survey_app.web.draft_shape import Part, tidy

PLAIN = {"mode": "json", "by_alias": True, "exclude_defaults": True}
SAT = tidy(bundled_questionnaire("sat").model_dump(**PLAIN))


def listed(names: str) -> list[str]:
    """The names in a text."""
    return names.split()


def ids(definition: dict[str, Any]) -> list[str]:
    return [question["id"] for question in definition["questions"]]


def at(definition: dict[str, Any], code: str) -> Part:
    """The part of the editor that a question is."""
    return Part("q", ids(definition).index(code))
