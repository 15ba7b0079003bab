"""Printed forms are read like a person would: the text layer of every page, and its picture."""

import pypdfium2
import pytest

from survey_app.output.form_words import FormWords
from survey_app.output.printed_form import form_pdf
from survey_app.questionnaire.conditions import All, Answered, Any_, AnyOf, Compare, NoneOf, Not
from survey_app.questionnaire.definition import Questionnaire

HASH = "3fa9c2d1" * 8
HOSTILE = r'#evil() $x$ \ " * _ <a> @b `c` //d {organiser'
SAT = [{"code": str(n), "zh": f"档{n}", "en": f"Level {n}"} for n in range(5, 0, -1)]
OPTIONS = [
    {"code": "YES", "zh": "有", "en": "Yes"},
    {"code": "OUT", "zh": "退出", "en": "Leave", "ends": "bye"},
    {"code": "OTHER", "zh": "其他", "en": "Other", "text": True},
]
MANY = [
    {"code": "ALONE", "zh": "都没有", "en": "None", "exclusive": True},
    *({"code": f"M{n}", "zh": f"第{n}样", "en": f"Thing {n}"} for n in range(1, 12)),
]
QUESTIONS = [
    {"id": "A1", "kind": "note", "required": False},
    {"id": "A2", "kind": "single", "options": OPTIONS},
    {"id": "A3", "kind": "multi", "options": MANY, "max_choices": 3, "min_choices": 2},
    {"id": "A4", "kind": "likert", "options": SAT},
    {
        "id": "A5",
        "kind": "matrix",
        "rows": [{"code": "R1", "zh": "第一行"}, {"code": "R2", "zh": "第二行"}],
        "options": SAT,
    },
    {
        "id": "A6",
        "kind": "matrix",
        "rows": [{"code": "R3", "zh": "第三行"}],
        "options": MANY,
    },
    {"id": "A7", "kind": "rank", "options": MANY, "max_choices": 3},
    {"id": "A8", "kind": "best_worst", "options": SAT},
    {"id": "A9", "kind": "number", "min": 0, "max": 120.5, "decimals": 1},
    {"id": "B1", "kind": "date", "earliest": "2026-01-01", "required": False},
    {"id": "B2", "kind": "time_range"},
    {"id": "B3", "kind": "text", "max_length": 60},
    {"id": "B4", "kind": "text", "max_length": 300},
    {"id": "B5", "kind": "geo"},
    {"id": "B6", "kind": "photo", "max_files": 3},
    {
        "id": "B7",
        "kind": "contact",
        "keep_days": 45,
        "required": False,
        "show_if": {"q": "A2", "any_of": ["YES", "OTHER"]},
        "stop": {"when": {"q": "A4", "any_of": ["1"]}, "ending": "bye"},
    },
]


def made(questions=QUESTIONS, **changes):
    """A questionnaire of these questions; every text of a question names it."""
    words = {"zh": "文字", "en": "Words"}
    return Questionnaire.model_validate(
        {
            "id": "every",
            "version": 7,
            "title": {"zh": "每种题一道", "en": "Every kind"},
            "audience": {"zh": "住在这里的人", "en": "People who live here"},
            "goal_minutes": 5,
            "identity": "anonymous",
            "cycle": "",
            "intro": {"zh": "开场白", "en": "Opening"},
            "notice": {"version": 1, "zh": "由{organiser}组织，电话{phone}，{other}", "en": "N"},
            "endings": {"bye": words},
            "base": words,
            "sections": [{"id": "S", "zh": "全部", "en": "All"}],
            "questions": [
                {
                    "section": "S",
                    "required": True,
                    "text": {"zh": f"题目{q['id']}", "en": f"Item {q['id']}"},
                    **q,
                }
                for q in questions
            ],
            **changes,
        }
    )


def pages(questionnaire, **options):
    """The text of each page, without white space."""
    pdf = pypdfium2.PdfDocument(form_pdf(questionnaire, content_hash=HASH, **options))
    return ["".join(page.get_textpage().get_text_bounded().split()) for page in pdf]


@pytest.fixture(scope="module")
def every():
    return "".join(pages(made()))


def test_every_question_option_row_and_code_is_printed(every):
    for question in made().questions:
        assert f"题目{question.id}" in every
        for part in [*question.options, *question.rows]:
            assert f"{part.zh}{part.code}" in every


def test_questions_are_numbered_and_notes_are_not(every):
    assert "1.题目A2" in every
    assert "15.题目B7" in every
    assert ".题目A1" not in every


@pytest.mark.parametrize(
    "words",
    [
        "（选一个，在○里打“√”）",
        "最多3个；至少2个；“都没有”只能单独选",
        "每行选一个",
        "每行写一个编号",
        "最要紧的写在第1位",
        "0到120.5；最多1位小数",
        "不早于2026-01-01；可以不填",
        "照片不能用纸交",
        "位置不能用纸填",
        "45天内删除",
        "最多300个字",
        "只有第1题选了“有”或“其他”，才填这一题。",
        "如果第3题选了“档1”，就填到这里，后面不用填。",
        "退出OUT→选这项就填到这里",
        "24小时",
    ],
)
def test_it_says_how_to_fill_it_in(every, words):
    assert words in every


def test_paper_and_version_can_be_told_to_match():
    found = pages(made(), form_numbers=["000123"])
    assert all("everyv73fa9c2问卷编号000123" in page for page in found)
    assert f"第1页，共{len(found)}页" in found[0]
    assert f"第{len(found)}页，共{len(found)}页" in found[-1]


def test_copies_are_numbered_and_each_begins_on_a_right_hand_page():
    short = made(QUESTIONS[1:2])
    found = pages(short, form_numbers=["000001", "000002"])
    assert ["问卷编号000001" in page for page in found] == [True, False, False]
    assert ["第1页，共1页" in page for page in found] == [True, False, True]
    assert found[1] == ""


def test_official_header_is_printed_where_there_is_one():
    official = {"table_number": "ZJ-1", "authority": "湛江市", "valid_until": "2027-12-31"}
    [first, *_] = pages(made(official=official))
    for line in ("表号：ZJ-1", "制定机关：湛江市", "有效期至：2027-12-31"):
        assert line in first.replace("　", "")
    assert "批准文号" not in first


def test_placeholders_are_filled_or_leave_a_line_and_other_braces_stay():
    [first, *_] = pages(made(), values={"organiser": "市商务局"})
    assert "由市商务局组织，电话，{other}" in first


def test_the_other_language_is_printed_with_its_own_words():
    text = "".join(pages(made(), language="en"))
    for words in ("ItemA4", "Level5", "Chooseone:tickthecircle", "Page1of", "chose“Yes”or“Other”"):
        assert words in text
    assert "题" not in text


def test_hostile_texts_are_printed_as_written():
    words = {"zh": HOSTILE, "en": HOSTILE}
    question = {
        "id": "Q",
        "kind": "single",
        "text": words,
        "options": [{"code": "A", **words}, {"code": "B", "zh": "另一个"}],
    }
    questionnaire = made([question], title=words, audience=words, intro=words)
    assert "".join(pages(questionnaire)).count("".join(HOSTILE.split())) == 5


def test_a_question_stays_on_one_page_and_a_long_one_goes_over():
    options = [{"code": f"C{n}", "zh": f"选项{n}" + "长" * 40} for n in range(12)]
    three = [{"id": f"L{n}", "kind": "single", "options": options} for n in range(3)]
    for page in pages(made(three)):
        starts = page.count("题目L")
        assert page.count("选项11长") == starts
    rows = [{"code": f"R{n}", "zh": f"第{n}行" + "长" * 60} for n in range(60)]
    long = pages(made([{"id": "L", "kind": "matrix", "rows": rows, "options": SAT}]))
    assert sum("第59行" in page for page in long) == 1
    assert all("档5" in page for page in long if "行长" in page)


def test_a_form_needs_a_number_even_if_it_is_blank():
    with pytest.raises(ValueError, match="at least one form number"):
        form_pdf(made(), content_hash=HASH, form_numbers=[])


A = AnyOf(q="A4", any_of=("1",))


@pytest.mark.parametrize(
    ("rule", "chinese"),
    [
        (NoneOf(q="A2", none_of=("YES",)), "第1题没有选“有”"),
        (AnyOf(q="A5.R1", any_of=("5", "4", "3")), "第4题“第一行”选了“档5”“档4”或“档3”"),
        (AnyOf(q="A8.best", any_of=("5",)), "第7题“最要紧”选了“档5”"),
        (Answered(q="B3", answered=True), "填了第11题"),
        (Answered(q="B3", answered=False), "没有填第11题"),
        (Compare(q="A9", at_least="3", below="9"), "第8题填的不小于3，并且小于9"),
        (Not(negated=A), "不是（第3题选了“档1”）"),
        (
            All(all=(A, Any_(any=(A, A)))),
            "第3题选了“档1”，并且（第3题选了“档1”，或者第3题选了“档1”）",
        ),
    ],
)
def test_rules_speak_of_numbers_on_paper(rule, chinese):
    numbers = {q["id"]: n for n, q in enumerate(QUESTIONS[1:], 1)}
    assert FormWords(made(), "zh", numbers).rule(rule) == chinese
