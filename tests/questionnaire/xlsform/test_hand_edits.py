"""What people change in a workbook of ours changes the questionnaire, or the import says why not."""

from collections.abc import Iterator

import pytest

from survey_app.questionnaire.xlsform import form_sheets, read_xlsform
from survey_app.questionnaire.xlsform.form import Sheets
from tests.questionnaire.featured import FEATURES, feature

TYPED = {
    "type": ("integer", "select_one zzz", "note"),
    "required": ("yes",),
    "relevant": ("${Q} = ''",),
    "constraint": (". >= 7", "count-selected(.) <= 7"),
    "app_kind": ("likert", "matrix", "best_worst", "part"),
    "app_order": ("rotate",),
    "app_show_if": ('{"q": "Q", "answered": false}', "zzz"),
    "app_stop": ("${Q} = ''",),
    **dict.fromkeys(("app_na", "app_text", "app_exclusive", "app_pinned"), ("yes", "zzz")),
}
NUMBERS = ("min_choices", "max_choices", "decimals", "max_files", "keep_days", "score", "version")


def typed(header: str) -> tuple[str, ...]:
    """What somebody might type into a cell below this header."""
    return TYPED.get(header) or (("7",) if header.endswith(NUMBERS) else ("zzz",))


def edits(sheets: Sheets) -> Iterator[tuple[str, int, str, str, Sheets]]:
    """Sheet, row, header, new text, and the form with this one cell changed."""
    for name, rows in sheets.items():
        for number, row in enumerate(rows[1:], start=1):
            for place, header in enumerate(rows[0]):
                for text in {"", *typed(header)} - {row[place]}:
                    edited = [*rows]
                    edited[number] = [*row[:place], text, *row[place + 1 :]]
                    yield name, number + 1, header, text, {**sheets, name: edited}


def silent(name: str) -> Iterator[tuple[str, ...]]:
    sheets = form_sheets(feature(name))
    before = read_xlsform(sheets).content
    for sheet, row, header, text, edited in edits(sheets):
        after = read_xlsform(edited)
        said = any(note.sheet == sheet and note.row == row for note in after.notes)
        if after.content == before and not said:
            old = sheets[sheet][row - 1]
            yield sheet, str(row), header, old[sheets[sheet][0].index(header)], text, old[0]
