"""Residents: from a scanned code to a stored answer. GET never writes."""

from http import HTTPStatus

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from survey_app.errors import SurveyError
from survey_app.services.form_tokens import FormToken
from survey_app.services.placements import GRACE, Landing, Offer, State
from survey_app.web.bundles import STATIC, small
from survey_app.web.form_page import form_again, fresh_form
from survey_app.web.replies import page
from survey_app.web.runtime import runtime
from survey_app.web.sending import ask_again, check_and_store, show_again, takes_photos
from survey_app.web.uploads import SentForm, drain, sent_before, sent_form

bp = Blueprint("resident", __name__)

MAX_BODY = 256 * 1024  # bytes of a form that is still taken, photos not counted
MAX_FIELDS = 2_000
TOKEN_FIELD = "form"
WORKER = small("sw.js", (STATIC / "sw.js").read_text("utf-8")).encode()


@bp.get("/")
def home() -> AnyResponse:
    """The bare address: residents need a code, staff have a door of their own."""
    return page(render_template("resident/home.html"))


@bp.get("/sw.js")
def worker() -> AnyResponse:
    """The service worker: asked for at the top, so that it may serve the pages under /q/."""
    response = Response(WORKER, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


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
    now = runtime().now()
    if offer is not None and "resume" in request.args and offer.takes(offer.opens_at, now):
        return fresh_form(found, offer)  # begun before the end, it may be finished in the day after
    if found.is_retired or offer is None or offer.state(now) is not State.OPEN:
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
    token, offer = _asked(found, questionnaire, sent)
    if offer is None or (token is None and found.is_retired):
        return _closed(found, offer, asked=questionnaire)
    # Whoever opened it before the end may still send it: nobody can tell without the token.
    if not offer.takes(token.issued_at if token else offer.opens_at, now):
        return _closed(found, offer, asked=questionnaire)
    if token is None and offer.state(now) is State.UPCOMING:
        return _closed(found, offer)
    if sent.given.get("show") == "again":
        return show_again(found, offer, sent, token=token)
    if token is None:
        return ask_again(found, offer, sent)
    if sent.text_size > MAX_BODY or len(sent.given) > MAX_FIELDS:
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return form_again(found, offer, sent.given, status, token=token, notice="long")
    return check_and_store(found, offer, token, sent)


def _asked(
    found: Landing, questionnaire: str, sent: SentForm
) -> tuple[FormToken | None, Offer | None]:
    """The token of a form that came, None if it is not ours; the campaign that it belongs to."""
    token = runtime().tokens.read(sent.given.get(TOKEN_FIELD, ""))
    offer = found.campaign(token.campaign_id) if token else None
    if offer is None or offer.questionnaire != questionnaire:
        return None, found.offer(questionnaire, runtime().now())
    return token, offer


def answers_kept(status: int) -> AnyResponse | None:
    """For an error: the form that was being sent with every answer in it; None for other requests.

    It needs no database when the place and the questionnaire are still in memory; raises Away.
    """
    if request.endpoint != "resident.send":
        return None
    place = request.view_args or {}
    found = runtime().landing(place["code"])
    sent = sent_before()
    if sent is None:
        with sent_form(with_files=takes_photos(found, place["questionnaire"])) as sent:
            pass
    token, offer = _asked(found, place["questionnaire"], sent)
    if offer is None or not sent.given:
        return None
    return show_again(found, offer, sent, token=token, status=HTTPStatus(status))


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
        now=now,
        grace=GRACE,
        upcoming=upcoming,
        ended=[offer] if offer in ended else ([] if is_open else ended),
    )
    if asked and offer is None and not found.is_retired:
        return page(html, HTTPStatus.NOT_FOUND)
    nothing_else = bool(ended and not upcoming and not is_open)
    gone = found.is_retired or (offer in ended if offer else nothing_else)
    return page(html, HTTPStatus.GONE if gone else HTTPStatus.OK)
