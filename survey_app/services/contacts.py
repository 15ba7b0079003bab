"""How to reach somebody who asked for a reply: sealed at once, opened on the record, soon deleted.

The telephone number stands nowhere but in the sealed row: not in answers, exports, audit or logs.
"""

from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from survey_app.errors import Invalid, NotFound, marked
from survey_app.keys import KeyRing
from survey_app.questionnaire.definition import Questionnaire
from survey_app.questionnaire.kinds import other_field
from survey_app.services.audit import record_action
from survey_app.services.questionnaires import published
from survey_app.storage import enclosure_queries as stored
from survey_app.storage.connect import Session
from survey_app.storage.enclosures import Contact
from survey_app.storage.models import Campaign

KEPT_OPEN = timedelta(days=180)  # when nobody ever closes the matter
KEPT_CLOSED = 30  # days, where the question says nothing
BEFORE_ITS_TIME = timedelta(seconds=1)
LOST_KEY = marked(
    "This telephone number cannot be opened: it was sealed with a key that is not in the key ring"
    " any more. Please put the old keys.json back."
)


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
            raise Invalid(LOST_KEY) from error


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


class Reachable(NamedTuple):
    """Somebody who waits for an answer. texts: name of the answer -> what was written."""

    response: int
    community: str
    community_code: str
    sent_at: datetime
    question: str
    number: str | None  # None: its key is not in the ring any more
    delete_after: datetime
    texts: dict[str, str]


def open_contacts(
    session: Session, campaign: Campaign, keys: KeyRing, *, by: int | None, now: datetime
) -> list[Reachable]:
    """Every number of a campaign that is kept and not closed, in clear, oldest response first.

    Each one that opens is noted in the audit, without the number. by : the staff account, None for
    the command line. The caller has looked whether it may, and commits before it shows anything.
    """
    seal = Seal(keys)
    names = written_names(published(campaign.version).questionnaire)
    found = stored.campaign_contacts(session, campaign.id, now)
    waiting = [_opened(one, seal, names) for one in found if not _is_closed(one.contact)]
    for one in waiting:
        if one.number is not None:
            _record(session, "open contact", one.response, one.question, by=by, now=now)
    return waiting


def _opened(found: stored.Sealed, seal: Seal, names: Sequence[str]) -> Reachable:
    number = None
    with suppress(Invalid):  # one lost key must not hide the other numbers
        number = seal.open(found.contact.sealed)
    return Reachable(
        response=found.contact.response_id,
        community=found.community,
        community_code=found.community_code,
        sent_at=found.submitted_at,
        question=found.contact.question,
        number=number,
        delete_after=found.contact.delete_after,
        texts={name: found.answers[name] for name in names if found.answers.get(name)},
    )


def written_names(questionnaire: Questionnaire) -> list[str]:
    """The names under which answers hold what people wrote in their own words, in order."""
    return [
        name
        for question in questionnaire.questions
        for name in (
            *([question.id] if question.kind == "text" else []),
            *(other_field(question, option.code) for option in question.options if option.text),
        )
    ]


def close_contacts(
    session: Session, response_id: int, *, by: int | None, now: datetime
) -> dict[str, datetime]:
    """The matter is closed: a response's numbers go `keep_days` later, or sooner if due anyway.

    Returns question id -> when its number goes; a number that was closed before stays as it was.
    Raises NotFound when there is none (any more). The caller commits.
    """
    found = stored.response_contacts(session, response_id, now)
    if not found:
        raise NotFound("With response {n} there is no telephone number (any more).", n=response_id)
    questionnaire = Questionnaire.model_validate(stored.definition_of(session, response_id))
    for contact in found:
        if _is_closed(contact):
            continue
        days = questionnaire.by_id[contact.question].keep_days or KEPT_CLOSED
        due = contact.delete_after - BEFORE_ITS_TIME
        contact.delete_after = min(due, now + timedelta(days=days))
        _record(session, "close contact", response_id, contact.question, by=by, now=now)
    return {contact.question: contact.delete_after for contact in found}


def _is_closed(contact: Contact) -> bool:
    """Closing always brings the deletion forward, be it by a second."""
    return contact.delete_after < contact.consented_at + KEPT_OPEN


def _record(
    session: Session, action: str, response_id: int, question: str, *, by: int | None, now: datetime
) -> None:
    subject, detail = f"response {response_id}", {"question": question}
    record_action(session, action, subject, now=now, by=by, detail=dict(detail))


def delete_due_contacts(session: Session, now: datetime) -> int:
    """Delete the numbers whose time has come; how many there were. The caller commits."""
    return stored.delete_contacts(session, now)
