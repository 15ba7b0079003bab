"""Telephone numbers: sealed, opened on the record, gone in time; on both engines."""

from datetime import datetime, timedelta

import pytest

from survey_app.errors import Invalid, NotFound
from survey_app.services.campaigns import find_campaign
from survey_app.services.contacts import (
    KEPT_OPEN,
    Reachable,
    Seal,
    close_contacts,
    delete_due_contacts,
    open_contacts,
    written_names,
)
from survey_app.services.questionnaires import published_by_id
from survey_app.services.staff import add_staff
from survey_app.services.upkeep import Deleted, tidy_up
from survey_app.storage.accounts import Audit
from survey_app.storage.models import Campaign, Response
from tests.city import NOON
from tests.evidence import COMPLETE, NUMBER, REACHED, contacts, launch_report, report_token
from tests.services.reporting import OLD, RING, reached, store_report

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def reports(database):
    """A database where the questionnaire with a telephone number is launched."""
    launch_report(database)
    return database


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
        store_report(reports, report_token(), **REACHED)
    with reports.reading() as session:
        assert session.query(Response).count() == 0


def test_a_number_that_is_sent_again_is_kept_once(reports):
    token = report_token()
    for _ in range(2):
        store_report(reports, token, seal=Seal(RING), **REACHED)
    store_report(reports, token, seal=Seal(RING), **{**REACHED, "PHONE": "13900139000"})
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
    store_report(reports, report_token(), seal=Seal(RING), **REACHED, TEXT="灯坏了\n三天")
    store_report(reports, report_token(), **COMPLETE, TEXT="不用回")
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


def test_every_opening_of_a_number_is_on_record_without_the_number(reports, caplog):
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
    assert NUMBER not in str([vars(record) for record in records]) + caplog.text


def test_a_lost_key_hides_its_own_numbers_only_and_opens_nothing_on_record(reports):
    lost = reached(reports)
    kept = report_token()
    store_report(reports, kept, seal=Seal(OLD), **REACHED)
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
    reached(reports)
    with reports.writing() as session:
        times = {"opens_at": NOON, "closes_at": None, "created_at": NOON}
        other = Campaign(version_id=1, context={}, **times)
        session.add(other)
        session.flush()
        assert open_contacts(session, other, RING, by=None, now=NOON) == []
    assert audit(reports, "open contact") == []


def test_a_rotated_ring_opens_what_the_old_key_sealed_and_seals_with_the_new_one():
    assert Seal(RING).open(Seal(OLD).seal(NUMBER)) == NUMBER
    assert Seal(RING).open(Seal(RING).seal(NUMBER)) == NUMBER
    with pytest.raises(Invalid, match="keys.json"):
        Seal(OLD).open(Seal(RING).seal(NUMBER))
