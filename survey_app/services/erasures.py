"""Having one's answers deleted: gone from every figure at once, for good a day later.

Until then their author, who alone has the receipt, may take it back. What counts is the moment, not
whether upkeep has run yet.
"""

import hashlib
from datetime import datetime, timedelta
from typing import NamedTuple

from survey_app.errors import NotFound
from survey_app.services.codes import normalise
from survey_app.services.enclosures import forget_photos
from survey_app.services.responses import submission_hash
from survey_app.storage import erasure_queries as stored
from survey_app.storage.connect import Session
from survey_app.storage.models import Erasure
from survey_app.storage.response_queries import Received, received

__all__ = ["Erased", "Received", "erase", "find_received", "purge", "take_back"]

HELD = timedelta(hours=24)
BATCH = 50  # responses that are deleted in one go: writers wait for it, and some have photos


class Erased(NamedTuple):
    """What a receipt shows when its answers were deleted."""

    receipt: str
    erased_at: datetime
    left: timedelta  # to take it back; nothing or less: they are gone for good

    @property
    def until(self) -> datetime:
        """When they go, or went, for good."""
        return self.erased_at + HELD

    @property
    def is_final(self) -> bool:
        """Whether they are gone for good."""
        return self.left <= timedelta(0)


def find_received(session: Session, typed: str, now: datetime) -> Received | Erased:
    """What a receipt may show; raises NotFound for mistyped and for unknown ones."""
    receipt = _read(typed)
    found = received(session, receipt)
    if found and found.erased_at is None:
        return found
    erased_at = found.erased_at if found else stored.erasure_time(session, receipt_hash(receipt))
    if erased_at is None:
        raise NotFound("There is no answer under this receipt code.")
    return Erased(receipt, erased_at, erased_at + HELD - now)


def erase(session: Session, typed: str, now: datetime) -> None:
    """Leave the response behind a receipt out of everything, and have it deleted a day later.

    From now on a resend of that form stores nothing. What was erased before stays as it is. Raises
    NotFound. The caller commits.
    """
    receipt = _read(typed)
    response = stored.locked_response(session, receipt)
    if response is None:
        find_received(session, receipt, now)
    elif response.erased_at is None:
        response.erased_at = now
        session.add(
            Erasure(
                submission_hash=submission_hash(response.submission_id),
                receipt_hash=receipt_hash(receipt),
                campaign_id=response.campaign_id,
                region_id=response.region_id,
                erased_at=now,
            )
        )
        forget_photos(session, response.submission_id)


def take_back(session: Session, typed: str, now: datetime) -> None:
    """Undo an erasure of the last 24 hours: the response counts again, with all that it had.

    What was not erased, or is gone for good, stays as it is. Raises NotFound. The caller commits.
    """
    receipt = _read(typed)
    response = stored.locked_response(session, receipt)
    if response is None:
        find_received(session, receipt, now)
    elif response.erased_at is not None and now < response.erased_at + HELD:
        response.erased_at = None
        stored.delete_erasure(session, submission_hash(response.submission_id))


def purge(session: Session, now: datetime) -> int:
    """Delete for good what was erased 24 hours ago, at most BATCH; returns how many.

    Photos, telephone numbers and exclusions go with it; that it was erased stays known. The caller
    commits.
    """
    due = stored.due_responses(session, now - HELD, BATCH)
    if due:
        stored.delete_responses(session, due)
    return len(due)


def receipt_hash(receipt: str) -> str:
    """What an erasure keeps of a receipt."""
    return hashlib.sha256(receipt.encode()).hexdigest()


def _read(typed: str) -> str:
    code = normalise(typed)
    if code is None:
        raise NotFound(
            "There is a mistake in this receipt code. Please compare it sign by sign with your own."
        )
    return code
