"""Small cells: what few people said is not told, and cannot be worked out from the rest."""

import numpy as np
import pytest

from survey_app.scoring.demand import demand, mention_shares
from survey_app.scoring.satisfaction import Publication
from survey_app.scoring.tally import count
from survey_app.services.figures import Ranking, Shares
from survey_app.services.questionnaires import bundled_questionnaire
from survey_app.services.withholding import (
    few_contented,
    few_wanted,
    gives_away,
    hidden_options,
    safe_total,
)
from tests.city import NOON
from tests.services.responding import store

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
        ("N14", {"F_LOCKER": 60, "F_CHARGER": 30, "NONE": 4}, {"NONE"}),  # several choices
    ],
)
def test_one_hidden_option_of_a_single_choice_takes_the_next_with_it(question, counts, hidden):
    assert hidden_options(shares(question, **counts)) == hidden


def test_what_fewer_than_five_people_want_has_no_points():
    """Forty want the first option, four the second, three are content."""
    first = np.array([1] * 40 + [2] * 4 + [16] * 3)
    tally = count({"N11.1": first, "N11.2": 0 * first, "N11.3": 0 * first})
    options = list(NEEDS["N11"].option_codes)
    ranked = demand(tally, places=["N11.1", "N11.2", "N11.3"], options=options)
    ranking = Ranking(NEEDS["N11"], Publication.INDICATIVE, ranked)
    assert few_wanted(ranking) == {options[1]}
    assert few_contented(ranking) == {"ENOUGH"}


@pytest.mark.parametrize(
    ("bases", "tells"),
    [([400, 200, 15], True), ([400, 12, 15], True), ([400, 20, 15], False), ([400, 0], False)],
)
def test_a_total_gives_away_what_is_left_when_the_rest_is_known(bases, tells):
    assert gives_away(bases) is tells


def test_a_total_without_small_communities_is_pooled_and_names_them(city_on_both):
    """As the goal's plan has it: weighted only if every community can be published."""
    from survey_app.services.results import campaign_results
    from tests.services.test_results import sat

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
