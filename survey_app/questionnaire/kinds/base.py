"""What every kind of question is made of, and how what somebody sent is taken apart."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple
from unicodedata import category, normalize

from survey_app.errors import SurveyError, marked
from survey_app.questionnaire.definition import Question

Given = Mapping[str, Sequence[str]]
CHOOSE = marked("Please choose an answer.")
LINE_ENDS = re.compile(r"\r\n?")


class Refused(SurveyError):
    """An answer that cannot be taken; `place` is the row's code when one row is meant."""

    place = ""


class Variable(NamedTuple):
    """One closed value of an answer in the codes: name, value labels' codes, width in bytes.

    In the codes 0 is left blank and all bits set is hidden by a rule. Else, by form:
    code: the k-th of `codes` is k. number: value x 10**decimals + 2**31. day: days since
    1970-01-01 + 2**31. minute: minutes after midnight + 1.
    """

    name: str
    codes: tuple[str, ...] = ()
    width: int = 1
    form: Literal["code", "number", "day", "minute"] = "code"
    decimals: int = 0


class Kind(NamedTuple):
    """What the engine has to know of a kind of question.

    fields : names of its form fields. read : the answer as it is stored, None when it was left
    blank; raises Refused. variables, values : its closed values in the codes. cards : screens on a
    phone. missing : what to say when a needed answer is not there. is_sealed : the answer is kept
    apart, encrypted.
    """

    fields: Callable[[Question], list[str]]
    read: Callable[[Question, Given], Any]
    variables: Callable[[Question], list[Variable]] = lambda question: []
    values: Callable[[Question, Any], list[int]] = lambda question, answer: []
    cards: Callable[[Question], int] = lambda question: 1
    missing: str = CHOOSE
    is_sealed: bool = False


def own_field(question: Question) -> list[str]:
    """The one field of a question that has one."""
    return [question.id]


def clean_text(text: str) -> str:
    """Text as it is stored: no control characters but newline and tab, no lone surrogates.

    Line ends become newlines and outer white space goes; everything else stays as written.
    """
    if text.isprintable():
        return text.strip()
    text = LINE_ENDS.sub("\n", text)
    return "".join(c for c in text if c in "\n\t" or category(c) not in ("Cc", "Cs")).strip()


def plain_figures(text: str) -> str:
    """Typed figures with full-width ones and signs turned into plain ones (５ into 5)."""
    return normalize("NFKC", clean_text(text))


def all_given(given: Given, field: str) -> list[str]:
    """The values of a field that are not empty."""
    return [value for value in given.get(field, ()) if value != ""]


def one_given(given: Given, field: str) -> str | None:
    """The only value of a field, None when it is empty; raises Refused when there are several."""
    values = all_given(given, field)
    if len(set(values)) > 1:
        raise Refused("Please choose only one answer here.")
    return values[0] if values else None
