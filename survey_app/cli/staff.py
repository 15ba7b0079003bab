"""Staff accounts."""

import secrets
from pathlib import Path

import click

from survey_app.cli.shared import home_option, now, open_database, say, settings_from
from survey_app.services.staff import add_staff
from survey_app.storage.accounts import ROLES


@click.group()
def staff() -> None:
    """Staff accounts."""


@staff.command("add")
@click.argument("user")
@click.option(
    "--role",
    type=click.Choice(ROLES),
    default="worker",
    show_default=True,
    help="What the account may do.",
)
@click.option("--area", "areas", multiple=True, help="Region code; may be given several times.")
@click.option("--password", help="8 to 128 characters. Default: a random one, shown once.")
@home_option
def add(
    user: str, role: str, areas: tuple[str, ...], password: str | None, home: Path | None
) -> None:
    """Add the account USER. Workers need an --area such as CK-BAIYUAN."""
    database = open_database(settings_from(home))
    chosen = password or secrets.token_urlsafe(12)
    with database.writing() as session:
        add_staff(session, user, chosen, role=role, areas=areas, now=now())
    say("Account {user} added ({role})", user=user, role=role)
    if not password:
        say("Its password, shown only now: {password}", password=chosen)
