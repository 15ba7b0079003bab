"""What is due goes by itself while the system serves, in one process, and by hand."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from filelock import FileLock

from survey_app.cli.upkeep import upkeep
from survey_app.paths import BESIDE
from survey_app.server import start_upkeep
from survey_app.services.placements import GRACE
from survey_app.services.upkeep import tidy_up
from survey_app.storage.connect import Database
from survey_app.storage.enclosures import Attachment
from survey_app.storage.models import Snapshot
from tests.city import CLOSES

# Starts the upkeep and ends at once: a thread that goes on would keep the process.
SHORT = """
import sys
from pathlib import Path
from survey_app.server import start_upkeep
from survey_app.services.placements import GRACE
from survey_app.services.upkeep import tidy_up
from survey_app.storage.connect import Database
home = Path(sys.argv[1])
start_upkeep(Database(f"sqlite:///{home / 'survey.db'}"), home / "upkeep.lock")
"""


def forgotten(database: Database, number: int) -> None:
    """A photo that nobody claimed for three days."""
    row = {"question": "PHOTO", "content": b"", "width": 1, "height": 1}
    received_at = datetime.now(UTC) - timedelta(days=3)
    with database.writing() as session:
        key = f"{number}"
        session.add(Attachment(submission_id="0" * 32, key=key, received_at=received_at, **row))


def left(database: Database) -> int:
    with database.reading() as session:
        return session.query(Attachment).count()


def is_gone(database: Database, seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while left(database) and time.monotonic() < end:
        time.sleep(0.02)
    return left(database) == 0


@pytest.fixture
def running(sqlite, tmp_path) -> Iterator[Database]:
    """A database that is looked after every 20 ms."""
    is_over = start_upkeep(sqlite, tmp_path / "upkeep.lock", seconds=0.02)
    yield sqlite
    is_over.set()
    for thread in threading.enumerate():
        if thread.name == "upkeep":
            thread.join()


def test_what_is_due_goes_at_once_and_again_later(running):
    for number in range(2):
        forgotten(running, number)
        assert is_gone(running)


def test_of_several_processes_one_does_it_and_the_next_takes_over(sqlite, tmp_path, request):
    forgotten(sqlite, 1)
    with FileLock(tmp_path / "upkeep.lock", thread_local=False):
        running = request.getfixturevalue("running")
        assert not is_gone(running, 0.3)
    assert is_gone(running)


def test_a_database_that_is_away_is_looked_after_when_it_is_back(sqlite, tmp_path, request, caplog):
    forgotten(sqlite, 1)
    impatient = Database(f"sqlite:///{tmp_path / 'survey.db'}", patience=0.05)
    with sqlite.writing():
        is_over = start_upkeep(impatient, tmp_path / "upkeep.lock", seconds=0.02)
        time.sleep(0.3)
    assert is_gone(sqlite)
    assert "tried again" in caplog.text
    is_over.set()
    for thread in threading.enumerate():
        if thread.name == "upkeep":
            thread.join()
    impatient.dispose()


def test_it_keeps_no_process_alive(sqlite, tmp_path):
    command = [sys.executable, "-W", "ignore", "-c", SHORT, str(tmp_path)]
    assert subprocess.run(command, cwd=BESIDE, timeout=20, check=False).returncode == 0


def test_by_hand_it_says_what_it_deleted(sqlite, tmp_path):
    forgotten(sqlite, 1)
    done = CliRunner(env={"LANG": "en"}).invoke(upkeep, ["--home", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert done.output == "deleted: 0 erased answers, 0 telephone numbers, 1 photos\n"
    assert left(sqlite) == 0


def snapshots(city) -> int:
    with city.database.reading() as session:
        return session.query(Snapshot).count()


def test_a_campaign_is_counted_for_good_when_its_last_forms_have_come(city_on_both):
    tidy_up(city_on_both.database, CLOSES + GRACE - timedelta(seconds=1))
    assert snapshots(city_on_both) == 0
    tidy_up(city_on_both.database, CLOSES + GRACE)
    assert snapshots(city_on_both) == 2  # needs and sat
    tidy_up(city_on_both.database, CLOSES + 2 * GRACE)
    assert snapshots(city_on_both) == 2
