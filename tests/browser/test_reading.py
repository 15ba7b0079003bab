"""Pages that everybody can read: contrast, names, light and dark, 大字版 and the languages."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.live import BAIYUAN
from tests.browser.more_states import ALL_STATES, RESIZE, visit
from tests.browser.person import chosen, sign_in

EVERY_STATE = pytest.mark.parametrize("state", ALL_STATES)
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
    visit(page, state, served, city)
    for size in ("standard", "largest"):
        page.evaluate(RESIZE, size)
        for colours in ("light", "dark"):
            page.emulate_media(color_scheme=colours)
            assert (size, colours, violations(page)) == (size, colours, [])


@EVERY_STATE
def test_axe_finds_nothing_on_residents_pages_in_english(city, served, new_page, state):
    page = new_page()
    visit(page, state, served, city, language="en")
    assert violations(page) == []


def test_secondary_text_has_a_contrast_of_seven_in_large_text(city, served, new_page):
    page = new_page()
    enhanced = {"runOnly": ["color-contrast-enhanced"], "resultTypes": ["violations"]}
    enhanced["rules"] = {"color-contrast-enhanced": {"enabled": True}}
    for state in ("offers", "form", "thanks", "ended"):
        visit(page, state, served, city)
        page.evaluate(RESIZE, "large")
        for colours in ("light", "dark"):
            page.emulate_media(color_scheme=colours)
            found = Axe().run(page, options=enhanced).response["violations"]
            assert (state, colours, [n["html"] for f in found for n in f["nodes"]]) == (
                state,
                colours,
                [],
            )


def test_staff_pages_stay_light_and_residents_pages_follow_the_phone(served, new_page):
    page = new_page(color_scheme="dark")
    background = "getComputedStyle(document.body).backgroundColor"
    page.goto(f"{served}/")
    assert page.evaluate(background) == "rgb(23, 27, 31)"
    page.emulate_media(media="print")
    assert page.evaluate(background) == "rgb(255, 255, 255)"
    page.emulate_media(media="screen")
    page.goto(f"{served}/staff/")
    assert page.evaluate(background) == "rgb(244, 246, 245)"


def shown_switches(page):
    return page.locator(".switch:visible").all_inner_texts()


def test_large_text_comes_at_once_and_is_remembered(city, served, new_page):
    page = new_page()
    page.goto(f"{served}/q/{city.code}?lang=en")
    page.evaluate("window.isTheSamePage = true")
    page.keyboard.press("Tab")
    sizes = []
    for _ in range(4):  # with the keyboard alone: what was pressed hands the focus on
        page.keyboard.press("Enter")
        sizes.append(page.evaluate("getComputedStyle(document.body).fontSize"))
    assert [round(float(size[:-2])) for size in sizes] == [22, 26, 30, 22]
    assert page.evaluate("window.isTheSamePage")
    assert shown_switches(page) == ["Standard", "Larger still", "中文"]
    assert page.context.cookies()[0]["value"] == "large"
    page.locator(".offer").first.tap()
    assert page.get_attribute("html", "class").startswith("resident size-large elder")
    page.get_by_role("button", name="Standard").tap()
    assert page.get_attribute("html", "class").split()[-1] == "size-standard"
    page.goto(f"{served}/")
    assert page.get_attribute("html", "class").startswith("resident size-standard")


def test_a_size_in_the_address_does_not_bring_itself_back(city, served, new_page):
    page = new_page()
    page.goto(f"{served}/q/{city.code}?lang=en&text=large")
    page.get_by_role("link", name="Larger still").tap()
    assert page.url.endswith("?lang=en&text=larger")
    assert page.locator(".offer").first.get_attribute("href").endswith("?lang=en&text=larger")
    page.reload()
    assert page.get_attribute("html", "class").startswith("resident size-larger elder")


def test_answers_stay_when_size_and_language_change_on_a_form(city, served, new_page):
    page = new_page()
    page.goto(f"{served}/q/{city.code}/sat")
    page.evaluate("document.querySelector('[name=S00][value=Y]').click()")
    page.locator("[data-size=large]:visible").tap()
    assert chosen(page) == {"S00": ["Y"]}
    with page.expect_navigation():
        page.locator(".switch[name=show]:not([data-size])").tap()
    assert page.get_attribute("html", "lang") == "en"
    assert page.get_attribute("html", "class").startswith("resident size-large elder")
    assert chosen(page) == {"S00": ["Y"]}
    assert city.responses() == []


def test_answers_stay_without_script_too(city, served, new_page):
    page = new_page(java_script_enabled=False)
    page.goto(f"{served}/q/{city.code}/sat")
    page.locator("label:has([name=S00][value=Y])").tap()
    for size in ("large", "larger", "largest", "standard"):
        with page.expect_navigation():
            page.locator(f"[data-size={size}]:visible").first.tap()
        assert f"size-{size}" in page.get_attribute("html", "class")
        assert page.locator("[name=S00][value=Y]").is_checked()
    with page.expect_navigation():
        page.locator(".switch[name=show][lang=en]").tap()
    assert page.get_attribute("html", "lang") == "en"
    assert page.locator("[name=S00][value=Y]").is_checked()
    assert city.responses() == []


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
