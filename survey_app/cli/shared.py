"""What all commands share: errors in one sentence, settings, the database, dates."""

import os
import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from survey_app.config import Settings, from_environment, public_url
from survey_app.errors import Invalid, SurveyError
from survey_app.i18n import translator
from survey_app.services.days import is_sensible
from survey_app.storage.connect import Database

Command = TypeVar("Command", bound=Callable[..., Any])


class Shell(click.Group):
    """Turns our errors into a sentence on stderr and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a mistake of the user never shows a trace."""
        try:
            return super().invoke(ctx)
        except SurveyError as error:
            raise click.ClickException(error.text(translator(language()))) from error


def language() -> str:
    """The operator's: zh when LANG begins with it, else en."""
    chosen = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return "zh" if chosen.startswith("zh") else "en"


def say(message: str, **values: object) -> None:
    """Print one sentence in the operator's language (Chinese when LANG begins with zh)."""
    click.echo(translator(language())(message).format(**values))


def home_option(command: Command) -> Command:
    """--home DIR, for every command that opens the database."""
    option = click.option(
        "--home",
        type=click.Path(file_okay=False, path_type=Path),
        help="Folder with database and keys. Default: SURVEY_APP_HOME or ./instance.",
    )
    return option(command)


def settings_from(home: Path | None, **overrides: object) -> Settings:
    """Settings of this run; a public address is checked."""
    address = overrides.pop("public_url", None)
    if address:
        overrides["public_url"] = public_url(str(address))
    return from_environment(os.environ, home=home, **overrides)


def open_database(settings: Settings) -> Database:
    """The database, if its schema is the one this program was written for.

    Raises Invalid with the cure otherwise.
    """
    database = Database(settings.database)
    if not database.is_current():
        raise Invalid(
            "The database of {home} is missing or old. Run: survey-app db upgrade --home {home}",
            home=settings.home,
        )
    return database


def now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


def random_bits() -> int:
    """Bits for a placement's code."""
    return secrets.randbits(80)


def a_day(text: str) -> date:
    """A day such as 2026-09-10; raises Invalid."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not is_sensible(day):
        raise Invalid("“{text}” is not a day; write it like 2026-09-10", text=text)
    return day


def write_file(path: Path, content: bytes) -> None:
    """Write what a command made; raises Invalid where that cannot be."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise Invalid(
            "{file} cannot be written: {why}", file=path, why=error.strerror or error
        ) from error
