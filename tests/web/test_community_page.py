"""A community's own page: what is open, what came of what ended, nothing about single people."""

import re
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import event

from survey_app.services import campaigns
from survey_app.services.placements import GRACE
from survey_app.services.public_results import take_due_snapshots
from survey_app.services.questionnaires import bundled_questionnaire
from survey_app.storage.models import Campaign, CampaignCommunity, Placement, Snapshot
from tests.city import CLOSES, NOON, OPENS
from tests.web.staffroom import answer, rate

HERE = "CK-BAIYUAN"
BITS = count(10**22, 7**20)


def page(city, query="?lang=en", community=HERE):
    """The page's text without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html(city, query, community)))


def html(city, query="?lang=en", community=HERE):
    got = city.client.get(f"/c/{community}{query}")
    assert got.status_code == 200
    assert got.headers["Cache-Control"] == "private, no-cache"
    return got.text


def launch(city, name, opens=OPENS, closes=CLOSES, **context):
    plan = campaigns.Plan(bundled_questionnaire(name), [HERE], opens, closes, context)
    with city.database.writing() as session:
        return campaigns.launch(session, plan, now=NOON, random=lambda: next(BITS)).id


def after_the_end(city):
    """A day after the end, with the final count taken."""
    city.clock.now = CLOSES + GRACE
    take_due_snapshots(city.database, city.clock.now)


def nothing_launched(city):
    with city.database.writing() as session:
        for table in (Placement, CampaignCommunity, Campaign):
            session.query(table).delete()


def test_where_nothing_was_ever_asked_the_page_says_so_and_nothing_else(city):
    nothing_launched(city)
    assert "Nothing has to be filled in at the moment." in page(city)
    assert "What came of it" not in page(city)


def test_what_is_open_is_one_press_away_with_time_and_end(city):
    assert "about 3 minutes · until 21 September 2026" in page(city)
    links = re.findall(r'href="(/q/[^"]+)"', html(city))
    assert [link.rpartition("/")[2] for link in links] == ["needs?lang=en", "sat?lang=en"]
    assert all(city.client.get(link).status_code == 200 for link in links)


def test_answers_from_the_page_belong_to_no_poster(city):
    code = re.search(r'href="/q/(\w+)/sat', html(city))[1]
    assert code != city.code
    with city.database.reading() as session:
        found = session.query(Placement).filter_by(code=code).one()
        assert (found.kind, found.spot, found.region.code) == ("page", "社区网页", HERE)


def test_a_community_launched_before_there_were_pages_uses_its_first_poster(city):
    with city.database.writing() as session:
        session.query(Placement).filter_by(kind="page").delete()
    assert re.search(r'href="/q/(\w+)/sat', html(city))[1] == city.code


def test_what_opens_later_has_its_day(city):
    city.clock.now = OPENS - timedelta(days=1)
    assert "“Residents' satisfaction poll” opens on 30 August 2026." in page(city).replace(
        "&#39;", "'"
    )
    assert "/q/" not in html(city)


def test_until_a_day_after_the_end_the_result_is_being_put_together(city):
    rate(city, HERE, 60, 80)
    city.clock.now = CLOSES + GRACE - timedelta(seconds=1)
    take_due_snapshots(city.database, city.clock.now)
    assert page(city).count("The result is being put together.") == 2
    assert "satisfied" not in page(city)


def test_the_newest_end_comes_first(city):
    with city.database.writing() as session:
        session.get(Campaign, 1).closes_at = NOON
    city.clock.now = CLOSES
    found = page(city)
    assert found.index("satisfaction poll") < found.index("needs survey")


def test_with_few_answers_nothing_is_told(city):
    rate(city, HERE, 20, 29)
    after_the_end(city)
    assert "Fewer than 30 residents answered. That is too few for a result" in page(city)
    assert "29" not in page(city)
    assert "<svg" not in html(city)


def test_with_nine_on_one_side_the_picture_shows_what_is_possible_and_no_mark(city):
    rate(city, HERE, 91, 100)
    after_the_end(city)
    assert "so at least 91% are satisfied" in page(city)
    assert "<figure>" in html(city)
    assert 'stroke="#fff"' not in html(city)


def test_below_a_hundred_answers_a_result_is_a_hint_only(city):
    rate(city, HERE, 60, 80)
    rate(city, "XS-HUALIAN", 80, 100)
    after_the_end(city)
    assert "Few have answered: take it as a hint only." in page(city)
    assert "Few have answered" not in page(city, community="XS-HUALIAN")


@pytest.mark.parametrize(
    ("satisfied", "base", "shape", "said"),
    [
        (95, 105, "#8a5a00", "whether it reaches 90% cannot be said."),
        (240, 250, "#0b6b5f", "it does reach 90%."),
        (60, 80, "#a4262c", "it does not reach 90%."),
    ],
)
def test_every_verdict_has_its_words_and_its_mark(city, satisfied, base, shape, said):
    rate(city, HERE, satisfied, base)
    after_the_end(city)
    assert said in page(city)
    assert f'fill="{shape}" stroke="#fff"' in html(city)
    assert "no random sample" in page(city)


def test_a_ranking_shows_the_first_five_needs_that_ten_people_chose(city):
    for n, code in enumerate(
        ["B_REPAIR", "B_MARKET", "B_BREAKFAST", "B_PHARMACY", "B_CONV", "B_PARCEL", "B_HAIR"]
    ):
        answer(city, 1, HERE, 15 - n, **{"N11.1": code})
    after_the_end(city)
    found = html(city)
    assert "84 residents answered. Wanted most: “Repair point" in page(city)
    assert len(re.findall(r'class="what"', found)) == 5
    assert '<span class="value">17.9</span>' in found  # 15 of 84


def test_made_up_answers_are_marked(city):
    rate(city, HERE, 60, 80)
    after_the_end(city)
    assert "made-up answers" not in page(city)
    answer(city, 2, "XS-HUALIAN", 40, synthetic=True)
    with city.database.writing() as session:
        session.query(Snapshot).delete()
    take_due_snapshots(city.database, city.clock.now)
    assert "made-up answers" in page(city, community="XS-HUALIAN")


def test_the_suggestion_box_is_there_while_it_is_open(city):
    assert "say something" not in page(city)
    launch(city, "fb", closes=None)
    assert "say something" in page(city)
    assert re.search(r'class="button plain" href="/q/\w+/fb\?lang=en"', html(city))
    assert "say something" not in page(city, community="XS-HUALIAN")


def test_who_asks_and_where_paper_lies_is_told_if_known(city):
    assert "Asked by 湛江市商务局." in page(city)
    assert 'href="tel:0759-0000000"' in html(city)
    assert "on paper" not in page(city)
    launch(city, "fb", closes=None, paper_place="居委会<1>")
    assert "on paper at 居委会&lt;1&gt;" not in page(city)  # the box is no survey to hand out
    after_the_end(city)
    assert "Asked by" in page(city)


def test_a_withdrawn_campaign_never_was(city):
    with city.database.writing() as session:
        one = session.get(Campaign, 2)
        one.closes_at = one.opens_at
    assert "satisfaction poll" not in page(city)


def test_an_unknown_community_is_a_kind_404(city):
    got = city.client.get("/c/NOWHERE?lang=en")
    assert got.status_code == 404
    assert "There is no community NOWHERE." in got.text


def test_looking_writes_nothing_and_asks_little(city):
    rate(city, HERE, 60, 80)
    after_the_end(city)
    before = city.row_counts()
    html(city)
    statements = []
    engine = city.database.engine
    event.listen(engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    html(city)
    asked = [one for one in statements if one.startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))]
    assert len(asked) <= 4, asked
    assert city.row_counts() == before


def test_the_page_is_light(city):
    rate(city, HERE, 60, 80)
    answer(city, 1, HERE, 30)
    after_the_end(city)
    got = city.client.get(f"/c/{HERE}", headers={"Accept-Encoding": "gzip"})
    assert len(got.data) < 4_000
