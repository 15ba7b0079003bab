"""survey-app …: thin shells over services. A user's mistake is one sentence and exit code 1."""

import os

import click

from survey_app.cli import checking, exchange, figures, questionnaires, serving, staff, surveys
from survey_app.cli.contacts import contacts
from survey_app.cli.shared import Shell
from survey_app.cli.upkeep import upkeep
from survey_app.paths import version

__all__ = ["main"]


@click.group(cls=Shell, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version(), prog_name="survey-app")
def cli() -> None:
    """Surveys for fifteen-minute convenience circles: from a QR code to an honest rate.

    Settings come from SURVEY_APP_* variables; --home says where database and keys are.
    """


for command in (
    serving.demo,
    serving.serve,
    serving.test,
    serving.db,
    serving.keys,
    checking.questionnaire,
    surveys.communities,
    surveys.campaign,
    surveys.posters,
    surveys.simulate_command,
    figures.score,
    figures.export,
    staff.staff,
    contacts,
    upkeep,
):
    cli.add_command(command)

for command in (*questionnaires.COMMANDS, *exchange.COMMANDS):
    checking.questionnaire.add_command(command)


def main() -> None:
    """Entry point of `survey-app` and `python -m survey_app`."""
    os.environ.setdefault("PYTHONUTF8", "1")
    cli(prog_name="survey-app")
