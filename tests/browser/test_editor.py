"""The editor in a real browser: by keyboard, with and without script, away, stale, on a tablet."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from survey_app.services import drafts
from survey_app.services.questionnaires import bundled_questionnaire
from survey_app.services.staff import Account, find_staff
from tests.browser.test_reading import overflow, violations
from tests.city import City
from tests.web.staffroom import PASSWORD, hire

WIDE, TABLET, PHONE = (1280, 900), (768, 1024), (360, 740)
ADMIN = Account(0, "", "", "admin", None)
QUESTION = "您最想先改哪一样？"


@pytest.fixture
def desk(city: City, served: str, new_page) -> Callable[..., Page]:
    """Call it for a page of the given size with a draft of `sat` open, signed in."""
    hire(city, "boss", "admin")
    with city.database.writing() as session:
        by = find_staff(session, "boss").id
        drafts.copy(session, bundled_questionnaire("sat"), by=by, now=city.clock.now)

    def open_desk(size: tuple[int, int] = WIDE, *, at: str = "q6", **options: object) -> Page:
        viewport = {"width": size[0], "height": size[1]}
        page = new_page(**{"viewport": viewport, "is_mobile": False, "has_touch": False, **options})
        page.goto(f"{served}/staff/drafts/1?at={at}&lang=en")
        sign_in(page)
        page.wait_for_url("**/staff/drafts/**")
        return page

    return open_desk


def sign_in(page: Page) -> None:
    page.fill("input[name=user]", "boss")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until this has the focus."""
    there = page.locator(selector)
    for _ in range(150):
        press(page, "Tab")
        if there.evaluate("it => it === document.activeElement"):
            return
    raise AssertionError(f"Tab never came to {selector}")


def has_focus(page: Page, selector: str) -> None:
    expect(page.locator(selector)).to_be_focused()


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text("Saved")


def test_a_question_with_a_rule_is_made_by_keyboard_alone(desk, city):
    page = desk()
    tab_to(page, "#adder summary")
    press(page, "Enter")
    tab_to(page, "#add-multi")
    press(page, "Enter")
    has_focus(page, '[id="text.zh"]')
    page.keyboard.type(QUESTION)
    for number, words in enumerate(("买菜", "修鞋", "吃早餐")):
        tab_to(page, f'[id="options.{number}.zh"]')
        page.keyboard.type(words)
    tab_to(page, '[id="show_if.0.q"]')
    page.keyboard.type("4.")
    has_focus(page, '[id="show_if.0.q"]')
    expect(page.locator('[name="show_if.0.code"]')).to_have_count(6)
    tab_to(page, '[name="show_if.0.code"][value="2"]')
    press(page, "Space")
    saved(page)
    phone = page.frame_locator("#preview")
    expect(phone.get_by_text(QUESTION)).to_be_visible()
    expect(phone.get_by_text("修鞋")).to_be_visible()
    with city.database.reading() as session:
        draft = drafts.drafts_of(session, ADMIN)[0]
        question = drafts.definition_of(session, draft)["questions"][7]
    assert question["show_if"] == {"q": "S10", "any_of": ["2"]}
    page.locator("#form-title").focus()
    press(page, "Control+z")
    expect(page.locator('[name="show_if.0.code"][value="2"]')).not_to_be_checked()
    press(page, "Control+Shift+z")
    expect(page.locator('[name="show_if.0.code"][value="2"]')).to_be_checked()
    press(page, "Control+z")
    expect(page.locator('[name="show_if.0.code"][value="2"]')).not_to_be_checked()
    press(page, "Control+y")
    expect(page.locator('[name="show_if.0.code"][value="2"]')).to_be_checked()


def test_the_rule_can_be_tried_on_the_phone(desk):
    page = desk(at="q5")
    phone = page.frame_locator("#preview")
    expect(phone.locator("#S20")).to_be_visible()
    page.get_by_text("Try the rules").click()
    expect(phone.locator("#S20")).to_be_hidden()
    phone.locator('label.option:has(input[name="S10"][value="1"])').click()
    expect(phone.locator("#S20")).to_be_visible()


def test_moving_keeps_the_focus_on_the_button(desk):
    page = desk()
    page.locator("#move-up").focus()
    press(page, "Enter")
    expect(page.locator("#form-title")).to_have_text("Question 6")
    has_focus(page, "#move-up")
    press(page, "Enter")
    expect(page.locator("#section")).to_have_value("C")  # beyond the edge: the section before
    has_focus(page, "#move-up")
    press(page, "Enter")
    expect(page.locator("#form-title")).to_have_text("Question 5")
    expect(page.locator("#go-q4")).to_have_attribute("aria-current", "true")


def test_typing_is_saved_by_itself_and_marks_what_is_to_mend(desk):
    page = desk()
    page.fill('[id="text.zh"]', "")
    saved(page)
    expect(page.locator('[id="says-text.zh"]')).to_contain_text("To mend:")
    expect(page.locator("#go-q6 .mark-error")).to_be_visible()
    page.fill('[id="text.zh"]', "和去年比呢？")
    expect(page.locator("#go-q6 .mark-error")).to_have_count(0)
    page.reload()
    expect(page.locator('[id="text.zh"]')).to_have_value("和去年比呢？")


def test_without_a_connection_the_page_says_so_and_tries_again(desk):
    page = desk()
    page.context.set_offline(True)
    page.fill('[id="text.zh"]', "和去年比呢？")
    expect(page.locator("#saved")).to_contain_text("no connection")
    page.context.set_offline(False)
    saved(page)
    page.reload()
    expect(page.locator('[id="text.zh"]')).to_have_value("和去年比呢？")


def test_signed_out_meanwhile_what_was_typed_stays_and_is_saved_after_signing_in(desk, city):
    page = desk()
    city.clock.now += timedelta(minutes=31)
    page.fill('[id="text.zh"]', "和去年比呢？")
    expect(page.locator("#problem")).to_contain_text("you were signed out")
    expect(page.locator('[id="text.zh"]')).to_have_value("和去年比呢？")
    with page.context.expect_page() as opened:
        page.get_by_text("Sign in in a new window").click()
    sign_in(opened.value)
    opened.value.wait_for_url("**/staff/**")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    saved(page)
    expect(page.locator("#problem")).to_be_empty()
    page.reload()
    expect(page.locator('[id="text.zh"]')).to_have_value("和去年比呢？")


def test_another_window_is_not_overwritten(desk):
    page = desk()
    other = page.context.new_page()
    other.goto(page.url)
    other.fill('[id="text.zh"]', "先到的")
    saved(other)
    page.fill('[id="text.zh"]', "后到的")
    expect(page.locator("#problem")).to_contain_text("changed in another window")
    expect(page.locator('[id="text.zh"]')).to_have_value("后到的")
    page.get_by_text("Load the newest state").click()
    expect(page.locator('[id="text.zh"]')).to_have_value("先到的")


def test_everything_works_without_script(desk):
    page = desk(java_script_enabled=False)
    page.locator("#adder summary").click()
    page.click("#add-text")
    page.fill('[id="text.zh"]', QUESTION)
    page.click("#save")
    expect(page.locator("#go-q7")).to_have_attribute("aria-current", "true")
    expect(page.frame_locator("iframe").get_by_text(QUESTION)).to_be_visible()
    page.click("#undo")
    expect(page.locator('[id="text.zh"]')).to_have_value("")


def test_what_is_typed_just_before_leaving_is_kept(desk):
    page = desk()
    page.fill('[id="text.zh"]', "和去年比呢？")
    page.get_by_text("Questionnaires").first.click()
    page.wait_for_url("**/staff/questionnaires**")
    page.go_back()
    page.reload()
    expect(page.locator('[id="text.zh"]')).to_have_value("和去年比呢？")


@pytest.mark.parametrize("size", [WIDE, TABLET, PHONE])
def test_axe_finds_nothing_and_nothing_is_too_wide(desk, size):
    page = desk(size)
    for part in ("q4", "q5", "q7", "s1", "about"):
        page.goto(page.url.split("?")[0] + f"?at={part}&lang=en")
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert violations(page) == []
        assert overflow(page) <= 0
    page.locator("#adder").evaluate("it => it.open = false")  # it lies over the rest
    for view in ("outline", "phone") if size == PHONE else ("phone",) if size == TABLET else ():
        page.locator(f"label:has(#view-{view})").click()
        assert violations(page) == []
        assert overflow(page) <= 0


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_axe_finds_nothing_where_something_is_wrong(desk, size):
    page = desk(size)
    page.fill('[id="text.zh"]', "")
    saved(page)
    assert violations(page) == []
    page.locator("#to-publish").click()
    page.wait_for_url("**/publish**")
    assert violations(page) == []
    assert overflow(page) <= 0


def test_publishing_leads_on_to_launching(desk):
    page = desk()
    page.fill('[id="text.zh"]', "和去年比呢？")
    page.locator("#to-publish").click()
    page.wait_for_url("**/publish**")
    assert violations(page) == []
    page.get_by_role("button", name="Publish version 1 now").click()
    page.wait_for_url("**/staff/questionnaires/sat2/1**")
    expect(page.get_by_text("Next, launch it")).to_be_visible()
