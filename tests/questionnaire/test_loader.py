"""Definition files: strings stay strings, and whatever is wrong is said with its line."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.questionnaire.loader import (
    QuestionnaireError,
    load_questionnaire,
    parse_vocabulary,
)
from tests.questionnaire.example import EXAMPLE, VOCABULARY, changed, line_of, parse


def refused(text: str) -> tuple[str, ...]:
    with pytest.raises(QuestionnaireError) as caught:
        parse(text)
    return caught.value.faults


@pytest.mark.parametrize("code", ["no", "on", "0123", "1_0", "null", "y", "1e3", "0x1F", "true"])
def test_a_code_stays_the_text_that_it_is(code):
    questionnaire = parse(changed("{code: FAR,", f"{{code: {code},"))
    assert questionnaire.by_id["WHY"].options[0].code == code


def test_a_truth_value_may_be_written_as_people_write_it():
    assert parse(changed("max_length: 10", "max_length: 10\n    order: fixed")).by_id["MORE"]
    assert not parse(EXAMPLE).by_id["MORE"].required


def test_shared_lists_notice_and_endings_are_filled_in():
    questionnaire = parse(EXAMPLE)
    assert [o.code for o in questionnaire.by_id["HOME"].options] == [
        "LIVE6",
        "LIVE0",
        "WORK",
        "VISIT",
    ]
    assert questionnaire.notice == VOCABULARY.notice
    assert questionnaire.endings == VOCABULARY.endings


def test_a_questionnaire_may_have_a_notice_and_endings_of_its_own():
    own = "notice: {version: 7, zh: 告知, en: Notice}\nendings: {later: {zh: 再见, en: Bye}}\n"
    questionnaire = parse(EXAMPLE + own)
    assert questionnaire.notice.version == 7
    assert set(questionnaire.endings) == {*VOCABULARY.endings, "later"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &x 1\nb: *x\n", "example.yaml:2: aliases (*name) are not allowed"),
        ("a:\n " + "[" * 21 + "]" * 21, "example.yaml:2: nested deeper than 20"),
        ("a: 1\nb: [", "example.yaml:2: not readable as YAML"),
        ("a: \0", "example.yaml:1: not readable as YAML"),
        ("a: \ud800", "example.yaml:1: not readable as YAML"),
        ("a: b\n---\nc: d\n", "example.yaml:2: not readable as YAML"),
        (
            "# " + "x" * 262_144,
            "example.yaml:1: not readable as YAML: the file is larger than 256 KB",
        ),
    ],
)
def test_unsafe_or_broken_yaml_is_refused_with_its_line(text, said):
    assert refused(text)[0].startswith(said)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("cycle: once", "cycle: once\ncycle: twice", "cycle stands twice; keep one"),
        ("cycle: once", "cycle: once\ncolour: red", "colour: Extra inputs are not permitted"),
        ("goal_minutes: 2", "goal_minutes: two", "goal_minutes: Input should be a valid integer"),
        ("- from: residence", "- from: nowhere", "HOME › options › 1: there is no list nowhere"),
        ("- from: residence", "- from: [a, b]", "HOME › options › 1: there is no list"),
        ("zh: 还有吗", 'zh: "还\\0有吗"', "MORE › text › zh: a control character stands here"),
        ("zh: 还有吗", 'zh: "还\\ud800有吗"', "MORE › text › zh: Input should be a valid string"),
        ("{q: RATE, any_of", "{q: RATE, some_of", "WHY › show_if: a condition is {q, any_of}"),
        ("code: FAR", "code: TOO FAR", "WHY › options › TOO FAR › code"),
        ("kind: number", "kind: date", "COUNT › kind"),
        ("version: 1\n", "version: 0\n", "version: Input should be greater than or equal to 1"),
    ],
)
def test_a_wrong_field_is_named_with_file_line_and_place(old, new, said):
    text = changed(old, new)
    line = line_of(text, new.strip().rpartition("\n")[2])
    [fault] = refused(text)
    assert fault.startswith(f"example.yaml:{line}: ")
    assert said in fault


def test_options_after_a_filled_in_list_are_named_by_their_own_line():
    text = changed("en: Cannot say, na: true", "en: Cannot say, na: perhaps")
    [fault] = refused(text)
    assert fault.startswith(
        f"example.yaml:{line_of(text, 'perhaps')}: questions › RATE › options › NA"
    )


def test_several_faults_of_a_file_are_all_reported():
    text = changed("goal_minutes: 2", "goal_minutes: 200").replace("kind: text", "kind: poem")
    text = text.replace("cycle: once", "cycle: once\ncycle: twice")
    places = [fault.split(": ")[1] for fault in refused(text)]
    assert len(places) == 3


@pytest.mark.parametrize("added", ["endings: none", "endings: [a]", "notice: none", "<<: {a: b}"])
def test_a_part_of_the_wrong_shape_is_a_fault_and_no_crash(added):
    assert refused(f"{EXAMPLE}{added}\n")


@pytest.mark.parametrize("text", ["", "just words", "- a\n- b\n", "? [a, b]\n: c\n", "42"])
def test_something_else_than_a_questionnaire_is_refused(text):
    assert refused(text)


@given(st.text(max_size=200) | st.text("{}[]:,-?&*!|>'\"#%@`\n \tab", max_size=60))
def test_no_text_at_all_makes_the_loader_fail(text):
    refused(text)


@given(st.integers(0, len(EXAMPLE) - 1), st.integers(0, 40), st.text("{}[]:-\n a\0é", max_size=3))
def test_no_damage_to_a_right_file_makes_the_loader_fail(start, length, instead):
    with suppress(QuestionnaireError):
        parse(EXAMPLE[:start] + instead + EXAMPLE[start + length :])


@pytest.mark.parametrize("content", ["标题".encode("gb18030"), "id: a".encode("utf-16")])
def test_a_file_that_is_not_utf8_is_refused(tmp_path, content):
    path = tmp_path / "odd.yaml"
    path.write_bytes(content)
    with pytest.raises(QuestionnaireError, match=r"odd\.yaml"):
        load_questionnaire(path, VOCABULARY)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(QuestionnaireError, match="gone.yaml: cannot be read"):
        load_questionnaire(tmp_path / "gone.yaml", VOCABULARY)


def test_a_vocabulary_with_a_fault_is_refused():
    with pytest.raises(QuestionnaireError, match=r"vocabulary\.yaml:1: scales: Field required"):
        parse_vocabulary("bands: {}\n")
