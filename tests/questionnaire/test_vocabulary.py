"""The shared lists, typed by hand from the domain report (V3, V4, V5 and the coverage sets)."""

import pytest

from survey_app.paths import bundled
from survey_app.questionnaire.loader import load_vocabulary
from survey_app.services.questionnaires import bundled_questionnaire

VOCABULARY = load_vocabulary(bundled("questionnaires"))
ADULTS = ("A18_29", "A30_44", "A45_59", "A60_64", "A65_74", "A75P")
BASIC = [
    *("B_CONV", "B_SUPER", "B_MARKET", "B_FRESH", "B_DINING", "B_BREAKFAST", "B_HOUSEKEEPING"),
    *("B_PHARMACY", "B_REPAIR", "B_LAUNDRY", "B_HAIR", "B_PHOTO", "B_PARCEL", "B_RECYCLE"),
]


def test_the_five_point_scale():
    points = [
        (p.code, p.zh, p.en, p.score, p.satisfied, p.index) for p in VOCABULARY.scales["sat5"]
    ]
    assert points == [
        ("5", "非常满意", "Very satisfied", 5, True, 100),
        ("4", "比较满意", "Fairly satisfied", 4, True, 75),
        ("3", "一般", "Neutral", 3, False, 50),
        ("2", "不太满意", "Not very satisfied", 2, False, 25),
        ("1", "非常不满意", "Very dissatisfied", 1, False, 0),
    ]


def test_of_the_three_point_scale_the_two_upper_points_are_satisfied():
    points = [(point.zh, point.satisfied) for point in VOCABULARY.scales["sat3"]]
    assert points == [("满意", True), ("基本满意", True), ("不满意", False)]


@pytest.mark.parametrize(
    ("band", "codes", "ends"),
    [
        ("consent", ("Y", "N"), {"N": "no_consent"}),
        ("residence", ("LIVE6", "LIVE0", "WORK", "VISIT"), {"VISIT": "visitor"}),
        ("age", ("U14", "A14_17", *ADULTS), {"U14": "minor", "A14_17": "minor_feedback"}),
        ("sex", ("M", "F", "PNS"), {}),
    ],
)
def test_bands_and_the_answers_that_end_a_form(band, codes, ends):
    options = VOCABULARY.bands[band]
    assert tuple(option.code for option in options) == codes
    assert {option.code: option.ends for option in options if option.ends} == ends


def test_coverage_is_measured_against_seven_eight_or_all_basic_types():
    seven = [
        "B_CONV",
        "B_SUPER",
        "B_MARKET",
        "B_DINING",
        "B_HOUSEKEEPING",
        "B_PHARMACY",
        "B_REPAIR",
    ]
    sets = {name: list(codes) for name, codes in VOCABULARY.coverage_sets.items()}
    assert sets == {"SEED7": seven, "SEED8": [*seven, "B_BREAKFAST"], "ALL14": BASIC}


def test_reasons_are_grouped_as_the_plan_names_problems():
    groups = {group.zh: set(group.reasons) for group in VOCABULARY.reason_groups}
    assert groups == {
        "设施配套": {"NONE_NEAR", "FAR", "FEW", "HOURS"},
        "环境建设": {"ENV"},
        "服务治理": {"PRICE", "QUALITY", "SERVICE", "NOREPLY"},
    }


def test_the_base_is_residents_of_age_and_for_satisfaction_of_half_a_year():
    def base(name: str) -> list[tuple[str, ...]]:
        return [leaf.any_of for leaf in bundled_questionnaire(name).base.when.all]

    assert base("needs") == [("LIVE6", "LIVE0"), ADULTS]
    assert base("sat") == [("LIVE6",), ADULTS]


def test_every_code_that_a_list_names_is_in_the_vocabulary():
    known = {business.code for business in VOCABULARY.business_types}
    rows = [row for row in bundled_questionnaire("sat").by_id["S11"].rows if row.types]
    assert len(rows) == 8
    assert {code for row in rows for code in row.types} <= known
    assert {code for codes in VOCABULARY.coverage_sets.values() for code in codes} <= known
