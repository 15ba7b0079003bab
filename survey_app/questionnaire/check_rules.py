"""Rules of conditions: whom they may ask, and what may be asked of which kind of question."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from survey_app.errors import marked
from survey_app.questionnaire.conditions import (
    Answered,
    AnyOf,
    Compare,
    Condition,
    Leaf,
    NoneOf,
    placed_leaves,
)
from survey_app.questionnaire.definition import Question
from survey_app.questionnaire.fault import Fault, Place

CODED = {"single", "multi", "likert", "matrix", "rank", "best_worst"}
MEASURED = {"number", "date"}
UNCOUNTED = {"text", "geo", "photo", "contact"}  # their answers are not in the codes
BEST_WORST = ("best", "worst")


class Known(NamedTuple):
    """Questions by id, their positions, and ids of questions of which nothing more is known."""

    by_id: Mapping[str, Question]
    order: Mapping[str, int]
    opaque: Collection[str]


def rows_of(question: Question) -> tuple[str, ...]:
    """What may stand behind the dot of `QUESTION.ROW`; empty for most questions."""
    if question.kind == "best_worst":
        return BEST_WORST
    return tuple(row.code for row in question.rows) if question.kind == "matrix" else ()


def rule_faults(
    known: Known,
    condition: Condition | None,
    place: Place,
    *,
    before: int | None = None,
    counted_only: bool = False,
) -> Iterator[Fault]:
    """What is wrong with a condition that may look at the questions before position `before`.

    `counted_only`: it may ask only for what the codes hold, because figures are made by it.
    """
    for leaf, where in placed_leaves(condition, place):
        name, _, row = leaf.q.partition(".")
        position = known.order.get(name)
        asked = (*where, "q")
        if position is None:
            what = marked("There is no question {key}; name one that stands before.")
            yield Fault(asked, what, {"key": name})
        elif before is not None and position >= before:
            what = marked("Question {key} comes later; a rule only looks back. Move one of them.")
            yield Fault(asked, what, {"key": name})
        elif name not in known.opaque:
            question = known.by_id[name]
            yield from _leaf(question, row, leaf, where)
            if counted_only and question.kind in UNCOUNTED:
                what = marked(
                    "Figures cannot depend on {key}, whose answers are not counted;"
                    " name a question with options, a number or a day."
                )
                yield Fault(asked, what, {"key": name})


def _leaf(question: Question, row: str, leaf: Leaf, place: Place) -> Iterator[Fault]:
    rows = rows_of(question)
    if row and row not in rows:
        yield _no_such_row(question, row, (*place, "q"))
    elif rows and not row and not isinstance(leaf, Answered):
        what = marked("Question {key} has several parts; name one, such as {example}.")
        example = f"{question.id}.{rows[0]}"
        yield Fault((*place, "q"), what, {"key": question.id, "example": example})
    match leaf:
        case AnyOf():
            yield from _codes(question, leaf.any_of, (*place, "any_of"))
        case NoneOf():
            yield from _codes(question, leaf.none_of, (*place, "none_of"))
        case Compare():
            yield from _bounds(question, leaf, place)
        case Answered() if question.kind == "note":
            what = marked("{key} is only a note, which nobody answers; name a question.")
            yield Fault((*place, "q"), what, {"key": question.id})


def _no_such_row(question: Question, row: str, place: Place) -> Fault:
    rows = rows_of(question)
    if rows:
        what = marked("Question {key} has no part {row}; it has {known}.")
        return Fault(place, what, {"key": question.id, "row": row, "known": rows})
    what = marked("Question {key} has no parts; leave out .{row}.")
    return Fault(place, what, {"key": question.id, "row": row})


def _codes(question: Question, codes: tuple[str, ...], place: Place) -> Iterator[Fault]:
    if question.kind not in CODED:
        what = marked(
            "Question {key} has no options to ask for; use “answered”, or a comparison for a"
            " number or a day."
        )
        yield Fault(place, what, {"key": question.id})
        return
    known = tuple(question.option_codes)
    what = marked("Question {key} has no option {code}; it has {known}.")
    for number, code in enumerate(codes):
        if code not in question.option_codes:
            values: dict[str, object] = {"key": question.id, "code": code, "known": known}
            yield Fault((*place, number), what, values)


def _bounds(question: Question, leaf: Compare, place: Place) -> Iterator[Fault]:
    bounds = leaf.bounds
    if question.kind not in MEASURED:
        what = marked(
            "Question {key} cannot be compared; only a number or a day can. Ask for options or"
            " whether it was answered."
        )
        yield Fault((*place, "q"), what, {"key": question.id})
        return
    if not bounds:
        what = marked("The comparison has no bound; give at_least, at_most, above or below.")
        yield Fault(place, what)
    for name, bound in bounds.items():
        if question.kind == "date" and not is_day(bound):
            what = marked("Question {key} asks for a day; compare it with a day such as {example}.")
            yield Fault((*place, name), what, {"key": question.id, "example": "2026-09-01"})
        if question.kind == "number" and bound[4:5] == "-":
            what = marked("Question {key} asks for a number; compare it with a number such as 3.")
            yield Fault((*place, name), what, {"key": question.id})


def is_day(text: str) -> bool:
    """Whether a text is a day that there is, YYYY-MM-DD."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
