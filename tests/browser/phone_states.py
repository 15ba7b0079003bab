"""What a phone keeps of a form, what its page says of it, and a network that comes and goes."""

import json
import re
from contextlib import suppress
from typing import Any

from playwright.sync_api import Error, Page, Route, expect

from tests.city import SAT, City

FORM = "#form[data-draft]"
THANKS = "main[data-received]"
POSTS = re.compile(r"/q/[^?]+\?send")  # where forms are sent to
SAID = {"queued": "已保存在手机，尚未提交", "offline": "已保存在手机，尚未提交"}
PORTAL = "<!doctype html><title>Wi-Fi</title><main data-received><h1>Welcome</h1></main>"
ANSWER = """given => {
    const form = document.getElementById('form');
    for (const [name, value] of given)
        for (const field of form.querySelectorAll(`[name="${name}"]`)) {
            if (field.type === 'radio' || field.type === 'checkbox') {
                if (field.value !== value) continue;
                field.checked = true;
            } else field.value = value;
            field.dispatchEvent(new Event('change', {bubbles: true}));
        }
}"""
GO_ON = """() => {
    const form = document.getElementById('form'), next = document.getElementById('next');
    for (let i = 0; i < 60 && form.getAttribute('data-at') !== 'review'; i++) next.click();
    return form.getAttribute('data-at');
}"""


def answer(page: Page, **changes: str) -> None:
    """Give every answer of a complete form at once, and go on to the overview."""
    page.evaluate(ANSWER, list({**SAT, **changes}.items()))
    to_overview(page)


def to_overview(page: Page) -> None:
    """Go on until everything can be looked over."""
    assert page.evaluate(GO_ON) == "review"


def press(page: Page) -> None:
    """Press “提交”."""
    page.locator("#form [type=submit]:not([name])").tap()


def state(page: Page, wanted: str, *, words: str = "") -> None:
    """Wait until the page says this of its form: sending, queued, offline or fresh.

    words : whose words it says it in, when not its own.
    """
    box = page.locator("#sending")
    expect(box).to_have_attribute("data-state", wanted)
    if wanted in SAID and not words and page.get_attribute("html", "lang") == "zh-CN":
        expect(box).to_contain_text(SAID[wanted])
    for part in [box, *box.locator("button").all()]:  # and nobody has to look for it
        expect(part).to_be_in_viewport(ratio=0.98)
    sentence = box.get_attribute(f"data-{words or wanted}") or ""
    expect(box).to_contain_text(sentence)


def thanked(page: Page) -> None:
    """Wait for the server's own page that thanks."""
    expect(page.locator(THANKS)).to_have_count(1)
    expect(page.locator("#sending")).to_have_count(0)


def kept(page: Page, key: str) -> list[Any]:
    """What the phone keeps under a key."""
    text = page.evaluate("key => localStorage.getItem(key)", key)
    return list(json.loads(text)) if text else []


def drafts(page: Page) -> list[Any]:
    """The drafts of the form that is on the page, newest first."""
    key = page.locator(FORM).get_attribute("data-draft")
    return kept(page, f"draft:{key}")


def is_stored_once(city: City, page: Page, count: int = 1) -> None:
    """Whether as many responses are stored, and nothing waits on the phone."""
    assert len(city.responses()) == count
    assert kept(page, "outbox") == []
    assert [key for key in page.evaluate("Object.keys(localStorage)") if "draft" in key] == []


def cut(page: Page, how: str) -> None:
    """Break every attempt to send: before it leaves, or after it was stored."""

    def before(route: Route) -> None:
        route.abort()

    def after(route: Route) -> None:
        with suppress(Error):  # the page may be gone by then
            route.fetch()
            route.abort()

    page.context.route(POSTS, {"before": before, "after": after}[how])


def mend(page: Page) -> None:
    """The network is back, and the phone notices."""
    page.context.unroute(POSTS)
    page.evaluate("dispatchEvent(new Event('online'))")
