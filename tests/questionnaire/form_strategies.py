"""Random forms that a questionnaire accepts, and random answers to one question of any kind."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from survey_app.questionnaire.conditions import holds
from survey_app.questionnaire.definition import Question, Questionnaire
from survey_app.questionnaire.kinds import GIVEN, KINDS, clean_text, other_field

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
PHOTOS = ("0" * 64, "f" * 64, "0123456789abcdef" * 4, "a" * 64, "9" * 64)
Form = dict[str, list[str]]


@st.composite
def forms(draw: st.DrawFn, questionnaire: Questionnaire) -> Form:
    """Fields that the questionnaire accepts: every shown and required question is answered.

    Nothing is answered after an answer or a rule that ends the form.
    """
    form: Form = {}
    answers: dict[str, Any] = {}
    for question in questionnaire.questions:
        if not holds(question.show_if, answers):
            continue
        if question.kind != "note" and (question.required or draw(st.booleans())):
            given = draw(fields(question))
            form |= given
            kind = KINDS[question.kind]
            answers[question.id] = GIVEN if kind.is_sealed else kind.read(question, given)
        if ends(question, answers):
            break
    return form


def ends(question: Question, answers: dict[str, Any]) -> bool:
    """Whether the form is at its end after this question."""
    chosen = [o for o in question.options if o.ends and answers.get(question.id) == o.code]
    return bool(chosen) or bool(question.stop and holds(question.stop.when, answers))


@st.composite
def fields(draw: st.DrawFn, question: Question) -> Form:
    """The fields of one question, answered."""
    codes, name = list(question.option_codes), question.id
    if question.kind in ("single", "likert"):
        chosen = [draw(st.sampled_from(codes))]
        return {name: chosen, **beside(draw, question, chosen)}
    if question.kind in ("multi", "rank"):
        chosen = draw(choices(question))
        places = {f"{name}.{place}": [code] for place, code in enumerate(chosen, 1)}
        answer = places if question.kind == "rank" else {name: chosen}
        return {**answer, **beside(draw, question, chosen)}
    if question.kind == "matrix":
        rows = [row.code for row in question.rows]
        some = st.lists(st.sampled_from(rows), min_size=1, unique=True)
        answered = rows if question.required else draw(some)
        return {f"{name}.{row}": [draw(st.sampled_from(codes))] for row in answered}
    if question.kind == "best_worst":
        best, worst = draw(st.permutations(codes))[:2]
        return {f"{name}.best": [best], f"{name}.worst": [worst]}
    if question.kind == "photo":
        keys = st.lists(st.sampled_from(PHOTOS), min_size=1, unique=True)
        return {name: draw(keys)[: question.max_files or 1]}
    return {field: [value] for field, value in draw(OPEN[question.kind](question)).items()}


def beside(draw: st.DrawFn, question: Question, chosen: list[str]) -> Form:
    """Words beside the chosen answers that take some."""
    taking = [code for code in chosen if question.option_codes[code].text]
    said = {other_field(question, code): draw(st.text(max_size=60)) for code in taking}
    return {field: [text] for field, text in said.items() if text}


@st.composite
def choices(draw: st.DrawFn, question: Question) -> list[str]:
    """Several choices within the limits, or one exclusive answer alone."""
    free = [option.code for option in question.options if not option.exclusive]
    alone = [option.code for option in question.options if option.exclusive]
    least, most = question.min_choices or 1, min(question.max_choices or 9, len(free))
    if alone and (least > most or draw(st.booleans())):
        return [draw(st.sampled_from(alone))]
    return draw(st.lists(st.sampled_from(free), min_size=least, max_size=most, unique=True))


def numbers(question: Question) -> st.SearchStrategy[dict[str, str]]:
    low, high = number_range(question)
    units = st.integers(int(low.scaleb(question.decimals)), int(high.scaleb(question.decimals)))
    return units.map(lambda unit: {question.id: f"{Decimal(unit).scaleb(-question.decimals):f}"})


def number_range(question: Question) -> tuple[Decimal, Decimal]:
    """The lowest and the highest number that a question takes."""
    limit = 999_999_999 // 10**question.decimals
    low = -limit if question.min is None else question.min
    high = limit if question.max is None else question.max
    return Decimal(str(low)), Decimal(str(high))


def days(question: Question) -> st.SearchStrategy[dict[str, str]]:
    found = st.dates(question.earliest or FIRST_DAY, question.latest or LAST_DAY)
    return found.map(lambda day: {question.id: day.isoformat()})


def times(question: Question) -> st.SearchStrategy[dict[str, str]]:
    start, minutes = st.integers(0, 24 * 60 - 1), st.integers(1, 24 * 60 - 1)
    both = st.builds(
        lambda first, more: {
            f"{question.id}.from": clock(first),
            f"{question.id}.to": clock((first + more) % (24 * 60)),
        },
        start,
        minutes,
    )
    return st.just({f"{question.id}.always": "1"}) | both


def clock(minute: int) -> str:
    return f"{timedelta(minutes=minute)}".zfill(8)[:5]


def written(question: Question) -> st.SearchStrategy[dict[str, str]]:
    least, most = question.min_length or 1, question.max_length or 60
    anything = st.text(min_size=least, max_size=most)
    fitting = anything.filter(lambda text: least <= len(clean_text(text)) <= most)
    plain = st.text(st.sampled_from("字a1，𠮷"), min_size=least, max_size=most)
    return (plain | fitting).map(lambda text: {question.id: text})


def points(question: Question) -> st.SearchStrategy[dict[str, str]]:
    def degrees(most: int) -> st.SearchStrategy[str]:
        units = st.integers(-most * 10**6, most * 10**6)
        return units.map(lambda unit: f"{Decimal(unit).scaleb(-6):f}")

    return st.fixed_dictionaries(
        {f"{question.id}.lat": degrees(90), f"{question.id}.lon": degrees(180)}
    )


def telephones(question: Question) -> st.SearchStrategy[dict[str, str]]:
    number = st.integers(0, 10**10 - 1).map(lambda n: f"1{n:010}") | st.just("0759-2100000")
    return number.map(lambda text: {question.id: text, f"{question.id}.consent": "1"})


OPEN = {
    "number": numbers,
    "date": days,
    "time_range": times,
    "text": written,
    "geo": points,
    "contact": telephones,
}
