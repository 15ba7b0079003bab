"""Every kind of question as a form control: names, limits, hints, errors beside it, values back."""

import re
from html import unescape
from io import BytesIO

import pytest
from PIL import Image

from survey_app.questionnaire.definition import Questionnaire
from survey_app.questionnaire.kinds import KINDS
from survey_app.web.cards import hint, photo_keys
from survey_app.web.form_page import preview
from survey_app.web.words import speaker
from tests.every_kind import (
    DEFINITION,
    EVERY,
    asked,
    every_kind,
    launch_questionnaire,
)

say = speaker("en")
KEY = "0123456789abcdef" * 4
HTML = "\"><script>alert(1)</script>'&"


@pytest.fixture
def every(city):
    """A city where the questionnaire of every kind runs."""
    launch_questionnaire(city.database, every_kind())
    return city


def fresh(city, lang: str = "?lang=en") -> str:
    return city.client.get(f"/q/{city.code}/every{lang}").text


def again(city, **fields) -> str:
    """The page after a form that cannot be stored: the consent is missing."""
    form = {**EVERY, "A1": "", "form": city.open_form("every"), **fields}
    sent = city.client.post(f"/q/{city.code}/every?send&lang=en", data=form)
    assert sent.status_code == 422
    return sent.text


def card(page: str, question: str) -> str:
    """The part of a page between one question's card and the next."""
    return re.split(r'id="[A-Z][0-9]" data-q=', page.split(f'id="{question}" data-q=')[1])[0]


def control(page: str, name: str) -> str:
    """The first tag of a page with this name."""
    found = re.search(rf'<(?:input|select|textarea)[^>]* name="{re.escape(name)}"[^>]*>', page)
    assert found, name
    return found[0]


def one_question(**fields) -> Questionnaire:
    question = asked("A1", **{"zh": "问", "en": "Ask", **fields})
    return Questionnaire.model_validate({**DEFINITION, "questions": [question]})


def shown(city, questionnaire: Questionnaire, values=None, language="en") -> str:
    with city.app.test_request_context(f"/?lang={language}"):
        city.app.preprocess_request()
        return preview(questionnaire, values=values)


def test_every_field_of_every_kind_is_on_the_page(every):
    page = fresh(every)
    for question in every_kind().questions:
        for name in KINDS[question.kind].fields(question):
            assert f'name="{name}"' in page, name
    assert 'enctype="multipart/form-data"' in page


def test_a_form_without_photos_travels_as_it_always_did(city):
    assert "enctype" not in city.client.get(f"/q/{city.code}/sat").text


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("A2", ['type="text"', 'inputmode="numeric"']),
        ("C1", ['type="text"', 'inputmode="decimal"']),
        ("C2", ['type="date"', 'min="2026-01-01"', 'max="2026-12-31"']),
        ("C3.from", ['type="time"']),
        ("C3.always", ['type="checkbox"', 'value="1"']),
        ("C4", ['type="text"', 'maxlength="40"']),
        ("B6", ["<textarea", 'maxlength="200"']),
        ("C5.lat", ['type="text"', 'inputmode="decimal"']),
        ("C6", ['type="file"', 'accept="image/*"', "multiple"]),
        ("C7", ['type="tel"', 'inputmode="tel"', 'autocomplete="tel"']),
        ("C7.consent", ['type="checkbox"', 'value="1"']),
        ("B5.best", ['type="radio"']),
        ("B2.OTHER.text", ['type="text"', 'maxlength="60"']),
    ],
)
def test_each_kind_has_the_control_that_phones_know(every, name, expected):
    tag = control(fresh(every), name)
    assert [part for part in expected if part not in tag] == []


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("A2", "From 0 to 120."),
        ("C1", "From 0 to 20. Decimals allowed: 1."),
        ("C2", "From 1 January 2026 to 31 December 2026."),
        ("B6", "At most 200 characters."),
        ("B2", "Choose at most 2."),
        ("C6", "At most 3 photos."),
    ],
)
def test_what_may_be_given_is_said_beside_the_question(every, question, words):
    assert words in card(fresh(every), question)


def test_a_limit_that_the_question_names_itself_is_not_said_twice():
    options = [{"code": code, "zh": code} for code in "ABC"]
    asks = {"kind": "multi", "options": options, "max_choices": 2}
    twice = one_question(**{**asks, "zh": "缺什么？（最多2样）"}).questions[0]
    assert hint(say, twice) == ""


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("A2", "６７"),
        ("C1", "1.55"),
        ("C2", "2026/9/1"),
        ("C2", "2026-13-45"),
        ("C3.from", "六点"),
        ("C3.to", "24:00"),
        ("C4", HTML),
        ("C5.lat", "北纬21度"),
        ("C7", "12"),
        ("B2.OTHER.text", HTML),
    ],
)
def test_what_somebody_typed_comes_back_as_it_was(every, name, typed):
    tag = control(again(every, **{name: typed}), name)
    assert unescape(re.search(r' value="([^"]*)"', tag)[1]) == typed
    assert "<script" not in tag
    if name.startswith(("C2", "C3")) and not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){2}", typed):
        assert 'type="text"' in tag  # a picker would have emptied it


def test_choices_come_back_chosen(every):
    page = again(every)
    for name, value in [("B5.best", "FOOD"), ("B5.worst", "FIX"), ("B1", "3"), ("B2", "OTHER")]:
        assert f'name="{name}" value="{value}" checked' in page.replace(" data-alone", "")
    assert '<option value="FIX" selected>' in page
    assert 'name="C7.consent" value="1" checked' in page


@pytest.mark.parametrize(
    ("question", "fields"),
    [
        ("A2", {"A2": "121"}),
        ("B1", {"B1": "9"}),
        ("B2", {"B2": ["SHOP", "FOOD", "MEAL"]}),
        ("B4", {"B4.1": "FIX"}),
        ("B5", {"B5.worst": ""}),
        ("B5", {"B5.worst": "FOOD"}),
        ("B6", {"B6": "长" * 201}),
        ("C1", {"C1": "1.55"}),
        ("C2", {"C2": "2027-01-01"}),
        ("C3", {"C3.to": "", "C3.from": "06:30"}),
        ("C4", {"C4": "路" * 41}),
        ("C5", {"C5.lon": "181"}),
        ("C7", {"C7.consent": ""}),
    ],
)
def test_an_error_stands_beside_its_question_and_leads_there(every, question, fields):
    page = again(every, **fields)
    assert f'id="{question}-error"' in card(page, question)
    assert f'{question}-error"' in re.search(r'aria-describedby="[^"]*"', card(page, question))[0]
    assert f'<a href="#{question}">' in page


def test_a_day_in_an_error_is_written_as_people_say_it(every):
    assert "not after 31 December 2026" in card(again(every, C2="2027-01-01"), "C2")


def test_a_row_that_is_missing_is_named_and_marked(every):
    page = again(every, **{"B3.FOOD": ""})
    assert 'id="B3.FOOD-error"' in page
    assert '<a href="#B3.FOOD">' in page


def test_photos_that_arrived_come_back_as_keys_that_can_be_taken_out(every):
    file = BytesIO()
    Image.new("RGB", (8, 8), "green").save(file, "PNG")
    file.seek(0)
    page = card(again(every, C6=(file, "a.png")), "C6")
    (key,) = re.findall(r'<input type="hidden" name="C6" value="([0-9a-f]{64})">', page)
    assert f'type="checkbox" name="C6.drop" value="{key}"' in page
    assert "Photos received: 1." in page


def test_only_a_key_is_taken_for_a_photo():
    assert photo_keys([KEY, "A" * 64, KEY[:-1], "../../etc", HTML, KEY]) == [KEY]


def test_a_single_photo_has_a_field_for_one(city):
    page = shown(city, one_question(kind="photo"))
    assert " multiple" not in control(page, "A1")


def test_consent_says_how_long_a_number_is_kept(city, every):
    assert "deleted 30 days after" in card(fresh(every), "C7")
    assert "deleted 7 days after" in shown(city, one_question(kind="contact", keep_days=7))


def test_a_note_is_text_alone_and_has_no_number(every):
    page = card(fresh(every), "B0")
    assert "Now please think of" in page
    assert "<input" not in page
    assert '<span class="number">3.</span> Are you satisfied' in fresh(every)


def test_a_negative_number_can_be_typed_on_every_phone(city):
    tag = control(shown(city, one_question(kind="number", **{"min": -10})), "A1")
    assert "inputmode" not in tag


def test_pinned_answers_stay_last_when_the_others_rotate(every):
    seen = set()
    for _ in range(40):
        order = re.findall(r'name="B2" value="([A-Z]+)"', fresh(every))
        assert order[-2:] == ["OTHER", "NONE"]
        seen.add(tuple(order))
    assert len(seen) > 1


def test_other_may_be_written_beside_an_answer_on_a_scale(city):
    options = [{"code": "1", "zh": "好", "score": 1}, {"code": "X", "zh": "别的", "text": True}]
    page = shown(city, one_question(kind="likert", options=options))
    assert 'name="A1.X.text"' in page


def test_the_official_header_is_shown_when_there_is_one(city, every):
    page = fresh(every)
    for words in ("湛商统1表", "湛江市商务局", "湛统函〔2026〕1号", "31 December 2027"):
        assert words in page[: page.index("<h1>")]
    assert 'class="official"' not in city.client.get(f"/q/{city.code}/sat").text
