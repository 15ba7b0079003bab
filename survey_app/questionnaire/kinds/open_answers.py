"""Answers that are not closed and so are in no codes: text, place, photos, contact; and notes."""

import re

from survey_app.errors import marked
from survey_app.questionnaire.definition import Question
from survey_app.questionnaire.kinds.base import (
    Given,
    Kind,
    Refused,
    all_given,
    clean_text,
    one_given,
    own_field,
    plain_figures,
)

MAX_TEXT = 2000  # code points
ONE_LINE = 60  # code points up to which a text is asked for in one line
PHOTO_KEY = re.compile(r"[0-9a-f]{64}")
DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,15})?")
TELEPHONE = re.compile(r"\+?[0-9][0-9 ()-]{5,24}")
FEWEST_FIGURES, MOST_FIGURES = 7, 15  # of a telephone number, E.164
KEPT_DAYS = 30  # days that a contact is kept after the matter is closed, unless said otherwise
GIVEN = "given"  # what stands in the answers instead of a sealed one


def _read_text(question: Question, given: Given) -> str | None:
    text = clean_text("\n".join(all_given(given, question.id)))
    most = question.max_length or MAX_TEXT
    if len(text) > most:
        raise Refused(
            "Please write at most {most} characters; there are {length} now.",
            most=most,
            length=len(text),
        )
    if text and len(text) < (question.min_length or 1):
        raise Refused(
            "Please write at least {least} characters; there are {length} now.",
            least=question.min_length,
            length=len(text),
        )
    return text or None


def _geo_fields(question: Question) -> list[str]:
    return [f"{question.id}.lat", f"{question.id}.lon"]


def _read_geo(question: Question, given: Given) -> dict[str, float] | None:
    """WGS-84 degrees, as a phone gives them, to six decimals (a tenth of a metre)."""
    typed = [plain_figures(one_given(given, field) or "") for field in _geo_fields(question)]
    if not any(typed):
        return None
    answer = {}
    for name, text, most in zip(("lat", "lon"), typed, (90, 180), strict=True):
        if not DEGREES.fullmatch(text) or abs(float(text)) > most:
            raise Refused(
                "Please give latitude and longitude in degrees, such as 21.270000 and 110.360000."
            )
        answer[name] = round(float(text), 6) + 0.0
    return answer


def _read_photo(question: Question, given: Given) -> list[str] | None:
    """Keys of photos that were received before; the files themselves never come this far."""
    keys = list(dict.fromkeys(all_given(given, question.id)))
    if not all(PHOTO_KEY.fullmatch(key) for key in keys):
        raise Refused("A photo did not arrive. Please choose it again, or go on without it.")
    most = question.max_files or 1
    if len(keys) > most:
        raise Refused("Too many photos: please send {most} at most.", most=most)
    return keys or None


def _contact_fields(question: Question) -> list[str]:
    return [question.id, f"{question.id}.consent"]


def _read_contact(question: Question, given: Given) -> str | None:
    text = plain_figures(one_given(given, question.id) or "")
    if not text:
        return None
    figures = sum(c.isdigit() for c in text)
    if not TELEPHONE.fullmatch(text) or not FEWEST_FIGURES <= figures <= MOST_FIGURES:
        raise Refused("Please write a telephone number, such as 13800000000.")
    if one_given(given, f"{question.id}.consent") != "1":
        raise Refused("Please tick that we may use the number, or take the number out.")
    return text


TEXT = Kind(own_field, _read_text, missing=marked("Please write your answer."))
GEO = Kind(_geo_fields, _read_geo, missing=marked("Please give the position."))
PHOTO = Kind(own_field, _read_photo, missing=marked("Please choose a photo."))
CONTACT = Kind(
    _contact_fields,
    _read_contact,
    missing=marked("Please write a telephone number."),
    is_sealed=True,
)
NOTE = Kind(lambda q: [], lambda q, given: None, cards=lambda q: 0)
