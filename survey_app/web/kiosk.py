"""A public tablet in a service centre: one device that many people use, one after the other.

Staff make a device one on the device itself; a staff code, or signing in, makes it free again.
Between two people everything is cleared; pages of other places lead back to its own start.
"""

import secrets
from http import HTTPStatus
from typing import Any

from flask import (
    Blueprint,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_wtf import FlaskForm
from markupsafe import Markup
from werkzeug.wrappers import Response
from wtforms import BooleanField, RadioField, StringField, ValidationError
from wtforms.validators import Regexp

from survey_app.errors import marked
from survey_app.services import scope, staff
from survey_app.services.audit import record_action
from survey_app.services.codes import normalise
from survey_app.services.communities import community_views
from survey_app.services.placements import DEFAULT_SPOT, placements_of
from survey_app.web import kiosk_cookie, reading
from survey_app.web.auth import allowed, protect
from survey_app.web.kiosk_cookie import Kiosk, current_kiosk
from survey_app.web.replies import page
from survey_app.web.runtime import runtime
from survey_app.web.tries import Tries
from survey_app.web.words import speaker

__all__ = ["Kiosk", "bp", "current_kiosk"]

bp = Blueprint("kiosk", __name__)
desk = Blueprint("staff", __name__, url_prefix="/staff")
protect(desk)


def _to_start(kiosk: Kiosk) -> Response:
    """Back to the first page, in the size that the tablet has for everybody."""
    response = redirect(url_for("resident.landing", code=kiosk.code), HTTPStatus.SEE_OTHER)
    response.set_cookie(
        reading.COOKIE, kiosk.size, max_age=reading.YEAR, samesite="Lax", secure=request.is_secure
    )
    return response


@bp.app_context_processor
def _context() -> dict[str, Any]:
    kiosk = current_kiosk()
    return {"kiosk": kiosk, "kiosk_attribute": Markup(" data-kiosk") if kiosk else ""}


@bp.before_app_request
def _lead_back() -> Response | None:
    """Pages of other places lead to the tablet's own; forms on their way are let through."""
    kiosk = current_kiosk()
    if kiosk is None or request.method not in ("GET", "HEAD") or not _is_elsewhere(kiosk):
        return None
    return _to_start(kiosk)


def _is_elsewhere(kiosk: Kiosk) -> bool:
    code = (request.view_args or {}).get("code")
    if request.endpoint == "resident.home":
        return True
    if request.blueprint == "resident" and code is not None:
        return normalise(code) != kiosk.code
    return request.blueprint == "community" and code is not None and code != kiosk.community


@bp.after_app_request
def _keep_no_copy(response: Response) -> Response:
    if current_kiosk() and response.mimetype == "text/html":
        response.headers["Cache-Control"] = "no-store"  # “back” must not show somebody's form
    return response


@bp.get("/kiosk/start")
def start() -> Response:
    """Where the tablet goes after each person."""
    kiosk = current_kiosk()
    return _to_start(kiosk) if kiosk else redirect(url_for("resident.home"), HTTPStatus.SEE_OTHER)


@bp.route("/kiosk/leave", methods=["GET", "POST"])
def leave() -> Response:
    """Ask for the staff code; the right one makes the tablet an ordinary device again."""
    kiosk, problem, status = current_kiosk(), "", HTTPStatus.OK
    if kiosk and request.method == "POST":
        problem, status = _refusal(kiosk, request.form.get("staff_code"))
    is_free = kiosk is None or (request.method == "POST" and not problem)
    if is_free:
        g.kiosk = None  # this page itself is an ordinary one again
    html = render_template("resident/kiosk_leave.html", is_free=is_free, problem=problem)
    response = page(html, status)
    if is_free:
        response.delete_cookie(kiosk_cookie.COOKIE)
    return response


def _refusal(kiosk: Kiosk, typed: str | None) -> tuple[str, HTTPStatus]:
    """Why this code does not open the tablet; "" when it does."""
    tries: Tries = current_app.extensions["kiosk_tries"]
    now, say = runtime().now(), speaker(g.language)
    if wait := tries.wait_left(kiosk.mark, now):
        return say("Please wait {n} seconds, then try again.", n=wait), HTTPStatus.TOO_MANY_REQUESTS
    if kiosk_cookie.opens(kiosk, kiosk_cookie.figures(typed)):
        tries.forget(kiosk.mark)
        return "", HTTPStatus.OK
    tries.note(kiosk.mark, now)
    return say("That is not the staff code of this tablet."), HTTPStatus.FORBIDDEN


@bp.record_once
def _prepare(state: Any) -> None:
    state.app.extensions["kiosk_tries"] = Tries()
    # Whoever knows the code may send it: on residents' pages there is no session to protect.
    state.app.extensions["csrf"].exempt(leave)


class KioskForm(FlaskForm):
    """Where the tablet stands, and what opens it again."""

    spot = RadioField(marked("Where does the tablet stand?"), validate_choice=False)
    staff_code = StringField(
        marked("Staff code"),
        [Regexp(r"^[0-9]{4,8}\Z", message=marked("Please write 4 to 8 figures."))],
        filters=[kiosk_cookie.figures],
    )
    large = BooleanField(marked("Large text for everybody who comes"))

    def __init__(self, *, codes: list[str], **defaults: Any):
        super().__init__(**defaults)
        self.codes = codes

    def validate_spot(self, field: RadioField) -> None:
        """One of the community's own."""
        if field.data not in self.codes:
            raise ValidationError(marked("Please choose a spot."))


@desk.route("/communities/<code>/kiosk", methods=["GET", "POST"])
@allowed("admin", "worker")
def set_up(code: str) -> Any:
    """Make this device a public tablet of the community."""
    with runtime().database.reading() as database:
        region = scope.visible_community(database, g.account, code)
        place = community_views(database, [region])[0]
        spots = {one.code: one.spot for one in placements_of(database, [code])}
    usual = [one for one, spot in spots.items() if spot == DEFAULT_SPOT] or list(spots)
    form = KioskForm(codes=list(spots), spot=usual[0] if usual else None)
    if form.validate_on_submit():
        return _begin(form, code)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_template("staff/kiosk.html", place=place, spots=spots, form=form), status


def _begin(form: KioskForm, community: str) -> Response:
    """Sign the device out, note it in the audit and give it the cookie."""
    kiosk = kiosk_cookie.new_kiosk(
        form.spot.data,
        community,
        "large" if form.large.data else "standard",
        staff_code=form.staff_code.data or "",
        mark=secrets.token_hex(8),
    )
    with runtime().database.writing() as database:
        _note(database, "begin public tablet", kiosk)
        staff.close_session(database, session["token"], runtime().now())
    session.clear()
    response = _to_start(kiosk)
    kiosk_cookie.keep(response, kiosk, secure=current_app.config["SESSION_COOKIE_SECURE"])
    return response


@desk.post("/communities/<code>/kiosk/end")
@allowed("admin", "worker")
def end(code: str) -> Response:
    """Free this device without its staff code: somebody forgot it, and has signed in."""
    kiosk = current_kiosk()
    with runtime().database.writing() as database:
        scope.visible_community(database, g.account, code)
        if kiosk:
            scope.visible_community(database, g.account, kiosk.community)
            _note(database, "end public tablet", kiosk)
    flash(speaker(g.language)("This device is not a public tablet any more."))
    response = redirect(url_for(".set_up", code=code), HTTPStatus.SEE_OTHER)
    response.delete_cookie(kiosk_cookie.COOKIE)
    return response


def _note(database: Any, action: str, kiosk: Kiosk) -> None:
    subject = f"{kiosk.community} {kiosk.code}"
    record_action(database, action, subject, now=runtime().now(), by=g.account.id)


bp.register_blueprint(desk)
