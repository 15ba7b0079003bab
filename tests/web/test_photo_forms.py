"""Forms with photos: kept through every mistake, stored once, gone where nobody asked for them."""

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
from tests.photo_files import jpeg, located_jpeg
from tests.web.photo_pages import MISTAKE, is_shown_again, kept, keys_in


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
    assert len(shown) == 2


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
