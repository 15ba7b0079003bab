"""What can be shown of a faulty draft: the right parts of it, and which parts were left out."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any, NamedTuple

from survey_app.errors import marked
from survey_app.questionnaire.definition import Questionnaire
from survey_app.questionnaire.fault import Fault
from survey_app.questionnaire.reading import Reading
from survey_app.web.draft_shape import Definition

ROUNDS = 12
EMPTY = {"zh": "（还没有写）", "en": "(not written yet)"}
WITHOUT = {"show_if", "stop", "measures", "order", "note", "min_choices", "max_choices"}
WITHOUT |= {"min_length", "max_length", "min", "max", "earliest", "latest", "decimals"}
RULE = marked("a rule of question {number}")
OPTION = marked("an answer of question {number}")
LIMIT = marked("a limit of question {number}")
QUESTION = marked("question {number}")
ABOUT = marked("something under “About this questionnaire”")
STAND_INS: dict[str, Any] = {
    "id": "draft",
    "version": 1,
    "goal_minutes": 5,
    "identity": "anonymous",
    "cycle": "",
    "notice": {"version": 1, **EMPTY},
    "endings": {},
    "base": EMPTY,
}


class Shown(NamedTuple):
    """The part that can be shown, if any, and what was left out: (msgid, values)."""

    questionnaire: Questionnaire | None
    left_out: tuple[tuple[str, dict[str, object]], ...] = ()


def showable(definition: Definition, read: Callable[[Definition], Reading]) -> Shown:
    """Leave out what is wrong until the rest is right. Texts not written yet are said to be so."""
    content = _with_words(definition)
    numbers = list(range(1, len(content["questions"]) + 1))
    left_out: dict[tuple[str, int], tuple[str, dict[str, object]]] = {}
    for _ in range(ROUNDS):
        if not content["questions"]:
            break
        reading = read(content)
        if reading.questionnaire is not None:
            return Shown(reading.questionnaire, tuple(left_out.values()))
        gone: set[tuple[str | int, ...]] = set()  # what moved up must not go for its neighbour
        for fault in _last_first(reading.errors):
            is_gone = any(fault.place[:n] in gone for n in (2, 4))
            if not is_gone:
                gone.add(_leave_out(content, fault, numbers, left_out))
    return Shown(None, tuple(left_out.values()))


def _with_words(definition: Definition) -> Definition:
    content = deepcopy(definition)
    for name in ("title", "audience", "intro", "base", "notice"):
        _say(content[name])
    for section in content["sections"]:
        _say(section)
    for question in content["questions"]:
        _say(question["text"])
        for part in (*question.get("options", ()), *question.get("rows", ())):
            if "from" not in part:
                _say(part)
    for ending in content["endings"].values():
        _say(ending)
    return content


def _say(text: dict[str, Any]) -> None:
    if not text.get("zh"):
        text.update(EMPTY)


def _last_first(faults: tuple[Fault, ...]) -> list[Fault]:
    """So that positions stay true while parts are taken out; the innermost of a part first."""
    return sorted(faults, key=lambda f: [str(s).zfill(5) for s in f.place], reverse=True)


def _leave_out(
    content: Definition,
    fault: Fault,
    numbers: list[int],
    left_out: dict[tuple[str, int], tuple[str, dict[str, object]]],
) -> tuple[str | int, ...]:
    """Take out what the fault is about; the place of a list's part that went, else ()."""
    gone: tuple[str | int, ...] = ()
    match fault.place:
        case ["questions", int(at), *rest] if at < len(content["questions"]):
            what = _from_question(content["questions"][at], rest)
            number = numbers[at]
            if what == QUESTION:
                del content["questions"][at], numbers[at]
                gone = fault.place[:2]
            elif what == OPTION:
                gone = fault.place[:4]
        case _:
            what, number = ABOUT, 0
            _from_head(content, fault.place)
    left_out[what, number] = (what, {"number": number})
    return gone


def _from_question(question: dict[str, Any], rest: list[Any]) -> str:
    """Take the faulty field away; QUESTION when all of the question has to go."""
    match rest:
        case ["options", int(at), *_] if at < len(question.get("options", ())):
            del question["options"][at]
            return OPTION
        case [str(name), *_] if name in WITHOUT and name in question:
            del question[name]
            return RULE if name in ("show_if", "stop") else LIMIT
        case _:
            return QUESTION


def _from_head(content: Definition, place: tuple[str | int, ...]) -> None:
    match place:
        case ["base", "when", *_]:
            content["base"].pop("when", None)
        case ["endings", str(code), *_] if code in content["endings"]:
            del content["endings"][code]
        case ["sections", int(at), *_] if 0 < at < len(content["sections"]):
            del content["sections"][at]
        case [str(name), *_] if name in STAND_INS:
            content[name] = deepcopy(STAND_INS[name])
        case [str(name), *_] if name not in ("questions", "sections", "title", "intro"):
            content.pop(name, None)


def without_rule(definition: Definition, name: str) -> Definition:
    """A copy in which the question with this id is shown to everybody, to be looked at."""
    changed = {**definition, "questions": [dict(one) for one in definition["questions"]]}
    for question in changed["questions"]:
        if question.get("id") == name:
            question.pop("show_if", None)
    return changed


def anchor(definition: Mapping[str, Any], part: Any) -> str:
    """Where the preview is scrolled to: the question, or the first one of a section."""
    questions, sections = definition["questions"], definition["sections"]
    if part.kind == "q" and part.number < len(questions):
        return str(questions[part.number].get("id", ""))
    if part.kind == "s" and part.number < len(sections):
        return f"section-{sections[part.number].get('id', '')}"
    return ""
