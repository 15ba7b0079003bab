"""Questions to the database about staff, their sessions and failed sign-ins."""

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from survey_app.storage.accounts import SignInFailure, Staff, StaffSession


def staff_by_user(session: Session, user: str) -> Staff | None:
    """The account with this user name."""
    return session.scalar(
        select(Staff).where(Staff.user == user).options(selectinload(Staff.grants))
    )


def session_by_token(session: Session, token_hash: str) -> StaffSession | None:
    """A sign-in with its account and grants."""
    return session.scalar(
        select(StaffSession)
        .where(StaffSession.token_hash == token_hash)
        .options(joinedload(StaffSession.staff).selectinload(Staff.grants))
    )


def revoke(session: Session, token_hash: str, now: datetime) -> None:
    """End one sign-in."""
    session.execute(
        update(StaffSession)
        .where(StaffSession.token_hash == token_hash, StaffSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def revoke_all(session: Session, staff_id: int, now: datetime) -> None:
    """End every sign-in of an account."""
    session.execute(
        update(StaffSession)
        .where(StaffSession.staff_id == staff_id, StaffSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def failures_since(session: Session, source: str, since: datetime) -> tuple[int, datetime | None]:
    """Failed sign-ins of a source since a time: how many, and when the newest was."""
    query = select(func.count(), func.max(SignInFailure.failed_at)).where(
        SignInFailure.source == source, SignInFailure.failed_at >= since
    )
    count, newest = session.execute(query).one()
    return count, newest


def forget_failures(session: Session, before: datetime) -> None:
    """Failed sign-ins are kept for a day only."""
    session.execute(delete(SignInFailure).where(SignInFailure.failed_at < before))
