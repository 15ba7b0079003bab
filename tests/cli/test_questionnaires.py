"""The library on the command line."""

import json
from pathlib import Path

import click
import pypdfium2
import pytest
from click.testing import CliRunner, Result

from survey_app.cli.questionnaires import COMMANDS
from survey_app.cli.shared import Shell
from survey_app.paths import bundled
from survey_app.storage.connect import Database

SAT = bundled("questionnaires") / "sat.yaml"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run a command of the group in an empty folder with an upgraded database, in English."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    Path("instance").mkdir()
    database = Database(f"sqlite:///{tmp_path / 'instance' / 'survey.db'}")
    database.upgrade()
    database.dispose()
    group = Shell("questionnaire", commands={c.name: c for c in COMMANDS if c.name})

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(group, [str(argument) for argument in arguments])

    return run


WORDS = "总的来说，您对家门口（走路15分钟以内）的便民服务满意吗？"


def second(words: str = WORDS, **changes: str) -> str:
    """`sat` as version 2, with texts replaced."""
    text = SAT.read_text("utf-8").replace("version: 1", "version: 2", 1)
    old = "总的来说，您对家门口（步行15分钟以内）的便民服务满意吗？"
    assert old in text
    text = text.replace(old, words)
    for before, after in changes.items():
        assert before in text
        text = text.replace(before, after)
    return text


def test_publishing_twice_changes_nothing_and_other_content_needs_a_number(run):
    done = run("publish", SAT)
    assert done.exit_code == 0
    assert done.output.startswith("sat version 1 is published (")
    assert run("publish", SAT).output == done.output
    Path("sat.yaml").write_text(second().replace("version: 2", "version: 1", 1), "utf-8")
    refused = run("publish", "sat.yaml")
    assert refused.exit_code == 1
    assert "raise the version number" in refused.output


def test_a_list_says_version_and_state(run):
    run("publish", SAT)
    Path("sat2.yaml").write_text(second(), "utf-8")
    run("publish", "sat2.yaml")
    run("retire", "sat", 1)
    lines = [line.split("\t")[:3] for line in run("list").output.splitlines()]
    assert ["sat", "v2", "published"] in lines
    assert ["sat", "v1", "retired"] in lines
    assert ["needs", "v1", "comes with the program"] in lines
    assert "can be launched again" in run("retire", "sat", 1, "--back").output
    assert "sat\tv1\tpublished" in run("list").output


def test_a_comparison_lists_every_change(run):
    run("publish", SAT)
    Path("sat2.yaml").write_text(second(), "utf-8")
    run("publish", "sat2.yaml")
    done = run("compare", "sat", 1, 2)
    assert "Other words\tS10 › zh\t总的来说，您对家门口" in done.output
    assert run("compare", "sat", 1, 1).output == "Both versions are the same.\n"


def test_words_that_may_mean_something_else_are_published_on_the_authors_word(run):
    run("publish", SAT)
    Path("sat2.yaml").write_text(second("您觉得怎么样？"), "utf-8")
    refused = run("publish", "sat2.yaml")
    assert refused.exit_code == 1
    assert "now asks “您觉得怎么样？”" in refused.output
    assert run("publish", "sat2.yaml", "--same-meaning").exit_code == 0


def test_a_code_with_another_meaning_is_not_published(run):
    run("publish", SAT)
    text = second().replace("{code: FAR, zh: 太远", "{code: FAR, zh: 太贵", 1)
    text = text.replace("{code: PRICE, zh: 太贵", "{code: PRICE, zh: 太远", 1)
    Path("sat2.yaml").write_text(text, "utf-8")
    done = run("publish", "sat2.yaml")
    assert done.exit_code == 1
    assert "FAR" in done.output
    assert "sat\tv2" not in run("list").output


def test_the_codebook_is_written_as_table_or_document(run):
    assert run("codebook", "sat").exit_code == 0
    assert Path("sat-codebook.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    run("codebook", "sat", "--version", 1, "--format", "json", "--out", "book.json")
    assert json.loads(Path("book.json").read_text("utf-8"))["questionnaire"] == "sat"


def test_forms_are_printed_in_numbered_copies(run):
    done = run("print", "sat", "--copies", 2, "--first", 7, "--organiser", "市商务局")
    assert done.output == "form.pdf: 2 copies of sat version 1\n"
    pdf = pypdfium2.PdfDocument(Path("form.pdf").read_bytes())
    text = "".join("".join(page.get_textpage().get_text_bounded().split()) for page in pdf)
    assert text.count("本调查由市商务局组织") == 2
    assert "问卷编号000007" in text
    assert "问卷编号000008" in text


@pytest.mark.parametrize(
    "arguments",
    [["codebook", "nothing"], ["print", "sat", "--version", "9"], ["retire", "sat", "9"]],
)
def test_what_is_not_there_is_one_sentence(run, arguments):
    done = run(*arguments)
    assert done.exit_code == 1
    assert done.output.startswith("Error: There is no ")


def test_every_command_and_option_is_explained():
    for command in COMMANDS:
        assert command.help
        assert all(p.help for p in command.params if isinstance(p, click.Option))
