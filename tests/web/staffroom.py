"""Staff to test with: accounts, browsers that are signed in, and answers in bulk."""

import re
from itertools import count
from typing import Any

from flask.testing import FlaskClient

from survey_app.questionnaire.answers import check_answers
from survey_app.services.campaigns import find_campaign
from survey_app.services.form_tokens import FormToken
from survey_app.services.placements import placements_of
from survey_app.services.questionnaires import published
from survey_app.services.responses import Arrival, record_response
from survey_app.services.staff import add_staff
from tests.city import NEEDS, SAT, City

PASSWORD = "correct horse 9"
WECHAT = {"User-Agent": "Mozilla/5.0 (Linux; Android 13) Mobile MicroMessenger/8.0.50"}
_SEQUENCE = count(10**30)


def hire(city: City, user: str, role: str, *areas: str) -> None:
    """A new account."""
    with city.database.writing() as session:
        add_staff(session, user, PASSWORD, role=role, areas=areas, now=city.clock.now)


def signed_in(city: City, role: str = "admin", *areas: str) -> FlaskClient:
    """The browser of a new account that is called like its role."""
    hire(city, role, role, *areas)
    client = city.client
    assert sign_in(client, role).status_code == 303
    return client


def sign_in(client: FlaskClient, user: str, password: str = PASSWORD, query: str = "?lang=en"):
    """Send the sign-in form."""
    return post(client, f"/staff/sign-in{query}", user=user, password=password)


def post(client: FlaskClient, address: str, *, page: str = "", **fields: Any):
    """Send a form of ours with the token that its page (or `page`) carries."""
    html = client.get(page or address).text
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', html)
    assert found, html[:2000]
    return client.post(address, data={"csrf_token": found[1], **fields})


def answer(city: City, campaign_id: int, community: str, forms: int, **changes: Any) -> None:
    """Store complete forms of one kind: those of tests.city with some answers changed."""
    given = {**(NEEDS if campaign_id == 1 else SAT), **changes}
    synthetic = bool(given.pop("synthetic", False))
    lists = {name: [value] for name, value in given.items() if value is not None}
    with city.database.writing() as session:
        form = published(find_campaign(session, campaign_id).version)
        placement = placements_of(session, [community])[0]
        checked = check_answers(form.questionnaire, lists)
        assert checked.is_complete, checked.problems
        for _ in range(forms):
            number = f"{next(_SEQUENCE):032x}"
            token = FormToken(campaign_id, form.id, number, city.clock.now, synthetic=synthetic)
            arrival = Arrival(token, placement.region_id, placement.id, "zh")
            record_response(session, arrival, checked, form=form, now=city.clock.now)


def rate(city: City, community: str, satisfied: int, base: int, campaign_id: int = 2) -> None:
    """Answers with this rate: “fairly satisfied” and “neutral” only."""
    answer(city, campaign_id, community, satisfied, S10="4")
    answer(city, campaign_id, community, base - satisfied, S10="3", S20="FAR")
