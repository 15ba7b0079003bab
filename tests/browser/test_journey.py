"""From a poster on a wall to the figures: a person with a phone, and staff who look on."""

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import expect

from tests.browser.live import BAIYUAN
from tests.browser.person import (
    at,
    chosen,
    fill_in,
    question,
    ranking,
    rate_facts,
    send,
    sign_in,
    stored,
    to_review,
)
from tests.city import NEEDS, SAT

THANKS = "已收到，谢谢"
UNHAPPY = {**SAT, "S10": "2", "S20": ["FAR", "PRICE"], "S30": "希望修鞋的地方近一点。"}
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])


def is_thanked(page):
    """Whether this is the page that thanks."""
    return page.inner_text("h1") == THANKS


def scan_poster(city, community):
    """The address in the QR code of a community's printed poster."""
    for sheet in pypdfium2.PdfDocument(city.home / "posters.pdf"):
        if community in sheet.get_textpage().get_text_bounded():
            picture = sheet.render(scale=100 / 72, grayscale=True).to_numpy()
            (code,) = zxingcpp.read_barcodes(np.ascontiguousarray(picture))
            return code.text
    raise AssertionError(f"no poster for {community}")


@SCRIPT
@pytest.mark.parametrize(("form", "satisfied"), [(SAT, 1), (UNHAPPY, 0)], ids=["happy", "unhappy"])
def test_a_scanned_poster_leads_to_thanks_and_the_rate_changes(
    live_city, new_page, new_desk, script, form, satisfied
):
    desk = new_desk()
    sign_in(desk, live_city)
    before = rate_facts(desk, live_city, BAIYUAN)
    page = new_page(java_script_enabled=script)
    page.goto(scan_poster(live_city, "百园社区"))
    page.get_by_role("link", name="满意度调查").tap()
    fill_in(page, form)
    send(page)
    assert is_thanked(page), page.locator(".alert, .error").all_inner_texts()
    after = rate_facts(desk, live_city, BAIYUAN)
    assert after[:2] == (before[0] + satisfied, before[1] + 1)
    assert after[2] == f"{100 * after[0] / after[1]:.1f}%"


@SCRIPT
def test_a_need_that_is_sent_moves_the_ranking(live_city, new_page, new_desk, script):
    desk = new_desk()
    sign_in(desk, live_city)
    base, before = ranking(desk, live_city, BAIYUAN)
    codes = {option.zh: code for code, option in question("needs", "N11").option_codes.items()}
    wanted = next(name for name in before if codes[name] != "OTHER")
    page = new_page(java_script_enabled=script)
    page.goto(f"{live_city.address}/q/{live_city.code()}/needs")
    fill_in(page, {**NEEDS, "N11.1": codes[wanted]})
    send(page)
    assert is_thanked(page), page.locator(".alert, .error").all_inner_texts()
    new_base, after = ranking(desk, live_city, BAIYUAN)
    assert new_base == base + 1
    assert after[wanted] > before[wanted]


def test_without_script_what_was_left_out_is_said_beside_its_question(live_city, new_page):
    page = new_page(java_script_enabled=False)
    page.goto(f"{live_city.address}/q/{live_city.code()}/sat")
    left_out = {"S02", "S11.B_FOOD", "S40"}
    fill_in(page, {name: given for name, given in UNHAPPY.items() if name not in left_out})
    send(page)
    assert page.locator("#S02 .error").is_visible()
    assert page.locator('[id="S11.B_FOOD"] .error').is_visible()
    assert page.locator("#S40 .error").is_visible()
    assert page.locator(".error").count() == 3
    fill_in(page, {name: UNHAPPY[name] for name in left_out})
    send(page)
    assert is_thanked(page), page.locator(".alert, .error").all_inner_texts()


def test_a_follow_up_appears_for_those_whom_it_concerns(live_city, new_page):
    page = new_page()
    page.goto(f"{live_city.address}/q/{live_city.code()}/sat")
    fill_in(page, SAT)
    seen = {}
    for code in ["5", "3", "4", "2", "NA", "1"]:
        fill_in(page, {"S10": code})
        seen[code] = page.locator("#S20[hidden]").count() == 0
    assert seen == {"5": False, "3": True, "4": False, "2": True, "NA": False, "1": True}


def test_without_script_a_follow_up_says_when_to_answer_it(live_city, new_page):
    page = new_page(java_script_enabled=False)
    page.goto(f"{live_city.address}/q/{live_city.code()}/sat")
    sentence = page.locator("#S20 .only-if")
    assert sentence.is_visible()
    asked = question("sat", "S10")
    assert asked.text.zh in sentence.inner_text()
    for code, option in asked.option_codes.items():
        assert (option.zh in sentence.inner_text()) is (code in ("1", "2", "3"))


def test_an_answer_that_excludes_the_others_stands_alone(live_city, new_page):
    page = new_page()
    page.goto(f"{live_city.address}/q/{live_city.code()}/needs")
    fill_in(page, {**NEEDS, "N20": ["H60", "H03", "NONE"]})
    assert chosen(page)["N20"] == ["NONE"]
    fill_in(page, {"N20": "H60"})
    assert chosen(page)["N20"] == ["H60"]


def test_a_double_tap_stores_one_answer(live_city, new_page):
    before = stored(live_city)
    page = new_page()
    page.goto(f"{live_city.address}/q/{live_city.code()}/sat")
    fill_in(page, SAT)
    to_review(page)
    page.locator("form button[type=submit]").dblclick()
    page.wait_for_url("**/r/*")
    assert is_thanked(page), page.locator(".alert, .error").all_inner_texts()
    assert stored(live_city) == before + 1


def test_going_back_after_thanks_brings_an_empty_form_and_stores_nothing(live_city, new_page):
    before = stored(live_city)
    page = new_page()
    page.goto(f"{live_city.address}/q/{live_city.code()}/sat")
    fill_in(page, SAT)
    send(page)
    page.go_back()
    expect(page.locator("#next")).to_be_visible()
    assert at(page) == "start"
    assert chosen(page) == {}
    assert stored(live_city) == before + 1
