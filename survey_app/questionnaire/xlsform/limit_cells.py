"""The limits of a question from its row: what `constraint` says beside columns of our own."""

from collections.abc import Mapping
from typing import Any

from survey_app.errors import marked
from survey_app.questionnaire.xlsform.cells import overruled
from survey_app.questionnaire.xlsform.choice_lists import ChoiceList
from survey_app.questionnaire.xlsform.expressions import Unreadable
from survey_app.questionnaire.xlsform.limits import Limits, read_constraint, sentence
from survey_app.questionnaire.xlsform.tables import Languages, Line, Remarks

Content = dict[str, Any]
UNREAD = marked("the limit “{text}” cannot be carried over: {reason}")


class LimitCells:
    """Reads limits into questions; a note on what is passed over or overruled."""

    def __init__(self, languages: Languages, remarks: Remarks) -> None:
        self.languages = languages
        self.remarks = remarks

    def read(
        self, content: Content, line: Line, offered: ChoiceList | None, codes: Mapping[str, str]
    ) -> None:
        """Complete a question by the limits of its row.

        offered: the list of its options; codes: choice name in the form -> code of the option.
        """
        limits = self._constraint(content, line)
        alone = self._alone(line, limits.pop("exclusive", "").split(), codes)
        if offered is not None:
            self._exclusive(content, line, offered.lines, alone)
        for field, value in limits.items():
            if content.setdefault(field, value) != value:
                overruled(line, self.remarks, f"app_{field}", ("constraint", value))
        # The standard's rank puts all choices in order; a form of ours is asked how many.
        is_all = "max_choices" not in content and "app_max_choices" not in line.columns
        if content["kind"] == "rank" and is_all:
            content["max_choices"] = str(len(content["options"]))
            content.setdefault("min_choices", content["max_choices"])

    def _constraint(self, content: Content, line: Line) -> Limits:
        text, limits = line.get("constraint"), Limits()
        if text:
            is_whole = content["kind"] == "number" and content.get("decimals", "0") == "0"
            limits, unreadable = read_constraint(text, content["kind"], is_whole=is_whole)
            for reason in unreadable:
                self.remarks.unread(line, "constraint", UNREAD, reason)
        message, own = self.languages.words(line, "constraint_message"), sentence(limits)
        if message and (message["zh"] not in own or message["en"] not in ("", own[1])):
            what = marked("this message is not carried over; the form words its own")
            self.remarks.add(line, "constraint_message", what)
        return limits

    def _alone(self, line: Line, named: list[str], codes: Mapping[str, str]) -> set[str]:
        for choice in named:
            if choice not in codes:
                reason = Unreadable(
                    marked("{name} has no choice {choice}"), name=line.get("name"), choice=choice
                )
                self.remarks.unread(line, "constraint", UNREAD, reason)
        return {codes[choice] for choice in named if choice in codes}

    def _exclusive(
        self, content: Content, line: Line, rows: Mapping[str, Line], alone: set[str]
    ) -> None:
        """Which options stand alone: `app_exclusive` says it, else the constraint."""
        for option in content["options"]:
            code = option["code"]
            row = rows.get(code)
            if row is None or "app_exclusive" not in row.columns:
                if code in alone:
                    option["exclusive"] = "true"
            elif code in alone and "exclusive" not in option:
                what = marked(
                    "app_exclusive is not yes, but the constraint of the question in row {row}"
                    " says that {code} stands alone; app_exclusive counts"
                )
                self.remarks.add(row, "app_exclusive", what, row=line.number, code=code)
            elif code not in alone and "exclusive" in option and content["kind"] == "multi":
                what = marked(
                    "app_exclusive says that {code} stands alone, the constraint does not;"
                    " app_exclusive counts"
                )
                self.remarks.add(line, "constraint", what, code=code)
