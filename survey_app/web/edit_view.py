"""What the editor's page shows of a definition: outline, rules as lines, messages by field."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from survey_app.questionnaire.check_questions import MEASURED_BY
from survey_app.questionnaire.fault import Fault
from survey_app.web import editor_words
from survey_app.web.draft_shape import (
    ENDING,
    FLAGS,
    LIMITS,
    OF_KIND,
    SCORED,
    Definition,
    Part,
)
from survey_app.web.editing import relations_for
from survey_app.web.rule_lines import CODED, MAX_LINES, SIZED, Line, rule_of

Words = Callable[[Any], str]
SHORT = 42  # signs of a question in a list
TOP = ""  # the slot for what belongs to no field
OWN_SLOT = {"id", "kind", "section", "required", "order", "note", "measures", *LIMITS}


class Item(NamedTuple):
    """A line of the outline. level: `error`, `warning` or nothing."""

    part: str
    number: int
    words: str
    kind: str = ""
    level: str = ""
    is_current: bool = False
    questions: tuple["Item", ...] = ()


def outline(
    definition: Definition, part: Part, faults: Sequence[Fault], words: Words
) -> tuple[Item, ...]:
    """Sections with their questions; questions of no section come last, under number 0."""
    items = [
        Item(
            f"q{n}",
            n + 1,
            words(question["text"]),
            question["kind"],
            level_at(faults, "questions", n),
            part == Part("q", n),
        )
        for n, question in enumerate(definition["questions"])
    ]
    under: dict[str, list[Item]] = {}
    for item, question in zip(items, definition["questions"], strict=True):
        under.setdefault(str(question.get("section")), []).append(item)
    sections = [
        Item(
            f"s{n}",
            n + 1,
            words(section),
            level=level_at(faults, "sections", n),
            is_current=part == Part("s", n),
            questions=tuple(under.pop(str(section.get("id")), ())),
        )
        for n, section in enumerate(definition["sections"])
    ]
    lost = tuple(item for left in under.values() for item in left)
    return (*sections, *([Item("", 0, "", questions=lost)] if lost else []))


def level_at(faults: Iterable[Fault], *place: str | int) -> str:
    """The worst that is said of a place and all below it."""
    levels = {fault.level for fault in faults if fault.place[: len(place)] == place}
    return next((level for level in ("error", "warning") if level in levels), "")


def about_level(faults: Iterable[Fault]) -> str:
    """The worst that is said of what is neither a section nor a question."""
    elsewhere = (("questions",), ("sections",))
    return level_at([fault for fault in faults if fault.place[:1] not in elsewhere])


def says(faults: Iterable[Fault], part: Part) -> dict[str, list[Fault]]:
    """What is said of this part, by the slot of the form where it is shown."""
    slots: dict[str, list[Fault]] = {}
    for fault in faults:
        found = _slot(fault.place, part)
        if found is not None:
            slots.setdefault(found, []).append(fault)
    return slots


def _slot(place: tuple[str | int, ...], part: Part) -> str | None:
    match place:
        case ["questions", int(n), *rest]:
            return _question_slot(rest) if part == Part("q", n) else None
        case ["sections", int(n), *rest]:
            return _text_slot(rest) if part == Part("s", n) else None
        case _ if part.kind != "about":
            return None
        case ["base", "when", *_]:
            return "base"
        case ["title" | "audience" | "intro" | "notice" | "base" as name, *rest]:
            return f"{name}.{_text_slot(rest) or 'zh'}"
        case ["endings" | "placeholders" as name, part_of, *_]:
            return f"{name}.{part_of}"
        case ["goal_minutes" | "identity" | "cycle" | "official" as name, *_]:
            return name
        case _:
            return TOP


def _text_slot(rest: Sequence[str | int]) -> str:
    return str(rest[0]) if rest and rest[0] in ("zh", "en") else TOP


def _question_slot(rest: Sequence[str | int]) -> str:
    match list(rest):
        case ["text", *language]:
            return f"text.{_text_slot(language) or 'zh'}"
        case ["options" | "rows" as name, int(at), *_]:
            return f"{name}.{at}"
        case ["options" | "rows" | "show_if" | "stop" as name, *_]:
            return name
        case [str(name), *_] if name in OWN_SLOT:
            return name
        case _:
            return TOP


class LineView(NamedTuple):
    """A line of a rule with what there is to choose."""

    line: Line
    relations: tuple[str, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    kind: str = ""

    @property
    def is_coded(self) -> bool:
        """Whether answers are ticked."""
        return self.line.relation in CODED

    @property
    def is_sized(self) -> bool:
        """Whether a bound is written."""
        return self.line.relation in SIZED


class RuleView(NamedTuple):
    """A rule as lines, one of them empty for what is added; or as text."""

    field: str
    join: str
    lines: tuple[LineView, ...]
    text: str
    askable: tuple[tuple[str, str], ...]


def rule_view(
    field: str, condition: Any, definition: Definition, upto: int, words: Words
) -> RuleView:
    """A rule that may speak of the first `upto` questions."""
    rule = rule_of(condition)
    by_id = {str(one.get("id")): one for one in definition["questions"]}
    relations = relations_for(by_id)
    known = list(_askable(definition["questions"][:upto], words))
    names = {name for name, _ in known}
    known += [(line.q, line.q) for line in rule.lines if line.q not in names]
    views = []
    for line in rule.lines:
        question = by_id.get(line.q.partition(".")[0], {})
        possible = tuple(relations(line.q))
        possible += () if line.relation in possible else (line.relation,)
        answers = _answers(question, line, words)
        views.append(LineView(line, possible, answers, str(question.get("kind", ""))))
    if len(views) < MAX_LINES and not rule.text:
        views.append(LineView(Line("", "")))
    return RuleView(field, rule.join, tuple(views), rule.text, tuple(dict.fromkeys(known)))


def _askable(questions: Sequence[dict[str, Any]], words: Words) -> Iterable[tuple[str, str]]:
    for number, question in enumerate(questions, 1):
        name, kind = str(question.get("id", "")), question["kind"]
        text = f"{number}. {shortened(words(question['text']) or name)}"
        if kind == "matrix":
            for row in question.get("rows", ()):
                yield f"{name}.{row.get('code', '')}", f"{text} › {shortened(words(row))}"
        elif kind == "best_worst":
            for place in ("best", "worst"):
                yield f"{name}.{place}", f"{text} › {place}"
        elif kind != "note":
            yield name, text


def _answers(question: dict[str, Any], line: Line, words: Words) -> tuple[tuple[str, str], ...]:
    offered = {str(option.get("code", "")): words(option) for option in question.get("options", ())}
    return (*offered.items(), *((code, code) for code in line.codes if code not in offered))


def shortened(text: str) -> str:
    """The beginning of a long text."""
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"


def fields_of(question: dict[str, Any]) -> dict[str, Any]:
    """What the form asks for this kind of question: limits, ticks of options, measures."""
    kind = question["kind"]
    own = OF_KIND.get(kind, ())
    options = question.get("options", ())
    flags = [
        flag
        for flag in editor_words.FLAGS
        if flag in FLAGS.get(kind, ()) or any(option.get(flag) for option in options)
    ]
    measures = question.get("measures", ())
    return {
        "limits": [name for name in LIMITS if name in own or name in question],
        "flags": flags,
        "is_scored": kind in SCORED or any("score" in option for option in options),
        "is_ending": kind in ENDING or any("ends" in option for option in options),
        "measures": [
            name
            for name in editor_words.MEASURES
            if kind in MEASURED_BY.get(name, (kind,)) or name in measures
        ],
    }
