"""Forms and buttons of the editor, applied to definitions: pure rules, right or wrong content."""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.errors import Invalid
from survey_app.questionnaire.kinds import KINDS
from survey_app.services import draft_checks
from survey_app.services.questionnaires import bundled_questionnaire
from survey_app.web import editing, editor_words
from survey_app.web.draft_shape import ABOUT, OF_KIND, Part, part_named, tidy
from survey_app.web.edit_steps import MAX_QUESTIONS, step
from survey_app.web.editing import apply
from survey_app.web.preview_part import showable
from survey_app.web.rule_lines import condition_in, meaning, rule_of

PLAIN = {"mode": "json", "by_alias": True, "exclude_defaults": True}
SAT = tidy(bundled_questionnaire("sat").model_dump(**PLAIN))
SCALE = [{"code": str(n), "zh": f"{n}分", "score": n} for n in (1, 2)]


def listed(names):
    """The names in a text."""
    return names.split()


def ids(definition):
    return [question["id"] for question in definition["questions"]]


def at(definition, code):
    return Part("q", ids(definition).index(code))


def do(definition, part, *actions):
    for action in actions:
        definition, part, _ = step(definition, part, action, {"sat5": SCALE})
    return definition, part


# --- Buttons -------------------------------------------------------------------------------------


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


# --- Forms ---------------------------------------------------------------------------------------


def test_an_empty_post_changes_nothing():
    for part in (ABOUT, Part("s", 0), *(Part("q", n) for n in range(len(SAT["questions"])))):
        assert apply(SAT, part, {}) == (SAT, part)


def test_texts_are_cleaned_and_cut():
    changed, _ = apply(SAT, Part("q", 0), {"text.zh": ["\x00 好\r\n吗\x1b " + "长" * 5000]})
    text = changed["questions"][0]["text"]["zh"]
    assert text.startswith("好\n吗")
    assert len(text) == editing.LONGEST


def test_numbers_that_are_none_are_kept_for_the_checker():
    changed, part = apply(SAT, at(SAT, "S20"), {"max_choices": ["many"]})
    assert changed["questions"][part.number]["max_choices"] == "many"
    places = [fault.place for fault in draft_checks.check(changed).errors]
    assert ("questions", part.number, "max_choices") in places


def test_rules_follow_a_question_that_gets_another_id():
    changed, _ = apply(SAT, at(SAT, "S10"), {"id": ["OVERALL"]})
    assert changed["questions"][at(changed, "S20").number]["show_if"]["q"] == "OVERALL"
    assert draft_checks.check(changed).errors == ()


def test_rules_follow_an_answer_that_gets_another_code():
    changed, _ = apply(SAT, at(SAT, "S10"), {"options.2.code": ["MIDDLE"]})
    assert "MIDDLE" in changed["questions"][at(changed, "S20").number]["show_if"]["any_of"]


def test_another_kind_drops_what_it_has_no_use_for():
    changed, part = apply(SAT, at(SAT, "S20"), {"kind": ["text"]})
    assert "options" not in changed["questions"][part.number]
    assert "max_choices" not in changed["questions"][part.number]


def test_boxes_that_were_not_shown_stay_as_they_are():
    part = at(SAT, "S10")
    changed, _ = apply(SAT, part, {"flags": ["1"], "options.0.shown": ["na"]})
    assert changed["questions"][part.number]["required"] is False
    assert changed["questions"][part.number]["options"][5]["na"] is True


JUNK = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["1", "-1", "99999999999999", "S10", "any_of", "at_least", "{", '{"q": 1}']),
)
NAMES = st.sampled_from(
    listed(
        "text.zh text.en id section kind flags required min max max_choices decimals "
        "order note measures measures.shown rows.0.code options.0.code options.0.zh "
        "options.1.score options.0.ends options.0.shown options.0.na show_if.join "
        "show_if.text show_if.0.q show_if.0.was show_if.0.is show_if.0.code "
        "show_if.0.value stop.join stop.0.q stop.ending title.zh base.join base.0.q "
        "base.text goal_minutes notice.version identity cycle zh en endings.no_consent.zh "
        "official.authority official.valid_until"
    )
)
POSTS = st.dictionaries(NAMES, st.lists(JUNK, min_size=1, max_size=3), max_size=12)
CONTENT = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                listed(
                    "questions sections title base when show_if stop options rows q any_of all any "
                    "not endings text kind id section code zh measures placeholders from official"
                )
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(POSTS, st.sampled_from(["about", "q0", "q4", "q5", "s1"]))
def test_no_post_breaks_a_definition(posted, name):
    changed, part = apply(SAT, part_named(name, SAT), posted)
    assert tidy(changed) == changed
    assert part_named(str(part), changed) == part
    draft_checks.check(changed)
    showable(changed, draft_checks.check_errors)


@given(CONTENT, POSTS)
def test_no_content_breaks_the_editor(content, posted):
    definition = tidy(content)
    assert tidy(definition) == definition
    for part in (ABOUT, Part("s", 0), *(Part("q", n) for n in range(len(definition["questions"])))):
        apply(definition, part, posted)
    showable(definition, draft_checks.check_errors)


# --- Rules as lines ------------------------------------------------------------------------------

SIMPLE = st.one_of(
    st.builds(
        lambda q, key, codes: {"q": q, key: codes},
        st.sampled_from(["A", "B.x"]),
        st.sampled_from(["any_of", "none_of"]),
        st.lists(st.sampled_from(["1", "2", "3"]), min_size=1, max_size=3, unique=True),
    ),
    st.builds(lambda given: {"q": "A", "answered": given}, st.booleans()),
    st.builds(
        lambda key, bound: {"q": "N", key: bound},
        st.sampled_from(["at_least", "at_most", "above", "below"]),
        st.sampled_from(["5", "2026-09-01"]),
    ),
)
RULES = st.one_of(
    st.none(),
    SIMPLE,
    st.builds(
        lambda join, parts: {join: parts},
        st.sampled_from(["all", "any"]),
        st.lists(SIMPLE, min_size=2, max_size=4),
    ),
    st.builds(lambda part: {"not": part}, SIMPLE),
    st.builds(lambda part: {"any": [{"all": [part, part]}, part]}, SIMPLE),
    st.just({"q": "N", "at_least": "1", "below": "9"}),
)


def as_posted(rule):
    """What a browser sends back for a rule as the form shows it."""
    if rule.text:
        return {"show_if.text": [rule.text]}
    posted = {"show_if.join": [rule.join]}
    for number, line in enumerate(rule.lines):
        name = f"show_if.{number}"
        posted |= {f"{name}.q": [line.q], f"{name}.was": [line.q], f"{name}.is": [line.relation]}
        posted |= {f"{name}.code": list(line.codes), f"{name}.value": [line.value]}
    return posted


@given(RULES)
def test_a_rule_that_is_only_shown_stays_as_it_is(rule):
    posted = as_posted(rule_of(rule))
    assert condition_in(posted, "show_if", rule, lambda q: ["any_of"]) == rule


@given(RULES, RULES)
def test_the_lines_of_a_rule_say_the_rule(rule, before):
    changed = condition_in(as_posted(rule_of(rule)), "show_if", before, lambda q: ["any_of"])
    assert meaning(rule_of(changed)) == meaning(rule_of(rule))


def test_a_rule_too_complex_for_lines_is_shown_as_text():
    rule = {"not": {"q": "A", "any_of": ["1"]}}
    assert rule_of(rule).lines == ()
    assert rule_of(rule).text == '{"not": {"q": "A", "any_of": ["1"]}}'


def test_text_that_is_no_rule_is_kept_for_the_checker():
    posted = {"show_if.text": ["if A then B"]}
    changed, part = apply(SAT, at(SAT, "S20"), posted)
    assert changed["questions"][part.number]["show_if"] == "if A then B"
    assert draft_checks.check(changed).errors[0].place[:3] == ("questions", part.number, "show_if")


def test_another_question_in_a_line_begins_without_answers():
    posted = {
        **{"show_if.join": ["all"], "show_if.0.q": ["S21"], "show_if.0.was": ["S10"]},
        **{"show_if.0.is": ["any_of"], "show_if.0.code": ["1"]},
    }
    changed = condition_in(posted, "show_if", None, lambda q: ["any_of", "answered"])
    assert changed == {"q": "S21", "any_of": []}


# --- What a preview can show ---------------------------------------------------------------------


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
