"""One question as rows of the survey sheet, and the choice lists that the questions share."""

from collections.abc import Iterator

from survey_app.questionnaire.conditions import Condition
from survey_app.questionnaire.definition import Option, Question, Questionnaire, Text
from survey_app.questionnaire.kinds import ONE_LINE
from survey_app.questionnaire.xlsform.columns import (
    FIXED,
    LABEL_EN,
    LABEL_ZH,
    MESSAGE_EN,
    MESSAGE_ZH,
    PLAIN_FIELDS,
    shown,
)
from survey_app.questionnaire.xlsform.expressions import Unreadable
from survey_app.questionnaire.xlsform.limits import constraint, limits_of, sentence
from survey_app.questionnaire.xlsform.names import Names
from survey_app.questionnaire.xlsform.rules import (
    Target,
    condition_of,
    packed,
    read_rule,
    xpath,
)

Line = dict[str, str]
END = {"type": "end_group"}
TYPES = {
    "single": "select_one",
    "likert": "select_one",
    "multi": "select_multiple",
    "rank": "rank",
    "date": "date",
    "text": "text",
    "geo": "geopoint",
    "photo": "image",
    "note": "note",
}
COMPOSED = ("matrix", "best_worst", "time_range", "contact")  # several questions of the standard


def labels(text: Text) -> Line:
    """Words in the columns of both languages."""
    return {LABEL_ZH: shown(text.zh), LABEL_EN: shown(text.en)}


def fixed(part: str) -> Line:
    """The label of a part that says the same in every questionnaire."""
    chinese, english = FIXED[part]
    return {LABEL_ZH: chinese, LABEL_EN: english}


class QuestionRows:
    """Writes the questions of one questionnaire. lists: options -> name of their list."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.names = Names()
        self.lists: dict[tuple[Option, ...], str] = {}
        self._name = {q.id: self.names.give(q.id) for q in questionnaire.questions}
        self._parts: dict[tuple[str, str], str] = {}
        self._known: dict[str, tuple[str, str]] = {}  # as conditions name it: name, kind
        self._targets: dict[str, Target] = {}
        for question in questionnaire.questions:
            self._know(question)

    def _know(self, question: Question) -> None:
        parts = {
            "matrix": tuple(row.code for row in question.rows),
            "best_worst": ("best", "worst"),
            "time_range": ("always", "from", "to"),
            "contact": ("consent", "phone"),
        }.get(question.kind, ())
        texts = tuple(f"{option.code}_text" for option in question.options if option.text)
        name = self._name[question.id]
        for part in (*parts, *texts):
            self._parts[question.id, part] = self.names.give(f"{name}_{part}")
        codes = {option.code: option.code for option in question.options}
        self._point(question.id, name, question.kind, {} if parts else codes)
        for part in parts if question.kind in ("matrix", "best_worst") else ():
            self._point(f"{question.id}.{part}", self._parts[question.id, part], "matrix", codes)

    def _point(self, q: str, name: str, kind: str, codes: dict[str, str]) -> None:
        self._known[q] = (name, kind)
        self._targets[name] = Target(q, kind, codes)

    def rule(self, condition: Condition) -> str:
        """A condition as XPath, or as JSON where XPath would not read back as the same."""
        expression = xpath(condition, self._known)
        return expression if self._reads_back(expression, condition) else packed(condition)

    def _reads_back(self, expression: str, condition: Condition) -> bool:
        try:
            return condition_of(read_rule(expression, self._targets)) == condition
        except Unreadable:
            return False

    def rows_of(self, question: Question) -> Iterator[Line]:
        """The rows of one question, in their order."""
        if question.kind in COMPOSED:
            yield self._group(question)
            yield from getattr(self, f"_{question.kind}")(question)
            yield END
            return
        yield self._row(question)
        for option in question.options:
            if option.text:
                yield self._own_words(question, option)

    def _row(self, question: Question) -> Line:
        row = self._common(question) | self._required(question)
        row["type"] = self._type(question)
        limits = limits_of(question)
        if limits:
            row["constraint"] = constraint(question.kind, limits)
            row[MESSAGE_ZH], row[MESSAGE_EN] = sentence(limits)
        if question.kind == "likert":
            row |= {"app_kind": "likert", "appearance": "likert"}
        if question.kind == "text" and (question.max_length or ONE_LINE + 1) > ONE_LINE:
            row["appearance"] = "multiline"
        return row

    def _type(self, question: Question) -> str:
        if question.kind == "number":
            return "decimal" if question.decimals else "integer"
        named = TYPES[question.kind]
        return f"{named} {self._list(question)}" if question.options else named

    def _list(self, question: Question) -> str:
        return self.lists.setdefault(question.options, self._name[question.id])

    def _common(self, question: Question) -> Line:
        """Name, words, rules and what only we know."""
        name = self._name[question.id]
        row = {"name": name, **labels(question.text)}
        if name != question.id:
            row["app_id"] = question.id
        for column, field in PLAIN_FIELDS.items():
            value, default = getattr(question, field), Question.model_fields[field].default
            in_constraint = question.kind == "multi" and field.endswith("_choices")
            if value != default and not in_constraint:
                row[column] = str(value)
        row["app_measures"] = " ".join(question.measures)
        if question.show_if is not None:
            row |= self._shown_if(question.show_if)
        if question.stop is not None:
            row["app_stop"] = self.rule(question.stop.when)
            row["app_ending"] = question.stop.ending
        return row

    def _shown_if(self, condition: Condition) -> Line:
        expression = xpath(condition, self._known)
        if self._reads_back(expression, condition):
            return {"relevant": expression}
        return {"relevant": expression, "app_show_if": packed(condition)}

    def _required(self, question: Question) -> Line:
        return {"required": "yes"} if question.required else {}

    def _own_words(self, question: Question, option: Option) -> Line:
        name = self._name[question.id]
        several = question.kind in ("multi", "rank")
        rule = f"selected(${{{name}}}, '{option.code}')"
        return {
            "type": "text",
            "name": self._parts[question.id, f"{option.code}_text"],
            **fixed("text"),
            "relevant": rule if several else f"${{{name}}} = '{option.code}'",
            "app_kind": "part",
        }

    def _group(self, question: Question) -> Line:
        appearance = {"appearance": "table-list"} if question.kind == "matrix" else {}
        kind = {"type": "begin_group", "app_kind": question.kind}
        return {**self._common(question), **kind, **appearance}

    def _part(self, question: Question, part: str) -> Line:
        return {"name": self._parts[question.id, part], "app_kind": "part", "app_id": part}

    def _matrix(self, question: Question) -> Iterator[Line]:
        for row in question.rows:
            yield {
                **self._part(question, row.code),
                "type": f"select_one {self._list(question)}",
                **labels(row),
                **self._required(question),
                "app_types": " ".join(row.types),
            }

    def _best_worst(self, question: Question) -> Iterator[Line]:
        kind = {"type": f"select_one {self._list(question)}", **self._required(question)}
        yield {**self._part(question, "best"), **fixed("best"), **kind}
        best = self._parts[question.id, "best"]
        differs = {"constraint": f". != ${{{best}}}"}
        yield {**self._part(question, "worst"), **fixed("worst"), **kind, **differs}

    def _time_range(self, question: Question) -> Iterator[Line]:
        yield {**self._part(question, "always"), **fixed("always"), "type": "acknowledge"}
        always = self._parts[question.id, "always"]
        kind = {"type": "time", "relevant": f"${{{always}}} = ''", **self._required(question)}
        for part in ("from", "to"):
            yield {**self._part(question, part), **fixed(part), **kind}

    def _contact(self, question: Question) -> Iterator[Line]:
        yield {**self._part(question, "consent"), **fixed("consent"), "type": "acknowledge"}
        agreed = {"relevant": f"${{{self._parts[question.id, 'consent']}}} = 'OK'"}
        kind = {"type": "text", "appearance": "numbers", **agreed, **self._required(question)}
        yield {**self._part(question, "phone"), **fixed("phone"), **kind}
