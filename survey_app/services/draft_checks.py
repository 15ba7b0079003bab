"""What is to be said of a draft: by the checker, and against the versions published before."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from survey_app.errors import Invalid, Several
from survey_app.paths import bundled
from survey_app.questionnaire.definition import Questionnaire
from survey_app.questionnaire.difference import Difference, compare
from survey_app.questionnaire.fault import Fault
from survey_app.questionnaire.loader import load_vocabulary
from survey_app.questionnaire.meanings import returned
from survey_app.questionnaire.reading import Reading, read_content
from survey_app.services.questionnaires import published
from survey_app.storage import draft_queries, queries
from survey_app.storage.connect import Session

MAX_DEFINITION = 256 * 1024  # bytes of JSON
SHOWN_FAULTS = 20  # in one sentence after another; the editor shows all of them


def check(definition: Mapping[str, Any], *, with_warnings: bool = True) -> Reading:
    """The questionnaire that the definition means, if it means one, and all that is to be said."""
    vocabulary = load_vocabulary(bundled("questionnaires"))
    return read_content(dict(definition), vocabulary, with_warnings=with_warnings)


def check_errors(definition: Mapping[str, Any]) -> Reading:
    """The same without warnings, which is quicker."""
    return check(definition, with_warnings=False)


def refuse_large(definition: Mapping[str, Any]) -> None:
    """Raises Invalid for a definition that is larger than a questionnaire may be."""
    text = json.dumps(definition, ensure_ascii=False, separators=(",", ":"))
    if len(text.encode("utf-8", "replace")) > MAX_DEFINITION:
        raise Invalid("Not saved: a questionnaire can hold 256 KB of text, and this is more.")


class Meanings(NamedTuple):
    """Where codes mean something else than in an earlier version.

    refusals : surely; it cannot be published. doubts : perhaps; the author has to say.
    """

    refusals: tuple[Fault, ...]
    doubts: tuple[Fault, ...]


def meanings(session: Session, questionnaire: Questionnaire) -> Meanings:
    """The questionnaire against every version of it that was ever published."""
    versions = draft_queries.versions(session, questionnaire.id)
    earlier = [published(version).questionnaire for version in versions]
    refusals: dict[tuple[object, str], Fault] = {}
    doubts: dict[tuple[object, str], Fault] = {}
    for difference in (compare(one, questionnaire) for one in earlier):
        refusals |= {(fault.place, fault.text()): fault for fault in difference.refusals}
        doubts |= {(fault.place, fault.text()): fault for fault in difference.doubts}
    refusals |= {(fault.place, fault.text()): fault for fault in returned(earlier, questionnaire)}
    return Meanings(tuple(refusals.values()), tuple(doubts.values()))


def refuse_other_meanings(
    session: Session, questionnaire: Questionnaire, *, is_confirmed: bool
) -> dict[str, Any]:
    """What an audit record keeps of the author's word; raises Invalid with what is in the way.

    is_confirmed : the author says that doubtful new words mean the same.
    """
    found = meanings(session, questionnaire)
    in_the_way = found.refusals or (() if is_confirmed else found.doubts)
    if in_the_way:
        raise said(in_the_way)
    if not found.doubts:
        return {}
    return {"same_meaning": [fault.text() for fault in found.doubts]}


def said(faults: Sequence[Fault]) -> Several:
    """The first faults as one error."""
    return Several([Invalid(fault.message, **fault.values) for fault in faults[:SHOWN_FAULTS]])


def changes(session: Session, questionnaire: Questionnaire) -> Difference | None:
    """What differs from the newest published version; None for the first version."""
    newest = queries.questionnaire_version(session, questionnaire.id)
    return compare(published(newest).questionnaire, questionnaire) if newest else None
