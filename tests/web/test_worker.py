"""The console: what runs where, closing, codes and posters."""

import re

import pypdfium2
import pytest
import zxingcpp

from tests.city import CLOSES, build_city
from tests.web.launch_plan import LAUNCH, PLAN
from tests.web.staffroom import WECHAT, answer, post, signed_in


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
