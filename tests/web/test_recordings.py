"""Recordings: heard by residents, made by whoever may change the questionnaire."""

from io import BytesIO

import pytest

from survey_app.services import recordings
from survey_app.services.questionnaires import bundled_questionnaire, publish
from survey_app.storage.account_queries import staff_by_user
from survey_app.storage.enclosures import Recording
from tests.sound_files import HTML, NO_SOUNDS, SOUNDS, mp4, wav
from tests.web.staffroom import hire, post, sign_in, signed_in

PAGE = "/staff/questionnaires/sat/1/recordings"
S10 = f"{PAGE}?question=S10&lang=en"
DELETE = f"{PAGE}/delete?question=S10"
SEEN = "public, max-age=31536000, immutable"


def send(client, content=None, label="雷州话", address=S10, name="voice.m4a", **fields):
    file = (BytesIO(wav() if content is None else content), name)
    return post(client, address, page=f"{PAGE}?lang=en", file=file, label=label, **fields)


def kept(city):
    with city.database.reading() as session:
        rows = session.query(Recording).order_by(Recording.id).all()
        return [(row.question, row.label, row.kind) for row in rows]


def address(city):
    with city.database.reading() as session:
        return "/listen/" + session.query(Recording).one().content_hash


@pytest.fixture
def heard(city):
    """The city with one recording."""
    send(signed_in(city))
    return city


@pytest.mark.parametrize("name", SOUNDS)
def test_a_recording_is_saved_and_served_as_what_it_is(city, name):
    content, kind = SOUNDS[name]
    answer = send(signed_in(city), content)
    assert answer.status_code == 303
    assert answer.location.endswith("#S10")
    assert kept(city) == [("S10", "雷州话", kind)]
    served = city.client.get(address(city))
    assert (served.data, served.mimetype) == (content, kind)


def test_a_recording_never_changes_and_is_never_taken_for_anything_else(heard):
    headers = heard.client.get(address(heard)).headers
    assert headers["Cache-Control"] == SEEN
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Accept-Ranges"] == "bytes"
    assert "Content-Encoding" not in headers
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize(
    ("wanted", "part", "range_"),
    [
        ("bytes=0-1", slice(0, 2), "bytes 0-1/4044"),  # what an iPhone asks first
        ("bytes=4000-", slice(4000, None), "bytes 4000-4043/4044"),
        ("bytes=-4", slice(-4, None), "bytes 4040-4043/4044"),
    ],
)
def test_a_part_is_given_to_whoever_asks_for_one(heard, wanted, part, range_):
    answer = heard.client.get(address(heard), headers={"Range": wanted})
    assert answer.status_code == 206
    assert answer.data == wav()[part]
    assert answer.headers["Content-Range"] == range_


def test_a_part_beyond_the_end_is_refused_without_a_trace(heard):
    answer = heard.client.get(address(heard), headers={"Range": "bytes=9000-"})
    assert answer.status_code == 416


def test_a_phone_that_has_it_is_told_so(heard):
    tag = heard.client.get(address(heard)).headers["ETag"]
    assert heard.client.get(address(heard), headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("path", ["0" * 20, "x", "%00", "..%2fapp.css", "0" * 64])
def test_nothing_else_is_heard(heard, path):
    assert heard.client.get(f"/listen/{path}").status_code == 404


def test_listening_writes_nothing(heard):
    before = heard.row_counts()
    heard.client.get(address(heard))
    assert heard.row_counts() == before


@pytest.mark.parametrize("name", [name for name in NO_SOUNDS if name != "empty"])
def test_what_is_no_sound_is_refused_beside_its_question(city, name):
    content, words = NO_SOUNDS[name]
    answer = send(signed_in(city), content)
    assert answer.status_code == 422
    error = answer.text.partition('id="make-S10-error"')[2].partition("</p>")[0]
    assert words in error.replace("&#39;", "'")
    assert kept(city) == []


def test_neither_its_name_nor_the_browsers_word_makes_it_sound(city):
    client = signed_in(city)
    assert send(client, HTML, name="voice.mp3").status_code == 422
    assert send(client, mp4(), name="letter.html").status_code == 303
    assert city.client.get(address(city)).mimetype == "audio/mp4"


def test_a_form_without_a_file_says_what_to_do(city):
    client = signed_in(city)
    answer = post(client, S10, page=PAGE, label="粤语")
    assert answer.status_code == 422
    assert "Please record something" in answer.text
    assert "<option selected>粤语</option>" in answer.text


def test_an_empty_file_says_so(city):
    answer = send(signed_in(city), b"")
    assert answer.status_code == 422


def test_a_file_far_too_large_is_refused_with_its_size_and_costs_nothing(city):
    client = signed_in(city)
    send(client)
    answer = client.post(S10, data=bytes(3_000_000), content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "has 2929 kB; at most 60 kB" in page
    assert kept(city) == [("S10", "雷州话", "audio/wav")]


@pytest.mark.parametrize("size", ["x", "-1", "٣", "9" * 5000, "1e9", "<b>"])
def test_an_address_cannot_make_the_page_say_anything(city, size):
    page = signed_in(city).get(f"{PAGE}?question=S10&kb={size}&lang=en")
    assert page.status_code == 200
    assert "at most 60 kB are taken, about" not in page.text


def test_another_language_may_be_written(city):
    send(signed_in(city), other=" 东海岛话 ")
    assert kept(city) == [("S10", "东海岛话", "audio/wav")]


def test_a_language_too_long_is_refused_and_stays_written(city):
    answer = send(signed_in(city), other="x" * 17)
    assert answer.status_code == 422
    assert f'value="{"x" * 17}"' in answer.text


def test_the_next_question_is_recorded_in_the_same_language(city):
    client = signed_in(city)
    page = client.get(send(client, label="客家话").location).text
    assert page.count("<option selected>客家话</option>") == page.count("data-recorder=")


def test_the_page_counts_the_questions_that_are_recorded(city):
    client = signed_in(city)
    asked = len(bundled_questionnaire("sat").questions)
    send(client)
    send(client, label="粤语")
    page = client.get(f"{PAGE}?lang=en").text
    assert f"1 of {asked} questions recorded" in page
    assert f'max="{asked}" value="1"' in page


def test_changed_words_are_named_and_have_to_be_recorded_again(city):
    client = signed_in(city)
    send(client)
    first = bundled_questionnaire("sat")
    asked = first.by_id["S10"]
    text = asked.text.model_copy(update={"zh": "总的满意吗？"})
    new = [q.model_copy(update={"text": text}) if q is asked else q for q in first.questions]
    with city.database.writing() as session:
        second = first.model_copy(update={"version": 2, "questions": tuple(new)})
        number = publish(session, second, city.clock.now).id
    page = client.get("/staff/questionnaires/sat/2/recordings?lang=en").text
    assert "words changed" in page
    assert "0 of " in page
    with city.database.reading() as session:
        assert recordings.clips_of(session, number) == {}


def test_a_recording_is_deleted_after_a_word_of_warning(city):
    client = signed_in(city)
    send(client)
    page = client.get(f"{PAGE}?lang=en").text
    assert "Delete the recording in 雷州话" in page
    assert post(client, DELETE, page=PAGE, label="雷州话").status_code == 303
    assert kept(city) == []
    assert post(client, DELETE, page=PAGE, label="雷州话").status_code == 404


@pytest.mark.parametrize("label", ["", "\0", "x" * 99])
def test_deleting_what_has_no_such_name_is_no_accident(city_on_both, label):
    client = signed_in(city_on_both)
    assert post(client, DELETE, page=PAGE, label=label).status_code == 400


def test_a_form_without_its_token_does_nothing(city):
    client = signed_in(city)
    file = (BytesIO(wav()), "voice.m4a")
    assert client.post(S10, data={"file": file, "label": "粤语"}).status_code == 400
    assert kept(city) == []


def test_an_analyst_listens_and_changes_nothing(city):
    client = signed_in(city, "analyst")
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "data-recorder" not in page.text
    file = (BytesIO(wav()), "voice.m4a")
    answer = post(client, S10, page="/staff/", file=file, label="粤语")
    assert answer.status_code == 403
    assert post(client, DELETE, page="/staff/", label="粤语").status_code == 403


def test_a_worker_records_only_what_they_published_themselves(city):
    client = signed_in(city, "worker", "CK-BAIYUAN")
    file = (BytesIO(wav()), "voice.m4a")
    assert post(client, S10, page="/staff/", file=file, label="粤语").status_code == 403
    with city.database.writing() as session:
        mine = bundled_questionnaire("sat").model_copy(update={"id": "mine"})
        publish(session, mine, city.clock.now, by=staff_by_user(session, "worker").id)
    ours = "/staff/questionnaires/mine/1/recordings"
    file = (BytesIO(wav()), "voice.m4a")
    answer = post(client, f"{ours}?question=S10", page=ours, file=file, label="粤语")
    assert answer.status_code == 303


def test_an_unknown_question_or_version_is_not_there(city):
    client = signed_in(city)
    assert send(client, address=f"{PAGE}?question=NOPE").status_code == 404
    assert client.get("/staff/questionnaires/sat/99/recordings").status_code == 404


def test_the_version_leads_to_its_recordings(city):
    hire(city, "li", "admin")
    client = city.client
    sign_in(client, "li")
    assert f'href="{PAGE}' in client.get("/staff/questionnaires/sat/1").text


def test_looking_at_the_page_writes_nothing(heard):
    client = heard.client
    sign_in(client, "admin")
    before = heard.row_counts()
    assert client.get(f"{PAGE}?question=S10&kb=70").status_code == 200
    assert heard.row_counts() == before


def test_only_the_recorder_may_play_what_is_not_saved_yet(heard):
    client = heard.client
    sign_in(client, "admin")
    policy = client.get(PAGE).headers["Content-Security-Policy"]
    assert "media-src 'self' blob:" in policy
    assert "blob:" not in client.get("/staff/").headers["Content-Security-Policy"]
