"""Every page that a resident may meet, by name: how to get there in a small city."""

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page

from survey_app.storage.models import Placement
from tests.browser.person import send
from tests.city import CLOSES, OPENS, City

Way = Callable[[Page, str, City], None]


def _offers(page: Page, address: str, city: City) -> None:
    page.goto(f"{address}/q/{city.code}")


def _form(page: Page, address: str, city: City) -> None:
    page.goto(f"{address}/q/{city.code}/sat")


def _needs(page: Page, address: str, city: City) -> None:
    page.goto(f"{address}/q/{city.code}/needs")


def _english(page: Page, address: str, city: City) -> None:
    page.goto(f"{address}/q/{city.code}/needs?lang=en")


def _errors(page: Page, address: str, city: City) -> None:
    _form(page, address, city)
    send(page)


def _thanks(page: Page, address: str, city: City) -> None:
    page.goto(address + city.send().headers["Location"])


def _receipt(page: Page, address: str, city: City) -> None:
    _thanks(page, address, city)
    page.locator("summary").tap()


def _declined(page: Page, address: str, city: City) -> None:
    page.goto(address + city.send(S00="N").headers["Location"])


def _erase(page: Page, address: str, city: City) -> None:
    _receipt(page, address, city)
    with page.expect_navigation():
        page.locator("details a").tap()


def _erased(page: Page, address: str, city: City) -> None:
    _erase(page, address, city)
    send(page)


def _ended(page: Page, address: str, city: City) -> None:
    city.clock.now = CLOSES + timedelta(days=2)
    _offers(page, address, city)


def _not_open(page: Page, address: str, city: City) -> None:
    city.clock.now = OPENS - timedelta(days=2)
    _offers(page, address, city)


def _retired(page: Page, address: str, city: City) -> None:
    with city.database.writing() as session:
        session.query(Placement).filter_by(code=city.code).one().retired_at = city.clock.now
    _offers(page, address, city)


def _unknown(page: Page, address: str, city: City) -> None:
    page.goto(f"{address}/q/K7MX4Q9TWP3RAB")


STATES: dict[str, Way] = {
    "offers": _offers,
    "form": _form,
    "needs": _needs,
    "english": _english,
    "errors": _errors,
    "thanks": _thanks,
    "receipt": _receipt,
    "declined": _declined,
    "erase": _erase,
    "erased": _erased,
    "ended": _ended,
    "not open": _not_open,
    "retired": _retired,
    "unknown": _unknown,
}
