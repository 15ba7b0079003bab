"""Rules of a definition that one field alone cannot show; every breach is found, not the first."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from survey_app.questionnaire.conditions import AnyOf, Condition, NoneOf, leaves
from survey_app.questionnaire.definition import Question, Questionnaire

MAX_OPTIONS = 200  # a code is one byte, and 255 means hidden


class Fault(NamedTuple):
    """What is wrong, where (keys and list positions from the top of the file), and the cure."""

    place: tuple[str | int, ...]
    what: str


CHOICES = {"single", "multi", "likert", "matrix", "rank"}
SEVERAL = {"multi", "rank"}
# The field of a form that carries its token, and columns of an export beside the answers.
RESERVED = {
    *("form", "community", "placement", "mode", "language"),
    *("started_at", "submitted_at", "synthetic", "ended", "excluded"),
}

# What figures can be made of: the kinds of question for a measure, and the codes of a trend.
MEASURED_BY: Mapping[str, tuple[str, ...]] = {
    "satisfaction_rate": ("likert",),
    "item_rates": ("matrix",),
    "trend_balance": ("single", "likert"),
    "demand_basic": ("rank",),
    "demand_quality": ("rank",),
    "demand_facility": ("single", "multi"),
    "demand_old": ("single", "multi"),
    "demand_young": ("single", "multi"),
    "gap_reason": ("single", "multi"),
    "dissatisfaction_reasons": ("single", "multi"),
}
RATED = ("satisfaction_rate", "item_rates")
TREND = {"BETTER", "SAME", "WORSE"}


def faults(questionnaire: Questionnaire) -> list[Fault]:
    """Every rule that a well-shaped questionnaire breaks."""
    return [
        *_ids(questionnaire),
        *(
            Fault(("questions", number, *fault.place), fault.what)
            for number, question in enumerate(questionnaire.questions)
            for fault in _question(questionnaire, number, question)
        ),
        *_rule(questionnaire, questionnaire.base.when, ("base", "when"), questionnaire.questions),
        *_endings(questionnaire),
        *_notice(questionnaire),
    ]


def _again(ids: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Ids that stood before, with their position."""
    seen: set[str] = set()
    for place, key in enumerate(ids):
        if key in seen:
            yield place, key
        seen.add(key)


def _ids(questionnaire: Questionnaire) -> Iterator[Fault]:
    for place, key in _again(q.id for q in questionnaire.questions):
        where = ("questions", place, "id")
        yield Fault(where, f"two questions have the id {key}; ids must differ")
    for place, key in _again(s.id for s in questionnaire.sections):
        where = ("sections", place, "id")
        yield Fault(where, f"two sections have the id {key}; ids must differ")


def _question(questionnaire: Questionnaire, number: int, question: Question) -> Iterator[Fault]:
    yield from _codes(question)
    yield from _options(question)
    yield from _limits(question)
    yield from _measured(question)
    if question.id in RESERVED:
        yield Fault(("id",), f"no question can have the id {question.id}; choose another")
    if question.section not in {section.id for section in questionnaire.sections}:
        known = ", ".join(section.id for section in questionnaire.sections)
        yield Fault(("section",), f"there is no section {question.section}; there are {known}")
    earlier = questionnaire.questions[:number]
    yield from _rule(questionnaire, question.show_if, ("show_if",), earlier)


def _codes(question: Question) -> Iterator[Fault]:
    if question.kind in CHOICES and not question.options:
        yield Fault(("options",), f"a {question.kind} question needs options")
    if question.kind not in CHOICES and question.options:
        yield Fault(("options",), f"a {question.kind} question has no options; take them out")
    if (question.kind == "matrix") != bool(question.rows):
        yield Fault(("rows",), "a matrix, and only a matrix, has rows")
    if len(question.options) > MAX_OPTIONS:
        yield Fault(("options",), f"there are {len(question.options)} options; at most 200 fit")
    for place, code in _again(option.code for option in question.options):
        yield Fault(("options", place), f"the code {code} stands twice; codes must differ")
    for place, code in _again(row.code for row in question.rows):
        yield Fault(("rows", place), f"the code {code} stands twice; codes must differ")


def _options(question: Question) -> Iterator[Fault]:
    for place, option in enumerate(question.options):
        if question.kind == "likert" and option.score is None and not option.na:
            what = "every option of a likert question has a score or na: true"
            yield Fault(("options", place), what)
        if option.exclusive and question.kind not in SEVERAL:
            yield Fault(("options", place), "exclusive is for multi and rank questions")
        if option.text and question.kind == "matrix":
            yield Fault(("options", place), "a matrix has no options with text")


def _limits(question: Question) -> Iterator[Fault]:
    least, most = question.min_choices or 1, question.max_choices
    if (question.min_choices or most) and question.kind not in SEVERAL:
        yield Fault((), "min_choices and max_choices are for multi and rank questions")
    if question.kind == "rank" and not most:
        yield Fault((), "a rank question needs max_choices, such as 3")
    if most and least > most:
        yield Fault(("min_choices",), f"min_choices {least} is above max_choices {most}")
    if most and question.options and most > len(question.options):
        yield Fault(("max_choices",), f"max_choices {most}, but {len(question.options)} options")
    if question.max_length and question.kind != "text":
        yield Fault(("max_length",), "max_length is for text questions")
    if (question.min is not None or question.max is not None) and question.kind != "number":
        yield Fault((), "min and max are for number questions")
    if question.min is not None and question.max is not None and question.min > question.max:
        yield Fault(("min",), f"min {question.min} is above max {question.max}")


def _measured(question: Question) -> Iterator[Fault]:
    for measure in question.measures:
        kinds = MEASURED_BY.get(measure, (question.kind,))
        if question.kind not in kinds:
            yield Fault(("measures",), f"{measure} is measured by a {' or '.join(kinds)} question")
        scores = sorted(o.score or 0 for o in question.options if not o.na)
        if measure in RATED and scores != [1, 2, 3, 4, 5]:
            yield Fault(("options",), f"{measure} needs the scores 5, 4, 3, 2 and 1, each once")
        if measure == "trend_balance" and not question.option_codes.keys() >= TREND:
            yield Fault(("options",), "trend_balance needs the codes BETTER, SAME and WORSE")


def _rule(
    questionnaire: Questionnaire,
    condition: Condition | None,
    place: tuple[str, ...],
    usable: tuple[Question, ...],
) -> Iterator[Fault]:
    for leaf in leaves(condition):
        name, _, row = leaf.q.partition(".")
        question = next((q for q in usable if q.id == name), None)
        if question is None:
            later = name in questionnaire.by_id
            why = "comes later; a rule looks back only" if later else "does not exist"
            yield Fault(place, f"question {name} {why}")
            continue
        if (question.kind == "matrix") != bool(row) or (
            row and row not in {r.code for r in question.rows}
        ):
            yield Fault(place, f"{leaf.q}: name a matrix row as QUESTION.ROW, others without a row")
        yield from _unknown(question, leaf, place)


def _unknown(question: Question, leaf: AnyOf | NoneOf, place: tuple[str, ...]) -> Iterator[Fault]:
    codes = leaf.any_of if isinstance(leaf, AnyOf) else leaf.none_of
    for code in codes:
        if code not in question.option_codes:
            known = ", ".join(question.option_codes)
            yield Fault(place, f"question {question.id} has no option {code}; it has {known}")


def _endings(questionnaire: Questionnaire) -> Iterator[Fault]:
    for number, question in enumerate(questionnaire.questions):
        for place, option in enumerate(question.options):
            where = ("questions", number, "options", place, "ends")
            if option.ends and question.kind not in {"single", "likert"}:
                yield Fault(where, "only a single choice can end the form")
            if option.ends and option.ends not in questionnaire.endings:
                known = ", ".join(questionnaire.endings)
                yield Fault(where, f"there is no ending {option.ends}; there are {known}")


def _notice(questionnaire: Questionnaire) -> Iterator[Fault]:
    for language in ("zh", "en"):
        try:
            questionnaire.notice.in_language(language).format(organiser="", phone="")
        except (AttributeError, IndexError, KeyError, ValueError):
            what = "only {organiser} and {phone} may stand in braces"
            yield Fault(("notice", language), what)
