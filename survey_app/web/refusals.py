"""What a question's card says when its answer cannot be taken: the server's sentences, for a phone
that says them before sending.

The script picks one by name (static/form/checks.js); the sentences are those of
`survey_app.questionnaire.kinds`, filled in with the question's own limits.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

from survey_app.errors import marked
from survey_app.questionnaire.definition import Question
from survey_app.questionnaire.kinds import KINDS
from survey_app.questionnaire.kinds.base import CHOOSE
from survey_app.questionnaire.kinds.choices import OTHER_TEXT
from survey_app.questionnaire.kinds.open_answers import MAX_TEXT
from survey_app.questionnaire.kinds.quantities import EARLIEST, LATEST
from survey_app.web.cards import number_limits
from survey_app.web.words import Say

Sentences = dict[str, str]
TOO_LONG = marked("Please write at most {most} characters; there are {length} now.")
TOO_SHORT = marked("Please write at least {least} characters; there are {length} now.")
LENGTH = "{length}"  # filled in by the script


def sentences(say: Say, question: Question) -> Mapping[str, str]:
    """data-say-… attributes of a question's card: name -> sentence in the reader's language."""
    own = _OWN.get(question.kind, _none)(say, question)
    blank = CHOOSE if question.kind == "matrix" else KINDS[question.kind].missing
    made = {"blank": say(blank)} if question.required else {}
    if any(option.text for option in question.options):
        made["other"] = say(TOO_LONG, most=OTHER_TEXT, length=LENGTH)
    return {f"data-say-{name}": text for name, text in (made | own).items()}


def _none(say: Say, question: Question) -> Sentences:
    return {}


def _counted(say: Say, question: Question) -> Sentences:
    made = {}
    if question.max_choices:
        made["over"] = say("Please choose at most {most}.", most=question.max_choices)
    if question.min_choices:
        made["under"] = say("Please choose at least {least}.", least=question.min_choices)
    return made


def _multi(say: Say, question: Question) -> Sentences:
    made = _counted(say, question)
    if question.max_choices:
        made["many"] = say(
            "You have chosen {count}; at most {most} count. Tap one again to take it out.",
            count="{count}",
            most=question.max_choices,
        )
    return made


def _rank(say: Say, question: Question) -> Sentences:
    most = question.max_choices or 3
    return _counted(say, question) | {
        "full": say("You have already chosen {most}. Tap one again to take it out.", most=most),
        "place": say("{option}, number {n}", option="{option}", n="{n}"),
    }


def _best_worst(say: Say, question: Question) -> Sentences:
    return {
        "half": say("Please choose both: the most important and the least important."),
        "same": say("The same answer cannot be both. Please choose two different ones."),
        "moved": say(
            "“{option}” cannot be both, so your other choice was taken out. Please choose it anew.",
            option="{option}",
        ),
    }


def _number(say: Say, question: Question) -> Sentences:
    least, most = number_limits(question)
    form = say("Please write a whole number in figures, such as 12.")
    if question.decimals:
        form = say(
            "Please write a number in figures with at most {decimals} decimals, such as {example}.",
            decimals=question.decimals,
            example=f"{2.5:.{question.decimals}f}",
        )
    return {
        "form": form,
        "under": say("Please write a number not below {least}.", least=_plain(least)),
        "over": say("Please write a number not above {most}.", most=_plain(most)),
    }


def _plain(bound: float) -> str:
    return f"{Decimal(str(bound)):f}"


def _date(say: Say, question: Question) -> Sentences:
    earliest, latest = question.earliest or EARLIEST, question.latest or LATEST
    return {
        "form": say("Please write a day, such as 2026-09-01."),
        "under": say("Please choose a day not before {earliest}.", earliest=earliest),
        "over": say("Please choose a day not after {latest}.", latest=latest),
    }


def _time_range(say: Say, question: Question) -> Sentences:
    return {
        "form": say("Please write a time of day, such as 08:30."),
        "half": say("Please give both times: from when and until when."),
        "same": say("Both times are the same. For around the clock, tick “24 hours”."),
    }


def _text(say: Say, question: Question) -> Sentences:
    most, least = question.max_length or MAX_TEXT, question.min_length
    made = {"over": say(TOO_LONG, most=most, length=LENGTH)}
    return made | ({"under": say(TOO_SHORT, least=least, length=LENGTH)} if least else {})


def _geo(say: Say, question: Question) -> Sentences:
    words = "Please give latitude and longitude in degrees, such as 21.270000 and 110.360000."
    return {"form": say(words)}


def _photo(say: Say, question: Question) -> Sentences:
    most = question.max_files or 1
    return {"form": say("Too many photos: please send {most} at most.", most=most)}


def _contact(say: Say, question: Question) -> Sentences:
    return {
        "form": say("Please write a telephone number, such as 13800000000."),
        "consent": say("Please tick that we may use the number, or take the number out."),
    }


_OWN: dict[str, Callable[[Say, Question], Sentences]] = {
    "multi": _multi,
    "rank": _rank,
    "best_worst": _best_worst,
    "number": _number,
    "date": _date,
    "time_range": _time_range,
    "text": _text,
    "geo": _geo,
    "photo": _photo,
    "contact": _contact,
}
