"""A questionnaire with one question of every kind and of every rule, running in a city of tests."""

from itertools import count

from survey_app.questionnaire.definition import Questionnaire
from survey_app.services import campaigns
from survey_app.storage.connect import Database
from tests.city import CLOSES, NOON, OPENS

CONTEXT = {"organiser": "湛江市商务局", "phone": "0759-0000000", "project_name": "社区食堂改造"}
SECTIONS = {
    "A": ("开始前", "Before you start"),
    "B": ("您的看法", "Your view"),
    "C": ("还有", "More"),
}
PLACES = [
    {"code": "SHOP", "zh": "便利店", "en": "Corner shop"},
    {"code": "FOOD", "zh": "菜市场", "en": "Food market"},
    {"code": "MEAL", "zh": "早餐店", "en": "Breakfast shop"},
    {"code": "FIX", "zh": "修鞋配钥匙", "en": "Shoe and key repair"},
]
OTHER = {"code": "OTHER", "zh": "其他（请写）", "en": "Other (write in)", "text": True}
NONE = {"code": "NONE", "zh": "都不需要", "en": "None of these", "exclusive": True}
SCALE = [
    {"code": "3", "zh": "满意", "en": "Satisfied", "score": 3},
    {"code": "2", "zh": "一般", "en": "Neither", "score": 2},
    {"code": "1", "zh": "不满意", "en": "Dissatisfied", "score": 1},
]
NOT_USED = {"code": "NA", "zh": "没用过", "en": "Not used", "na": True}
AGREE = [
    {"code": "Y", "zh": "同意", "en": "I agree"},
    {"code": "N", "zh": "不同意", "en": "I do not agree", "ends": "declined"},
]


def asked(id: str, kind: str, zh: str, en: str, **fields: object) -> dict[str, object]:
    """A question as a definition holds it; its section is the first letter of its id."""
    fields = {"required": False, **fields}
    return {"id": id, "section": id[0], "kind": kind, "text": {"zh": zh, "en": en}, **fields}


QUESTIONS = [
    asked(
        *("A1", "single", "我已阅读说明，愿意参加。", "I have read the notice and take part."),
        options=AGREE,
        required=True,
    ),
    asked(
        *("A2", "number", "您今年多大岁数？", "How old are you?"),
        **{"min": 0, "max": 120, "required": True},
        stop={"when": {"q": "A2", "below": "18"}, "ending": "young"},
    ),
    asked(
        *("B0", "note", "下面请说说“{project_name}”。", "Now please think of “{project_name}”."),
    ),
    asked(
        *("B1", "likert", "您对它满意吗？", "Are you satisfied with it?"),
        options=[*SCALE, NOT_USED],
        required=True,
    ),
    asked(
        *("B2", "multi", "家门口还缺什么？", "What is missing near your home?"),
        options=[*PLACES, OTHER, NONE],
        max_choices=2,
        order="rotate",
    ),
    asked(
        *("B3", "matrix", "下面两处怎么样？", "How are these two places?"),
        options=[*SCALE, NOT_USED],
        rows=PLACES[:2],
        required=True,
    ),
    asked(
        *("B4", "rank", "请按先后选出最需要的。", "Please choose in order what is needed most."),
        options=PLACES,
        max_choices=2,
    ),
    asked(
        *("B5", "best_worst", "哪一样最重要，哪一样最不重要？", "Which matters most, and least?"),
        options=PLACES,
        required=True,
    ),
    asked(
        *("B6", "text", "哪里不满意？", "What is wrong with the food market?"),
        max_length=200,
        show_if={"q": "B3.FOOD", "any_of": ["1", "2"]},
    ),
    asked(
        *("C1", "number", "走过去要几公里？", "How many kilometres is it?"),
        **{"min": 0, "max": 20, "decimals": 1},
    ),
    asked(
        *("C2", "date", "您哪一天去的？", "On which day were you there?"),
        earliest="2026-01-01",
        latest="2026-12-31",
        required=True,
    ),
    asked(
        *("C3", "time_range", "希望几点到几点开门？", "When should it be open?"),
        show_if={"q": "C2", "at_least": "2026-06-01"},
        required=True,
    ),
    asked(*("C4", "text", "在哪条路？", "In which street?"), max_length=40),
    asked(*("C5", "geo", "请标出位置。", "Please mark the place."), required=True),
    asked(*("C6", "photo", "请传照片。", "Please send photos."), max_files=3),
    asked(
        *("C7", "contact", "请留个电话。", "Please leave a telephone number."),
        keep_days=30,
        show_if={"q": "C6", "answered": False},
        required=True,
    ),
]
DEFINITION = {
    "id": "every",
    "version": 1,
    "title": {"zh": "各种问题", "en": "Questions of every kind"},
    "audience": {"zh": "居民", "en": "Residents"},
    "goal_minutes": 5,
    "identity": "anonymous",
    "cycle": "once",
    "official": {
        "table_number": "湛商统1表",
        "authority": "湛江市商务局",
        "approval_number": "湛统函〔2026〕1号",
        "valid_until": "2027-12-31",
    },
    "placeholders": [{"name": "project_name", "zh": "项目名称", "en": "name of the project"}],
    "intro": {
        "zh": "为“{project_name}”听听您的意见，{closes_on}前都可以填。",
        "en": "Tell us about “{project_name}” until {closes_on}.",
    },
    "notice": {
        "version": 1,
        "zh": "由{organiser}组织。咨询：{phone}。",
        "en": "Run by {organiser}. Questions: {phone}.",
    },
    "endings": {
        "declined": {"zh": "没关系，谢谢您。", "en": "That is fine. Thank you."},
        "young": {"zh": "请18岁以上的家人来填。", "en": "Please ask an adult in your family."},
    },
    "base": {"zh": "所有居民", "en": "All residents"},
    "sections": [{"id": id, "zh": zh, "en": en} for id, (zh, en) in SECTIONS.items()],
    "questions": QUESTIONS,
}

# A complete form, without photos.
EVERY = {
    "A1": "Y",
    "A2": "67",
    "B1": "3",
    "B2": ["SHOP", "OTHER"],
    "B2.OTHER.text": "修表",
    "B3.SHOP": "3",
    "B3.FOOD": "1",
    "B4.1": "MEAL",
    "B4.2": "FIX",
    "B5.best": "FOOD",
    "B5.worst": "FIX",
    "B6": "太远了",
    "C1": "1.5",
    "C2": "2026-08-30",
    "C3.from": "06:30",
    "C3.to": "22:00",
    "C4": "中山一路",
    "C5.lat": "21.270000",
    "C5.lon": "110.360000",
    "C7": "138 0000 0000",
    "C7.consent": "1",
}


def every_kind() -> Questionnaire:
    """The questionnaire."""
    return Questionnaire.model_validate(DEFINITION)


def launch_questionnaire(
    database: Database, questionnaire: Questionnaire, context: dict[str, str] | None = None
) -> None:
    """Put a questionnaire to every community, with the dates of the other campaigns."""
    random = count(10**20, 7**20)
    plan = campaigns.Plan(questionnaire, [], OPENS, CLOSES, context or CONTEXT)
    with database.writing() as session:
        campaigns.launch(session, plan, now=NOON, random=lambda: next(random))
