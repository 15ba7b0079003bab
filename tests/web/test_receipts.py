"""The page of a receipt: thanks to show to anybody, a picture to keep, and a day to think again."""

import re
from datetime import timedelta
from io import BytesIO

import numpy as np
import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import event

from survey_app.services.codes import grouped, receipt
from survey_app.services.erasures import purge
from tests.city import NOON
from tests.services.responding import store

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
UNTIL = "2026年9月2日 12:00"  # a day after NOON, in Zhanjiang


def counted(city) -> int:
    """How many forms figures are made of."""
    return sum(row.erased_at is None for row in city.responses())


def is_asked(page: str) -> bool:
    """Whether the page offers to take the answers back."""
    return re.search(r'<form method="post" action="/r/\w+/restore', page) is not None


def test_thanks_say_where_and_when_and_none_of_the_answers(city):
    shown = city.client.get(city.send(S30="路灯坏了").location)
    top = shown.text.partition("<details")[0]
    assert "百园社区" in top
    assert "2026年9月1日 12:00" in top
    assert "任何人都无权要求您出示答案" in top
    assert "路灯坏了" not in shown.text
    assert "<main data-received>" in shown.text
    assert 'href="/c/CK-BAIYUAN"' in shown.text
    assert f'href="/q/{city.code}"' in shown.text


def test_a_page_that_was_made_ahead_keeps_nothing_of_the_one_before(city):
    first, second = city.send().location, city.send().location
    made = city.client.get(first).text
    assert first.removeprefix("/r/") in made
    for address in (second, f"{second}?lang=en"):
        shown = city.client.get(address).text
        assert re.search("[0-9A-Z]{18}", shown)[0] == second.removeprefix("/r/")
        assert first.removeprefix("/r/") not in shown
        assert second.removeprefix("/r/") in shown


def test_thanks_take_one_statement(city):
    address = city.send().location
    city.client.get(address)
    statements = []

    def note(connection, cursor, statement, *others):
        statements.append(statement.partition(" ")[0])

    event.listen(city.database.engine, "before_cursor_execute", note)
    assert city.client.get(address).status_code == 200
    event.remove(city.database.engine, "before_cursor_execute", note)
    assert statements.count("SELECT") == 1
    assert set(statements) <= {"BEGIN", "SELECT"}


def test_links_go_on_in_the_same_language_and_size(city):
    address = city.send().location
    shown = city.client.get(f"{address}?lang=en&text=large").text
    links = re.findall(r'href="(/[qrc]/[^"]+)"', shown)
    assert len(links) == 3
    assert all(link.endswith("?lang=en&amp;text=large") for link in links)


def test_a_form_that_came_without_a_poster_leads_to_none(city):
    with city.database.writing() as session:
        store(session, "sat", [{}])
    [row] = city.responses()
    assert "/q/" not in city.client.get(f"/r/{row.receipt}").text


def test_the_picture_leads_back_to_the_page(city):
    address = city.send().location
    shown = city.client.get(f"{address}.png")
    assert shown.mimetype == "image/png"
    assert shown.headers["Cache-Control"] == "private, no-cache"
    assert len(shown.data) <= 10_000
    [code] = zxingcpp.read_barcodes(np.array(Image.open(BytesIO(shown.data)).convert("L")))
    assert code.text == city.settings.public_url + address


def test_the_picture_is_fetched_only_when_it_is_seen(city):
    shown = city.client.get(city.send().location).text
    details = shown.partition("<details")[2].partition("</details>")[0]
    [image] = re.findall(r"<img[^>]*>", shown)
    assert image in details
    assert 'loading="lazy"' in image


@pytest.mark.parametrize("path", ["", ".png", "/erase"])
@pytest.mark.parametrize(
    ("code", "words"),
    [("23456789ABCDEFGHJK", "抄错"), ("nonsense", "抄错"), (receipt("f" * 32), "没有找到")],
)
def test_a_wrong_receipt_is_told_what_is_wrong(city, path, code, words):
    shown = city.client.get(f"/r/{code}{path}")
    assert shown.status_code == 404
    assert words in shown.text


def test_deleting_asks_first_and_can_be_taken_back_for_a_day(city):
    address = city.send().location
    asked = city.client.get(f"{address}/erase")
    assert "24小时内可以恢复，之后彻底删除" in asked.text
    assert counted(city) == 1
    erased = city.client.post(f"{address}/erase", follow_redirects=True)
    assert erased.request.path == address
    assert counted(city) == 0
    assert "<main data-received>" in erased.text
    assert UNTIL in erased.text
    assert is_asked(erased.text)
    assert grouped(address.removeprefix("/r/")) in erased.text
    city.clock.now = NOON + DAY - SECOND
    assert city.client.get(f"{address}/restore").status_code == 405
    back = city.client.post(f"{address}/restore", follow_redirects=True)
    assert counted(city) == 1
    assert "已收到" in back.text


@pytest.mark.parametrize(
    ("hours", "words"), [(0, "还有24小时"), (21.5, "还有2小时"), (23, "不多了")]
)
def test_a_deleted_form_says_how_long_it_can_be_taken_back(city, hours, words):
    address = city.send().location
    city.client.post(f"{address}/erase")
    city.clock.now = NOON + timedelta(hours=hours)
    assert words in city.client.get(address).text


@pytest.mark.parametrize("is_purged", [False, True])
def test_after_a_day_it_is_gone_for_good_whether_upkeep_ran_or_not(city, is_purged):
    address = city.send().location
    city.client.post(f"{address}/erase")
    city.clock.now = NOON + DAY
    if is_purged:
        with city.database.writing() as session:
            assert purge(session, city.clock.now) == 1
    for shown in (
        city.client.get(address),
        city.client.get(f"{address}/erase", follow_redirects=True),
        city.client.post(f"{address}/restore", follow_redirects=True),
        city.client.post(f"{address}/erase", follow_redirects=True),
    ):
        assert shown.status_code == 200
        assert "已彻底删除" in shown.text
        assert not is_asked(shown.text)
        assert counted(city) == 0


def test_who_only_asks_for_pages_changes_nothing(city):
    address = city.send().location
    city.client.post(f"{address}/erase")
    before = city.row_counts()
    for path in ("", ".png", "/erase", "/restore"):
        for method in ("get", "head", "options"):
            assert getattr(city.client, method)(f"{address}{path}").status_code < 500
    assert city.row_counts() == before
    assert counted(city) == 0


def test_who_only_looks_at_pages_changes_nothing(city):
    """As programs do that show a picture of a link."""
    before = city.row_counts()
    pages = [f"/q/{city.code}", f"/q/{city.code}/sat", f"/q/{city.code}/none", "/q/K7MX4Q9TWP3RAB"]
    for path in ("/", *pages, "/c/CK-BAIYUAN", "/c/none", "/kiosk/start", "/kiosk/leave", "/sw.js"):
        for method in ("get", "head", "options"):
            assert getattr(city.client, method)(path).status_code < 500
    assert city.row_counts() == before
