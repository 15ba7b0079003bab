"""A community's own page: what is open here, and what came of what ended. GET never writes.

Results never change once they are counted for good, so they are kept in memory; the list of
campaigns is kept for as long as a poster's is.
"""

from dataclasses import dataclass
from typing import cast

from flask import Blueprint, g, render_template
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from survey_app.output import chart
from survey_app.scoring.disclosure import FLOORS
from survey_app.services.community_home import CommunityHome
from survey_app.services.placements import Offer
from survey_app.services.print_pack import context_of
from survey_app.services.public_figures import PublicNeed, PublicNeeds, PublicRate
from survey_app.services.public_results import PublicResult, public_result
from survey_app.web.community_words import ResultWords, result_words
from survey_app.web.replies import page
from survey_app.web.runtime import runtime
from survey_app.web.words import SHAPES, speaker

bp = Blueprint("community", __name__)

MOST_RESULTS = 12  # the newest; older ones would only make the page heavy
MOST_NEEDS = 5


@dataclass(frozen=True)
class Ended:
    """A campaign that has ended, as the page shows it. words : None while it is being counted.

    picture : the interval against the goal. ends : what stands at both ends of its axis.
    """

    offer: Offer
    words: ResultWords | None = None
    is_synthetic: bool = False
    picture: Markup | None = None
    ends: tuple[str, str] = ("", "")
    needs: tuple[PublicNeed, ...] = ()
    is_indicative: bool = False


@bp.get("/c/<code>")
def show(code: str) -> AnyResponse:
    """What can be filled in here, and the results of what has ended."""
    home, now = runtime().home(code), runtime().now()
    current = [*home.upcoming(now), *home.is_open(now)]
    ended = [_ended(home, offer) for offer in home.ended(now)[:MOST_RESULTS]]
    html = render_template(
        "resident/community.html",
        home=home,
        place=home.community,
        is_open=home.is_open(now),
        upcoming=home.upcoming(now),
        ended=ended,
        box=home.box(now),
        contact=context_of(current or home.offers),
        paper=context_of(home.is_open(now)).get("paper_place"),
        floors=FLOORS,
        bar=lambda need: Markup(chart.bar(need.index / 100, height=20)),
    )
    return page(html)


def _ended(home: CommunityHome, offer: Offer) -> Ended:
    count = home.counted.get(offer.campaign_id)
    if count is None:
        return Ended(offer)
    found = _result(count, home.community.id)
    told = found.told
    words = result_words(speaker(g.language), told, g.language)
    if isinstance(told, PublicNeeds):
        return Ended(offer, words, found.is_synthetic, needs=told.needs[:MOST_NEEDS])
    if isinstance(told, PublicRate):
        return _with_picture(offer, words, found, told)
    return Ended(offer, words, found.is_synthetic)


def _result(count: int, region_id: int) -> PublicResult:
    def read() -> PublicResult:
        with runtime().database.reading() as session:
            return public_result(session, count, region_id)

    return runtime().pages.get(("public result", count, region_id), read)


def _with_picture(offer: Offer, words: ResultWords, found: PublicResult, told: PublicRate) -> Ended:
    goal = float(told.goal)
    axis = chart.axis_for([told.low, told.value], goal)
    shape = cast(chart.Shape, SHAPES[told.verdict] if told.verdict else "none")
    drawn = chart.bare_strip(told.value, told.low, told.high, goal=goal, shape=shape, axis=axis)
    ends = (f"{axis[0] * 100:.0f}%", f"{axis[1] * 100:.0f}%")
    return Ended(
        offer,
        words,
        found.is_synthetic,
        Markup(drawn),
        ends,
        is_indicative=told.is_indicative,
    )
