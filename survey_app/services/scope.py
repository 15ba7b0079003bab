"""What an account may see: its communities and the campaigns that touch them.

What lies outside is answered as if it did not exist.
"""

from collections.abc import Collection

from survey_app.errors import NotFound
from survey_app.services.campaigns import all_campaigns, find_campaign
from survey_app.services.placements import Landing, find_landing
from survey_app.services.staff import Account
from survey_app.storage import queries
from survey_app.storage.connect import Session
from survey_app.storage.models import Campaign, CampaignCommunity, Region


def visible_communities(session: Session, account: Account) -> list[Region]:
    """The communities at or below the account's areas, in order of entry."""
    return queries.communities(session, account.regions)


def visible_ids(session: Session, account: Account) -> set[int] | None:
    """Region ids of these communities; None for the whole city."""
    if account.regions is None:
        return None
    return {region.id for region in visible_communities(session, account)}


def visible_campaigns(session: Session, account: Account) -> list[Campaign]:
    """The campaigns that touch these communities, newest first."""
    return all_campaigns(session, account.regions)


def visible_campaign(session: Session, account: Account, campaign_id: int) -> Campaign:
    """A campaign that touches these communities; raises NotFound."""
    campaign = find_campaign(session, campaign_id)
    visible = visible_ids(session, account)
    if visible is not None and not visible.intersection(_region_ids(campaign)):
        raise NotFound("There is no campaign {number}.", number=campaign_id)
    return campaign


def visible_community(session: Session, account: Account, code: str) -> Region:
    """One of these communities by its code; raises NotFound."""
    for region in visible_communities(session, account):
        if region.code == code:
            return region
    raise NotFound("There is no community {codes}.", codes=code)


def visible_links(
    session: Session, account: Account, campaign: Campaign
) -> list[CampaignCommunity]:
    """The campaign's communities that the account may see, in order of entry."""
    visible = visible_ids(session, account)
    links = sorted(campaign.communities, key=lambda link: link.region_id)
    return [link for link in links if visible is None or link.region_id in visible]


def visible_landing(session: Session, account: Account, typed: str) -> tuple[Region, Landing]:
    """What stands behind a code in use in one of these communities; raises NotFound."""
    landing = find_landing(session, typed)
    for region in visible_communities(session, account):
        if region.id == landing.community.id and not landing.is_retired:
            return region, landing
    raise NotFound("There is no such code. Please check the letters and figures.")


def is_wholly_visible(campaign: Campaign, visible: Collection[int] | None) -> bool:
    """Whether every community of the campaign is visible: only then may the account end it."""
    return visible is None or _region_ids(campaign) <= set(visible)


def _region_ids(campaign: Campaign) -> set[int]:
    return {link.region_id for link in campaign.communities}
