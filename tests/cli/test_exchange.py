"""XLSForm workbooks on the command line."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from survey_app.cli.exchange import COMMANDS
from survey_app.cli.shared import Shell
from survey_app.paths import bundled
from survey_app.questionnaire.loader import load_questionnaire, load_vocabulary

FOLDER = bundled("questionnaires")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run a command in an empty folder, in English."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    group = Shell("questionnaire", commands={c.name: c for c in COMMANDS if c.name})

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(group, [str(argument) for argument in arguments])

    return run


def book(*rows: list[str]) -> Path:
    """form.xlsx with these rows of the survey sheet."""
    made = Workbook()
    made.active.title = "survey"
    for row in rows:
        made.active.append(row)
    made.save("form.xlsx")
    return Path("form.xlsx")


@pytest.mark.parametrize("name", ["sat", FOLDER / "sat.yaml"])
def test_an_exported_questionnaire_is_imported_as_the_same(run, name):
    assert run("export-xlsform", name, "--out", "form.xlsx").output == "form.xlsx written\n"
    done = run("import-xlsform", "form.xlsx", "--out", "back.yaml")
    assert done.exit_code == 0
    assert "0 things could not be carried over" in done.output
    vocabulary = load_vocabulary(FOLDER)
    sat = load_questionnaire(FOLDER / "sat.yaml", vocabulary)
    assert load_questionnaire(Path("back.yaml"), vocabulary) == sat


def test_an_import_prints_what_it_cannot_carry(run):
    file = book(["type", "name", "label"], ["calculate", "c", ""], ["text", "t", "问"])
    done = run("import-xlsform", file, "--out", "my.yaml")
    assert done.exit_code == 0
    assert "form.xlsx: survey: 2: type: the type “calculate” cannot be carried over" in done.output
    assert Path("my.yaml").exists()


def test_an_import_that_makes_no_questionnaire_writes_nothing(run):
    header = ["type", "name", "label", "relevant"]
    file = book(header, ["text", "a", "甲", "${b} != ''"], ["text", "b", "乙", ""])
    done = run("import-xlsform", file, "--out", "my.yaml")
    assert done.exit_code == 1
    assert "form.xlsx: survey: 2: show_if: " in done.output
    assert not Path("my.yaml").exists()


def test_a_file_that_is_missing_or_no_workbook_is_named(run):
    assert run("import-xlsform", "gone.xlsx", "--out", "my.yaml").output.startswith(
        "Error: gone.xlsx cannot be read"
    )
    Path("a.xlsx").write_text("a,b")
    done = run("import-xlsform", "a.xlsx", "--out", "my.yaml")
    assert done.output == "Error: a.xlsx is not an XLSX workbook; save it as .xlsx\n"


def test_an_unknown_questionnaire_cannot_be_exported(run):
    assert "There is no questionnaire nix" in run("export-xlsform", "nix", "--out", "a").output
