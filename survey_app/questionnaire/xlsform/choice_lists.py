"""The choices sheet: lists of options by name, with a code for every choice name."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from survey_app.errors import marked
from survey_app.questionnaire.check_questions import MAX_OPTIONS
from survey_app.questionnaire.xlsform.cells import unread_columns, words_of
from survey_app.questionnaire.xlsform.columns import OPTION_FIELDS
from survey_app.questionnaire.xlsform.names import RENAMED, code_from
from survey_app.questionnaire.xlsform.tables import Languages, Line, Remarks, Table

KNOWN = {"list_name", "name", "label", *OPTION_FIELDS}
MARKS = ("na", "text", "exclusive", "pinned")
YES = ("yes", "true", "1", "是", "true()", "x", "√")
NO = ("no", "false", "0", "否", "false()")


class ChoiceList(NamedTuple):
    """options as a definition holds them; codes: choice name in the form -> our code.

    lines: the row of each code.
    """

    options: list[dict[str, Any]]
    codes: dict[str, str]
    lines: dict[str, Line]


def read_choices(table: Table, languages: Languages, remarks: Remarks) -> dict[str, ChoiceList]:
    """All lists by their names; a note on each choice that changes and each column unread."""
    lists: dict[str, ChoiceList] = {}
    for line in table.lines:
        name = line.get("list_name")
        if not name:
            remarks.add(line, "", marked("the choice has no list name and is left out"))
            continue
        if not line.get("name"):
            remarks.add(line, "", marked("the choice has no name and is left out"))
            continue
        found = lists.setdefault(name, ChoiceList([], {}, {}))
        _add(found, line, languages, remarks)
    unread_columns(table, remarks, KNOWN)
    return lists


def _add(found: ChoiceList, line: Line, languages: Languages, remarks: Remarks) -> None:
    name = line.get("name")
    if name in found.codes:
        what = marked("the choice {name} stands twice in its list; this one is left out")
        remarks.add(line, "name", what, name=name)
        return
    if len(found.options) >= MAX_OPTIONS:
        what = marked("at most {most} choices fit into a list; this one is left out")
        remarks.add(line, "name", what, most=MAX_OPTIONS)
        return
    code = code_from(name, found.lines, f"C{len(found.options) + 1}")
    if code != name:
        remarks.add(line, "name", RENAMED, name=name, code=code)
    words = words_of(line, languages, remarks)
    if not words:
        words = {"zh": name, "en": ""}
        remarks.add(line, "label", marked("there are no words; the name is shown"))
    found.codes[name] = code
    found.lines[code] = line
    found.options.append({"code": code, **words, **_extras(line, remarks)})


def _extras(line: Line, remarks: Remarks) -> dict[str, str]:
    extras = {}
    for column, field in OPTION_FIELDS.items():
        value = line.get(column)
        if not value:
            continue
        if field not in MARKS:
            extras[field] = value
            continue
        mark = truth(value)
        if mark is None:
            what = marked("“{text}” is neither yes nor no; it counts as no")
            remarks.add(line, column, what, text=value)
        if mark:
            extras[field] = "true"
    return extras


def note_unused(lists: Mapping[str, ChoiceList], used: Collection[str], remarks: Remarks) -> None:
    """A note on each list of a form of ours that no question offers; others keep lists in stock."""
    for name, found in lists.items():
        first = next(iter(found.lines.values()))
        if name not in used and OPTION_FIELDS.keys() & first.columns:
            what = marked("no question offers the list {name}; it is left out")
            remarks.add(first, "list_name", what, name=name)


def truth(text: str) -> bool | None:
    """yes or no in their usual spellings; None for anything else."""
    plain = text.strip().lower()
    return True if plain in YES else False if plain in NO else None
