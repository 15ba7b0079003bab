"""What changed from one version of a questionnaire to another; `meanings` says what must not."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple, TypeVar

from survey_app.questionnaire.definition import Option, Question, Questionnaire, Text
from survey_app.questionnaire.fault import Fault
from survey_app.questionnaire.meanings import meanings

What = Literal["question", "option", "row", "section", "form"]
LIMITS = (
    *("required", "min_choices", "max_choices", "min", "max", "decimals", "earliest", "latest"),
    *("min_length", "max_length", "max_files", "keep_days", "order"),
)
FORM_WORDS = ("title", "audience", "intro", "notice", "base")


class Change(NamedTuple):
    """One difference; `place` such as `S10 › 5`; before and after as people read them."""

    kind: Literal["added", "removed", "reworded", "recoded", "moved", "rules", "limits"]
    what: What
    place: str
    before: str
    after: str


class Difference(NamedTuple):
    """All changes, and faults with places in the new version.

    refusals : changes that would give stored answers another meaning. doubts : warnings about
    codes whose words changed so much that they may mean something else.
    """

    changes: tuple[Change, ...]
    refusals: tuple[Fault, ...]
    doubts: tuple[Fault, ...] = ()


def compare(old: Questionnaire, new: Questionnaire) -> Difference:
    """How a new version differs from an old one of the same questionnaire."""
    changes = [
        *_form(old, new),
        *_listed("section", "", _keyed(old.sections), _keyed(new.sections)),
        *_questions(old, new),
    ]
    found = [
        fault
        for number, question in enumerate(new.questions)
        if (before := old.by_id.get(question.id))
        for fault in meanings(before, question, ("questions", number))
    ]
    refusals = tuple(fault for fault in found if fault.level == "error")
    return Difference(
        tuple(changes), refusals, tuple(fault for fault in found if fault.level == "warning")
    )


Part = TypeVar("Part", bound=Text)


def _keyed(parts: Sequence[Part]) -> dict[str, Part]:
    return {str(getattr(part, "code", "") or getattr(part, "id", "")): part for part in parts}


def _form(old: Questionnaire, new: Questionnaire) -> Iterator[Change]:
    for name in FORM_WORDS:
        yield from _reworded("form", name, getattr(old, name), getattr(new, name))
    yield from _listed("form", "endings", old.endings, new.endings)
    yield from _listed(
        "form",
        "placeholders",
        {part.name: part for part in old.placeholders},
        {part.name: part for part in new.placeholders},
    )
    yield from _set("rules", "form", "base › when", _rule(old.base), _rule(new.base))
    for name in ("goal_minutes", "identity", "cycle", "official"):
        before, after = _shown(getattr(old, name)), _shown(getattr(new, name))
        yield from _set("limits", "form", name, before, after)


def _rule(part: object) -> str:
    return _shown(getattr(part, "when", None))


def _shown(value: object) -> str:
    """A setting as one line: nothing is empty."""
    dump: Callable[..., str] | None = getattr(value, "model_dump_json", None)
    if dump is not None:
        return dump(by_alias=True, exclude_defaults=True)
    return "" if value is None else str(value)


def _set(
    kind: Literal["rules", "limits", "recoded"], what: What, place: str, before: str, after: str
) -> Iterator[Change]:
    if before != after:
        yield Change(kind, what, place, before, after)


def _reworded(what: What, place: str, old: Text, new: Text) -> Iterator[Change]:
    for language, before, after in (("zh", old.zh, new.zh), ("en", old.en, new.en)):
        if before != after:
            yield Change("reworded", what, _at(place, language), before, after)


def _at(*steps: str) -> str:
    return " › ".join(step for step in steps if step)


def _listed(
    what: What, inside: str, old: Mapping[str, Part], new: Mapping[str, Part]
) -> Iterator[Change]:
    """Parts that came, went, moved or have other words."""
    for code, part in old.items():
        if code not in new:
            yield Change("removed", what, _at(inside, code), part.zh, "")
    for code, part in new.items():
        if code not in old:
            yield Change("added", what, _at(inside, code), "", part.zh)
        else:
            yield from _reworded(what, _at(inside, code), old[code], part)
    yield from _moved(what, inside, list(old), list(new))


def _moved(what: What, inside: str, old: list[str], new: list[str]) -> Iterator[Change]:
    """Codes that, taken out, leave the others in one order; places count from 1."""
    before = [code for code in old if code in new]
    after = [code for code in new if code in old]
    stayed = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    kept = {before[at] for start, _, size in stayed for at in range(start, start + size)}
    for code in after:
        among_common = before.index(code), after.index(code)
        if code in kept or among_common[0] == among_common[1]:
            continue
        places = old.index(code), new.index(code)
        at, to = places if places[0] != places[1] else among_common
        yield Change("moved", what, _at(inside, code), str(at + 1), str(to + 1))


def _questions(old: Questionnaire, new: Questionnaire) -> Iterator[Change]:
    words = {q.id: q.text for q in old.questions}, {q.id: q.text for q in new.questions}
    yield from _listed("question", "", *words)
    for question in new.questions:
        before = old.by_id.get(question.id)
        if before is not None and before != question:
            yield from _question(before, question)


def _question(old: Question, new: Question) -> Iterator[Change]:
    yield from _set("recoded", "question", _at(new.id, "kind"), old.kind, new.kind)
    yield from _listed("option", new.id, _keyed(old.options), _keyed(new.options))
    yield from _listed("row", new.id, _keyed(old.rows), _keyed(new.rows))
    for code in new.option_codes.keys() & old.option_codes.keys():
        yield from _recoded(new.id, old.option_codes[code], new.option_codes[code])
    yield from _same_words(new.id, old.options, new.options)
    old_rows, new_rows = _keyed(old.rows), _keyed(new.rows)
    for code, row in new_rows.items():
        if code in old_rows:
            before = ", ".join(old_rows[code].types)
            yield from _set("recoded", "row", _at(new.id, code), before, ", ".join(row.types))
    for name in ("show_if", "stop"):
        before, after = _shown(getattr(old, name)), _shown(getattr(new, name))
        yield from _set("rules", "question", _at(new.id, name), before, after)
    for name in ("section", *LIMITS):
        before, after = _shown(getattr(old, name)), _shown(getattr(new, name))
        yield from _set("limits", "question", _at(new.id, name), before, after)
    before, after = ", ".join(old.measures), ", ".join(new.measures)
    yield from _set("rules", "question", _at(new.id, "measures"), before, after)


def _recoded(inside: str, old: Option, new: Option) -> Iterator[Change]:
    for name in ("score", "na", "text", "exclusive", "pinned", "ends"):
        before, after = _shown(getattr(old, name)), _shown(getattr(new, name))
        yield from _set("recoded", "option", _at(inside, new.code, name), before, after)


def _same_words(inside: str, old: tuple[Option, ...], new: tuple[Option, ...]) -> Iterator[Change]:
    """Options that went and came again under another code."""
    gone = {o.zh: o.code for o in old if o.code not in {n.code for n in new}}
    for option in new:
        if option.zh in gone and option.code not in {o.code for o in old}:
            place = _at(inside, option.code)
            yield Change("recoded", "option", place, gone[option.zh], option.code)
