"""Rules that cannot come true are found, and none that can is called so."""

from itertools import combinations, product
from time import process_time
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from survey_app.questionnaire.answers import check_answers
from survey_app.questionnaire.checks import faults
from survey_app.questionnaire.conditions import holds
from survey_app.questionnaire.definition import Question, Questionnaire
from survey_app.questionnaire.reachability import (
    ALWAYS_SHOWN,
    NEVER_COUNTED,
    NEVER_ENDS,
    NEVER_SHOWN,
    NOBODY_PASSES,
    unreachable,
)
from survey_app.services.questionnaires import bundled_questionnaire

SAID = {"zh": "字", "en": "word"}


def form(*questions: dict[str, Any], base: dict[str, Any] | None = None) -> Questionnaire:
    """A questionnaire of required questions with these ids, kinds and rules."""
    made = [
        {"section": "S", "text": SAID, "required": True, "id": f"Q{n}", **question}
        for n, question in enumerate(questions)
    ]
    return Questionnaire.model_validate(
        {
            **{"id": "x", "version": 1, "title": SAID, "audience": SAID, "goal_minutes": 1},
            **{"identity": "anonymous", "cycle": "", "intro": SAID, "endings": {"bye": SAID}},
            **{"notice": {"version": 1, **SAID}, "sections": [{"id": "S", **SAID}]},
            "base": {**SAID, "when": base},
            "questions": made,
        }
    )


def options(*codes: str, **more: Any) -> list[dict[str, Any]]:
    return [{"code": code, **SAID, **more} for code in codes]


ONE = {"kind": "single", "options": options("A", "B", "C")}
MAYBE = {**ONE, "required": False}
TWO = {"kind": "multi", "options": options("A", "B", "C"), "max_choices": 2}
EXCLUSIVE = {"kind": "multi", "options": [*options("A", "B"), *options("N", exclusive=True)]}
AGE = {"kind": "number", "min": 1, "max": 100}
DAY = {"kind": "date", "earliest": "2026-09-01", "latest": "2026-09-30"}
GRID = {"kind": "matrix", "options": options("A", "B"), "rows": options("R", "T")}
PAIR = {"kind": "best_worst", "options": options("A", "B", "C")}
NOTE = {"kind": "note", "required": False}


def any_of(*codes: str, q: str = "Q0") -> dict[str, Any]:
    return {"q": q, "any_of": list(codes)}


def none_of(*codes: str, q: str = "Q0") -> dict[str, Any]:
    return {"q": q, "none_of": list(codes)}


def both(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"all": list(parts)}


def compare(**bounds: str) -> dict[str, Any]:
    return {"q": "Q0", **bounds}


GIVEN = {"q": "Q0", "answered": True}
RULES = [  # the first question, the rule of the second, and what is said of the rule
    (ONE, any_of("A"), None),
    (ONE, both(any_of("A"), any_of("B")), NEVER_SHOWN),
    (ONE, both(any_of("A"), none_of("A", "B")), NEVER_SHOWN),
    (ONE, any_of("A", "B", "C"), ALWAYS_SHOWN),
    (MAYBE, any_of("A", "B", "C"), None),
    (ONE, none_of("A", "B", "C"), NEVER_SHOWN),
    (MAYBE, none_of("A", "B", "C"), None),
    (ONE, {"not": GIVEN}, NEVER_SHOWN),
    (ONE, GIVEN, ALWAYS_SHOWN),
    (MAYBE, GIVEN, None),
    (TWO, both(any_of("A"), any_of("B")), None),
    (TWO, both(any_of("A"), any_of("B"), any_of("C")), NEVER_SHOWN),
    ({**TWO, "min_choices": 2}, both(none_of("A"), none_of("B")), NEVER_SHOWN),
    ({**TWO, "kind": "rank"}, both(any_of("A"), any_of("B"), any_of("C")), NEVER_SHOWN),
    (EXCLUSIVE, both(any_of("N"), any_of("A")), NEVER_SHOWN),
    (EXCLUSIVE, both(any_of("A"), any_of("B")), None),
    (AGE, compare(at_least="18"), None),
    (AGE, compare(above="100"), NEVER_SHOWN),
    (AGE, compare(at_least="100"), None),
    (AGE, compare(at_least="1"), ALWAYS_SHOWN),
    (AGE, compare(above="17", below="18"), NEVER_SHOWN),
    ({**AGE, "decimals": 1}, compare(above="17", below="18"), None),
    (AGE, compare(at_least="60", at_most="50"), NEVER_SHOWN),
    ({"kind": "number"}, compare(above="-999999999"), None),
    (DAY, compare(below="2026-09-01"), NEVER_SHOWN),
    (DAY, compare(at_most="2026-09-01"), None),
    (DAY, compare(at_least="2026-09-01"), ALWAYS_SHOWN),
    (GRID, any_of("A", q="Q0.R"), None),
    (GRID, both(any_of("A", q="Q0.R"), any_of("B", q="Q0.R")), NEVER_SHOWN),
    (GRID, both(any_of("A", q="Q0.R"), any_of("B", q="Q0.T")), None),
    ({**GRID, "required": False}, both(GIVEN, none_of("A", "B", q="Q0.R")), None),
    (GRID, none_of("A", "B", q="Q0.R"), NEVER_SHOWN),
    (PAIR, both(any_of("A", q="Q0.best"), any_of("A", q="Q0.worst")), NEVER_SHOWN),
    (PAIR, both(any_of("A", q="Q0.best"), any_of("B", q="Q0.worst")), None),
    ({**ONE, "options": [*options("A", ends="bye"), *options("B")]}, any_of("A"), NEVER_SHOWN),
    ({"kind": "text"}, {"q": "Q0", "answered": False}, NEVER_SHOWN),
    ({"kind": "photo", "required": False}, GIVEN, None),
]


@pytest.mark.parametrize(("first", "rule", "said"), RULES)
def test_a_rule_over_one_question(first, rule, said):
    found = unreachable(form(first, {**NOTE, "show_if": rule}))
    assert [fault.message for fault in found] == ([said] if said else [])
    assert all(fault.place == ("questions", 1, "show_if") for fault in found)
    assert all(fault.level == "warning" for fault in found)


def test_an_answer_that_nobody_is_asked_for_is_not_given():
    hidden = {**MAYBE, "show_if": any_of("A")}
    rule = both(any_of("B"), any_of("C", q="Q1"))
    [fault] = unreachable(form(ONE, hidden, {**NOTE, "show_if": rule}))
    assert (fault.message, fault.place) == (NEVER_SHOWN, ("questions", 2, "show_if"))
    assert unreachable(form(ONE, hidden, {**NOTE, "show_if": {"not": rule["all"][1]}})) == []


def test_what_ends_the_form_is_not_there_later():
    stop = {"when": any_of("A"), "ending": "bye"}
    [fault] = unreachable(form({**ONE, "stop": stop}, {**NOTE, "show_if": any_of("A")}))
    assert fault.message == NEVER_SHOWN
    later = {**MAYBE, "stop": {"when": both(any_of("A"), any_of("B", q="Q1")), "ending": "bye"}}
    rule = both(any_of("A"), any_of("B", q="Q1"))
    [fault] = unreachable(form(ONE, later, {**NOTE, "show_if": rule}))
    assert fault.message == NEVER_SHOWN


def test_a_stop_that_never_stops_is_pointed_out():
    stop = {"when": both(any_of("A"), any_of("B")), "ending": "bye"}
    [fault] = unreachable(form({**ONE, "stop": stop}, NOTE))
    assert (fault.message, fault.place) == (NEVER_ENDS, ("questions", 0, "stop", "when"))


@pytest.mark.parametrize(
    "first",
    [
        {**ONE, "options": options("A", "B", ends="bye")},
        {**ONE, "stop": {"when": any_of("A", "B", "C"), "ending": "bye"}},
        {**EXCLUSIVE, "min_choices": 3, "options": options("A", "B")},
    ],
)
def test_a_question_that_nobody_gets_past_is_named(first):
    [fault] = unreachable(form(first, NOTE, {**NOTE, "show_if": any_of("A")}))
    assert (fault.message, fault.place) == (NOBODY_PASSES, ("questions", 0))
    assert unreachable(form({**first, "required": False}, NOTE)) == []


def test_the_last_question_may_end_the_form():
    assert unreachable(form({**ONE, "options": options("A", ends="bye")})) == []


def test_a_base_without_anybody_is_pointed_out():
    [fault] = unreachable(form(ONE, base=both(any_of("A"), any_of("B"))))
    assert (fault.message, fault.place) == (NEVER_COUNTED, ("base", "when"))
    assert unreachable(form(ONE, base=any_of("A", "B", "C"))) == []


@pytest.mark.parametrize("name", ["cons", "fb", "inv", "merch", "needs", "sat"])
def test_every_question_of_ours_can_be_reached(name):
    assert unreachable(bundled_questionnaire(name)) == []


def test_nothing_is_said_where_there_is_too_much_to_try():
    many = [{**TWO, "options": options(*(f"O{n}" for n in range(40))), "max_choices": 40}] * 10
    parts = [any_of(*(f"O{n}" for n in range(40)), q=f"Q{n}") for n in range(10)]
    rules = [{**NOTE, "show_if": both(*parts, none_of("O1"), any_of("O1"))}] * 100
    start = process_time()
    assert unreachable(form(*many, *rules)) == []
    assert process_time() - start < 5


CODES = st.sampled_from([["A"], ["B"], ["C"], ["A", "B"], ["A", "C"], ["A", "B", "C"]])


@st.composite
def leaf(draw: st.DrawFn, before: int) -> dict[str, Any]:
    q = f"Q{draw(st.integers(0, before - 1))}"
    form = draw(st.sampled_from(["any_of", "none_of", "answered"]))
    return {"q": q, form: draw(st.booleans()) if form == "answered" else draw(CODES)}


def conditions(before: int) -> st.SearchStrategy[dict[str, Any]]:
    return st.recursive(
        leaf(before),
        lambda parts: st.one_of(
            st.fixed_dictionaries({"all": st.lists(parts, min_size=1, max_size=2)}),
            st.fixed_dictionaries({"any": st.lists(parts, min_size=1, max_size=2)}),
            st.fixed_dictionaries({"not": parts}),
        ),
        max_leaves=3,
    )


@st.composite
def tiny(draw: st.DrawFn) -> Questionnaire:
    """Two or three questions of three options with rules, stops and answers that end the form."""
    asked = []
    for number in range(draw(st.integers(2, 3))):
        kind = draw(st.sampled_from(["single", "multi"]))
        question: dict[str, Any] = {"kind": kind, "options": options("A", "B", "C")}
        question["required"] = draw(st.booleans())
        if kind == "single":
            for option in question["options"]:
                option["ends"] = draw(st.sampled_from([None, None, "bye"]))
        else:
            question["options"][2]["exclusive"] = draw(st.booleans())
            question["max_choices"] = draw(st.integers(1, 3))
            question["min_choices"] = draw(st.integers(1, question["max_choices"]))
        if number:
            question["show_if"] = draw(st.none() | conditions(number))
        when = draw(st.none() | conditions(number + 1))
        question["stop"] = {"when": when, "ending": "bye"} if when else None
        asked.append(question)
    return form(*asked)


def everything(question: Question) -> list[list[str]]:
    codes = list(question.option_codes)
    most = 1 if question.kind == "single" else 3
    return [list(some) for size in range(most + 1) for some in combinations(codes, size)]


def truths(questionnaire: Questionnaire, number: int) -> tuple[set[bool], set[bool]]:
    """What show_if and stop of a question come to over all forms that can be sent, tried out."""
    asked = questionnaire.questions
    head = questionnaire.model_copy(update={"questions": asked[:number]}) if number else None
    shown, stopped = set(), set()
    for values in product(*(everything(q) for q in asked[:number])):
        sent = {q.id: chosen for q, chosen in zip(asked, values, strict=False)}
        checked = check_answers(head, sent) if head else None
        if checked and (checked.problems or checked.ended):
            continue
        answers = checked.answers if checked else {}
        shown.add(holds(asked[number].show_if, answers))
        if holds(asked[number].show_if, answers) and asked[number].stop:
            bare = asked[number].model_copy(update={"stop": None})
            whole = questionnaire.model_copy(update={"questions": (*asked[:number], bare)})
            for last in everything(bare):
                done = check_answers(whole, {**sent, bare.id: last})
                if not done.problems and not done.ended:
                    stopped.add(holds(asked[number].stop.when, done.answers))
    return shown, stopped


@settings(max_examples=100)
@given(tiny())
def test_what_is_found_is_what_trying_everything_finds(questionnaire):
    assume(not faults(questionnaire))
    found = {(fault.place, fault.message) for fault in unreachable(questionnaire)}
    expected = set()
    for number, question in enumerate(questionnaire.questions):
        shown, stopped = truths(questionnaire, number)
        if not shown:
            expected.add((("questions", number - 1), NOBODY_PASSES))
            break
        if question.show_if and len(shown) == 1:
            rule = ("questions", number, "show_if")
            expected.add((rule, ALWAYS_SHOWN if True in shown else NEVER_SHOWN))
        if question.stop and True in shown and True not in stopped and stopped | shown != {True}:
            expected.add((("questions", number, "stop", "when"), NEVER_ENDS))
    assert found == expected
