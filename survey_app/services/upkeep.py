"""What has to be deleted when its time has come, whoever is looking or not."""

from datetime import datetime
from typing import NamedTuple

from survey_app.services.audit import record_action
from survey_app.services.contacts import delete_due_contacts
from survey_app.services.enclosures import BATCH, delete_unclaimed
from survey_app.storage.connect import Database


class Deleted(NamedTuple):
    """How many of each were deleted."""

    contacts: int
    photos: int


def tidy_up(database: Database, now: datetime) -> Deleted:
    """Delete telephone numbers that are due and photos that no form claimed; noted in the audit.

    In several short transactions of its own, so that residents who send a form do not wait for it.
    """
    with database.writing() as session:
        contacts = delete_due_contacts(session, now)
        photos = batch = delete_unclaimed(session, now)
    while batch == BATCH:
        with database.writing() as session:
            batch = delete_unclaimed(session, now)
        photos += batch
    deleted = Deleted(contacts, photos)
    if any(deleted):
        with database.writing() as session:
            record_action(
                session, "upkeep", "photos and contacts", now=now, detail=dict(deleted._asdict())
            )
    return deleted
