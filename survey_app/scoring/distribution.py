"""What a list of quantities says in a few figures: median, quartiles and range.

Quantities come as distinct values with how often each occurs. Everybody counts the same.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray


class Summary(NamedTuple):
    """n quantities: their ends, quartiles and median, in the unit that they came in.

    low, high : see `summary`; None when fewer than `people` are at an end and the other.
    """

    n: int
    low: float | None
    lower_quartile: float
    median: float
    upper_quartile: float
    high: float | None


def summary(values: ArrayLike, n: ArrayLike, *, people: int = 1) -> Summary | None:
    """Summary of distinct values, each of them given n times; None without any.

    people : at least so many quantities lie at or below `low`, and at or above `high`, so that
    with 5 the ends are nobody's own. 1 gives smallest and largest.
    Raises ValueError if the lists differ in length or a frequency is negative.
    Source of the quantiles: Hyndman and Fan (1996), American Statistician 50, definition 7.
    """
    given, frequency = np.asarray(values, np.float64), np.asarray(n, np.int64)
    if given.shape != frequency.shape or given.ndim != 1 or (frequency < 0).any():
        raise ValueError("values and n must be equally long, and n must not be negative")
    given, frequency = given[frequency > 0], frequency[frequency > 0]
    order = np.argsort(given)
    given, reached = given[order], np.cumsum(frequency[order])
    total = int(reached[-1]) if len(reached) else 0
    if not total:
        return None
    lower, median, upper = (_quantile(given, reached, share) for share in (0.25, 0.5, 0.75))
    has_ends = total >= 2 * people - 1
    low = _at(given, reached, people - 1) if has_ends else None
    high = _at(given, reached, total - people) if has_ends else None
    return Summary(total, low, lower, median, upper, high)


def _quantile(values: NDArray[np.float64], reached: NDArray[np.int64], share: float) -> float:
    place = share * (int(reached[-1]) - 1)
    below = int(place)
    low, high = _at(values, reached, below), _at(values, reached, min(below + 1, reached[-1] - 1))
    return low + (place - below) * (high - low)


def _at(values: NDArray[np.float64], reached: NDArray[np.int64], place: int) -> float:
    """The quantity at a place of the ordered list, counted from 0."""
    return float(values[np.searchsorted(reached, place, side="right")])
