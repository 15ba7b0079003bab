"""Tables that people hand in: read in every usual form, refused in a sentence in every other."""

import io
import random
import zipfile
from contextlib import suppress

import pytest
from openpyxl import Workbook

from survey_app.errors import Invalid
from survey_app.services.table_files import read_table

TEXT = "编号,名称\nA,百园社区\n\nB,“南街”社区 \n"
ROWS = [(2, {"编号": "A", "名称": "百园社区"}), (4, {"编号": "B", "名称": "“南街”社区"})]


def file(tmp_path, content: bytes, name: str = "表.csv"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def workbook(*rows: list[object], **cells: object) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for place, value in cells.items():
        book.active[place] = value
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_csv_is_read_in_the_encodings_that_people_have(tmp_path, encoding):
    assert read_table(file(tmp_path, TEXT.encode(encoding))) == ROWS


def test_a_workbook_is_read_like_its_csv(tmp_path):
    content = workbook(["编号", "名称"], ["A", "百园社区"], [], ["B", "“南街”社区 "])
    assert read_table(file(tmp_path, content, "表.xlsx")) == ROWS


def test_a_workbook_under_a_wrong_name_is_read_all_the_same(tmp_path):
    assert read_table(file(tmp_path, workbook(["a"], [1]))) == [(2, {"a": "1"})]


def test_rare_characters_survive_gb18030(tmp_path):
    assert read_table(file(tmp_path, "名\n𠮷䶮\n".encode("gb18030"))) == [(2, {"名": "𠮷䶮"})]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n\n", None),
        (b"\x80\x81\xff", "neither UTF-8 nor GB18030"),
        ("a,b\n1,2".encode("utf-16"), "neither UTF-8 nor GB18030"),
        (b"a\0b\n", "is not a CSV or XLSX file"),
        (b"PK\x03\x04 no zip", "cannot be read as XLSX"),
        (b"x" * 5_242_881, "larger than 5 MB"),
        (b"a," * 60 + b"a\n", "more than 60 columns"),
        (b"a\n" * 20_002, "more than 20000 rows"),
        (b"\n" * 5_000_000, "more than 20000 rows"),
        (b'a\n"' + b"x" * 200_000 + b'"\n', "cannot be read as CSV"),
        (workbook(["a"], XFD1048576=1), "more than 20000 rows"),
        (workbook(["a"], XFD2=1), None),
        (workbook(*[[n] for n in range(20_003)]), "more than 20000 rows"),
    ],
    ids=range(14),
)
def test_what_cannot_be_read_is_refused_in_a_sentence(tmp_path, content, said):
    path = file(tmp_path, content)
    if said is None:
        assert read_table(path) == []
        return
    with pytest.raises(Invalid, match=said):
        read_table(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(Invalid, match="cannot be read"):
        read_table(tmp_path / "gone.csv")


def test_a_zip_bomb_is_not_unpacked(tmp_path):
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60 * 1024 * 1024)
    with pytest.raises(Invalid, match="unpacks to more than 50 MB"):
        read_table(file(tmp_path, body.getvalue()))


def damaged(content: bytes, chance: random.Random) -> bytes:
    """A workbook with a few bytes of one of its parts changed or cut away."""
    source = zipfile.ZipFile(io.BytesIO(content))
    hit = chance.choice(source.namelist())
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name in source.namelist():
            part = bytearray(source.read(name))
            if name == hit:
                place = chance.randrange(len(part))
                part[place : place + chance.randrange(9)] = bytes(chance.randbytes(2))
            archive.writestr(name, bytes(part))
    return body.getvalue()


@pytest.mark.filterwarnings("ignore")  # openpyxl warns of parts that it does without
def test_no_damaged_workbook_shows_a_trace(tmp_path):
    chance = random.Random(20260901)
    content = workbook(["code", "名称"], ["A", 1.5])
    for _ in range(150):
        with suppress(Invalid):
            read_table(file(tmp_path, damaged(content, chance)))
