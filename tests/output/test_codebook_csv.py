"""The codebook as a spreadsheet: one line a value, nothing that a spreadsheet would run."""

import csv
from io import StringIO

from survey_app.output.codebook_csv import COLUMNS, codebook_csv
from tests.questionnaire.test_codebook_table import of

OPTIONS = [{"code": "A", "zh": "=1+1", "score": 5}, {"code": "B", "zh": "乙", "na": True}]


def lines(*questions):
    content = codebook_csv(of(*questions), str).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(content, newline="")))


def test_every_value_has_a_line_with_code_label_score_and_whether_it_counts():
    found = lines({"kind": "single", "options": OPTIONS})
    names = ("variable", "value", "code", "label, Chinese", "score", "not used or not known")
    assert [tuple(line[name] for name in names) for line in found] == [
        ("Q", "1", "A", "'=1+1", "5", "0"),
        ("Q", "2", "B", "乙", "", "1"),
    ]


def test_a_variable_without_values_has_one_line_with_its_range():
    [line] = lines({"kind": "number", "min": 1, "max": 20})
    assert (line["smallest"], line["largest"], line["bytes"]) == ("1", "20", "4")
    assert (line["value"], line["code"]) == ("", "")


def test_what_is_not_in_the_codes_has_no_byte():
    [line] = lines({"kind": "contact"})
    assert (line["first byte in the codes, from 0"], line["hidden by a rule"]) == ("", "")
    assert "never exported" in line["stored as"]


def test_columns_have_different_names():
    assert len(set(COLUMNS)) == len(COLUMNS)
