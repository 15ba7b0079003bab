"""What is to be said of a draft: by the checker, and against the versions published before."""

from collections.abc import Mapping
from typing import Any

from survey_app.paths import bundled
from survey_app.questionnaire.definition import Questionnaire
from survey_app.questionnaire.difference import Difference, compare
from survey_app.questionnaire.fault import Fault
from survey_app.questionnaire.loader import load_vocabulary
from survey_app.questionnaire.reading import Reading, read_content
from survey_app.services.questionnaires import published
from survey_app.storage import draft_queries, queries
from survey_app.storage.connect import Session


def check(definition: Mapping[str, Any], *, with_warnings: bool = True) -> Reading:
    """The questionnaire that the definition means, if it means one, and all that is to be said."""
    vocabulary = load_vocabulary(bundled("questionnaires"))
    return read_content(dict(definition), vocabulary, with_warnings=with_warnings)


def check_errors(definition: Mapping[str, Any]) -> Reading:
    """The same without warnings, which is quicker."""
    return check(definition, with_warnings=False)


def refusals(session: Session, questionnaire: Questionnaire) -> list[Fault]:
    """Where codes would change their meaning against any earlier version."""
    found: dict[tuple[object, str], Fault] = {}
    for version in draft_queries.versions(session, questionnaire.id):
        for fault in compare(published(version).questionnaire, questionnaire).refusals:
            found.setdefault((fault.place, fault.text()), fault)
    return list(found.values())


def changes(session: Session, questionnaire: Questionnaire) -> Difference | None:
    """What differs from the newest published version; None for the first version."""
    newest = queries.questionnaire_version(session, questionnaire.id)
    return compare(published(newest).questionnaire, questionnaire) if newest else None
