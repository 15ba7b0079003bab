"""What the editor's buttons do inside a question or on the page about the questionnaire.

Options, rows, lines of rules, closing pages, blanks. Every step changes the definition that it is
given and says which field gets the focus.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from typing import Any, NamedTuple

from survey_app.errors import Invalid
from survey_app.web.draft_shape import OF_KIND, Definition, Part
from survey_app.web.rule_lines import Line, rule_of

MAX_PARTS = 200  # options, rows
MAX_FEW = 30  # sections, endings, placeholders
LISTS = {"options": "O", "rows": "R"}
Lists = Mapping[str, list[dict[str, Any]]]


class Step(NamedTuple):
    """The outcome of a button."""

    definition: Definition
    part: Part
    focus: str = ""


Made = Callable[[Definition, Part, str, Lists], Step]


def free(taken: Iterable[Any], stem: str, start: int = 1) -> str:
    """The first of stem1, stem2 … that is not taken, from `start` on."""
    known = {str(one) for one in taken}
    number = start
    while f"{stem}{number}" in known:
        number += 1
    return f"{stem}{number}"


def room(parts: list[Any], most: int) -> None:
    """Raises Invalid when there is no room for one more."""
    if len(parts) >= most:
        raise Invalid("There is room for {most} here, not for more.", most=most)


def swap(parts: list[Any], at: int, way: str) -> int:
    """Move one part up or down, if it can; where it is then."""
    to = at + (-1 if way == "up" else 1)
    if not 0 <= to < len(parts):
        return at
    parts[at], parts[to] = parts[to], parts[at]
    return to


def _named(what: str, question: dict[str, Any]) -> tuple[str, int] | None:
    """`options:3` as ("options", 3), if that is there."""
    name, _, number = what.partition(":")
    is_there = name in LISTS and re.fullmatch(r"[0-9]{1,3}", number)
    return (name, int(number)) if is_there and int(number) < len(question.get(name, ())) else None


def _add_part(definition: Definition, part: Part, name: str, lists: Lists) -> Step:
    """One more option or row; answers such as “cannot say” stay last."""
    question = definition["questions"][part.number]
    if name not in LISTS:
        return Step(definition, part)
    parts = question.setdefault(name, [])
    room(parts, MAX_PARTS)
    at = len(parts)
    while name == "options" and at and any(parts[at - 1].get(f) for f in ("na", "text")):
        at -= 1
    code = free((one.get("code") for one in parts), LISTS[name], len(parts) + 1)
    parts.insert(at, {"code": code, "zh": ""})
    return Step(definition, part, f"{name}.{at}.zh")


def _remove_part(definition: Definition, part: Part, what: str, lists: Lists) -> Step:
    found = _named(what, definition["questions"][part.number])
    if found is None:
        return Step(definition, part)
    name, at = found
    del definition["questions"][part.number][name][at]
    return Step(definition, part, f"add-{name}")


def _move_part(way: str) -> Made:
    def move(definition: Definition, part: Part, what: str, lists: Lists) -> Step:
        found = _named(what, definition["questions"][part.number])
        if found is None:
            return Step(definition, part)
        name, at = found
        to = swap(definition["questions"][part.number][name], at, way)
        return Step(definition, part, f"{name}.{to}.{way}")

    return move


def _fill(definition: Definition, part: Part, name: str, lists: Lists) -> Step:
    """Put a shared list in place of the options."""
    question = definition["questions"][part.number]
    if name in lists and "options" in OF_KIND.get(question["kind"], ()):
        question["options"] = [
            {key: value for key, value in option.items() if value is not None}
            for option in deepcopy(lists[name])
        ]
    return Step(definition, part, "options.0.zh")


def _unrule(definition: Definition, part: Part, what: str, lists: Lists) -> Step:
    """Take one line out of a rule, or the whole of one that is text."""
    field, _, number = what.partition(":")
    if part.kind == "about":
        holder, key = definition["base"], "when"
    elif field == "stop":
        holder, key = definition["questions"][part.number].get("stop", {}), "when"
    else:
        holder, key = definition["questions"][part.number], "show_if"
    rule = rule_of(holder.get(key)) if isinstance(holder, dict) else rule_of(None)
    leaves = [_leaf_of(line) for n, line in enumerate(rule.lines) if number and str(n) != number]
    if len(leaves) > 1:
        holder[key] = {rule.join: leaves}
    elif leaves:
        holder[key] = leaves[0]
    elif field == "stop" and part.kind == "q":
        definition["questions"][part.number].pop("stop", None)
    else:
        holder.pop(key, None)
    return Step(definition, part, f"{field}.{len(leaves)}.q")


def _leaf_of(line: Line) -> dict[str, Any]:
    """A line of a rule as a condition."""
    if line.relation in ("answered", "unanswered"):
        return {"q": line.q, "answered": line.relation == "answered"}
    value = list(line.codes) if line.relation in ("any_of", "none_of") else line.value
    return {"q": line.q, line.relation: value}


def _add_ending(definition: Definition, part: Part, what: str, lists: Lists) -> Step:
    endings = definition["endings"]
    room(list(endings), MAX_FEW)
    code = free(endings, "ending", len(endings) + 1)
    endings[code] = {"zh": ""}
    return Step(definition, part, f"endings.{code}.zh")


def _remove_ending(definition: Definition, part: Part, code: str, lists: Lists) -> Step:
    definition["endings"].pop(code, None)
    return Step(definition, part, "add-ending")


def _add_placeholder(definition: Definition, part: Part, what: str, lists: Lists) -> Step:
    placeholders = definition.setdefault("placeholders", [])
    room(placeholders, MAX_FEW)
    placeholders.append({"name": "", "zh": ""})
    return Step(definition, part, f"placeholders.{len(placeholders) - 1}.name")


def _remove_placeholder(definition: Definition, part: Part, what: str, lists: Lists) -> Step:
    placeholders = definition.get("placeholders", [])
    if re.fullmatch(r"[0-9]{1,3}", what) and int(what) < len(placeholders):
        del placeholders[int(what)]
    if not placeholders:
        definition.pop("placeholders", None)
    return Step(definition, part, "add-placeholder")


IN_QUESTIONS: dict[str, Made] = {
    "add-part": _add_part,
    "remove": _remove_part,
    "up": _move_part("up"),
    "down": _move_part("down"),
    "fill": _fill,
    "unrule": _unrule,
}
ON_ABOUT: dict[str, Made] = {
    "add-ending": _add_ending,
    "remove-ending": _remove_ending,
    "add-placeholder": _add_placeholder,
    "remove-placeholder": _remove_placeholder,
    "unrule": _unrule,
}
