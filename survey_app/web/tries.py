"""Wrong guesses at a short code: after some of them the next has to wait, longer each time.

Kept in memory: a new start of the server forgives. Nobody is ever locked out for good.
"""

from collections import OrderedDict
from datetime import datetime, timedelta
from math import ceil
from threading import Lock

FREE = 5  # wrong codes before anybody has to wait
FIRST_WAIT = 30  # seconds; doubled with each further wrong code
LONGEST_WAIT = 600  # seconds
REMEMBERED = 1_000  # devices


class Tries:
    """Wrong guesses by device."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, tuple[int, datetime]] = OrderedDict()
        self._lock = Lock()

    def wait_left(self, device: str, now: datetime) -> int:
        """Seconds until this device may try again, 0 to 600."""
        count, last = self._wrong.get(device, (0, now))
        if count < FREE:
            return 0
        doublings = min(count - FREE, 10)
        wait = timedelta(seconds=min(FIRST_WAIT * 2**doublings, LONGEST_WAIT))
        return max(0, ceil((last + wait - now).total_seconds()))

    def note(self, device: str, now: datetime) -> None:
        """One more wrong guess."""
        with self._lock:
            count, _ = self._wrong.pop(device, (0, now))
            self._wrong[device] = (count + 1, now)
            if len(self._wrong) > REMEMBERED:
                self._wrong.popitem(last=False)

    def forget(self, device: str) -> None:
        """The right code came: wrong ones before it count no longer."""
        with self._lock:
            self._wrong.pop(device, None)
