"""What people see when something cannot be done: a sentence and a way on, never a trace.

Whoever was sending a form sees the form again with every answer in it.
"""

from functools import partial
from http import HTTPStatus
from typing import Any

from flask import Flask, current_app, g, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from survey_app.errors import (
    Away,
    Invalid,
    NotAllowed,
    NotFound,
    SurveyError,
    marked,
)
from survey_app.i18n import translator
from survey_app.web import reading
from survey_app.web.resident import answers_kept
from survey_app.web.words import shown, speaker

STATUS = {
    NotFound: HTTPStatus.NOT_FOUND,
    NotAllowed: HTTPStatus.FORBIDDEN,
    Invalid: HTTPStatus.BAD_REQUEST,
    Away: HTTPStatus.SERVICE_UNAVAILABLE,
}
TITLES = {
    400: marked("That did not work"),
    403: marked("This account may not do that"),
    404: marked("Nothing is here"),
    405: marked("That did not work"),
    410: marked("This has ended"),
    413: marked("That is too much text"),
    429: marked("Please try again soon"),
    500: marked("That did not work"),
    503: marked("Please try again soon"),
}
SENTENCES = {
    400: marked("The browser sent something that could not be read. Please go back and try again."),
    405: marked("Please go back and open the page again."),
    404: marked("Please check the address, or scan the code on the poster again."),
    413: marked("Please press “Back”, shorten what you wrote, and send again."),
    429: marked("Too much arrived at once. Please try again in a minute."),
    500: marked("Something went wrong on our side. Please go back and try again."),
}
WAIT = {429: "30", 503: "10"}  # seconds after which to try again
# What was asked for is not there, or no more: a form would only be refused again.
WITHOUT_FORM = (404, 405, 410)
Answer = AnyResponse | tuple[str, int, dict[str, str]]


def register(app: Flask) -> None:
    """Put the error pages in place."""
    app.register_error_handler(SurveyError, _survey_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def _survey_error(error: SurveyError) -> Answer:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    language = _language()
    return _page(int(status), error.text(translator(language), partial(shown, language)))


def _csrf_error(error: CSRFError) -> Answer:
    say = speaker(_language())
    return _page(400, say("This page had been open for too long. Please go back and try again."))


def _http_error(error: HTTPException) -> Answer:
    status = error.code or 500
    wait = getattr(error, "retry_after", None)
    say = speaker(_language())
    return _page(status, say(SENTENCES.get(status, SENTENCES[500])), wait=wait)


def _unexpected(error: Exception) -> Answer:
    current_app.logger.exception("%s %s", request.method, request.path)
    return _page(500, speaker(_language())(SENTENCES[500]))


def _language() -> str:
    return g.get("language", "zh")


def _page(status: int, sentence: str, *, wait: object = None) -> Answer:
    headers = {"Cache-Control": "private, no-cache"}
    if status in WAIT:
        headers["Retry-After"] = str(wait or WAIT[status])
    kept = None if status in WITHOUT_FORM else _kept(status)
    if kept is not None:
        kept.headers.update(headers)
        return kept
    title = TITLES.get(status, TITLES[400])
    html = render_template(
        "resident/message.html", title=title, sentence=sentence, back=_way_back(status)
    )
    return html, status, headers


def _kept(status: int) -> AnyResponse | None:
    """The form with its answers; None when it cannot be shown, for whatever reason."""
    try:
        return answers_kept(status)
    except (SurveyError, RequestEntityTooLarge):
        return None
    except Exception:
        current_app.logger.exception("the form could not be shown again")
        return None


def _way_back(status: int) -> str:
    """Where a form stands that was being sent; the script fills it in again from the phone."""
    if request.endpoint != "resident.send" or status in WITHOUT_FORM:
        return ""
    arguments: dict[str, Any] = {**(request.view_args or {}), **reading.of_request().arguments}
    return url_for("resident.form", **arguments)
