"""The questionnaire as a page: fresh from the pages rendered ahead, or again with its answers."""

import secrets
from datetime import datetime
from http import HTTPStatus
from typing import Any

from flask import Response, g, render_template
from markupsafe import Markup, escape
from werkzeug.datastructures import MultiDict

from survey_app.questionnaire.answers import AnswerProblem
from survey_app.services.form_tokens import FormToken
from survey_app.services.placements import Landing, Offer
from survey_app.web.prerender import Prerendered, mark
from survey_app.web.replies import filled, page
from survey_app.web.runtime import runtime
from survey_app.web.words import speaker


def fresh_form(found: Landing, offer: Offer) -> Response:
    """The empty form, from the pages that were rendered ahead."""
    token = _new_token(offer, runtime().now())
    key = (offer.campaign_id, g.language, token.rotation)

    def render() -> Prerendered:
        marks = {name: mark(name) for name in ("token", "community", "code", "area")}
        return Prerendered(_form_html(offer, token.rotation, marks))

    values = _values(found, runtime().tokens.sign(token))
    return filled(runtime().pages.get(key, render), values)


def _values(found: Landing, token: str) -> dict[str, str]:
    return {
        "token": token,
        "community": str(escape(found.community.named(g.language))),
        "area": str(escape(found.community.area(g.language))),
        "code": found.code,
    }


def form_again(
    found: Landing,
    offer: Offer,
    given: MultiDict[str, str],
    status: HTTPStatus,
    *,
    token: FormToken | None = None,
    problems: tuple[AnswerProblem, ...] = (),
    notice: str = "",
) -> Response:
    """The form with every answer in it, a sentence at the top and errors beside the questions."""
    token = token or _new_token(offer, runtime().now())
    values = _values(found, runtime().tokens.sign(token))
    html = _form_html(offer, token.rotation, values, given=given, problems=problems, notice=notice)
    response = page(html, status)
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = "10"
    return response


def _new_token(offer: Offer, now: datetime) -> FormToken:
    opened_at = min(now, offer.closes_at) if offer.closes_at else now
    return FormToken(offer.campaign_id, offer.version_id, secrets.token_hex(16), opened_at)


def _form_html(
    offer: Offer,
    rotation: int,
    values: dict[str, str],
    *,
    given: MultiDict[str, str] | None = None,
    problems: tuple[AnswerProblem, ...] = (),
    notice: str = "",
) -> str:
    version = runtime().version(offer.version_id)
    context: dict[str, Any] = {
        "questionnaire": version.questionnaire,
        "offer": offer,
        "rotation": rotation,
        "values": {name: Markup(value) for name, value in values.items()},
        "given": given if given is not None else MultiDict(),
        "problems": {(p.question, p.row): p.refused for p in problems},
        "notice": notice,
        "say": speaker(g.language),
    }
    return render_template("resident/form.html", **context)
