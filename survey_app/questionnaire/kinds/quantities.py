"""Answers that are measured: a number, a day, a time of day from and to."""

import re
from datetime import date
from decimal import Decimal

from survey_app.errors import marked
from survey_app.questionnaire.definition import Question
from survey_app.questionnaire.kinds.base import (
    Given,
    Kind,
    Refused,
    Variable,
    one_given,
    own_field,
    plain_figures,
)

NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,6})?")
DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
TIME = re.compile(r"([0-9]{1,2})[:点时]([0-9]{1,2})?分?")
LARGEST = 999_999_999  # nine figures, decimals included, fit into four bytes
ZERO = 2**31
EPOCH = date(1970, 1, 1).toordinal()
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
ALL_DAY = {"from": "00:00", "to": "24:00"}


def largest(question: Question) -> int:
    """The number that a number question takes at most, whatever its own bounds."""
    return LARGEST // int(10**question.decimals)


def _read_number(question: Question, given: Given) -> int | float | None:
    text = plain_figures(one_given(given, question.id) or "")
    if not text:
        return None
    value = Decimal(text) if NUMBER.fullmatch(text) else None
    if value is None or value != round(value, question.decimals):
        if not question.decimals:
            raise Refused("Please write a whole number in figures, such as 12.")
        raise Refused(
            "Please write a number in figures with at most {decimals} decimals, such as {example}.",
            decimals=question.decimals,
            example=f"{2.5:.{question.decimals}f}",
        )
    limit = largest(question)
    least = max(_bound(question.min, -limit), Decimal(-limit))
    most = min(_bound(question.max, limit), Decimal(limit))
    if value < least:
        raise Refused("Please write a number not below {least}.", least=f"{least:f}")
    if value > most:
        raise Refused("Please write a number not above {most}.", most=f"{most:f}")
    return float(value) + 0.0 if question.decimals else int(value)


def _bound(bound: int | float | None, otherwise: int) -> Decimal:
    return Decimal(otherwise if bound is None else str(bound))


def scaled(value: int | float | str, decimals: int) -> Decimal:
    """A number as the codes count it: in units of the last decimal."""
    return Decimal(str(value)).scaleb(decimals)


def read_day(text: str) -> date | None:
    """A typed day (2026-09-01, 2026/9/1, 2026年9月1日); None if it is none."""
    found = DAY.fullmatch(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _read_date(question: Question, given: Given) -> str | None:
    text = plain_figures(one_given(given, question.id) or "")
    if not text:
        return None
    day = read_day(text)
    if day is None:
        raise Refused("Please write a day, such as 2026-09-01.")
    earliest, latest = question.earliest or EARLIEST, question.latest or LATEST
    if day < earliest:
        raise Refused("Please choose a day not before {earliest}.", earliest=earliest)
    if day > latest:
        raise Refused("Please choose a day not after {latest}.", latest=latest)
    return day.isoformat()


def days(day: date | str) -> int:
    """Days since 1970-01-01."""
    return (date.fromisoformat(day) if isinstance(day, str) else day).toordinal() - EPOCH


def _time_fields(question: Question) -> list[str]:
    return [f"{question.id}.{part}" for part in ("from", "to", "always")]


def _read_time(given: Given, field: str, latest: int) -> str | None:
    text = plain_figures(one_given(given, field) or "")
    if not text:
        return None
    found = TIME.fullmatch(text)
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 99)
    if minute > 59 or hour * 60 + minute > latest:
        raise Refused("Please write a time of day, such as 08:30.")
    return f"{hour:02}:{minute:02}"


def _read_time_range(question: Question, given: Given) -> dict[str, str] | None:
    start_field, end_field, always_field = _time_fields(question)
    always = one_given(given, always_field)
    if always not in (None, "1"):
        raise Refused("Please choose from the answers shown.")
    if always:
        return dict(ALL_DAY)
    start = _read_time(given, start_field, 23 * 60 + 59)
    end = _read_time(given, end_field, 24 * 60)
    if start is None and end is None:
        return None
    if start is None or end is None:
        raise Refused("Please give both times: from when and until when.")
    if start == end:
        raise Refused("Both times are the same. For around the clock, tick “24 hours”.")
    return {"from": start, "to": end}


def minutes_after_midnight(time: str) -> int:
    """A time HH:MM in minutes, 0 to 1440."""
    hour, _, minute = time.partition(":")
    return int(hour) * 60 + int(minute)


QUANTITY = Kind(
    own_field,
    _read_number,
    lambda q: [Variable(q.id, (), 4, "number", q.decimals)],
    lambda q, answer: [int(scaled(answer, q.decimals)) + ZERO],
    missing=marked("Please write a number."),
)
DATE = Kind(
    own_field,
    _read_date,
    lambda q: [Variable(q.id, (), 4, "day")],
    lambda q, answer: [days(answer) + ZERO],
    missing=marked("Please choose a day."),
)
TIME_RANGE = Kind(
    _time_fields,
    _read_time_range,
    lambda q: [Variable(f"{q.id}.{part}", (), 2, "minute") for part in ("from", "to")],
    lambda q, answer: [minutes_after_midnight(answer[part]) + 1 for part in ("from", "to")],
    missing=marked("Please give the times: from when and until when."),
)
