"""Answers are on the phone as soon as they are given, and come back whatever happens."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.person import chosen
from tests.browser.phone_states import (
    FORM,
    POSTS,
    THANKS,
    answer,
    drafts,
    is_stored_once,
    kept,
    press,
    state,
    thanked,
    to_overview,
)
from tests.city import NEEDS, SAT

WRITTEN = "路灯坏了🙂"
BLOCKED = """Object.defineProperty(window, 'localStorage',
    {get() { throw new DOMException('blocked', 'SecurityError'); }});"""
PRIVATE = """Storage.prototype.setItem =
    () => { throw new DOMException('full', 'QuotaExceededError'); };"""
TICK = "name => document.querySelector(`[name=S10][value='${name}']`).click()"


@pytest.fixture
def open_form(served, city, new_page):
    """Call it for the form's page: on a new phone, or in another tab of one."""

    def opened(context=None, questionnaire="sat", script=""):
        page = context.new_page() if context else new_page()
        page.add_init_script("delete Navigator.prototype.serviceWorker;" + script)
        page.goto(f"{served}/q/{city.code}/{questionnaire}")
        return page

    return opened


def token(page):
    """The token that the form on a page has now."""
    return page.locator(f"{FORM} [name=form]").input_value()


@pytest.mark.parametrize("how", ["reload", "killed tab", "new tab", "other page and back"])
def test_answers_and_the_question_come_back(open_form, how):
    page = open_form()
    answer(page, S30=WRITTEN)
    page.locator("#review .change[value=S21]").tap()
    before, first = chosen(page), token(page)
    if how == "reload":
        page.reload()
    elif how == "other page and back":
        page.goto(page.url.split("/q/")[0])
        page.go_back()
    else:
        context = page.context
        if how == "killed tab":
            page.close()
        page = open_form(context)
    expect(page.locator("#form")).to_have_attribute("data-at", "S21")
    assert chosen(page) == before
    assert token(page) == first


def test_what_is_being_typed_is_kept_before_the_field_is_left(open_form):
    page = open_form()
    answer(page)
    page.locator("#review .change[value=S30]").tap()
    page.focus("[name=S30]")
    page.keyboard.insert_text(WRITTEN)
    page.reload()
    assert page.input_value("[name=S30]") == WRITTEN


def test_lists_and_rankings_come_back_in_the_order_in_which_they_were_shown(open_form):
    page = open_form(questionnaire="needs")
    page.evaluate(
        "form => Object.entries(form).forEach(([name, value]) => {"
        " const field = document.querySelector(`select[name='${name}']`);"
        " if (field) { field.value = value;"
        "   field.dispatchEvent(new Event('change', {bubbles: true})); } })",
        NEEDS,
    )
    shown = "[...document.querySelectorAll('[data-turn] input')].map(field => field.value)"
    first, before, given = token(page), page.evaluate(shown), chosen(page)
    context = page.context
    for _ in range(8):  # every page begins its lists at a quarter of its own
        page.close()
        page = open_form(context, questionnaire="needs")
        assert page.evaluate(shown) == before
        assert (token(page), chosen(page)) == (first, given)


def test_a_day_that_the_picker_cannot_show_stays_as_it_was_written(open_form):
    page = open_form()
    answer(page, S30="2026年9月")
    picker = '<input id="S30-field" name="S30" type="date">'

    def with_picker(route):
        html = route.fetch().text()
        route.fulfill(body=re.sub(r'<textarea id="S30.*?</textarea>', picker, html, flags=re.S))

    page.route(page.url, with_picker)
    page.reload()
    assert page.get_attribute("[name=S30]", "type") == "text"
    assert page.input_value("[name=S30]") == "2026年9月"


def test_not_mine_starts_anew_with_a_token_of_its_own(open_form, city):
    page = open_form()
    answer(page)
    first = token(page)
    page.reload()
    offer = page.locator("#restored")
    expect(offer).to_be_visible()
    offer.locator("[data-fresh]").tap()
    expect(page.locator("#form [name=form]")).not_to_have_value(first)
    assert chosen(page) == {}
    answer(page)
    press(page)
    thanked(page)
    assert len(city.responses()) == 1


def test_what_was_put_aside_for_another_person_is_offered_to_whoever_began_it(open_form, city):
    page = open_form()
    answer(page, S30="妈妈写的")
    first = token(page)
    page.reload()
    page.locator("#restored [data-fresh]").tap()
    answer(page, S30="儿子写的")
    press(page)
    thanked(page)
    again = open_form(page.context)
    assert chosen(again) == {}
    expect(again.locator("#restored p")).to_have_text("这部手机上还有一份没填完的答卷。")
    again.locator("#restored [data-fresh]").tap()
    expect(again.locator("#form [name=form]")).to_have_value(first)
    to_overview(again)
    press(again)
    thanked(again)
    assert [row.answers["S30"] for row in city.responses()] == ["儿子写的", "妈妈写的"]
    assert [key for key in again.evaluate("Object.keys(localStorage)") if "draft" in key] == []


@pytest.mark.parametrize(("days", "comes_back"), [(6.9, True), (7.1, False)])
def test_answers_are_kept_for_seven_days(open_form, days, comes_back):
    page = open_form()
    answer(page)
    later = datetime.now(UTC) + timedelta(days=days)
    context = page.context
    page.close()
    page = context.new_page()
    page.clock.set_fixed_time(later)
    context.pages[0].goto(open_form(context).url)
    page.reload()
    assert bool(chosen(page)) is comes_back


@pytest.mark.parametrize("script", [BLOCKED, PRIVATE], ids=["blocked", "private or full"])
def test_where_nothing_can_be_kept_the_page_says_so_and_the_form_is_sent(open_form, city, script):
    page = open_form(script=script)
    note = page.locator("#kept")
    answer(page)
    expect(note).to_have_text(note.get_attribute("data-blocked"))
    page.context.route(POSTS, lambda route: route.abort())
    press(page)
    state(page, "queued", words="blocked")
    assert page.locator(THANKS).count() == 0
    page.context.unroute(POSTS)
    page.locator("#sending button").tap()
    thanked(page)
    assert len(city.responses()) == 1


def test_what_others_wrote_into_the_storage_does_no_harm(open_form, city):
    page = open_form()
    key = page.locator(FORM).get_attribute("data-draft")
    for rubbish in ("{", "null", "7", '[null, 7, "x", {}, {"token": 3}]', '{"a": 1}'):
        for name in (f"draft:{key}", "outbox", "sent"):
            page.evaluate("([k, v]) => localStorage.setItem(k, v)", [name, rubbish])
        page.reload()
        expect(page.locator("html.screens")).to_have_count(1)
    page.evaluate("localStorage.clear()")
    page.reload()
    answer(page)
    press(page)
    thanked(page)
    assert len(city.responses()) == 1


def test_a_form_that_came_back_with_errors_is_not_overwritten_by_an_older_draft(open_form, city):
    page = open_form()
    answer(page, S30=WRITTEN)
    key = page.locator(FORM).get_attribute("data-draft")
    older = kept(page, f"draft:{key}")
    older[0]["fields"] = [["S30", "old"]]
    page.evaluate("document.querySelector('[name=S10]:checked').value = '77'")
    page.evaluate("([k, v]) => localStorage.setItem(k, v)", [f"draft:{key}", json.dumps(older)])
    page.evaluate("HTMLFormElement.prototype.submit.call(document.getElementById('form'))")
    expect(page.locator("#alert")).to_be_visible()
    assert page.input_value("[name=S30]") == WRITTEN
    assert ["S30", WRITTEN] in drafts(page)[0]["fields"]
    assert page.evaluate("document.querySelector('[name=S01]:checked').value") == SAT["S01"]


def test_another_language_keeps_the_answers_and_the_question(open_form):
    page = open_form()
    answer(page, S30=WRITTEN)
    page.locator("#review .change[value=S21]").tap()
    before, first = chosen(page), token(page)
    with page.expect_navigation():
        page.locator(".switch[lang=en]").first.tap()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#form")).to_have_attribute("data-at", "S21")
    assert chosen(page) == before
    assert token(page) == first


def test_a_second_tab_goes_on_with_the_newer_answers(open_form):
    first = open_form()
    answer(first, S10="4")
    second = open_form(first.context)
    second.evaluate(TICK, "5")
    first.bring_to_front()
    first.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert first.evaluate("document.querySelector('[name=S10]:checked').value") == "5"
    assert len(drafts(first)) == 1


def test_a_tab_that_missed_the_news_does_not_write_older_answers_over_them(open_form):
    first = open_form()
    answer(first, S10="4")
    second = open_form(first.context)
    second.evaluate(TICK, "5")
    first.evaluate("document.querySelector('[name=S30]').value = 'x'")
    first.evaluate(
        "document.querySelector('[name=S30]').dispatchEvent(new Event('input', {bubbles: true}))"
    )
    assert ["S10", "5"] in drafts(first)[0]["fields"]


def test_without_a_network_a_reload_comes_back_to_the_same_question(served, city, new_page):
    page = new_page()
    page.goto(f"{served}/q/{city.code}/sat")
    answer(page)
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("caches.match(location.href).then(found => found !== undefined)")
    page.locator("#review .change[value=S21]").tap()
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("#form")).to_have_attribute("data-at", "S21")
    assert page.evaluate("document.querySelector('[name=S01]:checked').value") == SAT["S01"]
    to_overview(page)
    press(page)
    state(page, "offline")
    page.context.set_offline(False)
    thanked(page)
    is_stored_once(city, page)
    page.context.set_offline(True)
    page.goto(f"{served}/q/{city.code}/sat")
    assert "没有网络" in page.inner_text("h1")


@pytest.fixture
def stale(open_form, served, city):
    """A tab that shows the page of a form again that was received, as a cache may; its token."""
    page = open_form()
    used = token(page)
    answer(page)
    press(page)
    thanked(page)
    address = f"{served}/q/{city.code}/sat"
    html = page.context.request.get(address).text()
    old = re.sub(r'(name="form" value=")[^"]+', rf"\g<1>{used}", html)
    tab = page.context.new_page()
    tab.route(address, lambda route: route.fulfill(body=old))
    return tab, address, used


def test_the_page_of_a_received_form_becomes_a_new_form(stale, city):
    page, address, used = stale
    page.goto(address)
    expect(page.locator(f"{FORM} [name=form]:enabled")).not_to_have_value(used)
    answer(page)
    press(page)
    thanked(page)
    assert len(city.responses()) == 2


def test_without_a_network_the_page_of_a_received_form_says_that_it_needs_one(stale):
    page, address, _ = stale
    page.route(f"{address}?", lambda route: route.abort())
    page.goto(address)
    state(page, "fresh")
    assert page.locator("#form input:enabled:not([type=hidden])").count() == 0
