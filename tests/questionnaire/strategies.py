"""Random small questionnaires of every kind with rules, and random forms that they accept."""

from typing import Any

from hypothesis import strategies as st

from survey_app.questionnaire.conditions import holds
from survey_app.questionnaire.definition import Question, Questionnaire
from survey_app.questionnaire.kinds import KINDS, clean_text

CODES = ("A", "B", "C", "OTHER", "OTHER2", "NONE", "1", "10")
KIND_NAMES = ("single", "multi", "likert", "matrix", "rank", "number", "text")
Form = dict[str, list[str]]

words = st.text(st.characters(exclude_categories=["Cc", "Cs", "Z"]), min_size=1, max_size=8)
texts = st.builds(lambda zh, en: {"zh": zh, "en": en}, words, words)
SAID = {"zh": "字", "en": "word"}  # where the words do not matter: drawing them takes time


@st.composite
def options(draw: st.DrawFn, kind: str) -> list[dict[str, Any]]:
    codes = draw(st.lists(st.sampled_from(CODES), min_size=2, max_size=6, unique=True))
    made = []
    for place, code in enumerate(codes):
        option = {"code": code, **SAID}
        if kind == "likert":
            option |= {"score": place}
        if kind in ("multi", "rank") and place and draw(st.booleans()):
            option |= {"exclusive": True}
        elif kind != "matrix" and draw(st.booleans()):
            option |= {"text": True}
        made.append(option)
    return made


@st.composite
def questions(draw: st.DrawFn, number: int, earlier: list[dict[str, Any]]) -> dict[str, Any]:
    kind = draw(st.sampled_from(KIND_NAMES if number else KIND_NAMES[:5]))
    question = {
        "id": f"Q{number}",
        "section": "S",
        "kind": kind,
        "text": SAID,
        "required": draw(st.booleans()),
        "show_if": draw(st.none() | rules(earlier)),
    }
    if kind not in ("number", "text"):
        question |= {"options": draw(options(kind))}
    if kind == "matrix":
        rows = draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True))
        question |= {"rows": [{"code": code, **SAID} for code in rows]}
    if kind in ("multi", "rank"):
        most = draw(st.integers(1, len(question["options"])))
        question |= {"max_choices": most, "min_choices": draw(st.integers(1, most))}
    if kind == "number":
        least = draw(st.integers(-999_999_999, 999_999_999))
        question |= {"min": least, "max": draw(st.integers(least, 999_999_999))}
    if kind == "text":
        question |= {"max_length": draw(st.integers(1, 50))}
    return question


def rules(earlier: list[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any] | None]:
    """Conditions over the questions before, nested now and then; None when there are none."""
    asked = [
        st.fixed_dictionaries({"q": st.just(named(question)), form: some(question)})
        for question in earlier
        if "options" in question
        for form in ("any_of", "none_of")
    ]
    if not asked:
        return st.none()
    return st.recursive(
        st.one_of(asked),
        lambda parts: st.one_of(
            st.fixed_dictionaries({"all": st.lists(parts, min_size=1, max_size=2)}),
            st.fixed_dictionaries({"any": st.lists(parts, min_size=1, max_size=2)}),
            st.fixed_dictionaries({"not": parts}),
        ),
        max_leaves=3,
    )


def named(question: dict[str, Any]) -> str:
    rows = question.get("rows")
    return f"{question['id']}.{rows[0]['code']}" if rows else question["id"]


def some(question: dict[str, Any]) -> st.SearchStrategy[list[str]]:
    codes = [option["code"] for option in question["options"]]
    return st.lists(st.sampled_from(codes), min_size=1, max_size=3, unique=True)


@st.composite
def definitions(draw: st.DrawFn) -> dict[str, Any]:
    """A questionnaire as a definition file holds it."""
    asked: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 5))):
        asked.append(draw(questions(number, asked)))
    return {
        "id": "random",
        "version": 1,
        "title": draw(texts),
        "audience": SAID,
        "goal_minutes": 3,
        "identity": "anonymous",
        "cycle": "once",
        "intro": SAID,
        "notice": {"version": 1, "zh": "组织者：{organiser}", "en": "Run by {organiser}"},
        "endings": {"bye": SAID},
        "base": {**SAID, "when": draw(rules(asked))},
        "sections": [{"id": "S", **SAID}],
        "questions": asked,
    }


questionnaires = definitions().map(Questionnaire.model_validate)


@st.composite
def forms(draw: st.DrawFn, questionnaire: Questionnaire) -> Form:
    """Fields that the questionnaire accepts: every shown and required question is answered."""
    form: Form = {}
    answers: dict[str, Any] = {}
    for question in questionnaire.questions:
        if not holds(question.show_if, answers) or not (question.required or draw(st.booleans())):
            continue
        given = draw(fields(question))
        form |= given
        answer = KINDS[question.kind].read(question, given)
        if answer is not None:
            answers[question.id] = answer
    return form


@st.composite
def fields(draw: st.DrawFn, question: Question) -> Form:
    """The fields of one question, answered."""
    codes = list(question.option_codes)
    if question.kind == "number":
        return {question.id: [str(draw(st.integers(question.min, question.max)))]}
    if question.kind == "text":
        written = st.text(min_size=1, max_size=question.max_length or 50)
        return {question.id: [draw(written.filter(clean_text))]}
    if question.kind == "matrix":
        return {
            f"{question.id}.{row.code}": [draw(st.sampled_from(codes))] for row in question.rows
        }
    if question.kind in ("single", "likert"):
        return {question.id: [draw(st.sampled_from(codes))]}
    chosen = draw(choices(question))
    if question.kind == "multi":
        return {question.id: chosen}
    return {f"{question.id}.{place}": [code] for place, code in enumerate(chosen, 1)}


@st.composite
def choices(draw: st.DrawFn, question: Question) -> list[str]:
    """Several choices within the limits, or one exclusive answer alone."""
    free = [option.code for option in question.options if not option.exclusive]
    alone = [option.code for option in question.options if option.exclusive]
    least, most = question.min_choices or 1, min(question.max_choices or 9, len(free))
    if alone and (least > most or draw(st.booleans())):
        return [draw(st.sampled_from(alone))]
    return draw(st.lists(st.sampled_from(free), min_size=least, max_size=most, unique=True))
