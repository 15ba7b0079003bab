"""A worker's own questionnaire, all the way: copied, changed, launched, answered, read."""

import csv
import re
from collections import Counter

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live import LiveCity, run_command, running_city
from tests.browser.person import bring_up, fill_in, send, sign_in
from tests.city import SAT

QUESTION = "您最想先改哪一样？"
ANSWERS = ("修鞋补衣", "早餐", "停车")
UNHAPPY = {**SAT, "S10": "2", "S20": ["FAR"]}
FORMS = 240  # synthetic ones, so that the added question has a base that may be shown


@pytest.fixture
def own_city(tmp_path):
    """A live city that no other test looks at: one more questionnaire runs in it afterwards."""
    with running_city(tmp_path / "own", responses=20) as city:
        yield city


def add_question(page: Page) -> None:
    """One choice for those who are not satisfied, below the last question of the copy."""
    page.locator("#adder summary").click()
    page.locator("#add-single").click()
    expect(page.locator('[id="text.zh"]')).to_be_focused()
    page.keyboard.type(QUESTION)
    while page.locator('.opt [name^="options."][name$=".zh"]').count() < len(ANSWERS):
        before = page.locator('.opt [name^="options."][name$=".zh"]').count()
        page.locator("#add-options").click()
        expect(page.locator('.opt [name^="options."][name$=".zh"]')).to_have_count(before + 1)
    for number, words in enumerate(ANSWERS):
        page.fill(f'[id="options.{number}.zh"]', words)
    rated = page.locator('[id="show_if.0.q"] option', has_text="便民服务满意吗").first
    page.select_option('[id="show_if.0.q"]', value=rated.get_attribute("value"))
    for code in ("1", "2", "3"):
        page.check(f'[name="show_if.0.code"][value="{code}"]')
    expect(page.locator("#saved")).to_contain_text("已保存")


def published_copy(page: Page, city: LiveCity) -> str:
    """Copy `sat`, add the question, look at the preview, publish; the new questionnaire's id."""
    page.goto(f"{city.address}/staff/questionnaires/sat/1")
    page.locator('form[action$="/sat/1/copy"] button').click()
    page.goto(page.url.partition("?")[0] + "?at=q8")
    add_question(page)
    phone = page.frame_locator("#preview")
    expect(phone.get_by_text(QUESTION)).to_be_visible()
    expect(phone.get_by_text(ANSWERS[2])).to_be_visible()
    with page.expect_navigation(url="**/publish"):
        page.locator("#bar a, #bar button").last.click()
    with page.expect_navigation(url="**/staff/questionnaires/**"):
        page.locator("form.form .button").click()
    found = re.search(r"/questionnaires/(\w+)/1", page.url)
    assert found, page.url
    return found[1]


def launch(page: Page, name: str) -> int:
    """Launch it from its own page, everywhere; the campaign's number."""
    page.locator(f'a[href*="questionnaire={name}"]').first.click()
    expect(page.locator(f'input[name="questionnaire"][value="{name}"]')).to_be_checked()
    page.fill("#organiser", "湛江市商务局")
    page.fill("#phone", "0759-0000000")
    with page.expect_navigation(url="**/staff/campaigns/*"):
        page.locator(".actions .button").click()
    return int(page.url.rpartition("/")[2])


def added_field(page: Page) -> str:
    """The name of the added question's form field."""
    card = page.locator("[data-kind]", has=page.get_by_text(QUESTION))
    return str(card.get_attribute("id"))


def test_a_copied_questionnaire_with_a_question_of_its_own_reaches_the_results(
    own_city, new_page, new_desk, tmp_path
):
    desk = new_desk()
    sign_in(desk, own_city)
    name = published_copy(desk, own_city)
    number = launch(desk, name)
    phone = new_page()
    phone.goto(f"{own_city.address}/q/{own_city.code()}/{name}")
    field = added_field(phone)
    expect(phone.locator(f"#{field}")).to_be_hidden()
    fill_in(phone, UNHAPPY)
    bring_up(phone, field)
    expect(phone.locator(f"#{field}")).to_be_visible()
    rows = [phone.locator("label.option", has_text=words) for words in ANSWERS]
    codes = [row.locator("input").get_attribute("value") for row in rows]
    rows[1].tap()
    send(phone)
    assert phone.inner_text("h1") == "已收到，谢谢"

    run_command(
        "simulate", name, "--forms", str(FORMS), "--satisfaction", "0.3", home=own_city.home
    )
    desk.goto(f"{own_city.address}/staff/results/{number}/questions")
    card = desk.locator(f"#question-{field}")
    expect(card).to_contain_text(QUESTION)
    file = tmp_path / "export.csv"
    run_command("export", "--campaign", str(number), "--out", str(file), home=own_city.home)
    stored = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    assert len(stored) == FORMS + 1
    (ours,) = [row for row in stored if row["synthetic"] == "False"]
    assert (ours["S20"], ours[field]) == ("FAR", codes[1])
    counted = Counter(row[field] for row in stored if row["S01"] == "LIVE6")
    for words, code in zip(ANSWERS, codes, strict=True):
        expect(card.locator("li", has_text=words)).to_contain_text(f"{counted[code]} ·")
