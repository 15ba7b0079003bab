"""Accounts, sign-in and sessions. Passwords are argon2 hashes; sessions can be revoked."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from survey_app.errors import Invalid, NotFound
from survey_app.services.audit import record_action
from survey_app.storage import account_queries, queries
from survey_app.storage.accounts import ROLES, Grant, SignInFailure, Staff, StaffSession
from survey_app.storage.connect import Session

SESSION_HOURS = 12
FREE_TRIES = 10
TRY_WINDOW = timedelta(minutes=15)
LONGEST_WAIT = timedelta(minutes=15)
PASSWORD_LENGTH = range(8, 129)

_hasher = PasswordHasher()


@dataclass(frozen=True)
class Account:
    """Who is signed in. regions: ids of the granted areas, None for the whole city."""

    id: int
    user: str
    name: str
    role: str
    regions: tuple[int, ...] | None


def add_staff(
    session: Session, user: str, password: str, *, role: str, areas: Sequence[str], now: datetime
) -> Staff:
    """A new account. areas: region codes, empty for the whole city (admins and analysts).

    Raises Invalid for a taken name, a weak password, an unknown role or a worker without area.
    """
    if not user.isascii() or not user.isalnum() or len(user) > 40:
        raise Invalid("A user name is made of letters and figures only, got “{user}”.", user=user)
    if role not in ROLES:
        raise Invalid("There is no role {role}; roles: {known}", role=role, known=", ".join(ROLES))
    if len(password) not in PASSWORD_LENGTH:
        raise Invalid("A password has 8 to 128 characters.")
    if role == "worker" and not areas:
        raise Invalid("A worker needs an area: the code of a community, street or district.")
    if account_queries.staff_by_user(session, user) is not None:
        raise Invalid("There is an account {user} already.", user=user)
    staff = Staff(
        user=user, name="", role=role, password_hash=_hasher.hash(password), created_at=now
    )
    for code in areas:
        region = queries.region(session, code)
        if region is None:
            raise NotFound("There is no region {code}.", code=code)
        staff.grants.append(Grant(region=region))
    session.add(staff)
    session.flush()
    record_action(session, "add staff", user, now=now, detail={"role": role})
    return staff


def set_password(session: Session, user: str, password: str, *, now: datetime) -> None:
    """Give an account a new password and end its sessions; raises NotFound and Invalid."""
    staff = find_staff(session, user)
    if len(password) not in PASSWORD_LENGTH:
        raise Invalid("A password has 8 to 128 characters.")
    staff.password_hash = _hasher.hash(password)
    account_queries.revoke_all(session, staff.id, now)
    record_action(session, "set password", user, now=now)


def disable(session: Session, user: str, *, now: datetime) -> None:
    """Close an account and end its sessions; what it did stays on record. Raises NotFound."""
    staff = find_staff(session, user)
    staff.disabled_at = staff.disabled_at or now
    account_queries.revoke_all(session, staff.id, now)
    record_action(session, "disable staff", user, now=now)


def find_staff(session: Session, user: str) -> Staff:
    """An account by its user name; raises NotFound."""
    staff = account_queries.staff_by_user(session, user)
    if staff is None:
        raise NotFound("There is no account {user}.", user=user)
    return staff


class SignInRefused(Invalid):
    """Wrong name or password, or too many tries; the text never says which name exists."""


def source_mark(key: str, user: str, address: str) -> str:
    """A keyed hash of account and address: enough to count tries, nothing to read."""
    return hmac.new(key.encode(), f"{user}\0{address}".encode(), hashlib.sha256).hexdigest()


def wait_left(session: Session, source: str, now: datetime) -> timedelta:
    """How long this source has to wait: nothing for ten tries, then doubling up to 15 minutes."""
    failures, newest = account_queries.failures_since(session, source, now - TRY_WINDOW)
    if failures < FREE_TRIES or newest is None:
        return timedelta()
    pause = min(timedelta(seconds=2 ** min(failures - FREE_TRIES + 1, 10)), LONGEST_WAIT)
    return max(newest + pause - now, timedelta())


def check_password(session: Session, user: str, password: str) -> Staff | None:
    """The account if the password fits; takes as long for names that do not exist."""
    staff = account_queries.staff_by_user(session, user)
    known = staff if staff is not None and staff.disabled_at is None else None
    try:
        _hasher.verify(known.password_hash if known else _nobody(), password[:128])
    except (VerifyMismatchError, InvalidHashError):
        return None
    return known


@cache
def _nobody() -> str:
    return _hasher.hash("nobody has this password")


def note_failure(session: Session, source: str, now: datetime) -> None:
    """Count a failed try; tries of yesterday are forgotten."""
    account_queries.forget_failures(session, now - timedelta(days=1))
    session.add(SignInFailure(source=source, failed_at=now))


def open_session(session: Session, staff_id: int, token: str, now: datetime) -> None:
    """Start a session; the browser keeps the random token, the database its hash."""
    session.add(
        StaffSession(
            staff_id=staff_id,
            token_hash=_token_hash(token),
            created_at=now,
            expires_at=now + timedelta(hours=SESSION_HOURS),
        )
    )


def signed_in(session: Session, token: str, now: datetime) -> Account | None:
    """The account behind a token, if its session is neither over nor revoked."""
    found = account_queries.session_by_token(session, _token_hash(token))
    if found is None or found.revoked_at is not None or found.expires_at <= now:
        return None
    staff = found.staff
    if staff.disabled_at is not None:
        return None
    regions = tuple(grant.region_id for grant in staff.grants) or None
    if staff.role == "worker" and regions is None:
        regions = ()
    return Account(staff.id, staff.user, staff.name, staff.role, regions)


def close_session(session: Session, token: str, now: datetime) -> None:
    """Sign out."""
    account_queries.revoke(session, _token_hash(token), now)


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
