"""Results pages and files where few people are in a cell."""

import re

from tests.web.staffroom import answer, rate, signed_in
from tests.web.test_analyst import PAGE, document, english, table


def test_who_does_not_count_is_not_told_if_they_are_few(city):
    rate(city, "CK-BAIYUAN", 30, 30)
    answer(city, 2, "CK-BAIYUAN", 3, S01="LIVE0")
    answer(city, 2, "CK-BAIYUAN", 2, S02="U14")
    client = signed_in(city)
    page = english(client, PAGE)
    numbers = re.findall(r"<dd>(?:<[^>]+>)?([^<]+)<", page)
    few = "fewer than 5 people"
    assert numbers[:5] == ["33", "not shown", few, "not shown", few]
    assert "by phone 30" not in page
    found = document(client, PAGE)["communities"][0]
    assert found["arrivals"] == {
        "complete": 33,
        "eligible": None,
        "excluded": None,
        "synthetic": 0,
        "modes": {"self": None},
        "ended": {"minor": None},
    }
    assert [found["satisfaction"][name] for name in ("base", "not_used", "missing")] == [
        30,
        None,
        None,
    ]


def test_few_who_cannot_say_are_not_counted_one_by_one(city):
    rate(city, "CK-BAIYUAN", 92, 100)
    answer(city, 2, "CK-BAIYUAN", 4, S10="NA")
    client = signed_in(city)
    page = english(client, PAGE)
    assert "100 valid answers (fewer than 5 “can’t say” are not counted)" in page
    assert re.findall(r"<dd>(\d+)</dd>", page) == ["104"]  # all that were received
    assert table(client, PAGE)[0]["not used"] == ""


def test_what_few_people_want_has_no_number_in_any_form(city):
    answer(city, 1, "CK-BAIYUAN", 40, **{"N11.1": "B_REPAIR", "N12": "FAR"})
    answer(city, 1, "CK-BAIYUAN", 1, **{"N11.1": "B_PHARMACY", "N12": "PRICE"})
    client = signed_in(city)
    address = "/staff/results/1/CK-BAIYUAN"
    page = english(client, address)
    assert "Named by fewer than 5 people each: Pharmacy" in page
    assert "no. 2" not in page
    rows = {row["option"]: row for row in table(client, address)}
    for option in ("B_PHARMACY", "PRICE", "FAR"):  # 41 less 40 is one
        assert {rows[option][name] for name in ("rank", "points", "mentions")} == {""}
        assert {rows[option][n] for n in ("mention rate", "first-choice rate")} == {""}
    found = document(client, address)["communities"][0]
    assert {item["share"] for item in found["shares"]["gap_reason"]["items"]} == {None}
    city_page = english(client, "/staff/results/1")
    assert "Pharmacy" not in city_page.split('id="wants"')[1]
