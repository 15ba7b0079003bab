"""A code never comes to mean something else: what is refused, what the author has to confirm."""

import pytest

from survey_app.questionnaire.definition import Questionnaire
from survey_app.questionnaire.difference import compare
from survey_app.questionnaire.meanings import plain, returned
from tests.questionnaire.example import EXAMPLE, parse

BASE = parse(EXAMPLE)


def asking(options: dict[str, str], *, version: int = 1, key: str = "PICK", text: str = "选哪样？"):
    """A questionnaire with one question: code -> words, Chinese or “Chinese|English”."""
    question = {
        "id": key,
        "section": BASE.sections[0].id,
        "kind": "single",
        "text": {"zh": text},
        "required": False,
        "options": [
            {"code": code, "zh": words.partition("|")[0], "en": words.partition("|")[2]}
            for code, words in options.items()
        ],
    }
    changed = {"version": version, "questions": [question], "base": {"zh": "所有人"}}
    return Questionnaire.model_validate(BASE.model_dump(by_alias=True) | changed)


def outcome(before: str, after: str) -> str:
    """What becomes of one code with other words, beside another code."""
    found = compare(
        asking({"A": before, "B": "医院|Hospital"}), asking({"A": after, "B": "医院|Hospital"})
    )
    return "refused" if found.refusals else "doubted" if found.doubts else "taken"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("满意", "不满意"),
        ("我不想参加", "我想参加"),
        ("18—29岁", "18—34岁"),
        ("5分钟以内", "１０分钟以内"),
        ("便利店", "医院。"),
        ("便利店|Shop", "便利店|Hospital"),
    ],
)
def test_words_that_say_something_else_are_refused_under_an_old_code(before, after):
    assert outcome(before, after) == "refused"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("便利店", "便利店。"),
        ("18-29岁", "18—29岁"),
        ("非常满意", "很满意"),
        ("没用过／不了解", "没用过或不了解"),
        ("修鞋、改衣、配钥匙", "修鞋、改衣服、配钥匙"),
        ("便利店|Shop", "便利店|Convenience store"),
    ],
)
def test_new_words_for_the_same_are_taken(before, after):
    assert outcome(before, after) == "taken"


def test_words_with_little_in_common_are_for_the_author_to_confirm():
    assert outcome("便利店", "游泳池") == "doubted"


def test_a_question_that_is_turned_round_is_for_the_author_to_confirm():
    before, after = asking({"A": "一"}, text="您满意吗？"), asking({"A": "一"}, text="您不满意吗？")
    assert [fault.place for fault in compare(before, after).doubts] == [
        ("questions", 0, "text", "zh")
    ]


def test_a_code_that_was_taken_out_never_comes_back_with_other_words():
    first = asking({"A": "便利店", "B": "医院"})
    second = asking({"B": "医院"}, version=2)
    third = asking({"A": "游泳池", "B": "医院"}, version=3)
    [fault] = returned([first, second], third)
    assert (fault.place, fault.level) == (("questions", 0, "options", 0, "code"), "error")
    assert "“便利店” in version 1" in fault.text()
    same = asking({"A": "便利店", "B": "医院"}, version=3)
    assert list(returned([first, second], same)) == []


def test_a_question_that_was_taken_out_never_comes_back_as_another_one():
    first, second = asking({"A": "一"}), asking({"A": "一"}, key="OTHER", version=2)
    third = asking({"A": "一"}, text="您几岁？", version=3)
    assert [fault.place for fault in returned([first, second], third)] == [("questions", 0, "id")]


def test_signs_spaces_and_wide_letters_are_no_difference():
    assert plain("１８—29 岁（含）。") == plain("18-29岁(含)")
