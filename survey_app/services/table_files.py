"""Reads tables that people hand in: CSV in UTF-8 or GB18030, and XLSX, within fixed limits."""

import csv
import io
from itertools import islice
from pathlib import Path

from survey_app.errors import Invalid
from survey_app.services.workbooks import MAX_FILE, Limits, read_workbook

MAX_ROWS = 20_000
MAX_COLUMNS = 60
MAX_TEXT = 8_000_000  # characters of an XLSX

Row = dict[str, str]


def read_table(path: Path) -> list[tuple[int, Row]]:
    """(line number in the file, column name -> text) for every row that is not empty.

    Raises Invalid when the file is missing, too large, or neither CSV nor XLSX.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Invalid("{file} cannot be read: {why}", file=path.name, why=error.strerror) from error
    if len(content) > MAX_FILE:
        raise Invalid("{file} is larger than 5 MB; split it", file=path.name)
    cells = _xlsx(content, path.name) if content[:2] == b"PK" else _csv(content, path.name)
    if not cells:
        raise Invalid("{file} is empty; the first row names the columns", file=path.name)
    header = [name.strip() for name in cells[0]]
    rows = []
    for line, row in enumerate(cells[1:], start=2):
        if any(cell.strip() for cell in row):
            rows.append((line, {n: c.strip() for n, c in zip(header, row, strict=False) if n}))
    return rows


def _csv(content: bytes, name: str) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Invalid("{file} is neither UTF-8 nor GB18030 text; save it as CSV UTF-8", file=name)
    if "\0" in text:
        raise Invalid("{file} is not a CSV or XLSX file", file=name)
    try:
        cells = list(islice(csv.reader(io.StringIO(text, newline="")), MAX_ROWS + 2))
    except csv.Error as error:
        raise Invalid("{file} cannot be read as CSV: {why}", file=name, why=error) from error
    return _within_limits(cells, name)


def _xlsx(content: bytes, name: str) -> list[list[str]]:
    # One column too many shows that a table is too wide; stray cells far away are no table.
    limits = Limits(
        rows=MAX_ROWS, columns=MAX_COLUMNS + 1, characters=MAX_TEXT, first=True, drop=True
    )
    sheets = read_workbook(content, name, limits)
    return _within_limits(next(iter(sheets.values()), []), name)


def _within_limits(cells: list[list[str]], name: str) -> list[list[str]]:
    if len(cells) > MAX_ROWS + 1:
        raise Invalid("{file} has more than {most} rows; split it", file=name, most=MAX_ROWS)
    if any(len(row) > MAX_COLUMNS for row in cells):
        raise Invalid("{file} has more than {most} columns", file=name, most=MAX_COLUMNS)
    return cells
