"""Closed answers as bytes in a fixed layout per version, and back: what figures are counted from.

One to four bytes a variable, big-endian: 0 left blank, all bits set hidden by a rule; else see
`kinds.base.Variable`.
"""

from collections.abc import Mapping
from datetime import date
from math import ceil, floor
from typing import Any, NamedTuple

from survey_app.questionnaire.conditions import (
    All,
    Answered,
    Any_,
    AnyOf,
    Compare,
    Condition,
    NoneOf,
    Not,
    holds,
)
from survey_app.questionnaire.definition import Question, Questionnaire
from survey_app.questionnaire.kinds import KINDS, Variable
from survey_app.questionnaire.kinds.quantities import EPOCH, ZERO, days, scaled

BLANK = 0

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

    def decode(self, codes: bytes) -> dict[str, str | int | float | None]:
        """Variable name -> code, number, day or time; None when blank; hidden ones are left out."""
        if len(codes) != self.width:
            raise ValueError(f"codes must be {self.width} bytes, got {len(codes)}")
        decoded = {}
        for name, (start, _, variable) in self.columns.items():
            value = int.from_bytes(codes[start : start + variable.width], "big")
            if value != hidden(variable):
                decoded[name] = meaning(variable, value)
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
            case Answered():
                answered = self._answered(condition.q)
                return answered if condition.answered else ("not", answered)
            case Compare():
                return self._within(condition)
            case All():
                return ("all", tuple(self.plain_rule(part) for part in condition.all))
            case Any_():
                return ("any", tuple(self.plain_rule(part) for part in condition.any))
            case Not():
                return ("not", self.plain_rule(condition.negated))

    def _columns(self, name: str) -> list[Column]:
        """The column of a variable, or all columns of a question."""
        return [c for n, c in self.columns.items() if n == name or c.question == name]

    def _answered(self, name: str) -> PlainRule:
        """Neither blank nor hidden at any of a question's variables."""
        return (
            "any",
            tuple(
                ("between", column.variable.name, BLANK + 1, hidden(column.variable) - 1)
                for column in self._columns(name)
            ),
        )

    def _within(self, condition: Compare) -> PlainRule:
        """A comparison as the lowest and highest value that a variable may have in the codes."""
        variable = self.columns[condition.q].variable
        low, high = BLANK + 1, hidden(variable) - 1
        for name, bound in condition.bounds.items():
            exact = days(bound) if variable.form == "day" else scaled(bound, variable.decimals)
            if name in ("at_least", "above"):
                whole = ceil(exact) if name == "at_least" else floor(exact) + 1
                low = max(low, whole + ZERO)
            else:
                whole = floor(exact) if name == "at_most" else ceil(exact) - 1
                high = min(high, whole + ZERO)
        return ("between", condition.q, low, high)

    def _one_of(self, name: str, codes: tuple[str, ...]) -> PlainRule:
        """Chosen at a single variable, or at any variable of a multiple choice or ranking."""
        parts = []
        for column in self._columns(name):
            known = column.variable.codes
            values = tuple(known.index(code) + 1 for code in codes if code in known)
            if values:
                parts.append(("in", column.variable.name, values))
        return ("any", tuple(parts))


def hidden(variable: Variable) -> int:
    """The value that stands for hidden by a rule."""
    return int(256**variable.width) - 1


def meaning(variable: Variable, value: int) -> str | int | float | None:
    """What a value in the codes says: a code, a number, a day or a time; None when left blank."""
    if value == BLANK:
        return None
    if variable.form == "code":
        return variable.codes[value - 1]
    if variable.form == "minute":
        return f"{(value - 1) // 60:02}:{(value - 1) % 60:02}"
    if variable.form == "day":
        return date.fromordinal(value - ZERO + EPOCH).isoformat()
    return (value - ZERO) / 10**variable.decimals if variable.decimals else value - ZERO
