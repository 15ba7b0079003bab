"""The only validator: what somebody sent, checked against one version of a questionnaire.

Web, paper, import and API all hand over the same thing, a mapping of form fields to lists of
strings, and get every problem at once. Answers to questions that a rule hides are dropped.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from survey_app.questionnaire.conditions import holds
from survey_app.questionnaire.definition import Question, Questionnaire
from survey_app.questionnaire.kinds import GIVEN, KINDS, Given, Refused, other_field, read_other


class AnswerProblem(NamedTuple):
    """Why an answer cannot be taken: question id, row code if one row is meant, the sentence."""

    question: str
    row: str
    refused: Refused


@dataclass(frozen=True)
class Checked:
    """Outcome of a check. `ended`: the rule that ended the form; then there are no answers.

    answers : question id -> code, list of codes, {row: code}, number or text (see `kinds`); texts
    beside an option stand under `QUESTION.OPTION.text`. Only what was offered and shown is here.
    contacts : question id -> telephone number, to be sealed; `answers` says only that it was given.
    """

    answers: dict[str, Any]
    problems: tuple[AnswerProblem, ...]
    ended: str | None = None
    contacts: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def is_complete(self) -> bool:
        """Nothing is wrong or missing: the form can be stored."""
        return not self.problems


def check_answers(questionnaire: Questionnaire, given: Given) -> Checked:
    """Read and check every shown question of `given` (form field -> strings), in order."""
    answers: dict[str, Any] = {}
    contacts: dict[str, str] = {}
    problems: list[AnswerProblem] = []
    for question in questionnaire.questions:
        if not holds(question.show_if, answers):
            continue
        kind = KINDS[question.kind]
        try:
            answer = kind.read(question, given)
            if answer is not None and kind.is_sealed:
                contacts[question.id], answers[question.id] = answer, GIVEN
            elif answer is not None:
                answers[question.id] = answer
                answers.update(_written(question, answer, given))
            _require(question, answer)
        except Refused as refused:
            problems.append(AnswerProblem(question.id, refused.place, refused))
            continue  # it is asked again: nobody can say yet whether it ends the form
        if ended := _ending(question, answers):
            if problems:  # they come first: put right, they may lead another way
                break
            return Checked({}, (), ended)
    return Checked(answers, tuple(problems), contacts=contacts)


def _written(question: Question, answer: Any, given: Given) -> dict[str, str]:
    written = {}
    codes = [answer] if isinstance(answer, str) else answer
    for option in question.options:
        if option.text and option.code in codes:
            text = read_other(question, option.code, given)
            if text is not None:
                written[other_field(question, option.code)] = text
    return written


def _require(question: Question, answer: Any) -> None:
    if not question.required:
        return
    if answer is None:
        raise Refused(KINDS[question.kind].missing)
    missing = [row for row in question.rows if row.code not in answer]
    if missing:
        refused = Refused("Please also answer: {row}", row=missing[0])
        refused.place = missing[0].code
        raise refused


def _ending(question: Question, answers: dict[str, Any]) -> str | None:
    answer = answers.get(question.id)
    if isinstance(answer, str) and question.options:
        ends = question.option_codes[answer].ends
        if ends:
            return ends
    if question.stop and holds(question.stop.when, answers):
        return question.stop.ending
    return None
