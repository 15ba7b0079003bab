"""Whether a code still stands for what it stood for: answers are kept by question id and code.

New words for the same thing are fine. Words that turn the meaning round, change its figures, or
belonged to another code are refused; words that merely have little in common are doubted, and the
author has to say that they mean the same.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from unicodedata import category, normalize

from survey_app.errors import marked
from survey_app.questionnaire.definition import Option, Question, Questionnaire, Row, Text
from survey_app.questionnaire.fault import Fault, Place, warning

ALIKE = 0.5  # share of characters in common below which new words are doubted
DENIALS = re.compile("[不没无未别]|非(?!常)")
FIGURES = re.compile("[0-9]+")
Part = Option | Row


def plain(text: str) -> str:
    """Words as they are compared: without signs and spaces, wide letters narrow, small."""
    letters = normalize("NFKC", text).lower()
    return "".join(sign for sign in letters if category(sign)[0] in "LMN")


def meanings(old: Question, new: Question, place: Place) -> Iterator[Fault]:
    """What of a question stands for something else than before; `place`: where the new one is."""
    if old.kind != new.kind:
        what = marked(
            "Question {key} was of the kind {before} and is now {after}, so its answers cannot be"
            " joined; give the new question a new id."
        )
        yield Fault((*place, "kind"), what, {"key": new.id, "before": old.kind, "after": new.kind})
        return
    if old.kind == "number" and old.decimals > new.decimals:
        what = marked("Question {key} had {before} decimals; give it as many, or a new id.")
        yield Fault((*place, "decimals"), what, {"key": new.id, "before": old.decimals})
    if _differs(old.text, new.text) and not _means_the_same(old.text, new.text):
        what = marked(
            "Question {key} asked “{before}” and now asks “{after}”. If it asks for something else,"
            " give it a new id."
        )
        values = {"key": new.id, "before": old.text.zh, "after": new.text.zh}
        yield warning((*place, "text", "zh"), what, **values)
    yield from _codes(old.options, new.options, (*place, "options"))
    yield from _codes(old.rows, new.rows, (*place, "rows"))
    for number, option in enumerate(new.options):
        before = old.option_codes.get(option.code)
        if before is not None:
            yield from _counted(before, option, (*place, "options", number))


def returned(earlier: Sequence[Questionnaire], new: Questionnaire) -> Iterator[Fault]:
    """Codes and ids that were taken out once and come back with other words.

    earlier : the versions before, the oldest first.
    """
    if not earlier:
        return
    newest = earlier[-1]
    for number, question in enumerate(new.questions):
        for version in earlier[:-1]:
            before = version.by_id.get(question.id)
            if before is None:
                continue
            place = ("questions", number)
            last = newest.by_id.get(question.id)
            if last is None and _differs(before.text, question.text):
                yield _back(
                    (*place, "id"), question.id, before.text, question.text, version.version
                )
            for name in ("options", "rows"):
                known = {part.code for part in getattr(last, name, ())}
                words = {part.code: part for part in getattr(before, name)}
                for at, part in enumerate(getattr(question, name)):
                    once = words.get(part.code)
                    if once and part.code not in known and _differs(once, part):
                        where = (*place, name, at, "code")
                        yield _back(where, part.code, once, part, version.version)


def _back(place: Place, code: str, before: Text, after: Text, version: int) -> Fault:
    what = marked(
        "{code} stood for “{before}” in version {version} and was taken out; for “{after}” use a"
        " code that was never used."
    )
    values = {"code": code, "before": before.zh, "after": after.zh, "version": version}
    return Fault(place, what, values)


def _differs(old: Text, new: Text) -> bool:
    return plain(old.zh) != plain(new.zh)


def _is_turned(before: str, after: str) -> bool:
    """Whether the words deny what they said, or the other way round, or name other figures."""
    figures = [sorted(FIGURES.findall(normalize("NFKC", text))) for text in (before, after)]
    return bool(DENIALS.search(before)) != bool(DENIALS.search(after)) or figures[0] != figures[1]


def _means_the_same(old: Text, new: Text) -> bool:
    ratio = SequenceMatcher(None, old.zh, new.zh, autojunk=False).ratio()
    return ratio >= ALIKE and not _is_turned(old.zh, new.zh)


def _codes(old: Sequence[Part], new: Sequence[Part], place: Place) -> Iterator[Fault]:
    said = {part.code: part for part in old}
    for number, part in enumerate(new):
        before = said.get(part.code)
        if before is None or (not _differs(before, part) and plain(before.en) == plain(part.en)):
            continue
        where = (*place, number, "code")
        values = {"code": part.code, "before": before.zh, "after": part.zh}
        if other := _whose_words(part, before, old):
            what = marked(
                "The code {code} stood for “{before}” and now stands for “{after}”, which had the"
                " code {other}; give every text its old code again."
            )
            yield Fault(where, what, {**values, "other": other})
        elif _differs(before, part) and _is_turned(before.zh, part.zh):
            what = marked(
                "The code {code} stood for “{before}” and now says “{after}”, which is something"
                " else; use a new code."
            )
            yield Fault(where, what, {**values})
        elif _differs(before, part) and not _means_the_same(before, part):
            what = marked(
                "The code {code} stood for “{before}” and now says “{after}”. If the meaning is"
                " another, use a new code."
            )
            yield warning(where, what, **values)


def _whose_words(part: Part, before: Part, old: Sequence[Part]) -> str:
    """The code that had these words before, in either language; empty if none had."""
    for one in old:
        if one.code == part.code:
            continue
        if plain(one.zh) == plain(part.zh) and _differs(before, part):
            return one.code
        if part.en and plain(one.en) == plain(part.en) and plain(before.en) != plain(part.en):
            return one.code
    return ""


def _counted(old: Option, new: Option, place: Place) -> Iterator[Fault]:
    if old.score != new.score:
        what = marked("The score of {code} was {before}; keep it, or use a new code.")
        before = "–" if old.score is None else old.score
        yield Fault((*place, "score"), what, {"code": new.code, "before": before})
    if old.na != new.na:
        what = marked(
            "Whether {code} counts as “not used or not known” cannot change; keep it, or use a new"
            " code."
        )
        yield Fault((*place, "na"), what, {"code": new.code})
