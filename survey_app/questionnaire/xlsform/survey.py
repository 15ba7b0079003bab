"""The survey sheet as a run of questions, each with the groups that it stands in."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from survey_app.errors import marked
from survey_app.questionnaire.xlsform.cells import unread_cells
from survey_app.questionnaire.xlsform.tables import Line, Remarks, Table, snake

MAX_NESTED = 20
BLOCK = re.compile(r"(begin|end)[ _]+(group|repeat|lgroup|looped[ _]group|loop)")
SELECT = (
    (re.compile(r"(?:select[ _]?(?:one|1)(?:[ _]from)?|add select one prompt using)"), "one"),
    (re.compile(r"(?:select[ _]multiple(?:[ _]from)?|select all that apply(?: from)?)"), "several"),
    (re.compile(r"add select multiple prompt using"), "several"),
    (re.compile(r"rank"), "rank"),
)
WITH_LIST = re.compile(r"(.+?)[ \t]+(\S+)([ \t]+(?:or[ _]other|or specify other))?", re.DOTALL)
COMPOSED = ("matrix", "best_worst", "time_range", "contact")


class Group:
    """A group of questions and the one around it; `composed`: it makes up one of our questions."""

    def __init__(self, line: Line, around: "Group | None", *, is_repeat: bool) -> None:
        self.line = line
        self.around = around
        self.is_repeat = is_repeat
        self.depth: int = around.depth + 1 if around else 1
        self.asks: list[Ask] = []
        own = line.get("app_kind")
        tabled = "table-list" in line.get("appearance").split() and not is_repeat
        self.composed = own if own in COMPOSED else "matrix" if tabled else ""

    def path(self) -> "list[Group]":
        """The groups around and this one, outermost first, as deep as they can be carried."""
        path: list[Group] = []
        group: Group | None = self
        while group is not None:
            path.append(group)
            group = group.around
        return path[::-1][:MAX_NESTED]


class Ask(NamedTuple):
    """A question of the form. type: plain, or one, several, rank with the name of a list."""

    line: Line
    type: str
    list_name: str
    or_other: bool
    group: Group | None


def items(table: Table, remarks: Remarks) -> Iterator[Group | Ask]:
    """Groups where they begin and questions where they stand; a composed group holds its own."""
    group: Group | None = None
    for line in table.lines:
        kind = " ".join(line.get("type").split())
        block = BLOCK.fullmatch(kind.lower())
        if block and block[1] == "begin":
            group = _begin(line, group, block[2], remarks)
            yield group
        elif block:
            unread_cells(line, remarks, ("type", "name"), ())
            group = _end(line, group, remarks)
        elif _is_meant(line, kind, remarks):
            ask = Ask(line, *read_type(kind), group)
            if group is not None and group.composed:
                group.asks.append(ask)
            else:
                yield ask
    if group is not None:
        remarks.add(group.line, "type", marked("the group that begins here never ends"))


def _begin(line: Line, around: Group | None, block: str, remarks: Remarks) -> Group:
    is_repeat = snake(block) != "group"
    if around is not None and around.depth >= MAX_NESTED:
        what = marked("groups are nested deeper than {most}; this one is passed over")
        remarks.add(line, "type", what, most=MAX_NESTED)
    if is_repeat:
        what = marked("a repeat cannot be carried over; its questions are asked once")
        remarks.add(line, "type", what)
    return Group(line, around, is_repeat=is_repeat)


def _end(line: Line, group: Group | None, remarks: Remarks) -> Group | None:
    if group is None:
        remarks.add(line, "type", marked("no group is open that could end here"))
        return None
    return group.around


def _is_meant(line: Line, kind: str, remarks: Remarks) -> bool:
    """Whether a row is a question to read; a note where it is none."""
    if not kind:
        remarks.add(line, "", marked("the row has no type and is left out"))
        return False
    if line.get("disabled").lower() in ("yes", "true"):
        remarks.add(line, "disabled", marked("the row is switched off and left out"))
        return False
    return True


def read_type(text: str) -> tuple[str, str, bool]:
    """`select_one colours or_other` as ("one", "colours", True), others as they stand."""
    parts = WITH_LIST.fullmatch(text)
    if parts:
        for pattern, name in SELECT:
            if pattern.fullmatch(parts[1].lower()):
                return name, parts[2], bool(parts[3])
    return text.lower(), "", False
