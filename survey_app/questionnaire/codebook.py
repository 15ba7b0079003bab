"""Closed answers as bytes in a fixed layout per version, and back: what figures are counted from.

One byte a variable (four for a number): 0 left blank, 255 hidden by a rule, k the k-th code.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from survey_app.questionnaire.conditions import All, Any_, AnyOf, Condition, NoneOf, Not, holds
from survey_app.questionnaire.definition import Question, Questionnaire
from survey_app.questionnaire.kinds import KINDS, Variable

BLANK = 0
HIDDEN = 255
NUMBER_HIDDEN = 2**32 - 1
NUMBER_ZERO = 2**31

PlainRule = tuple[Any, ...] | None  # the nested form that scoring.tally.matches takes


class Column(NamedTuple):
    """Where a variable stands in the codes: its first byte and what its values mean."""

    start: int
    question: str
    variable: Variable


class Codebook:
    """Layout of the codes of one questionnaire version."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self.columns: dict[str, Column] = {}
        start = 0
        for question in questionnaire.questions:
            for variable in KINDS[question.kind].variables(question):
                self.columns[variable.name] = Column(start, question.id, variable)
                start += variable.width
        self.width = start  # bytes a response

    def encode(self, answers: Mapping[str, Any]) -> bytes:
        """Codes of checked answers, `width` bytes."""
        return b"".join(self._encode(q, answers) for q in self.questionnaire.questions)

    def _encode(self, question: Question, answers: Mapping[str, Any]) -> bytes:
        kind = KINDS[question.kind]
        variables = kind.variables(question)
        if not holds(question.show_if, answers):
            return b"".join(b"\xff" * variable.width for variable in variables)
        if question.id not in answers:
            return b"".join(bytes(variable.width) for variable in variables)
        values = kind.values(question, answers[question.id])
        return b"".join(
            value.to_bytes(variable.width, "big")
            for variable, value in zip(variables, values, strict=True)
        )

    def decode(self, codes: bytes) -> dict[str, str | int | None]:
        """Variable name -> code or number; None when blank; hidden variables are left out."""
        if len(codes) != self.width:
            raise ValueError(f"codes must be {self.width} bytes, got {len(codes)}")
        decoded = {}
        for name, (start, _, variable) in self.columns.items():
            value = int.from_bytes(codes[start : start + variable.width], "big")
            if value != (HIDDEN if variable.codes else NUMBER_HIDDEN):
                decoded[name] = _meaning(variable, value)
        return decoded

    def position(self, name: str, code: str) -> int:
        """The value that stands for a code of a variable (1, 2, …)."""
        return self.columns[name].variable.codes.index(code) + 1

    def plain_rule(self, condition: Condition | None) -> PlainRule:
        """A condition over variables and values, in the form that scoring understands."""
        match condition:
            case None:
                return None
            case AnyOf():
                return self._one_of(condition.q, condition.any_of)
            case NoneOf():
                return ("not", self._one_of(condition.q, condition.none_of))
            case All():
                return ("all", tuple(self.plain_rule(part) for part in condition.all))
            case Any_():
                return ("any", tuple(self.plain_rule(part) for part in condition.any))
            case Not():
                return ("not", self.plain_rule(condition.negated))

    def _one_of(self, name: str, codes: tuple[str, ...]) -> PlainRule:
        """Chosen at a single variable, or at any variable of a multiple choice or ranking."""
        columns = [c for n, c in self.columns.items() if n == name or c.question == name]
        parts = []
        for column in columns:
            known = column.variable.codes
            values = tuple(known.index(code) + 1 for code in codes if code in known)
            if values:
                parts.append(("in", column.variable.name, values))
        return ("any", tuple(parts))


def _meaning(variable: Variable, value: int) -> str | int | None:
    if value == BLANK:
        return None
    return variable.codes[value - 1] if variable.codes else value - NUMBER_ZERO
