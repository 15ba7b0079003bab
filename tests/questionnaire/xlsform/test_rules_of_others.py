"""Rules and limits that others wrote are read as far as it goes; a note says why others are not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.questionnaire.xlsform.importing import form, questions, said


def rule(text: str) -> Any:
    """What a rule becomes that stands behind questions of some kinds; a sentence if it is none."""
    imported = form(
        "type | name | label | relevant",
        "select_one yn | one | a",
        "select_multiple yn | many | a",
        "integer | n | a",
        "date | day | a",
        "text | t | a",
        f"note | x | a | {text}",
    )
    notes = [sentence.partition(": ")[2] for sentence in said(imported)]
    return questions(imported)[-1].get("show_if") or "".join(notes)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("${one} = 'yes'", {"q": "one", "any_of": ["yes"]}),
        ("'yes'=${ one }", {"q": "one", "any_of": ["yes"]}),
        ("${one} != “yes”", {"q": "one", "none_of": ["yes"]}),
        ("selected(${many}, 'yes')", {"q": "many", "any_of": ["yes"]}),
        ("not(selected(${many},'yes'))", {"q": "many", "none_of": ["yes"]}),
        ("${one}='yes' or ${one}='no'", {"q": "one", "any_of": ["yes", "no"]}),
        ("${n} > 1.5", {"q": "n", "above": "1.5"}),
        ("${n}>=1 and ${n} < -2", {"q": "n", "at_least": "1", "below": "-2"}),
        ("${n} = 3", {"q": "n", "at_least": "3", "at_most": "3"}),
        ("18 <= ${n}", {"q": "n", "at_least": "18"}),
        ("${day} > date('2026-09-01')", {"q": "day", "above": "2026-09-01"}),
        ("${t} != ''", {"q": "t", "answered": "true"}),
        ("count-selected(${many}) = 0", {"q": "many", "answered": "false"}),
        (
            "(${one}='yes' or ${n}=1) and not(${t}='')",
            {
                "all": [
                    {
                        "any": [
                            {"q": "one", "any_of": ["yes"]},
                            {"q": "n", "at_least": "1", "at_most": "1"},
                        ]
                    },
                    {"not": {"q": "t", "answered": "false"}},
                ]
            },
        ),
    ],
)
def test_a_usual_rule_is_read(text, condition):
    assert rule(text) == condition


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("${gone} = 1", "there is no question gone"),
        ("${one} = 'maybe'", "one has no choice maybe"),
        ("${one} > 'no'", "the choices of one have no order"),
        ("${n} + 1 = 2", "“+ 1 = 2” cannot be read"),
        ("regex(${t}, '[0-9]+')", "regex() is not known here"),
        ("${n} = ${n}", "a rule compares an answer with a fixed value"),
        ("${t} = 'hello'", "t can be compared with nothing but ''"),
        ("count-selected(${many}) > 2", "a rule cannot count more"),
        ("${n} > 1e9", "cannot be read"),
        ("(" * 50 + "${n}=1" + ")" * 50, "nested too deeply"),
        ("selected(${many}, ", "it ends too early"),
        ("${n} > 12345678901", "12345678901 is not a number or a day that a rule can hold"),
    ],
)
def test_a_rule_that_cannot_be_read_is_named_with_the_reason(text, reason):
    found = rule(text)
    assert found.startswith(f"the rule “{text.strip()}” cannot be carried over: ")
    assert reason in found


@pytest.mark.parametrize(
    ("kind", "text", "limits"),
    [
        ("integer", ". > 0 and . <= 120", {"min": "1", "max": "120"}),
        ("integer", "(.>=1) and (.<5)", {"min": "1", "max": "4"}),
        ("decimal", ". >= 0.5", {"min": "0.5"}),
        ("date", ". >= date('2026-01-01')", {"earliest": "2026-01-01"}),
        ("text", "string-length(.) <= 10", {"max_length": "10"}),
        ("select_multiple yn", "count-selected(.) < 2", {"max_choices": "1"}),
    ],
)
def test_a_usual_limit_is_read(kind, text, limits):
    imported = form("type | name | label | constraint", f"{kind} | q | a | {text}")
    assert limits.items() <= questions(imported)[0].items()


@pytest.mark.parametrize(
    "text",
    [
        "not(selected(., 'no') and count-selected(.) > 1)",
        "not(selected(., 'no')) or count-selected(.) = 1",
    ],
)
def test_a_choice_that_stands_alone_is_read(text):
    imported = form("type | name | label | constraint", f"select_multiple yn | q | a | {text}")
    assert [o.get("exclusive") for o in questions(imported)[0]["options"]] == [None, "true"]


def test_the_readable_parts_of_a_limit_are_carried_and_the_rest_is_named():
    imported = form(
        "type | name | label | constraint | constraint_message",
        "integer | q | a | . >= 1 and . <= ${n} | 1以上",
    )
    assert questions(imported)[0]["min"] == "1"
    assert said(imported) == [
        "2 constraint: the limit “. >= 1 and . <= ${n}” cannot be carried over:"
        " only lower and upper limits with fixed values are known here",
        "2 constraint_message: this message is not carried over; the form words its own",
    ]


def test_the_rule_of_a_group_goes_to_each_of_its_questions():
    imported = form(
        "type | name | label | relevant",
        "integer | n | 岁",
        "begin group | g | 老人 | ${n} > 60",
        "text | a | 甲",
        "begin_group | h | 更老 | ${n} > 80",
        "text | b | 乙 | ${a} != ''",
        "end group",
        "end_group",
    )
    old, older = {"q": "n", "above": "60"}, {"q": "n", "above": "80"}
    written = {"q": "a", "answered": "true"}
    assert [q.get("show_if") for q in questions(imported)] == [
        None,
        old,
        {"all": [old, older]},
        {"all": [old, older, written]},
    ]
    assert [s["id"] for s in imported.content["sections"]] == ["MAIN", "g"]
    assert said(imported) == ["5 label: a group within a group: its heading becomes a note"]


@given(st.text(max_size=60))
def test_no_text_makes_reading_a_rule_fail(text):
    rule(text.replace("|", " "))


def test_a_long_rule_is_read_in_linear_time():
    text = " or ".join(["${one} = 'yes'"] * 2_000)
    assert len(rule(text)["any_of"]) == 2_000
    rule("'" * 30_001)
    rule("(" * 32_000)
