"""Publishing, running and closing; places keep their codes when campaigns come and go."""

from datetime import timedelta

import pytest

from survey_app.errors import Invalid, NotFound
from survey_app.services import campaigns
from survey_app.services.communities import find_communities
from survey_app.services.placements import GRACE, State, add_placement, find_landing, placements_of
from survey_app.services.questionnaires import bundled_questionnaire, publish, published_by_id
from survey_app.storage.models import QuestionnaireVersion
from tests.city import NOON
from tests.services.launching import BITS, DAY, NEEDS, SAT, landing, plan, start, with_communities


@pytest.fixture
def city(session):
    return with_communities(session)


def test_a_place_keeps_its_code_from_campaign_to_campaign(city):
    start(city)
    code = landing(city).code
    start(city, plan(opens=NOON + DAY, closes=NOON + 2 * DAY))
    assert [p.code for p in placements_of(city, ["CK-BAIYUAN"])] == [code]
    assert landing(city).offer("sat", NOON + DAY * 1.5).opens_at == NOON + DAY


def test_closing_ends_a_campaign_now_and_only_once(city):
    campaign = start(city)
    city.flush()
    campaigns.close(city, campaign, now=NOON + DAY / 2)
    assert landing(city).offer("sat", NOON).state(NOON + DAY / 2) is State.ENDED
    with pytest.raises(Invalid, match="ended already"):
        campaigns.close(city, campaign, now=NOON + DAY / 2)


def test_closing_an_upcoming_campaign_makes_it_never_open(city):
    campaign = start(city, plan(opens=NOON + DAY, closes=NOON + 2 * DAY))
    campaigns.close(city, campaign, now=NOON)
    city.flush()
    offer = landing(city).offer("sat", NOON)
    assert [offer.state(NOON + hours * DAY / 24) for hours in (0, 25, 49)] == [State.ENDED] * 3


def test_closing_leaves_room_for_the_next_one(city):
    campaigns.close(city, start(city), now=NOON + DAY / 4)
    assert start(city, plan(opens=NOON + DAY / 3), now=NOON + DAY / 4).id


@pytest.mark.parametrize(
    ("opened", "sent", "taken"),
    [
        (0, 0.5, True),
        (0, 1, True),
        (1, 1.9, True),
        (1, 2, False),
        (1.01, 1.5, False),
        (0, 2.01, False),
    ],
)
def test_a_form_opened_in_time_may_be_sent_for_a_day_after_the_end(city, opened, sent, taken):
    start(city)
    offer = landing(city).offer("sat", NOON)
    assert timedelta(days=1) == GRACE
    assert offer.takes(NOON + opened * DAY, NOON + sent * DAY) is taken


def test_a_standing_campaign_always_takes_forms(city):
    start(city, plan(closes=None))
    assert landing(city).offer("sat", NOON).takes(NOON, NOON + 999 * DAY)


def test_a_community_may_end_at_a_day_of_its_own(city):
    campaign = start(city)
    campaign.communities[0].closes_at = NOON + DAY / 2
    city.flush()
    assert landing(city).offers[0].state(NOON + DAY / 2) is State.ENDED


def test_two_spots_in_a_community_lead_to_the_same_campaigns(city):
    start(city)
    [community] = find_communities(city, ["CK-BAIYUAN"])
    other = add_placement(city, community, "菜市场", random_bits=next(BITS), now=NOON)
    assert find_landing(city, other.code.lower()).offers == landing(city).offers
    assert find_landing(city, other.code).spot == "菜市场"


def test_unknown_things_are_not_found(city):
    with pytest.raises(NotFound):
        campaigns.find_campaign(city, 999_999)
    with pytest.raises(NotFound):
        find_landing(city, "23456789ABCDEF")
    with pytest.raises(NotFound):
        bundled_questionnaire("../sat")
    with pytest.raises(NotFound):
        published_by_id(city, 999_999)


def test_publishing_the_same_content_again_changes_nothing(city):
    first = publish(city, SAT, NOON)
    assert publish(city, bundled_questionnaire("sat"), NOON + DAY) is first
    assert city.query(QuestionnaireVersion).count() == 1


def test_a_published_version_never_changes(city):
    publish(city, SAT, NOON)
    changed = SAT.model_copy(update={"goal_minutes": 4})
    with pytest.raises(Invalid, match="raise the version number"):
        publish(city, changed, NOON)
    assert publish(city, changed.model_copy(update={"version": 2}), NOON).version == 2


@pytest.mark.parametrize("questionnaire", [SAT, NEEDS], ids=["sat", "needs"])
def test_a_published_questionnaire_is_the_one_of_the_file(city, questionnaire):
    stored = publish(city, questionnaire, NOON)
    city.flush()
    city.expire_all()
    assert published_by_id(city, stored.id).questionnaire == questionnaire


def test_progress_counts_complete_forms_only_where_the_reader_may_look(city):
    campaign = start(city, plan(communities=("CK-BAIYUAN", "XS-HUALIAN")))
    places = [link.region_id for link in campaign.communities]
    [shown] = campaigns.progress(city, [campaign], {places[0]})
    assert [(row.region.code, row.answers, row.newest) for row in shown.communities] == [
        ("CK-BAIYUAN", 0, None)
    ]
    assert shown.answers == 0
