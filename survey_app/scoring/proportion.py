"""A share of respondents with its 95% interval: Wilson for headlines, Clopper-Pearson if asked.

Everything here treats answers as a simple random sample without weights. Arrays are welcome
wherever a count is: x and n are broadcast against each other.
"""

from collections.abc import Callable
from functools import cache
from math import nan
from typing import NamedTuple, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, ndtri

FloatArray = NDArray[np.float64]


class Estimate(NamedTuple):
    """A proportion in [0, 1], the ends of its interval, and how many answers it is a share of.

    With base 0 the three proportions are nan.
    """

    value: float
    low: float
    high: float
    base: int
    method: str = "wilson"


@cache
def critical_value(confidence: float) -> float:
    """The two-sided normal quantile, 1.96 at confidence 0.95. ValueError outside (0, 1)."""
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, got {confidence!r}")
    return float(ndtri((1 + confidence) / 2))


@overload
def wilson(x: float, n: float, *, confidence: float = 0.95) -> tuple[float, float]: ...
@overload
def wilson(
    x: ArrayLike, n: ArrayLike, *, confidence: float = 0.95
) -> tuple[FloatArray, FloatArray]: ...
def wilson(
    x: ArrayLike, n: ArrayLike, *, confidence: float = 0.95
) -> tuple[float, float] | tuple[FloatArray, FloatArray]:
    """The score interval (low, high) of x out of n, each in [0, 1]; nan where n is 0.

    x, n : counts, or real numbers such as an effective sample size and its share of it.
    Two numbers give two floats, arrays give two arrays of the broadcast shape.
    Raises ValueError if x is negative or above n. Source: Wilson (1927), JASA 22.
    """
    hits, base = _checked(x, n)
    z = critical_value(confidence)
    with np.errstate(invalid="ignore"):
        rate = hits / base
        half = z * np.sqrt(rate * (base - hits) + z * z / 4)
    # The rate lies inside its interval; rounding must not push an end past it.
    low = np.minimum((hits + z * z / 2 - half) / (base + z * z), rate)
    high = np.maximum((hits + z * z / 2 + half) / (base + z * z), rate)
    return _as_given(np.clip(low, 0, 1), np.clip(high, 0, 1))


@overload
def clopper_pearson(x: float, n: float, *, confidence: float = 0.95) -> tuple[float, float]: ...
@overload
def clopper_pearson(
    x: ArrayLike, n: ArrayLike, *, confidence: float = 0.95
) -> tuple[FloatArray, FloatArray]: ...
def clopper_pearson(
    x: ArrayLike, n: ArrayLike, *, confidence: float = 0.95
) -> tuple[float, float] | tuple[FloatArray, FloatArray]:
    """The exact interval (low, high) of x out of n; it covers at least `confidence`.

    x, n : whole numbers; shapes, nan and errors as in `wilson`, and ValueError for 2.5 of 10.
    Source: Clopper and Pearson (1934), Biometrika 26: 0 at x = 0 and 1 at x = n.
    """
    hits, base = _checked(x, n)
    if (hits % 1 != 0).any() or (base % 1 != 0).any():
        raise ValueError(f"x and n must be whole numbers, got x = {x!r} and n = {n!r}")
    critical_value(confidence)  # the same check of the level
    tail = (1 - confidence) / 2
    with np.errstate(invalid="ignore"):
        low = np.where(hits > 0, betaincinv(hits, base - hits + 1, tail), 0.0)
        high = np.where(hits < base, betaincinv(hits + 1, base - hits, 1 - tail), 1.0)
    return _as_given(np.where(base > 0, low, nan), np.where(base > 0, high, nan))


METHODS: dict[str, Callable[..., tuple[float, float]]] = {
    "wilson": wilson,
    "clopper_pearson": clopper_pearson,
}


def estimate(x: int, n: int, *, method: str = "wilson", confidence: float = 0.95) -> Estimate:
    """The share x / n with its interval; all nan with base 0.

    Raises ValueError if x is negative or above n, or for a method that is not in METHODS.
    """
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}, got {method!r}")
    low, high = METHODS[method](x, n, confidence=confidence)
    return Estimate(x / n if n else nan, low, high, n, method)


def _checked(x: ArrayLike, n: ArrayLike) -> tuple[FloatArray, FloatArray]:
    hits, base = np.asarray(x, dtype=np.float64), np.asarray(n, dtype=np.float64)
    if (hits < 0).any() or (hits > base).any():
        raise ValueError(f"x must lie between 0 and n, got x = {x!r} and n = {n!r}")
    return hits, base


def _as_given(
    low: FloatArray, high: FloatArray
) -> tuple[float, float] | tuple[FloatArray, FloatArray]:
    return (low, high) if low.ndim else (float(low), float(high))
