"""Reads definition files: strict YAML (strings only), every fault with file, line and place.

YAML's own guesses would turn option codes such as `no` or `0123` into other values, so every scalar
stays a string and pydantic converts where the shape asks for a number or a truth value.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from survey_app.errors import SurveyError, marked
from survey_app.questionnaire.definition import Questionnaire
from survey_app.questionnaire.fault import Fault, Place
from survey_app.questionnaire.plain_content import MAX_DEPTH, MAX_SIZE, TooMuch, plain
from survey_app.questionnaire.reading import read_content
from survey_app.questionnaire.shape import shape_faults
from survey_app.questionnaire.vocabulary import Vocabulary
from survey_app.questionnaire.writing import dump_questionnaire

__all__ = [
    "Examined",
    "Located",
    "QuestionnaireError",
    "dump_questionnaire",
    "examine",
    "examine_file",
    "load_questionnaire",
    "load_vocabulary",
    "parse_questionnaire",
    "parse_vocabulary",
    "warnings_of",
]

MAX_NODES = 40_000


class Located(NamedTuple):
    """A fault with its file, line and the place in words (`questions › Q1 › text`)."""

    file: str
    line: int
    place: str
    fault: Fault

    def text(self, translate: Callable[[str], str] = str) -> str:
        """`file:line: place: what is wrong`, through a gettext function."""
        place = f"{self.place}: " if self.place else ""
        return f"{self.file}:{self.line}: {place}{self.fault.text(translate)}"


class QuestionnaireError(SurveyError):
    """A definition cannot be used. `located`: everything wrong; `faults`: it in English lines."""

    def __init__(self, located: Sequence[Located]) -> None:
        super().__init__("")
        self.located = tuple(located)

    @property
    def faults(self) -> tuple[str, ...]:
        """One line each, `file:line: place: what`."""
        return tuple(one.text() for one in self.located)

    def text(
        self, translate: Callable[[str], str] = str, show: Callable[[object], str] = str
    ) -> str:
        """The lines, one below the other."""
        return "\n".join(one.text(translate) for one in self.located)


class Examined(NamedTuple):
    """A file's questionnaire, None where it has errors, and all that is to say about the file."""

    questionnaire: Questionnaire | None
    located: tuple[Located, ...]

    @property
    def errors(self) -> tuple[Located, ...]:
        """What forbids its use."""
        return tuple(one for one in self.located if one.fault.level == "error")

    @property
    def warnings(self) -> tuple[Located, ...]:
        """What is better done otherwise."""
        return tuple(one for one in self.located if one.fault.level == "warning")


class _Unsafe(Exception):
    """A YAML file does what no definition needs; the line, the sentence and its values."""

    def __init__(self, line: int, message: str, **values: object) -> None:
        super().__init__(message)
        self.line, self.message, self.values = line, message, values


class _Composer(yaml.SafeLoader):
    """Composes nodes within limits, without aliases: those can make much of little."""

    depth = nodes = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """The next node; raises _Unsafe beyond a limit."""
        event = self.peek_event()  # type: ignore[no-untyped-call]  # the stubs lack its type
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            what = marked("Aliases (*name) are not allowed; write the part out.")
            raise _Unsafe(line, what)
        self.nodes += 1
        if self.nodes > MAX_NODES:
            what = marked("The file has more than {most} parts; shorten or split it.")
            raise _Unsafe(line, what, most=MAX_NODES)
        is_collection = isinstance(event, yaml.CollectionStartEvent)
        self.depth += is_collection
        if self.depth > MAX_DEPTH:
            what = marked("Nested deeper than {most} levels; write it simpler.")
            raise _Unsafe(line, what, most=MAX_DEPTH)
        node = super().compose_node(parent, index)
        self.depth -= is_collection
        return node


class _Source:
    """A YAML document as plain strings, lists and mappings, with the line of every place."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.lines: dict[Place, int] = {}
        self.faults: list[Fault] = []
        text = text.removeprefix("\ufeff")
        if len(text.encode("utf-8", "surrogatepass")) > MAX_SIZE:
            what = marked("The file is larger than {most} KB; shorten or split it.")
            raise self._unreadable(1, what, most=MAX_SIZE // 1024)
        try:
            root = yaml.compose(text, Loader=_Composer)
        except _Unsafe as error:
            raise self._unreadable(error.line, error.message, **error.values) from error
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
            problem = getattr(error, "problem", None) or str(error).split("\n")[0]
            what = marked("Not readable as YAML: {problem}")
            raise self._unreadable(line, what, problem=problem) from error
        self.content = self._plain(root, ()) if root is not None else {}

    def _unreadable(self, line: int, message: str, **values: object) -> QuestionnaireError:
        return QuestionnaireError([Located(self.name, line, "", Fault((), message, values))])

    def _plain(self, node: yaml.Node, place: Place) -> Any:
        self.lines[place] = node.start_mark.line + 1
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(part, (*place, i)) for i, part in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        return node.value

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                what = marked("A key is one word; take the brackets out.")
                self.faults.append(Fault(place, what))
                continue
            name = str(key.value)
            if name in mapping:
                what = marked("{name} stands twice; keep one.")
                self.faults.append(Fault((*place, name), what, {"name": name}))
            mapping[name] = self._plain(value, (*place, name))
        return mapping

    def located(self, fault: Fault) -> Located:
        """A fault with the nearest known line and its place in words."""
        known = fault.place
        while known and known not in self.lines:
            known = known[:-1]
        return Located(self.name, self.lines.get(known, 1), self._words(fault.place), fault)

    def _words(self, place: Place) -> str:
        parts: list[str] = []
        at: Any = self.content
        for step in place:
            try:
                at = at[step]
            except (KeyError, IndexError, TypeError):
                at = None
            label = at.get("id") or at.get("code") if isinstance(at, dict) else None
            name = label if isinstance(label, str) else step
            parts.append(str(name + 1 if isinstance(name, int) else name))
        return " › ".join(parts)


def _in_line_order(located: Iterable[Located]) -> tuple[Located, ...]:
    return tuple(sorted(located, key=lambda one: one.line))


def parse_vocabulary(text: str, name: str = "vocabulary.yaml") -> Vocabulary:
    """The controlled lists of a YAML text; raises QuestionnaireError with every fault."""
    source = _Source(name, text)
    try:
        content, found = plain(source.content)
    except TooMuch as error:
        raise QuestionnaireError([source.located(error.fault)]) from error
    found += [*source.faults, *shape_faults(Vocabulary, content)]
    if found:
        raise QuestionnaireError(_in_line_order(source.located(fault) for fault in found))
    return Vocabulary.model_validate(content)


def examine(
    text: str,
    vocabulary: Vocabulary,
    name: str,
    *,
    today: date | None = None,
    with_warnings: bool = True,
) -> Examined:
    """What a YAML text holds, with every error and warning of it; never raises for its content."""
    try:
        source = _Source(name, text)
    except QuestionnaireError as error:
        return Examined(None, error.located)
    reading = read_content(source.content, vocabulary, today=today, with_warnings=with_warnings)
    found = _in_line_order(source.located(f) for f in [*source.faults, *reading.faults])
    return Examined(None if source.faults else reading.questionnaire, found)


def parse_questionnaire(text: str, vocabulary: Vocabulary, name: str) -> Questionnaire:
    """A questionnaire of a YAML text, with `from:` lists, notice and endings filled in.

    Raises QuestionnaireError with every error of the file.
    """
    return _usable(examine(text, vocabulary, name, with_warnings=False))


def _usable(examined: Examined) -> Questionnaire:
    if examined.questionnaire is None:
        raise QuestionnaireError(examined.errors)
    return examined.questionnaire


def warnings_of(
    text: str, vocabulary: Vocabulary, name: str, *, today: date | None = None
) -> tuple[Located, ...]:
    """What is better done otherwise in a YAML text."""
    return examine(text, vocabulary, name, today=today).warnings


@lru_cache(maxsize=8)
def _vocabulary_of(path: Path, changed: int) -> Vocabulary:
    return parse_vocabulary(_text_of(path), path.name)


def load_vocabulary(folder: Path) -> Vocabulary:
    """vocabulary.yaml of a folder of questionnaires."""
    path = folder / "vocabulary.yaml"
    return _vocabulary_of(path, path.stat().st_mtime_ns)


def _text_of(path: Path) -> str:
    values: dict[str, object] = {}
    try:
        with path.open("rb") as file:
            content = file.read(MAX_SIZE + 1)
        if len(content) <= MAX_SIZE:
            return content.decode("utf-8-sig")
        what = marked("The file is larger than {most} KB; shorten or split it.")
        values["most"] = MAX_SIZE // 1024
    except UnicodeDecodeError:
        what = marked("The file is not UTF-8 text; save it as UTF-8.")
    except OSError as error:
        what = marked("The file cannot be read: {why}")
        values["why"] = error.strerror or str(error)
    raise QuestionnaireError([Located(path.name, 1, "", Fault((), what, values))])


def examine_file(path: Path, vocabulary: Vocabulary, *, today: date | None = None) -> Examined:
    """What a definition file holds, with every error and warning; also when it cannot be read."""
    try:
        text = _text_of(path)
    except QuestionnaireError as error:
        return Examined(None, error.located)
    return examine(text, vocabulary, path.name, today=today)


def load_questionnaire(path: Path, vocabulary: Vocabulary) -> Questionnaire:
    """One definition file; raises QuestionnaireError also when it cannot be read."""
    return parse_questionnaire(_text_of(path), vocabulary, path.name)
