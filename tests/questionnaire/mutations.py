"""Every way to break one rule of a right form, with the question that must be named for it."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from survey_app.questionnaire.answers import check_answers
from survey_app.questionnaire.conditions import holds
from survey_app.questionnaire.definition import Question, Questionnaire
from survey_app.questionnaire.kinds import KINDS, other_field
from tests.questionnaire.form_strategies import FIRST_DAY, LAST_DAY, Form, number_range

UNKNOWN = ("nobody", "NA\0", " ", "\ud800", "' OR 1=1 --", "a")
NO_NUMBERS = ("12a", "1e3", "0x1", "1_0", "nan", "--1", "01", "九", "9" * 5000)
NO_DAYS = ("2026-02-30", "2026-13-01", "26-09-01", "20260901", "昨天", "2026-09-01T00:00")
NO_TIMES = ("25:00", "12:60", "noon", "1200")
NO_PHOTOS = ("../etc/passwd", "0" * 63, "F" * 64, "photo.jpg")
NO_TELEPHONES = ("李先生", "12345", "1" * 16, "138-0000-0000#1")
Broken = tuple[str, Form]


class Mutation(NamedTuple):
    """A form with one rule broken. `question` must be named, and `row` too where there is one."""

    question: str
    why: str
    form: Form
    row: str = ""


def mutations(questionnaire: Questionnaire, form: Form) -> Iterator[Mutation]:
    """Each breaks one rule of a question that the right `form` was shown.

    What was answered later may be shown no more, or more may be asked for: the broken question
    stays the first that is wrong.
    """
    answers = check_answers(questionnaire, form).answers
    for question in questionnaire.questions:
        if question.kind == "note" or not holds(question.show_if, answers):
            continue
        own = {field: form[field] for field in own_fields(question) if field in form}
        others = {field: values for field, values in form.items() if field not in own}
        for why, fields in ways(question, own):
            yield Mutation(question.id, why, {**others, **fields})
        for row, fields in broken_rows(question, own):
            yield Mutation(question.id, "row", {**others, **fields}, row)


def own_fields(question: Question) -> list[str]:
    beside = [other_field(question, option.code) for option in question.options if option.text]
    return [*KINDS[question.kind].fields(question), *beside]


def ways(question: Question, own: Form) -> Iterator[Broken]:
    """Fields in place of a question's own that break one of its rules."""
    if question.required:
        yield "left out", {}
    if question.options:
        yield from of_codes(question)
        for field in own:
            if field.endswith(".text"):
                yield "too much beside", {**own, field: ["字" * 61]}
    if question.kind in OPEN:
        yield from OPEN[question.kind](question)


def of_codes(question: Question) -> Iterator[Broken]:
    codes, name = list(question.option_codes), question.id
    if question.kind == "best_worst":
        yield "one of two", {f"{name}.best": [codes[0]]}
        yield "both the same", {f"{name}.best": [codes[0]], f"{name}.worst": [codes[0]]}
        yield "unknown", {f"{name}.best": [codes[0]], f"{name}.worst": ["nobody"]}
        return
    if question.kind in ("multi", "rank"):
        yield from of_several(question)
    if question.kind == "matrix":
        return
    field = f"{name}.1" if question.kind == "rank" else name
    for code in UNKNOWN:
        yield "unknown", {field: [code]}
    if question.kind != "multi":
        yield "two for one", {field: codes[:2]}


def of_several(question: Question) -> Iterator[Broken]:
    free = [option.code for option in question.options if not option.exclusive]
    alone = [option.code for option in question.options if option.exclusive]
    wrong = {}
    if alone:
        wrong["exclusive with another"] = [alone[0], free[0]]
    if question.max_choices and question.max_choices < len(free):
        wrong["too many"] = free[: question.max_choices + 1]
    if question.min_choices and question.min_choices > 1:
        wrong["too few"] = free[:1]
    if question.kind == "multi":
        yield from ((why, {question.id: codes}) for why, codes in wrong.items())
        return
    wrong["the same twice"] = [free[0], free[0]]
    for why, codes in wrong.items():
        if len(codes) <= question.max_choices:  # no form has more places than that
            places = {f"{question.id}.{place}": [c] for place, c in enumerate(codes, 1)}
            yield why, places


def broken_rows(question: Question, own: Form) -> Iterator[tuple[str, Form]]:
    """(row, fields) with one row of a matrix left out, unknown, or answered twice."""
    codes = list(question.option_codes)
    for row in question.rows:
        field = f"{question.id}.{row.code}"
        rest = {name: values for name, values in own.items() if name != field}
        yield row.code, {**rest, field: ["nobody"]}
        yield row.code, {**rest, field: codes[:2]}
        if question.required and rest:
            yield row.code, rest


def of_number(question: Question) -> Iterator[Broken]:
    low, high = number_range(question)
    step = Decimal(1).scaleb(-question.decimals)
    yield "too low", {question.id: [f"{low - step:f}"]}
    yield "too high", {question.id: [f"{high + step:f}"]}
    yield "too many decimals", {question.id: [f"{low + step / 10:f}"]}
    for text in NO_NUMBERS:
        yield "no number", {question.id: [text]}
    yield "two for one", {question.id: [f"{low:f}", "0.5"]}


def of_date(question: Question) -> Iterator[Broken]:
    day = timedelta(days=1)
    early, late = question.earliest or FIRST_DAY, question.latest or LAST_DAY
    yield "too early", {question.id: [(early - day).isoformat()]}
    yield "too late", {question.id: [(late + day).isoformat()]}
    for text in NO_DAYS:
        yield "no day", {question.id: [text]}


def of_times(question: Question) -> Iterator[Broken]:
    start, end = f"{question.id}.from", f"{question.id}.to"
    yield "one of two", {start: ["08:00"]}
    yield "one of two", {end: ["08:00"]}
    yield "both the same", {start: ["08:00"], end: ["08:00"]}
    yield "unknown", {f"{question.id}.always": ["yes"]}
    for text in NO_TIMES:
        yield "no time", {start: ["08:00"], end: [text]}


def of_text(question: Question) -> Iterator[Broken]:
    yield "too long", {question.id: ["字" * ((question.max_length or 2000) + 1)]}
    if question.min_length and question.min_length > 1:
        yield "too short", {question.id: ["字" * (question.min_length - 1)]}


def of_geo(question: Question) -> Iterator[Broken]:
    lat, lon = f"{question.id}.lat", f"{question.id}.lon"
    yield "one of two", {lat: ["21.27"]}
    yield "one of two", {lon: ["110.36"]}
    for pair in (("90.000001", "0"), ("0", "-180.000001"), ("21°", "110°"), ("nan", "0")):
        yield "out of range", {lat: [pair[0]], lon: [pair[1]]}


def of_photo(question: Question) -> Iterator[Broken]:
    for key in NO_PHOTOS:
        yield "no photo", {question.id: [key]}
    most = question.max_files or 1
    yield "too many", {question.id: [f"{number:064x}" for number in range(most + 1)]}


def of_contact(question: Question) -> Iterator[Broken]:
    consent = f"{question.id}.consent"
    yield "no consent", {question.id: ["13800000000"]}
    yield "no consent", {question.id: ["13800000000"], consent: ["0"]}
    for text in NO_TELEPHONES:
        yield "no telephone", {question.id: [text], consent: ["1"]}


OPEN = {
    "number": of_number,
    "date": of_date,
    "time_range": of_times,
    "text": of_text,
    "geo": of_geo,
    "photo": of_photo,
    "contact": of_contact,
}
