"""What a phone keeps is the right person's, the newest, and no longer there than promised."""

import json
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.person import chosen
from tests.browser.phone_states import (
    ANSWER,
    answer,
    cut,
    drafts,
    kept,
    mend,
    press,
    state,
    thanked,
)
from tests.city import CLOSES, SAT

WEEKS_AGO = {"token": "77-1-1-p-" + "0" * 32, "saved": 0, "at": "S30", "fields": [["S30", "old"]]}
PUT = "([key, value]) => localStorage.setItem(key, JSON.stringify(value))"


@pytest.fixture
def form(served, city, new_page):
    """The page of `sat` on a new phone."""
    page = new_page()
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    page.goto(f"{served}/q/{city.code}/sat")
    return page


def reopen(page):
    """The form's page in another tab of the same phone."""
    tab = page.context.new_page()
    tab.goto(page.url.partition("/r/")[0] if "/r/" in page.url else page.url)
    return tab


def test_a_form_whose_token_the_server_could_not_read_leaves_no_draft_behind(form, city):
    address = form.url
    answer(form, S30="秘密")
    key = "draft:" + form.get_attribute("#form", "data-draft")
    broken = json.dumps(kept(form, key)).replace(drafts(form)[0]["token"][-5:], "AAAAA")
    form.evaluate(PUT, [key, json.loads(broken)])
    form.reload()
    expect(form.locator("#form")).to_have_attribute("data-at", "review")
    press(form)
    expect(form.locator("#alert")).to_be_visible()
    press(form)
    thanked(form)
    assert len(city.responses()) == 1
    form.goto(address)
    assert chosen(form) == {}
    assert drafts(form) == []


@pytest.mark.parametrize("is_cached", [True, False])
def test_back_never_brings_older_answers_over_newer_ones(form, served, is_cached):
    """The browser fills fields again by itself, after our script has done so."""
    if not is_cached:
        session = form.context.new_cdp_session(form)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    form.evaluate(ANSWER, [["S00", "Y"], ["S30", "旧的"]])
    form.goto(f"{served}/c/CK-BAIYUAN")
    tab = form.context.new_page()
    tab.goto(form.url.replace("/c/CK-BAIYUAN", ""))
    form.go_back()
    newer = reopen(form)
    answer(newer, S30="新的")
    form.bring_to_front()
    form.goto(f"{served}/c/CK-BAIYUAN")
    form.go_back()
    expect(form.locator("[name=S30]")).to_have_value("新的")
    form.evaluate(ANSWER, [["S40", "M"]])
    assert len(drafts(form)[0]["fields"]) == len(SAT) + 1


def test_drafts_go_after_a_week_also_when_their_form_is_never_opened_again(form):
    form.evaluate(PUT, ["draft:77.CK-BAIYUAN", [WEEKS_AGO]])
    form.reload()
    assert kept(form, "draft:77.CK-BAIYUAN") == []


def test_a_draft_that_cannot_be_read_does_not_stop_the_screens(form):
    key = "draft:" + form.get_attribute("#form", "data-draft")
    form.evaluate(PUT, [key, [{"token": WEEKS_AGO["token"], "saved": 9e15}]])
    form.reload()
    expect(form.locator("html.screens")).to_have_count(1)


def test_an_entry_that_cannot_be_read_does_not_stop_the_others(form, city):
    cut(form, "before")
    answer(form)
    press(form)
    state(form, "queued")
    waiting = kept(form, "outbox")
    form.evaluate(PUT, ["outbox", [{"action": "/q/x/y", "token": "t"}, *waiting]])
    form.reload()
    mend(form)
    thanked(form)
    assert len(city.responses()) == 1


def test_what_was_begun_before_the_end_may_be_finished_in_the_day_after(form, city):
    code = form.url.rpartition("/")[0]
    answer(form)
    city.clock.now = CLOSES + timedelta(hours=3)
    form.goto(code)
    form.locator("[data-begun]:visible a").first.tap()
    expect(form.locator("#form")).to_have_attribute("data-at", "review")
    press(form)
    thanked(form)
    assert len(city.responses()) == 1


def test_nobody_else_is_invited_after_the_end(form, city):
    city.clock.now = CLOSES + timedelta(hours=3)
    form.goto(form.url.rpartition("/")[0])
    expect(form.locator("[data-begun]")).to_have_count(2)
    expect(form.locator("[data-begun]:visible")).to_have_count(0)
