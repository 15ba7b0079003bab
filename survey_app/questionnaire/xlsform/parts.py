"""Rows that an export makes of one question: always the same, so changes in them are named."""

from collections.abc import Mapping
from typing import Any

from survey_app.errors import marked
from survey_app.questionnaire.xlsform.cells import (
    NOTHING,
    PART,
    SHORT,
    named_otherwise,
    unread_cells,
)
from survey_app.questionnaire.xlsform.choice_lists import truth
from survey_app.questionnaire.xlsform.columns import FIXED
from survey_app.questionnaire.xlsform.expressions import Unreadable
from survey_app.questionnaire.xlsform.rules import Target, read_rule
from survey_app.questionnaire.xlsform.survey import Ask, Group
from survey_app.questionnaire.xlsform.tables import Languages, Line, Remarks

# Part -> its cells; {part} stands for the name of another part, {list} for the name of the list.
CELLS: dict[str, dict[str, dict[str, str]]] = {
    "best_worst": {
        "best": {"type": "select_one {list}"},
        "worst": {"type": "select_one {list}", "constraint": ". != ${{{best}}}"},
    },
    "time_range": {
        "always": {"type": "acknowledge"},
        "from": {"type": "time", "relevant": "${{{always}}} = ''"},
        "to": {"type": "time", "relevant": "${{{always}}} = ''"},
    },
    "contact": {
        "consent": {"type": "acknowledge"},
        "phone": {
            **{"type": "text", "appearance": "numbers"},
            "relevant": "${{{consent}}} = 'OK'",
        },
    },
}
WITHOUT_ANSWER = ("always", "consent")  # never required themselves
SAME = marked("“{text}” is not carried over; here it is always “{fixed}”")
LEFT_OVER = marked(
    "this row belongs to no question and to no option with words of one's own; it is left out"
)


class Parts:
    """Compares rows with what an export writes, and notes what differs."""

    def __init__(self, languages: Languages, remarks: Remarks) -> None:
        self.languages = languages
        self.remarks = remarks

    def check(self, group: Group, list_name: str) -> None:
        """The rows of a question of several parts; list_name: of its options."""
        known = CELLS[group.composed]
        places = {name: "" for name in known}
        places |= {ask.line.get("app_id"): ask.line.get("name") for ask in group.asks}
        for ask in group.asks:
            part = ask.line.get("app_id")
            if part not in known:
                self.remarks.add(ask.line, "", LEFT_OVER)
                continue
            wanted = {k: t.format(list=list_name, **_named(places)) for k, t in known[part].items()}
            named_otherwise(ask.line, self.remarks)
            self._compare(ask.line, part, wanted)

    def check_own_words(
        self, ask: Ask, targets: Mapping[str, Target], options: Mapping[str, Any]
    ) -> None:
        """A row for what residents write; options: question id -> its options so far."""
        if not _has_text(ask.line, targets, options):
            self.remarks.add(ask.line, "", LEFT_OVER)
            return
        rule = {"type": "text", "relevant": ask.line.get("relevant")}
        self._compare(ask.line, "text", rule)

    def _compare(self, line: Line, part: str, wanted: dict[str, str]) -> None:
        self.fixed_words(line, part)
        for key, fixed in wanted.items():
            text = " ".join(line.get(key).split())
            if text != fixed:
                self.remarks.add(line, key, SAME, text=text[:SHORT] or NOTHING, fixed=fixed)
        allowed = {*PART, *wanted} - {"app_id" if part == "text" else ""}
        allowed |= set() if part in (*WITHOUT_ANSWER, "text") else {"required"}
        unread_cells(line, self.remarks, allowed, {"part", line.get("appearance")})

    def fixed_words(self, line: Line, part: str) -> None:
        """A note where the words of a part are not its own."""
        words = self.languages.words(line)
        if (words.get("zh"), words.get("en")) != FIXED[part]:
            what = marked("the words of this row are always the same; they are not carried over")
            self.remarks.add(line, "label", what)

    def required(self, group: Group) -> str:
        """Whether the rows ask for an answer; a note on each that differs from the others."""
        rows = [ask.line for ask in group.asks if ask.line.get("app_id") not in WITHOUT_ANSWER]
        answers = [self.truth(line) for line in rows]
        for line, answer in zip(rows, answers, strict=True):
            if any(answers) and not answer:
                what = marked("either all rows of a question are required or none; here all are")
                self.remarks.add(line, "required", what)
        return "true" if any(answers) else "false"

    def truth(self, line: Line) -> bool:
        """What the cell `required` says; a note where it says neither yes nor no."""
        text = line.get("required")
        answer = truth(text) if text else False
        if answer is None:
            what = marked("“{text}” is neither yes nor no; it counts as no")
            self.remarks.add(line, "required", what, text=text)
        return bool(answer)


def _named(places: Mapping[str, str]) -> dict[str, str]:
    return {part: name for part, name in places.items() if part != "list"}


def _has_text(line: Line, targets: Mapping[str, Target], options: Mapping[str, Any]) -> bool:
    """Whether the rule of a row is that an option with words of one's own was chosen."""
    try:
        rule = read_rule(line.get("relevant"), targets)
    except Unreadable:
        return False
    chosen = rule.get("any_of", ())
    offered = options.get(str(rule.get("q")), ())
    return len(chosen) == 1 and any(o["code"] == chosen[0] and "text" in o for o in offered)
