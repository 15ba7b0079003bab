"""What became of a form: thanks, the receipt, and deleting one's answers. GET never writes."""

from typing import Any

from flask import Blueprint, g, render_template, request
from markupsafe import Markup, escape
from werkzeug.wrappers import Response as AnyResponse

from survey_app.services.campaigns import find_campaign
from survey_app.services.codes import grouped
from survey_app.services.responses import Received, erase, find_received
from survey_app.web.form_page import filler, words_of
from survey_app.web.prerender import Prerendered, mark
from survey_app.web.replies import filled, page
from survey_app.web.runtime import runtime
from survey_app.web.words import minute

bp = Blueprint("receipts", __name__)


@bp.get("/r/<code>")
def received(code: str) -> AnyResponse:
    """Thanks, with a top that may be shown to anybody; the receipt itself appears on tap."""
    with runtime().database.reading() as session:
        found = find_received(session, code)
    campaign = found.campaign_id if found.ended else None  # whose words an ending is filled with
    key = ("received", found.version_id, campaign, found.ended, g.reading)

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
