"""What every page shares: words, dates, addresses of static files, safety headers."""

import hashlib
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, request
from markupsafe import Markup

from survey_app.web import words
from survey_app.web.replies import compress
from survey_app.web.runtime import runtime

STATIC = Path(__file__).with_name("static")
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
    " frame-src 'self'; frame-ancestors 'none'; form-action 'self'"
)
# A form that staff look at beside its questions: in a frame of ours, and nothing can be sent.
PREVIEW_POLICY = POLICY.replace(
    "frame-ancestors 'none'; form-action 'self'", "frame-ancestors 'self'; form-action 'none'"
)
YEAR = 365 * 24 * 3600


def register(app: Flask) -> None:
    """Give templates their words, and answers their headers."""
    hashes = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:12] for path in STATIC.iterdir()
    }
    app.context_processor(partial(_context, hashes))
    app.after_request(_safe)
    app.after_request(compress)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(percent=words.percent, goal_percent=words.goal_percent, svg=Markup)


def _context(hashes: dict[str, str]) -> dict[str, Any]:
    language = g.get("language", "zh")
    return {
        "language": language,
        "_": words.speaker(language),
        "in_language": lambda text: text.in_language(language),
        "day": lambda moment: words.day(moment, language),
        "last_day": lambda moment: words.last_day(moment, language),
        "minute": lambda moment: words.minute(moment, language),
        "words": words,
        "public_url": runtime().settings.public_url,
        # Not url_for: it fails on the page that refuses a foreign host name.
        "static_file": lambda name: f"/static/{name}?v={hashes[name]}",
        "lang": {"lang": "en"} if language == "en" else {},
    }


def _safe(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    if runtime().settings.public_url.startswith("https://"):
        headers["Strict-Transport-Security"] = f"max-age={YEAR}"
    if request.endpoint == "static":
        headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response
