"""How long a questionnaire takes, before anybody has answered it.

Seconds a card are our own estimate: 7 for a few short options, 11 for a long list, 8 for a number
or a text that may stay empty.
"""

from survey_app.questionnaire.definition import Question, Questionnaire
from survey_app.questionnaire.kinds import KINDS

SHORT, LONG, WRITING = 7, 11, 8
LONG_LIST = 9  # options from which a list has to be read through


def cards(questionnaire: Questionnaire) -> int:
    """Screens on a phone: one a question, one a row of a matrix."""
    return sum(KINDS[question.kind].cards(question) for question in questionnaire.questions)


def minutes(questionnaire: Questionnaire) -> float:
    """Estimated minutes for somebody who sees every question."""
    return sum(_seconds(question) for question in questionnaire.questions) / 60


def _seconds(question: Question) -> int:
    if question.kind in ("text", "number"):
        return WRITING
    return KINDS[question.kind].cards(question) * (
        LONG if len(question.options) >= LONG_LIST else SHORT
    )
