"""The fixed words of a printed form in both languages: paper has one, whoever prints it.

Rules become sentences over the numbers that questions have on paper.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from survey_app.questionnaire.conditions import (
    All,
    Answered,
    Any_,
    AnyOf,
    Compare,
    Condition,
    NoneOf,
    Not,
)
from survey_app.questionnaire.definition import Question, Questionnaire, Text
from survey_app.questionnaire.kinds.choices import OTHER_TEXT
from survey_app.questionnaire.kinds.open_answers import KEPT_DAYS, MAX_TEXT

LABELS = {
    "number": ("问卷编号", "Form no."),
    "version": ("版本", "Version"),
    "audience": ("请谁来填", "Who should answer"),
    "table_number": ("表　　号", "Table"),
    "authority": ("制定机关", "Issued by"),
    "approval_number": ("批准文号", "Approval no."),
    "valid_until": ("有效期至", "Valid until"),
    "page": ("第 {page} 页，共 {pages} 页", "Page {page} of {pages}"),
    "best": ("最要紧", "Most important"),
    "worst": ("最不要紧", "Least important"),
    "place": ("第{n}位", "No. {n}"),
    "year": ("年", "year"),
    "month": ("月", "month"),
    "day": ("日", "day"),
    "from": ("从", "from"),
    "to": ("到", "to"),
    "always": ("24小时", "24 hours"),
    "ends": ("→ 选这项就填到这里，后面不用填", "→ if so, stop here; leave the rest blank"),
    "thanks": (
        "填好后请交给社区工作人员。谢谢您！",
        "Please hand this to a community worker. Thank you!",
    ),
    "staff": ("由工作人员填写", "For staff"),
    "community": ("社区", "Community"),
    "received": ("收表日期", "Received on"),
    "worker": ("经手人", "Worker"),
    "telephone": ("电话", "Telephone"),
}  # fmt: skip
HINTS = {
    "single": ("选一个，在○里打“√”", "Choose one: tick the circle"),
    "likert": ("选一个，在○里打“√”", "Choose one: tick the circle"),
    "multi": ("可以选几个，在□里打“√”", "Tick all that apply"),
    "matrix": ("每行选一个，在○里打“√”", "Choose one in every row"),
    "matrix_wide": ("每行写一个编号", "Write one number in every row"),
    "rank": ("按要紧程度写编号，最要紧的写在第1位", "Write the numbers, the most important first"),
    "best_worst": (
        "左边选一个最要紧的，右边选一个最不要紧的，不能是同一个",
        "One on the left, another one on the right",
    ),
    "number": ("填数字，一格一个", "Write figures, one in each box"),
    "date": ("填年、月、日", "Write year, month and day"),
    "time_range": ("用24小时制，如 08:30", "24-hour clock, such as 08:30"),
    "text": ("", ""),
    "contact": ("", ""),
    "at_most": ("最多{n}个", "at most {n}"),
    "at_least": ("至少{n}个", "at least {n}"),
    "alone": ("“{option}”只能单独选", "“{option}” only on its own"),
    "not_below": ("不小于{n}", "not below {n}"),
    "not_above": ("不大于{n}", "not above {n}"),
    "between": ("{least}到{most}", "{least} to {most}"),
    "decimals": ("最多{n}位小数", "decimals: at most {n}"),
    "not_before": ("不早于{n}", "not before {n}"),
    "not_after": ("不晚于{n}", "not after {n}"),
    "signs": ("最多{n}个字", "at most {n} characters"),
    "optional": ("可以不填", "may stay empty"),
}  # fmt: skip
SENTENCES = {
    "show": ("只有{rule}，才填这一题。", "Only if {rule}."),
    "stop": (
        "如果{rule}，就填到这里，后面不用填。",
        "If {rule}, stop here; leave the rest blank.",
    ),
    "photo": (
        "照片不能用纸交。想交照片，请用手机扫海报上的二维码填写。",
        "A photo cannot be given on paper. To send one, scan the code on the poster.",
    ),
    "geo": (
        "位置不能用纸填。想标位置，请用手机扫海报上的二维码填写。",
        "A position cannot be given on paper. To mark one, scan the code on the poster.",
    ),
    "consent": (
        "我同意留下电话，只用来联系我；事情办完后{days}天内删除。不打勾就不留。",
        "You may use my number to contact me only; it is deleted {days} days after the matter is"
        " closed. Without a tick it is not kept.",
    ),
}
RULES = {
    "any_of": ("{question}选了{answers}", "you chose {answers} in {question}"),
    "none_of": ("{question}没有选{answers}", "you did not choose {answers} in {question}"),
    "answered": ("填了{question}", "you answered {question}"),
    "unanswered": ("没有填{question}", "you left {question} blank"),
    "compare": ("{question}填的{bounds}", "{question} is {bounds}"),
    "number": ("第{n}题", "question {n}"),
    "part": ("第{n}题“{part}”", "question {n} (“{part}”)"),
    "at_least": ("不小于{n}", "{n} or more"),
    "at_most": ("不大于{n}", "{n} or less"),
    "above": ("大于{n}", "more than {n}"),
    "below": ("小于{n}", "less than {n}"),
    "and": ("，并且", ", and "),
    "or": ("，或者", ", or "),
    "last_or": ("或", " or "),
    "list": ("", ", "),
    "clause": ("；", "; "),
    "quoted": ("“{option}”", "“{option}”"),
    "group": ("（{rule}）", "({rule})"),
    "not": ("不是（{rule}）", "not ({rule})"),
}


class FormWords:
    """The words of one form in one language. numbers: question id -> its number on paper."""

    def __init__(
        self, questionnaire: Questionnaire, language: str, numbers: Mapping[str, int]
    ) -> None:
        self.language = language
        self._questionnaire = questionnaire
        self._numbers = numbers

    def of(self, table: Mapping[str, tuple[str, str]], name: str, **values: object) -> str:
        """One entry of a table above, filled in."""
        shown = {
            key: value.in_language(self.language) if isinstance(value, Text) else value
            for key, value in values.items()
        }
        text = table[name][self.language == "en"]
        return text.format(**shown) if shown else text

    def labels(self) -> dict[str, str]:
        """All labels, for the template."""
        return {name: self.of(LABELS, name) for name in LABELS}

    def hint(self, question: Question, layout: str) -> str:
        """How this question is to be filled in; empty when there is nothing to say."""
        parts = [self.of(HINTS, layout)] if layout in HINTS else []
        parts += self._limits(question)
        if not question.required and question.kind not in ("note", "photo", "geo"):
            parts.append(self.of(HINTS, "optional"))
        return self.of(RULES, "clause").join(filter(None, parts))

    def _limits(self, question: Question) -> list[str]:
        match question.kind:
            case "multi" | "rank":
                return self._choices(question)
            case "number":
                decimals = question.decimals
                found = [self._bounds(question.min, question.max, "not_below", "not_above")]
                return found + ([self.of(HINTS, "decimals", n=decimals)] if decimals else [])
            case "date":
                return [self._bounds(question.earliest, question.latest, "not_before", "not_after")]
            case "text":
                most = question.max_length or MAX_TEXT
                return [self.of(HINTS, "signs", n=most)] if most > OTHER_TEXT else []
        return []

    def _choices(self, question: Question) -> list[str]:
        alone = [o for o in question.options if o.exclusive]
        least = question.min_choices or 1
        limits = (("at_most", question.max_choices), ("at_least", least if least > 1 else None))
        found = [self.of(HINTS, name, n=n) for name, n in limits if n]
        return found + [self.of(HINTS, "alone", option=option) for option in alone]

    def _bounds(self, least: object, most: object, low: str, high: str) -> str:
        if least is not None and most is not None:
            return self.of(HINTS, "between", least=least, most=most)
        if least is not None:
            return self.of(HINTS, low, n=least)
        return self.of(HINTS, high, n=most) if most is not None else ""

    def rules(self, question: Question) -> list[str]:
        """Before the question: when it is to be filled in."""
        if question.show_if is None:
            return []
        return [self.of(SENTENCES, "show", rule=self.rule(question.show_if))]

    def stops(self, question: Question) -> list[str]:
        """After the question: when the form ends here."""
        if question.stop is None:
            return []
        return [self.of(SENTENCES, "stop", rule=self.rule(question.stop.when))]

    def consent(self, question: Question) -> str:
        """What a resident agrees to who leaves a telephone number."""
        return self.of(SENTENCES, "consent", days=question.keep_days or KEPT_DAYS)

    def rule(self, condition: Condition) -> str:
        """A rule in words, without a full stop."""
        match condition:
            case AnyOf():
                return self._about(condition.q, "any_of", codes=condition.any_of)
            case NoneOf():
                return self._about(condition.q, "none_of", codes=condition.none_of)
            case Answered():
                return self._about(condition.q, "answered" if condition.answered else "unanswered")
            case Compare():
                bounds = [self.of(RULES, name, n=n) for name, n in condition.bounds.items()]
                joined = self.of(RULES, "and").join(bounds)
                return self._about(condition.q, "compare", bounds=joined)
            case All():
                return self.of(RULES, "and").join(self._grouped(condition.all))
            case Any_():
                return self.of(RULES, "or").join(self._grouped(condition.any))
            case Not():
                return self.of(RULES, "not", rule=self.rule(condition.negated))

    def _grouped(self, parts: Iterable[Condition]) -> list[str]:
        return [
            self.of(RULES, "group", rule=self.rule(part))
            if isinstance(part, All | Any_)
            else self.rule(part)
            for part in parts
        ]

    def _about(self, name: str, form: str, **values: Any) -> str:
        code, _, part = name.partition(".")
        question = self._questionnaire.by_id[code]
        words: dict[str, Any] = {"question": self._question(question, part)}
        if "codes" in values:
            options = [question.option_codes[code] for code in values.pop("codes")]
            words["answers"] = self._either(options)
        return self.of(RULES, form, **words, **values)

    def _question(self, question: Question, part: str) -> str:
        number = self._numbers[question.id]
        if not part:
            return self.of(RULES, "number", n=number)
        rows: dict[str, Any] = {row.code: row for row in question.rows}
        named = rows.get(part) or self.of(LABELS, part)
        return self.of(RULES, "part", n=number, part=named)

    def _either(self, options: Iterable[Text]) -> str:
        quoted = [self.of(RULES, "quoted", option=option) for option in options]
        rest = self.of(RULES, "list").join(quoted[:-1])
        return self.of(RULES, "last_or").join(filter(None, [rest, quoted[-1]]))
