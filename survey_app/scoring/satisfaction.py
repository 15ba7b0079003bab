"""How satisfied residents are: the rate, the two facts about the goal, the index, the trend.

Scores run from 5 (very satisfied) to 1; 4 and 5 count as satisfied, 3 stays in the base. "Not
used" and empty answers are reported and are in no base. The two facts are never merged:
`reached` compares the rate with the goal, `verdict` says what the answers can show. Both are
worked out in whole numbers: 8996 of 10000 has not reached 90%. Unweighted answers only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from .disclosure import FLOORS
from .proportion import Estimate, critical_value, estimate

# Nobody can gather more answers than this in a community of unknown size.
MOST_ANSWERS = 100_000


class Verdict(StrEnum):
    """What the answers can show about the goal."""

    MET = "met"
    NOT_MET = "not_met"
    UNDECIDED = "undecided"


class Publication(StrEnum):
    """Whether a rate may be published, by its base."""

    WITHHELD = "withheld"
    INDICATIVE = "indicative"
    USABLE = "usable"


@dataclass(frozen=True)
class Satisfaction:
    """The answers to one satisfaction question and all that follows from them.

    respondents : everyone asked, = base + not_used + missing.  split : answers scored 5, 4, 3, 2,
    1; they add up to base.  index : mean of (score - 1) / 4 on 0-100, not a satisfaction rate.
    not_used_share : of those who answered, in [0, 1].  None in any field means unknown.
    """

    respondents: int
    base: int
    satisfied: int
    not_used: int
    missing: int
    split: tuple[int, ...]
    rate: Estimate
    index: float | None
    not_used_share: float | None
    goal: Fraction
    reached: bool | None
    verdict: Verdict | None
    answers_needed: int | None
    publication: Publication


@dataclass(frozen=True)
class TrendBalance:
    """Answers to "better, the same or worse?".

    base : those who know.  shares : better, same, worse, of base, in [0, 1].
    balance : share of better minus share of worse, in [-1, 1].
    """

    base: int
    not_known: int
    shares: tuple[float, float, float] | None
    balance: float | None


def satisfaction(
    split: Sequence[int],
    *,
    not_used: int,
    missing: int,
    goal: Fraction,
    population: int | None = None,
    confidence: float = 0.95,
) -> Satisfaction:
    """Score one question for one group of residents.

    split : (5,) answers scored 5, 4, 3, 2, 1.  population : adults, bounds `answers_needed`.
    Raises ValueError for a negative count or a split that is not five numbers.
    """
    scored = tuple(int(count) for count in split)
    if len(scored) != 5:
        raise ValueError(f"split must hold the answers scored 5, 4, 3, 2, 1, got {scored}")
    if min(*scored, not_used, missing) < 0:
        raise ValueError(f"counts must not be negative, got {(*scored, not_used, missing)}")
    base, satisfied = sum(scored), scored[0] + scored[1]
    quarters = sum(steps * count for steps, count in zip((4, 3, 2, 1, 0), scored, strict=True))
    return Satisfaction(
        respondents=base + not_used + missing,
        base=base,
        satisfied=satisfied,
        not_used=not_used,
        missing=missing,
        split=scored,
        rate=estimate(satisfied, base, confidence=confidence),
        index=25 * quarters / base if base else None,
        not_used_share=not_used / (base + not_used) if base + not_used else None,
        goal=goal,
        reached=reached(satisfied, base, goal),
        verdict=verdict(satisfied, base, goal, confidence=confidence),
        answers_needed=answers_needed(
            satisfied, base, goal, population=population, confidence=confidence
        ),
        publication=publication(base),
    )


def reached(satisfied: int, base: int, goal: Fraction) -> bool | None:
    """Whether satisfied / base is at least the goal, compared exactly; None with base 0."""
    _check(satisfied, base, goal)
    if base == 0:
        return None
    return goal.denominator * satisfied >= goal.numerator * base


def verdict(
    satisfied: int, base: int, goal: Fraction, *, confidence: float = 0.95
) -> Verdict | None:
    """Met when the Wilson interval begins at the goal or above, not met when it ends below it.

    The interval holds the goal g between its ends while (x - n g)^2 < z^2 n g (1 - g); both sides
    are compared as whole numbers, times the denominator of g squared. None with base 0.
    """
    _check(satisfied, base, goal)
    if base == 0:
        return None
    excess = goal.denominator * satisfied - goal.numerator * base
    spread = _squared(confidence) * base * goal.numerator * (goal.denominator - goal.numerator)
    if excess > 0 and excess**2 >= spread:
        return Verdict.MET
    if excess < 0 and excess**2 > spread:
        return Verdict.NOT_MET
    return Verdict.UNDECIDED


def answers_needed(
    satisfied: int,
    base: int,
    goal: Fraction,
    *,
    population: int | None,
    confidence: float = 0.95,
) -> int | None:
    """The smallest base at which this same rate would decide the verdict either way.

    It may be below `base`: then the verdict is decided already. None with base 0, when the rate
    equals the goal, or when it takes more answers than there are adults (100,000 if unknown).
    Source: the condition of `verdict`, solved for n.
    """
    _check(satisfied, base, goal)
    if base == 0 or (distance := Fraction(satisfied, base) - goal) == 0:
        return None
    exact = _squared(confidence) * goal * (1 - goal) / distance**2
    needed = ceil(exact) if distance > 0 else floor(exact) + 1  # not met asks for strictly below
    return needed if needed <= (MOST_ANSWERS if population is None else population) else None


def publication(base: int) -> Publication:
    """What a rate of this many valid answers is good for, by `disclosure.FLOORS`."""
    if base < FLOORS.public_rate:
        return Publication.WITHHELD
    return Publication.INDICATIVE if base < FLOORS.usable_rate else Publication.USABLE


def trend(better: int, same: int, worse: int, not_known: int) -> TrendBalance:
    """The balance of better over worse among those who know; ValueError for a negative count."""
    counts = (better, same, worse)
    if min(*counts, not_known) < 0:
        raise ValueError(f"counts must not be negative, got {(*counts, not_known)}")
    if not (base := sum(counts)):
        return TrendBalance(0, not_known, None, None)
    shares = (better / base, same / base, worse / base)
    return TrendBalance(base, not_known, shares, (better - worse) / base)


def _check(satisfied: int, base: int, goal: Fraction) -> None:
    if not isinstance(goal, Fraction) or not 0 < goal <= 1:
        raise ValueError(f"goal must be a Fraction above 0 and up to 1, got {goal!r}")
    if not 0 <= satisfied <= base:
        raise ValueError(f"satisfied must lie between 0 and {base}, got {satisfied}")


def _squared(confidence: float) -> Fraction:
    return Fraction(critical_value(confidence)) ** 2
