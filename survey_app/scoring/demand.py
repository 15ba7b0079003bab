"""What residents want most: points for a first, second and third choice, and plain shares.

The base is everyone who answered the question, those who want nothing more included: a demand
that few voice must not look large because the contented were left out.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .proportion import Estimate, estimate
from .tally import Tally


@dataclass(frozen=True)
class DemandItem:
    """One option of a ranking question.

    points : for first, second, third choices.  index : points on 0-100, where 100 means that
    everyone put it first.  mention, first_choice : shares of the base; mentions and firsts are
    their counts.  rank : 1 is wanted most, equal points share the better rank.
    With base 0 index, first_choice and rank are None.
    """

    code: str
    points: int
    index: float | None
    mention: Estimate
    first_choice: float | None
    mentions: int
    firsts: int
    rank: int | None


@dataclass(frozen=True)
class DemandRanking:
    """A ranking question's options in order, with those that are not ranked apart.

    base : respondents with at least one choice.  enough : the share of each exclusive option
    ("there is enough already").  unranked : mentions of options that are only listed.
    """

    base: int
    enough: Mapping[str, Estimate]
    unranked: Mapping[str, int]
    items: tuple[DemandItem, ...]


@dataclass(frozen=True)
class MentionShare:
    """How many respondents chose an option, and their share of the base."""

    code: str
    mentions: int
    share: Estimate


def demand(
    tally: Tally,
    *,
    places: Sequence[str],
    options: Sequence[str],
    exclusive: Collection[str] = ("ENOUGH",),
    unranked: Collection[str] = ("OTHER",),
    points: Sequence[int] = (3, 2, 1),
) -> DemandRanking:
    """Rank the options of one question by points.

    places : the tally's columns for the first choice, the second and so on, one for each of
    `points`; a cell is 0 for no choice or the option's number, counted from 1.
    index = points / (points[0] * base) * 100. Items are in the order of rank, then mentions,
    first choices and code. Raises ValueError if a number has no option, or if a row names an
    option twice.
    """
    if not points or len(places) != len(points):
        raise ValueError(f"there are {len(places)} places for {len(points)} points")
    answers = tally.margin(*places)
    _check_choices(answers.rows, len(options))
    base = int(answers.n[(answers.rows > 0).any(axis=1)].sum())
    chosen = np.array([answers.counts(place, len(options) + 1)[1:] for place in places])
    mentions = dict(zip(options, chosen.sum(axis=0).tolist(), strict=True))
    ranked = [k for k, code in enumerate(options) if code not in {*exclusive, *unranked}]
    return DemandRanking(
        base=base,
        enough={code: estimate(mentions[code], base) for code in options if code in exclusive},
        unranked={code: mentions[code] for code in options if code in unranked},
        items=_items([options[k] for k in ranked], chosen[:, ranked], points, base),
    )


def mention_shares(counts: Mapping[str, int], base: int) -> tuple[MentionShare, ...]:
    """The options of a question with several answers, most chosen first, then by code.

    counts : option -> respondents who chose it.  base : respondents who answered the question.
    Raises ValueError if a count is negative or above the base.
    """
    order = sorted(counts, key=lambda code: (-counts[code], code))
    return tuple(MentionShare(code, counts[code], estimate(counts[code], base)) for code in order)


def _items(
    codes: Sequence[str], chosen: NDArray[np.int64], points: Sequence[int], base: int
) -> tuple[DemandItem, ...]:
    """chosen : (places, options) how often each option stands in each place."""
    scores = (np.array(points) @ chosen).tolist()
    items = [
        DemandItem(
            code=code,
            points=score,
            index=100 * score / (points[0] * base) if base else None,
            mention=estimate(mentions, base),
            first_choice=firsts / base if base else None,
            mentions=mentions,
            firsts=firsts,
            rank=1 + sum(other > score for other in scores) if base else None,
        )
        for code, score, mentions, firsts in zip(
            codes, scores, chosen.sum(axis=0).tolist(), chosen[0].tolist(), strict=True
        )
    ]
    return tuple(sorted(items, key=lambda i: (-i.points, -i.mentions, -i.firsts, i.code)))


def _check_choices(rows: NDArray[np.int64], options: int) -> None:
    if rows.size and rows.max() > options:
        raise ValueError(f"there are {options} options, but a row names number {rows.max()}")
    ordered = np.sort(rows, axis=1)
    if ((ordered[:, 1:] == ordered[:, :-1]) & (ordered[:, 1:] > 0)).any():
        raise ValueError("a row names the same option in two places")
