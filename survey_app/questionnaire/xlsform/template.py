"""The workbook to download and fill in: an example of every usual kind, with explanations.

It is a real form: what it holds can be imported as it stands. Its words are for those who fill it
in, so they are in the language that was asked for; the example is in both.
"""

from typing import Any

from survey_app.questionnaire.definition import Questionnaire
from survey_app.questionnaire.xlsform.columns import EXPLANATIONS, LABEL_EN, LABEL_ZH
from survey_app.questionnaire.xlsform.form import form_sheets
from survey_app.questionnaire.xlsform.workbook import workbook


def template_workbook(language: str = "zh") -> bytes:
    """An XLSX file with an example; language: "zh" or "en", of the explanations."""
    place = 0 if language == "zh" else 1
    explained = [[EXPLANATIONS[place], ""], *([a, b[place]] for a, b in EXPLAINED)]
    sheets = {EXPLANATIONS[place]: explained, **form_sheets(EXAMPLE)}
    return workbook(sheets, {header: words[place] for header, words in COMMENTS.items()})


def _text(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def _ask(code: str, kind: str, text: dict[str, str], **fields: Any) -> dict[str, Any]:
    section = "A" if code < "Q3" else "B"
    return {"id": code, "section": section, "kind": kind, "text": text, "required": True, **fields}


def _option(code: str, zh: str, en: str, **fields: Any) -> dict[str, Any]:
    return {"code": code, "zh": zh, "en": en, **fields}


SHOPS = (
    _option("MARKET", "菜市场", "Market"),
    _option("CANTEEN", "社区食堂", "Canteen"),
    _option("REPAIR", "修理铺", "Repair shop"),
)
SCALE = (
    _option("5", "非常满意", "Very satisfied", score=5),
    _option("4", "比较满意", "Satisfied", score=4),
    _option("3", "一般", "Neither", score=3),
    _option("2", "不太满意", "Not satisfied", score=2),
    _option("1", "非常不满意", "Not at all satisfied", score=1),
    _option("NA", "没用过", "Not used", na=True),
)
EXAMPLE = Questionnaire.model_validate(
    {
        "id": "example",
        "version": 1,
        "title": _text("示例问卷（请改成您的题目）", "Example (put your title here)"),
        "audience": _text("本社区居民", "Residents of the community"),
        "goal_minutes": 3,
        "identity": "anonymous",
        "cycle": "",
        "intro": _text("不记名，约3分钟。", "No names, about 3 minutes."),
        "notice": {
            "version": 1,
            **_text(
                "本调查由{organiser}组织，不记名，只用于改进社区服务。咨询：{phone}。",
                "Run by {organiser}; no names; used only to improve services. Questions: {phone}.",
            ),
        },
        "endings": {"thanks": _text("好的，谢谢您！", "That is fine, thank you!")},
        "base": _text("全部填写的居民", "All residents who answered"),
        "sections": [
            {"id": "A", **_text("关于您", "About you")},
            {"id": "B", **_text("您的看法", "Your view")},
        ],
        "questions": [
            _ask(
                "Q1",
                "single",
                _text("您住在本社区吗？", "Do you live in this community?"),
                options=[
                    _option("Y", "是", "Yes"),
                    _option("N", "不是，结束填写", "No, end here", ends="thanks"),
                ],
            ),
            _ask("Q2", "number", _text("您家几口人？", "How many live with you?"), min=1, max=20),
            _ask(
                "Q3",
                "multi",
                _text("您常去哪里？（最多选2样）", "Where do you often go? (up to 2)"),
                max_choices=2,
                options=[
                    *SHOPS,
                    _option("OTHER", "其他（请写）", "Other (please write)", text=True),
                    _option("NONE", "都不去", "None of these", exclusive=True),
                ],
            ),
            _ask(
                "Q4",
                "likert",
                _text("您对菜市场满意吗？", "How satisfied are you with the market?"),
                show_if={"q": "Q3", "any_of": ["MARKET"]},
                options=SCALE,
            ),
            _ask(
                "Q5",
                "rank",
                _text("最想增加哪两样？先点最要紧的", "Which two first? Most urgent first"),
                max_choices=2,
                options=SHOPS,
            ),
            _ask(
                "Q6",
                "text",
                _text("还想说什么？", "Anything else?"),
                required=False,
                max_length=200,
            ),
        ],
    }
)
COMMENTS = {
    "type": (
        "题型。单选：select_one 选项表名；多选：select_multiple 选项表名；排序：rank 选项表名；"
        "整数：integer；小数：decimal；文字：text；日期：date；位置：geopoint；照片：image；"
        "说明文字：note。一节的开头和结尾：begin_group、end_group。",
        "Kind of question: select_one LIST, select_multiple LIST, rank LIST, integer, decimal,"
        " text, date, geopoint, image, note. A section stands between begin_group and end_group.",
    ),
    "name": (
        "题号或选项代码：字母开头，只用字母、数字和下划线，不能重复，用过的不要改。",
        "Code: begins with a letter; letters, digits and _; stands only once; never change it.",
    ),
    LABEL_ZH: ("中文题目，必须填写。", "The Chinese words; always needed."),
    LABEL_EN: ("英文，可以不填。", "The English words; may stay empty."),
    "required": ("必答题填 yes，其他留空。", "yes where an answer is needed, else empty."),
    "relevant": (
        "什么时候显示这一题，例如 ${Q1} = 'Y'，或 selected(${Q3}, 'MARKET')。空着就总是显示。",
        "When the question is shown: ${Q1} = 'Y', or selected(${Q3}, 'MARKET'). Empty: always.",
    ),
    "constraint": (
        "答案的范围，例如 . >= 1 and . <= 20；多选最多2样：count-selected(.) <= 2。",
        "Limits: . >= 1 and . <= 20; at most two choices: count-selected(.) <= 2.",
    ),
    "app_kind": (
        "本系统的特殊题型，例如 likert（打分）。part 行由系统生成，改了不起作用。",
        "Special kinds, such as likert. Rows with part are made by the system; leave them.",
    ),
    "app_max_choices": (
        "排序题排前几名，必须填写。多选题填了就以这里为准，空着就看 constraint。",
        "How many places a ranking has; always needed there. For several choices it counts before"
        " the constraint; empty: the constraint counts.",
    ),
    "app_show_if": (
        "系统生成的显示规则，以它为准。要改规则，请清空这一格，再改 relevant。",
        "A rule made by the system; it counts. To change it, empty this cell and edit relevant.",
    ),
    "app_order": ("选项轮换起点填 rotate。", "rotate: options begin at another place each time."),
    "app_score": ("打分题每个选项的分数。", "The score of each option of a rating."),
    "app_na": ("“没用过、不清楚”填 yes，不计入比例。", "yes for “not used”, “not known”."),
    "app_text": ("“其他（请写）”填 yes。", "yes where residents may write something."),
    "app_exclusive": (
        "“都没有”一类只能单选的填 yes；以这里为准。",
        "yes for “none of these”; it counts, whatever the constraint says.",
    ),
    "app_ends": ("选了就结束填写，填结束语代码。", "The code of the closing words it leads to."),
}
EXPLAINED = (
    (
        "survey",
        (
            "题目，一行一题，从上到下就是填写的顺序。鼠标停在表头上可看说明；棕色表头的列只有本系统使用。",
            "The questions, a row for each, in the order in which they are asked. Point at a header"
            " for help; columns with a brown header are for this system alone.",
        ),
    ),
    (
        "choices",
        (
            "选项，一行一个。list_name 相同的行组成一张选项表，在 survey 的 type 里写上它的名字。",
            "The options, a row for each. Rows with one list_name make up a list; the type of a"
            " question names its list.",
        ),
    ),
    ("settings", ("问卷名称、代码和版本。", "Title, code and version of the questionnaire.")),
    (
        "app_settings",
        (
            "填写对象、开头的话、告知书、目标分钟数等，一行一项。",
            "Audience, opening words, notice, minutes and so on, a row for each.",
        ),
    ),
    (
        "app_endings",
        (
            "提前结束时显示的话；选项的 app_ends 里写上它的代码。",
            "Closing words for forms that end early; app_ends of an option names them.",
        ),
    ),
    (
        "!",
        (
            "请保存为 .xlsx；不要用公式和宏；不要改表名和表头。导入时会逐行列出不能使用的内容。",
            "Save as .xlsx, without formulas or macros; keep the names of sheets and columns."
            " The import lists row by row what cannot be used.",
        ),
    ),
)
