"""Which answers a question can have, as far as some rules can tell them apart.

Answers that no rule distinguishes are represented by one of them, so that the rules of a form can
be tried out on all that residents may answer. Shapes are those of stored answers.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import combinations, product
from typing import Any

from survey_app.questionnaire.conditions import AnyOf, Compare, Leaf, NoneOf
from survey_app.questionnaire.definition import Question
from survey_app.questionnaire.kinds.quantities import EARLIEST, LATEST, largest

MOST = 12  # codes of one question, and rows, up to which all combinations are tried
SOMETHING = "answered"  # any answer of a kind that rules cannot look into


class TooMany(Exception):
    """There are more answers to try than is sensible."""


class Asked:
    """What rules ask about one question: codes by row ("" is the question itself), and bounds."""

    def __init__(self) -> None:
        self.codes: defaultdict[str, set[str]] = defaultdict(set)
        self.bounds: set[str] = set()

    def add(self, leaf: Leaf) -> None:
        """Take in one part of a rule about the question."""
        row = leaf.q.partition(".")[2]
        match leaf:
            case AnyOf():
                self.codes[row].update(leaf.any_of)
            case NoneOf():
                self.codes[row].update(leaf.none_of)
            case Compare():
                self.bounds.update(leaf.bounds.values())
            case _:
                self.codes[row].update(())


def possible(question: Question, asked: Asked) -> list[Any]:
    """Every answer that rules can tell apart and after which the form goes on.

    None stands for no answer, where one is not required. Raises TooMany.
    """
    match question.kind:
        case "single" | "likert":
            going_on = [o.code for o in question.options if not o.ends]
            answers: list[Any] = _few(going_on, asked.codes[""])
        case "multi" | "rank":
            answers = _several(question, asked.codes[""])
        case "matrix":
            answers = _rows(question, asked)
        case "best_worst":
            codes = _few(list(question.option_codes), set().union(*asked.codes.values()), spare=2)
            answers = [{"best": b, "worst": w} for b in codes for w in codes if b != w]
        case "number":
            answers = _numbers(question, asked.bounds)
        case "date":
            answers = _days(question, asked.bounds)
        case "note":
            return [None]
        case _:
            answers = [SOMETHING]
    return answers if question.required else [*answers, None]


def _few(codes: list[str], named: set[str], spare: int = 1) -> list[str]:
    """The codes that are named, and one or two for all the others."""
    others = [code for code in codes if code not in named]
    return [*(code for code in codes if code in named), *others[:spare]]


def _several(question: Question, named: set[str]) -> list[Any]:
    free = [o.code for o in question.options if not o.exclusive]
    alone = [o.code for o in question.options if o.exclusive]
    seen = [code for code in free if code in named]
    others = [code for code in free if code not in named]
    if len(seen) > MOST:
        raise TooMany
    most, least = question.max_choices or len(free), question.min_choices or 1
    answers: list[Any] = [[code] for code in _few(alone, named)]
    for size in range(min(len(seen), most) + 1):
        filling = max(least - size, 0, 1 - size)  # others that have to be chosen beside
        if filling <= min(len(others), most - size):
            answers += [[*some, *others[:filling]] for some in combinations(seen, size)]
    return answers


def _rows(question: Question, asked: Asked) -> list[Any]:
    named = [row.code for row in question.rows if row.code in asked.codes]
    codes = list(question.option_codes)
    choices: list[list[str | None]] = []
    size = 1
    for row in named:
        offered: list[str | None] = [*_few(codes, asked.codes[row])]
        choices.append(offered if question.required else [*offered, None])
        size *= len(choices[-1])
        if size > 2**MOST:
            raise TooMany
    rest = [row.code for row in question.rows if row.code not in named]
    answers: list[Any] = []
    for chosen in product(*choices):
        answer = {row: code for row, code in zip(named, chosen, strict=True) if code is not None}
        if rest and not answer:
            answer = {rest[0]: codes[0]}
        if answer:
            answers.append(answer)
    return answers


def _numbers(question: Question, bounds: Iterable[str]) -> list[Any]:
    unit = Decimal(1).scaleb(-question.decimals)
    limit = largest(question)
    low = _on_grid(-limit if question.min is None else question.min, unit, ROUND_CEILING)
    high = _on_grid(limit if question.max is None else question.max, unit, ROUND_FLOOR)
    points = {low, high}
    for bound in bounds:
        for rounding in (ROUND_FLOOR, ROUND_CEILING):
            at = _on_grid(bound, unit, rounding)
            points |= {at - unit, at, at + unit}
    return [f"{point:f}" for point in sorted(points) if low <= point <= high]


def _on_grid(value: object, unit: Decimal, rounding: str) -> Decimal:
    return Decimal(str(value)).quantize(unit, rounding=rounding)


def _days(question: Question, bounds: Iterable[str]) -> list[Any]:
    first, last = question.earliest or EARLIEST, question.latest or LATEST
    return [
        date.fromordinal(day).isoformat()
        for day in sorted(set(_near(first, last, bounds)))
        if first.toordinal() <= day <= last.toordinal()
    ]


def _near(first: date, last: date, bounds: Iterable[str]) -> Iterator[int]:
    yield from (first.toordinal(), last.toordinal())
    for bound in bounds:
        at = date.fromisoformat(bound).toordinal()
        yield from (at - 1, at, at + 1)
