"""What a poster says follows from what is open; days are days in Zhanjiang."""

from datetime import UTC, date, datetime, timedelta

import pytest

from survey_app.errors import NotFound
from survey_app.services.communities import find_communities
from survey_app.services.days import first_moment, last_day, last_moment, today
from survey_app.services.print_pack import poster, posters
from tests.city import CLOSES, NOON

ADDRESS = "https://survey.example.cn"


def first_poster(city, now=NOON):
    with city.database.reading() as session:
        regions = find_communities(session, ["CK-BAIYUAN"])
        return posters(session, regions, now=now, public_url=ADDRESS)[0]


def test_every_place_has_a_poster_with_its_own_code(city_on_both):
    with city_on_both.database.reading() as session:
        regions = find_communities(session, [])
        pack = posters(session, regions, now=NOON, public_url=ADDRESS)
    assert [p.community for p in pack[:2]] == ["百园社区", "金沙湾社区"]
    assert len({p.code for p in pack}) == len(pack) == 9


def test_a_poster_says_where_until_when_and_who_asks(city):
    found = first_poster(city)
    assert found.url == f"{ADDRESS}/q/{city.code}"
    assert found.short_address == f"survey.example.cn/q/{found.code}"
    assert (found.opens, found.closes, found.minutes) == ("8月30日", "9月21日", 4)
    assert (found.organiser, found.phone) == ("湛江市商务局", "0759-0000000")
    assert found.city_title == "湛江市一刻钟便民生活圈"


def test_where_nothing_is_open_a_poster_promises_no_dates(city):
    found = first_poster(city, CLOSES)
    assert (found.opens, found.closes, found.organiser) == (None, None, None)


def test_a_single_poster_is_found_by_its_code_and_only_in_its_community(city):
    with city.database.reading() as session:
        here, there = find_communities(session, ["CK-BAIYUAN", "XS-HUALIAN"])
        asked = {"now": NOON, "public_url": ADDRESS}
        assert poster(session, here, city.code, **asked).community == "百园社区"
        with pytest.raises(NotFound):
            poster(session, there, city.code, **asked)


def test_a_day_ends_at_midnight_in_zhanjiang_and_not_in_greenwich():
    day = date(2026, 9, 10)
    assert first_moment(day) == datetime(2026, 9, 9, 16, tzinfo=UTC)
    assert last_moment(day) - first_moment(day) == timedelta(days=1)
    assert last_day(last_moment(day)) == day
    assert today(last_moment(day)) == day + timedelta(days=1)
