"""Questions to the database about drafts of questionnaires and their steps."""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from survey_app.storage.drafts import DraftRevision, QuestionnaireDraft
from survey_app.storage.models import QuestionnaireVersion


def draft(session: Session, draft_id: int, *, lock: bool = False) -> QuestionnaireDraft | None:
    """A draft; lock: nobody else changes it before this transaction ends."""
    query = select(QuestionnaireDraft).where(QuestionnaireDraft.id == draft_id)
    return session.scalar(query.with_for_update() if lock else query)


def drafts(session: Session, owner_id: int | None = None) -> list[QuestionnaireDraft]:
    """Drafts, the last edited first; of one account, or of everybody."""
    query = select(QuestionnaireDraft).order_by(
        QuestionnaireDraft.updated_at.desc(), QuestionnaireDraft.id.desc()
    )
    if owner_id is not None:
        query = query.where(QuestionnaireDraft.owner_id == owner_id)
    return list(session.scalars(query))


def revision(session: Session, draft_id: int, number: int) -> DraftRevision | None:
    """One step of a draft."""
    return session.get(DraftRevision, (draft_id, number))


def numbers(session: Session, draft_id: int) -> list[int]:
    """The numbers of a draft's steps, in order."""
    query = (
        select(DraftRevision.number)
        .where(DraftRevision.draft_id == draft_id)
        .order_by(DraftRevision.number)
    )
    return list(session.scalars(query))


def cut(session: Session, draft_id: int, *, keep: list[int]) -> None:
    """Forget every step but these."""
    session.execute(
        delete(DraftRevision)
        .where(DraftRevision.draft_id == draft_id, DraftRevision.number.not_in(keep))
        .execution_options(synchronize_session="fetch")
    )


def taken_ids(session: Session) -> set[str]:
    """The ids of published questionnaires and of drafts."""
    published = session.scalars(select(QuestionnaireVersion.questionnaire).distinct())
    return {*published, *session.scalars(select(QuestionnaireDraft.questionnaire).distinct())}


def newest_number(session: Session, questionnaire: str) -> int:
    """The highest published version number of a questionnaire; 0 when there is none."""
    query = select(func.max(QuestionnaireVersion.version)).where(
        QuestionnaireVersion.questionnaire == questionnaire
    )
    return session.scalar(query) or 0


def versions(session: Session, questionnaire: str) -> list[QuestionnaireVersion]:
    """Every published version of a questionnaire, the oldest first."""
    query = (
        select(QuestionnaireVersion)
        .where(QuestionnaireVersion.questionnaire == questionnaire)
        .order_by(QuestionnaireVersion.version)
    )
    return list(session.scalars(query))
