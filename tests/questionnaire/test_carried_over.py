"""Our definitions are the domain report's, field by field and both ways."""

import csv
import json
from pathlib import Path

import pytest

from survey_app.paths import bundled
from survey_app.questionnaire.loader import load_vocabulary
from survey_app.questionnaire.placeholders import used
from survey_app.services.contacts import KEPT_OPEN
from survey_app.services.questionnaires import bundled_questionnaire, bundled_questionnaires

GOLDEN = Path(__file__).parents[1] / "golden" / "domain"
THEIRS = {q["id"]: q for q in json.loads((GOLDEN / "questionnaires.json").read_text("utf-8"))}
LISTS = json.loads((GOLDEN / "vocabulary.json").read_text("utf-8"))

# Their name -> ours; a dot steps into a part. A field that is not here fails the test.
FORM = {
    "id": "id",
    "version": "version",
    "title_zh": "title.zh",
    "title_en": "title.en",
    "audience": "audience.zh",
    "goal_minutes": "goal_minutes",
    "identity": "identity",
    "cycle": "cycle",
    "intro_zh": "intro.zh",
    "sections": "sections",
    "questions": "questions",
}
NAMES = ["needs", "sat", "inv", "cons", "merch", "fb"]
OURS_ALONE = {"audience.en", "intro.en", "base", "notice", "endings"}
NOT_FORMS = {"auto_fields", "community_sheet"}  # of inv: nothing that a form asks
# Said in other words on purpose: (theirs, ours).
IDENTITY = {
    "inv": ("worker login", "worker"),
    "fb": ("anonymous by default; contact optional with separate consent", "anonymous"),
}
# Positions are kept as phones give them, not moved into the map's own grid.
POSITION = (
    "统一存GCJ-02并注明坐标系；店铺位置不是个人信息",
    "存手机定位给出的WGS-84坐标，地图要用GCJ-02时在导出后换算；店铺位置不是个人信息",
)
QUESTION = {
    "id": "id",
    "section": "section",
    "type": "kind",
    "text_zh": "text.zh",
    "text_en": "text.en",
    "options": "options",
    "rows": "rows",
    "required": "required",
    "min_choices": "min_choices",
    "max_choices": "max_choices",
    "min_length": "min_length",
    "max_length": "max_length",
    "min": "min",
    "max": "max",
    "max_files": "max_files",
    "order": "order",
    "show_if": "show_if",
    "used_by": "measures",
    "note": "note",
}
OPTION = {
    "code": "code",
    "zh": "zh",
    "en": "en",
    "score": "score",
    "na": "na",
    "text": "text",
    "exclusive": "exclusive",
    "terminate": "ends",
}
ROW = {"code": "code", "zh": "zh", "en": "en", "types": "types"}
TYPE = {
    "code": "code",
    "zh": "zh",
    "en": "en",
    "class": "class",
    "groups": "groups",
    "in_seed": "in_plan",
    "in_guide": "in_guide",
    "counts_as_outlet": "outlet",
    "walk_min": "walk_min",
    "note": "note",
}
COMMUNITY = {
    "code": "code",
    "zh": "name",
    "pinyin": "name_en",
    "district": "district",
    "district_code": "district_code",
    "street": "street",
    "street_pinyin": "street_en",
}
KINDS = {"likert5": "likert", "timerange": "time_range"}
PLACEHOLDERS = {
    "cons": {"project_name": 60, "project_place": 60, "project_summary": 300},
    "merch": {"outlet_name": 60},
}
SAME_AS_ABSENT = (None, [], "")  # a score of null, no types, an empty note


def renamed(part: dict, names: dict[str, str]) -> dict:
    """A part under other names; a name that is not in the table is an error."""
    assert set(part) <= set(names)
    return {names[name]: value for name, value in part.items() if value not in SAME_AS_ABSENT}


def back(names: dict[str, str]) -> dict[str, str]:
    return {ours: theirs for theirs, ours in names.items()}


def flat(part: dict, *nested: str) -> dict:
    """{"title": {"zh": …}} as {"title.zh": …}."""
    found = {name: value for name, value in part.items() if name not in nested}
    for name in nested:
        found |= {f"{name}.{key}": value for key, value in part[name].items()}
    return found


def our_form(name: str) -> dict:
    dumped = bundled_questionnaire(name).model_dump(
        mode="json", by_alias=True, exclude_defaults=True
    )
    form = flat(dumped, "title", "audience", "intro")
    form.pop("placeholders", None)
    form["sections"] = [[s["id"], s["zh"], s["en"]] for s in form["sections"]]
    form["questions"] = [flat(question, "text") for question in form["questions"]]
    return form


def their_form(name: str) -> dict:
    """Their questionnaire but for what is said in other words on purpose."""
    form = {key: value for key, value in THEIRS[name].items() if key not in NOT_FORMS}
    said, ours = IDENTITY.get(name, ("anonymous", "anonymous"))
    assert form["identity"] == said
    return {**form, "identity": ours, "questions": [on_purpose(q) for q in form["questions"]]}


def on_purpose(question: dict) -> dict:
    """`pii` says what the kind says already; the note about the map's grid is ours."""
    if question["type"] == "contact":
        assert question["pii"]
    kept = {key: value for key, value in question.items() if key != "pii"}
    if question["id"] == "I11":
        assert question["note"] == POSITION[0]
        kept["note"] = POSITION[1]
    return kept


def their_question(question: dict) -> dict:
    """One of their questions in our words."""
    ours = renamed(question, QUESTION)
    ours["kind"] = KINDS.get(ours["kind"], ours["kind"])
    if "options" in ours:
        ours["options"] = [renamed(option, OPTION) for option in ours["options"]]
    if "rows" in ours:
        ours["rows"] = [renamed(row, ROW) for row in ours["rows"]]
    return ours


def our_question(question: dict) -> dict:
    """One of our questions in their words."""
    theirs = renamed(question, back(QUESTION))
    theirs["type"] = {ours: name for name, ours in KINDS.items()}.get(
        theirs["type"], theirs["type"]
    )
    if "options" in theirs:
        theirs["options"] = [renamed(option, back(OPTION)) for option in theirs["options"]]
    if "rows" in theirs:
        theirs["rows"] = [renamed(row, back(ROW)) for row in theirs["rows"]]
    return theirs


def without_absent(part: object) -> object:
    if isinstance(part, dict):
        return {k: without_absent(v) for k, v in part.items() if v not in SAME_AS_ABSENT}
    return [without_absent(p) for p in part] if isinstance(part, list) else part


def asked(name: str) -> dict:
    """What both have of our questionnaire; how long a contact is kept stands in their text."""
    form = {key: value for key, value in our_form(name).items() if key not in OURS_ALONE}
    for question in form["questions"]:
        assert question.pop("keep_days", None) == (30 if question["kind"] == "contact" else None)
    return form


@pytest.mark.parametrize("name", NAMES)
def test_what_they_ask_is_what_we_ask(name):
    expected = renamed(their_form(name), FORM)
    expected["questions"] = [their_question(question) for question in expected["questions"]]
    assert asked(name) == expected


@pytest.mark.parametrize("name", NAMES)
def test_what_we_ask_is_what_they_ask(name):
    assert set(our_form(name)) >= OURS_ALONE
    theirs = renamed(asked(name), back(FORM))
    theirs["questions"] = [our_question(question) for question in theirs["questions"]]
    assert theirs == without_absent(their_form(name))


def test_every_questionnaire_of_theirs_is_carried_over():
    assert sorted(THEIRS) == sorted(NAMES)
    assert sorted(q.id for q in bundled_questionnaires()) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_campaign_fills_in_what_stands_in_braces(name):
    questionnaire = bundled_questionnaire(name)
    own = {p.name: p.max_length for p in questionnaire.placeholders}
    assert own == PLACEHOLDERS.get(name, {})
    assert used(questionnaire) == {"organiser", "phone", *own, *(["closes_on"] * (name == "cons"))}


@pytest.mark.parametrize("name", NAMES)
def test_only_a_notice_that_is_true_is_shown(name):
    questionnaire = bundled_questionnaire(name)
    shared = load_vocabulary(bundled("questionnaires")).notice
    asks_for_a_number = any(q.kind == "contact" for q in questionnaire.questions)
    assert (questionnaire.notice == shared) == (name not in ("fb", "inv"))
    assert ("不收集姓名、电话" in questionnaire.notice.zh) <= (not asks_for_a_number)


def test_the_suggestion_box_says_how_long_a_telephone_number_is_kept():
    questionnaire = bundled_questionnaire("fb")
    [contact] = [q for q in questionnaire.questions if q.kind == "contact"]
    for notice in (questionnaire.notice.zh, questionnaire.notice.en):
        assert f"{contact.keep_days}" in notice
        assert f"{KEPT_OPEN.days}" in notice


@pytest.mark.parametrize(
    ("name", "goodbyes"),
    [
        ("cons", {"no_consent", "visitor", "minor", "minor_feedback"}),
        ("merch", {"no_consent", "not_customer", "minor"}),
        ("fb", {"no_consent", "minor"}),
        ("inv", set()),
    ],
)
def test_goodbyes_speak_of_the_age_that_the_form_asks_for(name, goodbyes):
    questionnaire = bundled_questionnaire(name)
    ends = {option.ends for q in questionnaire.questions for option in q.options if option.ends}
    assert ends == goodbyes
    if "minor" in goodbyes:
        age = "18岁" if name == "cons" else "14岁"
        assert age in questionnaire.endings["minor"].zh


@pytest.mark.parametrize("changed", ["text_zh", "used_by", "show_if"])
def test_a_field_that_differs_would_be_seen(changed):
    question = {**THEIRS["needs"]["questions"][5], changed: "something else"}
    assert their_question(question) != our_form("needs")["questions"][5]


def test_business_types_are_theirs_both_ways():
    ours = [
        {k: v for k, v in t.items() if v not in SAME_AS_ABSENT}
        for t in load_vocabulary(bundled("questionnaires")).model_dump(mode="json", by_alias=True)[
            "business_types"
        ]
    ]
    theirs = LISTS["business_types"]
    assert ours == [renamed(part, TYPE) for part in theirs]
    assert [renamed(part, back(TYPE)) for part in ours] == without_absent(theirs)


def test_the_nine_communities_are_theirs_both_ways():
    file = bundled("questionnaires") / "communities.csv"
    with open(file, encoding="utf-8-sig", newline="") as lines:
        ours = [{k: row[k] for k in COMMUNITY.values()} for row in csv.DictReader(lines)]
    theirs = [dict(part) for part in LISTS["communities"]]
    assert [part.pop("no") for part in theirs] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert ours == [renamed(part, COMMUNITY) for part in theirs]
    assert [renamed(part, back(COMMUNITY)) for part in ours] == theirs
