"""A public tablet: who makes a device one, what its cookie may hold, where its pages lead."""

import re
from datetime import timedelta

import pytest

from survey_app.app import create_app
from survey_app.keys import open_key_ring, rotate
from survey_app.services.placements import placements_of
from survey_app.storage.accounts import Audit
from survey_app.web.tries import Tries
from tests.city import NOON, SAT
from tests.web.staffroom import hire, post, sign_in, signed_in

PAGE = "/staff/communities/CK-BAIYUAN/kiosk"
CODE = "4711"


def tablet(city, client=None, **fields):
    """A browser that an administrator has made a public tablet of 百园社区."""
    client = client or signed_in(city)
    answer = post(client, PAGE, **{"spot": city.code, "staff_code": CODE, **fields})
    assert answer.status_code == 303, answer.text
    return client


def leave(client, staff_code, lang="?lang=en"):
    return client.post(f"/kiosk/leave{lang}", data={"staff_code": staff_code})


def is_tablet(client, city):
    return "data-kiosk" in client.get(f"/q/{city.code}").text


def test_a_phone_knows_nothing_of_tablets(city):
    page = city.client.get(f"/q/{city.code}/sat").text
    assert "data-kiosk" not in page
    assert "/kiosk/" not in page
    assert "tablet." not in page  # nor does it fetch their script and sheet
    assert city.client.get("/kiosk/start").location == "/"


def test_setting_up_leads_to_the_start_and_signs_the_device_out(city):
    client = signed_in(city)
    copied = client.get_cookie("survey_staff").value
    answer = post(client, PAGE, spot=city.code, staff_code=CODE)
    assert (answer.status_code, answer.location) == (303, f"/q/{city.code}")
    assert client.get_cookie("survey_staff") is None
    assert client.get("/staff/").location.startswith("/staff/sign-in")
    client.set_cookie("survey_staff", copied)
    assert client.get("/staff/").status_code == 303
    assert is_tablet(client, city)


def test_the_cookie_is_closed_to_scripts_and_holds_the_code_only_hashed(city):
    client = signed_in(city)
    answer = post(client, PAGE, spot=city.code, staff_code="47110815")
    header = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("kiosk="))
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    assert "47110815" not in header
    assert "Secure" not in header  # the city of the tests is served without https


def test_setting_up_is_noted_in_the_audit_without_the_code(city):
    tablet(city)
    with city.database.reading() as session:
        noted = session.query(Audit).filter_by(action="begin public tablet").one()
    assert noted.subject == f"CK-BAIYUAN {city.code}"
    assert CODE not in str(noted.detail)


@pytest.mark.parametrize("staff_code", ["", "123", "123456789", "12a4", "一二三四"])
def test_a_staff_code_has_four_to_eight_figures(city, staff_code):
    client = signed_in(city)
    refused = post(client, PAGE + "?lang=en", spot=city.code, staff_code=staff_code)
    assert refused.status_code == 422
    assert "Please write 4 to 8 figures." in refused.text
    assert not is_tablet(client, city)


def test_the_spot_has_to_be_one_of_the_community(city):
    client = signed_in(city)
    with city.database.reading() as session:
        foreign = placements_of(session, ["CK-JINSHAWAN"])[0].code
    assert post(client, PAGE, spot=foreign, staff_code=CODE).status_code == 422


def test_only_those_who_work_there_make_tablets(city):
    hire(city, "chen", "worker", "CK-JINSHAWAN")
    foreign = city.client
    sign_in(foreign, "chen")
    assert foreign.get(PAGE).status_code == 404
    analyst = signed_in(city, "analyst")
    assert analyst.get(PAGE).status_code == 403
    assert "kiosk" not in analyst.get("/staff/communities/CK-BAIYUAN").text
    worker = signed_in(city, "worker", "CK-BAIYUAN")
    assert PAGE in worker.get("/staff/communities/CK-BAIYUAN").text
    assert is_tablet(tablet(city, worker), city)


def test_a_form_without_its_token_makes_no_tablet(city):
    client = signed_in(city)
    assert client.post(PAGE, data={"spot": city.code, "staff_code": CODE}).status_code == 400
    assert client.post(PAGE + "/end").status_code == 400


@pytest.mark.parametrize("forged", ["x", "WyJBIl0.abc", "ｋ", '["A","B","standard","","",0]'])
def test_a_forged_cookie_makes_no_tablet(city, forged):
    client = city.client
    client.set_cookie("kiosk", forged)
    assert not is_tablet(client, city)


def test_a_changed_cookie_makes_no_tablet(city):
    client = tablet(city)
    kept = client.get_cookie("kiosk").value
    client.set_cookie("kiosk", kept[:-1] + ("A" if kept[-1] != "A" else "B"))
    assert not is_tablet(client, city)


def test_a_tablet_is_one_for_a_year(city):
    client = tablet(city)
    kept = client.get_cookie("kiosk").value
    for days, still in ((364, True), (366, False)):
        city.clock.now = NOON + timedelta(days=days)
        client.set_cookie("kiosk", kept)
        assert ("data-kiosk" in client.get("/kiosk/leave").text) is still


def test_a_tablet_survives_new_keys_and_still_knows_its_staff_code(city):
    kept = tablet(city).get_cookie("kiosk").value
    rotate(city.settings.keys_path)
    keys = open_key_ring(city.settings.keys_path)
    app = create_app(city.settings, database=city.database, keys=keys, clock=city.clock)
    client = app.test_client()
    client.set_cookie("kiosk", kept)
    assert is_tablet(client, city)
    assert leave(client, "4712").status_code == 403
    assert leave(client, CODE).status_code == 200
    assert not is_tablet(client, city)


def test_leaving_asks_for_the_staff_code(city):
    client = tablet(city)
    wrong = leave(client, "0000")
    assert (wrong.status_code, "not the staff code" in wrong.text) == (403, True)
    assert is_tablet(client, city)
    right = leave(client, " ４７１１ ")
    assert "This device is free again" in right.text
    assert "data-kiosk" not in right.text
    assert "/staff/sign-in" in right.text
    assert not is_tablet(client, city)


def test_after_five_wrong_codes_the_right_one_has_to_wait_too_but_never_for_good(city):
    client = tablet(city)
    for _ in range(5):
        assert leave(client, "0000").status_code == 403
    refused = leave(client, CODE)
    assert refused.status_code == 429
    assert "Please wait 30 seconds" in refused.text
    city.clock.now += timedelta(seconds=31)
    assert leave(client, CODE).status_code == 200


def test_the_wait_doubles_up_to_ten_minutes():
    tries, waits = Tries(), []
    for _ in range(12):
        tries.note("tablet", NOON)
        waits.append(tries.wait_left("tablet", NOON))
    assert waits == [0, 0, 0, 0, 30, 60, 120, 240, 480, 600, 600, 600]
    assert tries.wait_left("another", NOON) == 0


def test_somebody_who_forgot_the_code_signs_in_and_frees_the_tablet(city):
    client = tablet(city)
    sign_in(client, "admin")
    assert "This device is a public tablet now" in client.get(PAGE + "?lang=en").text
    assert post(client, PAGE + "/end", page=PAGE).status_code == 303
    assert not is_tablet(client, city)


def test_staff_of_another_community_do_not_free_it(city):
    client = tablet(city)
    hire(city, "chen", "worker", "CK-JINSHAWAN")
    sign_in(client, "chen")
    own = "/staff/communities/CK-JINSHAWAN/kiosk"
    assert post(client, own + "/end", page=own).status_code == 404
    assert is_tablet(client, city)


def test_pages_of_other_places_lead_back_to_its_own_start(city):
    client = tablet(city)
    with city.database.reading() as session:
        foreign = placements_of(session, ["CK-JINSHAWAN"])[0].code
    there = ("/", f"/q/{foreign}", f"/q/{foreign}/sat", "/q/NOSUCHCODE", "/c/CK-JINSHAWAN")
    for address in (*there, "/kiosk/start"):
        answer = client.get(address)
        assert (answer.status_code, answer.location) == (303, f"/q/{city.code}"), address
    assert client.get(f"/q/{city.code.lower()}/sat").status_code == 200
    assert client.get("/c/CK-BAIYUAN").status_code == 200


def test_a_form_of_another_place_that_is_on_its_way_still_arrives(city):
    with city.database.reading() as session:
        foreign = placements_of(session, ["CK-JINSHAWAN"])[0].code
    token = city.open_form()
    client = tablet(city)
    answer = client.post(f"/q/{foreign}/sat", data={**SAT, "form": token})
    assert answer.location.startswith("/r/")


def test_what_is_sent_on_a_tablet_is_stored_so_on_both_engines(city_on_both):
    city = city_on_both
    client = tablet(city)
    page = client.get(f"/q/{city.code}/sat").text
    token = re.search(r'name="form" value="([^"]+)"', page)[1]
    # The token says so, not the cookie: the tablet may have been freed in the meantime.
    assert city.send(token=token).status_code == 303
    assert client.post(f"/q/{city.code}/sat", data={**SAT, "form": city.open_form()}).location
    assert [response.mode for response in city.responses()] == ["kiosk", "self"]


def test_a_page_made_for_a_tablet_is_never_given_to_a_phone(city):
    client = tablet(city)
    sent = city.send().location
    for address in (f"/q/{city.code}", f"/q/{city.code}/sat", sent, "/c/CK-BAIYUAN"):
        assert "data-kiosk" in client.get(address).text, address
        assert "data-kiosk" not in city.client.get(address).text, address
        assert client.get(address).headers["Cache-Control"] == "no-store"


def test_the_size_of_the_text_goes_back_after_each_person(city):
    client = tablet(city, large="y")
    client.get(f"/q/{city.code}?text=largest")
    assert client.get_cookie("text").value == "largest"
    client.get("/kiosk/start")
    assert client.get_cookie("text").value == "large"


def test_without_script_the_thanks_lead_to_the_next_person(city):
    client = tablet(city)
    page = client.get(city.send().location).text
    assert 'href="/kiosk/start"' in page
    assert client.get("/kiosk/start").location == f"/q/{city.code}"


def test_someone_else_at_home_gets_a_fresh_form(city):
    first = city.open_form()
    thanks = city.client.get(city.send(token=first).location).text
    again = re.search(r'href="(/q/[0-9A-Z]+)[^"]*"', thanks)[1]
    assert again == f"/q/{city.code}"
    page = city.client.get(f"{again}/sat").text
    token = re.search(r'name="form" value="([^"]+)"', page)[1]
    assert token != first
    assert not re.search(r"<input[^>]*\schecked", page)
