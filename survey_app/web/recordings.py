"""听题: residents listen to recordings of questions; staff make them, version by version."""

from http import HTTPStatus
from io import BytesIO
from typing import Any

from flask import (
    Blueprint,
    Response,
    g,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)

from survey_app.errors import Invalid, NotAllowed, marked
from survey_app.questionnaire import placeholders
from survey_app.services import library, recordings, sounds
from survey_app.services.recordings import LABELS, Spoken
from survey_app.web import bundles, library_words
from survey_app.web.auth import allowed, protect
from survey_app.web.library_files import VERSION
from survey_app.web.pages import POLICY
from survey_app.web.runtime import runtime
from survey_app.web.uploads import drain
from survey_app.web.words import speaker

# A recording that was not saved yet is listened to from the browser's own memory.
POLICY_OF_RECORDER = POLICY + "; media-src 'self' blob:"
LARGEST_KB = 9_999_999
DONE = {"saved": marked("Saved: {label}."), "deleted": marked("Deleted: {label}.")}

bp = Blueprint("recordings", __name__)
desk = Blueprint("desk", __name__, url_prefix="/staff/questionnaires")
protect(desk)


@bp.get("/listen/<content_hash>")
def listen(content_hash: str) -> Response:
    """A recording, whole or in parts: iPhones ask for a part first. Never changes."""
    with runtime().database.reading() as session:
        kind, content = recordings.sound(session, content_hash)
    answer = send_file(BytesIO(content), mimetype=kind, conditional=True, etag=content_hash)
    answer.headers["Cache-Control"] = bundles.IMMUTABLE
    return answer


@desk.get(f"{VERSION}/recordings")
@allowed("admin", "analyst", "worker")
def page(code: str, number: int) -> Any:
    """Every question of a version with its recordings."""
    size = request.args.get("kb", "")
    if size.isascii() and size.isdecimal() and len(size) <= len(str(LARGEST_KB)):
        return _page(code, number, sounds.too_large(int(size) * 1024))
    return _page(code, number)


@desk.post(f"{VERSION}/recordings")
@allowed("admin", "worker")
def save(code: str, number: int) -> Any:
    """Keep a recording that was made on the page or chosen as a file."""
    question = request.args.get("question", "")
    file = request.files.get("file")
    try:
        with runtime().database.writing() as session:
            clip = recordings.save(
                session,
                _mine(session, code, number),
                question,
                label=request.form.get("other", "").strip() or request.form.get("label", ""),
                content=_content(file.read() if file else b"", bool(file and file.filename)),
                by=g.account.id,
                now=runtime().now(),
            )
    except Invalid as refused:
        return _page(code, number, refused)
    runtime().recordings.clear()
    return _back(code, number, question, label=clip.label, did="saved")


def _content(content: bytes, is_chosen: bool) -> bytes:
    if not content and not is_chosen:
        raise Invalid("Please record something or choose a file first.")
    return content


@desk.post(f"{VERSION}/recordings/delete")
@allowed("admin", "worker")
def delete(code: str, number: int) -> Any:
    """Take a recording away."""
    question, label = request.args.get("question", ""), request.form.get("label", "")
    with runtime().database.writing() as session:
        questionnaire = _mine(session, code, number)
        now = runtime().now()
        recordings.delete(session, questionnaire, question, label=label, by=g.account.id, now=now)
    runtime().recordings.clear()
    return _back(code, number, question, label=label, did="deleted")


def _mine(session: Any, code: str, number: int) -> Any:
    """The version's questionnaire, for whoever may say what residents hear."""
    if not library.may_version(session, g.account, code):
        raise NotAllowed(
            "Only an administrator, or whoever published its first version, may do that. You can"
            " copy the questionnaire and change your copy."
        )
    return library.version_of(session, code, number).questionnaire


def _back(code: str, number: int, question: str, **more: Any) -> Any:
    # The question is named twice: its card says what happened, and the page opens there.
    known: dict[str, Any] = {"code": code, "number": number, "question": question}
    address = url_for("recordings.desk.page", _anchor=question, **known, **more)
    return redirect(address, HTTPStatus.SEE_OTHER)


@desk.errorhandler(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
def too_large(error: Exception) -> Any:
    """A file so large that the request was not read: its question says so, nothing else is lost."""
    drain()
    place = request.view_args or {}
    more = {"lang": "en"} if request.args.get("lang") == "en" else {}  # nobody asked for it yet
    size = min((request.content_length or 0) // 1024, LARGEST_KB)
    return _back(place["code"], place["number"], request.args.get("question", ""), kb=size, **more)


def _page(code: str, number: int, refused: Invalid | None = None) -> Any:
    given, say = request.values, speaker(g.language)
    wanted = given.get("other", "").strip() or given.get("label", "")
    did = DONE.get(request.args.get("did", ""), "")
    with runtime().database.reading() as session:
        version = library.version_of(session, code, number)
        spoken = recordings.spoken_in(session, version.questionnaire)
        may_record = library.may_version(session, g.account, code)
    html = render_template(
        "staff/recordings.html",
        version=version,
        spoken=spoken,
        may_record=may_record,
        asked=request.args.get("question", ""),
        wanted=wanted,
        labels=LABELS,
        most=recordings.LONGEST_LABEL,
        most_kb=sounds.MOST_KB,
        done=sum(bool(one.current) for one in spoken),
        by_label=_by_label(spoken),
        problem=refused.text(say) if refused else "",
        did=say(did, label=wanted) if did else "",
        words_of=recordings.words_of,
        names_in=placeholders.names_in,
        library_words=library_words,
    )
    is_wrong = refused is not None and request.method == "POST"
    answer = make_response(html, HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK)
    answer.headers["Content-Security-Policy"] = POLICY_OF_RECORDER
    return answer


def _by_label(spoken: list[Spoken]) -> dict[str, int]:
    """Label -> how many questions were read under it."""
    counts = dict.fromkeys(LABELS, 0)
    for one in spoken:
        for kept in one.current:
            counts[kept.label] = counts.get(kept.label, 0) + 1
    return {label: count for label, count in counts.items() if count}


bp.register_blueprint(desk)
