"""Any questionnaire takes right forms, refuses wrong ones by name, and its codes come back."""

import json
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from survey_app.questionnaire.answers import check_answers
from survey_app.questionnaire.checks import faults
from survey_app.questionnaire.codebook import Codebook
from survey_app.questionnaire.conditions import holds
from survey_app.questionnaire.definition import Questionnaire
from survey_app.questionnaire.kinds import KINDS
from survey_app.scoring.tally import matches
from tests.questionnaire.strategies import forms, questionnaires

filled = questionnaires.flatmap(lambda q: st.tuples(st.just(q), forms(q)))
CLOSED = ("single", "likert", "multi", "rank", "matrix", "number")


@given(questionnaires)
def test_what_the_strategies_make_is_a_right_questionnaire(questionnaire):
    assert faults(questionnaire) == []


@given(questionnaires)
def test_a_published_definition_reads_back_as_it_was(questionnaire):
    dumped = questionnaire.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    assert Questionnaire.model_validate(json.loads(json.dumps(dumped))) == questionnaire


@given(filled)
def test_a_right_form_is_taken_and_keeps_only_what_was_shown(made):
    questionnaire, form = made
    checked = check_answers(questionnaire, form)
    assert checked.problems == ()
    shown = {q.id for q in questionnaire.questions if holds(q.show_if, checked.answers)}
    assert {name.partition(".")[0] for name in checked.answers} <= shown


@given(filled)
def test_codes_say_what_the_closed_answers_were_and_leave_hidden_ones_out(made):
    questionnaire, form = made
    answers = check_answers(questionnaire, form).answers
    codebook = Codebook(questionnaire)
    codes = codebook.encode(answers)
    assert len(codes) == codebook.width
    assert codebook.decode(codes) == {
        name: value
        for question in questionnaire.questions
        if question.kind in CLOSED and holds(question.show_if, answers)
        for name, value in closed(question, answers.get(question.id)).items()
    }


def closed(question: Any, answer: Any) -> dict[str, Any]:
    """A question's answer by variable, written down apart from the codebook."""
    if question.kind == "multi":
        chosen = answer or []
        return {f"{question.id}.{c}": c if c in chosen else None for c in question.option_codes}
    if question.kind == "matrix":
        return {f"{question.id}.{row.code}": (answer or {}).get(row.code) for row in question.rows}
    if question.kind == "rank":
        padded = [*(answer or []), *[None] * question.max_choices]
        places = range(1, question.max_choices + 1)
        return {f"{question.id}.{place}": padded[place - 1] for place in places}
    return {question.id: answer}


@given(filled)
def test_the_base_by_codes_is_the_base_by_answers(made):
    questionnaire, form = made
    answers = check_answers(questionnaire, form).answers
    assume(not any(q.kind == "number" for q in questionnaire.questions))
    codebook = Codebook(questionnaire)
    codes = codebook.encode(answers)
    columns = {name: [codes[column.start]] for name, column in codebook.columns.items()}
    rule = codebook.plain_rule(questionnaire.base.when)
    assume(columns)
    assert matches(rule, columns).tolist() == [holds(questionnaire.base.when, answers)]


@given(filled, st.data())
def test_one_wrong_value_is_refused_and_the_question_named(made, data):
    questionnaire, form = made
    assume(form)
    field = data.draw(st.sampled_from(sorted(form)), label="field")
    question = questionnaire.by_id[field.partition(".")[0]]
    wrong = data.draw(st.sampled_from(mutations(question, form, field)), label="wrong")
    problems = check_answers(questionnaire, {**form, field: wrong}).problems
    assert question.id in [problem.question for problem in problems]


def mutations(question: Any, form: dict[str, list[str]], field: str) -> list[list[str]]:
    """Values of a field that break one rule of its question."""
    unknown = [["nobody"], ["NA\0"], [" "], ["\ud800"], ["' OR 1=1 --"], ["a"]]
    codes = list(question.option_codes)
    if question.kind == "text":
        return [["x" * (question.max_length + 1)]]
    if question.kind == "number":
        beyond = [[str(question.max + 1)], [str(question.min - 1)]]
        return [
            *beyond,
            ["12a"],
            ["1e3"],
            ["0x1"],
            ["1_0"],
            ["nan"],
            ["９９９９９９９９９９"],
            ["9" * 5000],
        ]
    if question.kind == "rank":
        others = [form[f] for f in KINDS["rank"].fields(question) if f != field and f in form]
        return [*unknown, codes[:2], *others]
    if question.kind == "multi":
        alone = [o.code for o in question.options if o.exclusive]
        with_others = [[alone[0], c] for c in codes if alone and c != alone[0]]
        too_many = [codes] if question.max_choices < len(codes) else []
        return [*unknown, *with_others, *too_many]
    return [*unknown, codes[:2]]


@given(filled, st.data())
def test_a_required_question_left_out_is_named(made, data):
    questionnaire, form = made
    shown = check_answers(questionnaire, form).answers
    required = [q for q in questionnaire.questions if q.required and q.id in shown]
    assume(required)
    question = data.draw(st.sampled_from(required))
    left = {f: v for f, v in form.items() if f.partition(".")[0] != question.id}
    problems = check_answers(questionnaire, left).problems
    assert question.id in [problem.question for problem in problems]


@given(
    questionnaires, st.dictionaries(st.text(max_size=8), st.lists(st.text(max_size=8), max_size=3))
)
def test_nothing_that_somebody_sends_makes_the_check_fail(questionnaire, sent):
    names = [field for q in questionnaire.questions for field in KINDS[q.kind].fields(q)]
    values = list(sent.values())
    sent |= dict(zip(names, values, strict=False))
    checked = check_answers(questionnaire, sent)
    if checked.is_complete:
        Codebook(questionnaire).encode(checked.answers)
