"""Questions to the database about regions, questionnaires, campaigns and placements."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from survey_app.storage.models import (
    Campaign,
    CampaignCommunity,
    Placement,
    Population,
    QuestionnaireVersion,
    Region,
    Response,
    Round,
)


def region(session: Session, code: str) -> Region | None:
    """The region with this code."""
    return session.scalar(select(Region).where(Region.code == code))


def region_by_official_code(session: Session, official_code: str) -> Region | None:
    """The region with this code of the statistics office."""
    return session.scalar(select(Region).where(Region.official_code == official_code))


def communities(session: Session, within: Iterable[int] | None = None) -> list[Region]:
    """Communities in order of entry; `within`: only those at or below these region ids."""
    query = select(Region).where(Region.level == "community").order_by(Region.id)
    if within is not None:
        query = query.where(Region.id.in_(_below(within)))
    return list(session.scalars(query))


def _below(roots: Iterable[int]) -> Select[int]:
    tree = select(Region.id).where(Region.id.in_(list(roots))).cte("below", recursive=True)
    tree = tree.union_all(select(Region.id).join(tree, Region.parent_id == tree.c.id))
    return select(tree.c.id)


def ancestors(session: Session, regions: Sequence[Region]) -> dict[int, Region]:
    """Regions by id, with everything above them: three levels, so at most three more queries."""
    known = {region.id: region for region in regions}
    wanted = {region.parent_id for region in regions} - known.keys() - {None}
    while wanted:
        found = list(session.scalars(select(Region).where(Region.id.in_(wanted))))
        known.update({region.id: region for region in found})
        wanted = {region.parent_id for region in found} - known.keys() - {None}
    return known


def latest_population(session: Session, region_ids: Iterable[int]) -> list[Population]:
    """For every region and key the newest figure (latest date, then latest entry)."""
    query = (
        select(Population)
        .where(Population.region_id.in_(list(region_ids)))
        .order_by(Population.as_of, Population.id)
    )
    newest = {(row.region_id, row.key): row for row in session.scalars(query)}
    return list(newest.values())


def lock_launches(session: Session) -> None:
    """Let one launch at a time look for overlaps (SQLite's writers wait for each other anyway)."""
    session.execute(select(Region.id).where(Region.level == "city").with_for_update())


def questionnaire_version(
    session: Session, questionnaire: str, version: int | None = None
) -> QuestionnaireVersion | None:
    """A published version; the newest when no number is given."""
    query = select(QuestionnaireVersion).where(QuestionnaireVersion.questionnaire == questionnaire)
    if version is not None:
        query = query.where(QuestionnaireVersion.version == version)
    return session.scalar(query.order_by(QuestionnaireVersion.version.desc()).limit(1))


def round_by_code(session: Session, code: str) -> Round | None:
    """The round with this code, such as 2026-09."""
    return session.scalar(select(Round).where(Round.code == code))


def campaign(session: Session, campaign_id: int) -> Campaign | None:
    """A campaign with its version, round and communities."""
    return session.scalar(_whole_campaigns().where(Campaign.id == campaign_id))


def campaigns(session: Session, within: Iterable[int] | None = None) -> list[Campaign]:
    """All campaigns, newest first; `within`: those that touch a community of these regions."""
    query = _whole_campaigns().order_by(Campaign.id.desc())
    if within is not None:
        query = query.where(
            Campaign.id.in_(
                select(CampaignCommunity.campaign_id).where(
                    CampaignCommunity.region_id.in_(_below(within))
                )
            )
        )
    return list(session.scalars(query))


def _whole_campaigns() -> Select[Campaign]:
    return select(Campaign).options(
        joinedload(Campaign.version),
        joinedload(Campaign.round),
        selectinload(Campaign.communities).joinedload(CampaignCommunity.region),
    )


def campaigns_in(session: Session, region_id: int) -> list[CampaignCommunity]:
    """A community's campaigns, oldest first, each with its version."""
    query = (
        select(CampaignCommunity)
        .join(CampaignCommunity.campaign)
        .where(CampaignCommunity.region_id == region_id)
        .options(joinedload(CampaignCommunity.campaign).joinedload(Campaign.version))
        .order_by(Campaign.opens_at, Campaign.id)
    )
    return list(session.scalars(query))


def placement(session: Session, code: str) -> Placement | None:
    """The placement with this code."""
    return session.scalar(
        select(Placement).where(Placement.code == code).options(joinedload(Placement.region))
    )


def placements(session: Session, region_ids: Iterable[int]) -> list[Placement]:
    """Placements in use in these communities, in order of community and entry."""
    query = (
        select(Placement)
        .where(Placement.region_id.in_(list(region_ids)), Placement.retired_at.is_(None))
        .options(joinedload(Placement.region))
        .order_by(Placement.region_id, Placement.id)
    )
    return list(session.scalars(query))


def response_counts(
    session: Session, campaign_ids: Iterable[int], *, with_ended: bool
) -> dict[tuple[int, int], tuple[int, datetime]]:
    """(campaign, community) -> responses and the time of the newest; ended ones if asked for."""
    query = (
        select(
            Response.campaign_id,
            Response.region_id,
            func.count(),
            func.max(Response.submitted_at),
        )
        .where(Response.campaign_id.in_(list(campaign_ids)), Response.erased_at.is_(None))
        .group_by(Response.campaign_id, Response.region_id)
    )
    if not with_ended:
        query = query.where(Response.ended.is_(None))
    return {(c, r): (n, newest) for c, r, n, newest in session.execute(query)}


def synthetic_counts(session: Session) -> dict[str, int]:
    """Questionnaire id -> synthetic responses, ended ones included."""
    query = (
        select(QuestionnaireVersion.questionnaire, func.count())
        .join(Campaign, Campaign.version_id == QuestionnaireVersion.id)
        .join(Response, Response.campaign_id == Campaign.id)
        .where(Response.synthetic.is_(True), Response.erased_at.is_(None))
        .group_by(QuestionnaireVersion.questionnaire)
    )
    return {name: n for name, n in session.execute(query)}
