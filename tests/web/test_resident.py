"""What a scanned code leads to, in plain words, with the right status; reading writes nothing."""

from datetime import timedelta

import pytest

from survey_app.app import create_app
from survey_app.config import Settings
from survey_app.services.campaigns import close, find_campaign
from survey_app.services.codes import grouped, receipt
from survey_app.storage.models import Placement, Region
from tests.city import CLOSES, NOON, OPENS

DAY = timedelta(days=1)


def page(city, path: str, **options):
    return city.client.get(path, **options)


def end(city, campaign_id: int) -> None:
    with city.database.writing() as session:
        close(session, find_campaign(session, campaign_id), now=city.clock.now - DAY)


def retire(city) -> None:
    with city.database.writing() as session:
        session.query(Placement).filter_by(code=city.code).one().retired_at = NOON


def test_several_open_questionnaires_are_offered_by_name_and_length(city):
    shown = page(city, f"/q/{city.code}")
    assert shown.status_code == 200
    for words in ("百园社区", "居民需求调查", "居民满意度调查", "约4分钟", "约3分钟"):
        assert words in shown.text


def test_a_single_open_questionnaire_opens_at_once(city):
    end(city, 1)
    shown = page(city, f"/q/{city.code}")
    assert shown.status_code == 200
    assert 'name="S10"' in shown.text


def test_a_typed_code_is_as_good_as_a_scanned_one(city):
    assert page(city, f"/q/{grouped(city.code).lower()}/sat").status_code == 200


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("", "社区便民生活圈居民需求调查"),
        ("?lang=en", "Residents&#39; needs survey"),
        ("?lang=xx", "社区便民生活圈居民需求调查"),
    ],
)
def test_a_form_shows_notice_questions_and_a_token_of_its_own(city, language, words):
    first, second = (page(city, f"/q/{city.code}/needs{language}").text for _ in range(2))
    assert words in first
    assert "湛江市商务局" in first
    assert "0759-0000000" in first
    assert first.count('name="form"') == 1
    assert first != second


@pytest.mark.parametrize(
    ("moment", "path", "status", "words"),
    [
        (OPENS - DAY, "/q/{code}", 200, "还没开始"),
        (OPENS - DAY, "/q/{code}/sat", 200, "还没开始"),
        (CLOSES, "/q/{code}", 410, "结束"),
        (CLOSES, "/q/{code}/sat", 410, "结束"),
        (CLOSES + 99 * DAY, "/q/{code}", 410, "结束"),
        (NOON, "/q/23456789ABCDEF", 404, ""),
        (NOON, "/q/nonsense", 404, ""),
        (NOON, "/q/%00", 404, ""),
        (NOON, "/r/nonsense", 404, ""),
        (NOON, "/nothing", 404, ""),
    ],
)
def test_other_codes_say_what_is_the_matter(city, moment, path, status, words):
    city.clock.now = moment
    shown = page(city, path.format(code=city.code))
    assert shown.status_code == status
    assert words in shown.text
    assert "<h1>" in shown.text
    assert "Traceback" not in shown.text


def test_an_ended_questionnaire_says_so_and_shows_what_is_open_instead(city):
    end(city, 2)
    shown = page(city, f"/q/{city.code}/sat")
    assert shown.status_code == 410
    assert "结束" in shown.text
    assert f"/q/{city.code}/needs" in shown.text


def test_a_retired_code_asks_for_a_newer_poster(city):
    retire(city)
    for path in (f"/q/{city.code}", f"/q/{city.code}/sat"):
        shown = page(city, path)
        assert shown.status_code == 410
        assert "停用" in shown.text


def test_a_questionnaire_that_was_never_here_leads_to_what_is_open(city):
    shown = page(city, f"/q/{city.code}/other")
    assert shown.status_code == 404
    assert "这里没有这份问卷" in shown.text
    assert f"/q/{city.code}/sat" in shown.text


def test_thanks_name_the_place_and_the_time_and_hold_no_answer(city):
    address = city.send(S10="1", S20="FAR", S30="门口的路灯坏了").location
    shown = page(city, address)
    assert shown.status_code == 200
    assert "百园社区" in shown.text
    assert "2026年9月1日 12:00" in shown.text
    assert "路灯" not in shown.text
    assert f"/q/{city.code}" in shown.text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"S00": "N"}, "这次就不填了"),
        ({"S01": "VISIT"}, "请住在本社区"),
        ({"S02": "U14"}, "18岁及以上"),
    ],
)
def test_a_form_that_a_rule_ends_says_goodbye_and_keeps_nothing(city, fields, words):
    sent = city.send(**fields)
    shown = page(city, sent.location)
    assert "没有保存" in shown.text
    assert words in shown.text
    assert [row.answers for row in city.responses()] == [None]


def test_a_receipt_is_the_same_whoever_computes_it(city):
    token = city.token()
    sent = city.send(token=city.signed(token))
    assert sent.location == f"/r/{receipt(token.submission_id)}"


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_writes_nothing(city_on_both, method):
    city = city_on_both
    address = city.send().location
    before = city.row_counts()
    paths = [f"/q/{city.code}", f"/q/{city.code}/sat", f"/q/{city.code}/needs?lang=en", address]
    for path in [*paths, f"{address}/erase", "/q/23456789ABCDEF", "/nothing"]:
        assert getattr(city.client, method)(path).status_code < 500
    assert city.row_counts() == before


def test_pages_are_private_safe_and_set_no_cookie(city):
    shown = page(city, f"/q/{city.code}/sat")
    assert shown.headers["Cache-Control"] == "private, no-cache"
    assert "default-src 'self'" in shown.headers["Content-Security-Policy"]
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Referrer-Policy"] == "same-origin"
    assert "Set-Cookie" not in shown.headers


def test_a_compressed_page_is_the_plain_page(city):
    shown = page(city, f"/q/{city.code}/sat", headers={"Accept-Encoding": "gzip"})
    assert shown.headers["Content-Encoding"] == "gzip"
    assert len(shown.data) < 14_336  # one round trip of a phone


def test_a_name_with_signs_of_html_is_shown_as_text(city):
    with city.database.writing() as session:
        region = session.query(Region).filter_by(code="CK-BAIYUAN").one()
        region.name = "<script>alert('百')</script>&"
    for path in (f"/q/{city.code}", f"/q/{city.code}/sat", city.send().location):
        shown = page(city, path).text
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert" in shown


def test_a_foreign_host_name_gets_a_plain_refusal(city):
    settings = Settings(home=city.settings.home, public_url="https://survey.example.cn")
    app = create_app(settings, database=city.database, keys=city.keys, clock=city.clock)
    path = f"/q/{city.code}/sat"
    shown = app.test_client().get(path, base_url="https://evil.example.com")
    assert shown.status_code == 400
    assert "evil" not in shown.text
    ours = app.test_client().get(path, base_url="https://survey.example.cn")
    assert ours.status_code == 200
    assert "max-age" in ours.headers["Strict-Transport-Security"]


def test_the_bare_address_tells_residents_and_staff_where_to_go(city):
    shown = page(city, "/")
    assert shown.status_code == 200
    assert "请扫一扫社区里海报上的码" in shown.text
    assert "/staff/sign-in" in shown.text


def test_the_top_of_a_receipt_does_not_tell_that_somebody_refused(city):
    shown = page(city, city.send(S00="N").location).text
    assert "这次就不填了" not in shown[: shown.index("<details")]
    assert "这次就不填了" in shown


def test_english_pages_name_the_community_in_english(city):
    assert "Baiyuan" in page(city, f"/q/{city.code}/sat?lang=en").text
    assert "Nanqiao, Chikan" in page(city, f"/q/{city.code}?lang=en").text


def test_a_campaign_withdrawn_before_it_opened_is_not_said_to_have_ended(city):
    city.clock.now = OPENS - timedelta(days=1)
    with city.database.writing() as session:
        for number in (1, 2):
            close(session, find_campaign(session, number), now=city.clock.now)
    city.clock.now = NOON
    shown = page(city, f"/q/{city.code}")
    assert "现在没有要填的问卷" in shown.text
    assert "已于" not in shown.text
