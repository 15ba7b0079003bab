"""Storing forms of the questionnaire with photos and a telephone number by the one write path."""

from datetime import datetime

from survey_app.keys import KeyRing
from survey_app.questionnaire.answers import check_answers
from survey_app.services.contacts import Seal
from survey_app.services.enclosures import keep_photos, photo_questions
from survey_app.services.form_tokens import FormToken
from survey_app.services.photos import Photo, re_encode
from survey_app.services.questionnaires import published_by_id
from survey_app.services.responses import Arrival, Outcome, record_response
from survey_app.storage.connect import Database
from survey_app.storage.models import Response
from tests.city import NOON
from tests.evidence import COMPLETE, REACHED, REPORT, report_token
from tests.photo_files import jpeg
from tests.services.responding import region_of

PHOTOS = [re_encode(jpeg(20 + 2 * n, 20)) for n in range(5)]
OLD = KeyRing({"contact": ("old secret",)})
RING = KeyRing({"contact": ("old secret", "new secret")})


def store_report(
    database: Database,
    token: FormToken,
    *,
    now: datetime = NOON,
    seal: Seal | None = None,
    **fields: str | list[str],
) -> Outcome:
    """Store a form of campaign 1 with these fields."""
    given = {k: v if isinstance(v, list) else [v] for k, v in fields.items()}
    with database.writing() as session:
        form = published_by_id(session, 1)
        arrival = Arrival(token, region_of(session), None, "zh")
        checked = check_answers(form.questionnaire, given)
        return record_response(session, arrival, checked, form=form, now=now, seal=seal)


def store_photos(
    database: Database, token: FormToken, photos: dict[str, list[Photo]], **fields: str
) -> Outcome:
    """Store a complete form with photos (question id -> photos), some fields changed."""
    with database.writing() as session:
        for question in photo_questions(REPORT):
            sent = photos.get(question.id, [])
            keep_photos(session, token.submission_id, question, sent, now=NOON)
    keys = {question: [photo.key for photo in sent] for question, sent in photos.items()}
    return store_report(database, token, **{**COMPLETE, **fields}, **keys)


def reached(database: Database, now: datetime = NOON) -> int:
    """The number of a response that came with a telephone number."""
    stored = store_report(database, report_token(), now=now, seal=Seal(RING), **REACHED)
    assert stored is Outcome.STORED
    with database.reading() as session:
        return max(id for (id,) in session.query(Response.id))
