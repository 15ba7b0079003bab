"""Every error of the public form shows the form again with every answer, or the way back."""

import re
import sqlite3
from html import unescape

import pytest
from flask import request
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests

from survey_app.storage.connect import Database
from tests.city import SAT, open_city
from tests.web.test_hostile_forms import encoded, post

WRITTEN = "路灯坏了"


@pytest.fixture
def impatient(copies, tmp_path):
    """The city on a SQLite database that waits for 0.2 seconds."""
    path = tmp_path / "survey.db"
    path.write_bytes((copies / "city.db").read_bytes())
    database = Database(f"sqlite:///{path}", patience=0.2)
    yield open_city(database, tmp_path)
    database.dispose()


def sql(city, statement):
    """Change the database behind the application's back."""
    with sqlite3.connect(city.settings.home / "survey.db") as database:
        database.execute(statement)
    database.close()


def is_kept(sent, status, token=None):
    """Whether the form came back complete, under its own token, and is no thanks page."""
    assert sent.status_code == status
    assert 'value="LIVE6" checked' in sent.text
    assert WRITTEN in sent.text
    assert 'id="alert"' in sent.text
    assert "data-received" not in sent.text
    assert "form.js" in sent.text
    assert "Set-Cookie" not in sent.headers
    if token:
        assert token in sent.text


def refused_by(city, error, methods=("POST",)):
    """Something in front of the pages that refuses requests, as a limit would."""

    @city.app.before_request
    def refuse():
        if request.method in methods:
            raise error


def test_a_row_that_the_database_refuses_keeps_the_answers(impatient, caplog):
    token = impatient.open_form()
    sql(
        impatient,
        "CREATE TRIGGER no BEFORE INSERT ON response BEGIN SELECT RAISE(ABORT, 'not today'); END",
    )
    is_kept(impatient.send(token=token, S30=WRITTEN), 500, token)
    assert "not today" in caplog.text
    assert WRITTEN not in caplog.text
    sql(impatient, "DROP TRIGGER no")
    assert impatient.send(token=token, S30=WRITTEN).status_code == 303


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (TooManyRequests(), "30"),
        (TooManyRequests(retry_after=7), "7"),
        (ServiceUnavailable(), "10"),
    ],
    ids=["429", "429 with its own time", "503"],
)
def test_a_limit_keeps_the_answers_and_says_when_to_try_again(city, error, wait):
    refused_by(city, error)
    token = city.open_form()
    sent = city.send(token=token, S30=WRITTEN)
    is_kept(sent, error.code, token)
    assert sent.headers["Retry-After"] == wait
    assert city.responses() == []


def test_other_pages_get_a_sentence_and_no_form(city):
    refused_by(city, TooManyRequests(), methods=("GET",))
    shown = city.client.get(f"/q/{city.code}/sat")
    assert shown.status_code == 429
    assert shown.headers["Retry-After"] == "30"
    assert 'id="form"' not in shown.text
    assert "data-received" not in shown.text


def test_without_database_and_memory_the_page_leads_back_to_the_form(impatient):
    token = impatient.open_form()
    started_anew = open_city(impatient.database, impatient.settings.home)
    sql(impatient, "ALTER TABLE placement RENAME TO away")
    is_kept(impatient.send(token="none", S30=WRITTEN), 200)
    sent = started_anew.send(token=token, S30=WRITTEN)
    assert sent.status_code == 503
    assert sent.headers["Retry-After"] == "10"
    assert f'href="/q/{impatient.code}/sat"' in sent.text
    assert "form.js" in sent.text
    assert "data-received" not in sent.text


def test_too_much_text_keeps_all_of_it(city):
    token = city.open_form()
    sent = city.send(token=token, S30=WRITTEN + "字" * 100_000)
    is_kept(sent, 413, token)


def test_what_is_too_large_to_read_leads_back_to_the_form(city):
    sent = city.send(S30="a" * 2_000_000)
    assert sent.status_code == 413
    assert f'href="/q/{city.code}/sat"' in sent.text
    english = city.client.post(f"/q/{city.code}/sat?lang=en", data={"S30": "a" * 2_000_000})
    assert f'href="/q/{city.code}/sat?lang=en"' in english.text


def test_what_is_gone_is_not_offered_again(city):
    for address in (f"/q/{city.code}/nothing", "/q/22222222222222/sat"):
        sent = city.client.post(address, data={**SAT, "form": city.open_form()})
        assert sent.status_code == 404
        assert 'id="form"' not in sent.text
        assert "data-received" not in sent.text


@pytest.mark.parametrize("address", ["?send", "?send&lang=en", "?send&text=large"])
@pytest.mark.parametrize("token", ["own", "none", ""])
def test_another_language_or_size_shows_the_form_with_everything_in_it(city, address, token):
    own = city.open_form()
    given = {**SAT, "S10": "2", "S30": WRITTEN, "form": own if token == "own" else token}
    for extra in ({}, {"S02": None, "S11.G_ENV": None}):
        form = {k: v for k, v in {**given, **extra, "show": "again"}.items() if v is not None}
        sent = city.client.post(f"/q/{city.code}/sat{address}", data=form)
        assert sent.status_code == 200
        assert 'value="LIVE6" checked' in sent.text
        assert WRITTEN in sent.text
        assert 'id="alert"' not in sent.text
        assert ('lang="en"' in sent.text.split("<head>")[0]) is ("lang=en" in address)
        if token == "own":
            assert own in sent.text
    assert city.responses() == []
    assert city.send(token=re.search(r'name="form" value="([^"]+)"', sent.text)[1]).location


@pytest.mark.parametrize(
    ("part", "stored"),
    [
        (b"S30=\xc2\xfa\xd2\xe2", "\ufffd\ufffd\ufffd\ufffd"),
        (b"S30=%C2%FA%D2%E2", "\ufffd\ufffd\ufffd\ufffd"),
        (b"S30=%ED%A0%BDok", "\ufffd\ufffd\ufffdok"),
        (b"S30=a%00b%01c", "abc"),
        (b"S30=%E8%B7%AF%E7%81", "路\ufffd"),
        (b"S30=%zz%", "%zz%"),
    ],
    ids=["raw GBK", "escaped GBK", "lone surrogate", "NUL", "half a character", "no escape"],
)
def test_bytes_that_are_no_text_become_one_sign_and_the_rest_is_stored(city, part, stored):
    """The sign is U+FFFD, one for each wrong sequence as the Unicode Standard advises."""
    body = encoded({**SAT, "form": city.open_form()}) + b"&" + part
    assert post(city, body).status_code == 303
    [row] = city.responses()
    assert row.answers["S30"] == stored
    assert row.answers["S01"] == "LIVE6"


def test_both_ways_of_sending_read_wrong_bytes_alike(city):
    texts = []
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        fields = {**SAT, "form": city.open_form()}
        if kind.startswith("multipart"):
            lines = [part(name, value.encode()) for name, value in fields.items()]
            body = b"".join([*lines, part("S30", "路灯".encode("gb18030")), b"--x--\r\n"])
        else:
            body = encoded(fields) + b"&S30=" + "路灯".encode("gb18030")
        assert post(city, body, content_type=kind).status_code == 303
        texts.append(city.responses()[-1].answers["S30"])
    assert texts[0] == texts[1]
    assert "\ufffd" in texts[0]


def part(name: str, value: bytes) -> bytes:
    """One field of a multipart body."""
    head = f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
    return head.encode() + value + b"\r\n"


def test_wrong_bytes_in_a_closed_answer_bring_the_form_back_with_the_others(city):
    body = encoded({**SAT, "S10": "", "form": city.open_form(), "S30": WRITTEN})
    sent = post(city, body + b"&S10=" + "满意".encode("gb18030"))
    is_kept(sent, 422)
    assert "\ufffd" not in unescape(sent.text).split("S30")[0]
