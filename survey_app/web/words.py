"""Sentences and figures as people read them, in the reader's language."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from fractions import Fraction

from survey_app.errors import marked
from survey_app.i18n import translator
from survey_app.questionnaire.conditions import (
    All,
    Answered,
    Any_,
    AnyOf,
    Compare,
    Condition,
    Leaf,
    NoneOf,
    Not,
)
from survey_app.questionnaire.definition import Questionnaire, Text
from survey_app.scoring.proportion import Estimate
from survey_app.scoring.satisfaction import Publication, Satisfaction, Verdict
from survey_app.services.days import SHANGHAI
from survey_app.services.days import last_day as last_day_of

Say = Callable[..., str]


def speaker(language: str) -> Say:
    """say("… {name} …", name=value): the text in this language with its values filled in."""
    translate = translator(language)

    def say(message: str, **values: object) -> str:
        filled = {name: shown(language, value) for name, value in values.items()}
        return translate(message).format(**filled) if filled else translate(message)

    return say


def shown(language: str, value: object) -> str:
    """A value in a sentence: words of a questionnaire, and days, in the reader's language."""
    if isinstance(value, Text):
        return value.in_language(language)
    return date_words(value, language) if type(value) is date else str(value)


def percent(value: float, goal: Fraction | None = None) -> str:
    """A share in [0, 1] with one decimal; more where it would look like a goal it has missed.

    89.96 % must not be printed as 90.0 % when 90 % is the goal.
    """
    decimals = 1
    if goal is not None:
        while decimals < 6 and value != float(goal):
            if float(f"{value * 100:.{decimals}f}") != float(goal * 100):
                break
            decimals += 1
        if abs(value - float(goal)) < 0.001 and value != float(goal):
            decimals = max(decimals, 2)
    return f"{value * 100:.{decimals}f}%"


def goal_percent(goal: Fraction) -> str:
    """A goal such as 90%."""
    return f"{float(goal * 100):g}%"


def interval(rate: Estimate, goal: Fraction | None = None) -> str:
    """The two ends of an interval, such as 85.0%—95.9%."""
    return f"{percent(rate.low, goal)}—{percent(rate.high, goal)}"


def rate_sentence(say: Say, result: Satisfaction) -> str:
    """Both facts in one sentence: the rate against the goal, and what the answers can show."""
    if result.publication is Publication.WITHHELD or result.verdict is None:
        return say("{n} valid answers so far; a rate is published from 30 on.", n=result.base)
    template = _SENTENCES[result.reached is True, result.verdict]
    return say(
        template,
        rate=percent(result.rate.value, result.goal),
        satisfied=result.satisfied,
        base=result.base,
        goal=goal_percent(result.goal),
        interval=interval(result.rate, result.goal),
    )


_SENTENCES = {
    (True, Verdict.MET): marked(
        "Satisfaction {rate} ({satisfied}/{base}): {goal} reached;"
        " the answers are enough to be sure ({interval})"
    ),
    (True, Verdict.UNDECIDED): marked(
        "Satisfaction {rate} ({satisfied}/{base}): {goal} reached;"
        " the answers are not yet enough to be sure ({interval})"
    ),
    (False, Verdict.UNDECIDED): marked(
        "Satisfaction {rate} ({satisfied}/{base}): {goal} not reached;"
        " the answers are not yet enough to be sure ({interval})"
    ),
    (False, Verdict.NOT_MET): marked(
        "Satisfaction {rate} ({satisfied}/{base}): {goal} not reached;"
        " the answers are enough to be sure ({interval})"
    ),
}

VERDICTS = {
    Verdict.MET: marked("surely reached"),
    Verdict.NOT_MET: marked("surely not reached"),
    Verdict.UNDECIDED: marked("cannot be told yet"),
}
SHAPES = {Verdict.MET: "met", Verdict.NOT_MET: "miss", Verdict.UNDECIDED: "open"}
MODES = {
    "self": marked("by phone"),
    "assisted": marked("with a worker's help"),
    "paper": marked("on paper"),
    "kiosk": marked("on a shared tablet"),
    "import": marked("imported"),
}
STATES = {
    "upcoming": marked("not open yet"),
    "open": marked("running"),
    "ended": marked("ended"),
}
ROLES = {
    "admin": marked("administrator"),
    "analyst": marked("analyst"),
    "worker": marked("community worker"),
}


def day(moment: datetime, language: str) -> str:
    """A day in Zhanjiang, such as 2026年9月10日."""
    return date_words(moment.astimezone(SHANGHAI).date(), language)


def last_day(closes_at: datetime, language: str) -> str:
    """The last day of a campaign that ends at this moment."""
    return date_words(last_day_of(closes_at), language)


def date_words(local: date | None, language: str) -> str:
    """A day, such as 2026年9月10日; nothing for no day."""
    if local is None:
        return ""
    if language == "en":
        return f"{local.day} {local:%B %Y}"
    return f"{local.year}年{local.month}月{local.day}日"


def minute(moment: datetime, language: str) -> str:
    """A day and time in Zhanjiang, such as 2026年9月10日 15:30."""
    return f"{day(moment, language)} {moment.astimezone(SHANGHAI):%H:%M}"


def condition_words(say: Say, condition: Condition | None, questionnaire: Questionnaire) -> str:
    """When a question is to be answered, for pages that cannot hide it: “… is …”."""
    match condition:
        case AnyOf() | NoneOf() | Answered() | Compare():
            return _leaf_words(say, condition, questionnaire)
        case All():
            parts = [condition_words(say, part, questionnaire) for part in condition.all]
            return say(" and ").join(parts)
        case Any_():
            parts = [condition_words(say, part, questionnaire) for part in condition.any]
            return say(" or ").join(parts)
        case Not():
            inner = condition_words(say, condition.negated, questionnaire)
            return say("not ({condition})", condition=inner)
        case None:
            return ""


def _leaf_words(say: Say, leaf: Leaf, questionnaire: Questionnaire) -> str:
    question = _asked(say, leaf.q, questionnaire)
    match leaf:
        case AnyOf():
            answers = _answers(say, leaf, leaf.any_of, questionnaire)
            return say("“{question}” is {answers}", question=question, answers=answers)
        case NoneOf():
            answers = _answers(say, leaf, leaf.none_of, questionnaire)
            return say("“{question}” is not {answers}", question=question, answers=answers)
        case Answered():
            return say(ANSWERED[leaf.answered], question=question)
        case Compare():
            bounds = [(name, _bound(bound)) for name, bound in leaf.bounds.items()]
            parts = [
                say(COMPARED[name, type(bound)], question=question, bound=bound)
                for name, bound in bounds
            ]
            return say(" and ").join(parts)


ANSWERED = {
    True: marked("“{question}” is answered"),
    False: marked("“{question}” is left empty"),
}
COMPARED = {
    ("at_least", str): marked("“{question}” is {bound} or more"),
    ("at_most", str): marked("“{question}” is {bound} or less"),
    ("above", str): marked("“{question}” is more than {bound}"),
    ("below", str): marked("“{question}” is less than {bound}"),
    ("at_least", date): marked("“{question}” is {bound} or later"),
    ("at_most", date): marked("“{question}” is {bound} or earlier"),
    ("above", date): marked("“{question}” is after {bound}"),
    ("below", date): marked("“{question}” is before {bound}"),
}
PLACES = {"best": marked("the most important one"), "worst": marked("the least important one")}


def _bound(bound: str) -> str | date:
    return date.fromisoformat(bound) if bound[4:5] == "-" else bound


def _asked(say: Say, name: str, questionnaire: Questionnaire) -> Text | str:
    """A question's text, with the row that `QUESTION.ROW` names."""
    code, _, row = name.partition(".")
    question = questionnaire.by_id[code]
    if not row:
        return question.text
    texts = {part.code: part for part in question.rows}
    words = texts.get(row) or say(PLACES.get(row, row))
    return say("{question} – {row}", question=question.text, row=words)


def _answers(
    say: Say, leaf: AnyOf | NoneOf, codes: Sequence[str], questionnaire: Questionnaire
) -> str:
    options = questionnaire.by_id[leaf.q.partition(".")[0]].option_codes
    return say(", ").join(say("{option}", option=options[code]) for code in codes)
