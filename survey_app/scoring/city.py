"""The city's sentence and figure, from the rates of its communities.

The goal is judged community by community; the city only counts them. Its own rate weights every
community by its adults, so that a community that answered more does not speak louder; where that
cannot be done the answers are pooled, and the figure says so and names who is missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

import numpy as np

from .proportion import Estimate, estimate, wilson
from .satisfaction import Publication, Satisfaction, Verdict, publication, reached, verdict


class CommunityRate(NamedTuple):
    """One community's satisfaction and its residents of 18 and over, None if not known."""

    name: str
    satisfaction: Satisfaction
    adults: int | None


@dataclass(frozen=True)
class City:
    """K communities, of which k reached the goal, m of them surely, and s have too few answers.

    communities, reached, surely, too_small : K, k, m, s. A community with too few answers has no
    published figure, so it is in K and s only.
    rate : None without any valid answer; its base is the number of valid answers.
    kind : how `rate` was made.  missing : names that forced it to be pooled.
    answered : names with at least one valid answer.
    """

    communities: int
    reached: int
    surely: int
    too_small: int
    rate: Estimate | None
    kind: Literal["population_weighted", "pooled"]
    missing: tuple[str, ...]
    answered: tuple[str, ...]
    goal: Fraction


def city(rates: Sequence[CommunityRate], *, goal: Fraction, confidence: float = 0.95) -> City:
    """Count the communities against the goal and give the city's rate.

    The rate is population weighted if every community has a publishable rate and a known number
    of adults, otherwise pooled. Raises ValueError for a goal that is no Fraction in (0, 1].
    """
    shown = [rate.satisfaction for rate in rates if _is_publishable(rate)]
    verdicts = [verdict(s.satisfied, s.base, goal, confidence=confidence) for s in shown]
    # No adults at all is a gap in the register, not a weight.
    missing = tuple(r.name for r in rates if not _is_publishable(r) or (r.adults or 0) < 1)
    answered = [rate for rate in rates if rate.satisfaction.base]
    overall = _pooled if missing else _population_weighted
    return City(
        communities=len(rates),
        reached=sum(reached(s.satisfied, s.base, goal) is True for s in shown),
        surely=verdicts.count(Verdict.MET),
        too_small=len(rates) - len(shown),
        rate=overall(answered, confidence) if answered else None,
        kind="pooled" if missing or not answered else "population_weighted",
        missing=missing,
        answered=tuple(rate.name for rate in answered),
        goal=goal,
    )


def _is_publishable(rate: CommunityRate) -> bool:
    return publication(rate.satisfaction.base) is not Publication.WITHHELD


def _pooled(rates: Sequence[CommunityRate], confidence: float) -> Estimate:
    satisfied = sum(rate.satisfaction.satisfied for rate in rates)
    return estimate(satisfied, sum(rate.satisfaction.base for rate in rates), confidence=confidence)


def _population_weighted(rates: Sequence[CommunityRate], confidence: float) -> Estimate:
    """Sum of N_h p_h over sum of N_h, each community a stratum of its own.

    Variance: sum of W_h^2 p_h (1 - p_h) / (n_h - 1) with W_h = N_h / sum of N_h. That is the
    linearised variance n / (n - 1) * sum of u^2 with u = (y - p) / n, as R's survey has it, with
    no finite population correction, since answers by QR code are no random sample. The interval
    is Wilson's on the effective size p (1 - p) / variance; without variance, on all answers.
    """
    x = np.array([rate.satisfaction.satisfied for rate in rates], dtype=np.float64)
    n = np.array([rate.satisfaction.base for rate in rates], dtype=np.float64)
    adults = np.array([rate.adults for rate in rates], dtype=np.float64)
    p = x / n
    value = float((adults * p).sum() / adults.sum())
    variance = float(((adults / adults.sum()) ** 2 * p * (1 - p) / (n - 1)).sum())
    size = value * (1 - value) / variance if variance > 0 else float(n.sum())
    low, high = wilson(value * size, size, confidence=confidence)
    return Estimate(value, low, high, int(n.sum()))
