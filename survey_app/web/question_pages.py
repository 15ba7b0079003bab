"""Results of every question: a page, a table and a document for a campaign and its communities.

What a question measures does not matter here, so what somebody added in the editor is found too.
"""

import json
from collections.abc import Callable, Sequence
from http import HTTPStatus
from itertools import groupby
from typing import Any

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from survey_app.errors import NotFound, marked
from survey_app.output.table import csv_bytes
from survey_app.questionnaire.definition import Question, Text
from survey_app.questionnaire.placeholders import filled
from survey_app.scoring.disclosure import FLOORS
from survey_app.services import scope
from survey_app.services.days import SHANGHAI
from survey_app.services.placements import state_at
from survey_app.services.results import version_numbers, versions_in_round
from survey_app.services.results_by_question import (
    QuestionResults,
    question_results,
    round_results,
)
from survey_app.services.results_question_files import (
    quantity,
    question_rows,
    questions_document,
)
from survey_app.services.results_shown import QuestionFigures
from survey_app.web import downloads
from survey_app.web.auth import NUMBER, allowed
from survey_app.web.runtime import runtime
from survey_app.web.words import last_day, speaker

ROLES = ("admin", "analyst", "worker")
GIVEN = {
    "text": marked("{n} people wrote something. What they wrote is not shown here."),
    "geo": marked("{n} people gave a position."),
    "photo": marked("{n} people sent photos."),
    "contact": marked("{n} people left a telephone number."),
}
FEW_GIVEN = {
    "text": marked("Fewer than {n} people wrote something."),
    "geo": marked("Fewer than {n} people gave a position."),
    "photo": marked("Fewer than {n} people sent photos."),
    "contact": marked("Fewer than {n} people left a telephone number."),
}
QUARTERS = {
    "median": marked("in the middle (median)"),
    "lower_quartile": marked("a quarter of the answers are at most"),
    "upper_quartile": marked("a quarter of the answers are at least"),
    "low": marked("lowest, but for the {n} lowest answers"),
    "high": marked("highest, but for the {n} highest answers"),
}
PARTS = {"from": marked("from"), "to": marked("until"), "": ""}
Card = tuple[Question, list[QuestionFigures]]


def add_to(bp: Blueprint) -> None:
    """Put the pages under the blueprint of results, which guards them."""
    bp.add_url_rule(f"/{NUMBER}/questions", "questions", city)
    bp.add_url_rule(f"/{NUMBER}/questions.csv", "questions_csv", as_csv)
    bp.add_url_rule(f"/{NUMBER}/questions.json", "questions_json", as_json)
    bp.add_url_rule(f"/{NUMBER}/<code>/questions", "community_questions", community)
    bp.add_url_rule(f"/{NUMBER}/versions", "versions", versions)
    bp.add_url_rule(f"/{NUMBER}/versions.json", "versions_json", versions_json)


@allowed(*ROLES)
def city(campaign_id: int) -> ResponseReturnValue:
    """All communities together, with the way to each; one alone has its own page."""
    results = _results(campaign_id)
    if len(results.communities) == 1:
        code = results.communities[0].community.code
        address = url_for(".community_questions", campaign_id=campaign_id, code=code)
        return redirect(address, HTTPStatus.SEE_OTHER)
    return _page(results, results.together)


@allowed(*ROLES)
def community(campaign_id: int, code: str) -> str:
    """One community."""
    results = _results(campaign_id, code)
    place = results.communities[0]
    return _page(results, place.questions, place=place.community)


@allowed(*ROLES)
def versions(campaign_id: int) -> ResponseReturnValue:
    """All versions that the round asked, joined by question id and code."""
    results = _joined(campaign_id)
    if len(results.versions) == 1:
        return redirect(url_for(".questions", campaign_id=campaign_id), HTTPStatus.SEE_OTHER)
    return _page(results, results.together)


@allowed(*ROLES)
def as_csv(campaign_id: int) -> Any:
    """Every question for a spreadsheet: all together, then each community."""
    if downloads.in_wechat():
        return downloads.open_elsewhere()
    results = _results(campaign_id)
    header, rows = question_rows(results)
    say = speaker(g.language)
    names = [say(downloads.COLUMNS.get(column, column)) for column in header]
    return downloads.attachment(
        csv_bytes(names, rows), f"{_name(results)}.csv", "text/csv; charset=utf-8"
    )


@allowed(*ROLES)
def as_json(campaign_id: int) -> Any:
    """Every question for a program."""
    return downloads.open_elsewhere() if downloads.in_wechat() else _document(_results(campaign_id))


@allowed(*ROLES)
def versions_json(campaign_id: int) -> Any:
    """The joined versions for a program."""
    return downloads.open_elsewhere() if downloads.in_wechat() else _document(_joined(campaign_id))


def _document(results: QuestionResults) -> Any:
    content = json.dumps(questions_document(results), ensure_ascii=False, indent=1).encode()
    return downloads.attachment(content, f"{_name(results)}.json", "application/json")


def _name(results: QuestionResults) -> str:
    day = results.main.counted_at.astimezone(SHANGHAI).date()
    return f"{results.main.campaign.titles['zh']}-{speaker('zh')('Every question')}-{day}"


def _results(campaign_id: int, code: str | None = None) -> QuestionResults:
    """What this account may see; for workers in steps of ten. Raises NotFound."""
    with runtime().database.reading() as session:
        campaign = scope.visible_campaign(session, g.account, campaign_id)
        links = scope.visible_links(session, g.account, campaign)
        places = [link.region_id for link in links if code in (None, link.region.code)]
        if not places:
            raise NotFound("There is no community {codes}.", codes=code)
        return question_results(
            session, campaign_id, now=runtime().now(), visible=places, in_steps=_in_steps()
        )


def _joined(campaign_id: int) -> QuestionResults:
    with runtime().database.reading() as session:
        campaign = scope.visible_campaign(session, g.account, campaign_id)
        visible = scope.visible_ids(session, g.account)
        return round_results(
            session,
            versions_in_round(session, campaign, visible),
            now=runtime().now(),
            visible=visible,
            in_steps=_in_steps(),
        )


def _in_steps() -> bool:
    return bool(g.account.role == "worker")


def _page(results: QuestionResults, shown: Sequence[QuestionFigures], *, place: Any = None) -> str:
    main = results.main
    campaign = main.campaign
    with runtime().database.reading() as session:
        visible = scope.visible_ids(session, g.account)
        in_round = version_numbers(versions_in_round(session, campaign, visible))
    return render_template(
        "staff/results_questions.html",
        results=results,
        cards=_cards(shown),
        place=place,
        campaign=campaign,
        in_round=in_round,
        is_joined=len(results.versions) > 1,
        state=state_at(campaign.opens_at, campaign.closes_at, main.counted_at),
        words_of=_words_of(campaign),
        of=_of,
        given=GIVEN,
        few_given=FEW_GIVEN,
        quarters=QUARTERS,
        parts_of=PARTS,
        floors=FLOORS,
    )


def _cards(shown: Sequence[QuestionFigures]) -> list[Card]:
    """Questions with their figures: one, or one for each row."""
    grouped = groupby(shown, key=lambda one: (one.question.id, one.question.kind))
    cards = [list(figures) for _, figures in grouped]
    return [(figures[0].question, figures) for figures in cards]


def _words_of(campaign: Any) -> Callable[[Text], str]:
    """A text of the questionnaire in the reader's language with the campaign's values in it."""
    values = dict(campaign.context)
    if campaign.closes_at:
        values["closes_on"] = last_day(campaign.closes_at, g.language)
    return lambda text: filled(text.in_language(g.language), values)


def _of(question: Question, value: float | None) -> str:
    """A quantity as people read it; a dash where it is not shown."""
    shown = quantity(question, value)
    if isinstance(shown, float):
        return f"{shown:.{question.decimals + 2}f}".rstrip("0").rstrip(".")
    if isinstance(shown, str) and shown.endswith("+1"):
        return speaker(g.language)("{time} the next day", time=shown.removesuffix("+1"))
    return "—" if shown is None else shown
