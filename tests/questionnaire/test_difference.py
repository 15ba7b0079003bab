"""What changed between versions is listed; what would change the meaning of answers is refused."""

import pytest
from hypothesis import given, settings

from survey_app.questionnaire.difference import Change, compare
from tests.questionnaire.example import EXAMPLE, changed, parse
from tests.questionnaire.strategies import questionnaires

OLD = parse(EXAMPLE)


def changes(text: str) -> list[tuple[str, str, str, str, str]]:
    return [tuple(change) for change in compare(OLD, parse(text)).changes]


def refused(text: str) -> list[str]:
    return [fault.text() for fault in compare(OLD, parse(text)).refusals]


FAR = "      - {code: FAR, zh: 太远, en: Too far}\n"
DEAR = "      - {code: DEAR, zh: 太贵, en: Too dear}\n"
NEW = "      - {code: NEW, zh: 新, en: New}\n"
COUNT = EXAMPLE[EXAMPLE.index("  - id: COUNT") : EXAMPLE.index("  - id: MORE")]
MORE = EXAMPLE[EXAMPLE.index("  - id: MORE") :]
SEEN = [  # what is changed, to what, and the changes that are seen
    ("zh: 还有吗", "zh: 还有什么", ("reworded", "question", "MORE › zh", "还有吗", "还有什么")),
    ("en: Too far}", "en: Far}", ("reworded", "option", "WHY › FAR › en", "Too far", "Far")),
    ("zh: 一, en: One", "zh: 甲, en: One", ("reworded", "row", "ROWS › A › zh", "一", "甲")),
    ("zh: 全部, en: All", "zh: 都, en: All", ("reworded", "section", "S › zh", "全部", "都")),
    ("zh: 你好", "zh: 您好", ("reworded", "form", "intro › zh", "你好", "您好")),
    (FAR, "", ("removed", "option", "WHY › FAR", "太远", "")),
    (FAR, FAR + NEW, ("added", "option", "WHY › NEW", "", "新")),
    (COUNT, "", ("removed", "question", "COUNT", "几口人", "")),
    (MORE, COUNT.replace("COUNT", "NEW") + MORE, ("added", "question", "NEW", "", "几口人")),
    (COUNT + MORE, MORE + COUNT, ("moved", "question", "MORE", "7", "6")),
    (FAR + DEAR, DEAR + FAR, ("moved", "option", "WHY › DEAR", "2", "1")),
    ("max: 20", "max: 30", ("limits", "question", "COUNT › max", "20", "30")),
    ("required: false", "required: true",
     ("limits", "question", "MORE › required", "False", "True")),
    ("max_choices: 2", "max_choices: 3", ("limits", "question", "WHY › max_choices", "2", "3")),
    ("goal_minutes: 2", "goal_minutes: 3", ("limits", "form", "goal_minutes", "2", "3")),
    ("en: Other, text: true", "en: Other",
     ("recoded", "option", "WHY › OTHER › text", "True", "False")),
    (
        '{q: RATE, any_of: ["1", "2"]}',
        '{q: RATE, any_of: ["1"]}',
        ("rules", "question", "WHY › show_if", '{"q":"RATE","any_of":["1","2"]}',
         '{"q":"RATE","any_of":["1"]}'),
    ),
    (
        ", when: {q: HOME, any_of: [LIVE6]}",
        "",
        ("rules", "form", "base › when", '{"q":"HOME","any_of":["LIVE6"]}', ""),
    ),
]  # fmt: skip


def test_equal_versions_differ_in_nothing():
    assert compare(OLD, OLD) == ((), (), ())


@pytest.mark.parametrize(("old", "new", "change"), SEEN)
def test_a_change_is_seen_and_allowed(old, new, change):
    assert changes(changed(old, new)) == [change]
    assert refused(changed(old, new)) == []


def test_an_option_under_another_code_is_seen_as_recoded():
    found = changes(changed("{code: FAR, zh", "{code: AWAY, zh"))
    assert ("recoded", "option", "WHY › AWAY", "FAR", "AWAY") in found
    assert refused(changed("{code: FAR, zh", "{code: AWAY, zh")) == []


def test_only_what_was_moved_counts_as_moved():
    first = changed(COUNT, "").replace("questions:\n", f"questions:\n{COUNT}")
    assert changes(first) == [("moved", "question", "COUNT", "6", "1")]


REFUSED = [
    ("kind: number\n    required: true\n    min: 1\n    max: 20", "kind: geo\n    required: true",
     "Question COUNT was of the kind number and is now geo"),
    ("na: true}", "score: 0}", "The score of NA was –; keep it, or use a new code."),
    (", na: true}", ", na: true, score: 6}", "The score of NA was –; keep it, or use a new code."),
    ("zh: 没有, en: None, exclusive", "zh: 没有, en: None, na: true, exclusive",
     "Whether NONE counts as “not used or not known” cannot change"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), REFUSED)
def test_what_changes_the_meaning_of_answers_is_refused(old, new, said):
    text = changed(old, new).replace("    measures: [satisfaction_rate]\n", "")
    assert said in refused(text)[0]


def test_codes_that_change_places_are_refused_with_the_code_that_each_text_had():
    swapped = changed("code: FAR, zh: 太远", "code: FAR, zh: 太贵")
    swapped = swapped.replace("code: DEAR, zh: 太贵", "code: DEAR, zh: 太远")
    assert refused(swapped) == [
        "The code FAR stood for “太远” and now stands for “太贵”, which had the code DEAR;"
        " give every text its old code again.",
        "The code DEAR stood for “太贵” and now stands for “太远”, which had the code FAR;"
        " give every text its old code again.",
    ]
    [first, second] = compare(OLD, parse(swapped)).refusals
    assert (first.place, first.level) == (("questions", 3, "options", 0, "code"), "error")
    rows = changed("code: A, zh: 一", "code: A, zh: 二").replace(
        "code: B, zh: 二", "code: B, zh: 一"
    )
    assert len(refused(rows)) == 2


def test_quite_other_words_under_an_old_code_are_doubted():
    difference = compare(OLD, parse(changed("zh: 太贵", "zh: 价钱高")))
    assert difference.refusals == ()
    [doubt] = difference.doubts
    assert doubt.level == "warning"
    assert "If the meaning is another, use a new code." in doubt.text()
    assert compare(OLD, parse(changed("zh: 太贵", "zh: 太贵了"))).doubts == ()


def test_fewer_decimals_cannot_hold_the_old_numbers():
    finer = parse(changed("max: 20", "max: 20\n    decimals: 1"))
    assert [fault.text() for fault in compare(finer, OLD).refusals] == [
        "Question COUNT had 1 decimals; give it as many, or a new id."
    ]


def test_quite_another_question_under_an_old_id_is_doubted():
    [doubt] = compare(OLD, parse(changed("zh: 几口人", "zh: 您每月买菜花多少钱"))).doubts
    assert doubt.place == ("questions", 5, "text", "zh")


@given(questionnaires)
def test_a_version_does_not_differ_from_itself(questionnaire):
    assert compare(questionnaire, questionnaire) == ((), (), ())


@settings(max_examples=40)  # two of them take long to draw
@given(questionnaires, questionnaires)
def test_any_two_can_be_compared(old, new):
    difference = compare(old, new)
    assert all(isinstance(change, Change) and change.before != change.after
               for change in difference.changes)  # fmt: skip
    assert all(fault.text() for fault in (*difference.refusals, *difference.doubts))
