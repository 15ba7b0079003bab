"""How long a questionnaire takes, before anybody has answered it.

Seconds a card are our own estimate: 7 for a few short options, 11 for a long list; WRITING for what
is typed or fetched, more for a text that must be written.
"""

from survey_app.questionnaire.definition import Question, Questionnaire
from survey_app.questionnaire.kinds import KINDS, ONE_LINE

SHORT, LONG = 7, 11
LONG_LIST = 9  # options from which a list has to be read through
WRITING = {
    "number": 8,
    "date": 8,
    "text": 8,
    "note": 4,
    "time_range": 12,
    "geo": 10,
    "contact": 12,
    "photo": 15,
}
NEEDED_TEXT = 30  # a text of several lines that may not stay empty


def cards(questionnaire: Questionnaire) -> int:
    """Screens on a phone: one a question, one a row of a matrix, none a note."""
    return sum(KINDS[question.kind].cards(question) for question in questionnaire.questions)


def minutes(questionnaire: Questionnaire) -> float:
    """Estimated minutes for somebody who sees every question."""
    return sum(_seconds(question) for question in questionnaire.questions) / 60


def _seconds(question: Question) -> int:
    if question.kind == "text" and question.required and (question.max_length or 2000) > ONE_LINE:
        return NEEDED_TEXT
    if question.kind in WRITING:
        return WRITING[question.kind]
    choices = 2 if question.kind == "best_worst" else KINDS[question.kind].cards(question)
    return choices * (LONG if len(question.options) >= LONG_LIST else SHORT)
