"""The print pack: one poster for every placement in use, saying what is open there."""

from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import urlsplit

from survey_app.errors import NotFound
from survey_app.output.poster import Poster
from survey_app.services.codes import grouped
from survey_app.services.communities import Community, community_views
from survey_app.services.days import SHANGHAI, last_day
from survey_app.services.placements import Offer, State, offer_of, printed
from survey_app.storage import queries
from survey_app.storage.connect import Session
from survey_app.storage.models import Placement, Region

STANDING_MINUTES = 4  # of the longest questionnaire, where none is open yet


def posters(
    session: Session, communities: Sequence[Region], *, now: datetime, public_url: str
) -> list[Poster]:
    """One poster for each placement that hangs somewhere, in order of community and entry."""
    views = {view.id: view for view in community_views(session, communities)}
    offers = {region.id: current_offers(session, region, now) for region in communities}
    return [
        poster_of(
            placement,
            views[placement.region_id],
            offers[placement.region_id],
            now=now,
            public_url=public_url,
        )
        for placement in printed(session, communities)
    ]


def poster(
    session: Session, community: Region, code: str, *, now: datetime, public_url: str
) -> Poster:
    """The poster of one placement in use; raises NotFound."""
    for found in posters(session, [community], now=now, public_url=public_url):
        if found.code == grouped(code):
            return found
    raise NotFound("There is no such code. Please check the letters and figures.")


def current_offers(session: Session, community: Region, now: datetime) -> list[Offer]:
    """What is open or will open in a community, the earliest first."""
    offers = [offer_of(link) for link in queries.campaigns_in(session, community.id)]
    return [offer for offer in offers if offer.state(now) is not State.ENDED]


def poster_of(
    placement: Placement,
    community: Community,
    offers: Sequence[Offer],
    *,
    now: datetime,
    public_url: str,
) -> Poster:
    """What one poster says: the time from the first opening to the last end, the longest form."""
    ends = [offer.closes_at for offer in offers]
    context = context_of(offers)
    return Poster(
        url=f"{public_url}/q/{placement.code}",
        short_address=f"{urlsplit(public_url).netloc}/q/{grouped(placement.code)}",
        city_title=f"{community.city}一刻钟便民生活圈",
        district=community.district,
        street=community.street,
        community=community.name,
        spot=placement.spot,
        code=grouped(placement.code),
        minutes=max((offer.minutes for offer in offers), default=STANDING_MINUTES),
        opens=_words(offers[0].opens_at.astimezone(SHANGHAI).date(), now) if offers else None,
        closes=_words(max(last_day(end) for end in ends if end), now)
        if ends and None not in ends
        else None,
        organiser=context.get("organiser"),
        phone=context.get("phone"),
        paper_place=context.get("paper_place"),
    )


def context_of(offers: Sequence[Offer]) -> dict[str, str]:
    """Texts of the campaigns, those of the newest win; what is empty stays unknown."""
    merged: dict[str, str] = {}
    for offer in sorted(offers, key=lambda offer: offer.campaign_id):
        merged |= {name: text for name, text in offer.context.items() if text}
    return merged


def _words(day: date, now: datetime) -> str:
    year = "" if day.year == now.astimezone(SHANGHAI).year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"
