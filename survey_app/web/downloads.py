"""Files for staff. WeChat's browser saves none: there, a page says how to open another browser."""

import json
from collections.abc import Sequence
from io import BytesIO
from typing import Any, NamedTuple

from flask import g, render_template, request, send_file

from survey_app.errors import marked
from survey_app.output.table import csv_bytes
from survey_app.questionnaire.kinds import clean_text
from survey_app.services.results import CampaignResults
from survey_app.services.results_files import results_document, results_rows
from survey_app.web import words
from survey_app.web.words import speaker

LONGEST_NAME = 80  # signs of a file's name
COLUMNS = {
    "community_code": marked("community code"),
    "community": marked("community"),
    "figure": marked("figure"),
    "option": marked("option"),
    "label": marked("in words"),
    "base": marked("valid answers"),
    "satisfied": marked("satisfied"),
    "rate": marked("satisfaction rate"),
    "low": marked("interval from"),
    "high": marked("interval to"),
    "not_used": marked("not used"),
    "split_5": marked("very satisfied"),
    "split_4": marked("fairly satisfied"),
    "split_3": marked("neutral"),
    "split_2": marked("not very satisfied"),
    "split_1": marked("very dissatisfied"),
    "goal": marked("goal"),
    "reached": marked("goal reached"),
    "verdict": marked("what the answers show"),
    "publication": marked("publication"),
    "state": marked("state"),
    "synthetic": marked("simulated answers"),
    "rank": marked("rank"),
    "points": marked("points"),
    "index": marked("demand index"),
    "mentions": marked("mentions"),
    "mention": marked("mention rate"),
    "first_choice": marked("first-choice rate"),
    "version": marked("version"),
    "question": marked("question"),
    "row": marked("row"),
    "kind": marked("kind of question"),
    "part": marked("part"),
    "in_words": marked("option in words"),
    "n": marked("people"),
    "share": marked("share"),
    "option_base": marked("share is of"),
    "asked": marked("asked"),
    "answered": marked("answered"),
    "blank": marked("left blank"),
    "hidden_by_rule": marked("not asked because of earlier answers"),
    "places": marked("by place"),
    "lowest": marked("lowest"),
    "lower_quartile": marked("lower quartile"),
    "median": marked("median"),
    "upper_quartile": marked("upper quartile"),
    "highest": marked("highest"),
    "versions": marked("versions"),
    "questionnaire": marked("questionnaire"),
}
PUBLICATIONS = {
    "withheld": marked("not published"),
    "indicative": marked("indicative only"),
    "usable": marked("usable"),
}
REACHED = {True: marked("reached"), False: marked("not reached")}
VALUES: dict[str, dict[Any, str]] = {
    "verdict": {verdict.value: text for verdict, text in words.VERDICTS.items()},
    "publication": PUBLICATIONS,
    "reached": REACHED,
    "state": words.STATES,
}


class Picture(NamedTuple):
    """A picture to press long where files cannot be saved, and the page that shows it alone."""

    address: str
    page: str
    label: str


def in_wechat() -> bool:
    """Whether the page is opened inside WeChat."""
    return "MicroMessenger" in request.headers.get("User-Agent", "")


def open_elsewhere(pictures: Sequence[Picture] = ()) -> str:
    """The page that a download link leads to inside WeChat."""
    return render_template("staff/open_in_browser.html", pictures=pictures)


def attachment(content: bytes, name: str, kind: str) -> Any:
    """A file to save under this name, made one line of and cut to what headers hold."""
    download_name = _file_name(name)
    return send_file(
        BytesIO(content), mimetype=kind, as_attachment=True, download_name=download_name
    )


def picture(content: bytes, name: str, kind: str) -> Any:
    """A picture to look at or to press long; its name is for those who save it."""
    return send_file(BytesIO(content), mimetype=kind, download_name=_file_name(name))


def _file_name(name: str) -> str:
    stem, dot, ending = " ".join(clean_text(name).split()).rpartition(".")
    return stem[:LONGEST_NAME].strip() + dot + ending[:10]


def results_csv(results: CampaignResults, name: str) -> Any:
    """The figures for a spreadsheet, in the reader's words."""
    header, rows = results_rows(results, withhold=True)
    say = speaker(g.language)
    shown = [
        [_word(say, column, value) for column, value in zip(header, row, strict=True)]
        for row in rows
    ]
    content = csv_bytes([say(COLUMNS[column]) for column in header], shown)
    return attachment(content, f"{name}.csv", "text/csv; charset=utf-8")


def _word(say: words.Say, column: str, value: object) -> object:
    known = VALUES.get(column, {})
    return say(known[value]) if value in known else value


def results_json(results: CampaignResults, total: CampaignResults, name: str) -> Any:
    """The figures for a program; `total`: what the figures of all together are made of."""
    document = results_document(results, withhold=True, total=total)
    content = json.dumps(document, ensure_ascii=False, indent=1).encode()
    return attachment(content, f"{name}.json", "application/json")
