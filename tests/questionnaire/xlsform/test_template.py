"""The workbook to download is a right form, with lists to choose from and words of explanation."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from survey_app.errors import Invalid
from survey_app.questionnaire.reading import read_content
from survey_app.questionnaire.xlsform import read_xlsform, template_workbook
from survey_app.questionnaire.xlsform.columns import CHOICES, SURVEY
from survey_app.questionnaire.xlsform.workbook import workbook
from survey_app.services.workbooks import read_workbook
from tests.questionnaire.example import VOCABULARY


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_template_is_a_right_form_as_it_stands(language):
    content = template_workbook(language)
    imported = read_xlsform(read_workbook(content, "form.xlsx"))
    assert imported.notes == ()
    assert read_content(imported.content, VOCABULARY).errors == ()
    assert convert(xlsform=BytesIO(content), file_type=".xlsx", warnings=[]).xform


def test_the_template_offers_choices_and_keeps_its_header_in_sight():
    book = load_workbook(BytesIO(template_workbook()))
    survey = book["survey"]
    assert book.sheetnames[0] == "说明"
    assert [cell.value for cell in survey[1]] == list(SURVEY)
    assert [cell.value for cell in book["choices"][1]] == list(CHOICES)
    assert survey.freeze_panes == "C2"
    offered = {str(rule.sqref): rule for rule in survey.data_validations.dataValidation}
    assert offered["E2:E2000"].formula1 == '"yes"'
    assert not offered["A2:A2000"].showErrorMessage  # a list's name follows: select_one shops
    assert all(len(rule.formula1) <= 257 for rule in offered.values())  # 255 and two quotes
    assert "单选" in survey["A1"].comment.text


def test_a_text_that_begins_with_an_equals_sign_is_no_formula():
    content = workbook({"survey": [["type"], ["=1+1"], ["_x0041_"], ["\x07"]]})
    cell = load_workbook(BytesIO(content))["survey"]["A2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    rows = [["type"], ["=1+1"], ["_x0041_"], ["\x07"]]
    assert read_workbook(content, "form.xlsx") == {"survey": rows}


def test_a_text_that_no_cell_can_hold_is_refused():
    with pytest.raises(Invalid, match="A text of 40000 characters is too long"):
        workbook({"survey": [["type"], ["x" * 40_000]]})
