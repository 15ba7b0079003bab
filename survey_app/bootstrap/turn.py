"""One at a time: a lock on a file, which the system lets go of however its holder ends."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


@contextmanager
def take_turn(path: Path, *, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the lock file `path` in the block; calls `waiting` once if another holds it.

    Programs started in the block hold it too (where files are inherited): should this one be
    killed, its pip must still end before another start begins.
    """
    with path.open("a+") as file:
        os.set_inheritable(file.fileno(), True)
        if not is_locked_now(file):
            waiting()
            while not is_locked_now(file):
                time.sleep(0.2)
        yield


def is_locked_now(file: IO[str]) -> bool:
    """Lock the file for this process; False if another holds the lock."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
