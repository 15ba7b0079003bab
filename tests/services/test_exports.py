"""The operator's file: every form a row, every text as it was written, nothing that runs."""

import csv
import io

import pytest

from survey_app.errors import NotFound
from survey_app.output.plain import json_lines
from survey_app.output.table import csv_bytes, unescape_cell
from survey_app.questionnaire.checks import RESERVED
from survey_app.services.codes import receipt
from survey_app.services.erasures import erase
from survey_app.services.exports import FIXED, export_objects, export_rows, sent_photos
from survey_app.services.responses import Arrival, record_response
from survey_app.storage.enclosures import Attachment
from survey_app.storage.models import Exclusion, Response
from tests.city import NOON, SAT
from tests.evidence import NUMBER, launch_report, report_token
from tests.services.reporting import PHOTOS, reached, store_photos
from tests.services.responding import checked, region_of, store, token, version_of
from tests.storage import rows

TEXTS = [
    '=HYPERLINK("http://x","点我")',
    "+86 759",
    "@SUM(A1)",
    "＝1+1",
    "'=1",
    "两行\n第二行\t表",
    '引号"和,逗号',
    "👨‍👩‍👧‍👦 𠮷䶮 é é",
    "\u202e倒着\u202c \u200b",
    "字" * 200,
    "<script>alert(1)</script>",
]


def exported(city, campaign=2) -> list[dict[str, object]]:
    with city.database.reading() as session:
        header, lines = export_rows(session, campaign)
        return [dict(zip(header, line, strict=True)) for line in lines]


def test_every_text_comes_back_from_the_file_as_it_was_written(city_on_both):
    with city_on_both.database.writing() as session:
        store(session, "sat", [{"S30": text} for text in TEXTS])
        header, lines = export_rows(session, 2)
        body = csv_bytes(header, list(lines))
    read = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert [unescape_cell(row["S30"]) for row in read] == TEXTS
    assert not any(row["S30"].startswith(("=", "+", "-", "@", "＝")) for row in read)


def test_a_row_says_where_when_and_how(city_on_both):
    with city_on_both.database.writing() as session:
        store(session, "sat", [{"S10": "2", "S20": ["FAR", "OTHER"], "S20.OTHER.text": "吵"}])
        order = session.query(Response.option_order).scalar()
    [row] = exported(city_on_both)
    assert [row[name] for name in FIXED] == [
        1,
        "CK-BAIYUAN",
        None,
        "self",
        "zh",
        order,
        "2026-09-01T12:00:00+08:00",
        "2026-09-01T12:00:00+08:00",
        False,
        None,
        False,
        1,
    ]
    assert (row["S10"], row["S20"], row["S20.OTHER.text"]) == ("2", "FAR OTHER", "吵")
    assert row["S11.B_SHOP"] == "4"
    assert row["S30"] is None


def test_a_ranking_is_one_cell_in_order(city):
    with city.database.writing() as session:
        store(session, "needs", [{"N11.1": "B_REPAIR", "N11.2": "B_CONV", "N11.3": "OTHER"}])
    [row] = exported(city, 1)
    assert row["N11"] == "B_REPAIR B_CONV OTHER"


def test_objects_say_the_same_as_rows_with_lists_and_without_what_was_not_answered(city_on_both):
    with city_on_both.database.writing() as session:
        store(session, "sat", [{"S10": "2", "S20": ["FAR", "OTHER"], "S20.OTHER.text": "吵"}])
        store(session, "sat", [{"S01": "VISIT"}])
        header, [row, _] = export_rows(session, 2)
        first, ended = export_objects(session, 2)
    assert [first[name] for name in FIXED] == row[: len(FIXED)]
    assert first["answers"]["S20"] == ["FAR", "OTHER"]
    flat = {name: " ".join(v) if isinstance(v, list) else v for name, v in first["answers"].items()}
    cells = dict(zip(header, row, strict=True))
    assert flat == {name: cells[name] for name in header[len(FIXED) :] if cells[name] is not None}
    assert (ended["ended"], ended["answers"]) == ("visitor", {})


def test_ended_and_excluded_forms_are_rows_that_say_so(city):
    with city.database.writing() as session:
        store(session, "sat", [{"S01": "VISIT"}, {}])
        kept = session.query(Response).filter(Response.ended.is_(None)).one()
        staff = rows.staff(session)
        session.add(Exclusion(response_id=kept.id, staff_id=staff.id, reason="x", excluded_at=NOON))
    found = exported(city)
    assert [(row["ended"], row["excluded"]) for row in found] == [("visitor", False), (None, True)]
    assert {row["S10"] for row in found} == {None, "4"}


def test_no_forms_are_no_rows_and_no_campaign_is_not_found(city):
    assert exported(city) == []
    with city.database.reading() as session:
        assert list(export_objects(session, 2)) == []
        for export in (export_rows, export_objects):
            with pytest.raises(NotFound):
                export(session, 99)


@pytest.mark.parametrize("quarter", range(4))
def test_a_row_says_in_which_quarter_rotated_lists_began(city, quarter):
    with city.database.writing() as session:
        form = version_of(session, "sat")
        made = token(2, form.id)
        made = made._replace(submission_id=f"{quarter:x}{made.submission_id[1:]}")
        arrival = Arrival(made, region_of(session), None, "zh")
        record_response(session, arrival, checked(form, SAT), form=form, now=NOON)
    [row] = exported(city)
    assert row["option_order"] == quarter


@pytest.mark.parametrize("name", FIXED)
def test_no_question_can_take_the_name_of_a_column(name):
    assert name in RESERVED


def test_numbers_of_responses_lead_to_their_photos(database):
    launch_report(database)
    first, second = report_token(), report_token()
    store_photos(database, first, {"PHOTO": PHOTOS[1::-1], "DOOR": PHOTOS[2:3]})
    store_photos(database, second, {"PHOTO": PHOTOS[2:3]})
    with database.reading() as session:
        header, lines = export_rows(session, 1)
        table = [dict(zip(header, line, strict=True)) for line in lines]
        found = [(one.file_name, one.content) for one in sent_photos(session, 1)]
        answers = [one["answers"] for one in export_objects(session, 1)]
    assert [(row["response"], row["PHOTO"], row["DOOR"]) for row in table] == [(1, 2, 1), (2, 1, 0)]
    assert [(one["PHOTO"], one.get("DOOR")) for one in answers] == [(2, 1), (1, None)]
    assert found == [
        ("1-PHOTO-1.jpg", PHOTOS[1].content),
        ("1-PHOTO-2.jpg", PHOTOS[0].content),
        ("1-DOOR-1.jpg", PHOTOS[2].content),
        ("2-PHOTO-1.jpg", PHOTOS[2].content),
    ]


def test_a_photo_that_is_not_there_is_named_and_the_others_come(database):
    launch_report(database)
    store_photos(database, report_token(), {"PHOTO": PHOTOS[:2]})
    with database.writing() as session:
        session.query(Attachment).filter(Attachment.key == PHOTOS[0].key).delete()
    with database.reading() as session:
        found = {one.file_name: one.content for one in sent_photos(session, 1)}
    assert found == {"1-PHOTO-1.jpg": None, "1-PHOTO-2.jpg": PHOTOS[1].content}


def test_an_erased_response_leaves_no_photos_to_export(database):
    launch_report(database)
    gone, ended = report_token(), report_token()
    store_photos(database, gone, {"PHOTO": PHOTOS[:2]})
    store_photos(database, ended, {"PHOTO": PHOTOS[:1]}, SAME="END")
    with database.writing() as session:
        erase(session, receipt(gone.submission_id), NOON)
    with database.reading() as session:
        assert list(sent_photos(session, 1)) == []


def test_a_questionnaire_without_photos_has_none_and_no_campaign_is_not_found(city):
    with city.database.writing() as session:
        store(session, "sat", [{}])
        assert list(sent_photos(session, 2)) == []
        with pytest.raises(NotFound):
            sent_photos(session, 99)


def test_a_telephone_number_is_in_no_export(database):
    launch_report(database)
    reached(database)
    with database.reading() as session:
        header, lines = export_rows(session, 1)
        bodies = [csv_bytes(header, lines), json_lines(export_objects(session, 1))]
    for body in bodies:
        assert b"given" in body
        assert NUMBER.encode() not in body
