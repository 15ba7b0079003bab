"""The fixtures with a real PostgreSQL and a real browser give what they promise."""

from hashlib import sha256

import psycopg
import pytest
from sqlalchemy import create_engine, inspect, text

PAGE = "<meta charset=utf-8><style>body{{font:40px sans-serif}}</style><p>{}</p>"


@pytest.mark.parametrize("round_", [1, 2])
def test_each_test_gets_an_empty_database_that_keeps_chinese(postgres_url, round_):
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        assert inspect(connection).get_table_names() == []
        connection.execute(text("CREATE TABLE spot (label text)"))
        connection.execute(text("INSERT INTO spot VALUES ('便民')"))
        assert connection.scalar(text("SELECT label FROM spot")) == "便民"
        assert connection.scalar(text("SHOW fsync")) == "on"
    engine.dispose()


def test_the_server_can_be_reached_on_this_machine_only(postgres_server):
    assert postgres_server.get_backend_name() == "postgresql"
    with psycopg.connect(
        postgres_server.set(drivername="postgresql").render_as_string(hide_password=False)
    ) as connection:
        listening = connection.execute("SHOW listen_addresses").fetchone()[0]
    assert listening in ("", "localhost", "127.0.0.1")


def test_the_phone_is_narrow_touched_chinese_and_in_wechat(phone_context):
    page = phone_context().new_page()
    told = page.evaluate(
        "[screen.width, navigator.maxTouchPoints > 0, navigator.language,"
        " Intl.DateTimeFormat().resolvedOptions().timeZone,"
        " navigator.userAgent.includes('MicroMessenger')]"
    )
    assert told == [360, True, "zh-CN", "Asia/Shanghai", True]


def test_a_phone_without_javascript_runs_none(phone_context):
    page = phone_context(java_script_enabled=False).new_page()
    page.set_content("<p>before</p><script>document.body.textContent = 'after'</script>")
    assert page.inner_text("body") == "before"


def test_screenshots_show_chinese_and_not_one_box_for_every_character(phone_context):
    page = phone_context().new_page()
    pictures = set()
    for character in "便民":
        page.set_content(PAGE.format(character))
        pictures.add(sha256(page.screenshot()).hexdigest())
    assert len(pictures) == 2
