"""Photos and telephone numbers live exactly as long as they should, on both engines."""

from datetime import datetime, timedelta

import pytest

from survey_app.errors import Invalid, NotFound
from survey_app.keys import KeyRing
from survey_app.questionnaire.answers import check_answers
from survey_app.services.campaigns import find_campaign
from survey_app.services.codes import receipt
from survey_app.services.contacts import (
    KEPT_OPEN,
    Reachable,
    Seal,
    close_contacts,
    delete_due_contacts,
    open_contacts,
    written_names,
)
from survey_app.services.enclosures import keep_photos, received_photos, take_photos
from survey_app.services.photos import re_encode
from survey_app.services.questionnaires import published_by_id
from survey_app.services.responses import Arrival, Outcome, erase, record_response
from survey_app.services.staff import add_staff
from survey_app.services.upkeep import Deleted, tidy_up
from survey_app.storage.accounts import Audit
from survey_app.storage.enclosures import Attachment
from survey_app.storage.models import Response
from tests.city import NOON
from tests.evidence import (
    COMPLETE,
    NUMBER,
    REACHED,
    REPORT,
    attachments,
    contacts,
    launch_report,
    report_token,
    submission,
)
from tests.photo_files import jpeg
from tests.services.responding import region_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PHOTOS = [re_encode(jpeg(20 + 2 * n, 20)) for n in range(5)]
KEYS = [photo.key for photo in PHOTOS]
QUESTION = REPORT.by_id["PHOTO"]
OLD = KeyRing({"contact": ("old secret",)})
RING = KeyRing({"contact": ("old secret", "new secret")})


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


def store(database, token, now=NOON, seal=None, **fields) -> Outcome:
    given = {k: v if isinstance(v, list) else [v] for k, v in fields.items()}
    with database.writing() as session:
        form = published_by_id(session, 1)
        arrival = Arrival(token, region_of(session), None, "zh")
        checked = check_answers(form.questionnaire, given)
        return record_response(session, arrival, checked, form=form, now=now, seal=seal)


def reached(database, now=NOON) -> int:
    """The number of a response that came with a telephone number."""
    assert store(database, report_token(), now, Seal(RING), **REACHED) is Outcome.STORED
    with database.reading() as session:
        return max(id for (id,) in session.query(Response.id))


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


def test_what_a_form_does_not_name_any_more_is_gone(reports):
    token = report_token()
    take(reports, token, new=PHOTOS[:3])
    assert take(reports, token, named=KEYS[1:3]) == {"PHOTO": KEYS[1:3]}
    assert take(reports, token, named=KEYS[2:3], new=PHOTOS[3:4]) == {"PHOTO": KEYS[2:4]}
    assert sorted(kept_keys(reports)) == sorted(KEYS[2:4])


def test_a_key_of_another_submission_counts_as_not_there(reports):
    keep(reports, report_token())
    assert take(reports, report_token(), named=KEYS[:2]) == {"PHOTO": []}
    assert len(kept_keys(reports)) == 2


def test_a_stored_form_takes_its_photos_and_leaves_no_others(reports):
    token, other = report_token(), report_token()
    keep(reports, token, PHOTOS[:3])
    keep(reports, other, PHOTOS[:1])
    assert store(reports, token, **COMPLETE, PHOTO=KEYS[:2]) is Outcome.STORED
    kept = {(row.submission_id, row.key, row.response_id) for row in attachments(reports)}
    mine = {(token.submission_id, key, 1) for key in KEYS[:2]}
    assert kept == mine | {(other.submission_id, KEYS[0], None)}


def test_the_same_form_again_has_its_photos_once(reports):
    token = report_token()
    for expected in (Outcome.STORED, Outcome.RESENT):
        take(reports, token, new=PHOTOS[:2])
        assert store(reports, token, **COMPLETE, PHOTO=KEYS[:2]) is expected
    assert len(attachments(reports)) == 2


def test_other_photos_under_the_same_form_leave_the_first_ones(reports):
    token = report_token()
    take(reports, token, new=PHOTOS[:1])
    store(reports, token, **COMPLETE, PHOTO=KEYS[:1])
    take(reports, token, new=PHOTOS[1:2])
    assert store(reports, token, **COMPLETE, PHOTO=KEYS[1:2]) is Outcome.CHANGED
    assert kept_keys(reports) == KEYS[:1]


@pytest.mark.parametrize("fields", [{"SAME": "END"}, {"SAME": "N", "PHOTO": []}])
def test_photos_that_are_in_no_answer_are_not_kept(reports, fields):
    token = report_token()
    keep(reports, token)
    store(reports, token, **fields)
    assert attachments(reports) == []


def test_an_erased_answer_takes_photos_and_number_with_it(reports):
    token = report_token()
    keep(reports, token)
    store(reports, token, seal=Seal(RING), **REACHED, PHOTO=KEYS[:1])
    keep(reports, token, PHOTOS[2:3])
    assert len(contacts(reports)) == 1
    with reports.writing() as session:
        erase(session, receipt(token.submission_id), NOON)
    assert attachments(reports) == contacts(reports) == []
    keep(reports, token)
    assert store(reports, token, **COMPLETE, PHOTO=KEYS[:1]) is Outcome.ERASED
    assert attachments(reports) == []


def test_photos_that_no_form_claims_go_after_two_days(reports):
    claimed, seen_again = report_token(), report_token()
    keep(reports, claimed, PHOTOS[:1])
    store(reports, claimed, **COMPLETE, PHOTO=KEYS[:1])
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


def test_a_number_is_sealed_and_stands_nowhere_else(reports):
    number = reached(reports)
    [row] = contacts(reports)
    assert (row.response_id, row.consented_at) == (number, NOON)
    assert NUMBER.encode() not in row.sealed
    with reports.reading() as session:
        response = session.get(Response, number)
        assert response.answers["PHONE"] == "given"
        assert NUMBER not in str(vars(response))


def test_a_number_is_never_stored_without_a_seal(reports):
    with pytest.raises(ValueError, match="sealed or not at all"):
        store(reports, report_token(), **REACHED)
    with reports.reading() as session:
        assert session.query(Response).count() == 0


def test_a_number_that_is_sent_again_is_kept_once(reports):
    token = report_token()
    for _ in range(2):
        store(reports, token, seal=Seal(RING), **REACHED)
    store(reports, token, seal=Seal(RING), **{**REACHED, "PHONE": "13900139000"})
    assert len(contacts(reports)) == 1


def waiting(database, now=NOON, by=None, keys=RING) -> list[Reachable]:
    with database.writing() as session:
        return open_contacts(session, find_campaign(session, 1), keys, by=by, now=now)


def close(database, response, now=NOON) -> dict[str, datetime]:
    with database.writing() as session:
        return close_contacts(session, response, by=None, now=now)


def audit(database, action) -> list[Audit]:
    with database.reading() as session:
        return session.query(Audit).filter_by(action=action).order_by(Audit.id).all()


def test_who_waits_is_shown_with_number_place_time_and_words(reports):
    store(reports, report_token(), seal=Seal(RING), **REACHED, TEXT="灯坏了\n三天")
    store(reports, report_token(), **COMPLETE, TEXT="不用回")
    reached(reports, NOON + DAY)
    first, last = waiting(reports, NOON + DAY)
    assert (first.response, first.number, first.question) == (1, NUMBER, "PHONE")
    assert (first.community, first.community_code) == ("百园社区", "CK-BAIYUAN")
    assert (first.sent_at, first.delete_after) == (NOON, NOON + KEPT_OPEN)
    assert (first.texts, last.texts) == ({"TEXT": "灯坏了\n三天"}, {})
    assert last.response == 3


def test_written_words_are_texts_and_what_stands_beside_other(city):
    with city.database.reading() as session:
        assert written_names(published_by_id(session, 2).questionnaire) == [
            "S20.OTHER.text",
            "S30",
        ]


def test_every_opening_of_a_number_is_on_record_without_the_number(reports):
    numbers = [reached(reports), reached(reports)]
    with reports.writing() as session:
        staff = add_staff(session, "wang", "long enough", role="admin", areas=(), now=NOON)
        session.flush()
        by = staff.id
    waiting(reports, NOON + DAY)
    waiting(reports, NOON + DAY, by=by)
    records = audit(reports, "open contact")
    subjects = [f"response {number}" for number in numbers]
    assert [record.subject for record in records] == [*subjects, *subjects]
    assert [record.staff_id for record in records] == [None, None, by, by]
    assert {record.detail["question"] for record in records} == {"PHONE"}
    assert NUMBER not in str([vars(record) for record in records])


def test_a_lost_key_hides_its_own_numbers_only_and_opens_nothing_on_record(reports):
    lost = reached(reports)
    kept = report_token()
    store(reports, kept, seal=Seal(OLD), **REACHED)
    assert [one.number for one in waiting(reports, keys=OLD)] == [None, NUMBER]
    assert f"response {lost}" not in {one.subject for one in audit(reports, "open contact")}


def test_a_number_goes_after_180_days_when_nobody_closes_the_matter(reports):
    number = reached(reports)
    assert tidy_up(reports, NOON + KEPT_OPEN - HOUR) == Deleted(0, 0)
    assert waiting(reports, NOON + KEPT_OPEN) == []
    with pytest.raises(NotFound):
        close(reports, number, NOON + KEPT_OPEN)
    assert tidy_up(reports, NOON + KEPT_OPEN) == Deleted(1, 0)
    assert waiting(reports) == []


@pytest.mark.parametrize(("closed", "gone"), [(10, 40), (150, 180), (170, 180)])
def test_a_number_goes_so_many_days_after_the_matter_is_closed(reports, closed, gone):
    number = reached(reports)
    due = close(reports, number, NOON + closed * DAY)["PHONE"]
    assert timedelta(0) <= NOON + gone * DAY - due <= timedelta(seconds=1)
    with reports.writing() as session:
        assert delete_due_contacts(session, NOON + gone * DAY - HOUR) == 0
        assert delete_due_contacts(session, NOON + gone * DAY) == 1
    with pytest.raises(NotFound, match=f"With response {number} there is no telephone number"):
        close(reports, number)


@pytest.mark.parametrize("closed", [10, 150, 170])
def test_a_closed_matter_waits_for_nobody_and_closing_again_changes_nothing(reports, closed):
    number, other = reached(reports), reached(reports)
    moment = NOON + closed * DAY
    due = close(reports, number, moment)
    assert [one.response for one in waiting(reports, moment)] == [other]
    assert close(reports, number, moment + DAY) == due
    [record] = audit(reports, "close contact")
    assert (record.subject, record.detail) == (f"response {number}", {"question": "PHONE"})


def test_numbers_of_another_campaign_are_not_opened(reports):
    launch_report(reports)
    reached(reports)
    with reports.writing() as session:
        other = find_campaign(session, 2)
        assert open_contacts(session, other, RING, by=None, now=NOON) == []
    assert audit(reports, "open contact") == []


def test_what_was_deleted_is_on_record(reports):
    reached(reports)
    keep(reports, report_token())
    tidy_up(reports, NOON + 200 * DAY)
    tidy_up(reports, NOON + 201 * DAY)
    with reports.reading() as session:
        [record] = session.query(Audit).filter_by(action="upkeep").all()
        assert record.detail == {"contacts": 1, "photos": 2}


def test_a_rotated_ring_opens_what_the_old_key_sealed_and_seals_with_the_new_one():
    assert Seal(RING).open(Seal(OLD).seal(NUMBER)) == NUMBER
    assert Seal(RING).open(Seal(RING).seal(NUMBER)) == NUMBER
    with pytest.raises(Invalid, match="keys.json"):
        Seal(OLD).open(Seal(RING).seal(NUMBER))
