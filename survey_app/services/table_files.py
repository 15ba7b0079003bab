"""Reads tables that people hand in: CSV in UTF-8 or GB18030, and XLSX, within fixed limits."""

import csv
import io
import zipfile
from itertools import islice
from pathlib import Path

from openpyxl import load_workbook

from survey_app.errors import Invalid

MAX_FILE = 5 * 1024 * 1024  # bytes as given
MAX_UNPACKED = 50 * 1024 * 1024  # bytes of an XLSX once unpacked
MAX_ROWS = 20_000
MAX_COLUMNS = 60

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
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        cells = _first_sheet(content) if unpacked <= MAX_UNPACKED else None
    except Exception as error:  # openpyxl fails in any way that a damaged part happens to cause
        raise Invalid("{file} cannot be read as XLSX; save it again", file=name) from error
    if cells is None:
        raise Invalid("{file} unpacks to more than 50 MB; remove pictures", file=name)
    return _within_limits([_without_tail(row) for row in cells], name)


def _first_sheet(content: bytes) -> list[list[str]]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        rows = book.worksheets[0].iter_rows(
            max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS + 1, values_only=True
        )
        return [["" if cell is None else str(cell) for cell in row] for row in rows]
    finally:
        book.close()


def _without_tail(row: list[str]) -> list[str]:
    while row and not row[-1]:
        row.pop()
    return row


def _within_limits(cells: list[list[str]], name: str) -> list[list[str]]:
    if len(cells) > MAX_ROWS + 1:
        raise Invalid("{file} has more than {most} rows; split it", file=name, most=MAX_ROWS)
    if any(len(row) > MAX_COLUMNS for row in cells):
        raise Invalid("{file} has more than {most} columns", file=name, most=MAX_COLUMNS)
    return cells
