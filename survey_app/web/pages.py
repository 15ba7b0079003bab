"""What every page shares: words, dates, addresses of static files, safety headers."""

from functools import partial
from typing import Any

from flask import Flask, Response
from markupsafe import Markup

from survey_app.web import bundles, reading, words
from survey_app.web.replies import compress
from survey_app.web.runtime import runtime

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
    " frame-src 'self'; frame-ancestors 'none'; form-action 'self'"
)
# A form that staff look at beside its questions: in a frame of ours, and nothing can be sent.
PREVIEW_POLICY = POLICY.replace(
    "frame-ancestors 'none'; form-action 'self'", "frame-ancestors 'self'; form-action 'none'"
)


def register(app: Flask) -> None:
    """Give templates their words, and answers their headers."""
    app.context_processor(partial(_context, bundles.register(app)))
    app.before_request(reading.choose)
    app.after_request(reading.remember)
    app.after_request(_safe)
    app.after_request(compress)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(percent=words.percent, goal_percent=words.goal_percent, svg=Markup)


def _context(marks: dict[str, str]) -> dict[str, Any]:
    way = reading.of_request()
    language = way.language
    return {
        "language": language,
        "reading": way,
        "_": words.speaker(language),
        "in_language": lambda text: text.in_language(language),
        "day": lambda moment: words.day(moment, language),
        "last_day": lambda moment: words.last_day(moment, language),
        "minute": lambda moment: words.minute(moment, language),
        "words": words,
        "public_url": runtime().settings.public_url,
        # Not url_for: it fails on the page that refuses a foreign host name.
        "static_file": lambda name: f"/static/{name}?v={marks[name]}",
        "lang": way.arguments,
    }


def _safe(response: Response) -> Response:
    headers = response.headers
    headers["X-Content-Type-Options"] = "nosniff"
    if bundles.is_static():  # what follows is about pages, and every byte here is one on a phone
        headers["Cache-Control"] = bundles.IMMUTABLE
        return response
    headers.setdefault("Content-Security-Policy", POLICY)
    headers["Referrer-Policy"] = "same-origin"
    if runtime().settings.public_url.startswith("https://"):
        headers["Strict-Transport-Security"] = f"max-age={bundles.YEAR}"
    return response
