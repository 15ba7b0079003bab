"""The controlled lists that questionnaires share: business types, scales, bands and texts."""

from pydantic import BaseModel, ConfigDict, Field

from survey_app.questionnaire.definition import Code, Notice, Option, Text


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BusinessType(Text):
    """A kind of shop or service. walk_min: target walking time in minutes."""

    code: Code
    class_: str = Field(alias="class", pattern="^(basic|quality|facility|public|other)$")
    groups: tuple[str, ...] = ()
    walk_min: int = Field(ge=1, le=60)
    outlet: bool
    in_plan: str = ""
    in_guide: str = ""
    note: str = ""


class ScalePoint(Text):
    """One answer of a rating scale; index in points of 0-100."""

    code: Code
    score: int
    satisfied: bool
    index: int | None = None


class ReasonGroup(Text):
    """Reasons for dissatisfaction that the plan reports together."""

    code: Code
    reasons: tuple[Code, ...]


class Vocabulary(_Part):
    """The whole of vocabulary.yaml."""

    business_types: tuple[BusinessType, ...]
    coverage_sets: dict[Code, tuple[Code, ...]]
    scales: dict[Code, tuple[ScalePoint, ...]]
    bands: dict[Code, tuple[Option, ...]]
    reason_groups: tuple[ReasonGroup, ...]
    notice: Notice
    endings: dict[Code, Text]

    def lists(self) -> dict[str, list[dict[str, object]]]:
        """Option lists by the name that `from:` uses, as plain mappings."""
        lists: dict[str, list[dict[str, object]]] = {}
        for name, options in self.bands.items():
            lists[name] = [option.model_dump(exclude_defaults=True) for option in options]
        for name, points in self.scales.items():
            lists[name] = [p.model_dump(include={"code", "zh", "en", "score"}) for p in points]
        for business in self.business_types:
            options_of_class = lists.setdefault(f"business_types.{business.class_}", [])
            options_of_class.append(business.model_dump(include={"code", "zh", "en"}))
        return lists
