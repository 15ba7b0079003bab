"""Whatever is sent gets a page in plain words with its answers; only what was offered is stored."""

import json
from html import unescape
from urllib.parse import quote_from_bytes

import pytest

from tests.city import NEEDS, RATED, SAT

HTML = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'"
VALUES = [
    "nobody",
    "a" * 5000,
    "\0",
    "4\0",
    "\ud800",
    HTML,
    "' OR 1=1; DROP TABLE response; --",
    "{{ 7 * 7 }}",
    "../../etc/passwd",
    "%00%0d%0aSet-Cookie: a=b",
    "４",
    " 4",
    "04",
    "4.0",
    "nan",
    "-1",
    "9" * 5000,
    "满意",
]


def encoded(fields: dict[str, object]) -> bytes:
    """An urlencoded body; lone surrogates travel as the bytes that browsers never send."""

    def plain(text: str) -> str:
        return quote_from_bytes(text.encode("utf-8", "surrogatepass"))

    pairs = [
        (name, value)
        for name, values in fields.items()
        for value in (values if isinstance(values, list) else [values])
    ]
    return "&".join(f"{plain(name)}={plain(value)}" for name, value in pairs).encode()


def post(city, fields, name="sat", **options):
    body = fields if isinstance(fields, bytes) else encoded(fields)
    told = {"content_type": "application/x-www-form-urlencoded", **options}
    return city.client.post(f"/q/{city.code}/{name}", data=body, **told)


def is_shown_again(city, sent, status=422) -> None:
    assert sent.status_code == status
    assert 'value="LIVE6" checked' in sent.text
    assert "<script>alert" not in sent.text
    assert city.responses() == []


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
@pytest.mark.parametrize("field", ["S10", "S11.B_SHOP", "S21"])
def test_a_value_that_was_not_offered_is_shown_again(city, field, value):
    sent = post(city, {**SAT, "form": city.open_form(), field: value})
    is_shown_again(city, sent)
    assert "请从列出的答案里选" in sent.text


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_an_unknown_choice_in_a_list_or_ranking_is_shown_again(city, value):
    for field in ("N11.1", "N11.3", "N13.2", "N14", "N20"):
        sent = post(city, {**NEEDS, "form": city.open_form("needs"), field: value}, "needs")
        is_shown_again(city, sent)


@pytest.mark.parametrize(
    "fields",
    [
        {"S10": ["4", "5"]},
        {"S11.B_SHOP": ["1", "2"]},
        {"S10": "2", "S20": ["FAR", "FEW", "PRICE", "HOURS"]},
        {"S10": "2"},
    ],
    ids=["two ratings", "two in a row", "too many", "none"],
)
def test_a_satisfaction_form_that_breaks_a_rule_is_shown_again(city, fields):
    is_shown_again(city, post(city, {**SAT, "form": city.open_form(), **fields}))


@pytest.mark.parametrize(
    "fields",
    [
        {"N11.2": "B_REPAIR"},
        {"N11.2": "ENOUGH"},
        {"N11.1": ["B_CONV", "B_SUPER"]},
        {"N20": ["NONE", "H60"]},
        {"N14": ["F_LOCKER", "F_CHARGER", "F_VENDING", "F_STORAGE"]},
    ],
    ids=["twice", "enough and more", "two firsts", "none and one", "too many"],
)
def test_a_needs_form_that_breaks_a_rule_is_shown_again(city, fields):
    form = {**NEEDS, "form": city.open_form("needs"), **fields}
    is_shown_again(city, post(city, form, "needs"))


def test_every_problem_stands_beside_its_question_and_the_other_answers_stay(city):
    sent = city.send(S10=None, S40=None, S30="路灯坏了", **{"S11.G_ENV": None})
    assert sent.status_code == 422
    for place in ("#S10", "#S11.G_ENV", "#S40"):
        assert f'href="{place}"' in sent.text
    assert "路灯坏了" in sent.text
    assert sent.text.count('value="4" checked') == len(RATED) - 1


@pytest.mark.parametrize("text", [HTML, "</textarea><script>alert(1)</script>", "{{ 7*7 }}"])
def test_what_was_written_is_shown_again_as_text_and_stored_as_written(city, text):
    again = city.send(S10=None, S30=text).text
    assert "<script>alert" not in again
    assert text in unescape(again)
    assert city.send(S30=text).status_code == 303
    assert city.responses()[0].answers["S30"] == text


def test_answers_to_hidden_questions_are_dropped_and_the_form_is_taken(city):
    sent = post(city, {**SAT, "form": city.open_form(), "S20": ["FAR"], "S20.OTHER.text": "藏"})
    assert sent.status_code == 303
    answers = city.responses()[0].answers
    assert not {"S20", "S20.OTHER.text"} & set(answers)


def test_fields_that_nobody_asked_for_are_not_stored(city):
    extra = {"admin": "1", "S99": "x", "S10.text": "x", "synthetic": "1", "region_id": "2"}
    assert post(city, {**SAT, "form": city.open_form(), **extra}).status_code == 303
    [row] = city.responses()
    assert set(row.answers) == {"S00", "S01", "S02", "S10", "S11", "S21", "S40"}
    assert not row.synthetic


def test_a_long_body_is_shown_again_whole(city):
    sent = post(city, {**SAT, "form": city.open_form(), "S30": "字" * 100_000})
    is_shown_again(city, sent, 413)


def test_twenty_thousand_fields_are_shown_again(city):
    many = {f"x{n}": "1" for n in range(20_000)}
    sent = post(city, {**many, **SAT, "form": city.open_form()})
    is_shown_again(city, sent, 413)


def test_the_same_field_a_hundred_thousand_times_is_shown_again(city):
    body = encoded({**SAT, "form": city.open_form()}) + b"&S20=1" * 40_000
    assert post(city, body).status_code in (303, 413, 422)


def test_a_body_of_two_megabytes_is_refused_in_plain_words(city):
    sent = post(city, {**SAT, "form": city.open_form(), "S30": "a" * 2_000_000})
    assert sent.status_code == 413
    assert "写的内容太长了" in sent.text
    assert city.responses() == []


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (json.dumps(SAT).encode(), "application/json"),
        (b"", "application/x-www-form-urlencoded"),
        (b"S10=4", "text/plain"),
        ("S10=满意".encode("gb18030"), "application/x-www-form-urlencoded"),
        (bytes(range(256)) * 40, "application/x-www-form-urlencoded"),
        (bytes(range(256)) * 40, "multipart/form-data; boundary=x"),
        (b"--x\r\n\r\n", "multipart/form-data; boundary=x"),
        (b"x", "multipart/form-data"),
        (b"x", "\xff\xfe"),
    ],
    ids=range(9),
)
def test_a_body_that_is_no_form_gets_the_form(city, body, content_type):
    sent = post(city, body, content_type=content_type)
    assert sent.status_code in (200, 400, 413)
    assert "<h1>" in sent.text
    assert city.responses() == []


def test_a_form_sent_as_multipart_is_a_form(city):
    assert (
        city.client.post(
            f"/q/{city.code}/sat",
            data={**SAT, "form": city.open_form()},
            content_type="multipart/form-data",
        ).status_code
        == 303
    )


def test_other_methods_and_strange_addresses_are_no_error_of_ours(city):
    for method in ("put", "delete", "patch", "post"):
        assert getattr(city.client, method)(f"/q/{city.code}").status_code == 405
    for path in ("/q/" + "A" * 5000, "/q/%ff%fe", "/q/..%2f..", "/r/%00/erase", "//x", "/q//sat"):
        assert city.client.get(path).status_code < 500
    assert city.client.get(f"/q/{city.code}/sat?lang[]=en&lang=%ff").status_code == 200


def test_both_engines_take_and_refuse_the_same(city_on_both):
    city = city_on_both
    statuses = [
        post(city, {**SAT, "form": city.open_form(), "S30": value}).status_code for value in VALUES
    ]
    assert statuses == [422 if len(value) > 200 else 303 for value in VALUES]
    kept = [row.answers.get("S30") for row in city.responses()]
    assert kept[:3] == ["nobody", None, "4"]
