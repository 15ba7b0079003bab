"""Rules of one question by itself: what belongs to its kind, its codes, limits and measures."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from survey_app.errors import marked
from survey_app.questionnaire.definition import Option, Question
from survey_app.questionnaire.fault import Fault, Place
from survey_app.questionnaire.kinds.open_answers import MAX_TEXT
from survey_app.questionnaire.kinds.quantities import largest

MAX_OPTIONS = 200  # a code is one byte, and 255 means hidden
FEWEST_BEST_WORST = 3
CHOICES = {"single", "multi", "likert", "matrix", "rank", "best_worst"}
SEVERAL = {"multi", "rank"}
# Which kinds of question a field belongs to; fields that are not here belong to every kind.
BELONGS: Mapping[str, set[str]] = {
    "options": CHOICES,
    "rows": {"matrix"},
    "order": CHOICES,
    "min_choices": SEVERAL,
    "max_choices": SEVERAL,
    "min": {"number"},
    "max": {"number"},
    "decimals": {"number"},
    "earliest": {"date"},
    "latest": {"date"},
    "min_length": {"text"},
    "max_length": {"text"},
    "max_files": {"photo"},
    "keep_days": {"contact"},
}
OPTION_BELONGS: Mapping[str, set[str]] = {
    "exclusive": SEVERAL,
    "text": {"single", "multi", "likert", "rank"},
    "ends": {"single", "likert"},
}
# What figures can be made of: the kinds of question for a measure, and the codes of a trend.
ONE_OR_SEVERAL = ("single", "multi")
MEASURED_BY: Mapping[str, tuple[str, ...]] = {
    "satisfaction_rate": ("likert",),
    "item_rates": ("matrix",),
    "trend_balance": ("single", "likert"),
    "demand_basic": ("rank",),
    "demand_quality": ("rank",),
    "demand_facility": ONE_OR_SEVERAL,
    "demand_old": ONE_OR_SEVERAL,
    "demand_young": ONE_OR_SEVERAL,
    "gap_reason": ONE_OR_SEVERAL,
    "dissatisfaction_reasons": ONE_OR_SEVERAL,
    "support_rate": ("single",),
}
RATED = ("satisfaction_rate", "item_rates")
NEEDED_CODES: Mapping[str, tuple[str, ...]] = {
    "trend_balance": ("BETTER", "SAME", "WORSE"),
    "support_rate": ("SUPPORT", "COND", "OPPOSE"),
}


def question_faults(question: Question) -> Iterator[Fault]:
    """Every rule that a question breaks; places are within the question."""
    for rule in RULES:
        yield from rule(question)


def _belongings(question: Question) -> Iterator[Fault]:
    what = marked("“{field}” does not belong to a question of the kind {kind}; take it out.")
    for field, kinds in BELONGS.items():
        default = Question.model_fields[field].default
        if question.kind not in kinds and getattr(question, field) != default:
            yield Fault((field,), what, {"field": field, "kind": question.kind})
    for place, option in enumerate(question.options if question.kind in CHOICES else ()):
        for field, kinds in OPTION_BELONGS.items():
            if getattr(option, field) and question.kind not in kinds:
                where: Place = ("options", place, field)
                yield Fault(where, what, {"field": field, "kind": question.kind})


def _note(question: Question) -> Iterator[Fault]:
    if question.kind != "note":
        return
    if question.required:
        what = marked("A note has no answer, so it cannot be required; make it optional.")
        yield Fault(("required",), what)
    if question.measures:
        what = marked("A note has no answer, so nothing can be measured by it; take this out.")
        yield Fault(("measures",), what)


def again(keys: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Keys that stood before, with their position; empty ones do not count."""
    seen: set[str] = set()
    for place, key in enumerate(keys):
        if key and key in seen:
            yield place, key
        seen.add(key)


def _codes(question: Question) -> Iterator[Fault]:
    twice = marked("The code {code} stands twice; give one of them another code.")
    for field, parts in (("options", question.options), ("rows", question.rows)):
        for place, code in again(part.code for part in parts):
            yield Fault((field, place, "code"), twice, {"code": code})
        if len(parts) > MAX_OPTIONS:
            what = marked("There are {n} of them; at most {most} fit.")
            yield Fault((field,), what, {"n": len(parts), "most": MAX_OPTIONS})
    if question.kind in CHOICES and not question.options:
        yield Fault(("options",), marked("There are no answers to choose from; add options."))
    if question.kind == "matrix" and not question.rows:
        yield Fault(("rows",), marked("There are no lines to judge; add rows."))
    if question.kind == "best_worst" and 0 < len(question.options) < FEWEST_BEST_WORST:
        what = marked("To choose the best and the worst takes at least {least} options; add some.")
        yield Fault(("options",), what, {"least": FEWEST_BEST_WORST})


def _scores(question: Question) -> Iterator[Fault]:
    what = marked("Every answer of a rating needs a score, or the mark “not used or not known”.")
    for place, option in enumerate(question.options if question.kind == "likert" else ()):
        if option.score is None and not option.na:
            yield Fault(("options", place), what)


def _choices(question: Question) -> Iterator[Fault]:
    least, most, offered = question.min_choices, question.max_choices, len(question.options)
    if question.kind == "rank" and not most:
        what = marked("How many places are there to rank? Give max_choices, such as 3.")
        yield Fault(("max_choices",), what)
    if question.kind not in SEVERAL:
        return
    if most and least and least > most:
        yield _crossed("min_choices", least, most)
    for field, number in (("min_choices", least), ("max_choices", most)):
        if number and offered and number > offered:
            what = marked("{n} cannot be chosen, there are only {offered} options; lower it.")
            yield Fault((field,), what, {"n": number, "offered": offered})


def _limits(question: Question) -> Iterator[Fault]:
    if question.kind == "number":
        yield from _range(question)
    earliest, latest = question.earliest, question.latest
    if question.kind == "date" and earliest and latest and earliest > latest:
        yield _crossed("earliest", earliest, latest)
    least, most = question.min_length or 0, question.max_length or MAX_TEXT
    if question.kind == "text" and least > most:
        yield _crossed("min_length", least, most)


def _crossed(field: str, low: object, high: object) -> Fault:
    what = marked("{low} is above {high}; exchange or correct the two bounds.")
    return Fault((field,), what, {"low": low, "high": high})


def _range(question: Question) -> Iterator[Fault]:
    limit = largest(question)
    if question.min is not None and question.max is not None and question.min > question.max:
        yield _crossed("min", question.min, question.max)
    for field, bound in (("min", question.min), ("max", question.max)):
        if bound is None:
            continue
        if round(bound, question.decimals) != bound:
            what = marked("{bound} has more decimals than answers may have ({decimals}).")
            yield Fault((field,), what, {"bound": bound, "decimals": question.decimals})
        if abs(bound) > limit:
            what = marked("Numbers with so many decimals reach up to {most}; stay within.")
            yield Fault((field,), what, {"most": limit})


def _measured(question: Question) -> Iterator[Fault]:
    for place, measure in enumerate(question.measures):
        where: Place = ("measures", place)
        kinds = MEASURED_BY.get(measure, (question.kind,))
        if question.kind not in kinds:
            what = marked("{measure} is measured by a question of the kind {kinds}.")
            yield Fault(where, what, {"measure": measure, "kinds": kinds})
        elif measure in RATED and _given_scores(question.options) != [1, 2, 3, 4, 5]:
            what = marked("{measure} needs the scores 5, 4, 3, 2 and 1, each once.")
            yield Fault(where, what, {"measure": measure})
        needed = NEEDED_CODES.get(measure, ())
        if not question.option_codes.keys() >= set(needed):
            what = marked("{measure} needs options with the codes {codes}.")
            yield Fault(where, what, {"measure": measure, "codes": needed})


def _given_scores(options: tuple[Option, ...]) -> list[int]:
    return sorted(option.score or 0 for option in options if not option.na)


RULES: tuple[Callable[[Question], Iterator[Fault]], ...] = (
    _belongings,
    _note,
    _codes,
    _scores,
    _choices,
    _limits,
    _measured,
)
