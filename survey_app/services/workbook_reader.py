"""Reads one XLSX file from stdin within fixed limits and answers in JSON: the child of `workbooks`.

It runs in a process of its own and imports nothing but the standard library, so that it starts
quickly and can be given little memory. Nothing of the file is evaluated or followed: formulas end
the reading, links to other files and pictures are never opened, and an XML part that declares a
document type (the way of entity bombs) is not read past that declaration.

Answer: {"sheets": [[name, rows], …]} with rows as lists of texts, tails of empty cells cut off, or
{"refused": reason, …values}; the reasons are worded in `workbooks`.
"""

import json
import re
import sys
import zipfile
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from xml.parsers import expat

from survey_app.services.workbook_parts import (
    Contents,
    Links,
    NotPlain,
    Part,
    Strings,
    Styles,
    unescaped,
)

MEMORY = 190 * 1024 * 1024  # bytes of address space, interpreter included
SECONDS = 4
MAX_ENTRIES = 500
MAX_CELL = 32_767  # characters; spreadsheets hold no more
MAX_UNPACKED = 50 * 1024 * 1024  # bytes
MAX_RATIO = 150  # of unpacked to packed bytes, where that is more than
FREE_BYTES = 2 * 1024 * 1024

PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
CONSTANTS = ("TRUE()", "FALSE()")  # how LibreOffice writes yes and no
WHOLE = re.compile(r"-?[0-9]{1,15}")


class Sheet(Part):
    """The cells of one worksheet as rows of texts."""

    def __init__(self, book: "Book", title: str) -> None:
        self.book = book
        self.title = title
        self.rows: list[list[str]] = []
        self.row = self.column = 0
        self.kind = self.style = self.value = ""
        self.inside = self.reading = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self.row = int(attributes.get("r") or self.row + 1)
            self.column = 0
        elif name == "c":
            self.inside, self.value = True, ""
            self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
            place = PLACE.fullmatch(attributes.get("r", ""))
            self.column = column_number(place[1]) if place else self.column + 1
            self.row = int(place[2]) if place else self.row
        elif name == "rPh":
            self.reading = True

    def end(self, name: str, text: str) -> None:
        if name in ("v", "t") and self.inside and not self.reading:
            self.value += text
        elif name == "rPh":
            self.reading = False
        elif name == "f" and self.inside and text not in CONSTANTS:
            raise NotPlain("formula", sheet=self.title, cell=f"{column(self.column)}{self.row}")
        elif name == "c":
            self.inside = False
            if self.value:
                self.keep(self.book.shown(self.kind, self.style, self.value))

    def keep(self, value: str) -> None:
        """Put a cell into its place, as far as the limits go."""
        limits = self.book.limits
        if self.row > limits["rows"]:
            raise NotPlain("rows", sheet=self.title, most=limits["rows"])
        if self.column > limits["columns"]:
            if limits["drop"]:
                return
            raise NotPlain("columns", sheet=self.title, most=limits["columns"])
        self.book.count(len(value) + 1)
        if self.row < max(1, len(self.rows)):
            raise NotPlain("damaged")
        self.rows.extend([] for _ in range(self.row - len(self.rows)))
        row = self.rows[-1]
        row.extend([""] * (self.column - len(row)))
        row[self.column - 1] = value


class Book:
    """What the sheets of one workbook share."""

    def __init__(self, archive: zipfile.ZipFile, limits: dict[str, Any]) -> None:
        self.archive = archive
        self.limits = limits
        self.characters = 0
        self.links, self.contents = Links(), Contents()
        self.links.read(archive, "xl/_rels/workbook.xml.rels")
        self.contents.read(archive, "xl/workbook.xml")
        self.styles, self.strings = Styles(), Strings()
        if self.links.styles in archive.NameToInfo:
            self.styles.read(archive, self.links.styles)
        if self.links.strings in archive.NameToInfo:
            self.strings.read(archive, self.links.strings)

    def sheets(self) -> list[tuple[str, list[list[str]]]]:
        """All worksheets in their order, or the first one."""
        titles = [
            (title, self.links.sheets[i])
            for title, i in self.contents.sheets
            if i in self.links.sheets
        ]
        if self.limits["first"]:
            titles = titles[:1]
        if len(titles) > self.limits["sheets"]:
            raise NotPlain("sheets", most=self.limits["sheets"])
        read = []
        for title, path in titles:
            sheet = Sheet(self, title)
            sheet.read(self.archive, path)
            read.append((title, sheet.rows))
        return read

    def count(self, characters: int) -> None:
        """Add to the texts read; refuse when they are too many."""
        if characters > MAX_CELL:
            raise NotPlain("damaged")
        self.characters += characters
        if self.characters > self.limits["characters"]:
            raise NotPlain("text", most=self.limits["characters"])

    def shown(self, kind: str, style: str, value: str) -> str:
        """A cell's value as text; days are written YYYY-MM-DD."""
        if kind == "s":
            return self.strings.texts[int(value)]
        if kind in ("str", "inlineStr"):
            return unescaped(value)
        if kind == "b":
            return "TRUE" if value.strip() == "1" else "FALSE"
        if kind in ("e", "d"):
            return value
        dated = style and self.styles.dates[int(style) : int(style) + 1] == [True]
        return self.day(value) if dated else number(value)

    def day(self, value: str) -> str:
        """A date, a time, or both, from days since the workbook's epoch."""
        try:
            days = float(value)
            # Day 60 of the 1900 system is a 29 February that never was.
            first = datetime(1904, 1, 1) if self.contents.from_1904 else datetime(1899, 12, 30)
            moment = first + timedelta(seconds=round(days * 86_400))
        except (ValueError, OverflowError):
            return value
        if 0 <= days < 1:
            return f"{moment:%H:%M:%S}"
        return f"{moment:%Y-%m-%d}" if days.is_integer() else f"{moment:%Y-%m-%d %H:%M:%S}"


def number(value: str) -> str:
    """A number without the `.0` of a whole one."""
    if WHOLE.fullmatch(value):
        return value
    try:
        exact = float(value)
    except ValueError:
        return value
    return str(int(exact)) if exact.is_integer() and abs(exact) < 1e15 else repr(exact)


def column_number(letters: str) -> int:
    """A is 1, XFD is 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column(number: int) -> str:
    """1 is A, 16384 is XFD."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def check_entries(archive: zipfile.ZipFile, packed: int) -> None:
    """Refuse what is no plain workbook, before anything of it is unpacked."""
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(names) > MAX_ENTRIES or len(set(names)) != len(names):
        raise NotPlain("damaged")
    if any(name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names):
        raise NotPlain("damaged")
    if any(entry.flag_bits & 1 for entry in entries):
        raise NotPlain("password")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED:
        raise NotPlain("unpacked")
    if unpacked > FREE_BYTES and unpacked > MAX_RATIO * packed:
        raise NotPlain("bomb")
    if any(
        entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries
    ):
        raise NotPlain("damaged")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise NotPlain("macros")


def answer(content: bytes, limits: dict[str, Any]) -> dict[str, Any]:
    """What the file holds, or why it is refused."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            check_entries(archive, len(content))
            return {"sheets": Book(archive, limits).sheets()}
    except NotPlain as refused:
        return refused.answer
    except MemoryError:
        return {"refused": "memory"}
    except expat.ExpatError as error:
        is_memory = error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]
        return {"refused": "memory" if is_memory else "damaged"}
    except Exception:  # a damaged part fails in any way that it happens to cause
        return {"refused": "damaged"}


def hold_back() -> None:
    """Give this process little memory and time, where the system can."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock and the limits above must do
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def main() -> None:
    """Hold back, read, answer."""
    hold_back()
    found = answer(sys.stdin.buffer.read(), json.loads(sys.argv[2]))
    sys.stdout.write(json.dumps(found))
