"""A questionnaire that goes out as an XLSForm comes back the same, and pyxform takes the form."""

from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyxform.xls2xform import convert

from survey_app.paths import bundled
from survey_app.questionnaire.definition import Questionnaire
from survey_app.questionnaire.loader import load_questionnaire, load_vocabulary
from survey_app.questionnaire.xlsform import form_sheets, read_xlsform, write_xlsform
from survey_app.services.workbooks import read_workbook
from tests.questionnaire.strategies import definitions, questionnaires

FOLDER = bundled("questionnaires")
FEATURES = bundled("tests") / "questionnaire" / "features"
FILES = [
    *sorted(file for file in FOLDER.glob("*.yaml") if file.name != "vocabulary.yaml"),
    *sorted(file for file in FEATURES.glob("*.yaml") if ".cases." not in file.name),
]
# What XML, Excel, XPath or the standard would take for something else.
AWKWARD = st.sampled_from(
    [
        "${Q0} 元，$＄{x} ＄{y}",
        "_x0041_",
        "\uffff\ufffe",
        "=1+1",
        "+86",
        "两行\n\t第二行",
        "true()",
        "<b>&amp;",
        "‘引’“号”",
    ]
)
IDS = st.permutations(["1", "a", "A", "data", "meta", "Q1", "Q2", "S", "S_2", "A_text", "x_A"])


@st.composite
def awkward(draw: st.DrawFn) -> Questionnaire:
    """A questionnaire with names and words that need another spelling in a form."""
    definition = draw(definitions())
    new = dict(zip([f"Q{n}" for n in range(9)], draw(IDS), strict=False))
    for question in definition["questions"]:
        question |= {"id": new[question["id"]], "text": {"zh": draw(AWKWARD), "en": draw(AWKWARD)}}
        question["note"] = draw(st.sampled_from(["", " mit Rand ", "\n"]))
        for option in question.get("options", ()):
            option["zh"] = draw(AWKWARD)
    definition["cycle"] = draw(st.sampled_from(["", " once ", "=1"]))
    definition["sections"].reverse()
    definition["sections"].append({"id": "empty", "zh": draw(AWKWARD)})
    return Questionnaire.model_validate(renamed(definition, new))


def renamed(part: Any, new: dict[str, str]) -> Any:
    """The definition with other ids in its rules."""
    if isinstance(part, list):
        return [renamed(one, new) for one in part]
    if not isinstance(part, dict):
        return part
    changed = {key: renamed(value, new) for key, value in part.items()}
    if "q" in part:
        question, dot, row = part["q"].partition(".")
        changed["q"] = f"{new[question]}{dot}{row}"
    return changed


def back(sheets: dict[str, list[list[str]]]) -> Questionnaire:
    """The questionnaire of a form that says nothing which could not be carried over."""
    imported = read_xlsform(sheets)
    assert imported.notes == ()
    return Questionnaire.model_validate(imported.content)


def accepted(content: bytes) -> bool:
    """Whether pyxform makes an XForm of it."""
    return bool(convert(xlsform=BytesIO(content), file_type=".xlsx", warnings=[]).xform)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_real_questionnaire_comes_back_and_pyxform_takes_it(file):
    questionnaire = load_questionnaire(file, load_vocabulary(FOLDER))
    content = write_xlsform(questionnaire)
    assert back(read_workbook(content, "form.xlsx")) == questionnaire
    assert accepted(content)


@given(questionnaires)
def test_any_questionnaire_comes_back(questionnaire):
    assert back(form_sheets(questionnaire)) == questionnaire


@given(awkward())
def test_awkward_names_and_words_come_back(questionnaire):
    assert back(form_sheets(questionnaire)) == questionnaire


@given(questionnaires | awkward())
@settings(max_examples=25, deadline=None)
def test_any_workbook_comes_back_and_pyxform_takes_it(questionnaire):
    content = write_xlsform(questionnaire)
    assert back(read_workbook(content, "form.xlsx")) == questionnaire
    assert accepted(content)
