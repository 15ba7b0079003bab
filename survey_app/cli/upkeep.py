"""Deleting what must not be kept any longer, for a timer of the operating system."""

from pathlib import Path

import click

from survey_app.cli.shared import home_option, now, open_database, say, settings_from
from survey_app.services.upkeep import tidy_up


@click.command()
@home_option
def upkeep(home: Path | None) -> None:
    """Delete telephone numbers that are due and photos that no form claimed for two days.

    A running server does this by itself every hour.
    """
    deleted = tidy_up(open_database(settings_from(home)), now())
    say(
        "{contacts} telephone numbers and {photos} photos deleted",
        contacts=deleted.contacts,
        photos=deleted.photos,
    )
