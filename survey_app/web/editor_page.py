"""What the templates of the editor are given."""

from collections.abc import Sequence
from typing import Any

from flask import g, render_template, url_for
from markupsafe import Markup

from survey_app.i18n import translator
from survey_app.paths import bundled
from survey_app.questionnaire import effort
from survey_app.questionnaire.definition import Questionnaire
from survey_app.questionnaire.fault import Fault
from survey_app.questionnaire.loader import load_vocabulary
from survey_app.services import draft_checks
from survey_app.services.days import SHANGHAI
from survey_app.services.drafts import Steps
from survey_app.web import edit_view, editor_words
from survey_app.web.draft_shape import OF_KIND, Definition, Part
from survey_app.web.preview_part import anchor, showable
from survey_app.web.runtime import runtime
from survey_app.web.words import condition_words, speaker


def page_of(draft_id: int, definition: Definition, part: Part, steps: Steps) -> dict[str, Any]:
    """The whole page, or any fragment of it."""
    reading = draft_checks.check(definition)
    faults = (*reading.faults, *_meanings(reading.questionnaire))
    shown = showable(definition, draft_checks.check_errors)
    target = anchor(definition, part)
    ruled = part.kind == "q" and definition["questions"][part.number].get("show_if")
    return {
        "draft_id": draft_id,
        "definition": definition,
        "part": part,
        "steps": steps,
        "title": _words(definition["title"]),
        "items": edit_view.outline(definition, part, faults, _words),
        "about_level": edit_view.about_level(faults),
        "says": edit_view.says(faults, part),
        "told": _told,
        "counts": _counts(faults),
        "shown": shown,
        "is_bare": bool(ruled),
        "preview_at": url_for(
            ".preview",
            draft_id=draft_id,
            r=steps.position,
            bare=target if ruled else None,
            _anchor=target or None,
        ),
        "effort": effort if shown.questionnaire else None,
        "kinds": editor_words.KINDS,
        "editor": editor_words,
        "words_of": _words,
        "of_kind": OF_KIND,
        "lists": [n for n in editor_words.LISTS if n in _known_lists()],
        "clock": runtime().now().astimezone(SHANGHAI).strftime("%H:%M"),
        "problem": "",
        "is_stale": False,
        **_form(definition, part, shown.questionnaire),
    }


def _meanings(questionnaire: Questionnaire | None) -> Sequence[Fault]:
    """Where codes mean something else than in earlier versions, said while it is being edited."""
    if questionnaire is None:
        return ()
    with runtime().database.reading() as session:
        found = draft_checks.meanings(session, questionnaire)
    return (*found.refusals, *found.doubts)


def _words(text: Any) -> str:
    """A text of a definition, right or wrong, in the reader's language."""
    if not isinstance(text, dict):
        return ""
    return str((text.get("en") if g.language == "en" else "") or text.get("zh") or "")


def _known_lists() -> set[str]:
    return set(load_vocabulary(bundled("questionnaires")).lists())


def _counts(faults: Sequence[Fault]) -> dict[str, int]:
    return {level: sum(f.level == level for f in faults) for level in ("error", "warning")}


def _told(faults: Sequence[Fault]) -> Markup:
    """Messages of the checker as HTML."""
    translate = translator(g.language)
    told = [(fault.level, fault.text(translate)) for fault in faults]
    return Markup(render_template("staff/editor_says.html", told=told))


def _form(definition: Definition, part: Part, shown: Questionnaire | None) -> dict[str, Any]:
    """What the form of this part needs beside the definition."""
    if part.kind == "about":
        when = definition["base"].get("when")
        rules = {"base": _rule("base", when, definition, len(definition["questions"]))}
        return {"rules": rules, "rule_words": {}}
    if part.kind == "s":
        return {"section": definition["sections"][part.number], "rules": {}}
    question = definition["questions"][part.number]
    stop = question.get("stop")
    when = stop.get("when") if isinstance(stop, dict) else stop
    return {
        "question": question,
        "fields": edit_view.fields_of(question),
        "rules": {
            "show_if": _rule("show_if", question.get("show_if"), definition, part.number),
            "stop": _rule("stop", when, definition, part.number + 1),
        },
        "rule_words": _rule_words(question, shown),
    }


def _rule(field: str, condition: Any, definition: Definition, upto: int) -> edit_view.RuleView:
    return edit_view.rule_view(field, condition, definition, upto, _words)


def _rule_words(question: dict[str, Any], shown: Questionnaire | None) -> dict[str, str]:
    """The rules of a question in words, where they can be read."""
    found = shown.by_id.get(str(question.get("id"))) if shown else None
    if shown is None or found is None:
        return {}
    say = speaker(g.language)
    return {
        "show_if": condition_words(say, found.show_if, shown),
        "stop": condition_words(say, found.stop.when, shown) if found.stop else "",
    }
