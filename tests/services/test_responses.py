"""The one write path: stored once, whatever arrives again, and never after an erasure."""

import threading
import time

import pytest

from survey_app.errors import NotFound
from survey_app.questionnaire.codebook import Codebook
from survey_app.services.codes import receipt
from survey_app.services.responses import (
    Arrival,
    Outcome,
    erase,
    find_received,
    record_response,
    submission_hash,
)
from survey_app.storage.models import Erasure, Response
from tests.city import NOON, SAT
from tests.services.responding import checked, region_of, token, version_of


@pytest.fixture
def arrive(city_on_both):
    """Stores a satisfaction form under a given token in a transaction of its own."""

    def arrive(sent=None, now=NOON, **fields):
        with city_on_both.database.writing() as session:
            form = version_of(session, "sat")
            sent = sent or token(2, form.id)
            arrival = Arrival(sent, region_of(session), None, "zh")
            answers = checked(form, {**SAT, **fields})
            return sent, record_response(session, arrival, answers, form=form, now=now)

    return arrive


def stored(city) -> list[Response]:
    with city.database.reading() as session:
        return session.query(Response).all()


def test_a_form_is_stored_with_its_answers_and_codes(city_on_both, arrive):
    sent, outcome = arrive(S30="路灯坏了 𠮷")
    assert outcome is Outcome.STORED
    [row] = stored(city_on_both)
    assert row.answers["S30"] == "路灯坏了 𠮷"
    assert row.receipt == receipt(sent.submission_id)
    with city_on_both.database.reading() as session:
        questionnaire = version_of(session, "sat").questionnaire
    assert Codebook(questionnaire).decode(row.codes)["S10"] == row.answers["S10"] == "4"


def test_the_same_form_again_is_success_and_nothing_new(city_on_both, arrive):
    sent, _ = arrive()
    assert [arrive(sent)[1] for _ in range(3)] == [Outcome.RESENT] * 3
    assert len(stored(city_on_both)) == 1


def test_other_answers_under_the_same_form_leave_the_first_ones(city_on_both, arrive):
    sent, _ = arrive(S10="5")
    assert arrive(sent, S10="4")[1] is Outcome.CHANGED
    assert [row.answers["S10"] for row in stored(city_on_both)] == ["5"]


def test_a_form_that_a_rule_ended_is_a_count_and_nothing_else(city_on_both, arrive):
    sent, outcome = arrive(S01="VISIT", S30="我不住这里")
    assert outcome is Outcome.STORED
    [row] = stored(city_on_both)
    assert (row.ended, row.answers, row.codes) == ("visitor", None, None)
    assert arrive(sent, S01="VISIT")[1] is Outcome.RESENT


def test_a_form_with_problems_is_never_stored(arrive):
    with pytest.raises(ValueError, match="never stored"):
        arrive(S10="9")


def test_a_phone_whose_clock_runs_ahead_did_not_start_in_the_future(city_on_both, arrive):
    ahead = token(2, 2, issued_at=NOON.replace(hour=23))
    arrive(ahead)
    [row] = stored(city_on_both)
    assert row.started_at == row.submitted_at == NOON


def test_an_erased_form_is_gone_and_stays_gone(city_on_both, arrive):
    sent, _ = arrive()
    typed = receipt(sent.submission_id)
    with city_on_both.database.writing() as session:
        erase(session, typed.lower(), NOON)
    assert stored(city_on_both) == []
    assert arrive(sent)[1] is Outcome.ERASED
    assert stored(city_on_both) == []
    with city_on_both.database.reading() as session:
        [erasure] = session.query(Erasure).all()
        assert erasure.submission_hash == submission_hash(sent.submission_id)
        assert sent.submission_id not in str(vars(erasure))


@pytest.mark.parametrize("typed", ["", "nonsense", "23456789ABCDEFGHJK", "\0", "二" * 18])
def test_an_unknown_receipt_finds_nothing(city_on_both, typed):
    with city_on_both.database.reading() as session, pytest.raises(NotFound):
        find_received(session, typed)


def test_an_erased_receipt_is_like_an_unknown_one(city_on_both, arrive):
    typed = receipt(arrive()[0].submission_id)
    with city_on_both.database.writing() as session:
        erase(session, typed, NOON)
        with pytest.raises(NotFound):
            erase(session, typed, NOON)


def test_a_resend_that_waits_for_an_erasure_stores_nothing(city_on_both, arrive):
    sent, _ = arrive()
    with city_on_both.database.writing() as session:
        erase(session, receipt(sent.submission_id), NOON)
        session.flush()
        outcomes = []
        resend = threading.Thread(target=lambda: outcomes.append(arrive(sent)[1]))
        resend.start()
        time.sleep(0.3)  # long enough for the resend to stand in the queue
    resend.join()
    assert outcomes == [Outcome.ERASED]
    assert stored(city_on_both) == []


def test_forms_that_arrive_at_once_under_one_token_are_stored_once(city_on_both, arrive):
    sent = token(2, 2)
    outcomes = []
    threads = [
        threading.Thread(target=lambda n=n: outcomes.append(arrive(sent, S10=f"{n % 2 + 4}")[1]))
        for n in range(10)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 10
    assert outcomes.count(Outcome.STORED) == 1
    assert len(stored(city_on_both)) == 1
