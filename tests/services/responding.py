"""Storing forms by the one write path, for tests of what comes after."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import count
from typing import Any

from survey_app.questionnaire.answers import Checked, check_answers
from survey_app.services.form_tokens import FormToken
from survey_app.services.questionnaires import PublishedVersion, published
from survey_app.services.responses import Arrival, Outcome, record_response
from survey_app.storage import queries
from survey_app.storage.connect import Session
from tests.city import NEEDS, NOON, SAT

_NUMBERS = count(1)


def version_of(session: Session, name: str) -> PublishedVersion:
    """The published version of `needs` or `sat`."""
    stored = queries.questionnaire_version(session, name)
    assert stored
    return published(stored)


def region_of(session: Session, code: str = "CK-BAIYUAN") -> int:
    region = queries.region(session, code)
    assert region
    return region.id


def token(campaign_id: int, version_id: int, **changes: Any) -> FormToken:
    """The token of a form of its own."""
    made = FormToken(campaign_id, version_id, f"{next(_NUMBERS):032x}", NOON)
    return made._replace(**changes)


def checked(form: PublishedVersion, fields: Mapping[str, Any]) -> Checked:
    """Checked answers of a form with single values or lists of them."""
    given = {k: v if isinstance(v, list) else [v] for k, v in fields.items() if v is not None}
    return check_answers(form.questionnaire, given)


def store(
    session: Session,
    name: str,
    forms: Iterable[Mapping[str, Any]],
    *,
    community: str = "CK-BAIYUAN",
    now: datetime = NOON,
    **arrival: Any,
) -> list[Outcome]:
    """Store forms; each is the complete form of the test city with some fields changed."""
    form = version_of(session, name)
    region = region_of(session, community)
    campaign = {"needs": 1, "sat": 2}[name]
    base = SAT if name == "sat" else NEEDS
    return [
        record_response(
            session,
            Arrival(token(campaign, form.id), region, None, "zh", **arrival),
            checked(form, {**base, **fields}),
            form=form,
            now=now,
        )
        for fields in forms
    ]
