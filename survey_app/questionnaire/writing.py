"""Writes a definition as YAML that people read and that reads back as the same definition.

One part a line where it is short ({code: Y, zh: 是, en: Yes}), blocks where it is long.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from survey_app.questionnaire.definition import Questionnaire

LINE = 110  # characters up to which a part stays on one line
INDENT = 2
# Texts that need no quotes anywhere: no white space at the ends, none of YAML's own signs.
WORD = r"A-Za-z0-9_\u3001-\u3011\u3400-\u9fff\uff01-\uff5e—–…‘’“”·．℃㎡"
PLAIN = re.compile(rf"[A-Za-z0-9\u3400-\u9fff][{WORD} ()./+%'-]*")
GUESSED = re.compile(
    r"(?i)[-+.0-9][-+.0-9_:eTxoabcdefz ]*|true|false|yes|no|on|off|y|n|null|~|nan|inf"
)
FIRST = ("id", "code", "name", "version")  # what a part is known by stands before its texts
PARTS = ("sections", "placeholders", "questions")  # set apart by empty lines


def dump_questionnaire(questionnaire: Questionnaire) -> str:
    """A YAML text; parsing it gives an equal questionnaire, whatever the vocabulary."""
    dumped = questionnaire.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    content: dict[str, Any] = _ordered(dumped)
    lines: list[str] = []
    for name, part in content.items():
        if name in PARTS and lines:
            lines.append("")
        if name == "questions":
            lines += _questions(part)
        else:
            lines += _entry(name, part, 0)
    return "\n".join(lines) + "\n"


def _ordered(part: Any) -> Any:
    """The same with codes before texts in every part."""
    if isinstance(part, dict):
        names = [*(name for name in FIRST if name in part), *part]
        return {name: _ordered(part[name]) for name in names}
    return [_ordered(one) for one in part] if isinstance(part, list) else part


def _questions(questions: list[dict[str, Any]]) -> Iterator[str]:
    yield "questions:"
    for number, question in enumerate(questions):
        if number:
            yield ""
        yield from _item(question, INDENT, is_block=True)


def _entry(name: str, value: Any, indent: int) -> Iterator[str]:
    """`name: value` on one line, or the value in a block below."""
    space = " " * indent
    key = _scalar(name)
    if isinstance(value, list) and any(isinstance(part, dict) for part in value):
        yield f"{space}{key}:"
        for part in value:
            yield from _item(part, indent + INDENT)
        return
    line = f"{space}{key}: {_flow(value)}"
    if not isinstance(value, dict) or not value or len(line) <= LINE:
        yield line
        return
    yield f"{space}{key}:"
    for inner, part in value.items():
        yield from _entry(inner, part, indent + INDENT)


def _item(value: Any, indent: int, *, is_block: bool = False) -> Iterator[str]:
    """`- value`, on one line or as a block."""
    space = " " * indent
    line = f"{space}- {_flow(value)}"
    if not isinstance(value, dict) or not value or (len(line) <= LINE and not is_block):
        yield line
        return
    lines = [line for name, part in value.items() for line in _entry(name, part, indent + INDENT)]
    yield f"{space}- {lines[0].lstrip()}"
    yield from lines[1:]


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(k)}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(part) for part in value) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | date):
        return str(value)
    text = str(value)
    if PLAIN.fullmatch(text) and not GUESSED.fullmatch(text) and text == text.strip():
        return text
    return _quoted(text)


def _quoted(text: str) -> str:
    """Double quotes, with everything escaped that is not printable."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    escaped = escaped.replace("\t", "\\t")
    return '"' + "".join(c if c.isprintable() else _escape(c) for c in escaped) + '"'


def _escape(character: str) -> str:
    point = ord(character)
    return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"
