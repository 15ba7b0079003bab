"""Files of the library: the codebook, the form for paper, the questionnaire as a workbook."""

import json
from typing import Any

from flask import Blueprint, g, request

from survey_app.errors import Invalid
from survey_app.i18n import translator
from survey_app.output.codebook_csv import codebook_csv
from survey_app.output.printed_form import form_pdf
from survey_app.questionnaire.codebook_table import codebook_document
from survey_app.questionnaire.xlsform import template_workbook, write_xlsform
from survey_app.services import library
from survey_app.services.library import Version
from survey_app.web import downloads
from survey_app.web.auth import allowed
from survey_app.web.runtime import runtime

VERSION = "/<code>/<int(max=2147483647):number>"  # more than that no database takes
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_COPIES = 50  # about three seconds; the command line prints more
LAST_NUMBER = 999_999  # what six figures hold
LANGUAGES = ("zh", "en")

bp = Blueprint("files", __name__)  # nested in library, which guards it


def _version(code: str, number: int) -> Version:
    with runtime().database.reading() as session:
        return library.version_of(session, code, number)


def _name(version: Version, what: str) -> str:
    return f"{version.questionnaire.title.zh}-v{version.number}-{what}"


@bp.get(f"{VERSION}/codebook.csv")
@allowed("admin", "analyst", "worker")
def table(code: str, number: int) -> Any:
    """The codebook for a spreadsheet, in the reader's words."""
    version = _version(code, number)
    if downloads.in_wechat():
        return downloads.open_elsewhere()
    content = codebook_csv(version.questionnaire, translator(g.language))
    return downloads.attachment(content, _name(version, "编码表.csv"), "text/csv; charset=utf-8")


@bp.get(f"{VERSION}/codebook.json")
@allowed("admin", "analyst", "worker")
def document(code: str, number: int) -> Any:
    """The codebook for a program."""
    version = _version(code, number)
    if downloads.in_wechat():
        return downloads.open_elsewhere()
    content = codebook_json(version)
    return downloads.attachment(content, _name(version, "编码表.json"), "application/json")


def codebook_json(version: Version) -> bytes:
    """The codebook's document with the hash of the version it belongs to."""
    made = codebook_document(version.questionnaire) | {"content_hash": version.content_hash}
    return json.dumps(made, ensure_ascii=False, indent=1).encode()


@bp.get(f"{VERSION}/form.pdf")
@allowed("admin", "analyst", "worker")
def paper(code: str, number: int) -> Any:
    """The form for paper: one copy without a number, or as many numbered ones as asked for."""
    version = _version(code, number)
    if downloads.in_wechat():
        return downloads.open_elsewhere()
    chosen = request.args.get("language", "zh")
    content = form_pdf(
        version.questionnaire,
        content_hash=version.content_hash,
        language=chosen if chosen in LANGUAGES else "zh",
        form_numbers=_numbers(request.args.get("copies", ""), request.args.get("first", "")),
        fonts=runtime().settings.fonts,
    )
    return downloads.attachment(content, _name(version, "纸质问卷.pdf"), "application/pdf")


def _numbers(copies: str, first: str) -> list[str]:
    """Six figures for each copy; one blank number when no copies are asked for."""
    if not copies.strip():
        return [""]
    count, begin = _whole(copies, MOST_COPIES), _whole(first or "1", LAST_NUMBER)
    return [f"{number:06d}" for number in range(begin, min(begin + count, LAST_NUMBER + 1))]


def _whole(text: str, most: int) -> int:
    text = text.strip()
    if not (text.isascii() and text.isdecimal() and len(text) < 8 and 1 <= int(text) <= most):
        raise Invalid("Please write a whole number from 1 to {most}.", most=most)
    return int(text)


@bp.get(f"{VERSION}/form.xlsx")
@allowed("admin", "analyst", "worker")
def workbook(code: str, number: int) -> Any:
    """The questionnaire as a workbook (XLSForm), to change in Excel or WPS and import again."""
    version = _version(code, number)
    if downloads.in_wechat():
        return downloads.open_elsewhere()
    return downloads.attachment(
        write_xlsform(version.questionnaire), _name(version, "问卷.xlsx"), XLSX
    )


@bp.get("/template.xlsx")
@allowed("admin", "analyst", "worker")
def template() -> Any:
    """A workbook to begin with, in the reader's words."""
    if downloads.in_wechat():
        return downloads.open_elsewhere()
    name = "questionnaire-template.xlsx" if g.language == "en" else "问卷模板.xlsx"
    return downloads.attachment(template_workbook(g.language), name, XLSX)
