"""How to reach somebody who asked for a reply: sealed at once, opened on the record, soon deleted.

The telephone number stands nowhere but in the sealed row: not in answers, exports, audit or logs.
"""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from survey_app.errors import Invalid, NotFound
from survey_app.keys import KeyRing
from survey_app.services.audit import record_action
from survey_app.storage import enclosure_queries as stored
from survey_app.storage.connect import Session
from survey_app.storage.enclosures import Contact

KEPT_OPEN = timedelta(days=180)  # when nobody ever closes the matter


class Seal:
    """Seals telephone numbers with the newest contact key; every key of the ring opens them."""

    def __init__(self, keys: KeyRing) -> None:
        newest_first = reversed(keys.all("contact"))
        self._keys = MultiFernet([Fernet(_derived(secret)) for secret in newest_first])

    def seal(self, number: str) -> bytes:
        """The number, unreadable without the key ring."""
        return self._keys.encrypt(number.encode())

    def open(self, sealed: bytes) -> str:
        """The number again; raises Invalid when no key of the ring opens it."""
        try:
            return self._keys.decrypt(sealed).decode()
        except InvalidToken as error:
            raise Invalid(
                "This telephone number cannot be opened: it was sealed with a key that is not in"
                " the key ring any more. Please put the old keys.json back."
            ) from error


def _derived(secret: str) -> bytes:
    """32 bytes from a secret of the ring (HKDF, RFC 5869), as Fernet wants them."""
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"survey-app contact")
    return urlsafe_b64encode(derivation.derive(secret.encode()))


def keep_contacts(
    session: Session, submission_id: str, contacts: Mapping[str, str], *, seal: Seal, now: datetime
) -> None:
    """Seal what a stored response brought: question id -> number. The caller commits."""
    response_id = stored.response_id(session, submission_id)
    session.add_all(
        Contact(
            response_id=response_id,
            question=question,
            sealed=seal.seal(number),
            consented_at=now,
            delete_after=now + KEPT_OPEN,
        )
        for question, number in contacts.items()
    )


def contact_of(
    session: Session, response_id: int, question: str, keys: KeyRing, *, by: int, now: datetime
) -> str:
    """The number in clear, for the staff account `by`; that it was opened is noted in the audit.

    Raises NotFound when there is none or its time is over, Invalid when its key is lost. The
    caller has looked whether this account may see the response, and commits.
    """
    found = _kept(session, response_id, question)
    if found.delete_after <= now:
        raise _gone()
    number = Seal(keys).open(found.sealed)
    subject, detail = f"response {response_id}", {"question": question}
    record_action(session, "open contact", subject, now=now, by=by, detail=dict(detail))
    return number


def close_contact(
    session: Session, response_id: int, question: str, *, closed_at: datetime, keep_days: int
) -> None:
    """The matter is closed: the number goes keep_days later, or sooner if that was due anyway.

    Raises NotFound when there is none (any more). The caller commits.
    """
    found = _kept(session, response_id, question)
    found.delete_after = min(found.delete_after, closed_at + timedelta(days=keep_days))


def delete_due_contacts(session: Session, now: datetime) -> int:
    """Delete the numbers whose time has come; how many there were. The caller commits."""
    return stored.delete_contacts(session, now)


def _kept(session: Session, response_id: int, question: str) -> Contact:
    found = stored.contact(session, response_id, question)
    if found is None:
        raise _gone()
    return found


def _gone() -> NotFound:
    return NotFound("There is no telephone number here (any more).")
