"""Adding the answers to several versions, question by question and code by code."""

from survey_app.questionnaire.definition import Question
from survey_app.services.joining import joined
from survey_app.services.results_questions import Cells
from tests.services.two_versions import question


def cells(version, id_="Q", kind="single", counts=None, **more) -> Cells:
    counts = {code: n if isinstance(n, tuple) else (n,) for code, n in (counts or {}).items()}
    options = [{"code": code, "zh": f"{code}{version}"} for code in counts]
    people = more.pop("answered", sum(n[0] for n in counts.values()))
    asked = Question.model_validate(question(id_, kind, options=options))
    given = {"blank": 1, "hidden": 2, **more}
    return Cells(asked, None, people, versions=(version,), counts=counts, **given)


def test_equal_codes_are_added_whatever_their_place():
    [one] = joined([[cells(1, counts={"A": 3, "B": 4})], [cells(2, counts={"B": 10, "A": 20})]])
    assert one.counts == {"B": (14,), "A": (23,)}
    assert (one.answered, one.blank, one.hidden, one.versions) == (37, 2, 4, (1, 2))


def test_the_newest_words_are_shown_and_words_only_of_old_options_are_kept():
    [one] = joined([[cells(2, counts={"A": 1})], [cells(1, counts={"A": 1, "B": 2})]])
    assert [(o.code, o.zh) for o in one.question.options] == [("A", "A2"), ("B", "B1")]
    assert (one.offered, one.bases) == ({"B": (1,)}, {"B": 3})


def test_questions_of_one_version_stay_apart_and_those_no_longer_asked_come_last():
    old = [cells(1, "OLD", counts={"A": 1}), cells(1, counts={"A": 1})]
    new = [cells(2, counts={"A": 1}), cells(2, "NEW", counts={"A": 1})]
    found = [(one.question.id, one.versions) for one in joined([old, new])]
    assert found == [("Q", (1, 2)), ("NEW", (2,)), ("OLD", (1,))]


def test_a_question_of_another_kind_is_another_question():
    found = joined([[cells(1, counts={"A": 1})], [cells(2, kind="multi", counts={"A": 5})]])
    assert [(one.question.kind, one.counts) for one in found] == [
        ("multi", {"A": (5,)}),
        ("single", {"A": (1,)}),
    ]


def test_rankings_add_up_place_by_place():
    first = cells(1, kind="rank", counts={"A": (5, 2, 1), "B": (3, 3, 0)})
    second = cells(2, kind="rank", counts={"A": (1, 1), "B": (2, 2)})
    [one] = joined([[first], [second]])
    assert one.counts == {"A": (6, 3, 1), "B": (5, 5, 0)}


def test_quantities_are_one_list():
    first = cells(1, kind="number", answered=3, values={"": ([1, 5], [2, 1])})
    second = cells(2, kind="number", answered=4, values={"": ([5, 9], [3, 1])})
    [one] = joined([[first], [second]])
    assert one.values == {"": ([1, 5, 9], [2, 4, 1])}


def test_what_is_not_known_of_a_part_is_not_known_of_the_sum():
    [one] = joined([[cells(1, kind="text", blank=None)], [cells(2, kind="text")]])
    assert (one.blank, one.hidden) == (None, 4)


def test_two_campaigns_of_one_version_are_added_too():
    [one] = joined([[cells(1, counts={"A": 1})], [cells(1, counts={"A": 2})]])
    assert (one.counts, one.versions, one.offered) == ({"A": (3,)}, (1,), {})
