"""Staff accounts."""

import secrets
from pathlib import Path

import click

from survey_app.cli.shared import home_option, now, open_database, say, settings_from
from survey_app.services.staff import add_staff, set_password
from survey_app.services.staff import disable as disable_staff
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


@staff.command()
@click.argument("user")
@click.option("--new", help="8 to 128 characters. Default: a random one, shown once.")
@home_option
def password(user: str, new: str | None, home: Path | None) -> None:
    """Give USER a new password and end all of that account's sessions."""
    database = open_database(settings_from(home))
    chosen = new or secrets.token_urlsafe(12)
    with database.writing() as session:
        set_password(session, user, chosen, now=now())
    if not new:
        say("Its password, shown only now: {password}", password=chosen)


@staff.command()
@click.argument("user")
@home_option
def disable(user: str, home: Path | None) -> None:
    """Close the account USER and end all of its sessions."""
    database = open_database(settings_from(home))
    with database.writing() as session:
        disable_staff(session, user, now=now())
    say("Account {user} is closed", user=user)
