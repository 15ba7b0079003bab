"""What people change in a workbook of ours has an effect, or the import says why it has none."""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import pytest

from survey_app.questionnaire.definition import Questionnaire
from survey_app.questionnaire.reading import read_content
from survey_app.questionnaire.xlsform import Imported, form_sheets, read_xlsform
from survey_app.questionnaire.xlsform.form import Sheets
from tests.questionnaire.example import VOCABULARY
from tests.questionnaire.featured import FEATURES, feature

IRREGULAR = "sections in another order, ids that are no names"
TYPED = {
    "type": ("integer", "select_one zzz", "note"),
    "required": ("yes",),
    "relevant": ("${Q} = ''",),
    "constraint": (". >= 7", "count-selected(.) <= 7", "not(selected(., 'A')) or . = 1"),
    "app_kind": ("likert", "matrix", "best_worst", "part"),
    "app_order": ("rotate",),
    "app_show_if": ('{"q": "Q", "answered": false}', "zzz"),
    "app_stop": ("${Q} = ''",),
    **dict.fromkeys(("app_na", "app_text", "app_exclusive", "app_pinned"), ("yes", "zzz")),
}
NUMBERS = ("min_choices", "max_choices", "decimals", "max_files", "keep_days", "score", "version")


class Edit(NamedTuple):
    """One cell of a form with another text. first: what stands first in its row."""

    sheet: str
    row: int
    header: str
    first: str
    old: str
    new: str


class Harmless(NamedTuple):
    """Cells that may change without a word. first: begins the row; old: stood there before."""

    reason: str
    sheet: str
    headers: tuple[str, ...]
    first: tuple[str, ...] = ("",)
    old: str = ""
    is_cleared: bool = True

    def covers(self, edit: Edit) -> bool:
        """Whether the edit is one of these."""
        return (
            edit.sheet == self.sheet
            and edit.header in self.headers
            and edit.old == (self.old or edit.old)
            and edit.first.startswith(self.first)
            and not (self.is_cleared and edit.new)
        )


MESSAGES = ("constraint_message::中文 (zh)", "constraint_message::English (en)")
PARTS = ("acknowledge", "select_one", "text", "time")
HARMLESS = (
    Harmless("other programs begin in it", "settings", ("default_language",), is_cleared=False),
    Harmless("no length is 60, as before", "app_placeholders", ("max_length",), old="60"),
    Harmless("the group says what its rows are", "survey", ("app_kind",), PARTS, old="part"),
    Harmless(
        "how other programs show it; app_kind says what it is",
        "survey",
        ("appearance",),
        ("begin_group", "select_one", "text"),
    ),
    Harmless("it follows from the limits, which stand there still", "survey", MESSAGES),
    Harmless(
        "no question: what residents write belongs to the option in its rule",
        *("survey", ("name",), ("text",)),
        is_cleared=False,
    ),
    Harmless("the end of a group has no name", "survey", ("name",), ("end_",), is_cleared=False),
    Harmless("the row where the group begins has a note", "survey", ("type",), ("end_group",)),
)


def form(name: str) -> Sheets:
    """A fixture as the sheets of a workbook."""
    return form_sheets(irregular() if name == IRREGULAR else feature(name))


def irregular() -> Questionnaire:
    """Sections that stand empty and mixed; ids that begin with digits or are taken by the form."""
    content = feature("kind_matrix").model_dump(by_alias=True, exclude_none=True)
    first = content["questions"][0]
    content["questions"] = [
        {**first, "id": "1", "section": "2"},
        {**first, "id": "meta", "section": "S"},
        {**first, "id": "Q", "section": "2"},
    ]
    content["sections"] = [{"id": code, "zh": f"节{code}", "en": code} for code in ("S", "E", "2")]
    return Questionnaire.model_validate(content)


def with_cell(sheets: Sheets, edit: Edit) -> Sheets:
    """The form with one cell changed."""
    rows = [[*row] for row in sheets[edit.sheet]]
    rows[edit.row - 1][rows[0].index(edit.header)] = edit.new
    return {**sheets, edit.sheet: rows}


def edits(sheets: Sheets) -> Iterator[Edit]:
    """Every cell below a header cleared, and with each of a few texts in it."""
    for sheet, rows in sheets.items():
        for number, row in enumerate(rows[1:], start=2):
            for header, old in zip(rows[0], row, strict=True):
                usual = ("7",) if header.endswith(NUMBERS) else ("zzz",)
                for new in {"", *TYPED.get(header, usual)} - {old}:
                    yield Edit(sheet, number, header, row[0], old, new)


@cache
def silent(name: str) -> tuple[Edit, ...]:
    """The edits that change nothing and about whose row nothing is said."""
    sheets = form(name)
    before = read_xlsform(sheets)
    found = []
    for edit in edits(sheets):
        after = read_xlsform(with_cell(sheets, edit))
        said = any((note.sheet, note.row) == (edit.sheet, edit.row) for note in after.notes)
        if after.content == before.content and not said:
            found.append(edit)
    return tuple(found)


@pytest.mark.parametrize("name", [*FEATURES, IRREGULAR])
def test_an_edit_has_an_effect_or_a_note(name):
    assert [e for e in silent(name) if not any(h.covers(e) for h in HARMLESS)] == []


@pytest.mark.parametrize("harmless", HARMLESS, ids=lambda harmless: harmless.reason)
def test_what_may_stay_silent_is_met(harmless):
    assert any(harmless.covers(edit) for name in FEATURES for edit in silent(name))


def edited(name: str, row: int, header: str, new: str, *, sheet: str = "survey") -> Imported:
    """The import of a fixture with one cell changed."""
    return read_xlsform(with_cell(form(name), Edit(sheet, row, header, "", "", new)))


def said(imported: Imported) -> list[str]:
    """Notes as `sheet row column: sentence`."""
    return [f"{note.sheet} {note.row} {note.column}: {note.text()}" for note in imported.notes]


def question(imported: Imported, number: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = imported.content["questions"][number]
    return found


def exclusive(imported: Imported) -> list[str]:
    return [o["code"] for o in question(imported)["options"] if "exclusive" in o]


def test_a_number_in_our_column_counts_and_not_the_constraint():
    imported = edited("rule_min_max_choices", 3, "app_max_choices", "4")
    assert question(imported)["max_choices"] == "4"
    assert said(imported) == [
        "survey 3 app_max_choices: app_max_choices says “4”, constraint says “3”;"
        " app_max_choices counts"
    ]


def test_the_same_number_in_both_columns_is_no_conflict():
    assert said(edited("rule_min_max_choices", 3, "app_max_choices", "3")) == []


def test_without_a_number_in_our_column_the_constraint_counts():
    imported = edited("rule_min_max_choices", 3, "constraint", "count-selected(.) <= 4")
    assert question(imported)["max_choices"] == "4"
    assert "min_choices" not in question(imported)


def test_an_option_stands_alone_where_our_column_says_so():
    cleared = edited("rule_exclusive", 4, "app_exclusive", "", sheet="choices")
    assert exclusive(cleared) == []
    assert said(cleared) == [
        "choices 4 app_exclusive: app_exclusive is not yes, but the constraint of the question in"
        " row 3 says that NONE stands alone; app_exclusive counts"
    ]
    other = edited("rule_exclusive", 3, "constraint", "count-selected(.) >= 2")
    assert exclusive(other) == ["NONE"]
    assert said(other)[-1] == (
        "survey 3 constraint: app_exclusive says that NONE stands alone, the constraint does not;"
        " app_exclusive counts"
    )


def test_without_our_column_the_constraint_says_which_option_stands_alone():
    sheets = form("rule_exclusive")
    place = sheets["choices"][0].index("app_exclusive")
    choices = [[*row[:place], *row[place + 1 :]] for row in sheets["choices"]]
    imported = read_xlsform({**sheets, "choices": choices})
    assert exclusive(imported) == ["NONE"]
    assert said(imported) == []


def test_a_constraint_about_a_choice_that_is_not_there_has_a_note():
    rule = "not(selected(., 'GONE') and count-selected(.) > 1)"
    assert "Q has no choice GONE" in "".join(said(edited("kind_multi", 3, "constraint", rule)))


def test_a_ranking_of_ours_is_asked_how_many_places_it_has():
    imported = edited("kind_rank", 3, "app_max_choices", "")
    faults = read_content(imported.content, VOCABULARY).errors
    assert [(fault.place[:2], fault.text()) for fault in faults] == [
        (("questions", 0), "How many places are there to rank? Give max_choices, such as 3.")
    ]


def test_a_ranking_of_others_puts_all_choices_in_order():
    sheets = form("kind_rank")
    survey = [[*row[:3]] for row in sheets["survey"]]
    found = question(read_xlsform({**sheets, "survey": survey}))
    assert (found["min_choices"], found["max_choices"]) == ("4", "4")


@pytest.mark.parametrize(
    ("name", "header", "new", "field", "value"),
    [
        ("rule_decimals", "type", "integer", "decimals", "2"),
        ("rule_decimals", "app_decimals", "0", "decimals", "0"),
        ("kind_likert", "app_kind", "", "kind", "single"),
        ("kind_rank", "constraint", "count-selected(.) <= 2", "max_choices", "3"),
    ],
)
def test_our_column_counts_with_a_note(name, header, new, field, value):
    imported = edited(name, 3, header, new)
    assert question(imported)[field] == value
    assert " counts" in said(imported)[0]


@pytest.mark.parametrize("relevant", ["", "${P} = 'N'"])
def test_our_rule_counts_and_not_the_standard_one(relevant):
    imported = edited("rule_not", 4, "relevant", relevant)
    assert question(imported, 1)["show_if"] == {"not": {"q": "P", "any_of": ["Y"]}}
    assert "app_show_if counts" in said(imported)[0]


def test_a_list_that_no_question_offers_any_more_has_a_note():
    imported = edited("kind_multi", 3, "type", "integer")
    assert said(imported) == ["choices 2 list_name: no question offers the list Q; it is left out"]


def test_the_rows_of_a_group_that_is_none_of_ours_any_more_have_notes():
    imported = edited("kind_best_worst", 3, "app_kind", "")
    assert [note.row for note in imported.notes if note.sheet == "survey"] == [3, 4, 5]


def test_a_group_that_never_ends_is_named_where_it_begins():
    imported = edited("kind_best_worst", 6, "type", "")
    assert "survey 2 type: the group that begins here never ends" in said(imported)


def test_what_stands_twice_or_in_a_further_column_has_a_note():
    sheets = form("rule_option_ends")
    header, first = sheets["app_endings"]
    endings = [[*header, "remark"], [*first, "x"], ["bye", "再见", "", ""]]
    imported = read_xlsform({**sheets, "app_endings": endings})
    assert imported.content["endings"] == read_xlsform(sheets).content["endings"]
    assert said(imported) == [
        "app_endings 1 remark: this column cannot be carried over (1 cells)",
        "app_endings 3 code: bye stands twice; this row is left out",
    ]


def test_a_version_with_the_day_in_it_is_too_long():
    imported = edited("kind_single", 2, "version", "2026090100", sheet="settings")
    assert imported.content["version"] == "1"
    assert said(imported) == [
        "settings 2 version: the version 2026090100 is too long a number; the import is version 1"
    ]


def test_english_words_in_place_of_missing_chinese_ones_have_a_note():
    places = [("survey", 2, "label::"), ("survey", 3, "label::"), ("choices", 2, "label::")]
    sentence = "there are no Chinese words; the English ones stand in"
    for sheet, row, prefix in [*places, ("app_settings", 3, "")]:
        imported = edited("kind_single", row, f"{prefix}中文 (zh)", "", sheet=sheet)
        assert said(imported) == [f"{sheet} {row} {prefix}English (en): {sentence}"]
