"""A form that the server sent back: what is put right is not called wrong any longer."""

from playwright.sync_api import expect

from tests.browser.person import at, fill_in, go_on, option, send, send_unchecked, to_review
from tests.city import SAT


def test_a_form_that_comes_back_opens_at_the_first_wrong_question_and_leads_on(live_city, new_page):
    page = new_page()
    page.goto(f"{live_city.address}/q/{live_city.code()}/sat")
    fill_in(page, SAT)
    page.evaluate("""() => document.querySelectorAll('[name=S10], [name="S11.B_FIX"]')
        .forEach(field => { field.checked = false; })""")
    send_unchecked(page)
    assert at(page) == "S10"
    expect(page.locator("#alert")).to_be_visible()
    expect(page.locator("#S10-error")).to_be_focused()
    option(page, "S10", "5").tap()
    expect(page.locator("#S10-error")).to_be_hidden()
    assert go_on(page)
    assert at(page) == "S11.B_FIX"
    expect(page.locator("[id='S11.B_FIX-error']")).to_be_visible()
    option(page, "S11.B_FIX", "4").tap()
    assert to_review(page)
    send(page)
    assert page.inner_text("h1") == "已收到，谢谢"
