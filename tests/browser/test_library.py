"""The library in a real browser: nothing for axe to find, nothing to scroll sideways."""

import pytest
from playwright.sync_api import expect

from survey_app.questionnaire.definition import Questionnaire
from survey_app.services import library
from survey_app.services.questionnaires import bundled_questionnaire, publish
from survey_app.web import editor
from tests.browser.test_reading import overflow, violations
from tests.web.staffroom import PASSWORD, hire

SHELF = "/staff/questionnaires"
PAGES = {
    "shelf": "",
    "version": "/sat/1",
    "retired version": "/merch/1",
    "codebook": "/needs/1/codebook",
    "changes": "/sat/1/changes/2",
    "import": "/import",
}
SIZES = [(1280, 900), (360, 740)]
SMALL_TARGETS = """() => [...document.querySelectorAll(
    'main a, main button, main summary, main select')]
    .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 24)
    .map(e => e.outerHTML)"""


@pytest.fixture
def rich(city, served):
    """A city with two versions of `sat`, a retired questionnaire and a draft."""
    if "editor" not in city.app.blueprints:
        city.app.register_blueprint(editor.bp)
    definition = bundled_questionnaire("sat").model_dump(mode="json", by_alias=True)
    definition["version"] = 2
    definition["questions"].pop()
    definition["official"] = {"table_number": "ZJ-1", "valid_until": "2020-12-31"}
    with city.database.writing() as session:
        publish(session, Questionnaire.model_validate(definition), city.clock.now)
        library.retire(session, "merch", 1, by=None, now=city.clock.now)
    hire(city, "admin", "admin")
    return served


def enter(page, address, path=""):
    """Open a page of the library as the administrator."""
    page.goto(f"{address}{SHELF}{path}")
    page.fill("input[name=user]", "admin")
    page.fill("input[name=password]", PASSWORD)
    with page.expect_navigation():
        page.press("input[name=password]", "Enter")


@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_and_nothing_is_scrolled_sideways(rich, new_page, size):
    width, height = size
    page = new_page(viewport={"width": width, "height": height})
    enter(page, rich)
    for name, path in PAGES.items():
        page.goto(f"{rich}{SHELF}{path}")
        for folded in page.locator("main details").all():
            folded.evaluate("each => each.open = true")
        assert (name, violations(page)) == (name, [])
        assert (name, overflow(page)) == (name, 0)
        assert (name, page.evaluate(SMALL_TARGETS)) == (name, [])


def test_the_preview_is_the_form_itself_and_cannot_be_sent(rich, new_page):
    page = new_page(viewport={"width": 1280, "height": 900})
    enter(page, rich, "/sat/1")
    frame = page.frame_locator("iframe.phone")
    expect(frame.locator("h1").first).to_be_visible()
    expect(frame.get_by_text("总的来说").first).to_be_attached()


def test_a_version_is_retired_and_brought_back_by_keyboard(rich, new_page):
    page = new_page(viewport={"width": 1280, "height": 900})
    enter(page, rich, "/cons/1")
    page.locator(".danger-zone summary").press("Enter")
    with page.expect_navigation():
        page.locator(".danger-zone button").press("Enter")
    expect(page.locator(".state-ended")).to_be_visible()
    expect(page.locator("a[href*='/staff/launch?questionnaire=cons']")).to_have_count(0)
    with page.expect_navigation():
        page.locator("form[action$='/unretire'] button").press("Enter")
    expect(page.locator("a[href*='/staff/launch?questionnaire=cons']")).to_be_visible()


def test_the_paper_form_is_saved_as_a_file(rich, new_desk):
    page = new_desk()
    enter(page, rich, "/sat/1")
    page.fill("#copies", "2")
    with page.expect_download() as started:
        page.locator(".paper-form button").click()
    assert started.value.suggested_filename.endswith("-v1-纸质问卷.pdf")
    assert started.value.path().read_bytes().startswith(b"%PDF")
