"""A community's result in plain sentences: what came back, then what it can show. Pure.

The two facts about a goal are never one: the first sentence compares the answers with it, the
second says what follows for everybody.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from survey_app.errors import marked
from survey_app.scoring.disclosure import FLOORS
from survey_app.scoring.satisfaction import Verdict
from survey_app.services.public_figures import (
    Answered,
    PublicNeeds,
    PublicRate,
    Told,
    TooFew,
)
from survey_app.web.words import Say, goal_percent, percent


@dataclass(frozen=True)
class ResultWords:
    """What is said of a result. follows : what the answers can show. caption : of its picture."""

    lead: str
    follows: str = ""
    caption: str = ""


RATES = {
    True: marked("{n} residents answered; {rate} of them are satisfied: {goal} is reached."),
    False: marked("{n} residents answered; {rate} of them are satisfied: {goal} is not reached."),
}
VERDICTS = {
    Verdict.MET: marked(
        "Judging by these answers, the true share is most likely between {low} and {high}:"
        " it does reach {goal}."
    ),
    Verdict.UNDECIDED: marked(
        "Judging by these answers, the true share is most likely between {low} and {high}:"
        " whether it reaches {goal} cannot be said."
    ),
    Verdict.NOT_MET: marked(
        "Judging by these answers, the true share is most likely between {low} and {high}:"
        " it does not reach {goal}."
    ),
}
FEW = {
    "not satisfied": marked(
        "{n} residents answered; fewer than {few} of them did not choose “satisfied”,"
        " so at least {low} are satisfied."
    ),
    "satisfied": marked(
        "{n} residents answered; fewer than {few} of them chose “satisfied”,"
        " so at most {high} are satisfied."
    ),
}
FEW_VERDICTS = {
    Verdict.MET: marked("Judging by these answers, the true share does reach {goal}."),
    Verdict.UNDECIDED: marked(
        "Judging by these answers, whether the true share reaches {goal} cannot be said."
    ),
    Verdict.NOT_MET: marked("Judging by these answers, the true share does not reach {goal}."),
}
FEW_REACHED = {
    True: marked(
        "These answers reach {goal}. Finer figures are not told, so that nobody can be recognised."
    ),
    False: marked(
        "These answers do not reach {goal}."
        " Finer figures are not told, so that nobody can be recognised."
    ),
    None: marked("Whether {goal} is reached is not told, so that nobody can be recognised."),
}


def result_words(say: Say, told: Told, language: str) -> ResultWords:
    """The sentences of one result."""
    match told:
        case PublicRate():
            return _few_words(say, told) if told.few else _rate_words(say, told)
        case PublicNeeds():
            return _needs_words(say, told, language)
        case Answered():
            return ResultWords(say("{n} residents filled it in.", n=told.forms))
        case TooFew():
            lead = say("Fewer than {n} residents answered.", n=told.least)
            follows = say("That is too few for a result, so none is told.")
            return ResultWords(lead, follows)


def _rate_words(say: Say, told: PublicRate) -> ResultWords:
    assert told.value is not None
    assert told.verdict is not None
    low, high = outward(told.low, told.high, told.goal)
    values = {
        "n": told.base,
        "rate": percent(told.value, told.goal),
        "goal": goal_percent(told.goal),
        "low": low,
        "high": high,
    }
    return ResultWords(
        say(RATES[told.reached is True], **values),
        say(VERDICTS[told.verdict], **values),
        say("Mark: {rate} of the answers. Band: {low} to {high}. Dashed line: {goal}.", **values),
    )


def _few_words(say: Say, told: PublicRate) -> ResultWords:
    assert told.few is not None
    low, high = outward(told.low, told.high, told.goal)
    goal = goal_percent(told.goal)
    lead = say(FEW[told.few], n=told.base, few=FLOORS.public_cell, low=low, high=high)
    follows = FEW_VERDICTS[told.verdict] if told.verdict else FEW_REACHED[told.reached]
    return ResultWords(
        lead,
        say(follows, goal=goal),
        say("Band: {low} to {high}. Dashed line: {goal}.", low=low, high=high, goal=goal),
    )


def _needs_words(say: Say, told: PublicNeeds, language: str) -> ResultWords:
    if not told.needs:
        lead = say("{n} residents answered.", n=told.base)
        return ResultWords(lead, say("Nothing was named by {n} of them.", n=FLOORS.public_cell))
    first = say(", ").join(say("“{name}”", name=need.option) for need in told.first)
    return ResultWords(
        say("{n} residents answered. Wanted most: {first}.", n=told.base, first=first),
        caption=say("Index 0 to 100; 100 would be everybody’s first choice."),
    )


def outward(low: float, high: float, goal: Fraction) -> tuple[str, str]:
    """The ends of an interval in whole per cent, rounded outward.

    With decimals where the whole number would put the goal on the other side: 89.98% as an upper
    end is not 90% when 90% is out of reach.
    """
    down, up = Fraction(floor(low * 100 + 1e-9), 100), Fraction(ceil(high * 100 - 1e-9), 100)
    return (
        percent(low, goal) if down < goal <= low else f"{float(down * 100):g}%",
        percent(high, goal) if high < goal <= up else f"{float(up * 100):g}%",
    )
