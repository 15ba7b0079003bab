"""Erased answers count nowhere at once, come back for a day, and are gone for good after it."""

from contextlib import suppress
from datetime import timedelta

import pytest

from survey_app.errors import NotFound
from survey_app.services.campaigns import find_campaign, progress, synthetic_counts
from survey_app.services.codes import receipt
from survey_app.services.contacts import close_contacts, open_contacts
from survey_app.services.counting import count_campaign
from survey_app.services.erasures import (
    BATCH,
    Erased,
    Received,
    erase,
    find_received,
    receipt_hash,
    take_back,
)
from survey_app.services.exports import export_objects, export_rows, sent_photos
from survey_app.services.questionnaires import published
from survey_app.services.responses import Outcome, submission_hash
from survey_app.services.results import campaign_results
from survey_app.services.results_by_question import question_results
from survey_app.services.upkeep import Deleted, tidy_up
from survey_app.storage.enclosure_queries import photo_content
from survey_app.storage.models import Exclusion, Response
from tests.city import NOON
from tests.services.erasing import (
    DAY,
    ENDED,
    ERASED,
    LAST_CHANCE,
    OF_ANSWERS,
    OF_BOTH,
    SECOND,
    SENT,
    act,
    erasures,
    purge_all,
    reports_rows,
    send,
    state,
    three_reports,
)
from tests.services.reporting import PHOTOS, RING
from tests.storage import rows


@pytest.fixture
def reports(database):
    """Three forms; the last one was ended by a rule."""
    return three_reports(database)


def read(database) -> dict[str, object]:
    """What every reader of responses finds; nothing of it is kept."""
    with database.reading() as session:
        campaign = find_campaign(session, 1)
        form = published(campaign.version)
        results = campaign_results(session, 1, now=ERASED)
        questions = question_results(session, 1, now=ERASED, withhold=False)
        found = {
            "export": list(export_rows(session, 1)[1]),
            "objects": [one["answers"] for one in export_objects(session, 1) if one["answers"]],
            "photos": list(sent_photos(session, 1)),
            "photo": photo_content(session, 4, ("PHOTO", PHOTOS[0].key)),
            "numbers": open_contacts(session, campaign, RING, by=None, now=ERASED),
            "tallies": count_campaign(session, 1, form).arrivals.to_json(),
            "given": count_campaign(session, 1, form, with_open=True).to_json()["tables"],
            "synthetic": synthetic_counts(session),
            "progress": _progress(session, campaign),
            "all arrivals": _progress(session, campaign, every_form=True),
            "results": repr([(c.community.code, c.figures) for c in results.communities]),
            "questions": repr((questions.together, questions.synthetic, questions.main.together)),
            "closing": None,
        }
        with suppress(NotFound):
            found["closing"] = close_contacts(session, 4, by=None, now=ERASED)
        return found


def _progress(session, campaign, **options):
    [one] = progress(session, [campaign], None, **options)
    return [(c.region.code, c.answers, c.newest) for c in one.communities]


@pytest.mark.parametrize(("fields", "told"), [({}, OF_ANSWERS | OF_BOTH), (ENDED, OF_BOTH)])
def test_an_erased_form_is_to_every_reader_as_if_it_had_never_been(reports, fields, told):
    never = read(reports)
    token, outcome = send(reports, **fields)
    assert outcome is Outcome.STORED
    there = read(reports)
    assert {name for name in never if there[name] != never[name]} == told
    act(erase, reports, token)
    assert read(reports) == never
    act(take_back, reports, token, LAST_CHANCE)
    assert read(reports) == there
    act(erase, reports, token)
    assert tidy_up(reports, ERASED + DAY).responses == 1
    assert read(reports) == never


def test_what_is_taken_back_has_all_that_it_had(reports):
    token, _ = send(reports)
    with reports.writing() as session:
        staff = rows.staff(session)
        left_out = {"staff_id": staff.id, "reason": "x", "excluded_at": SENT}
        session.add(Exclusion(response_id=4, **left_out))
    before = reports_rows(reports)
    act(erase, reports, token)
    act(take_back, reports, token, LAST_CHANCE)
    assert reports_rows(reports) == before
    assert erasures(reports) == []
    act(erase, reports, token)
    purge_all(reports, ERASED + DAY)
    assert reports_rows(reports) == ([1, 2, 3], [], [], [])


def test_what_stays_of_an_erasure_leads_back_to_no_form(reports):
    token, _ = send(reports)
    act(erase, reports, token)
    [erasure] = erasures(reports)
    code = receipt(token.submission_id)
    assert erasure.submission_hash == submission_hash(token.submission_id)
    assert erasure.receipt_hash == receipt_hash(code)
    told = str(vars(erasure))
    assert token.submission_id not in told
    assert code not in told


def test_a_form_that_was_erased_is_not_stored_again_before_or_after_it_is_gone(reports):
    token, _ = send(reports)
    act(erase, reports, token)
    assert send(reports, token)[1] is Outcome.ERASED
    assert send(reports, token, TEXT="别的")[1] is Outcome.ERASED
    purge_all(reports, ERASED + DAY)
    assert send(reports, token)[1] is Outcome.ERASED
    assert reports_rows(reports) == ([1, 2, 3], [], [], [])


def test_a_form_that_was_taken_back_is_known_again(reports):
    token, _ = send(reports)
    act(erase, reports, token)
    act(take_back, reports, token)
    assert send(reports, token)[1] is Outcome.RESENT
    assert send(reports, token, TEXT="别的")[1] is Outcome.CHANGED


def test_the_moment_counts_even_if_upkeep_has_not_run(reports):
    token, _ = send(reports)
    act(erase, reports, token)
    assert state(reports, token, LAST_CHANCE).left == SECOND
    assert state(reports, token, ERASED + DAY).is_final
    act(take_back, reports, token, ERASED + DAY)
    assert state(reports, token, ERASED + DAY).is_final
    assert read(reports)["progress"][0][1] == 2
    assert purge_all(reports, LAST_CHANCE) == 0
    assert purge_all(reports, ERASED + DAY) == 1
    assert state(reports, token, ERASED + DAY) == Erased(
        receipt(token.submission_id), ERASED, timedelta(0)
    )
    act(take_back, reports, token, LAST_CHANCE)
    assert reports_rows(reports)[0] == [1, 2, 3]


def test_erasing_again_starts_no_new_day(reports):
    token, _ = send(reports)
    act(erase, reports, token)
    act(erase, reports, token, LAST_CHANCE)
    assert state(reports, token).until == ERASED + DAY
    purge_all(reports, ERASED + DAY)
    act(erase, reports, token, ERASED + 2 * DAY)
    assert len(erasures(reports)) == 1


def test_taking_back_what_was_never_erased_changes_nothing(reports):
    token, _ = send(reports)
    act(take_back, reports, token)
    found = state(reports, token)
    assert isinstance(found, Received)
    assert not hasattr(found, "answers")


def test_a_correction_stays_when_the_form_that_it_replaces_is_gone(reports):
    token, _ = send(reports)
    with reports.writing() as session:
        session.query(Response).filter_by(id=1).update({"replaces_id": 4})
    act(erase, reports, token)
    assert purge_all(reports, ERASED + DAY) == 1
    with reports.reading() as session:
        assert session.get(Response, 1).replaces_id is None


def test_many_erased_forms_go_in_short_turns(reports):
    with reports.writing() as session:
        campaign, place = find_campaign(session, 1), session.get(Response, 1).region_id
        region = next(link.region for link in campaign.communities if link.region_id == place)
        for number in range(10**9, 10**9 + BATCH + 5):  # no test sends so many
            rows.add_response(session, number, campaign, region, erased_at=ERASED)
    assert purge_all(reports, ERASED + DAY) == BATCH
    assert tidy_up(reports, ERASED + DAY) == Deleted(0, 0, 5)
    assert reports_rows(reports)[0] == [1, 2, 3]


@pytest.mark.parametrize("what", [find_received, erase, take_back])
@pytest.mark.parametrize("typed", ["", "nonsense", "23456789ABCDEFGHJK", "\0", "二" * 18])
def test_a_mistyped_receipt_finds_nothing(session, what, typed):
    with pytest.raises(NotFound, match="mistake"):
        what(session, typed, NOON)


@pytest.mark.parametrize("what", [find_received, erase, take_back])
def test_a_receipt_of_nothing_finds_nothing(session, what):
    with pytest.raises(NotFound, match="no answer"):
        what(session, receipt("f" * 32), NOON)


def test_a_receipt_may_be_typed_in_groups_and_small_letters(reports):
    token, _ = send(reports)
    code = receipt(token.submission_id).lower()
    with reports.writing() as session:
        erase(session, f"{code[:6]}-{code[6:12]} {code[12:]}", ERASED)
    assert isinstance(state(reports, token), Erased)
