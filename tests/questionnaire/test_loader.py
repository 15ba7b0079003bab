"""Definition files: strings stay strings, and whatever is wrong is said with its line."""

import json
import subprocess
import sys
from contextlib import suppress
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.paths import BESIDE
from survey_app.questionnaire.checks import faults
from survey_app.questionnaire.loader import (
    QuestionnaireError,
    dump_questionnaire,
    examine,
    load_questionnaire,
    parse_vocabulary,
    warnings_of,
)
from survey_app.services.questionnaires import bundled_questionnaire
from tests.questionnaire.example import EXAMPLE, VOCABULARY, changed, line_of, parse
from tests.questionnaire.strategies import questionnaires


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


NOT_YAML = "example.yaml:{}: Not readable as YAML"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &x 1\nb: *x\n", "example.yaml:2: Aliases (*name) are not allowed"),
        ("a:\n " + "[" * 21 + "]" * 21, "example.yaml:2: Nested deeper than 20 levels"),
        ("a: 1\nb: [", NOT_YAML.format(2)),
        ("a: \0", NOT_YAML.format(1)),
        ("a: \ud800", NOT_YAML.format(1)),
        ("a: b\n---\nc: d\n", NOT_YAML.format(2)),
        ("# " + "x" * 262_144, "example.yaml:1: The file is larger than 256 KB; shorten"),
    ],
)
def test_unsafe_or_broken_yaml_is_refused_with_its_line(text, said):
    assert refused(text)[0].startswith(said)


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


def test_a_file_with_a_byte_order_mark_is_read(tmp_path):
    path = tmp_path / "marked.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + EXAMPLE.encode())
    assert load_questionnaire(path, VOCABULARY) == parse(EXAMPLE)
    assert parse("\ufeff" + EXAMPLE) == parse(EXAMPLE)


def test_a_large_file_is_refused_before_it_is_read_whole(tmp_path):
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(2**40)
    with pytest.raises(QuestionnaireError, match=r"large\.yaml:1: The file is larger than 256 KB"):
        load_questionnaire(path, VOCABULARY)


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


HOSTILE = [
    "[" * 100_000,
    "a: " + "[" * 15 + "x, " * 80_000,
    "{" * 5_000 + "}" * 5_000,
    "? " * 100_000,
    "- " * 100_000,
    "a: |\n" + " x\n" * 80_000,
    'a: "' + "\\u0041" * 40_000 + '"',
    "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "".join(f"k{n}: v\n" for n in range(25_000)),
    "questions:\n" + "- {}\n" * 50_000,
    "questions:\n- options:\n" + "  - {from: business_types.basic}\n" * 7_000,
    "!!python/object/apply:os.system ['true']",
    "a: !!binary AAAA\nb: !!float x\n",
    "%YAML 9.9\n---\na: b\n",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_files_are_refused_quickly(text):
    start = process_time()
    assert refused(text)
    assert process_time() - start < 5


CHILD = r"""
import json, re, sys
from survey_app.questionnaire.loader import QuestionnaireError, load_vocabulary, parse_questionnaire
from survey_app.paths import bundled
vocabulary = load_vocabulary(bundled("questionnaires"))
for text in json.load(sys.stdin):
    try:
        parse_questionnaire(text, vocabulary, "hostile.yaml")
    except QuestionnaireError:
        pass
print(re.search(r"VmHWM:\s+(\d+)", open("/proc/self/status").read())[1])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="/proc says how much was taken")
def test_hostile_files_take_little_memory():
    done = subprocess.run(
        [sys.executable, "-c", CHILD],
        cwd=BESIDE,
        input=json.dumps(HOSTILE),
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) < 200 * 1024  # KB


@pytest.mark.parametrize("name", ["cons", "fb", "inv", "merch", "needs", "sat"])
def test_our_questionnaires_read_back_from_what_is_written(name):
    questionnaire = bundled_questionnaire(name)
    assert parse(dump_questionnaire(questionnaire)) == questionnaire


@given(questionnaires)
def test_every_questionnaire_reads_back_from_what_is_written(questionnaire):
    assert parse(dump_questionnaire(questionnaire)) == questionnaire


odd = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30)
tricky = st.sampled_from(
    ["no", "~", "null", "1e3", "0x1F", "12:30", "- a", "a: b", "a #b", "{a}", "[a]", "'", '"', "\\",
     "a\nb", "a\tb", "…", "* a", "& a", "! a", "| a", "> a", "% a", "@ a", "` a", "?", ": a", "a:",
     "是：否",
     "“引”", "\u2028", "\u200b", "\ufeff", "𠮷", "=", "<<", "2026-09-01", ".5", "+1", "---"]
)  # fmt: skip


@given((odd | tricky).filter(str.strip), odd | tricky)
def test_every_text_reads_back_as_it_was(zh, en):
    example = parse(EXAMPLE)
    said = example.title.model_copy(update={"zh": zh.strip(), "en": en.strip()})
    odd_one = example.model_copy(update={"title": said, "cycle": en})
    if "placeholder" in "".join(said_of(odd_one)):
        return
    assert parse(dump_questionnaire(odd_one)) == odd_one


def said_of(questionnaire) -> list[str]:
    return [fault.text() for fault in faults(questionnaire)]


def test_what_is_written_is_easy_to_read():
    lines = dump_questionnaire(parse(EXAMPLE)).split("\n")
    assert lines[:3] == ["id: example", "version: 1", "title: {zh: 例子, en: Example}"]
    assert "      - {code: FAR, zh: 太远, en: Too far}" in lines
    assert '    show_if: {q: RATE, any_of: ["1", "2"]}' in lines
    assert "  - id: MORE" in lines
