"""Checking definition files."""

import sys
from pathlib import Path

import click

from survey_app.cli.shared import language, say
from survey_app.errors import marked
from survey_app.i18n import translator
from survey_app.paths import bundled
from survey_app.questionnaire.definition import Questionnaire
from survey_app.questionnaire.effort import cards, minutes
from survey_app.questionnaire.loader import (
    Examined,
    Located,
    QuestionnaireError,
    examine_file,
    load_vocabulary,
)

WARNING = marked("Warning: {what}")


@click.group()
def questionnaire() -> None:
    """Questionnaire definitions."""


@questionnaire.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Check definition FILES: every error and warning with its line, and minutes, questions, cards.

    Exits with 1 if any file has an error; warnings alone do not. vocabulary.yaml is taken from the
    file's folder when it is there, else from the installed questionnaires.
    """
    wrong = 0
    for file in files:
        if file.name == "vocabulary.yaml":
            continue
        examined = _examine(file)
        for located in examined.located:
            click.echo(_line(located), err=True)
        if examined.questionnaire:
            _say_size(file, examined.questionnaire)
        else:
            wrong += 1
    sys.exit(1 if wrong else 0)


def _examine(file: Path) -> Examined:
    beside = file.parent if (file.parent / "vocabulary.yaml").exists() else None
    try:
        vocabulary = load_vocabulary(beside or bundled("questionnaires"))
    except QuestionnaireError as error:
        return Examined(None, error.located)
    return examine_file(file, vocabulary)


def _line(located: Located) -> str:
    translate = translator(language())
    if located.fault.level == "warning":
        return translate(WARNING).format(what=located.text(translate))
    return located.text(translate)


def _say_size(file: Path, checked: Questionnaire) -> None:
    say(
        "{file}: {name} version {version}: {n} questions, {cards} cards,"
        " about {minutes} minutes (goal {goal})",
        file=file.name,
        name=checked.id,
        version=checked.version,
        n=len(checked.questions),
        cards=cards(checked),
        minutes=f"{minutes(checked):.1f}",
        goal=checked.goal_minutes,
    )
