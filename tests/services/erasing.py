"""Forms that are sent, erased and taken back, for tests of erasures."""

import threading
from datetime import timedelta

from survey_app.services.codes import receipt
from survey_app.services.contacts import Seal
from survey_app.services.enclosures import keep_photos
from survey_app.services.erasures import find_received, purge
from survey_app.storage.models import Erasure, Exclusion, Response
from tests.city import NOON
from tests.evidence import (
    COMPLETE,
    REACHED,
    REPORT,
    attachments,
    contacts,
    launch_report,
    report_token,
)
from tests.services.reporting import PHOTOS, RING, store_report

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
SENT = NOON + timedelta(hours=1)
ERASED = NOON + timedelta(hours=2)
LAST_CHANCE = ERASED + DAY - SECOND
ANSWERED = {**REACHED, "TEXT": "太吵", "PHOTO": [PHOTOS[0].key]}
ENDED = {"SAME": "END"}
OF_ANSWERS = {"tallies", "given", "objects", "progress", "photos", "photo", "numbers", "closing"}
OF_BOTH = {"export", "all arrivals", "synthetic", "results", "questions"}


def send(database, token=None, **fields):
    """The token of a form that is stored with a photo, a text and a telephone number."""
    token = token or report_token(synthetic=True)
    with database.writing() as session:
        photos = REPORT.by_id["PHOTO"]
        keep_photos(session, token.submission_id, photos, PHOTOS[:1], now=SENT)
    again = {**ANSWERED, **fields}
    return token, store_report(database, token, seal=Seal(RING), now=SENT, **again)


def act(what, database, token, now=ERASED):
    with database.writing() as session:
        what(session, receipt(token.submission_id), now)


def at_once(*calls):
    """Call all of them in threads of their own, and wait for them."""
    threads = [threading.Thread(target=call) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def purge_all(database, now) -> int:
    with database.writing() as session:
        return purge(session, now)


def state(database, token, now=ERASED):
    with database.reading() as session:
        return find_received(session, receipt(token.submission_id), now)


def erasures(database) -> list[Erasure]:
    with database.reading() as session:
        return session.query(Erasure).all()


def reports_rows(database):
    with database.reading() as session:
        found = session.query(Response.id).filter(Response.erased_at.is_(None))
        excluded = session.query(Exclusion.response_id, Exclusion.lifted_at).all()
    photos = [(photo.response_id, photo.key) for photo in attachments(database)]
    numbers = [(number.response_id, number.sealed) for number in contacts(database)]
    return sorted(n for (n,) in found), excluded, photos, numbers


def three_reports(database):
    """The database with three forms, of which the last one was ended by a rule."""
    launch_report(database)
    for fields in ({}, {"TEXT": "路灯"}, ENDED):
        store_report(database, report_token(), **{**COMPLETE, **fields})
    return database
