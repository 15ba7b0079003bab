"""Communities without campaigns, and plans for the first ones."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from survey_app.paths import bundled
from survey_app.questionnaire.definition import Questionnaire
from survey_app.services.campaigns import Plan, launch
from survey_app.services.community_import import import_communities
from survey_app.services.placements import Landing, find_landing, placements_of
from survey_app.services.questionnaires import bundled_questionnaire
from survey_app.storage.connect import Session
from survey_app.storage.models import Campaign
from tests.city import NOON

DAY = timedelta(days=1)
SAT, NEEDS = bundled_questionnaire("sat"), bundled_questionnaire("needs")
BITS = count(10**21, 7**20)


def with_communities(session: Session) -> Session:
    """The transaction, with the nine communities."""
    import_communities(session, bundled("questionnaires") / "communities.csv", NOON)
    return session


def plan(
    questionnaire: Questionnaire = SAT,
    communities: Sequence[str] = ("CK-BAIYUAN",),
    opens: datetime = NOON,
    closes: datetime | None = NOON + DAY,
    **more: Any,
) -> Plan:
    """A plan for one day in one community, with some of it changed."""
    return Plan(questionnaire, communities, opens, closes, **more)


def start(session: Session, made: Plan | None = None, now: datetime = NOON) -> Campaign:
    """Launch a plan."""
    return launch(session, made or plan(), now=now, random=lambda: next(BITS))


def landing(session: Session, community: str = "CK-BAIYUAN") -> Landing:
    """Where the code of a community leads."""
    return find_landing(session, placements_of(session, [community])[0].code)
