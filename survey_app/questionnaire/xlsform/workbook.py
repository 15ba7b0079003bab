"""Sheets of texts as an XLSX file that is good to work in: in Excel, WPS and LibreOffice."""

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from survey_app.errors import Invalid
from survey_app.questionnaire.xlsform.columns import CHINESE, ENGLISH

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Sheets = Mapping[str, Sequence[Sequence[str]]]
LONGEST_CELL = 32_767  # characters, of the format
ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
WHOLE, WIDE, MIDDLE, NARROW = 110, 44, 26, 14  # characters
LAST_ROW = 2_000  # to which lists to choose from reach, for rows to come
YES = '"yes"'
TYPES = (
    '"select_one ,select_multiple ,rank ,integer,decimal,text,date,geopoint,image,note,'
    'begin_group,end_group"'
)
# Column of a sheet -> what may be chosen there; anything may be typed where `free`.
CHOSEN = {
    "survey": {
        "type": TYPES,
        "required": YES,
        "app_kind": '"likert,matrix,best_worst,time_range,contact,part"',
        "app_order": '"fixed,rotate"',
        "app_decimals": '"0,1,2,3"',
    },
    "choices": {name: YES for name in ("app_na", "app_text", "app_exclusive", "app_pinned")},
}
FREE = ("type",)


def workbook(sheets: Sheets, comments: Mapping[str, str] | None = None) -> bytes:
    """The XLSX file. comments: what stands beside a header, by its text.

    Raises Invalid where a text is too long for a cell.
    """
    # openpyxl loads numpy where there is one; importing our package must not.
    from openpyxl import Workbook

    book = Workbook()
    del book["Sheet"]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for place, text in enumerate(row, start=1):
                if text:
                    _put(sheet, number, place, text)
        _dress(sheet, rows[0], comments or {})
    body = BytesIO()
    book.save(body)
    return body.getvalue()


def _put(sheet: "Worksheet", row: int, column: int, text: str) -> None:
    escaped = ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    if len(escaped) > LONGEST_CELL:
        raise Invalid(
            "A text of {n} characters is too long for a cell of a workbook: “{start}…”",
            n=len(text),
            start=text[:30],
        )
    cell = sheet.cell(row, column)
    cell.value = escaped
    # A text that begins with = is no formula.
    cell.data_type = "s"
    if escaped[0] in "=+-@":
        cell.quotePrefix = True


def _dress(sheet: "Worksheet", header: Sequence[str], comments: Mapping[str, str]) -> None:
    """A header that stays in sight, widths, wrapped lines, lists to choose from, comments."""
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "C2" if sheet.title == "survey" else "A2"
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for place, title in enumerate(header, start=1):
        cell = sheet.cell(1, place)
        cell.font = Font(bold=True, color="FFFFFF")
        # Own columns in another colour: other programs pass over them.
        cell.fill = PatternFill("solid", fgColor="6B4F2A" if title[:4] == "app_" else "1F5C4A")
        sheet.column_dimensions[get_column_letter(place)].width = _width(title)
        if title in comments:
            cell.comment = Comment(comments[title], "survey-app", height=140, width=320)
        _offer(sheet, title, get_column_letter(place))


def _width(title: str) -> int:
    if not title:  # beside explanations
        return WHOLE
    if title.endswith((CHINESE, ENGLISH)) and not title.startswith("constraint"):
        return WIDE
    long = ("type", "relevant", "constraint", "app_measures", "app_note", "form_title")
    return MIDDLE if title.startswith(long) else NARROW


def _offer(sheet: "Worksheet", title: str, letter: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    choices = CHOSEN.get(sheet.title, {}).get(title)
    if choices is None:
        return
    offered = DataValidation(type="list", formula1=choices, allow_blank=True)
    offered.showErrorMessage = title not in FREE
    offered.error = "请从列表中选择 / Please choose from the list"
    sheet.add_data_validation(offered)
    offered.add(f"{letter}2:{letter}{LAST_ROW}")
