"""Results: what a campaign's answers say, for each community and for all of them, and as files.

A page shows what its own campaign measures, and below it what the newest campaign of the other
kind says about the same place: so one page has the rate and the ranking.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from flask import Blueprint, g, redirect, render_template, url_for

from survey_app.errors import NotFound, marked
from survey_app.scoring.disclosure import FLOORS
from survey_app.scoring.satisfaction import Publication
from survey_app.services import scope, withholding
from survey_app.services.communities import Community
from survey_app.services.days import SHANGHAI
from survey_app.services.figures import FITTING, Figures, without_small_bases
from survey_app.services.placements import State, state_at
from survey_app.services.results import (
    CampaignResults,
    CommunityResults,
    campaign_results,
    version_numbers,
    versions_in_round,
)
from survey_app.web import downloads, question_pages
from survey_app.web.auth import NUMBER, allowed, protect
from survey_app.web.runtime import runtime

ROLES = ("admin", "analyst", "worker")
RATE, DEMAND = "satisfaction_rate", "demand_basic"
ENDINGS = {
    "no_consent": marked("opened, but did not agree to take part"),
    "visitor": marked("opened, but does not live or work here"),
    "minor": marked("opened, but is under 14"),
    "minor_feedback": marked("opened, but is 14 to 17 years old"),
}

bp = Blueprint("analyst", __name__, url_prefix="/staff/results")
question_pages.add_to(bp)
protect(bp)


@dataclass(frozen=True)
class Part:
    """What one campaign says, ready for a page.

    total : what city and whole are made of. figures : with every base, for n only. shown : what
    may be shown. community : None for all of them together. hidden : tags of totals that would
    give a community away. received : figures of all answers here. left_out : communities that are
    not in the total, since it would give them away.
    """

    results: CampaignResults
    total: CampaignResults
    community: CommunityResults | None
    figures: Figures
    shown: Figures
    state: State
    received: Figures
    hidden: frozenset[str] = frozenset()
    hides_rate: bool = False
    left_out: tuple[Community, ...] = ()


def measures(campaign: Any) -> set[str]:
    """What a campaign's questionnaire measures: tags of questions that figures can be made of."""
    questions = campaign.version.definition["questions"]
    return {
        tag
        for question in questions
        for tag in question.get("measures", ())
        if tag not in FITTING or question.get("kind") in (None, *FITTING[tag])
    }


def partner(
    campaigns: Iterable[Any], chosen: Any, *, now: datetime, region_id: int | None = None
) -> Any | None:
    """The newest campaign that has begun here and measures what the chosen one does not."""
    missing = {RATE, DEMAND} - measures(chosen)
    fitting = [
        campaign
        for campaign in campaigns
        if measures(campaign) & missing
        and campaign.opens_at <= now
        and (region_id is None or region_id in {link.region_id for link in campaign.communities})
    ]
    return max(fitting, key=lambda campaign: (campaign.opens_at, campaign.id), default=None)


@bp.get("/")
@allowed(*ROLES)
def newest() -> Any:
    """The newest campaign that has begun; one that measures satisfaction if there is any."""
    now = runtime().now()
    with runtime().database.reading() as session:
        begun = [c for c in scope.visible_campaigns(session, g.account) if c.opens_at <= now]
    if not begun:
        return render_template("staff/results_none.html")
    best = max(begun, key=lambda c: (RATE in measures(c), c.opens_at, c.id))
    return redirect(url_for(".city", campaign_id=best.id), HTTPStatus.SEE_OTHER)


@bp.get(f"/{NUMBER}")
@allowed(*ROLES)
def city(campaign_id: int) -> Any:
    """All communities of a campaign, side by side and together; one alone has its own page."""
    with runtime().database.reading() as session:
        campaign = scope.visible_campaign(session, g.account, campaign_id)
        links = scope.visible_links(session, g.account, campaign)
    if len(links) == 1:
        address = url_for(".community", campaign_id=campaign_id, code=links[0].region.code)
        return redirect(address, HTTPStatus.SEE_OTHER)
    if not measures(campaign) & {RATE, DEMAND}:
        address = url_for(".questions", campaign_id=campaign_id)
        return redirect(address, HTTPStatus.SEE_OTHER)
    return _page("staff/results_city.html", campaign_id)


@bp.get(f"/{NUMBER}/<code>")
@allowed(*ROLES)
def community(campaign_id: int, code: str) -> Any:
    """One community."""
    with runtime().database.reading() as session:
        campaign = scope.visible_campaign(session, g.account, campaign_id)
    if not measures(campaign) & {RATE, DEMAND}:
        address = url_for(".community_questions", campaign_id=campaign_id, code=code)
        return redirect(address, HTTPStatus.SEE_OTHER)
    return _page("staff/results_community.html", campaign_id, code)


@bp.get(f"/{NUMBER}.csv")
@bp.get(f"/{NUMBER}/<code>.csv")
@allowed(*ROLES)
def as_csv(campaign_id: int, code: str | None = None) -> Any:
    """The figures for a spreadsheet."""
    if downloads.in_wechat():
        return downloads.open_elsewhere()
    results, _ = _download(campaign_id, code)
    return downloads.results_csv(results, _file_name(results, code))


@bp.get(f"/{NUMBER}.json")
@bp.get(f"/{NUMBER}/<code>.json")
@allowed(*ROLES)
def as_json(campaign_id: int, code: str | None = None) -> Any:
    """The figures for a program."""
    if downloads.in_wechat():
        return downloads.open_elsewhere()
    results, total = _download(campaign_id, code)
    return downloads.results_json(results, total, _file_name(results, code))


def _download(campaign_id: int, code: str | None) -> tuple[CampaignResults, CampaignResults]:
    """A campaign's figures, and what their totals are made of."""
    with runtime().database.reading() as session:
        campaign = scope.visible_campaign(session, g.account, campaign_id)
        region_id = _region_id(session, campaign, code)
        results = _results(session, campaign_id, region_id)
        return results, withholding.safe_total(session, results)


def _file_name(results: CampaignResults, code: str | None) -> str:
    day = results.counted_at.astimezone(SHANGHAI).date()
    title = results.form.questionnaire.title.zh
    place = results.communities[0].community.name if code else ""
    return "-".join(filter(None, (place, title, f"{day}")))


def _region_id(session: Any, campaign: Any, code: str | None) -> int | None:
    """The region of a community of this campaign; raises NotFound if it has no part in it."""
    if code is None:
        return None
    region = scope.visible_community(session, g.account, code)
    if region.id not in {link.region_id for link in campaign.communities}:
        raise NotFound("There is no community {codes}.", codes=code)
    return region.id


def _results(session: Any, campaign_id: int, region_id: int | None = None) -> CampaignResults:
    """A campaign's figures as this account may see them; for workers in steps of ten."""
    visible = scope.visible_ids(session, g.account)
    return campaign_results(
        session,
        campaign_id,
        now=runtime().now(),
        visible=visible if region_id is None else {region_id},
        in_steps=g.account.role == "worker",
    )


def _page(template: str, campaign_id: int, code: str | None = None) -> str:
    """A results page: its own campaign's part and its partner's, each None if not measured."""
    now = runtime().now()
    with runtime().database.reading() as session:
        campaign = scope.visible_campaign(session, g.account, campaign_id)
        region_id = _region_id(session, campaign, code)
        others = scope.visible_campaigns(session, g.account)
        other = partner(others, campaign, now=now, region_id=region_id)
        siblings = len(scope.visible_links(session, g.account, campaign))
        asked = versions_in_round(session, campaign, scope.visible_ids(session, g.account))
        parts: dict[str, Part] = {}
        for one in filter(None, (other, campaign)):  # its own figures win
            results = _results(session, one.id, region_id)
            part = _one(results) if code else _together(session, results)
            parts |= dict.fromkeys({RATE, DEMAND} & measures(one), part)
    return render_template(
        template,
        campaign=campaign,
        versions=version_numbers(asked),
        code=code,
        siblings=siblings,
        rate=parts.get(RATE),
        demand=parts.get(DEMAND),
        order=_order(campaign, parts),
        others=[c for c in others if c.id != campaign.id and c.opens_at <= now],
        endings=ENDINGS,
        lows=_lows(parts.get(RATE)),
        withholding=withholding,
        floors=FLOORS,
        now=now,
    )


def _order(campaign: Any, parts: dict[str, Part]) -> list[str]:
    """The campaign's own part first, then its partner's."""
    names = {RATE: "rate", DEMAND: "demand"}
    own = measures(campaign)
    return [names[tag] for tag in sorted(parts, key=lambda tag: (tag not in own, tag != RATE))]


def _lows(part: Part | None) -> list[float]:
    """Lower ends of the communities' rates that may be shown: they decide the common axis."""
    rates = [c.figures.satisfaction for c in part.results.communities] if part else []
    return [r.rate.low for r in rates if r and r.publication is not Publication.WITHHELD]


def _one(results: CampaignResults) -> Part:
    """The part of a page about one community."""
    community = results.communities[0]
    shown = without_small_bases(community.figures)
    return Part(
        results,
        results,
        community,
        community.figures,
        shown,
        community.state,
        community.figures,
    )


def _together(session: Any, results: CampaignResults) -> Part:
    """The part of a page about all communities together, without those that must stay out."""
    total = withholding.safe_total(session, results)
    figures = total.together
    kept = {c.community.id for c in total.communities}
    tags = [*figures.rankings, *figures.shares]
    campaign = results.campaign
    return Part(
        results,
        total,
        None,
        figures,
        without_small_bases(figures),
        state_at(campaign.opens_at, campaign.closes_at, results.counted_at),
        results.together,
        frozenset(tag for tag in tags if withholding.hides_total(total, tag)),
        withholding.hides_city_rate(total),
        tuple(c.community for c in results.communities if c.community.id not in kept),
    )
