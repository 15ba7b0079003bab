"""Somebody at the editor with a draft, and a browser that sends its forms back."""

from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from survey_app.services import drafts
from survey_app.services.questionnaires import bundled_questionnaire
from survey_app.services.staff import Account, find_staff
from tests.city import City
from tests.web.staffroom import signed_in

DRAFT = "/staff/drafts/1"
EN = f"{DRAFT}?lang=en"
ADMIN = Account(0, "", "", "admin", None)


def seated(city: City) -> FlaskClient:
    """The browser of a worker with draft 1: a copy of `sat`."""
    client = signed_in(city, "worker", "CK-BAIYUAN")
    begin(city, "sat")
    return client


def begin(city: City, questionnaire: str, user: str = "worker") -> int:
    """A copy of a bundled questionnaire as a draft of this account."""
    with city.database.writing() as session:
        by = find_staff(session, user).id
        source = bundled_questionnaire(questionnaire)
        return drafts.copy(session, source, by=by, now=city.clock.now).id


def stored(city: City, number: int = 1) -> dict[str, Any]:
    """The draft as the database holds it."""
    with city.database.reading() as session:
        draft = drafts.find_draft(session, ADMIN, number)
        return drafts.definition_of(session, draft)


class Fields(HTMLParser):
    """What a browser would send of the form #edit when nothing was changed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent, self.inside, self.select, self.area = MultiDict(), False, None, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.inside = given.get("id") == "edit"
        if not self.inside:
            return
        name = given.get("name")
        if tag == "input" and name:
            ticked = given.get("type") not in ("checkbox", "radio") or "checked" in given
            if ticked:
                self.sent.add(name, given.get("value") or "")
        elif tag == "select":
            self.select, self.first = name, True
        elif tag == "option" and (self.first or "selected" in given):
            self.sent.setlist(self.select, [given.get("value") or ""])
            self.first = False
        elif tag == "textarea":
            self.area, self.text = name, ""

    def handle_data(self, data):
        if self.area:
            self.text += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area:
            self.sent.add(self.area, self.text.removeprefix("\n"))
            self.area = None


def form_of(client: FlaskClient, address: str = EN) -> MultiDict:
    """The fields of the page as they stand there."""
    page = client.get(address)
    assert page.status_code == 200
    return Fields(page.text).sent


def send(client: FlaskClient, address: str = EN, *, do: str = "save", headers=None, **changes: Any):
    """Post the page's form with some fields changed (dots are written as __)."""
    fields = form_of(client, address)
    for name, value in changes.items():
        fields.setlist(name.replace("__", "."), value if isinstance(value, list) else [value])
    fields["do"] = do
    return client.post(EN, data=fields, headers=headers)


def at(code: str, city: City) -> str:
    """The address of a question's form."""
    ids = [question["id"] for question in stored(city)["questions"]]
    return f"{EN}&at=q{ids.index(code)}"
