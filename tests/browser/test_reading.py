"""Pages that everybody can read and hit: sizes, text at 200 %, contrast, names, weight."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.live import BAIYUAN
from tests.browser.person import sign_in
from tests.browser.states import STATES

EVERY_STATE = pytest.mark.parametrize("state", STATES)
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
STAFF = {
    "console": "/staff/",
    "launch": "/staff/launch",
    "campaign": "/staff/campaigns/{sat}",
    "community": "/staff/communities/" + BAIYUAN,
    "results of the city": "/staff/results/{sat}",
    "results of a community": "/staff/results/{sat}/" + BAIYUAN,
    "ranking of the city": "/staff/results/{needs}",
    "ranking of a community": "/staff/results/{needs}/" + BAIYUAN,
}
# Height of everything that is tapped; an option is tapped by its row, not by its circle.
TARGETS = """() => [...document.querySelectorAll(
    'a, button, summary, select, textarea, label.option, input:not(label.option input)')]
    .filter(e => e.checkVisibility() && e.type !== 'hidden')
    .map(e => [e.matches('label.option') ? 60 : 44, e.getBoundingClientRect().height, e.outerHTML])
    .filter(([least, height]) => height < least - 0.01)"""
SMALL_TEXT = """() => {
    const small = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement;
        if (walker.currentNode.data.trim() && parent.checkVisibility()
            && parseFloat(getComputedStyle(parent).fontSize) < 18) small.push(parent.outerHTML);
    }
    return small;
}"""


def overflow(page):
    """How many pixels are wider than the screen (a phone's innerWidth would grow with them)."""
    return page.evaluate("document.documentElement.scrollWidth") - page.viewport_size["width"]


def violations(page):
    """What axe finds wrong, each with its rule and elements."""
    found = Axe().run(page, options=AXE).response["violations"]
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]


@EVERY_STATE
def test_axe_finds_nothing_on_residents_pages(city, served, new_page, state):
    page = new_page()
    STATES[state](page, served, city)
    assert violations(page) == []


@EVERY_STATE
def test_targets_are_large_and_text_is_at_least_18_px(city, served, new_page, state):
    page = new_page()
    STATES[state](page, served, city)
    assert page.evaluate(TARGETS) == []
    assert page.evaluate(SMALL_TEXT) == []


@EVERY_STATE
@pytest.mark.parametrize("width", [320, 360, 412])
def test_nothing_has_to_be_scrolled_sideways(city, served, new_page, state, width):
    page = new_page(viewport={"width": width, "height": 640})
    STATES[state](page, served, city)
    assert overflow(page) <= 0
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert overflow(page) <= 0


def test_zooming_is_not_blocked_and_the_language_is_named(city, served, new_page):
    page = new_page()
    STATES["form"](page, served, city)
    viewport = page.get_attribute("meta[name=viewport]", "content")
    assert "scalable" not in viewport
    assert "maximum" not in viewport
    assert page.get_attribute("html", "lang") == "zh-CN"
    STATES["english"](page, served, city)
    assert page.get_attribute("html", "lang") == "en"


@pytest.mark.parametrize("questionnaire", ["sat", "needs"])
def test_the_first_page_weighs_at_most_30_kb_in_4_requests(live_city, new_page, questionnaire):
    page = new_page()
    requests = []
    page.on("requestfinished", lambda request: requests.append(request))
    page.goto(f"{live_city.address}/q/{live_city.code()}/{questionnaire}")
    icon = page.get_attribute("link[rel=icon]", "href")
    page.evaluate("icon => fetch(icon).then(answer => answer.blob())", icon)  # as phones do
    sizes = [request.sizes() for request in requests]
    weight = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)
    assert len(requests) <= 4
    assert weight <= 30_000
    assert all(request.url.startswith(live_city.address) for request in requests)


@pytest.mark.parametrize("name", STAFF)
def test_axe_finds_nothing_on_staff_pages(live_city, new_desk, name):
    page = new_desk()
    numbers = {kind: live_city.campaign(kind) for kind in ("sat", "needs")}
    sign_in(page, live_city, STAFF[name].format(**numbers))
    assert "sign-in" not in page.url
    assert violations(page) == []


def test_axe_finds_nothing_on_the_sign_in_page(live_city, new_desk):
    page = new_desk()
    page.goto(f"{live_city.address}/staff/")
    assert violations(page) == []
    page.fill("input[name=user]", "nobody")
    page.fill("input[name=password]", "wrong password")
    with page.expect_navigation():
        page.press("input[name=password]", "Enter")
    assert page.locator("[role=alert]").is_visible()
    assert violations(page) == []


@pytest.mark.parametrize("name", STAFF)
def test_staff_pages_need_no_sideways_scrolling_on_a_phone(live_city, new_page, name):
    page = new_page()
    numbers = {kind: live_city.campaign(kind) for kind in ("sat", "needs")}
    sign_in(page, live_city, STAFF[name].format(**numbers))
    assert overflow(page) <= 0
