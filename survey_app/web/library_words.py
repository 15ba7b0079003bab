"""The library's words: states, changes between versions, where a fault of a definition is."""

from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from survey_app.errors import marked
from survey_app.questionnaire.definition import Questionnaire
from survey_app.questionnaire.difference import Change
from survey_app.questionnaire.fault import Place
from survey_app.web.editor_words import LIMITS, MEASURES, OFFICIAL
from survey_app.web.words import Say, condition_words

STATES = {
    "published": marked("published"),
    "bundled": marked("comes with the program"),
    "retired": marked("retired"),
}
SHAPES = {"published": "open", "bundled": "upcoming", "retired": "ended"}
CHANGES = {
    "recoded": marked("Counted differently"),
    "added": marked("Added"),
    "removed": marked("Taken out"),
    "reworded": marked("Other words"),
    "rules": marked("Other rules"),
    "limits": marked("Other limits and settings"),
    "moved": marked("In another place"),
}
SETTINGS = LIMITS | {
    "required": marked("must be answered"),
    "order": marked("order of the answers"),
    "section": marked("section"),
    "kind": marked("kind of question"),
    "measures": marked("what it is used for"),
    "show_if": marked("when it is asked"),
    "stop": marked("when the form ends"),
    "when": marked("rule"),
    "score": marked("score"),
    "na": marked("does not count"),
    "text": marked("with a field to write in"),
    "exclusive": marked("only alone"),
    "pinned": marked("stays last"),
    "ends": marked("ends the form"),
    "title": marked("title"),
    "audience": marked("who should answer"),
    "intro": marked("introduction"),
    "notice": marked("notice"),
    "base": marked("who counts"),
    "endings": marked("closing words"),
    "placeholders": marked("places to fill in"),
    "goal_minutes": marked("minutes aimed at"),
    "identity": marked("who fills it in"),
    "cycle": marked("how often"),
    "official": marked("official header"),
    "zh": marked("Chinese"),
    "en": marked("English"),
}
YES_NO = {"True": marked("yes"), "False": marked("no")}


class Shown(NamedTuple):
    """A change in words, before and after side by side; an empty side says nothing."""

    place: str
    before: str
    after: str


def changes_in_words(
    say: Say, changes: Iterable[Change], old: Questionnaire, new: Questionnaire
) -> dict[str, list[Shown]]:
    """Heading -> changes, the weightiest kinds first."""
    order = list(CHANGES)
    ordered = sorted(changes, key=lambda change: order.index(change.kind))
    return {
        say(CHANGES[kind]): [
            Shown(
                _place(say, change),
                _side(say, change, change.before, old),
                _side(say, change, change.after, new),
            )
            for change in group
        ]
        for kind, group in groupby(ordered, key=lambda change: change.kind)
    }


def _place(say: Say, change: Change) -> str:
    steps = change.place.split(" › ")
    named = [say(SETTINGS[step]) if step in SETTINGS else step for step in steps[1:]]
    first = steps[0]
    if change.what == "form" and first in SETTINGS:
        first = say(SETTINGS[first])
    return " › ".join([first, *named])


def _side(say: Say, change: Change, text: str, questionnaire: Questionnaire) -> str:
    """One side of a change, with rules and settings as people say them."""
    name, _, setting = change.place.partition(" › ")
    question = questionnaire.by_id.get(name)
    if text and question is not None and setting == "show_if":
        return condition_words(say, question.show_if, questionnaire)
    if text and question is not None and question.stop is not None and setting == "stop":
        return condition_words(say, question.stop.when, questionnaire)
    if text and change.place == "official" and questionnaire.official:
        lines = questionnaire.official.model_dump(mode="json", exclude_defaults=True)
        return say(", ").join(f"{say(OFFICIAL[key])} {value}" for key, value in lines.items())
    if text and setting == "when" and change.what == "form":
        return condition_words(say, questionnaire.base.when, questionnaire)
    if setting == "measures":
        known = (say(MEASURES[tag]) if tag in MEASURES else tag for tag in text.split(", ") if tag)
        return say(", ").join(known)
    if change.kind == "moved":
        return say("place {n}", n=text)
    return say(YES_NO[text]) if text in YES_NO else text


def fault_place(say: Say, place: Place, questionnaire: Questionnaire) -> str:
    """Where a fault is: its question by number and id, or the form as a whole."""
    match place:
        case ("questions", int(at), *_) if at < len(questionnaire.questions):
            return say("Question {n} ({id})", n=at + 1, id=questionnaire.questions[at].id)
        case _:
            return say("The form as a whole")
