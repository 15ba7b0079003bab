"""Results for residents are counted once, a day after the end, and stay as they were told."""

from datetime import timedelta

from survey_app.services.campaigns import close, find_campaign
from survey_app.services.community_home import find_home
from survey_app.services.placements import GRACE
from survey_app.services.public_figures import PublicNeeds, PublicRate, TooFew
from survey_app.services.public_results import public_result, take_due_snapshots
from survey_app.services.results import save_snapshot
from survey_app.services.staff import add_staff
from survey_app.storage.models import CampaignCommunity, Exclusion, Response
from tests.city import CLOSES, NOON
from tests.services.responding import region_of, store

COUNTED = CLOSES + GRACE
HERE = "CK-BAIYUAN"
DISSATISFIED = {"S10": "3", "S20": ["FAR"]}


def answers(city, satisfied, dissatisfied, community=HERE):
    with city.database.writing() as session:
        store(session, "sat", [{}] * satisfied, community=community)
        store(session, "sat", [DISSATISFIED] * dissatisfied, community=community)


def told(city, campaign_id=2, community=HERE):
    """What the public is told now; None before it is counted."""
    with city.database.reading() as session:
        counted = find_home(session, community).counted.get(campaign_id)
        region = region_of(session, community)
        return public_result(session, counted, region) if counted else None


def test_the_public_count_is_taken_a_day_after_the_end_and_once(city_on_both):
    database = city_on_both.database
    assert take_due_snapshots(database, COUNTED - timedelta(seconds=1)) == 0
    assert take_due_snapshots(database, COUNTED) == 2
    assert take_due_snapshots(database, COUNTED + timedelta(days=9)) == 0


def test_a_count_from_before_that_day_is_not_what_the_public_is_told(city_on_both):
    answers(city_on_both, 60, 20)
    with city_on_both.database.writing() as session:
        save_snapshot(session, find_campaign(session, 2), CLOSES)
    assert told(city_on_both) is None


def test_an_erasure_or_an_exclusion_later_changes_nothing_that_is_told(city_on_both):
    answers(city_on_both, 60, 20)
    take_due_snapshots(city_on_both.database, COUNTED)
    before = told(city_on_both)
    assert isinstance(before.told, PublicRate)
    assert (before.told.base, before.told.value) == (80, 0.75)
    with city_on_both.database.writing() as session:
        first, second = session.query(Response).limit(2)
        staff = add_staff(session, "a", "correct horse 9", role="admin", areas=(), now=NOON)
        left_out = {"staff_id": staff.id, "reason": "sent twice", "excluded_at": NOON}
        session.add(Exclusion(response_id=second.id, **left_out))
        session.delete(first)
        save_snapshot(session, find_campaign(session, 2), COUNTED + timedelta(days=1))
    assert told(city_on_both) == before


def test_a_community_that_ended_earlier_has_its_result_earlier(city_on_both):
    answers(city_on_both, 60, 20)
    answers(city_on_both, 40, 40, "XS-HUALIAN")
    with city_on_both.database.writing() as session:
        where = {"campaign_id": 2, "region_id": region_of(session)}
        session.query(CampaignCommunity).filter_by(**where).one().closes_at = NOON
    assert take_due_snapshots(city_on_both.database, NOON + GRACE) == 1
    assert told(city_on_both).told.base == 80
    assert told(city_on_both, community="XS-HUALIAN") is None
    answers(city_on_both, 20, 0, "XS-HUALIAN")
    assert take_due_snapshots(city_on_both.database, COUNTED) == 2
    assert told(city_on_both).told.base == 80
    assert told(city_on_both, community="XS-HUALIAN").told.value == 0.6


def test_a_campaign_without_an_end_is_never_counted_for_the_public(city):
    with city.database.writing() as session:
        find_campaign(session, 2).closes_at = None
    assert take_due_snapshots(city.database, COUNTED + timedelta(days=999)) == 1


def test_a_campaign_closed_by_hand_is_counted_a_day_later(city):
    with city.database.writing() as session:
        close(session, find_campaign(session, 2), now=NOON)
        save_snapshot(session, find_campaign(session, 2), NOON)
    assert take_due_snapshots(city.database, NOON + GRACE) == 1
    assert told(city).told == TooFew(30)


def test_a_ranking_is_told_where_no_rate_was_asked_for(city):
    with city.database.writing() as session:
        store(session, "needs", [{}] * 30)
    take_due_snapshots(city.database, COUNTED)
    result = told(city, 1).told
    assert isinstance(result, PublicNeeds)
    assert [need.option.code for need in result.needs] == ["B_REPAIR"]


def test_answers_made_by_a_program_are_known_as_such(city):
    answers(city, 60, 20)
    with city.database.writing() as session:
        session.query(Response).first().synthetic = True
    take_due_snapshots(city.database, COUNTED)
    assert told(city).is_synthetic
    assert not told(city, community="XS-HUALIAN").is_synthetic
