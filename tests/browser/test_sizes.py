"""Every resident's page on small and large phones, in every size of text; and what a page weighs.

Each page is loaded once a language; windows, text sizes and 大字版 change in place after that.
"""

import re

import pytest

from survey_app.services import campaigns, recordings
from survey_app.services.questionnaires import bundled_questionnaire
from survey_app.services.staff import add_staff
from tests.browser.more_states import ALL_STATES, RESIZE, visit
from tests.city import CLOSES, NOON, OPENS
from tests.sound_files import wav

EVERY_STATE = pytest.mark.parametrize("state", ALL_STATES)
LARGER_PHONES = [(360, 640), (412, 915)]  # than 320 × 568
MODES = {"standard": (48, 18), "large": (60, 22), "largest": (60, 22)}  # least target and text
WEIGHT = 30_000  # bytes of a first visit, with headers
SERVER_OWN = 100  # bytes of the first line and of what the server adds to the headers
HTML = 14_000  # bytes of the page itself: what one round trip brings

# What a finger may hit, by its row where there is one; links inside a sentence are as high as it.
SMALL_TARGETS = """least => [...document.querySelectorAll(
    'a, button, summary, select, textarea, label.option, input:not(label.option input)')]
    .filter(e => e.checkVisibility() && e.type !== 'hidden' && !e.closest('[aria-hidden=true]'))
    .filter(e => !(e.matches('p a') && getComputedStyle(e).display === 'inline'
        && e.parentElement.textContent.trim() !== e.textContent.trim()))
    .map(e => [e.getBoundingClientRect(), e.outerHTML])
    .filter(([box]) => box.height < least - 0.5 || box.width < least - 0.5)
    .map(([box, html]) => [box.width, box.height, html.slice(0, 200)])"""
SMALL_TEXT = """least => {
    const small = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement;
        if (walker.currentNode.data.trim() && parent.checkVisibility()
            && !parent.matches('option, .unseen')
            && parseFloat(getComputedStyle(parent).fontSize) < least - 0.01)
            small.push(parent.outerHTML.slice(0, 200));
    }
    return small;
}"""
# Pixels by which the page is wider than the screen, and what is.
TOO_WIDE = """width => {
    if (document.documentElement.scrollWidth <= width) return [];
    return [document.documentElement.scrollWidth, ...[...document.querySelectorAll('body *')]
        .filter(e => e.getBoundingClientRect().right > width + 0.5)
        .map(e => e.outerHTML.slice(0, 160))];
}"""
# WeChat and other apps on Android enlarge every text where it stands, and nothing else.
TEXT_ZOOM = """factor => {
    const all = [...document.querySelectorAll('body, body *')];
    const sizes = all.map(e => parseFloat(getComputedStyle(e).fontSize));
    all.forEach((e, i) => { e.style.fontSize = factor ? sizes[i] * factor + 'px' : ''; });
}"""


def browser_text(page, size):
    """The text size of the browser's own settings, in px; 16 is usual."""
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": size}})
    session.detach()


def too_wide(page, width):
    return page.evaluate(TOO_WIDE, width)


@EVERY_STATE
def test_every_page_fits_small_phones_and_large_text(city, served, new_page, state):
    page = new_page(viewport={"width": 320, "height": 568})
    visit(page, state, served, city)
    for mode, (target, text) in MODES.items():
        page.evaluate(RESIZE, mode)
        assert (mode, page.evaluate(SMALL_TARGETS, target)) == (mode, [])
        assert (mode, page.evaluate(SMALL_TEXT, text)) == (mode, [])
        assert (mode, too_wide(page, 320)) == (mode, [])
        if mode != "large":  # whatever happens to it happens to the largest, too
            _fits_when_others_enlarge(page, mode)
            _fits_larger_phones(page, mode)


def _fits_when_others_enlarge(page, mode):
    """200 % of the browser; WeChat's 1.4 times on Android and on iOS."""
    browser_text(page, 32)
    assert (mode, "200 %", too_wide(page, 320)) == (mode, "200 %", [])
    browser_text(page, 16)
    page.evaluate(TEXT_ZOOM, 1.4)
    assert (mode, "Android", too_wide(page, 320)) == (mode, "Android", [])
    page.evaluate(TEXT_ZOOM, 0)
    page.evaluate("document.body.style.webkitTextSizeAdjust = '140%'")
    assert (mode, "iOS", too_wide(page, 320)) == (mode, "iOS", [])
    page.evaluate("document.body.style.webkitTextSizeAdjust = ''")


def _fits_larger_phones(page, mode):
    for width, height in LARGER_PHONES:
        page.set_viewport_size({"width": width, "height": height})
        assert (mode, width, too_wide(page, width)) == (mode, width, [])
    page.set_viewport_size({"width": 320, "height": 568})


@EVERY_STATE
def test_long_english_words_fit_the_smallest_phone(city, served, new_page, state):
    page = new_page(viewport={"width": 320, "height": 568})
    visit(page, state, served, city, language="en")
    assert page.get_attribute("html", "lang") == "en"
    for mode in ("standard", "largest"):
        page.evaluate(RESIZE, mode)
        assert (mode, too_wide(page, 320)) == (mode, [])
        browser_text(page, 32)
        assert (mode, "200 %", too_wide(page, 320)) == (mode, "200 %", [])
        browser_text(page, 16)


def test_text_is_as_large_as_each_size_says(city, served, new_page):
    page = new_page()
    for mode, pixels in {"standard": 18, "large": 22, "larger": 26, "largest": 30}.items():
        page.goto(f"{served}/?text={mode}")
        size = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
        assert abs(size - pixels) < 0.1
        browser_text(page, 32)
        size = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
        assert abs(size - 2 * pixels) < 0.2
        browser_text(page, 16)


def test_wechat_may_enlarge_the_text_on_ios_and_zooming_is_not_blocked(city, served, new_page):
    page = new_page()
    page.goto(f"{served}/")
    width = """() => { const r = document.createRange();
        r.selectNodeContents(document.querySelector('.place'));
        return r.getBoundingClientRect().width; }"""
    before = page.evaluate(width)
    page.evaluate("document.body.style.webkitTextSizeAdjust = '120%'")
    assert page.evaluate(width) == pytest.approx(before * 1.2, rel=0.02)
    viewport = page.get_attribute("meta[name=viewport]", "content")
    assert "scalable" not in viewport
    assert "maximum" not in viewport


FORMS = {
    "sat": "sat",
    "sat in large text": "sat?text=large",
    "needs": "needs",
    "needs in English": "needs?lang=en",
    "needs in large text and English": "needs?lang=en&text=largest",
    "fb": "fb",
    "fb in large text": "fb?text=large",
    "cons": "cons",
    "cons in English": "cons?lang=en",
}


PROJECT = {
    "organiser": "湛江市商务局",
    "phone": "0759-0000000",
    "project_name": "百园社区便民菜市场改造",
    "project_place": "百园路与南桥街交叉口东侧",
    "project_summary": "把现在的露天摊位改成有顶棚的菜市场，设六十个摊位。" * 8,
}


def also_open(city, name):
    """Open one more bundled questionnaire everywhere."""
    plan = campaigns.Plan(bundled_questionnaire(name), [], OPENS, CLOSES, PROJECT)
    with city.database.writing() as session:
        campaigns.launch(session, plan, now=NOON, random=lambda: 1)


def counted(app, carried):
    """The application; what goes over the network for each request is added to `carried`."""

    def serve(environ, start_response):
        def start(status, headers, *rest):
            names = dict(headers)
            head = sum(len(name) + len(value) + 4 for name, value in headers) + SERVER_OWN
            is_html = names["Content-Type"].startswith("text/html")
            carried.append((environ["PATH_INFO"], is_html, int(names["Content-Length"]), head))
            return start_response(status, headers, *rest)

        return app(environ, start)

    return serve


def test_a_first_visit_to_a_form_with_four_recordings_a_question_weighs_no_more(
    served, city, new_page
):
    asked = bundled_questionnaire("needs")
    with city.database.writing() as session:
        staff = add_staff(session, "li", "long enough", role="admin", areas=[], now=NOON)
        session.flush()
        for question in (q for q in asked.questions if q.kind != "note"):
            for n, label in enumerate(recordings.LABELS[:4]):
                content = wav(0.01, tone=n + len(question.id))
                recordings.save(
                    session, asked, question.id, label=label, content=content, by=staff.id, now=NOON
                )
    carried = []
    city.app.wsgi_app = counted(city.app.wsgi_app, carried)
    page = new_page()
    page.goto(f"{served}/q/{city.code}/needs")
    page.wait_for_load_state("networkidle")
    assert page.locator("button.listen").count() >= 40
    assert sum(body + head for _, _, body, head in carried) <= WEIGHT, carried


@pytest.mark.parametrize("form", FORMS)
def test_a_first_visit_weighs_at_most_30_kb_in_4_requests(served, city, new_page, form):
    name = re.match("[a-z]+", FORMS[form])[0]
    if name not in ("sat", "needs"):
        also_open(city, name)
    carried, asked = [], []
    city.app.wsgi_app = counted(city.app.wsgi_app, carried)
    page = new_page()
    page.on("request", lambda request: asked.append(request.url))
    assert page.goto(f"{served}/q/{city.code}/{FORMS[form]}").status == 200
    page.wait_for_load_state("networkidle")
    assert max(body for _, is_html, body, _ in carried if is_html) <= HTML
    assert sum(body + head for _, _, body, head in carried) <= WEIGHT, carried
    page.locator("#next").tap()
    page.locator("input[type=radio]:visible").first.check()
    page.evaluate("navigator.serviceWorker && navigator.serviceWorker.ready.then(() => 1)")
    page.wait_for_load_state("networkidle")
    assert len(carried) <= 4, carried
    assert all(address.startswith(served) for address in asked)
    scripts = page.locator("script").evaluate_all("all => all.map(e => e.defer && !!e.src)")
    assert scripts == [True]
