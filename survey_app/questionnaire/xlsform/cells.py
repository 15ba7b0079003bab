"""Cells that the import passes over or overrules, and the notes that say so.

What a column of our own says counts: people fill those in from lists to choose from.
"""

import re
from collections.abc import Collection

from survey_app.errors import marked
from survey_app.questionnaire.xlsform.columns import PLAIN_FIELDS
from survey_app.questionnaire.xlsform.tables import Languages, Line, Remarks, Table

NOT_CARRIED = marked("“{text}” cannot be carried over")
OVERRULED = marked("{column} says “{own}”, {other} says “{standard}”; {column} counts")
STANDS_IN = marked("there are no Chinese words; the English ones stand in")
NOTHING = "–"
SHORT = 60  # characters of a cell that a note repeats

# The columns that are read in each kind of row.
HEADING = {
    *("type", "name", "label", "relevant", "appearance", "disabled"),
    *("app_kind", "app_id", "app_show_if"),
}
COMPOSED = {*HEADING, "hint", "app_stop", "app_ending", "app_measures", *PLAIN_FIELDS}
QUESTION = {*COMPOSED, "required", "constraint", "constraint_message"}
MATRIX_ROW = {
    *("type", "name", "label", "hint", "required", "appearance", "disabled"),
    *("app_kind", "app_id", "app_types"),
}
PART = {"type", "name", "label", "disabled", "app_kind", "app_id"}


def unread_cells(
    line: Line, remarks: Remarks, read: Collection[str], looks: Collection[str]
) -> None:
    """A note on each cell outside of `read`, and on each look or kind other than `looks`."""
    for column, text in line.cells.items():
        key = column.key
        is_other = key in ("appearance", "app_kind") and text.strip() not in looks
        if text.strip() and (key not in read or is_other):
            remarks.add(line, key, NOT_CARRIED, text=text.strip()[:SHORT])


def unread_columns(table: Table, remarks: Remarks, known: Collection[str]) -> None:
    """A note on each column of another name that holds anything."""
    for column, number in table.unused(known):
        what = marked("this column cannot be carried over ({n} cells)")
        remarks.sheet(table.name, 1, column.header, what, n=number)


def words_of(line: Line, languages: Languages, remarks: Remarks) -> dict[str, str]:
    """The words of a row; a note where English ones stand in for Chinese ones that are missing."""
    words = languages.words(line)
    chinese = languages.chinese
    if words.get("en") and chinese is not None and not line.said("label", chinese):
        remarks.add(line, "label", STANDS_IN)
    return words


def overruled(line: Line, remarks: Remarks, column: str, other: tuple[str, str]) -> None:
    """A note that our column counts and not what the other column (name, text) says."""
    own = line.get(column)[:SHORT] or NOTHING
    standard = other[1][:SHORT] or NOTHING
    says = {"column": line.header(column), "own": own, "other": other[0], "standard": standard}
    remarks.add(line, column, OVERRULED, **says)


def named_otherwise(line: Line, remarks: Remarks) -> None:
    """A note where `app_id` gives the code and `name` is not what an export makes of it."""
    own = line.get("app_id")
    if own and not re.fullmatch(rf"(.*_)?{re.escape(own)}(_[0-9]+)?", line.get("name")):
        overruled(line, remarks, "app_id", ("name", line.get("name")))
