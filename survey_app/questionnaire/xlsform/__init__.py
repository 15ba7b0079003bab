"""Questionnaires as XLSForm workbooks, the ODK standard, there and back.

`read_xlsform` takes the sheets that `services.workbooks.read_workbook` gives.
"""

from survey_app.questionnaire.definition import Questionnaire
from survey_app.questionnaire.xlsform.form import form_sheets
from survey_app.questionnaire.xlsform.notes import Imported, Note
from survey_app.questionnaire.xlsform.reading import read_xlsform
from survey_app.questionnaire.xlsform.template import template_workbook
from survey_app.questionnaire.xlsform.workbook import workbook

__all__ = ["Imported", "Note", "form_sheets", "read_xlsform", "template_workbook", "write_xlsform"]


def write_xlsform(questionnaire: Questionnaire) -> bytes:
    """The XLSX file of a questionnaire; raises Invalid where a text is too long for a cell."""
    return workbook(form_sheets(questionnaire))
