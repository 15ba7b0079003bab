"""The library of questionnaires: what there is, in which versions, and what can be done with it."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from survey_app.errors import Invalid, NotAllowed
from survey_app.questionnaire.advice import advice
from survey_app.questionnaire.codebook_table import codebook_rows, rule_text
from survey_app.questionnaire.difference import compare
from survey_app.questionnaire.effort import minutes
from survey_app.questionnaire.kinds import clean_text
from survey_app.questionnaire.xlsform import Imported, read_xlsform
from survey_app.services import drafts, library
from survey_app.services.days import today
from survey_app.services.workbooks import read_workbook
from survey_app.web import editor_words, form_page, library_files, library_words
from survey_app.web.auth import allowed, protect
from survey_app.web.library_files import VERSION
from survey_app.web.runtime import runtime
from survey_app.web.words import speaker

MAX_WORKBOOK = 1024 * 1024  # bytes
LONGEST_TITLE = 100  # signs
LONGEST_NAME = 100  # signs of a file's name that are shown again

bp = Blueprint("library", __name__, url_prefix="/staff/questionnaires")
bp.register_blueprint(library_files.bp)
protect(bp)


@bp.context_processor
def _shared() -> dict[str, Any]:
    account = g.get("account")  # not there on the page that refuses a request before the guard
    return {
        "may_act": account is not None and account.role in ("admin", "worker"),
        "library_words": library_words,
        "kinds": editor_words.KINDS,
    }


@bp.get("")
@allowed("admin", "analyst", "worker")
def shelf() -> str:
    """Every questionnaire, and the drafts of whoever looks."""
    return _shelf_page()


def _shelf_page(problem: str = "", typed: str = "") -> str:
    now = runtime().now()
    with runtime().database.reading() as session:
        titles = library.shelf(session)
        running = library.running(session, now)
        begun = [
            (draft, drafts.definition_of(session, draft).get("title"))
            for draft in drafts.drafts_of(session, g.account)
        ]
    return render_template(
        "staff/library.html",
        titles=[title for title in titles if title.current],
        retired=[title for title in titles if not title.current],
        running=running,
        drafts=begun,
        problem=problem,
        typed=typed,
    )


@bp.get(VERSION)
@allowed("admin", "analyst", "worker")
def version(code: str, number: int) -> str:
    """One version: how it looks on a phone, what it asks, what can be done with it."""
    now = runtime().now()
    with runtime().database.reading() as session:
        title = library.title_of(session, code)
        shown = library.version_of(session, code, number)
        running = library.running(session, now)
        may_version = library.may_version(session, g.account, code)
    say, questionnaire = speaker(g.language), shown.questionnaire
    return render_template(
        "staff/library_version.html",
        title=title,
        version=shown,
        questionnaire=questionnaire,
        estimate=minutes(questionnaire),
        running=running.get(shown.row.id, 0) if shown.row else 0,
        may_version=may_version,
        warnings=[
            (library_words.fault_place(say, fault.place, questionnaire), fault.text(say))
            for fault in advice(questionnaire, today(now))
        ],
        most_copies=library_files.MOST_COPIES,
    )


@bp.get(f"{VERSION}/preview")
@allowed("admin", "analyst", "worker")
def preview(code: str, number: int) -> Any:
    """The form as a phone shows it, for the frame on the page of the version."""
    with runtime().database.reading() as session:
        shown = library.version_of(session, code, number)
    return form_page.preview_response(form_page.preview(shown.questionnaire))


@bp.get(f"{VERSION}/codebook")
@allowed("admin", "analyst", "worker")
def codebook(code: str, number: int) -> str:
    """Every variable, question by question."""
    with runtime().database.reading() as session:
        shown = library.version_of(session, code, number)
    rows: dict[str, list[Any]] = {}
    for row in codebook_rows(shown.questionnaire):
        rows.setdefault(row.question, []).append(row)
    return render_template(
        "staff/library_codebook.html",
        version=shown,
        questionnaire=shown.questionnaire,
        rows=rows,
        measures=editor_words.MEASURES,
        rule_text=rule_text,
        total=sum(row.width or 0 for group in rows.values() for row in group),
    )


@bp.get("/<code>/<int(max=2147483647):older>/changes/<int(max=2147483647):newer>")
@allowed("admin", "analyst", "worker")
def changes(code: str, older: int, newer: int) -> str:
    """What differs between two versions, before and after side by side."""
    with runtime().database.reading() as session:
        old = library.version_of(session, code, older)
        new = library.version_of(session, code, newer)
    say = speaker(g.language)
    found = compare(old.questionnaire, new.questionnaire)
    return render_template(
        "staff/library_changes.html",
        old=old,
        new=new,
        groups=library_words.changes_in_words(
            say, found.changes, old.questionnaire, new.questionnaire
        ),
        faults=[fault.text(say) for fault in (*found.refusals, *found.doubts)],
    )


@bp.post("/new")
@allowed("admin", "worker")
def new() -> Any:
    """A draft with nothing but a title, the notice and the question of consent."""
    title = " ".join(clean_text(request.form.get("title", "")).split())
    say = speaker(g.language)
    if not 0 < len(title) <= LONGEST_TITLE:
        problem = say("Please give a title of 1 to {most} characters.", most=LONGEST_TITLE)
        return _shelf_page(problem, title), HTTPStatus.UNPROCESSABLE_ENTITY
    with runtime().database.writing() as session:
        draft = drafts.blank(session, title=title, by=g.account.id, now=runtime().now())
        number = draft.id
    return _to_editor(number)


@bp.post(f"{VERSION}/copy")
@allowed("admin", "worker")
def copy(code: str, number: int) -> Any:
    """A new questionnaire that begins as a copy of this version."""
    with runtime().database.writing() as session:
        source = library.version_of(session, code, number).questionnaire
        draft = drafts.copy(session, source, by=g.account.id, now=runtime().now())
        draft_id = draft.id
    return _to_editor(draft_id)


@bp.post(f"{VERSION}/new-version")
@allowed("admin", "worker")
def new_version(code: str, number: int) -> Any:
    """A draft of the next version; results of both can be compared."""
    now = runtime().now()
    with runtime().database.writing() as session:
        _may_version(session, code)
        source = library.version_of(session, code, number)
        row = library.stored(session, source, by=g.account.id, now=now)
        draft_id = drafts.new_version(session, row, by=g.account.id, now=now).id
    return _to_editor(draft_id)


def _may_version(session: Any, code: str) -> None:
    if not library.may_version(session, g.account, code):
        raise NotAllowed(
            "Only an administrator, or whoever published its first version, may do that. You can"
            " copy the questionnaire and change your copy."
        )


def _to_editor(draft_id: int) -> Any:
    return redirect(url_for("editor.edit", draft_id=draft_id), HTTPStatus.SEE_OTHER)


@bp.post(f"{VERSION}/retire")
@allowed("admin", "worker")
def retire(code: str, number: int) -> Any:
    """Take a version off the launch page."""
    with runtime().database.writing() as session:
        _may_version(session, code)
        library.retire(session, code, number, by=g.account.id, now=runtime().now())
    say = speaker(g.language)
    flash(say("Retired. It cannot be launched any more; campaigns on it go on."))
    return redirect(url_for(".version", code=code, number=number), HTTPStatus.SEE_OTHER)


@bp.post(f"{VERSION}/unretire")
@allowed("admin", "worker")
def unretire(code: str, number: int) -> Any:
    """Bring a version back to the launch page."""
    with runtime().database.writing() as session:
        _may_version(session, code)
        library.unretire(session, code, number, by=g.account.id, now=runtime().now())
    say = speaker(g.language)
    flash(say("Brought back. It can be launched again."))
    return redirect(url_for(".version", code=code, number=number), HTTPStatus.SEE_OTHER)


@bp.get("/import")
@allowed("admin", "worker")
def choose_file() -> str:
    """Which workbook to import."""
    return render_template("staff/library_import.html", problem="")


@bp.post("/import")
@allowed("admin", "worker")
def import_workbook() -> Any:
    """Make a draft of a workbook; what it holds that we cannot is listed first."""
    now = runtime().now()
    try:
        imported = _imported()
        with runtime().database.writing() as session:
            draft_id = drafts.from_content(session, imported.content, by=g.account.id, now=now).id
    except Invalid as error:
        return _not_imported(error, HTTPStatus.UNPROCESSABLE_ENTITY)
    say = speaker(g.language)
    if not imported.notes:
        flash(say("Imported. Everything in the workbook was taken over."))
        return _to_editor(draft_id)
    notes = [(note, note.text(say)) for note in imported.notes]
    content = imported.content
    return render_template(
        "staff/library_notes.html", draft_id=draft_id, notes=notes, content=content
    )


def _not_imported(error: Invalid, status: HTTPStatus) -> Any:
    problem = error.text(speaker(g.get("language", "zh")))
    return render_template("staff/library_import.html", problem=problem), status


@bp.errorhandler(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
def too_large(error: Exception) -> Any:
    """A workbook so large that the request was not read: no other form here can be."""
    refused = Invalid("The file is larger than 1 MB. Remove pictures, or split it.")
    return _not_imported(refused, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def _imported() -> Imported:
    """What the sent workbook holds; raises Invalid."""
    file = request.files.get("file")
    name = clean_text(file.filename or "")[-LONGEST_NAME:] if file else ""
    if file is None or not name:
        raise Invalid("Please choose a workbook (.xlsx).")
    content = file.read(MAX_WORKBOOK + 1)
    if len(content) > MAX_WORKBOOK:
        raise Invalid("The file is larger than 1 MB. Remove pictures, or split it.")
    return read_xlsform(read_workbook(content, name))
