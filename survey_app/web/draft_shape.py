"""The shape that the editor needs of a draft's definition, its parts, and what each kind has."""

import re
from copy import deepcopy
from typing import Any, NamedTuple

Definition = dict[str, Any]

MAX_DEPTH = 24
LIMITS: tuple[str, ...] = (
    *("min_choices", "max_choices", "min_length", "max_length", "min", "max", "decimals"),
    *("earliest", "latest", "max_files", "keep_days"),
)
OPTIONS = ("options", "order")
OF_KIND: dict[str, tuple[str, ...]] = {
    "single": OPTIONS,
    "multi": (*OPTIONS, "min_choices", "max_choices"),
    "likert": OPTIONS,
    "matrix": ("rows", *OPTIONS),
    "rank": (*OPTIONS, "max_choices", "min_choices"),
    "best_worst": OPTIONS,
    "number": ("min", "max", "decimals"),
    "date": ("earliest", "latest"),
    "time_range": (),
    "text": ("max_length", "min_length"),
    "geo": (),
    "photo": ("max_files",),
    "contact": ("keep_days",),
    "note": (),
}
FLAGS: dict[str, tuple[str, ...]] = {
    "single": ("na", "text", "pinned"),
    "multi": ("na", "text", "exclusive", "pinned"),
    "likert": ("na", "text", "pinned"),
    "matrix": ("na", "pinned"),
    "rank": ("na", "text", "exclusive", "pinned"),
    "best_worst": ("na", "pinned"),
}
SCORED = ("single", "likert", "matrix")
ENDING = ("single", "likert")


class Part(NamedTuple):
    """What is being edited: `about`, the section (`s`) or the question (`q`) at a position."""

    kind: str
    number: int = 0

    def __str__(self) -> str:
        return self.kind if self.kind == "about" else f"{self.kind}{self.number}"


ABOUT = Part("about")


def part_named(name: str, definition: Definition) -> Part:
    """The part with this name; the first question, or `about`, for one that is not there."""
    found = re.fullmatch(r"([qs])([0-9]{1,4})", name)
    if found:
        lists = {"q": "questions", "s": "sections"}
        if int(found[2]) < len(definition[lists[found[1]]]):
            return Part(found[1], int(found[2]))
    return Part("q", 0) if definition["questions"] and name != "about" else ABOUT


def tidy(content: Any) -> Definition:
    """A copy with lists and mappings where the editor needs them, questions in their sections."""
    if not isinstance(content, dict) or _is_too_deep(content):
        content = {}
    definition = deepcopy(content)
    for name in ("sections", "questions", "placeholders"):
        definition[name] = _mappings(definition.get(name))
    if not definition["placeholders"]:
        del definition["placeholders"]
    for name in ("title", "audience", "intro", "notice", "base"):
        definition[name] = mapping(definition.get(name))
    endings = mapping(definition.get("endings"))
    definition["endings"] = {str(code): mapping(text) for code, text in endings.items()}
    for question in definition["questions"]:
        question["text"] = mapping(question.get("text"))
        question["required"] = question.get("required") in (True, "true")
        question["kind"] = str(question.get("kind", "single"))
        for name in ("options", "rows"):
            if name in question:
                question[name] = _mappings(question[name])
        measures = question.get("measures", [])
        if not isinstance(measures, list) or not all(isinstance(m, str) for m in measures):
            del question["measures"]
    if not definition["sections"]:
        definition["sections"] = [{"id": "A", "zh": "问题", "en": "Questions"}]
    order(definition)
    return definition


def mapping(value: Any) -> dict[str, Any]:
    """The value, or an empty mapping in the place of something else."""
    return value if isinstance(value, dict) else {}


def _mappings(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _is_too_deep(value: Any, left: int = MAX_DEPTH) -> bool:
    if not isinstance(value, dict | list):
        return False
    parts = value.values() if isinstance(value, dict) else value
    return left == 0 or any(_is_too_deep(part, left - 1) for part in parts)


def order(definition: Definition) -> None:
    """Put the questions in the order of their sections, as residents see them."""
    places = {str(section.get("id")): n for n, section in enumerate(definition["sections"])}
    last = len(places)
    definition["questions"].sort(key=lambda q: places.get(str(q.get("section")), last))
