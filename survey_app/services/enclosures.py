"""Photos on their way: kept under the submission until its form is stored, then with the response.

A form that is shown again carries the keys of its photos as fields, so that nobody has to choose
them twice. A key alone opens nothing: it counts for the submission that the photo came with.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from survey_app.errors import SurveyError
from survey_app.questionnaire.definition import Question, Questionnaire
from survey_app.services.photos import Photo
from survey_app.storage import enclosure_queries as stored
from survey_app.storage.connect import Session

KEPT_UNCLAIMED = timedelta(hours=48)
ON_ITS_WAY = timedelta(minutes=10)  # the same form may be arriving twice, with other photos
BATCH = 50  # photos that are deleted in one go: writers wait for it


class PhotosGone(SurveyError):
    """A form names photos that are not there any more: it has to be asked for them again."""


def photo_questions(questionnaire: Questionnaire) -> list[Question]:
    """The questions that take photos."""
    return [question for question in questionnaire.questions if question.kind == "photo"]


def most_photos(question: Question) -> int:
    """How many photos a question takes."""
    return question.max_files or 1


def keep_photos(
    session: Session,
    submission_id: str,
    question: Question,
    photos: Sequence[Photo],
    *,
    now: datetime,
) -> None:
    """Keep the first photos of a question, as many as it takes; once, however often they come."""
    rows = [
        {
            "submission_id": submission_id,
            "question": question.id,
            "key": photo.key,
            "content": photo.content,
            "width": photo.width,
            "height": photo.height,
            "received_at": now,
        }
        for photo in photos[: most_photos(question)]
    ]
    stored.insert_photos(session, sorted(rows, key=lambda row: str(row["key"])))


def received_photos(session: Session, submission_id: str) -> dict[str, list[str]]:
    """Question id -> keys of the photos that came under a submission."""
    received: dict[str, list[str]] = {}
    for question, key in stored.photos_of(session, submission_id):
        received.setdefault(question, []).append(key)
    return received


def take_photos(
    session: Session,
    submission_id: str,
    questions: Sequence[Question],
    *,
    named: Mapping[str, Sequence[str]],
    new: Mapping[str, Sequence[Photo]],
    now: datetime,
) -> dict[str, list[str]]:
    """Keep what a form brings: question id -> keys, those it names first, then the new ones.

    named : question id -> keys in the form; what did not come with this submission is left out.
    Photos that the form does not name any more are deleted after ten minutes. Of more than a
    question takes, the first are kept and all are returned, so that the check can say so. The
    caller commits.
    """
    received = received_photos(session, submission_id)
    keys = {}
    for question in questions:
        known = [key for key in named.get(question.id, ()) if key in received.get(question.id, ())]
        fresh = {photo.key: photo for photo in new.get(question.id, ())}
        keys[question.id] = list(dict.fromkeys([*known, *fresh]))
        kept = keys[question.id][: most_photos(question)]
        arrived = [photo for key, photo in fresh.items() if key in kept]
        keep_photos(session, submission_id, question, arrived, now=now)
    everything = [(q.id, key) for q in questions for key in keys[q.id][: most_photos(q)]]
    stored.delete_other_photos(session, submission_id, everything, received_before=now - ON_ITS_WAY)
    stored.keep_longer(session, submission_id, everything, now=now)
    return keys


def settle_photos(
    session: Session, submission_id: str, form: Questionnaire, answers: Mapping[str, Any] | None
) -> None:
    """Give the photos that stand in `answers` to the response, delete the submission's others.

    answers : None when nothing was stored. Call it after the response. The caller commits. Raises
    PhotosGone when one of them is not there any more; nothing may be committed then.
    """
    named = [
        (question.id, key)
        for question in photo_questions(form)
        for key in (answers or {}).get(question.id, ())
    ]
    if named and stored.claim_photos(session, submission_id, named) < len(named):
        raise PhotosGone("The photos of this form could not be kept.")
    stored.delete_other_photos(session, submission_id, ())


def forget_photos(session: Session, submission_id: str) -> None:
    """Delete a submission's photos that belong to no response."""
    stored.delete_other_photos(session, submission_id, ())


def delete_unclaimed(session: Session, now: datetime) -> int:
    """Delete photos whose form was not stored for 48 hours, at most BATCH; returns how many."""
    return stored.delete_unclaimed(session, now - KEPT_UNCLAIMED, BATCH)
