"""The console: what runs where, launching and closing, codes and posters."""

import re
from datetime import UTC, datetime

import pypdfium2
import pytest
import zxingcpp

from survey_app.services.campaigns import find_campaign, placeholders
from survey_app.services.questionnaires import bundled_questionnaire, publish
from tests.city import CLOSES, build_city
from tests.web.staffroom import WECHAT, answer, post, signed_in

PLAN = {
    "questionnaire": "sat",
    "communities": ["CK-BAIYUAN", "CK-JINSHAWAN"],
    "first_day": "2026-10-01",
    "last_day": "2026-10-20",
    "organiser": "湛江市商务局",
    "phone": "0759-1234567",
    "paper_place": "",
    "round": "2026-10",
}
LAUNCH = "/staff/launch?lang=en"


def test_the_console_shows_live_counts_for_each_community(city):
    client = signed_in(city)
    answer(city, 2, "CK-BAIYUAN", 3)
    page = client.get("/staff/?lang=en").text
    row = page[page.index("CK-BAIYUAN") :]
    assert "<strong>3</strong>" in row[: row.index("</tr>")]
    assert re.search(r"<strong>3</strong>\s*answers", page)


def test_the_console_can_be_narrowed_to_a_district(city):
    client = signed_in(city)
    page = client.get("/staff/?area=霞山区").text
    assert "华联社区" in page
    assert "百园社区" not in page


def test_a_worker_sees_only_the_communities_of_the_area(city):
    client = signed_in(city, "worker", "CK-BAIYUAN")
    answer(city, 2, "CK-JINSHAWAN", 7)
    page = client.get("/staff/campaigns/2?lang=en").text
    assert "Baiyuan" in page
    assert "Jinshawan" not in page
    assert "0 answers so far" in page
    assert "8 communities outside your area" in page


def test_an_empty_register_says_what_to_do_next(sqlite, tmp_path):
    city = build_city(sqlite, tmp_path)
    client = signed_in(city, "worker", "CK")
    with sqlite.writing() as session:
        session.connection().exec_driver_sql('DELETE FROM "grant"')
    page = client.get("/staff/?lang=en")
    assert "There are no communities here yet." in page.text
    assert client.get("/staff/results/").status_code == 200


def test_launching_opens_at_midnight_and_leads_to_the_posters(city):
    client = signed_in(city)
    done = post(client, LAUNCH, **PLAN)
    assert done.status_code == 303
    page = client.get(done.location).text
    assert "Next, print the posters" in page
    assert "/staff/campaigns/3/posters.pdf" in page
    with city.database.reading() as session:
        campaign = find_campaign(session, 3)
        assert campaign.opens_at == datetime(2026, 9, 30, 16, tzinfo=UTC)
        assert campaign.closes_at == datetime(2026, 10, 20, 16, tzinfo=UTC)
        assert campaign.round.code == "2026-10"
        assert len(campaign.communities) == 2


CONS = {**PLAN, "questionnaire": "cons"}
PROJECT = "fill-cons-project_name"


def filled(**changes):
    """The launch of `cons` with a value for each of its placeholders."""
    names = [p.name for p in placeholders(bundled_questionnaire("cons"))]
    return {**CONS, **{f"fill-cons-{name}": f"食堂 {name}" for name in names}, **changes}


def test_the_launch_page_asks_for_what_the_questions_leave_open(city):
    page = signed_in(city).get(LAUNCH).text
    assert PROJECT in page
    assert "Residents read this in the questions." in page
    assert "fill-sat-" not in page


def test_residents_read_what_was_filled_in_escaped(city):
    client = signed_in(city)
    assert post(client, LAUNCH, **filled(**{PROJECT: "<b>食堂</b>"})).status_code == 303
    city.clock.now = datetime(2026, 10, 1, tzinfo=UTC)
    page = city.client.get(f"/q/{city.code}/cons").text
    assert "&lt;b&gt;食堂&lt;/b&gt;" in page
    assert "{project_name}" not in page
    assert "<b>食堂" not in page


@pytest.mark.parametrize(
    ("value", "sentence"),
    [("  ", "Please fill this in."), ("字" * 501, "Please write at most")],
)
def test_a_wrong_value_is_named_and_the_others_are_kept(city, value, sentence):
    client = signed_in(city)
    refused = post(client, LAUNCH, **filled(**{PROJECT: value, "phone": "0759-7654321"}))
    assert refused.status_code == 422
    assert f'id="{PROJECT}-error"' in refused.text
    assert sentence in refused.text
    assert 'value="0759-7654321"' in refused.text
    assert f'href="#{PROJECT}"' in refused.text


def test_what_another_questionnaire_leaves_open_need_not_be_filled_in(city):
    assert post(signed_in(city), LAUNCH, **PLAN).status_code == 303


def test_the_launch_page_offers_newest_versions_and_begins_with_the_one_asked_for(city):
    with city.database.writing() as session:
        second = bundled_questionnaire("sat").model_copy(update={"version": 2})
        publish(session, second, city.clock.now)
    page = signed_in(city).get(f"{LAUNCH}&questionnaire=sat").text
    assert 'value="sat" checked' in page
    assert page.count('value="sat"') == 1
    assert "version 2" in page
    assert 'value="inv"' not in page  # for staff who are signed in
    assert 'href="/staff/questionnaires' in page


def test_residents_find_a_launched_questionnaire_on_its_first_day(city):
    client = signed_in(city)
    post(client, LAUNCH, **PLAN)
    city.clock.now = datetime(2026, 10, 1, tzinfo=UTC)
    assert city.client.get(f"/q/{city.code}/sat").status_code == 200
    assert 'name="S10"' in city.client.get(f"/q/{city.code}/sat").text


def test_two_campaigns_of_one_kind_at_once_are_refused_with_everything_kept(city):
    client = signed_in(city)
    refused = post(client, LAUNCH, **{**PLAN, "first_day": "2026-09-05", "phone": "0759-7654321"})
    assert refused.status_code == 422
    assert "already has Residents&#39; satisfaction poll in these days" in refused.text
    assert 'value="0759-7654321"' in refused.text
    assert 'value="CK-JINSHAWAN" checked' in refused.text
    assert 'value="XS-HUALIAN" checked' not in refused.text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"questionnaire": ""}, "Please choose a questionnaire."),
        ({"questionnaire": "other"}, "Please choose a questionnaire."),
        ({"communities": []}, "Please choose at least one community."),
        ({"communities": ["NOWHERE"]}, "Please choose at least one community."),
        ({"first_day": "2026-08-31"}, "The first day has passed."),
        ({"first_day": "soon"}, "Please give a day, such as 2026-09-10."),
        ({"last_day": "9999-12-31"}, "Please choose a day before the year 2100."),
        ({"first_day": "9999-12-31"}, "Please choose a day before the year 2100."),
        ({"last_day": "2026-09-30"}, "The last day must not be before the first day."),
        ({"organiser": "   "}, "Please fill this in."),
        ({"phone": "1" * 61}, "Please write at most 60 characters."),
        ({"round": "September"}, "Write it like 2026-09."),
    ],
)
def test_a_mistake_is_named_beside_its_field_and_nothing_is_launched(city, wrong, sentence):
    client = signed_in(city)
    refused = post(client, LAUNCH, **{**PLAN, **wrong})
    assert refused.status_code == 422
    assert sentence in refused.text
    assert client.get("/staff/campaigns/3").status_code == 404


def test_ticking_all_or_none_keeps_the_rest_of_the_form(city):
    client = signed_in(city)
    none = post(client, LAUNCH, **{**PLAN, "tick": "none"}).text
    assert none.count('name="communities"') == 9
    assert not re.search(r'name="communities" value="[^"]+" checked', none)
    assert 'value="0759-1234567"' in none
    all_ = post(client, LAUNCH, **{**PLAN, "tick": "all"}).text
    assert len(re.findall(r'name="communities" value="[^"]+" checked', all_)) == 9


def test_the_launch_form_remembers_the_last_campaigns_words(city):
    assert 'value="湛江市商务局"' in signed_in(city).get(LAUNCH).text


def test_a_worker_launches_only_in_communities_of_the_area(city):
    client = signed_in(city, "worker", "CK-BAIYUAN")
    page = client.get(LAUNCH).text
    assert "CK-BAIYUAN" in page
    assert "CK-JINSHAWAN" not in page
    assert post(client, LAUNCH, **PLAN).status_code == 422
    own = post(client, LAUNCH, **{**PLAN, "communities": ["CK-BAIYUAN"]})
    assert own.status_code == 303


def test_closing_ends_the_campaign_for_residents_at_once(city):
    client = signed_in(city)
    page = "/staff/campaigns/2?lang=en"
    assert "cannot be undone" in client.get(page).text
    done = post(client, "/staff/campaigns/2/close?lang=en", page=page)
    assert "The campaign has ended." in client.get(done.location).text
    assert "S10" not in city.client.get(f"/q/{city.code}/sat").text
    again = post(client, "/staff/campaigns/2/close?lang=en", page="/staff/launch")
    assert "This campaign has ended already." in client.get(again.location).text


def test_a_worker_cannot_close_a_campaign_that_others_take_part_in(city):
    client = signed_in(city, "worker", "CK-BAIYUAN")
    refused = post(client, "/staff/campaigns/2/close", page="/staff/launch")
    assert refused.status_code == 403
    own = post(client, LAUNCH, **{**PLAN, "communities": ["CK-BAIYUAN"]})
    assert "End this campaign early" in client.get(own.location).text
    assert post(client, "/staff/campaigns/3/close", page="/staff/launch").status_code == 303


@pytest.mark.parametrize(
    "address",
    [
        "/staff/campaigns/99",
        "/staff/campaigns/99999999999999999999",
        "/staff/campaigns/3",
        "/staff/campaigns/3/posters.pdf",
        "/staff/communities/CK-JINSHAWAN",
        "/staff/communities/CK-JINSHAWAN/posters.pdf",
        "/staff/communities/NOWHERE",
        "/staff/results/3",
        "/staff/results/3.csv",
        "/staff/results/2/CK-JINSHAWAN",
        "/staff/results/2/CK-JINSHAWAN.json",
    ],
)
def test_what_lies_outside_the_area_does_not_exist(city, address):
    admin = signed_in(city)
    post(admin, LAUNCH, **{**PLAN, "communities": ["CK-JINSHAWAN"]})
    worker = signed_in(city, "worker", "CK-BAIYUAN")
    assert worker.get(address).status_code == 404


def test_codes_and_posters_of_other_communities_do_not_exist(city):
    signed_in(city)
    worker = signed_in(city, "worker", "CK-JINSHAWAN")
    for address in ("qr/{}.png", "qr/{}.svg", "posters/{}", "posters/{}.png"):
        assert worker.get("/staff/" + address.format(city.code)).status_code == 404


def test_an_added_spot_gets_a_code_of_its_own(city):
    client = signed_in(city)
    page = "/staff/communities/CK-BAIYUAN?lang=en"
    assert "Please fill this in." in post(client, page, spot=" ").text
    added = post(client, page, spot="菜市场东门")
    shown = client.get(added.location).text
    assert "菜市场东门" in shown
    codes = set(re.findall(r"/staff/posters/([0-9A-Z]+)", shown))
    assert len(codes) == 2
    (new,) = codes - {city.code}
    assert city.client.get(f"/q/{new}/sat").status_code == 200


def test_the_print_pack_has_a_page_with_a_readable_code_for_every_spot(city):
    client = signed_in(city, "worker", "CK")
    pack = client.get("/staff/campaigns/2/posters.pdf")
    assert pack.mimetype == "application/pdf"
    with pypdfium2.PdfDocument(pack.data) as document:
        assert len(document) == 2  # 赤坎区 has two communities
        picture = document[0].render(scale=2).to_numpy()
    assert zxingcpp.read_barcode(picture).text == f"http://127.0.0.1:8000/q/{city.code}"


def test_a_poster_says_what_is_open_until_when_and_who_asks(city):
    from survey_app.services.communities import find_communities
    from survey_app.services.print_pack import posters

    with city.database.reading() as session:
        regions = find_communities(session, ["CK-BAIYUAN"])
        address = "https://survey.example.cn"
        (poster,) = posters(session, regions, now=city.clock.now, public_url=address)
        (later,) = posters(session, regions, now=CLOSES, public_url=address)
    assert poster.url == f"https://survey.example.cn/q/{city.code}"
    assert poster.short_address.replace("-", "") == f"survey.example.cn/q/{city.code}"
    assert (poster.opens, poster.closes) == ("8月30日", "9月21日")
    assert (poster.minutes, poster.organiser, poster.paper_place) == (4, "湛江市商务局", None)
    assert (later.opens, later.closes, later.organiser) == (None, None, None)


def test_pictures_of_codes_and_posters_are_shown_not_saved(city):
    client = signed_in(city)
    for address in (f"/staff/qr/{city.code}.png", f"/staff/posters/{city.code}.png"):
        shown = client.get(address, headers=WECHAT)
        assert shown.mimetype == "image/png"
        assert shown.data.startswith(b"\x89PNG")
        assert "attachment" not in shown.headers.get("Content-Disposition", "")
    assert f"/staff/posters/{city.code}.png" in client.get(f"/staff/posters/{city.code}").text


@pytest.mark.parametrize(
    "address",
    [
        "/staff/campaigns/2/posters.pdf",
        "/staff/communities/CK-BAIYUAN/posters.pdf",
        "/staff/qr/{code}.svg",
        "/staff/results/2.csv",
        "/staff/results/2/CK-BAIYUAN.json",
    ],
)
def test_inside_wechat_a_download_says_how_to_open_the_browser(city, address):
    client = signed_in(city)
    address = address.format(code=city.code)
    page = client.get(f"{address}?lang=en", headers=WECHAT)
    assert page.mimetype == "text/html"
    assert "Open in the browser" in page.text
    if "results" not in address:
        assert city.code in page.text  # the picture to press long
    assert client.get(address).mimetype != "text/html"


def test_a_workers_live_count_moves_whether_somebody_answered_or_refused(city):
    """Else whoever watches a resident send the form would know that this one refused."""
    worker = signed_in(city, "worker", "CK-BAIYUAN")
    assert city.send(S00="N").status_code == 303
    assert "<strong>1</strong>" in worker.get("/staff/?lang=en").text
    admin = signed_in(city)
    assert "<strong>1</strong>" not in admin.get("/staff/?lang=en").text


def test_a_campaign_closed_by_mistake_can_be_launched_again_the_same_day(city):
    client = signed_in(city)
    assert post(client, "/staff/campaigns/2/close", page="/staff/launch").status_code == 303
    again = {**PLAN, "first_day": "2026-09-01", "last_day": "2026-09-20"}
    assert post(client, LAUNCH, **again).status_code == 303
    assert city.send().status_code == 303
