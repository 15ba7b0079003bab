"""`questionnaire check`: errors and warnings by line, and the size of what is right."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from survey_app.cli.checking import questionnaire
from survey_app.paths import bundled
from tests.questionnaire.example import EXAMPLE, changed, line_of


@pytest.fixture
def check(tmp_path, monkeypatch):
    """Checks texts, each in a file of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en")

    def checked(*texts: str) -> Result:
        files = [Path(f"file{number}.yaml") for number in range(len(texts))]
        for file, text in zip(files, texts, strict=True):
            file.write_text(text, "utf-8")
        return CliRunner().invoke(questionnaire, ["check", *map(str, files)])

    return checked


def test_a_right_file_is_told_by_its_size(check):
    done = check(EXAMPLE)
    assert done.exit_code == 0
    assert done.stdout.startswith("file0.yaml: example version 1: 7 questions, 8 cards, about ")


def test_warnings_are_said_with_their_line_and_forbid_nothing(check):
    done = check(changed("en: Anything else", "en: ''"))
    assert done.exit_code == 0
    line = line_of(EXAMPLE, "id: MORE")
    assert f"Warning: file0.yaml:{line}: questions › MORE: English is missing" in done.stderr
    assert "file0.yaml: example version 1" in done.stdout


def test_every_error_of_every_file_is_said_and_right_ones_are_still_told(check):
    wrong = changed("max: 20", "max: 0").replace("{q: RATE, any", "{q: GONE, any")
    done = check(wrong, EXAMPLE, "a: [")
    assert done.exit_code == 1
    assert "questions › COUNT › min: 1 is above 0" in done.stderr
    assert "questions › WHY › show_if › q: There is no question GONE" in done.stderr
    assert "file2.yaml:1: Not readable as YAML" in done.stderr
    assert done.stdout.startswith("file1.yaml: example version 1")


def test_our_own_questionnaires_have_no_errors(check):
    files = sorted(map(str, bundled("questionnaires").glob("*.yaml")))
    done = CliRunner().invoke(questionnaire, ["check", *files])
    assert done.exit_code == 0
    assert len(done.stdout.splitlines()) == len(files) - 1


def test_a_vocabulary_beside_the_file_is_the_one_that_counts(check):
    Path("vocabulary.yaml").write_text("bands: {}\n", "utf-8")
    done = check(EXAMPLE)
    assert done.exit_code == 1
    assert "vocabulary.yaml:1: scales: This is missing" in done.stderr


def test_a_missing_file_is_one_sentence(check):
    done = CliRunner().invoke(questionnaire, ["check", "gone.yaml"])
    assert done.exit_code == 1
    assert done.stderr.startswith("gone.yaml:1: The file cannot be read: ")
