"""Results of every question as pages and files."""

import re

import pytest

from survey_app.services.campaigns import find_campaign
from survey_app.services.questionnaires import bundled_questionnaire
from survey_app.storage.models import Round
from tests.services.two_versions import (
    FIRST,
    NEW_PLACE,
    OLD_PLACE,
    put,
    put_both,
    question,
    questionnaire,
    store,
)
from tests.web.staffroom import WECHAT, answer, rate, signed_in
from tests.web.test_analyst import document, english, table

PAGE = "/staff/results/2/CK-BAIYUAN/questions"
ALL = "/staff/results/2/questions"


def card(page: str, name: str) -> str:
    """The part of a page about one question, as text."""
    found = re.search(rf'<section class="card" id="question-{name}".*?</section>', page, re.DOTALL)
    assert found, name
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def test_a_question_that_somebody_added_is_found_with_its_base_count_and_share(city):
    asked = questionnaire(question("OWN", "single", "A", "B"))
    put(city, asked, OLD_PLACE)
    store(city, 3, OLD_PLACE, [{"OWN": "A"}] * 30 + [{"OWN": "B"}] * 10 + [{}] * 8)
    client = signed_in(city)
    page = client.get("/staff/results/3?lang=en", follow_redirects=True).text
    shown = card(page, "OWN")
    # Wilson by hand, 30 of 40: (30 + z²/2 ± z·√(7.5 + z²/4)) / (40 + z²).
    assert "选项A 30 · 75.0% 59.8%—85.8%" in shown
    assert "选项B 10 · 25.0% 14.2%—40.2%" in shown
    base = "n = 40 · indicative only · in grey: 95% interval (Wilson), model-based"
    assert f"{base} · 48 were asked, 40 answered" in shown
    rows = {
        row["option"]: row for row in table(client, "/staff/results/3/questions") if row["option"]
    }
    assert (rows["A"]["people"], rows["A"]["share"], rows["A"]["valid answers"]) == (
        "30",
        "0.75",
        "40",
    )
    assert rows["A"]["version"] == "1"
    ends = [float(rows["A"][name]) for name in ("interval from", "interval to")]
    assert ends == pytest.approx([0.598060, 0.858129], abs=1e-6)
    found = document(client, "/staff/results/3/questions")["communities"][0]["questions"][0]
    assert (found["question"], found["base"], found["asked"], found["blank"]) == ("OWN", 40, 48, 8)
    assert [found["options"][0][name] for name in ("low", "high")] == pytest.approx(ends)


def test_results_lead_to_every_question(city):
    rate(city, "CK-BAIYUAN", 92, 100)
    client = signed_in(city)
    assert f'href="{ALL}?lang=en"' in english(client, "/staff/results/2")
    assert f'href="{PAGE}?lang=en"' in english(client, "/staff/results/2/CK-BAIYUAN")
    assert f'href="{PAGE}?lang=en"' in english(client, ALL)


def test_texts_are_counted_and_never_shown(city):
    answer(city, 2, "CK-BAIYUAN", 40, S30="请修路灯")
    page = english(signed_in(city), PAGE)
    assert "40 people wrote something" in card(page, "S30")
    assert "请修路灯" not in page


def test_few_people_are_on_no_page_and_in_no_file(city):
    rate(city, "CK-BAIYUAN", 60, 60)
    answer(city, 2, "CK-BAIYUAN", 40, S21="BETTER", S40="M")
    answer(city, 2, "CK-BAIYUAN", 3, S30="x", S40="PNS")
    client = signed_in(city)
    page = english(client, PAGE)
    assert "Fewer than 5 people wrote something" in card(page, "S30")
    assert "not shown" in card(page, "S40")
    assert not re.search(r"\b3\b", card(page, "S30") + card(page, "S40"))
    found = document(client, ALL)["communities"][0]["questions"]
    [sex] = [one for one in found if one["question"] == "S40"]
    assert [sex[name] for name in ("answered", "asked", "blank")] == [None] * 3
    assert {option["code"]: option["n"] for option in sex["options"]} == {
        "M": 40,
        "F": 60,
        "PNS": None,
    }


def test_below_thirty_answers_no_share_is_shown(city):
    rate(city, "CK-BAIYUAN", 20, 29)
    client = signed_in(city)
    page = english(client, PAGE)
    assert "29 answers, not published" in card(page, "S10")
    assert "%" not in card(page, "S10")
    assert "Too few answers" in card(page, "S20")  # 9 who are not satisfied: 29 less 20


def test_a_total_that_gives_a_community_away_is_not_shown(city):
    put(city, questionnaire(question("OWN", "single", "A", "B")), OLD_PLACE, NEW_PLACE)
    store(city, 3, OLD_PLACE, [{"OWN": "A"}] * 40)
    store(city, 3, NEW_PLACE, [{"OWN": "B"}] * 10)
    client = signed_in(city)
    shown = card(english(client, "/staff/results/3/questions"), "OWN")
    assert "this total would give them away" in shown
    assert "40" not in shown
    assert document(client, "/staff/results/3/questions")["together"][0]["options"] == []


def test_a_worker_sees_whole_tens_of_own_communities_only(city):
    rate(city, "CK-BAIYUAN", 57, 57)
    rate(city, "XS-HUALIAN", 60, 60)
    worker = signed_in(city, "worker", "CK-BAIYUAN")
    page = worker.get(f"{ALL}?lang=en", follow_redirects=True).text
    assert "n = 50" in card(page, "S10")
    assert "whole tens" in page
    assert worker.get("/staff/results/2/XS-HUALIAN/questions").status_code == 404
    codes = [c["code"] for c in document(worker, ALL)["communities"]]
    assert codes == ["CK-BAIYUAN"]


def test_nobody_reads_results_without_signing_in(city):
    for address in (ALL, PAGE, f"{ALL}.csv", f"{ALL}.json", "/staff/results/2/versions.json"):
        assert city.client.get(address).status_code == 303


def test_a_round_with_two_versions_says_so_and_shows_them_together(city):
    old, new = put_both(city)
    store(city, old, OLD_PLACE, [{"W1": "A"}] * 30 + [{"W1": "C"}] * 10)
    store(city, new, NEW_PLACE, [{"W1": "A"}] * 40)
    client = signed_in(city)
    alone = client.get(f"/staff/results/{old}?lang=en", follow_redirects=True).text
    assert "These are answers to version 1. Round 2026-09 asked versions 1, 2." in alone
    page = english(client, f"/staff/results/{old}/versions")
    assert "added where question and code are the same" in page
    assert "选项A 70 · 87.5%" in card(page, "W1")
    assert "Only in version 1. n = 40" in card(page, "W1")
    assert document(client, f"/staff/results/{old}/versions")["versions"] == [1, 2]


def test_the_main_results_page_names_the_versions_of_its_round(city):
    with city.database.writing() as session:
        first = find_campaign(session, 2)
        first.round = Round(code="2026-09", name="九月", goal="0.9", plan={})
        for link in first.communities:
            if link.region.code != "CK-BAIYUAN":
                session.delete(link)
    second = bundled_questionnaire("sat").model_copy(update={"version": 2})
    put(city, second, NEW_PLACE, round="2026-09")
    page = english(signed_in(city), "/staff/results/2/CK-BAIYUAN")
    assert "Round 2026-09 asked versions 1, 2." in page


def test_one_version_alone_has_no_page_of_versions(city):
    put(city, FIRST, OLD_PLACE)
    found = signed_in(city).get("/staff/results/3/versions")
    assert found.status_code == 303
    assert found.location.startswith("/staff/results/3/questions")


def test_inside_wechat_files_say_how_to_open_the_browser(city):
    client = signed_in(city)
    for address in (f"{ALL}.csv", f"{ALL}.json"):
        assert "Open in the browser" in client.get(f"{address}?lang=en", headers=WECHAT).text


def test_placeholders_are_filled_and_escaped_in_results(city):
    asked = questionnaire(
        {**question("OWN", "single", "A"), "text": {"zh": "您支持{project_name}吗？"}},
        placeholders=[{"name": "project_name", "zh": "项目名称"}],
    )
    put(city, asked, OLD_PLACE, context={"project_name": "<i>食堂</i>"})
    page = signed_in(city).get("/staff/results/3/CK-BAIYUAN/questions").text
    assert "您支持&lt;i&gt;食堂&lt;/i&gt;吗？" in page
