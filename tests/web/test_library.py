"""The library's pages: looking, copying, versions, retiring, importing and downloading."""

import json
import re
from io import BytesIO

import pypdfium2
import pytest
from openpyxl import Workbook

from survey_app.questionnaire.definition import Questionnaire
from survey_app.services.drafts import definition_of
from survey_app.services.questionnaires import bundled_questionnaire, publish
from survey_app.storage.drafts import QuestionnaireDraft
from survey_app.web import editor
from tests.web.staffroom import WECHAT, hire, post, sign_in, signed_in

SHELF = "/staff/questionnaires"
ONE = f"{SHELF}/sat/1"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGES = ["", "/sat/1", "/sat/1/preview", "/sat/1/codebook", "/sat/1/changes/2"]
FILES = ["/sat/1/codebook.csv", "/sat/1/codebook.json", "/sat/1/form.pdf", "/sat/1/form.xlsx"]
FILES += ["/template.xlsx"]


@pytest.fixture
def city(city):
    """The city, with the editor that drafts lead to."""
    if "editor" not in city.app.blueprints:
        city.app.register_blueprint(editor.bp)
    return city


@pytest.fixture
def two_versions(city):
    """`sat` with a second version: one answer reworded, one question gone."""
    first = bundled_questionnaire("sat")
    definition = first.model_dump(mode="json", by_alias=True)
    definition["version"] = 2
    definition["questions"] = [q for q in definition["questions"] if q["id"] != "S21"]
    next(q for q in definition["questions"] if q["id"] == "S10")["text"]["zh"] = "总的满意吗？"
    with city.database.writing() as session:
        publish(session, Questionnaire.model_validate(definition), city.clock.now)
    return city


def drafts(city):
    with city.database.reading() as session:
        found = session.query(QuestionnaireDraft).order_by(QuestionnaireDraft.id).all()
        return [definition_of(session, draft) for draft in found]


def test_nobody_looks_without_signing_in(two_versions):
    for page in [*PAGES, *FILES, "/import"]:
        answer = two_versions.client.get(SHELF + page)
        assert answer.status_code == 303, page
        assert "/staff/sign-in" in answer.location


@pytest.mark.parametrize("role", ["admin", "analyst", "worker"])
def test_everybody_on_the_staff_may_look_and_download_and_that_writes_nothing(two_versions, role):
    client = signed_in(two_versions, role, *(["CK-BAIYUAN"] if role == "worker" else []))
    before = two_versions.row_counts()
    for page in [*PAGES, *FILES]:
        assert client.get(SHELF + page).status_code == 200, page
    assert two_versions.row_counts() == before


def test_an_analyst_changes_nothing(city):
    client = signed_in(city, "analyst")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(SHELF).text)[1]
    for action in ["/new", "/sat/1/copy", "/sat/1/new-version", "/sat/1/retire", "/import"]:
        answer = client.post(SHELF + action, data={"csrf_token": token, "title": "x"})
        assert answer.status_code == 403, action
    page = client.get(ONE).text
    assert "/sat/1/copy" not in page
    assert "/sat/1/retire" not in page


def test_the_shelf_shows_every_questionnaire_with_its_state(city):
    page = signed_in(city).get(f"{SHELF}?lang=en").text
    assert "campaigns running: 1" in page
    for name in ("cons", "fb", "inv", "merch", "needs", "sat"):
        assert f'href="{SHELF}/{name}/1?lang=en"' in page


def test_a_copy_becomes_a_draft_of_its_own(city):
    client = signed_in(city)
    answer = post(client, f"{ONE}/copy", page=ONE)
    assert answer.status_code == 303
    assert "/staff/drafts/" in answer.location
    [draft] = drafts(city)
    assert draft["id"] != "sat"
    assert draft["title"]["zh"] == "便民生活圈居民满意度调查（副本 sat2）"


def test_a_new_version_keeps_the_id_and_counts_on(city):
    client = signed_in(city)
    assert post(client, f"{ONE}/new-version", page=ONE).status_code == 303
    [draft] = drafts(city)
    assert (draft["id"], draft["version"]) == ("sat", 2)


def test_a_worker_makes_no_version_of_what_others_published(city):
    client = signed_in(city, "worker", "CK-BAIYUAN")
    for action in ("new-version", "retire"):
        assert post(client, f"{ONE}/{action}", page=ONE).status_code == 403
    assert drafts(city) == []
    assert "Make a new version" not in client.get(f"{ONE}?lang=en").text


def test_a_new_questionnaire_needs_a_title(city):
    client = signed_in(city)
    refused = post(client, f"{SHELF}/new?lang=en", page=SHELF, title="　 ")
    assert refused.status_code == 422
    assert "Please give a title" in refused.text
    assert post(client, f"{SHELF}/new", page=SHELF, title=" 菜市场 意见 ").status_code == 303
    assert [draft["title"]["zh"] for draft in drafts(city)] == ["菜市场 意见"]


def test_drafts_are_on_the_shelf_of_those_who_may_open_them(city):
    client = signed_in(city, "worker", "CK-BAIYUAN")
    post(client, f"{SHELF}/new", page=SHELF, title="夜市意见")
    assert "夜市意见" in client.get(SHELF).text
    hire(city, "second", "worker", "CK-BAIYUAN")
    other = city.client
    sign_in(other, "second")
    assert "夜市意见" not in other.get(SHELF).text


def test_retiring_takes_the_launch_link_away_and_can_be_undone(city):
    client = signed_in(city)
    launch = "/staff/launch?questionnaire=sat"
    assert launch in client.get(ONE).text
    assert post(client, f"{ONE}/retire", page=ONE).status_code == 303
    page = client.get(f"{ONE}?lang=en").text
    assert launch not in page
    assert "It was retired on 1 September 2026" in page
    assert city.send("sat").status_code == 303  # a running campaign takes answers as before
    assert post(client, f"{ONE}/unretire", page=ONE).status_code == 303
    assert launch in client.get(ONE).text


def test_the_version_page_shows_preview_questions_and_who_is_asked(city):
    page = signed_in(city).get(f"{ONE}?lang=en").text
    assert f'<iframe class="phone" src="{ONE}/preview' in page
    for question in bundled_questionnaire("sat").questions:
        assert f"{question.id} · " in page
    assert "Only if" in page


def test_the_preview_may_be_framed_by_our_own_pages_only(city):
    answer = signed_in(city).get(f"{ONE}/preview")
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]


def test_an_older_version_points_to_the_newer_one(two_versions):
    page = signed_in(two_versions).get(f"{ONE}?lang=en").text
    assert "There is a newer version" in page
    assert f"{SHELF}/sat/1/changes/2" in page
    assert "/staff/launch?questionnaire" not in page


def test_changes_are_shown_side_by_side_in_words(two_versions):
    page = signed_in(two_versions).get(f"{SHELF}/sat/1/changes/2?lang=en").text
    assert "Taken out" in page
    assert "和一年前比" in page
    assert page.index("总的来说") < page.index("总的满意吗？")


def test_what_is_not_there_is_said_so(city):
    client = signed_in(city)
    for page in ["/nothing/1", "/sat/99", "/sat/1/changes/99", "/sat/0/preview"]:
        assert client.get(SHELF + page).status_code == 404, page


def test_the_codebook_names_every_variable(city):
    page = signed_in(city).get(f"{ONE}/codebook?lang=en").text
    for name in ("S10", "S11.B_SHOP", "S20.FAR", "S20.OTHER.text", "S30"):
        assert f"<code>{name}</code>" in page
    assert "S10 in (1, 2, 3)" in page


def test_the_codebook_table_opens_in_a_spreadsheet(city):
    content = signed_in(city).get(f"{ONE}/codebook.csv?lang=en").data
    assert content.startswith(b"\xef\xbb\xbf")
    header, *lines = content.decode("utf-8-sig").split("\r\n")
    assert header.startswith("variable,question id,kind,")
    assert any(line.startswith("S10,S10,likert,") and ",5,非常满意," in line for line in lines)


def test_the_codebook_document_belongs_to_one_content(city):
    document = json.loads(signed_in(city).get(f"{ONE}/codebook.json").data)
    assert len(document["content_hash"]) == 64
    assert document["questionnaire"] == "sat"


@pytest.mark.parametrize(
    ("query", "numbers"),
    [("", []), ("?copies=2&first=41", ["问卷编号000041", "问卷编号000042"])],
)
def test_the_form_is_printed_blank_or_numbered(city, query, numbers):
    answer = signed_in(city).get(f"{ONE}/form.pdf{query}")
    pdf = pypdfium2.PdfDocument(answer.data)
    text = "".join("".join(page.get_textpage().get_text_bounded().split()) for page in pdf)
    assert re.findall("问卷编号0000[0-9]{2}(?=由工作人员)", text) == numbers


def test_a_wrong_number_of_copies_is_refused(city):
    client = signed_in(city)
    for query in ["copies=0", "copies=51", "copies=１", "copies=2&first=x"]:
        assert client.get(f"{ONE}/form.pdf?{query}").status_code == 400, query


def test_inside_wechat_files_are_opened_elsewhere(city):
    client = signed_in(city)
    for file in FILES:
        answer = client.get(f"{SHELF}{file}?lang=en", headers=WECHAT)
        assert "Open in the browser" in answer.text, file


def sent(client, content, name="form.xlsx"):
    """Import this file."""
    page = client.get(f"{SHELF}/import").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    data = {"csrf_token": token, "file": (BytesIO(content), name)}
    return client.post(f"{SHELF}/import?lang=en", data=data, content_type="multipart/form-data")


def test_what_we_export_is_imported_as_a_draft(city):
    client = signed_in(city)
    answer = sent(client, client.get(f"{ONE}/form.xlsx").data)
    [draft] = drafts(city)
    assert [q["id"] for q in draft["questions"]] == [
        q.id for q in bundled_questionnaire("sat").questions
    ]
    assert answer.status_code == 303 or "Go on to the editor" in answer.text


def test_a_workbook_with_what_we_cannot_carry_is_kept_and_its_notes_are_listed(city):
    book = Workbook()
    book.active.title = "survey"
    for row in (
        ["type", "name", "label::中文", "calculation"],
        ["select_one yn", "A", "甲题", ""],
        ["barcode", "B", "乙题", ""],
    ):
        book.active.append(row)
    choices = book.create_sheet("choices")
    for row in (["list_name", "name", "label::中文"], ["yn", "Y", "是"], ["yn", "N", "否"]):
        choices.append(row)
    content = BytesIO()
    book.save(content)
    answer = sent(signed_in(city), content.getvalue())
    assert answer.status_code == 200
    assert "Go on to the editor" in answer.text
    assert re.search(r'<th scope="row">survey</th><td>3</td>', answer.text)
    assert len(drafts(city)) == 1


@pytest.mark.parametrize(("content", "name"), [(b"", ""), (b"not a workbook", "a.xlsx")])
def test_a_file_that_is_no_workbook_is_refused_in_words(city, content, name):
    answer = sent(signed_in(city), content, name)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert drafts(city) == []


def test_a_file_that_is_too_large_is_refused_in_words(city):
    kind = "multipart/form-data; boundary=b"
    client = signed_in(city)
    answer = client.post(f"{SHELF}/import?lang=en", data=b"x" * 1_050_000, content_type=kind)
    assert answer.status_code == 413
    assert 'role="alert"' in answer.text
    assert "1 MB" in answer.text
