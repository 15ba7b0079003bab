"""What may be told to everybody about a community's answers, so that nobody is given away.

There is one rule: **a number of people is told exactly from 10 on; below that it is told as "fewer
than 10", and whatever else is told must be the same for each of the numbers from 0 to 9.** So a
rate stands there only where at least 10 are satisfied and at least 10 are not, because from rate
and base anybody can work out both. Where one side is smaller, the page says so and gives the end
of what is possible: of 100 answers with fewer than 10 not satisfied, at least 91 are, whether it
was 91 or 100. Whether the goal is reached, and what the answers can show, is told only if it
comes out the same for all ten possibilities. The base itself is at least 30.

A need is named when at least 10 people chose it. Its index gives its points, and points above
those of "all but 10 put it first" would prove that fewer than 10 did not choose it: there the
index stops, and is told as "at least".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias, TypeVar

from survey_app.questionnaire.definition import Option
from survey_app.scoring.disclosure import FLOORS
from survey_app.scoring.satisfaction import (
    Publication,
    Satisfaction,
    Verdict,
    reached,
    verdict,
)
from survey_app.services.figures import RANKINGS, Figures, Ranking

Fact = TypeVar("Fact")
Side: TypeAlias = Literal["satisfied", "not satisfied"]


@dataclass(frozen=True)
class TooFew:
    """Fewer than `least` people answered; how many is not told either."""

    least: int


@dataclass(frozen=True)
class Answered:
    """A questionnaire without a figure of its own: only how many filled it in."""

    forms: int


@dataclass(frozen=True)
class PublicRate:
    """A satisfaction rate as it may be told.

    value : in [0, 1], None where one side is small; then `few` names that side, and low and high
    are the ends of what is possible. Otherwise they are the ends of the 95% interval.
    reached, verdict : the two facts about the goal, None where they must not be told.
    """

    base: int
    goal: Fraction
    value: float | None
    low: float
    high: float
    few: Side | None
    reached: bool | None
    verdict: Verdict | None
    is_indicative: bool


@dataclass(frozen=True)
class PublicNeed:
    """Something that at least 10 people want. index : 0-100; a lower end if is_at_least."""

    option: Option
    index: float
    is_at_least: bool


@dataclass(frozen=True)
class PublicNeeds:
    """What residents want most, the most wanted first; none where nothing was named by 10."""

    base: int
    needs: tuple[PublicNeed, ...]

    @property
    def first(self) -> tuple[PublicNeed, ...]:
        """The one at the top, or several that share it."""
        return tuple(need for need in self.needs if need.index == self.needs[0].index)


Told: TypeAlias = PublicRate | PublicNeeds | Answered | TooFew


def told(figures: Figures) -> Told:
    """The one result of a questionnaire: its rate, else its first ranking, else how many came."""
    if figures.satisfaction is not None:
        return public_rate(figures.satisfaction)
    for tag in RANKINGS:
        if tag in figures.rankings:
            return public_needs(figures.rankings[tag])
    forms = figures.arrivals.eligible
    return Answered(forms) if forms >= FLOORS.public_cell else TooFew(FLOORS.public_cell)


def public_rate(found: Satisfaction) -> PublicRate | TooFew:
    """A rate by the rule above."""
    base, satisfied, goal = found.base, found.satisfied, found.goal
    if base < FLOORS.public_rate:
        return TooFew(FLOORS.public_rate)
    few = _few(satisfied, base)
    possible = _possible(satisfied, base, few)
    return PublicRate(
        base,
        goal,
        None if few else found.rate.value,
        possible[0] / base if few else found.rate.low,
        possible[-1] / base if few else found.rate.high,
        few,
        _same(reached(count, base, goal) for count in possible),
        _same(verdict(count, base, goal) for count in possible),
        found.publication is Publication.INDICATIVE,
    )


def _few(satisfied: int, base: int) -> Side | None:
    if satisfied < FLOORS.public_cell:
        return "satisfied"
    return "not satisfied" if base - satisfied < FLOORS.public_cell else None


def _possible(satisfied: int, base: int, few: Side | None) -> range:
    """Which numbers of satisfied people a reader must take for possible."""
    if few is None:
        return range(satisfied, satisfied + 1)
    small = range(FLOORS.public_cell)
    return small if few == "satisfied" else range(base - small[-1], base + 1)


def _same(facts: Iterable[Fact]) -> Fact | None:
    """What all of them say, None if they differ."""
    different = set(facts)
    return different.pop() if len(different) == 1 else None


def public_needs(found: Ranking) -> PublicNeeds | TooFew:
    """A ranking by the rule above; equal needs in the order of the questionnaire."""
    base = found.ranking.base
    if base < FLOORS.public_rate:
        return TooFew(FLOORS.public_rate)
    most = 100 * (base - FLOORS.public_cell) / base
    shown = [
        PublicNeed(found.question.option_codes[i.code], min(i.index, most), i.index > most)
        for i in found.ranking.items
        if i.mentions >= FLOORS.public_cell and i.index is not None
    ]
    order = list(found.question.option_codes)
    shown.sort(key=lambda need: (-need.index, order.index(need.option.code)))
    return PublicNeeds(base, tuple(shown))
