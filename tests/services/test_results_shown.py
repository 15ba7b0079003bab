"""What is shown of a question: its base beside every share, and no small number or way to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.questionnaire.definition import Question
from survey_app.scoring.satisfaction import Publication
from survey_app.services.results_questions import Cells
from survey_app.services.results_shown import base_of, shown, tells
from tests.services.two_versions import question


def cells(kind, counts=None, *, answered=None, blank=0, hidden=0, values=None, **more) -> Cells:
    """A question Q with these counts; NA is "can't say"."""
    counts = {k: n if isinstance(n, tuple) else (n,) for k, n in (counts or {}).items()}
    options = [{"code": code, "zh": code, "na": code == "NA"} for code in counts]
    asked = Question.model_validate(question("Q", kind, options=options, **more))
    people = sum(n[0] for n in counts.values()) if answered is None else answered
    return Cells(asked, None, people, blank, hidden, (1,), counts, values or {})


def numbers(figures) -> dict[str, int | None]:
    return {one.option.code: one.n for one in figures.options}


def values(one) -> float | None:
    return one.share and one.share.value


def test_every_share_has_its_interval():
    """Wilson by hand, 45 of 90: (45 + z²/2 ± z·√(22.5 + z²/4)) / (90 + z²) with z² = 3.841459."""
    figures = shown(cells("single", {"A": 45, "B": 45, "NA": 10}), withhold=True)
    assert figures.options[0].share == (
        0.5,
        pytest.approx(0.398837, abs=1e-6),
        pytest.approx(0.601163, abs=1e-6),
        90,
        "wilson",
    )


def test_shares_are_of_valid_answers_and_who_cannot_say_has_none():
    figures = shown(cells("single", {"A": 45, "B": 45, "NA": 10}, blank=7, hidden=8), withhold=True)
    assert (figures.base, figures.answered, figures.asked) == (90, 100, 107)
    assert (figures.blank, figures.hidden) == (7, 8)
    assert [values(one) for one in figures.options] == [0.5, 0.5, None]
    assert figures.options[2].is_outside
    assert figures.publication is Publication.INDICATIVE


def test_reasons_count_all_who_answered_as_the_main_page_does():
    one = cells("single", {"A": 45, "NA": 45}, measures=["gap_reason"])
    assert [values(option) for option in shown(one, withhold=True).options] == [0.5, 0.5]


def test_below_thirty_answers_only_their_number_is_told():
    figures = shown(cells("single", {"A": 20, "B": 9}), withhold=True)
    assert (figures.base, figures.answered, figures.options) == (29, None, ())
    assert numbers(shown(cells("single", {"A": 20, "B": 9}), withhold=False)) == {"A": 20, "B": 9}


def test_how_many_a_rule_asked_is_not_told_if_they_are_few():
    rule = {"q": "P", "any_of": ["A"]}
    assert shown(cells("single", {"A": 20}, show_if=rule), withhold=True).base is None


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ({"A": 50, "B": 30, "C": 4}, {"B", "C"}),  # 84 less 50 and 30 would be 4
        ({"A": 50, "B": 30, "C": 5}, set()),
        ({"A": 50, "B": 3, "C": 4}, {"B", "C"}),
    ],
)
def test_few_are_hidden_with_what_would_give_them_away(counts, hidden):
    assert shown(cells("single", counts), withhold=True).unshown == hidden


def test_few_who_cannot_say_hide_all_ways_out_of_the_base():
    figures = shown(cells("single", {"A": 50, "B": 40, "NA": 2}, blank=9), withhold=True)
    assert (figures.base, figures.answered, figures.blank, figures.asked) == (90, None, None, None)
    assert numbers(figures) == {"A": 50, "B": 40, "NA": None}


def test_a_rated_question_shows_all_its_answers_or_none():
    """The main page tells how many are satisfied: the sum of two answers."""
    one = cells("likert", {"5": 80, "4": 3, "3": 20, "2": 9}, measures=["satisfaction_rate"])
    assert shown(one, withhold=True).unshown == {"5", "4", "3", "2"}


def test_of_several_answers_only_the_small_ones_are_hidden():
    figures = shown(cells("multi", {"A": 90, "B": 3, "C": 0}, answered=100), withhold=True)
    assert numbers(figures) == {"A": 90, "B": None, "C": 0}
    assert values(figures.options[0]) == 0.9


def test_a_ranking_hides_places_that_few_chose_and_those_that_would_tell_them():
    """First places 60 + 2 + 20 + 8 = 90: without B's two the next smallest, D's 8, go too."""
    counts = {"A": (60, 10), "B": (2, 30), "C": (20, 20), "D": (8, 9)}
    figures = shown(cells("rank", counts, answered=90, max_choices=2), withhold=True)
    assert numbers(figures) == {"A": 70, "B": 32, "C": 40, "D": 17}
    assert figures.unshown == {"B", "D"}
    assert figures.options[0].parts == (60, 10)
    assert values(figures.options[0]) == 70 / 90


def test_places_of_one_option_are_never_hidden_alone():
    """A's two second places: 62 mentions less 60 first ones, which are 90 less 20 and 10."""
    counts = {"A": (60, 2), "B": (20, 30), "C": (10, 58)}
    figures = shown(cells("rank", counts, answered=90, max_choices=2), withhold=True)
    assert figures.unshown == {"A", "C"}


def test_best_and_worst_are_hidden_together():
    counts = {"A": (50, 6), "B": (20, 20), "C": (20, 60), "D": (0, 4)}
    figures = shown(cells("best_worst", counts, answered=90), withhold=True)
    assert figures.unshown == {"A", "D"}  # worst: 90 less 20 and 60 leaves ten for both
    assert figures.options[1].parts == (20, 20)


def test_nobodys_own_number_is_the_lowest_or_the_highest():
    """One 0, twenty 3, nineteen 8 and one 99: five people reach 3 and 8."""
    one = cells("number", answered=41, values={"": ([0, 3, 8, 99], [1, 20, 19, 1])})
    figures = shown(one, withhold=True).summaries[""]
    assert (figures.low, figures.median, figures.high) == (3, 3, 8)
    everything = shown(one, withhold=False).summaries[""]
    assert (everything.low, everything.high) == (0, 99)
    few = cells("number", answered=4, values={"": ([7], [4])})
    assert shown(few, withhold=True).summaries == {}


def test_of_texts_there_is_a_number_unless_it_is_small():
    assert shown(cells("text", answered=12, blank=30), withhold=True).base == 12
    few = shown(cells("text", answered=4, blank=30), withhold=True)
    assert (few.base, few.answered, few.blank) == (None, None, None)
    assert shown(cells("text", answered=0, blank=30), withhold=True).base == 0


def test_a_total_stays_away_where_one_part_is_too_small():
    big, small = cells("single", {"A": 60}), cells("single", {"A": 10})
    assert tells([big, small])
    assert not tells([big, small, cells("single", {"A": 25})])
    figures = shown(cells("single", {"A": 70}), withhold=True, gives_others_away=True)
    assert (figures.options, figures.answered, figures.gives_others_away) == ((), None, True)


def test_texts_of_a_total_give_away_only_few_people():
    assert tells([cells("text", answered=60), cells("text", answered=3)])
    assert not tells([cells("text", answered=60), cells("text", answered=7)])


@given(st.lists(st.integers(0, 60), min_size=2, max_size=6), st.integers(0, 9), st.booleans())
def test_what_is_hidden_of_a_choice_is_never_one_small_number(ns, cannot_say, rated):
    names = "ABCDEF"[: len(ns)]
    measures = ["item_rates"] if rated else []
    one = cells("single", dict(zip(names, ns, strict=True)) | {"NA": cannot_say}, measures=measures)
    figures = shown(one, withhold=True)
    told = numbers(figures)
    if not told:
        assert base_of(one) < 30
        return
    assert not any(n is not None and 0 < n < 5 for n in told.values())
    left = sum(ns) - sum(told[name] or 0 for name in names)
    unshown = [n for name, n in zip(names, ns, strict=True) if told[name] is None]
    assert left == 0 if not unshown else left >= 5 and sum(n > 0 for n in unshown) != 1
