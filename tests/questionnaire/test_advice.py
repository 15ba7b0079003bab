"""What is better done otherwise is said once, beside what it is about, and forbids nothing."""

from datetime import date

import pytest

from survey_app.questionnaire.advice import advice, width
from survey_app.services.questionnaires import bundled_questionnaire
from tests.questionnaire.example import EXAMPLE, changed, parse

TODAY = date(2026, 9, 1)


def said(text: str) -> list[tuple[tuple[str | int, ...], str]]:
    """Warnings about a changed example, without the example's own."""
    own = {(fault.place, fault.text()) for fault in advice(parse(EXAMPLE), TODAY)}
    found = [(fault.place, fault.text()) for fault in advice(parse(text), TODAY)]
    return [one for one in found if one not in own]


def with_question(kind: str, more: str = "", words: str = "问") -> str:
    asked = f"text: {{zh: '{words}', en: Ask}}"
    return f"{EXAMPLE}  - {{id: NEW, section: S, kind: {kind}, {asked}, required: true{more}}}\n"


CHANGES = [  # what is changed, to what, the place, what is said ("" if nothing)
    ("en: Anything else", "en: ''", ("questions", 6), "English is missing here (1 texts)"),
    ("zh: 例子, en: Example", "zh: 例子", ("title",), "English is missing here (1 texts)"),
    ("goal_minutes: 2", "goal_minutes: 1", (), ""),
    ("zh: 还有吗", f"zh: {'还，' * 30}", (), ""),
    ("zh: 还有吗", f"zh: {'还，' * 31}", ("questions", 6, "text", "zh"), "62 characters; 60 read"),
    ("zh: 太远", f"zh: {'远' * 24}", (), ""),
    ("zh: 太远", f"zh: {'远' * 25}", ("questions", 3, "options", 0, "zh"), "25 characters; 24"),
    ("zh: 一, en: One", f"zh: {'一' * 25}, en: One", ("questions", 2, "rows", 0, "zh"), "24 read"),
    ("zh: 还有吗", f"zh: {'还' * 40}", (), ""),
    ("zh: 还有吗", f"zh: {'还' * 41}", ("questions", 6, "text", "zh"), "41 characters stand here"),
    ("zh: 还有吗", f"zh: {'还' * 20}，{'还' * 21}", (), ""),
    (
        "zh: 满意吗",
        "zh: 您不同意不收费吗",
        ("questions", 1, "text", "zh"),
        "“Not” stands here twice",
    ),
    ("zh: 满意吗", "zh: 满意不满意", (), ""),
    ("zh: 还有吗", "zh: '{0}还有吗'", ("questions", 6, "text", "zh"), "A brace stands here"),
    ("zh: 还有吗", "zh: '{phone}还有吗'", (), ""),
    ("kind: likert", "kind: likert\n    order: rotate", ("questions", 1, "order"), "A scale that"),
    ("max_choices: 2", "min_choices: 4", ("questions", 3, "min_choices"), "Only 3 can be chosen"),
    ("sections:\n", "sections:\n  - {id: T, zh: 空, en: None}\n", ("sections", 0), "No question"),
]


@pytest.mark.parametrize(("old", "new", "place", "words"), CHANGES)
def test_a_warning_is_given_where_it_belongs(old, new, place, words):
    found = said(changed(old, new))
    assert [(where == place, words in text) for where, text in found] == [(True, True)] * bool(
        words
    )


@pytest.mark.parametrize("kind", ["photo", "contact", "geo"])
def test_what_may_lock_people_out_is_better_optional(kind):
    def said_of_it(text):
        return [one for one in said(text) if one[0] != ("notice",)]

    [(place, text)] = said_of_it(with_question(kind))
    assert place == ("questions", 7, "required")
    assert "cannot send the form; make it optional" in text
    assert said_of_it(with_question(kind).replace("required: true}", "required: false}")) == []
    assert said_of_it(with_question(kind, ", show_if: {q: HOME, any_of: [LIVE6]}")) == []


def test_a_list_of_one_leaves_no_choice():
    [(place, text)] = said(with_question("single", ", options: [{code: A, zh: 甲, en: A}]"))
    assert place == ("questions", 7, "options")
    assert "only one answer to choose from" in text


def test_more_than_twelve_lines_are_tiring():
    def matrix(n: int) -> str:
        rows = ", ".join(f"{{code: R{number}, zh: 行, en: Row}}" for number in range(n))
        return with_question("matrix", f", rows: [{rows}], options: [{{from: sat5}}]").replace(
            "goal_minutes: 2", "goal_minutes: 9"
        )

    assert said(matrix(12)) == []
    assert [place for place, _ in said(matrix(13))] == [("questions", 7, "rows")]


def test_long_lists_for_residents_are_better_rotated():
    rotated = changed("kind: rank", "kind: rank\n    order: rotate")
    assert advice(parse(rotated), TODAY) == []
    [fault] = advice(parse(EXAMPLE), TODAY)
    assert fault.place == ("questions", 4, "options")
    assert fault.level == "warning"
    workers = EXAMPLE.replace("identity: anonymous", "identity: worker")
    assert advice(parse(workers), TODAY) == []


def test_a_form_longer_than_its_goal_is_pointed_out():
    rows = ", ".join(f"{{code: R{number}, zh: 行, en: Row}}" for number in range(12))
    text = with_question("matrix", f", rows: [{rows}], options: [{{from: sat5}}]")
    [(place, words)] = said(text.replace("goal_minutes: 2", "goal_minutes: 1"))
    assert place == ("goal_minutes",)
    assert "the goal is 1; leave out questions, or raise the goal" in words


def test_a_form_in_one_language_is_said_to_be_so_once():
    title = parse(EXAMPLE)
    emptied = title.model_dump(mode="json", by_alias=True)

    def without_english(part: object) -> object:
        if isinstance(part, dict):
            return {k: without_english(v) for k, v in part.items() if k != "en"}
        return [without_english(p) for p in part] if isinstance(part, list) else part

    chinese = type(title).model_validate(without_english(emptied))
    texts = [fault.text() for fault in advice(chinese, TODAY)]
    assert len([text for text in texts if "English" in text]) == 1


OFFICIAL = "official: {table_number: T1, authority: 局, approval_number: 1号, valid_until: %s}\n"


@pytest.mark.parametrize(
    ("official", "places"),
    [
        (OFFICIAL % "2026-09-01", []),
        (OFFICIAL % "2026-08-31", [("official", "valid_until")]),
        (OFFICIAL.replace("1号", "''") % "2027-01-01", [("official", "approval_number")]),
        (
            "official: {}\n",
            [
                ("official", field)
                for field in ("table_number", "authority", "approval_number", "valid_until")
            ],
        ),
    ],
)
def test_an_official_form_shows_its_numbers_and_a_day_that_is_not_past(official, places):
    assert [place for place, _ in said(EXAMPLE + official)] == places


def test_a_placeholder_that_nobody_uses_is_pointed_out():
    declared = "placeholders: [{name: shop, zh: 店名, en: Shop}]\n"
    [(place, text)] = said(EXAMPLE + declared)
    assert (place, text) == (
        ("placeholders", 0),
        "No text uses {shop}; take the placeholder out, or use it.",
    )
    assert said(changed("zh: 还有吗", "zh: '{shop}还有吗'") + declared) == []


def test_letters_and_figures_are_half_as_wide_as_chinese():
    assert width("15分钟abc") == 1 + 2 + 1.5


@pytest.mark.parametrize("name", ["cons", "fb", "merch", "needs", "sat"])
def test_nothing_is_to_be_said_about_our_questionnaires(name):
    assert advice(bundled_questionnaire(name), TODAY) == []


def test_the_walk_round_the_shops_takes_longer_than_its_goal():
    [fault] = advice(bundled_questionnaire("inv"), TODAY)
    assert fault.place == ("goal_minutes",)


def test_a_notice_that_denies_collecting_numbers_is_pointed_out_where_one_is_asked_for():
    asking = with_question("contact").replace("required: true", "required: false")
    [(place, text)] = [(place, text) for place, text in said(asking) if place == ("notice",)]
    assert "but NEW asks for one" in text
    fb = bundled_questionnaire("fb")  # asks for one, and says so
    assert not [fault for fault in advice(fb, TODAY) if fault.place == ("notice",)]


def test_a_copy_that_still_says_so_is_pointed_out():
    copied = changed("zh: 例子, en: Example", "zh: 例子（副本 sat2）, en: Example")
    assert said(copied) == [
        (("title",), "Residents read this title, and it still says “copy”; give it its own.")
    ]
