"""From stored forms to figures, on both engines: the golden examples, who counts, whole tens."""

from fractions import Fraction

from survey_app.scoring.satisfaction import Publication, Verdict
from survey_app.scoring.tally import Tally
from survey_app.services.campaigns import close, find_campaign
from survey_app.services.communities import find_communities
from survey_app.services.counting import count_campaign
from survey_app.services.questionnaires import published
from survey_app.services.results import campaign_results, save_snapshot
from survey_app.storage.models import Exclusion, Response, Round, Snapshot
from tests.city import CLOSES, NOON
from tests.services.responding import region_of, store, version_of
from tests.storage import rows

# Domain report 5.10, G1: the counts of S10 and what they come to.
G1 = {"5": 52, "4": 40, "3": 5, "2": 2, "1": 1, "NA": 6}
# G3: five rankings of N11.
G3 = [
    ["B_MARKET", "B_REPAIR", "B_BREAKFAST"],
    ["B_REPAIR", "B_MARKET"],
    ["B_REPAIR"],
    ["ENOUGH"],
    ["B_BREAKFAST", "B_REPAIR", "B_CONV"],
]
UNHAPPY = {"S20": ["FAR"]}


def sat(score: str, **fields) -> dict:
    """A satisfaction form; who is not satisfied says why."""
    return {"S10": score, **(UNHAPPY if score in "123" else {}), **fields}


def g1_forms() -> list[dict]:
    return [sat(score) for score, n in G1.items() for _ in range(n)]


def needs(ranking: list[str]) -> dict:
    reason = None if ranking == ["ENOUGH"] else "FAR"
    places = {f"N11.{place}": code for place, code in enumerate(ranking, 1)}
    return {"N11.1": None, "N12": reason, **places}


def results(city, campaign=2, **options):
    with city.database.reading() as session:
        return campaign_results(session, campaign, now=city.clock.now, **options)


def here(found):
    """The figures of 百园社区."""
    return next(c for c in found.communities if c.community.code == "CK-BAIYUAN")


def test_golden_g1_from_the_form_to_the_rate(city_on_both):
    with city_on_both.database.writing() as session:
        store(session, "sat", g1_forms())
    figures = here(results(city_on_both)).figures
    rate = figures.satisfaction
    assert (rate.base, rate.satisfied, rate.not_used, rate.missing) == (100, 92, 6, 0)
    assert rate.split == (52, 40, 5, 2, 1)
    assert rate.rate.value == 0.92
    assert (round(rate.rate.low, 4), round(rate.rate.high, 4)) == (0.8500, 0.9589)
    assert rate.index == 85.0
    assert (rate.reached, rate.verdict) == (True, Verdict.UNDECIDED)
    assert rate.goal == Fraction(9, 10)
    assert rate.publication is Publication.USABLE
    [reason] = [s for s in figures.shares["dissatisfaction_reasons"].shares if s.mentions]
    assert (reason.code, reason.mentions, reason.share.base) == ("FAR", 8, 8)


def test_golden_g3_from_the_form_to_the_demand_ranking(city_on_both):
    with city_on_both.database.writing() as session:
        store(session, "needs", [needs(ranking) for ranking in G3])
    ranking = here(results(city_on_both, 1)).figures.rankings["demand_basic"].ranking
    top = [
        (i.rank, i.code, i.points, round(i.index, 2), round(i.mention.value, 3))
        for i in ranking.items
        if i.points
    ]
    assert top == [
        (1, "B_REPAIR", 10, 66.67, 0.8),
        (2, "B_MARKET", 5, 33.33, 0.4),
        (3, "B_BREAKFAST", 4, 26.67, 0.4),
        (4, "B_CONV", 1, 6.67, 0.2),
    ]
    assert ranking.base == 5
    assert ranking.enough["ENOUGH"].value == 0.2


def test_who_is_not_of_the_base_is_counted_and_in_no_figure(city_on_both):
    elsewhere = [sat("5"), sat("5", S01="LIVE0"), sat("1", S01="WORK")]
    with city_on_both.database.writing() as session:
        store(session, "sat", elsewhere)
    figures = here(results(city_on_both)).figures
    assert (figures.arrivals.complete, figures.arrivals.eligible) == (3, 1)
    assert figures.satisfaction.base == figures.items[0].satisfaction.base == 1
    assert figures.trend.base == 1
    assert figures.shares["dissatisfaction_reasons"].base == 0


def test_for_needs_new_residents_are_of_the_base_and_workers_are_not(city_on_both):
    with city_on_both.database.writing() as session:
        store(session, "needs", [{}, {"N01": "LIVE0"}, {"N01": "WORK"}])
    arrivals = here(results(city_on_both, 1)).figures.arrivals
    assert (arrivals.complete, arrivals.eligible) == (3, 2)


def test_a_form_that_a_rule_ended_holds_no_answers_and_is_in_no_figure(city_on_both):
    endings = [{"S00": "N"}, {"S01": "VISIT"}, {"S02": "U14"}, {"S02": "A14_17"}, {"S02": "U14"}]
    with city_on_both.database.writing() as session:
        store(session, "sat", [sat("5"), *endings])
        assert session.query(Response).filter(Response.answers.is_not(None)).count() == 1
    figures = here(results(city_on_both)).figures
    assert (figures.arrivals.complete, figures.satisfaction.base) == (1, 1)
    assert figures.arrivals.ended == {
        "no_consent": 1,
        "visitor": 1,
        "minor": 2,
        "minor_feedback": 1,
    }


def test_an_exclusion_takes_a_form_out_and_lifting_it_counts_it_again(city_on_both):
    with city_on_both.database.writing() as session:
        store(session, "sat", [sat("5"), sat("1")])
        reason = {"reason": "twice", "excluded_at": NOON, "staff_id": rows.staff(session).id}
        worst = session.query(Response).order_by(Response.id.desc()).first()
        session.add(Exclusion(response_id=worst.id, **reason))
    figures = here(results(city_on_both)).figures
    assert (figures.arrivals.complete, figures.arrivals.excluded) == (2, 1)
    assert (figures.satisfaction.base, figures.satisfaction.satisfied) == (1, 1)
    with city_on_both.database.writing() as session:
        session.query(Exclusion).one().lifted_at = NOON
    assert here(results(city_on_both)).figures.satisfaction.base == 2


def test_in_steps_only_whole_tens_of_a_running_campaign_are_counted(city_on_both):
    with city_on_both.database.writing() as session:
        store(session, "sat", [sat("5")] * 10 + [sat("1")] * 9)
        store(session, "sat", [sat("1")] * 9, community="XS-HUALIAN")
    found = results(city_on_both, in_steps=True)
    assert found.in_steps
    shown = {c.community.code: c.figures for c in found.communities}
    assert shown["CK-BAIYUAN"].satisfaction.split == (10, 0, 0, 0, 0)
    assert shown["XS-HUALIAN"].satisfaction.base == 0
    assert found.together.satisfaction.base == 10
    with city_on_both.database.writing() as session:
        store(session, "sat", [sat("1")])
    assert here(results(city_on_both, in_steps=True)).figures.satisfaction.base == 20


def test_a_worker_reads_whole_tens_also_after_the_end(city_on_both):
    """Forms still come for a day after the end, and each would show in the figures."""
    with city_on_both.database.writing() as session:
        store(session, "sat", [sat("5")] * 13)
    city_on_both.clock.now = CLOSES
    found = results(city_on_both, in_steps=True)
    assert here(found).figures.satisfaction.base == 10
    assert here(results(city_on_both)).figures.satisfaction.base == 13


def test_only_communities_that_the_reader_may_see_are_shown_and_summed(city_on_both):
    with city_on_both.database.writing() as session:
        store(session, "sat", [sat("5")] * 2)
        store(session, "sat", [sat("1")], community="XS-HUALIAN")
        visible = [region_of(session, "XS-HUALIAN")]
    found = results(city_on_both, visible=visible)
    assert [c.community.code for c in found.communities] == ["XS-HUALIAN"]
    assert found.together.satisfaction.split == (0, 0, 0, 0, 1)
    assert len(results(city_on_both).communities) == 9


def test_modes_and_synthetic_forms_are_told_apart(city_on_both):
    with city_on_both.database.writing() as session:
        worker = rows.staff(session, role="worker").id
        store(session, "sat", [sat("5")] * 2)
        store(session, "sat", [sat("4")], mode="assisted", worker_id=worker)
    arrivals = here(results(city_on_both)).figures.arrivals
    assert arrivals.modes == {"self": 2, "assisted": 1}
    assert arrivals.synthetic == 0


def test_an_empty_campaign_has_unknown_figures_and_not_zero(city_on_both):
    for campaign in (1, 2):
        found = results(city_on_both, campaign)
        assert found.together.arrivals.complete == 0
    rate = found.together.satisfaction
    assert (rate.base, rate.index, rate.reached, rate.verdict) == (0, None, None, None)


def test_a_list_of_choices_is_of_those_who_saw_the_question(city_on_both):
    forms = [
        {"N02": "A65_74", "N21": ["MEAL", "CLEAN"]},
        {"N02": "A65_74", "N21": ["MEAL"]},
        {"N02": "A65_74"},
        {"N02": "A18_29", "N21": ["MEAL"]},
    ]
    with city_on_both.database.writing() as session:
        store(session, "needs", forms)
    shares = here(results(city_on_both, 1)).figures.shares["demand_old"]
    assert shares.base == 2
    assert {s.code: s.mentions for s in shares.shares if s.mentions} == {"MEAL": 2, "CLEAN": 1}


def test_a_snapshot_is_what_a_fresh_count_says(city_on_both):
    with city_on_both.database.writing() as session:
        store(session, "sat", g1_forms())
        store(session, "sat", [{"S00": "N"}])
        campaign = find_campaign(session, 2)
        save_snapshot(session, campaign, NOON)
    with city_on_both.database.reading() as session:
        kept = session.query(Snapshot).one()
        fresh = count_campaign(session, 2, published(find_campaign(session, 2).version))
    assert (kept.responses, kept.counted_at) == (106, NOON)
    assert kept.tallies == fresh.to_json()
    assert Tally.from_json(kept.tallies["tables"]["S10"]) == fresh.tables["S10"]


def test_tables_of_parts_add_up_to_the_whole(city_on_both):
    with city_on_both.database.writing() as session:
        store(session, "sat", g1_forms())
        store(session, "sat", [sat("3")] * 5, community="XS-HUALIAN")
        places = [region.id for region in find_communities(session, [])]
    with city_on_both.database.reading() as session:
        tallies = count_campaign(session, 2, version_of(session, "sat"))
    parts = [tallies.table("S10", [place]).counts("S10", 256) for place in places]
    assert sum(parts).tolist() == tallies.table("S10", places).counts("S10", 256).tolist()


def test_the_goal_is_the_rounds(city_on_both):
    with city_on_both.database.writing() as session:
        campaign = find_campaign(session, 2)
        campaign.round = Round(code="2026-09", name="九月", goal="0.8", plan={})
        store(session, "sat", [sat("5")] * 4 + [sat("1")])
        close(session, campaign, now=NOON)
    rate = here(results(city_on_both)).figures.satisfaction
    assert (rate.goal, rate.reached) == (Fraction(4, 5), True)
