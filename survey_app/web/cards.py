"""What a question's card carries beside its words: the limits that form.js knows, and hints.

The script has no limits of its own: what the server would refuse, it learns from here.
"""

import json
import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from survey_app.questionnaire.conditions import Condition
from survey_app.questionnaire.definition import Question, Questionnaire, Section
from survey_app.questionnaire.kinds.choices import OTHER_TEXT
from survey_app.questionnaire.kinds.open_answers import KEPT_DAYS, MAX_TEXT, ONE_LINE, PHOTO_KEY
from survey_app.questionnaire.kinds.quantities import EARLIEST, LATEST, largest
from survey_app.web.words import Say

__all__ = [
    "KEPT_DAYS",
    "MAX_TEXT",
    "ONE_LINE",
    "OTHER_TEXT",
    "attributes",
    "day_limits",
    "fits_picker",
    "hint",
    "number_limits",
    "parts",
    "photo_keys",
    "says_optional",
]

Limits = tuple[object, object]  # least, most


class Part(NamedTuple):
    """Questions that follow one another under one heading. number: 1, 2 … on the form."""

    number: int
    section: Section
    questions: tuple[Question, ...]


def parts(questionnaire: Questionnaire) -> list[Part]:
    """The form from top to bottom: the order of the questions is the order of the rules."""
    sections = {section.id: section for section in questionnaire.sections}
    runs = groupby(questionnaire.questions, key=lambda question: question.section)
    return [Part(n, sections[code], tuple(run)) for n, (code, run) in enumerate(runs, 1)]


def attributes(question: Question) -> dict[str, str]:
    """The card's data- attributes: kind, limits and rules."""
    least, most = _LIMITS.get(question.kind, _no_limits)(question)
    made = {
        "data-q": question.id,
        "data-kind": question.kind,
        "data-least": least,
        "data-most": most,
        "data-decimals": question.decimals or None,
        "data-required": "" if question.required else None,
        "data-show": _rule(question.show_if),
        "data-stop": _rule(question.stop.when) if question.stop else None,
    }
    return {name: str(value) for name, value in made.items() if value is not None}


def _rule(condition: Condition | None) -> str | None:
    if condition is None:
        return None
    plain = condition.model_dump(mode="json", by_alias=True, exclude_none=True)
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def _no_limits(question: Question) -> Limits:
    return None, None


def number_limits(question: Question) -> tuple[float, float]:
    """The least and the most that a number question takes."""
    limit = largest(question)
    least = -limit if question.min is None else max(question.min, -limit)
    most = limit if question.max is None else min(question.max, limit)
    return least, most


_LIMITS: dict[str, Callable[[Question], Limits]] = {
    "multi": lambda q: (q.min_choices, q.max_choices),
    "rank": lambda q: (q.min_choices, q.max_choices),
    "number": number_limits,
    "date": lambda q: (q.earliest or EARLIEST, q.latest or LATEST),
    "text": lambda q: (q.min_length or 1, q.max_length or MAX_TEXT),
    "photo": lambda q: (1, q.max_files or 1),
}


def hint(say: Say, question: Question) -> str:
    """What may be given, in a sentence; empty when there is nothing to say."""
    make = _HINTS.get(question.kind)
    return make(say, question) if make else ""


def _range(say: Say, least: object, most: object) -> str:
    if least is not None and most is not None:
        return say("From {least} to {most}.", least=least, most=most)
    if least is not None:
        return say("Not below {least}.", least=least)
    return say("Not above {most}.", most=most) if most is not None else ""


def _number_hint(say: Say, question: Question) -> str:
    limits = _range(say, _plain(question.min), _plain(question.max))
    if not question.decimals:
        return limits
    decimals = say("Decimals allowed: {decimals}.", decimals=question.decimals)
    return say("{one} {other}", one=limits, other=decimals).strip()


def _plain(bound: float | None) -> str | None:
    return None if bound is None else f"{Decimal(str(bound)).normalize():f}"


def _date_hint(say: Say, question: Question) -> str:
    earliest, latest = question.earliest, question.latest
    if earliest and latest:
        return _range(say, earliest, latest)
    if earliest:
        return say("Not before {earliest}.", earliest=earliest)
    return say("Not after {latest}.", latest=latest) if latest else ""


def _text_hint(say: Say, question: Question) -> str:
    least, most = question.min_length or 1, question.max_length
    if least > 1 and most:
        return say("{least} to {most} characters.", least=least, most=most)
    if least > 1:
        return say("At least {least} characters.", least=least)
    return say("At most {most} characters.", most=most) if most else ""


FIGURES = "〇一两三四五六七八九十"


def _choices_hint(say: Say, question: Question) -> str:
    least, most = question.min_choices or 1, question.max_choices
    if most is None:
        return say("Please choose at least {least}.", least=least) if least > 1 else ""
    # Most authors say it in the question already; nobody should have to read it twice.
    figure = FIGURES[most] if most < len(FIGURES) else most
    if re.search(f"(最多|至多|不超过|选)[^，。]{{0,2}}({most}|{figure})", question.text.zh):
        return ""
    if least == most:
        return say("Choose {most}.", most=most)
    if least > 1:
        return say("Choose {least} to {most}.", least=least, most=most)
    return say("Choose at most {most}.", most=most)


def _photo_hint(say: Say, question: Question) -> str:
    most = question.max_files or 1
    count = say("One photo.") if most == 1 else say("At most {most} photos.", most=most)
    hidden = say("Place and time that a phone hides in a photo are taken out.")
    return say("{one} {other}", one=count, other=hidden)


_HINTS: dict[str, Callable[[Say, Question], str]] = {
    "number": _number_hint,
    "date": _date_hint,
    "text": _text_hint,
    "multi": _choices_hint,
    "photo": _photo_hint,
}


def says_optional(words: str) -> bool:
    """Whether a question says itself that it may stay empty: nobody has to read it twice."""
    return bool(re.search("可以?不填|选填|optional", words))


def day_limits(question: Question) -> dict[str, Any]:
    """min and max of a date field, where the question has them."""
    limits: dict[str, date | None] = {"min": question.earliest, "max": question.latest}
    return {name: day.isoformat() for name, day in limits.items() if day}


def fits_picker(kind: str, typed: str) -> bool:
    """Whether a browser's own field for days or times can show what was typed."""
    return not typed or bool(_PICKED[kind].fullmatch(typed))


_PICKED = {
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "time": re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]"),
}


def photo_keys(values: Sequence[str]) -> list[str]:
    """The photos among a field's values that were received before, each once."""
    return [key for key in dict.fromkeys(values) if PHOTO_KEY.fullmatch(key)]
