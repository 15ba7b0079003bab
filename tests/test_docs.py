"""The documentation is tested against the code."""

import re
from dataclasses import fields
from pathlib import Path

import click
import pytest

from survey_app.cli import cli
from survey_app.config import _READ, Settings
from survey_app.paths import BESIDE
from tests.cli.test_help import commands

README = (BESIDE / "README.md").read_text("utf-8")


def leaves() -> list[str]:
    """Names of the commands that do something, such as `campaign launch`."""
    found = []
    for path in commands(cli):
        command: click.Command = cli
        for name in path:
            assert isinstance(command, click.Group)
            command = command.commands[name]
        if not isinstance(command, click.Group):
            found.append(" ".join(path))
    return found


@pytest.mark.parametrize("command", leaves())
def test_the_readme_shows_every_command(command):
    assert re.search(rf"(survey-app|python3 -m survey_app) {command}\b", README)


@pytest.mark.parametrize("setting", _READ)
def test_the_readme_explains_every_setting(setting):
    assert f"`SURVEY_APP_{setting.upper()}`" in README
    assert setting in {field.name for field in fields(Settings)}


@pytest.mark.parametrize("line", ["python3 -m survey_app demo", "python3 -m survey_app test"])
def test_both_commands_stand_on_one_line_of_their_own(line):
    assert f"```sh\n{line}\n```" in README


def test_every_command_that_the_readme_calls_exists():
    known = {" ".join(path) for path in commands(cli)}
    called = re.findall(
        r"(?:survey-app|python3 -m survey_app) ([a-z]+)(?: ([a-z]+(?:-[a-z]+)*))?", README
    )
    for first, second in called:
        assert first in known
        if any(name.startswith(f"{first} ") for name in known):
            assert f"{first} {second}" in known


def test_linked_files_exist():
    linked = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert linked
    assert not [name for name in linked if not (BESIDE / name).exists()]


def test_paths_that_the_readme_names_exist():
    """Files in backticks stand in the checkout or in the package."""
    named = re.findall(r"`([a-z_./]+\.(?:py|css|typ|yaml|html|csv))`", README)
    places = [BESIDE, BESIDE / "survey_app", BESIDE / "survey_app/questionnaire"]
    places += [BESIDE / "survey_app/services", BESIDE / "survey_app/web/static"]
    assert named
    assert not [name for name in named if not any((p / name).exists() for p in places)]


def test_ci_runs_what_the_readme_says():
    script = Path(BESIDE / ".ci" / "run").read_text("utf-8")
    assert "python3 -m survey_app test" in script
