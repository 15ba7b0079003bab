"""听题 on a phone: a button where something can be heard, and nothing is loaded before the tap."""

import pytest
from playwright.sync_api import expect

from survey_app.services import recordings
from survey_app.services.questionnaires import bundled_questionnaire
from survey_app.services.staff import add_staff
from tests.browser.test_reading import violations
from tests.sound_files import mp4, wav

LABELS = ("普通话", "雷州话")
VOICES = """
  window.spoken = [];
  const voices = %s;
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => window.late ? []
      : voices.map(lang => ({ lang, localService: lang !== "zh-x" })),
    speak: said => {
      window.spoken.push(said);
      document.documentElement.dataset.spoken = window.spoken.length;
    },
    cancel: () => { window.spoken.push("cancel"); },
  } });
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
"""
CANNOT = """
  HTMLMediaElement.prototype.canPlayType = kind => kind === "audio/wav" ? "maybe" : "";
"""


@pytest.fixture
def heard(city, served):
    """The address of `sat` with S00 in two languages and English, and S01 as an MP4."""
    asked = bundled_questionnaire("sat")
    with city.database.writing() as session:
        by = add_staff(session, "li", "long enough", role="admin", areas=[], now=city.clock.now)
        session.flush()
        for name, label, content in [
            *[("S00", label, wav(2)) for label in LABELS],
            ("S00", "English", wav(3)),
            ("S01", "粤语", mp4()),
        ]:
            recordings.save(
                session, asked, name, label=label, content=content, by=by.id, now=city.clock.now
            )
    return f"{served}/q/{city.code}/sat"


@pytest.fixture
def open_form(new_page, heard):
    """Call it for the form as one long page, and the sounds that were loaded."""

    def opened(*scripts, query="", **options):
        page = new_page(**options)
        loaded = []
        page.on("request", lambda sent: "/listen/" in sent.url and loaded.append(sent.url))
        for script in scripts:
            page.add_init_script(script)
        page.goto(heard + query)
        page.evaluate("document.documentElement.classList.remove('screens')")
        return page, loaded

    return opened


def buttons(page, question):
    return page.locator(f"#{question} .listen:visible")


def tap(page, question, number=0):
    button = buttons(page, question).nth(number)
    button.tap()
    return button


def test_a_question_has_a_button_for_each_recording_in_the_language_of_the_page(open_form):
    page, _ = open_form()
    assert [text.strip() for text in buttons(page, "S00").all_inner_texts()] == [
        page.evaluate(
            "label => document.querySelector(`#S00 [data-clip]`).textContent"
            ".replace('普通话', label).trim()",
            label,
        )
        for label in LABELS
    ]
    english, _ = open_form(query="?lang=en")
    assert buttons(english, "S00").all_inner_texts() == ["Listen"]


def test_nothing_is_loaded_before_the_tap_and_then_one_recording(open_form):
    page, loaded = open_form()
    page.wait_for_load_state("networkidle")
    assert loaded == []
    with page.expect_request("**/listen/*"):
        button = tap(page, "S00", 1)
    expect(button).to_have_class("listen playing")
    assert {url.rpartition("/")[2] for url in loaded} == {
        button.get_attribute("data-clip").rpartition("/")[2]
    }


def test_it_says_that_it_plays_and_a_second_tap_stops_it(open_form):
    page, _ = open_form()
    words = buttons(page, "S00").first.inner_text()
    button = tap(page, "S00")
    stop = page.locator("#S00 .listens").get_attribute("data-stop")
    expect(button).to_have_text(stop)
    button.tap()
    expect(button).to_have_text(words)
    expect(button).to_have_class("listen")


def test_another_button_stops_the_first(open_form):
    page, _ = open_form()
    first = tap(page, "S00")
    expect(first).to_have_class("listen playing")
    second = tap(page, "S00", 1)
    expect(second).to_have_class("listen playing")
    expect(first).to_have_class("listen")


def test_it_ends_by_itself_and_can_be_heard_again(open_form):
    page, _ = open_form()
    button = tap(page, "S00")
    expect(button).to_have_class("listen playing")
    expect(button).to_have_class("listen", timeout=8_000)
    button.tap()
    expect(button).to_have_class("listen playing")


def test_what_is_out_of_sight_falls_silent(open_form):
    page, _ = open_form()
    tap(page, "S00")
    expect(page.locator("#S00 .playing")).to_have_count(1)
    page.evaluate("document.querySelector('#S00').style.display = 'none'")
    expect(page.locator("#S00 .playing")).to_have_count(0)


def test_going_to_another_screen_ends_it(open_form):
    page, _ = open_form()
    page.reload()
    page.locator("#next").tap()
    tap(page, "S00")
    expect(page.locator("#S00 .playing")).to_have_count(1)
    page.locator("#back").tap()
    expect(page.locator(".playing")).to_have_count(0)


def test_another_row_of_a_table_on_the_screen_ends_what_was_said_of_the_first(open_form):
    page, _ = open_form(VOICES % '["zh-CN"]')
    tap(page, "S11")
    expect(page.locator("#S11 .playing")).to_have_count(1)
    page.evaluate("document.querySelector('#S11 .row').style.display = 'none'")
    expect(page.locator("#S11 .playing")).to_have_count(0)
    assert page.evaluate("spoken[1]") == "cancel"


def test_without_recording_and_without_a_voice_there_is_no_button(open_form):
    page, _ = open_form(VOICES % "[]")
    assert buttons(page, "S02").count() == 0
    silent, _ = open_form("delete window.speechSynthesis; delete Window.prototype.speechSynthesis")
    assert buttons(silent, "S02").count() == 0


def test_a_voice_of_another_language_or_from_afar_is_no_voice(open_form):
    page, _ = open_form(VOICES % '["en-US", "fr-FR", "zh-x"]')
    assert buttons(page, "S02").count() == 0


def test_the_phones_own_voice_reads_where_there_is_no_recording(open_form):
    page, _ = open_form(VOICES % '["en-US", "zh-HK", "zh-CN"]')
    assert buttons(page, "S00").count() == 2  # recordings go first
    tap(page, "S02")
    said = page.evaluate("({ ...spoken[0], voice: spoken[0].voice.lang })")
    assert (said["lang"], said["voice"]) == ("zh-CN", "zh-CN")
    question = bundled_questionnaire("sat").by_id["S02"]
    assert question.text.zh in said["text"]
    assert [said["text"].count(option.zh) for option in question.options[:3]] == [1, 1, 1]
    page.evaluate("spoken[0].onend()")
    expect(page.locator(".playing")).to_have_count(0)


def test_the_english_page_asks_for_an_english_voice(open_form):
    page, _ = open_form(VOICES % '["zh-CN", "en-GB"]', query="?lang=en")
    tap(page, "S02")
    assert page.evaluate("spoken[0].voice.lang") == "en-GB"


def test_voices_that_come_late_bring_their_buttons(open_form):
    page, _ = open_form(VOICES % '["zh-CN"]', "window.late = true")
    assert buttons(page, "S02").count() == 0
    page.evaluate("window.late = false; speechSynthesis.onvoiceschanged()")
    assert buttons(page, "S02").count() == 1


def test_a_kind_that_this_phone_cannot_play_has_no_button_but_the_voice_has(open_form):
    page, _ = open_form(CANNOT)
    assert buttons(page, "S01").count() == 0
    speaking, _ = open_form(CANNOT, VOICES % '["zh-CN"]')
    assert buttons(speaking, "S01").count() == 1
    assert buttons(speaking, "S01").get_attribute("data-speak") == ""


def test_a_recording_that_does_not_come_is_spoken_by_the_phone(open_form):
    page, _ = open_form(VOICES % '["zh-CN"]')
    page.route("**/listen/*", lambda route: route.abort())
    tap(page, "S00")
    expect(page.locator("html")).to_have_attribute("data-spoken", "1")
    assert bundled_questionnaire("sat").by_id["S00"].text.zh in page.evaluate("spoken[0].text")
    expect(page.locator("#S00 .playing")).to_have_count(1)


def test_a_recording_that_does_not_come_says_so_where_there_is_no_voice(open_form):
    page, _ = open_form(VOICES % "[]")
    page.route("**/listen/*", lambda route: route.abort())
    tap(page, "S00")
    sentence = page.locator("#S00 .listens").get_attribute("data-failed")
    expect(page.locator("#S00 .listens [role=status]")).to_have_text(sentence)
    expect(page.locator("#S00 .playing")).to_have_count(0)


def test_without_script_a_link_leads_to_the_recording(new_page, heard):
    page = new_page(java_script_enabled=False)
    page.goto(heard)
    links = page.locator("#S00 a.listen")
    assert links.count() == 2
    assert page.locator("#S00 [data-speak]").is_hidden()
    answer = page.request.get(heard.partition("/q/")[0] + links.first.get_attribute("href"))
    assert (answer.status, answer.headers["content-type"]) == (200, "audio/wav")


@pytest.mark.parametrize(("query", "least"), [("", 48), ("?text=largest", 60)])
def test_its_buttons_are_large_and_nobody_has_to_guess(open_form, query, least):
    page, _ = open_form(query=query)
    tap(page, "S00")
    heights = buttons(page, "S00").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().height)"
    )
    assert min(heights) >= least
    assert violations(page) == []


def test_a_keyboard_plays_and_stops_it(open_form):
    page, _ = open_form()
    button = buttons(page, "S00").first
    button.press("Enter")
    expect(button).to_have_class("listen playing")
    button.press("Space")
    expect(button).to_have_class("listen")
