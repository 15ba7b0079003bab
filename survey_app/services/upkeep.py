"""What has to be done when its time has come, whoever is looking or not."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from survey_app.services.audit import record_action
from survey_app.services.contacts import delete_due_contacts
from survey_app.services.enclosures import BATCH, delete_unclaimed
from survey_app.services.erasures import BATCH as ERASED_BATCH
from survey_app.services.erasures import purge
from survey_app.services.public_results import take_due_snapshots
from survey_app.storage.connect import Database, Session


class Deleted(NamedTuple):
    """How many of each were deleted."""

    contacts: int
    photos: int
    responses: int = 0  # that their authors had erased a day before


def tidy_up(database: Database, now: datetime) -> Deleted:
    """Delete what was erased a day ago, numbers that are due and photos that no form claimed.

    How many of each is noted in the audit. Campaigns whose last forms have come are counted for
    good. In several short transactions of its own, so that residents who send a form do not wait.
    """
    with database.writing() as session:
        contacts = delete_due_contacts(session, now)
    photos = _in_turns(database, delete_unclaimed, now, BATCH)
    responses = _in_turns(database, purge, now, ERASED_BATCH)
    deleted = Deleted(contacts, photos, responses)
    if any(deleted):
        with database.writing() as session:
            detail = dict(deleted._asdict())
            record_action(session, "upkeep", "what was due", now=now, detail=detail)
    take_due_snapshots(database, now)  # last: nothing personal waits for it
    return deleted


def _in_turns(
    database: Database, delete: Callable[[Session, datetime], int], now: datetime, batch: int
) -> int:
    """Call `delete` until it finds less than it deletes in one go; how many there were."""
    count = 0
    while True:
        with database.writing() as session:
            deleted = delete(session, now)
        count += deleted
        if deleted < batch:
            return count
