"""A city to test with: nine communities, two campaigns, a clock that tests set, an application."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from survey_app.app import create_app
from survey_app.config import Settings
from survey_app.keys import KeyRing, open_key_ring
from survey_app.paths import bundled
from survey_app.services import campaigns
from survey_app.services.community_import import import_communities
from survey_app.services.form_tokens import FormToken, FormTokens
from survey_app.services.placements import placements_of
from survey_app.services.questionnaires import bundled_questionnaire
from survey_app.storage.base import Base
from survey_app.storage.connect import Database
from survey_app.storage.models import Response

NOON = datetime(2026, 9, 1, 4, tzinfo=UTC)  # 12:00 in Zhanjiang
OPENS = NOON - timedelta(days=2)
CLOSES = NOON + timedelta(days=20)
RATED = [
    *("B_SHOP", "B_FOOD", "B_MEAL", "B_FIX", "B_DAILY"),
    *("Q_OLD", "Q_YOUNG", "Q_LIFE", "G_HONEST", "G_ENV", "G_VOICE"),
]
WALKED = ["B_CONV", "B_MARKET", "B_BREAKFAST", "B_PHARMACY", "B_REPAIR", "B_PARCEL"]

# Complete forms of somebody who belongs to the base.
SAT = {
    "S00": "Y",
    "S01": "LIVE6",
    "S02": "A65_74",
    "S10": "4",
    "S21": "SAME",
    "S40": "F",
    **{f"S11.{row}": "4" for row in RATED},
}
NEEDS = {
    "N00": "Y",
    "N01": "LIVE6",
    "N02": "A30_44",
    "N11.1": "B_REPAIR",
    "N12": "FAR",
    "N13.1": "Q_CANTEEN",
    "N20": "NONE",
    "N40": "M",
    **{f"N10.{row}": "M5" for row in WALKED},
}


class Clock:
    """The present moment, as a test wants it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@dataclass
class City:
    """What tests need of it. code: the placement of 百园社区 (CK-BAIYUAN)."""

    database: Database
    settings: Settings
    keys: KeyRing
    clock: Clock
    app: Flask
    code: str

    @property
    def client(self) -> FlaskClient:
        """A browser without cookies."""
        return self.app.test_client()

    def open_form(self, questionnaire: str = "sat") -> str:
        """The hidden token of a freshly opened form."""
        page = self.client.get(f"/q/{self.code}/{questionnaire}").text
        found = re.search(r'name="form" value="([^"]+)"', page)
        assert found
        return found[1]

    def send(self, questionnaire: str = "sat", token: str | None = None, **fields: object):
        """Post a complete form with some fields changed (None leaves one out)."""
        base = SAT if questionnaire == "sat" else NEEDS
        form = {**base, "form": token or self.open_form(questionnaire), **fields}
        given = {name: value for name, value in form.items() if value is not None}
        return self.client.post(f"/q/{self.code}/{questionnaire}", data=given)

    def row_counts(self) -> dict[str, int]:
        """How many rows every table holds."""
        tables = Base.metadata.tables
        with self.database.reading() as session:
            return {name: session.query(table).count() for name, table in tables.items()}

    def responses(self) -> list[Response]:
        """The stored forms, oldest first."""
        with self.database.reading() as session:
            return session.query(Response).order_by(Response.id).all()

    def token(self, campaign_id: int = 2, version_id: int = 2, **changes: object) -> FormToken:
        """A form token of this city, not signed yet."""
        sequence = f"{next(_SEQUENCE):032x}"
        token = FormToken(campaign_id, version_id, sequence, self.clock.now)
        return token._replace(**changes)

    def signed(self, token: FormToken) -> str:
        """A token as a form carries it."""
        return FormTokens(self.keys).sign(token)


_SEQUENCE = count(1)


def build_city(database: Database, home: Path) -> City:
    """A city on an empty database."""
    launch_both(database)
    return open_city(database, home)


def launch_both(database: Database) -> None:
    """Import the nine communities, launch `needs` and `sat`."""
    random = count(10**20, 7**20)
    with database.writing() as session:
        file = bundled("questionnaires") / "communities.csv"
        import_communities(session, file, NOON)
        for name in ("needs", "sat"):
            context = {"organiser": "湛江市商务局", "phone": "0759-0000000"}
            plan = campaigns.Plan(bundled_questionnaire(name), [], OPENS, CLOSES, context)
            campaigns.launch(session, plan, now=NOON, random=lambda: next(random))


def open_city(database: Database, home: Path) -> City:
    """The application on a database where both are launched."""
    clock = Clock(NOON)
    with database.reading() as session:
        code = placements_of(session, ["CK-BAIYUAN"])[0].code
    settings = Settings(home=home, cache_seconds=0.0)
    keys = open_key_ring(settings.keys_path)
    app = create_app(settings, database=database, keys=keys, clock=clock)
    return City(database, settings, keys, clock, app, code)
