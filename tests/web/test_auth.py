"""Who gets in, who does not, and what each role may open."""

from datetime import timedelta

import pytest

from tests.web.staffroom import PASSWORD, hire, post, sign_in, signed_in

CODE = {
    "code": "CK-BAIYUAN",
    "campaign_id": 1,
    "number": 1,
    "older": 1,
    "newer": 1,
    "draft_id": 1,
}


def staff_rules(city):
    """Every address below /staff/, with the view behind it."""
    for rule in city.app.url_map.iter_rules():
        if rule.rule.startswith("/staff/"):
            yield rule, city.app.view_functions[rule.endpoint]


def test_every_staff_page_names_the_roles_that_may_open_it(city):
    rules = [(rule.endpoint, getattr(view, "roles", None)) for rule, view in staff_rules(city)]
    assert len(rules) > 15
    assert [endpoint for endpoint, roles in rules if not roles] == []
    assert {endpoint for endpoint, roles in rules if "anyone" in roles} == {"auth.sign_in"}


def test_every_staff_page_asks_a_stranger_to_sign_in(city):
    city.app.config["WTF_CSRF_ENABLED"] = False
    for rule, _ in staff_rules(city):
        if rule.endpoint == "auth.sign_in":
            continue
        with city.app.test_request_context():
            address = city.app.url_map.bind("localhost").build(
                rule.endpoint, {name: CODE[name] for name in rule.arguments}
            )
        for method in rule.methods - {"OPTIONS"}:
            answer = city.client.open(address, method=method)
            assert answer.status_code == 303, (method, address)
            assert answer.location.startswith("/staff/sign-in"), (method, address)


def test_signing_in_leads_to_the_page_that_was_asked_for(city):
    hire(city, "li", "admin")
    client = city.client
    asked = client.get("/staff/campaigns/2?lang=en")
    answer = sign_in(client, "li", query=asked.location.partition("sign-in")[2])
    assert answer.location == "/staff/campaigns/2?lang=en"
    assert "Console" in client.get(answer.location).text


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "/q/ABC", "staff/", ""]
)
def test_signing_in_never_leads_away_from_staff_pages(city, wanted):
    hire(city, "li", "admin")
    answer = sign_in(city.client, "li", query=f"?next={wanted}")
    assert answer.location == "/staff/"


def test_unknown_names_and_wrong_passwords_are_refused_in_the_same_words(city):
    hire(city, "li", "admin")
    wrong = sign_in(city.client, "li", "not it at all")
    unknown = sign_in(city.client, "nobody", "not it at all")
    assert wrong.status_code == unknown.status_code == 403
    assert "The user name or the password is not right." in wrong.text
    assert "The user name or the password is not right." in unknown.text


def test_after_ten_wrong_tries_the_right_password_has_to_wait_too(city):
    hire(city, "li", "admin")
    for _ in range(10):
        assert sign_in(city.client, "li", "wrong").status_code == 403
    refused = sign_in(city.client, "li")
    assert refused.status_code == 429
    assert "Too many tries" in refused.text
    city.clock.now += timedelta(minutes=1)
    assert sign_in(city.client, "li").status_code == 303


def test_others_are_not_slowed_down_by_someone_guessing(city):
    hire(city, "li", "admin")
    hire(city, "chen", "admin")
    for _ in range(12):
        sign_in(city.client, "li", "wrong")
    assert sign_in(city.client, "chen").status_code == 303


@pytest.mark.parametrize("user", ["l\0i", "' OR 1=1", "李", "x" * 4000])
def test_a_strange_user_name_is_just_an_unknown_one(city, user):
    assert sign_in(city.client, user).status_code == 403


def test_half_an_hour_without_use_signs_out_and_says_so(city):
    client = signed_in(city)
    city.clock.now += timedelta(minutes=29)
    assert client.get("/staff/").status_code == 200
    city.clock.now += timedelta(minutes=29)
    assert client.get("/staff/").status_code == 200
    city.clock.now += timedelta(minutes=31)
    asked = client.get("/staff/?lang=en")
    assert asked.status_code == 303
    assert "after 30 minutes without use" in client.get(asked.location).text


def test_a_session_ends_after_twelve_hours_of_use(city):
    client = signed_in(city)
    for _ in range(25):
        city.clock.now += timedelta(minutes=29)
        answer = client.get("/staff/?lang=en")
    assert answer.status_code == 303
    assert "has ended" in client.get(answer.location).text


def test_a_copied_cookie_is_worth_nothing_after_signing_out(city):
    client = signed_in(city)
    cookie = client.get_cookie("survey_staff").value
    assert post(client, "/staff/sign-out", page="/staff/").status_code == 303
    thief = city.client
    thief.set_cookie("survey_staff", cookie)
    assert thief.get("/staff/").status_code == 303


def test_signing_in_starts_a_new_session(city):
    hire(city, "li", "admin")
    client = city.client
    client.get("/staff/sign-in")
    with client.session_transaction("/staff/") as session:
        session["planted"] = "by somebody else"
    sign_in(client, "li")
    with client.session_transaction("/staff/") as session:
        assert "planted" not in session


def test_a_form_without_its_token_does_nothing(city):
    client = signed_in(city)
    assert client.post("/staff/sign-out").status_code == 400
    assert client.get("/staff/").status_code == 200


def test_staff_pages_are_kept_by_no_cache(city):
    client = signed_in(city)
    for address in ("/staff/", "/staff/results/2", "/staff/campaigns/99"):
        assert client.get(address).headers["Cache-Control"] == "no-store"


def test_an_analyst_looks_and_changes_nothing(city):
    client = signed_in(city, "analyst")
    assert client.get("/staff/").status_code == 200
    assert client.get("/staff/results/2.json").status_code == 200
    assert client.get("/staff/launch").status_code == 403
    page = "/staff/communities/CK-BAIYUAN"
    assert post(client, page, spot="东门").status_code == 403
    assert post(client, "/staff/campaigns/2/close", page=page).status_code == 403


def test_no_password_is_ever_shown_again(city):
    hire(city, "li", "admin")
    assert PASSWORD not in sign_in(city.client, "nobody").text
