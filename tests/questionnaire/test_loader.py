"""Definition files: strings stay strings, and whatever is wrong is said with its line."""

import pytest

from survey_app.questionnaire.loader import (
    QuestionnaireError,
    examine,
    load_questionnaire,
    parse_vocabulary,
    warnings_of,
)
from tests.questionnaire.example import EXAMPLE, VOCABULARY, changed, line_of, parse, refused


@pytest.mark.parametrize("code", ["no", "on", "0123", "1_0", "null", "y", "1e3", "0x1F", "true"])
def test_a_code_stays_the_text_that_it_is(code):
    questionnaire = parse(changed("{code: FAR,", f"{{code: {code},"))
    assert questionnaire.by_id["WHY"].options[0].code == code


def test_a_truth_value_may_be_written_as_people_write_it():
    assert parse(changed("max_length: 10", "max_length: 10\n    order: fixed")).by_id["MORE"]
    assert not parse(EXAMPLE).by_id["MORE"].required


def test_shared_lists_notice_and_the_endings_that_are_used_are_filled_in():
    questionnaire = parse(EXAMPLE)
    assert [o.code for o in questionnaire.by_id["HOME"].options] == [
        "LIVE6",
        "LIVE0",
        "WORK",
        "VISIT",
    ]
    assert questionnaire.notice == VOCABULARY.notice
    assert questionnaire.endings == {"visitor": VOCABULARY.endings["visitor"]}


def test_a_questionnaire_may_have_a_notice_and_endings_of_its_own():
    own = "notice: {version: 7, zh: 告知, en: Notice}\nendings: {later: {zh: 再见, en: Bye}}\n"
    questionnaire = parse(EXAMPLE + own)
    assert questionnaire.notice.version == 7
    assert set(questionnaire.endings) == {"visitor", "later"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("cycle: once", "cycle: once\ncycle: twice", "cycle: cycle stands twice; keep one."),
        ("cycle: once", "cycle: once\ncolour: red", "colour: There is no field of this name"),
        ("goal_minutes: 2", "goal_minutes: two", "“two” is not a whole number; write one such"),
        ("- from: residence", "- from: nowhere", "1 › from: There is no list nowhere; there are"),
        ("- from: residence", "- from: [a, b]", "HOME › options › 1 › from: There is no list"),
        ("zh: 还有吗", 'zh: "还\\0有吗"', "MORE › text › zh: A control character stands here"),
        ("zh: 还有吗", 'zh: "还\\ud800有吗"', "MORE › text › zh: A control character stands here"),
        ("zh: 还有吗", "zh: ", "MORE › text › zh: Nothing stands here; write something."),
        ("{q: RATE, any_of", "{q: RATE, some_of", "WHY › show_if: A rule names a question (q)"),
        ("{q: RATE, any_of", "{q: [], any_of", "WHY › show_if › q: A text belongs here, not"),
        ('any_of: ["1", "2"]', "any_of: []", "WHY › show_if › any_of: At least one is needed"),
        ("code: FAR", "code: TOO FAR", "WHY › options › TOO FAR › code: “TOO FAR” is no code"),
        ("kind: number", "kind: poem", "“poem” is not known here; choose one of single, multi,"),
        ("version: 1\n", "version: 0\n", "version: “0” is too small; the smallest is 1."),
        ("goal_minutes: 2", "goal_minutes: 99", "“99” is too large; the largest is 60."),
        ("min: 1\n", "min: some\n", "COUNT › min: “some” is not a number; write one such as 3."),
        ("required: false", "required: perhaps", "“perhaps” is neither yes nor no; write true"),
        ("max_length: 10", "measures: open_text", "MORE › measures: A list belongs here"),
        (
            "text: {zh: 几口人, en: How many people}",
            "text: 几口人",
            "COUNT › text: Named parts belong",
        ),
    ],
)
def test_a_wrong_field_is_named_with_file_line_and_place(old, new, said):
    text = changed(old, new)
    line = line_of(text, new.strip().rpartition("\n")[2])
    [fault] = refused(text)
    assert fault.startswith(f"example.yaml:{line}: ")
    assert said in fault


def test_a_missing_part_is_named_by_the_line_of_what_it_belongs_to():
    [fault] = refused(changed("{zh: 还有吗, en: Anything else}", "{en: Anything else}"))
    said = "questions › MORE › text › zh: This is missing; add it."
    assert fault == f"example.yaml:{line_of(EXAMPLE, '还有吗')}: {said}"


@pytest.mark.parametrize(
    "rule",
    [
        "{all: [{q: RATE, any_of: [A]}, {q: X}]}",
        "{any: [{not: {all: [{q: X, all_of: []}]}}]}",
        "{all: {q: RATE}}",
    ],
)
def test_a_wrong_part_within_a_rule_is_found_where_it_stands(rule):
    found = refused(changed('{q: RATE, any_of: ["1", "2"]}', rule))
    assert [("WHY › show_if › a" in fault) for fault in found] == [True] * len(found)
    assert not any("anyof" in fault for fault in found)


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


@pytest.mark.parametrize("content", ["标题".encode("gb18030"), "id: a".encode("utf-16")])
def test_a_file_that_is_not_utf8_is_refused(tmp_path, content):
    path = tmp_path / "odd.yaml"
    path.write_bytes(content)
    with pytest.raises(QuestionnaireError, match=r"odd\.yaml"):
        load_questionnaire(path, VOCABULARY)


def test_a_file_with_a_byte_order_mark_is_read(tmp_path):
    path = tmp_path / "marked.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + EXAMPLE.encode())
    assert load_questionnaire(path, VOCABULARY) == parse(EXAMPLE)
    assert parse("\ufeff" + EXAMPLE) == parse(EXAMPLE)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(QuestionnaireError, match=r"gone\.yaml:1: The file cannot be read"):
        load_questionnaire(tmp_path / "gone.yaml", VOCABULARY)


def test_a_vocabulary_with_a_fault_is_refused():
    with pytest.raises(QuestionnaireError, match=r"vocabulary\.yaml:1: scales: This is missing"):
        parse_vocabulary("bands: {}\n")


def test_a_file_is_examined_with_errors_and_warnings_in_the_order_of_lines():
    text = changed("max: 20", "max: 0").replace("en: Anything else", "en: ''")
    text = text.replace("version: 1\n", "version: 0\n", 1)
    examined = examine(text, VOCABULARY, "example.yaml")
    assert examined.questionnaire is None
    assert [one.line for one in examined.errors] == [2, line_of(text, "min: 1")]
    assert examined.warnings == ()  # a form that cannot be read is not judged further
    warned = warnings_of(changed("en: Anything else", "en: ''"), VOCABULARY, "example.yaml")
    said = f"example.yaml:{line_of(text, 'id: MORE')}: questions › MORE: English is missing here"
    assert [one.text().startswith(said) for one in warned].count(True) == 1


def test_a_fault_is_said_in_the_language_of_its_reader():
    [located] = examine(changed("max: 20", "max: 0"), VOCABULARY, "example.yaml").errors
    said = {"{low} is above {high}; exchange or correct the two bounds.": "{low}比{high}大"}
    line = line_of(EXAMPLE, "min: 1")
    assert located.text(said.get) == f"example.yaml:{line}: questions › COUNT › min: 1比0大"
