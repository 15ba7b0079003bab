"""The shape of a questionnaire: what a definition file may hold, and nothing else.

Rules that need the whole questionnaire (unknown codes, rules that look forward) are in `checks`.
Codes and ids are for ever; texts may change with a new version.
"""

import re
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from survey_app.questionnaire.conditions import DAY, Condition

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_]{0,31}$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
MaybeWords = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]
PlaceholderName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,31}$")]


def _written_as_day(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(DAY, value):
        raise PydanticCustomError("date_parsing", "a day is written YYYY-MM-DD")
    return value


# pydantic alone would read 86400 as a moment of 1970.
Day = Annotated[date, BeforeValidator(_written_as_day)]
Bound = Annotated[int | float, Field(ge=-999_999_999, le=999_999_999, allow_inf_nan=False)]
KindName = Literal[
    "single",
    "multi",
    "likert",
    "matrix",
    "rank",
    "best_worst",
    "number",
    "date",
    "time_range",
    "text",
    "geo",
    "photo",
    "contact",
    "note",
]
Measure = Literal[
    "consent",
    "eligibility",
    "weighting",
    "subgroup",
    "satisfaction_rate",
    "item_rates",
    "composite_index",
    "trend_balance",
    "dissatisfaction_reasons",
    "perceived_access",
    "demand_basic",
    "demand_quality",
    "demand_facility",
    "demand_old",
    "demand_young",
    "gap_reason",
    "gap_quality",
    "open_text",
    "support_rate",
    "use_intent",
    "affected_split",
    "conditions",
    "objections",
    "integrity_score",
    "integrity_alerts",
    "integrity_input",
    "routing",
    "topic_counts",
    "evidence",
    "inventory",
    "coverage",
    "chain_rate",
    "counts",
    "map",
    "idle_space",
    "employment",
    "breakfast_rule",
    "hours",
    "elder_friendly",
]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(_Part):
    """The same words in both languages; without English ones the Chinese ones stand in."""

    zh: Words
    en: MaybeWords = ""

    def __str__(self) -> str:
        return self.zh

    def in_language(self, language: str) -> str:
        """The words for `zh` or `en`."""
        return (self.en if language == "en" else "") or self.zh


class Option(Text):
    """One answer on offer. `na`: not used or not known, out of every rate's base."""

    code: Code
    score: int | None = Field(default=None, ge=-999, le=999)
    na: bool = False
    text: bool = False
    exclusive: bool = False
    pinned: bool = False
    ends: Code | None = None

    @property
    def is_pinned(self) -> bool:
        """Stays last, in place, when the order of options is rotated."""
        return self.pinned or self.text or self.exclusive or self.na


class Row(Text):
    """One line of a matrix; `types` are the business types that it speaks of."""

    code: Code
    types: tuple[Code, ...] = ()


class Section(Text):
    """A part of the form with a heading."""

    id: Code


class Base(Text):
    """Whose answers figures are made of, in words and as a rule; no rule means everybody's."""

    when: Condition | None = None


class Stop(_Part):
    """A rule that ends the form once its question was passed; it may look at that question too."""

    when: Condition
    ending: Code


class Placeholder(Text):
    """A `{name}` in the texts that every campaign fills in; zh and en say what it is."""

    name: PlaceholderName
    max_length: int = Field(default=60, ge=1, le=500)


class Official(_Part):
    """The header of an official statistical form: 表号, 制定机关, 批准文号, 有效期."""

    table_number: Line = ""
    authority: Line = ""
    approval_number: Line = ""
    valid_until: Day | None = None


class Notice(Text):
    """Shown before the first question; its version is stored with every response."""

    version: int = Field(ge=1, le=999_999)


class Question(_Part):
    """One question. Which fields matter depends on its kind (see `kinds`)."""

    id: Code
    section: Code
    kind: KindName
    text: Text
    required: bool
    options: tuple[Option, ...] = ()
    rows: tuple[Row, ...] = ()
    min_choices: int | None = Field(default=None, ge=1)
    max_choices: int | None = Field(default=None, ge=1)
    min_length: int | None = Field(default=None, ge=1, le=2000)
    max_length: int | None = Field(default=None, ge=1, le=2000)
    min: Bound | None = None
    max: Bound | None = None
    decimals: int = Field(default=0, ge=0, le=3)
    earliest: Day | None = None
    latest: Day | None = None
    max_files: int | None = Field(default=None, ge=1, le=5)
    keep_days: int | None = Field(default=None, ge=1, le=365)
    order: Literal["fixed", "rotate"] = "fixed"
    show_if: Condition | None = None
    stop: Stop | None = None
    measures: tuple[Measure, ...] = ()
    note: str = ""

    @cached_property
    def option_codes(self) -> dict[str, Option]:
        """Options by code, in their fixed order."""
        return {option.code: option for option in self.options}

    def options_from(self, rotation: int) -> tuple[Option, ...]:
        """Options as shown: a rotated list begins at quarter 0 to 3, pinned ones stay last."""
        if self.order == "fixed":
            return self.options
        free = [option for option in self.options if not option.is_pinned]
        start = len(free) * rotation // 4
        pinned = [option for option in self.options if option.is_pinned]
        return (*free[start:], *free[:start], *pinned)


class Questionnaire(_Part):
    """One version of one questionnaire. Published versions are never changed."""

    id: Code
    version: int = Field(ge=1, le=999_999)
    title: Text
    audience: Text
    goal_minutes: int = Field(ge=1, le=60)
    identity: Literal["anonymous", "worker"]
    cycle: str
    official: Official | None = None
    placeholders: tuple[Placeholder, ...] = ()
    intro: Text
    notice: Notice
    endings: dict[Code, Text]
    base: Base
    sections: tuple[Section, ...] = Field(min_length=1)
    questions: tuple[Question, ...] = Field(min_length=1)

    @cached_property
    def by_id(self) -> dict[str, Question]:
        """Questions by id, in their order."""
        return {question.id: question for question in self.questions}

    def measuring(self, measure: str) -> Question | None:
        """The first question with this `measures` tag, if there is one."""
        return next((q for q in self.questions if measure in q.measures), None)

    def in_section(self, section: Section) -> tuple[Question, ...]:
        """The questions under one heading."""
        return tuple(q for q in self.questions if q.section == section.id)
