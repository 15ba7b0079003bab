"""The library on the command line: list, publish, retire, compare, codebook, print.

The commands belong into the group `questionnaire`.
"""

import json
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
from survey_app.i18n import translator
from survey_app.output.codebook_csv import codebook_csv
from survey_app.output.printed_form import form_pdf
from survey_app.paths import bundled
from survey_app.questionnaire.codebook_table import codebook_document
from survey_app.questionnaire.difference import compare
from survey_app.questionnaire.loader import load_questionnaire, load_vocabulary
from survey_app.services import library
from survey_app.services.library import Version
from survey_app.web.library_words import CHANGES, STATES

MOST_COPIES = 1000


@click.command("list")
@home_option
def list_command(home: Path | None) -> None:
    """Every questionnaire in all its versions, with state and day of publication."""
    with open_database(settings_from(home)).reading() as session:
        translate = translator(language())
        for title in library.shelf(session):
            for version in title.versions:
                day = version.published_at
                fields = [version.id, f"v{version.number}", translate(STATES[version.state])]
                fields += [f"{day:%Y-%m-%d}" if day else "-"]
                click.echo(
                    "\t".join([*fields, version.questionnaire.title.in_language(language())])
                )


def _found(home: Path | None, name: str, number: int | None) -> Version:
    """The version of this number, or the one that would be launched."""
    with open_database(settings_from(home)).reading() as session:
        if number is None:
            return library.title_of(session, name).shown
        return library.version_of(session, name, number)


@click.command("codebook")
@click.argument("name")
@click.option("--version", "number", type=int, help="Version. Default: the newest not retired.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "json"]),
    default="csv",
    show_default=True,
    help="csv for spreadsheets, json for programs.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write. Default: NAME-codebook with the format's ending.",
)
@home_option
def codebook(name: str, number: int | None, form: str, out: Path | None, home: Path | None) -> None:
    """Write the codebook of questionnaire NAME: variables, labels, bases, layout of the codes."""
    version = _found(home, name, number)
    file = out or Path(f"{name}-codebook.{form}")
    if form == "csv":
        content = codebook_csv(version.questionnaire, translator(language()))
    else:
        document = codebook_document(version.questionnaire)
        document["content_hash"] = version.content_hash
        content = json.dumps(document, ensure_ascii=False, indent=1).encode()
    write_file(file, content)
    say(
        "{file}: codebook of {name} version {version}", file=file, name=name, version=version.number
    )


@click.command("print")
@click.argument("name")
@click.option("--version", "number", type=int, help="Version. Default: the newest not retired.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("form.pdf"),
    show_default=True,
    help="PDF file to write.",
)
@click.option(
    "--language",
    "spoken",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="Language of the form.",
)
@click.option(
    "--copies",
    type=click.IntRange(1, MOST_COPIES),
    help="Numbered copies. Default: one with empty boxes for the number.",
)
@click.option(
    "--first",
    type=click.IntRange(1, 999_999 - MOST_COPIES),
    default=1,
    show_default=True,
    help="Number of the first copy.",
)
@click.option("--organiser", default="", help="Who asks. Default: a line to write on.")
@click.option("--phone", default="", help="Telephone number for questions. Default: a line.")
@home_option
def print_command(
    name: str,
    number: int | None,
    out: Path,
    spoken: str,
    copies: int | None,
    first: int,
    organiser: str,
    phone: str,
    home: Path | None,
) -> None:
    """Write the paper form of questionnaire NAME as a PDF: A4, large type, codes beside boxes."""
    version = _found(home, name, number)
    numbers = [f"{n:06d}" for n in range(first, first + copies)] if copies else [""]
    content = form_pdf(
        version.questionnaire,
        content_hash=version.content_hash,
        values={"organiser": organiser, "phone": phone},
        language=spoken,
        form_numbers=numbers,
        fonts=settings_from(home).fonts,
    )
    write_file(out, content)
    say(
        "{file}: {n} copies of {name} version {version}",
        file=out,
        n=len(numbers),
        name=name,
        version=version.number,
    )


@click.command("publish")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--same-meaning", is_flag=True, help="New words under old codes mean the same as before."
)
@home_option
def publish(file: Path, same_meaning: bool, home: Path | None) -> None:
    """Publish the definition FILE (YAML) for ever; refused if a code would change its meaning.

    Words that changed so much that they may mean something else are named; --same-meaning says
    that they do not.
    """
    beside = file.parent if (file.parent / "vocabulary.yaml").exists() else None
    loaded = load_questionnaire(file, load_vocabulary(beside or bundled("questionnaires")))
    with open_database(settings_from(home)).writing() as session:
        row = library.publish_definition(
            session, loaded, by=None, now=now(), same_meaning=same_meaning
        )
        say(
            "{name} version {version} is published ({hash})",
            name=row.questionnaire,
            version=row.version,
            hash=row.content_hash[:6],
        )


@click.command("retire")
@click.argument("name")
@click.argument("number", metavar="VERSION", type=int)
@click.option("--back", is_flag=True, help="Bring the version back instead.")
@home_option
def retire(name: str, number: int, back: bool, home: Path | None) -> None:
    """Take VERSION of questionnaire NAME off the launch page; running campaigns go on."""
    with open_database(settings_from(home)).writing() as session:
        change = library.unretire if back else library.retire
        change(session, name, number, by=None, now=now())
    if back:
        say("{name} version {version} can be launched again", name=name, version=number)
    else:
        say("{name} version {version} is retired; campaigns on it go on", name=name, version=number)


@click.command("compare")
@click.argument("name")
@click.argument("older", metavar="OLD", type=int)
@click.argument("newer", metavar="NEW", type=int)
@home_option
def compare_command(name: str, older: int, newer: int, home: Path | None) -> None:
    """Say what differs between versions OLD and NEW of questionnaire NAME."""
    old, new = _found(home, name, older), _found(home, name, newer)
    translate = translator(language())
    found = compare(old.questionnaire, new.questionnaire)
    for change in found.changes:
        kind = translate(CHANGES[change.kind])
        click.echo(f"{kind}\t{change.place}\t{change.before or '-'}\t{change.after or '-'}")
    for fault in (*found.refusals, *found.doubts):
        click.echo(fault.text(translate), err=True)
    if not found.changes:
        say("Both versions are the same.")


COMMANDS = (list_command, publish, retire, compare_command, codebook, print_command)
