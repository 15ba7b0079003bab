"""Buttons of the editor, applied to definitions, and what a preview can show of the outcome."""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.errors import Invalid
from survey_app.questionnaire.kinds import KINDS
from survey_app.services import draft_checks
from survey_app.web import editor_words
from survey_app.web.draft_shape import ABOUT, OF_KIND, Part, part_named, tidy
from survey_app.web.edit_steps import MAX_QUESTIONS, step
from survey_app.web.preview_part import showable
from tests.web.sat_definition import SAT, at, ids, listed

SCALE = [{"code": str(n), "zh": f"{n}分", "score": n} for n in (1, 2)]


def do(definition, part, *actions):
    for action in actions:
        definition, part, _ = step(definition, part, action, {"sat5": SCALE})
    return definition, part


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_added_and_is_shown_at_once(kind):
    changed, part = do(SAT, at(SAT, "S10"), f"add:{kind}")
    added = changed["questions"][part.number]
    assert added["kind"] == kind
    assert part.number == at(SAT, "S10").number + 1
    shown = showable(changed, draft_checks.check_errors)
    assert added["id"] in shown.questionnaire.by_id
    assert shown.left_out == ()


def test_the_words_name_every_kind():
    assert set(editor_words.KINDS) == set(OF_KIND) == set(KINDS)


def test_moving_to_the_edge_goes_on_in_the_next_section():
    changed, part = do(SAT, at(SAT, "S10"), "move:down")
    assert changed["questions"][part.number]["section"] == "C"
    assert ids(changed) == ids(SAT)
    back, part = do(changed, part, "move:up")
    assert back == SAT


def test_moving_up_from_the_top_changes_nothing():
    assert do(SAT, Part("q", 0), "move:up") == (SAT, Part("q", 0))


def test_a_duplicate_has_an_id_of_its_own_and_measures_nothing():
    changed, part = do(SAT, at(SAT, "S10"), "duplicate")
    twin = changed["questions"][part.number]
    assert twin["id"] not in ids(SAT)
    assert "measures" not in twin
    assert twin["options"] == SAT["questions"][at(SAT, "S10").number]["options"]


def test_a_deleted_section_leaves_its_questions_to_the_one_before():
    changed, part = do(SAT, Part("s", 1), "delete")
    assert part == Part("s", 0)
    assert changed["questions"][at(changed, "S10").number]["section"] == "A"


def test_the_last_section_stays():
    with pytest.raises(Invalid):
        do(tidy({}), Part("s", 0), "delete")


def test_a_new_answer_stands_before_cannot_say():
    changed, part = do(SAT, at(SAT, "S10"), "add-part:options")
    codes = [option["code"] for option in changed["questions"][part.number]["options"]]
    assert codes[-1] == "NA"
    assert len(set(codes)) == len(codes) == 7


def test_there_is_room_for_two_hundred_questions_and_no_more():
    changed, part = SAT, Part("q", 0)
    changed = {**changed, "questions": [changed["questions"][0]] * (MAX_QUESTIONS - 1)}
    changed, part = do(changed, part, "add:note")
    with pytest.raises(Invalid):
        do(changed, part, "add:note")


def test_a_line_taken_out_of_a_rule_leaves_the_others():
    rule = {"all": [{"q": "S01", "any_of": ["LIVE6"]}, {"q": "S02", "answered": True}]}
    definition = deepcopy(SAT)
    definition["base"]["when"] = rule
    changed, _ = do(definition, ABOUT, "unrule:base:0")
    assert changed["base"]["when"] == {"q": "S02", "answered": True}
    changed, _ = do(changed, ABOUT, "unrule:base:0")
    assert "when" not in changed["base"]


ACTIONS = st.one_of(
    st.text(max_size=20),
    st.builds(
        "{}:{}".format,
        st.sampled_from(
            listed(
                "go add move up down remove add-part fill unrule delete duplicate add-section "
                "add-ending remove-ending add-placeholder remove-placeholder"
            )
        ),
        st.sampled_from(["up", "down", "single", "options:0", "rows:1", "options", "stop:0", "q3"]),
    ),
)


@given(st.lists(ACTIONS, max_size=8), st.sampled_from(["about", "q0", "q4", "q5", "s1"]))
def test_no_button_breaks_what_it_works_on(actions, name):
    definition, part = SAT, part_named(name, SAT)
    for action in actions:
        try:
            definition, part = do(definition, part, action)
        except Invalid:
            continue
    assert tidy(definition) == definition
    assert part_named(str(part), definition) == part
    assert draft_checks.check(definition) is not None


def test_a_rule_that_looks_at_a_deleted_question_is_left_out_alone():
    changed, _ = do(SAT, at(SAT, "S10"), "delete")
    shown = showable(changed, draft_checks.check_errors)
    assert list(shown.questionnaire.by_id) == ids(changed)
    number = at(changed, "S20").number + 1
    assert shown.left_out == (("a rule of question {number}", {"number": number}),)


def test_a_faulty_question_is_left_out_and_its_neighbours_stay():
    changed = deepcopy(SAT)
    faulty = changed["questions"][3]
    faulty["kind"], faulty["required"], faulty["id"] = "unheard", "maybe", "S10"
    shown = showable(changed, draft_checks.check_errors)
    assert list(shown.questionnaire.by_id) == [code for code in ids(SAT) if code != "S10"]
