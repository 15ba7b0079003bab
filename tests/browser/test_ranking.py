"""Ranking by tapping rows in order, over the lists that the form sends."""

import pytest
from playwright.sync_api import expect

from tests.browser.person import at, bring_up, chosen, fill_in, go_on, send
from tests.city import NEEDS

BEFORE = {name: given for name, given in NEEDS.items() if name < "N11"}


@pytest.fixture
def page(city, served, new_page):
    """A phone at the question that asks for at most three, in order."""
    page = new_page()
    page.goto(f"{served}/q/{city.code}/needs?lang=en")
    fill_in(page, BEFORE)
    bring_up(page, "N11.1")
    return page


def row(page, code):
    return page.locator(f'#N11 button[value="{code}"]')


def places(page):
    """What stands in the rows' discs, by the option's code."""
    script = "all => all.map(row => [row.value, row.firstElementChild.textContent])"
    discs = page.locator("#N11 button.rank").evaluate_all(script)
    return {code: place for code, place in discs if place}


def sent(page):
    return {name: codes for name, codes in chosen(page).items() if name.startswith("N11.")}


def test_rows_are_numbered_in_the_order_of_the_taps(page):
    for code in ("B_REPAIR", "B_CONV", "B_MARKET"):
        row(page, code).tap()
    assert places(page) == {"B_REPAIR": "1", "B_CONV": "2", "B_MARKET": "3"}
    assert sent(page) == {"N11.1": ["B_REPAIR"], "N11.2": ["B_CONV"], "N11.3": ["B_MARKET"]}


def test_another_tap_takes_a_row_out_and_the_others_move_up(page):
    for code in ("B_REPAIR", "B_CONV", "B_MARKET", "B_REPAIR"):
        row(page, code).tap()
    assert places(page) == {"B_CONV": "1", "B_MARKET": "2"}
    assert sent(page) == {"N11.1": ["B_CONV"], "N11.2": ["B_MARKET"]}


def test_a_fourth_choice_is_explained_and_changes_nothing(page):
    for code in ("B_REPAIR", "B_CONV", "B_MARKET"):
        row(page, code).tap()
    before = sent(page)
    row(page, "B_PHARMACY").tap()
    expect(page.get_by_role("status").filter(has_text="already chosen 3")).to_be_visible()
    assert sent(page) == before
    row(page, "B_CONV").tap()
    expect(page.locator("#told")).to_have_text("")


def test_rows_say_their_place_to_those_who_listen(page):
    words = row(page, "B_REPAIR").inner_text().strip()
    button = page.get_by_role("button", name=words, exact=True)
    expect(button).to_have_attribute("aria-pressed", "false")
    button.tap()
    numbered = page.get_by_role("button", name=f"{words}, number 1", exact=True)
    expect(numbered).to_have_attribute("aria-pressed", "true")


def test_the_keyboard_ranks_as_well(page):
    page.locator("#N11 button.rank").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    first, second = page.locator("#N11 button.rank").evaluate_all("all => all.map(b => b.value)")[
        :2
    ]
    assert sent(page) == {"N11.1": [first], "N11.2": [second]}
    page.keyboard.press("Enter")
    assert sent(page) == {"N11.1": [first]}


def test_a_ranking_is_needed_and_its_follow_up_asks_about_the_first(page):
    assert not go_on(page)
    expect(page.locator("#N11-error")).to_be_focused()
    row(page, "B_REPAIR").tap()
    expect(page.locator("#N11-error")).to_be_hidden()
    assert go_on(page)
    assert at(page) == "N12"


def test_a_ranking_is_stored_in_its_order(city, page):
    fill_in(page, {**NEEDS, "N11.2": "B_CONV"})
    send(page)
    assert [response.answers["N11"] for response in city.responses()] == [["B_REPAIR", "B_CONV"]]
