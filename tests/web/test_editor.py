"""The editor's pages: who may, what a form as shown sends back, stale tabs, preview, junk."""

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey_app.services import drafts
from survey_app.services.questionnaires import bundled_questionnaires
from survey_app.web import draft_shape, editing
from tests.web.drafting import ADMIN, DRAFT, EN, at, begin, form_of, seated, send, stored
from tests.web.sat_definition import listed
from tests.web.staffroom import hire, sign_in


@pytest.fixture
def desk(city):
    """Somebody signed in, and draft 1: a copy of `sat`."""
    return seated(city)


# --- Who may, and what is found -------------------------------------------------------------------


def test_an_analyst_may_not_edit(city, desk):
    hire(city, "analyst", "analyst")
    client = city.client
    sign_in(client, "analyst")
    assert client.get(DRAFT).status_code == 403


def test_somebody_elses_draft_is_not_there(city, desk):
    hire(city, "other", "worker", "CK-BAIYUAN")
    client = city.client
    sign_in(client, "other")
    for path in (DRAFT, f"{DRAFT}/preview", f"{DRAFT}/publish", "/staff/drafts/99"):
        assert client.get(path).status_code == 404
    assert client.get("/staff/drafts/99999999999999").status_code == 404


def test_nobody_edits_without_signing_in(city, desk):
    answer = city.client.get(DRAFT)
    assert answer.status_code == 303
    assert "/staff/sign-in" in answer.location


@pytest.mark.parametrize("path", ["", "/publish", "/discard"])
def test_a_post_without_its_token_is_refused(city, desk, path):
    before = stored(city)
    assert desk.post(DRAFT + path, data={"do": "delete", "revision": "1"}).status_code == 400
    assert stored(city) == before


# --- The form -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [q.id for q in bundled_questionnaires()])
def test_a_form_sent_as_it_was_shown_changes_nothing(city, desk, name):
    """Every part of every bundled questionnaire survives the way through its HTML form."""
    number = begin(city, name)
    address = f"/staff/drafts/{number}"
    definition = draft_shape.tidy(stored(city, number))
    parts = ["about", *(f"s{n}" for n in range(len(definition["sections"])))]
    parts += [f"q{n}" for n in range(len(definition["questions"]))]
    for part in parts:
        fields = form_of(desk, f"{address}?at={part}&lang=en")
        changed, _ = editing.apply(
            definition, draft_shape.part_named(part, definition), fields.to_dict(flat=False)
        )
        assert changed == definition


def test_texts_are_saved_and_the_page_shows_them(city, desk):
    done = send(desk, at("S21", city), text__zh="和去年比呢？")
    assert done.status_code == 303
    assert "和去年比呢？" in desk.get(done.location).text
    assert "和去年比呢？" in desk.get(f"{DRAFT}/preview").text


def test_undo_takes_back_what_was_just_typed(city, desk):
    before = stored(city)
    send(desk, at("S21", city), do="undo", text__zh="和去年比呢？")
    assert stored(city) == before
    send(desk, do="redo")
    assert "和去年比呢？" in json.dumps(stored(city), ensure_ascii=False)


def test_a_question_with_a_rule_can_be_added_step_by_step(city, desk):
    page = send(desk, at("S21", city), do="add:single").location
    page = send(desk, page, text__zh="您想怎么改？", show_if__0__q="S10").location
    fields = form_of(desk, page)
    assert fields["show_if.0.is"] == "any_of"
    send(desk, page, show_if__0__code=["1", "2"])
    added = next(q for q in stored(city)["questions"] if q["text"]["zh"] == "您想怎么改？")
    assert added["show_if"] == {"q": "S10", "any_of": ["1", "2"]}
    assert added["id"] == "Q10"


def test_a_page_without_script_leads_on_to_the_new_field(city, desk):
    done = send(desk, at("S21", city), do="add-part:options")
    assert done.location.endswith("#options.3.zh")


def test_messages_stand_beside_their_question_and_in_the_outline(city, desk):
    page = desk.get(send(desk, at("S21", city), text__zh="").location).text
    slot = page[page.index('data-slot="text.zh"') :]
    assert "To mend:" in slot[: slot.index("</div>")]
    entry = page[page.index('id="go-q6"') :]
    assert "mark-error" in entry[: entry.index("</button>")]


def test_the_script_gets_fragments_instead_of_a_page(city, desk):
    answer = send(desk, at("S21", city), headers={"X-Editor": "save"}, text__zh="")
    assert answer.status_code == 200
    assert answer.json["says"]["text.zh"]
    assert answer.json["revision"] == 2
    assert answer.json["saved"] == "Saved 12:00"
    assert "form" not in answer.json
    answer = send(desk, do="add:note", headers={"X-Editor": "form"})
    assert 'id="text.zh"' in answer.json["form"]
    assert answer.json["focus"] == "text.zh"


@pytest.mark.parametrize("headers", [None, {"X-Editor": "save"}])
def test_a_draft_that_moved_on_is_not_overwritten(city, desk, headers):
    mine = form_of(desk, at("S21", city))
    send(desk, at("S21", city), text__zh="先到的")
    before = stored(city)
    mine["text.zh"], mine["do"] = "后到的", "save"
    refused = desk.post(EN, data=mine, headers=headers)
    assert refused.status_code == 409
    assert stored(city) == before
    if headers is None:
        assert "后到的" in refused.text
        assert "changed in another window" in refused.text


def test_typed_text_stays_with_its_question_when_that_was_moved_elsewhere(city, desk):
    mine = form_of(desk, at("S21", city))
    send(desk, f"{EN}&at=q0", do="delete")
    mine["options.3.zh"] = "后到的"
    page = desk.post(EN, data=mine).text
    assert "后到的" in page
    assert "和一年前比" in page[page.index('id="text.zh"') :][:300]


def test_a_draft_that_was_undone_elsewhere_is_not_overwritten(city, desk):
    send(desk, at("S21", city), text__zh="甲")
    mine = form_of(desk, at("S21", city))
    send(desk, do="undo")
    send(desk, at("S21", city), text__zh="乙")
    assert desk.post(EN, data=mine).status_code == 409


def test_more_than_256_kb_is_refused_with_a_sentence(city, desk):
    definition = dict(stored(city))
    definition["questions"] = [
        {**definition["questions"][3], "id": f"Q{n}", "text": {"zh": "长" * 1000}}
        for n in range(86)
    ]
    with city.database.writing() as session:
        draft = drafts.find_draft(session, ADMIN, 1)
        drafts.save(session, draft, definition, now=city.clock.now)
    refused = send(desk, f"{EN}&at=q3", do="duplicate", text__zh="长" * 1000)
    assert refused.status_code == 422
    assert "256 KB" in refused.text


# --- Preview --------------------------------------------------------------------------------------


def test_the_preview_leaves_out_what_is_faulty_and_the_page_says_so(city, desk):
    page = desk.get(send(desk, at("S10", city), do="delete").location).text
    assert "Left out here until it is mended" in page
    assert "a rule of question 5" in page
    preview = desk.get(f"{DRAFT}/preview")
    assert preview.status_code == 200
    assert "frame-ancestors 'self'" in preview.headers["Content-Security-Policy"]


def test_an_empty_draft_says_what_to_do_next(city, desk):
    for _ in range(9):
        send(desk, f"{EN}&at=q0", do="delete")
    assert "There is nothing to show yet" in desk.get(f"{DRAFT}/preview?lang=en").text
    assert "No question yet" in desk.get(EN).text
    assert "cannot be published yet" in desk.get(f"{DRAFT}/publish?lang=en").text


# --- Junk -----------------------------------------------------------------------------------------

WORDS = st.one_of(
    st.text(max_size=40), st.sampled_from(["1", "2", "q0", "about", "q999", "S10", "\x00", "{"])
)
NAMES = st.sampled_from(
    listed(
        "revision at do text.zh id section kind flags required max_choices measures "
        "measures.shown options.0.code options.0.zh options.0.shown show_if.join "
        "show_if.text show_if.0.q show_if.0.is show_if.0.code stop.0.q stop.join title.zh "
        "base.join base.0.q endings.x.zh"
    )
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    fields=st.dictionaries(NAMES, WORDS, max_size=10),
    path=st.sampled_from(["", "", "", "/publish"]),
    script=st.sampled_from([None, "save", "form", "?"]),
    fresh=st.booleans(),
)
def test_junk_is_never_an_error_of_ours(city, desk, fields, path, script, fresh):
    if "revision" not in fields or fresh:
        page = desk.get(EN).text
        fields["revision"] = re.search(r'name="revision" value="(\d+)"', page)[1]
    token = re.search(r'name="csrf_token" value="([^"]+)"', desk.get(EN).text)[1]
    headers = {"X-Editor": script} if script else {}
    if path == "/publish":
        fields.pop("revision")
    answer = desk.post(DRAFT + path, data={**fields, "csrf_token": token}, headers=headers)
    assert answer.status_code < 500
    assert desk.get(f"{EN}&at={fields.get('at', '')[:9]}").status_code == 200
    assert desk.get(f"{DRAFT}/preview").status_code == 200
