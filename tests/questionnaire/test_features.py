"""Every kind of question and every feature of rules does with forms what its fixture says."""

from collections.abc import Iterable
from typing import Any, get_args

import numpy as np
import pytest

from survey_app.questionnaire.answers import check_answers
from survey_app.questionnaire.codebook import Codebook, hidden, meaning
from survey_app.questionnaire.conditions import holds
from survey_app.questionnaire.definition import KindName, Questionnaire
from survey_app.questionnaire.effort import cards
from survey_app.questionnaire.kinds import KINDS, Variable
from survey_app.questionnaire.placeholders import filled
from survey_app.scoring.tally import count, matches
from tests.questionnaire.featured import FEATURES, cases, feature, forms_of, named

KEPT = forms_of("answers")


def having(name: str) -> list[str]:
    """Fixtures whose cases say this."""
    return [fixture for fixture in FEATURES if name in cases(fixture)]


def test_there_is_a_fixture_for_every_kind_and_for_nothing_else():
    kinds = set(get_args(KindName))
    assert set(KINDS) == kinds
    assert {f"kind_{kind}" for kind in kinds} == {n for n in FEATURES if n.startswith("kind_")}
    assert all(feature(name).id == name for name in FEATURES)


@pytest.mark.parametrize(("name", "form"), KEPT, ids=named)
def test_a_right_form_is_kept_as_its_fixture_says(name, form):
    checked = check_answers(feature(name), form["given"])
    assert (checked.problems, checked.ended) == ((), None)
    assert checked.answers == form["answers"]
    assert kinds_of(checked.answers) == kinds_of(form["answers"])
    assert checked.contacts == form.get("contacts", {})


def kinds_of(answers: dict[str, Any]) -> dict[str, type]:
    """1 and 1.0 are equal but not the same answer."""
    return {name: type(value) for name, value in answers.items()}


@pytest.mark.parametrize(("name", "form"), KEPT, ids=named)
def test_the_questions_shown_are_those_that_the_fixture_names(name, form):
    questions = feature(name).questions
    shown = [q.id for q in questions if holds(q.show_if, form["answers"])]
    assert shown == form.get("shown", shown)


@pytest.mark.parametrize(("name", "form"), forms_of("refused"), ids=named)
def test_a_wrong_form_is_refused_in_a_sentence(name, form):
    checked = check_answers(feature(name), form["given"])
    assert not checked.is_complete
    assert [
        {"question": p.question, "message": str(p.refused), **({"row": p.row} if p.row else {})}
        for p in checked.problems
    ] == form["refused"]


@pytest.mark.parametrize(("name", "form"), forms_of("ended"), ids=named)
def test_a_form_that_a_rule_ends_keeps_nothing(name, form):
    questionnaire = feature(name)
    checked = check_answers(questionnaire, form["given"])
    assert (checked.ended, checked.answers, checked.contacts) == (form["ended"], {}, {})
    assert form["ended"] in questionnaire.endings


@pytest.mark.parametrize("name", having("columns"))
def test_the_codebook_has_the_columns_of_the_fixture(name):
    columns = Codebook(feature(name)).columns.values()
    described = []
    for column in columns:
        variable = column.variable
        said: dict[str, Any] = {"name": variable.name, "bytes": variable.width}
        said |= {"codes": list(variable.codes)} if variable.codes else {"form": variable.form}
        described.append(said | ({"decimals": variable.decimals} if variable.decimals else {}))
    assert described == cases(name)["columns"]


@pytest.mark.parametrize(("name", "form"), KEPT, ids=named)
def test_the_codes_are_those_of_the_fixture_and_say_the_same(name, form):
    codebook = Codebook(feature(name))
    codes = codebook.encode(form["answers"])
    assert codes.hex() == form["codes"]
    assert len(codes) == codebook.width
    decoded = codebook.decode(codes)
    assert decoded == form.get("decoded", decoded)


@pytest.mark.parametrize("name", FEATURES)
def test_the_tally_counts_what_the_fixture_says(name):
    expected = cases(name)
    found = tallied(feature(name), [f["answers"] for f in expected["forms"] if "answers" in f])
    assert {variable: found[variable] for variable in expected["tally"]} == expected["tally"]


def tallied(questionnaire: Questionnaire, kept: Iterable[dict[str, Any]]) -> dict[str, dict]:
    """How often each value of a variable occurs, counted from codes."""
    codebook = Codebook(questionnaire)
    matrix = code_matrix(codebook, kept)
    found = {}
    for name, column in codebook.columns.items():
        values, places = np.unique(matrix[name], return_inverse=True)
        counts = count({name: places}).counts(name, len(values))
        labels = [label(column.variable, int(value)) for value in values]
        found[name] = dict(zip(labels, counts.tolist(), strict=True))
    return found


def label(variable: Variable, value: int) -> Any:
    """What a value is called in the tally of a fixture."""
    if value in (0, hidden(variable)):
        return "hidden" if value else "blank"
    return meaning(variable, value)


def code_matrix(codebook: Codebook, kept: Iterable[dict[str, Any]]) -> dict[str, np.ndarray]:
    """The values of every variable, one a form."""
    rows = [codebook.encode(answers) for answers in kept]
    return {
        name: np.array(
            [int.from_bytes(row[start : start + variable.width], "big") for row in rows],
            dtype=np.int64,
        )
        for name, (start, _, variable) in codebook.columns.items()
    }


def test_the_base_is_the_same_by_answers_and_by_codes():
    questionnaire, forms = feature("rule_base"), cases("rule_base")["forms"]
    codebook, kept = Codebook(questionnaire), [form["answers"] for form in forms]
    expected = [form["in_base"] for form in forms]
    rule = codebook.plain_rule(questionnaire.base.when)
    assert [holds(questionnaire.base.when, answers) for answers in kept] == expected
    assert matches(rule, code_matrix(codebook, kept)).tolist() == expected


@pytest.mark.parametrize("name", having("cards"))
def test_a_phone_shows_as_many_cards_as_the_fixture_says(name):
    assert cards(feature(name)) == cases(name)["cards"]


@pytest.mark.parametrize("name", having("orders"))
def test_a_rotated_list_is_shown_as_the_fixture_says(name):
    questions = feature(name).by_id
    for question, orders in cases(name)["orders"].items():
        shown = [questions[question].options_from(rotation) for rotation in range(4)]
        assert [[option.code for option in options] for options in shown] == orders


@pytest.mark.parametrize("name", having("filled"))
def test_words_in_braces_are_filled_in_once(name):
    questionnaire, expected = feature(name), cases(name)
    texts = {q.id: q.text for q in questionnaire.questions} | {"intro": questionnaire.intro}
    said = {place: filled(texts[place].zh, expected["values"]) for place in expected["filled"]}
    assert said == expected["filled"]


@pytest.mark.parametrize("name", having("parts"))
def test_parts_of_the_definition_read_as_the_fixture_says(name):
    for path, expected in cases(name)["parts"].items():
        at: Any = feature(name)
        for step in path.split("."):
            at = at[int(step)] if step.isdigit() else getattr(at, step)
        assert str(at) == expected
