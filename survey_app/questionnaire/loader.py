"""Reads definition files: strict YAML (strings only), every fault with file, line and place.

YAML's own guesses would turn option codes such as `no` or `0123` into other values, so every scalar
stays a string and pydantic converts where the shape asks for a number or a truth value.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar
from unicodedata import category

import yaml
from pydantic import BaseModel, ValidationError

from survey_app.errors import SurveyError
from survey_app.questionnaire.checks import faults
from survey_app.questionnaire.definition import Questionnaire
from survey_app.questionnaire.vocabulary import Vocabulary

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20

Place = tuple[str | int, ...]


class QuestionnaireError(SurveyError):
    """A definition cannot be used. `faults`: one line each, `file:line: place: what`."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("{faults}", faults="\n".join(faults))
        self.faults = tuple(faults)


class _Source:
    """A YAML document as plain strings, lists and mappings, with the line of every place."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.lines: dict[Place, int] = {}
        self.faults: list[str] = []
        self.controls: list[Place] = []  # where text has a NUL or the like
        self.origins: dict[Place, list[int]] = {}  # where options stood before lists were filled in
        try:
            if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
                raise yaml.YAMLError(f"the file is larger than {MAX_BYTES // 1024} KB")
            self._refuse_unsafe(text)
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except (yaml.YAMLError, RecursionError) as error:
            line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
            problem = getattr(error, "problem", None) or str(error).split("\n")[0]
            raise QuestionnaireError([f"{name}:{line}: not readable as YAML: {problem}"]) from error
        self.content = self._plain(root, ()) if root is not None else {}
        what = "a control character stands here; take it out"
        self.faults += [self.say(place, what) for place in self.controls]

    def _refuse_unsafe(self, text: str) -> None:
        depth = 0
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.AliasEvent):
                raise QuestionnaireError([f"{self.name}:{line}: aliases (*name) are not allowed"])
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                raise QuestionnaireError([f"{self.name}:{line}: nested deeper than {MAX_DEPTH}"])

    def _plain(self, node: yaml.Node, place: Place) -> Any:
        self.lines[place] = node.start_mark.line + 1
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(part, (*place, i)) for i, part in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if any(category(c) == "Cc" and c not in "\n\t" for c in node.value):
            self.controls.append(place)
        return node.value

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in mapping:
                line = key.start_mark.line + 1
                self.faults.append(f"{self.name}:{line}: {name} stands twice; keep one")
            mapping[name] = self._plain(value, (*place, name))
        return mapping

    def say(self, place: Place, what: str) -> str:
        """A fault with its file, nearest known line and place in words."""
        place = self._in_file(place)
        known = place
        while known and known not in self.lines:
            known = known[:-1]
        line = self.lines.get(known, 1)
        return f"{self.name}:{line}: {self._words(place)}{what}"

    def _in_file(self, place: Place) -> Place:
        for end in range(1, len(place)):
            origins = self.origins.get(place[:end])
            if origins and isinstance(at := place[end], int):
                return (*place[:end], origins[at], *place[end + 1 :])
        return place

    def _words(self, place: Place) -> str:
        parts: list[str] = []
        at: Any = self.content
        for step in place:
            try:
                at = at[step]
            except (KeyError, IndexError, TypeError):
                at = None
            label = at.get("id") or at.get("code") if isinstance(at, dict) else None
            parts.append(str(label or (step + 1 if isinstance(step, int) else step)))
        return " › ".join(parts) + ": " if parts else ""


Model = TypeVar("Model", bound=BaseModel)


def _validate(model: type[Model], content: Any, source: _Source) -> Model:
    try:
        validated = model.model_validate(content)
    except ValidationError as error:
        shown = [source.say(_place(e["loc"]), e["msg"]) for e in error.errors()]
        raise QuestionnaireError([*source.faults, *shown]) from error
    if source.faults:
        raise QuestionnaireError(source.faults)
    return validated


def _place(loc: Place) -> Place:
    """pydantic's location without the tags that it adds for alternatives of a condition."""
    kept: list[str | int] = []
    for step in loc:
        if not (kept and kept[-1] in _AFTER_TAG and step in _TAGS):
            kept.append(step)
    return tuple(kept)


_TAGS = {"any_of", "none_of", "all", "any", "not"}
_AFTER_TAG = {"show_if", "when"}


def parse_vocabulary(text: str, name: str = "vocabulary.yaml") -> Vocabulary:
    """The controlled lists of a YAML text; raises QuestionnaireError with every fault."""
    source = _Source(name, text)
    return _validate(Vocabulary, source.content, source)


def parse_questionnaire(text: str, vocabulary: Vocabulary, name: str) -> Questionnaire:
    """A questionnaire of a YAML text, with `from:` lists, notice and endings filled in.

    Raises QuestionnaireError with every fault of the file.
    """
    source = _Source(name, text)
    content = source.content
    if isinstance(content, dict):
        content = _filled(content, vocabulary, source)
    questionnaire = _validate(Questionnaire, content, source)
    found = [source.say(fault.place, fault.what) for fault in faults(questionnaire)]
    if found:
        raise QuestionnaireError(found)
    return questionnaire


def _filled(content: dict[str, Any], vocabulary: Vocabulary, source: _Source) -> dict[str, Any]:
    """The content with shared lists in place of `from:`; unknown names are faults."""
    lists = vocabulary.lists()
    endings = {code: text.model_dump() for code, text in vocabulary.endings.items()}
    own = content.get("endings", {})
    filled = {
        "notice": vocabulary.notice.model_dump(),
        **content,
        "endings": {**endings, **own} if isinstance(own, dict) else own,
    }
    if isinstance(content.get("questions"), list):
        filled["questions"] = [
            _with_lists(question, lists, ("questions", number, "options"), source)
            for number, question in enumerate(content["questions"])
        ]
    return filled


def _with_lists(
    question: Any, lists: dict[str, list[dict[str, object]]], place: Place, source: _Source
) -> Any:
    if not isinstance(question, dict) or not isinstance(question.get("options"), list):
        return question
    options: list[Any] = []
    origins: list[int] = []
    for number, option in enumerate(question["options"]):
        named = option.get("from") if isinstance(option, dict) and len(option) == 1 else None
        if named is not None and (not isinstance(named, str) or named not in lists):
            what = f"there is no list {named}; there are {', '.join(lists)}"
            source.faults.append(source.say((*place, number), what))
            continue
        added = [option] if named is None else lists[named]
        options.extend(added)
        origins.extend([number] * len(added))
    source.origins[place] = origins
    return {**question, "options": options}


@lru_cache(maxsize=8)
def _vocabulary_of(path: Path, changed: int) -> Vocabulary:
    return parse_vocabulary(path.read_text("utf-8"), path.name)


def load_vocabulary(folder: Path) -> Vocabulary:
    """vocabulary.yaml of a folder of questionnaires."""
    path = folder / "vocabulary.yaml"
    return _vocabulary_of(path, path.stat().st_mtime_ns)


def load_questionnaire(path: Path, vocabulary: Vocabulary) -> Questionnaire:
    """One definition file; raises QuestionnaireError also when it cannot be read."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionnaireError([f"{path.name}: cannot be read as UTF-8 text: {error}"]) from error
    return parse_questionnaire(text, vocabulary, path.name)
