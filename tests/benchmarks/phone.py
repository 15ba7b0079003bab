"""A resident's weak phone: 400 kbit/s, 400 ms there and back, a processor six times slower.

    python -m tests.benchmarks.phone [--runs 3]

A real browser is throttled by its own protocol and taps through whole forms of a demonstration
city. Nothing is asserted: the table stands beside its goals, the middle one of the runs counts.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from survey_app.bootstrap import browser as browsers
from survey_app.bootstrap import suite
from survey_app.bootstrap.environment import Environment
from survey_app.config import Settings
from survey_app.paths import BESIDE
from survey_app.questionnaire.definition import Questionnaire
from survey_app.services import campaigns
from survey_app.storage.connect import Database
from tests.browser.live import LiveCity, running_city
from tests.browser.person import bring_up, fill_in, to_review
from tests.browser_fixture import ARGUMENTS, PHONE, VARIABLE
from tests.city import NEEDS, SAT
from tests.every_kind import DEFINITION, SCALE, asked

NETWORK = {
    "offline": False,
    "latency": 400,  # ms from a request to its answer
    "downloadThroughput": 50_000,  # bytes a second: 400 kbit/s
    "uploadThroughput": 50_000,
}
SLOWER = 6
QUESTIONS, TAPPED = 100, 15  # of the long form: how many it has, and how many are answered
OBSERVE = """
    window.seen = {usable: 0, largest: 0, shift: 0, taps: {}};
    const watch = (type, each) => new PerformanceObserver(
        list => list.getEntries().forEach(each)).observe({type, buffered: true,
            durationThreshold: 16});
    watch('largest-contentful-paint', entry => { seen.largest = entry.startTime; });
    watch('layout-shift', entry => { if (!entry.hadRecentInput) seen.shift += entry.value; });
    watch('event', entry => {
        const tap = entry.interactionId;
        if (tap) seen.taps[tap] = Math.max(seen.taps[tap] || 0, entry.duration);
    });
    const look = () => {
        const next = document.getElementById('next');
        if (next && next.offsetHeight && document.documentElement.classList.contains('screens')) {
            setTimeout(() => { seen.usable = performance.now(); });
        } else requestAnimationFrame(look);
    };
    look();
"""
WEIGHED = """() => {
    const page = performance.getEntriesByType('navigation')[0];
    const others = performance.getEntriesByType('resource');
    const bytes = [page, ...others.filter(one => one.transferSize)].map(one => one.encodedBodySize);
    return [bytes[0], bytes.reduce((sum, one) => sum + one), bytes.length];
}"""
# INP: of the slowest interaction. tap: of the middle one, which a busy machine disturbs less.
COLUMNS = ("usable s", "LCP s", "CLS", "INP ms", "tap ms", "sent s", "requests", "kB", "HTML kB")
GOALS = (3, 2.5, 0.1, 200, 200, 3, 4, 30, 14)
GOALS_LONG = (3, 2.5, 0.1, 200, 200, 3, 4, 100, 100)
Form = Mapping[str, str | list[str]]


@dataclass(frozen=True)
class Visit:
    """One form in one size. text: a field that is typed into; "": the form is not sent."""

    name: str
    path: str
    form: Form
    text: str


def visits(city: LiveCity) -> list[Visit]:
    """What is measured."""
    code = city.code()
    both = [("sat", SAT, "S30"), ("needs", NEEDS, "N30")]
    forms = [
        Visit(f"{name}{', 大字版' if size else ''}", f"/q/{code}/{name}{size}", form, text)
        for name, form, text in both
        for size in ("", "?text=large")
    ]
    tapped = {f"B{number}": "3" for number in range(TAPPED)}
    return [*forms, Visit(f"{QUESTIONS} questions", f"/q/{code}/long", tapped, "")]


def launch_long(city: LiveCity) -> None:
    """A form of a hundred questions in the same city."""
    questions = [
        asked(f"B{number}", "likert", f"第{number}项您满意吗？", f"Item {number}?", options=SCALE)
        for number in range(QUESTIONS)
    ]
    changes = {"id": "long", "title": {"zh": "一百个问题", "en": "A hundred questions"}}
    changes |= {"questions": questions, "sections": DEFINITION["sections"][1:2], "endings": {}}
    changes |= {"placeholders": [], "intro": {"zh": "很长", "en": "Long"}, "goal_minutes": 60}
    form = Questionnaire.model_validate({**DEFINITION, **changes})
    now, random = datetime.now(UTC), count(10**20, 7**20)
    context = {"organiser": "湛江市商务局", "phone": "0759-0000000"}
    plan = campaigns.Plan(form, [], now - timedelta(days=1), now + timedelta(days=9), context)
    database = Database(Settings(home=city.home).database)
    with database.writing() as session:
        campaigns.launch(session, plan, now=now, random=lambda: next(random))
    database.dispose()


@contextmanager
def weak_phone(program: Browser) -> Iterator[Page]:
    """A page on a phone with nothing in its cache."""
    # A service worker asks again for what the browser has, and its requests are not slowed down.
    context = program.new_context(**PHONE, service_workers="block")
    page = context.new_page()
    page.add_init_script(OBSERVE)
    protocol = context.new_cdp_session(page)
    protocol.send("Network.enable")
    protocol.send("Network.emulateNetworkConditions", NETWORK)
    protocol.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    yield page
    context.close()


def measure(program: Browser, address: str, visit: Visit) -> tuple[float, ...]:
    """One visit with an empty cache, in the order of COLUMNS; sent is nan for what is not sent."""
    with weak_phone(program) as page:
        page.goto(address + visit.path)
        page.wait_for_function("window.seen.usable > 0")
        html, everything, requests = page.evaluate(WEIGHED)
        fill_in(page, visit.form)
        sent = send(page, visit.text) if visit.text else float("nan")
        page.wait_for_timeout(500)  # entries of the last taps come a moment later
        seen = page.evaluate("window.seen")
    taps = seen["taps"].values()
    first = (seen["usable"] / 1000, seen["largest"] / 1000, seen["shift"], max(taps), median(taps))
    return (*first, sent, requests, everything / 1000, html / 1000)


def send(page: Page, text: str) -> float:
    """Write something, look everything over, send; seconds from the tap to the thanks."""
    if page.locator(f'[name="{text}"]').count():
        bring_up(page, text)
        page.locator(f'[name="{text}"]').press_sequentially("lamp")
    assert to_review(page)
    button = page.locator("form button[type=submit]:visible")
    button.scroll_into_view_if_needed()
    began = time.monotonic()
    button.tap()
    page.wait_for_selector("main[data-received] h1")
    return time.monotonic() - began


def row(name: str, figures: tuple[float, ...]) -> str:
    """A line of the table."""
    digits = (2, 2, 3, 0, 0, 2, 0, 1, 1)
    cells = (
        f"{'–' if value != value else f'{value:.{places}f}':>10}"
        for value, places in zip(figures, digits, strict=True)
    )
    return f"{name:<16}{''.join(cells)}"


def main() -> None:
    """Start a city and a browser, make the visits, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=3, help="visits to each form")
    runs = parser.parse_args().runs
    program = os.environ.get(VARIABLE) or str(browsers.find(Environment(BESIDE)))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FONTCONFIG_FILE"] = str(suite.write_fonts_conf(Path(folder, "fonts")))
        home = Path(folder, "home")
        with running_city(home, responses=0) as city, sync_playwright() as playwright:
            launch_long(city)
            started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
            print_table(started, city, runs)
            started.close()


def print_table(program: Browser, city: LiveCity, runs: int) -> None:
    """A line for each form, then the goals."""
    print(f"{'':<16}{''.join(f'{name:>10}' for name in COLUMNS)}")
    for visit in visits(city):
        made = [measure(program, city.address, visit) for _ in range(runs)]
        middle = tuple(median(figures) for figures in zip(*made, strict=True))
        print(row(visit.name, middle), flush=True)
    print(row("goals, at most", GOALS))
    print(row("  long form", GOALS_LONG))


if __name__ == "__main__":
    main()
