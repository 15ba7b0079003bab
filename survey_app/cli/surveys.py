"""Communities, campaigns, posters and synthetic answers."""

from pathlib import Path

import click

from survey_app.cli.shared import (
    a_day,
    home_option,
    language,
    now,
    open_database,
    random_bits,
    say,
    settings_from,
    write_file,
)
from survey_app.cli.synthetic import send_synthetic, shares_by_code
from survey_app.errors import Invalid
from survey_app.i18n import translator
from survey_app.output.poster import posters_pdf
from survey_app.questionnaire.advice import official_header
from survey_app.services import campaigns
from survey_app.services.communities import find_communities
from survey_app.services.community_import import import_communities
from survey_app.services.days import first_moment, last_moment, today
from survey_app.services.placements import state_at
from survey_app.services.print_pack import posters as posters_of
from survey_app.services.results import save_snapshot


@click.group()
def communities() -> None:
    """The register of communities."""


@communities.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@home_option
def import_command(file: Path, home: Path | None) -> None:
    """Import communities and population figures from FILE (CSV in UTF-8 or GB18030, or XLSX).

    Columns: code, name, street, district, district_code, city, city_code; optional name_en,
    street_en, district_en, city_en, batch, official_code; population total, adults, households,
    M_18_59, M_60P, F_18_59, F_60P with source and as_of (such as 2026-06-30). Chinese column names
    (社区代码, 社区, 街道 …) work too. Existing codes are updated; figures are only ever added.
    """
    database = open_database(settings_from(home))
    with database.writing() as session:
        done = import_communities(session, file, now())
    say(
        "{added} communities added, {updated} updated, {figures} population figures",
        added=done.added,
        updated=done.updated,
        figures=done.figures,
    )


@click.group()
def campaign() -> None:
    """Launch, list and close campaigns."""


@campaign.command("launch")
@click.argument("questionnaire_name", metavar="QUESTIONNAIRE")
@click.option("--communities", "codes", default="", help="Codes, comma-separated. Default: all.")
@click.option(
    "--from", "opens", metavar="DAY", help="First day, such as 2026-08-20. Default: today."
)
@click.option("--to", "closes", metavar="DAY", help="Last day. Default: stays open.")
@click.option("--organiser", default="", help="Who asks; shown in the notice and on posters.")
@click.option("--phone", default="", help="Telephone number for questions.")
@click.option("--paper-place", default="", help="Where the form can be filled in on paper.")
@click.option("--round", "round_code", default="", help="Round, such as 2026-09.")
@click.option("--version", "version", type=int, help="Version. Default: the newest not retired.")
@click.option(
    "--set",
    "values",
    metavar="NAME=TEXT",
    multiple=True,
    help="What stands for {NAME} in the questions, such as project_name=…; once for each name.",
)
@home_option
def launch_command(
    questionnaire_name: str,
    codes: str,
    opens: str | None,
    closes: str | None,
    round_code: str,
    version: int | None,
    values: tuple[str, ...],
    home: Path | None,
    **on_posters: str,
) -> None:
    """Put QUESTIONNAIRE (such as sat, or one published here) to communities between two days."""
    database = open_database(settings_from(home))
    context = {**on_posters, **dict(map(_pair, values))}
    with database.writing() as session:
        plan = campaigns.Plan(
            campaigns.to_launch(session, questionnaire_name, version),
            [code.strip() for code in codes.split(",") if code.strip()],
            first_moment(a_day(opens) if opens else today(now())),
            last_moment(a_day(closes)) if closes else None,
            context,
            round_code,
        )
        launched = campaigns.launch(session, plan, now=now(), random=random_bits)
        for fault in official_header(plan.questionnaire, today(now())):
            click.echo(f"{fault.place[-1]}: {fault.text(translator(language()))}", err=True)
        say(
            "Campaign {number} launched in {n} communities",
            number=launched.id,
            n=len(launched.communities),
        )


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise Invalid("“{text}” is not NAME=TEXT, such as project_name=社区食堂", text=text)
    return name.strip(), value


@campaign.command("list")
@home_option
def list_command(home: Path | None) -> None:
    """Campaigns with their state and live counts."""
    database = open_database(settings_from(home))
    with database.reading() as session:
        rows = campaigns.progress(session, campaigns.all_campaigns(session), None)
        if not rows:
            say("No campaigns yet. Start one: survey-app campaign launch sat")
        for row in rows:
            one = row.campaign
            say(
                "{number}	{name} v{version}	{state}	{n} communities	{answers} complete answers",
                number=one.id,
                name=one.version.questionnaire,
                version=one.version.version,
                state=state_at(one.opens_at, one.closes_at, now()),
                n=len(row.communities),
                answers=row.answers,
            )


@campaign.command("close")
@click.argument("number", type=int)
@home_option
def close_command(number: int, home: Path | None) -> None:
    """End campaign NUMBER now. Forms open on phones may still be sent for 24 hours."""
    database = open_database(settings_from(home))
    with database.writing() as session:
        found = campaigns.find_campaign(session, number)
        campaigns.close(session, found, now=now())
        snapshot = save_snapshot(session, found, now())
        say(
            "Campaign {number} closed with {n} complete answers",
            number=number,
            n=snapshot.responses,
        )


@click.command()
@click.option("--communities", "codes", default="", help="Codes, comma-separated. Default: all.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("posters.pdf"),
    show_default=True,
    help="PDF file to write.",
)
@click.option(
    "--public-url", help="Address that the QR codes carry. Default: SURVEY_APP_PUBLIC_URL."
)
@home_option
def posters(codes: str, out: Path, public_url: str | None, home: Path | None) -> None:
    """Write the print pack: one PDF with an A4 poster per placement."""
    settings = settings_from(home, public_url=public_url)
    database = open_database(settings)
    with database.reading() as session:
        regions = find_communities(session, [c.strip() for c in codes.split(",") if c.strip()])
        pages = posters_of(session, regions, now=now(), public_url=settings.public_url)
    write_file(out, posters_pdf(pages, fonts=settings.fonts))
    say(
        "{file}: {n} posters for {address}",
        file=out,
        n=len(pages),
        address=settings.public_url,
    )


@click.command("simulate")
@click.argument("questionnaire_name", metavar="QUESTIONNAIRE")
@click.option(
    "--forms",
    type=click.IntRange(1, 1_000_000),
    default=300,
    show_default=True,
    help="Forms to send, over all communities.",
)
@click.option(
    "--satisfaction",
    default="0.9",
    show_default=True,
    help="Satisfied share: one for all, or CODE=0.95,CODE=0.8 per community.",
)
@click.option("--seed", default=1, show_default=True, help="Same seed, same answers.")
@home_option
def simulate_command(
    questionnaire_name: str, forms: int, satisfaction: str, seed: int, home: Path | None
) -> None:
    """Send synthetic residents' forms of QUESTIONNAIRE through the real form, marked as such."""
    settings = settings_from(home)
    database = open_database(settings)
    with database.reading() as session:
        questionnaire = campaigns.to_launch(session, questionnaire_name)
    sent = send_synthetic(
        settings,
        database,
        questionnaire,
        shares_by_code(database, forms, satisfaction),
        seed=seed,
    )
    say("{n} synthetic forms sent", n=sent)
