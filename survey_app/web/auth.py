"""Signing in and out, and who may open which page. Every staff page names its roles.

The cookie holds a random token and the time of the last request; the database holds the token's
hash, so that a sign-in can be revoked. Pages without a role rule are closed to everybody.
"""

import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from math import ceil
from typing import Any, TypeVar

from flask import Blueprint, current_app, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from survey_app.errors import NotAllowed, marked
from survey_app.output import chart
from survey_app.services import staff
from survey_app.services.codes import grouped
from survey_app.web.forms import SignInForm
from survey_app.web.runtime import runtime
from survey_app.web.words import speaker

IDLE = timedelta(minutes=30)
ANYONE = "anyone"
NUMBER = "<int(max=2147483647):campaign_id>"  # more than that no database takes
OUR_PAGE = re.compile(r"/staff/[!-\[\]-~]*")  # a path of ours: visible ASCII, no backslash
REASONS = {
    "idle": marked("You were signed out after 30 minutes without use. Please sign in again."),
    "ended": marked("Your sign-in has ended. Please sign in again."),
}
View = TypeVar("View", bound=Callable[..., Any])

bp = Blueprint("auth", __name__, url_prefix="/staff")


def allowed(*roles: str) -> Callable[[View], View]:
    """Marks a view with the roles that may open it; `ANYONE` needs no sign-in."""

    def mark(view: View) -> View:
        view.roles = frozenset(roles)  # type: ignore[attr-defined]  # read by the guard
        return view

    return mark


def protect(blueprint: Blueprint) -> None:
    """Put the guard before every page of a staff blueprint; give its pages what they share."""
    blueprint.before_request(_guard)
    blueprint.after_request(_finish)
    blueprint.url_defaults(_keep_language)
    blueprint.context_processor(lambda: {"chart": chart, "grouped": grouped})


def _guard() -> Response | None:
    view = current_app.view_functions[request.endpoint or ""]
    roles: frozenset[str] = getattr(view, "roles", frozenset())
    g.account, reason = _account()
    if ANYONE in roles:
        return None
    if g.account is None:
        return _to_sign_in(reason)
    if g.account.role not in roles:
        raise NotAllowed("This account may only look here. Please ask an administrator.")
    return None


def _account() -> tuple[staff.Account | None, str]:
    """Who is signed in, or nobody and the reason that the next page gives."""
    token, seen = session.get("token"), session.get("seen")
    if not isinstance(token, str) or not isinstance(seen, int):
        return None, ""
    now = runtime().now()
    if now.timestamp() - seen > IDLE.total_seconds():
        session.clear()  # with `seen` so old, nobody else can use the cookie either
        return None, "idle"
    with runtime().database.reading() as database:
        account = staff.signed_in(database, token, now)
    if account is None:
        session.clear()
        return None, "ended"
    return account, ""


def _to_sign_in(reason: str) -> Response:
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    address = url_for("auth.sign_in", next=wanted, why=reason or None)
    return redirect(address, HTTPStatus.SEE_OTHER)


def _finish(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    if g.get("account") is not None and "token" in session:
        session["seen"] = int(runtime().now().timestamp())
    return response


def _keep_language(endpoint: str, values: dict[str, Any]) -> None:
    if g.get("language") == "en":
        values.setdefault("lang", "en")


@bp.route("/sign-in", methods=["GET", "POST"])
@allowed(ANYONE)
def sign_in() -> Any:
    """Ask for name and password; then go on to the page that was asked for."""
    form, refusal, status = SignInForm(), "", HTTPStatus.OK
    if g.account is not None and request.method == "GET":
        return redirect(_wanted())
    if form.validate_on_submit():
        try:
            _open_session(form.user.data, form.password.data)
            return redirect(_wanted(), HTTPStatus.SEE_OTHER)
        except staff.SignInRefused as error:
            refusal = speaker(g.language)(error.message, **error.values)
            status = HTTPStatus.TOO_MANY_REQUESTS if error.values else HTTPStatus.FORBIDDEN
    why = REASONS.get(request.args.get("why", ""), "")
    page = render_template("staff/sign_in.html", form=form, refusal=refusal, why=why)
    return page, status


def _open_session(user: str, password: str) -> None:
    """Start a session; raises SignInRefused, in the same words whether the name exists or not."""
    now = runtime().now()
    source = staff.source_mark(runtime().keys.newest("source"), user, request.remote_addr or "")
    with runtime().database.reading() as database:
        wait = staff.wait_left(database, source, now)
        if wait:
            minutes = ceil(wait / timedelta(minutes=1))
            raise staff.SignInRefused(
                "Too many tries. Please wait {minutes} minutes and try again.", minutes=minutes
            )
        known = staff.check_password(database, user if user.isalnum() else "", password)
    token = secrets.token_urlsafe(32)
    with runtime().database.writing() as database:
        if known is None:
            staff.note_failure(database, source, now)
        else:
            staff.open_session(database, known.id, token, now)
    if known is None:
        raise staff.SignInRefused("The user name or the password is not right.")
    session.clear()
    session["token"], session["seen"] = token, int(now.timestamp())


def _wanted() -> str:
    """The page that was asked for before signing in; only pages of ours."""
    wanted = request.args.get("next", "")
    return wanted if OUR_PAGE.fullmatch(wanted) else url_for("worker.console")


@bp.post("/sign-out")
@allowed("admin", "analyst", "worker")
def sign_out() -> Response:
    """End the session, here and in the database."""
    with runtime().database.writing() as database:
        staff.close_session(database, session["token"], runtime().now())
    session.clear()
    return redirect(url_for("auth.sign_in"), HTTPStatus.SEE_OTHER)


protect(bp)
