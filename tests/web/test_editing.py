"""Forms of the editor, applied to definitions: pure rules, right or wrong content."""

from hypothesis import given
from hypothesis import strategies as st

from survey_app.services import draft_checks
from survey_app.web import editing
from survey_app.web.draft_shape import ABOUT, Part, part_named, tidy
from survey_app.web.editing import apply
from survey_app.web.preview_part import showable
from tests.web.sat_definition import SAT, at, listed


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
