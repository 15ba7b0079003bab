"""What a posted form of the editor does to a definition: texts, options, limits, rules.

Definitions are plain mappings and may be faulty; what a form cannot show stays untouched. Values
that make no sense are kept as they were typed: the checker says what is wrong with them.
"""

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from survey_app.questionnaire.kinds import clean_text
from survey_app.web import rule_lines
from survey_app.web.draft_shape import FLAGS, LIMITS, OF_KIND, Definition, Part, mapping, order
from survey_app.web.rule_lines import Posted

LONGEST = 1_000  # signs of a text
WHOLE = re.compile(r"-?[0-9]{1,9}")
BROKEN = re.compile(r"-?[0-9]{1,9}\.[0-9]{1,3}")
OFFICIAL = ("table_number", "authority", "approval_number", "valid_until")


def apply(definition: Definition, part: Part, posted: Posted) -> tuple[Definition, Part]:
    """A copy of a tidy definition with the form of this part in it, and where the part is now."""
    changed = deepcopy(definition)
    if part.kind == "about":
        _about(changed, posted)
    elif part.kind == "s":
        _texts(changed["sections"][part.number], posted, "")
    else:
        question = changed["questions"][part.number]
        _question(changed, part.number, posted)
        order(changed)
        number = next(n for n, one in enumerate(changed["questions"]) if one is question)
        part = Part("q", number)
    return changed, part


def _texts(into: dict[str, Any], posted: Posted, prefix: str) -> None:
    for language in ("zh", "en"):
        _put(into, language, text_in(posted, f"{prefix}{language}"), keep=language == "zh")


def text_in(posted: Posted, name: str) -> str | None:
    """A clean text of the form; None when the form has no such field."""
    values = posted.get(name)
    return clean_text(values[0])[:LONGEST].strip() if values else None


def line_in(posted: Posted, name: str) -> str | None:
    """The same on one line."""
    text = text_in(posted, name)
    return None if text is None else " ".join(text.split())


def _put(into: dict[str, Any], key: str, value: Any, *, keep: bool = False) -> None:
    """Set what the form says; an empty value takes the key away, None leaves it alone."""
    if value is None or value == into.get(key):
        return
    if value == "" and not keep:
        into.pop(key, None)
    else:
        into[key] = value


def _number(text: str | None) -> int | float | str | None:
    if text and WHOLE.fullmatch(text):
        return int(text)
    return float(text) if text and BROKEN.fullmatch(text) else text


def _question(definition: Definition, number: int, posted: Posted) -> None:
    question = definition["questions"][number]
    _texts(question["text"], posted, "text.")
    _rename_question(definition, question, line_in(posted, "id"))
    section = line_in(posted, "section")
    if section in {str(one.get("id")) for one in definition["sections"]}:
        question["section"] = section
    _kind(question, line_in(posted, "kind"))
    if "flags" in posted:  # boxes that are not ticked are not sent: this tells that they were there
        question["required"] = "required" in posted and question["kind"] != "note"
    for name in LIMITS:
        _put(question, name, _number(line_in(posted, name)))
    turn = line_in(posted, "order")
    _put(question, "order", {"rotate": "rotate", "fixed": ""}.get(turn or ""))
    _put(question, "note", text_in(posted, "note"))
    _measures(question, posted)
    for place, row in enumerate(question.get("rows", ())):
        _code(row, posted, f"rows.{place}.")
        _texts(row, posted, f"rows.{place}.")
    for place in range(len(question.get("options", ()))):
        _option(definition, question, place, posted)
    _rules(definition, number, posted)


def _kind(question: dict[str, Any], kind: str | None) -> None:
    """Change the kind: what the new one has no use for goes, and it can be undone."""
    if kind not in OF_KIND or kind == question["kind"]:
        return
    question["kind"] = kind
    for name in ("options", "rows", "order", *LIMITS):
        if name not in OF_KIND[kind]:
            question.pop(name, None)
    if "options" in OF_KIND[kind] and not question.get("options"):
        question["options"] = [{"code": f"O{n}", "zh": ""} for n in (1, 2)]
    if kind == "matrix" and not question.get("rows"):
        question["rows"] = [{"code": f"R{n}", "zh": ""} for n in (1, 2)]
    if kind == "rank":
        question.setdefault("max_choices", 3)
    if kind == "note":
        question["required"] = False


def _measures(question: dict[str, Any], posted: Posted) -> None:
    if "measures.shown" not in posted:
        return
    shown, ticked = set(posted["measures.shown"]), posted.get("measures", ())
    before = question.get("measures", [])
    kept = [one for one in before if one not in shown or one in ticked]
    measures = [*kept, *(one for one in ticked if one in shown and one not in kept)]
    _put(question, "measures", measures or "")


def _code(part: dict[str, Any], posted: Posted, prefix: str) -> None:
    _put(part, "code", line_in(posted, f"{prefix}code"), keep=True)


def _option(definition: Definition, question: dict[str, Any], place: int, posted: Posted) -> None:
    option, prefix = question["options"][place], f"options.{place}."
    before = option.get("code")
    codes = [one.get("code") for one in question["options"]]
    _code(option, posted, prefix)
    if option.get("code") and option["code"] != before and option["code"] not in codes:
        _rename_code(definition, question.get("id"), before, option["code"])
    _texts(option, posted, prefix)
    _put(option, "score", _number(line_in(posted, f"{prefix}score")))
    _put(option, "ends", line_in(posted, f"{prefix}ends"))
    for flag in posted.get(f"{prefix}shown", ()):
        if flag in ("na", "text", "exclusive", "pinned"):
            _put(option, flag, True if f"{prefix}{flag}" in posted else "")


def _rules(definition: Definition, number: int, posted: Posted) -> None:
    question = definition["questions"][number]
    by_id = {str(one.get("id")): one for one in definition["questions"]}
    relations = relations_for(by_id)
    shown = rule_lines.condition_in(posted, "show_if", question.get("show_if"), relations)
    _put(question, "show_if", "" if shown is None else shown)
    stop = mapping(question.get("stop"))
    when = rule_lines.condition_in(posted, "stop", stop.get("when"), relations)
    if when is None:
        question.pop("stop", None)
        return
    ending = line_in(posted, "stop.ending")
    changed = {**stop, "when": when}
    _put(changed, "ending", ending, keep=True)
    changed.setdefault("ending", next(iter(definition["endings"]), ""))
    _put(question, "stop", changed)


def relations_for(by_id: Mapping[str, dict[str, Any]]) -> Any:
    """A function: question id (or `QUESTION.ROW`) -> the relations that make sense for it."""

    def relations(q: str) -> Sequence[str]:
        question = by_id.get(q.partition(".")[0], {})
        if question.get("kind") in FLAGS:
            return (*rule_lines.CODED, *rule_lines.GIVEN)
        if question.get("kind") in ("number", "date"):
            return (*rule_lines.SIZED, *rule_lines.GIVEN)
        return tuple(rule_lines.GIVEN)

    return relations


def _rename_question(definition: Definition, question: dict[str, Any], new: str | None) -> None:
    """Give a question another id; rules that speak of it follow."""
    old = question.get("id")
    if new is None or new == old:
        return
    ids = [one.get("id") for one in definition["questions"]]
    if new and new not in ids and ids.count(old) == 1:
        for leaf in _every_leaf(definition):
            name, dot, row = leaf["q"].partition(".")
            if name == old:
                leaf["q"] = f"{new}{dot}{row}"
    question["id"] = new


def _rename_code(definition: Definition, q: Any, old: Any, new: str) -> None:
    for leaf in _every_leaf(definition):
        if leaf["q"].partition(".")[0] == q:
            for name in rule_lines.CODED:
                if isinstance(leaf.get(name), list):
                    leaf[name] = [new if code == old else code for code in leaf[name]]


def _every_leaf(definition: Definition) -> list[dict[str, Any]]:
    rules = [definition["base"].get("when")]
    for question in definition["questions"]:
        rules += [question.get("show_if"), mapping(question.get("stop")).get("when")]
    return [leaf for rule in rules for leaf in rule_lines.leaves(rule)]


def _about(definition: Definition, posted: Posted) -> None:
    for name in ("title", "audience", "intro", "notice", "base"):
        _texts(definition[name], posted, f"{name}.")
    _put(definition, "goal_minutes", _number(line_in(posted, "goal_minutes")), keep=True)
    _put(definition, "cycle", line_in(posted, "cycle"), keep=True)
    version = _number(line_in(posted, "notice.version"))
    _put(definition["notice"], "version", version, keep=True)
    if line_in(posted, "identity") in ("anonymous", "worker"):
        definition["identity"] = line_in(posted, "identity")
    for code, text in definition["endings"].items():
        _texts(text, posted, f"endings.{code}.")
    by_id = {str(one.get("id")): one for one in definition["questions"]}
    base = definition["base"]
    when = rule_lines.condition_in(posted, "base", base.get("when"), relations_for(by_id))
    _put(base, "when", "" if when is None else when)
    official = mapping(definition.get("official"))
    for name in OFFICIAL:
        _put(official, name, line_in(posted, f"official.{name}"))
    if "official.authority" in posted:
        _put(definition, "official", official or "")
    for place, placeholder in enumerate(definition.get("placeholders", ())):
        prefix = f"placeholders.{place}."
        _put(placeholder, "name", line_in(posted, f"{prefix}name"), keep=True)
        _texts(placeholder, posted, prefix)
        _put(placeholder, "max_length", _number(line_in(posted, f"{prefix}max_length")))
