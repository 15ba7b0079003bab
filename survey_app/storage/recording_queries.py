"""Questions read aloud: which recordings there are, what they sound like, put in and taken out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from survey_app.storage.accounts import Staff
from survey_app.storage.enclosures import Recording

KEY = ("questionnaire", "question", "words_hash", "label")
_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class Kept(NamedTuple):
    """A recording without its sound. size: bytes; by: who made it, as colleagues call them."""

    question: str
    words_hash: str
    label: str
    kind: str
    content_hash: str
    size: int
    recorded_at: datetime
    by: str


def recordings_of(session: Session, questionnaire: str) -> list[Kept]:
    """The recordings of a questionnaire in all its versions, the oldest first."""
    query = (
        select(
            Recording.question,
            Recording.words_hash,
            Recording.label,
            Recording.kind,
            Recording.content_hash,
            func.length(Recording.content),
            Recording.recorded_at,
            func.coalesce(func.nullif(Staff.name, ""), Staff.user),
        )
        .join(Staff, Staff.id == Recording.recorded_by)
        .where(Recording.questionnaire == questionnaire)
        .order_by(Recording.recorded_at, Recording.id)
    )
    return [Kept._make(row) for row in session.execute(query)]


def sound(session: Session, content_hash: str) -> tuple[str, bytes] | None:
    """Kind and bytes of a recording; None when there is none under this address."""
    query = select(Recording.kind, Recording.content).where(Recording.content_hash == content_hash)
    row = session.execute(query.limit(1)).first()
    return None if row is None else (row[0], row[1])


def put(session: Session, row: Mapping[str, Any]) -> None:
    """Keep a recording in the place of one of the same words and label, even at the same moment."""
    insert = _INSERTS[session.get_bind().dialect.name]
    rest = {name: value for name, value in row.items() if name not in KEY}
    statement = insert(Recording).values(**row)
    session.execute(statement.on_conflict_do_update(index_elements=KEY, set_=rest))


def drop(session: Session, key: Mapping[str, str]) -> int:
    """Delete the recording with this KEY; how many there were."""
    mine: list[ColumnElement[bool]] = [getattr(Recording, name) == key[name] for name in KEY]
    count: int = session.connection().execute(delete(Recording).where(*mine)).rowcount
    return count
