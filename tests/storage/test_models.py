"""The database itself refuses what must not be, by a constraint with a name, on both engines."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import IntegrityError, StatementError

from survey_app.storage.models import Population, QuestionnaireVersion, Response
from tests.storage import rows

SHANGHAI = timezone(timedelta(hours=8))


def refuses(session, rule: str):
    return pytest.raises(IntegrityError, match=rule)


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
def test_a_response_that_makes_no_sense_is_refused(database, rule, changes):
    with database.writing() as session:
        place = rows.tree(session)["C1"]
        where = (rows.campaign(session, [place]), place)
    with database.reading() as session, refuses(session, rule):
        rows.add_response(session, 1, *where, **changes)


def test_an_ended_form_and_help_by_a_worker_make_sense(database):
    with database.writing() as session:
        place = rows.tree(session)["C1"]
        where = (rows.campaign(session, [place]), place)
        rows.add_response(session, 1, *where, ended="minor", answers=None, codes=None)
        worker = rows.staff(session, role="worker")
        rows.add_response(session, 2, *where, mode="assisted", worker_id=worker.id)


@pytest.mark.parametrize("same", ["submission_id", "receipt"])
def test_a_submission_and_a_receipt_stand_once(database, same):
    with database.writing() as session:
        place = rows.tree(session)["C1"]
        where = (rows.campaign(session, [place]), place)
        first = rows.add_response(session, 1, *where)
        again = {same: getattr(first, same)}
    with database.reading() as session, refuses(session, same):
        rows.add_response(session, 2, *where, **again)


@pytest.mark.parametrize(
    ("rule", "level", "has_parent"),
    [
        ("level_known", "village", True),
        ("only_cities_are_roots", "city", True),
        ("only_cities_are_roots", "district", False),
    ],
)
def test_regions_are_one_tree_of_four_levels(database, rule, level, has_parent):
    with database.writing() as session:
        parent = rows.region(session, "city", "ZJ", None)
    with database.reading() as session, refuses(session, rule):
        rows.region(session, level, "X", parent if has_parent else None)


def test_a_campaign_ends_after_it_opens(database):
    before = rows.NOW - timedelta(seconds=1)
    with database.reading() as session, refuses(session, "ends_after_it_opens"):
        rows.campaign(session, [], closes_at=before)


def test_a_role_is_one_of_three(database):
    with database.reading() as session, refuses(session, "role_known"):
        rows.staff(session, role="boss")


def test_a_version_stands_once(database):
    with database.writing() as session:
        rows.campaign(session, [])
    with database.reading() as session, refuses(session, "version"):
        rows.campaign(session, [])


def test_a_population_figure_is_not_negative(database):
    with database.writing() as session:
        place = rows.tree(session)["C1"]
    figure = {"key": "adults", "source": "统计公报", "as_of": date(2026, 6, 30), "recorded_at": rows.NOW}
    with database.reading() as session, refuses(session, "not_negative"):
        session.add(Population(region_id=place.id, value=-1, **figure))
        session.flush()


def test_a_row_must_belong_to_something_that_exists(database):
    with database.reading() as session, refuses(session, "(?i)foreign key"):
        rows.region(session, "district", "X", None).parent_id = 99
        session.flush()


@pytest.mark.parametrize(
    "moment",
    [
        rows.NOW,
        datetime(2026, 9, 1, 12, 30, 15, 123456, SHANGHAI),
        datetime(1999, 12, 31, 23, 59, 59, 999999, UTC),
    ],
)
def test_a_moment_comes_back_as_it_was_in_utc(database, moment):
    with database.writing() as session:
        kept = rows.campaign(session, [], opens_at=moment).id
    with database.reading() as session:
        opens_at = session.get(type(rows.campaign(session, [], version=2)), kept).opens_at
    assert opens_at == moment
    assert opens_at.utcoffset() == timedelta(0)


def test_a_moment_without_a_time_zone_is_refused(sqlite):
    with sqlite.reading() as session, pytest.raises(StatementError, match="needs a time zone"):
        rows.campaign(session, [], opens_at=datetime(2026, 9, 1))


def test_documents_keep_every_character(database):
    document = {"title": "问卷 𠮷 👨‍👩‍👧 \u202e\u2028", "list": [1, None, True], "": {}}
    with database.writing() as session:
        version = QuestionnaireVersion(
            questionnaire="x",
            version=1,
            definition=document,
            content_hash="0",
            published_at=rows.NOW,
        )
        session.add(version)
    with database.reading() as session:
        assert session.get(QuestionnaireVersion, version.id).definition == document


def test_no_answers_are_null_and_not_a_document(database):
    with database.writing() as session:
        place = rows.tree(session)["C1"]
        where = (rows.campaign(session, [place]), place)
        rows.add_response(session, 1, *where, ended="minor", answers=None, codes=None)
    with database.reading() as session:
        assert session.query(Response).filter(Response.answers.is_(None)).count() == 1
