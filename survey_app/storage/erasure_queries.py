"""Answers that their authors had deleted: held for a while, and then deleted for good."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, load_only

from survey_app.storage.models import Erasure, Response

_NEEDED = (
    Response.submission_id,
    Response.receipt,
    Response.campaign_id,
    Response.region_id,
    Response.erased_at,
)


def locked_response(session: Session, receipt: str) -> Response | None:
    """The response behind a receipt, without its answers; nobody else changes it meanwhile."""
    query = select(Response).where(Response.receipt == receipt).options(load_only(*_NEEDED))
    return session.scalar(query.with_for_update())


def erasure_time(session: Session, receipt_hash: str) -> datetime | None:
    """When the response behind a receipt was erased."""
    return session.scalar(select(Erasure.erased_at).where(Erasure.receipt_hash == receipt_hash))


def delete_erasure(session: Session, submission_hash: str) -> None:
    """Forget that a submission was erased."""
    session.execute(delete(Erasure).where(Erasure.submission_hash == submission_hash))


def due_responses(session: Session, erased_by: datetime, most: int) -> Sequence[int]:
    """The numbers of the oldest responses that were erased at this time or before.

    Locked, so that one that is taken back at this moment is either taken back or among them.
    """
    query = (
        select(Response.id)
        .where(Response.erased_at <= erased_by)
        .order_by(Response.erased_at)
        .limit(most)
        .with_for_update()
    )
    return session.scalars(query).all()


def delete_responses(session: Session, numbers: Sequence[int]) -> None:
    """Delete responses for good; exclusions, photos and telephone numbers go with them."""
    later = update(Response).where(Response.replaces_id.in_(numbers))
    session.execute(later.values(replaces_id=None))
    session.execute(delete(Response).where(Response.id.in_(numbers)))
