"""A real browser for the tests, imitating the phone of somebody who scans a code in WeChat.

`python3 -m survey_app test` finds or gets the browser and names it in SURVEY_TEST_BROWSER.
The imitation is of WeChat's name, screen and touch, not of its own engine.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

VARIABLE = "SURVEY_TEST_BROWSER"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WECHAT = (
    "Mozilla/5.0 (Linux; Android 13; Phone) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Version/4.0 Chrome/130.0.0.0 Mobile Safari/537.36 "
    "MicroMessenger/8.0.50 WeChat/arm64 Weixin NetType/4G Language/zh_CN"
)
PHONE = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 3,
    "is_mobile": True,
    "has_touch": True,
    "user_agent": WECHAT,
    "locale": "zh-CN",
    "timezone_id": "Asia/Shanghai",
}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for each test process; contexts keep the tests apart."""
    program = os.environ.get(VARIABLE)
    if not program:
        pytest.fail(
            f"{VARIABLE} names no browser. `python3 -m survey_app test` finds one; with pytest "
            f"alone, set it: {VARIABLE}=/usr/bin/chromium",
            pytrace=False,
        )
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def phone_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Call it for a new phone: `phone_context(java_script_enabled=False)`; closed after the test.

    Options are those of Playwright's `Browser.new_context` and replace the phone's own.
    """
    opened: list[BrowserContext] = []

    def open_phone(**options: Any) -> BrowserContext:
        opened.append(browser.new_context(**{**PHONE, **options}))
        return opened[-1]

    yield open_phone
    for context in opened:
        context.close()
