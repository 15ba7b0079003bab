"""Forms with photos: kept through every mistake, safe against every file, never an error page."""

import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from PIL import Image

from survey_app.storage.connect import Database
from survey_app.storage.models import Response
from tests.city import open_city
from tests.databases import copied_file
from tests.evidence import (
    COMPLETE,
    NUMBER,
    REACHED,
    attachments,
    contacts,
    launch_report,
    post,
    report_city,
    report_token,
)
from tests.photo_files import HOSTILE, jpeg, located_jpeg

MB = 1024 * 1024
MISTAKE = {"TEXT": "路灯坏了"}  # an answer is missing


@pytest.fixture(scope="module")
def launched(copies, tmp_path_factory):
    """A database file where the questionnaire with photos is launched."""
    folder = tmp_path_factory.mktemp("report")
    for database in copied_file(copies / "empty.db", folder):
        launch_report(database)
    return folder / "survey.db"


@pytest.fixture
def town(launched, tmp_path):
    """The city with that questionnaire, on SQLite."""
    for database in copied_file(launched, tmp_path):
        yield open_city(database, tmp_path)


@pytest.fixture
def town_on_both(database, tmp_path):
    """The same, on each engine."""
    return report_city(database, tmp_path)


def kept(city) -> list[tuple[str, int | None]]:
    """Question and response of every kept photo."""
    return [(row.question, row.response_id) for row in attachments(city.database)]


def keys_in(sent, question: str = "PHOTO") -> list[str]:
    """The photos that a shown form carries on."""
    hidden = re.findall(rf'<input[^>]*name="{question}"[^>]*>', sent.text)
    return [key for field in hidden for key in re.findall(r'value="([0-9a-f]{64})"', field)]


def is_shown_again(sent, status: int = 422) -> None:
    assert sent.status_code == status
    assert "路灯坏了" in sent.text
    assert "<script>alert" not in sent.text


def test_photos_are_stored_with_the_form_small_and_silent(town_on_both):
    city = town_on_both
    sent = post(city, report_token(), COMPLETE, PHOTO=[located_jpeg(), jpeg(40, 20)], DOOR=jpeg())
    assert sent.status_code == 303
    [response] = city.responses()
    assert len(response.answers["PHOTO"]) == 2
    rows = attachments(city.database)
    assert {row.key for row in rows} == {*response.answers["PHOTO"], *response.answers["DOOR"]}
    assert {row.response_id for row in rows} == {response.id}
    for row in rows:
        assert b"Owner" not in row.content
        assert not Image.open(BytesIO(row.content)).getexif()


def test_a_mistake_elsewhere_keeps_the_photos_and_the_next_press_stores_them(town_on_both):
    city, token = town_on_both, report_token()
    sent = post(city, token, MISTAKE, PHOTO=[jpeg(), jpeg(40, 20)])
    is_shown_again(sent)
    assert kept(city) == [("PHOTO", None)] * 2
    keys = keys_in(sent)
    assert len(keys) == 2
    again = post(city, token, {**MISTAKE, "PHOTO": keys}, PHOTO_UNASKED=jpeg())
    assert keys_in(again) == keys
    assert post(city, token, {**COMPLETE, "PHOTO": keys}).status_code == 303
    [response] = city.responses()
    assert response.answers["PHOTO"] == keys
    assert kept(city) == [("PHOTO", response.id)] * 2


def test_the_same_form_with_its_photos_ten_times_is_one_row(town_on_both):
    city, token = town_on_both, report_token()
    sent = [post(city, token, REACHED, PHOTO=[jpeg(), jpeg(40, 20)]) for _ in range(10)]
    assert {(answer.status_code, answer.location) for answer in sent} == {(303, sent[0].location)}
    assert len(city.responses()) == len(contacts(city.database)) == 1
    assert kept(city) == [("PHOTO", 1)] * 2


def test_the_same_form_with_its_photos_at_once_is_one_row(town_on_both):
    city, token = town_on_both, report_token()
    photos = [jpeg(), jpeg(40, 20), jpeg(60, 20)]

    def send(turn: int):
        return post(city, token, REACHED, PHOTO=photos if turn % 2 else photos[::-1])

    with ThreadPoolExecutor(8) as threads:
        sent = list(threads.map(send, range(16)))
    assert {(answer.status_code, answer.location) for answer in sent} == {(303, sent[0].location)}
    assert len(city.responses()) == len(contacts(city.database)) == 1
    assert kept(city) == [("PHOTO", 1)] * 3


def test_a_photo_can_be_taken_out_and_another_put_in(town):
    token = report_token()
    first, second = keys_in(post(town, token, MISTAKE, PHOTO=[jpeg(), jpeg(40, 20)]))
    fields = {**MISTAKE, "PHOTO": [first, second], "PHOTO.drop": first}
    shown = keys_in(post(town, token, fields, PHOTO=jpeg(60, 20)))
    assert shown[0] == second
    assert first not in shown
    assert len(shown) == len(kept(town)) == 2


def test_a_form_that_is_shown_again_goes_on_without_script_and_with_empty_file_fields(town):
    sent = town.client.post(
        f"/q/{town.code}/report",
        data={**COMPLETE, "form": town.signed(report_token()), "PHOTO": (BytesIO(b""), "")},
        content_type="multipart/form-data",
    )
    assert sent.status_code == 303
    assert attachments(town.database) == []


@pytest.mark.parametrize("foreign", [True, False], ids=["another form's", "invented"])
def test_a_key_that_did_not_come_with_this_form_counts_as_not_there(town, foreign):
    [key] = keys_in(post(town, report_token(), MISTAKE, PHOTO=jpeg()))
    named = key if foreign else "0" * 64
    assert post(town, report_token(), {**COMPLETE, "PHOTO": named}).status_code == 303
    assert "PHOTO" not in town.responses()[0].answers
    assert kept(town) == [("PHOTO", None)]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_is_no_photo_is_refused_beside_its_question(town, name):
    if name == "empty":
        sent = post(town, report_token(), {**COMPLETE, **MISTAKE}, PHOTO=[b"", jpeg()])
    else:
        sent = post(town, report_token(), {**COMPLETE, **MISTAKE}, PHOTO=[HOSTILE[name], jpeg()])
    is_shown_again(sent)
    assert 'href="#PHOTO"' in sent.text
    assert len(keys_in(sent)) == 1
    assert town.responses() == []


def test_more_photos_than_asked_for_are_refused_and_the_first_kept(town):
    sent = post(
        town, report_token(), {**COMPLETE, **MISTAKE}, PHOTO=[jpeg(20 + n) for n in range(9)]
    )
    is_shown_again(sent)
    assert len(keys_in(sent)) == len(kept(town)) == 3


def test_a_file_that_is_far_too_large_costs_nothing_else(town):
    token = report_token()
    files = [jpeg(), b"\xff\xd8\xff" + bytes(60 * MB)]
    sent = post(town, token, {**COMPLETE, **MISTAKE}, PHOTO=files)
    is_shown_again(sent)
    assert len(keys_in(sent)) == 1
    assert len(kept(town)) == 1


def test_photos_that_are_too_large_together_are_refused_beside_their_question(town):
    large = jpeg() + bytes(11 * MB)
    sent = post(town, report_token(), {**COMPLETE, **MISTAKE}, PHOTO=[large] * 3, DOOR=large)
    is_shown_again(sent)
    assert 'href="#DOOR"' in sent.text
    assert 'href="#PHOTO"' not in sent.text


def test_a_body_larger_than_anything_that_is_read_still_gets_the_form(town):
    body = jpeg() + bytes(101 * MB)
    sent = post(town, report_token(), COMPLETE, PHOTO=body)
    assert sent.status_code == 413
    assert 'name="SAME"' in sent.text
    assert town.responses() == []


@pytest.mark.parametrize(
    "fields",
    [
        {f"x{n}": "1" for n in range(3_000)},
        {f"x{n}": "a" * 200_000 for n in range(20)},
        {"TEXT": "a" * 5 * MB},
    ],
    ids=["many fields", "much text", "one long text"],
)
def test_much_text_in_a_form_with_photos_still_gets_the_form(town, fields):
    sent = post(town, report_token(), {**fields, **COMPLETE}, PHOTO=jpeg())
    assert sent.status_code == 413
    assert 'name="SAME"' in sent.text
    assert town.responses() == []


def test_long_text_is_shown_again_whole(town):
    sent = post(town, report_token(), {**COMPLETE, "TEXT": "字" * 100_000}, PHOTO=jpeg())
    assert sent.status_code == 413
    assert "字" * 100_000 in sent.text


def test_files_in_fields_that_nobody_asked_for_are_dropped(town):
    sent = post(town, report_token(), COMPLETE, TEXT=jpeg(), OTHER=HOSTILE["png bomb"], form2=b"x")
    assert sent.status_code == 303
    assert attachments(town.database) == []


def test_a_photo_for_a_question_that_a_rule_hides_is_dropped_whatever_it_is(town):
    for content in (jpeg(), b"no photo"):
        sent = post(town, report_token(), {"SAME": "N"}, DOOR=content)
        assert sent.status_code == 303
    assert attachments(town.database) == []


def test_a_form_that_a_rule_ends_keeps_no_photo_and_no_number(town):
    fields = {**REACHED, "SAME": "END"}
    assert post(town, report_token(), fields, PHOTO=[jpeg(), b"no photo"]).status_code == 303
    [response] = town.responses()
    assert (response.ended, response.answers) == ("end", None)
    assert attachments(town.database) == contacts(town.database) == []


def test_a_stale_form_says_that_its_photos_have_to_be_chosen_again(town):
    sent = post(town, "none", {**COMPLETE, **MISTAKE, "PHOTO": "0" * 64}, PHOTO=jpeg())
    is_shown_again(sent, 200)
    assert 'href="#PHOTO"' in sent.text
    assert keys_in(sent) == []
    assert attachments(town.database) == []


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "multipart/form-data; boundary=x"),
        (bytes(range(256)) * 40, "multipart/form-data; boundary=x"),
        (b"--x\r\nContent-Disposition: form-data; name=PHOTO; filename=a\r\n\r\n" + jpeg(), "x"),
        (b"--x\r\nContent-Disposition: form-data; name=PHOTO; filename=a\r\n\r\n" + jpeg(), None),
        (b"--x\r\n" + b"A: b\r\n" * 50_000 + b"\r\n\r\n--x--", None),
        (b"\r\n" * 500_000, None),
        (b"x", "multipart/form-data"),
        (b"x", "multipart/form-data; boundary=\xe6\xb1\x89"),
        (b"SAME=Y", "application/x-www-form-urlencoded"),
    ],
    ids=range(9),
)
def test_a_body_that_is_no_form_gets_the_form(town, body, content_type):
    kind = content_type or "multipart/form-data; boundary=x"
    sent = town.client.post(f"/q/{town.code}/report", data=body, content_type=kind)
    assert sent.status_code in (200, 400, 413)
    assert "<h1>" in sent.text
    assert town.responses() == []


def test_a_number_is_on_no_page_after_sending_and_in_no_log(town, caplog):
    sent = post(town, report_token(), REACHED)
    assert sent.status_code == 303
    assert NUMBER not in town.client.get(sent.location).text
    assert NUMBER not in caplog.text
    assert len(contacts(town.database)) == 1
    stored = "".join(str(vars(row)) for row in town.responses())
    assert NUMBER not in stored


def test_a_number_without_consent_is_asked_about_and_not_kept(town):
    sent = post(town, report_token(), {**COMPLETE, **MISTAKE, "PHONE": NUMBER}, PHOTO=jpeg())
    is_shown_again(sent)
    assert 'href="#PHONE"' in sent.text
    assert contacts(town.database) == []
    assert kept(town) == [("PHOTO", None)]


def test_photos_of_a_form_that_meets_a_database_away_have_to_be_chosen_again(launched, tmp_path):
    path = tmp_path / "survey.db"
    path.write_bytes(launched.read_bytes())
    city = open_city(Database(f"sqlite:///{path}", patience=0.2), tmp_path)
    token = report_token()
    keys = keys_in(post(city, token, MISTAKE, PHOTO=jpeg()))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    fields = {**COMPLETE, **MISTAKE, "PHOTO": keys}
    sent = post(city, token, fields, PHOTO=jpeg(40, 20))
    is_shown_again(sent, 503)
    assert 'href="#PHOTO"' in sent.text
    assert keys_in(sent) == keys
    other.execute("ROLLBACK")
    other.close()
    assert post(city, token, fields).status_code == 303
    with city.database.reading() as session:
        assert session.query(Response).one().answers["PHOTO"] == keys
    city.database.dispose()


def test_a_questionnaire_without_photos_takes_no_large_body(city):
    body = b"--x\r\nContent-Disposition: form-data; name=S30; filename=a\r\n\r\n" + bytes(2 * MB)
    kind = "multipart/form-data; boundary=x"
    sent = city.client.post(f"/q/{city.code}/sat", data=body, content_type=kind)
    assert sent.status_code == 413
    assert city.responses() == []
