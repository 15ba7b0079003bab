"""What must not be shown beyond single small bases: totals that give one figure away, small cells.

Bases below 30 are `figures.without_small_bases`; `n` is always told. Where parts add up to a number
that is told, one hidden part would be that number less the others, so others go with it. This is
not yet full disclosure control: results stay behind sign-in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from survey_app.scoring.city import City, CommunityRate, city
from survey_app.scoring.disclosure import FLOORS
from survey_app.scoring.satisfaction import Satisfaction, TrendBalance
from survey_app.services.figures import Figures, Ranking, Shares
from survey_app.services.results import CampaignResults, campaign_results
from survey_app.storage.connect import Session


def gives_away(bases: Iterable[int]) -> bool:
    """Whether a total of these parts, less the published ones, tells what is withheld.

    It does if one part alone is left, or parts that have too few answers even together.
    """
    left = [base for base in bases if 0 < base < FLOORS.public_rate]
    return len(left) == 1 or 0 < sum(left) < FLOORS.public_rate


def safe_total(session: Session, results: CampaignResults) -> CampaignResults:
    """The results whose city and whole may be shown: without small communities, if they must go."""
    bases = {c.community.id: _headline_base(c.figures) for c in results.communities}
    if not gives_away(bases.values()):
        return results
    safe = campaign_results(
        session,
        results.campaign.id,
        now=results.counted_at,
        visible=[region for region, base in bases.items() if not 0 < base < FLOORS.public_rate],
        in_steps=results.in_steps,
    )
    return replace(safe, city=_pooled(results, safe))


def _pooled(results: CampaignResults, safe: CampaignResults) -> City | None:
    """The city as a whole, its rate pooled over those that may be in it.

    With a community left out nothing can be weighted, also where the rest could be by itself: what
    is counted, how, and who is missing stay what they are with everyone.
    """
    if results.city is None:
        return None
    rates = [
        CommunityRate(c.community.name, c.figures.satisfaction, None)
        for c in safe.communities
        if c.figures.satisfaction is not None
    ]
    pooled = city(rates, goal=results.goal)
    return replace(results.city, rate=pooled.rate, answered=pooled.answered)


def _headline_base(figures: Figures) -> int:
    if figures.satisfaction is not None:
        return figures.satisfaction.base
    return max((base_of(ranking) for ranking in figures.rankings.values()), default=0)


def has_small_cell(counts: Iterable[int]) -> bool:
    """Whether so few people gave one of these answers that they might be known by it."""
    return any(0 < count < FLOORS.staff_cell for count in counts)


def hidden_cells(counts: Mapping[str, int]) -> frozenset[str]:
    """Which parts of a known sum stay away: none, or at least two that are no small cell together.

    Nothing is hidden without a cell of 1 to 4 people. With one, the next larger cells go until
    what is hidden holds 5 people, and so does every 0: else two hidden cells with 2 people would
    be one each.
    """
    if not has_small_cell(counts.values()):
        return frozenset()
    hidden = {code for code, count in counts.items() if count < FLOORS.staff_cell}
    alone = sum(counts[code] > 0 for code in hidden) == 1
    for code in sorted(counts.keys() - hidden, key=lambda code: (counts[code], code)):
        if not alone and not has_small_cell([sum(counts[code] for code in hidden)]):
            break
        hidden.add(code)
        alone = False
    return frozenset(hidden)


def hidden_options(shares: Shares) -> frozenset[str]:
    """Options whose shares stay away, because few people chose them or would be known by the rest.

    The shares of a single choice add up; those of several answers do not.
    """
    counts = {one.code: one.mentions for one in shares.shares}
    if shares.question.kind != "multi":
        return hidden_cells(counts)
    return frozenset(code for code, count in counts.items() if has_small_cell([count]))


def few_wanted(ranking: Ranking) -> frozenset[str]:
    """Options of a ranking that so few people named that their points would tell on them."""
    return frozenset(i.code for i in ranking.ranking.items if has_small_cell([i.mentions]))


def hidden_firsts(ranking: Ranking) -> frozenset[str]:
    """Options whose first choices stay away; the exclusive ones ("enough as it is") among them.

    Everyone has one first choice, so together they are a single choice.
    """
    ranked = ranking.ranking
    content = {code: round(s.value * s.base) for code, s in ranked.enough.items() if s.base}
    return hidden_cells(content | {item.code: item.firsts for item in ranked.items})


def outside_base(figures: Figures) -> int:
    """How many complete forms came from people whom the figures are not about."""
    got = figures.arrivals
    return got.complete - got.eligible - got.excluded


def hides_received(figures: Figures) -> bool:
    """Whether only the complete forms and the valid answers may be told, not what lies between.

    These parts add up: those outside the base, those left out, "can't say", no answer.
    """
    got, rate = figures.arrivals, figures.satisfaction
    parts = [got.eligible, got.excluded, outside_base(figures)]
    return has_small_cell(parts) or (rate is not None and hides_unused(rate))


def hides_modes(figures: Figures) -> bool:
    """Whether the modes are named without their numbers, which add up to those counted."""
    return hides_received(figures) or has_small_cell(figures.arrivals.modes.values())


def hides_unused(rate: Satisfaction) -> bool:
    """Whether "can't say" and no answer, the two ways out of a rate's base, stay away."""
    return has_small_cell([rate.not_used, rate.missing])


def hides_city_rate(results: CampaignResults) -> bool:
    """Whether the city's rate must stay away: its base is small, or it gives others away."""
    rate = results.city.rate if results.city else None
    small = rate is None or rate.base < FLOORS.public_rate
    rates = [c.figures.satisfaction for c in results.communities]
    return small or gives_away(one.base for one in rates if one)


def hides_total(results: CampaignResults, tag: str) -> bool:
    """Whether the ranking or the shares of all communities together must stay away."""
    rankings = [c.figures.rankings.get(tag) for c in results.communities]
    shares = [c.figures.shares.get(tag) for c in results.communities]
    return gives_away(base_of(part) for part in (*rankings, *shares) if part)


def base_of(figure: Ranking | Shares) -> int:
    """How many people answered the question."""
    return figure.base if isinstance(figure, Shares) else figure.ranking.base


def trend_counts(trend: TrendBalance) -> tuple[int, ...]:
    """How many said better, the same, worse."""
    return tuple(round(share * trend.base) for share in trend.shares or ())
