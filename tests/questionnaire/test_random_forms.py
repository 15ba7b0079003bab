"""Any questionnaire takes right forms, refuses wrong ones by name, and its codes come back."""

import json
from typing import Any

import numpy as np
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from survey_app.questionnaire.answers import check_answers
from survey_app.questionnaire.checks import faults
from survey_app.questionnaire.codebook import Codebook
from survey_app.questionnaire.conditions import Condition, holds, leaves
from survey_app.questionnaire.definition import Question, Questionnaire
from survey_app.questionnaire.kinds import KINDS
from survey_app.questionnaire.loader import dump_questionnaire
from survey_app.questionnaire.reading import read_content
from survey_app.scoring.tally import matches
from tests.questionnaire.example import VOCABULARY, parse
from tests.questionnaire.form_strategies import ends
from tests.questionnaire.mutations import mutations
from tests.questionnaire.strategies import UNCOUNTED, definitions, forms, questionnaires

filled = questionnaires.flatmap(lambda q: st.tuples(st.just(q), forms(q)))


@given(questionnaires)
def test_what_the_strategies_make_is_a_right_questionnaire(questionnaire):
    assert faults(questionnaire) == []


@given(definitions())
def test_a_definition_read_as_content_is_the_definition(content):
    reading = read_content(content, VOCABULARY, with_warnings=False)
    assert reading.errors == ()
    assert reading.questionnaire == Questionnaire.model_validate(content)


@given(questionnaires)
def test_a_published_definition_reads_back_as_it_was(questionnaire):
    dumped = questionnaire.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    assert Questionnaire.model_validate(json.loads(json.dumps(dumped))) == questionnaire


@given(questionnaires)
def test_a_definition_written_as_yaml_reads_back_as_it_was(questionnaire):
    assert parse(dump_questionnaire(questionnaire)) == questionnaire


@given(filled)
def test_a_right_form_is_taken_and_keeps_only_what_was_shown(made):
    questionnaire, form = made
    checked = check_answers(questionnaire, form)
    assert checked.problems == ()
    shown = {q.id for q in questionnaire.questions if holds(q.show_if, checked.answers)}
    assert {name.partition(".")[0] for name in checked.answers} <= shown


@given(filled)
def test_a_form_ends_where_an_answer_or_a_rule_ends_it(made):
    questionnaire, form = made
    checked = check_answers(questionnaire, form)
    if checked.ended:
        assert (checked.ended, checked.answers, checked.contacts) == ("bye", {}, {})
        return
    shown = [q for q in questionnaire.questions if holds(q.show_if, checked.answers)]
    assert not any(ends(question, checked.answers) for question in shown[-1:])


@given(filled)
def test_a_telephone_number_is_never_among_the_answers(made):
    questionnaire, form = made
    checked = check_answers(questionnaire, form)
    asked = {q.id for q in questionnaire.questions if q.kind == "contact"} & set(checked.answers)
    assert checked.contacts == {name: form[name][0] for name in asked}
    assert all(checked.answers[name] == "given" for name in asked)


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
        if holds(question.show_if, answers)
        for name, value in closed(question, answers.get(question.id)).items()
    }


def closed(question: Question, answer: Any) -> dict[str, Any]:
    """A question's answer by variable, written down apart from the codebook."""
    if question.kind in (*UNCOUNTED, "note"):
        return {}
    if question.kind == "multi":
        chosen = answer or []
        return {f"{question.id}.{c}": c if c in chosen else None for c in question.option_codes}
    if question.kind == "rank":
        padded = [*(answer or []), *[None] * question.max_choices]
        places = range(1, question.max_choices + 1)
        return {f"{question.id}.{place}": padded[place - 1] for place in places}
    parts = {
        "matrix": [row.code for row in question.rows],
        "best_worst": ["best", "worst"],
        "time_range": ["from", "to"],
    }
    if question.kind in parts:
        return {f"{question.id}.{p}": (answer or {}).get(p) for p in parts[question.kind]}
    return {question.id: answer}


@given(filled)
def test_a_rule_says_the_same_of_the_codes_as_of_the_answers(made):
    questionnaire, form = made
    answers = check_answers(questionnaire, form).answers
    codebook = Codebook(questionnaire)
    codes = codebook.encode(answers)
    columns = {
        name: np.array([int.from_bytes(codes[start : start + variable.width], "big")])
        for name, (start, _, variable) in codebook.columns.items()
    }
    assume(columns)
    for rule in [questionnaire.base.when, *(q.show_if for q in questionnaire.questions)]:
        if is_counted(questionnaire, rule):
            found = matches(codebook.plain_rule(rule), columns).tolist()
            assert found == [holds(rule, answers)]


def is_counted(questionnaire: Questionnaire, rule: Condition | None) -> bool:
    """Whether the codes hold everything that the rule asks for."""
    asked = [questionnaire.by_id[leaf.q.partition(".")[0]].kind for leaf in leaves(rule)]
    return set(asked).isdisjoint(UNCOUNTED)


# A form is broken in some fifty ways: making a failing one smaller outlasts the time limit.
@settings(max_examples=200, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(filled)
def test_one_broken_rule_is_refused_and_its_question_named(made):
    questionnaire, form = made
    assume(not check_answers(questionnaire, form).ended)
    for mutation in mutations(questionnaire, form):
        checked = check_answers(questionnaire, mutation.form)
        named = [(problem.question, problem.row) for problem in checked.problems]
        assert named[:1] == [(mutation.question, mutation.row)], mutation.why
        assert not checked.ended


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
