"""Tables as CSV files that spreadsheets open rightly and that run nothing.

The file is UTF-8 with a byte order mark (Excel needs it), with CRLF at line ends (RFC 4180).

A spreadsheet takes a cell that begins with = + - @, their full-width forms, TAB, CR or LF for a
formula or can be brought to it, so such a cell gets a leading apostrophe, unless it is a plain
number such as -3.5. So that the rule can be undone without loss, a text that already has
apostrophes before such a character gets one more. The reverse, for every cell of the file:
**if one or more apostrophes are followed by one of these characters, drop the first apostrophe**
(`unescape_cell`).
"""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO
from math import isnan

_RISKY = "=+\\-@\t\r\n＝＋－＠"
_ESCAPE = re.compile(f"'*[{_RISKY}]")
_ESCAPED = re.compile(f"'+[{_RISKY}]")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A whole CSV file.

    None and nan (unknown) become empty cells, floats their shortest exact form, anything else
    its str(). NUL is removed, half a surrogate pair becomes a question mark. Raises ValueError
    if a row is not as long as the header.
    """
    lines = StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow([_cell(name) for name in header])
    for number, row in enumerate(rows, 1):
        if len(row) != len(header):
            raise ValueError(f"row {number} has {len(row)} cells, the header has {len(header)}")
        writer.writerow([_cell(value) for value in row])
    return lines.getvalue().encode("utf-8-sig", "replace")


def escape_cell(text: str) -> str:
    """The text as it stands in the file: NUL removed, an apostrophe before a risky beginning."""
    text = text.replace("\0", "")
    return f"'{text}" if _ESCAPE.match(text) and not _NUMBER.fullmatch(text) else text


def unescape_cell(text: str) -> str:
    """The text that `escape_cell` was given (without its NULs)."""
    return text[1:] if _ESCAPED.match(text) else text


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        # float(): the repr of a numpy number names its type.
        return "" if isnan(value) else repr(float(value))
    return escape_cell(str(value))
