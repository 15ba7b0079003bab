"""A person fills in a form with questions of every kind, with and without script, and reads it."""

import pytest
from playwright.sync_api import expect

from survey_app.web.form_page import preview, preview_response
from tests.browser.person import (
    at,
    bring_up,
    fill_in,
    go_on,
    option,
    send,
    send_unchecked,
    to_review,
)
from tests.browser.test_reading import overflow, violations
from tests.browser.test_sizes import SMALL_TARGETS, SMALL_TEXT
from tests.every_kind import EVERY, every_kind, launch_questionnaire

SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
STORED = {
    "A1": "Y",
    "A2": 67,
    "B1": "3",
    "B2": ["SHOP", "OTHER"],
    "B2.OTHER.text": "修表",
    "B3": {"SHOP": "3", "FOOD": "1"},
    "B4": ["MEAL", "FIX"],
    "B5": {"best": "FOOD", "worst": "FIX"},
    "B6": "太远了",
    "C1": 1.5,
    "C2": "2026-08-30",
    "C3": {"from": "06:30", "to": "22:00"},
    "C4": "中山一路",
    "C5": {"lat": 21.27, "lon": 110.36},
    "C7": "given",
}
WRONG = {"A2": "三十", "B5.worst": [], "C1": "1.55", "C3.to": "", "C7": "12"}
SAID = {
    "A2": "Please write a whole number in figures, such as 12.",
    "B5.worst": "Please choose both: the most important and the least important.",
    "C1": "Please write a number in figures with at most 1 decimals, such as 2.5.",
    "C3.to": "Please give both times: from when and until when.",
    "C7": "Please write a telephone number, such as 13800000000.",
}


@pytest.fixture
def address(city, served):
    """Where the form of every kind is."""
    launch_questionnaire(city.database, every_kind())
    return f"{served}/q/{city.code}/every"


def seen(page) -> list[str]:
    """The questions that are asked now."""
    script = "cards => cards.filter(card => !card.hidden).map(card => card.id)"
    return page.locator("[data-q]").evaluate_all(script)


@SCRIPT
def test_a_form_of_every_kind_is_filled_in_and_stored(city, address, new_page, script):
    page = new_page(java_script_enabled=script)
    page.goto(address)
    fill_in(page, EVERY)
    send(page)
    assert page.inner_text("h1") == "已收到，谢谢", page.locator(".error").all_inner_texts()
    assert [response.answers for response in city.responses()] == [STORED]


def test_what_is_wrong_is_said_beside_each_question_and_can_be_put_right(city, address, new_page):
    page = new_page(java_script_enabled=False)
    page.goto(address)
    fill_in(page, {**EVERY, **WRONG})
    send(page)
    assert {e.split("-")[0] for e in ids(page, ".error")} == {"A2", "B5", "C1", "C3", "C7"}
    assert page.locator("#A2 input").input_value() == "三十"
    fill_in(page, {name: EVERY[name] for name in WRONG})
    send(page)
    assert [response.answers for response in city.responses()] == [STORED]


def test_what_is_wrong_is_said_on_its_screen_in_the_servers_words(city, address, new_page):
    page = new_page()
    page.goto(f"{address}?lang=en")
    for name, given in {**EVERY, **WRONG}.items():
        fill_in(page, {name: given})
        if name in SAID:
            assert not go_on(page)
            assert page.locator(".error:visible").all_inner_texts() == [SAID[name]]
            assert page.evaluate("document.activeElement.className") == "error"
            fill_in(page, {name: EVERY[name]})
    send(page)
    assert [response.answers for response in city.responses()] == [STORED]


def ids(page, selector: str) -> list[str]:
    return page.locator(selector).evaluate_all("found => found.map(element => element.id)")


def test_questions_come_and_go_with_the_answers(address, new_page):
    page = new_page()
    page.goto(address)
    assert not {"B6", "C3"} & set(seen(page))
    fill_in(page, {**EVERY, "C2": "2026-06-01"})
    assert {"B6", "C3", "C7"} <= set(seen(page))
    fill_in(page, {"C2": "2026-05-31"})
    assert "C3" not in seen(page)
    fill_in(page, {"B3.FOOD": "3"})
    assert not {"B6", "C3"} & set(seen(page))


def test_a_photo_makes_the_telephone_number_needless(address, new_page):
    page = new_page()
    page.goto(address)
    photo = {"name": "a.png", "mimeType": "image/png", "buffer": b"\x89PNG"}
    page.set_input_files("[name=C6]", [photo])
    assert "C7" not in seen(page)
    page.set_input_files("[name=C6]", [photo] * 4)
    assert "C7" in seen(page)  # the server takes three at most


@pytest.mark.parametrize(("name", "given"), [("A1", "N"), ("A2", "17")])
def test_after_an_answer_that_ends_the_form_nothing_more_is_asked(
    city, address, new_page, name, given
):
    page = new_page()
    page.goto(address)
    fill_in(page, {"A1": "Y", name: given})
    assert seen(page) == ["A1", "A2"][: ["A1", "A2"].index(name) + 1]
    assert go_on(page)
    assert at(page) == "review"
    assert page.locator("#ended p").is_visible()
    send(page)
    assert [response.answers for response in city.responses()] == [None]


def test_an_answer_that_is_changed_opens_the_form_again(address, new_page):
    page = new_page()
    page.goto(address)
    before = seen(page)
    fill_in(page, {"A1": "N"})
    to_review(page)
    fill_in(page, {"A1": "Y"})
    assert seen(page) == before
    assert go_on(page)
    assert at(page) == "A2"


def test_the_best_cannot_be_the_worst_as_well(address, new_page):
    page = new_page()
    page.goto(f"{address}?lang=en")
    fill_in(page, EVERY)
    fill_in(page, {"B3.SHOP": "3", "B3.FOOD": "3"})
    assert page.locator("[name^='B3.']:checked").count() == 2  # rows of a matrix may agree
    fill_in(page, {"B5.worst": "FOOD"})
    assert not option(page, "B5.best", "FOOD").locator("input").is_checked()
    assert page.locator("[name='B5.best']:checked").count() == 0
    assert "“Food market” cannot be both" in page.locator("#told").inner_text()
    fill_in(page, {"B5.best": "SHOP"})
    assert go_on(page)


def test_around_the_clock_needs_no_times(address, new_page):
    page = new_page()
    page.goto(address)
    fill_in(page, EVERY)
    bring_up(page, "C3.from")
    times = page.locator("[name='C3.from']")
    assert times.is_visible()
    fill_in(page, {"C3.always": "1"})
    assert not times.is_visible()


def test_words_beside_other_are_asked_for_when_other_is_chosen(address, new_page):
    page = new_page()
    page.goto(address)
    other = page.locator("[name='B2.OTHER.text']")
    fill_in(page, {"A1": "Y", "A2": "67", "B1": "3"})
    bring_up(page, "B2")
    assert not other.is_visible()
    fill_in(page, {"B2": "OTHER"})
    assert other.is_visible()


def bring_up_position(page) -> None:
    fill_in(page, {name: given for name, given in EVERY.items() if name < "C5"})
    bring_up(page, "C5.lat")


def test_a_position_is_taken_from_the_phone(address, new_page):
    page = new_page(
        permissions=["geolocation"], geolocation={"latitude": 21.27, "longitude": 110.3599999}
    )
    page.goto(address)
    bring_up_position(page)
    page.locator("[data-locate]").tap()
    expect(page.locator("[name='C5.lat']")).to_have_value("21.270000")
    assert page.locator("[name='C5.lon']").input_value() == "110.360000"
    assert "位置已经填好" in page.inner_text(".told") or "filled in" in page.inner_text(".told")


def test_a_position_that_is_refused_can_be_written(address, new_page):
    page = new_page(permissions=[])
    page.goto(f"{address}?lang=en")
    bring_up_position(page)
    assert not page.locator("[name='C5.lat']").is_visible()
    page.locator("[data-locate]").tap()
    page.get_by_text("did not give the position").wait_for()
    assert page.locator("[name='C5.lat']").is_visible()


def _fresh(page) -> None:
    pass


def _errors(page) -> None:
    send_unchecked(page)
    assert page.locator(".error").count() > 5


def _filled(page) -> None:
    fill_in(page, EVERY)


STATES = {"fresh": _fresh, "errors": _errors, "filled": _filled}


@pytest.mark.parametrize(
    ("state", "script"),
    [*((state, True) for state in STATES), ("fresh", False), ("errors", False)],
)
def test_axe_finds_nothing_and_everything_can_be_read_and_hit(address, new_page, state, script):
    page = new_page(viewport={"width": 320, "height": 640})
    if not script:  # axe itself is a script: only ours stays away
        page.route("**/form.js*", lambda route: route.abort())
    page.goto(address)
    STATES[state](page)
    is_fine(page)


def test_axe_finds_nothing_on_the_screens_of_every_kind(address, new_page):
    page = new_page(viewport={"width": 320, "height": 640})
    page.goto(address)
    for name, given in EVERY.items():
        bring_up(page, name)
        is_fine(page)
        fill_in(page, {name: given})
    to_review(page)
    is_fine(page)


def is_fine(page) -> None:
    """Fail when axe, a small target, small text or a wide line complains; as large as at first."""
    assert violations(page) == []
    assert page.evaluate(SMALL_TARGETS, 48) == []
    assert page.evaluate(SMALL_TEXT, 18) == []
    assert overflow(page) <= 0
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert overflow(page) <= 0
    page.evaluate("document.documentElement.style.fontSize = ''")


def test_a_preview_in_a_frame_lives_and_cannot_be_sent(city, served, new_desk):

    city.app.add_url_rule("/preview", "preview", lambda: preview_response(preview(every_kind())))
    page = new_desk()
    page.goto(f"{served}/")
    page.evaluate("""() => {
        const frame = document.createElement('iframe');
        frame.src = '/preview#C2';
        frame.width = 400;
        frame.height = 700;
        document.body.append(frame);
    }""")
    frame = page.frame_locator("iframe")
    frame.locator("label:has([name=A1][value=N])").click()
    assert frame.locator("#ended p").is_visible()
    frame.locator("label:has([name=A1][value=Y])").click()
    assert frame.locator("form button[type=submit]").is_disabled()
    frame.locator("[name=A2]").fill("40")
    frame.locator("[name=A2]").press("Enter")
    assert page.frames[1].url.endswith("/preview#C2")
    assert city.responses() == []
