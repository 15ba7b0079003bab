"""A public tablet: one person after the other, and nothing of the former for the next."""

import re

import pytest
from playwright.sync_api import expect

from survey_app.services.campaigns import close, find_campaign
from tests.browser.tablet import (
    SECRET,
    STAFF_CODE,
    TABLET,
    TRACES,
    answer,
    at_start,
    become_tablet,
    is_asking,
    send,
    token,
)
from tests.browser.test_reading import overflow, violations
from tests.web.staffroom import PASSWORD, hire


@pytest.fixture
def one_form(city):
    """The city with `sat` alone, so that a scanned code opens its form at once."""
    with city.database.writing() as session:
        close(session, find_campaign(session, 1), now=city.clock.now, by=None)
    return city


@pytest.fixture
def tablet(one_form, served, new_page):
    """A page at the start of a public tablet of 百园社区, with a clock that the test moves."""
    page = new_page(**TABLET)
    page.clock.install()
    become_tablet(page, one_form, served)
    return page


def test_three_people_in_a_row_leave_no_trace(tablet, one_form):
    tokens = set()
    for _ in range(3):
        at_start(tablet)
        assert SECRET not in tablet.evaluate(TRACES)
        assert "/r/" not in tablet.evaluate(TRACES)
        tokens.add(token(tablet))
        answer(tablet)
        send(tablet)
        expect(tablet.locator("main[data-received]")).to_be_visible()
        tablet.locator("#kiosk a").tap()
    at_start(tablet)
    assert SECRET not in tablet.evaluate(TRACES)
    assert len(tokens) == 3
    assert [response.mode for response in one_form.responses()] == ["kiosk"] * 3


def test_back_leads_to_the_start_and_not_to_the_former_person(city, served, new_page):
    page = new_page(**TABLET)  # a clock of the test's own would hide how a page was reached
    become_tablet(page, city, served)
    page.locator("a.offer").last.tap()
    answer(page)
    send(page)
    page.locator("#kiosk.tells a").tap()
    for _ in range(3):
        expect(page.locator("a.offer")).to_have_count(2)
        expect(page).to_have_url(re.compile(r"/q/[0-9A-Z]+$"))
        assert SECRET not in page.evaluate(TRACES)
        page.go_back()


def test_after_thanks_it_counts_down_in_words_and_returns(tablet):
    answer(tablet)
    send(tablet)
    expect(tablet.locator("#kiosk.tells p")).to_contain_text(re.compile(r"\b(29|30)\b"))
    tablet.clock.run_for(20_000)
    expect(tablet.locator("#kiosk.tells p")).to_contain_text(re.compile(r"\b(9|10)\b"))
    tablet.clock.run_for(11_000)
    at_start(tablet)


def test_who_wants_to_look_longer_is_asked_again_before_it_returns(tablet):
    answer(tablet)
    send(tablet)
    tablet.locator("#kiosk.tells button").tap()
    expect(tablet.locator("#kiosk.tells")).to_have_count(0)
    tablet.clock.run_for(60_000)
    expect(tablet.locator("main[data-received]")).to_be_visible()
    tablet.clock.run_for(31_000)
    expect(is_asking(tablet)).to_be_visible()
    tablet.clock.run_for(31_000)
    at_start(tablet)


def test_who_stops_is_asked_and_may_go_on(tablet):
    answer(tablet)
    tablet.clock.run_for(80_000)
    expect(is_asking(tablet)).to_have_count(0)
    tablet.clock.run_for(11_000)
    expect(is_asking(tablet)).to_be_visible()
    expect(tablet.locator("#kiosk button")).to_be_focused()
    expect(tablet.locator("main")).to_be_hidden()  # not for whoever passes by
    tablet.locator("#kiosk button").tap()
    expect(is_asking(tablet)).to_have_count(0)
    expect(tablet.locator("html")).to_have_attribute("data-screen", "review")
    assert SECRET in tablet.evaluate(TRACES)


def test_who_left_is_forgotten_after_two_minutes(tablet, one_form):
    answer(tablet)
    tablet.clock.run_for(121_000)
    at_start(tablet)
    assert SECRET not in tablet.evaluate(TRACES)
    assert one_form.responses() == []


def test_start_again_forgets_at_once(tablet):
    answer(tablet)
    tablet.clock.run_for(95_000)
    tablet.locator("#kiosk a").tap()
    at_start(tablet)
    assert SECRET not in tablet.evaluate(TRACES)


def test_a_tablet_that_slept_forgets_when_it_wakes(tablet):
    answer(tablet)
    tablet.clock.fast_forward(3_600_000)
    at_start(tablet)
    assert SECRET not in tablet.evaluate(TRACES)


def test_an_untouched_start_page_asks_nobody(tablet):
    tablet.clock.run_for(300_000)
    expect(is_asking(tablet)).to_have_count(0)
    at_start(tablet)


def test_a_reload_brings_the_same_person_back_but_not_the_next(tablet):
    answer(tablet)
    tablet.clock.run_for(30_000)
    tablet.reload()
    expect(tablet.locator("html")).to_have_attribute("data-screen", "review")
    later = tablet.evaluate("Date.now()") + 120_000
    tablet.clock.pause_at(later)
    tablet.goto("about:blank")
    tablet.go_back()
    at_start(tablet)
    assert SECRET not in tablet.evaluate(TRACES)


def test_without_network_the_form_waits_unseen_and_the_next_person_has_a_form(tablet, one_form):
    first = token(tablet)
    answer(tablet)
    tablet.context.set_offline(True)
    send(tablet)
    tablet.clock.run_for(5_000)
    expect(tablet.locator("#kiosk.tells")).to_be_visible()
    tablet.clock.run_for(31_000)
    expect(tablet.locator("html")).to_have_attribute("data-screen", "start")
    expect(tablet.locator("main")).to_be_visible()
    assert token(tablet) != first
    assert SECRET not in tablet.locator("body").inner_text()
    answer(tablet)
    send(tablet)
    tablet.clock.run_for(40_000)
    expect(is_asking(tablet)).to_be_visible()  # a third person has to wait for the network
    assert SECRET not in tablet.locator("body").inner_text()
    assert one_form.responses() == []
    tablet.context.set_offline(False)
    for _ in range(20):
        tablet.clock.run_for(5_000)
        tablet.wait_for_timeout(100)
        if len(one_form.responses()) == 2:
            break
    assert len(one_form.responses()) == 2
    at_start(tablet)
    assert SECRET not in tablet.evaluate(TRACES)


def test_axe_finds_nothing_in_any_state(tablet, served):
    assert violations(tablet) == []
    answer(tablet)
    tablet.clock.run_for(95_000)
    expect(is_asking(tablet)).to_be_visible()
    assert violations(tablet) == []
    tablet.locator("#kiosk button").tap()
    send(tablet)
    expect(tablet.locator("#kiosk.tells")).to_be_visible()
    assert violations(tablet) == []
    tablet.goto(f"{served}/kiosk/leave")
    tablet.fill("#staff-code", "0000")
    tablet.press("#staff-code", "Enter")
    expect(tablet.locator("#problem")).to_be_visible()
    assert violations(tablet) == []


def test_language_and_size_go_back_for_the_next_person(tablet):
    tablet.locator("[data-size=large]:visible").tap()
    expect(tablet.locator("html.size-large")).to_have_count(1)
    tablet.locator(".switch[lang=en]").tap()
    expect(tablet.locator("html[lang=en]")).to_have_count(1)
    tablet.clock.run_for(121_000)
    expect(tablet.locator("html.size-standard[lang=zh-CN]")).to_have_count(1)
    at_start(tablet)


def test_the_way_out_stands_on_the_start_alone_and_asks_for_the_code(tablet, one_form):
    way_out = tablet.locator(".kiosk-staff a")
    tablet.locator("#next").tap()
    expect(way_out).to_be_hidden()
    tablet.locator("#back").tap()
    way_out.tap()
    tablet.fill("#staff-code", "0000")
    tablet.press("#staff-code", "Enter")
    expect(tablet.locator("#problem")).to_be_visible()
    tablet.fill("#staff-code", STAFF_CODE)
    tablet.press("#staff-code", "Enter")
    expect(tablet.locator("html[data-kiosk]")).to_have_count(0)
    assert "kiosk" not in [cookie["name"] for cookie in tablet.context.cookies()]


def test_staff_make_the_tablet_in_their_browser(one_form, served, new_page):
    hire(one_form, "li", "worker", "CK-BAIYUAN")
    page = new_page(**TABLET)
    page.goto(f"{served}/staff/communities/CK-BAIYUAN")
    page.fill("input[name=user]", "li")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.locator("[aria-labelledby=tablet] a").tap()
    page.wait_for_selector("#staff_code")
    assert violations(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert overflow(page) == 0
    page.fill("#staff_code", STAFF_CODE)
    page.locator("form.form .button").tap()
    at_start(page)
    expect(page.locator("html[data-kiosk]")).to_have_count(1)
    assert [cookie["name"] for cookie in page.context.cookies()].count("survey_staff") == 0


def test_without_script_one_person_follows_the_other(one_form, served, new_page):
    page = new_page(**TABLET, java_script_enabled=False)
    become_tablet(page, one_form, served)
    page.goto(served + one_form.send().location)
    expect(page.locator("main[data-received]")).to_be_visible()
    page.locator("#kiosk a").tap()
    expect(page).to_have_url(f"{served}/q/{one_form.code}")
    assert page.locator("#form input:checked").count() == 0


def test_with_several_questionnaires_the_start_is_the_list(city, served, new_page):
    page = new_page(**TABLET)
    page.clock.install()
    become_tablet(page, city, served)
    page.locator("a.offer").last.tap()
    expect(page.locator(".kiosk-staff")).to_be_hidden()
    answer(page)
    page.clock.run_for(121_000)
    expect(page.locator("a.offer")).to_have_count(2)
    expect(page.locator(".kiosk-staff")).to_be_visible()
    page.clock.run_for(300_000)
    expect(is_asking(page)).to_have_count(0)
    assert SECRET not in page.evaluate(TRACES)


def test_what_the_resident_is_told_of_a_waiting_form_can_be_read(tablet):
    answer(tablet)
    tablet.context.set_offline(True)
    send(tablet)
    tablet.clock.run_for(5_000)
    told, box = tablet.locator("#sending"), tablet.locator("#kiosk.tells")
    expect(box).to_be_visible()
    told.scroll_into_view_if_needed()
    tablet.evaluate("scrollTo(0, document.body.scrollHeight)")
    below = told.bounding_box()
    assert below["y"] + below["height"] <= box.bounding_box()["y"]
