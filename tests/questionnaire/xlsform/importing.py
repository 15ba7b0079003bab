"""Forms of others as rows of text, and what an import makes of them."""

from typing import Any

from survey_app.questionnaire.xlsform import Imported, read_xlsform

YES_NO = [["list_name", "name", "label"], ["yn", "yes", "是"], ["yn", "no", "否"]]


def form(*rows: str, choices: list[list[str]] | None = None, **sheets: Any) -> Imported:
    """An import of rows written as `type | name | label | …`, the first one with the headers."""
    survey = [[cell.strip() for cell in row.split("|")] for row in rows]
    return read_xlsform({"survey": survey, "choices": choices or YES_NO, **sheets})


def said(imported: Imported) -> list[str]:
    """Notes as `row column: sentence`."""
    return [f"{note.row} {note.column}: {note.text()}" for note in imported.notes]


def questions(imported: Imported) -> list[dict[str, Any]]:
    return imported.content["questions"]
