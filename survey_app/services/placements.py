"""QR codes: where they hang, and what is open behind one now; and a community's page, a "spot" too.

Answers that come by way of the community's page belong to a placement of its own, which nobody
prints: what is counted for a wall was scanned there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from survey_app.errors import NotFound
from survey_app.services.codes import normalise, placement_code
from survey_app.services.communities import Community, community_views, find_communities
from survey_app.storage import queries
from survey_app.storage.connect import Session
from survey_app.storage.models import CampaignCommunity, Placement, Region

DEFAULT_SPOT = "社区党群服务中心"
PAGE, PAGE_SPOT = "page", "社区网页"  # kind and name of the placement that is no poster
SLACK = timedelta(minutes=1)  # another process may have shown the form just after the end
GRACE = timedelta(hours=24)  # a form opened before the end may still be sent this long after it


class State(StrEnum):
    """Where a campaign stands at one moment."""

    UPCOMING = "upcoming"
    OPEN = "open"
    ENDED = "ended"


def state_at(opens_at: datetime, closes_at: datetime | None, now: datetime) -> State:
    """The state at `now`; the closing moment itself is already the end."""
    if now < opens_at:
        return State.UPCOMING
    return State.ENDED if closes_at is not None and now >= closes_at else State.OPEN


@dataclass(frozen=True)
class Offer:
    """A campaign as one community's residents meet it."""

    campaign_id: int
    version_id: int
    questionnaire: str
    title: dict[str, str]  # language -> title
    minutes: int
    opens_at: datetime
    closes_at: datetime | None
    context: dict[str, str]

    def state(self, now: datetime) -> State:
        """Upcoming, open or ended."""
        return state_at(self.opens_at, self.closes_at, now)

    def takes(self, opened_at: datetime, now: datetime) -> bool:
        """Whether a form that was opened then may be stored now (end plus 24 hours)."""
        if self.closes_at is None:
            return True
        return opened_at <= self.closes_at + SLACK and now < self.closes_at + GRACE


@dataclass(frozen=True)
class Landing:
    """What stands behind a code."""

    placement_id: int
    code: str
    spot: str
    community: Community
    is_retired: bool
    offers: tuple[Offer, ...]

    def in_state(self, state: State, now: datetime) -> list[Offer]:
        """The offers that are upcoming, open or ended now."""
        return [offer for offer in self.offers if offer.state(now) == state]

    def ended(self, now: datetime) -> list[Offer]:
        """The newest ended offer of every questionnaire; withdrawn ones never were."""
        ended = [o for o in self.in_state(State.ENDED, now) if o.opens_at != o.closes_at]
        return list({offer.questionnaire: offer for offer in ended}.values())

    def offer(self, questionnaire: str, now: datetime) -> Offer | None:
        """The campaign of a questionnaire: the open one, else the newest."""
        offers = [offer for offer in self.offers if offer.questionnaire == questionnaire]
        is_open = [offer for offer in offers if offer.state(now) == State.OPEN]
        return (is_open or offers)[-1] if offers else None

    def campaign(self, campaign_id: int) -> Offer | None:
        """The offer of one campaign."""
        return next((o for o in self.offers if o.campaign_id == campaign_id), None)


def offer_of(link: CampaignCommunity) -> Offer:
    """What a campaign offers in one community; the community's own end wins."""
    campaign = link.campaign
    definition = campaign.version.definition
    return Offer(
        campaign.id,
        campaign.version_id,
        campaign.version.questionnaire,
        campaign.titles,
        definition["goal_minutes"],
        campaign.opens_at,
        link.closes_at or campaign.closes_at,
        campaign.context,
    )


def find_landing(session: Session, typed: str) -> Landing:
    """What stands behind a typed or scanned code; raises NotFound when nothing does."""
    code = normalise(typed)
    placement = queries.placement(session, code) if code else None
    if placement is None:
        raise NotFound("There is no such code. Please check the letters and figures.")
    links = queries.campaigns_in(session, placement.region_id)
    return Landing(
        placement.id,
        placement.code,
        placement.spot,
        community_views(session, [placement.region])[0],
        placement.retired_at is not None,
        tuple(offer_of(link) for link in links),
    )


def add_placement(
    session: Session,
    community: Region,
    spot: str,
    *,
    random_bits: int,
    now: datetime,
    kind: str = "poster",
) -> Placement:
    """A new code for a spot in a community. random_bits: at least 64 random bits."""
    placement = Placement(
        region_id=community.id,
        region=community,
        spot=spot,
        kind=kind,
        code=placement_code(random_bits),
        created_at=now,
    )
    session.add(placement)
    session.flush()
    return placement


def ensure_placements(
    session: Session, communities: Sequence[Region], *, random: Callable[[], int], now: datetime
) -> list[Placement]:
    """The posters of these communities; one at the service centre where there is none yet.

    Their pages get placements of their own as well.
    """
    ids = [community.id for community in communities]
    known = queries.placements(session, ids)
    served = {(placement.region_id, placement.kind == PAGE) for placement in known}
    for community in communities:
        if (community.id, False) not in served:
            add_placement(session, community, DEFAULT_SPOT, random_bits=random(), now=now)
    for community in communities:
        if (community.id, True) not in served:
            add_placement(session, community, PAGE_SPOT, random_bits=random(), now=now, kind=PAGE)
    return printed(session, communities)


def placements_of(session: Session, codes: Sequence[str]) -> list[Placement]:
    """The posters in use of some communities; raises NotFound for an unknown code."""
    return printed(session, find_communities(session, codes))


def printed(session: Session, communities: Sequence[Region]) -> list[Placement]:
    """The placements in use that hang somewhere, in order of community and entry."""
    found = queries.placements(session, [community.id for community in communities])
    return [placement for placement in found if placement.kind != PAGE]
