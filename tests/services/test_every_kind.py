"""Every kind of question from stored forms to counts, results and exports, on both engines."""

import numpy as np
import pytest

from survey_app.services.campaigns import find_campaign
from survey_app.services.counting import count_campaign
from survey_app.services.exports import FIXED, export_rows
from survey_app.services.questionnaires import published
from survey_app.services.results_by_question import question_results
from survey_app.services.results_question_files import quantity, questions_document
from tests.city import NOON
from tests.services.two_versions import OLD_PLACE, put, question, questionnaire, store

ABC = ("A", "B", "C")
ASKED = questionnaire(
    question(
        "S",
        "single",
        options=[{"code": "A", "zh": "甲"}, {"code": "O", "zh": "别的", "text": True}],
    ),
    question("M", "matrix", *ABC, rows=[{"code": "R1", "zh": "一"}, {"code": "R2", "zh": "二"}]),
    question("R", "rank", *ABC, max_choices=2),
    question("B", "best_worst", *ABC),
    question("N", "number", decimals=1, min=-5, max=100000),
    question("D", "date"),
    question("T", "time_range"),
    question("X", "text", show_if={"q": "S", "any_of": ["A"]}),
    question("G", "geo"),
    question("P", "photo", max_files=2),
    question("C", "contact"),
    question("Y", "text", show_if={"q": "X", "answered": True}),
    {**question("Z", "note"), "text": {"zh": "谢谢"}},
)
FULL = {
    "S": "O",
    "S.O.text": "=1+1",
    "M.R1": "B",
    "R.1": "C",
    "R.2": "A",
    "B.best": "A",
    "B.worst": "C",
    "N": "-2.5",
    "D": "1970-01-03",
    "T.from": "06:30",
    "T.to": "22:00",
    "G.lat": "21.27",
    "G.lon": "110.36",
    "P": ["a" * 64, "b" * 64],
    "C": "13800000000",
    "C.consent": "1",
}
OTHER = {"S": "A", "R.1": "C", "N": "99999.9", "T.always": "1", "X": "写了", "Y": "也写了"}


@pytest.fixture
def asked(city_on_both):
    """One full form, two others, one blank one."""
    put(city_on_both, ASKED, OLD_PLACE)
    store(city_on_both, 3, OLD_PLACE, [FULL, OTHER, OTHER, {}])
    return city_on_both


def cells(city) -> dict[str, object]:
    """Everything that an operator sees, by question (and row)."""
    with city.database.reading() as session:
        found = question_results(session, 3, now=NOON, withhold=False).together
    return {f"{one.question.id}{'.' + one.row.code if one.row else ''}": one for one in found}


def counts(figures) -> dict[str, object]:
    return {one.option.code: one.parts or one.n for one in figures.options}


def test_closed_answers_are_counted_by_option_row_and_place(asked):
    found = cells(asked)
    assert counts(found["S"]) == {"A": 2, "O": 1}
    assert (found["S"].answered, found["S"].blank, found["S"].asked) == (3, 1, 4)
    assert counts(found["M.R1"]) == {"A": 0, "B": 1, "C": 0}
    assert found["M.R2"].answered == 0
    assert counts(found["R"]) == {"A": (0, 1), "B": (0, 0), "C": (3, 0)}
    assert counts(found["B"]) == {"A": (1, 0), "B": (0, 0), "C": (0, 1)}
    assert (found["B"].answered, found["B"].blank) == (1, 3)
    assert [one.share.value for one in found["R"].options] == [1 / 3, 0, 1]


def test_quantities_have_their_unit_back(asked):
    found = cells(asked)
    numbers, day, times = (found[name].summaries for name in "NDT")
    assert (numbers[""].low, numbers[""].median, numbers[""].high) == (-2.5, 99999.9, 99999.9)
    assert quantity(ASKED.by_id["D"], day[""].median) == "1970-01-03"
    # Once 06:30 to 22:00, twice around the clock.
    assert [quantity(ASKED.by_id["T"], times[part].low) for part in ("from", "to")] == [
        "00:00",
        "22:00",
    ]
    assert quantity(ASKED.by_id["T"], times["to"].median) == "24:00"
    assert (found["N"].answered, found["N"].blank) == (3, 1)


def test_an_end_past_midnight_is_later_than_one_before_it(city_on_both):
    put(city_on_both, ASKED, OLD_PLACE)
    late = {"T.from": "18:00", "T.to": "01:00"}
    store(city_on_both, 3, OLD_PLACE, [late, late, {"T.from": "18:00", "T.to": "23:30"}])
    ends = cells(city_on_both)["T"].summaries["to"]
    shown = [quantity(ASKED.by_id["T"], value) for value in (ends.low, ends.median, ends.high)]
    assert shown == ["23:30", "01:00+1", "01:00+1"]


def test_of_open_answers_only_their_number_is_known(asked):
    found = cells(asked)
    given = {
        name: (found[name].answered, found[name].blank, found[name].hidden) for name in "XGPCY"
    }
    assert given == {
        "X": (2, 0, 2),  # asked of the two who chose A
        "G": (1, 3, 0),
        "P": (1, 3, 0),
        "C": (1, 3, 0),
        "Y": (2, None, None),  # who was asked hangs on a text, which the codes do not hold
    }
    assert "写了" not in str(questions_document(found_of(asked)))


def found_of(city):
    with city.database.reading() as session:
        return question_results(session, 3, now=NOON, withhold=False)


def test_a_note_is_no_question_in_results_and_exports(asked):
    assert "Z" not in cells(asked)
    with asked.database.reading() as session:
        assert "Z" not in export_rows(session, 3)[0]


def test_an_export_has_a_column_for_every_variable_of_the_codebook(asked):
    with asked.database.reading() as session:
        header, rows = export_rows(session, 3)
        full, other, _, blank = (dict(zip(header, row, strict=True)) for row in rows)
    assert header[len(FIXED) :] == [
        *("S", "S.O.text", "M.R1", "M.R2", "R", "B.best", "B.worst", "N", "D"),
        *("T.from", "T.to", "X", "G.lat", "G.lon", "P", "C", "Y"),
    ]
    assert (full["B.best"], full["B.worst"]) == ("A", "C")
    assert (full["T.from"], full["T.to"], other["T.to"]) == ("06:30", "22:00", "24:00")
    assert (full["G.lat"], full["G.lon"]) == (21.27, 110.36)
    assert (full["P"], other["P"]) == (2, 0)
    assert (full["C"], other["C"]) == ("given", None)
    assert full["S.O.text"] == "=1+1"
    assert (full["R"], full["N"], full["D"]) == ("C A", -2.5, "1970-01-03")
    assert {blank[name] for name in ("S", "B.best", "T.to", "G.lat", "C", "X")} == {None}
    assert "13800000000" not in str(full)


def test_wide_values_are_counted_however_far_they_lie_apart(asked):
    with asked.database.reading() as session:
        form = published(find_campaign(session, 3).version)
        tallies = count_campaign(session, 3, form)
        regions = np.unique(tallies.arrivals.column("region"))
    values, n = tallies.values("N", regions)
    assert (values - 2**31).tolist() == [-(2**31), -25, 999_999]  # blank, -2.5, 99999.9
    assert n.tolist() == [1, 1, 2]
    values, n = tallies.values("T.from", regions)
    assert (values.tolist(), n.tolist()) == ([0, 1, 391], [1, 2, 1])  # minutes + 1
    assert len(tallies.tables["N"].n) == 3


def test_a_base_may_be_a_rule_over_a_number(city_on_both):
    rule = {"zh": "大的", "en": "large", "when": {"q": "N", "at_least": "10"}}
    only = questionnaire(question("N", "number"), question("S", "single", *ABC), base=rule)
    put(city_on_both, only, OLD_PLACE)
    store(city_on_both, 3, OLD_PLACE, [{"N": "9", "S": "A"}, {"N": "10", "S": "B"}, {"S": "C"}])
    assert counts(cells(city_on_both)["S"]) == {"A": 0, "B": 1, "C": 0}
