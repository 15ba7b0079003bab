"""The staff console: communities and campaigns with live counts, launching, closing."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from survey_app.errors import Invalid, NotAllowed, marked
from survey_app.questionnaire.advice import official_header
from survey_app.questionnaire.definition import Placeholder, Questionnaire
from survey_app.services import campaigns, library, scope
from survey_app.services.campaigns import Progress
from survey_app.services.communities import Community, community_views
from survey_app.services.days import SHANGHAI, first_moment, last_moment
from survey_app.services.placements import State, state_at
from survey_app.services.results import save_snapshot
from survey_app.web import posters
from survey_app.web.auth import NUMBER, allowed, protect
from survey_app.web.forms import LaunchForm, blank_name, launch_form
from survey_app.web.runtime import runtime
from survey_app.web.words import speaker

OFFICIAL = {
    "table_number": marked("Table number"),
    "authority": marked("Issued by"),
    "approval_number": marked("Approval number"),
    "valid_until": marked("Valid until"),
}
DAYS = timedelta(days=20)  # what a new campaign is proposed to last

bp = Blueprint("worker", __name__, url_prefix="/staff")
bp.register_blueprint(posters.bp)
protect(bp)


@bp.get("/")
@allowed("admin", "analyst", "worker")
def console() -> str:
    """What runs where, with live counts; `area` narrows it to a district or street."""
    area = request.args.get("area", "")
    with runtime().database.reading() as session:
        places = community_views(session, scope.visible_communities(session, g.account))
        shown = [place for place in places if _in_area(place, area)]
        ids = {place.id for place in shown}
        found = scope.visible_campaigns(session, g.account)
        rows = [row for row in _progress(session, found, ids) if row.communities]
    return render_template(
        "staff/console.html",
        tree=_tree(places),
        area=area,
        places=shown,
        rows=rows,
        state_of=_state_of,
        now=runtime().now(),
        **_live(rows, runtime().now()),
    )


def _progress(session: Any, found: list[Any], visible: set[int] | None) -> list[Progress]:
    watches = g.account.role == "worker"
    return campaigns.progress(session, found, visible, every_form=watches)


def _in_area(place: Community, area: str) -> bool:
    return area in ("", place.district, f"{place.district}/{place.street}")


def _tree(places: Iterable[Community]) -> dict[str, dict[str, int]]:
    """District -> street -> number of communities."""
    tree: dict[str, dict[str, int]] = {}
    for place in places:
        streets = tree.setdefault(place.district, {})
        streets[place.street] = streets.get(place.street, 0) + 1
    return tree


def _live(rows: Iterable[Progress], now: datetime) -> dict[str, Any]:
    """The running campaigns as columns; their cells by (campaign, region); newest by region."""
    columns = [row for row in rows if _state_of(row.campaign, now) is State.OPEN]
    counted = [(row.campaign.id, community) for row in columns for community in row.communities]
    cells = {(campaign, c.region.id): c for campaign, c in counted}
    newest: dict[int, datetime] = {}
    for _, c in counted:
        if c.newest:
            newest[c.region.id] = max(c.newest, newest.get(c.region.id, c.newest))
    return {"columns": columns, "cells": cells, "newest": newest}


def _state_of(campaign: Any, now: datetime) -> State:
    return state_at(campaign.opens_at, campaign.closes_at, now)


@bp.get(f"/campaigns/{NUMBER}")
@allowed("admin", "analyst", "worker")
def campaign(campaign_id: int) -> str:
    """One campaign: answers against the target in each community, and what can be done."""
    with runtime().database.reading() as session:
        found = scope.visible_campaign(session, g.account, campaign_id)
        visible = scope.visible_ids(session, g.account)
        row = _progress(session, [found], visible)[0]
        places = community_views(session, [c.region for c in row.communities])
    return render_template(
        "staff/campaign.html",
        row=row,
        places=dict(zip(row.communities, places, strict=True)),
        hidden=len(found.communities) - len(row.communities),
        may_close=_may_close(found, visible),
        state=_state_of(found, runtime().now()),
        now=runtime().now(),
    )


def _may_close(campaign: Any, visible: set[int] | None) -> bool:
    return g.account.role != "analyst" and scope.is_wholly_visible(campaign, visible)


@bp.post(f"/campaigns/{NUMBER}/close")
@allowed("admin", "worker")
def close(campaign_id: int) -> Any:
    """End a campaign now, and keep what was counted at this moment."""
    now = runtime().now()
    say = speaker(g.language)
    try:
        with runtime().database.writing() as session:
            found = scope.visible_campaign(session, g.account, campaign_id)
            if not _may_close(found, scope.visible_ids(session, g.account)):
                raise NotAllowed("It also runs in communities outside your area.")
            campaigns.close(session, found, now=now, by=g.account.id)
            save_snapshot(session, found, now)
        flash(say("The campaign has ended. Nobody can start a new form."))
    except Invalid as error:
        flash(say(error.message, **error.values))
    runtime().forget_offers()
    return redirect(url_for(".campaign", campaign_id=campaign_id), HTTPStatus.SEE_OTHER)


@bp.route("/launch", methods=["GET", "POST"])
@allowed("admin", "worker")
def launch() -> Any:
    """Put a questionnaire to communities between two days; mistakes keep what was typed."""
    with runtime().database.reading() as session:
        offered = library.launchable(session)
        places = community_views(session, scope.visible_communities(session, g.account))
        earlier = scope.visible_campaigns(session, g.account)
    named = (one.context for one in earlier if one.context.get("organiser"))
    form = _launch_form(offered, places, next(named, {}))
    say, problem = speaker(g.language), ""
    tick = request.form.get("tick")
    if tick:
        form.communities.data = form.codes if tick == "all" else []
    elif form.validate_on_submit():
        try:
            number = _launch(form, offered)
            flash(say("Launched. Next, print the posters and hang them up."))
            return redirect(url_for(".campaign", campaign_id=number), HTTPStatus.SEE_OTHER)
        except Invalid as error:
            problem = say(error.message, **error.values)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem or form.errors else HTTPStatus.OK
    return render_template(
        "staff/launch.html",
        form=form,
        offered=offered,
        blanks=_blanks(form, offered),
        headers={one.id: list(official_header(one, form.today)) for one in offered},
        officials=OFFICIAL,
        problem=problem,
        tree=_grouped(places),
    ), status


def _launch_form(
    offered: Sequence[Questionnaire], places: Sequence[Community], context: dict[str, str]
) -> LaunchForm:
    """The form; on first sight with every community ticked and the last campaign's texts."""
    today = runtime().now().astimezone(SHANGHAI).date()
    codes = [place.code for place in places]
    wanted = {one.id: campaigns.placeholders(one) for one in offered}
    return launch_form(wanted, speaker(g.language), g.language)(
        today=today,
        questionnaire=request.args.get("questionnaire"),
        offered=[questionnaire.id for questionnaire in offered],
        codes=codes,
        communities=codes,
        first_day=today,
        last_day=today + DAYS,
        **{name: context.get(name, "") for name in campaigns.ON_POSTERS},
    )


def _blanks(
    form: LaunchForm, offered: Sequence[Questionnaire]
) -> dict[str, list[tuple[Placeholder, Any]]]:
    """Questionnaire id -> what has to be filled into its texts, with the field for it."""
    return {
        one.id: [(p, form[blank_name(one.id, p.name)]) for p in campaigns.placeholders(one)]
        for one in offered
    }


def _grouped(places: Iterable[Community]) -> dict[str, list[Community]]:
    grouped: dict[str, list[Community]] = {}
    for place in places:
        grouped.setdefault(place.district, []).append(place)
    return grouped


def _launch(form: LaunchForm, offered: Sequence[Questionnaire]) -> int:
    """Launch what the form says and give its number; raises Invalid."""
    chosen = next(one for one in offered if one.id == form.questionnaire.data)
    filled = {p.name: field.data for p, field in _blanks(form, [chosen])[chosen.id]}
    plan = campaigns.Plan(
        chosen,
        form.communities.data,
        first_moment(form.first_day.data),
        last_moment(form.last_day.data),
        {**filled, **{name: form[name].data for name in campaigns.ON_POSTERS}},
        form.round.data,
    )
    with runtime().database.writing() as session:
        launched = campaigns.launch(
            session,
            plan,
            now=runtime().now(),
            random=lambda: secrets.randbits(80),
            by=g.account.id,
        )
        number = launched.id
    runtime().forget_offers()
    return number
