"""The launch page: what it offers and asks for, what it refuses, and what it starts."""

import re
from datetime import UTC, datetime

import pytest

from survey_app.services.campaigns import find_campaign, placeholders
from survey_app.services.questionnaires import bundled_questionnaire, publish
from tests.web.launch_plan import LAUNCH, PLAN
from tests.web.staffroom import post, signed_in


def test_launching_opens_at_midnight_and_leads_to_the_posters(city):
    client = signed_in(city)
    done = post(client, LAUNCH, **PLAN)
    assert done.status_code == 303
    page = client.get(done.location).text
    assert "Next, print the posters" in page
    assert "/staff/campaigns/3/posters.pdf" in page
    with city.database.reading() as session:
        campaign = find_campaign(session, 3)
        assert campaign.opens_at == datetime(2026, 9, 30, 16, tzinfo=UTC)
        assert campaign.closes_at == datetime(2026, 10, 20, 16, tzinfo=UTC)
        assert campaign.round.code == "2026-10"
        assert len(campaign.communities) == 2


CONS = {**PLAN, "questionnaire": "cons"}
PROJECT = "fill-cons-project_name"


def filled(**changes):
    """The launch of `cons` with a value for each of its placeholders."""
    names = [p.name for p in placeholders(bundled_questionnaire("cons"))]
    return {**CONS, **{f"fill-cons-{name}": f"食堂 {name}" for name in names}, **changes}


def test_the_launch_page_asks_for_what_the_questions_leave_open(city):
    page = signed_in(city).get(LAUNCH).text
    assert PROJECT in page
    assert "Residents read this in the questions." in page
    assert "fill-sat-" not in page


def test_residents_read_what_was_filled_in_escaped(city):
    client = signed_in(city)
    assert post(client, LAUNCH, **filled(**{PROJECT: "<b>食堂</b>"})).status_code == 303
    city.clock.now = datetime(2026, 10, 1, tzinfo=UTC)
    page = city.client.get(f"/q/{city.code}/cons").text
    assert "&lt;b&gt;食堂&lt;/b&gt;" in page
    assert "{project_name}" not in page
    assert "<b>食堂" not in page


@pytest.mark.parametrize(
    ("value", "sentence"),
    [("  ", "Please fill this in."), ("字" * 501, "Please write at most")],
)
def test_a_wrong_value_is_named_and_the_others_are_kept(city, value, sentence):
    client = signed_in(city)
    refused = post(client, LAUNCH, **filled(**{PROJECT: value, "phone": "0759-7654321"}))
    assert refused.status_code == 422
    assert f'id="{PROJECT}-error"' in refused.text
    assert sentence in refused.text
    assert 'value="0759-7654321"' in refused.text
    assert f'href="#{PROJECT}"' in refused.text


def test_what_another_questionnaire_leaves_open_need_not_be_filled_in(city):
    assert post(signed_in(city), LAUNCH, **PLAN).status_code == 303


def test_the_launch_page_offers_newest_versions_and_begins_with_the_one_asked_for(city):
    with city.database.writing() as session:
        second = bundled_questionnaire("sat").model_copy(update={"version": 2})
        publish(session, second, city.clock.now)
    page = signed_in(city).get(f"{LAUNCH}&questionnaire=sat").text
    assert 'value="sat" checked' in page
    assert page.count('value="sat"') == 1
    assert "version 2" in page
    assert 'value="inv"' not in page  # for staff who are signed in
    assert 'href="/staff/questionnaires' in page


def test_residents_find_a_launched_questionnaire_on_its_first_day(city):
    client = signed_in(city)
    post(client, LAUNCH, **PLAN)
    city.clock.now = datetime(2026, 10, 1, tzinfo=UTC)
    assert city.client.get(f"/q/{city.code}/sat").status_code == 200
    assert 'name="S10"' in city.client.get(f"/q/{city.code}/sat").text


def test_two_campaigns_of_one_kind_at_once_are_refused_with_everything_kept(city):
    client = signed_in(city)
    refused = post(client, LAUNCH, **{**PLAN, "first_day": "2026-09-05", "phone": "0759-7654321"})
    assert refused.status_code == 422
    assert "already has Residents&#39; satisfaction poll in these days" in refused.text
    assert 'value="0759-7654321"' in refused.text
    assert 'value="CK-JINSHAWAN" checked' in refused.text
    assert 'value="XS-HUALIAN" checked' not in refused.text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"questionnaire": ""}, "Please choose a questionnaire."),
        ({"questionnaire": "other"}, "Please choose a questionnaire."),
        ({"communities": []}, "Please choose at least one community."),
        ({"communities": ["NOWHERE"]}, "Please choose at least one community."),
        ({"first_day": "2026-08-31"}, "The first day has passed."),
        ({"first_day": "soon"}, "Please give a day, such as 2026-09-10."),
        ({"last_day": "9999-12-31"}, "Please choose a day before the year 2100."),
        ({"first_day": "9999-12-31"}, "Please choose a day before the year 2100."),
        ({"last_day": "2026-09-30"}, "The last day must not be before the first day."),
        ({"organiser": "   "}, "Please fill this in."),
        ({"phone": "1" * 61}, "Please write at most 60 characters."),
        ({"round": "September"}, "Write it like 2026-09."),
    ],
)
def test_a_mistake_is_named_beside_its_field_and_nothing_is_launched(city, wrong, sentence):
    client = signed_in(city)
    refused = post(client, LAUNCH, **{**PLAN, **wrong})
    assert refused.status_code == 422
    assert sentence in refused.text
    assert client.get("/staff/campaigns/3").status_code == 404


def test_ticking_all_or_none_keeps_the_rest_of_the_form(city):
    client = signed_in(city)
    none = post(client, LAUNCH, **{**PLAN, "tick": "none"}).text
    assert none.count('name="communities"') == 9
    assert not re.search(r'name="communities" value="[^"]+" checked', none)
    assert 'value="0759-1234567"' in none
    all_ = post(client, LAUNCH, **{**PLAN, "tick": "all"}).text
    assert len(re.findall(r'name="communities" value="[^"]+" checked', all_)) == 9


def test_the_launch_form_remembers_the_last_campaigns_words(city):
    assert 'value="湛江市商务局"' in signed_in(city).get(LAUNCH).text


def test_a_worker_launches_only_in_communities_of_the_area(city):
    client = signed_in(city, "worker", "CK-BAIYUAN")
    page = client.get(LAUNCH).text
    assert "CK-BAIYUAN" in page
    assert "CK-JINSHAWAN" not in page
    assert post(client, LAUNCH, **PLAN).status_code == 422
    own = post(client, LAUNCH, **{**PLAN, "communities": ["CK-BAIYUAN"]})
    assert own.status_code == 303


def test_a_campaign_closed_by_mistake_can_be_launched_again_the_same_day(city):
    client = signed_in(city)
    assert post(client, "/staff/campaigns/2/close", page="/staff/launch").status_code == 303
    again = {**PLAN, "first_day": "2026-09-01", "last_day": "2026-09-20"}
    assert post(client, LAUNCH, **again).status_code == 303
    assert city.send().status_code == 303
