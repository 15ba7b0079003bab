"""What a form says besides its questions: filled-in names, rules in words, and as a preview."""

from datetime import timedelta
from html import unescape

import pytest

from survey_app.questionnaire.answers import check_answers
from survey_app.questionnaire.definition import Questionnaire
from survey_app.services.campaigns import find_campaign
from survey_app.web.cards import attributes, parts
from survey_app.web.form_page import filler, preview_response
from survey_app.web.words import condition_words, speaker
from tests.city import CLOSES
from tests.every_kind import (
    DEFINITION,
    EVERY,
    QUESTIONS,
    asked,
    every_kind,
    launch_questionnaire,
)
from tests.web.test_kinds_on_pages import HTML, again, card, every, fresh, shown

__all__ = ["every"]
say = speaker("en")


def test_placeholders_are_filled_from_the_campaign(every):
    page = fresh(every, "")
    assert "<title>各种问题</title>" in page
    assert "为“社区食堂改造”听听您的意见，2026年9月21日前都可以填。" in page
    assert "由湛江市商务局组织。" in page
    assert '<span class="whole">0759-0000000</span>' in page
    assert "{" not in card(page, "B0")


def test_the_last_day_on_the_form_follows_the_campaign(every):
    assert "21 September" in fresh(every)
    with every.database.writing() as session:
        find_campaign(session, 3).closes_at = CLOSES + timedelta(days=7)
    assert "28 September" in fresh(every)


@pytest.mark.parametrize("value", [HTML, "{organiser}", "\ue000token\ue001", "{0.__class__}", "{"])
def test_a_hostile_value_stays_text(city, value):
    launch_questionnaire(city.database, every_kind(), {"organiser": value, "project_name": value})
    for page in (fresh(city), again(city)):
        plain = unescape(card(page, "B0"))
        assert f"Now please think of “{value.strip(chr(0xE000) + chr(0xE001))}”." in (
            plain.replace("\ue000", "").replace("\ue001", "")
        )
        assert "\ue000" not in page
        assert "<script>alert" not in page


def test_words_of_a_questionnaire_cannot_be_a_mark_of_the_page(city):
    question = asked("A1", "note", "前\ue000token\ue001后", "before \ue000token\ue001 after")
    definition = {**DEFINITION, "questions": [question, QUESTIONS[1]]}
    launch_questionnaire(city.database, Questionnaire.model_validate(definition))
    assert "before token after" in fresh(city)


def test_unknown_names_and_braces_stay_as_they_are():
    fill = filler({"place": "A & B"}, "en")
    assert fill("{place} {nobody} {} {Place}") == "A &amp; B {nobody} {} {Place}"


def test_a_preview_shows_the_form_and_cannot_send_it(city):
    page = shown(city, every_kind())
    assert "〔name of the project〕" in page
    assert 'name="form"' not in page
    assert "action=" not in page
    assert '<button class="button" type="submit" disabled>' in page
    assert 'id="C7" data-q' in page
    assert "form.js" in page


def test_a_preview_takes_values(city):
    page = shown(city, every_kind(), {"project_name": "<b>食堂</b>"}, "zh")
    assert "为“&lt;b&gt;食堂&lt;/b&gt;”听听" in page


def test_only_a_preview_may_be_framed_and_by_ourselves_alone(city):
    city.app.add_url_rule("/preview", "preview", lambda: preview_response("<p>"))
    framed = city.client.get("/preview").headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in framed
    assert "form-action 'none'" in framed
    usual = city.client.get("/").headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in usual
    assert "frame-src 'self'" in usual


def test_limits_for_the_script_are_those_of_the_server():
    cards = {question.id: attributes(question) for question in every_kind().questions}
    assert cards["A2"]["data-stop"] == '{"q":"A2","below":"18"}'
    assert (cards["A2"]["data-least"], cards["A2"]["data-most"]) == ("0", "120")
    assert cards["C1"]["data-decimals"] == "1"
    assert (cards["C2"]["data-least"], cards["C2"]["data-most"]) == ("2026-01-01", "2026-12-31")
    assert cards["C3"]["data-show"] == '{"q":"C2","at_least":"2026-06-01"}'
    assert cards["B2"]["data-most"] == "2"
    assert "data-show" not in cards["A1"]


def test_questions_keep_their_order_when_a_heading_comes_twice():
    questions = [asked(id, "text", "问", "Ask") for id in ("A1", "B1", "A2")]
    form = parts(Questionnaire.model_validate({**DEFINITION, "questions": questions}))
    assert [part.section.id for part in form] == ["A", "B", "A"]
    assert [q.id for part in form for q in part.questions] == ["A1", "B1", "A2"]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"q": "C6", "answered": True}, "“Please send photos.” is answered"),
        ({"q": "C6", "answered": False}, "“Please send photos.” is left empty"),
        ({"q": "A2", "at_least": "18"}, "“How old are you?” is 18 or more"),
        ({"q": "A2", "at_most": "18"}, "“How old are you?” is 18 or less"),
        (
            {"q": "A2", "above": "17", "below": "60"},
            "“How old are you?” is more than 17 and “How old are you?” is less than 60",
        ),
        (
            {"q": "C2", "at_least": "2026-06-01"},
            "“On which day were you there?” is 1 June 2026 or later",
        ),
        (
            {"q": "B3.FOOD", "any_of": ["1", "2"]},
            "“How are these two places? – Food market” is Dissatisfied, Neither",
        ),
        (
            {"q": "B5.best", "none_of": ["FIX"]},
            "“Which matters most, and least? – the most important one” is not Shoe and key repair",
        ),
        ({"not": {"q": "A2", "below": "18"}}, "not (“How old are you?” is less than 18)"),
    ],
)
def test_a_rule_is_said_in_words(rule, words):
    rules = [*QUESTIONS[:2], *QUESTIONS[2:-1], {**QUESTIONS[-1], "show_if": rule}]
    questionnaire = Questionnaire.model_validate({**DEFINITION, "questions": rules})
    condition = questionnaire.questions[-1].show_if
    assert condition_words(say, condition, questionnaire) == words


def test_the_form_of_the_tests_is_complete():
    given = {name: [v] if isinstance(v, str) else list(v) for name, v in EVERY.items()}
    assert check_answers(every_kind(), given).problems == ()
