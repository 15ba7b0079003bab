"""Every question's figures as files: one JSON document, or rows for a table. Null is not shown."""

from datetime import date
from math import floor
from typing import Any

from survey_app.output.plain import plain
from survey_app.questionnaire.definition import Question
from survey_app.questionnaire.kinds.quantities import EPOCH
from survey_app.scoring.distribution import Summary
from survey_app.services.communities import Community
from survey_app.services.counting import DAY
from survey_app.services.days import SHANGHAI
from survey_app.services.results_by_question import QuestionResults
from survey_app.services.results_shown import OptionFigures, QuestionFigures

QUARTILES = ("lowest", "lower_quartile", "median", "upper_quartile", "highest")
QUESTION_COLUMNS = (
    "community_code", "community", "question", "row", "kind", "label", "part", "option", "in_words",
    "n", "share", "low", "high", "option_base",
    "base", "asked", "answered", "blank", "hidden_by_rule", "places",
    *QUARTILES, "publication", "versions", "questionnaire", "version",
)  # fmt: skip
ALL = {"community_code": "", "community": ""}
PLACES = {"best_worst": ("best", "worst")}


def quantity(question: Question, value: float | None) -> float | str | None:
    """A number as it is, a day as YYYY-MM-DD, a time of day as HH:MM (both begun, not rounded).

    An end on the day after is 01:00+1.
    """
    if value is None or question.kind not in ("date", "time_range"):
        return value
    whole = floor(value)
    if question.kind == "date":
        return date.fromordinal(whole + EPOCH).isoformat()
    if whole > DAY:
        return f"{(whole - DAY) // 60:02}:{whole % 60:02}+1"
    return f"{whole // 60:02}:{whole % 60:02}"


def questions_document(results: QuestionResults) -> dict[str, Any]:
    """Every question as JSON holds it, with what it is made of; see `results_shown` for null."""
    main = results.main
    document = {
        "questionnaire": main.form.questionnaire.id,
        "versions": results.versions,
        "campaigns": [
            {"id": one.campaign.id, "version": one.form.questionnaire.version}
            for one in results.campaigns
        ],
        "joined_by": "question id and code" if len(results.versions) > 1 else None,
        "round": main.campaign.round.code if main.campaign.round else None,
        "counted_at": main.counted_at.astimezone(SHANGHAI).replace(microsecond=0),
        "in_steps": main.in_steps,
        "responses_weighted": False,
        "synthetic": results.synthetic,
        "together": [_question(one) for one in results.together],
        "left_out_of_totals": [community.code for community in results.left_out],
        "communities": [
            {
                "code": place.community.code,
                "name": place.community.name,
                "questions": [_question(one) for one in place.questions],
            }
            for place in results.communities
        ],
    }
    return dict(plain(document))


def _question(one: QuestionFigures) -> dict[str, Any]:
    return {
        "question": one.question.id,
        "row": one.row and one.row.code,
        "kind": one.question.kind,
        "zh": one.question.text.zh,
        "row_zh": one.row and one.row.zh,
        "measures": one.question.measures,
        "base": one.base,
        "publication": one.publication,
        "gives_others_away": one.gives_others_away,
        **{name: getattr(one, name) for name in ("asked", "answered", "blank")},
        "hidden_by_rule": one.hidden,
        "versions": one.versions,
        "options": [_option(one.question, option) for option in one.options],
        "quantities": {
            part or "value": _summary(one.question, figures)
            for part, figures in one.summaries.items()
        },
    }


def _option(question: Question, one: OptionFigures) -> dict[str, Any]:
    names = PLACES.get(question.kind) or range(1, len(one.parts) + 1)
    return {
        "code": one.option.code,
        "zh": one.option.zh,
        "n": one.n,
        **_share(one),
        "base": one.base,
        "outside_base": one.is_outside,
        **({"places": dict(zip(map(str, names), one.parts, strict=True))} if one.parts else {}),
        **({"versions": one.versions} if one.versions else {}),
    }


def _share(one: OptionFigures) -> dict[str, float | None]:
    """The share and the ends of its interval."""
    values = one.share[:3] if one.share else (None, None, None)
    return dict(zip(("share", "low", "high"), values, strict=True))


def _summary(question: Question, figures: Summary) -> dict[str, Any]:
    values = figures[1:]
    shown = (quantity(question, value) for value in values)
    return {"n": figures.n, **dict(zip(QUARTILES, shown, strict=True))}


def question_rows(results: QuestionResults) -> tuple[list[str], list[list[object]]]:
    """Column names and rows: all together first, then community × question × option."""
    head = {
        "questionnaire": results.main.form.questionnaire.id,
        "version": _numbers(results.versions),
    }
    places = [(ALL, results.together)] if results.together else []
    places += [(_named(place.community), place.questions) for place in results.communities]
    rows = [
        [{**head, **place, **row}.get(name) for name in QUESTION_COLUMNS]
        for place, questions in places
        for one in questions
        for row in _rows(one)
    ]
    return list(QUESTION_COLUMNS), rows


def _named(community: Community) -> dict[str, str]:
    return {"community_code": community.code, "community": community.name}


def _numbers(versions: tuple[int, ...]) -> str:
    return " ".join(map(str, versions))


def _rows(one: QuestionFigures) -> list[dict[str, Any]]:
    """A row for each option or summary, or one with the numbers of people alone."""
    question = {
        "question": one.question.id,
        "row": one.row and one.row.code,
        "kind": one.question.kind,
        "label": one.row.zh if one.row else one.question.text.zh,
        "base": one.base,
        **{name: getattr(one, name) for name in ("asked", "answered", "blank")},
        "hidden_by_rule": one.hidden,
        "publication": one.publication,
        "versions": _numbers(one.versions),
    }
    options = [
        {
            "option": option.option.code,
            "in_words": option.option.zh,
            "n": option.n,
            **_share(option),
            "option_base": option.base if option.share is not None else None,
            "places": _parts(option),
            **({"versions": _numbers(option.versions)} if option.versions else {}),
        }
        for option in one.options
    ]
    summaries = [
        {"part": part, **_summary(one.question, figures)} for part, figures in one.summaries.items()
    ]
    return [{**question, **row} for row in [*options, *summaries] or [{}]]


def _parts(option: OptionFigures) -> str | None:
    """By place, such as 12 7 3; nothing when one of them is not shown."""
    if not option.parts or None in option.parts:
        return None
    return " ".join(map(str, option.parts))
