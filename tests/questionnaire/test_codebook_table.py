"""The codebook for readers: expected values are written down by hand from the contract of kinds."""

import json

import pytest

from survey_app.questionnaire.codebook_table import codebook_document, codebook_rows, rule_text
from survey_app.questionnaire.conditions import All, Answered, Any_, AnyOf, Compare, NoneOf, Not
from survey_app.questionnaire.definition import Questionnaire

AB = [{"code": "A", "zh": "甲", "en": "First"}, {"code": "B", "zh": "乙"}]


def of(*questions):
    """A questionnaire of these questions, each given by what matters."""
    text = {"zh": "题", "en": "Question"}
    common = {"section": "S", "text": text, "required": True}
    return Questionnaire.model_validate(
        {
            "id": "demo",
            "version": 3,
            "title": {"zh": "例", "en": "Demo"},
            "audience": text,
            "goal_minutes": 1,
            "identity": "anonymous",
            "cycle": "",
            "intro": text,
            "notice": {"version": 1, **text},
            "endings": {},
            "base": {"zh": "成年人", "en": "Adults", "when": {"q": "Q", "any_of": ["A"]}},
            "sections": [{"id": "S", **text}],
            "questions": [{**common, "id": "Q", **question} for question in questions],
        }
    )


def rows(*questions):
    return codebook_rows(of(*questions))


def layout(*questions):
    """(variable, first byte, width, blank, hidden, JSON pointer) of every variable."""
    return [(r.variable, r.start, r.width, r.blank, r.hidden, r.key) for r in rows(*questions)]


@pytest.mark.parametrize("kind", ["single", "likert"])
def test_one_choice_is_one_byte_with_numbered_labels(kind):
    options = [{**AB[0], "score": 5}, {**AB[1], "na": True}]
    [row] = rows({"kind": kind, "options": options})
    assert layout({"kind": kind, "options": options}) == [("Q", 0, 1, 0, 255, "/Q")]
    assert row.form == "code"
    assert [tuple(label) for label in row.labels] == [
        (1, "A", "甲", "First", 5, False),
        (2, "B", "乙", "", None, True),
    ]


def test_every_answer_of_a_multiple_choice_is_a_flag_of_its_own():
    question = {"kind": "multi", "options": AB}
    assert layout(question) == [("Q.A", 0, 1, 0, 255, "/Q"), ("Q.B", 1, 1, 0, 255, "/Q")]
    first = rows(question)[0]
    assert first.form == "flag"
    assert first.part.zh == "甲"
    assert [(label.number, label.code) for label in first.labels] == [(1, "A")]


def test_every_row_of_a_matrix_is_a_variable():
    lines = [{"code": "R1", "zh": "一"}, {"code": "R2", "zh": "二"}]
    question = {"kind": "matrix", "rows": lines, "options": AB}
    assert layout(question) == [
        ("Q.R1", 0, 1, 0, 255, "/Q/R1"),
        ("Q.R2", 1, 1, 0, 255, "/Q/R2"),
    ]
    assert [row.part.zh for row in rows(question)] == ["一", "二"]


def test_places_of_a_ranking_count_from_one_and_in_json_from_nought():
    question = {"kind": "rank", "max_choices": 2, "options": AB}
    assert layout(question) == [("Q.1", 0, 1, 0, 255, "/Q/0"), ("Q.2", 1, 1, 0, 255, "/Q/1")]
    assert [row.part.zh for row in rows(question)] == ["第1位", "第2位"]


def test_best_and_worst_are_two_variables():
    question = {"kind": "best_worst", "options": AB}
    assert [(r.variable, r.key, r.part.en) for r in rows(question)] == [
        ("Q.best", "/Q/best", "most important"),
        ("Q.worst", "/Q/worst", "least important"),
    ]


def test_a_number_takes_four_bytes_and_says_its_range_and_decimals():
    [row] = rows({"kind": "number", "min": 0, "max": 12.5, "decimals": 2})
    assert (row.start, row.width, row.blank, row.hidden) == (0, 4, 0, 4294967295)
    assert (row.zero, row.decimals, row.least, row.most) == (2147483648, 2, "0", "12.5")


def test_a_number_without_bounds_has_those_of_its_four_bytes():
    [row] = rows({"kind": "number", "decimals": 1})
    assert (row.least, row.most) == ("-99999999", "99999999")


def test_a_day_counts_from_1970_and_says_its_bounds():
    [row] = rows({"kind": "date", "earliest": "2026-01-02"})
    assert (row.width, row.hidden, row.zero) == (4, 4294967295, 2147483648)
    assert (row.least, row.most, row.unit) == ("2026-01-02", "2100-12-31", "days since 1970-01-01")


def test_a_time_range_is_two_variables_of_two_bytes_in_minutes():
    assert layout({"kind": "time_range"}) == [
        ("Q.from", 0, 2, 0, 65535, "/Q/from"),
        ("Q.to", 2, 2, 0, 65535, "/Q/to"),
    ]
    start = rows({"kind": "time_range"})[0]
    assert (start.zero, start.least, start.most) == (1, "0", "1440")


@pytest.mark.parametrize(
    ("question", "names", "least", "most"),
    [
        ({"kind": "text", "max_length": 40}, ["Q"], "1", "40"),
        ({"kind": "text"}, ["Q"], "1", "2000"),
        ({"kind": "photo", "max_files": 3}, ["Q"], "1", "3"),
        ({"kind": "contact"}, ["Q"], "", ""),
        ({"kind": "geo"}, ["Q.lat", "Q.lon"], "-90", "90"),
    ],
)
def test_open_answers_have_a_row_and_no_place_in_the_codes(question, names, least, most):
    found = rows(question)
    assert [row.variable for row in found] == names
    assert {(row.start, row.width, row.blank, row.hidden) for row in found} == {(None,) * 4}
    assert (found[0].least, found[0].most) == (least, most)


def test_it_says_where_coordinates_and_telephone_numbers_are():
    assert "WGS-84" in rows({"kind": "geo"})[0].unit
    assert "never exported" in rows({"kind": "contact"})[0].stored


def test_what_is_written_beside_an_answer_has_a_key_of_its_own():
    other = {"code": "C", "zh": "其他", "text": True}
    found = rows({"kind": "single", "options": [*AB, other]})
    assert [(row.variable, row.key, row.start) for row in found] == [
        ("Q", "/Q", 0),
        ("Q.C.text", "/Q.C.text", None),
    ]
    assert (found[1].most, found[1].unit) == ("60", "characters")


def test_notes_have_no_variable_and_take_no_bytes():
    found = rows({"kind": "note", "required": False}, {"id": "R", "kind": "number"})
    assert [(row.variable, row.start) for row in found] == [("R", 0)]


def test_who_is_asked_is_written_as_a_rule_over_codes():
    rule = {"q": "Q", "any_of": ["A"]}
    found = rows({"kind": "single", "options": AB}, {"id": "R", "kind": "text", "show_if": rule})
    assert [row.asked for row in found] == ["", "Q in (A)"]


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (None, ""),
        (AnyOf(q="A", any_of=("1", "2")), "A in (1, 2)"),
        (NoneOf(q="M.R", none_of=("X",)), "M.R not in (X)"),
        (Answered(q="A", answered=True), "A answered"),
        (Answered(q="A", answered=False), "A not answered"),
        (Compare(q="N", at_least="3"), "N >= 3"),
        (Compare(q="N", above="0", below="9"), "N > 0 and N < 9"),
        (Compare(q="D", at_most="2026-09-01"), "D <= 2026-09-01"),
        (Not(negated=AnyOf(q="A", any_of=("1",))), "not (A in (1))"),
    ],
)
def test_a_rule_in_plain_form(condition, text):
    assert rule_text(condition) == text


def test_parts_of_a_rule_are_bracketed_where_it_could_be_misread():
    a, b = AnyOf(q="A", any_of=("1",)), Answered(q="B", answered=True)
    assert rule_text(All(all=(a, Any_(any=(a, b))))) == "A in (1) and (A in (1) or B answered)"
    both = Compare(q="N", at_least="1", at_most="2")
    assert rule_text(Any_(any=(both, a))) == "(N >= 1 and N <= 2) or A in (1)"


def test_the_document_is_plain_json_with_base_and_layout():
    questionnaire = of({"kind": "multi", "options": AB}, {"id": "N", "kind": "number"})
    document = codebook_document(questionnaire)
    assert json.loads(json.dumps(document)) == document
    assert (document["questionnaire"], document["version"]) == ("demo", 3)
    assert document["base"] == {"zh": "成年人", "en": "Adults", "rule": "Q in (A)"}
    assert document["codes"]["bytes"] == 6
    assert [v["variable"] for v in document["variables"]] == ["Q.A", "Q.B", "N"]
    assert document["variables"][1]["labels"] == [
        {"number": 1, "code": "B", "zh": "乙", "en": "", "score": None, "na": False}
    ]
