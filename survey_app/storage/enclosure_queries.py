"""Photos and sealed telephone numbers: in, to their response, and out again."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from survey_app.storage.enclosures import Attachment, Contact
from survey_app.storage.models import Response

Named = tuple[str, str]  # question id, key of a photo
_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert_photos(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert photos; one that this question of this submission has already stays as it is."""
    insert = _INSERTS[session.get_bind().dialect.name]
    for row in rows:
        session.execute(insert(Attachment).values(**row).on_conflict_do_nothing())


def photos_of(session: Session, submission_id: str) -> list[Named]:
    """The photos that came under a submission, in order of arrival."""
    query = (
        select(Attachment.question, Attachment.key)
        .where(Attachment.submission_id == submission_id)
        .order_by(Attachment.id)
    )
    return [(question, key) for question, key in session.execute(query)]


def keep_longer(
    session: Session, submission_id: str, photos: Collection[Named], *, now: datetime
) -> None:
    """Note that photos without a response were seen again."""
    mine = _unclaimed(submission_id) & _among(photos)
    session.execute(update(Attachment).where(mine).values(received_at=now))


def delete_other_photos(session: Session, submission_id: str, photos: Collection[Named]) -> None:
    """Delete a submission's photos without a response, except these."""
    session.execute(delete(Attachment).where(_unclaimed(submission_id) & ~_among(photos)))


def claim_photos(session: Session, submission_id: str) -> None:
    """Give a submission's photos to its response."""
    response = select(Response.id).where(Response.submission_id == submission_id).scalar_subquery()
    mine = update(Attachment).where(_unclaimed(submission_id))
    session.execute(mine.values(response_id=response))


def delete_unclaimed(session: Session, received_before: datetime, most: int) -> int:
    """Delete the oldest photos that no response claimed; how many there were."""
    old = (
        select(Attachment.id)
        .where(Attachment.response_id.is_(None), Attachment.received_at < received_before)
        .order_by(Attachment.received_at)
        .limit(most)
    )
    return _deleted(session, delete(Attachment).where(Attachment.id.in_(old)))


def _unclaimed(submission_id: str) -> ColumnElement[bool]:
    return (Attachment.submission_id == submission_id) & Attachment.response_id.is_(None)


def _among(photos: Collection[Named]) -> ColumnElement[bool]:
    return tuple_(Attachment.question, Attachment.key).in_(list(photos))


def response_id(session: Session, submission_id: str) -> int | None:
    """The number of the response that a submission became."""
    return session.scalar(select(Response.id).where(Response.submission_id == submission_id))


def contact(session: Session, response_id: int, question: str) -> Contact | None:
    """The sealed number that came with a question of a response."""
    query = select(Contact).where(Contact.response_id == response_id, Contact.question == question)
    return session.scalar(query)


def delete_contacts(session: Session, due: datetime) -> int:
    """Delete the numbers whose time has come; how many there were."""
    return _deleted(session, delete(Contact).where(Contact.delete_after <= due))


def _deleted(session: Session, statement: Any) -> int:
    count: int = session.connection().execute(statement).rowcount
    return count
