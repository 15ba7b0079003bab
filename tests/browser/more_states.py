"""More pages that a resident may meet: messages, what waits on the phone, errors that keep the
answers, a community's own page, a public tablet."""

from collections.abc import Callable

from flask import Response
from playwright.sync_api import Page, Route

from survey_app.web import kiosk_cookie
from tests.browser.phone_states import ANSWER, POSTS, answer, press, state
from tests.browser.states import STATES
from tests.city import City

Way = Callable[[Page, str, City], None]


def _at(path: str) -> Way:
    def go(page: Page, address: str, city: City) -> None:
        page.goto(address + path.format(code=city.code))

    return go


def _kiosk_is_left(page: Page, address: str, city: City) -> None:
    become_kiosk(page, address, city)
    page.goto(f"{address}/kiosk/leave")


def _kiosk_offers(page: Page, address: str, city: City) -> None:
    become_kiosk(page, address, city)
    page.goto(f"{address}/q/{city.code}")


def become_kiosk(page: Page, address: str, city: City) -> None:
    """Give a browser the cookie of a public tablet at 百园社区, as its set-up page does."""
    with city.app.test_request_context():
        spot, staff_code, mark = city.code, "2468", "0" * 16
        kiosk = kiosk_cookie.new_kiosk(
            spot, "CK-BAIYUAN", "standard", staff_code=staff_code, mark=mark
        )
        answer = Response()
        kiosk_cookie.keep(answer, kiosk, secure=False)
    name, value = answer.headers["Set-Cookie"].partition(";")[0].split("=", 1)
    page.context.add_cookies([{"name": name, "value": value, "url": address}])


NO_STORAGE = """Object.defineProperty(window, 'localStorage',
    {get() { throw new DOMException('blocked', 'SecurityError'); }})"""
# A form of this many characters, sent by the browser itself.
SEND_LONG = """count => {
    const form = document.getElementById('form'), more = document.createElement('input');
    Object.assign(more, {type: 'hidden', name: 'more', value: 'x'.repeat(count)});
    form.appendChild(more);
    HTMLFormElement.prototype.submit.call(form);
}"""


def _filled(page: Page, address: str, city: City) -> None:
    page.goto(f"{address}/q/{city.code}/sat")
    answer(page)


def _offline(page: Page, address: str, city: City) -> None:
    _filled(page, address, city)
    page.context.set_offline(True)
    press(page)
    state(page, "offline")


def _queued(page: Page, address: str, city: City) -> None:
    page.add_init_script("delete Navigator.prototype.serviceWorker")  # it would pass routes by
    _filled(page, address, city)
    page.route(POSTS, lambda route: route.abort())
    press(page)
    state(page, "queued")


def _waiting(page: Page, address: str, city: City) -> None:
    _queued(page, address, city)
    page.goto(f"{address}/q/{city.code}")
    page.locator("#waiting[data-state=queued]").wait_for()


def _restored(page: Page, address: str, city: City) -> None:
    page.goto(f"{address}/q/{city.code}/sat")
    page.evaluate(ANSWER, [["S00", "Y"]])
    page.reload()
    page.locator("#restored").wait_for()


def _not_kept(page: Page, address: str, city: City) -> None:
    page.add_init_script(NO_STORAGE)
    page.goto(f"{address}/q/{city.code}/sat")
    page.locator("#next").tap()


def _unread(page: Page, address: str, city: City) -> None:
    _filled(page, address, city)
    page.evaluate("document.querySelector('#form [name=form]').value = 'x'")
    press(page)
    page.locator("#alert").wait_for()


def _too_long(page: Page, address: str, city: City) -> None:
    _filled(page, address, city)
    with page.expect_navigation():
        page.evaluate(SEND_LONG, 300_000)
    page.locator("#alert").wait_for()


MORE_STATES: dict[str, Way] = {
    "home": _at("/"),
    "no such page": _at("/nowhere"),
    "no such receipt": _at("/r/AAAAAAAAAAAAAAAA"),
    "no such questionnaire": _at("/q/{code}/none"),
    "offline": _offline,
    "queued": _queued,
    "waiting elsewhere": _waiting,
    "restored": _restored,
    "not kept": _not_kept,
    "token not read": _unread,
    "too long": _too_long,
    "community": _at("/c/CK-BAIYUAN"),
    "tablet": _kiosk_offers,
    "leaving a tablet": _kiosk_is_left,
}
ALL_STATES: dict[str, Way] = {**STATES, **MORE_STATES}
# 大字版 in place, as the switches on the page do it.
RESIZE = """size => { document.documentElement.className = document.documentElement.className
    .replace(/ ?(size-\\w+|elder)/g, '') + ' size-' + size + (size === 'standard' ? '' : ' elder');
}"""


def visit(page: Page, state: str, address: str, city: City, *, language: str = "zh") -> None:
    """Go to a state; in English, every page on the way is asked for in English."""

    def in_english(route: Route) -> None:
        url = route.request.url
        mark = "&" if "?" in url else "?"
        is_named = "lang=" in url or not route.request.is_navigation_request()
        route.continue_(url=url if is_named else f"{url}{mark}lang=en")

    if language == "en":
        page.route("**/*", in_english)
    ALL_STATES[state](page, address, city)
