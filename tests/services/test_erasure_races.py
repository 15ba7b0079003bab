"""An erasure that meets a resend, an undo or the end of its day at the same moment."""

import threading
import time

import pytest

from survey_app.services.codes import receipt
from survey_app.services.erasures import (
    Received,
    erase,
    purge,
    take_back,
)
from survey_app.services.responses import Outcome
from tests.evidence import (
    COMPLETE,
)
from tests.services.erasing import (
    DAY,
    ERASED,
    LAST_CHANCE,
    SECOND,
    act,
    at_once,
    erasures,
    purge_all,
    reports_rows,
    send,
    state,
    three_reports,
)
from tests.services.reporting import store_report


@pytest.fixture
def reports(database):
    """Three forms; the last one was ended by a rule."""
    return three_reports(database)


def waiting(database, first, second):
    """Run `second` in another thread while the transaction of `first` is not committed yet."""
    with database.writing() as session:
        first(session)
        session.flush()
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.3)  # long enough for the other one to stand in the queue
    thread.join()


def test_a_resend_that_waits_for_an_erasure_stores_nothing(reports):
    token, _ = send(reports)
    code, outcomes = receipt(token.submission_id), []
    waiting(
        reports,
        lambda session: erase(session, code, ERASED),
        lambda: outcomes.append(store_report(reports, token, **COMPLETE)),
    )
    assert outcomes == [Outcome.ERASED]
    assert reports_rows(reports)[0] == [1, 2, 3]


def test_taking_back_and_deleting_for_good_at_once_is_one_or_the_other(reports):
    kept, gone = send(reports)[0], send(reports)[0]
    for token in (kept, gone):
        act(erase, reports, token)
    code = receipt(kept.submission_id)
    waiting(
        reports,
        lambda session: take_back(session, code, LAST_CHANCE),
        lambda: purge_all(reports, ERASED + DAY),
    )
    assert isinstance(state(reports, kept), Received)
    assert state(reports, gone, LAST_CHANCE + SECOND).is_final
    assert len(erasures(reports)) == 1
    act(erase, reports, kept)
    waiting(
        reports,
        lambda session: purge(session, ERASED + DAY),
        lambda: act(take_back, reports, kept, LAST_CHANCE),
    )
    assert reports_rows(reports)[0] == [1, 2, 3]
    assert len(erasures(reports)) == 2


def test_erasing_twice_at_once_is_erasing_once(reports):
    token, _ = send(reports)
    at_once(*[lambda: act(erase, reports, token)] * 6)
    assert len(erasures(reports)) == 1
    assert state(reports, token).erased_at == ERASED


def test_taking_back_twice_at_once_is_taking_back_once(reports):
    token, _ = send(reports)
    act(erase, reports, token)
    at_once(*[lambda: act(take_back, reports, token)] * 6)
    assert erasures(reports) == []
    assert isinstance(state(reports, token), Received)


def test_erasing_and_resending_at_once_ends_erased_and_stored_once(reports):
    token, _ = send(reports)
    outcomes = []

    def resend():
        outcomes.append(store_report(reports, token, **COMPLETE))

    at_once(*[resend] * 4, lambda: act(erase, reports, token), *[resend] * 4)
    assert Outcome.STORED not in outcomes
    assert len(erasures(reports)) == 1
    assert reports_rows(reports)[0] == [1, 2, 3]
