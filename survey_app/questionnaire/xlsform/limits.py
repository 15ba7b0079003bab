"""Limits of an answer as the standard's `constraint`: read, written, and put into words.

Limits are mappings of field names of a question to texts, with `exclusive` for the codes that
allow no other choice beside them, separated by blanks.
"""

import re
from decimal import Decimal

from survey_app.errors import marked
from survey_app.questionnaire.definition import Question
from survey_app.questionnaire.xlsform.expressions import (
    Both,
    Call,
    Comparison,
    Dot,
    Either,
    Expression,
    Number,
    Text,
    Unreadable,
    parse,
)
from survey_app.questionnaire.xlsform.rules import FLIPPED

Limits = dict[str, str]
# What is compared, for each kind, and the fields for its lower and upper bound.
BOUNDED = {
    "number": (".", "min", "max"),
    "date": (".", "earliest", "latest"),
    "text": ("string-length", "min_length", "max_length"),
    "multi": ("count-selected", "min_choices", "max_choices"),
    "rank": ("count-selected", "min_choices", "max_choices"),
}
COUNTED = ("text", "multi", "rank")
WHOLE = re.compile("-?[0-9]{1,9}")


def limits_of(question: Question) -> Limits:
    """The limits of a question that a constraint can express."""
    if question.kind not in BOUNDED or question.kind == "rank":
        return {}  # ODK's rank puts all choices in order: the first few alone cannot be asked for
    found: Limits = {}
    for field in BOUNDED[question.kind][1:]:
        value = getattr(question, field)
        if value is not None:
            found[field] = f"{Decimal(repr(value)):f}" if field in ("min", "max") else str(value)
    if question.kind == "multi":
        alone = [option.code for option in question.options if option.exclusive]
        found |= {"exclusive": " ".join(alone)} if alone else {}
    return found


def constraint(kind: str, limits: Limits) -> str:
    """Limits as XPath."""
    if kind not in BOUNDED:
        return ""
    compared, low, high = BOUNDED[kind]
    left = "." if compared == "." else f"{compared}(.)"
    parts = [
        f"{left} {sign} {_literal(kind, limits[field])}"
        for field, sign in ((low, ">="), (high, "<="))
        if field in limits
    ]
    parts += [
        f"not(selected(., '{code}') and count-selected(.) > 1)"
        for code in limits.get("exclusive", "").split()
    ]
    return " and ".join(parts)


def _literal(kind: str, value: str) -> str:
    return f"date('{value}')" if kind == "date" else value


def read_constraint(text: str, kind: str, *, is_whole: bool) -> tuple[Limits, list[Unreadable]]:
    """The limits of a constraint, and a reason for each part that is none.

    is_whole: the answer is a whole number or a count, so that `> 2` is `>= 3`.
    """
    try:
        parts = _parts(parse(text))
    except Unreadable as unread:
        return {}, [unread]
    found: Limits = {}
    unreadable = []
    for part in parts:
        try:
            for field, value in _read(part, kind, is_whole).items():
                if field == "exclusive":
                    value = f"{found.get(field, '')} {value}".strip()
                elif field in found:
                    raise Unreadable(marked("it has two limits of one kind"))
                found[field] = value
        except Unreadable as unread:
            unreadable.append(unread)
    return found, unreadable


def _read(part: Expression, kind: str, is_whole: bool) -> Limits:
    if kind not in BOUNDED:
        raise Unreadable(marked("a question of this kind has no limits here"))
    code = _exclusive(part)
    if code is not None and kind in ("multi", "rank"):
        return {"exclusive": code}
    return _bounds(part, kind, is_whole)


def _parts(expression: Expression) -> list[Expression]:
    if not isinstance(expression, Both):
        return [expression]
    return [piece for part in expression.parts for piece in _parts(part)]


def _exclusive(part: Expression) -> str | None:
    """The code of `not(selected(., 'X') and count-selected(.) > 1)` or of its other spelling."""
    match part:
        case Call("not", (Both((one, two)),)):
            wanted = {(">", "1"), (">=", "2")}
        case Either((Call("not", (one,)), two)):
            wanted = {("=", "1"), ("<=", "1"), ("<", "2")}
        case _:
            return None
    match one, two:
        case (
            Call("selected", (Dot(), Text(code))),
            Comparison(Call("count-selected", (Dot(),)), sign, Number(number)),
        ) if (sign, number) in wanted:
            return code
    return None


def _bounds(part: Expression, kind: str, is_whole: bool) -> Limits:
    match part:
        case Comparison(Number() | Text() | Call("date") as left, sign, right):
            part = Comparison(right, FLIPPED[sign], left)
    compared, low, high = BOUNDED[kind]
    match part:
        case Comparison(Dot(), sign, Call("date", (Text(value),)) | Text(value)) if kind == "date":
            pass
        case Comparison(Dot(), sign, Number(value)) if kind == "number":
            pass
        case Comparison(Call(name, (Dot(),)), sign, Number(value)) if name == compared:
            pass
        case _:
            raise Unreadable(marked("only lower and upper limits with fixed values are known here"))
    return _fields(sign, value, (low, high), is_whole=is_whole or kind in COUNTED)


def _fields(sign: str, value: str, fields: tuple[str, str], *, is_whole: bool) -> Limits:
    low, high = fields
    if sign == "=":
        return {low: value, high: value}
    if sign in ("<=", ">="):
        return {low if sign == ">=" else high: value}
    if sign in ("<", ">") and is_whole and WHOLE.fullmatch(value):
        return {low: str(int(value) + 1)} if sign == ">" else {high: str(int(value) - 1)}
    raise Unreadable(marked("“{sign}” is not known here"), sign=sign)


SAID = {
    "min": ("不小于{}", "at least {}"),
    "max": ("不大于{}", "at most {}"),
    "earliest": ("不早于{}", "not before {}"),
    "latest": ("不晚于{}", "not after {}"),
    "min_length": ("至少{}个字", "at least {} characters"),
    "max_length": ("最多{}个字", "at most {} characters"),
    "min_choices": ("至少选{}样", "choose at least {}"),
    "max_choices": ("最多选{}样", "choose at most {}"),
}


def sentence(limits: Limits) -> tuple[str, str]:
    """The limits in Chinese and English, for programs that show a constraint's message."""
    said = [(SAID[field], value) for field, value in limits.items() if field != "exclusive"]
    if "exclusive" in limits:
        said.append((("“都没有”一类的选项只能单选", "“none of these” stands alone"), ""))
    chinese = "，".join(words[0].format(value) for words, value in said)
    english = ", ".join(words[1].format(value) for words, value in said)
    return chinese, english[:1].upper() + english[1:]
