"""Figures for analysts and the operator's export of single responses."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from survey_app.cli.shared import (
    home_option,
    language,
    now,
    open_database,
    say,
    settings_from,
    write_file,
)
from survey_app.errors import Invalid, marked
from survey_app.i18n import translator
from survey_app.output.plain import json_lines
from survey_app.output.table import csv_bytes
from survey_app.services.exports import SentPhoto, export_objects, export_rows, sent_photos
from survey_app.services.results import campaign_results
from survey_app.services.results_files import results_document, results_rows

out_option = click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write. Default: the screen.",
)


@click.command()
@click.option("--campaign", "number", type=int, required=True, help="Number of the campaign.")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["json", "csv"]),
    default="json",
    show_default=True,
    help="What to write.",
)
@out_option
@home_option
def score(number: int, kind: str, out: Path | None, home: Path | None) -> None:
    """Rates, verdicts and rankings of a campaign, with base, interval and method.

    Small bases are not left out here: this is for the operator. `publication` says what may be
    published.
    """
    database = open_database(settings_from(home))
    with database.reading() as session:
        results = campaign_results(session, number, now=now())
        if kind == "csv":
            content = csv_bytes(*results_rows(results, withhold=False))
        else:
            document = results_document(results, withhold=False)
            content = (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
    _write(content, out)


@click.command()
@click.option("--campaign", "number", type=int, required=True, help="Number of the campaign.")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["csv", "json"]),
    default="csv",
    show_default=True,
    help="What to write; json is one object a line.",
)
@out_option
@click.option(
    "--photos",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="New or empty folder for all photos, as RESPONSE-QUESTION-PLACE.jpg.",
)
@home_option
def export(
    number: int, kind: str, out: Path | None, folder: Path | None, home: Path | None
) -> None:
    """Every single response of a campaign as CSV or JSON, and its photos; for the operator only.

    Community workers must not see single answers: residents are promised that. `response` is the
    response's number, `version` the questionnaire's. `option_order` says where lists with a rotated
    order began on that form: 0 is the printed order, 1 to 3 a start after that many quarters.
    What residents had deleted is not there; what is left out of the figures says so in `excluded`.
    Telephone numbers are in no export: see the command contacts.
    """
    database = open_database(settings_from(home))
    with database.reading() as session:
        if kind == "json":
            content = json_lines(export_objects(session, number))
        else:
            content = csv_bytes(*export_rows(session, number))
        if folder is not None:
            _make_empty(folder)
        _write(content, out)
        if folder is not None:
            _write_photos(sent_photos(session, number), folder)


def _make_empty(folder: Path) -> None:
    """Photos that residents had deleted since an earlier export must not look like new ones."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        is_empty = not any(folder.iterdir())
    except OSError as error:
        raise Invalid(
            "{file} cannot be written: {why}", file=folder, why=error.strerror or error
        ) from error
    if not is_empty:
        raise Invalid("The folder {folder} is not empty. Please name a new one.", folder=folder)


def _write_photos(photos: Iterable[SentPhoto], folder: Path) -> None:
    """Says on stderr what it did: the table may be on the screen."""
    translate, written = translator(language()), 0
    for photo in photos:
        if photo.content is None:
            missing = marked("{file} is missing: an answer names this photo, but it is not there.")
            click.echo(translate(missing).format(file=photo.file_name), err=True)
            continue
        write_file(folder / photo.file_name, photo.content)
        written += 1
    done = marked("{folder}: {n} photos written")
    click.echo(translate(done).format(folder=folder, n=written), err=True)


def _write(content: bytes, out: Path | None) -> None:
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    write_file(out, content)
    say("{file}: {n} bytes written", file=out, n=len(content))
