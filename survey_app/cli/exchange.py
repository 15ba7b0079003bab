"""Questionnaires to and from XLSForm workbooks: commands for the group `questionnaire`."""

import sys
from pathlib import Path

import click

from survey_app.cli.shared import language, say, write_file
from survey_app.errors import Invalid, marked
from survey_app.i18n import translator
from survey_app.paths import bundled
from survey_app.questionnaire.definition import Questionnaire
from survey_app.questionnaire.fault import Fault
from survey_app.questionnaire.loader import (
    dump_questionnaire,
    load_questionnaire,
    load_vocabulary,
)
from survey_app.questionnaire.reading import read_content
from survey_app.questionnaire.xlsform import Imported, read_xlsform, write_xlsform
from survey_app.services.questionnaires import bundled_questionnaire
from survey_app.services.workbooks import MAX_FILE, read_workbook

out_option = click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write.",
)


@click.command("export-xlsform")
@click.argument("name", metavar="NAME|FILE.yaml")
@out_option
def export_command(name: str, out: Path) -> None:
    """Write a questionnaire as an XLSForm workbook: an installed one by NAME, or FILE.yaml."""
    write_file(out, write_xlsform(_questionnaire(name)))
    say("{file} written", file=out)


def _questionnaire(name: str) -> Questionnaire:
    if not name.endswith((".yaml", ".yml")):
        return bundled_questionnaire(name)
    beside = Path(name).parent
    folder = beside if (beside / "vocabulary.yaml").exists() else bundled("questionnaires")
    return load_questionnaire(Path(name), load_vocabulary(folder))


@click.command("import-xlsform")
@click.argument("file", metavar="FILE.xlsx", type=click.Path(dir_okay=False, path_type=Path))
@out_option
def import_command(file: Path, out: Path) -> None:
    """Read the XLSForm FILE.xlsx and write it as a definition file (YAML).

    Prints each cell, row and sheet that could not be carried over. Exits with 1, and writes
    nothing, if what remains is no right questionnaire; what is wrong is printed then.
    """
    imported = read_xlsform(read_workbook(_content(file), file.name))
    translate = translator(language())
    for note in imported.notes:
        place = [note.sheet, str(note.row) if note.row else "", note.column]
        click.echo(": ".join([file.name, *filter(None, place), note.text(translate)]), err=True)
    reading = read_content(imported.content, load_vocabulary(bundled("questionnaires")))
    for fault in reading.faults:
        click.echo(f"{file.name}: {_line(fault, imported)}", err=True)
    if reading.questionnaire is None:
        sys.exit(1)
    write_file(out, dump_questionnaire(reading.questionnaire).encode())
    say(
        "{file} written: {n} questions; {notes} things could not be carried over",
        file=out,
        n=len(reading.questionnaire.questions),
        notes=len(imported.notes),
    )


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_FILE + 1)
    except OSError as error:
        raise Invalid("{file} cannot be read: {why}", file=file.name, why=error.strerror) from error


WARNING = marked("Warning: {what}")


def _line(fault: Fault, imported: Imported) -> str:
    """A fault with its place: the row of the sheet for a question, else the keys."""
    translate = translator(language())
    place = [str(step) for step in fault.place]
    match fault.place:
        case ["questions", int(number), *rest] if number < len(imported.rows):
            place = ["survey", str(imported.rows[number]), *(str(step) for step in rest)]
    what = ": ".join([*place, fault.text(translate)])
    return translate(WARNING).format(what=what) if fault.level == "warning" else what


COMMANDS = (export_command, import_command)
