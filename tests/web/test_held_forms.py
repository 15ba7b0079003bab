"""A form that was held for long, through anything: stored, or back complete and stored by a press.

Each case is something that happens between opening a form and sending it; `test_late_forms.py` and
`test_resending.py` have the rules one by one.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.app import create_app
from survey_app.config import from_environment
from survey_app.keys import open_key_ring, rotate
from tests.city import SAT, City
from tests.web.shown_form import ShownForm

HOUR = timedelta(hours=1)
ANSWERS = {**SAT, "S10": "2", "S20": ["FAR", "OTHER"], "S20.OTHER.text": "太吵", "S30": "路灯坏了"}


@dataclass
class Held:
    """Somebody's phone with an open form. headers: what its browser tells when it sends."""

    city: City
    token: str
    client: FlaskClient
    app: Flask
    headers: dict[str, str] = field(default_factory=dict)

    def serve(self, **variables: str) -> None:
        """Start the server anew on the same home, with these SURVEY_APP_ variables."""
        told = {f"SURVEY_APP_{name}": value for name, value in variables.items()}
        settings = from_environment(told, home=self.city.settings.home, cache_seconds=0.0)
        database, keys = self.city.database, open_key_ring(settings.keys_path)
        database.dispose()
        self.app = create_app(settings, database=database, keys=keys, clock=self.city.clock)
        cookie, self.client = self.client.get_cookie("text"), self.app.test_client()
        if cookie:
            self.client.set_cookie(cookie.key, cookie.value)

    def send(self, form):
        """Press “提交”."""
        return self.client.post(f"/q/{self.city.code}/sat", data=form, headers=self.headers)

    def send_answers(self):
        """Press it on the form that was filled in."""
        return self.send({**ANSWERS, "form": self.token})


def three_hours(held: Held) -> None:
    held.city.clock.now += 3 * HOUR


def an_hour_forward(held: Held) -> None:
    held.city.clock.now += HOUR


def an_hour_back(held: Held) -> None:
    held.city.clock.now -= HOUR


def restart(held: Held) -> None:
    held.serve()


def rotation(held: Held) -> None:
    rotate(held.city.settings.keys_path)
    held.serve()


def rotation_without_restart(held: Held) -> None:
    rotate(held.city.settings.keys_path)


def cookies_lost(held: Held) -> None:
    held.client = held.app.test_client()


def no_referer(held: Held) -> None:
    held.headers.pop("Referer", None)


def origin_null(held: Held) -> None:
    held.headers["Origin"] = "null"


def behind_https(held: Held) -> None:
    held.serve(PROXIES="1", PUBLIC_URL="https://survey.example.cn")
    held.headers |= {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "survey.example.cn"}


def keys_lost(held: Held) -> None:
    held.city.settings.keys_path.unlink()
    held.serve()


def token_lost(held: Held) -> None:
    held.token = ""


HAPPENINGS: dict[str, list[Callable[[Held], None]]] = {
    "held 3 h": [three_hours],
    "over a restart": [restart],
    "over a key rotation": [rotation],
    "a key rotation while serving": [rotation_without_restart],
    "clock an hour forward": [an_hour_forward],
    "clock an hour back": [an_hour_back],
    "cookies lost": [cookies_lost],
    "no Referer": [no_referer],
    "Origin: null": [origin_null],
    "https behind a proxy": [behind_https],
}
PRESSED_AGAIN = {"keys lost": [keys_lost], "token lost": [token_lost]}
# https comes last: starting anew would forget that the server stands behind a proxy.
EVERYTHING = [
    *(three_hours, restart, rotation, an_hour_forward, cookies_lost, no_referer, origin_null),
    behind_https,
]


@pytest.fixture
def held(city_on_both) -> Held:
    """A form that was opened in 大字版 a moment ago, over plain http."""
    city = city_on_both
    client = city.client
    page = client.get(f"/q/{city.code}/sat?text=large").text
    headers = {"Referer": f"http://localhost/q/{city.code}/sat?text=large"}
    return Held(city, ShownForm(page).fields["form"], client, city.app, headers)


def is_stored(held: Held, sent) -> None:
    """One response with every answer, and thanks."""
    assert sent.status_code == 303
    thanks = held.client.get(sent.location, headers=held.headers)
    assert thanks.status_code == 200
    [row] = held.city.responses()
    named = ("S10", "S20", "S20.OTHER.text", "S30")
    assert [row.answers[name] for name in named] == [ANSWERS[name] for name in named]
    assert set(row.answers["S11"].values()) == {"4"}


@pytest.mark.parametrize("happened", HAPPENINGS.values(), ids=HAPPENINGS)
def test_a_held_form_is_stored_at_once_whatever_happened(held, happened):
    for happens in happened:
        happens(held)
    is_stored(held, held.send_answers())


@pytest.mark.parametrize("last", [an_hour_forward, an_hour_back], ids=["forward", "back"])
def test_a_held_form_is_stored_even_if_everything_happened(held, last):
    for happens in [*EVERYTHING, last]:
        happens(held)
    is_stored(held, held.send_answers())


@pytest.mark.parametrize("lost", PRESSED_AGAIN.values(), ids=PRESSED_AGAIN)
def test_a_form_that_nobody_can_vouch_for_comes_back_complete_and_is_stored_by_a_press(held, lost):
    for happens in [*lost, *EVERYTHING]:
        happens(held)
    back = held.send_answers()
    assert back.status_code == 200
    assert held.city.responses() == []
    shown = ShownForm(back.text).fields
    assert {name: shown.getlist(name) for name in ANSWERS} == {
        name: value if isinstance(value, list) else [value] for name, value in ANSWERS.items()
    }
    is_stored(held, held.send(shown))
