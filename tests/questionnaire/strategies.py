"""Random small questionnaires of every kind with rules of every form, and random right forms."""

from typing import Any

from hypothesis import strategies as st

from survey_app.questionnaire.definition import Questionnaire
from tests.questionnaire.form_strategies import FIRST_DAY, LAST_DAY, Form, forms

__all__ = ["Form", "definitions", "forms", "questionnaires"]

CODES = ("A", "B", "C", "OTHER", "OTHER2", "NONE", "1", "10")
CHOICES = ("single", "multi", "likert", "matrix", "rank", "best_worst")
MEASURED = ("number", "date")
UNCOUNTED = ("text", "geo", "photo", "contact")
KIND_NAMES = (*CHOICES, *MEASURED, "time_range", "contact", *UNCOUNTED, "note")

words = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Z"], exclude_characters="{}"),
    min_size=1,
    max_size=8,
)
texts = st.builds(lambda zh, en: {"zh": zh, "en": en}, words, st.just("") | words)
SAID = {"zh": "字", "en": "word"}  # where the words do not matter: drawing them takes time
# Words that a file format may take for something else.
phrases = st.sampled_from(
    [
        SAID,
        {"zh": "只有中文"},
        {"zh": "是：不是，'引号'", "en": "Yes"},
        {"zh": "- 第一行\n# 第二行", "en": "no"},
        {"zh": "=1+1", "en": "0123"},
        {"zh": '"{project}"', "en": "~"},
    ]
)
flags = {
    "single": [{}, {}, {"text": True}, {"na": True}, {"score": 2}, {"pinned": True}],
    "likert": [{"score": 1}, {"score": 5}, {"na": True}, {"score": 3, "text": True}],
    "multi": [{}, {}, {"text": True}, {"exclusive": True}, {"na": True}, {"pinned": True}],
    "rank": [{}, {}, {"text": True}, {"exclusive": True}, {"pinned": True}],
    "matrix": [{}, {"score": 4}, {"na": True}],
    "best_worst": [{}, {"pinned": True}],
}


def rarely(draw: st.DrawFn) -> bool:
    return draw(st.sampled_from([False] * 7 + [True]))


@st.composite
def options(draw: st.DrawFn, kind: str) -> list[dict[str, Any]]:
    """Options with every flag that the kind may have; the first one is free and goes on."""
    least = 3 if kind == "best_worst" else 2
    codes = draw(st.lists(st.sampled_from(CODES), min_size=least, max_size=6, unique=True))
    made: list[dict[str, Any]] = []
    for code in codes:
        flag = draw(st.sampled_from(flags[kind] if made else flags[kind][:1]))
        ends = {"ends": "bye"} if made and kind in ("single", "likert") and rarely(draw) else {}
        made.append({"code": code, **draw(phrases), **flag, **ends})
    return made


def in_order(draw: st.DrawFn, least: str, most: str, values: st.SearchStrategy[Any]) -> dict:
    """Two bounds, one of them or none; the lower one is not above the upper one."""
    low, high = sorted([draw(values), draw(values)])
    bounds = {least: low, most: high}
    kept = draw(st.sampled_from([(), (least,), (most,), (least, most)]))
    return {name: bounds[name] for name in kept}


def limits(draw: st.DrawFn, kind: str, offered: int) -> dict[str, Any]:
    """The fields that set limits to an answer."""
    if kind == "rank":
        most = draw(st.integers(1, offered))
        return {"max_choices": most, "min_choices": draw(st.integers(1, most))}
    if kind == "multi":
        return in_order(draw, "min_choices", "max_choices", st.integers(1, offered))
    if kind == "number":
        places = draw(st.integers(0, 3))
        units = st.integers(-999_999_000, 999_999_000)
        bounds = units.map(lambda unit: unit / 10**places if places else unit)
        return {"decimals": places, **in_order(draw, "min", "max", bounds)}
    if kind == "date":
        return in_order(draw, "earliest", "latest", st.dates(FIRST_DAY, LAST_DAY).map(str))
    if kind == "text":
        return in_order(draw, "min_length", "max_length", st.integers(1, 50))
    own = {"photo": ("max_files", 5), "contact": ("keep_days", 365)}
    if kind in own:
        name, most = own[kind]
        return draw(st.just({}) | st.integers(1, most).map(lambda n: {name: n}))
    return {}


@st.composite
def questions(draw: st.DrawFn, number: int, earlier: list[dict[str, Any]]) -> dict[str, Any]:
    kind = draw(st.sampled_from(KIND_NAMES if number else KIND_NAMES[:8]))
    question: dict[str, Any] = {
        "id": f"Q{number}",
        "section": draw(st.sampled_from(["S", "T"])),
        "kind": kind,
        "text": draw(phrases),
        "required": kind != "note" and draw(st.booleans()),
    }
    if kind in CHOICES:
        question |= {"options": draw(options(kind)), "order": draw(ORDERS)}
    if kind == "matrix":
        rows = draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True))
        question |= {"rows": [{"code": code, **SAID} for code in rows]}
    question |= limits(draw, kind, len(question.get("options", ())))
    if show_if := draw(st.none() | rules(earlier)):
        question |= {"show_if": show_if}
    if rarely(draw) and (when := draw(rules([*earlier, question]))):
        question |= {"stop": {"when": when, "ending": "bye"}}
    return question


ORDERS = st.sampled_from(["fixed", "rotate"])


def rules(
    asked: list[dict[str, Any]], *, counted: bool = False
) -> st.SearchStrategy[dict[str, Any] | None]:
    """Conditions over these questions, nested now and then; None when there are none to ask.

    `counted`: only over questions whose answers are in the codes.
    """
    left_out = {"note", *(UNCOUNTED if counted else ())}
    parts = [leaf for q in asked if q["kind"] not in left_out for leaf in asking(q)]
    if not parts:
        return st.none()
    return st.recursive(
        st.one_of(parts),
        lambda inner: st.one_of(
            st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=2)}),
            st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=2)}),
            st.fixed_dictionaries({"not": inner}),
        ),
        max_leaves=3,
    )


def asking(question: dict[str, Any]) -> list[st.SearchStrategy[dict[str, Any]]]:
    """The forms that a rule about one question can take."""
    parts = named_parts(question)
    names = st.sampled_from(parts or [question["id"]])
    answered = st.sampled_from([question["id"], *parts])
    found = [st.fixed_dictionaries({"q": answered, "answered": st.booleans()})]
    if "options" in question:
        codes = [option["code"] for option in question["options"]]
        some = st.lists(st.sampled_from(codes), min_size=1, max_size=3, unique=True)
        found += [st.fixed_dictionaries({"q": names, form: some}) for form in ("any_of", "none_of")]
    if question["kind"] in MEASURED:
        bounds = st.dictionaries(
            st.sampled_from(["at_least", "at_most", "above", "below"]),
            bound(question),
            min_size=1,
            max_size=2,
        )
        found.append(bounds.map(lambda given: {"q": question["id"], **given}))
    return found


def named_parts(question: dict[str, Any]) -> list[str]:
    """`QUESTION.ROW` for every part that a rule may name."""
    rows = [row["code"] for row in question.get("rows", ())]
    rows += ["best", "worst"] if question["kind"] == "best_worst" else []
    return [f"{question['id']}.{row}" for row in rows]


def bound(question: dict[str, Any]) -> st.SearchStrategy[str]:
    """What a number or a day may be compared with, often its own limits."""
    names = ("earliest", "latest") if question["kind"] == "date" else ("min", "max")
    own = [str(question[name]) for name in names if name in question]
    near = st.sampled_from([*own, "2026-09-01" if question["kind"] == "date" else "0"])
    if question["kind"] == "date":
        return near | st.dates(FIRST_DAY, LAST_DAY).map(str)
    return near | st.decimals(-1000, 1000, places=3).map(lambda n: f"{n:f}")


@st.composite
def definitions(draw: st.DrawFn) -> dict[str, Any]:
    """A questionnaire as a definition file holds it."""
    asked: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 5))):
        asked.append(draw(questions(number, asked)))
    counted = draw(st.none() | rules(asked, counted=True))
    header = {"table_number": "湛调1表", "valid_until": "2027-12-31"}
    return {
        "id": "random",
        "version": draw(st.integers(1, 3)),
        "title": draw(texts),
        "audience": SAID,
        "goal_minutes": 3,
        "identity": draw(st.sampled_from(["anonymous", "worker"])),
        "cycle": "once",
        "placeholders": [
            {"name": "project", **SAID},
            *draw(st.sampled_from([[], [{"name": "place", "zh": "地点", "max_length": 300}]])),
        ],
        **draw(st.sampled_from([{}, {"official": {}}, {"official": header}])),
        "intro": draw(phrases),
        "notice": {"version": 1, "zh": "组织者：{organiser}", "en": "Run by {organiser}"},
        "endings": {"bye": SAID},
        "base": {**SAID, **({"when": counted} if counted else {})},
        "sections": [{"id": "S", **SAID}, {"id": "T", **draw(texts)}],
        "questions": asked,
    }


questionnaires = definitions().map(Questionnaire.model_validate)
