"""Rows of the survey sheet as questions of a definition; their rules are read afterwards."""

import re
from typing import Any, NamedTuple

from survey_app.errors import marked
from survey_app.questionnaire.checks import RESERVED
from survey_app.questionnaire.xlsform.cells import (
    COMPOSED,
    HEADING,
    MATRIX_ROW,
    QUESTION,
    named_otherwise,
    overruled,
    unread_cells,
    words_of,
)
from survey_app.questionnaire.xlsform.choice_lists import ChoiceList
from survey_app.questionnaire.xlsform.columns import PLAIN_FIELDS
from survey_app.questionnaire.xlsform.limit_cells import LimitCells
from survey_app.questionnaire.xlsform.names import RENAMED, code_from
from survey_app.questionnaire.xlsform.parts import Parts
from survey_app.questionnaire.xlsform.rules import Target
from survey_app.questionnaire.xlsform.survey import Ask, Group
from survey_app.questionnaire.xlsform.tables import Languages, Line, Remarks

Content = dict[str, Any]
KINDS = {
    **dict.fromkeys(("integer", "int", "decimal"), "number"),
    **dict.fromkeys(("text", "string"), "text"),
    **dict.fromkeys(("geopoint", "gps", "location"), "geo"),
    **dict.fromkeys(("image", "photo", "picture"), "photo"),
    **{"date": "date", "note": "note"},
}
OLD_TYPE = re.compile(r"(?:add|q) (.+?)(?: prompt)?")
SELECTS = {"one": "single", "several": "multi", "rank": "rank"}
APPEARANCES = {"likert": "likert", "text": "multiline", "matrix": "table-list"}
OTHER = {"zh": "其他（请写）", "en": "Other (please write)", "text": "true"}
AGREED = {"code": "OK", "zh": "知道了", "en": "OK"}


class Asked(NamedTuple):
    """A question, the row that speaks for it, and the groups around, outermost first."""

    content: Content
    line: Line
    groups: list[Group]


class QuestionReader:
    """Reads questions one after the other.

    targets: what the form's names stand for; used: the lists that questions offer.
    """

    def __init__(
        self, lists: dict[str, ChoiceList], languages: Languages, remarks: Remarks
    ) -> None:
        self.lists = lists
        self.languages = languages
        self.remarks = remarks
        self.targets: dict[str, Target] = {}
        self.used: set[str] = set()
        self._parts = Parts(languages, remarks)
        self._limits = LimitCells(languages, remarks)
        self._offered: dict[str, list[Content]] = {}  # question id -> its options
        self._ids = set(RESERVED)

    def read(self, item: Ask | Group) -> list[Asked]:
        """The questions that an item makes: one, none, or those of a group that is no matrix."""
        if isinstance(item, Ask):
            if item.line.get("app_kind") != "part":
                return self._plain(item)
            self._parts.check_own_words(item, self.targets, self._offered)
            return []  # it comes back with the next export
        around = item.around.path() if item.around else []
        if not item.composed:
            unread_cells(item.line, self.remarks, COMPOSED if around else HEADING, ())
            return self._heading(item, around)
        if item.composed == "matrix" and not _is_matrix(item):
            what = marked("this is no table of single choices from one list; it becomes a group")
            self.remarks.add(item.line, "appearance", what)
            item.composed = ""
            plain = [question for ask in item.asks for question in self._plain(ask)]
            return [*self._heading(item, around), *plain]
        return self._composed(item, around)

    def _heading(self, group: Group, around: list[Group]) -> list[Asked]:
        if not around or not self.languages.words(group.line):
            return []  # a section, or nothing to show
        what = marked("a group within a group: its heading becomes a note")
        self.remarks.add(group.line, "label", what)
        return [Asked(self._start(group.line, "note"), group.line, group.path())]

    def _start(self, line: Line, kind: str) -> Content:
        """What every question has."""
        name = line.get("name")
        wanted = line.get("app_id") or name
        code = code_from(wanted, self._ids, f"Q{line.number}")
        self._ids.add(code)
        if code != wanted:
            self.remarks.add(line, "name", RENAMED, name=wanted, code=code)
        named_otherwise(line, self.remarks)
        content: Content = {"id": code, "kind": kind, "text": self._words(line, name or code)}
        content["required"] = "true" if self._parts.truth(line) else "false"
        for column, field in PLAIN_FIELDS.items():
            if line.exact(column):
                content[field] = line.exact(column) if field == "note" else line.get(column)
        if line.get("app_measures"):
            content["measures"] = line.get("app_measures").split()
        self.targets.setdefault(name, Target(code, kind, {}))
        return content

    def _words(self, line: Line, stand_in: str) -> dict[str, str]:
        words = words_of(line, self.languages, self.remarks)
        if not words:
            self.remarks.add(line, "label", marked("there are no words; the name is shown"))
            words = {"zh": stand_in, "en": ""}
        hint = self.languages.words(line, "hint")
        if hint:
            self.remarks.add(line, "hint", marked("the hint is added to the question's words"))
            words = {
                "zh": f"{words['zh']}\n{hint['zh']}",
                "en": f"{words['en']}\n{hint['en']}".strip() if words["en"] else "",
            }
        if any("${" in text for column, text in line.cells.items() if column.key == "label"):
            what = marked("answers to other questions cannot stand in a text; word it anew")
            self.remarks.add(line, "label", what)
        return words

    def _plain(self, ask: Ask) -> list[Asked]:
        line = ask.line
        old = OLD_TYPE.fullmatch(ask.type)
        plain = old[1] if old else ask.type
        kind = KINDS.get(plain) or self._select_kind(ask)
        if not kind and plain not in ("acknowledge", "trigger"):
            what = marked("the type “{type}” cannot be carried over; the row is left out")
            self.remarks.add(line, "type", what, type=line.get("type"))
            return []
        content = self._start(line, kind or "single")
        if not kind:
            self.remarks.add(line, "type", marked("this becomes a choice with one answer"))
            content["options"] = [dict(AGREED)]
            self.targets[line.get("name")] = Target(content["id"], "single", {"OK": "OK"})
        elif ask.list_name:
            self._put_options(content, ask)
        if content["kind"] == "number":
            self._decimals(content, line, plain)
        codes = self.targets[line.get("name")].codes
        self._limits.read(content, line, self.lists.get(ask.list_name), codes)
        kind = content["kind"]
        unread_cells(line, self.remarks, QUESTION, {kind, APPEARANCES.get(kind, "")})
        return [Asked(content, line, ask.group.path() if ask.group else [])]

    def _decimals(self, content: Content, line: Line, plain: str) -> None:
        own = content.get("decimals")
        if plain == "decimal" and own is None:
            content["decimals"] = "2"
            self.remarks.add(line, "type", marked("two decimals are kept"))
        elif own is not None and (own == "0") is (plain == "decimal"):
            overruled(line, self.remarks, "app_decimals", ("type", plain))

    def _select_kind(self, ask: Ask) -> str:
        if ask.type not in SELECTS or ask.list_name not in self.lists:
            return ""
        if ask.type != "one":
            return SELECTS[ask.type]
        line = ask.line
        options = self.lists[ask.list_name].options
        scored = all("score" in option or "na" in option for option in options)
        looks = line.get("appearance").split()
        own, looks_so = line.get("app_kind"), looks == ["likert"] and scored
        if looks_so and "app_kind" in line.columns and own != "likert":
            overruled(line, self.remarks, "app_kind", ("appearance", "likert"))
            return "single"
        return "likert" if own == "likert" or looks_so else "single"

    def _put_options(self, content: Content, ask: Ask) -> None:
        found = self.lists[ask.list_name]
        self.used.add(ask.list_name)
        codes = dict(found.codes)
        options = [dict(option) for option in found.options]
        if ask.or_other:
            codes["other"] = code_from("other", codes.values(), "other")
            options.append({"code": codes["other"], **OTHER})
        content["options"] = self._offered[content["id"]] = options
        self.targets[ask.line.get("name")] = Target(content["id"], content["kind"], codes)

    def _composed(self, group: Group, around: list[Group]) -> list[Asked]:
        line = group.line
        content = self._start(line, group.composed)
        content["required"] = self._parts.required(group)
        chosen = next((ask for ask in group.asks if ask.list_name in self.lists), None)
        codes: dict[str, str] = {}
        if chosen is not None:
            codes = self.lists[chosen.list_name].codes
            self.used.add(chosen.list_name)
            content["options"] = [dict(o) for o in self.lists[chosen.list_name].options]
        if group.composed == "matrix":
            taken: set[str] = set()
            content["rows"] = [self._row(content, ask, codes, taken) for ask in group.asks]
            self._still_matrix(group)
        else:
            self._parts.check(group, chosen.list_name if chosen else "")
        for ask in group.asks if group.composed == "best_worst" else ():
            self._point(ask.line, f"{content['id']}.{ask.line.get('app_id')}", codes)
        looks = {group.composed, APPEARANCES.get(group.composed, "")}
        unread_cells(line, self.remarks, COMPOSED, looks)
        return [Asked(content, line, around)]

    def _still_matrix(self, group: Group) -> None:
        """A note where the rows are those of a table of ours that is no longer called one."""
        is_ours = any(ask.line.get("app_kind") == "part" for ask in group.asks)
        if is_ours and not group.line.get("app_kind"):
            what = marked("app_kind is empty, but appearance says table-list; it stays a table")
            self.remarks.add(group.line, "app_kind", what)

    def _row(self, content: Content, ask: Ask, codes: dict[str, str], taken: set[str]) -> Content:
        line = ask.line
        wanted = line.get("app_id") or line.get("name")
        code = code_from(wanted, taken, f"R{line.number}")
        taken.add(code)
        if code != wanted:
            self.remarks.add(line, "name", RENAMED, name=wanted, code=code)
        self._point(line, f"{content['id']}.{code}", codes)
        named_otherwise(line, self.remarks)
        unread_cells(line, self.remarks, MATRIX_ROW, {"part", "list-nolabel", "label"})
        types = {"types": line.get("app_types").split()} if line.get("app_types") else {}
        return {"code": code, **self._words(line, wanted), **types}

    def _point(self, line: Line, q: str, codes: dict[str, str]) -> None:
        self.targets.setdefault(line.get("name"), Target(q, "matrix", codes))


def _is_matrix(group: Group) -> bool:
    lists = {ask.list_name for ask in group.asks}
    return len(lists) == 1 and {ask.type for ask in group.asks} == {"one"}
