"""Every page that a resident may meet, by name: how to get there in a small city."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from playwright.sync_api import Page

from survey_app.storage.models import Placement
from tests.browser.person import bring_up, fill_in, go_on, send, send_unchecked, to_review
from tests.city import CLOSES, NEEDS, OPENS, SAT, City

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
    send_unchecked(page)


def _screen(questionnaire: str, form: Mapping[str, str], name: str, language: str = "") -> Way:
    """The way to the screen of one field, everything before it answered."""

    def go(page: Page, address: str, city: City) -> None:
        page.goto(f"{address}/q/{city.code}/{questionnaire}{language}")
        names = page.locator("#form [name]").evaluate_all("all => all.map(one => one.name)")
        before = {given for given in form if names.index(given) < names.index(name)}
        fill_in(page, {given: form[given] for given in before})
        bring_up(page, name)

    return go


def _refused(page: Page, address: str, city: City) -> None:
    _screen("sat", SAT, "S01")(page, address, city)
    assert not go_on(page)


def _ranked(page: Page, address: str, city: City) -> None:
    _screen("needs", NEEDS, "N11.1")(page, address, city)
    fill_in(page, {"N11.1": "B_REPAIR", "N11.2": "B_CONV"})


def _review(page: Page, address: str, city: City) -> None:
    _form(page, address, city)
    fill_in(page, {**SAT, "S10": "2", "S20": "FAR"})
    to_review(page)


def _declining(page: Page, address: str, city: City) -> None:
    _form(page, address, city)
    fill_in(page, {"S00": "N"})
    to_review(page)


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
    "notice and question": _screen("sat", SAT, "S00"),
    "question": _screen("sat", SAT, "S10"),
    "table card": _screen("sat", SAT, "S11.B_FIX"),
    "several answers": _screen("sat", {**SAT, "S10": "2"}, "S20"),
    "text": _screen("sat", SAT, "S30"),
    "ranking": _ranked,
    "ranking in English": _screen("needs", NEEDS, "N11.1", "?lang=en"),
    "refused": _refused,
    "review": _review,
    "declining": _declining,
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
