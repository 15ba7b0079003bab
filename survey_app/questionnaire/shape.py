"""What pydantic finds wrong with the shape of a definition, in sentences of ours."""

import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from survey_app.errors import marked
from survey_app.questionnaire.conditions import DAY, NUMBER, TAGS
from survey_app.questionnaire.fault import Fault, Place

SHOWN = 40  # characters of a wrong value that a sentence repeats

NOT_WHOLE = marked("“{value}” is not a whole number; write one such as 3.")
NOT_NUMBER = marked("“{value}” is not a number; write one such as 3.")
NOT_TRUTH = marked("“{value}” is neither yes nor no; write true or false.")
NOT_DAY = marked("“{value}” is not a day; write it like 2026-09-01.")
NOT_PARTS = marked("Named parts belong here, such as zh and en; not a single value or a list.")
NOT_LIST = marked("A list belongs here, one item a line.")
NOT_TEXT = marked("A text belongs here, not a list or parts.")
TOO_SMALL = marked("“{value}” is too small; the smallest is {least}.")
TOO_LARGE = marked("“{value}” is too large; the largest is {most}.")
NOT_CODE = marked(
    "“{value}” is no code: use up to 32 letters A–Z, figures and _, and begin with a letter or a"
    " figure."
)
NOT_NAME = marked("“{value}” is no name: use up to 32 small letters a–z and _.")
NOT_BOUND = marked("“{value}” is neither a number nor a day; write it like 3, 0.5 or 2026-09-01.")

MESSAGES = {
    "missing": marked("This is missing; add it."),
    "extra_forbidden": marked("There is no field of this name here; correct it or take it out."),
    "string_too_short": marked("Nothing stands here; write something."),
    "string_too_long": marked("This is longer than {most} characters; shorten it."),
    "string_type": NOT_TEXT,
    "string_unicode": marked("A control character stands here; take it out."),
    "literal_error": marked("“{value}” is not known here; choose one of {known}."),
    "too_short": marked("At least one is needed here; add one."),
    "condition_form": marked(
        "A rule names a question (q) and what to ask of it: any_of, none_of, answered, at_least,"
        " at_most, above or below; or it joins rules by all, any or not."
    ),
    "int_parsing": NOT_WHOLE,
    "int_type": NOT_WHOLE,
    "int_from_float": NOT_WHOLE,
    "int_parsing_size": NOT_WHOLE,
    "float_parsing": NOT_NUMBER,
    "float_type": NOT_NUMBER,
    "finite_number": NOT_NUMBER,
    "bool_parsing": NOT_TRUTH,
    "bool_type": NOT_TRUTH,
    "greater_than_equal": TOO_SMALL,
    "less_than_equal": TOO_LARGE,
    "date_type": NOT_DAY,
    "date_parsing": NOT_DAY,
    "date_from_datetime_parsing": NOT_DAY,
    "date_from_datetime_inexact": NOT_DAY,
    "model_type": NOT_PARTS,
    "model_attributes_type": NOT_PARTS,
    "dict_type": NOT_PARTS,
    "tuple_type": NOT_LIST,
    "list_type": NOT_LIST,
}
OTHERWISE = marked("This cannot be used: {problem}")
QUOTED = re.compile(r"'([^']*)'")
RULE_FIELDS = ("show_if", "when", "not")
TAG_NAMES = set(TAGS.values())


def shape_faults(model: type[BaseModel], content: object) -> list[Fault]:
    """Everything in which plain content differs from what a model may hold; [] if nothing."""
    try:
        model.model_validate(content)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        found = {place: said for place, said in (_fault(one) for one in errors)}
        return list(found.values())
    return []


def _fault(error: ErrorDetails) -> tuple[Place, Fault]:
    place = tuple(_steps(error["loc"]))
    message, values = _said(error)
    return place, Fault(place, message, values)


def _said(error: ErrorDetails) -> tuple[str, dict[str, object]]:
    context: dict[str, Any] = error.get("ctx") or {}
    values: dict[str, object] = {}
    message = MESSAGES.get(error["type"], OTHERWISE)
    if error["type"] == "string_pattern_mismatch":
        message = _pattern(str(context.get("pattern")))
    shown = str(error["input"])
    values["value"] = shown if len(shown) <= SHOWN else shown[: SHOWN - 1] + "…"
    values["known"] = tuple(QUOTED.findall(str(context.get("expected", ""))))
    values["least"] = context.get("ge")
    values["most"] = context.get("max_length", context.get("le"))
    values["problem"] = error["msg"]
    return message, {name: value for name, value in values.items() if f"{{{name}}}" in message}


def _pattern(pattern: str) -> str:
    if NUMBER in pattern or DAY in pattern:
        return NOT_BOUND
    return NOT_NAME if pattern.startswith("^[a-z]") else NOT_CODE


def _steps(loc: tuple[int | str, ...]) -> Iterator[int | str]:
    """pydantic's location without what it adds: the forms of a rule, of a number, of a key."""
    kept: list[int | str] = []
    is_rule = False  # the step before named a rule: pydantic says next which form it takes
    for step in loc:
        if (is_rule and step in TAG_NAMES) or step == "[key]":
            is_rule = False
            continue
        if kept and kept[-1] in ("min", "max") and step in ("int", "float"):
            continue
        is_rule = step in RULE_FIELDS or (
            isinstance(step, int) and bool(kept) and kept[-1] in ("all", "any")
        )
        kept.append(step)
    return iter(kept)
