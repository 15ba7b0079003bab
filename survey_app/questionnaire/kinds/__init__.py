"""The kinds of question, one row each in KINDS: form fields, reading an answer, code layout.

A form gives lists of strings per field name. `read` returns the answer as it is stored (None when
the question was left blank) or raises `Refused` with a sentence for the person who answers.
"""

from survey_app.questionnaire.kinds.base import Given, Kind, Refused, Variable, clean_text
from survey_app.questionnaire.kinds.choices import (
    BEST_WORST,
    CHOICE,
    MATRIX,
    MULTI,
    RANK,
    other_field,
    read_other,
)
from survey_app.questionnaire.kinds.open_answers import (
    CONTACT,
    GEO,
    GIVEN,
    NOTE,
    ONE_LINE,
    PHOTO,
    TEXT,
)
from survey_app.questionnaire.kinds.quantities import DATE, QUANTITY, TIME_RANGE

__all__ = [
    "GIVEN",
    "KINDS",
    "ONE_LINE",
    "Given",
    "Kind",
    "Refused",
    "Variable",
    "clean_text",
    "other_field",
    "read_other",
]

KINDS: dict[str, Kind] = {
    "single": CHOICE,
    "multi": MULTI,
    "likert": CHOICE,
    "matrix": MATRIX,
    "rank": RANK,
    "best_worst": BEST_WORST,
    "number": QUANTITY,
    "date": DATE,
    "time_range": TIME_RANGE,
    "text": TEXT,
    "geo": GEO,
    "photo": PHOTO,
    "contact": CONTACT,
    "note": NOTE,
}
