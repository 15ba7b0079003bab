"""What is asked, where, and what came back. Staff and audit are in `accounts`.

Questionnaire versions never change; answers are never edited; population rows are only added.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.questionnaire.placeholders import filled
from survey_app.storage.base import Base

LEVELS = ("city", "district", "street", "community")
MODES = ("self", "assisted", "paper", "kiosk", "import")


def _one_of(column: str, values: tuple[str, ...], name: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name)


def _index_where_set(table: str, column: str) -> Index:
    """An index of the few rows where the column is set: the others cost nothing when they come."""
    is_set = text(f"{column} IS NOT NULL")
    name = f"ix_{table}_{column}"
    return Index(name, column, sqlite_where=is_set, postgresql_where=is_set)


class Region(Base):
    """One node of the tree city > district > street > community."""

    __tablename__ = "region"
    __table_args__ = (
        _one_of("level", LEVELS, "level_known"),
        CheckConstraint("(level = 'city') = (parent_id IS NULL)", name="only_cities_are_roots"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[str] = mapped_column(String(12))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    code: Mapped[str] = mapped_column(String(48), unique=True)
    official_code: Mapped[str | None] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(60), default="")
    batch: Mapped[int | None]

    parent: Mapped["Region | None"] = relationship(remote_side=[id])


class Population(Base):
    """One figure of one community with its source and date; newer rows win, none is overwritten."""

    __tablename__ = "population"
    __table_args__ = (CheckConstraint("value >= 0", name="not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"), index=True)
    key: Mapped[str] = mapped_column(String(24))  # total, adults, households, M_18_59 …
    value: Mapped[int]
    source: Mapped[str] = mapped_column(String(200))
    as_of: Mapped[date]
    recorded_at: Mapped[datetime]


class QuestionnaireVersion(Base):
    """A published definition, whole and for ever; campaigns refer to it."""

    __tablename__ = "questionnaire_version"
    __table_args__ = (UniqueConstraint("questionnaire", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire: Mapped[str] = mapped_column(String(32))
    version: Mapped[int]
    definition: Mapped[dict[str, Any]]
    content_hash: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # None: an operator
    retired_at: Mapped[datetime | None]  # no new campaigns; running ones go on


class Round(Base):
    """One turn of the city's loop, such as 2026-09, with its plan fixed before fieldwork."""

    __tablename__ = "round"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(24), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    goal: Mapped[str] = mapped_column(String(12), default="0.9")  # exact decimal, never a float
    plan: Mapped[dict[str, Any]] = mapped_column(default=dict)  # targets, headline, floors, limits


class Campaign(Base):
    """A questionnaire version put to communities between two dates (the end may be open)."""

    __tablename__ = "campaign"
    __table_args__ = (
        CheckConstraint("closes_at IS NULL OR closes_at >= opens_at", name="ends_after_it_opens"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"), index=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"), index=True)
    context: Mapped[dict[str, Any]]  # organiser, phone, paper_place, and the version's placeholders
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    version: Mapped[QuestionnaireVersion] = relationship()
    round: Mapped[Round | None] = relationship()
    communities: Mapped[list["CampaignCommunity"]] = relationship(back_populates="campaign")

    @property
    def titles(self) -> dict[str, str]:
        """Language -> the questionnaire's title as this campaign shows it."""
        title = self.version.definition["title"]
        texts = {"zh": title["zh"], "en": title.get("en") or title["zh"]}
        return {language: filled(text, self.context) for language, text in texts.items()}


class CampaignCommunity(Base):
    """A community in a campaign: how many answers are aimed at, population as it was then."""

    __tablename__ = "campaign_community"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"), primary_key=True, index=True)
    target: Mapped[int | None]
    minimum: Mapped[int | None]
    population: Mapped[dict[str, Any]] = mapped_column(default=dict)  # key -> value, source, as_of
    closes_at: Mapped[datetime | None]  # earlier or later than the campaign, when it differs

    campaign: Mapped[Campaign] = relationship(back_populates="communities")
    region: Mapped[Region] = relationship()


class Placement(Base):
    """A printed QR code: a spot in a community. It stays when campaigns come and go."""

    __tablename__ = "placement"

    id: Mapped[int] = mapped_column(primary_key=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"), index=True)
    spot: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(16), default="poster")
    code: Mapped[str] = mapped_column(String(24), unique=True)
    outlet: Mapped[str | None] = mapped_column(String(40))
    retired_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    region: Mapped[Region] = relationship()


class Response(Base):
    """One form sent in by one resident. Holds no name, phone, address or IP; is never edited.

    A form ended by a rule keeps the rule's name and no answers at all.
    """

    __tablename__ = "response"
    __table_args__ = (
        _one_of("mode", MODES, "mode_known"),
        CheckConstraint(
            "(ended IS NULL AND answers IS NOT NULL AND codes IS NOT NULL)"
            " OR (ended IS NOT NULL AND answers IS NULL AND codes IS NULL)",
            name="answers_unless_ended",
        ),
        CheckConstraint(
            "mode NOT IN ('assisted', 'paper') OR worker_id IS NOT NULL", name="help_has_a_worker"
        ),
        Index("ix_response_campaign_id_region_id", "campaign_id", "region_id"),
        _index_where_set("response", "erased_at"),
        _index_where_set("response", "replaces_id"),  # looked through whenever a row is deleted
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[str] = mapped_column(String(32), unique=True)  # sent twice, stored once
    receipt: Mapped[str] = mapped_column(String(24), unique=True)  # derived from submission_id
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    placement_id: Mapped[int | None] = mapped_column(ForeignKey("placement.id"))
    mode: Mapped[str] = mapped_column(String(8))
    worker_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    language: Mapped[str] = mapped_column(String(8))
    notice_version: Mapped[int]
    option_order: Mapped[
        int
    ]  # where rotated lists began: 0 the printed order (see FormToken.rotation)
    started_at: Mapped[datetime]
    submitted_at: Mapped[datetime]
    device_mark: Mapped[str | None] = mapped_column(String(32))
    synthetic: Mapped[bool] = mapped_column(default=False)  # made by `simulate`, not by a person
    answers: Mapped[dict[str, Any] | None]  # the truth
    codes: Mapped[bytes | None] = mapped_column(LargeBinary)  # closed answers, codebook layout
    ended: Mapped[str | None] = mapped_column(String(32))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("response.id"))
    # Its author had it deleted: counted nowhere, shown nowhere, gone for good a day later.
    erased_at: Mapped[datetime | None]


class Erasure(Base):
    """A response that its author had deleted; a resend of the same form stores nothing.

    It stays when the response itself is gone, and goes when the author takes the answers back.
    """

    __tablename__ = "erasure"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_hash: Mapped[str] = mapped_column(String(64), unique=True)
    receipt_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    erased_at: Mapped[datetime]


class Exclusion(Base):
    """A response left out of figures, for a written reason; lifting it counts it again."""

    __tablename__ = "exclusion"

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(
        ForeignKey("response.id", ondelete="CASCADE"), index=True
    )
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    reason: Mapped[str] = mapped_column(String(200))
    excluded_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]


class Snapshot(Base):
    """Tallies of a campaign as they were counted at one moment."""

    __tablename__ = "snapshot"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    counted_at: Mapped[datetime]
    responses: Mapped[int]
    tallies: Mapped[dict[str, Any]]
