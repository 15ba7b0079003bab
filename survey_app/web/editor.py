"""The browser editor: one draft, one part of it at a time, with a phone's view beside it.

Every button and every autosave posts the form of the part that is open. The form carries the number
of the step that it shows: where the draft has moved on, nothing is written and the page says so.
"""

import re
from http import HTTPStatus
from typing import Any, NamedTuple

from flask import Blueprint, flash, g, jsonify, redirect, render_template, request, url_for

from survey_app.errors import Invalid
from survey_app.paths import bundled
from survey_app.questionnaire import effort
from survey_app.questionnaire.loader import load_vocabulary
from survey_app.services import draft_checks, drafts, library
from survey_app.services.drafts import Steps
from survey_app.web import draft_shape, edit_steps, editing, editor_words
from survey_app.web.auth import allowed, protect
from survey_app.web.draft_shape import Definition, Part
from survey_app.web.editor_page import page_of
from survey_app.web.form_page import preview as preview_page
from survey_app.web.form_page import preview_response
from survey_app.web.preview_part import showable, without_rule
from survey_app.web.rule_lines import Posted
from survey_app.web.runtime import runtime
from survey_app.web.words import speaker

NUMBER = "<int(max=2147483647):draft_id>"  # more than that no database takes
SCRIPT = "X-Editor"  # sent by our script: `save` wants news, `form` wants the form anew as well

bp = Blueprint("editor", __name__, url_prefix="/staff/drafts")
protect(bp)


class Outcome(NamedTuple):
    """What came of a post. problem: a sentence, when something was not done."""

    definition: Definition
    part: Part
    steps: Steps
    focus: str = ""
    problem: str = ""
    is_stale: bool = False


@bp.get(f"/{NUMBER}")
@allowed("admin", "worker")
def edit(draft_id: int) -> str:
    """One part of a draft as a form, between the outline and the preview."""
    with runtime().database.reading() as session:
        draft = drafts.find_draft(session, g.account, draft_id)
        definition = draft_shape.tidy(drafts.definition_of(session, draft))
        steps = drafts.steps(session, draft)
    part = draft_shape.part_named(request.args.get("at", ""), definition)
    return render_template("staff/editor.html", **page_of(draft_id, definition, part, steps))


@bp.post(f"/{NUMBER}")
@allowed("admin", "worker")
def change(draft_id: int) -> Any:
    """Keep what the form says and do what its button says."""
    posted = request.form.to_dict(flat=False)
    action = request.form.get("do", "save")
    with runtime().database.writing() as session:
        draft = drafts.find_draft(session, g.account, draft_id, lock=True)
        outcome = _outcome(session, draft, posted, action)
    page = page_of(draft_id, outcome.definition, outcome.part, outcome.steps)
    page["problem"], page["is_stale"] = outcome.problem, outcome.is_stale
    if wanted := request.headers.get(SCRIPT):
        return _news(page, outcome, with_form=wanted == "form")
    if outcome.is_stale or outcome.problem:
        status = HTTPStatus.CONFLICT if outcome.is_stale else HTTPStatus.UNPROCESSABLE_ENTITY
        return render_template("staff/editor.html", **page), status
    if action == "publish":
        return redirect(url_for(".publish", draft_id=draft_id), HTTPStatus.SEE_OTHER)
    there = url_for(".edit", draft_id=draft_id, at=str(outcome.part), _anchor=outcome.focus or None)
    return redirect(there, HTTPStatus.SEE_OTHER)


def _outcome(session: Any, draft: Any, posted: Posted, action: str) -> Outcome:
    """Apply the form to the draft and save it, or say why not."""
    say = speaker(g.language)
    before = drafts.definition_of(session, draft)
    definition = draft_shape.tidy(before)
    part = draft_shape.part_named(next(iter(posted.get("at", ())), ""), definition)
    steps = drafts.steps(session, draft)
    if posted.get("revision") != [str(steps.position)]:
        return _stale(session, draft, posted, steps)
    changed, part = editing.apply(definition, part, posted)
    focus = ""
    try:
        done = edit_steps.step(changed, part, action, _lists())
        draft_checks.refuse_large(done.definition)
        changed, part, focus = done
    except Invalid as error:
        return Outcome(changed, part, steps, problem=say(error.message, **error.values))
    now = runtime().now()
    if changed != definition:
        drafts.save(session, draft, changed, now=now)
    if action in ("undo", "redo"):
        (drafts.undo if action == "undo" else drafts.redo)(session, draft, now=now)
        changed = draft_shape.tidy(drafts.definition_of(session, draft))
        part, focus = draft_shape.part_named(str(part), changed), action
    return Outcome(changed, part, drafts.steps(session, draft), focus)


def _stale(session: Any, draft: Any, posted: Posted, steps: Steps) -> Outcome:
    """The form as it was typed, over the step that it was typed over; nothing is written.

    It keeps the old number, so that it stays refused.
    """
    given = next(iter(posted.get("revision", ())), "")
    number = int(given) if re.fullmatch("[0-9]{1,9}", given) else 0
    before = drafts.definition_at(session, draft, number) or drafts.definition_of(session, draft)
    definition = draft_shape.tidy(before)
    part = draft_shape.part_named(next(iter(posted.get("at", ())), ""), definition)
    shown, part = editing.apply(definition, part, posted)
    say = speaker(g.language)
    problem = say(
        "Not saved: this draft was changed in another window, or by somebody else."
        " What you typed still stands here."
    )
    return Outcome(shown, part, steps._replace(position=number), problem=problem, is_stale=True)


def _lists() -> dict[str, list[dict[str, Any]]]:
    lists = load_vocabulary(bundled("questionnaires")).lists()
    return {name: lists[name] for name in editor_words.LISTS if name in lists}


def _news(page: dict[str, Any], outcome: Outcome, *, with_form: bool) -> Any:
    """What the script puts into the page: fragments, and where it stands now."""
    say = speaker(g.language)
    fragments = ["outline", "bar", "beside"] + (["form"] if with_form else [])
    news: dict[str, Any] = {
        name: render_template(f"staff/editor_{name}.html", **page) for name in fragments
    }
    news |= {
        "says": {slot: page["told"](faults) for slot, faults in page["says"].items()},
        "revision": outcome.steps.position,
        "focus": outcome.focus,
        "address": url_for(".edit", draft_id=page["draft_id"], at=str(outcome.part)),
        "preview": page["preview_at"],
        "saved": say("Saved {time}", time=page["clock"]),
        "problem": outcome.problem,
    }
    if outcome.is_stale:
        return jsonify(news), HTTPStatus.CONFLICT
    return jsonify(news), HTTPStatus.UNPROCESSABLE_ENTITY if outcome.problem else HTTPStatus.OK


@bp.get(f"/{NUMBER}/preview")
@allowed("admin", "worker")
def preview(draft_id: int) -> Any:
    """The resident's form as it would be now; what is faulty is left out."""
    with runtime().database.reading() as session:
        draft = drafts.find_draft(session, g.account, draft_id)
        definition = draft_shape.tidy(drafts.definition_of(session, draft))
    definition = without_rule(definition, request.args.get("bare", ""))
    shown = showable(definition, draft_checks.check_errors).questionnaire
    if shown is None:
        return preview_response(render_template("staff/editor_nothing.html"))
    return preview_response(preview_page(shown))


@bp.route(f"/{NUMBER}/publish", methods=["GET", "POST"])
@allowed("admin", "worker")
def publish(draft_id: int) -> Any:
    """Show what would be published; a POST of what was shown publishes it, for ever."""
    say = speaker(g.language)
    if request.method == "POST":
        try:
            return _publish(draft_id)
        except Invalid as error:
            flash(error.text(say))
        return redirect(url_for(".publish", draft_id=draft_id), HTTPStatus.SEE_OTHER)
    with runtime().database.reading() as session:
        draft = drafts.find_draft(session, g.account, draft_id)
        definition = draft_shape.tidy(drafts.definition_of(session, draft))
        number = drafts.next_number(session, draft)
        page = _publish_page(session, {**definition, "version": number})
        page["position"] = drafts.steps(session, draft).position
    return render_template("staff/editor_publish.html", draft_id=draft_id, **page)


def _publish_page(session: Any, definition: Definition) -> dict[str, Any]:
    reading = draft_checks.check(definition)
    questionnaire = reading.questionnaire
    refused: list[Any] = list(reading.errors)
    page: dict[str, Any] = {"definition": definition, "warnings": reading.warnings}
    if questionnaire is not None:
        found = draft_checks.meanings(session, questionnaire)
        refused = list(found.refusals)
        difference = draft_checks.changes(session, questionnaire)
        page |= {
            "questionnaire": questionnaire,
            "cards": effort.cards(questionnaire),
            "minutes": effort.minutes(questionnaire),
            "difference": difference,
            "doubts": found.doubts,
            "may": _may_publish(session, questionnaire.id),
        }
    return {"errors": refused, "editor": editor_words, **page}


def _may_publish(session: Any, code: str) -> bool:
    """A first version may be published by whoever wrote it, a later one by who may version it."""
    return not drafts.is_known(session, code) or library.may_version(session, g.account, code)


def _publish(draft_id: int) -> Any:
    say = speaker(g.language)
    with runtime().database.writing() as session:
        draft = drafts.find_draft(session, g.account, draft_id, lock=True)
        if request.form.get("revision") != str(draft.position):
            raise Invalid("The draft was changed since you saw this page. Please look once more.")
        made = drafts.publish_draft(
            session,
            draft,
            by=g.account.id,
            now=runtime().now(),
            allowed=lambda code: _may_publish(session, code),
            same_meaning="same_meaning" in request.form,
        )
        code, number = made.questionnaire, made.version
    flash(say("Published. Nobody can change this version any more. Next, launch it."))
    return redirect(url_for("library.version", code=code, number=number), HTTPStatus.SEE_OTHER)


@bp.post(f"/{NUMBER}/own")
@allowed("admin", "worker")
def own(draft_id: int) -> Any:
    """For who may not publish the next version: make it a questionnaire of its own instead."""
    with runtime().database.writing() as session:
        draft = drafts.find_draft(session, g.account, draft_id, lock=True)
        drafts.make_own(session, draft, now=runtime().now())
    return redirect(url_for(".publish", draft_id=draft_id), HTTPStatus.SEE_OTHER)


@bp.post(f"/{NUMBER}/discard")
@allowed("admin", "worker")
def discard(draft_id: int) -> Any:
    """Throw a draft away, after the page asked."""
    with runtime().database.writing() as session:
        drafts.discard(session, drafts.find_draft(session, g.account, draft_id, lock=True))
    say = speaker(g.language)
    flash(say("The draft is gone."))
    return redirect(url_for("library.shelf"), HTTPStatus.SEE_OTHER)
