"""What stands above the questions: the standard's settings sheet and our own sheets."""

import re
from typing import Any

from survey_app.errors import marked
from survey_app.questionnaire.xlsform.cells import (
    STANDS_IN,
    overruled,
    unread_cells,
    unread_columns,
)
from survey_app.questionnaire.xlsform.columns import (
    APP_ENDINGS,
    APP_PLACEHOLDERS,
    APP_SECTIONS,
    APP_SETTINGS,
    CHINESE,
    ENGLISH,
    OFFICIAL,
    SETTING_TEXTS,
    SETTING_VALUES,
    SETTINGS,
    unshown,
)
from survey_app.questionnaire.xlsform.names import RENAMED, code_from
from survey_app.questionnaire.xlsform.tables import Line, Remarks, Table, snake

ZH, EN = snake(CHINESE), snake(ENGLISH)
# What is put where another form says nothing; people read it and change it in the editor.
DEFAULTS: dict[str, Any] = {
    "audience": {"zh": "居民", "en": "Residents"},
    "goal_minutes": "5",
    "identity": "anonymous",
    "cycle": "",
    "intro": {"zh": "请您填写这份问卷。", "en": "Please fill in this questionnaire."},
    "base": {"zh": "全部填写的人", "en": "Everybody who answered"},
}
OWN = {
    "app_settings": APP_SETTINGS,
    "app_endings": APP_ENDINGS,
    "app_placeholders": APP_PLACEHOLDERS,
    "app_sections": APP_SECTIONS,
}
LONGEST_VERSION = 6  # digits; many write the day into it
TWICE = marked("{name} stands twice; this row is left out")
# Settings that change nothing that people see here.
SILENT = {"default_language", "instance_name", "style", "name", "allow_choice_duplicates"}


def read_settings(tables: dict[str, Table], remarks: Remarks) -> dict[str, Any]:
    """The definition but for sections and questions; `base.when` as a text still to be read."""
    content: dict[str, Any] = {"id": "form", "version": "1", **DEFAULTS, "endings": {}}
    title = _standard(tables.get("settings"), content, remarks)
    own = tables.get("app_settings")
    found = _by_name(own, "app_setting", remarks) if own else {}
    content["title"] = _title(title, found.get("title"), content["id"], remarks)
    for name in SETTING_TEXTS:
        if name in found:
            content[name] = _words(found[name], remarks)
    content |= {name: found[name].exact(ZH) for name in SETTING_VALUES if name in found}
    if "notice" in found:
        version = found["notice_version"].get(ZH) if "notice_version" in found else "1"
        content["notice"] = {"version": version, **_words(found["notice"], remarks)}
    if "base_when" in found:
        content["base"] = {**content["base"], "when": found["base_when"]}
    official = [name for name in OFFICIAL if f"official_{name}" in found]
    if official:
        values = {name: found[f"official_{name}"].get(ZH) for name in official}
        content["official"] = {n: v for n, v in values.items() if v or n != "valid_until"}
    _unknown(found, remarks)
    _lists(tables, content, remarks)
    for sheet, columns in OWN.items():
        if sheet in tables:
            unread_columns(tables[sheet], remarks, {snake(column) for column in columns})
    return content


def _standard(table: Table | None, content: dict[str, Any], remarks: Remarks) -> str:
    """Id and version into the content; the title. The first row counts, as in the standard."""
    if table is None or not table.lines:
        return ""
    line = table.lines[0]
    identity = line.get("form_id") or snake(line.get("form_title"))
    content["id"] = code_from(identity, (), "form")
    if identity and content["id"] != identity:
        remarks.add(line, "form_id", RENAMED, name=identity, code=content["id"])
    content["version"] = _version(line, remarks)
    for extra in table.lines[1:]:
        remarks.add(extra, "", marked("only the first row of settings counts"))
    unread_columns(table, remarks, {*SETTINGS, *SILENT})
    if not line.get("form_title"):
        remarks.add(line, "form_title", marked("there is no title; another text stands in"))
    return unshown(line.get("form_title"))


def _version(line: Line, remarks: Remarks) -> str:
    """The version as a number; 1 with a note where there is none that fits."""
    version = line.get("version")
    if re.fullmatch(f"0*[1-9][0-9]{{0,{LONGEST_VERSION - 1}}}", version):
        return version
    if re.fullmatch("0*[1-9][0-9]*", version):
        what = marked("the version {version} is too long a number; the import is version 1")
    elif version:
        what = marked("the version {version} is not a number from 1 up; the import is version 1")
    else:
        what = marked("there is no version; the import is version 1")
    if "version" in line.columns:
        remarks.add(line, "version", what, version=version)
    return "1"


def _title(standard: str, line: Line | None, stand_in: str, remarks: Remarks) -> dict[str, str]:
    chinese, english = (line.exact(ZH), line.exact(EN)) if line else ("", "")
    if line and chinese and chinese != standard:
        overruled(line, remarks, ZH, ("form_title", standard))
    return {"zh": chinese or standard or english or stand_in, "en": english}


def _by_name(table: Table, column: str, remarks: Remarks) -> dict[str, Line]:
    """The rows by what stands in a column; a note on each that stands there again."""
    found: dict[str, Line] = {}
    for line in table.lines:
        name = snake(line.get(column)) if column == "app_setting" else line.get(column)
        if name in found:
            remarks.add(line, column, TWICE, name=name)
        found.setdefault(name, line)
    return found


def _words(line: Line, remarks: Remarks) -> dict[str, str]:
    if line.get(EN) and not line.get(ZH):
        remarks.add(line, EN, STANDS_IN)
    return {"zh": line.get(ZH) or line.get(EN), "en": line.get(EN)}


def _unknown(found: dict[str, Line], remarks: Remarks) -> None:
    known = {"title", *SETTING_TEXTS, *SETTING_VALUES, "notice_version", "base_when"}
    known |= {f"official_{name}" for name in OFFICIAL}
    for name, line in found.items():
        if name not in known:
            what = marked("there is no setting {name}; it is left out")
            remarks.add(line, "app_setting", what, name=name)
        elif name not in ("title", "notice", *SETTING_TEXTS):
            unread_cells(line, remarks, ("app_setting", ZH), ())


def _lists(tables: dict[str, Table], content: dict[str, Any], remarks: Remarks) -> None:
    if "app_endings" in tables:
        found = _by_name(tables["app_endings"], "code", remarks)
        content["endings"] = {code: _words(line, remarks) for code, line in found.items()}
    if "app_placeholders" in tables:
        content["placeholders"] = [
            {
                "name": line.get("name"),
                **_words(line, remarks),
                "max_length": line.get("max_length") or "60",
            }
            for line in tables["app_placeholders"].lines
        ]
