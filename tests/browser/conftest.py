"""A live city for each test process, and phones that watch what their pages complain about."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import BrowserContext, Page
from werkzeug.serving import make_server

from tests.browser.live import HOST, LiveCity, running_city
from tests.city import City

DESK = {
    "viewport": {"width": 1200, "height": 900},
    "device_scale_factor": 1,
    "is_mobile": False,
    "has_touch": False,
    "user_agent": None,
}
ANSWERS = 1_200  # so that every community but the last has a rate, and 百园社区 a ranking


@pytest.fixture(scope="session")
def live_city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveCity]:
    """The production server over SQLite: nine communities, two open questionnaires, answers."""
    home: Path = tmp_path_factory.mktemp("live")
    with running_city(home, responses=ANSWERS) as city:
        yield city


@pytest.fixture
def new_page(phone_context: Callable[..., BrowserContext]) -> Iterator[Callable[..., Page]]:
    """Call it for a page on a phone of its own; what its console complains of fails the test.

    Options are those of Playwright's `Browser.new_context`.
    """
    complaints: list[str] = []

    def open_page(**options: object) -> Page:
        page = phone_context(**options).new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text))
        return page

    yield open_page
    # An answer of 422 or 404 is noted by the browser, and is what some tests are about.
    assert [c for c in complaints if not c.startswith("Failed to load resource")] == []


@pytest.fixture
def new_desk(new_page: Callable[..., Page]) -> Callable[[], Page]:
    """Call it for a page on a computer at work."""
    return lambda: new_page(**DESK)


@pytest.fixture
def served(city: City) -> Iterator[str]:
    """The address of a small city whose clock the test sets, for states that take weeks."""
    server = make_server(HOST, 0, city.app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://{HOST}:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
