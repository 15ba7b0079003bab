"""What a community's own page is about: what is open, what is coming, what has ended."""

from dataclasses import dataclass
from datetime import datetime

from survey_app.errors import NotFound
from survey_app.services.communities import Community, community_view
from survey_app.services.placements import PAGE, Offer, State, offer_of
from survey_app.services.public_results import final_counts
from survey_app.storage import public_queries, queries
from survey_app.storage.connect import Session

SUGGESTIONS = "fb"  # the questionnaire of the suggestion box


@dataclass(frozen=True)
class CommunityHome:
    """A community with its campaigns, oldest first.

    code : the placement whose forms the page leads to, None where nothing was ever launched.
    counted : campaign -> the count that the public is told, where it has been taken.
    """

    community: Community
    code: str | None
    offers: tuple[Offer, ...]
    counted: dict[int, int]

    def is_open(self, now: datetime) -> list[Offer]:
        """The questionnaires that can be filled in now; the suggestion box is not among them."""
        return [offer for offer in self._in(State.OPEN, now) if not _is_box(offer)]

    def upcoming(self, now: datetime) -> list[Offer]:
        """What opens later, the earliest first."""
        return [offer for offer in self._in(State.UPCOMING, now) if not _is_box(offer)]

    def ended(self, now: datetime) -> list[Offer]:
        """What has ended, the newest first; withdrawn ones never were."""
        ended = [o for o in self._in(State.ENDED, now) if o.closes_at and o.opens_at < o.closes_at]
        return sorted(
            (offer for offer in ended if not _is_box(offer)),
            key=lambda offer: (offer.closes_at, offer.campaign_id),
            reverse=True,
        )

    def box(self, now: datetime) -> Offer | None:
        """The open suggestion box."""
        return next(filter(_is_box, self._in(State.OPEN, now)), None)

    def _in(self, state: State, now: datetime) -> list[Offer]:
        return [offer for offer in self.offers if offer.state(now) == state]


def find_home(session: Session, code: str) -> CommunityHome:
    """A community by its own code, such as CK-BAIYUAN, in four queries; raises NotFound."""
    region = public_queries.community(session, code)
    if region is None:
        raise NotFound("There is no community {codes}.", codes=code)
    offers = tuple(offer_of(link) for link in queries.campaigns_in(session, region.id))
    placements = queries.placements(session, [region.id])
    # Communities that were launched before there were pages have posters only.
    entrance = min(placements, key=lambda one: (one.kind != PAGE, one.id), default=None)
    ends = {offer.campaign_id: offer.closes_at for offer in offers if offer.closes_at}
    return CommunityHome(
        community_view(region),
        entrance.code if entrance else None,
        offers,
        final_counts(session, ends),
    )


def _is_box(offer: Offer) -> bool:
    return offer.questionnaire == SUGGESTIONS
