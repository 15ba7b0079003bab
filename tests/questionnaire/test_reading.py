"""Content that anybody may hand over is read or refused with reasons, and never breaks the reader.

The same content as a file, a workbook or the editor's JSON gives the same questionnaire.
"""

from datetime import date
from time import process_time
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from survey_app.questionnaire.fault import Fault
from survey_app.questionnaire.reading import Reading, read_content
from tests.questionnaire.example import EXAMPLE, VOCABULARY, parse
from tests.questionnaire.strategies import questionnaires

TODAY = date(2026, 9, 1)


def content() -> dict[str, Any]:
    """The example as plain content, a new one each time."""
    return yaml.load(EXAMPLE, Loader=yaml.BaseLoader)


def read(given: object) -> Reading:
    return read_content(given, VOCABULARY, today=TODAY)


def errors(given: object) -> list[tuple[tuple[str | int, ...], str]]:
    return [(fault.place, fault.text()) for fault in read(given).errors]


def test_plain_content_is_the_same_questionnaire_as_its_file():
    assert read(content()).questionnaire == parse(EXAMPLE)


@given(questionnaires)
def test_a_dumped_questionnaire_is_read_as_it_was(questionnaire):
    dumped = questionnaire.model_dump(mode="json", by_alias=True)
    reading = read_content(dumped, VOCABULARY, with_warnings=False)
    assert reading == (questionnaire, ())
    assert read_content(questionnaire.model_dump(by_alias=True), VOCABULARY)[0] == questionnaire


def test_values_of_json_are_the_texts_that_they_stand_for():
    typed = content()
    typed["version"], typed["goal_minutes"] = 1, 2.0
    typed["questions"][0]["required"] = True
    typed["questions"][3]["show_if"] = {"q": "RATE", "any_of": [1, 2]}
    typed["questions"][6]["min_length"] = None
    assert read(typed).questionnaire == parse(EXAMPLE)


def broken(**changed: object) -> dict[str, Any]:
    return {**content(), **changed}


@pytest.mark.parametrize(
    ("changed", "place", "said"),
    [
        ({"version": True}, ("version",), "“true” is not a whole number; write one such as 3."),
        ({"version": float("nan")}, ("version",), "“nan” is not a whole number"),
        ({"version": float("inf")}, ("version",), "“inf” is not a whole number"),
        ({"version": 1.5}, ("version",), "“1.5” is not a whole number"),
        ({"version": 10**5000}, ("version",), "This cannot be read; write a text"),
        ({"version": None}, ("version",), "This is missing; add it."),
        ({"cycle": b"once"}, ("cycle",), "This cannot be read; write a text"),
        ({"cycle": ["once"]}, ("cycle",), "A text belongs here"),
        ({"cycle": "a\0b"}, ("cycle",), "A control character stands here; take it out."),
        ({"cycle": "a\ud800b"}, ("cycle",), "A control character stands here; take it out."),
        ({"a\0b": "c"}, (), "A control character stands in a name here; take it out."),
        ({"colour": "red"}, ("colour",), "There is no field of this name here"),
        ({"title": "words"}, ("title",), "Named parts belong here"),
        ({"sections": {}}, ("sections",), "A list belongs here"),
        ({"sections": []}, ("sections",), "At least one is needed here; add one."),
        ({"questions": []}, ("questions",), "At least one is needed here; add one."),
        ({"questions": None}, ("questions",), "This is missing; add it."),
        ({"questions": "all"}, ("questions",), "A list belongs here"),
        ({"endings": {"a b": {"zh": "再见"}}}, ("endings", "a b"), "“a b” is no code"),
        ({"official": {"valid_until": "soon"}}, ("official", "valid_until"), "is not a day"),
        ({"title": {"zh": "长" * 1001}}, ("title", "zh"), "longer than 1000 characters; shorten"),
    ],
)
def test_a_wrong_value_is_a_fault_at_its_place(changed, place, said):
    [fault] = errors(broken(**changed))
    assert fault[0] == place
    assert said in fault[1]


def test_the_place_of_a_fault_is_the_place_in_what_was_given():
    given = content()
    given["questions"][1]["options"][1]["na"] = "perhaps"
    [(place, _)] = errors(given)
    assert place == ("questions", 1, "options", 1, "na")
    given = content()
    given["questions"][0]["options"] += [{"code": "LIVE6", "zh": "又"}]
    assert [place for place, _ in errors(given)] == [("questions", 0, "options", 1, "code")]


def test_a_fault_within_a_shared_list_has_the_place_of_its_from():
    given = content()
    given["questions"][0]["kind"] = "multi"  # VISIT of the shared list ends the form
    [(place, said)] = errors(given)
    assert place == ("questions", 0, "options", 0)
    assert "“ends” does not belong to a question of the kind multi" in said


def test_faults_of_all_questions_are_found_at_once():
    given = content()
    for question in given["questions"]:
        question["section"] = "GONE"
    given["questions"][2] = "no question"
    given["questions"][4]["colour"] = "red"
    places = [place[:2] for place, _ in errors(given)]
    assert places == [("questions", number) for number in range(7)]


def test_errors_stand_before_no_questionnaire_and_warnings_beside_one():
    given = content()
    del given["title"]["en"]
    reading = read(given)
    assert reading.questionnaire is not None
    assert reading.errors == ()
    assert ("title",) in [fault.place for fault in reading.warnings]
    assert read_content(given, VOCABULARY, with_warnings=False).faults == ()


def test_warnings_are_given_beside_errors_too():
    given = content()
    del given["title"]["en"]
    given["questions"][5]["max"] = "0"
    reading = read(given)
    assert [fault.place for fault in reading.errors] == [("questions", 5, "min")]
    assert ("title",) in [fault.place for fault in reading.warnings]


@pytest.mark.parametrize("given", [None, [], "words", 3, True, {}, {"questions": [[]]}, set()])
def test_what_is_no_questionnaire_is_refused(given):
    reading = read(given)
    assert reading.questionnaire is None
    assert reading.errors


def deep(levels: int) -> Any:
    made: Any = {}
    for _ in range(levels):
        made = {"not": made}
    return made


HOSTILE = [
    {"questions": [{"show_if": deep(900)}]},
    {"questions": [{}] * 200_000},
    {"questions": [{"options": [{"from": "business_types.basic"}] * 1_000}] * 30},
    {"questions": [{"options": [{}] * 1_000}] * 200},
    {f"k{n}": n for n in range(50_000)},
    {"title": {"zh": "x" * 10**7}},
    {"endings": {"x" * 10**6: {}}},
    {**content(), "questions": content()["questions"] * 500},
    {**content(), "sections": [{"id": str(n), "zh": "节"} for n in range(9_000)]},
]


@pytest.mark.parametrize("given", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_content_is_refused_quickly(given):
    start = process_time()
    assert read(given).questionnaire is None
    assert process_time() - start < 5


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
anything = st.recursive(
    scalars,
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text(max_size=5), parts),
    max_leaves=8,
)


@given(anything)
def test_no_content_at_all_makes_the_reader_fail(given):
    assert read(given).questionnaire is None


def places(part: Any, place: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place within plain content."""
    steps = part.items() if isinstance(part, dict) else enumerate(part)
    if isinstance(part, str):
        return [place]
    return [place, *(inner for step, p in steps for inner in places(p, (*place, step)))]


PLACES = [place for place in places(content()) if place]
ODD = [
    *("", "x", "0", "-1", "RATE", "ROWS.A", "note", "matrix", "best_worst", "date", "true"),
    *([], {}, [[]], [{}], {"zh": "x"}, {"q": "RATE"}, {"not": {"q": "X", "any_of": ["1"]}}, None),
    *({"q": "COUNT", "above": "2026-13-01"}, {"when": {"q": "COUNT", "above": "3"}, "ending": "x"}),
]


@given(st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(ODD)), max_size=4))
def test_no_change_of_right_content_makes_the_reader_fail(changes):
    given = content()
    for place, value in changes:
        part: Any = given
        for step in place[:-1]:
            part = _at(part, step)
        if isinstance(part, dict | list) and _at(part, place[-1]) is not None:
            part[place[-1]] = value
    reading = read(given)
    assert (reading.questionnaire is None) == bool(reading.errors)
    assert all(fault.text() for fault in reading.faults)


def _at(part: Any, step: str | int) -> Any:
    try:
        return part[step]
    except (KeyError, IndexError, TypeError):
        return None


def test_a_list_in_a_sentence_is_put_together_in_the_readers_language():
    fault = Fault((), "one of {known}", {"known": ("a", "b")})
    assert fault.text() == "one of a, b"
    chinese = {"one of {known}": "{known}之一", "{one}, {next}": "{one}、{next}"}
    assert fault.text(chinese.get) == "a、b之一"


def test_of_far_too_many_faults_the_first_are_told():
    given = content()
    given["questions"][3]["show_if"] = {"q": "HOME", "any_of": [f"X{n}" for n in range(20_000)]}
    start = process_time()
    found = errors(given)
    assert process_time() - start < 5
    # twenty thousand, and the warning of the example itself
    assert found[-1] == ((), "There are 19501 more; correct the first ones and check again.")
