"""One question a screen: order, going back, what is said in time, looking over, sending."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.person import (
    at,
    chosen,
    fill_in,
    go_back,
    go_on,
    option,
    send,
    send_unchecked,
    to_review,
)
from tests.city import RATED, SAT
from tests.every_kind import EVERY, every_kind, launch_questionnaire

ROWS = [f"S11.{row}" for row in RATED]
ORDER = ["start", "S00", "S01", "S02", "S10", *ROWS, "S21", "S30", "S40", "review"]
VISIBLE = "all => all.filter(one => one.checkVisibility()).map(one => one.id)"


@pytest.fixture
def sat(city, served, new_page):
    """A phone with the satisfaction form open."""
    page = new_page()
    page.goto(f"{served}/q/{city.code}/sat")
    return page


@pytest.fixture
def every(city, served, new_page):
    """A phone with the form of every kind open, in English."""
    launch_questionnaire(city.database, every_kind())
    page = new_page()
    page.goto(f"{served}/q/{city.code}/every?lang=en")
    return page


def answer(page, form):
    """Go through a form; the screens that were seen, from the first to the review."""
    seen = [at(page)]
    while seen[-1] != "review":
        fill_in(page, {name: given for name, given in form.items() if name == seen[-1]})
        assert go_on(page)
        seen.append(at(page))
    return seen


def test_screens_follow_the_form_and_show_one_question_each(sat):
    for screen in ORDER[:-1]:
        assert at(sat) == screen
        cards = sat.locator("[data-q]").evaluate_all(VISIBLE)
        assert cards == ([] if screen == "start" else [screen.partition(".")[0]])
        rows = sat.locator(".row").evaluate_all(VISIBLE)
        assert rows == ([screen] if "." in screen else [])
        fill_in(sat, {screen: SAT[screen]} if screen in SAT else {})
        assert go_on(sat)
    assert at(sat) == "review"
    assert sat.locator("[data-q]").evaluate_all(VISIBLE) == []


def test_progress_is_said_in_words_on_the_page_and_in_its_title(every):
    step = every.locator("#step")
    expect(step).to_be_hidden()
    fill_in(every, {"A1": "Y"})
    expect(step).to_have_text("Question 1 of 13")
    assert every.title().startswith("Question 1 of 13 · ")
    fill_in(every, {name: EVERY[name] for name in ("A2", "B1")})
    fill_in(every, {"B3.SHOP": "3"})
    expect(step).to_have_text("Question 5 of 13")
    expect(every.locator("#part")).to_have_text("Item 1 of 2")
    assert every.title().startswith("Question 5 of 13 · Item 1 of 2 · ")


def test_back_of_the_browser_and_of_the_page_lead_to_the_screen_before(sat):
    fill_in(sat, {name: SAT[name] for name in ("S00", "S01", "S02")})
    sat.go_back()
    expect(sat.locator("#form")).to_have_attribute("data-at", "S01")
    sat.locator("#back").click()
    expect(sat.locator("#form")).to_have_attribute("data-at", "S00")
    sat.go_forward()
    expect(sat.locator("#form")).to_have_attribute("data-at", "S01")
    go_back(sat)
    go_back(sat)
    assert at(sat) == "start"
    assert chosen(sat) == {name: [SAT[name]] for name in ("S00", "S01", "S02")}
    assert not sat.locator("#back").is_visible()


def test_without_a_history_the_button_still_leads_back(sat):
    fill_in(sat, {name: SAT[name] for name in ("S00", "S01", "S02")})
    sat.evaluate("history.replaceState({at: 'S02'}, '')")
    sat.locator("#back").click()
    assert at(sat) == "S01"


def test_a_needed_answer_is_asked_for_above_the_options_and_focus_goes_there(sat):
    go_on(sat)
    assert not go_on(sat)
    error = sat.locator("#S00-error")
    expect(error).to_be_focused()
    expect(sat.locator("#S00")).to_have_attribute("aria-describedby", "S00-error")
    assert error.bounding_box()["y"] < option(sat, "S00", "Y").bounding_box()["y"]
    option(sat, "S00", "Y").tap()
    expect(error).to_be_hidden()
    assert go_on(sat)


def test_a_written_answer_that_is_wrong_is_marked_on_its_field(every):
    fill_in(every, {"A1": "Y", "A2": "130"})
    assert not go_on(every)
    field = every.locator("[name=A2]")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert "A2-error" in field.get_attribute("aria-describedby")
    expect(every.locator("#A2-error")).to_have_text("Please write a number not above 120.")
    field.fill("67")
    expect(every.locator("#A2-error")).to_be_hidden()
    assert field.get_attribute("aria-invalid") is None


def test_enter_in_a_field_goes_on_and_does_not_send(city, every):
    fill_in(every, {"A1": "Y", "A2": "67"})
    every.press("[name=A2]", "Enter")
    assert at(every) == "B1"
    assert city.responses() == []


def test_an_answer_never_moves_the_screen_by_itself(sat):
    for name in ("S00", "S01", "S02", "S10"):
        fill_in(sat, {name: SAT[name]})
        assert at(sat) == name


def test_a_new_screen_starts_at_its_top_with_its_heading_in_focus(sat):
    fill_in(sat, {"S00": "Y"})
    sat.evaluate("window.scrollTo(0, 500)")
    go_on(sat)
    assert sat.evaluate("[window.scrollY, document.activeElement.tagName]") == [0, "LEGEND"]
    assert "您和本社区的关系是" in sat.evaluate("document.activeElement.textContent")


def test_too_many_answers_are_said_at_once_and_a_tap_is_never_refused(every):
    fill_in(every, {name: EVERY[name] for name in ("A1", "A2", "B1")})
    fill_in(every, {"B2": ["SHOP", "FOOD", "MEAL"]})
    expect(every.locator("#told")).to_contain_text("You have chosen 3; at most 2 count.")
    assert sorted(chosen(every)["B2"]) == ["FOOD", "MEAL", "SHOP"]
    assert not go_on(every)
    expect(every.locator("#B2-error")).to_have_text("Please choose at most 2.")
    option(every, "B2", "MEAL").tap()
    expect(every.locator("#told")).to_have_text("")
    assert go_on(every)


def test_the_review_tells_every_answer_in_words(every):
    fill_in(every, EVERY)
    assert to_review(every)
    items = every.locator("#review li").all_inner_texts()
    told = {re.sub(r"\s+", " ", item) for item in items}
    assert "How old are you? 67 Change" in told
    assert "What is missing near your home? Corner shop Other (write in) 修表 Change" in told
    assert "Corner shop Satisfied Change" in told
    assert "Please choose in order what is needed most. 1. Breakfast shop" in " ".join(told)
    assert "The least important one – Shoe and key repair" in " ".join(told)
    assert "When should it be open? 06:30 – 22:00 Change" in told
    assert "Please send photos. Left empty Change" in told
    assert "Please leave a telephone number. 138 0000 0000 Change" in told
    assert every.locator("#review .change").count() == 16


def test_from_the_review_to_a_question_and_back_to_it(sat):
    answer(sat, SAT)
    sat.get_by_role("button", name="您的年龄").tap()
    assert at(sat) == "S02"
    assert not sat.locator("#back").is_visible()
    fill_in(sat, {"S02": "A75P"})
    assert go_on(sat)
    assert at(sat) == "review"
    assert "75" in sat.locator("#review li", has_text="您的年龄").inner_text()


def test_a_change_in_the_middle_brings_follow_ups_and_takes_them_away(city, sat):
    answer(sat, SAT)
    fill_in(sat, {"S10": "1"})
    assert go_on(sat)
    assert at(sat) == "S20"  # a new question stands between the change and the review
    assert not sat.locator(".error:visible").count()
    fill_in(sat, {"S20": "FAR"})
    assert go_on(sat)
    assert at(sat) == "review"
    fill_in(sat, {"S10": "5"})
    assert go_on(sat)
    assert at(sat) == "review"
    assert not sat.locator("#review li", has_text="主要是哪里不满意").count()
    send(sat)
    assert "S20" not in city.responses()[0].answers


def test_who_does_not_take_part_is_led_to_the_end(city, sat):
    assert answer(sat, {"S00": "N"}) == ["start", "S00", "review"]
    assert sat.locator("#ended p").is_visible()
    send(sat)
    assert len(city.responses()) == 1


def test_notes_stand_on_the_screen_of_the_question_after_them(every):
    fill_in(every, {"A1": "Y", "A2": "67", "B1": "3"})
    assert every.locator("[data-q]").evaluate_all(VISIBLE) == ["B0", "B1"]
    go_on(every)
    assert every.locator("[data-q]").evaluate_all(VISIBLE) == ["B2"]


def test_the_server_has_the_last_word(city, sat):
    fill_in(sat, SAT)
    sat.evaluate("""() => document.querySelectorAll('[name=S02], [name="S11.B_FOOD"]')
        .forEach(field => { field.checked = false; })""")
    send_unchecked(sat)
    assert at(sat) == "S02"
    expect(sat.locator("#S02-error")).to_be_focused()
    assert sat.locator("#alert").is_visible()
    assert not sat.locator("#alert li:visible").count()
    fill_in(sat, {"S02": SAT["S02"]})
    go_on(sat)
    assert at(sat) == "S11.B_FOOD"
    fill_in(sat, {"S11.B_FOOD": "4"})
    go_on(sat)
    assert at(sat) == "review"
    send(sat)
    assert len(city.responses()) == 1


# The middle of what has the focus, or of its row, is on the screen and nothing lies over it.
IN_SIGHT = """() => {
    const focused = document.activeElement, row = focused.closest('label') || focused;
    const box = row.getBoundingClientRect(), down = Math.min(box.height, 60) / 2;
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + down);
    return focused === document.body || row.contains(top);
}"""


def test_names_say_what_every_control_is_for(sat):
    fill_in(sat, {"S00": "Y", "S01": "LIVE6", "S02": "A65_74", "S10": "4"})
    question = sat.get_by_role("group", name="总的来说，您对家门口")
    expect(question.get_by_role("radio", name="比较满意")).to_be_checked()
    go_on(sat)
    table = sat.get_by_role("group", name="下面几项，您满意吗")
    row = table.get_by_role("group", name="买日用品")
    expect(row.get_by_role("radio", name="非常满意")).not_to_be_checked()


@pytest.mark.parametrize(
    ("query", "width", "height", "text"),
    [("", 360, 740, 16), ("", 320, 568, 16), ("?text=largest", 320, 568, 32)],
)
def test_the_keyboard_alone_is_enough(city, served, new_page, query, width, height, text):
    page = new_page(is_mobile=False, has_touch=False, viewport={"width": width, "height": height})
    sizes = {"fontSizes": {"standard": text, "fixed": text}}
    page.context.new_cdp_session(page).send("Page.setFontSizes", sizes)
    page.goto(f"{served}/q/{city.code}/sat{query}")
    left = {**SAT, "S30": "希望修鞋的地方近一点。"}
    for _ in range(300):
        page.keyboard.press("Tab")
        assert page.evaluate(IN_SIGHT)
        name, kind, own = page.evaluate(
            "(e => [e.name, e.type, e.id || e.name || e.type])(document.activeElement)"
        )
        if name in left:
            by_keyboard(page, kind, left.pop(name))
        elif own == "next":
            page.keyboard.press("Enter")
        elif own == "submit":
            break
    assert left == {}
    page.keyboard.press("Enter")
    page.wait_for_url("**/r/*")
    assert len(city.responses()) == 1


def by_keyboard(page, kind, wanted):
    """Give the focused field its answer."""
    if kind == "textarea":
        page.keyboard.type(wanted)
        return
    page.keyboard.press("Space")
    while page.evaluate("document.activeElement.value") != wanted:
        page.keyboard.press("ArrowDown")


def test_a_failing_part_of_the_script_leaves_the_whole_form(city, served, new_page):
    page = new_page()
    page.add_init_script("history.replaceState = () => { throw new Error('not here'); }")
    page.add_init_script("console.error = () => {}")
    page.goto(f"{served}/q/{city.code}/sat")
    assert page.locator("html.screens").count() == 0
    assert option(page, "S40", "F").is_visible()
    fill_in(page, SAT)
    send(page)
    assert len(city.responses()) == 1
