"""What must not be shown beyond single small bases: totals that give one figure away, small cells.

Bases below 30 are `figures.without_small_bases`. This is not yet full disclosure control: results
stay behind sign-in.
"""

from collections.abc import Iterable

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
    return campaign_results(
        session,
        results.campaign.id,
        now=results.counted_at,
        visible=[region for region, base in bases.items() if not 0 < base < FLOORS.public_rate],
        in_steps=results.in_steps,
    )


def _headline_base(figures: Figures) -> int:
    if figures.satisfaction is not None:
        return figures.satisfaction.base
    return max((base_of(ranking) for ranking in figures.rankings.values()), default=0)


def has_small_cell(counts: Iterable[int]) -> bool:
    """Whether so few people gave one of these answers that they might be known by it."""
    return any(0 < count < FLOORS.staff_cell for count in counts)


def hides_city_rate(results: CampaignResults) -> bool:
    """Whether the city's rate must stay away: its base is small, or it gives others away."""
    city = results.city
    small = city is None or city.rate is None or city.rate.base < FLOORS.public_rate
    rates = [c.figures.satisfaction for c in results.communities]
    return small or gives_away(rate.base for rate in rates if rate)


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
