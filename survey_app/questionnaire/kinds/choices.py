"""Closed questions: an answer is a code, several codes, or a code in every row.

Codes are compared as strings with the options on offer and never converted first.
"""

from collections.abc import Sequence

from survey_app.errors import marked
from survey_app.questionnaire.definition import Question
from survey_app.questionnaire.kinds.base import (
    Given,
    Kind,
    Refused,
    Variable,
    all_given,
    clean_text,
    one_given,
    own_field,
)

OTHER_TEXT = 60  # code points of an “other, please write”
PLACES = ("best", "worst")
AT_LEAST_ONE = marked("Please choose at least one answer.")


def _offered(question: Question, codes: Sequence[str]) -> None:
    if any(code not in question.option_codes for code in codes):
        raise Refused("Please choose from the answers shown.")


def _one_offered(question: Question, given: Given, field: str) -> str | None:
    code = one_given(given, field)
    if code is not None:
        _offered(question, [code])
    return code


def _read_single(question: Question, given: Given) -> str | None:
    return _one_offered(question, given, question.id)


def _limits(question: Question, codes: Sequence[str]) -> None:
    exclusive = [code for code in codes if question.option_codes[code].exclusive]
    if exclusive and len(codes) > 1:
        alone = question.option_codes[exclusive[0]]
        raise Refused("“{option}” cannot be chosen together with other answers.", option=alone)
    if question.max_choices and len(codes) > question.max_choices:
        raise Refused("Please choose at most {most}.", most=question.max_choices)
    if question.min_choices and not exclusive and 0 < len(codes) < question.min_choices:
        raise Refused("Please choose at least {least}.", least=question.min_choices)


def _read_multi(question: Question, given: Given) -> list[str] | None:
    codes = list(dict.fromkeys(all_given(given, question.id)))
    if not codes:
        return None
    _offered(question, codes)
    _limits(question, codes)
    order = list(question.option_codes)
    return sorted(codes, key=order.index)


def _rank_fields(question: Question) -> list[str]:
    return [f"{question.id}.{place}" for place in range(1, (question.max_choices or 3) + 1)]


def _read_rank(question: Question, given: Given) -> list[str] | None:
    codes = [code for field in _rank_fields(question) if (code := one_given(given, field))]
    if not codes:
        return None
    _offered(question, codes)
    if len(set(codes)) < len(codes):
        raise Refused("The same answer was chosen twice. Please choose a different one each time.")
    _limits(question, codes)
    return codes


def _row_fields(question: Question) -> list[str]:
    return [f"{question.id}.{row.code}" for row in question.rows]


def _read_matrix(question: Question, given: Given) -> dict[str, str] | None:
    answer = {}
    for row in question.rows:
        try:
            code = _one_offered(question, given, f"{question.id}.{row.code}")
        except Refused as refused:
            refused.place = row.code
            raise
        if code is not None:
            answer[row.code] = code
    return answer or None


def _place_fields(question: Question) -> list[str]:
    return [f"{question.id}.{place}" for place in PLACES]


def _read_best_worst(question: Question, given: Given) -> dict[str, str] | None:
    answer = {}
    for place, field in zip(PLACES, _place_fields(question), strict=True):
        code = _one_offered(question, given, field)
        if code is not None:
            answer[place] = code
    if len(answer) == 1:
        raise Refused("Please choose both: the most important and the least important.")
    if answer and answer["best"] == answer["worst"]:
        raise Refused("The same answer cannot be both. Please choose two different ones.")
    return answer or None


def other_field(question: Question, code: str) -> str:
    """Name of the form field, and of the stored answer, beside “other, please write”."""
    return f"{question.id}.{code}.text"


def read_other(question: Question, code: str, given: Given) -> str | None:
    """What was written beside “other, please write”; None when nothing was."""
    text = clean_text(" ".join(all_given(given, other_field(question, code))))
    if len(text) > OTHER_TEXT:
        raise Refused(
            "Please write at most {most} characters; there are {length} now.",
            most=OTHER_TEXT,
            length=len(text),
        )
    return text or None


def _position(question: Question, code: str | None) -> int:
    return list(question.option_codes).index(code) + 1 if code is not None else 0


def _variables(question: Question, names: Sequence[str]) -> list[Variable]:
    return [Variable(name, tuple(question.option_codes)) for name in names]


def _by_option(question: Question) -> list[Variable]:
    return [Variable(f"{question.id}.{option.code}", (option.code,)) for option in question.options]


CHOICE = Kind(
    own_field,
    _read_single,
    lambda q: _variables(q, [q.id]),
    lambda q, answer: [_position(q, answer)],
)
MULTI = Kind(
    own_field,
    _read_multi,
    _by_option,
    lambda q, answer: [int(code in answer) for code in q.option_codes],
    missing=AT_LEAST_ONE,
)
RANK = Kind(
    _rank_fields,
    _read_rank,
    lambda q: _variables(q, _rank_fields(q)),
    lambda q, answer: [
        _position(q, answer[place] if place < len(answer) else None)
        for place in range(len(_rank_fields(q)))
    ],
    missing=AT_LEAST_ONE,
)
MATRIX = Kind(
    _row_fields,
    _read_matrix,
    lambda q: _variables(q, _row_fields(q)),
    lambda q, answer: [_position(q, answer.get(row.code)) for row in q.rows],
    cards=lambda q: len(q.rows),
    missing=marked("Please choose an answer in every row."),
)
BEST_WORST = Kind(
    _place_fields,
    _read_best_worst,
    lambda q: _variables(q, _place_fields(q)),
    lambda q, answer: [_position(q, answer[place]) for place in PLACES],
    missing=marked("Please choose the most important and the least important."),
)
