"""The sentences that a phone says before sending are those that the server says after it."""

from collections.abc import Mapping
from html import unescape

import pytest

from survey_app.questionnaire.answers import check_answers
from survey_app.web.refusals import sentences
from survey_app.web.words import speaker
from tests.every_kind import EVERY, every_kind

say = speaker("en")
REFUSED: list[tuple[str, str, Mapping[str, str | list[str] | None]]] = [
    ("A1", "blank", {"A1": None}),
    ("A2", "blank", {"A2": None}),
    ("A2", "form", {"A2": "12.5"}),
    ("A2", "over", {"A2": "121"}),
    ("A2", "under", {"A2": "-1"}),
    ("B2", "over", {"B2": ["SHOP", "FOOD", "MEAL"]}),
    ("B5", "blank", {"B5.best": None, "B5.worst": None}),
    ("B5", "half", {"B5.worst": None}),
    ("B5", "same", {"B5.worst": "FOOD"}),
    ("C1", "form", {"C1": "1.55"}),
    ("C2", "blank", {"C2": None}),
    ("C2", "form", {"C2": "yesterday"}),
    ("C2", "under", {"C2": "2025-12-31"}),
    ("C2", "over", {"C2": "2027-01-01"}),
    ("C3", "half", {"C3.to": None}),
    ("C3", "same", {"C3.to": "06:30"}),
    ("C3", "form", {"C3.to": "25:00"}),
    ("C5", "blank", {"C5.lat": None, "C5.lon": None}),
    ("C5", "form", {"C5.lat": "91"}),
    ("C7", "form", {"C7": "12"}),
    ("C7", "consent", {"C7.consent": None}),
]


@pytest.mark.parametrize(("question", "name", "changes"), REFUSED)
def test_phone_and_server_refuse_in_the_same_words(question, name, changes):
    form = {field: value for field, value in {**EVERY, **changes}.items() if value is not None}
    given = {field: [v] if isinstance(v, str) else list(v) for field, v in form.items()}
    found = {p.question: p.refused for p in check_answers(every_kind(), given).problems}
    refused = found[question]
    asked = every_kind().by_id[question]
    assert sentences(say, asked)[f"data-say-{name}"] == say(refused.message, **refused.values)


def test_the_length_of_a_text_is_left_to_the_phone():
    asked = every_kind().by_id["C4"]
    assert "there are {length} now" in sentences(say, asked)["data-say-over"]
    assert "data-say-under" not in sentences(say, asked)


def test_a_question_that_may_stay_empty_has_no_sentence_for_it():
    assert "data-say-blank" not in sentences(say, every_kind().by_id["B2"])


def test_the_sentences_stand_on_the_cards_of_the_form(city):
    page = unescape(city.client.get(f"/q/{city.code}/sat?lang=en").text)
    assert 'data-say-blank="Please choose an answer."' in page
    assert 'data-say-over="Please choose at most 3."' in page
