"""Mishaps in any order: whatever happens between pressing and thanks, each form arrives once."""

import random

from playwright.sync_api import expect

from tests.browser.phone_states import (
    PORTAL,
    POSTS,
    THANKS,
    answer,
    cut,
    is_stored_once,
    mend,
    press,
)

INTERRUPTIONS = ["cut before", "cut after", "busy", "portal", "reload", "new tab", "elsewhere"]


def test_fifty_random_interruptions_lose_nothing_and_double_nothing(served, city, new_page):
    chance = random.Random(4)
    page = new_page()
    page.context.add_init_script("delete Navigator.prototype.serviceWorker")
    sent = 0
    for left in range(50, 0, -1):
        if page.locator("#form").count() == 0:
            page.goto(f"{served}/q/{city.code}/sat")
        if page.locator("#form[data-locked], #sending[data-state]").count() == 0:
            answer(page)
            sent += 1
            page = interrupted(page, served, chance)
            press(page)
        page = interrupted(page, served, chance)
        if chance.random() < 0.3 or left == 1:
            mend(page)
            expect(page.locator(f"{THANKS}, #waiting[data-state=received]")).not_to_have_count(0)
    is_stored_once(city, page, sent)


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
