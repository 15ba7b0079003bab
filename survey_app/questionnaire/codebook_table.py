"""The codebook for readers: every variable of a questionnaire version, where it is, what it means.

Two places hold an answer: `codes` (bytes, closed answers only; see `codebook`) and `answers` (JSON,
the truth). `key` is the JSON Pointer (RFC 6901) of the stored answer. Sealed and open answers are
in no codes; they have a row here that says where they are.
"""

from typing import Any, NamedTuple

from survey_app.errors import marked
from survey_app.questionnaire.codebook import Codebook
from survey_app.questionnaire.conditions import (
    All,
    Answered,
    Any_,
    AnyOf,
    Compare,
    Condition,
    NoneOf,
    Not,
)
from survey_app.questionnaire.definition import Option, Question, Questionnaire, Text
from survey_app.questionnaire.kinds import KINDS, Variable, other_field
from survey_app.questionnaire.kinds.choices import OTHER_TEXT
from survey_app.questionnaire.kinds.open_answers import MAX_TEXT
from survey_app.questionnaire.kinds.quantities import EARLIEST, LATEST, ZERO, largest

PLACES = {
    "best": Text(zh="最要紧的", en="most important"),
    "worst": Text(zh="最不要紧的", en="least important"),
    "from": Text(zh="从", en="from"),
    "to": Text(zh="到", en="to"),
    "lat": Text(zh="纬度", en="latitude"),
    "lon": Text(zh="经度", en="longitude"),
}
STORED = {
    "single": marked("code of the chosen answer"),
    "likert": marked("code of the chosen answer"),
    "multi": marked("list of the chosen codes, in the order of the answers"),
    "matrix": marked("code of the answer chosen in this row"),
    "rank": marked("code of the answer in this place; the list ends with the last place given"),
    "best_worst": marked("code of the chosen answer"),
    "number": marked("number"),
    "date": marked("day, such as 2026-09-01"),
    "time_range": marked("time, such as 06:30; around the clock is 00:00 to 24:00"),
    "text": marked("text as it was written"),
    "geo": marked("degrees, WGS-84"),
    "photo": marked("list of keys (SHA-256); the pictures are kept apart"),
    "contact": marked("the word “given”; the number itself is sealed apart and never exported"),
}
UNITS = {
    "number": marked("number"),
    "day": marked("days since 1970-01-01"),
    "minute": marked("minutes after midnight"),
    "degrees": marked("degrees, WGS-84"),
    "signs": marked("characters"),
    "photos": marked("photos"),
}


class Label(NamedTuple):
    """What one value means. number: how it stands in the codes; na: not used or not known."""

    number: int
    code: str
    zh: str
    en: str
    score: int | None = None
    na: bool = False


class Row(NamedTuple):
    """One variable.

    part : the row, answer or place that it speaks of. asked : who is asked, as a rule over codes;
    empty when everybody is. start, width : bytes in the codes, from 0; None when it is not there.
    blank, hidden : the values for “left blank” and “hidden by a rule”. form : `code` (see labels),
    `flag` (1 chosen, 0 not chosen or left blank), `number`, `day`, `minute` (these are: the value
    minus zero, over 10**decimals), or what is in no codes. least, most : range, in `unit`.
    """

    variable: str
    question: str
    kind: str
    text: Text
    part: Text | None
    required: bool
    asked: str
    measures: tuple[str, ...]
    key: str
    stored: str
    form: str
    start: int | None = None
    width: int | None = None
    blank: int | None = None
    hidden: int | None = None
    zero: int | None = None
    decimals: int | None = None
    unit: str = ""
    least: str = ""
    most: str = ""
    labels: tuple[Label, ...] = ()


def codebook_rows(questionnaire: Questionnaire) -> list[Row]:
    """Every variable in the order of the questions; notes have none."""
    codebook = Codebook(questionnaire)
    rows = []
    for question in questionnaire.questions:
        for variable in KINDS[question.kind].variables(question):
            rows.append(_closed(question, variable, codebook.columns[variable.name].start))
        rows += _open(question)
        rows += [_written(question, option) for option in question.options if option.text]
    return rows


def codebook_document(questionnaire: Questionnaire) -> dict[str, Any]:
    """The same for programs: JSON values only, words of the program in English."""
    return {
        "questionnaire": questionnaire.id,
        "version": questionnaire.version,
        "title": questionnaire.title.model_dump(),
        "audience": questionnaire.audience.model_dump(),
        "base": {
            "zh": questionnaire.base.zh,
            "en": questionnaire.base.en,
            "rule": rule_text(questionnaire.base.when),
        },
        "codes": {
            "bytes": Codebook(questionnaire).width,
            "order": "big-endian",
            "blank": 0,
            "hidden": "every bit set: 255, 65535 or 4294967295 by width",
        },
        "variables": [_variable(row) for row in codebook_rows(questionnaire)],
    }


def _variable(row: Row) -> dict[str, Any]:
    document = row._asdict() | {
        "text": row.text.model_dump(),
        "part": row.part and {"zh": row.part.zh, "en": row.part.en},
        "measures": list(row.measures),
        "labels": [label._asdict() for label in row.labels],
    }
    return {name: value for name, value in document.items() if value not in (None, "", [])}


def rule_text(condition: Condition | None) -> str:
    """A rule over question ids and codes, such as `S10 in (1, 2) and not (S02 in (U14))`."""
    match condition:
        case None:
            return ""
        case AnyOf():
            return f"{condition.q} in ({', '.join(condition.any_of)})"
        case NoneOf():
            return f"{condition.q} not in ({', '.join(condition.none_of)})"
        case Answered():
            return f"{condition.q} {'answered' if condition.answered else 'not answered'}"
        case Compare():
            bounds = condition.bounds.items()
            return " and ".join(f"{condition.q} {_SIGNS[name]} {bound}" for name, bound in bounds)
        case All():
            return " and ".join(_grouped(part) for part in condition.all)
        case Any_():
            return " or ".join(_grouped(part) for part in condition.any)
        case Not():
            return f"not ({rule_text(condition.negated)})"


_SIGNS = {"at_least": ">=", "at_most": "<=", "above": ">", "below": "<"}


def _grouped(condition: Condition) -> str:
    text = rule_text(condition)
    several = isinstance(condition, Compare) and len(condition.bounds) > 1
    return f"({text})" if several or isinstance(condition, All | Any_) else text


def _row(question: Question, variable: str, **more: Any) -> Row:
    return Row(
        variable=variable,
        question=question.id,
        kind=question.kind,
        text=question.text,
        part=more.pop("part", None),
        required=question.required,
        asked=rule_text(question.show_if),
        measures=question.measures,
        key=more.pop("key", f"/{question.id}"),
        stored=more.pop("stored", STORED[question.kind]),
        form=more.pop("form"),
        **more,
    )


def _closed(question: Question, variable: Variable, start: int) -> Row:
    tail = variable.name.removeprefix(question.id).removeprefix(".")
    more: dict[str, Any] = {"form": variable.form}
    if variable.form == "code":
        more["form"] = "flag" if question.kind == "multi" else "code"
        more["labels"] = _labels(question, variable)
    else:
        more |= _measured(question, variable)
    return _row(
        question,
        variable.name,
        part=_part(question, tail),
        key=_key(question, tail),
        start=start,
        width=variable.width,
        blank=0,
        hidden=256**variable.width - 1,
        **more,
    )


def _part(question: Question, tail: str) -> Text | None:
    if question.kind == "rank":
        return Text(zh=f"第{tail}位", en=f"place {tail}")
    parts: dict[str, Text] = {row.code: row for row in question.rows}
    if question.kind == "multi":
        parts |= question.option_codes
    return (parts or PLACES).get(tail) if tail else None


def _key(question: Question, tail: str) -> str:
    if question.kind == "multi" or not tail:
        return f"/{question.id}"
    return f"/{question.id}/{int(tail) - 1 if question.kind == 'rank' else tail}"


def _labels(question: Question, variable: Variable) -> tuple[Label, ...]:
    options = [question.option_codes[code] for code in variable.codes]
    return tuple(
        Label(number, option.code, option.zh, option.en, option.score, option.na)
        for number, option in enumerate(options, 1)
    )


def _measured(question: Question, variable: Variable) -> dict[str, Any]:
    """What a number, a day or a time of day adds to its row."""
    if variable.form == "day":
        least, most = question.earliest or EARLIEST, question.latest or LATEST
        zero: dict[str, Any] = {"zero": ZERO, "least": least.isoformat(), "most": most.isoformat()}
    elif variable.form == "minute":
        zero = {"zero": 1, "least": "0", "most": "1440"}
    else:
        limit = largest(question)
        least_number = -limit if question.min is None else question.min
        most_number = limit if question.max is None else question.max
        zero = {"zero": ZERO, "least": f"{least_number}", "most": f"{most_number}"}
    return zero | {"decimals": variable.decimals, "unit": UNITS[variable.form]}


def _open(question: Question) -> list[Row]:
    """The variables of answers that are in no codes."""
    match question.kind:
        case "text":
            least, most = question.min_length or 1, question.max_length or MAX_TEXT
            return [_row(question, question.id, form="text", **_range("signs", least, most))]
        case "geo":
            limits = (("lat", 90), ("lon", 180))
            return [_coordinate(question, name, limit) for name, limit in limits]
        case "photo":
            most = question.max_files or 1
            return [_row(question, question.id, form="photo", **_range("photos", 1, most))]
        case "contact":
            return [_row(question, question.id, form="contact")]
    return []


def _coordinate(question: Question, name: str, limit: int) -> Row:
    variable, key = f"{question.id}.{name}", f"/{question.id}/{name}"
    limits = _range("degrees", -limit, limit)
    return _row(question, variable, part=PLACES[name], key=key, form="geo", decimals=6, **limits)


def _range(unit: str, least: int, most: int) -> dict[str, str]:
    return {"unit": UNITS[unit], "least": str(least), "most": str(most)}


def _written(question: Question, option: Option) -> Row:
    """The text beside “other, please write”, stored under a key of its own."""
    name = other_field(question, option.code)
    return _row(
        question,
        name,
        part=option,
        key=f"/{name}",
        stored=STORED["text"],
        form="text",
        **_range("signs", 1, OTHER_TEXT),
    )
