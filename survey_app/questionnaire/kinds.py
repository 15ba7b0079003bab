"""The kinds of question, one row each in KINDS: form fields, reading an answer, code layout.

A form gives lists of strings per field name. `read` returns the answer as it is stored (None when
the question was left blank) or raises `Refused` with a sentence for the person who answers.
Closed answers are compared as strings with the options on offer and never converted first.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from unicodedata import category

from survey_app.errors import SurveyError
from survey_app.questionnaire.definition import Question

Given = Mapping[str, Sequence[str]]
MAX_TEXT = 2000  # code points
OTHER_TEXT = 60  # code points of an “other, please write”
LINE_ENDS = re.compile(r"\r\n?")
WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,8})")


class Refused(SurveyError):
    """An answer that cannot be taken; `place` is the row's code when one row is meant."""

    place = ""


class Variable(NamedTuple):
    """One closed value of an answer in the codes: its name, value labels' codes and width in bytes.

    Values: 0 left blank, 255 hidden by a rule, k the k-th of `codes`. A number (no codes) is
    4 bytes, big-endian, value + 2**31, with 0 blank and 2**32 - 1 hidden.
    """

    name: str
    codes: tuple[str, ...]
    width: int = 1


class Kind(NamedTuple):
    """What the engine has to know of a kind of question."""

    fields: Callable[[Question], list[str]]
    read: Callable[[Question, Given], Any]
    variables: Callable[[Question], list[Variable]]
    values: Callable[[Question, Any], list[int]]
    cards: Callable[[Question], int] = lambda question: 1


def clean_text(text: str) -> str:
    """Text as it is stored: no control characters but newline and tab, no lone surrogates.

    Line ends become newlines and outer white space goes; everything else stays as written.
    """
    if text.isprintable():
        return text.strip()
    text = LINE_ENDS.sub("\n", text)
    return "".join(c for c in text if c in "\n\t" or category(c) not in ("Cc", "Cs")).strip()


def _given(given: Given, field: str) -> list[str]:
    return [value for value in given.get(field, ()) if value != ""]


def _one(given: Given, field: str) -> str | None:
    values = _given(given, field)
    if len(set(values)) > 1:
        raise Refused("Please choose only one answer here.")
    return values[0] if values else None


def _offered(question: Question, codes: Sequence[str]) -> None:
    if any(code not in question.option_codes for code in codes):
        raise Refused("Please choose from the answers shown.")


def _read_single(question: Question, given: Given) -> str | None:
    code = _one(given, question.id)
    if code is None:
        return None
    _offered(question, [code])
    return code


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
    codes = list(dict.fromkeys(_given(given, question.id)))
    if not codes:
        return None
    _offered(question, codes)
    _limits(question, codes)
    order = list(question.option_codes)
    return sorted(codes, key=order.index)


def _read_rank(question: Question, given: Given) -> list[str] | None:
    codes = [code for field in _rank_fields(question) if (code := _one(given, field))]
    if not codes:
        return None
    _offered(question, codes)
    if len(set(codes)) < len(codes):
        raise Refused("The same answer was chosen twice. Please choose a different one each time.")
    _limits(question, codes)
    return codes


def _read_matrix(question: Question, given: Given) -> dict[str, str] | None:
    answer = {}
    for row in question.rows:
        try:
            code = _one(given, f"{question.id}.{row.code}")
            if code is not None:
                _offered(question, [code])
                answer[row.code] = code
        except Refused as refused:
            refused.place = row.code
            raise
    return answer or None


def _read_number(question: Question, given: Given) -> int | None:
    text = clean_text(_one(given, question.id) or "")
    if not text:
        return None
    if not WHOLE_NUMBER.fullmatch(text):
        raise Refused("Please write a whole number in figures, such as 12.")
    value = int(text)
    if question.min is not None and value < question.min:
        raise Refused("Please write a number not below {least}.", least=question.min)
    if question.max is not None and value > question.max:
        raise Refused("Please write a number not above {most}.", most=question.max)
    return value


def _read_text(question: Question, given: Given) -> str | None:
    text = clean_text("\n".join(_given(given, question.id)))
    most = question.max_length or MAX_TEXT
    if len(text) > most:
        raise Refused(
            "Please write at most {most} characters; there are {length} now.",
            most=most,
            length=len(text),
        )
    return text or None


def other_field(question: Question, code: str) -> str:
    """Name of the form field, and of the stored answer, beside “other, please write”."""
    return f"{question.id}.{code}.text"


def read_other(question: Question, code: str, given: Given) -> str | None:
    """What was written beside “other, please write”; None when nothing was."""
    text = clean_text(" ".join(_given(given, other_field(question, code))))
    if len(text) > OTHER_TEXT:
        raise Refused(
            "Please write at most {most} characters; there are {length} now.",
            most=OTHER_TEXT,
            length=len(text),
        )
    return text or None


def _rank_fields(question: Question) -> list[str]:
    return [f"{question.id}.{place}" for place in range(1, (question.max_choices or 3) + 1)]


def _position(question: Question, code: str) -> int:
    return list(question.option_codes).index(code) + 1


def _by_option(question: Question) -> list[Variable]:
    return [Variable(f"{question.id}.{o.code}", (o.code,)) for o in question.options]


def _one_variable(question: Question) -> list[Variable]:
    return [Variable(question.id, tuple(question.option_codes))]


def _one_value(question: Question, answer: str) -> list[int]:
    return [_position(question, answer)]


_CHOICE = Kind(lambda q: [q.id], _read_single, _one_variable, _one_value)

KINDS: dict[str, Kind] = {
    "single": _CHOICE,
    "likert": _CHOICE,
    "multi": Kind(
        lambda q: [q.id],
        _read_multi,
        _by_option,
        lambda q, answer: [int(code in answer) for code in q.option_codes],
    ),
    "rank": Kind(
        _rank_fields,
        _read_rank,
        lambda q: [Variable(name, tuple(q.option_codes)) for name in _rank_fields(q)],
        lambda q, answer: [
            _position(q, answer[i]) if i < len(answer) else 0 for i in range(len(_rank_fields(q)))
        ],
    ),
    "matrix": Kind(
        lambda q: [f"{q.id}.{row.code}" for row in q.rows],
        _read_matrix,
        lambda q: [Variable(f"{q.id}.{row.code}", tuple(q.option_codes)) for row in q.rows],
        lambda q, answer: [
            _position(q, answer[row.code]) if row.code in answer else 0 for row in q.rows
        ],
        cards=lambda q: len(q.rows),
    ),
    "number": Kind(
        lambda q: [q.id],
        _read_number,
        lambda q: [Variable(q.id, (), 4)],
        lambda q, answer: [answer + 2**31],
    ),
    "text": Kind(lambda q: [q.id], _read_text, lambda q: [], lambda q, answer: []),
}
