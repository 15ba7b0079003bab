"""Old pages still count: whatever happened between opening and sending, no answer is lost."""

from datetime import timedelta

import pytest

from survey_app.app import create_app
from survey_app.config import Settings
from survey_app.keys import open_key_ring, rotate
from survey_app.services.campaigns import close, find_campaign
from survey_app.services.placements import GRACE
from survey_app.storage.models import Placement
from tests.city import CLOSES, NOON, OPENS, SAT

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("hours", [0, 3, 24, 24 * 19, -1])
def test_a_form_may_lie_open_for_long_and_the_clock_may_jump(city, hours):
    token = city.open_form()
    city.clock.now += hours * HOUR
    assert city.send(token=token).status_code == 303
    [row] = city.responses()
    assert row.started_at <= row.submitted_at == city.clock.now


def test_a_form_opened_right_after_the_start_may_be_sent_before_it(city):
    city.clock.now = OPENS
    token = city.open_form()
    city.clock.now = OPENS - HOUR
    assert city.send(token=token).status_code == 303


@pytest.mark.parametrize("hours", [0, 1, 23.9])
def test_a_form_opened_in_time_is_stored_within_a_day_after_the_end(city, hours):
    city.clock.now = CLOSES - HOUR
    token = city.open_form()
    city.clock.now = CLOSES + hours * HOUR
    assert city.send(token=token).status_code == 303
    assert len(city.responses()) == 1


@pytest.mark.parametrize("hours", [24, 24 * 30])
def test_after_that_day_a_page_says_that_it_has_ended(city, hours):
    token = city.open_form()
    city.clock.now = CLOSES + hours * HOUR
    sent = city.send(token=token)
    assert sent.status_code == 410
    assert "结束" in sent.text
    assert city.responses() == []


def test_a_form_whose_token_is_lost_can_still_be_sent_on_the_day_after_the_end(city):
    """Nobody can tell when it was opened, so the resident is believed."""
    city.clock.now = CLOSES + HOUR
    one_more_press(city, city.send(token="none", S30="路灯坏了"))


def test_a_form_whose_token_is_lost_gets_none_after_the_grace(city):
    city.clock.now = CLOSES + GRACE
    sent = city.send(token="none")
    assert sent.status_code == 410
    assert city.responses() == []


def test_a_form_of_a_closed_campaign_says_so_even_if_another_is_open(city):
    token = city.open_form()
    with city.database.writing() as session:
        close(session, find_campaign(session, 2), now=NOON)
    city.clock.now = NOON + 25 * HOUR
    sent = city.send(token=token)
    assert sent.status_code == 410
    assert city.responses() == []


def test_a_form_behind_a_code_that_was_taken_down_is_still_stored(city):
    token = city.open_form()
    with city.database.writing() as session:
        session.query(Placement).filter_by(code=city.code).one().retired_at = NOON
    assert city.send(token=token).status_code == 303


def test_a_form_of_before_a_key_rotation_and_a_restart_is_stored(city):
    token = city.open_form()
    rotate(city.settings.keys_path)
    keys = open_key_ring(city.settings.keys_path)
    app = create_app(city.settings, database=city.database, keys=keys, clock=city.clock)
    sent = app.test_client().post(f"/q/{city.code}/sat", data={**SAT, "form": token})
    assert sent.status_code == 303
    assert len(city.responses()) == 1


@pytest.mark.parametrize("origin", [None, "null", "https://survey.example.cn", "https://other.cn"])
@pytest.mark.parametrize("referer", [None, "https://survey.example.cn/q/X"])
def test_behind_https_neither_origin_nor_referer_is_needed(city, origin, referer):
    settings = Settings(home=city.settings.home, public_url="https://survey.example.cn", proxies=1)
    app = create_app(settings, database=city.database, keys=city.keys, clock=city.clock)
    told = {
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "survey.example.cn",
        "Origin": origin,
        "Referer": referer,
    }
    headers = {name: value for name, value in told.items() if value}
    form = {**SAT, "form": city.open_form()}
    sent = app.test_client().post(f"/q/{city.code}/sat", data=form, headers=headers)
    assert sent.status_code == 303
    assert sent.location.startswith("/r/")


def one_more_press(city, shown) -> None:
    """The page has every answer and a token, so that sending it again stores it."""
    assert shown.status_code == 200
    assert "您填的都还在。请再按一次" in shown.text
    assert 'value="LIVE6" checked' in shown.text
    assert "路灯坏了" in shown.text
    assert city.responses() == []
    token = shown.text.split('name="form" value="')[1].split('"')[0]
    assert city.send(token=token, S30="路灯坏了").status_code == 303
    assert len(city.responses()) == 1


def altered(city) -> str:
    token = city.open_form()
    return token[:-1] + ("A" if token[-1] != "A" else "B")


@pytest.mark.parametrize(
    "stale",
    [
        lambda city: "none",
        lambda city: "\0",
        lambda city: "汉字.x",
        altered,
        lambda city: city.signed(city.token(campaign_id=99)),
        lambda city: city.open_form("needs"),
        lambda city: city.signed(city.token(campaign_id=1)),
    ],
    ids=["missing", "nul", "chinese", "altered", "unknown", "other form", "other campaign"],
)
def test_a_token_that_is_no_good_costs_one_more_press_and_no_answer(city, stale):
    one_more_press(city, city.send(token=stale(city), S30="路灯坏了"))
