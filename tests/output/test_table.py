"""CSV files: read back by the csv module, and without formulas."""

import csv
from io import StringIO
from math import nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.output.table import csv_bytes, escape_cell, unescape_cell

FORMULA_SIGNS = tuple("=+-@\t\r\n＝＋－＠")
texts = st.text(st.characters(exclude_categories=["Cs"])) | st.text(
    "'=+-@＝\t\r\n1.,\"a", max_size=8
)


def cells(file: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(file.decode("utf-8-sig"), newline="")))


@given(st.lists(st.tuples(texts, texts)))
def test_texts_come_back_as_they_were_but_for_nul(rows):
    _, *read = cells(csv_bytes(["a", "b"], rows))
    undone = [[unescape_cell(cell) for cell in row] for row in read]
    assert undone == [[text.replace("\0", "") for text in row] for row in rows]


@given(texts)
def test_no_cell_begins_like_a_formula_unless_it_is_a_number(text):
    cell = escape_cell(text)
    if cell.startswith(FORMULA_SIGNS):
        float(cell)
        assert cell.isascii()


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("＝1+1", "'＝1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\0=1", "'=1"),
        ("-5", "-5"),
        ("+3.25", "+3.25"),
        ("-1e5", "-1e5"),
        ("-5+A1", "'-5+A1"),
        ("-", "'-"),
        ("'=1", "''=1"),
        ("'tis", "'tis"),
        ("a=b", "a=b"),
    ],
)
def test_only_risky_texts_get_an_apostrophe(text, cell):
    assert escape_cell(text) == cell


def test_file_is_utf8_with_mark_and_crlf():
    assert csv_bytes(["社区"], [["百园"]]) == b"\xef\xbb\xbf" + "社区\r\n百园\r\n".encode()


@pytest.mark.parametrize(
    ("value", "cell"),
    [(None, ""), (nan, ""), (0, "0"), (0.1, "0.1"), (np.float64(0.1), "0.1"), (-2.5, "-2.5")],
)
def test_numbers_are_shortest_and_unknown_is_empty_not_zero(value, cell):
    assert cells(csv_bytes(["a", "b"], [[value, "x"]]))[1] == [cell, "x"]


def test_header_is_made_safe_too():
    assert cells(csv_bytes(["=a"], [])) == [["'=a"]]


def test_half_a_surrogate_pair_becomes_a_question_mark():
    assert cells(csv_bytes(["a"], [["x\ud800"]]))[1] == ["x?"]


def test_a_row_of_another_length_is_refused_with_its_number():
    with pytest.raises(ValueError, match="row 2 has 1 cells, the header has 2"):
        csv_bytes(["a", "b"], [[1, 2], [3]])
