"""Workbooks that people hand in: read as they are shown, or refused soon and in a sentence."""

import io
import random
import subprocess
import sys
import time
import zipfile
from datetime import date, datetime
from datetime import time as clock

import pytest
from openpyxl import Workbook

from survey_app.errors import Invalid
from survey_app.paths import BESIDE
from survey_app.services.workbooks import Limits, read_workbook

SECONDS = 5
MEMORY = 200 * 1024  # KB
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTENTS = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
    '<sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>'
)
LINKS = (
    "<Relationships>"
    '<Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>'
    '<Relationship Id="r2" Type="x/sharedStrings" Target="sharedStrings.xml"/>'
    '<Relationship Id="r3" Type="x/externalLink" Target="//evil/share" TargetMode="External"/>'
    "</Relationships>"
)
LAUGHS = "<!DOCTYPE a [<!ENTITY a0 'ha'>{}]>".format(
    "".join(f"<!ENTITY a{n + 1} '{f'&a{n};' * 10}'>" for n in range(12))
)
EXTERNAL = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"


def packed(sheet: str = "", *, strings: str = "", links: str = LINKS, **more: str) -> bytes:
    """An XLSX file of hand-written parts."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", CONTENTS)
        archive.writestr("xl/_rels/workbook.xml.rels", links)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        archive.writestr("xl/sharedStrings.xml", strings or f'<sst xmlns="{MAIN}"/>')
        for name, part in more.items():
            archive.writestr(name, part)
    return body.getvalue()


def cells(rows: str) -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def made(**places: object) -> bytes:
    """A workbook by openpyxl with these cells."""
    book = Workbook()
    for place, value in places.items():
        book.active[place] = value
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def patched(content: bytes, old: bytes, new: bytes) -> bytes:
    assert old in content
    return content.replace(old, new)


def sheets_of(number: int) -> bytes:
    book = Workbook()
    for _ in range(number - 1):
        book.create_sheet()
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def lying() -> bytes:
    """A part of 30 MB that says that it has 100 bytes."""
    content = packed(cells("<row><c><v>1</v></c></row>") + " " * 30_000_000)
    size = len(cells("<row><c><v>1</v></c></row>")) + 30_000_000
    return patched(content, size.to_bytes(4, "little"), (100).to_bytes(4, "little"))


def words(number: int) -> str:
    """So many different texts, short ones."""
    chance = random.Random(1)
    return "".join([f"<si><t>{chance.getrandbits(10)}</t></si>" for _ in range(number)])


def secret() -> bytes:
    """Entries that say that they need a password."""
    content = made(A1=1)
    return content.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")


HOSTILE = {
    "far cell": (lambda: made(XFD1048576=1), "more than 5000 rows"),
    "far column": (lambda: made(XFD2=1), "more than 100 columns"),
    "many rows": (lambda: made(A5001=1), "more than 5000 rows"),
    "many sheets": (lambda: sheets_of(21), "more than 20 sheets"),
    "large": (lambda: b"PK" + b"\0" * 5_242_880, "larger than 5 MB"),
    "bomb": (lambda: packed("0" * 60_000_000), "unpacks to more than 50 MB"),
    "smaller bomb": (lambda: packed("0" * 40_000_000), "unpacks to far more"),
    "lying size": (lying, "cannot be read as XLSX"),
    "entities": (lambda: packed(LAUGHS + "<a>&a9;</a>"), "declares entities"),
    "entities in links": (lambda: packed(links=LAUGHS + "<a>&a9;</a>"), "declares entities"),
    "outside entity": (lambda: packed(EXTERNAL + "<a>&x;</a>"), "declares entities"),
    "utf-16 entities": (
        lambda: packed(("\ufeff" + LAUGHS + "<a>&a9;</a>").encode("utf-16-le")),
        "declares entities",
    ),
    "many texts": (lambda: packed(strings=f"<sst>{words(2_000_000)}</sst>"), "memory|takes longer"),
    "one text everywhere": (
        lambda: packed(
            cells("<row>" + '<c t="s"><v>0</v></c>' * 90 + "</row>" + "<row/>" * 9),
            strings=f"<sst><si><t>{'很' * 30_000}</t></si></sst>",
        ),
        "more than 2000000 characters",
    ),
    "deep": (lambda: packed("<a>" * 650_000), "cannot be read as XLSX|memory"),
    "formula": (lambda: made(A1="x", B3="=1+1"), "formula in Sheet, cell B3"),
    "linked formula": (
        lambda: packed(cells("<row><c><f>[1]x!A1</f><v>1</v></c></row>")),
        "formula in 表, cell A1",
    ),
    "macros": (lambda: packed(cells(""), **{"xl/vbaProject.bin": "x"}), "has macros"),
    "password": (secret, "has a password"),
    "old": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old .xls workbook"),
    "climbing name": (lambda: packed(cells(""), **{"../x": "x"}), "cannot be read as XLSX"),
    "text": (lambda: b"a,b\n1,2\n", "is not an XLSX workbook"),
    "cut": (lambda: made(A1=1)[:-30], "cannot be read as XLSX"),
    "no sheets": (lambda: packed(links="<Relationships/>"), None),
    "wrong shared text": (
        lambda: packed(cells('<row><c t="s"><v>7</v></c></row>')),
        "cannot be read as XLSX",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_soon_and_in_a_sentence(name):
    make, said = HOSTILE[name]
    content = make()
    started = time.monotonic()
    if said is None:
        assert read_workbook(content, "表.xlsx") == {}
    else:
        with pytest.raises(Invalid, match=said):
            read_workbook(content, "表.xlsx")
    assert time.monotonic() - started < SECONDS


MEASURE = """
import resource, sys, time
from survey_app.errors import Invalid
from survey_app.services.workbooks import read_workbook
try:
    read_workbook(open(sys.argv[1], "rb").read(), "x.xlsx")
except Invalid:
    pass
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux")
@pytest.mark.parametrize("name", ["many texts", "one text everywhere", "deep", "smaller bomb"])
def test_a_hostile_file_takes_less_than_200_mb(name, tmp_path):
    (tmp_path / "x.xlsx").write_bytes(HOSTILE[name][0]())
    command = [sys.executable, "-c", MEASURE, str(tmp_path / "x.xlsx")]
    done = subprocess.run(command, cwd=BESIDE, capture_output=True, text=True, check=True)
    assert 5_000 < int(done.stdout) < MEMORY


def test_a_macro_workbook_is_refused_by_its_name():
    with pytest.raises(Invalid, match="has macros"):
        read_workbook(made(A1=1), "表.XLSM")


def test_cells_are_read_as_they_are_shown():
    content = made(
        A1="文字",
        B1=5,
        C1=0.5,
        D1=True,
        E1=date(2026, 9, 1),
        F1=datetime(2026, 9, 1, 8, 30),
        G1=clock(6, 30),
        H1=5.0,
        A3=" 两行\n第二行 ",
    )
    assert read_workbook(content, "表.xlsx") == {
        "Sheet": [
            ["文字", "5", "0.5", "TRUE", "2026-09-01", "2026-09-01 08:30:00", "06:30:00", "5"],
            [],
            [" 两行\n第二行 "],
        ]
    }


def test_texts_of_several_styles_are_joined_and_readings_left_out():
    strings = (
        f'<sst xmlns="{MAIN}"><si><r><t>生</t></r><r><t>活_x000D_圈</t></r>'
        "<rPh><t>sheng</t></rPh></si></sst>"
    )
    row = '<row><c t="s"><v>0</v></c><c t="inlineStr"><is><t>直接</t></is></c><c t="e"/></row>'
    content = packed(cells(row), strings=strings)
    assert read_workbook(content, "表.xlsx") == {"表": [["生活\r圈", "直接"]]}


def test_yes_and_no_of_libreoffice_are_no_formulas():
    content = packed(cells('<row><c t="b"><f aca="false">TRUE()</f><v>1</v></c></row>'))
    assert read_workbook(content, "表.xlsx") == {"表": [["TRUE"]]}


def test_empty_cells_and_styles_far_away_do_not_count():
    content = packed(
        cells('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c s="1"/></row>')
    )
    assert read_workbook(content, "表.xlsx") == {"表": [["1"]]}


def test_days_count_from_1904_where_the_workbook_says_so():
    book = Workbook()
    book.epoch = datetime(1904, 1, 1)
    book.active["A1"] = date(2026, 9, 1)
    body = io.BytesIO()
    book.save(body)
    assert read_workbook(body.getvalue(), "表.xlsx") == {"Sheet": [["2026-09-01"]]}


def test_far_cells_are_passed_over_where_the_caller_says_so():
    limits = Limits(columns=2, drop=True)
    assert read_workbook(made(A1=1, XFD1=2), "表.xlsx", limits) == {"Sheet": [["1"]]}
