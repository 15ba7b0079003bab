"""Rows of the survey sheet as questions of a definition; their rules are read afterwards."""

import re
from typing import Any, NamedTuple

from survey_app.errors import marked
from survey_app.questionnaire.checks import RESERVED
from survey_app.questionnaire.xlsform.choice_lists import ChoiceList, truth
from survey_app.questionnaire.xlsform.columns import FIXED, PLAIN_FIELDS
from survey_app.questionnaire.xlsform.limits import Limits, read_constraint, sentence
from survey_app.questionnaire.xlsform.names import RENAMED, code_from
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
READ = {
    *("type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message"),
    *("appearance", "disabled", "app_kind", "app_id", "app_stop", "app_ending", "app_measures"),
    *("app_types", "app_show_if", *PLAIN_FIELDS),
}
APPEARANCES = {"likert": "likert", "text": "multiline", "matrix": "table-list"}
OTHER = {"zh": "其他（请写）", "en": "Other (please write)", "text": "true"}
AGREED = {"code": "OK", "zh": "知道了", "en": "OK"}


class Asked(NamedTuple):
    """A question, the row that speaks for it, and the groups around, outermost first."""

    content: Content
    line: Line
    groups: list[Group]


class QuestionReader:
    """Reads questions one after the other. targets: what the form's names stand for."""

    def __init__(
        self, lists: dict[str, ChoiceList], languages: Languages, remarks: Remarks
    ) -> None:
        self.lists = lists
        self.languages = languages
        self.remarks = remarks
        self.targets: dict[str, Target] = {}
        self._ids = set(RESERVED)

    def read(self, item: Ask | Group) -> list[Asked]:
        """The questions that an item makes: one, none, or those of a group that is no matrix."""
        if isinstance(item, Ask):
            return self._plain(item) if item.line.get("app_kind") != "part" else self._part(item)
        around = item.around.path() if item.around else []
        if not item.composed:
            self._unread_cells(item.line, set())
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
        content: Content = {"id": code, "kind": kind, "text": self._words(line, name or code)}
        content["required"] = self._required(line)
        for column, field in PLAIN_FIELDS.items():
            if line.exact(column):
                content[field] = line.exact(column) if field == "note" else line.get(column)
        if line.get("app_measures"):
            content["measures"] = line.get("app_measures").split()
        self.targets.setdefault(name, Target(code, kind, {}))
        return content

    def _words(self, line: Line, stand_in: str) -> dict[str, str]:
        words = self.languages.words(line)
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

    def _required(self, line: Line) -> str:
        text = line.get("required")
        answer = truth(text) if text else False
        if answer is None:
            what = marked("“{text}” is neither yes nor no; it counts as no")
            self.remarks.add(line, "required", what, text=text)
        return "true" if answer else "false"

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
        if plain == "decimal" and "decimals" not in content:
            content["decimals"] = "2"
            self.remarks.add(line, "type", marked("two decimals are kept"))
        self._limit(content, line, is_whole=plain in ("integer", "int"))
        kind = content["kind"]
        self._unread_cells(line, {kind, APPEARANCES.get(kind, "")})
        return [Asked(content, line, ask.group.path() if ask.group else [])]

    def _select_kind(self, ask: Ask) -> str:
        if ask.type not in SELECTS or ask.list_name not in self.lists:
            return ""
        if ask.type != "one":
            return SELECTS[ask.type]
        line = ask.line
        options = self.lists[ask.list_name].options
        scored = all("score" in option or "na" in option for option in options)
        looks = line.get("appearance").split()
        is_likert = line.get("app_kind") == "likert" or (looks == ["likert"] and scored)
        return "likert" if is_likert else "single"

    def _put_options(self, content: Content, ask: Ask) -> None:
        found = self.lists[ask.list_name]
        codes = dict(found.codes)
        options = [dict(option) for option in found.options]
        if ask.or_other:
            codes["other"] = code_from("other", codes.values(), "other")
            options.append({"code": codes["other"], **OTHER})
        if content["kind"] == "rank" and "max_choices" not in content:
            content["min_choices"] = content["max_choices"] = str(len(options))
        content["options"] = options
        self.targets[ask.line.get("name")] = Target(content["id"], content["kind"], codes)

    def _limit(self, content: Content, line: Line, *, is_whole: bool) -> None:
        text = line.get("constraint")
        limits: Limits = {}
        if text:
            limits, unreadable = read_constraint(text, content["kind"], is_whole=is_whole)
            for reason in unreadable:
                what = marked("the limit “{text}” cannot be carried over: {reason}")
                self.remarks.unread(line, "constraint", what, reason)
        message = self.languages.words(line, "constraint_message")
        if message and message["zh"] != sentence(limits)[0]:
            what = marked("this message is not carried over; the form words its own")
            self.remarks.add(line, "constraint_message", what)
        codes = self.targets[line.get("name")].codes
        for name in limits.pop("exclusive", "").split():
            for option in content["options"]:
                if option["code"] == codes.get(name):
                    option["exclusive"] = "true"
        content |= limits

    def _unread_cells(self, line: Line, looks: set[str]) -> None:
        """A note on each cell that says something for which there is no place."""
        for column, text in line.cells.items():
            key = column.key
            is_other = key in ("appearance", "app_kind") and text.strip() not in looks
            if text.strip() and (key not in READ or is_other):
                what = marked("“{text}” cannot be carried over")
                self.remarks.add(line, key, what, text=text.strip()[:60])

    def _part(self, ask: Ask) -> list[Asked]:
        """A row that our export made of an option; it comes back with the next export."""
        self._fixed(ask.line, "text")
        return []

    def _fixed(self, line: Line, part: str) -> None:
        if part in FIXED and self.languages.words(line).get("zh") != FIXED[part][0]:
            what = marked("the words of this row are always the same; they are not carried over")
            self.remarks.add(line, "label", what)

    def _composed(self, group: Group, around: list[Group]) -> list[Asked]:
        line = group.line
        content = self._start(line, group.composed)
        required = [self._required(ask.line) for ask in group.asks]
        content["required"] = "true" if "true" in required else "false"
        if len(set(required)) > 1 and group.composed == "matrix":
            what = marked("either all lines of a table are required or none; here all are")
            self.remarks.add(line, "required", what)
        chosen = next((ask for ask in group.asks if ask.list_name in self.lists), None)
        codes: dict[str, str] = {}
        if chosen is not None:
            codes = self.lists[chosen.list_name].codes
            content["options"] = [dict(o) for o in self.lists[chosen.list_name].options]
        if group.composed == "matrix":
            taken: set[str] = set()
            content["rows"] = [self._row(content, ask, codes, taken) for ask in group.asks]
        for ask in group.asks if group.composed != "matrix" else ():
            part = ask.line.get("app_id")
            self._fixed(ask.line, part)
            if group.composed == "best_worst":
                self._point(ask.line, f"{content['id']}.{part}", codes)
        self._unread_cells(line, {group.composed, APPEARANCES.get(group.composed, "")})
        return [Asked(content, line, around)]

    def _row(self, content: Content, ask: Ask, codes: dict[str, str], taken: set[str]) -> Content:
        line = ask.line
        wanted = line.get("app_id") or line.get("name")
        code = code_from(wanted, taken, f"R{line.number}")
        taken.add(code)
        if code != wanted:
            self.remarks.add(line, "name", RENAMED, name=wanted, code=code)
        self._point(line, f"{content['id']}.{code}", codes)
        for key in ("relevant", "constraint"):
            if line.get(key):
                what = marked("“{text}” cannot be carried over")
                self.remarks.add(line, key, what, text=line.get(key)[:60])
        self._unread_cells(line, {"part", "list-nolabel", "label"})
        types = {"types": line.get("app_types").split()} if line.get("app_types") else {}
        return {"code": code, **self._words(line, wanted), **types}

    def _point(self, line: Line, q: str, codes: dict[str, str]) -> None:
        self.targets.setdefault(line.get("name"), Target(q, "matrix", codes))


def _is_matrix(group: Group) -> bool:
    lists = {ask.list_name for ask in group.asks}
    return len(lists) == 1 and {ask.type for ask in group.asks} == {"one"}
