"""The writers' queue: one at a time over threads, processes and forks; nobody waits for ever."""

import subprocess
import sys
import threading
import time

import pytest

from survey_app.storage.turns import NoTurn, Turns

# A process that had the file open before it forked; the child asks for the turn that it holds.
FORKED = """
import os, sys
from pathlib import Path
from survey_app.storage.turns import NoTurn, Turns
turns = Turns(Path(sys.argv[1]), patience=0.1)
with turns.taken():
    pass
wait, go = os.pipe()
child = os.fork()
if child:
    with turns.taken():
        os.write(go, b"1")
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
os.read(wait, 1)
try:
    with turns.taken():
        os._exit(1)
except NoTurn:
    os._exit(0)
"""


@pytest.fixture
def turns(tmp_path):
    """A queue that waits a fifth of a second."""
    turns = Turns(tmp_path / "db.lock", patience=0.2)
    yield turns
    turns.close()


def has_no_turn(turns: Turns) -> None:
    began = time.monotonic()
    with pytest.raises(NoTurn), turns.taken():
        pass
    assert 0.2 <= time.monotonic() - began < 2


def test_another_process_waits_and_then_gets_its_turn(turns, tmp_path):
    other = Turns(tmp_path / "db.lock", patience=0.2)  # a file of its own, as in another process
    with turns.taken():
        has_no_turn(other)
    with other.taken():
        has_no_turn(turns)
    with turns.taken():
        pass
    other.close()


def test_threads_have_the_turn_one_after_the_other(turns):
    inside, most = [], []

    def work() -> None:
        with turns.taken():
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.005)
            inside.pop()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 8


def test_a_turn_that_ends_badly_is_over(turns):
    with pytest.raises(ZeroDivisionError), turns.taken():
        raise ZeroDivisionError
    with turns.taken():
        pass


def test_a_closed_queue_opens_again_and_closing_takes_no_turn_away(turns, tmp_path):
    other = Turns(tmp_path / "db.lock", patience=0.2)
    with turns.taken():
        turns.close()
        has_no_turn(other)
    turns.close()
    turns.close()
    with turns.taken():
        has_no_turn(other)
    other.close()


@pytest.mark.skipif(sys.platform == "win32", reason="no fork there")
def test_a_fork_does_not_share_the_turn_of_its_parent(tmp_path):
    command = [sys.executable, "-c", FORKED, str(tmp_path / "db.lock")]
    assert subprocess.run(command, timeout=20, check=False).returncode == 0
