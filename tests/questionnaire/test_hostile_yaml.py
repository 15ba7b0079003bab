"""Texts that are no definition, by mistake or on purpose, are refused at once and take little."""

import json
import subprocess
import sys
from contextlib import suppress
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.paths import BESIDE
from survey_app.questionnaire.loader import QuestionnaireError, load_questionnaire
from tests.questionnaire.example import EXAMPLE, VOCABULARY, parse, refused

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


def test_a_large_file_is_refused_before_it_is_read_whole(tmp_path):
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(2**40)
    with pytest.raises(QuestionnaireError, match=r"large\.yaml:1: The file is larger than 256 KB"):
        load_questionnaire(path, VOCABULARY)


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
