"""Files that are no photos, too many or too large, and bodies that are no forms."""

import pytest

from tests.evidence import COMPLETE, attachments, post, report_city, report_token
from tests.photo_files import HOSTILE, jpeg
from tests.web.photo_pages import MISTAKE, is_shown_again, kept, keys_in

MB = 1024 * 1024


@pytest.fixture
def town(sqlite, tmp_path):
    """The city with the questionnaire with photos, on SQLite."""
    return report_city(sqlite, tmp_path)


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


def test_a_questionnaire_without_photos_takes_no_large_body(city):
    body = b"--x\r\nContent-Disposition: form-data; name=S30; filename=a\r\n\r\n" + bytes(2 * MB)
    kind = "multipart/form-data; boundary=x"
    sent = city.client.post(f"/q/{city.code}/sat", data=body, content_type=kind)
    assert sent.status_code == 413
    assert city.responses() == []
