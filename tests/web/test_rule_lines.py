"""Rules as the lines of a form: what is only shown stays, what is said is what is meant."""

from hypothesis import given
from hypothesis import strategies as st

from survey_app.services import draft_checks
from survey_app.web.editing import apply
from survey_app.web.rule_lines import condition_in, meaning, rule_of
from tests.web.sat_definition import SAT, at

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
