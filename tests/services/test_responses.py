"""The one write path: stored once, whatever arrives again."""

import threading

import pytest

from survey_app.questionnaire.codebook import Codebook
from survey_app.services.codes import receipt
from survey_app.services.responses import Arrival, Outcome, record_response
from survey_app.storage.models import Response
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
