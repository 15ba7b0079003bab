"""A small questionnaire in two versions, each put to a community of its own in one round."""

import re
from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

from survey_app.questionnaire.answers import check_answers
from survey_app.questionnaire.definition import Questionnaire
from survey_app.services.campaigns import Plan, find_campaign, launch
from survey_app.services.contacts import Seal
from survey_app.services.enclosures import keep_photos, photo_questions
from survey_app.services.photos import Photo
from survey_app.services.placements import placements_of
from survey_app.services.questionnaires import published
from survey_app.services.responses import Arrival, Outcome, record_response
from tests.city import CLOSES, NOON, OPENS, City
from tests.services.responding import region_of, token

_BITS = count(10**22, 7**20)
OLD_PLACE, NEW_PLACE = "CK-BAIYUAN", "XS-HUALIAN"


def question(id_: str, kind: str, *codes: str, **more: Any) -> dict[str, Any]:
    options = [{"code": code, "zh": f"选项{code}"} for code in codes]
    text = {"zh": f"问题{id_}"}
    return (
        {"id": id_, "section": "A", "kind": kind, "text": text, "required": False}
        | ({"options": options} if options else {})
        | more
    )


def questionnaire(*questions: dict[str, Any], **changes: Any) -> Questionnaire:
    """A questionnaire of one section without a rule for its base."""
    text = {"zh": "文字"}
    return Questionnaire.model_validate(
        {
            "id": "walk",
            "version": 1,
            "title": {"zh": "散步调查", "en": "Walking"},
            "audience": text,
            "goal_minutes": 1,
            "identity": "anonymous",
            "cycle": "once",
            "intro": text,
            "notice": {**text, "version": 1},
            "endings": {},
            "base": {"zh": "所有人", "en": "everybody"},
            "sections": [{"id": "A", **text}],
            "questions": questions,
            **changes,
        }
    )


FIRST = questionnaire(
    question("W1", "single", "A", "B", "C"),
    question("W2", "multi", "X", "Y"),
)
# D is new, C is gone, B now stands in another place; W3 is new.
SECOND = questionnaire(
    question("W1", "single", "D", "B", "A"),
    question("W3", "number", min=0, max=9),
    question("W2", "multi", "X", "Y"),
    version=2,
)


def put(city: City, asked: Questionnaire, *communities: str, **more: Any) -> int:
    """Launch it there and give the campaign's number."""
    plan = Plan(asked, communities, OPENS, CLOSES, **more)
    with city.database.writing() as session:
        number = launch(session, plan, now=NOON, random=lambda: next(_BITS)).id
    city.app.extensions["survey_app"].landings.clear()
    return number


def put_both(city: City) -> tuple[int, int]:
    """The first version in one community, then the second in another, both in one round."""
    old = put(city, FIRST, OLD_PLACE, round="2026-09")
    return old, put(city, SECOND, NEW_PLACE, round="2026-09")


def store(
    city: City, campaign_id: int, community: str, forms: Iterable[Mapping[str, Any]], **more: Any
) -> list[Outcome]:
    """Store forms of single values or lists, by the one write path."""
    with city.database.writing() as session:
        form = published(find_campaign(session, campaign_id).version)
        region = region_of(session, community)
        outcomes = []
        for fields in forms:
            ours = token(campaign_id, form.id, **more)
            for question in photo_questions(form.questionnaire):
                photos = [Photo(b"\xff\xd8", 1, 1, key) for key in fields.get(question.id, ())]
                keep_photos(session, ours.submission_id, question, photos, now=NOON)
            outcome = record_response(
                session,
                Arrival(ours, region, None, "zh"),
                check_answers(form.questionnaire, _lists(fields)),
                form=form,
                now=NOON,
                seal=Seal(city.keys),
            )
            outcomes.append(outcome)
        return outcomes


def _lists(fields: Mapping[str, Any]) -> dict[str, list[str]]:
    return {name: v if isinstance(v, list) else [v] for name, v in fields.items()}


def opened(city: City, community: str) -> tuple[str, str]:
    """The address of the form that residents see there, and its page."""
    with city.database.reading() as session:
        code = placements_of(session, [community])[0].code
    address = f"/q/{code}/walk"
    return address, city.client.get(address).text


def token_in(page: str) -> str:
    found = re.search(r'name="form" value="([^"]+)"', page)
    assert found, page[:500]
    return found[1]
