"""What a campaign's results pages, files and API show: communities, city, all of it together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from survey_app.scoring.city import City, CommunityRate, city
from survey_app.services.campaigns import all_campaigns, find_campaign, goal_of
from survey_app.services.communities import Community, community_views
from survey_app.services.counting import STEP, Tallies, count_campaign
from survey_app.services.figures import Figures, figures
from survey_app.services.placements import State, offer_of
from survey_app.services.questionnaires import PublishedVersion, published
from survey_app.storage.connect import Session
from survey_app.storage.models import Campaign, CampaignCommunity, Snapshot


@dataclass(frozen=True)
class CommunityResults:
    """One community's figures; adults: residents of 18 and over when the campaign was launched."""

    community: Community
    opens_at: datetime
    closes_at: datetime | None
    state: State
    adults: int | None
    target: int | None
    figures: Figures


@dataclass(frozen=True)
class CampaignResults:
    """A campaign's figures, as counted at one moment; unweighted.

    city : None when the questionnaire does not ask for satisfaction.
    together : all communities' answers as one heap, for rankings and shares of the city.
    versions : which versions of this questionnaire its round asked; the figures are of its own.
    """

    campaign: Campaign
    form: PublishedVersion
    goal: Fraction
    counted_at: datetime
    communities: tuple[CommunityResults, ...]
    city: City | None
    together: Figures
    in_steps: bool
    versions: tuple[int, ...] = ()


def campaign_results(
    session: Session,
    campaign_id: int,
    *,
    now: datetime,
    visible: Collection[int] | None = None,
    in_steps: bool = False,
) -> CampaignResults:
    """Count a campaign and work out its figures; raises NotFound.

    visible : region ids that the reader may see, None for all. in_steps : of every community only
    whole tens are counted, also after the end (forms still come for a day), so that nobody can be
    watched answering.
    """
    campaign = find_campaign(session, campaign_id)
    form = published(campaign.version)
    tallies = count_campaign(session, campaign.id, form, step=STEP if in_steps else 1)
    goal = goal_of(campaign)
    links = _visible_links(campaign, visible)
    views = community_views(session, [link.region for link in links])
    communities = tuple(
        _community(link, view, tallies, form, goal=goal, now=now)
        for link, view in zip(links, views, strict=True)
    )
    return CampaignResults(
        campaign,
        form,
        goal,
        now,
        communities,
        _city(communities, goal),
        figures(tallies, form, [link.region_id for link in links], goal=goal),
        in_steps,
        tuple(version_numbers(versions_in_round(session, campaign))),
    )


def _city(communities: Collection[CommunityResults], goal: Fraction) -> City | None:
    rates = [
        CommunityRate(c.community.name, c.figures.satisfaction, c.adults)
        for c in communities
        if c.figures.satisfaction is not None
    ]
    return city(rates, goal=goal) if rates else None


def _visible_links(campaign: Campaign, visible: Collection[int] | None) -> list[CampaignCommunity]:
    links = sorted(campaign.communities, key=lambda link: link.region_id)
    return [link for link in links if visible is None or link.region_id in visible]


def versions_in_round(
    session: Session, campaign: Campaign, within: Collection[int] | None = None
) -> list[Campaign]:
    """This campaign first, then the others of its round that ask the same questionnaire.

    within : region ids that the reader may see. Without a round it stands alone.
    """
    if campaign.round_id is None:
        return [campaign]
    others = [
        other
        for other in all_campaigns(session, within)
        if other.round_id == campaign.round_id
        and other.version.questionnaire == campaign.version.questionnaire
        and other.id != campaign.id
    ]
    return [campaign, *others]


def version_numbers(campaigns: Sequence[Campaign]) -> list[int]:
    """Which versions these campaigns ask, rising."""
    return sorted({campaign.version.version for campaign in campaigns})


def save_snapshot(session: Session, campaign: Campaign, now: datetime) -> Snapshot:
    """Keep what was counted at this moment. The caller commits."""
    tallies = count_campaign(session, campaign.id, published(campaign.version))
    snapshot = Snapshot(
        campaign_id=campaign.id,
        counted_at=now,
        responses=tallies.arrivals.total,
        tallies=tallies.to_json(),
    )
    session.add(snapshot)
    return snapshot


def _community(
    link: CampaignCommunity,
    view: Community,
    tallies: Tallies,
    form: PublishedVersion,
    *,
    goal: Fraction,
    now: datetime,
) -> CommunityResults:
    offer = offer_of(link)
    adults = link.population.get("adults", {}).get("value")
    return CommunityResults(
        view,
        offer.opens_at,
        offer.closes_at,
        offer.state(now),
        adults,
        link.target,
        figures(tallies, form, [link.region_id], goal=goal, adults=adults),
    )
