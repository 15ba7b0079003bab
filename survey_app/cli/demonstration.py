"""The demonstration: everything real but the residents."""

import json
import secrets
from datetime import timedelta
from shlex import quote
from typing import Any

import click

from survey_app.cli.shared import (
    now,
    random_bits,
    say,
)
from survey_app.cli.synthetic import Shares, send_synthetic
from survey_app.config import Settings
from survey_app.errors import NotFound
from survey_app.keys import open_key_ring
from survey_app.output.poster import posters_pdf
from survey_app.paths import bundled, is_checkout
from survey_app.services import campaigns
from survey_app.services.communities import find_communities
from survey_app.services.community_import import import_communities
from survey_app.services.days import first_moment, last_moment, today
from survey_app.services.placements import placements_of
from survey_app.services.print_pack import posters
from survey_app.services.questionnaires import bundled_questionnaire
from survey_app.services.staff import add_staff, set_password
from survey_app.storage.connect import Database

QUESTIONNAIRES = ("needs", "sat")
DAYS = 21
# (weight of the community's forms, satisfied share): every verdict appears, one base stays small.
MOODS = (
    (0.21, 0.96),
    (0.20, 0.80),
    (0.13, 0.91),
    (0.12, 0.88),
    (0.11, 0.97),
    (0.09, 0.70),
    (0.08, 0.92),
    (0.05, 0.90),
    (0.01, 0.95),
)
SHARE_OF_SAT = 2 / 3


class Demonstration:
    """Sets up a home folder step by step; every step finds what an earlier run left."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.keys = open_key_ring(settings.keys_path)
        self.database = Database(settings.database)
        self.file = settings.home / "demo.json"
        self.posters = settings.home / "posters.pdf"
        self.known: dict[str, Any] = (
            json.loads(self.file.read_text("utf-8")) if self.file.exists() else {}
        )

    def prepare(self, responses: int) -> None:
        """Database, communities, campaigns, an administrator, synthetic answers."""
        say("1/5 Database")
        self.database.upgrade()
        say("2/5 Communities and questionnaires")
        self._communities_and_campaigns()
        self.password = self._administrator()
        say("3/5 Synthetic answers")
        self._answers(responses)

    def _communities_and_campaigns(self) -> None:
        day = today(now())
        with self.database.writing() as session:
            if not find_communities(session, []):
                file = bundled("questionnaires") / "communities.csv"
                import_communities(session, file, now())
            launched = {c.version.questionnaire for c in campaigns.all_campaigns(session)}
            for name in QUESTIONNAIRES:
                if name not in launched:
                    plan = campaigns.Plan(
                        bundled_questionnaire(name),
                        [],
                        first_moment(day),
                        last_moment(day + timedelta(days=DAYS)),
                        {
                            "organiser": "湛江市商务局",
                            "phone": "",
                            "paper_place": "社区党群服务中心",
                        },
                        f"{day:%Y-%m}",
                    )
                    campaigns.launch(session, plan, now=now(), random=random_bits)

    def _administrator(self) -> str:
        """The administrator's random password; a new one if demo.json was lost."""
        kept = self.known.get("staff", {}).get("admin", {}).get("password")
        if kept:
            return str(kept)
        password = secrets.token_urlsafe(12)
        with self.database.writing() as session:
            try:
                set_password(session, "admin", password, now=now())
            except NotFound:
                add_staff(session, "admin", password, role="admin", areas=[], now=now())
        return password

    def _answers(self, responses: int) -> None:
        with self.database.reading() as session:
            sent = campaigns.synthetic_counts(session)
            codes = [region.code for region in find_communities(session, [])]
        wanted = {"sat": round(responses * SHARE_OF_SAT)}
        wanted["needs"] = responses - wanted["sat"]
        for name, count in wanted.items():
            missing = count - sent.get(name, 0)
            if missing > 0:
                shares = _spread(codes, missing, by_mood=name == "sat")
                seed = 1 + sent.get(name, 0)
                questionnaire = bundled_questionnaire(name)
                send_synthetic(self.settings, self.database, questionnaire, shares, seed=seed)

    def write_files(self) -> None:
        """The print pack and demo.json."""
        say("4/5 Posters")
        with self.database.reading() as session:
            regions = find_communities(session, [])
            pages = posters(session, regions, now=now(), public_url=self.settings.public_url)
            document = self._document(session)
        self.posters.write_bytes(posters_pdf(pages, fonts=self.settings.fonts))
        self.file.touch(mode=0o600)
        self.file.write_text(json.dumps(document, ensure_ascii=False, indent=1), "utf-8")

    def _document(self, session: Any) -> dict[str, Any]:
        base = self.settings.public_url
        return {
            "base_url": base,
            "database_url": self.settings.database,
            "posters": str(self.posters.absolute()),
            "staff": {"admin": {"user": "admin", "password": self.password}},
            "campaigns": [
                {
                    "id": campaign.id,
                    "questionnaire": campaign.version.questionnaire,
                    "communities": [link.region.code for link in campaign.communities],
                }
                for campaign in reversed(campaigns.all_campaigns(session))
            ],
            "placements": [
                {
                    "code": placement.code,
                    "community": placement.region.code,
                    "url": f"{base}/q/{placement.code}",
                    "forms": {name: f"{base}/q/{placement.code}/{name}" for name in QUESTIONNAIRES},
                }
                for placement in placements_of(session, [])
            ],
        }

    def explain(self, port: int) -> None:
        """Where each kind of user goes."""
        document = json.loads(self.file.read_text("utf-8"))
        base = document["base_url"]
        program = "python3 -m survey_app" if is_checkout() else "survey-app"
        again = f"{program} demo --home {quote(str(self.settings.home))} --host 0.0.0.0"
        say("5/5 Ready")
        click.echo()
        say("Residents: {address}", address=document["placements"][0]["url"])
        say("  one QR code's address; all of them are in {file}", file=self.posters)
        say("Staff: {address}", address=f"{base}/staff/")
        say("  user {user}, password {password}", user="admin", password=self.password)
        say("Analysts: {address}", address=f"{base}/staff/results/")
        say("For a phone on the same Wi-Fi: {line}", line=f"{again} --port {port}")
        say("Stop with Ctrl+C.")

    def close(self) -> None:
        """Give the database back before the server starts its processes."""
        self.database.dispose()


def _spread(codes: list[str], count: int, *, by_mood: bool) -> Shares:
    """Forms per community: by mood for satisfaction, evenly otherwise; they add up to count."""
    moods = [MOODS[place % len(MOODS)] if by_mood else (1.0, 0.9) for place in range(len(codes))]
    total = sum(weight for weight, _ in moods)
    forms = [int(count * weight / total) for weight, _ in moods]
    forms[0] += count - sum(forms)
    return {code: (n, mood[1]) for code, n, mood in zip(codes, forms, moods, strict=True)}
