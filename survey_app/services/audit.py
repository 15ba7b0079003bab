"""The record of what staff and commands did: never answers, never secrets."""

from datetime import datetime

from survey_app.storage.accounts import Audit
from survey_app.storage.connect import Session


def record_action(
    session: Session,
    action: str,
    subject: str,
    *,
    now: datetime,
    by: int | None = None,
    detail: dict[str, object] | None = None,
) -> None:
    """Note one action; by: the staff id, None for the command line."""
    session.add(
        Audit(at=now, staff_id=by, action=action, subject=subject[:80], detail=detail or {})
    )
