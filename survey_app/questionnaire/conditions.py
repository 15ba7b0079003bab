"""Rules over given answers: when a question is shown, and which answers make a figure's base.

Unanswered questions count as having no codes: `any_of` is false for them and `none_of` true.
A matrix row is named `QUESTION.ROW`.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

Answers = Mapping[str, Any]


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AnyOf(_Rule):
    """True when at least one of the codes was chosen."""

    q: str
    any_of: tuple[str, ...] = Field(min_length=1)


class NoneOf(_Rule):
    """True when none of the codes was chosen."""

    q: str
    none_of: tuple[str, ...] = Field(min_length=1)


class All(_Rule):
    """True when every part is true."""

    all: tuple["Condition", ...] = Field(min_length=1)


class Any_(_Rule):
    """True when at least one part is true."""

    any: tuple["Condition", ...] = Field(min_length=1)


class Not(_Rule):
    """True when its part is false."""

    # `not` is a Python keyword, so the field has another name than the file's key.
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    negated: "Condition" = Field(alias="not")


FORMS = {"any_of": AnyOf, "none_of": NoneOf, "all": All, "any": Any_, "not": Not}


def _form(value: object) -> str | None:
    if isinstance(value, Mapping):
        return next((key for key in FORMS if key in value), None)
    return next((key for key, form in FORMS.items() if isinstance(value, form)), None)


Condition = Annotated[
    Annotated[AnyOf, Tag("any_of")]
    | Annotated[NoneOf, Tag("none_of")]
    | Annotated[All, Tag("all")]
    | Annotated[Any_, Tag("any")]
    | Annotated[Not, Tag("not")],
    Discriminator(
        _form,
        custom_error_type="condition_form",
        custom_error_message="a condition is {q, any_of}, {q, none_of}, {all}, {any} or {not}",
    ),
]

for _model in (All, Any_, Not):
    _model.model_rebuild()


def holds(condition: Condition | None, answers: Answers) -> bool:
    """Whether the condition is true of checked answers (question id -> value); None always is."""
    match condition:
        case None:
            return True
        case AnyOf():
            return not chosen(answers, condition.q).isdisjoint(condition.any_of)
        case NoneOf():
            return chosen(answers, condition.q).isdisjoint(condition.none_of)
        case All():
            return all(holds(part, answers) for part in condition.all)
        case Any_():
            return any(holds(part, answers) for part in condition.any)
        case Not():
            return not holds(condition.negated, answers)


def chosen(answers: Answers, name: str) -> frozenset[str]:
    """The codes chosen at a question, or at a matrix row `QUESTION.ROW`; empty if unanswered."""
    question, _, row = name.partition(".")
    value = answers.get(question)
    if row:
        value = value.get(row) if isinstance(value, Mapping) else None
    if value is None or isinstance(value, Mapping):
        return frozenset()
    return frozenset(value) if isinstance(value, list | tuple) else frozenset([str(value)])


def leaves(condition: Condition | None) -> Iterator[AnyOf | NoneOf]:
    """The {q, any_of} and {q, none_of} parts of a condition, from left to right."""
    match condition:
        case None:
            return
        case AnyOf() | NoneOf():
            yield condition
        case All():
            for part in condition.all:
                yield from leaves(part)
        case Any_():
            for part in condition.any:
                yield from leaves(part)
        case Not():
            yield from leaves(condition.negated)
