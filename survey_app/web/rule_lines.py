"""Rules as lines of a form, and back: “[question] [is one of] [answers]”, all or any of them.

A rule that lines cannot say stays as it is, as text (JSON); text that is no rule is kept as text,
for the checker to complain of. Nothing here needs a right rule.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from survey_app.questionnaire.kinds import clean_text

Posted = Mapping[str, Sequence[str]]

CODED = ("any_of", "none_of")
SIZED = ("at_least", "at_most", "above", "below")
GIVEN = {"answered": True, "unanswered": False}
RELATIONS = (*CODED, *GIVEN, *SIZED)
MAX_LINES = 20
MAX_RULE = 5_000  # signs of a rule as text
MAX_DEPTH = 10


class Line(NamedTuple):
    """One part of a rule. codes: for CODED relations; value: the bound of SIZED ones."""

    q: str
    relation: str
    codes: tuple[str, ...] = ()
    value: str = ""


class Rule(NamedTuple):
    """A rule for the form; join: `all` or `any`; text: instead of lines, what they cannot say."""

    join: str = "all"
    lines: tuple[Line, ...] = ()
    text: str = ""


def rule_of(condition: Any) -> Rule:
    """A condition, right or wrong, as the form shows it."""
    if condition is None:
        return Rule()
    for join in ("all", "any"):
        parts = condition.get(join) if isinstance(condition, dict) and len(condition) == 1 else None
        if isinstance(parts, list) and 1 < len(parts) <= MAX_LINES:
            lines = [_lines(part, join) for part in parts]
            if all(lines):
                return Rule(join, tuple(line for found in lines for line in found))
    alone = _lines(condition, "all")
    return Rule("all", alone) if alone else Rule(text=_as_text(condition))


def meaning(rule: Rule) -> Rule:
    """The rule with its codes in one order, to compare it with another."""
    lines = [line._replace(codes=tuple(sorted(line.codes))) for line in rule.lines]
    return rule._replace(lines=tuple(lines))


def _lines(leaf: Any, join: str) -> tuple[Line, ...]:
    """A part that speaks of one question; a range is two lines, which only `all` can join."""
    if not isinstance(leaf, dict) or not isinstance(leaf.get("q"), str) or not leaf["q"]:
        return ()
    keys = [key for key in leaf if key != "q"]
    if keys == ["answered"] and isinstance(leaf["answered"], bool):
        return (Line(leaf["q"], "answered" if leaf["answered"] else "unanswered"),)
    if len(keys) == 1 and keys[0] in CODED and _are_texts(leaf[keys[0]]):
        return (Line(leaf["q"], keys[0], tuple(leaf[keys[0]])),)
    bounds = keys and set(keys) <= set(SIZED) and _are_texts([leaf[key] for key in keys])
    if bounds and (len(keys) == 1 or join == "all"):
        return tuple(Line(leaf["q"], key, value=leaf[key]) for key in keys)
    return ()


def _are_texts(values: Any) -> bool:
    return isinstance(values, list | tuple) and all(isinstance(value, str) for value in values)


def _as_text(condition: Any) -> str:
    if isinstance(condition, str):
        return condition
    return json.dumps(condition, ensure_ascii=False, default=str)


def condition_in(
    posted: Posted, field: str, before: Any, relations: Callable[[str], Sequence[str]]
) -> Any:
    """The condition that the form's fields `field.…` mean; `before` when they are not there.

    relations: those that make sense for a question id; the first is taken for a new question.
    """
    if f"{field}.text" in posted:
        return _from_text(posted[f"{field}.text"][0], before)
    if f"{field}.join" not in posted:
        return before
    leaves = [
        _leaf(posted, f"{field}.{number}", relations)
        for number in range(MAX_LINES)
        if _first(posted, f"{field}.{number}.q")
    ]
    join = "any" if _first(posted, f"{field}.join") == "any" else "all"
    condition: Any = {join: leaves} if len(leaves) > 1 else next(iter(leaves), None)
    # The same lines may be written otherwise (a range in one part, other order): leave them.
    return before if meaning(rule_of(condition)) == meaning(rule_of(before)) else condition


def _leaf(posted: Posted, name: str, relations: Callable[[str], Sequence[str]]) -> dict[str, Any]:
    q = clean_text(_first(posted, f"{name}.q"))[:80]
    is_new = q != _first(posted, f"{name}.was")
    relation = _first(posted, f"{name}.is")
    if is_new or relation not in RELATIONS:
        relation = relations(q)[0]
    if relation in GIVEN:
        return {"q": q, "answered": GIVEN[relation]}
    if relation in SIZED:
        return {"q": q, relation: "" if is_new else _first(posted, f"{name}.value")[:20].strip()}
    codes = [] if is_new else [code[:80] for code in posted.get(f"{name}.code", ())]
    return {"q": q, relation: list(dict.fromkeys(codes))}


def _first(posted: Posted, name: str) -> str:
    return next(iter(posted.get(name, ())), "")


def _from_text(text: str, before: Any) -> Any:
    text = clean_text(text)[:MAX_RULE]
    if not text:
        return None
    if text == _as_text(before):
        return before
    try:
        read = _cleaned(json.loads(text, parse_constant=str, parse_float=str, parse_int=str))
    except (ValueError, RecursionError):
        return text
    return read if isinstance(read, dict) and _depth(read) <= MAX_DEPTH else text


def _cleaned(value: Any) -> Any:
    """What was read, without signs that no database takes (JSON may spell them out)."""
    if isinstance(value, dict):
        return {clean_text(key): _cleaned(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_cleaned(part) for part in value]
    return clean_text(value) if isinstance(value, str) else value


def _depth(value: Any, at: int = 1) -> int:
    if at > MAX_DEPTH or not isinstance(value, dict | list):
        return at
    parts = value.values() if isinstance(value, dict) else value
    return max((_depth(part, at + 1) for part in parts), default=at)


def leaves(condition: Any) -> Iterator[dict[str, Any]]:
    """Every part that speaks of a question, in a condition that may be faulty."""
    if not isinstance(condition, dict):
        return
    if isinstance(condition.get("q"), str):
        yield condition
    yield from leaves(condition.get("not"))
    for join in ("all", "any"):
        parts = condition.get(join)
        for part in parts if isinstance(parts, list) else ():
            yield from leaves(part)
