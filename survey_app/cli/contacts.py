"""Telephone numbers that residents left for an answer: seen by the operator, on the record."""

from pathlib import Path

import click

from survey_app.cli.shared import home_option, now, open_database, say, settings_from
from survey_app.errors import Invalid
from survey_app.keys import open_key_ring
from survey_app.services.campaigns import find_campaign
from survey_app.services.contacts import LOST_KEY, Reachable, close_contacts, open_contacts
from survey_app.services.days import SHANGHAI, today


@click.group()
def contacts() -> None:
    """Telephone numbers that residents left because they want an answer.

    They are for answering alone. The server deletes each one when its time has come.
    """


@contacts.command("list")
@click.option("--campaign", "number", type=int, required=True, help="Number of the campaign.")
@home_option
def list_open(number: int, home: Path | None) -> None:
    """Who waits for an answer: number in clear, what was written, and when the number goes.

    Matters that are closed are left out. That a number was opened is noted in the audit.
    """
    settings = settings_from(home)
    database = open_database(settings)
    with database.writing() as session:
        campaign = find_campaign(session, number)
        keys = open_key_ring(settings.keys_path)
        waiting = open_contacts(session, campaign, keys, by=None, now=now())
    for one in waiting:
        _show(one)
    if not waiting:
        say(
            "Nobody is waiting: campaign {number} has no telephone number that is kept and not"
            " closed.",
            number=number,
        )
    if any(one.number is None for one in waiting):
        raise Invalid(LOST_KEY)


@contacts.command()
@click.argument("response", type=int)
@home_option
def close(response: int, home: Path | None) -> None:
    """The matter of RESPONSE is closed: its telephone number goes after the promised days.

    The days are `keep_days` of the question. A number that is due sooner goes sooner.
    """
    database = open_database(settings_from(home))
    with database.writing() as session:
        closed = close_contacts(session, response, by=None, now=now())
    for question, moment in closed.items():
        say(
            "The matter is closed: the telephone number of response {response} ({question}) will"
            " be deleted on {day}",
            response=response,
            question=question,
            day=today(moment),
        )


def _show(one: Reachable) -> None:
    say(
        "Response {response}, {community} ({code}), sent {sent}",
        response=one.response,
        community=one.community,
        code=one.community_code,
        sent=f"{one.sent_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
    )
    place = {"question": one.question, "day": today(one.delete_after)}
    if one.number is None:
        say("  {question}: cannot be opened (will be deleted on {day})", **place)
    else:
        say("  {question}: {phone} (will be deleted on {day})", phone=one.number, **place)
    for name, text in one.texts.items():
        click.echo(f"  {name}: " + text.replace("\n", "\n    "))
