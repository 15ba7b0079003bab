"""Rows that fit together, for tests that change one value."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from survey_app.storage.accounts import Staff
from survey_app.storage.models import (
    Campaign,
    CampaignCommunity,
    Placement,
    QuestionnaireVersion,
    Region,
    Response,
)

NOW = datetime(2026, 9, 1, 4, 30, 15, 123456, tzinfo=UTC)


def region(session: Session, level: str, code: str, parent: Region | None, **more: Any) -> Region:
    row = Region(level=level, code=code, parent_id=parent.id if parent else None, name=code, **more)
    session.add(row)
    session.flush()
    return row


def tree(session: Session) -> dict[str, Region]:
    """A city with two districts; the first has two streets with three communities."""
    city = region(session, "city", "ZJ", None)
    first, second = (region(session, "district", code, city) for code in ("CK", "XS"))
    north, south = (region(session, "street", code, first) for code in ("CK-N", "CK-S"))
    east = region(session, "street", "XS-E", second)
    places = [("C1", north), ("C2", north), ("C3", south), ("C4", east)]
    rows = [region(session, "community", code, street) for code, street in places]
    return {row.code: row for row in [city, first, second, north, south, east, *rows]}


def campaign(session: Session, communities: list[Region], **changes: Any) -> Campaign:
    """A campaign of a version that is stored with it."""
    version = QuestionnaireVersion(
        questionnaire=changes.pop("questionnaire", "sat"),
        version=changes.pop("version", 1),
        definition={"title": "问卷"},
        content_hash="0" * 64,
        published_at=NOW,
    )
    values = {"context": {}, "opens_at": NOW, "closes_at": None, "created_at": NOW, **changes}
    row = Campaign(version=version, **values)
    row.communities = [CampaignCommunity(region=place) for place in communities]
    session.add(row)
    session.flush()
    return row


def placement(session: Session, community: Region, code: str, **changes: Any) -> Placement:
    row = Placement(region=community, spot="门口", code=code, created_at=NOW, **changes)
    session.add(row)
    session.flush()
    return row


def staff(session: Session, user: str = "ana", role: str = "analyst") -> Staff:
    row = Staff(user=user, role=role, password_hash="x", created_at=NOW)
    session.add(row)
    session.flush()
    return row


def response(number: int, campaign: Campaign, community: Region, **changes: Any) -> dict[str, Any]:
    """All columns of a response."""
    return {
        "submission_id": f"{number:032x}",
        "receipt": f"R{number}",
        "campaign_id": campaign.id,
        "region_id": community.id,
        "placement_id": None,
        "mode": "self",
        "worker_id": None,
        "language": "zh",
        "notice_version": 1,
        "option_order": 0,
        "started_at": NOW,
        "submitted_at": NOW,
        "device_mark": None,
        "synthetic": False,
        "answers": {"S10": "5"},
        "codes": b"\1",
        "ended": None,
        "replaces_id": None,
        **changes,
    }


def add_response(session: Session, number: int, *where: Any, **changes: Any) -> Response:
    row = Response(**response(number, *where, **changes))
    session.add(row)
    session.flush()
    return row
