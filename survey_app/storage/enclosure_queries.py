"""Photos and sealed telephone numbers: in, to their response, and out again."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, delete, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from survey_app.storage.enclosures import Attachment, Contact
from survey_app.storage.models import Campaign, QuestionnaireVersion, Region, Response

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


def delete_other_photos(
    session: Session,
    submission_id: str,
    photos: Collection[Named],
    *,
    received_before: datetime | None = None,
) -> None:
    """Delete a submission's photos without a response, except these."""
    others = _unclaimed(submission_id) & ~_among(photos)
    if received_before is not None:
        others &= Attachment.received_at < received_before
    session.execute(delete(Attachment).where(others))


def claim_photos(session: Session, submission_id: str, photos: Collection[Named]) -> int:
    """Give these of a submission's photos to its response; how many were there."""
    response = select(Response.id).where(Response.submission_id == submission_id).scalar_subquery()
    mine = update(Attachment).where(_unclaimed(submission_id) & _among(photos))
    count: int = session.connection().execute(mine.values(response_id=response)).rowcount
    return count


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


def photo_content(session: Session, response_id: int, named: Named) -> bytes | None:
    """One photo of a response as JPEG; None when it is not there (any more)."""
    query = (
        select(Attachment.content)
        .join(Response, Response.id == Attachment.response_id)
        .where(Response.id == response_id, Response.erased_at.is_(None), _among([named]))
    )
    return session.scalar(query)


class Sealed(NamedTuple):
    """A sealed number with what somebody needs who is going to call."""

    contact: Contact
    community: str
    community_code: str
    submitted_at: datetime
    answers: dict[str, Any]


def campaign_contacts(session: Session, campaign_id: int, now: datetime) -> list[Sealed]:
    """The numbers of a campaign whose time is not over, oldest response first."""
    query = (
        select(Contact, Region.name, Region.code, Response.submitted_at, Response.answers)
        .join(Response, Response.id == Contact.response_id)
        .join(Region, Region.id == Response.region_id)
        .where(Response.campaign_id == campaign_id, Response.erased_at.is_(None))
        .where(Contact.delete_after > now)
        .order_by(Response.id, Contact.id)
    )
    return [Sealed._make(row) for row in session.execute(query)]


def response_contacts(session: Session, response_id: int, now: datetime) -> list[Contact]:
    """The numbers that came with a response and whose time is not over."""
    query = (
        select(Contact)
        .join(Response, Response.id == Contact.response_id)
        .where(Response.id == response_id, Response.erased_at.is_(None))
        .where(Contact.delete_after > now)
        .order_by(Contact.id)
    )
    return list(session.scalars(query))


def definition_of(session: Session, response_id: int) -> dict[str, Any]:
    """The definition of the questionnaire that a response answers."""
    query = (
        select(QuestionnaireVersion.definition)
        .join(Campaign, Campaign.version_id == QuestionnaireVersion.id)
        .join(Response, Response.campaign_id == Campaign.id)
        .where(Response.id == response_id)
    )
    return session.scalars(query).one()


def delete_contacts(session: Session, due: datetime) -> int:
    """Delete the numbers whose time has come; how many there were."""
    return _deleted(session, delete(Contact).where(Contact.delete_after <= due))


def _deleted(session: Session, statement: Any) -> int:
    count: int = session.connection().execute(statement).rowcount
    return count
