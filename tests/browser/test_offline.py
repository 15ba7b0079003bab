"""A network that comes and goes: each form arrives once, and the page says only what is so."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.phone_states import (
    PORTAL,
    POSTS,
    THANKS,
    answer,
    cut,
    is_stored_once,
    kept,
    mend,
    press,
    state,
    thanked,
    to_overview,
)
from tests.city import CLOSES, SAT


@pytest.fixture
def phone(new_page):
    """A page on a phone without a service worker: what it sees, Playwright cannot cut off."""
    page = new_page()
    page.context.add_init_script("delete Navigator.prototype.serviceWorker")
    return page


@pytest.fixture
def form_page(served, city, phone):
    """A page whose form is filled in and looked over."""
    page = phone
    page.goto(f"{served}/q/{city.code}/sat")
    answer(page)
    return page


def test_a_form_is_sent_without_leaving_the_page_and_thanks_take_its_place(form_page, city):
    press(form_page)
    thanked(form_page)
    assert "/r/" in form_page.url
    is_stored_once(city, form_page)


def test_without_a_network_the_form_waits_on_the_phone_and_can_still_be_changed(form_page, city):
    page = form_page
    page.context.set_offline(True)
    press(page)
    state(page, "offline")
    assert page.locator(THANKS).count() == 0
    assert len(kept(page, "outbox")) == 1
    page.evaluate("document.querySelector('[name=S10][value=\"5\"]').click()")
    assert kept(page, "outbox") == []
    to_overview(page)
    press(page)
    state(page, "offline")
    page.context.set_offline(False)
    thanked(page)
    is_stored_once(city, page)
    assert city.responses()[0].answers["S10"] == "5"


@pytest.mark.parametrize("how", ["before", "after"])
def test_what_may_have_arrived_is_not_changed_any_more_and_is_sent_once(form_page, city, how):
    page = form_page
    cut(page, how)
    press(page)
    state(page, "queued")
    assert page.locator(THANKS).count() == 0
    assert page.locator("#form input:enabled:not([type=hidden])").count() == 0
    assert len(city.responses()) == (how == "after")
    mend(page)
    thanked(page)
    is_stored_once(city, page)


@pytest.mark.parametrize("how", ["before", "after"])
@pytest.mark.parametrize("again", ["reload", "new tab", "other page"])
def test_a_page_opened_later_goes_on_sending(form_page, served, city, how, again):
    page = form_page
    cut(page, how)
    press(page)
    state(page, "queued")
    if again == "reload":
        page.reload()
        state(page, "queued")
        mend(page)
        thanked(page)
    else:
        other = page.context.new_page()
        page.close()
        page = other
        if again == "new tab":
            page.goto(f"{served}/q/{city.code}/sat")
            state(page, "queued")
            mend(page)
            thanked(page)
        else:
            page.goto(served)
            waiting = page.locator("#waiting")
            expect(waiting).to_have_attribute("data-state", "queued")
            mend(page)
            expect(waiting).to_have_attribute("data-state", "received")
    is_stored_once(city, page)


def test_the_button_tries_at_once(form_page, city):
    page = form_page
    cut(page, "before")
    press(page)
    state(page, "queued")
    page.context.unroute(POSTS)
    page.locator("#sending button").tap()
    thanked(page)
    is_stored_once(city, page)


@pytest.mark.parametrize(
    "answered",
    [
        {"status": 503, "headers": {"Retry-After": "30"}, "body": "busy"},
        {"status": 429, "headers": {"Retry-After": "30"}, "body": "slower"},
        {"status": 500, "body": "oh"},
        {"status": 404, "body": "nothing here"},
        {"status": 200, "body": PORTAL, "content_type": "text/html"},
        {"status": 302, "headers": {"Location": "/static/card.png"}},
    ],
    ids=["503", "429", "500", "another's 404", "portal", "led elsewhere"],
)
def test_what_is_not_our_thanks_is_no_thanks(form_page, city, answered):
    page = form_page
    page.context.route(POSTS, lambda route: route.fulfill(**answered))
    press(page)
    state(page, "queued")
    assert page.locator(THANKS).count() == 0
    assert len(kept(page, "outbox")) == 1
    page.context.unroute(POSTS)
    page.locator("#sending button").tap()
    thanked(page)
    is_stored_once(city, page)


def test_tries_come_after_two_four_and_eight_seconds_and_not_before_the_server_said(
    served, city, phone
):
    page = phone
    page.clock.install()
    page.goto(f"{served}/q/{city.code}/sat")
    answer(page)
    tried = []

    def refuse(route):
        tried.append(route.request.url)
        headers = {"Retry-After": "90"} if len(tried) == 4 else {}
        route.fulfill(status=503, headers=headers, body="busy")

    page.context.route(POSTS, refuse)
    press(page)
    for number, pause in enumerate([2, 4, 8, 90], start=1):
        state(page, "queued")
        page.clock.run_for(int(pause * 0.75 * 1000) if number < 4 else 89_000)
        assert len(tried) == number
        if number == 4:
            page.evaluate("dispatchEvent(new Event('online'))")
            page.clock.run_for(100)
            assert len(tried) == 4
            page.context.unroute(POSTS)
        with page.expect_request(POSTS):
            page.clock.run_for(int(pause * 0.5 * 1000))
    thanked(page)
    is_stored_once(city, page)


def test_a_form_that_the_server_refuses_comes_back_with_its_answers(form_page, city):
    page = form_page
    page.evaluate("document.querySelector('#form [name=S10]:checked').value = '77'")
    press(page)
    expect(page.locator("#alert")).to_be_visible()
    assert kept(page, "outbox") == []
    assert page.evaluate("document.querySelector('[name=S01]:checked').value") == SAT["S01"]
    assert city.responses() == []
    answer(page)
    press(page)
    thanked(page)
    is_stored_once(city, page)


def test_a_form_that_is_refused_later_is_shown_and_not_dropped(form_page, served, city):
    page = form_page
    page.evaluate("document.querySelector('#form [name=S10]:checked').value = '77'")
    cut(page, "before")
    press(page)
    state(page, "queued")
    page.goto(served)
    expect(page.locator("#waiting")).to_have_attribute("data-state", "queued")
    mend(page)
    expect(page.locator("#alert")).to_be_visible()
    assert f"/q/{city.code}/sat" in page.url
    answer(page)
    press(page)
    thanked(page)
    is_stored_once(city, page)


def test_a_form_that_came_too_late_is_said_to_have_ended(form_page, served, city):
    page = form_page
    cut(page, "before")
    press(page)
    state(page, "queued")
    page.goto(served)
    city.clock.now = CLOSES + timedelta(days=2)
    mend(page)
    expect(page.locator("main")).to_contain_text("结束")
    assert kept(page, "outbox") == []
    assert city.responses() == []


def test_a_refused_form_does_not_take_the_place_of_another_one(form_page, served, city):
    page = form_page
    page.evaluate("document.querySelector('#form [name=S10]:checked').value = '77'")
    cut(page, "before")
    press(page)
    state(page, "queued")
    page.goto(f"{served}/q/{city.code}/needs")
    waiting = page.locator("#waiting")
    expect(waiting).to_have_attribute("data-state", "queued")
    mend(page)
    expect(waiting).to_have_attribute("data-state", "refused")
    assert "/needs" in page.locator("#form").get_attribute("action")
    assert len(kept(page, "outbox")) == 1
    waiting.locator("button").tap()
    expect(page.locator("#alert")).to_be_visible()
    assert "/sat" in page.locator("#form").get_attribute("action")
    answer(page)
    press(page)
    thanked(page)
    is_stored_once(city, page)


def test_two_people_on_one_phone_without_a_network_are_two_responses(form_page, served, city):
    first = form_page
    cut(first, "before")
    second = first.context.new_page()
    press(first)
    state(first, "queued")
    second.goto(f"{served}/q/{city.code}/sat")
    state(second, "queued")
    second.locator("#restored [data-fresh]").tap()
    expect(second.locator("#restored")).to_be_hidden()
    answer(second, S40="M")
    press(second)
    state(second, "queued")
    assert len(kept(second, "outbox")) == 2
    first.close()
    mend(second)
    thanked(second)
    second.wait_for_function("() => !localStorage.getItem('outbox')")
    is_stored_once(city, second, 2)
    assert {row.answers["S40"] for row in city.responses()} == {"M", SAT["S40"]}


def test_pressing_twice_sends_once(form_page, city):
    posts = []
    form_page.on("request", lambda request: posts.append(request.method))
    form_page.locator("#form [type=submit]:not([name])").dblclick()
    thanked(form_page)
    assert posts.count("POST") == 1
    is_stored_once(city, form_page)


def test_another_tab_of_the_same_form_shows_the_thanks_too(form_page, served, city):
    other = form_page.context.new_page()
    other.goto(f"{served}/q/{city.code}/sat")
    press(form_page)
    thanked(form_page)
    thanked(other)
    assert other.url == form_page.url
    is_stored_once(city, other)


def test_without_fetch_the_browser_sends_the_form_itself(served, city, phone):
    page = phone
    page.add_init_script("delete window.fetch")
    page.goto(f"{served}/q/{city.code}/sat")
    answer(page)
    press(page)
    thanked(page)
    assert len(city.responses()) == 1
