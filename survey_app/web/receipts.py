"""What became of a form: thanks, the receipt, and deleting one's answers. GET never writes."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from markupsafe import Markup, escape
from werkzeug.wrappers import Response as AnyResponse

from survey_app.output.receipt_image import receipt_png
from survey_app.services.campaigns import find_campaign
from survey_app.services.codes import grouped
from survey_app.services.erasures import Erased, Received, erase, find_received, take_back
from survey_app.web.form_page import filler, words_of
from survey_app.web.prerender import Prerendered, mark
from survey_app.web.replies import filled, page
from survey_app.web.runtime import runtime
from survey_app.web.words import minute

bp = Blueprint("receipts", __name__)
MARKS = ("community", "date", "receipt", "code", "again", "place")
HOUR = timedelta(hours=1)


@bp.get("/r/<code>")
def received(code: str) -> AnyResponse:
    """Thanks, with a top that may be shown to anybody; the receipt itself appears on tap."""
    found = _find(code)
    if isinstance(found, Erased):
        told = {"erased": found, "hours": found.left // HOUR, "grouped": grouped}
        return page(render_template("resident/erased.html", **told))
    campaign = found.campaign_id if found.ended else None  # whose words an ending is filled with
    has_placement = found.placement_code is not None
    is_back = "restored" in request.args
    key = ("received", found.version_id, campaign, found.ended, has_placement, is_back, g.reading)

    def render() -> Prerendered:
        marks: dict[str, Any] = {name: Markup(mark(name)) for name in MARKS}
        marks["again"] = marks["again"] if has_placement else None
        closing = _closing(found) if found.ended else {}
        told = {"values": marks, "restored": is_back, **closing}
        return Prerendered(render_template("resident/received.html", **told))

    values = {
        "community": str(escape(found.named(g.language))),
        "date": minute(found.submitted_at, g.language),
        "receipt": grouped(found.receipt),
        "code": found.receipt,
        "again": found.placement_code or "",
        "place": str(escape(found.community_code)),
    }
    return filled(runtime().pages.get(key, render), values)


@bp.get("/r/<code>.png")
def picture(code: str) -> AnyResponse:
    """The receipt as a picture to keep: pressed long, WeChat saves it or reads its code."""
    found = _find(code)
    address = f"{runtime().settings.public_url}/r/{found.receipt}"
    answer = Response(receipt_png(address, grouped(found.receipt)), mimetype="image/png")
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@bp.route("/r/<code>/erase", methods=["GET", "POST"])
def erased(code: str) -> AnyResponse:
    """Delete an answer: the first page asks, its button does it."""
    if request.method == "POST":
        with runtime().database.writing() as session:
            erase(session, code, runtime().now())
        return _back(code)
    found = _find(code)
    if isinstance(found, Erased):
        return _back(code)
    return page(render_template("resident/erase.html", received=found))


@bp.post("/r/<code>/restore")
def restore(code: str) -> AnyResponse:
    """Take back what was deleted in the last 24 hours; what is gone for good stays gone."""
    with runtime().database.writing() as session:
        take_back(session, code, runtime().now())
    return _back(code, restored="")


def _find(code: str) -> Received | Erased:
    with runtime().database.reading() as session:
        return find_received(session, code, runtime().now())


def _back(code: str, **said: str) -> AnyResponse:
    """To the page that says how things stand now."""
    arguments: dict[str, Any] = g.reading.arguments | said
    return redirect(url_for("receipts.received", code=code, **arguments), HTTPStatus.SEE_OTHER)


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
