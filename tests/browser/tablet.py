"""A browser as a public tablet, and what people do on it."""

import re

from playwright.sync_api import expect

from tests.city import SAT
from tests.web.staffroom import post, signed_in

TABLET = {"viewport": {"width": 1280, "height": 800}, "device_scale_factor": 1}
STAFF_CODE = "4711"
# Everything that the tablet keeps or shows which could tell of a person.
TRACES = """() => JSON.stringify([Object.assign({}, localStorage), document.body.textContent,
    [...document.querySelectorAll('input, textarea')].map(e => e.checked || e.value)])"""
FILL = """answers => {
    for (const [name, value] of Object.entries(answers)) {
        const field = [...document.getElementsByName(name)].find(
            e => e.type === 'textarea' || e.type === 'text' || e.value === value);
        if (field.type === 'radio') field.checked = true; else field.value = value;
        field.dispatchEvent(new Event('input', {bubbles: true}));
        field.dispatchEvent(new Event('change', {bubbles: true}));
    }
    survey.standing[1].review();
}"""
SECRET = "我家门口的灯坏了"
ANSWERS = {**SAT, "S30": SECRET}


def become_tablet(page, city, address):
    """Give a browser the cookie that a member of staff got, and open the start."""
    client = signed_in(city)
    spot = {"spot": city.code, "staff_code": STAFF_CODE}
    post(client, "/staff/communities/CK-BAIYUAN/kiosk", **spot)
    cookie = {"name": "kiosk", "value": client.get_cookie("kiosk").value, "url": address}
    page.context.add_cookies([cookie])
    page.goto(f"{address}/q/{city.code}")


def answer(page):
    """Fill the form in, and stop before sending."""
    page.locator("#next").tap()
    page.evaluate(FILL, ANSWERS)
    expect(page.locator("html")).to_have_attribute("data-screen", "review")


def send(page):
    page.locator("#form .moves [type=submit]").tap()


def token(page):
    return page.locator("#form [name=form]").input_value()


def is_asking(page):
    return page.locator("#kiosk.asks")


def at_start(page):
    expect(page.locator("html")).to_have_attribute("data-screen", "start")
    expect(page).to_have_url(re.compile(r"/q/[0-9A-Z]+$"))
