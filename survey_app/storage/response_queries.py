"""Responses in and out: the one INSERT, look-ups by receipt, and whole columns for counting.

A response that its author had deleted is kept for a day; only what asks by receipt finds it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, bindparam, exists, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from survey_app.storage.models import (
    Campaign,
    Erasure,
    Exclusion,
    Placement,
    Region,
    Response,
)

_TABLE = Response.__table__
LATER = ("id", "erased_at")  # what no arriving form has
COLUMNS = tuple(column.name for column in _TABLE.columns if column.name not in LATER)


def _insert_once(dialect: Any) -> Any:
    """INSERT … SELECT … WHERE NOT erased, ON CONFLICT DO NOTHING; built once, it costs time."""
    row = select(*(bindparam(name, type_=_TABLE.c[name].type) for name in COLUMNS))
    erased = exists().where(Erasure.submission_hash == bindparam("hash", type_=String))
    return (
        dialect.insert(_TABLE)
        .from_select(COLUMNS, row.where(~erased))
        .on_conflict_do_nothing()  # the receipt comes from the submission id: either may be first
        .execution_options(preserve_rowcount=True)
    )


_INSERT_ONCE = {"sqlite": _insert_once(sqlite), "postgresql": _insert_once(postgresql)}


def insert_response(session: Session, values: Mapping[str, Any], *, submission_hash: str) -> bool:
    """Insert unless the submission is there already or was erased; True when a row was made.

    values : every one of COLUMNS. One statement, so nothing can come between look and INSERT.
    """
    engine = session.get_bind().dialect.name
    parameters = {**values, "hash": submission_hash}
    result = session.connection().execute(_INSERT_ONCE[engine], parameters)
    return bool(result.rowcount == 1)


class Received(NamedTuple):
    """What a receipt may show to its holder: never the answers."""

    response_id: int
    receipt: str
    campaign_id: int
    version_id: int
    community: str
    community_en: str
    community_code: str
    placement_code: str | None
    submitted_at: datetime
    ended: str | None
    erased_at: datetime | None

    def named(self, language: str) -> str:
        """The community's name; in English where it has one."""
        return (self.community_en if language == "en" else "") or self.community


# Made once, like the INSERT: composing it costs three times as much as running it.
_RECEIVED = (
    select(
        Response.id,
        Response.receipt,
        Response.campaign_id,
        Campaign.version_id,
        Region.name,
        Region.name_en,
        Region.code,
        Placement.code,
        Response.submitted_at,
        Response.ended,
        Response.erased_at,
    )
    .join(Campaign, Campaign.id == Response.campaign_id)
    .join(Region, Region.id == Response.region_id)
    .join(Placement, Placement.id == Response.placement_id, isouter=True)
    .where(Response.receipt == bindparam("receipt"))
)


def received(session: Session, receipt: str) -> Received | None:
    """The response behind a receipt, erased or not."""
    row = session.connection().execute(_RECEIVED, {"receipt": receipt}).first()
    return Received._make(row) if row else None


class Standing(NamedTuple):
    """What is known of a submission. answers: None also of a form that a rule ended."""

    is_erased: bool
    answers: dict[str, Any] | None


def standing(session: Session, submission_id: str, submission_hash: str) -> Standing:
    """What became of a submission that came before, as of one moment."""
    is_erased = exists().where(Erasure.submission_hash == submission_hash)
    answers = select(Response.answers).where(Response.submission_id == submission_id)
    return Standing._make(session.execute(select(is_erased, answers.scalar_subquery())).one())


class Column(NamedTuple):
    """One counted response, as little of it as counting needs."""

    region_id: int
    mode: str
    synthetic: bool
    excluded: bool
    codes: bytes


class ColumnAndGiven(NamedTuple):
    """The same, and which answers are there that the codes do not tell of."""

    region_id: int
    mode: str
    synthetic: bool
    excluded: bool
    codes: bytes
    given: tuple[bool, ...]


def counted_columns(session: Session, campaign_id: int) -> Iterator[Column]:
    """The complete responses of a campaign, oldest first, streamed."""
    return map(Column._make, session.execute(_counted(campaign_id)))


def counted_with_given(
    session: Session, campaign_id: int, names: Sequence[str]
) -> Iterator[ColumnAndGiven]:
    """The same with a flag for each name of an answer: whether the response has it."""
    has = [Response.answers[name].as_string().is_not(None) for name in names]
    rows = session.execute(_counted(campaign_id, *has))
    return (ColumnAndGiven._make((*row[:5], tuple(row[5:]))) for row in rows)


def _counted(campaign_id: int, *more: ColumnElement[bool]) -> Any:
    excluded = exists().where(Exclusion.response_id == Response.id, Exclusion.lifted_at.is_(None))
    plain = (Response.region_id, Response.mode, Response.synthetic, excluded, Response.codes)
    return (
        select(*plain, *more)
        .where(_kept(campaign_id), Response.ended.is_(None))
        .order_by(Response.id)
        .execution_options(yield_per=10_000)
    )


def _kept(campaign_id: int) -> ColumnElement[bool]:
    return (Response.campaign_id == campaign_id) & Response.erased_at.is_(None)


def ended_counts(session: Session, campaign_id: int) -> dict[tuple[int, str], int]:
    """(community, rule) -> forms that the rule ended."""
    query = (
        select(Response.region_id, Response.ended, func.count())
        .where(_kept(campaign_id), Response.ended.is_not(None))
        .group_by(Response.region_id, Response.ended)
    )
    return {(region, ended or ""): n for region, ended, n in session.execute(query)}


class Exported(NamedTuple):
    """One response for the operator's export. answers: None of a form that a rule ended."""

    community: str
    placement: str | None
    mode: str
    language: str
    started_at: datetime
    submitted_at: datetime
    synthetic: bool
    ended: str | None
    excluded: bool
    response: int
    option_order: int
    answers: dict[str, Any] | None


def exported_rows(session: Session, campaign_id: int) -> Iterator[Exported]:
    """Every response of a campaign for the operator's export, streamed, oldest first."""
    excluded = exists().where(Exclusion.response_id == Response.id, Exclusion.lifted_at.is_(None))
    query = (
        select(
            Region.code,
            Placement.code,
            Response.mode,
            Response.language,
            Response.started_at,
            Response.submitted_at,
            Response.synthetic,
            Response.ended,
            excluded,
            Response.id,
            Response.option_order,
            Response.answers,
        )
        .join(Region, Region.id == Response.region_id)
        .join(Placement, Placement.id == Response.placement_id, isouter=True)
        .where(_kept(campaign_id))
        .order_by(Response.id)
        .execution_options(yield_per=5_000)
    )
    return map(Exported._make, session.execute(query))


def answered_forms(session: Session, campaign_id: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """Number and answers of every form of a campaign that no rule ended, streamed, oldest first."""
    query = (
        select(Response.id, Response.answers)
        .where(_kept(campaign_id), Response.ended.is_(None))
        .order_by(Response.id)
        .execution_options(yield_per=1_000)
    )
    return ((number, answers or {}) for number, answers in session.execute(query))
