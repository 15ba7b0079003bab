"""The parts of an XLSX file that its sheets need: what lies where, texts, and styles of dates.

Standard library only: see `workbook_reader`, whose child process runs this.
"""

import re
import zipfile
from posixpath import join, normpath
from xml.parsers import expat

CHUNK = 64 * 1024
MAX_TEXTS = 500_000  # shared by the cells: as many as the largest sheet that is read has cells
DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')


class NotPlain(Exception):
    """The file cannot be taken; `answer` says why."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.answer = {"refused": reason, **values}


class Part:
    """Base of the readers of one XML part: `begin` and `end` see names without namespaces."""

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str, text: str) -> None:
        """An element ends; text: the characters since the last tag."""

    def read(self, archive: zipfile.ZipFile, path: str) -> None:
        """Run through the part in pieces."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        text: list[str] = []

        def begin(name: str, attributes: dict[str, str]) -> None:
            text.clear()
            plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
            self.begin(name.rpartition(" ")[2], plain)

        def end(name: str) -> None:
            self.end(name.rpartition(" ")[2], "".join(text))
            text.clear()

        def doctype(*_: object) -> None:
            raise NotPlain("entities")

        parser.StartElementHandler = begin
        parser.EndElementHandler = end
        parser.CharacterDataHandler = text.append
        parser.StartDoctypeDeclHandler = doctype
        with archive.open(path) as stream:
            while piece := stream.read(CHUNK):
                parser.Parse(piece)
            parser.Parse(b"", True)


class Links(Part):
    """Where the parts of a workbook lie: id -> path of its worksheets, and the shared parts."""

    def __init__(self) -> None:
        self.sheets: dict[str, str] = {}
        self.strings = self.styles = ""

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name != "Relationship" or attributes.get("TargetMode") == "External":
            return
        kind = attributes.get("Type", "").rpartition("/")[2]
        path = normpath(join("/xl", attributes.get("Target", ""))).lstrip("/")
        if kind == "worksheet":
            self.sheets[attributes.get("Id", "")] = path
        elif kind == "sharedStrings":
            self.strings = path
        elif kind == "styles":
            self.styles = path


class Contents(Part):
    """Names of the sheets with the ids of their parts; whether days count from 1904."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.from_1904 = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            self.sheets.append((attributes.get("name", ""), attributes.get("id", "")))
        elif name == "workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")


class Styles(Part):
    """Which cell styles show a number as a date."""

    def __init__(self) -> None:
        self.formats = set(DATE_FORMATS)
        self.dates: list[bool] = []
        self.inside = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            code = QUOTED.sub("", attributes.get("formatCode", "")).lower()
            if set(code) & set("ymdhs"):
                self.formats.add(int(attributes.get("numFmtId", "0")))
        elif name == "cellXfs":
            self.inside = True
        elif name == "xf" and self.inside:
            self.dates.append(int(attributes.get("numFmtId", "0")) in self.formats)

    def end(self, name: str, text: str) -> None:
        if name == "cellXfs":
            self.inside = False


class Strings(Part):
    """The texts that cells share; readings of characters (rPh) are left out."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.pieces: list[str] = []
        self.reading = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self.pieces = []
        elif name == "rPh":
            self.reading = True

    def end(self, name: str, text: str) -> None:
        if name == "t" and not self.reading:
            self.pieces.append(text)
        elif name == "rPh":
            self.reading = False
        elif name == "si":
            self.texts.append(unescaped("".join(self.pieces)))
            if len(self.texts) > MAX_TEXTS:
                raise NotPlain("memory")


def unescaped(text: str) -> str:
    """Characters that XML cannot hold stand as _xHHHH_."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
