"""How a draft ends: published, made into a questionnaire of one's own, or discarded."""

import re

import pytest

from survey_app.services import drafts
from survey_app.services.staff import find_staff
from survey_app.storage import queries
from survey_app.storage.accounts import Audit
from tests.web.drafting import DRAFT, EN, at, seated, send, stored
from tests.web.staffroom import hire, post, sign_in


@pytest.fixture
def desk(city):
    """Somebody signed in, and draft 1: a copy of `sat`."""
    return seated(city)


def test_publishing_shows_what_it_is_and_leads_to_the_version(city, desk):
    page = desk.get(f"{DRAFT}/publish?lang=en").text
    assert "9 on 19 screens" in page
    assert re.search(r"about \d\.\d; the goal is 3", page)
    found = re.search(r'name="revision" value="(\d+)"', page)
    done = post(desk, f"{DRAFT}/publish?lang=en", revision=found[1])
    assert done.status_code == 303
    assert "/staff/questionnaires/sat2/1" in done.location
    assert "Next, launch it" in desk.get(done.location).text
    with city.database.reading() as session:
        assert queries.questionnaire_version(session, "sat2", 1) is not None
    assert desk.get(DRAFT).status_code == 404


def test_what_was_changed_after_looking_is_not_published(city, desk):
    send(desk, at("S21", city), text__zh="改了")
    done = post(desk, f"{DRAFT}/publish?lang=en", revision="1")
    assert "Please look once more" in desk.get(done.location).text
    with city.database.reading() as session:
        assert queries.questionnaire_version(session, "sat2") is None


def test_errors_lead_to_their_question_instead_of_a_button(city, desk):
    send(desk, at("S21", city), text__zh="")
    page = desk.get(f"{DRAFT}/publish?lang=en").text
    assert "at=q6" in page
    assert "Publish version" not in page


def test_a_worker_does_not_publish_a_new_version_of_the_citys_questionnaire(city, desk):
    with city.database.writing() as session:
        row = queries.questionnaire_version(session, "sat")
        by = find_staff(session, "worker").id
        number = drafts.new_version(session, row, by=by, now=city.clock.now).id
    address = f"/staff/drafts/{number}/publish?lang=en"
    assert "ask an administrator" in desk.get(address).text
    refused = post(desk, address, page=EN, revision="1")
    assert refused.status_code == 403
    hire(city, "boss", "admin")
    boss = city.client
    sign_in(boss, "boss")
    page = boss.get(address).text
    assert "What differs from the version before" in page
    assert post(boss, address, revision="1").status_code == 303


def test_a_worker_makes_a_questionnaire_of_its_own_of_it_instead(city, desk):
    with city.database.writing() as session:
        row = queries.questionnaire_version(session, "sat")
        by = find_staff(session, "worker").id
        number = drafts.new_version(session, row, by=by, now=city.clock.now).id
    address = f"/staff/drafts/{number}/publish?lang=en"
    done = post(desk, f"/staff/drafts/{number}/own?lang=en", page=address)
    assert "Publish version 1 now" in desk.get(done.location).text
    assert stored(city, number)["id"] == "sat3"


def test_a_discarded_draft_is_gone(city, desk):
    done = post(desk, f"{DRAFT}/discard?lang=en", page=EN)
    assert done.status_code == 303
    assert "The draft is gone" in desk.get(done.location).text
    assert desk.get(DRAFT).status_code == 404


@pytest.fixture
def next_version(city):
    """An administrator at draft 1, the next version of `sat`, which is published already."""
    hire(city, "boss", "admin")
    client = city.client
    sign_in(client, "boss")
    with city.database.writing() as session:
        row = queries.questionnaire_version(session, "sat")
        by = find_staff(session, "boss").id
        drafts.new_version(session, row, by=by, now=city.clock.now)
    return client


def test_a_code_with_another_meaning_is_said_while_it_is_edited(city, next_version):
    send(next_version, at("S21", city), options__0__zh="没有变好")
    page = next_version.get(at("S21", city)).text
    assert "which is something else; use a new code" in page
    shown = next_version.get(f"{DRAFT}/publish?lang=en").text
    assert "which is something else; use a new code" in shown
    assert "Publish version" not in shown


def test_doubtful_words_are_published_on_the_authors_word_and_that_is_kept(city, next_version):
    send(next_version, at("S21", city), text__zh="您觉得呢？")
    page = next_version.get(f"{DRAFT}/publish?lang=en").text
    assert "Yes, all of these mean the same as before" in page
    revision = re.search(r'name="revision" value="(\d+)"', page)[1]
    refused = post(next_version, f"{DRAFT}/publish?lang=en", revision=revision)
    assert refused.location.partition("?")[0] == f"{DRAFT}/publish"
    done = post(next_version, f"{DRAFT}/publish?lang=en", revision=revision, same_meaning="1")
    assert "/staff/questionnaires/sat/2" in done.location
    with city.database.reading() as session:
        kept = session.query(Audit).filter_by(action="publish questionnaire").one().detail
    assert "您觉得呢？" in kept["same_meaning"][0]
