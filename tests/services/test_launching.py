"""Launching: what is frozen, what must be filled in, and what may not run at the same time."""

from fractions import Fraction
from threading import Barrier, Thread

import pytest

from survey_app.errors import Invalid, NotFound
from survey_app.paths import bundled
from survey_app.services import campaigns
from survey_app.services.communities import find_communities
from survey_app.services.community_import import import_communities
from survey_app.services.placements import State, placements_of
from survey_app.services.questionnaires import bundled_questionnaire, publish
from survey_app.storage.accounts import Audit
from survey_app.storage.models import Population
from tests.city import NOON
from tests.services.launching import DAY, NEEDS, SAT, landing, plan, start, with_communities


@pytest.fixture
def city(session):
    return with_communities(session)


def test_a_launch_makes_a_version_links_codes_and_a_note(city):
    campaign = start(city, plan(communities=(), round="2026-09", round_name="九月"))
    assert len(campaign.communities) == len(placements_of(city, [])) == 9
    assert {(link.target, link.minimum) for link in campaign.communities} == {(385, 139)}
    assert campaigns.goal_of(campaign) == Fraction(9, 10)
    assert [note.action for note in city.query(Audit)] == ["launch"]


def test_a_launch_freezes_the_population_of_its_day(city):
    [community] = find_communities(city, ["CK-BAIYUAN"])
    figure = {"key": "adults", "source": "公报", "as_of": NOON.date(), "recorded_at": NOON}
    city.add(Population(region_id=community.id, value=4000, **figure))
    city.flush()
    campaign = start(city)
    city.add(Population(region_id=community.id, value=9999, **figure))
    city.flush()
    assert campaign.communities[0].population["adults"]["value"] == 4000


@pytest.mark.parametrize(
    ("opens", "closes", "said"),
    [
        (NOON, NOON, "must not be before the first day"),
        (NOON, NOON - DAY, "must not be before the first day"),
        (NOON - 3 * DAY, NOON - DAY, "has passed already"),
    ],
)
def test_dates_that_make_no_sense_are_refused(city, opens, closes, said):
    with pytest.raises(Invalid, match=said):
        start(city, plan(opens=opens, closes=closes))


@pytest.mark.parametrize(
    ("opens", "closes", "overlaps"),
    [
        (0, 10, True),
        (-5, 1, True),
        (5, None, True),
        (-5, None, True),
        (9, 20, True),
        (10, 20, False),
        (10, None, False),
        (-5, 0, False),
    ],
)
def test_the_same_questionnaire_never_runs_twice_in_one_place(city, opens, closes, overlaps):
    start(city, plan(closes=NOON + 10 * DAY))
    end = None if closes is None else NOON + closes * DAY
    second = plan(opens=NOON + opens * DAY, closes=end)
    if overlaps:
        with pytest.raises(Invalid, match="百园社区 already has 便民生活圈居民满意度调查"):
            start(city, second, now=NOON - 6 * DAY)
    else:
        start(city, second, now=NOON - 6 * DAY)


def test_a_standing_campaign_leaves_no_room_after_it(city):
    start(city, plan(closes=None))
    with pytest.raises(Invalid, match="already has"):
        start(city, plan(opens=NOON + 400 * DAY, closes=NOON + 401 * DAY))


def test_other_questionnaires_and_other_places_may_run_at_the_same_time(city):
    start(city)
    start(city, plan(NEEDS))
    start(city, plan(communities=("XS-HUALIAN",)))
    assert len(landing(city).in_state(State.OPEN, NOON)) == 2


CONS = bundled_questionnaire("cons")  # asks about {project_name} and more
VALUES = {p.name: "社区食堂" for p in campaigns.placeholders(CONS)}


def test_a_campaign_keeps_a_value_for_every_placeholder_and_nothing_else(city):
    given = {**VALUES, "organiser": "街道办", "hobby": "x", "project_name": "  社区\n食堂 "}
    campaign = start(city, plan(CONS, context=given))
    assert campaign.context == {**VALUES, "organiser": "街道办", "project_name": "社区 食堂"}


@pytest.mark.parametrize("missing", ["", "  \n", None])
def test_a_launch_without_a_value_says_which_one_is_missing(city, missing):
    context = {**VALUES, "project_name": missing}
    if missing is None:
        del context["project_name"]
    with pytest.raises(Invalid, match=r"Please fill in: .+ \(project_name\)"):
        start(city, plan(CONS, context=context))


def test_a_value_has_the_length_of_its_own_placeholder(city):
    most = {p.name: p.max_length for p in CONS.placeholders}["project_name"]
    start(city, plan(CONS, context={**VALUES, "project_name": "字" * most}))
    longer = plan(CONS, ("XS-HUALIAN",), context={**VALUES, "project_name": "字" * (most + 1)})
    with pytest.raises(Invalid, match=f"at most {most} characters; there are {most + 1} now"):
        start(city, longer)


def test_organiser_phone_and_place_have_at_most_sixty_characters(city):
    start(city, plan(context={"organiser": "字" * 60}))
    with pytest.raises(Invalid, match="at most 60"):
        start(city, plan(NEEDS, context={"paper_place": "字" * 61}))


def test_a_placeholder_that_stands_nowhere_need_not_be_filled_in(city):
    unused = SAT.model_copy(update={"id": "own", "placeholders": CONS.placeholders})
    assert campaigns.placeholders(unused) == []
    assert start(city, plan(unused)).context == {}


def test_what_signed_in_staff_fill_in_is_put_on_no_poster(city):
    with pytest.raises(Invalid, match="cannot be put on a poster"):
        start(city, plan(bundled_questionnaire("inv")))


def test_a_retired_version_is_not_launched_and_its_campaigns_go_on(city):
    running = start(city)
    running.version.retired_at = NOON
    city.flush()
    with pytest.raises(Invalid, match="version 1, is retired"):
        start(city, plan(communities=("XS-HUALIAN",)))
    assert landing(city).offer("sat", NOON).state(NOON) is State.OPEN


def test_the_newest_version_that_is_not_retired_is_launched_unless_one_is_named(city):
    publish(city, SAT, NOON)
    second = publish(city, SAT.model_copy(update={"version": 2}), NOON)
    assert campaigns.to_launch(city, "sat").version == 2
    assert campaigns.to_launch(city, "sat", 1).version == 1
    second.retired_at = NOON
    city.flush()
    assert campaigns.to_launch(city, "sat").version == 1
    first = publish(city, SAT, NOON)
    first.retired_at = NOON
    city.flush()
    with pytest.raises(Invalid, match="Every version of sat is retired"):
        campaigns.to_launch(city, "sat")
    with pytest.raises(NotFound, match="no questionnaire nothing"):
        campaigns.to_launch(city, "nothing")
    with pytest.raises(NotFound, match="no version 9"):
        campaigns.to_launch(city, "sat", 9)


def test_without_communities_there_is_nothing_to_launch(session):
    with pytest.raises(Invalid, match="no communities yet"):
        start(session, plan(communities=()))


def test_two_presses_of_launch_at_once_make_one_campaign(database):
    """On PostgreSQL both would otherwise look before either has written."""
    with database.writing() as session:
        import_communities(session, bundled("questionnaires") / "communities.csv", NOON)
    barrier = Barrier(2)
    outcomes = []

    def press() -> None:
        barrier.wait()
        try:
            with database.writing() as session:
                start(session, plan(round="2026-09"))
            outcomes.append("launched")
        except Invalid:
            outcomes.append("refused")

    presses = [Thread(target=press) for _ in range(2)]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join()
    assert sorted(outcomes) == ["launched", "refused"]
