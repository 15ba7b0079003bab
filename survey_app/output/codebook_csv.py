"""The codebook as a table for spreadsheets: one line a value, variables without values one line."""

from collections.abc import Callable, Iterator

from survey_app.errors import marked
from survey_app.output.table import csv_bytes
from survey_app.questionnaire.codebook_table import Label, Row, codebook_rows
from survey_app.questionnaire.definition import Questionnaire

COLUMNS = (
    marked("variable"),
    marked("question id"),
    marked("kind"),
    marked("text, Chinese"),
    marked("text, English"),
    marked("part, Chinese"),
    marked("part, English"),
    marked("needed"),
    marked("asked if"),
    marked("used for"),
    marked("place in the answers (JSON)"),
    marked("stored as"),
    marked("form"),
    marked("first byte in the codes, from 0"),
    marked("bytes"),
    marked("left blank"),
    marked("hidden by a rule"),
    marked("zero"),
    marked("decimals"),
    marked("unit"),
    marked("smallest"),
    marked("largest"),
    marked("value"),
    marked("code"),
    marked("label, Chinese"),
    marked("label, English"),
    marked("score"),
    marked("not used or not known"),
)


def codebook_csv(questionnaire: Questionnaire, translate: Callable[[str], str]) -> bytes:
    """The whole file; translate: a gettext function for header and words of the program."""
    lines = [
        [*_variable(row, translate), *_label(label)]
        for row in codebook_rows(questionnaire)
        for label in row.labels or (None,)
    ]
    return csv_bytes([translate(name) for name in COLUMNS], lines)


def _variable(row: Row, translate: Callable[[str], str]) -> Iterator[object]:
    yield from (row.variable, row.question, row.kind, row.text.zh, row.text.en)
    yield from (row.part.zh, row.part.en) if row.part else ("", "")
    yield from (int(row.required), row.asked, ", ".join(row.measures), row.key)
    yield from (translate(row.stored), row.form, row.start, row.width, row.blank, row.hidden)
    yield from (row.zero, row.decimals, translate(row.unit) if row.unit else "")
    yield from (row.least, row.most)


def _label(label: Label | None) -> tuple[object, ...]:
    if label is None:
        return (None,) * 6
    return (label.number, label.code, label.zh, label.en, label.score, int(label.na))
