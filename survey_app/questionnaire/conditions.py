"""Rules over given answers: when a question is shown, and which answers make a figure's base.

Unanswered questions count as having no codes: `any_of` is false for them and `none_of` true; a
comparison with nothing is false. A matrix row, and the best or worst of a best-worst question, is
named `QUESTION.ROW`.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StringConstraints, Tag

Answers = Mapping[str, Any]
NUMBER = r"-?[0-9]{1,9}(\.[0-9]{1,3})?"
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
Quantity = Annotated[str, StringConstraints(pattern=f"^({NUMBER}|{DAY})$")]
COMPARISONS = ("at_least", "at_most", "above", "below")


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


class Answered(_Rule):
    """True when the question has an answer (`answered: true`), or when it has none (`false`)."""

    q: str
    answered: bool


class Compare(_Rule):
    """True when a number or a day (YYYY-MM-DD) lies within every bound that is given.

    at_least and at_most take the bound itself in; above and below leave it out.
    """

    q: str
    at_least: Quantity | None = None
    at_most: Quantity | None = None
    above: Quantity | None = None
    below: Quantity | None = None

    @property
    def bounds(self) -> dict[str, str]:
        """The bounds that are given, by name."""
        return self.model_dump(include=set(COMPARISONS), exclude_none=True)


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


Leaf = AnyOf | NoneOf | Answered | Compare

FORMS: dict[str, type[_Rule]] = {
    "any_of": AnyOf,
    "none_of": NoneOf,
    "answered": Answered,
    **dict.fromkeys(COMPARISONS, Compare),
    "all": All,
    "any": Any_,
    "not": Not,
}
TAGS = {form: form.__name__.strip("_").lower() for form in FORMS.values()}


def _form(value: object) -> str | None:
    if isinstance(value, Mapping):
        return next((TAGS[form] for key, form in FORMS.items() if key in value), None)
    return TAGS.get(type(value))  # type: ignore[arg-type]  # what is no rule has no tag


Condition = Annotated[
    Annotated[AnyOf, Tag("anyof")]
    | Annotated[NoneOf, Tag("noneof")]
    | Annotated[Answered, Tag("answered")]
    | Annotated[Compare, Tag("compare")]
    | Annotated[All, Tag("all")]
    | Annotated[Any_, Tag("any")]
    | Annotated[Not, Tag("not")],
    Discriminator(
        _form,
        custom_error_type="condition_form",
        custom_error_message="a condition is {q, any_of}, {q, none_of}, {q, answered},"
        " {q, at_least, at_most, above or below}, {all}, {any} or {not}",
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
        case Answered():
            return (answer_to(answers, condition.q) is not None) == condition.answered
        case Compare():
            return _within(answer_to(answers, condition.q), condition)
        case All():
            return all(holds(part, answers) for part in condition.all)
        case Any_():
            return any(holds(part, answers) for part in condition.any)
        case Not():
            return not holds(condition.negated, answers)


def answer_to(answers: Answers, name: str) -> Any:
    """The answer to a question, or the part of it that `QUESTION.ROW` names; None if there is none.

    An option's own text (`QUESTION.OPTION.text`) is no answer of its own.
    """
    question, _, row = name.partition(".")
    value = answers.get(question)
    if row:
        return value.get(row) if isinstance(value, Mapping) else None
    return value


def chosen(answers: Answers, name: str) -> frozenset[str]:
    """The codes chosen at a question, or at a matrix row `QUESTION.ROW`; empty if unanswered."""
    value = answer_to(answers, name)
    if value is None or isinstance(value, Mapping):
        return frozenset()
    return frozenset(value) if isinstance(value, list | tuple) else frozenset([str(value)])


def _within(value: Any, bounds: Compare) -> bool:
    if value is None or isinstance(value, Mapping | list):
        return False
    return all(
        _COMPARED[name](_comparable(str(value)), _comparable(bound))
        for name, bound in bounds.bounds.items()
    )


def _comparable(value: str) -> tuple[str, Decimal]:
    """Days by their text, numbers by their value: in one form, so that both have an order."""
    return (value, Decimal(0)) if value[4:5] == "-" else ("", Decimal(value))


_COMPARED = {"at_least": ge, "at_most": le, "above": gt, "below": lt}


def leaves(condition: Condition | None) -> Iterator[Leaf]:
    """The parts of a condition that speak of one question, from left to right."""
    return (leaf for leaf, _ in placed_leaves(condition))


def placed_leaves(
    condition: Condition | None, place: tuple[str | int, ...] = ()
) -> Iterator[tuple[Leaf, tuple[str | int, ...]]]:
    """The same with their places: keys and list positions below `place`."""
    match condition:
        case None:
            return
        case AnyOf() | NoneOf() | Answered() | Compare():
            yield condition, place
        case All():
            for number, part in enumerate(condition.all):
                yield from placed_leaves(part, (*place, "all", number))
        case Any_():
            for number, part in enumerate(condition.any):
                yield from placed_leaves(part, (*place, "any", number))
        case Not():
            yield from placed_leaves(condition.negated, (*place, "not"))
