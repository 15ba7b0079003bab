"""Staff: who may sign in, with which role and area, and what they did."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.storage.base import Base
from survey_app.storage.models import Region

ROLES = ("admin", "analyst", "worker")


class Staff(Base):
    """An account. Passwords are kept as argon2 hashes only."""

    __tablename__ = "staff"
    __table_args__ = (CheckConstraint("role IN ('admin', 'analyst', 'worker')", name="role_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(40), default="")
    role: Mapped[str] = mapped_column(String(8))
    password_hash: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    grants: Mapped[list["Grant"]] = relationship(back_populates="staff")


class Grant(Base):
    """The area of an account: a region and everything below it."""

    __tablename__ = "grant"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"), primary_key=True)

    staff: Mapped[Staff] = relationship(back_populates="grants")
    region: Mapped[Region] = relationship()


class StaffSession(Base):
    """A sign-in that can be revoked; the browser holds the token, only its hash is here."""

    __tablename__ = "staff_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    staff: Mapped[Staff] = relationship()


class SignInFailure(Base):
    """A failed sign-in, kept for a day to slow down guessing. `source` is a keyed hash."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index("ix_sign_in_failure_source_failed_at", "source", "failed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(64))
    failed_at: Mapped[datetime]


class Audit(Base):
    """What a person or command did; never answers, never secrets."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # None: command line
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80))
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
