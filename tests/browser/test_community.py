"""A community's page on a phone: readable at every size and in the dark, with results on it."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe

from survey_app.services.placements import GRACE
from survey_app.services.public_results import take_due_snapshots
from tests.city import CLOSES
from tests.web.staffroom import answer, rate

AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
PATH = "/c/CK-BAIYUAN"
SMALL_TEXT = """() => {
    const small = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement;
        if (walker.currentNode.data.trim() && parent.checkVisibility()
            && parseFloat(getComputedStyle(parent).fontSize) < 18) small.push(parent.outerHTML);
    }
    return small;
}"""
LOW_TARGETS = """() => [...document.querySelectorAll("main a, header a, header button")]
    .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 47.9)
    .map(e => e.outerHTML)"""
INVISIBLE = """() => [...document.querySelectorAll("figure line")]
    .filter(e => getComputedStyle(e).stroke !== getComputedStyle(document.body).color)
    .map(e => getComputedStyle(e).stroke)"""


@pytest.fixture
def ended(city, served):
    """The address of the page a day after the end, with a rate and a ranking."""
    rate(city, "CK-BAIYUAN", 95, 105)
    answer(city, 1, "CK-BAIYUAN", 30)
    city.clock.now = CLOSES + GRACE
    take_due_snapshots(city.database, city.clock.now)
    return served + PATH


def wrong_with(page):
    found = Axe().run(page, options=AXE).response["violations"]
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]


def is_too_wide(page):
    return page.evaluate("document.documentElement.scrollWidth") > page.viewport_size["width"]


@pytest.mark.parametrize("query", ["", "?text=largest", "?lang=en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_results_can_be_read_by_everybody(ended, new_page, query, scheme):
    page = new_page(color_scheme=scheme)
    page.goto(ended + query)
    assert page.locator("figure").count() == 2
    assert wrong_with(page) == []
    assert page.evaluate(SMALL_TEXT) == []
    assert page.evaluate(LOW_TARGETS) == []
    assert page.evaluate(INVISIBLE) == []
    assert not is_too_wide(page)


def test_the_page_holds_on_the_narrowest_phone_in_the_largest_text(ended, new_page):
    page = new_page(viewport={"width": 320, "height": 568})
    page.goto(ended + "?text=largest")
    assert not is_too_wide(page)


def test_what_is_open_can_be_read_and_opened_without_script(city, served, new_page):
    page = new_page(java_script_enabled=False)
    page.goto(served + PATH)
    page.locator(".ask a").last.tap()
    page.wait_for_url("**/sat")
    assert page.locator("form").count() >= 1


def test_the_page_before_anything_opens_has_no_faults(city, served, new_page):
    city.clock.now = CLOSES - timedelta(days=60)
    page = new_page()
    page.goto(served + PATH)
    assert wrong_with(page) == []
