"""Takes in what others wrote (YAML or JSON) as strings, lists and mappings, within limits.

Every scalar becomes the string that stood there, so that a definition means the same whether it
comes from a file, a workbook or the browser: codes such as `no` or `0123` stay what they are.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from unicodedata import category

from survey_app.errors import marked
from survey_app.questionnaire.fault import Fault, Place

MAX_SIZE = 256 * 1024  # characters and parts together
MAX_DEPTH = 20
MAX_NUMBER = 10**18


class TooMuch(Exception):
    """The content is beyond a limit and is not read at all; `fault` says which."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.text())
        self.fault = fault


class _Taken:
    def __init__(self) -> None:
        self.size = 0
        self.faults: list[Fault] = []


def plain(content: object) -> tuple[Any, list[Fault]]:
    """The content as strings, lists and mappings, and what had to be left out of it.

    Nothing (None) as a value counts as not there. Raises TooMuch.
    """
    taken = _Taken()
    return _plain(content, (), taken), taken.faults


def _plain(value: object, place: Place, taken: _Taken) -> Any:
    taken.size += 1 + (len(value) if isinstance(value, str) else 0)
    if taken.size > MAX_SIZE:
        what = marked("The questionnaire is larger than {most} KB; shorten or split it.")
        raise TooMuch(Fault((), what, {"most": MAX_SIZE // 1024}))
    if len(place) > MAX_DEPTH:
        what = marked("Nested deeper than {most} levels; write it simpler.")
        raise TooMuch(Fault(place[:MAX_DEPTH], what, {"most": MAX_DEPTH}))
    if isinstance(value, Mapping):
        return _mapping(value, place, taken)
    if isinstance(value, list | tuple):
        return [_plain(part, (*place, number), taken) for number, part in enumerate(value)]
    return _scalar(value, place, taken)


def _mapping(value: Mapping[Any, object], place: Place, taken: _Taken) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for key, part in value.items():
        name = key if isinstance(key, str) else repr(key)[:40]
        taken.size += len(name)
        if not is_clean(name):
            what = marked("A control character stands in a name here; take it out.")
            taken.faults.append(Fault(place, what))
        elif part is not None:
            mapping[name] = _plain(part, (*place, name), taken)
    return mapping


def _scalar(value: object, place: Place, taken: _Taken) -> str:
    match value:
        case str():
            if is_clean(value):
                return value
            what = marked("A control character stands here; take it out.")
            taken.faults.append(Fault(place, what))
            return "".join(c for c in value if is_clean(c)) or "?"
        case bool():
            return "true" if value else "false"
        case int() if abs(value) <= MAX_NUMBER:
            return str(value)
        case float():
            return repr(int(value) if value.is_integer() and abs(value) < MAX_NUMBER else value)
        case date():
            return value.isoformat()
    what = marked("This cannot be read; write a text, a number, true or false.")
    taken.faults.append(Fault(place, what))
    return "?"


def is_clean(text: str) -> bool:
    """Whether a text has no control characters but newline and tab, and no lone surrogates."""
    return text.isprintable() or not any(
        category(c) in ("Cc", "Cs") and c not in "\n\t" for c in text
    )
