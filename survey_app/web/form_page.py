"""The questionnaire as a page: fresh from the pages rendered ahead, again with its answers, or as
a preview for those who write it."""

import re
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from flask import Response, g, render_template
from markupsafe import Markup, escape
from werkzeug.datastructures import MultiDict

from survey_app.questionnaire import placeholders
from survey_app.questionnaire.answers import AnswerProblem
from survey_app.questionnaire.definition import Questionnaire, Text
from survey_app.services.form_tokens import FormToken
from survey_app.services.placements import Landing, Offer
from survey_app.web import cards, refusals
from survey_app.web.kiosk import current_kiosk
from survey_app.web.pages import PREVIEW_POLICY
from survey_app.web.prerender import Prerendered, mark, unmarked
from survey_app.web.replies import filled, page
from survey_app.web.runtime import runtime
from survey_app.web.words import last_day, speaker

Fill = Callable[[Text | str], Markup]
NUMBER = re.compile(r"[0-9 +()-]{1,20}")  # not to be broken over two lines


def fresh_form(found: Landing, offer: Offer) -> Response:
    """The empty form, from the pages that were rendered ahead."""
    token = _new_token(offer, runtime().now())
    words = words_of(offer.context, offer.closes_at)
    clips = tuple(sorted(runtime().clips(offer.version_id).items()))
    how = (g.reading, token.rotation, token.mode)
    key = (offer.campaign_id, how, clips, *sorted(words.items()))

    def render() -> Prerendered:
        marks = {name: mark(name) for name in ("token", "community", "code", "area", "draft")}
        return Prerendered(_form_html(offer, token.rotation, marks))

    values = _values(found, offer, token)
    return filled(runtime().pages.get(key, render), values)


def _values(found: Landing, offer: Offer, token: FormToken) -> dict[str, str]:
    """What differs between two people's forms. draft: under which name a phone keeps answers."""
    return {
        "token": runtime().tokens.sign(token),
        "draft": str(escape(f"{offer.campaign_id}.{found.community.code}")),
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
    values = _values(found, offer, token)
    html = _form_html(offer, token.rotation, values, given=given, problems=problems, notice=notice)
    response = page(html, status)
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = "10"
    return response


def preview(questionnaire: Questionnaire, *, values: Mapping[str, str] | None = None) -> str:
    """The form as residents would see it, for a frame on a staff page: it cannot be sent.

    values : placeholder name -> text; what is missing is shown by what it stands for.
    """
    language = g.get("language", "zh")
    names = {p.name: f"〔{p.in_language(language)}〕" for p in questionnaire.placeholders}
    words = _built_in({}, language) | names | dict(values or {})
    place = {"community": speaker(language)("Preview"), "area": "", "code": "", "token": ""}
    return _rendered(questionnaire, words, rotation=0, values=place, is_preview=True, clips={})


def preview_response(html: str) -> Response:
    """A preview as an answer that our own pages may frame."""
    response = Response(html)
    response.headers["Content-Security-Policy"] = PREVIEW_POLICY
    response.headers["Cache-Control"] = "no-store"
    return response


def filler(values: Mapping[str, str], language: str) -> Fill:
    """fill(text): escaped words of a questionnaire with their placeholders filled in.

    Values are text and nothing else: neither HTML, nor further placeholders, nor marks.
    """
    shown = {name: escape(unmarked(value)) for name, value in values.items()}
    if NUMBER.fullmatch(shown.get("phone", "")):
        shown["phone"] = Markup('<span class="whole">{}</span>').format(shown["phone"])

    def fill(text: Text | str) -> Markup:
        words = text.in_language(language) if isinstance(text, Text) else text
        return Markup(placeholders.filled(str(escape(unmarked(words))), shown))

    return fill


def words_of(context: Mapping[str, str], closes_at: datetime | None) -> dict[str, str]:
    """What a campaign fills its texts with, in the reader's language."""
    given = {name: text for name, text in context.items() if text}
    words = _built_in(given, g.language)
    if closes_at:
        words["closes_on"] = last_day(closes_at, g.language)
    return words


def _built_in(given: dict[str, str], language: str) -> dict[str, str]:
    say = speaker(language)
    return {
        "organiser": say("the community"),
        "phone": say("the community service centre"),
        "closes_on": say("not fixed yet"),
        **given,
    }


def _new_token(offer: Offer, now: datetime) -> FormToken:
    opened_at = min(now, offer.closes_at) if offer.closes_at else now
    mode = "kiosk" if current_kiosk() else "self"
    submission = secrets.token_hex(16)
    return FormToken(offer.campaign_id, offer.version_id, submission, opened_at, mode=mode)


def _form_html(
    offer: Offer,
    rotation: int,
    values: dict[str, str],
    *,
    given: MultiDict[str, str] | None = None,
    problems: tuple[AnswerProblem, ...] = (),
    notice: str = "",
) -> str:
    return _rendered(
        runtime().version(offer.version_id).questionnaire,
        words_of(offer.context, offer.closes_at),
        rotation=rotation,
        values={name: Markup(value) for name, value in values.items()},
        given=given,
        problems=problems,
        notice=notice,
        clips=runtime().clips(offer.version_id),
    )


def _rendered(
    questionnaire: Questionnaire,
    words: Mapping[str, str],
    *,
    given: MultiDict[str, str] | None = None,
    problems: tuple[AnswerProblem, ...] = (),
    **context: Any,
) -> str:
    language = g.get("language", "zh")
    return render_template(
        "resident/form.html",
        questionnaire=questionnaire,
        parts=cards.parts(questionnaire),
        cards=cards,
        refusals=refusals,
        fill=filler(words, language),
        given=given if given is not None else MultiDict(),
        problems={(p.question, p.row): p.refused for p in problems},
        say=speaker(language),
        **context,
    )
