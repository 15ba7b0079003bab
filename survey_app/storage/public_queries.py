"""Questions to the database that the communities' own pages ask."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from survey_app.storage.models import Campaign, CampaignCommunity, Region, Snapshot


class Count(NamedTuple):
    """A snapshot without what was counted."""

    id: int
    campaign_id: int
    counted_at: datetime


def community(session: Session, code: str) -> Region | None:
    """The community with this code, with the three regions above it, in one query."""
    above = joinedload(Region.parent).joinedload(Region.parent).joinedload(Region.parent)
    query = select(Region).where(Region.code == code, Region.level == "community")
    return session.scalar(query.options(above))


def counts(session: Session, campaign_ids: Collection[int]) -> list[Count]:
    """When these campaigns were counted and kept, the earliest first."""
    if not campaign_ids:
        return []
    query = (
        select(Snapshot.id, Snapshot.campaign_id, Snapshot.counted_at)
        .where(Snapshot.campaign_id.in_(list(campaign_ids)))
        .order_by(Snapshot.counted_at, Snapshot.id)
    )
    return [Count(*row) for row in session.execute(query)]


def ends(session: Session) -> list[tuple[int, datetime]]:
    """(campaign, when it ends somewhere), for every end that is known."""
    end = func.coalesce(CampaignCommunity.closes_at, Campaign.closes_at)
    query = (
        select(CampaignCommunity.campaign_id, end)
        .join(CampaignCommunity.campaign)
        .where(end.is_not(None))
        .distinct()
    )
    return [(campaign, moment) for campaign, moment in session.execute(query)]
