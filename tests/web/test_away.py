"""When the database does not answer, the phone is told soon and keeps every answer."""

import sqlite3

import pytest
from sqlalchemy import URL

from survey_app.storage.connect import Database
from tests.city import City, open_city
from tests.postgres import execute


@pytest.fixture
def impatient(copies, tmp_path):
    """The city on a SQLite database that waits for 0.2 seconds."""
    path = tmp_path / "survey.db"
    path.write_bytes((copies / "city.db").read_bytes())
    database = Database(f"sqlite:///{path}", patience=0.2)
    yield open_city(database, tmp_path)
    database.dispose()


def is_kept(city: City, sent) -> None:
    assert sent.status_code == 503
    assert int(sent.headers["Retry-After"]) <= 30
    assert 'value="LIVE6" checked' in sent.text
    assert "路灯坏了" in sent.text
    assert "您填的都还在" in sent.text


def test_a_locked_file_keeps_the_answers_and_one_more_press_stores_them(impatient):
    token = impatient.open_form()
    other = sqlite3.connect(impatient.settings.home / "survey.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    is_kept(impatient, impatient.send(token=token, S30="路灯坏了"))
    other.execute("ROLLBACK")
    other.close()
    assert impatient.send(token=token, S30="路灯坏了").status_code == 303
    assert len(impatient.responses()) == 1


def test_a_server_that_stops_keeps_the_answers_and_comes_back_without_a_restart(
    city_on_postgresql, postgres_server: URL
):
    city = city_on_postgresql
    token = city.open_form()
    name = city.database.engine.url.database
    execute(postgres_server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    execute(
        postgres_server,
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
    )
    is_kept(city, city.send(token=token, S30="路灯坏了"))
    execute(postgres_server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert city.send(token=token, S30="路灯坏了").status_code == 303
    assert len(city.responses()) == 1


def test_pages_that_need_the_database_say_try_again(city_on_postgresql, postgres_server: URL):
    city = city_on_postgresql
    address = city.send().location
    name = city.database.engine.url.database
    city.database.dispose()
    execute(postgres_server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    for shown in (
        city.client.get(address),
        city.client.get("/q/22222222222222"),
        city.client.post(f"{address}/erase"),
    ):
        assert shown.status_code in (404, 503)
        assert "<h1>" in shown.text
    assert city.client.get(address).headers["Retry-After"]
    execute(postgres_server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
