"""Questionnaires in the making: drafts and every step of their editing, so it can be undone."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.storage.base import Base
from survey_app.storage.models import QuestionnaireVersion


class QuestionnaireDraft(Base):
    """A questionnaire being edited; gone once it is published or thrown away.

    `position` is the revision that is shown; undo lowers it, redo raises it again.
    """

    __tablename__ = "questionnaire_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire: Mapped[str] = mapped_column(String(32), index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("questionnaire_version.id"))
    position: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    based_on: Mapped[QuestionnaireVersion | None] = relationship()
    revisions: Mapped[list["DraftRevision"]] = relationship(
        back_populates="draft", cascade="all, delete-orphan", order_by="DraftRevision.number"
    )


class DraftRevision(Base):
    """A draft as it was after one step. It may be faulty: only publishing asks for a right one."""

    __tablename__ = "draft_revision"

    draft_id: Mapped[int] = mapped_column(
        ForeignKey("questionnaire_draft.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    definition: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]

    draft: Mapped[QuestionnaireDraft] = relationship(back_populates="revisions")
