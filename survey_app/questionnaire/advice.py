"""What is better done otherwise in a definition: warnings, never a reason to refuse it.

The figures are our own rules of thumb for a phone of 360 px with letters of 20 px, on which a line
holds about 16 Chinese characters.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from unicodedata import east_asian_width

from survey_app.errors import marked
from survey_app.questionnaire.definition import Question, Questionnaire, Text
from survey_app.questionnaire.effort import minutes
from survey_app.questionnaire.fault import Fault, Place, warning
from survey_app.questionnaire.placeholders import NAME, used
from survey_app.questionnaire.text_places import said_in

LONG_QUESTION, LONG_OPTION, LONG_ROW = 60, 24, 24  # characters as wide as a Chinese one
LONG_SENTENCE = 40  # without a stop, a comma or a bracket
MANY_OPTIONS = 12
MANY_ROWS = 12
MINUTES = 0.5  # beyond the goal: the estimate is no finer
STOPS = re.compile(r"[，。；：！？、,.;:!?（）()“”‘’\"\s—…]+")
TWICE_NOT = re.compile(
    r"(不同意|不赞成|不支持|不认为|不觉得|反对|是否不|不是不)[^，。；！？]{0,12}(不|没|无|未|禁止)"
)
NO_TELEPHONE = re.compile(r"不收集[^。；;]*电话|\b[Nn]o\b[^.;]*\b(tele)?phone numbers")
COPIED = re.compile(r"（副本.*）$|\(copy.*\)$")
LOCKS_OUT = {"photo", "contact", "geo"}
ONE_OF = {"single", "likert", "rank"}


def advice(questionnaire: Questionnaire, today: date) -> list[Fault]:
    """Warnings about a well-shaped questionnaire; `today` is for dates that run out."""
    return [
        *_form(questionnaire),
        *_title(questionnaire),
        *_notice(questionnaire),
        *official_header(questionnaire, today),
        *_english(questionnaire),
        *_words(questionnaire),
        *_order(questionnaire),
        *(
            fault.below("questions", number)
            for number, question in enumerate(questionnaire.questions)
            for about in ABOUT_QUESTIONS
            for fault in about(question)
        ),
    ]


def width(text: str) -> float:
    """The length of a text in Chinese characters: letters and figures are half as wide."""
    return sum(1 if east_asian_width(c) in "WF" else 0.5 for c in text)


def _form(questionnaire: Questionnaire) -> Iterator[Fault]:
    estimate, goal = minutes(questionnaire), questionnaire.goal_minutes
    if estimate > goal + MINUTES:
        what = marked(
            "It takes about {minutes} minutes, the goal is {goal}; leave out questions, or raise"
            " the goal."
        )
        yield warning(("goal_minutes",), what, minutes=f"{estimate:.1f}", goal=goal)
    names = used(questionnaire)
    for number, placeholder in enumerate(questionnaire.placeholders):
        if placeholder.name not in names:
            what = marked("No text uses {name}; take the placeholder out, or use it.")
            yield warning(("placeholders", number), what, name=f"{{{placeholder.name}}}")
    asked = {question.section for question in questionnaire.questions}
    for number, section in enumerate(questionnaire.sections):
        if section.id not in asked:
            what = marked("No question stands in this section; take it out.")
            yield warning(("sections", number), what)


def _title(questionnaire: Questionnaire) -> Iterator[Fault]:
    if COPIED.search(questionnaire.title.zh) or COPIED.search(questionnaire.title.en):
        what = marked("Residents read this title, and it still says “copy”; give it its own.")
        yield warning(("title",), what)


def _notice(questionnaire: Questionnaire) -> Iterator[Fault]:
    contact = next((q for q in questionnaire.questions if q.kind == "contact"), None)
    notice = questionnaire.notice
    if contact and (NO_TELEPHONE.search(notice.zh) or NO_TELEPHONE.search(notice.en)):
        what = marked(
            "The notice says that no telephone numbers are collected, but {key} asks for one; say"
            " in the notice what it is for and when it is deleted."
        )
        yield warning(("notice",), what, key=contact.id)


def official_header(questionnaire: Questionnaire, today: date) -> Iterator[Fault]:
    """What an official form lacks in its head, or what has run out; nothing for other forms."""
    official = questionnaire.official
    if official is None:
        return
    for field in ("table_number", "authority", "approval_number", "valid_until"):
        if not getattr(official, field):
            what = marked("An official form shows this; fill it in.")
            yield warning(("official", field), what)
    if official.valid_until and official.valid_until < today:
        what = marked("The approval ended on {day}; have it renewed before the next survey.")
        yield warning(("official", "valid_until"), what, day=official.valid_until)


def _english(questionnaire: Questionnaire) -> Iterator[Fault]:
    """One sentence a question, and one for the whole form where no text is in English."""
    said = list(said_in(questionnaire))
    missing = Counter(_whose(place) for place, text in said if not text.en)
    if missing.total() == len(said):
        yield warning((), marked("Nothing is in English; people who read English see Chinese."))
        return
    for place, n in missing.items():
        what = marked("English is missing here ({n} texts); Chinese is shown instead.")
        yield warning(place, what, n=n)


def _whose(place: Place) -> Place:
    return place[:2] if place[0] in ("questions", "sections", "endings") else place[:1]


def _words(questionnaire: Questionnaire) -> Iterator[Fault]:
    for place, text in said_in(questionnaire):
        where = (*place, "zh")
        most = _longest(place)
        long = most is not None and (n := width(text.zh)) > most
        if long:
            what = marked("This is long for a phone: {n} characters; {most} read well.")
            yield warning(where, what, n=round(n), most=most)
        yield from _sentences(text, place, is_long=long)


def _longest(place: Place) -> int | None:
    match place:
        case ["questions", _, "text"]:
            return LONG_QUESTION
        case ["questions", _, "options", _]:
            return LONG_OPTION
        case ["questions", _, "rows", _]:
            return LONG_ROW
    return None


def _sentences(text: Text, place: Place, *, is_long: bool) -> Iterator[Fault]:
    where = (*place, "zh")
    longest = max((width(part) for part in STOPS.split(NAME.sub("", text.zh))), default=0)
    if longest > LONG_SENTENCE and not is_long:
        what = marked(
            "{n} characters stand here without a stop or comma; make two sentences of it."
        )
        yield warning(where, what, n=round(longest))
    if place[-1] == "text" and TWICE_NOT.search(text.zh):
        what = marked("“Not” stands here twice, which is easily misread; say it the positive way.")
        yield warning(where, what)
    for language, said in (("zh", text.zh), ("en", text.en)):
        if any(brace in NAME.sub("", said) for brace in "{}｛｝"):
            what = marked("A brace stands here that fills in nothing; write it like {example}.")
            yield warning((*place, language), what, example="{organiser}")


def _order(questionnaire: Questionnaire) -> Iterator[Fault]:
    """Residents choose what stands first; workers, who fill in many forms, look for it."""
    for number, question in enumerate(questionnaire.questions):
        free = sum(not option.is_pinned for option in question.options)
        is_fixed = question.kind in ("multi", "rank") and question.order == "fixed"
        if is_fixed and free > MANY_OPTIONS and questionnaire.identity == "anonymous":
            what = marked(
                "With {n} options the first ones are chosen too often; rotate their order."
            )
            yield warning(("questions", number, "options"), what, n=free)


def _answers_on_offer(question: Question) -> Iterator[Fault]:
    options = question.options
    if question.kind in ONE_OF and len(options) == 1:
        yield warning(("options",), marked("There is only one answer to choose from; add others."))
    if question.kind in ("likert", "matrix") and question.order == "rotate":
        what = marked("A scale that begins in the middle confuses; keep its order fixed.")
        yield warning(("order",), what)
    free = sum(not option.exclusive for option in options)
    if question.min_choices and options and question.min_choices > free:
        what = marked("Only {n} can be chosen together; ask for fewer, or add options.")
        yield warning(("min_choices",), what, n=free)


def _effort(question: Question) -> Iterator[Fault]:
    if len(question.rows) > MANY_ROWS:
        what = marked("{n} lines are tiring to judge; {most} are enough, split the question.")
        yield warning(("rows",), what, n=len(question.rows), most=MANY_ROWS)
    if question.kind in LOCKS_OUT and question.required and not question.show_if:
        what = marked("Who cannot or will not give this cannot send the form; make it optional.")
        yield warning(("required",), what)


ABOUT_QUESTIONS: tuple[Callable[[Question], Iterator[Fault]], ...] = (_answers_on_offer, _effort)
