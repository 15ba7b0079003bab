"""One writer at a time: a thread lock, then a lock on a file that stays open from turn to turn.

Opening the file for every turn would cost more than the INSERT itself. The system lets go of the
lock when its holder ends, however that happens.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from time import monotonic, sleep

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PAUSE = 0.0002  # seconds between two looks at a lock that another process holds


class NoTurn(Exception):
    """The turn did not come in time."""


class Turns:
    """The writers' queue of one database file. Safe to share between threads and across a fork."""

    def __init__(self, path: Path, *, patience: float) -> None:
        """path: of the lock file, made when it is missing; patience: seconds to wait for a turn."""
        self._path = path
        self._patience = patience
        self._thread_lock = Lock()
        self._file: int | None = None
        self._owner = 0  # the process that opened it

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold the turn in the block; raises NoTurn when it does not come."""
        deadline = monotonic() + self._patience
        if not self._thread_lock.acquire(timeout=self._patience):
            raise NoTurn(f"{self._path}: another thread's turn does not end")
        try:
            file = self._opened()
            while not _is_locked_now(file):
                if monotonic() >= deadline:
                    raise NoTurn(f"{self._path}: another process holds the lock")
                sleep(PAUSE)
            try:
                yield
            finally:
                _unlock(file)
        finally:
            self._thread_lock.release()

    def close(self) -> None:
        """Close the file unless somebody has the turn; the next turn opens it again."""
        if self._thread_lock.acquire(blocking=False):
            self._close()
            self._thread_lock.release()

    def _close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _opened(self) -> int:
        if self._owner != os.getpid():
            self._close()  # a file that was open before a fork is one lock for both processes
        if self._file is None:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
            self._owner = os.getpid()
        return self._file


def _is_locked_now(file: int) -> bool:
    """Lock the file for this process; False if another holds the lock."""
    with suppress(BlockingIOError, PermissionError):
        if sys.platform == "win32":
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def _unlock(file: int) -> None:
    if sys.platform == "win32":
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_UN)
