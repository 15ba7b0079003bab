"""The one write path: from checked answers to a stored row, once and only once."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from survey_app.questionnaire.answers import Checked
from survey_app.services.codes import receipt
from survey_app.services.contacts import Seal, keep_contacts
from survey_app.services.enclosures import photo_questions, settle_photos
from survey_app.services.form_tokens import FormToken
from survey_app.services.questionnaires import PublishedVersion
from survey_app.storage import response_queries as stored
from survey_app.storage.connect import Session


class Outcome(StrEnum):
    """What became of an arrival."""

    STORED = "stored"
    RESENT = "resent"  # the same form again: success, nothing new
    CHANGED = "changed"  # the same form with other answers: the first ones stay
    ERASED = "erased"  # its author had it deleted: nothing is stored again


@dataclass(frozen=True)
class Arrival:
    """Where and how a form came in."""

    token: FormToken
    region_id: int
    placement_id: int | None
    language: str
    mode: str = "self"
    worker_id: int | None = None
    device_mark: str | None = None
    replaces_id: int | None = None


def record_response(
    session: Session,
    arrival: Arrival,
    checked: Checked,
    *,
    form: PublishedVersion,
    now: datetime,
    seal: Seal | None = None,
) -> Outcome:
    """Store one checked form; a second arrival of the same form stores nothing.

    A form that a rule ended is stored with the rule's name and no answers. Photos that its answers
    name and that came under its submission go with it, telephone numbers are sealed by `seal`.
    The caller commits. Raises ValueError if the form was not complete, which only check_answers
    decides, or if a number came and there is no seal.
    """
    if not checked.is_complete:
        raise ValueError("answers with problems are shown again, never stored")
    if checked.contacts and seal is None:
        raise ValueError("a telephone number is stored sealed or not at all")
    values = _values(arrival, checked, form, now)
    submission_id, answers = arrival.token.submission_id, values["answers"]
    outcome = _insert(session, values)
    is_new = outcome is Outcome.STORED
    if photo_questions(form.questionnaire):
        settle_photos(session, submission_id, form.questionnaire, answers if is_new else None)
    if is_new and checked.contacts and seal:
        keep_contacts(session, submission_id, checked.contacts, seal=seal, now=now)
    return outcome


def _values(
    arrival: Arrival, checked: Checked, form: PublishedVersion, now: datetime
) -> dict[str, Any]:
    token = arrival.token
    answers = None if checked.ended else checked.answers
    return {
        "submission_id": token.submission_id,
        "receipt": receipt(token.submission_id),
        "campaign_id": token.campaign_id,
        "region_id": arrival.region_id,
        "placement_id": arrival.placement_id,
        "mode": arrival.mode,
        "worker_id": arrival.worker_id,
        "language": arrival.language,
        "notice_version": form.questionnaire.notice.version,
        "option_order": token.rotation,
        "started_at": min(token.issued_at, now),
        "submitted_at": now,
        "device_mark": arrival.device_mark,
        "synthetic": token.synthetic,
        "answers": answers,
        "codes": None if answers is None else form.codebook.encode(answers),
        "ended": checked.ended,
        "replaces_id": arrival.replaces_id,
    }


def _insert(session: Session, values: dict[str, Any]) -> Outcome:
    submission_id = values["submission_id"]
    mark = submission_hash(submission_id)
    if stored.insert_response(session, values, submission_hash=mark):
        return Outcome.STORED
    before = stored.standing(session, submission_id, mark)
    if before.is_erased:
        return Outcome.ERASED
    return Outcome.RESENT if before.answers == values["answers"] else Outcome.CHANGED


def submission_hash(submission_id: str) -> str:
    """What an erasure keeps of a submission."""
    return hashlib.sha256(submission_id.encode()).hexdigest()
