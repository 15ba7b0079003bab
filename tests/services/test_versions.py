"""A campaign stays on its version: forms, codes, results, exports, and what may be added up."""

import pytest

from survey_app.services.campaigns import find_campaign
from survey_app.services.exports import export_rows
from survey_app.services.questionnaires import published
from survey_app.services.results import campaign_results, versions_in_round
from survey_app.services.results_by_question import question_results, round_results
from survey_app.services.results_files import results_document
from survey_app.services.results_question_files import question_rows, questions_document
from survey_app.storage.models import Response
from tests.city import NOON
from tests.services.two_versions import (
    FIRST,
    NEW_PLACE,
    OLD_PLACE,
    SECOND,
    opened,
    put,
    put_both,
    store,
    token_in,
)


@pytest.fixture
def walks(city_on_both):
    """Version 1 runs in one community; version 2 was published and launched after it in another."""
    put_both(city_on_both)
    return city_on_both


def shares(question) -> dict[str, tuple]:
    return {one.option.code: (one.n, one.share and one.share.value) for one in question.options}


def of(found, name):
    return next(one for one in found if one.question.id == name)


def test_residents_of_the_old_campaign_are_asked_the_old_version(walks):
    _, old = opened(walks, OLD_PLACE)
    _, new = opened(walks, NEW_PLACE)
    assert 'value="C"' in old
    assert 'value="D"' not in old
    assert 'name="W3"' not in old
    assert 'value="D"' in new
    assert 'name="W3"' in new


def test_a_form_of_the_old_version_is_stored_and_read_by_its_own_codebook(walks):
    address, page = opened(walks, OLD_PLACE)
    form = {"form": token_in(page), "W1": "C", "W2": "Y"}
    assert walks.client.post(address, data=form).status_code == 303
    [row] = walks.responses()
    assert row.answers == {"W1": "C", "W2": ["Y"]}
    assert row.codes == bytes([3, 0, 1])  # third option; X not, Y chosen
    with walks.database.reading() as session:
        codebook = published(find_campaign(session, row.campaign_id).version).codebook
    assert codebook.decode(row.codes) == {"W1": "C", "W2.X": None, "W2.Y": "Y"}


def test_an_answer_that_only_the_new_version_offers_is_refused_in_the_old_campaign(walks):
    address, page = opened(walks, OLD_PLACE)
    assert walks.client.post(address, data={"form": token_in(page), "W1": "D"}).status_code == 422
    assert walks.responses() == []


def test_a_form_opened_before_the_new_version_came_is_stored_once_however_often_it_is_sent(
    city_on_both,
):
    city = city_on_both
    put(city, FIRST, OLD_PLACE)
    address, page = opened(city, OLD_PLACE)
    put(city, SECOND, NEW_PLACE)
    form = {"form": token_in(page), "W1": "C"}
    answers = [city.client.post(address, data=form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert [row.answers for row in city.responses()] == [{"W1": "C"}]


def fill(city) -> None:
    """30 A and 10 C in the old version; 25 A and 15 D in the new one, 3 to 5 steps."""
    store(city, 3, OLD_PLACE, [{"W1": "A", "W2": "X"}] * 30 + [{"W1": "C"}] * 10)
    new = [{"W1": "A", "W3": "3", "W2": "Y"}] * 25 + [{"W1": "D", "W3": "5", "W2": "X"}] * 15
    store(city, 4, NEW_PLACE, new)


def test_results_of_each_campaign_are_its_own_versions(walks):
    fill(walks)
    with walks.database.reading() as session:
        old = question_results(session, 3, now=NOON).together
        new = question_results(session, 4, now=NOON).together
    assert shares(of(old, "W1")) == {"A": (30, 0.75), "B": (0, 0.0), "C": (10, 0.25)}
    assert shares(of(new, "W1")) == {"D": (15, 0.375), "B": (0, 0.0), "A": (25, 0.625)}
    assert [one.question.id for one in old] == ["W1", "W2"]
    # 25 threes and 15 fives: both the 20th and the 21st are a three.
    assert of(new, "W3").summaries[""].median == 3


def test_exports_have_the_columns_and_the_number_of_their_version(walks):
    fill(walks)
    with walks.database.reading() as session:
        for number, version, names in ((3, 1, ["W1", "W2"]), (4, 2, ["W1", "W3", "W2"])):
            header, rows = export_rows(session, number)
            found = [dict(zip(header, row, strict=True)) for row in rows]
            assert header[-len(names) :] == names
            assert {row["version"] for row in found} == {version}
    assert {(row["W1"], row["W3"], row["W2"]) for row in found} == {("A", 3, "Y"), ("D", 5, "X")}


def joined(city, **options):
    with city.database.reading() as session:
        campaigns = versions_in_round(session, find_campaign(session, 3))
        return round_results(session, campaigns, now=NOON, **options)


def test_a_round_adds_versions_by_question_id_and_code_and_says_so(walks):
    fill(walks)
    found = joined(walks)
    assert found.versions == (1, 2)
    first = of(found.together, "W1")
    assert first.versions == (1, 2)
    # A stands first in one version and last in the other: 30 + 25 of 80.
    assert shares(first) == {
        "D": (15, 15 / 40),  # of the 40 who could choose it
        "B": (0, 0.0),
        "A": (55, 55 / 80),
        "C": (10, 10 / 40),
    }
    assert {one.option.code: one.versions for one in first.options} == {
        "D": (2,),
        "B": (),
        "A": (),
        "C": (1,),
    }
    assert of(found.together, "W3").versions == (2,)
    assert shares(of(found.together, "W2"))["X"] == (45, 45 / 70)


def test_files_name_the_versions_that_they_are_made_of(walks):
    fill(walks)
    document = questions_document(joined(walks))
    assert document["versions"] == [1, 2]
    assert document["joined_by"] == "question id and code"
    assert document["campaigns"] == [{"id": 3, "version": 1}, {"id": 4, "version": 2}]
    header, rows = question_rows(joined(walks))
    table = [dict(zip(header, row, strict=True)) for row in rows]
    assert {row["version"] for row in table} == {"1 2"}
    assert [row["versions"] for row in table if row["question"] == "W3"] == ["2"]
    with walks.database.reading() as session:
        alone = results_document(campaign_results(session, 3, now=NOON), withhold=True)
    assert (alone["campaign"]["version"], alone["campaign"]["versions"]) == (1, [1, 2])


def test_campaigns_without_a_round_are_never_joined(city_on_both):
    put(city_on_both, FIRST, OLD_PLACE)
    put(city_on_both, SECOND, NEW_PLACE)
    with city_on_both.database.reading() as session:
        campaign = find_campaign(session, 3)
        assert versions_in_round(session, campaign) == [campaign]


def test_what_one_version_hides_is_not_told_by_the_sum(walks):
    """Version 1 hides C (4) and B (6); of all, B has 6 + 0 and C has 4 of version 1 alone."""
    forms = [{"W1": "A"}] * 30 + [{"W1": "B"}] * 6 + [{"W1": "C"}] * 4
    store(walks, 3, OLD_PLACE, forms)
    store(walks, 4, NEW_PLACE, [{"W1": "A"}] * 40)
    told = shares(of(joined(walks).together, "W1"))
    assert (told["C"], told["B"]) == ((None, None), (None, None))
    everything = shares(of(joined(walks, withhold=False).together, "W1"))
    assert (everything["C"][0], everything["B"][0]) == (4, 6)


def test_responses_of_both_versions_lie_side_by_side(walks):
    fill(walks)
    with walks.database.reading() as session:
        widths = {(row.campaign_id, len(row.codes)) for row in session.query(Response)}
    assert widths == {(3, 3), (4, 1 + 4 + 2)}
