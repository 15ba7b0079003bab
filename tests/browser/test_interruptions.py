"""Mishaps in any order: whatever happens between pressing and thanks, each form arrives once.

Playwright cannot cut off what a service worker sees: these phones have none.
"""

import random

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
)


@pytest.fixture
def phone(new_page):
    """A page on a phone without a service worker."""
    page = new_page()
    page.context.add_init_script("delete Navigator.prototype.serviceWorker")
    return page


def test_photos_cannot_wait_on_the_phone_and_the_page_says_so_and_keeps_them(served, city, phone):
    page = phone
    page.goto(f"{served}/q/{city.code}/sat")
    answer(page)
    page.evaluate(
        "document.getElementById('S30').insertAdjacentHTML('beforeend',"
        " `<input type=file name=PHOTO id=photo>`)"
    )
    photo = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"x" * 1000}
    page.set_input_files("#photo", photo)
    cut(page, "before")
    press(page)
    state(page, "queued", words="blocked")
    assert kept(page, "outbox") == []
    page.context.unroute(POSTS)
    with page.expect_request(POSTS) as sent:
        page.locator("#sending button").tap()
    assert sent.value.headers["content-type"].startswith("multipart/form-data")
    thanked(page)
    is_stored_once(city, page)


INTERRUPTIONS = ["cut before", "cut after", "busy", "portal", "reload", "new tab", "elsewhere"]


def test_fifty_random_interruptions_lose_nothing_and_double_nothing(served, city, phone):
    chance = random.Random(4)
    page = phone
    sent = 0
    for left in range(50, 0, -1):
        if page.locator("#form").count() == 0:
            page.goto(f"{served}/q/{city.code}/sat")
        if page.locator("#form[data-locked], #sending[data-state]").count() == 0:
            answer(page, S30=str(sent))  # every form is known by what it says
            sent += 1
            page = interrupted(page, served, chance)
            press(page)
        page = interrupted(page, served, chance)
        if chance.random() < 0.3 or left == 1:
            mend(page)
            expect(page.locator(f"{THANKS}, #waiting[data-state=received]")).not_to_have_count(0)
    is_stored_once(city, page, sent)
    assert {row.answers["S30"] for row in city.responses()} == set(map(str, range(sent)))


def interrupted(page, served, chance):
    """One mishap out of seven; the page that the resident looks at then."""
    what = chance.choice(INTERRUPTIONS)
    page.context.unroute(POSTS)
    cut(page, "after" if what == "cut after" else "before")
    if what in ("busy", "portal"):
        status = 503 if what == "busy" else 200
        page.context.route(POSTS, lambda route: route.fulfill(status=status, body=PORTAL))
    if what == "reload":
        page.reload()
    if what == "new tab":
        address = page.url
        opened = page.context.new_page()
        page.close()
        page = opened
        page.goto(address)
    if what == "elsewhere":
        address = page.url
        page.goto(served)
        page.goto(address)
    return page
