"""A form that came back with errors: what is put right is not called wrong any longer."""

from playwright.sync_api import expect

from tests.browser.person import fill_in, option, send
from tests.city import SAT


def test_an_error_goes_when_its_question_is_answered(live_city, new_page):
    page = new_page()
    page.goto(f"{live_city.address}/q/{live_city.code()}/sat")
    given = {name: code for name, code in SAT.items() if name not in ("S10", "S11.B_FIX")}
    fill_in(page, given)
    send(page)
    listed = page.locator("#alert li:visible")
    expect(listed).to_have_count(2)
    option(page, "S10", "5").tap()
    expect(listed).to_have_count(1)
    expect(page.locator("#S10")).not_to_have_class("question wrong")
    expect(page.locator("#S10-error")).to_be_hidden()
    expect(page.locator("[id='S11.B_FIX-error']")).to_be_visible()
    option(page, "S11.B_FIX", "4").tap()
    expect(listed).to_have_count(0)
    send(page)
    assert page.inner_text("h1") == "已收到，谢谢"
