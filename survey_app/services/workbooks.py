"""Reads workbooks that people hand in, in a child process with little memory and time.

The child (`workbook_reader`) is started anew for every file: a fork of a server with threads could
inherit held locks, and a file that exhausts the child harms nobody else.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from survey_app.errors import Invalid, marked

MAX_FILE = 5 * 1024 * 1024  # bytes as given
SECONDS = 4
ROOT = str(Path(__file__).parents[2])  # the folder that holds our package
CHILD = (
    "import sys; sys.path.insert(0, sys.argv[1]);"
    " from survey_app.services.workbook_reader import main; main()"
)
OLD_FORMAT = b"\xd0\xcf\x11\xe0"  # .xls, and .xlsx with a password

Sheets = dict[str, list[list[str]]]


class Limits(NamedTuple):
    """How much of a workbook is taken.

    characters: over all cells; first: read the first sheet only; drop: pass over cells right of
    the last column instead of refusing the file.
    """

    sheets: int = 20
    rows: int = 5_000
    columns: int = 100
    characters: int = 2_000_000
    first: bool = False
    drop: bool = False


REASONS = {
    "damaged": marked("{file} cannot be read as XLSX; save it again"),
    "unpacked": marked("{file} unpacks to more than 50 MB; remove pictures"),
    "bomb": marked("{file} unpacks to far more than it holds; copy the cells into a new workbook"),
    "entities": marked("{file} declares entities, which no workbook needs; save it again"),
    "formula": marked(
        "{file}: there is a formula in {sheet}, cell {cell}; copy the cells and paste them"
        " as values only"
    ),
    "macros": marked("{file} has macros; save it as a workbook without macros (.xlsx)"),
    "password": marked("{file} has a password; save it without one"),
    "old": marked("{file} is an old .xls workbook or has a password; save it as .xlsx without one"),
    "sheets": marked("{file} has more than {most} sheets; take out those that are not needed"),
    "rows": marked("{file} has more than {most} rows; split it"),
    "columns": marked("{file} has more than {most} columns"),
    "text": marked("{file} holds more than {most} characters; split it"),
    "memory": marked("{file} needs too much memory; split it or remove what is not needed"),
    "time": marked("{file} takes longer than {seconds} seconds to read; split it"),
    "large": marked("{file} is larger than 5 MB; split it"),
    "other": marked("{file} is not an XLSX workbook; save it as .xlsx"),
}
DEFAULT = Limits()


def read_workbook(content: bytes, name: str, limits: Limits = DEFAULT) -> Sheets:
    """The sheets of an XLSX file by name: rows of texts, empty ones included, tails cut off.

    Row 1 is the first of a list. Dates are written YYYY-MM-DD. Raises Invalid, in a sentence with
    the cure, for all that is no plain workbook within the limits; it takes less than 5 seconds.
    """
    reason = _refused_at_sight(content, name)
    found: dict[str, Any] = {"refused": reason} if reason else _ask(content, limits)
    if "refused" in found:
        raise Invalid(REASONS[found.pop("refused")], **{"file": name, **found})
    return dict(found["sheets"])


def _refused_at_sight(content: bytes, name: str) -> str:
    if len(content) > MAX_FILE:
        return "large"
    if content[:4] == OLD_FORMAT:
        return "old"
    if content[:2] != b"PK":
        return "other"
    return "macros" if name.lower().endswith((".xlsm", ".xltm")) else ""


def _ask(content: bytes, limits: Limits) -> dict[str, Any]:
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", CHILD, ROOT, json.dumps(limits._asdict())],
            input=content,
            capture_output=True,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        return {"refused": "time", "seconds": SECONDS}
    if done.returncode:
        # Out of memory ends Python with 1 or a signal; the limit of CPU time with a signal.
        timed = done.returncode in (-24, -9)
        return {"refused": "time", "seconds": SECONDS} if timed else {"refused": "memory"}
    found: dict[str, Any] = json.loads(done.stdout)
    return found
