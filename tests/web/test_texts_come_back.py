"""What somebody writes comes back equal: on the form shown again, in the database, CSV and JSON."""

import csv
import io
import json

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.cli.figures import export
from survey_app.output.plain import json_lines
from survey_app.output.table import csv_bytes, unescape_cell
from survey_app.questionnaire.definition import Questionnaire
from survey_app.services.exports import export_objects, export_rows
from tests.city import City
from tests.every_kind import DEFINITION, OTHER, PLACES, asked, launch_questionnaire
from tests.web.shown_form import ShownForm

FAMILY = "👩\u200d👩\u200d👧\u200d👦"  # four people joined by zero-width joiners
TEXTS = {
    "emoji": f"{FAMILY}👍🏽🇨🇳1\ufe0f\u20e3",
    "astral": "𠮷野家 𪚥 𝄞 \U0010fffd",
    "right to left": "مرحبا שלום \u202e倒着写\u202c \u2067ab\u2069 \u200f",
    "zero width": "修\u200b鞋\u200c的\u2060\ufeff店",
    "combining": "e\u0301 é \u0323\u0307s Z\u0351\u036b\u0343",
    "private use": "\ue000token\ue001 \uf8ff",
    "separators": "一行\u2028二行\u2029三行",
    "two lines": "第一行\n\n第三行\t表",
    "formula": "=1+1",
    "escaped formula": "'@SUM(A1)",
    "full-width formula": "＝1+1",
    "quotes": "\"a\",'b';\\n \\ & &amp; < > </textarea>",
    "braces": "{{ 7 * 7 }} {organiser} %s ${x}",
    "null": "null",
    "two thousand": "字" * 2000,
    "two thousand astral": "𠮷" * 2000,
}
QUESTIONS = [
    asked("A1", "text", "请写", "Write"),
    asked("A2", "single", "哪一处？", "Where?", options=[*PLACES, OTHER]),
    asked("A3", "text", "在哪？", "Where?", max_length=40),
    asked("A4", "single", "必答", "Required", options=PLACES, required=True),
]
WRITTEN = ("A1", "A2.OTHER.text")  # of many lines and of one
anything = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t=+-@'＝"))


def asking(city: City) -> City:
    """The city, which now also asks for texts."""
    plain = {"placeholders": [], "endings": {}, "intro": {"zh": "请写", "en": "Write"}}
    definition = {**DEFINITION, **plain, "questions": QUESTIONS}
    definition["sections"] = DEFINITION["sections"][:1]
    context = {"organiser": "湛江市商务局", "phone": "0759-0000000"}
    launch_questionnaire(city.database, Questionnaire.model_validate(definition), context)
    return city


@pytest.fixture
def texts(city_on_both) -> City:
    """A city that asks for texts, on either engine."""
    return asking(city_on_both)


def send(city: City, text: str, *, is_complete: bool = True):
    """Post a form as a browser does, with CRLF; the text in both places if one line can hold it."""
    form = {"form": city.open_form("every"), "A1": text.replace("\n", "\r\n"), "A2": "OTHER"}
    form["A2.OTHER.text"] = one_line(text)
    if is_complete:
        form["A4"] = "SHOP"
    return city.client.post(f"/q/{city.code}/every", data=form)


def one_line(text: str) -> str:
    """What of a text fits into the one line beside an option."""
    return " ".join(text.splitlines())[:30].strip()


def shown_again(city: City, text: str) -> list[str]:
    """Both texts as the page shows them when another answer is missing."""
    page = send(city, text, is_complete=False)
    assert page.status_code == 422
    fields = ShownForm(page.text).fields
    return [fields.get(name, "") for name in WRITTEN]


def exported(city: City, kind: str) -> bytes:
    """What the operator's command writes."""
    arguments = ["--campaign", "3", "--format", kind, "--home", str(city.settings.home)]
    done = CliRunner().invoke(export, arguments)
    assert done.exit_code == 0, done.output
    return done.stdout_bytes


def from_csv(body: bytes) -> list[list[str]]:
    """Both texts of every row, undone by the documented rule."""
    rows = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""))
    return [[unescape_cell(row[name]) for name in WRITTEN] for row in rows]


def from_json(body: bytes) -> list[list[str]]:
    """Both texts of every line."""
    answers = [json.loads(line)["answers"] for line in body.decode().rstrip("\n").split("\n")]
    return [[one.get(name, "") for name in WRITTEN] for one in answers]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_text_comes_back_equal_from_every_place(texts, text):
    short = one_line(text)
    assert shown_again(texts, text) == [text, short]
    assert send(texts, text).status_code == 303
    [row] = texts.responses()
    assert [row.answers[name] for name in WRITTEN] == [text, short]
    with texts.database.reading() as session:
        table = csv_bytes(*export_rows(session, 3))
        lines = json_lines(export_objects(session, 3))
    assert from_csv(table) == from_json(lines) == [[text, short]]


def test_any_text_comes_back_equal_from_every_place(city):
    written = []
    asking(city)

    @settings(max_examples=60)
    @given(anything.map(str.strip))
    def is_taken(text):
        assert shown_again(city, text) == [text, one_line(text)]
        assert send(city, text).status_code == 303
        written.append([text, one_line(text)])

    is_taken()
    stored = [[row.answers.get(name, "") for name in WRITTEN] for row in city.responses()]
    assert stored == written
    assert from_csv(exported(city, "csv")) == from_json(exported(city, "json")) == written


def test_one_character_more_than_two_thousand_is_asked_for_shorter_and_kept(texts):
    text = "𠮷" * 2001
    page = send(texts, text)
    assert page.status_code == 422
    assert ShownForm(page.text).fields["A1"] == text
    assert texts.responses() == []


def test_control_signs_are_dropped_and_everything_around_them_stays(texts):
    assert send(texts, "a\0b\x07c\x1b[31m\x85d\n").status_code == 303
    [row] = texts.responses()
    assert row.answers["A1"] == "abc[31md"
