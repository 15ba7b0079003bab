"""Every rule of a definition that one field alone cannot show: it names the place and the line."""

import pytest

from survey_app.questionnaire.loader import QuestionnaireError
from tests.questionnaire.example import EXAMPLE, changed, line_of, parse

FAR = "      - {code: FAR, zh: 太远, en: Too far}\n"
SECTION = "  - {id: S, zh: 全部, en: All}\n"
ROW = "rows:\n      - {code: Z, zh: 一, en: One}"
RULES = [  # what is changed, to what, words of the line that the fault names, what it says
    ("id: COUNT", "id: HOME", "id: HOME", "two questions have the id HOME"),
    ("id: COUNT", "id: form", "id: form", "no question can have the id form"),
    (SECTION, SECTION + SECTION, "{id: S,", "two sections have the id S"),
    ("section: S\n    kind: text", "section: T\n    kind: text", "section: T", "no section T"),
    ("    options:\n      - from: residence\n", "", "id: HOME", "a single question needs options"),
    ("kind: number", f"kind: number\n    options:\n{FAR[:-1]}", "zh: 太远", "has no options"),
    ("max_length: 10", ROW, "code: Z", "only a matrix, has rows"),
    ("{code: DEAR,", "{code: FAR,", "{code: FAR,", "the code FAR stands twice"),
    ("{code: B, zh: 二", "{code: A, zh: 二", "{code: A,", "the code A stands twice"),
    ("na: true}", "score: no}", "score: no", "Input should be a valid integer"),
    (", na: true}", "}", "Cannot say", "every option of a likert question has a score or"),
    (", na: true}", ", na: true, exclusive: true}", "na: true", "exclusive is for multi and rank"),
    ("max_length: 10", "max_choices: 2", "id: MORE", "max_choices are for multi and rank"),
    ("    max_choices: 3\n", "", "id: WANT", "a rank question needs max_choices"),
    ("max_choices: 2", "max_choices: 2\n    min_choices: 3", "min_choices: 3", "above max_choices"),
    ("max_choices: 2", "max_choices: 9", "max_choices: 9", "max_choices 9, but 4 options"),
    ("min: 1\n", "max_length: 5\n", "max_length: 5", "max_length is for text questions"),
    ("max_length: 10", "min: 10", "id: MORE", "min and max are for number questions"),
    ("max: 20", "max: 0", "min: 1", "min 1 is above max 0"),
    ("{q: RATE, any", "{q: GONE, any", "q: GONE", "question GONE does not exist"),
    ("{q: RATE, any", "{q: COUNT, any", "q: COUNT", "question COUNT comes later"),
    ("{q: RATE, any", "{q: WHY, any", "q: WHY", "question WHY comes later"),
    ("{q: RATE, any", "{q: ROWS, any", "q: ROWS", "ROWS: name a matrix row as QUESTION.ROW"),
    ("{q: RATE, any", "{q: ROWS.Z, any", "q: ROWS.Z", "ROWS.Z: name a matrix row"),
    ("{q: RATE, any", "{q: RATE.Z, any", "q: RATE.Z", "others without a row"),
    ('any_of: ["1", "2"]', 'any_of: ["1", "9"]', '"9"', "question RATE has no option 9"),
    ("{q: HOME, any_of", "{q: AWAY, any_of", "q: AWAY", "question AWAY does not exist"),
    ("en: Too far}", "en: Too far, ends: minor}", "ends: minor", "only a single choice can end"),
    ("en: Cannot say,", "en: Cannot say, ends: gone,", "ends: gone", "there is no ending gone"),
    ("[demand_basic]", "[item_rates]", "[item_rates]", "item_rates is measured by a matrix"),
    ("[satisfaction_rate]", "[trend_balance]", "na: true", "the codes BETTER, SAME and WORSE"),
]


def faults(text: str) -> tuple[str, ...]:
    try:
        parse(text)
    except QuestionnaireError as error:
        return error.faults
    return ()


def test_the_example_is_right():
    assert faults(EXAMPLE) == ()


@pytest.mark.parametrize(("old", "new", "words", "said"), RULES)
def test_a_broken_rule_is_named_with_its_line_and_place(old, new, words, said):
    text = changed(old, new)
    [fault] = [fault for fault in faults(text) if said in fault]
    named = int(fault.split(":")[1])
    # A fault of a whole list names the line of its first item.
    assert abs(named - line_of(text, words)) <= ("options: " in fault)
    assert any(part in fault for part in ("questions ›", "sections ›", "base › when"))


def test_a_rating_needs_its_five_scores():
    rated = changed("id: ROWS", "id: ROWS\n    measures: [item_rates]")
    assert faults(rated) == ()
    own = "      - {code: P, zh: 是, en: Yes, score: 1}\n  - id: WHY"
    [fault] = faults(rated.replace("      - from: sat5\n  - id: WHY", own))
    assert fault.endswith("ROWS › options: item_rates needs the scores 5, 4, 3, 2 and 1, each once")


def test_a_score_of_zero_is_a_score():
    zero = changed(", na: true}", ", score: 0}").replace("    measures: [satisfaction_rate]\n", "")
    assert faults(zero) == ()


def test_a_matrix_offers_nothing_to_write():
    [fault] = faults(
        changed("      - from: sat5\n  - id: WHY", f"{FAR[:-2]}, text: true}}\n  - id: WHY")
    )
    assert "ROWS › options › FAR: a matrix has no options with text" in fault


def test_two_hundred_options_fit_and_one_more_does_not():
    many = "".join(f"      - {{code: X{n}, zh: 多, en: Many}}\n" for n in range(196))
    assert faults(changed(FAR, FAR + many)) == ()
    one = "      - {code: Y, zh: 多, en: Many}\n"
    [fault] = faults(changed(FAR, FAR + many + one))
    assert "there are 201 options; at most 200 fit" in fault


@pytest.mark.parametrize("words", ["{phone} {place}", "{", "{0}", "{phone:9z}"])
def test_a_notice_may_name_organiser_and_phone_only(words):
    [fault] = faults(f"{EXAMPLE}notice: {{version: 2, zh: '{words}', en: Notice}}\n")
    assert fault.endswith("notice › zh: only {organiser} and {phone} may stand in braces")


def test_several_broken_rules_are_all_reported():
    text = changed("max: 20", "max: 0").replace("{q: RATE, any", "{q: GONE, any")
    assert len(faults(text.replace("{code: DEAR,", "{code: FAR,"))) == 3
