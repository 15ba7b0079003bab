"""What each kind of question takes, how it is stored, and what it says when it takes nothing."""

import pytest

from survey_app.questionnaire.definition import Question
from survey_app.questionnaire.kinds import KINDS, Refused

OPTIONS = [{"code": code, "zh": code} for code in "ABC"]


def asked(kind: str, **fields: object) -> Question:
    question = {"id": "Q", "section": "S", "kind": kind, "text": {"zh": "问"}, "required": False}
    return Question.model_validate(question | fields)


def read(question: Question, **given: str) -> object:
    fields = {name.replace("_", ".", 1): [value] for name, value in given.items()}
    return KINDS[question.kind].read(question, fields)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_given_is_blank(kind):
    fields = {"options": OPTIONS} if kind in ("single", "multi", "likert", "best_worst") else {}
    assert KINDS[kind].read(asked(kind, **fields), {}) is None


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("12", 12), ("-3", -3), ("０", 0), ("１２", 12), ("999999999", 999_999_999), (" 7 ", 7)],
)
def test_a_whole_number_is_taken_in_plain_or_full_width_figures(typed, stored):
    assert read(asked("number"), Q=typed) == stored


@pytest.mark.parametrize("typed", ["01", "1.5", "1e3", "1_0", "十二", "1,000", "--1", "1234567890"])
def test_what_is_no_whole_number_is_refused(typed):
    with pytest.raises(Refused, match="whole number"):
        read(asked("number"), Q=typed)


@pytest.mark.parametrize(
    ("typed", "stored"), [("2.5", 2.5), ("2.50", 2.5), ("2", 2.0), ("-0", 0.0)]
)
def test_a_number_with_decimals_keeps_its_value(typed, stored):
    assert str(read(asked("number", decimals=1), Q=typed)) == str(stored)


def test_more_decimals_than_asked_for_are_refused_not_rounded():
    with pytest.raises(Refused, match="at most 1 decimals, such as 2.5"):
        read(asked("number", decimals=1), Q="2.55")


@pytest.mark.parametrize("typed", ["-0.1", "10.1"])
def test_a_number_outside_its_bounds_is_refused(typed):
    with pytest.raises(Refused, match="not (below 0|above 10)"):
        read(asked("number", decimals=1, min=0, max=10), Q=typed)


def test_a_number_never_outgrows_its_four_bytes():
    with pytest.raises(Refused, match=r"not above 999999\."):
        read(asked("number", decimals=3), Q="1000000")


@pytest.mark.parametrize(
    "typed", ["2026-09-01", "2026/9/1", "2026.9.1", "2026年9月1日", "２０２６-９-１"]
)
def test_a_day_is_read_however_people_write_it(typed):
    assert read(asked("date"), Q=typed) == "2026-09-01"


@pytest.mark.parametrize("typed", ["2026-02-30", "1-9-2026", "tomorrow", "20260901", "2026-13-01"])
def test_what_is_no_day_is_refused(typed):
    with pytest.raises(Refused, match="Please write a day"):
        read(asked("date"), Q=typed)


def test_a_day_outside_its_bounds_is_refused_with_the_bound():
    question = asked("date", earliest="2026-01-01", latest="2026-12-31")
    with pytest.raises(Refused, match="not before 2026-01-01"):
        read(question, Q="2025-12-31")
    with pytest.raises(Refused, match="not after 2026-12-31"):
        read(question, Q="2027-01-01")


def test_opening_hours_may_pass_midnight():
    assert read(asked("time_range"), Q_from="20:00", Q_to="2:30") == {
        "from": "20:00",
        "to": "02:30",
    }


def test_around_the_clock_needs_no_times():
    stored = read(asked("time_range"), Q_always="1", Q_from="08:00")
    assert stored == {"from": "00:00", "to": "24:00"}


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        ("08:00", "", "both times"),
        ("08:00", "08:00", "the same"),
        ("25:00", "26:00", "a time of day"),
        ("24:00", "08:00", "a time of day"),
        ("8", "9", "a time of day"),
    ],
)
def test_half_or_impossible_hours_are_refused(start, end, message):
    with pytest.raises(Refused, match=message):
        read(asked("time_range"), Q_from=start, Q_to=end)


def test_best_and_worst_are_two_different_answers():
    question = asked("best_worst", options=OPTIONS)
    assert read(question, Q_best="A", Q_worst="C") == {"best": "A", "worst": "C"}
    with pytest.raises(Refused, match="cannot be both"):
        read(question, Q_best="A", Q_worst="A")
    with pytest.raises(Refused, match="choose both"):
        read(question, Q_best="A")
    with pytest.raises(Refused, match="answers shown"):
        read(question, Q_best="A", Q_worst="D")


def test_a_text_that_is_too_short_is_refused_with_its_length():
    with pytest.raises(Refused, match="at least 5 characters; there are 2 now"):
        read(asked("text", min_length=5), Q="你好")


def test_a_position_is_kept_to_six_decimals():
    stored = read(asked("geo"), Q_lat="21.2712345678", Q_lon="110.3600004")
    assert stored == {"lat": 21.271235, "lon": 110.36}


@pytest.mark.parametrize(
    ("lat", "lon"), [("91", "0"), ("0", "181"), ("21", ""), ("x", "y"), ("1e1", "2")]
)
def test_what_is_no_position_is_refused(lat, lon):
    with pytest.raises(Refused, match="latitude and longitude"):
        read(asked("geo"), Q_lat=lat, Q_lon=lon)


def test_a_photo_is_named_by_its_key_only():
    keys = {"Q": ["a" * 64, "b" * 64, "a" * 64]}
    assert KINDS["photo"].read(asked("photo", max_files=2), keys) == ["a" * 64, "b" * 64]
    with pytest.raises(Refused, match="send 1 at most"):
        KINDS["photo"].read(asked("photo"), keys)
    with pytest.raises(Refused, match="did not arrive"):
        read(asked("photo"), Q="../../etc/passwd")


@pytest.mark.parametrize(
    "typed", ["13800000000", "0759-2345678", "+86 138 0000 0000", "１３８００００００００"]
)
def test_a_telephone_number_needs_its_own_consent(typed):
    assert read(asked("contact"), Q=typed, Q_consent="1")
    with pytest.raises(Refused, match="tick"):
        read(asked("contact"), Q=typed)


@pytest.mark.parametrize("typed", ["12", "call me", "1380000000000000", "13800000000; DROP"])
def test_what_is_no_telephone_number_is_refused(typed):
    with pytest.raises(Refused, match="telephone number"):
        read(asked("contact"), Q=typed, Q_consent="1")


def test_consent_without_a_number_is_no_answer():
    assert read(asked("contact"), Q_consent="1") is None
