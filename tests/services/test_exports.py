"""The operator's file: every form a row, every text as it was written, nothing that runs."""

import csv
import io

import pytest

from survey_app.errors import NotFound
from survey_app.output.table import csv_bytes, unescape_cell
from survey_app.services.exports import FIXED, export_rows
from survey_app.storage.models import Exclusion, Response
from tests.city import NOON
from tests.services.responding import store
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
    [row] = exported(city_on_both)
    assert [row[name] for name in FIXED] == [
        "CK-BAIYUAN",
        None,
        "self",
        "zh",
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
    with city.database.reading() as session, pytest.raises(NotFound):
        export_rows(session, 99)
