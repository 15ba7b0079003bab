"""Rules of a definition that one field alone cannot show; every breach is found, not the first.

The rules of one question are in `check_questions`, those of conditions in `check_rules`.
"""

from collections.abc import Collection, Iterator

from survey_app.errors import marked
from survey_app.questionnaire.check_questions import again, question_faults
from survey_app.questionnaire.check_rules import Known, rule_faults
from survey_app.questionnaire.definition import Questionnaire
from survey_app.questionnaire.fault import Fault, Place
from survey_app.questionnaire.placeholders import BUILT_IN, names_in
from survey_app.questionnaire.text_places import said_in

__all__ = ["MAX_QUESTIONS", "RESERVED", "Fault", "faults"]

MAX_QUESTIONS = 200
LONGEST_TITLE = 100  # characters
# The field of a form that carries its token, and columns of an export beside the answers.
RESERVED = {
    *("form", "community", "placement", "mode", "language"),
    *("started_at", "submitted_at", "synthetic", "ended", "excluded"),
    *("response", "option_order", "version"),
}


def faults(
    questionnaire: Questionnaire,
    *,
    unread: Collection[Place] = (),
    endings: Collection[str] = (),
) -> list[Fault]:
    """Every rule that a well-shaped questionnaire breaks.

    `unread`: places (("sections",), ("questions", 3)) whose own shape is broken, with a stand-in
    in the questionnaire: nothing is said about them nor about what refers to them. `endings`:
    what could be named beside the questionnaire's own, for the sentence that says so.
    """
    return [
        *_ids(questionnaire),
        *_questions(questionnaire, unread),
        *_rules(questionnaire, unread),
        *_endings(questionnaire, unread, endings),
        *_placeholders(questionnaire, unread),
        *_title(questionnaire),
    ]


def _title(questionnaire: Questionnaire) -> Iterator[Fault]:
    """The title is also the name of files."""
    for language, said in (("zh", questionnaire.title.zh), ("en", questionnaire.title.en)):
        if "\n" in said:
            yield Fault(("title", language), marked("The title is one line; take the break out."))
        if len(said) > LONGEST_TITLE:
            what = marked("The title has {n} characters; {most} are the most.")
            values: dict[str, object] = {"n": len(said), "most": LONGEST_TITLE}
            yield Fault(("title", language), what, values)


def _ids(questionnaire: Questionnaire) -> Iterator[Fault]:
    if (n := len(questionnaire.questions)) > MAX_QUESTIONS:
        what = marked("There are {n} questions; at most {most} fit. Split the questionnaire.")
        yield Fault(("questions",), what, {"n": n, "most": MAX_QUESTIONS})
    for place, key in again(q.id for q in questionnaire.questions):
        what = marked("Two questions have the id {key}; give one of them another id.")
        yield Fault(("questions", place, "id"), what, {"key": key})
    for place, key in again(s.id for s in questionnaire.sections):
        what = marked("Two sections have the id {key}; give one of them another id.")
        yield Fault(("sections", place, "id"), what, {"key": key})


def _questions(questionnaire: Questionnaire, unread: Collection[Place]) -> Iterator[Fault]:
    sections = tuple(section.id for section in questionnaire.sections)
    for number, question in enumerate(questionnaire.questions):
        place = ("questions", number)
        if place in unread:
            continue
        yield from (fault.below(*place) for fault in question_faults(question))
        if question.id in RESERVED:
            what = marked("No question can have the id {key}; choose another.")
            yield Fault((*place, "id"), what, {"key": question.id})
        if ("sections",) not in unread and question.section not in sections:
            what = marked("There is no section {key}; choose one of {known}, or add it.")
            yield Fault((*place, "section"), what, {"key": question.section, "known": sections})


def _rules(questionnaire: Questionnaire, unread: Collection[Place]) -> Iterator[Fault]:
    order = {q.id: n for n, q in reversed([*enumerate(questionnaire.questions)])}
    opaque = {q.id for n, q in enumerate(questionnaire.questions) if ("questions", n) in unread}
    known = Known(questionnaire.by_id, order, opaque)
    for number, question in enumerate(questionnaire.questions):
        place: Place = ("questions", number)
        if place in unread:
            continue
        yield from rule_faults(known, question.show_if, (*place, "show_if"), before=number)
        if question.stop:
            where = (*place, "stop", "when")
            yield from rule_faults(known, question.stop.when, where, before=number + 1)
    if ("base",) not in unread:
        when = questionnaire.base.when
        yield from rule_faults(known, when, ("base", "when"), counted_only=True)


def _endings(
    questionnaire: Questionnaire, unread: Collection[Place], shared: Collection[str]
) -> Iterator[Fault]:
    if ("endings",) in unread:
        return
    named: list[tuple[Place, str]] = []
    for number, question in enumerate(questionnaire.questions):
        place: Place = ("questions", number)
        if place in unread:
            continue
        for at, option in enumerate(question.options):
            named += [((*place, "options", at, "ends"), option.ends)] if option.ends else []
        named += [((*place, "stop", "ending"), question.stop.ending)] if question.stop else []
    known = tuple(dict.fromkeys([*questionnaire.endings, *shared]))
    what = marked("There is no ending {key}; choose one of {known}, or add it to the endings.")
    for where, ending in named:
        if ending not in questionnaire.endings:
            yield Fault(where, what, {"key": ending, "known": known})


def _placeholders(questionnaire: Questionnaire, unread: Collection[Place]) -> Iterator[Fault]:
    names = [placeholder.name for placeholder in questionnaire.placeholders]
    for place, key in again(names):
        what = marked("The placeholder {name} stands twice; keep one.")
        yield Fault(("placeholders", place, "name"), what, {"name": f"{{{key}}}"})
    for place, name in enumerate(names):
        if name in BUILT_IN:
            what = marked("{name} is there in every questionnaire; take it out of this list.")
            yield Fault(("placeholders", place, "name"), what, {"name": f"{{{name}}}"})
    if ("placeholders",) in unread:
        return
    what = marked(
        "{name} is no placeholder here; add it to the placeholders, or use one of {known}."
    )
    known = tuple(f"{{{name}}}" for name in (*BUILT_IN, *names))
    for where, text in said_in(questionnaire):
        for language, said in (("zh", text.zh), ("en", text.en)):
            for name in sorted(f"{{{name}}}" for name in names_in(said)):
                if name not in known:
                    yield Fault((*where, language), what, {"name": name, "known": known})
