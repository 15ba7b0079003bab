"""What people do on the pages: tap, choose, write, send; and look at figures."""

import re
import sqlite3
from collections.abc import Mapping

from playwright.sync_api import Locator, Page, expect

from survey_app.questionnaire.definition import Question
from survey_app.services.questionnaires import bundled_questionnaire
from tests.browser.live import LiveCity

REASONS = ["FAR", "PRICE"]


def option(page: Page, name: str, code: str) -> Locator:
    """The whole row of an option, as a finger finds it."""
    return page.locator(f'label.option:has(input[name="{name}"][value="{code}"])')


def fill_in(page: Page, form: Mapping[str, str | list[str]]) -> None:
    """Answer questions by tapping rows, choosing from lists and writing."""
    for name, given in form.items():
        for code in [given] if isinstance(given, str) else given:
            field = page.locator(f'select[name="{name}"]')
            if field.count():
                field.select_option(code)
            elif page.locator(f'textarea[name="{name}"]').count():
                page.fill(f'textarea[name="{name}"]', code)
            else:
                row = option(page, name, code)
                row.tap()
                # A person sees what a tap did, and what it moved, before tapping again.
                expect(row.locator("input")).to_be_checked()


def send(page: Page) -> None:
    """Press “提交” and wait for what comes."""
    with page.expect_navigation():
        page.locator("form button[type=submit]").tap()


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
