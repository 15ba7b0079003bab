"""Closing pages: in the campaign's own words, open to those not meant, closed to onlookers."""

import re

from survey_app.questionnaire.definition import Questionnaire
from survey_app.services.questionnaires import bundled_questionnaire
from tests.city import SAT
from tests.every_kind import launch_questionnaire

TOLD = "{project_name}只问住在本社区的人。咨询：{phone}"


def a_form_with_an_ending_of_its_own(city) -> None:
    definition = bundled_questionnaire("sat").model_dump(by_alias=True)
    definition |= {"id": "own", "placeholders": [{"name": "project_name", "zh": "项目名称"}]}
    definition["endings"] |= {"visitor": {"zh": TOLD}}
    context = {"organiser": "商务局", "phone": "0759-1", "project_name": "<b>小广场</b>"}
    launch_questionnaire(city.database, Questionnaire.model_validate(definition), context)


def closing_page(city, **answers: str) -> str:
    token = re.search(r'name="form" value="([^"]+)"', city.client.get(f"/q/{city.code}/own").text)
    assert token
    sent = city.client.post(f"/q/{city.code}/own", data={**SAT, "form": token[1], **answers})
    assert sent.status_code == 303
    return city.client.get(sent.location).text


def test_who_was_not_meant_reads_the_closing_words_at_once_and_filled_in(city):
    a_form_with_an_ending_of_its_own(city)
    top, _, receipt = closing_page(city, S01="VISIT").partition("<details")
    assert "&lt;b&gt;小广场&lt;/b&gt;只问住在本社区的人" in top
    assert "0759-1" in top
    assert "小广场" not in receipt


def test_the_top_of_the_page_does_not_tell_who_refused(city):
    a_form_with_an_ending_of_its_own(city)
    refused, _, below = closing_page(city, S00="N").partition("<details")
    answered = closing_page(city).partition("<details")[0]
    assert refused == answered
    assert "这次就不填了" in below
