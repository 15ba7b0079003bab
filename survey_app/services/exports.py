"""Single responses as rows and their photos, for the operator.

Columns are named as in the codebook, but several choices and rankings stand in one cell, their
codes joined by a space. `response` is the response's number, `option_order` says where lists with
a rotated order began on that form: 0 the first option (the printed order), 1 to 3 after that many
quarters of the list. Of photos there is how many, of a contact only that it was `given`: the
telephone number itself is in no export. Objects (for JSON) hold the same under the same names, but
several choices and rankings are lists, and what was not answered is not there.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from survey_app.questionnaire.definition import Questionnaire
from survey_app.questionnaire.kinds import other_field
from survey_app.services.campaigns import find_campaign
from survey_app.services.days import SHANGHAI
from survey_app.services.enclosures import photo_questions
from survey_app.services.questionnaires import published
from survey_app.storage import response_queries as stored
from survey_app.storage.connect import Session
from survey_app.storage.enclosure_queries import photo_content

FIXED = (
    "response",
    "community",
    "placement",
    "mode",
    "language",
    "option_order",
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
    photos = [question.id for question in photo_questions(questionnaire)]
    names = _names(questionnaire)

    def rows() -> Iterator[list[object]]:
        for row in stored.exported_rows(session, campaign_id):
            answers = row.answers or {}
            found = {name: _cell(answers, name) for name in names}
            if row.answers:
                found |= {name: len(answers.get(name) or ()) for name in photos}
            yield [*_fixed(row, questionnaire.version), *found.values()]

    return [*FIXED, *names], rows()


def export_objects(session: Session, campaign_id: int) -> Iterator[dict[str, Any]]:
    """Every response as an object: the fields of FIXED, then `answers`, streamed.

    answers : column name of the rows -> a code, a list of codes, a number or a text; {} of a form
    that a rule ended. Raises NotFound for an unknown campaign.
    """
    questionnaire = published(find_campaign(session, campaign_id).version).questionnaire
    photos = {question.id for question in photo_questions(questionnaire)}
    names = _names(questionnaire)

    def objects() -> Iterator[dict[str, Any]]:
        for row in stored.exported_rows(session, campaign_id):
            given = row.answers or {}
            found = {name: _value(given, name) for name in names}
            answers = {
                name: len(value) if name in photos else value
                for name, value in found.items()
                if value is not None
            }
            fixed = dict(zip(FIXED, _fixed(row, questionnaire.version), strict=True))
            yield {**fixed, "answers": answers}

    return objects()


def _fixed(row: stored.Exported, version: int) -> list[object]:
    """The cells of FIXED, in that order."""
    return [
        *(row.response, row.community, row.placement, row.mode, row.language, row.option_order),
        row.started_at.astimezone(SHANGHAI).isoformat(),
        row.submitted_at.astimezone(SHANGHAI).isoformat(),
        *(row.synthetic, row.ended, row.excluded, version),
    ]


class SentPhoto(NamedTuple):
    """A photo that an answer names. number: its place in the answer, from 1."""

    response: int
    question: str
    number: int
    content: bytes | None  # None: the answer names it, but it is not there

    @property
    def file_name(self) -> str:
        """Such as 17-PHOTO-2.jpg."""
        return f"{self.response}-{self.question}-{self.number}.jpg"


def sent_photos(session: Session, campaign_id: int) -> Iterator[SentPhoto]:
    """Every photo of a campaign, one at a time, oldest response first.

    Raises NotFound for an unknown campaign.
    """
    form = published(find_campaign(session, campaign_id).version).questionnaire
    questions = [question.id for question in photo_questions(form)]

    def photos() -> Iterator[SentPhoto]:
        for response, answers in stored.answered_forms(session, campaign_id):
            for question in questions:
                for number, key in enumerate(answers.get(question) or (), 1):
                    content = photo_content(session, response, (question, key))
                    yield SentPhoto(response, question, number, content)

    return photos() if questions else iter(())


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
    value = _value(answers, name)
    return " ".join(value) if isinstance(value, list) else value


def _value(answers: dict[str, Any], name: str) -> Any:
    value = answers.get(name)
    if value is None and "." in name:
        question, _, row = name.partition(".")
        parent = answers.get(question)
        value = parent.get(row) if isinstance(parent, dict) else None
    return value
