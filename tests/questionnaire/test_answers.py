"""What is taken of a form, kind by kind, and the sentences for what is not."""

import pytest

from survey_app.questionnaire.answers import check_answers
from survey_app.questionnaire.kinds import clean_text
from survey_app.services.questionnaires import bundled_questionnaire
from tests.city import NEEDS, SAT
from tests.questionnaire.example import EXAMPLE, changed, parse

FORM = {
    "HOME": ["LIVE6"],
    "RATE": ["5"],
    "ROWS.A": ["4"],
    "ROWS.B": ["3"],
    "WANT.1": ["B_CONV"],
    "COUNT": ["3"],
}
ONE = "Please choose only one answer here."
SHOWN = "Please choose from the answers shown."


def check(**fields):
    given = {**FORM, **{name.replace("__", "."): value for name, value in fields.items()}}
    return check_answers(parse(EXAMPLE), given)


def refusals(checked) -> list[tuple[str, str, str]]:
    return [(p.question, p.row, p.refused.message) for p in checked.problems]


@pytest.mark.parametrize(("name", "form"), [("sat", SAT), ("needs", NEEDS)])
def test_the_forms_of_the_test_city_are_complete(name, form):
    given = {field: [value] for field, value in form.items()}
    assert check_answers(bundled_questionnaire(name), given).is_complete


@pytest.mark.parametrize(
    ("field", "values", "question", "row", "said"),
    [
        ("HOME", [], "HOME", "", "Please choose an answer."),
        ("HOME", ["LIVE6", "WORK"], "HOME", "", ONE),
        ("HOME", ["live6"], "HOME", "", SHOWN),
        ("RATE", ["5.0"], "RATE", "", SHOWN),
        ("RATE", ["５"], "RATE", "", SHOWN),
        ("RATE", [" 5"], "RATE", "", SHOWN),
        ("ROWS__A", ["9"], "ROWS", "A", SHOWN),
        ("ROWS__B", ["1", "2"], "ROWS", "B", ONE),
        ("ROWS__B", [], "ROWS", "B", "Please also answer: {row}"),
        ("WANT__1", [], "WANT", "", "Please choose at least one answer."),
        (
            "WANT__2",
            ["ENOUGH"],
            "WANT",
            "",
            "“{option}” cannot be chosen together with other answers.",
        ),
        (
            "WANT__3",
            ["B_CONV"],
            "WANT",
            "",
            "The same answer was chosen twice. Please choose a different one each time.",
        ),
        ("COUNT", [], "COUNT", "", "Please write a number."),
        ("COUNT", ["0"], "COUNT", "", "Please write a number not below {least}."),
        ("COUNT", ["21"], "COUNT", "", "Please write a number not above {most}."),
        ("COUNT", ["03"], "COUNT", "", "Please write a whole number in figures, such as 12."),
        (
            "MORE",
            ["十一个字就已经太长了啊！"],
            "MORE",
            "",
            "Please write at most {most} characters; there are {length} now.",
        ),
    ],
)
def test_a_wrong_answer_is_refused_in_a_sentence(field, values, question, row, said):
    assert refusals(check(**{field: values})) == [(question, row, said)]


def test_every_problem_is_told_at_once():
    assert [p.question for p in check(HOME=[], ROWS__A=["9"], COUNT=["x"]).problems] == [
        "HOME",
        "ROWS",
        "COUNT",
    ]


def test_an_answer_to_a_hidden_question_is_dropped():
    assert "WHY" not in check(WHY=["FAR"]).answers
    assert "WHY.OTHER.text" not in check(**{"WHY": ["OTHER"], "WHY__OTHER__text": ["写"]}).answers


def test_a_question_that_a_rule_shows_must_be_answered():
    assert [p.question for p in check(RATE=["1"]).problems] == ["WHY"]
    assert check(RATE=["1"], WHY=["DEAR", "FAR"]).answers["WHY"] == ["FAR", "DEAR"]


@pytest.mark.parametrize(
    "codes", [["FAR", "DEAR", "OTHER"], ["NONE", "FAR"], ["FAR", "GONE"]], ids=" ".join
)
def test_too_many_choices_or_none_with_others_are_refused(codes):
    assert [p.question for p in check(RATE=["2"], WHY=codes).problems] == ["WHY"]


def test_words_beside_other_are_kept_only_when_other_was_chosen():
    chosen = check(RATE=["1"], WHY=["OTHER"], WHY__OTHER__text=["  油烟 "])
    assert chosen.answers["WHY.OTHER.text"] == "油烟"
    left = check(RATE=["1"], WHY=["FAR"], WHY__OTHER__text=["油烟"])
    assert "WHY.OTHER.text" not in left.answers
    long = check(RATE=["1"], WHY=["OTHER"], WHY__OTHER__text=["字" * 61])
    assert [p.question for p in long.problems] == ["WHY"]


def test_an_option_whose_code_begins_like_other_is_not_other():
    more = "- {code: NO, zh: 无, en: No, text: true}\n      - {code: NO2, zh: 没, en: None}"
    text = changed("- from: residence", f"- from: residence\n      {more}")
    given = {**FORM, "HOME": ["NO2"], "HOME.NO.text": ["写"]}
    assert "HOME.NO.text" not in check_answers(parse(text), given).answers


def test_a_rule_that_ends_the_form_leaves_no_answers_and_no_problems():
    ended = check(HOME=["VISIT"], RATE=[], COUNT=["x"])
    assert (ended.ended, ended.answers, ended.is_complete) == ("visitor", {}, True)


def test_places_of_a_ranking_move_up_when_one_is_left_empty():
    assert check(WANT__1=[""], WANT__2=["B_REPAIR"]).answers["WANT"] == ["B_REPAIR"]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  a b \n", "a b"),
        ("a\r\nb\rc\td", "a\nb\nc\td"),
        ("a\0b\x1b\x7f\x85c", "abc"),
        ("\ud800坏\udfff", "坏"),
        ("👨‍👩‍👧 \u202eabc 𠮷 é", "👨‍👩‍👧 \u202eabc 𠮷 é"),
        ("\0 \t", ""),
    ],
)
def test_text_is_kept_as_written_but_for_controls(written, kept):
    assert clean_text(written) == kept


def test_length_is_counted_in_characters_as_people_count_them():
    assert check(MORE=["𠮷" * 10]).is_complete
    assert not check(MORE=["𠮷" * 11]).is_complete


def test_a_text_without_a_limit_of_its_own_has_two_thousand_characters():
    open_text = parse(changed("    max_length: 10\n", ""))
    for length, complete in [(2000, True), (2001, False)]:
        given = {**FORM, "MORE": ["字" * length]}
        assert check_answers(open_text, given).is_complete is complete
