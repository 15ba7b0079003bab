"""What travels beside answers: photos and telephone numbers; and recordings beside questions."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.storage.base import Base


class Attachment(Base):
    """A re-encoded photo. Until its form is stored it belongs to the submission alone."""

    __tablename__ = "attachment"
    __table_args__ = (
        UniqueConstraint("submission_id", "question", "key"),
        Index("ix_attachment_received_at", "received_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[str] = mapped_column(String(32))
    question: Mapped[str] = mapped_column(String(32))
    key: Mapped[str] = mapped_column(String(64))  # SHA-256 of the content
    content: Mapped[bytes] = mapped_column(LargeBinary)  # JPEG without metadata
    width: Mapped[int]
    height: Mapped[int]
    received_at: Mapped[datetime]
    response_id: Mapped[int | None] = mapped_column(
        ForeignKey("response.id", ondelete="CASCADE"), index=True
    )


class Contact(Base):
    """A telephone number, encrypted; deleted when its time has come."""

    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("response_id", "question"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"))
    question: Mapped[str] = mapped_column(String(32))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    consented_at: Mapped[datetime]
    delete_after: Mapped[datetime] = mapped_column(index=True)


class Recording(Base):
    """A question read aloud by staff. It belongs to the words it was made of, in any version."""

    __tablename__ = "recording"
    __table_args__ = (UniqueConstraint("questionnaire", "question", "words_hash", "label"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire: Mapped[str] = mapped_column(String(32))
    question: Mapped[str] = mapped_column(String(32))
    words_hash: Mapped[str] = mapped_column(String(64))  # SHA-256 of the question as it is read
    label: Mapped[str] = mapped_column(String(16))  # 普通话, 雷州话, 粤语 …
    kind: Mapped[str] = mapped_column(String(16))  # audio/mp4, audio/mpeg, audio/webm, audio/ogg
    content: Mapped[bytes] = mapped_column(LargeBinary)  # at most 60 kB
    content_hash: Mapped[str] = mapped_column(String(64), index=True)  # its address
    recorded_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    recorded_at: Mapped[datetime]
