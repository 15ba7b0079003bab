"""A questionnaire as the sheets of an XLSForm: rows of texts, the first one with the headers."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from survey_app.questionnaire.conditions import Condition
from survey_app.questionnaire.definition import Option, Questionnaire, Text
from survey_app.questionnaire.xlsform.columns import (
    APP_ENDINGS,
    APP_PLACEHOLDERS,
    APP_SECTIONS,
    APP_SETTINGS,
    CHINESE,
    CHOICES,
    OFFICIAL,
    SETTING_TEXTS,
    SETTING_VALUES,
    SETTINGS,
    SURVEY,
    shown,
)
from survey_app.questionnaire.xlsform.question_rows import Line, QuestionRows, labels

Sheets = dict[str, list[list[str]]]


def form_sheets(questionnaire: Questionnaire) -> Sheets:
    """The sheets of a form by name; those that would be empty are left out."""
    rows = QuestionRows(questionnaire)
    sheets = {
        "survey": _table(SURVEY, _survey(questionnaire, rows)),
        "choices": _table(CHOICES, _choices(rows)),
        "settings": _table(SETTINGS, [_standard_settings(questionnaire)]),
        "app_settings": [list(APP_SETTINGS), *_own_settings(questionnaire, rows)],
        "app_endings": [list(APP_ENDINGS), *_coded(questionnaire.endings.items())],
        "app_placeholders": [
            list(APP_PLACEHOLDERS),
            *([p.name, p.zh, p.en, str(p.max_length)] for p in questionnaire.placeholders),
        ],
    }
    if _is_irregular(questionnaire):
        sections = _coded((section.id, section) for section in questionnaire.sections)
        sheets["app_sections"] = [list(APP_SECTIONS), *sections]
    needed = ("survey", "choices", "settings", "app_settings")
    return {name: rows for name, rows in sheets.items() if name in needed or len(rows) > 1}


def _table(columns: Sequence[str], lines: Iterable[Line]) -> list[list[str]]:
    return [list(columns), *([line.get(column, "") for column in columns] for line in lines)]


def _coded(texts: Iterable[tuple[str, Text]]) -> list[list[str]]:
    return [[code, text.zh, text.en] for code, text in texts]


def _survey(questionnaire: Questionnaire, rows: QuestionRows) -> Iterator[Line]:
    texts = {section.id: section for section in questionnaire.sections}
    for section, questions in groupby(questionnaire.questions, lambda q: q.section):
        name = rows.names.give(section)
        own_id = {"app_id": section} if name != section else {}
        label = labels(texts[section]) if section in texts else {}
        yield {"type": "begin_group", "name": name, **label, **own_id}
        for question in questions:
            yield from rows.rows_of(question)
        yield {"type": "end_group"}


def _is_irregular(questionnaire: Questionnaire) -> bool:
    """Whether sections stand empty or in another order than their questions."""
    used = dict.fromkeys(question.section for question in questionnaire.questions)
    return list(used) != [section.id for section in questionnaire.sections]


def _choices(rows: QuestionRows) -> Iterator[Line]:
    for options, name in rows.lists.items():
        for option in options:
            yield {"list_name": name, "name": option.code, **labels(option), **_extras(option)}


def _extras(option: Option) -> Line:
    marks = ("na", "text", "exclusive", "pinned")
    found = {f"app_{mark}": "yes" for mark in marks if getattr(option, mark)}
    if option.score is not None:
        found["app_score"] = str(option.score)
    if option.ends is not None:
        found["app_ends"] = option.ends
    return found


def _standard_settings(questionnaire: Questionnaire) -> Line:
    return {
        "form_title": shown(questionnaire.title.zh),
        "form_id": questionnaire.id,
        "version": str(questionnaire.version),
        "default_language": CHINESE,
    }


def _own_settings(questionnaire: Questionnaire, rows: QuestionRows) -> Iterator[list[str]]:
    yield ["title", "", questionnaire.title.en]
    for name in SETTING_TEXTS:
        text: Text = getattr(questionnaire, name)
        yield [name, text.zh, text.en]
    yield ["notice_version", str(questionnaire.notice.version), ""]
    yield from ([name, str(getattr(questionnaire, name)), ""] for name in SETTING_VALUES)
    condition: Condition | None = questionnaire.base.when
    if condition is not None:
        yield ["base_when", rows.rule(condition), ""]
    if questionnaire.official is not None:
        for name in OFFICIAL:
            value = getattr(questionnaire.official, name)
            yield [f"official_{name}", "" if value is None else str(value), ""]
