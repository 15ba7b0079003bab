"""Results: what is shown, what is withheld, and the files."""

import csv
import json
import re
from io import StringIO
from types import SimpleNamespace

import pytest

from survey_app.services.results import campaign_results
from survey_app.services.results_files import results_document, results_rows
from survey_app.services.withholding import gives_away, has_small_cell
from survey_app.web.analyst import partner
from tests.city import CLOSES, NOON
from tests.web.staffroom import answer, rate, signed_in

PAGE = "/staff/results/2/CK-BAIYUAN"
CITY = "/staff/results/2"


def english(client, address):
    """A page in English."""
    return client.get(f"{address}?lang=en").text


def document(client, address):
    """A JSON download."""
    return json.loads(client.get(f"{address}.json").data)


def table(client, address):
    """A CSV download as rows of English column names."""
    content = client.get(f"{address}.csv?lang=en").data
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))


def test_a_community_page_says_both_facts_in_one_sentence(city):
    rate(city, "CK-BAIYUAN", 92, 100)
    page = english(signed_in(city), PAGE)
    assert (
        "Satisfaction 92.0% (92/100): 90% reached;"
        " the answers are not yet enough to be sure (85.0%—95.9%)" in page
    )
    assert ">92.0%<" in page
    assert "cannot be told yet" in page


def test_the_base_is_told_with_mode_dates_weighting_and_method(city):
    rate(city, "CK-BAIYUAN", 92, 100)
    answer(city, 2, "CK-BAIYUAN", 6, S10="NA")
    page = english(signed_in(city), PAGE)
    assert "100 valid answers (6 “can’t say” are not counted)" in page
    assert "by phone 106" in page
    assert "30 August 2026 to 21 September 2026" in page
    assert "unweighted" in page
    assert "no random sample" in page
    assert "Wilson" in page


def test_a_running_campaign_is_marked_and_an_ended_one_is_not(city):
    rate(city, "CK-BAIYUAN", 92, 100)
    assert "not ended yet" in english(signed_in(city), PAGE)
    city.clock.now = CLOSES
    assert "not ended yet" not in english(signed_in(city, "analyst"), PAGE)


@pytest.mark.parametrize(("base", "badge"), [(30, True), (99, True), (100, False)])
def test_thirty_to_ninety_nine_answers_are_indicative_only(city, base, badge):
    rate(city, "CK-BAIYUAN", 25, base)
    client = signed_in(city)
    assert ('<span class="badge">indicative only</span>' in english(client, PAGE)) is badge
    assert document(client, PAGE)["communities"][0]["satisfaction"]["rate"] == 25 / base


def test_below_thirty_answers_no_figure_is_anywhere(city):
    rate(city, "CK-BAIYUAN", 23, 29)  # 79.3%
    client = signed_in(city)
    for address in (PAGE, CITY):
        page = english(client, address)
        assert "not published" in page
        assert re.search(r"n = 29\b", page)
        assert not re.search(r"79\.3|\b23\b", page)
        found = document(client, address)["communities"][0]
        assert found["satisfaction"] == {"base": 29, "publication": "withheld", "rate": None}
        assert found["trend"]["balance"] is None
        assert found["shares"]["dissatisfaction_reasons"]["base"] is None  # 6 are 29 less 23
        row = table(client, address)[0]
        assert (row["valid answers"], row["publication"]) == ("29", "not published")
        assert {row["satisfied"], row["satisfaction rate"], row["very satisfied"]} == {""}
    assert document(client, CITY)["city"]["rate"] is None


def test_five_answers_are_listed_only_if_nobody_stands_out(city):
    answer(city, 2, "CK-BAIYUAN", 40, S10="5")
    answer(city, 2, "CK-BAIYUAN", 5, S10="4")
    client = signed_in(city)
    split = {"5": 40, "4": 5, "3": 0, "2": 0, "1": 0}
    assert document(client, PAGE)["communities"][0]["satisfaction"]["split"] == split
    answer(city, 2, "CK-BAIYUAN", 4, S10="1", S20="FAR")
    assert document(client, PAGE)["communities"][0]["satisfaction"]["split"] is None
    assert "fewer than 5 people" in english(client, PAGE)
    assert table(client, PAGE)[0]["very satisfied"] == ""


def test_the_city_counts_its_communities_against_the_goal(city):
    rate(city, "CK-BAIYUAN", 98, 100)
    rate(city, "CK-JINSHAWAN", 92, 100)
    rate(city, "XS-HUALIAN", 50, 100)
    rate(city, "LJ-NANJIE", 20, 25)
    rate(city, "LJ-YONGXING", 20, 25)
    page = english(signed_in(city), CITY)
    assert (
        "Of 9 pilot communities, 2 have reached 90%, 1 of them surely; 6 have too few answers."
        in page
    )
    assert "pooled" in page
    assert ">80.0%<" in page  # 280 of 350


def test_a_total_never_gives_the_one_withheld_community_away(city):
    rate(city, "CK-BAIYUAN", 90, 100)
    rate(city, "CK-JINSHAWAN", 70, 100)
    rate(city, "XS-HUALIAN", 3, 10)
    client = signed_in(city)
    page = english(client, CITY)
    assert ">80.0%<" in page  # 160 of 200, not 163 of 210
    assert "Not in these totals: 华联社区." in page
    found = document(client, CITY)
    assert found["left_out_of_totals"] == ["XS-HUALIAN"]
    assert (found["city"]["rate"], found["city"]["base"]) == (0.8, 200)
    assert found["city"]["too_small"] == 7


@pytest.mark.parametrize(
    ("bases", "told"),
    [
        ([100, 29], True),
        ([100, 29, 0], True),
        ([100, 10, 19], True),
        ([100, 10, 20], False),
        ([100, 30, 0], False),
        ([100, 200], False),
        ([], False),
    ],
)
def test_what_is_left_of_a_total_must_be_publishable_itself(bases, told):
    assert gives_away(bases) is told


def test_a_cell_of_one_to_four_people_is_small():
    assert has_small_cell([0, 5, 4])
    assert not has_small_cell([0, 5, 100])


def test_a_worker_sees_a_running_campaign_in_steps_of_ten(city):
    rate(city, "CK-BAIYUAN", 95, 98)
    worker, analyst = signed_in(city, "worker", "CK-BAIYUAN"), signed_in(city, "analyst")
    page = english(worker, PAGE)
    assert "whole tens" in page
    assert document(worker, PAGE)["communities"][0]["satisfaction"]["base"] == 90
    assert document(analyst, PAGE)["communities"][0]["satisfaction"]["base"] == 98
    answer(city, 2, "CK-BAIYUAN", 1, S10="5")
    assert document(worker, PAGE)["communities"][0]["satisfaction"]["base"] == 90
    city.clock.now = CLOSES
    again = signed_in(city, "admin")  # whoever was signed in is signed out by now
    assert document(again, PAGE)["communities"][0]["satisfaction"]["base"] == 99


def test_a_worker_of_one_community_comes_straight_to_its_page(city):
    worker = signed_in(city, "worker", "CK-BAIYUAN")
    assert worker.get("/staff/results/").location == CITY
    assert worker.get(CITY).location == PAGE
    assert "Jinshawan" not in english(worker, PAGE)
    assert [c["code"] for c in document(worker, CITY)["communities"]] == ["CK-BAIYUAN"]


def test_one_page_has_the_rate_and_the_ranking(city):
    rate(city, "CK-BAIYUAN", 92, 100)
    answer(city, 1, "CK-BAIYUAN", 30, **{"N11.1": "B_REPAIR"})
    client = signed_in(city)
    for address in (PAGE, "/staff/results/1/CK-BAIYUAN"):
        page = english(client, address)
        assert ">92.0%<" in page
        assert "<strong>100.0</strong> · no. 1" in page
        assert "30 people answered" in page


def test_a_ranking_with_a_small_base_is_withheld_in_every_form(city):
    answer(city, 1, "CK-BAIYUAN", 29)
    client = signed_in(city)
    page = english(client, "/staff/results/1/CK-BAIYUAN")
    assert "29 answers so far; a ranking is published from 30 on." in page
    assert "no. 1" not in page
    found = document(client, "/staff/results/1")["communities"][0]["rankings"]["basic"]
    assert found == {"base": 29, "publication": "withheld", "items": []}
    rows = table(client, "/staff/results/1")
    assert {row["rank"] for row in rows} == {""}


def test_demand_rows_have_a_line_for_every_option(city):
    answer(city, 1, "CK-BAIYUAN", 30, **{"N11.1": "B_REPAIR", "N11.2": "B_PHARMACY"})
    rows = table(signed_in(city), "/staff/results/1/CK-BAIYUAN")
    basic = [row for row in rows if row["figure"] == "basic"]
    assert [row["option"] for row in basic[:2]] == ["B_REPAIR", "B_PHARMACY"]
    assert [row["demand index"] for row in basic[:2]] == ["100.0", repr(200 / 3)]
    assert len(basic) == 14


def campaign(number, measures, days, regions=(1,)):
    """As little of a campaign as the choice of a partner looks at."""
    definition = {"questions": [{"measures": measures}]}
    return SimpleNamespace(
        id=number,
        version=SimpleNamespace(definition=definition),
        opens_at=NOON.replace(day=days),
        communities=[SimpleNamespace(region_id=region) for region in regions],
    )


def test_the_partner_is_the_newest_campaign_here_that_measures_the_other_thing():
    sat = campaign(1, ["satisfaction_rate"], 1)
    old = campaign(2, ["demand_basic"], 1)
    new = campaign(3, ["demand_basic"], 2)
    elsewhere = campaign(4, ["demand_basic"], 3, regions=(2,))
    tomorrow = campaign(5, ["demand_basic"], 9)
    known = [tomorrow, elsewhere, new, old, sat]
    now = NOON.replace(day=5)
    assert partner(known, sat, now=now, region_id=1) is new
    assert partner(known, sat, now=now) is elsewhere
    assert partner(known, new, now=now, region_id=1) is sat
    assert partner([sat], sat, now=now) is None


def test_simulated_answers_are_flagged_wherever_they_count(city):
    rate(city, "CK-BAIYUAN", 30, 30)
    client = signed_in(city)
    assert "simulated" not in english(client, PAGE)
    answer(city, 2, "CK-BAIYUAN", 2, synthetic=True)
    for address in (PAGE, CITY):
        assert "2 simulated answers are included." in english(client, address)
        assert table(client, address)[0]["simulated answers"] == "2"
    assert document(client, PAGE)["communities"][0]["arrivals"]["synthetic"] == 2


def test_who_does_not_count_is_told_in_numbers(city):
    rate(city, "CK-BAIYUAN", 30, 30)
    answer(city, 2, "CK-BAIYUAN", 6, S01="LIVE0")
    answer(city, 2, "CK-BAIYUAN", 5, S02="U14")
    page = english(signed_in(city), PAGE)
    numbers = [int(n) for n in re.findall(r"<dd>(\d+)</dd>", page)]
    assert numbers[:5] == [36, 30, 6, 0, 5]
    assert "under 14" in page


def test_the_json_document_has_its_campaign_goal_time_and_method(city):
    rate(city, "CK-BAIYUAN", 92, 100)
    found = document(signed_in(city), CITY)
    assert found["campaign"] == {
        "id": 2,
        "questionnaire": "sat",
        "version": 1,
        "versions": [1],
        "opens_at": "2026-08-30T12:00:00+08:00",
        "closes_at": "2026-09-21T12:00:00+08:00",
        "state": "open",
    }
    assert found["counted_at"] == "2026-09-01T12:00:00+08:00"
    assert (found["goal"], found["responses_weighted"], found["method"]) == ("0.9", False, "wilson")
    first = found["communities"][0]["satisfaction"]
    assert (first["satisfied"], first["base"], first["reached"]) == (92, 100, True)
    assert first["verdict"] == "undecided"
    assert (round(first["low"], 4), round(first["high"], 4)) == (0.8500, 0.9589)


def test_the_operators_file_leaves_nothing_out(city):
    rate(city, "CK-BAIYUAN", 23, 29)
    with city.database.reading() as session:
        results = campaign_results(session, 2, now=city.clock.now)
        whole = results_document(results, withhold=False)
        header, rows = results_rows(results, withhold=False)
    assert whole["communities"][0]["satisfaction"]["rate"] == 23 / 29
    assert whole["communities"][1]["satisfaction"]["rate"] is None
    first = dict(zip(header, rows[0], strict=True))
    assert (first["figure"], first["satisfied"], first["publication"]) == ("S10", 23, "withheld")
    assert len(rows) == 9 * 12  # headline and eleven items


def test_without_any_answer_a_page_says_so_and_shows_no_zero_per_cent(city):
    client = signed_in(city)
    for address in (PAGE, CITY, "/staff/results/1"):
        page = english(client, address)
        assert not re.search(r"\b0\.0%", page)
        assert "not published" in page
