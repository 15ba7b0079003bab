"""What the pictures of the resident's phone show: state by state, and how to get there."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from playwright.sync_api import Page

from survey_app.services.placements import GRACE
from survey_app.services.public_results import take_due_snapshots
from tests.browser.more_states import ALL_STATES
from tests.browser.person import bring_up, fill_in, go_on, to_review
from tests.browser.phone_states import answer, press, thanked
from tests.browser.states import STATES
from tests.city import CLOSES, NEEDS, SAT, City
from tests.web.staffroom import rate

Way = Callable[[Page, str, City], None]
BEGUN = {name: SAT[name] for name in ("S00", "S01", "S02")}
UNHAPPY = {**BEGUN, "S10": "2"}
RATED = {**UNHAPPY, **{name: given for name, given in SAT.items() if name.startswith("S11.")}}
UP_TO_RANKING = {name: given for name, given in NEEDS.items() if name < "N11"}


class Shot(NamedTuple):
    """One phone. query: of every address on the way, such as text=large; options: of the phone."""

    way: Way
    query: str = ""
    options: dict[str, str] = {}


def _open(page: Page, address: str, city: City, questionnaire: str = "sat") -> None:
    page.goto(f"{address}/q/{city.code}/{questionnaire}")


def _asked(form: Mapping[str, str | list[str]], name: str, questionnaire: str = "sat") -> Way:
    """The screen of a question, with a form answered up to it, or that question too."""

    def go(page: Page, address: str, city: City) -> None:
        _open(page, address, city, questionnaire)
        fill_in(page, form)
        bring_up(page, name)
        page.evaluate("window.scrollTo(0, 0)")

    return go


def _ranked(page: Page, address: str, city: City) -> None:
    _asked(UP_TO_RANKING, "N11.1", "needs")(page, address, city)
    for number in (3, 0):
        page.locator("[id='N11'] button.rank").nth(number).tap()
    page.evaluate("window.scrollTo(0, 0)")


def _refused(page: Page, address: str, city: City) -> None:
    _open(page, address, city)
    fill_in(page, BEGUN)
    go_on(page)
    go_on(page)


def _review(page: Page, address: str, city: City) -> None:
    _open(page, address, city)
    fill_in(page, {**SAT, "S30": "希望修鞋的地方近一点。"})
    to_review(page)


def _thanks(page: Page, address: str, city: City) -> None:
    _open(page, address, city)
    answer(page)
    press(page)
    thanked(page)


def _receipt(page: Page, address: str, city: City) -> None:
    _thanks(page, address, city)
    page.locator("summary").tap()
    page.locator("details img").evaluate("image => image.decode()")
    page.evaluate("window.scrollTo(0, document.querySelector('details').offsetTop - 16)")


def _community(page: Page, address: str, city: City) -> None:
    page.goto(f"{address}/c/CK-BAIYUAN")


def _result(page: Page, address: str, city: City) -> None:
    rate(city, "CK-BAIYUAN", 372, 412)
    city.clock.now = CLOSES + 2 * GRACE
    take_due_snapshots(city.database, city.clock.now)
    _community(page, address, city)


def _both(way: Way) -> tuple[Shot, Shot]:
    """The same state as usual and in 大字版."""
    return Shot(way), Shot(way, "text=large")


DARK = {"color_scheme": "dark"}
PAIRS: dict[str, tuple[Shot, Shot]] = {
    "offers": _both(STATES["offers"]),
    "start": _both(_open),
    "consent": _both(_asked({}, "S00")),
    "restored": _both(ALL_STATES["restored"]),
    "question": _both(_asked(UNHAPPY, "S10")),
    "matrix": _both(_asked({**BEGUN, "S10": "4", "S11.B_SHOP": "4"}, "S11.B_SHOP")),
    "ranking": _both(_ranked),
    "several": _both(_asked({**RATED, "S20": ["FAR", "PRICE"]}, "S20")),
    "text": _both(_asked({**SAT, "S30": "希望修鞋的地方近一点。"}, "S30")),
    "error": _both(_refused),
    "review": _both(_review),
    "offline": _both(ALL_STATES["offline"]),
    "thanks": _both(_thanks),
    "receipt": _both(_receipt),
    "declined": _both(STATES["declined"]),
    "erase": _both(STATES["erase"]),
    "erased": _both(STATES["erased"]),
    "not-open": _both(STATES["not open"]),
    "ended": _both(STATES["ended"]),
    "unknown": _both(STATES["unknown"]),
    "community": _both(_community),
    "result": _both(_result),
    "queued": _both(ALL_STATES["queued"]),
    "waiting": _both(ALL_STATES["waiting elsewhere"]),
    "not-kept": _both(ALL_STATES["not kept"]),
    "declining": _both(STATES["declining"]),
    "too-long": _both(ALL_STATES["too long"]),
    "retired": _both(STATES["retired"]),
    "home": _both(ALL_STATES["home"]),
    "no-receipt": _both(ALL_STATES["no such receipt"]),
    "tablet": _both(ALL_STATES["tablet"]),
    "leaving": _both(ALL_STATES["leaving a tablet"]),
    "english-dark": (
        Shot(_asked(UNHAPPY, "S10"), "lang=en"),
        Shot(_asked(UNHAPPY, "S10"), "text=large", DARK),
    ),
}
