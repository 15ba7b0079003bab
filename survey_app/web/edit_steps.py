"""What the editor's buttons do to a definition: add, move, duplicate and delete its parts.

An action is `verb` or `verb:what`, as the button's value says. Every action gives the changed
definition, the part to show next, and the id of the field or button that gets the focus.
"""

from copy import deepcopy
from typing import Any

from survey_app.errors import Invalid
from survey_app.web.draft_shape import ABOUT, OF_KIND, Definition, Part, order, part_named
from survey_app.web.edit_parts import (
    IN_QUESTIONS,
    MAX_FEW,
    ON_ABOUT,
    Lists,
    Made,
    Step,
    free,
    room,
    swap,
)

MAX_QUESTIONS = 200


def step(definition: Definition, part: Part, action: str, lists: Lists) -> Step:
    """Do what a button says to a copy; an unknown action changes nothing.

    lists: shared option lists by name. Raises Invalid when there would be too many parts.
    """
    verb, _, what = action.partition(":")
    changed = deepcopy(definition)
    if verb == "go":
        return Step(changed, part_named(what, changed), "form-title")
    made = _ANYWHERE.get(verb)
    if made is None and part.kind == "q":
        made = _ON_QUESTIONS.get(verb)
    if made is None and part.kind == "s":
        made = _ON_SECTIONS.get(verb)
    if made is None and part.kind == "about":
        made = ON_ABOUT.get(verb)
    return made(changed, part, what, lists) if made else Step(changed, part)


def _add_question(definition: Definition, part: Part, kind: str, lists: Lists) -> Step:
    questions = definition["questions"]
    if kind not in OF_KIND:
        return Step(definition, part)
    room(questions, MAX_QUESTIONS)
    question: dict[str, Any] = {
        "id": free((one.get("id") for one in questions), "Q", len(questions) + 1),
        "section": _section_here(definition, part),
        "kind": kind,
        "text": {"zh": ""},
        "required": kind not in ("note", "photo", "contact", "geo"),
        **_beginning(kind, lists),
    }
    at = part.number + 1 if part.kind == "q" else len(questions)
    questions.insert(at, question)
    return Step(definition, _placed(definition, question), "text.zh")


def _section_here(definition: Definition, part: Part) -> str:
    if part.kind == "q":
        section = str(definition["questions"][part.number].get("section"))
        if section in {str(one.get("id")) for one in definition["sections"]}:
            return section
    number = part.number if part.kind == "s" else -1
    return str(definition["sections"][number].get("id"))


def _beginning(kind: str, lists: Lists) -> dict[str, Any]:
    empty = [{"code": f"O{n}", "zh": ""} for n in (1, 2, 3)]
    rows = [{"code": f"R{n}", "zh": ""} for n in (1, 2)]
    scale = [*deepcopy(lists.get("sat5", empty)), dict(_CANNOT_SAY)]
    own: dict[str, dict[str, Any]] = {
        "single": {"options": empty},
        "multi": {"options": empty},
        "likert": {"options": scale},
        "matrix": {"rows": rows, "options": scale},
        "rank": {"options": [*empty, {"code": "O4", "zh": ""}], "max_choices": 3},
        "best_worst": {"options": [*empty, {"code": "O4", "zh": ""}]},
        "text": {"max_length": 200},
    }
    return own.get(kind, {})


_CANNOT_SAY = {"code": "NA", "zh": "说不清", "en": "Can't say", "na": True}


def _placed(definition: Definition, question: dict[str, Any]) -> Part:
    order(definition)
    return Part("q", next(n for n, q in enumerate(definition["questions"]) if q is question))


def _add_section(definition: Definition, part: Part, what: str, lists: Lists) -> Step:
    sections = definition["sections"]
    room(sections, MAX_FEW)
    taken = {str(one.get("id")) for one in sections}
    letters = [letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if letter not in taken]
    code = letters[0] if letters else free(taken, "S")
    sections.append({"id": code, "zh": ""})
    return Step(definition, Part("s", len(sections) - 1), "zh")


def _move_question(definition: Definition, part: Part, way: str, lists: Lists) -> Step:
    """One place up or down; at the edge of its section, into the next section."""
    questions, sections = definition["questions"], definition["sections"]
    question, by = questions[part.number], -1 if way == "up" else 1
    ids = [str(one.get("id")) for one in sections]
    own = str(question.get("section"))
    there = part.number + by
    same = 0 <= there < len(questions) and str(questions[there].get("section")) == own
    if same:
        questions[part.number], questions[there] = questions[there], question
    elif own in ids and 0 <= ids.index(own) + by < len(ids):
        question["section"] = ids[ids.index(own) + by]
    return Step(definition, _placed(definition, question), f"move-{way}")


def _duplicate(definition: Definition, part: Part, what: str, lists: Lists) -> Step:
    questions = definition["questions"]
    room(questions, MAX_QUESTIONS)
    twin = deepcopy(questions[part.number])
    twin["id"] = free((one.get("id") for one in questions), "Q", len(questions) + 1)
    twin.pop("measures", None)  # a figure is made of one question
    questions.insert(part.number + 1, twin)
    return Step(definition, Part("q", part.number + 1), "text.zh")


def _delete_question(definition: Definition, part: Part, what: str, lists: Lists) -> Step:
    del definition["questions"][part.number]
    number = min(part.number, len(definition["questions"]) - 1)
    return Step(definition, Part("q", number) if number >= 0 else ABOUT, "form-title")


def _move_section(definition: Definition, part: Part, way: str, lists: Lists) -> Step:
    at = swap(definition["sections"], part.number, way)
    order(definition)
    return Step(definition, Part("s", at), f"move-{way}")


def _delete_section(definition: Definition, part: Part, what: str, lists: Lists) -> Step:
    """Its questions go to the section before it, or after it; the last section stays."""
    sections = definition["sections"]
    if len(sections) == 1:
        raise Invalid("A questionnaire needs at least one section.")
    gone = sections.pop(part.number)
    heir = max(part.number - 1, 0)
    for question in definition["questions"]:
        if str(question.get("section")) == str(gone.get("id")):
            question["section"] = sections[heir].get("id")
    order(definition)
    return Step(definition, Part("s", heir), "form-title")


_ANYWHERE: dict[str, Made] = {"add": _add_question, "add-section": _add_section}
_ON_QUESTIONS: dict[str, Made] = {
    "move": _move_question,
    "duplicate": _duplicate,
    "delete": _delete_question,
    **IN_QUESTIONS,
}
_ON_SECTIONS: dict[str, Made] = {"move": _move_section, "delete": _delete_section}
