"""Forms that others made are carried over as far as it goes; all that is not has a note."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.questionnaire.definition import Questionnaire
from survey_app.questionnaire.reading import read_content
from survey_app.questionnaire.xlsform import read_xlsform
from survey_app.questionnaire.xlsform.columns import CHOICES, SURVEY
from survey_app.services.workbooks import read_workbook
from tests.questionnaire.example import VOCABULARY
from tests.questionnaire.xlsform.importing import YES_NO, form, questions, said

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    ("headers", "text"),
    [
        ("label", {"zh": "A", "en": ""}),
        ("label::English (en)", {"zh": "A", "en": "A"}),
        ("label::English (en) | label::中文(zh)", {"zh": "B", "en": "A"}),
        ("label:English | label:Chinese", {"zh": "B", "en": "A"}),
        ("label | label::en", {"zh": "A", "en": "B"}),
        ("Label::Français (fr)", {"zh": "A", "en": ""}),
    ],
)
def test_languages_are_found_under_the_names_that_people_use(headers, text):
    assert questions(form(f"type | name | {headers}", "note | q | A | B"))[0]["text"] == text


def test_other_languages_are_named():
    imported = form("type | name | label::中文 (zh) | label::Français (fr)", "note | q | 甲 | A")
    assert questions(imported)[0]["text"] == {"zh": "甲", "en": ""}
    assert said(imported) == [
        "1 label::Français (fr): Français (fr) is read only where Chinese and English are missing"
    ]


def test_a_table_list_becomes_a_matrix():
    imported = form(
        "type | name | label | appearance | required",
        "begin_group | m | 满意吗 | table-list",
        "select_one yn | a | 甲 | | yes",
        "select_one yn | b | 乙 | | yes",
        "end_group",
        "note | c | 完 | | ",
    )
    matrix = questions(imported)[0]
    assert matrix["kind"] == "matrix"
    assert matrix["required"] == "true"
    assert [row["code"] for row in matrix["rows"]] == ["a", "b"]
    assert said(imported) == []


def test_or_other_becomes_an_option_with_words_of_ones_own():
    imported = form("type | name | label", "select one yn or_other | q | a")
    assert questions(imported)[0]["options"][-1]["text"] == "true"


def test_names_become_codes_in_the_same_way_every_time():
    imported = form(
        "type | name | label",
        "text | my.name | a",
        "text | my-name | b",
        "text | 姓名 | c",
        "text | mode | d",
        choices=[["list name", "name", "label"], ["yn", "1-2", "少"], ["yn", "1.2", "多"]],
    )
    assert [q["id"] for q in questions(imported)] == ["my_name", "my_name_2", "Q4", "mode_2"]
    assert [n.values["code"] for n in imported.notes if n.sheet == "choices"] == ["1_2", "1_2_2"]


def test_what_cannot_be_carried_is_listed_row_by_row():
    imported = form(
        "type | name | label | hint | default | appearance | choice_filter | media::image",
        "start | start",
        "calculate | c",
        "begin repeat | r | 每人",
        "select_one yn | q | 问 | 提示 | yes | minimal | x=1 | a.png",
        "end repeat",
        "select_one_from_file a.csv | f | 文件",
        "select_one gone | g | 没有",
        "acknowledge | ok | 知道吗",
        "| x | 没有题型",
        "begin_group | e | 空",
    )
    assert said(imported) == [
        "2 type: the type “start” cannot be carried over; the row is left out",
        "3 type: the type “calculate” cannot be carried over; the row is left out",
        "4 type: a repeat cannot be carried over; its questions are asked once",
        "5 hint: the hint is added to the question's words",
        "5 default: “yes” cannot be carried over",
        "5 appearance: “minimal” cannot be carried over",
        "5 choice_filter: “x=1” cannot be carried over",
        "5 media::image: “a.png” cannot be carried over",
        "7 type: the type “select_one_from_file a.csv” cannot be carried over; the row is left out",
        "8 type: the type “select_one gone” cannot be carried over; the row is left out",
        "9 type: this becomes a choice with one answer",
        "10 : the row has no type and is left out",
        "11 type: the group that begins here never ends",
        "11 : the group has no question that could be carried over; it is left out",
    ]
    assert questions(imported)[0]["text"]["zh"] == "问\n提示"


def test_choices_settings_and_sheets_that_cannot_be_carried_are_listed():
    imported = form(
        "type | name | label",
        "note | q | a",
        choices=[*YES_NO, ["yn", "no", "又"], ["", "x", "孤"], ["yn", "z", ""]],
        settings=[["form_title", "form_id", "version", "public_key"], ["题", "我的表", "v2", "k"]],
        entities=[["list_name"], ["x"]],
    )
    assert said(imported) == [
        "0 : the sheet “entities” is not read",
        "4 name: the choice no stands twice in its list; this one is left out",
        "5 : the choice has no list name and is left out",
        "6 label: there are no words; the name is shown",
        "1 public_key: this column cannot be carried over (1 cells)",
        "2 form_id: 我的表 becomes form: a code has up to 32 letters, digits and _,"
        " and stands only once",
        "2 version: the version v2 is not a number from 1 up; the import is version 1",
    ]


@pytest.mark.parametrize("name", ["one_language", "clinic", "template_saved_again"])
def test_a_form_saved_by_libreoffice_makes_a_right_questionnaire(name):
    content = (HERE / f"{name}.xlsx").read_bytes()
    imported = read_xlsform(read_workbook(content, f"{name}.xlsx"))
    reading = read_content(imported.content, VOCABULARY)
    assert reading.errors == ()
    assert reading.questionnaire is not None
    assert bool(imported.notes) == (name == "clinic")


cell = st.sampled_from(
    ["", "a", "b", "a.b", "yn", "select_one yn", "begin_group", "end_group", "rank yn", "text"]
    + ["${a} = 'yes'", "not(", "integer", "note", "likert", "matrix", "table-list", "1", "{", "甲"]
)
tables = st.lists(st.lists(cell, max_size=12), max_size=8)


@given(tables, tables, st.permutations(SURVEY), st.permutations(CHOICES))
def test_no_form_makes_the_import_fail(survey, choices, columns, own):
    imported = read_xlsform({"survey": [columns, *survey], "choices": [own, *choices, *YES_NO]})
    read_content(imported.content, VOCABULARY)
    assert all(note.text() for note in imported.notes)


def test_more_questions_and_choices_than_fit_are_not_read():
    choices = [["list_name", "name", "label"], *(["l", f"c{n}", "x"] for n in range(2_500))]
    asked = [f"select_one l | q{n} | a" for n in range(2_500)]
    imported = form("type | name | label", *asked, choices=choices)
    assert {len(question["options"]) for question in questions(imported)} == {200}
    assert said(imported)[0] == "202 : at most 200 questions fit; from here on nothing is read"
    assert len(questions(imported)) == 200
    assert len(imported.notes) == 2_301


def test_defaults_stand_where_a_form_says_nothing():
    content = form("type | name | label", "note | q | a").content
    notice = {"version": 1, "zh": "告知"}
    assert Questionnaire.model_validate({"notice": notice, **content}).identity == "anonymous"
