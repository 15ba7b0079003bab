"""Transactions: all or nothing, one writer at a time, and a clear word when it takes too long."""

import sqlite3
import threading
import time

import pytest
from filelock import FileLock
from sqlalchemy import text

from survey_app.errors import Away, Invalid
from survey_app.storage.connect import Database
from survey_app.storage.models import Round


def rounds(database: Database) -> int:
    with database.reading() as session:
        return session.query(Round).count()


def add_and_fail(database: Database) -> None:
    with database.writing() as session:
        session.add(Round(code="b", name="b"))
        session.flush()
        raise ZeroDivisionError


def test_a_block_that_ends_well_is_kept_and_one_that_fails_is_not(database):
    with database.writing() as session:
        session.add(Round(code="a", name="a"))
    with pytest.raises(ZeroDivisionError):
        add_and_fail(database)
    with database.reading() as session:
        session.add(Round(code="c", name="c"))
        session.flush()
    assert rounds(database) == 1


def test_a_writer_after_one_that_failed_gets_its_turn(sqlite):
    with pytest.raises(ZeroDivisionError), sqlite.writing():
        raise ZeroDivisionError
    with sqlite.writing() as session:
        session.add(Round(code="a", name="a"))
    assert rounds(sqlite) == 1


def test_a_reader_sees_one_moment_while_others_write(sqlite):
    with sqlite.reading() as session:
        before = session.query(Round).count()
        with sqlite.writing() as writer:
            writer.add(Round(code="a", name="a"))
        assert session.query(Round).count() == before == 0
    assert rounds(sqlite) == 1


def test_commits_are_on_the_disk_when_they_are_acknowledged(database):
    statement = "PRAGMA synchronous" if database.is_sqlite else "SHOW synchronous_commit"
    with database.reading() as session:
        assert session.scalar(text(statement)) == (2 if database.is_sqlite else "on")


def test_many_threads_write_in_turn(database):
    def write(number: int) -> None:
        with database.writing() as session:
            n = session.query(Round).count()  # read, then write: the order that locks fail on
            session.add(Round(code=f"{number}", name=f"{n}"))

    threads = [threading.Thread(target=write, args=[n]) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert rounds(database) == 16


def is_away_within(seconds: float, database: Database) -> None:
    began = time.monotonic()
    with pytest.raises(Away), database.writing() as session:
        session.add(Round(code="x", name="x"))
    assert time.monotonic() - began < seconds


@pytest.fixture
def impatient(tmp_path):
    """An upgraded SQLite database that waits 0.2 seconds, and its path."""
    path = tmp_path / "survey.db"
    database = Database(f"sqlite:///{path}", patience=0.2)
    database.upgrade()
    yield database, path
    database.dispose()


def test_a_database_held_by_another_program_is_away_and_comes_back(impatient):
    database, path = impatient
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    is_away_within(2, database)
    other.execute("ROLLBACK")
    other.close()
    with database.writing() as session:
        session.add(Round(code="a", name="a"))
    assert rounds(database) == 1


def test_a_turn_that_does_not_come_is_away(impatient):
    database, path = impatient
    with FileLock(f"{path}.lock"):
        is_away_within(2, database)


def test_threads_behind_a_stuck_writer_wait_no_longer_than_one(impatient):
    database, path = impatient
    took = []

    def wait() -> None:
        began = time.monotonic()
        with pytest.raises(Away), database.writing():
            pass
        took.append(time.monotonic() - began)

    with FileLock(f"{path}.lock"):
        threads = [threading.Thread(target=wait) for _ in range(24)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(took) == 24
    assert max(took) < 3


def test_a_server_that_is_not_there_is_away():
    database = Database("postgresql://nobody@127.0.0.1:9/none")
    is_away_within(5, database)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "survey.db",
        "sqlite://",
        "sqlite:///:memory:",
        "mysql://u:secret@h/d",
        "postgresql+x://h",
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_showing_it(url):
    with pytest.raises(Invalid) as caught:
        Database(url)
    assert "secret" not in str(caught.value)
