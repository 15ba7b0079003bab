"""Questions to the database about published questionnaires."""

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from survey_app.storage.models import Campaign, QuestionnaireVersion


def published_versions(
    session: Session, questionnaire: str | None = None
) -> list[QuestionnaireVersion]:
    """Every published version, of one questionnaire or of all, newest numbers first."""
    query = select(QuestionnaireVersion).order_by(
        QuestionnaireVersion.questionnaire, QuestionnaireVersion.version.desc()
    )
    if questionnaire is not None:
        query = query.where(QuestionnaireVersion.questionnaire == questionnaire)
    return list(session.scalars(query))


def running_campaigns(session: Session, now: datetime) -> dict[int, int]:
    """Version id -> campaigns on it that have begun and not ended."""
    query = (
        select(Campaign.version_id, func.count())
        .where(
            Campaign.opens_at <= now, or_(Campaign.closes_at.is_(None), Campaign.closes_at > now)
        )
        .group_by(Campaign.version_id)
    )
    return {version_id: n for version_id, n in session.execute(query)}
