"""Reads a definition from plain content, whoever wrote it: a file, a workbook, the editor.

Every fault is found at once; what one question breaks does not hide what others break.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from survey_app.errors import marked
from survey_app.questionnaire.advice import advice
from survey_app.questionnaire.check_questions import MAX_OPTIONS
from survey_app.questionnaire.checks import MAX_QUESTIONS, faults
from survey_app.questionnaire.definition import Question, Questionnaire
from survey_app.questionnaire.fault import Fault, Level, Place, of_level
from survey_app.questionnaire.plain_content import TooMuch, plain
from survey_app.questionnaire.reachability import unreachable
from survey_app.questionnaire.shape import shape_faults
from survey_app.questionnaire.vocabulary import Vocabulary

MOST_FAULTS = 500  # that are told at once
WORDS = {"zh": "…", "en": "…"}
STAND_IN = {"id": "x", "section": "x", "kind": "note", "text": WORDS, "required": "false"}
HEAD: dict[str, Any] = {
    **{"id": "x", "version": 1, "title": WORDS, "audience": WORDS, "goal_minutes": 1},
    **{"identity": "anonymous", "cycle": "", "intro": WORDS, "notice": {"version": 1, **WORDS}},
    **{"endings": {}, "base": WORDS, "sections": [{"id": "x", **WORDS}]},
}


class Reading(NamedTuple):
    """A definition, None where its shape or a rule is broken, and all that is to say about it."""

    questionnaire: Questionnaire | None
    faults: tuple[Fault, ...]

    @property
    def errors(self) -> tuple[Fault, ...]:
        """What forbids publishing."""
        return of_level(self.faults, "error")

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """What is better done otherwise."""
        return of_level(self.faults, "warning")


def read_content(
    content: object,
    vocabulary: Vocabulary,
    *,
    today: date | None = None,
    with_warnings: bool = True,
) -> Reading:
    """The questionnaire of plain content, with `from:` lists, notice and endings filled in.

    Never raises for what stands in the content. Places are those of the content as given: an
    option from a list has the place of its `from:`. `today` (else the machine's day) is for dates
    that run out; without warnings reading is faster.
    """
    try:
        given, found = plain(content)
    except TooMuch as error:
        return Reading(None, (error.fault,))
    if not isinstance(given, dict):
        what = marked("This is no questionnaire; it needs id, title, sections and questions.")
        return Reading(None, (*found, Fault((), what)))
    filled = _Filled(given, vocabulary)
    found += filled.faults
    shape = _shape_faults(filled.content)
    if shape:
        unread = {fault.place for fault in found}  # said already that nothing can be read there
        said = [filled.back(f) for f in [*shape, *_rules_despite(filled, shape, vocabulary)]]
        return Reading(None, _in_order([*found, *(f for f in said if f.place not in unread)]))
    questionnaire = Questionnaire.model_validate(filled.content)
    rules = faults(questionnaire, unread=filled.incomplete, endings=vocabulary.endings)
    found += [filled.back(fault) for fault in rules]
    wrong = bool(found)
    if with_warnings:
        said = advice(questionnaire, today or date.today())
        said += [] if wrong else unreachable(questionnaire)
        found += [filled.back(fault) for fault in said]
    return Reading(None if wrong else questionnaire, _in_order(found))


def _in_order(found: Iterable[Fault]) -> tuple[Fault, ...]:
    """Without what is said twice, in the order of questions."""
    ordered = sorted(found, key=_position)
    once = {(fault.place, fault.text()): fault for fault in ordered[:MOST_FAULTS]}
    more = len(ordered) - MOST_FAULTS
    what = marked("There are {n} more; correct the first ones and check again.")
    level: Level = "error" if any(f.level == "error" for f in ordered) else "warning"
    rest = [Fault((), what, {"n": more}, level)] if more > 0 else []
    return (*once.values(), *rest)


def _position(fault: Fault) -> tuple[int, int]:
    match fault.place:
        case ["questions", int(number), *_]:
            return (1, number)
    return (0, 0)


class _Filled:
    """The content with shared lists in place of `from:`, and the way back to places in it."""

    def __init__(self, content: dict[str, Any], vocabulary: Vocabulary) -> None:
        self.faults: list[Fault] = []
        self.origins: dict[int, list[int]] = {}  # where options stood before lists were filled in
        self.lists = vocabulary.lists()
        self.content = {"notice": vocabulary.notice.model_dump(), **content}
        questions = content.get("questions")
        if isinstance(questions, list):
            self.content["questions"] = [
                self._with_lists(number, question) for number, question in enumerate(questions)
            ]
        own = content.get("endings", {})
        if isinstance(own, dict):
            # Only those that are used: a version stays what it is when the shared texts grow.
            named = _endings_named(self.content.get("questions"))
            shared = {c: text.model_dump() for c, text in vocabulary.endings.items() if c in named}
            self.content["endings"] = {**shared, **own}

    def _with_lists(self, number: int, question: Any) -> Any:
        if not isinstance(question, dict) or not isinstance(question.get("options"), list):
            return question
        options: list[Any] = []
        origins: list[int] = []
        for place, option in enumerate(question["options"]):
            added = [option]
            if isinstance(option, dict) and set(option) == {"from"}:
                added = self._list(option["from"], ("questions", number, "options", place, "from"))
            options += added
            origins += [place] * len(added)
            if len(options) > MAX_OPTIONS:
                break  # one too many is enough to be refused
        self.origins[number] = origins
        return {**question, "options": options}

    def _list(self, name: Any, place: Place) -> list[Any]:
        if isinstance(name, str) and name in self.lists:
            return list(self.lists[name])
        what = marked("There is no list {name}; there are {known}.")
        self.faults.append(Fault(place, what, {"name": str(name)[:40], "known": tuple(self.lists)}))
        return []

    @property
    def incomplete(self) -> set[Place]:
        """Questions whose options are not all known."""
        return {fault.place[:2] for fault in self.faults}

    def back(self, fault: Fault) -> Fault:
        """The fault with its place in the content as it was given."""
        match fault.place:
            case ["questions", int(number), "options", int(at), *rest] if number in self.origins:
                origin = self.origins[number][at]
                steps = rest if self._stood_there(number, origin) else []
                return fault._replace(place=("questions", number, "options", origin, *steps))
        return fault

    def _stood_there(self, number: int, origin: int) -> bool:
        return self.origins[number].count(origin) == 1


def _endings_named(questions: object) -> set[str]:
    """The endings that options and rules name, in content of any shape."""
    named: list[Any] = []
    for question in questions if isinstance(questions, list) else ():
        if isinstance(question, dict):
            options, stop = question.get("options"), question.get("stop")
            named += [stop.get("ending")] if isinstance(stop, dict) else []
            parts = options if isinstance(options, list) else []
            named += [option.get("ends") for option in parts if isinstance(option, dict)]
    return {name for name in named if isinstance(name, str)}


def _shape_faults(content: dict[str, Any]) -> list[Fault]:
    """Faults of shape, question by question: of the first ones where there are far too many."""
    questions = content.get("questions")
    head = content
    found: list[Fault] = []
    if isinstance(questions, list) and questions:
        head = {**content, "questions": [STAND_IN]}
        for number, question in enumerate(questions[: MAX_QUESTIONS + 1]):
            one = shape_faults(Question, question)
            found += [fault.below("questions", number) for fault in one]
        if len(questions) > MAX_QUESTIONS:
            what = marked("There are {n} questions; at most {most} fit. Split the questionnaire.")
            values: dict[str, object] = {"n": len(questions), "most": MAX_QUESTIONS}
            found.append(Fault(("questions",), what, values))
    return [*shape_faults(Questionnaire, head), *found]


def _rules_despite(filled: _Filled, shape: list[Fault], vocabulary: Vocabulary) -> list[Fault]:
    """Rules that the readable parts break, with stand-ins for the parts that cannot be read."""
    content = filled.content
    questions = content.get("questions")
    if not isinstance(questions, list) or not questions:
        return []
    broken = {fault.place[:2] for fault in shape if fault.place[:1] == ("questions",)}
    head = {fault.place[:1] for fault in shape} - {("questions",)}
    sound = {
        name: part
        for name, part in content.items()
        if (name,) not in head and name in Questionnaire.model_fields
    }
    sound["questions"] = [
        _stand_in(number, question) if ("questions", number) in broken else question
        for number, question in enumerate(questions[:MAX_QUESTIONS])
    ]
    readable = Questionnaire.model_validate({**HEAD, **sound})
    unread = broken | head | filled.incomplete
    return faults(readable, unread=unread, endings=vocabulary.endings)


def _stand_in(number: int, question: object) -> dict[str, Any]:
    name = question.get("id") if isinstance(question, dict) else None
    is_id = not shape_faults(Question, {**STAND_IN, "id": name})
    return {**STAND_IN, "id": name if is_id else f"unread_{number}"}
