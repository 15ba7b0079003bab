"""Deleting what must not be kept any longer, for a timer of the operating system."""

from pathlib import Path

import click

from survey_app.cli.shared import home_option, now, open_database, say, settings_from
from survey_app.services.upkeep import tidy_up


@click.command()
@home_option
def upkeep(home: Path | None) -> None:
    """Delete what is due: answers that were erased a day ago, telephone numbers, forgotten photos.

    Campaigns whose last forms have come are counted for good, for the pages of communities.

    A running server does this by itself every hour.
    """
    deleted = tidy_up(open_database(settings_from(home)), now())
    say(
        "deleted: {responses} erased answers, {contacts} telephone numbers, {photos} photos",
        responses=deleted.responses,
        contacts=deleted.contacts,
        photos=deleted.photos,
    )
