"""Figures for analysts and the operator's export of single responses."""

import json
import sys
from pathlib import Path

import click

from survey_app.cli.shared import home_option, now, open_database, say, settings_from, write_file
from survey_app.output.table import csv_bytes
from survey_app.services.exports import export_rows
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
@out_option
@home_option
def export(number: int, out: Path | None, home: Path | None) -> None:
    """Every single response of a campaign as CSV, for the operator only.

    Community workers must not see single answers: residents are promised that.
    """
    database = open_database(settings_from(home))
    with database.reading() as session:
        content = csv_bytes(*export_rows(session, number))
    _write(content, out)


def _write(content: bytes, out: Path | None) -> None:
    if out is None:
        sys.stdout.buffer.write(content)
        return
    write_file(out, content)
    say("{file}: {n} bytes written", file=out, n=len(content))
