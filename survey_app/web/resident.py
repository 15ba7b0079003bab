"""Residents: from a scanned code to a stored answer and its receipt. GET never writes."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, g, render_template, request
from markupsafe import Markup, escape
from werkzeug.wrappers import Response as AnyResponse

from survey_app.errors import SurveyError
from survey_app.services.campaigns import find_campaign
from survey_app.services.codes import grouped
from survey_app.services.placements import Landing, Offer, State
from survey_app.services.responses import Received, erase, find_received
from survey_app.web.form_page import filler, form_again, fresh_form, words_of
from survey_app.web.prerender import Prerendered, mark
from survey_app.web.replies import filled, page
from survey_app.web.runtime import runtime
from survey_app.web.sending import ask_again, check_and_store, takes_photos
from survey_app.web.uploads import SentForm, drain, sent_form
from survey_app.web.words import minute

bp = Blueprint("resident", __name__)

MAX_BODY = 256 * 1024  # bytes of a form that is still taken, photos not counted
MAX_FIELDS = 2_000
TOKEN_FIELD = "form"


@bp.get("/")
def home() -> AnyResponse:
    """The bare address: residents need a code, staff have a door of their own."""
    return page(render_template("resident/home.html"))


@bp.get("/q/<code>")
def landing(code: str) -> AnyResponse:
    """The form when one campaign is open, a list when several are, or what is the matter."""
    found = runtime().landing(code)
    offers = found.in_state(State.OPEN, runtime().now())
    if found.is_retired or not offers:
        return _closed(found)
    if len(offers) == 1:
        return fresh_form(found, offers[0])
    return page(render_template("resident/offers.html", landing=found, offers=offers))


@bp.get("/q/<code>/<questionnaire>")
def form(code: str, questionnaire: str) -> AnyResponse:
    """The form of one questionnaire."""
    found = runtime().landing(code)
    offer = found.offer(questionnaire, runtime().now())
    if found.is_retired or offer is None or offer.state(runtime().now()) is not State.OPEN:
        return _closed(found, offer, asked=questionnaire)
    return fresh_form(found, offer)


@bp.post("/q/<code>/<questionnaire>")
def send(code: str, questionnaire: str) -> AnyResponse:
    """Store a form, or show it again with everything that was filled in and what is wrong."""
    try:
        found = runtime().landing(code)
        with_files = takes_photos(found, questionnaire)
    except SurveyError:
        drain()
        raise
    with sent_form(with_files=with_files) as sent:
        return _take(found, questionnaire, sent)


def _take(found: Landing, questionnaire: str, sent: SentForm) -> AnyResponse:
    now = runtime().now()
    token = runtime().tokens.read(sent.given.get(TOKEN_FIELD, ""))
    offer = found.campaign(token.campaign_id) if token else None
    if token is None or offer is None or offer.questionnaire != questionnaire:
        offer = found.offer(questionnaire, now)
        # Whoever opened it before the end may still send it: nobody can tell without the token.
        if found.is_retired or offer is None or not offer.takes(offer.opens_at, now):
            return _closed(found, offer, asked=questionnaire)
        if offer.state(now) is State.UPCOMING:
            return _closed(found, offer)
        return ask_again(found, offer, sent)
    if not offer.takes(token.issued_at, now):
        return _closed(found, offer)
    if sent.text_size > MAX_BODY or len(sent.given) > MAX_FIELDS:
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return form_again(found, offer, sent.given, status, token=token, notice="long")
    return check_and_store(found, offer, token, sent)


@bp.get("/r/<code>")
def received(code: str) -> AnyResponse:
    """Thanks, with a top that may be shown to anybody; the receipt itself appears on tap."""
    with runtime().database.reading() as session:
        found = find_received(session, code)
    campaign = found.campaign_id if found.ended else None  # whose words an ending is filled with
    key = ("received", found.version_id, campaign, found.ended, g.language)

    def render() -> Prerendered:
        marks = {name: Markup(mark(name)) for name in ("community", "date", "receipt", "again")}
        closing = _closing(found) if found.ended else {}
        return Prerendered(render_template("resident/received.html", values=marks, **closing))

    values = {
        "community": str(escape(found.named(g.language))),
        "date": minute(found.submitted_at, g.language),
        "receipt": grouped(_plain(code)),
        "again": found.placement_code or "",
    }
    return filled(runtime().pages.get(key, render), values)


@bp.route("/r/<code>/erase", methods=["GET", "POST"])
def erased(code: str) -> AnyResponse:
    """Delete an answer: the first page asks, its button does it."""
    if request.method == "POST":
        with runtime().database.writing() as session:
            erase(session, code, runtime().now())
        return page(render_template("resident/erased.html"))
    with runtime().database.reading() as session:
        found = find_received(session, code)
    return page(render_template("resident/erase.html", received=found, code=_plain(code)))


def _closing(found: Received) -> dict[str, Any]:
    """The closing page of a form that a rule ended.

    Who refused is not told by the top of a page that may be shown to anybody; who was not meant is.
    """
    questionnaire = runtime().version(found.version_id).questionnaire
    with runtime().database.reading() as session:
        campaign = find_campaign(session, found.campaign_id)
        fill = filler(words_of(campaign.context, campaign.closes_at), g.language)
    consent = questionnaire.measuring("consent")
    refused = {option.ends for option in consent.options} if consent else set()
    ending = fill(questionnaire.endings[found.ended or ""])
    return {"ending": ending, "is_private": found.ended in refused}


def _plain(typed: str) -> str:
    return typed.upper().replace("-", "").replace(" ", "")


def _closed(found: Landing, offer: Offer | None = None, *, asked: str = "") -> AnyResponse:
    """Nothing can be answered here now: why, and what is open instead.

    offer : the campaign that was asked for.  asked : a questionnaire that never was here.
    """
    now = runtime().now()
    is_open = [] if found.is_retired else found.in_state(State.OPEN, now)
    upcoming = found.in_state(State.UPCOMING, now)
    ended = found.ended(now)
    html = render_template(
        "resident/closed.html",
        landing=found,
        asked=offer,
        is_unknown=bool(asked and offer is None),
        is_open=is_open,
        upcoming=upcoming,
        ended=[offer] if offer in ended else ([] if is_open else ended),
    )
    if asked and offer is None and not found.is_retired:
        return page(html, HTTPStatus.NOT_FOUND)
    nothing_else = bool(ended and not upcoming and not is_open)
    gone = found.is_retired or (offer in ended if offer else nothing_else)
    return page(html, HTTPStatus.GONE if gone else HTTPStatus.OK)
