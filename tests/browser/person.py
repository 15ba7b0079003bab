"""What people do on the pages: tap, choose, write, send; and look at figures."""

import re
import sqlite3
from collections.abc import Mapping

from playwright.sync_api import Locator, Page, expect

from survey_app.questionnaire.definition import Question
from survey_app.services.questionnaires import bundled_questionnaire
from tests.browser.live import LiveCity

REASONS = ["FAR", "PRICE"]
MOST_SCREENS = 120
WRITTEN = ("TEXTAREA textarea", "INPUT text", "INPUT tel", "INPUT date", "INPUT time")
COMES_BEFORE = """([wanted, shown]) => {
    const here = document.getElementById(shown);  // none for the first screen
    return here !== null && Boolean(here.compareDocumentPosition(document.getElementById(wanted))
        & Node.DOCUMENT_POSITION_PRECEDING);
}"""


def option(page: Page, name: str, code: str) -> Locator:
    """The whole row of an option, as a finger finds it."""
    return page.locator(f'label.option:has(input[name="{name}"][value="{code}"])')


def fill_in(page: Page, form: Mapping[str, str | list[str]]) -> None:
    """Answer questions by tapping rows, choosing from lists and writing, in the form's order."""
    page.locator("#form").wait_for()
    page.wait_for_load_state("domcontentloaded")
    names = page.locator("#form [name]").evaluate_all("all => all.map(field => field.name)")
    for name, given in sorted(form.items(), key=lambda item: names.index(item[0])):
        bring_up(page, name)
        for code in [given] if isinstance(given, str) else given:
            _answer(page, name, code)


def _answer(page: Page, name: str, code: str) -> None:
    field = page.locator(f'[name="{name}"]').first
    details = page.locator(f'details:not([open]):has([name="{name}"]) summary')
    if details.count():
        details.tap()
    tag = field.evaluate("field => field.tagName + ' ' + field.type")
    if tag.startswith("SELECT"):
        choose_place(page, name, code)
    elif tag in WRITTEN:
        field.fill(code)
    else:
        row = option(page, name, code)
        row.tap()
        # A person sees what a tap did, and what it moved, before tapping again.
        expect(row.locator("input")).to_be_checked()


def choose_place(page: Page, name: str, code: str) -> None:
    """Give an option its place in a ranking: by the list, or by tapping in order."""
    field = page.locator(f'select[name="{name}"]')
    if field.is_visible():
        field.select_option(code)
        return
    question, _, place = name.partition(".")
    lists = page.locator(f'[id="{question}"] select')
    codes = [value for value in lists.evaluate_all("all => all.map(one => one.value)") if value]
    kept, later = codes[: int(place) - 1], codes[int(place) :]
    for tapped in [*codes[len(kept) :], code, *(other for other in later if other != code)]:
        page.locator(f'[id="{question}"] button.rank[value="{tapped}"]').tap()
    assert field.input_value() == code


def is_wizard(page: Page) -> bool:
    """Whether one question a screen is shown."""
    return page.locator("html.screens").count() > 0


def at(page: Page) -> str:
    """The screen that is shown: start, a question, QUESTION.ROW or review."""
    return page.locator("#form").get_attribute("data-at") or ""


def go_on(page: Page) -> bool:
    """Press the button that goes on; whether another screen came."""
    before = at(page)
    page.locator("#next").click()
    return at(page) != before


def go_back(page: Page) -> None:
    """Press “上一题”, or the browser's Back where there is only a way to the review."""
    before = at(page)
    if page.locator("#back").is_visible():
        page.locator("#back").click()
    else:
        page.go_back()
    expect(page.locator("#form")).not_to_have_attribute("data-at", before)


def bring_up(page: Page, name: str) -> None:
    """Go to the screen with this field as a person does; nothing where the form is one page."""
    if not is_wizard(page):
        return
    field = page.locator(f'[name="{name}"]').first
    wanted = field.evaluate("field => field.closest('.step.row, .question').id")
    for _ in range(MOST_SCREENS):
        shown = at(page)
        if wanted == shown:
            return
        change = page.locator(f'#review .change[value="{wanted}"]')
        if shown == "review" and change.count():
            change.tap()
        elif shown == "review" or page.evaluate(COMES_BEFORE, [wanted, shown]):
            go_back(page)
        elif not go_on(page):
            break
    raise AssertionError(f"{wanted} is not asked: {said(page)}")


def said(page: Page) -> list[str]:
    """What the page says is wrong, where it is."""
    return [f"at {at(page)}", *page.locator(".alert:visible, .error:visible").all_inner_texts()]


def to_review(page: Page) -> bool:
    """Go on to the review; False when a question stands in the way."""
    while at(page) != "review":
        if not go_on(page):
            return False
    return True


def send(page: Page) -> None:
    """Look everything over, press “提交” and wait for what comes.

    Where a question stands in the way, its screen stays.
    """
    if not is_wizard(page):
        with page.expect_navigation():
            page.locator("form button[type=submit]").tap()
    elif to_review(page):
        page.evaluate("document.querySelector('main').setAttribute('data-before', '')")
        page.locator("form button[type=submit]").tap()
        page.wait_for_selector("main:not([data-before])")


def send_unchecked(page: Page) -> None:
    """Send the form as it is, without the screens' own look at it; the server's word counts."""
    with page.expect_navigation():
        page.evaluate("HTMLFormElement.prototype.submit.call(document.getElementById('form'))")


def chosen(page: Page) -> dict[str, list[str]]:
    """Every answer that stands in the form now."""
    script = """() => [...new FormData(document.getElementById('form'))]
        .filter(([name, value]) => value && name !== 'form')"""
    answers: dict[str, list[str]] = {}
    for name, value in page.evaluate(script):
        answers.setdefault(name, []).append(value)
    return answers


def as_lists(form: Mapping[str, str | list[str]]) -> dict[str, list[str]]:
    """A form as `chosen` gives it."""
    return {name: [v] if isinstance(v, str) else list(v) for name, v in form.items()}


def question(questionnaire: str, name: str) -> Question:
    """A question of a bundled questionnaire."""
    return bundled_questionnaire(questionnaire).by_id[name]


def stored(city: LiveCity) -> int:
    """How many responses the database holds."""
    with sqlite3.connect(city.home / "survey.db") as database:
        return int(database.execute("SELECT count(*) FROM response").fetchone()[0])


def sign_in(page: Page, city: LiveCity, path: str = "/staff/") -> None:
    """Open a staff page as the administrator."""
    page.goto(city.address + path)
    page.fill("input[name=user]", "admin")
    page.fill("input[name=password]", city.password)
    with page.expect_navigation():
        page.press("input[name=password]", "Enter")


def rate_facts(page: Page, city: LiveCity, community: str) -> tuple[int, int, str]:
    """(satisfied, base, rate as printed) of a community's results page."""
    page.goto(f"{city.address}/staff/results/{city.campaign('sat')}/{community}")
    facts = page.inner_text("section[aria-labelledby=rate]")
    found = re.search(r"(\d+) 人满意，共 (\d+) 份有效答卷", facts)
    printed = re.search(r"[\d.]+%", facts)
    assert found, facts
    assert printed, facts
    return int(found[1]), int(found[2]), printed[0]


def ranking(page: Page, city: LiveCity, community: str) -> tuple[int, dict[str, float]]:
    """(base, service -> demand index) of the everyday services that a community's page lists."""
    page.goto(f"{city.address}/staff/results/{city.campaign('needs')}/{community}")
    card = page.locator("section[aria-labelledby=demand_basic]")
    base = re.search(r"(\d+) 人回答", card.inner_text())
    assert base, card.inner_text()
    shown = card.locator("ul.bars").first.locator("li")
    rows = (row.split("\n") for row in shown.all_inner_texts())
    return int(base[1]), {row[0]: float(row[-1].split("·")[0]) for row in rows}
