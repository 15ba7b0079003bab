"""Small cells: what few people said is not told, and cannot be worked out from the rest."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.scoring.demand import demand, mention_shares
from survey_app.scoring.satisfaction import Publication, satisfaction
from survey_app.scoring.tally import count
from survey_app.services.campaigns import find_campaign
from survey_app.services.figures import Arrivals, Figures, Ranking, Shares
from survey_app.services.questionnaires import bundled_questionnaire
from survey_app.services.results import campaign_results
from survey_app.services.results_choices import choices
from survey_app.services.results_files import results_document
from survey_app.services.withholding import (
    few_wanted,
    gives_away,
    hidden_cells,
    hidden_firsts,
    hidden_options,
    hides_modes,
    hides_received,
    safe_total,
)
from tests.city import NOON
from tests.services.responding import store
from tests.services.test_results import sat

NEEDS = bundled_questionnaire("needs").by_id


def shares(question: str, **counts: int) -> Shares:
    base = sum(counts.values())
    return Shares(NEEDS[question], base, Publication.USABLE, mention_shares(counts, base))


@pytest.mark.parametrize(
    ("question", "counts", "hidden"),
    [
        ("N12", {"FAR": 60, "FEW": 30, "PRICE": 4}, {"PRICE", "FEW"}),  # 94 less 60 and 30 is 4
        ("N12", {"FAR": 60, "FEW": 3, "PRICE": 4}, {"FEW", "PRICE"}),
        ("N12", {"FAR": 60, "FEW": 30, "PRICE": 0}, set()),
        ("N12", {"FAR": 60, "FEW": 3, "PRICE": 4, "HOURS": 0}, {"FEW", "PRICE", "HOURS"}),
        # 62 less 60 is 2: without FAR each of the two would be one person.
        ("N12", {"FAR": 60, "FEW": 1, "PRICE": 1}, {"FEW", "PRICE", "FAR"}),
        ("N14", {"F_LOCKER": 60, "F_CHARGER": 30, "NONE": 4}, {"NONE"}),  # several choices
        ("N14", {"F_LOCKER": 60, "F_CHARGER": 0, "NONE": 4}, {"NONE"}),
    ],
)
def test_what_is_hidden_of_a_single_choice_is_no_small_cell_together(question, counts, hidden):
    assert hidden_options(shares(question, **counts)) == hidden


@given(st.dictionaries(st.sampled_from("ABCDEFG"), st.integers(0, 40)))
def test_hidden_cells_are_none_or_several_with_five_people_if_there_are_any(counts):
    hidden = hidden_cells(counts)
    small = {code for code, n in counts.items() if 0 < n < 5}
    assert small <= hidden
    assert bool(hidden) is bool(small)
    if hidden and hidden != set(counts):
        assert len([code for code in hidden if counts[code]]) >= 2
        assert sum(counts[code] for code in hidden) >= 5
        assert all(counts[code] for code in counts.keys() - hidden)


def ranking(*firsts: tuple[int, int]) -> Ranking:
    """N11 with some (option's number, people) in the first place."""
    first = np.repeat([number for number, _ in firsts], [people for _, people in firsts])
    tally = count({"N11.1": first, "N11.2": 0 * first, "N11.3": 0 * first})
    places = ["N11.1", "N11.2", "N11.3"]
    ranked = demand(tally, places=places, options=list(NEEDS["N11"].option_codes))
    return Ranking(NEEDS["N11"], Publication.INDICATIVE, ranked)


def test_what_fewer_than_five_people_want_has_no_points():
    """Forty want the first option, four the second, three are content."""
    options = list(NEEDS["N11"].option_codes)
    ranked = ranking((1, 40), (2, 4), (16, 3))
    assert few_wanted(ranked) == {options[1]}
    assert hidden_firsts(ranked) == set(options[1:]) - {"OTHER"}


def test_a_ranking_in_a_file_has_its_shown_ranks_and_what_is_hidden_comes_last():
    """Points 120, 12, 15 (of four and five people): the shown ones keep ranks 1 and 2."""
    options = list(NEEDS["N11"].option_codes)
    figures = Figures(None, None, (), None, {"demand_basic": ranking((1, 4), (2, 40), (3, 5))}, {})
    found = choices(figures, {"demand_basic"}, withhold=True)["rankings"]["basic"]
    told = [item for item in found["items"] if item["points"]]
    assert [(item["code"], item["rank"], item["points"]) for item in told] == [
        (options[1], 1, 120),
        (options[2], 2, 15),
    ]
    last = found["items"][-1]
    assert last.pop("code") == options[0]
    assert last.pop("zh")
    assert set(last.values()) == {None}
    # 49 first choices less 40 would be 4 and 5: those of 4, the next, and the zeros are hidden.
    assert [item["first_choice"] for item in told] == [40 / 49, None]
    assert found["enough"] == {"ENOUGH": None}
    whole = choices(figures, {"demand_basic"}, withhold=False)["rankings"]["basic"]
    assert {item["code"]: item["points"] for item in whole["items"]}[options[0]] == 12
    assert whole["enough"] == {"ENOUGH": 0.0}


def received(**changes: int) -> Figures:
    """100 valid answers, 106 counted, 120 received; with some numbers changed."""
    n = {"complete": 120, "eligible": 106, "excluded": 6, "not_used": 6, "missing": 0, **changes}
    arrivals = Arrivals(n["complete"], n["eligible"], n["excluded"], 0, {"self": n["eligible"]}, {})
    rate = satisfaction(
        (52, 40, 8, 0, 0), not_used=n["not_used"], missing=n["missing"], goal=Fraction(9, 10)
    )
    return Figures(arrivals, rate, (), None, {}, {})


@pytest.mark.parametrize(
    ("changes", "hides"),
    [
        ({}, False),  # 8 outside the base, 6 left out, 6 "can't say"
        ({"excluded": 0}, False),
        ({"complete": 116}, True),  # 4 outside
        ({"excluded": 4}, True),
        ({"not_used": 4, "eligible": 104}, True),
        ({"missing": 1, "eligible": 107}, True),
    ],
)
def test_one_small_part_hides_all_between_received_and_valid(changes, hides):
    figures = received(**changes)
    assert hides_received(figures) is hides
    assert hides_modes(figures) is hides


@pytest.mark.parametrize(
    ("bases", "tells"),
    [([400, 200, 15], True), ([400, 12, 15], True), ([400, 20, 15], False), ([400, 0], False)],
)
def test_a_total_gives_away_what_is_left_when_the_rest_is_known(bases, tells):
    assert gives_away(bases) is tells


def test_a_total_without_small_communities_is_pooled_and_names_them(city_on_both):
    """As the goal's plan has it: weighted only if every community can be published."""
    with city_on_both.database.writing() as session:
        store(session, "sat", [sat("5")] * 40)
        store(session, "sat", [sat("1")] * 6, community="XS-HUALIAN")
    with city_on_both.database.reading() as session:
        results = campaign_results(session, 2, now=NOON)
        total = safe_total(session, results)
    assert "华联社区" not in [c.community.name for c in total.communities]
    assert (total.city.kind, total.city.rate.value, total.city.rate.base) == ("pooled", 1.0, 40)
    assert total.city.missing == results.city.missing
    assert "华联社区" in total.city.missing
    counted = (total.city.communities, total.city.reached, total.city.too_small)
    assert counted == (9, 1, 8)  # of all nine, not of those that are left


def test_a_total_is_pooled_though_what_is_left_could_be_weighted(city):
    """Eight communities with 1000 adults each and 30 answers, one with 6: p = 240 / 240."""
    with city.database.writing() as session:
        for link in find_campaign(session, 2).communities:
            link.population = {"adults": {"value": 1000}}
            few = link.region.code == "XS-HUALIAN"
            store(session, "sat", [sat("5")] * (6 if few else 30), community=link.region.code)
    with city.database.reading() as session:
        results = campaign_results(session, 2, now=NOON)
        total = safe_total(session, results)
        page, score = (
            results_document(results, withhold=True, total=total)["city"],
            results_document(results, withhold=False)["city"],
        )
    assert (total.city.kind, total.city.missing) == ("pooled", ("华联社区",))
    assert page["kind"] == score["kind"] == "pooled"
    assert page["missing"] == score["missing"] == ["华联社区"]
    assert (page["base"], score["base"]) == (240, 246)
    assert page["communities"] == score["communities"] == 9


def test_without_any_publishable_community_the_kind_is_the_same_everywhere(city):
    with city.database.writing() as session:
        store(session, "sat", [sat("5")] * 6)
    with city.database.reading() as session:
        results = campaign_results(session, 2, now=NOON)
        total = safe_total(session, results)
    assert (total.city.kind, total.city.rate) == (results.city.kind, None) == ("pooled", None)
