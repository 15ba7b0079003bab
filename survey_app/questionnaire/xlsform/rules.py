"""Conditions as XPath, and XPath as conditions.

What is written reads back as the same condition, but for a few shapes with the same meaning (an
`any` of two rules on one question, and the like): those travel as JSON beside the expression.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from survey_app.errors import marked
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
from survey_app.questionnaire.xlsform.expressions import (
    Both,
    Call,
    Comparison,
    Either,
    Expression,
    Number,
    Ref,
    Text,
    Unreadable,
    parse,
)

SIGNS = {"at_least": ">=", "at_most": "<=", "above": ">", "below": "<"}
BOUNDS = {sign: name for name, sign in SIGNS.items()}
FLIPPED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
SEVERAL = ("multi", "rank")
CONDITIONS: TypeAdapter[Condition] = TypeAdapter(Condition)
OR, AND, ALONE = range(3)  # how tightly an expression holds together


class Target(NamedTuple):
    """What a name in a form stands for. q: how conditions name it; codes: choice name -> code."""

    q: str
    kind: str  # of the question, "matrix" and "best_worst" for their rows; "group" if only answered
    codes: Mapping[str, str]


def xpath(condition: Condition | None, names: Mapping[str, tuple[str, str]]) -> str:
    """A condition as XPath; `names` gives the form's name and the kind for each condition's q.

    Empty without a condition, and where a name is not in the form.
    """
    try:
        return _written(condition, names)[0] if condition is not None else ""
    except KeyError:
        return ""


def _written(condition: Condition, names: Mapping[str, tuple[str, str]]) -> tuple[str, int]:
    match condition:
        case AnyOf():
            parts = [_chosen(condition.q, code, names) for code in condition.any_of]
            return " or ".join(parts), OR if len(parts) > 1 else ALONE
        case NoneOf():
            parts = [_chosen(condition.q, code, names) for code in condition.none_of]
            return f"not({' or '.join(parts)})", ALONE
        case Answered():
            sign = "!=" if condition.answered else "="
            return f"${{{names[condition.q][0]}}} {sign} ''", ALONE
        case Compare():
            name = names[condition.q][0]
            parts = [
                f"${{{name}}} {SIGNS[key]} {amount(value)}"
                for key, value in condition.bounds.items()
            ]
            return " and ".join(parts), AND if len(parts) > 1 else ALONE
        case All():
            return _joined(" and ", AND, [_written(part, names) for part in condition.all])
        case Any_():
            return _joined(" or ", OR, [_written(part, names) for part in condition.any])
        case Not():
            return f"not({_written(condition.negated, names)[0]})", ALONE


def _chosen(q: str, code: str, names: Mapping[str, tuple[str, str]]) -> str:
    name, kind = names[q]
    return f"selected(${{{name}}}, '{code}')" if kind in SEVERAL else f"${{{name}}} = '{code}'"


def _joined(word: str, level: int, parts: list[tuple[str, int]]) -> tuple[str, int]:
    if len(parts) == 1:
        return parts[0]
    return word.join(f"({text})" if held < level else text for text, held in parts), level


def amount(value: str) -> str:
    """A number or a day as XPath."""
    return f"date('{value}')" if value[4:5] == "-" else value


def read_rule(text: str, targets: Mapping[str, Target]) -> dict[str, Any]:
    """The condition of an expression as a mapping; raises Unreadable."""
    return _meaning(parse(text), targets)


def _meaning(expression: Expression, targets: Mapping[str, Target]) -> dict[str, Any]:
    match expression:
        case Either():
            return _several("any", expression.parts, targets, _same_choice)
        case Both():
            return _several("all", expression.parts, targets, _same_bounds)
        case Call("not", (inner,)):
            negated = _meaning(inner, targets)
            if "any_of" in negated:
                return {"q": negated["q"], "none_of": negated["any_of"]}
            return {"not": negated}
        case Call("selected", (Ref(name), Text(code) | Number(code))):
            return {"q": _target(name, targets).q, "any_of": [_code(name, code, targets)]}
        case Comparison(Text() | Number() | Call("date") as left, sign, right):
            return _compared(Comparison(right, FLIPPED[sign], left), targets)
        case Comparison():
            return _compared(expression, targets)
        case Call(name):
            raise Unreadable(marked("{name}() is not known here"), name=name)
    raise Unreadable(marked("a rule compares an answer with something"))


Joining = Callable[[dict[str, Any], dict[str, Any]], dict[str, Any] | None]


def _several(
    key: str, parts: tuple[Expression, ...], targets: Mapping[str, Target], join: Joining
) -> dict[str, Any]:
    read: list[dict[str, Any]] = []
    for part in parts:
        found = _meaning(part, targets)
        together = join(read[-1], found) if read and read[-1].get("q") == found.get("q") else None
        if together is None:
            read.append(found)
        else:
            read[-1] = together
    return read[0] if len(read) == 1 else {key: read}


def _same_choice(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any] | None:
    if "any_of" in one and "any_of" in other:
        one["any_of"] += other["any_of"]
        return one
    return None


def _same_bounds(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any] | None:
    bounds = set(SIGNS)
    if "none_of" in one and "none_of" in other:
        one["none_of"] += other["none_of"]
        return one
    if one.keys() & bounds and other.keys() & bounds and not one.keys() & other.keys() & bounds:
        return {**one, **other}
    return None


def _compared(comparison: Comparison, targets: Mapping[str, Target]) -> dict[str, Any]:
    match comparison:
        case Comparison(Ref(name), "=" | "!=" as sign, Text("")):
            return {"q": _target(name, targets).q, "answered": _truth(sign == "!=")}
        case Comparison(Call("count-selected" | "string-length", (Ref(name),)), sign, Number(n)):
            return _counted(_target(name, targets).q, sign, n)
        case Comparison(Ref(name), sign, Call("date", (Text(day),))):
            return _bounded(name, sign, day, targets)
        case Comparison(Ref(name), sign, Text(value) | Number(value)):
            if _target(name, targets).codes:
                return _choice(name, sign, value, targets)
            return _bounded(name, sign, value, targets)
    raise Unreadable(marked("a rule compares an answer with a fixed value"))


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _counted(q: str, sign: str, number: str) -> dict[str, Any]:
    if (sign, number) in ((">", "0"), (">=", "1"), ("!=", "0")):
        return {"q": q, "answered": "true"}
    if (sign, number) in (("=", "0"), ("<", "1"), ("<=", "0")):
        return {"q": q, "answered": "false"}
    raise Unreadable(marked("a rule cannot count more than whether there is an answer"))


def _choice(name: str, sign: str, value: str, targets: Mapping[str, Target]) -> dict[str, Any]:
    if sign not in ("=", "!="):
        raise Unreadable(marked("the choices of {name} have no order"), name=name)
    key = "any_of" if sign == "=" else "none_of"
    return {"q": _target(name, targets).q, key: [_code(name, value, targets)]}


def _bounded(name: str, sign: str, value: str, targets: Mapping[str, Target]) -> dict[str, Any]:
    target = _target(name, targets)
    if target.kind not in ("number", "date"):
        raise Unreadable(marked("{name} can be compared with nothing but ''"), name=name)
    bounds = [BOUNDS[sign]] if sign in BOUNDS else ["at_least", "at_most"]
    rule = {"q": target.q, **dict.fromkeys(bounds, value)}
    if condition_of(rule) is None:
        what = marked("{value} is not a number or a day that a rule can hold")
        raise Unreadable(what, value=value)
    return {"not": rule} if sign == "!=" else rule


def _target(name: str, targets: Mapping[str, Target]) -> Target:
    if name not in targets:
        what = marked("there is no question {name} that could be carried over")
        raise Unreadable(what, name=name)
    return targets[name]


def _code(name: str, choice: str, targets: Mapping[str, Target]) -> str:
    codes = _target(name, targets).codes
    if choice not in codes:
        raise Unreadable(marked("{name} has no choice {choice}"), name=name, choice=choice)
    return codes[choice]


def condition_of(content: Any) -> Condition | None:
    """The condition that a mapping holds, or None where it holds none."""
    try:
        return CONDITIONS.validate_python(content)
    except (ValidationError, RecursionError):
        return None


def packed(condition: Condition) -> str:
    """A condition as JSON, exactly."""
    content = condition.model_dump(mode="json", by_alias=True, exclude_none=True)
    return json.dumps(content, ensure_ascii=False)


def unpacked(text: str) -> dict[str, Any] | None:
    """The condition that `packed` wrote, as a mapping; None for anything else."""
    try:
        content = json.loads(text) if text.startswith("{") else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict) or condition_of(content) is None:
        return None
    return content
