"""Photos live exactly as long as they should, on both engines; what goes is on record."""

from datetime import timedelta

import pytest

from survey_app.services.codes import receipt
from survey_app.services.contacts import Seal
from survey_app.services.enclosures import (
    PhotosGone,
    keep_photos,
    received_photos,
    take_photos,
)
from survey_app.services.erasures import erase
from survey_app.services.responses import Outcome
from survey_app.services.upkeep import Deleted, tidy_up
from survey_app.storage.accounts import Audit
from survey_app.storage.enclosures import Attachment
from survey_app.storage.models import Response
from tests.city import NOON
from tests.evidence import (
    COMPLETE,
    REACHED,
    REPORT,
    attachments,
    contacts,
    launch_report,
    report_token,
    submission,
)
from tests.services.reporting import PHOTOS, RING, reached, store_report

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KEYS = [photo.key for photo in PHOTOS]
QUESTION = REPORT.by_id["PHOTO"]


@pytest.fixture
def reports(database):
    """A database where the questionnaire with photos is launched."""
    launch_report(database)
    return database


def keep(database, token, photos=PHOTOS[:2], now=NOON) -> None:
    with database.writing() as session:
        keep_photos(session, token.submission_id, QUESTION, photos, now=now)


def take(database, token, named=(), new=(), now=NOON) -> dict[str, list[str]]:
    with database.writing() as session:
        brought = {"named": {"PHOTO": named}, "new": {"PHOTO": new}}
        return take_photos(session, token.submission_id, [QUESTION], now=now, **brought)


def kept_keys(database) -> list[str]:
    return [row.key for row in attachments(database)]


def test_photos_wait_under_their_submission(reports):
    token = report_token()
    keep(reports, token)
    keep(reports, token)
    [first, _] = attachments(reports)
    assert (first.response_id, first.width, first.received_at) == (None, 20, NOON)
    assert first.content[:2] == b"\xff\xd8"
    with reports.reading() as session:
        assert set(received_photos(session, token.submission_id)["PHOTO"]) == set(KEYS[:2])
        assert received_photos(session, submission()) == {}


def test_a_question_keeps_no_more_photos_than_it_takes(reports):
    token = report_token()
    assert take(reports, token, new=PHOTOS) == {"PHOTO": KEYS}
    assert sorted(kept_keys(reports)) == sorted(KEYS[:3])


def test_what_a_form_does_not_name_any_more_is_gone_after_ten_minutes(reports):
    token, later = report_token(), NOON + timedelta(minutes=11)
    take(reports, token, new=PHOTOS[:3])
    assert take(reports, token, named=KEYS[1:3]) == {"PHOTO": KEYS[1:3]}
    assert sorted(kept_keys(reports)) == sorted(KEYS[:3])
    again = take(reports, token, named=KEYS[2:3], new=PHOTOS[3:4], now=later)
    assert again == {"PHOTO": KEYS[2:4]}
    assert sorted(kept_keys(reports)) == sorted(KEYS[2:4])


def test_the_same_form_arriving_twice_with_other_photos_loses_none_that_is_stored(reports):
    token = report_token()
    take(reports, token, new=PHOTOS[:1])
    take(reports, token, new=PHOTOS[1:2])  # before the first one is stored
    assert store_report(reports, token, **COMPLETE, PHOTO=KEYS[:1]) is Outcome.STORED
    assert store_report(reports, token, **COMPLETE, PHOTO=KEYS[1:2]) is Outcome.CHANGED
    assert [(row.key, row.response_id) for row in attachments(reports)] == [(KEYS[0], 1)]


def test_nothing_is_stored_when_a_named_photo_is_gone(reports):
    with pytest.raises(PhotosGone):
        store_report(reports, report_token(), **COMPLETE, PHOTO=KEYS[:1])
    with reports.reading() as session:
        assert session.query(Response).count() == 0


def test_a_key_of_another_submission_counts_as_not_there(reports):
    keep(reports, report_token())
    assert take(reports, report_token(), named=KEYS[:2]) == {"PHOTO": []}
    assert len(kept_keys(reports)) == 2


def test_a_stored_form_takes_its_photos_and_leaves_no_others(reports):
    token, other = report_token(), report_token()
    keep(reports, token, PHOTOS[:3])
    keep(reports, other, PHOTOS[:1])
    assert store_report(reports, token, **COMPLETE, PHOTO=KEYS[:2]) is Outcome.STORED
    kept = {(row.submission_id, row.key, row.response_id) for row in attachments(reports)}
    mine = {(token.submission_id, key, 1) for key in KEYS[:2]}
    assert kept == mine | {(other.submission_id, KEYS[0], None)}


def test_the_same_form_again_has_its_photos_once(reports):
    token = report_token()
    for expected in (Outcome.STORED, Outcome.RESENT):
        take(reports, token, new=PHOTOS[:2])
        assert store_report(reports, token, **COMPLETE, PHOTO=KEYS[:2]) is expected
    assert len(attachments(reports)) == 2


def test_other_photos_under_the_same_form_leave_the_first_ones(reports):
    token = report_token()
    take(reports, token, new=PHOTOS[:1])
    store_report(reports, token, **COMPLETE, PHOTO=KEYS[:1])
    take(reports, token, new=PHOTOS[1:2])
    assert store_report(reports, token, **COMPLETE, PHOTO=KEYS[1:2]) is Outcome.CHANGED
    assert kept_keys(reports) == KEYS[:1]


@pytest.mark.parametrize("fields", [{"SAME": "END"}, {"SAME": "N", "PHOTO": []}])
def test_photos_that_are_in_no_answer_are_not_kept(reports, fields):
    token = report_token()
    keep(reports, token)
    store_report(reports, token, **fields)
    assert attachments(reports) == []


def test_an_erased_answer_takes_photos_and_number_with_it(reports):
    token = report_token()
    keep(reports, token)
    store_report(reports, token, seal=Seal(RING), **REACHED, PHOTO=KEYS[:1])
    keep(reports, token, PHOTOS[2:3])
    assert len(contacts(reports)) == 1
    with reports.writing() as session:
        erase(session, receipt(token.submission_id), NOON)
    assert [photo.key for photo in attachments(reports)] == KEYS[:1]  # until it is gone for good
    keep(reports, token)
    assert store_report(reports, token, **COMPLETE, PHOTO=KEYS[:1]) is Outcome.ERASED
    assert tidy_up(reports, NOON + DAY) == Deleted(0, 0, 1)
    assert attachments(reports) == contacts(reports) == []
    keep(reports, token)
    assert store_report(reports, token, **COMPLETE, PHOTO=KEYS[:1]) is Outcome.ERASED
    assert attachments(reports) == []


def test_photos_that_no_form_claims_go_after_two_days(reports):
    claimed, seen_again = report_token(), report_token()
    keep(reports, claimed, PHOTOS[:1])
    store_report(reports, claimed, **COMPLETE, PHOTO=KEYS[:1])
    keep(reports, report_token())
    keep(reports, seen_again)
    assert tidy_up(reports, NOON + 48 * HOUR) == Deleted(0, 0)
    take(reports, seen_again, named=KEYS[:2], now=NOON + HOUR)
    assert tidy_up(reports, NOON + 48 * HOUR + timedelta(seconds=1)) == Deleted(0, 2)
    assert len(attachments(reports)) == 3


def test_many_photos_go_in_short_turns(reports):
    row = {"question": "PHOTO", "content": b"", "width": 1, "height": 1, "received_at": NOON}
    with reports.writing() as session:
        session.add_all(Attachment(submission_id="0" * 32, key=f"{n}", **row) for n in range(120))
    assert tidy_up(reports, NOON + 3 * DAY) == Deleted(0, 120)
    assert attachments(reports) == []


def test_what_was_deleted_is_on_record(reports):
    reached(reports)
    keep(reports, report_token())
    tidy_up(reports, NOON + 200 * DAY)
    tidy_up(reports, NOON + 201 * DAY)
    with reports.reading() as session:
        [record] = session.query(Audit).filter_by(action="upkeep").all()
        assert record.detail == {"contacts": 1, "photos": 2, "responses": 0}
