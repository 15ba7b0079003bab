"""Every rule of a definition that one field alone cannot show: it names the place and the line."""

import pytest

from survey_app.questionnaire.loader import QuestionnaireError
from tests.questionnaire.example import EXAMPLE, changed, line_of, parse

FAR = "      - {code: FAR, zh: 太远, en: Too far}\n"
SECTION = "  - {id: S, zh: 全部, en: All}\n"
ROW = "rows:\n      - {code: Z, zh: 一, en: One}"
RULES = [  # what is changed, to what, words of the line that the fault names, what it says
    ("id: COUNT", "id: HOME", "id: HOME", "Two questions have the id HOME"),
    ("id: COUNT", "id: form", "id: form", "No question can have the id form"),
    (SECTION, SECTION + SECTION, "{id: S,", "Two sections have the id S"),
    ("section: S\n    kind: text", "section: T\n    kind: text", "section: T", "no section T"),
    ("    options:\n      - from: residence\n", "", "id: HOME", "add options"),
    ("kind: number", f"kind: number\n    options:\n{FAR[:-1]}", "zh: 太远", "“options” does not"),
    ("max_length: 10", ROW, "code: Z", "“rows” does not belong to a question of the kind text"),
    ("{code: DEAR,", "{code: FAR,", "{code: FAR,", "The code FAR stands twice"),
    ("{code: B, zh: 二", "{code: A, zh: 二", "{code: A,", "The code A stands twice"),
    (", na: true}", "}", "Cannot say", "Every answer of a rating needs a score"),
    (", na: true}", ", na: true, exclusive: true}", "na: true", "“exclusive” does not belong"),
    ("max_length: 10", "max_choices: 2", "max_choices: 2", "“max_choices” does not belong"),
    ("    max_choices: 3\n", "", "id: WANT", "How many places are there to rank?"),
    ("max_choices: 2", "max_choices: 2\n    min_choices: 3", "min_choices: 3", "3 is above 2"),
    ("max_choices: 2", "max_choices: 9", "max_choices: 9", "9 cannot be chosen, there are only 4"),
    ("min: 1\n", "max_length: 5\n", "max_length: 5", "“max_length” does not belong"),
    ("max_length: 10", "min: 10", "min: 10", "“min” does not belong"),
    ("max: 20", "max: 0", "min: 1", "1 is above 0"),
    ("max: 20", "max: 20.5", "max: 20.5", "20.5 has more decimals than answers may have (0)"),
    ("max: 20", "max: 9000000\n    decimals: 3", "max: 9000000", "reach up to 999999"),
    ("max_length: 10", "max_length: 10\n    min_length: 11", "min_length: 11", "11 is above 10"),
    ("max_length: 10", "min_length: 3\n    keep_days: 9", "keep_days: 9", "“keep_days” does not"),
    ("max_length: 10", "max_files: 1", "max_files: 1", "“max_files” does not belong"),
    ("max_length: 10", "earliest: 2026-01-01", "earliest:", "“earliest” does not belong"),
    ("max_length: 10", "order: rotate", "order: rotate", "“order” does not belong"),
    ("{q: RATE, any", "{q: GONE, any", "q: GONE", "There is no question GONE"),
    ("{q: RATE, any", "{q: COUNT, any", "q: COUNT", "Question COUNT comes later"),
    ("{q: RATE, any", "{q: WHY, any", "q: WHY", "Question WHY comes later"),
    ("{q: RATE, any", "{q: ROWS, any", "q: ROWS", "several parts; name one, such as ROWS.A"),
    ("{q: RATE, any", "{q: ROWS.Z, any", "q: ROWS.Z", "ROWS has no part Z; it has A, B"),
    ("{q: RATE, any", "{q: RATE.Z, any", "q: RATE.Z", "RATE has no parts; leave out .Z"),
    ('any_of: ["1", "2"]', 'any_of: ["1", "9"]', '"9"', "Question RATE has no option 9"),
    ('any_of: ["1", "2"]', 'at_least: "1"', "at_least", "Question RATE cannot be compared"),
    ("{q: HOME, any_of", "{q: AWAY, any_of", "q: AWAY", "There is no question AWAY"),
    ("en: Too far}", "en: Too far, ends: minor}", "ends: minor", "“ends” does not belong"),
    ("en: Cannot say,", "en: Cannot say, ends: gone,", "ends: gone", "There is no ending gone"),
    ("[demand_basic]", "[item_rates]", "[item_rates]", "item_rates is measured by a question"),
    ("[satisfaction_rate]", "[trend_balance]", "[trend_balance]", "BETTER, SAME, WORSE"),
    ("[satisfaction_rate]", "[support_rate]", "[support_rate]", "of the kind single"),
    ("zh: 您住哪里", "zh: '您住{place}'", "place", "{place} is no placeholder here"),
]
STOPS = [
    ("{when: {q: COUNT, at_least: '3'}, ending: visitor}", ""),
    ("{when: {q: COUNT, at_least: '3'}, ending: gone}", "There is no ending gone"),
    ("{when: {q: MORE, answered: true}, ending: visitor}", "MORE comes later"),
    ("{when: {q: COUNT, at_least: 2026-01-01}, ending: visitor}", "COUNT asks for a number"),
    ("{when: {q: COUNT, any_of: [A]}, ending: visitor}", "COUNT has no options to ask for"),
    ("{when: {all: [{not: {q: OTHER, answered: true}}]}, ending: visitor}", "no question OTHER"),
]


def faults(text: str) -> tuple[str, ...]:
    try:
        parse(text)
    except QuestionnaireError as error:
        return error.faults
    return ()


def with_question(kind: str, more: str = "") -> str:
    """The example with one more question at its end."""
    said = "section: S, required: false, text: {zh: 问, en: Ask}"
    return f"{EXAMPLE}  - {{id: NEW, kind: {kind}, {said}{more}}}\n"


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


@pytest.mark.parametrize(("stop", "said"), STOPS)
def test_a_stop_looks_at_its_own_question_and_back_and_names_an_ending(stop, said):
    found = faults(changed("    max: 20\n", f"    max: 20\n    stop: {stop}\n"))
    assert [said in fault for fault in found] == [True] * bool(said)


THREE = ", options: [{code: A, zh: 一}, {code: B, zh: 二}, {code: C, zh: 三}]"
KINDS = [  # a question of a kind, and what is wrong with it ("" if nothing)
    ("note", "", ""),
    ("note", ", measures: [evidence]", "nothing can be measured by it"),
    ("photo", ", max_files: 5", ""),
    ("photo", ", max_files: 6", "“6” is too large; the largest is 5"),
    ("contact", ", keep_days: 30", ""),
    ("contact", ", max_length: 11", "“max_length” does not belong"),
    ("geo", "", ""),
    ("geo", ", decimals: 2", "“decimals” does not belong"),
    ("time_range", "", ""),
    ("time_range", ", min: 3", "“min” does not belong"),
    ("date", ", earliest: 2026-01-01, latest: 2026-12-31", ""),
    ("date", ", earliest: 2026-12-31, latest: 2026-01-01", "2026-12-31 is above 2026-01-01"),
    ("date", ", earliest: 2026-02-30", "“2026-02-30” is not a day"),
    ("best_worst", THREE, ""),
    ("best_worst", THREE.replace(", {code: C, zh: 三}", ""), "takes at least 3 options"),
    ("best_worst", THREE.replace("zh: 一", "zh: 一, text: true"), "“text” does not belong"),
    ("number", ", decimals: 2, min: 0.25, max: 10", ""),
    ("number", ", decimals: 1, min: 0.25", "0.25 has more decimals than answers may have (1)"),
    ("single", ", measures: [support_rate]" + THREE, "codes SUPPORT, COND, OPPOSE"),
]


@pytest.mark.parametrize(("kind", "more", "said"), KINDS)
def test_every_kind_has_its_own_fields(kind, more, said):
    found = faults(with_question(kind, more))
    assert [said in fault for fault in found] == [True] * bool(said)


def test_a_note_is_never_required():
    [fault] = faults(with_question("note").replace("required: false, text: {zh: 问", ASKED))
    assert "A note has no answer, so it cannot be required" in fault


ASKED = "required: true, text: {zh: 问"
RULES_ON = [  # a condition on the question of a kind, and what is wrong with it
    ("date", "", "{q: NEW, above: 2026-09-01}", ""),
    ("date", "", "{q: NEW, above: '3'}", "compare it with a day such as 2026-09-01"),
    ("date", "", "{q: NEW, above: 2026-02-30}", "compare it with a day such as 2026-09-01"),
    ("best_worst", THREE, "{q: NEW.best, any_of: [A]}", ""),
    ("best_worst", THREE, "{q: NEW, answered: true}", ""),
    ("best_worst", THREE, "{q: NEW, any_of: [A]}", "several parts; name one, such as NEW.best"),
    ("best_worst", THREE, "{q: NEW.A, any_of: [A]}", "NEW has no part A; it has best, worst"),
    ("text", "", "{q: NEW, answered: true}", ""),
    ("text", "", "{q: NEW, any_of: [A]}", "NEW has no options to ask for"),
    ("note", "", "{q: NEW, answered: true}", "NEW is only a note"),
    ("time_range", "", "{q: NEW, at_least: '3'}", "NEW cannot be compared"),
]


@pytest.mark.parametrize(("kind", "more", "rule", "said"), RULES_ON)
def test_a_rule_asks_only_what_a_kind_can_answer(kind, more, rule, said):
    last = "section: S, kind: text, required: false, text: {zh: 问}"
    text = f"{with_question(kind, more)}  - {{id: LAST, {last}, show_if: {rule}}}\n"
    assert [said in fault for fault in faults(text)] == [True] * bool(said)


def test_figures_depend_only_on_what_is_counted():
    text = with_question("text").replace("when: {q: HOME, any_of: [LIVE6]}", "when: {q: NEW, {}}")
    [fault] = faults(text.replace("{q: NEW, {}}", "{q: NEW, answered: true}"))
    assert "Figures cannot depend on NEW" in fault


def test_a_rating_needs_its_five_scores():
    rated = changed("id: ROWS", "id: ROWS\n    measures: [item_rates]")
    assert faults(rated) == ()
    own = "      - {code: P, zh: 是, en: Yes, score: 1}\n  - id: WHY"
    [fault] = faults(rated.replace("      - from: sat5\n  - id: WHY", own))
    assert fault.endswith(
        "ROWS › measures › 1: item_rates needs the scores 5, 4, 3, 2 and 1, each once."
    )


def test_a_score_of_zero_is_a_score():
    zero = changed(", na: true}", ", score: 0}").replace("    measures: [satisfaction_rate]\n", "")
    assert faults(zero) == ()


def test_a_matrix_offers_nothing_to_write():
    [fault] = faults(
        changed("      - from: sat5\n  - id: WHY", f"{FAR[:-2]}, text: true}}\n  - id: WHY")
    )
    assert "ROWS › options › FAR › text: “text” does not belong" in fault


def test_two_hundred_options_fit_and_one_more_does_not():
    many = "".join(f"      - {{code: X{n}, zh: 多, en: Many}}\n" for n in range(196))
    assert faults(changed(FAR, FAR + many)) == ()
    one = "      - {code: Y, zh: 多, en: Many}\n"
    [fault] = faults(changed(FAR, FAR + many + one))
    assert "There are 201 of them; at most 200 fit" in fault


def test_two_hundred_questions_fit_and_one_more_does_not():
    def asked(n: int) -> str:
        more = "section: S, kind: geo, required: false, text: {zh: 问}"
        return EXAMPLE + "".join(f"  - {{id: X{number}, {more}}}\n" for number in range(n))

    assert faults(asked(193)) == ()
    [fault] = faults(asked(194))
    assert "There are 201 questions; at most 200 fit" in fault


@pytest.mark.parametrize("words", ["{phone}", "{organiser} {closes_on}", "{", "{0}", "{phone:9z}"])
def test_braces_that_are_no_name_stay_what_they_are(words):
    assert faults(f"{EXAMPLE}notice: {{version: 2, zh: '{words}', en: Notice}}\n") == ()


SHOP = "placeholders:\n  - {name: shop, zh: 店名, en: Shop}\n"


def test_a_text_uses_declared_placeholders_only():
    said = changed("zh: 还有吗", "zh: '{shop}还有吗'")
    assert faults(said + SHOP) == ()
    [fault] = faults(said)
    assert "MORE › text › zh: {shop} is no placeholder here; add it" in fault


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        (SHOP + SHOP.split("\n")[1] + "\n", "The placeholder {shop} stands twice"),
        (SHOP.replace("shop", "phone"), "{phone} is there in every questionnaire"),
        (SHOP.replace("shop", "Shop"), "“Shop” is no name"),
    ],
)
def test_a_placeholder_is_declared_once_under_a_name_of_its_own(declared, said):
    [fault] = faults(EXAMPLE + declared)
    assert said in fault


def test_several_broken_rules_are_all_reported():
    text = changed("max: 20", "max: 0").replace("{q: RATE, any", "{q: GONE, any")
    assert len(faults(text.replace("id: MORE", "id: form"))) == 3


def test_a_broken_question_does_not_hide_what_is_wrong_with_others():
    text = changed("max: 20", "max: 0").replace("required: false", "required: perhaps")
    found = faults(text)
    assert ["1 is above 0" in f or "neither yes nor no" in f for f in found] == [True, True]


def test_rules_on_a_question_that_cannot_be_read_are_not_faults():
    [fault] = faults(changed("measures: [satisfaction_rate]", "measures: none"))
    assert "A list belongs here" in fault


def test_a_broken_head_does_not_hide_what_is_wrong_with_questions():
    found = faults(changed("max: 20", "max: 0").replace("sections:\n", "section:\n"))
    assert len(found) == 3
    assert any("1 is above 0" in fault for fault in found)
