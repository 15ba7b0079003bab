"""The database itself refuses what must not be, by a constraint with a name, on both engines."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, StatementError

from survey_app.storage.models import Campaign, Population, QuestionnaireVersion, Response
from tests.storage import rows

SHANGHAI = timezone(timedelta(hours=8))


def refuses(rule: str):
    return pytest.raises(IntegrityError, match=rule)


@pytest.fixture
def where(session):
    """A campaign and a community of it."""
    place = rows.tree(session)["C1"]
    return rows.campaign(session, [place]), place


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("answers_unless_ended", {"answers": None}),
        ("answers_unless_ended", {"codes": None}),
        ("answers_unless_ended", {"ended": "visitor"}),
        ("answers_unless_ended", {"ended": "visitor", "answers": None}),
        ("answers_unless_ended", {"ended": "visitor", "codes": None}),
        ("mode_known", {"mode": "robot"}),
        ("help_has_a_worker", {"mode": "assisted"}),
        ("help_has_a_worker", {"mode": "paper"}),
    ],
)
def test_a_response_that_makes_no_sense_is_refused(session, where, rule, changes):
    with refuses(rule):
        rows.add_response(session, 1, *where, **changes)


def test_an_ended_form_and_help_by_a_worker_make_sense(session, where):
    worker = rows.staff(session, role="worker")
    rows.add_response(session, 1, *where, ended="minor", answers=None, codes=None)
    rows.add_response(session, 2, *where, mode="assisted", worker_id=worker.id)


@pytest.mark.parametrize("same", ["submission_id", "receipt"])
def test_a_submission_and_a_receipt_stand_once(session, where, same):
    first = rows.add_response(session, 1, *where)
    with refuses(same):
        rows.add_response(session, 2, *where, **{same: getattr(first, same)})


@pytest.mark.parametrize(
    ("rule", "level", "has_parent"),
    [
        ("level_known", "village", True),
        ("only_cities_are_roots", "city", True),
        ("only_cities_are_roots", "district", False),
    ],
)
def test_regions_are_one_tree_of_four_levels(session, rule, level, has_parent):
    parent = rows.region(session, "city", "ZJ", None)
    with refuses(rule):
        rows.region(session, level, "X", parent if has_parent else None)


def test_a_campaign_ends_after_it_opens(session):
    with refuses("ends_after_it_opens"):
        rows.campaign(session, [], closes_at=rows.NOW - timedelta(seconds=1))


def test_a_role_is_one_of_three(session):
    with refuses("role_known"):
        rows.staff(session, role="boss")


def test_a_version_stands_once(session):
    rows.campaign(session, [])
    with refuses("questionnaire_version"):
        rows.campaign(session, [])


def test_a_population_figure_is_not_negative(session, where):
    origin = {"source": "公报", "as_of": date(2026, 6, 30), "recorded_at": rows.NOW}
    session.add(Population(region_id=where[1].id, key="adults", value=-1, **origin))
    with refuses("not_negative"):
        session.flush()


def test_a_row_belongs_to_something_that_exists(session, where):
    with refuses("(?i)foreign key"):
        rows.add_response(session, 1, *where, placement_id=99)


@pytest.mark.parametrize(
    "moment",
    [
        rows.NOW,
        datetime(2026, 9, 1, 12, 30, 15, 123456, SHANGHAI),
        datetime(1999, 12, 31, 23, 59, 59, 999999, UTC),
    ],
)
def test_a_moment_comes_back_as_it_was_in_utc(session, moment):
    campaign = rows.campaign(session, [], opens_at=moment)
    session.expire_all()
    assert campaign.opens_at == moment
    assert campaign.opens_at.utcoffset() == timedelta(0)
    assert session.scalar(select(func.max(Campaign.opens_at))) == moment


def test_a_moment_without_a_time_zone_is_refused(session):
    with pytest.raises(StatementError, match="needs a time zone"):
        rows.campaign(session, [], opens_at=datetime(2026, 9, 1))


def test_documents_keep_every_character(session):
    document = {"title": "问卷 𠮷 👨‍👩‍👧 \u202e\u2028", "list": [1, None, True], "": {}}
    rows.campaign(session, [], context=document)
    session.expire_all()
    assert session.scalars(select(Campaign.context)).one() == document
    assert session.scalars(select(QuestionnaireVersion.definition)).one() == {"title": "问卷"}


def test_no_answers_are_null_and_not_a_document(session, where):
    rows.add_response(session, 1, *where, ended="minor", answers=None, codes=None)
    assert session.scalar(select(func.count()).where(Response.answers.is_(None))) == 1
