"""Results for residents: from a count that was kept once and never changes.

A campaign's forms come for a day after its end in a community (GRACE). What is counted first after
that is what the public is told, for ever: no erasure or exclusion later shows a difference of one.
"""

from dataclasses import dataclass
from datetime import datetime

from survey_app.services.campaigns import find_campaign, goal_of
from survey_app.services.counting import Tallies, count_campaign
from survey_app.services.figures import figures
from survey_app.services.placements import GRACE
from survey_app.services.public_figures import Told, told
from survey_app.services.questionnaires import published
from survey_app.storage import public_queries
from survey_app.storage.connect import Database, Session
from survey_app.storage.models import Snapshot


@dataclass(frozen=True)
class PublicResult:
    """What everybody may know. is_synthetic: some answers here were made by a program."""

    told: Told
    is_synthetic: bool


def final_counts(session: Session, ends: dict[int, datetime]) -> dict[int, int]:
    """Campaign -> the snapshot that the public is told, where it has been taken; one query.

    ends : campaign -> when it ended in the community that the reader asks about.
    """
    found: dict[int, int] = {}
    for count in public_queries.counts(session, ends):
        if count.counted_at >= ends[count.campaign_id] + GRACE:
            found.setdefault(count.campaign_id, count.id)
    return found


def public_result(session: Session, snapshot_id: int, region_id: int) -> PublicResult:
    """What a kept count says about one community; it never changes, so it can be kept."""
    snapshot = session.get_one(Snapshot, snapshot_id)
    campaign = find_campaign(session, snapshot.campaign_id)
    tallies = Tallies.from_json(snapshot.tallies)
    form = published(campaign.version)
    found = figures(tallies, form, [region_id], goal=goal_of(campaign))
    return PublicResult(told(found), found.arrivals.synthetic > 0)


def take_due_snapshots(database: Database, now: datetime) -> int:
    """Count and keep every campaign that takes no forms any more in some community; how many.

    To be called every hour or so. Counts outside the transaction that writes, so that residents
    who send a form do not wait for it; two processes at once keep two, and the first one is told.
    """
    with database.reading() as session:
        due = _due(session, now)
    for campaign_id in due:
        with database.reading() as session:
            form = published(find_campaign(session, campaign_id).version)
            tallies = count_campaign(session, campaign_id, form)
        kept = Snapshot(
            campaign_id=campaign_id,
            counted_at=now,
            responses=tallies.arrivals.total,
            tallies=tallies.to_json(),
        )
        with database.writing() as session:
            session.add(kept)
    return len(due)


def _due(session: Session, now: datetime) -> list[int]:
    """Campaigns that have not been counted since their latest end that is a day old."""
    latest: dict[int, datetime] = {}
    for campaign_id, end in public_queries.ends(session):
        if end + GRACE <= now:
            latest[campaign_id] = max(end, latest.get(campaign_id, end))
    counted = {
        count.campaign_id
        for count in public_queries.counts(session, latest)
        if count.counted_at >= latest[count.campaign_id] + GRACE
    }
    return sorted(latest.keys() - counted)
