"""Single responses as rows, for the operator.

Columns are named as in the codebook, but several choices and rankings stand in one cell, their
codes joined by a space. Of photos there is the number, of a contact only that it was `given`: the
telephone number itself is in no export.
"""

from collections.abc import Iterator
from typing import Any

from survey_app.questionnaire.definition import Questionnaire
from survey_app.questionnaire.kinds import other_field
from survey_app.services.campaigns import find_campaign
from survey_app.services.days import SHANGHAI
from survey_app.services.questionnaires import published
from survey_app.storage import response_queries as stored
from survey_app.storage.connect import Session

FIXED = (
    "community",
    "placement",
    "mode",
    "language",
    "started_at",
    "submitted_at",
    "synthetic",
    "ended",
    "excluded",
    "version",
)
PARTS = {"best_worst": ("best", "worst"), "time_range": ("from", "to"), "geo": ("lat", "lon")}


def export_rows(session: Session, campaign_id: int) -> tuple[list[str], Iterator[list[object]]]:
    """Column names and streamed rows; `version` is the questionnaire's.

    Raises NotFound for an unknown campaign.
    """
    questionnaire = published(find_campaign(session, campaign_id).version).questionnaire
    photos = {question.id for question in questionnaire.questions if question.kind == "photo"}
    names = _names(questionnaire)

    def rows() -> Iterator[list[object]]:
        for *fixed, answers in stored.exported_rows(session, campaign_id):
            fixed[4:6] = [moment.astimezone(SHANGHAI).isoformat() for moment in fixed[4:6]]
            found = {name: _cell(answers or {}, name) for name in names}
            found |= {name: len((answers or {}).get(name) or ()) for name in photos if answers}
            yield [*fixed, questionnaire.version, *found.values()]

    return [*FIXED, *names], rows()


def _names(questionnaire: Questionnaire) -> list[str]:
    names = []
    for question in questionnaire.questions:
        if question.kind == "note":
            continue
        parts = PARTS.get(question.kind) or [row.code for row in question.rows]
        names += [f"{question.id}.{part}" for part in parts] or [question.id]
        names += [other_field(question, o.code) for o in question.options if o.text]
    return names


def _cell(answers: dict[str, Any], name: str) -> object:
    value = answers.get(name)
    if value is None and "." in name:
        question, _, row = name.partition(".")
        parent = answers.get(question)
        value = parent.get(row) if isinstance(parent, dict) else None
    return " ".join(value) if isinstance(value, list) else value
