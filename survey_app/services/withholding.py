"""What must not be shown beyond single small bases: totals that give one figure away, small cells.

Bases below 30 are `figures.without_small_bases`. This is not yet full disclosure control: results
stay behind sign-in.
"""

from collections.abc import Iterable
from dataclasses import replace

from survey_app.scoring.city import City, CommunityRate, city
from survey_app.scoring.disclosure import FLOORS
from survey_app.scoring.satisfaction import TrendBalance
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
    """Without some communities nothing is weighted, and those that are missing are named."""
    rates = [
        CommunityRate(c.community.name, c.figures.satisfaction, None)
        for c in safe.communities
        if c.figures.satisfaction is not None
    ]
    if results.city is None or not rates:
        return None
    return replace(city(rates, goal=results.goal), missing=results.city.missing)


def _headline_base(figures: Figures) -> int:
    if figures.satisfaction is not None:
        return figures.satisfaction.base
    return max((base_of(ranking) for ranking in figures.rankings.values()), default=0)


def has_small_cell(counts: Iterable[int]) -> bool:
    """Whether so few people gave one of these answers that they might be known by it."""
    return any(0 < count < FLOORS.staff_cell for count in counts)


def hidden_options(shares: Shares) -> frozenset[str]:
    """Options of a question whose shares stay away, because few people chose them.

    Of a single choice one hidden option would be the base less the others, so the next one goes
    with it.
    """
    chosen = sorted((one for one in shares.shares if one.mentions), key=lambda one: one.mentions)
    few = [one.code for one in chosen if has_small_cell([one.mentions])]
    if len(few) == 1 and shares.question.kind != "multi":
        few = [one.code for one in chosen[:2]]
    return frozenset(few)


def few_wanted(ranking: Ranking) -> frozenset[str]:
    """Options of a ranking that so few people named that their points would tell on them."""
    return frozenset(i.code for i in ranking.ranking.items if has_small_cell([i.mentions]))


def few_contented(ranking: Ranking) -> frozenset[str]:
    """Exclusive options ("enough as it is") that few people chose."""
    shares = ranking.ranking.enough
    counts = {code: round(s.value * s.base) for code, s in shares.items() if s.base}
    return frozenset(code for code, count in counts.items() if has_small_cell([count]))


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
