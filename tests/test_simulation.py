"""Synthetic residents: seeded, marked, exactly as satisfied as was asked."""

import random
from dataclasses import replace

import pytest

from survey_app.errors import Invalid
from survey_app.questionnaire.answers import check_answers
from survey_app.questionnaire.definition import Question
from survey_app.services.placements import find_landing
from survey_app.services.questionnaires import bundled_questionnaire
from survey_app.services.results import campaign_results
from survey_app.simulation import Community, _range, simulate
from survey_app.storage.models import Response
from tests.city import CLOSES
from tests.questionnaire.featured import FEATURES, feature


def landing_of(city, code=None):
    with city.database.reading() as session:
        return find_landing(session, code or city.code)


def sent(city, *, seed=1, forms=40, satisfied=0.9, name="sat") -> list[tuple[str, dict]]:
    """The requests that a simulation makes, without sending them."""
    made = []
    post = lambda path, fields: made.append((path, fields)) or 303  # noqa: E731
    residents = [Community(landing_of(city), forms, satisfied)]
    questionnaire = bundled_questionnaire(name)
    tokens = city.app.extensions["survey_app"].tokens
    now = city.clock.now
    list(simulate(residents, questionnaire, tokens, post=post, seed=seed, now=now))
    return made


def test_the_same_seed_gives_the_same_answers(city):
    assert sent(city, seed=7) == sent(city, seed=7)
    assert sent(city, seed=7) != sent(city, seed=8)


@pytest.mark.parametrize("name", ["sat", "needs"])
def test_synthetic_forms_are_right_forms(city, name):
    questionnaire = bundled_questionnaire(name)
    for _, fields in sent(city, name=name, forms=120):
        assert check_answers(questionnaire, fields).problems == ()


PUT_TO_RESIDENTS = [name for name in FEATURES if feature(name).identity == "anonymous"]


@pytest.mark.parametrize("name", [*PUT_TO_RESIDENTS, "cons", "fb", "merch"])
def test_synthetic_residents_answer_every_kind_of_question_rightly(city, name):
    asked = feature(name) if name in FEATURES else bundled_questionnaire(name)
    offer = replace(landing_of(city).offers[0], questionnaire=asked.id)
    landing = replace(landing_of(city), offers=(offer,))
    made = []
    post = lambda path, fields: made.append(fields) or 303  # noqa: E731
    tokens = city.app.extensions["survey_app"].tokens
    residents = [Community(landing, 60, 0.9)]
    forms = simulate(residents, asked, tokens, post=post, seed=3, now=city.clock.now)
    if any(q.kind == "photo" and q.required for q in asked.questions):
        with pytest.raises(Invalid, match="send no photos"):
            list(forms)
        return
    assert len(list(forms)) == 60
    checked = [check_answers(asked, fields) for fields in made]
    assert [one.problems for one in checked if one.problems] == []
    numbers = {number for one in checked for number in one.contacts.values()}
    assert numbers <= {"00000000000"}
    answered = {name for one in checked for name in one.answers}
    kinds = {asked.by_id[name].kind for name in answered if name in asked.by_id}
    if name.startswith("kind_"):
        assert kinds == {q.kind for q in asked.questions} - {"note", "photo"}


@pytest.mark.parametrize("satisfied", [0.0, 0.62, 0.9, 1.0])
def test_the_satisfied_share_is_met_to_the_last_form_and_marked_synthetic(city, satisfied):
    for path, fields in sent(city, forms=60, satisfied=satisfied):
        assert city.client.post(path, data=fields).status_code == 303
    with city.database.reading() as session:
        found = campaign_results(session, 2, now=city.clock.now)
        assert all(row.synthetic for row in session.query(Response))
    figures = found.communities[0].figures
    assert figures.arrivals.synthetic == figures.arrivals.complete > 40
    assert figures.satisfaction.satisfied == int(figures.satisfaction.base * satisfied + 1e-9)


def test_where_nothing_is_open_for_it_nothing_is_sent(city):
    landing = landing_of(city)
    empty = type(landing)(**{**vars(landing), "offers": ()})
    tokens = city.app.extensions["survey_app"].tokens
    wanted = [Community(empty, 1, 0.9)]
    forms = simulate(
        wanted,
        bundled_questionnaire("sat"),
        tokens,
        post=lambda path, fields: 303,
        seed=1,
        now=CLOSES,
    )
    with pytest.raises(Invalid, match="no campaign of this kind"):
        list(forms)


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({}, (0, 99)),
        ({"min": 100}, (100, 199)),
        ({"max": 0}, (-99, 0)),
        ({"min": 3, "max": 3}, (3, 3)),
        ({"min": 0.55, "max": 1, "decimals": 1}, (6, 10)),  # tenths
    ],
)
def test_a_synthetic_number_keeps_its_limits(limits, expected):
    question = Question(
        id="Q", section="S", kind="number", text={"zh": "数", "en": "n"}, required=True, **limits
    )
    assert _range(question) == expected
    assert expected[0] <= random.Random(1).randint(*_range(question)) <= expected[1]
