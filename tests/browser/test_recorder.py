"""Recording a question at a desk and on a phone: heard before it is saved, never too large."""

from io import BytesIO

import pytest
from playwright.sync_api import expect

from survey_app.services import recordings
from survey_app.services.questionnaires import bundled_questionnaire
from survey_app.storage.enclosures import Recording
from tests.browser.test_library import SHELF, SIZES, SMALL_TARGETS, enter
from tests.browser.test_reading import overflow, violations
from tests.sound_files import wav, webm
from tests.web.staffroom import hire, post, sign_in

PAGE = "/sat/1/recordings"
# A recorder that hears what the test wants: so many bytes, every half second.
RECORDER = """
  const whole = new Uint8Array(%s);
  window.MediaRecorder = class {
    static isTypeSupported(kind) { return kind.startsWith("audio/webm"); }
    constructor(stream, options) {
      this.state = "inactive"; this.mimeType = options.mimeType; this.at = 0;
      window.asked = options;
    }
    start() {
      this.state = "recording";
      this.clock = setInterval(() => this.give(%d), 20);
    }
    give(bytes) {
      const piece = whole.slice(this.at, this.at + bytes);
      this.at += bytes;
      this.ondataavailable({ data: new Blob([piece]) });
    }
    stop() {
      this.state = "inactive"; clearInterval(this.clock);
      this.give(500); this.onstop();
    }
  };
  Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia: asked => {
    window.wanted = asked;
    return window.denied ? Promise.reject(new Error("denied"))
      : Promise.resolve({ getTracks: () => [{ stop: () => { window.stopped = true; } }] });
  } } });
"""


def recorder(content=None, step=400):
    content = webm().ljust(3_000, b"\0") if content is None else content
    return RECORDER % (list(content), step)


@pytest.fixture
def desk(city, served, new_page):
    """Call it for the page of recordings, with the form of S10 open."""
    hire(city, "admin", "admin")

    def opened(*scripts, **options):
        page = new_page(**options)
        for script in scripts:
            page.add_init_script(script)
        enter(page, served, PAGE)
        page.locator("#S10 .making summary").click()
        return page

    return opened


def kept(city):
    with city.database.reading() as session:
        rows = session.query(Recording).order_by(Recording.id).all()
        return [(row.question, row.label, row.kind, len(row.content)) for row in rows]


def record(page):
    page.locator("#S10 [data-record]").click()
    expect(page.locator("#S10 [data-finish]")).to_be_visible()


def stop(page):
    page.locator("#S10 [data-finish]").click()
    expect(page.locator("#S10 [data-heard]")).to_be_visible()


def save(page):
    page.locator("#S10 .making form > button").click()


def test_what_was_recorded_is_heard_and_then_saved(city, desk):
    page = desk(recorder())
    record(page)
    assert page.evaluate("[asked.audioBitsPerSecond, asked.mimeType]") == [
        20_000,
        "audio/webm;codecs=opus",
    ]
    stop(page)
    assert page.evaluate("window.stopped") is True  # the microphone is off
    assert page.locator("#S10 [data-heard]").get_attribute("src").startswith("blob:")
    assert kept(city) == []
    page.select_option("#make-S10-label", "雷州话")
    save(page)
    expect(page.locator("#S10 .done")).to_be_visible()
    [(question, label, kind, _)] = kept(city)
    assert (question, label, kind) == ("S10", "雷州话", "audio/webm")


def test_it_stops_by_itself_before_there_is_too_much(city, desk):
    page = desk(recorder(webm().ljust(90_000, b"\0"), step=6_000))
    page.locator("#S10 [data-record]").click()
    expect(page.locator("#S10 [data-heard]")).to_be_visible()
    save(page)
    expect(page.locator("#S10 .done")).to_be_visible()
    assert 57 * 1024 < kept(city)[0][3] <= 60 * 1024


def test_saving_while_it_records_stops_and_asks_to_listen_first(city, desk):
    page = desk(recorder())
    record(page)
    save(page)
    expect(page.locator("#S10 [data-heard]")).to_be_visible()
    listen = page.locator("#recorder-words").get_attribute("data-listen")
    expect(page.locator("#S10 [data-told]")).to_have_text(listen)
    assert kept(city) == []


def test_it_can_be_recorded_again_before_it_is_saved(city, desk):
    page = desk(recorder())
    record(page)
    stop(page)
    first = page.locator("#S10 [data-heard]").get_attribute("src")
    record(page)
    expect(page.locator("#S10 [data-heard]")).to_be_hidden()
    stop(page)
    assert page.locator("#S10 [data-heard]").get_attribute("src") != first


def test_a_microphone_that_is_not_allowed_says_so(desk):
    page = desk(recorder(), "window.denied = true")
    page.locator("#S10 [data-record]").click()
    refused = page.locator("#recorder-words").get_attribute("data-refused")
    expect(page.locator("#S10 [data-told]")).to_have_text(refused)
    expect(page.locator("#S10 [data-record]")).to_be_visible()


def test_a_broken_connection_keeps_the_recording(city, desk):
    page = desk(recorder())
    record(page)
    stop(page)
    page.context.set_offline(True)
    save(page)
    offline = page.locator("#recorder-words").get_attribute("data-offline")
    expect(page.locator("#S10 [data-problem]")).to_have_text(offline)
    page.context.set_offline(False)
    save(page)
    expect(page.locator("#S10 .done")).to_be_visible()
    assert len(kept(city)) == 1


def test_a_refusal_keeps_the_recording(city, desk):
    page = desk(recorder())
    record(page)
    stop(page)
    page.evaluate("document.querySelector('#make-S10-other').removeAttribute('maxlength')")
    page.fill("#make-S10-other", "x" * 17)
    save(page)
    expect(page.locator("#S10 [data-problem]")).to_contain_text("16")
    page.fill("#make-S10-other", "海康话")
    save(page)
    expect(page.locator("#S10 .done")).to_be_visible()
    assert kept(city)[0][1] == "海康话"


def test_a_file_that_is_too_large_is_told_before_it_is_sent(desk):
    page = desk()
    file = {"name": "long.wav", "mimeType": "audio/wav", "buffer": wav(10)}
    page.set_input_files("#make-S10-file", file)
    expect(page.locator("#S10 [data-problem]")).to_contain_text("79 kB")


def test_where_nothing_can_be_recorded_the_page_says_why_and_takes_files(city, desk):
    page = desk("delete window.MediaRecorder")
    expect(page.locator("[data-cannot=old]")).to_be_visible()
    expect(page.locator("#S10 [data-record]")).to_be_hidden()
    file = {"name": "voice.wav", "mimeType": "audio/wav", "buffer": wav()}
    page.set_input_files("#make-S10-file", file)
    save(page)
    expect(page.locator("#S10 .done")).to_be_visible()
    assert len(kept(city)) == 1


def test_an_address_without_https_is_named_as_the_reason(desk):
    page = desk(
        "delete window.MediaRecorder;"
        "Object.defineProperty(window, 'isSecureContext', { value: false })"
    )
    expect(page.locator("[data-cannot=insecure]")).to_be_visible()


def test_a_file_is_sent_without_script(city, desk):
    page = desk(java_script_enabled=False)
    file = {"name": "voice.wav", "mimeType": "audio/wav", "buffer": wav()}
    page.set_input_files("#make-S10-file", file)
    save(page)
    expect(page.locator("#S10 .done")).to_be_visible()
    assert len(kept(city)) == 1


@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_and_nothing_is_scrolled_sideways(city, desk, size):
    client = city.client
    width, height = size
    page = desk(recorder(), viewport={"width": width, "height": height})
    sign_in(client, "admin")
    address = SHELF + PAGE
    file = (BytesIO(wav()), "voice.wav")
    post(client, f"{address}?question=S10", page=address, file=file, label="雷州话")
    page.reload()
    for folded in page.locator("main details").all():
        folded.evaluate("each => each.open = true")
    page.evaluate("window.scrollTo(0, 0)")
    assert violations(page) == []
    assert overflow(page) == 0
    assert page.evaluate(SMALL_TARGETS) == []


def test_nothing_is_loaded_before_play_is_pressed(city, served, new_page):
    hire(city, "admin", "admin")
    asked = bundled_questionnaire("sat")
    with city.database.writing() as session:
        recordings.save(
            session, asked, "S10", label="粤语", content=wav(), by=1, now=city.clock.now
        )
    page = new_page()
    loaded = []
    page.on("request", lambda sent: "/listen/" in sent.url and loaded.append(sent.url))
    enter(page, served, PAGE)
    page.wait_for_load_state("networkidle")
    assert loaded == []
