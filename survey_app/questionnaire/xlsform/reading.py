"""An XLSForm as a definition: ours exactly, others' as far as it goes, with a note on the rest."""

from collections.abc import Iterator
from typing import Any

from survey_app.errors import marked
from survey_app.questionnaire.checks import MAX_QUESTIONS
from survey_app.questionnaire.xlsform.cells import (
    NOT_CARRIED,
    SHORT,
    named_otherwise,
    overruled,
    words_of,
)
from survey_app.questionnaire.xlsform.choice_lists import note_unused, read_choices
from survey_app.questionnaire.xlsform.columns import (
    CHINESE,
    ENGLISH,
    EXPLANATIONS,
)
from survey_app.questionnaire.xlsform.expressions import Unreadable
from survey_app.questionnaire.xlsform.names import RENAMED, code_from
from survey_app.questionnaire.xlsform.notes import Imported, Note
from survey_app.questionnaire.xlsform.questions import Asked, QuestionReader
from survey_app.questionnaire.xlsform.rules import (
    condition_of,
    read_rule,
    unpacked,
    xpath,
)
from survey_app.questionnaire.xlsform.settings import OWN, TWICE, read_settings
from survey_app.questionnaire.xlsform.survey import Group, items
from survey_app.questionnaire.xlsform.tables import (
    Languages,
    Line,
    Remarks,
    Sheets,
    Table,
    languages_of,
    snake,
)

NAMES = ("survey", "choices", "settings")
ELSEWHERE = {"zh": "问题", "en": "Questions"}  # the section of questions that stand in no group
Rule = dict[str, Any]


def read_xlsform(sheets: Sheets) -> Imported:
    """The definition in the sheets of a workbook (name -> rows of texts), with notes.

    The content is fit for `reading.read_content`, which finds what is wrong with it; it has no
    `notice` where the form has none. What cannot be carried over has a note each. Never raises.
    """
    remarks = Remarks()
    tables = _tables(sheets, remarks)
    survey = tables.get("survey") or Table("survey", (), remarks)
    choices = tables.get("choices") or Table("choices", (), remarks)
    languages = languages_of([survey, choices], remarks)
    content = read_settings(tables, remarks)
    lists = read_choices(choices, languages, remarks)
    questions = QuestionReader(lists, languages, remarks)
    sections = _Sections(languages, tables.get("app_sections"), remarks)
    asked = list(_asked(survey, questions, sections, remarks))
    note_unused(lists, questions.used, remarks)
    rules = _Rules(questions, remarks)
    for one in asked:
        rules.put(one)
    rules.put_base(content)
    content["sections"] = sections.texts()
    content["questions"] = [one.content for one in asked]
    notes = sorted(remarks.notes, key=lambda note: _place(note, tables))
    return Imported(content, tuple(notes), tuple(one.line.number for one in asked))


def _asked(
    survey: Table, questions: QuestionReader, sections: "_Sections", remarks: Remarks
) -> Iterator[Asked]:
    number = 0
    for item in list(items(survey, remarks)):  # a group is whole only once its end was seen
        if number >= MAX_QUESTIONS:
            what = marked("at most {most} questions fit; from here on nothing is read")
            remarks.add(item.line, "", what, most=MAX_QUESTIONS)
            return
        for one in questions.read(item):
            one.content["section"] = sections.of(one.groups)
            number += 1
            yield one
        if isinstance(item, Group):
            sections.seen(item)


def _place(note: Note, tables: dict[str, Table]) -> tuple[int, int]:
    order = [table.name for table in tables.values()]
    return (order.index(note.sheet) if note.sheet in order else -1, note.row)


def _tables(sheets: Sheets, remarks: Remarks) -> dict[str, Table]:
    """The sheets that are read, by their standard names; a note on each other one."""
    tables: dict[str, Table] = {}
    for name, rows in sheets.items():
        key = snake(name)
        if key in (*NAMES, *OWN) and key not in tables:
            tables[key] = Table(name, rows, remarks)
        elif name not in EXPLANATIONS and any(any(row) for row in rows):
            remarks.sheet(name, 0, "", marked("the sheet “{name}” is not read"), name=name)
    if "survey" not in tables:
        remarks.sheet("survey", 0, "", marked("there is no sheet “survey” with the questions"))
    return tables


class _Sections:
    """Gives every question a section: its outermost group, or one for those outside of groups."""

    def __init__(self, languages: Languages, table: Table | None, remarks: Remarks) -> None:
        self.languages = languages
        self.remarks = remarks
        self.codes: dict[int, str] = {}  # of groups, by identity
        self.unused: dict[int, Group] = {}
        self.found: dict[str, dict[str, str]] = {}
        self.default = ""
        for line in table.lines if table else ():
            zh, en = line.get(snake(CHINESE)), line.get(snake(ENGLISH))
            code = line.get("code")
            if code in self.found:
                remarks.add(line, "code", TWICE, name=code)
            self.found.setdefault(code, {"zh": zh or en, "en": en})
        self.listed = set(self.found)

    def seen(self, group: Group) -> None:
        """Remember an outermost group, to say so if no question follows in it."""
        if group.around is None and not group.composed and id(group) not in self.codes:
            self.unused[id(group)] = group

    def of(self, groups: list[Group]) -> str:
        """The code of the section for a question within these groups."""
        if not groups:
            self.default = self.default or code_from("MAIN", self.found, "MAIN")
            self.found.setdefault(self.default, ELSEWHERE)
            return self.default
        group = groups[0]
        self.unused.pop(id(group), None)
        if id(group) not in self.codes:
            self.codes[id(group)] = self._code(group.line)
        return self.codes[id(group)]

    def _code(self, line: Line) -> str:
        own, name = line.get("app_id"), line.get("name")
        named_otherwise(line, self.remarks)
        words = words_of(line, self.languages, self.remarks)
        if (own or name) in self.found and (own or name in self.listed):
            code = own or name  # the section goes on after questions of another one
            if words != self.found[code]:
                what = marked("the words of the section {code} are those it was given before")
                self.remarks.add(line, "label", what, code=code)
            return code
        code = code_from(own or name, self.found, f"S{line.number}")
        if code != (own or name):
            self.remarks.add(line, "name", RENAMED, name=name, code=code)
        if not words:
            self.remarks.add(line, "label", marked("there are no words; the name is shown"))
        self.found[code] = words or {"zh": name or code, "en": ""}
        return code

    def texts(self) -> list[dict[str, str]]:
        """All sections; a note on each group that has no question."""
        for group in self.unused.values():
            what = marked("the group has no question that could be carried over; it is left out")
            self.remarks.add(group.line, "", what)
        return [{"id": code, **words} for code, words in self.found.items()]


class _Rules:
    """Reads what hangs on answers, once every name of the form is known."""

    def __init__(self, questions: QuestionReader, remarks: Remarks) -> None:
        self.targets = questions.targets
        self.names = {t.q: (name, t.kind) for name, t in questions.targets.items()}
        self.remarks = remarks
        self.of_groups: dict[int, Rule | None] = {}

    def put(self, asked: Asked) -> None:
        """Give a question its rules: its own, and those of the groups around it."""
        found = [self._of_group(group) for group in asked.groups]
        found.append(self._own(asked.line) if asked.line not in _lines(asked.groups) else None)
        parts = [rule for rule in found if rule is not None]
        if parts:
            asked.content["show_if"] = parts[0] if len(parts) == 1 else {"all": parts}
        if asked.line.get("app_stop") or asked.line.get("app_ending"):
            when = self._read(asked.line, "app_stop")
            if when is not None:
                ending = asked.line.get("app_ending")
                asked.content["stop"] = {"when": when, "ending": ending}

    def _of_group(self, group: Group) -> Rule | None:
        if id(group) not in self.of_groups:
            self.of_groups[id(group)] = self._own(group.line)
        return self.of_groups[id(group)]

    def _own(self, line: Line) -> Rule | None:
        own, text = line.get("app_show_if"), line.get("relevant")
        packed = unpacked(own)
        if packed is not None:
            if xpath(condition_of(packed), self.names) != text:
                overruled(line, self.remarks, "app_show_if", ("relevant", text))
            return packed
        if own:
            self.remarks.add(line, "app_show_if", NOT_CARRIED, text=own[:SHORT])
        return self._read(line, "relevant") if text else None

    def _read(self, line: Line, key: str) -> Rule | None:
        text = line.get(key)
        exact = unpacked(text)
        if exact is not None:
            return exact
        try:
            return read_rule(text, self.targets)
        except Unreadable as reason:
            what = marked("the rule “{text}” cannot be carried over: {reason}")
            self.remarks.unread(line, key, what, reason)
            return None

    def put_base(self, content: dict[str, Any]) -> None:
        """The rule of whose answers count, in place of its row."""
        line = content["base"].pop("when", None)
        if line is not None:
            when = self._read(line, snake(CHINESE))
            content["base"] |= {"when": when} if when is not None else {}


def _lines(groups: list[Group]) -> list[Line]:
    return [group.line for group in groups]
