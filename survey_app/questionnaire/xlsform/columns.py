"""Sheets and columns of our XLSForms. What the standard has no place for is named `app_…`."""

import re

CHINESE, ENGLISH = "中文 (zh)", "English (en)"
LABEL_ZH, LABEL_EN = f"label::{CHINESE}", f"label::{ENGLISH}"
MESSAGE_ZH, MESSAGE_EN = f"constraint_message::{CHINESE}", f"constraint_message::{ENGLISH}"

SURVEY = (
    *("type", "name", LABEL_ZH, LABEL_EN, "required", "relevant"),
    *("constraint", MESSAGE_ZH, MESSAGE_EN, "appearance"),
    *("app_kind", "app_id", "app_min_choices", "app_max_choices", "app_order", "app_decimals"),
    *("app_max_files", "app_keep_days", "app_stop", "app_ending", "app_measures", "app_types"),
    *("app_show_if", "app_note"),
)
CHOICES = (
    *("list_name", "name", LABEL_ZH, LABEL_EN),
    *("app_score", "app_na", "app_text", "app_exclusive", "app_pinned", "app_ends"),
)
SETTINGS = ("form_title", "form_id", "version", "default_language")
# Sheets of our own: one line per text, because a wide line of settings is hard to fill in.
APP_SETTINGS = ("app_setting", CHINESE, ENGLISH)
APP_ENDINGS = ("code", CHINESE, ENGLISH)
APP_PLACEHOLDERS = ("name", CHINESE, ENGLISH, "max_length")
APP_SECTIONS = ("code", CHINESE, ENGLISH)
EXPLANATIONS = ("说明", "Explanation")  # sheets for people, passed over

# Question fields that have a column of their own; the others are read with more care.
PLAIN_FIELDS = {
    "app_min_choices": "min_choices",
    "app_max_choices": "max_choices",
    "app_order": "order",
    "app_decimals": "decimals",
    "app_max_files": "max_files",
    "app_keep_days": "keep_days",
    "app_note": "note",
}
OPTION_FIELDS = {
    "app_score": "score",
    "app_na": "na",
    "app_text": "text",
    "app_exclusive": "exclusive",
    "app_pinned": "pinned",
    "app_ends": "ends",
}
SETTING_TEXTS = ("audience", "intro", "notice", "base")
SETTING_VALUES = ("goal_minutes", "identity", "cycle")
OFFICIAL = ("table_number", "authority", "approval_number", "valid_until")

# What stands in a form's parts of one question, and what it says to those who fill it in elsewhere.
FIXED = {
    "best": ("最好的（最要紧的）", "Best (most important)"),
    "worst": ("最差的（最不要紧的）", "Worst (least important)"),
    "from": ("几点开始", "From"),
    "to": ("几点结束", "Until"),
    "always": ("24小时", "24 hours"),
    "consent": ("同意留下电话，只用于回访", "I agree to leave my telephone number for a call back"),
    "phone": ("电话号码", "Telephone number"),
    "text": ("请写出来", "Please write"),
}

_DOLLARS = re.compile(r"(?<!＄)(＄*)(\$?)\{")
_WIDE = re.compile(r"(?<!＄)(＄+)\{")


def shown(text: str) -> str:
    """A text for a label: `${` would be taken for the answer to another question there.

    A wide dollar sign stands in; wide ones before a brace are doubled, so that nothing is lost.
    """
    return _DOLLARS.sub(lambda found: found[1] * 2 + "＄" * bool(found[2]) + "{", text)


def unshown(text: str) -> str:
    """The text that `shown` was given."""

    def narrow(found: re.Match[str]) -> str:
        signs = len(found[1])
        return "＄" * (signs // 2) + "$" * (signs % 2) + "{"

    return _WIDE.sub(narrow, text)
