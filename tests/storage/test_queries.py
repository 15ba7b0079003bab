"""Questions to the database, on both engines."""

from datetime import date, timedelta

import pytest

from survey_app.storage import account_queries, erasure_queries, queries, response_queries
from survey_app.storage.accounts import Grant, SignInFailure, StaffSession
from survey_app.storage.models import Erasure, Exclusion, Population, Round
from tests.storage import rows

DAY = timedelta(days=1)


@pytest.fixture
def places(session):
    return rows.tree(session)


def codes(found) -> list[str]:
    return [region.code for region in found]


@pytest.mark.parametrize(
    ("roots", "expected"),
    [
        (None, ["C1", "C2", "C3", "C4"]),
        (["ZJ"], ["C1", "C2", "C3", "C4"]),
        (["CK"], ["C1", "C2", "C3"]),
        (["CK-N", "C4"], ["C1", "C2", "C4"]),
        (["C3", "CK"], ["C1", "C2", "C3"]),
        ([], []),
    ],
)
def test_communities_at_or_below_some_regions(session, places, roots, expected):
    within = None if roots is None else [places[code].id for code in roots]
    assert codes(queries.communities(session, within)) == expected


def test_ancestors_reach_up_to_the_city(session, places):
    known = queries.ancestors(session, [places["C1"], places["C4"]])
    assert set(codes(known.values())) == {"C1", "C4", "CK-N", "XS-E", "CK", "XS", "ZJ"}


def test_the_newest_population_figure_wins(session, places):
    place = places["C1"].id
    for key, value, day in [
        ("adults", 10, 3),
        ("adults", 20, 1),
        ("adults", 30, 3),
        ("total", 9, 2),
    ]:
        origin = {"source": "公报", "as_of": date(2026, 6, day), "recorded_at": rows.NOW}
        session.add(Population(region_id=place, key=key, value=value, **origin))
    session.flush()
    newest = queries.latest_population(session, [place])
    assert {row.key: row.value for row in newest} == {"adults": 30, "total": 9}
    assert queries.latest_population(session, [places["C2"].id]) == []


def test_versions_of_a_questionnaire(session):
    for name, version in [("sat", 1), ("sat", 2), ("needs", 7)]:
        rows.campaign(session, [], questionnaire=name, version=version)
    assert queries.questionnaire_version(session, "sat").version == 2
    assert queries.questionnaire_version(session, "sat", 1).version == 1
    assert queries.questionnaire_version(session, "sat", 3) is None


def test_campaigns_newest_first_and_within_an_area(session, places):
    first = rows.campaign(session, [places["C1"], places["C4"]])
    second = rows.campaign(session, [places["C3"]], version=2)
    session.expire_all()
    assert [c.id for c in queries.campaigns(session)] == [second.id, first.id]
    assert [c.id for c in queries.campaigns(session, [places["XS"].id])] == [first.id]
    whole = queries.campaign(session, first.id)
    assert codes(link.region for link in whole.communities) == ["C1", "C4"]
    assert queries.campaign(session, 999) is None


def test_a_communitys_campaigns_are_in_order_of_opening(session, places):
    later = rows.campaign(session, [places["C1"]], opens_at=rows.NOW + DAY)
    sooner = rows.campaign(session, [places["C1"]], version=2)
    found = queries.campaigns_in(session, places["C1"].id)
    assert [link.campaign_id for link in found] == [sooner.id, later.id]


def test_placements_in_use_leave_retired_ones_out(session, places):
    rows.placement(session, places["C1"], "USED")
    rows.placement(session, places["C1"], "GONE", retired_at=rows.NOW)
    assert [p.code for p in queries.placements(session, [places["C1"].id])] == ["USED"]
    assert queries.placement(session, "GONE").retired_at == rows.NOW
    assert queries.placement(session, "NONE") is None


def test_a_round_by_its_code(session):
    session.add(Round(code="2026-09", name="九月"))
    assert queries.round_by_code(session, "2026-09").goal == "0.9"
    assert queries.round_by_code(session, "2027-09") is None


@pytest.fixture
def answered(session, places):
    """Five forms in two communities: one ended, one synthetic, one left out."""
    campaign = rows.campaign(session, [places["C1"], places["C4"]])
    ended = {"ended": "minor", "answers": None, "codes": None}
    forms = [("C1", {}), ("C1", ended), ("C1", {"synthetic": True}), ("C4", {}), ("C4", ended)]
    made = [
        rows.add_response(
            session, n, campaign, places[code], submitted_at=rows.NOW + n * DAY, **changes
        )
        for n, (code, changes) in enumerate(forms)
    ]
    staff = rows.staff(session)
    exclusion = {"staff_id": staff.id, "reason": "test", "excluded_at": rows.NOW}
    session.add(Exclusion(response_id=made[3].id, **exclusion))
    session.add(Exclusion(response_id=made[0].id, **exclusion, lifted_at=rows.NOW))
    session.flush()
    return campaign, places


def test_counts_are_of_complete_forms(session, answered):
    campaign, places = answered
    assert queries.response_counts(session, [campaign.id], with_ended=False) == {
        (campaign.id, places["C1"].id): (2, rows.NOW + 2 * DAY),
        (campaign.id, places["C4"].id): (1, rows.NOW + 3 * DAY),
    }
    every = queries.response_counts(session, [campaign.id], with_ended=True)
    assert sum(n for n, _ in every.values()) == 5  # one was ended by a rule in each community
    assert queries.response_counts(session, [], with_ended=True) == {}
    assert queries.synthetic_counts(session) == {"sat": 1}


def test_ended_forms_are_counted_by_rule(session, answered):
    campaign, places = answered
    assert response_queries.ended_counts(session, campaign.id) == {
        (places["C1"].id, "minor"): 1,
        (places["C4"].id, "minor"): 1,
    }


def test_what_is_counted_says_what_is_left_out(session, answered):
    campaign, places = answered
    columns = list(response_queries.counted_columns(session, campaign.id))
    assert [(c.region_id, c.synthetic, c.excluded) for c in columns] == [
        (places["C1"].id, False, False),
        (places["C1"].id, True, False),
        (places["C4"].id, False, True),
    ]
    assert {bytes(column.codes) for column in columns} == {b"\1"}


def test_every_form_is_exported(session, answered):
    campaign, _ = answered
    exported = list(response_queries.exported_rows(session, campaign.id))
    assert [(row[0], row[7], row[8]) for row in exported] == [
        ("C1", None, False),
        ("C1", "minor", False),
        ("C1", None, False),
        ("C4", None, True),
        ("C4", "minor", False),
    ]


def test_a_form_is_inserted_once_and_never_after_its_erasure(session, places):
    campaign = rows.campaign(session, [places["C1"]])
    form = rows.response(1, campaign, places["C1"])
    assert response_queries.insert_response(session, form, submission_hash="a")
    assert not response_queries.insert_response(session, form, submission_hash="a")
    session.add(
        Erasure(
            submission_hash="b",
            campaign_id=campaign.id,
            region_id=places["C1"].id,
            erased_at=rows.NOW,
        )
    )
    session.flush()
    other = rows.response(2, campaign, places["C1"])
    assert not response_queries.insert_response(session, other, submission_hash="b")
    standing = response_queries.standing
    assert standing(session, other["submission_id"], "b") == (True, None)
    assert standing(session, form["submission_id"], "a") == (False, form["answers"])


def test_a_receipt_leads_to_its_form_and_never_to_the_answers(session, places):
    campaign = rows.campaign(session, [places["C1"]])
    spot = rows.placement(session, places["C1"], "SPOT")
    form = rows.add_response(session, 1, campaign, places["C1"], placement_id=spot.id)
    found = response_queries.received(session, "R1")
    assert (found.response_id, found.community, found.placement_code) == (form.id, "C1", "SPOT")
    assert not hasattr(found, "answers")
    assert response_queries.received(session, "R2") is None
    erasure_queries.delete_responses(session, [form.id])
    assert response_queries.received(session, "R1") is None


def test_deleting_a_form_takes_its_exclusion_along(session, answered):
    campaign, _ = answered
    for row in list(response_queries.counted_columns(session, campaign.id)):
        assert row
    for form in session.query(Exclusion).all():
        erasure_queries.delete_responses(session, [form.response_id])
    assert session.query(Exclusion).count() == 0


def test_an_account_with_its_area_and_a_sign_in_that_can_be_ended(session, places):
    staff = rows.staff(session)
    session.add(Grant(staff=staff, region=places["CK"]))
    times = {"created_at": rows.NOW, "expires_at": rows.NOW + DAY}
    session.add(StaffSession(staff=staff, token_hash="t", **times))
    session.flush()
    assert [g.region.code for g in account_queries.staff_by_user(session, "ana").grants] == ["CK"]
    assert account_queries.staff_by_user(session, "ANA") is None
    account_queries.revoke(session, "t", rows.NOW)
    session.expire_all()
    assert account_queries.session_by_token(session, "t").revoked_at == rows.NOW
    assert account_queries.session_by_token(session, "u") is None


def test_failed_sign_ins_are_counted_by_source_and_forgotten(session):
    for source, hours in [("a", 0), ("a", 2), ("b", 1)]:
        session.add(SignInFailure(source=source, failed_at=rows.NOW + timedelta(hours=hours)))
    session.flush()
    late = rows.NOW + timedelta(hours=2)
    assert account_queries.failures_since(session, "a", rows.NOW) == (2, late)
    assert account_queries.failures_since(session, "a", late + DAY) == (0, None)
    account_queries.forget_failures(session, late)
    assert account_queries.failures_since(session, "b", rows.NOW) == (0, None)
