"""The only validator: what somebody sent, checked against one version of a questionnaire.

Web, paper, import and API all hand over the same thing, a mapping of form fields to lists of
strings, and get every problem at once. Answers to questions that a rule hides are dropped.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from survey_app.errors import marked
from survey_app.questionnaire.conditions import holds
from survey_app.questionnaire.definition import Question, Questionnaire
from survey_app.questionnaire.kinds import KINDS, Given, Refused, other_field, read_other


class AnswerProblem(NamedTuple):
    """Why an answer cannot be taken: question id, row code if one row is meant, the sentence."""

    question: str
    row: str
    refused: Refused


@dataclass(frozen=True)
class Checked:
    """Outcome of a check. `ended`: the rule that ended the form; then there are no answers.

    answers : question id -> code, list of codes, {row: code}, number or text; texts beside an
    option stand under `QUESTION.OPTION.text`. Only what was offered and shown is here.
    """

    answers: dict[str, Any]
    problems: tuple[AnswerProblem, ...]
    ended: str | None = None

    @property
    def is_complete(self) -> bool:
        """Nothing is wrong or missing: the form can be stored."""
        return not self.problems


def check_answers(questionnaire: Questionnaire, given: Given) -> Checked:
    """Read and check every shown question of `given` (form field -> strings), in order."""
    answers: dict[str, Any] = {}
    problems: list[AnswerProblem] = []
    for question in questionnaire.questions:
        if not holds(question.show_if, answers):
            continue
        try:
            answer = KINDS[question.kind].read(question, given)
            if answer is not None:
                answers[question.id] = answer
                answers.update(_written(question, answer, given))
            _require(question, answer)
        except Refused as refused:
            problems.append(AnswerProblem(question.id, refused.place, refused))
        if ended := _ending(question, answers.get(question.id)):
            return Checked({}, (), ended)
    return Checked(answers, tuple(problems))


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
        raise Refused(MISSING.get(question.kind, CHOOSE))
    missing = [row for row in question.rows if row.code not in answer]
    if missing:
        refused = Refused("Please also answer: {row}", row=missing[0])
        refused.place = missing[0].code
        raise refused


CHOOSE = marked("Please choose an answer.")
MISSING = {
    "text": marked("Please write your answer."),
    "number": marked("Please write a number."),
    "matrix": marked("Please choose an answer in every row."),
    "rank": marked("Please choose at least one answer."),
    "multi": marked("Please choose at least one answer."),
}


def _ending(question: Question, answer: Any) -> str | None:
    if not isinstance(answer, str) or not question.options:
        return None
    return question.option_codes[answer].ends
