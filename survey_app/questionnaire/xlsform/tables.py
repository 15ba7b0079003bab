"""The sheets of a form, whoever made it: columns by their standard names, cells by row."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from survey_app.errors import marked
from survey_app.questionnaire.xlsform.columns import unshown
from survey_app.questionnaire.xlsform.expressions import Unreadable
from survey_app.questionnaire.xlsform.notes import Note

Sheets = Mapping[str, Sequence[Sequence[str]]]
TRANSLATED = ("label", "hint", "guidance_hint", "constraint_message", "required_message")
MEDIA = ("image", "big-image", "audio", "video")
ALIASES = {
    "caption": "label",
    "command": "type",
    "tag": "name",
    "value": "name",
    "relevance": "relevant",
    "calculate": "calculation",
    "readonly": "read_only",
    "constraining_message": "constraint_message",
    "requiredmsg": "required_message",
    "bind::relevant": "relevant",
    "bind::required": "required",
    "bind::constraint": "constraint",
    "bind::jr:constraintmsg": "constraint_message",
    "control::appearance": "appearance",
    "body::appearance": "appearance",
    "set_form_title": "form_title",
    "title": "form_title",
    "set_form_id": "form_id",
    "id_string": "form_id",
}
# How a language is called, and its code.
CHINESE_WORDS = (("中文", "chinese", "汉语", "普通话"), "zh")
ENGLISH_WORDS = (("english", "英文", "英语"), "en")


class Column(NamedTuple):
    """key: the standard's name; language: as the header has it, empty without one."""

    key: str
    language: str
    header: str


class Line:
    """One row: its number in the sheet, its cells by column, and the names of all columns."""

    def __init__(
        self, sheet: str, number: int, cells: dict[Column, str], columns: frozenset[str]
    ) -> None:
        self.sheet = sheet
        self.number = number
        self.cells = cells
        self.columns = columns
        self._by_key = {column.key: value for column, value in reversed(cells.items())}

    def get(self, key: str) -> str:
        """A cell without blanks around it; empty without one."""
        return self._by_key.get(key, "").strip()

    def exact(self, key: str) -> str:
        """A cell as it stands."""
        return self._by_key.get(key, "")

    def header(self, key: str) -> str:
        """The header of the first column of this name."""
        return next((column.header for column in self.cells if column.key == key), key)

    def said(self, key: str, language: str) -> str:
        """A translated cell in one language of the file."""
        return next(
            (
                unshown(value.strip())
                for column, value in self.cells.items()
                if column.key == key and column.language == language
            ),
            "",
        )

    def any_language(self, key: str) -> str:
        """A translated cell in the first language that has words."""
        found = (unshown(v.strip()) for c, v in self.cells.items() if c.key == key)
        return next(filter(None, found), "")


class Remarks:
    """Collects notes."""

    def __init__(self) -> None:
        self.notes: list[Note] = []

    def add(self, line: Line, key: str, message: str, /, **values: object) -> None:
        """A note on a cell of a row, or without a key on the row."""
        column = line.header(key) if key else ""
        self.notes.append(Note(line.sheet, line.number, column, message, values))

    def sheet(self, sheet: str, row: int, column: str, message: str, /, **values: object) -> None:
        """A note on a sheet or on a column of it."""
        self.notes.append(Note(sheet, row, column, message, values))

    def unread(self, line: Line, key: str, message: str, reason: Unreadable) -> None:
        """A note on a rule that cannot be read, with the reason."""
        values: dict[str, Any] = {**reason.values, "text": line.get(key), "reason": reason.message}
        self.add(line, key, message, **values)


class Table:
    """One sheet: its columns and the rows that are not empty."""

    def __init__(self, name: str, rows: Sequence[Sequence[str]], remarks: Remarks) -> None:
        self.name = name
        start = next((at for at, row in enumerate(rows) if any(c.strip() for c in row)), len(rows))
        header = rows[start] if start < len(rows) else ()
        self.columns = self._read_header(header, start + 1, remarks)
        keys = frozenset(column.key for column in self.columns.values())
        self.lines = [
            Line(name, number, self._cells(row), keys)
            for number, row in enumerate(rows[start + 1 :], start + 2)
            if any(cell.strip() for cell in row)
        ]

    def _read_header(
        self, header: Sequence[str], number: int, remarks: Remarks
    ) -> dict[int, Column]:
        columns: dict[int, Column] = {}
        seen: set[tuple[str, str]] = set()
        for place, text in enumerate(header):
            if not text.strip():
                continue
            column = column_of(text.strip())
            if (column.key, column.language) in seen:
                what = marked("this column stands twice; the first one is read")
                remarks.sheet(self.name, number, column.header, what)
                continue
            seen.add((column.key, column.language))
            columns[place] = column
        return columns

    def _cells(self, row: Sequence[str]) -> dict[Column, str]:
        return {
            column: row[place]
            for place, column in self.columns.items()
            if place < len(row) and row[place]
        }

    def translations(self) -> list[Column]:
        """The translated columns that have any words, in their order."""
        used = {column for line in self.lines for column in line.cells}
        return [c for c in self.columns.values() if c.key in TRANSLATED and c in used]

    def unused(self, known: Collection[str]) -> Iterator[tuple[Column, int]]:
        """Columns of other names with the number of their cells that hold anything."""
        for column in self.columns.values():
            if column.key not in known:
                number = sum(column in line.cells for line in self.lines)
                if number:
                    yield column, number


def column_of(header: str) -> Column:
    """`label::English (en)`, `Label:English`, `bind::relevant` … by their standard names."""
    parts = [part.strip() for part in header.split("::" if "::" in header else ":")]
    first = snake(parts[0])
    if first == "media" and len(parts) > 1:
        parts, first = parts[1:], snake(parts[1])
    first = ALIASES.get(first, first)
    if first in (*TRANSLATED, *MEDIA):
        return Column(first, parts[1] if len(parts) > 1 else "", header)
    whole = "::".join([first, *(snake(part) for part in parts[1:])])
    return Column(ALIASES.get(whole, whole), "", header)


def snake(text: str) -> str:
    """Blanks as one underscore, small letters."""
    return "_".join(text.split()).lower()


class Languages(NamedTuple):
    """Which language of a file is Chinese and which English; None where there is no such."""

    chinese: str | None
    english: str | None

    def words(self, line: Line, key: str = "label") -> dict[str, str]:
        """The words of a row as a text in both languages; empty where it has none.

        Where both are missing, those of any language stand in.
        """
        chinese = line.said(key, self.chinese) if self.chinese is not None else ""
        english = line.said(key, self.english) if self.english is not None else ""
        found = chinese or english or line.any_language(key)
        return {"zh": found, "en": english} if found else {}


def languages_of(tables: Sequence[Table], remarks: Remarks) -> Languages:
    """The two languages to read; a note on each other one."""
    used = [(table, column) for table in tables for column in table.translations()]
    found = list(dict.fromkeys(column.language for _, column in used))
    chinese = next((name for name in found if _is_called(name, CHINESE_WORDS)), None)
    english = next((name for name in found if _is_called(name, ENGLISH_WORDS)), None)
    if chinese is None:
        others = [c.language for _, c in used if c.key == "label" and c.language != english]
        chinese = "" if "" in others else next(iter(others), None)
    for table, column in used:
        if column.language and column.language not in (chinese, english):
            what = marked("{language} is read only where Chinese and English are missing")
            remarks.sheet(table.name, 1, column.header, what, language=column.language)
    return Languages(chinese, english)


def _is_called(name: str, language: tuple[tuple[str, ...], str]) -> bool:
    """Whether a name such as `English (en)`, `中文` or `en-GB` is that of a language."""
    words, code = language
    parts = re.split("[^a-z]+", name.lower())
    return code in parts or any(word in name.lower() for word in words)
