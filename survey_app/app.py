"""The composition root: puts settings, database, keys and pages together."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from survey_app.config import Settings
from survey_app.keys import KeyRing, open_key_ring
from survey_app.storage.connect import Database
from survey_app.web import (
    analyst,
    auth,
    community_page,
    editor,
    errors,
    kiosk,
    library,
    pages,
    receipts,
    recordings,
    resident,
    worker,
)
from survey_app.web.runtime import Runtime

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
MAX_PARSED = 1024 * 1024  # bytes of a body that is read at all; resident.MAX_BODY is the promise


class StaffSessions(SecureCookieSessionInterface):
    """Sessions of staff alone: for a resident no cookie is ever read or set."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session; None, which Flask treats as an empty one, on residents' pages."""
        return super().open_session(app, request) if request.path.startswith("/staff/") else None


def _utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(
    settings: Settings,
    *,
    database: Database | None = None,
    keys: KeyRing | None = None,
    clock: Callable[[], datetime] = _utc_now,
) -> Flask:
    """The WSGI application. Touches no database before the first request."""
    app = Flask("survey_app.web", static_url_path="/static")
    keys = keys or open_key_ring(settings.keys_path)
    database = database or Database(settings.database, connections=settings.threads + 2)
    app.extensions["survey_app"] = Runtime(settings, database, keys, clock)
    app.config.update(_configuration(settings, keys))
    app.session_interface = StaffSessions()
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]  # Flask's own way to add middleware
    csrf = CSRFProtect(app)
    for blueprint in (resident.bp, receipts.bp, community_page.bp):
        csrf.exempt(blueprint)  # anonymous forms carry their own signed token instead
        app.register_blueprint(blueprint)
    staff = (auth.bp, worker.bp, library.bp, editor.bp, recordings.bp, analyst.bp)
    for blueprint in (kiosk.bp, *staff):
        app.register_blueprint(blueprint)
    errors.register(app)
    pages.register(app)
    app.logger.setLevel(logging.INFO)
    return app


def _configuration(settings: Settings, keys: KeyRing) -> dict[str, object]:
    is_https = settings.public_url.startswith("https://")
    configuration: dict[str, object] = {
        "SECRET_KEY": keys.newest("session"),
        "SECRET_KEY_FALLBACKS": keys.all("session")[:-1],
        "SESSION_COOKIE_NAME": "survey_staff",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": is_https,
        "MAX_CONTENT_LENGTH": MAX_PARSED,
        "MAX_FORM_MEMORY_SIZE": MAX_PARSED,
        "WTF_CSRF_TIME_LIMIT": None,  # the staff session itself ends
    }
    host = urlsplit(settings.public_url).hostname
    if host not in LOOPBACK:  # on loopback nobody from outside could send a foreign Host
        configuration["TRUSTED_HOSTS"] = [host, *LOOPBACK]
    return configuration
