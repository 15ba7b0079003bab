"""A campaign's figures as files: one JSON document, or rows for a table.

With `withhold`, what must not be shown is not there either: figures with a base below 30 keep
their base only, counts of 1 to 4 people are null along with those that they could be worked out
from, and a total is left out from which the one figure that is withheld could be subtracted.
"""

from collections.abc import Mapping
from typing import Any

from survey_app.output.plain import plain
from survey_app.scoring.satisfaction import Satisfaction, TrendBalance
from survey_app.services.days import SHANGHAI
from survey_app.services.figures import Figures, Item, measuring, without_small_bases
from survey_app.services.placements import state_at
from survey_app.services.results import CampaignResults, CommunityResults
from survey_app.services.results_choices import choices
from survey_app.services.withholding import (
    has_small_cell,
    hides_city_rate,
    hides_modes,
    hides_received,
    hides_total,
    hides_unused,
    trend_counts,
)

POINTS = ("5", "4", "3", "2", "1")
RATE_COLUMNS = (
    "community_code", "community", "figure", "label", "base", "satisfied", "rate", "low", "high",
    "not_used", "split_5", "split_4", "split_3", "split_2", "split_1", "goal", "reached",
    "verdict", "publication", "state", "synthetic", "version",
)  # fmt: skip
DEMAND_COLUMNS = (
    "community_code", "community", "figure", "option", "label", "base", "rank", "points", "index",
    "mentions", "mention", "first_choice", "publication", "state", "synthetic",
    "version",
)  # fmt: skip
Row = list[object]


def results_document(
    results: CampaignResults, *, withhold: bool, total: CampaignResults | None = None
) -> dict[str, Any]:
    """Everything that a campaign's answers say, as JSON holds it; unknown or withheld is null.

    total : what city and whole are made of, if not of every community (see `safe_total`).
    """
    whole = total or results
    counted = {c.community.code for c in whole.communities}
    campaign, version = results.campaign, results.campaign.version
    state = state_at(campaign.opens_at, campaign.closes_at, results.counted_at)
    document = {
        "campaign": {
            "id": campaign.id,
            "questionnaire": version.questionnaire,
            "version": version.version,
            "versions": results.versions,  # that the round asked; the figures are of `version`
            "opens_at": campaign.opens_at.astimezone(SHANGHAI),
            "closes_at": campaign.closes_at and campaign.closes_at.astimezone(SHANGHAI),
            "state": state,
        },
        "goal": results.goal,
        "counted_at": results.counted_at.astimezone(SHANGHAI).replace(microsecond=0),
        "in_steps": results.in_steps,
        "responses_weighted": False,
        "method": "wilson",
        "confidence": 0.95,
        "communities": [_community(c, withhold=withhold) for c in results.communities],
        "city": _city(results, whole, withhold=withhold),
        "together": _together(whole, withhold=withhold),
        "left_out_of_totals": [
            c.community.code for c in results.communities if c.community.code not in counted
        ],
    }
    return dict(plain(document))


def _community(community: CommunityResults, *, withhold: bool) -> dict[str, Any]:
    figures = community.figures
    shown = without_small_bases(figures) if withhold else figures
    place = community.community
    return {
        "code": place.code,
        "name": place.name,
        "street": place.street,
        "district": place.district,
        "adults": community.adults,
        "target": community.target,
        "state": community.state,
        "arrivals": _arrivals(figures, withhold),
        **_rates(figures, shown, withhold),
        "trend": _trend(figures.trend, shown.trend is not None, withhold),
        **choices(figures, {*shown.rankings, *shown.shares}, withhold=withhold),
    }


def _rates(figures: Figures, shown: Figures, withhold: bool) -> dict[str, Any]:
    kept = {item.code for item in shown.items}
    rate = _rate(figures.satisfaction, shown.satisfaction is not None, withhold)
    items = [_item(item, item.code in kept, withhold) for item in figures.items]
    if withhold and hides_received(figures):
        # With its base and these, each would tell how many were counted.
        rate = rate and _blanked(rate, {"not_used", "missing"})
        items = [_blanked(item, {"missing"}) for item in items]
    return {"satisfaction": rate, "items": items}


def _blanked(row: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: None if name in names else value for name, value in row.items()}


def _arrivals(figures: Figures, withhold: bool) -> dict[str, Any]:
    got = figures.arrivals
    no_parts, no_modes = withhold and hides_received(figures), withhold and hides_modes(figures)
    return {
        "complete": got.complete,
        "eligible": None if no_parts else got.eligible,
        "excluded": None if no_parts else got.excluded,
        "synthetic": got.synthetic,
        "modes": dict.fromkeys(got.modes) if no_modes else got.modes,
        "ended": {
            rule: None if withhold and has_small_cell([n]) else n for rule, n in got.ended.items()
        },
    }


def _rate(rate: Satisfaction | None, is_shown: bool, withhold: bool) -> dict[str, Any] | None:
    if rate is None:
        return None
    if not is_shown:
        return {"base": rate.base, "publication": rate.publication, "rate": None}
    is_split = not (withhold and has_small_cell(rate.split))
    is_whole = not (withhold and hides_unused(rate))
    return {
        "base": rate.base,
        "publication": rate.publication,
        "rate": rate.rate.value,
        "low": rate.rate.low,
        "high": rate.rate.high,
        "satisfied": rate.satisfied,
        "not_used": rate.not_used if is_whole else None,
        "missing": rate.missing if is_whole else None,
        "split": dict(zip(POINTS, rate.split, strict=True)) if is_split else None,
        "index": rate.index,
        "reached": rate.reached,
        "verdict": rate.verdict,
        "answers_needed": rate.answers_needed,
    }


def _item(item: Item, is_shown: bool, withhold: bool) -> dict[str, Any]:
    rate = _rate(item.satisfaction, is_shown, withhold) or {}
    return {"code": item.code, "zh": item.zh, "en": item.en, **rate}


def _trend(trend: TrendBalance | None, is_shown: bool, withhold: bool) -> dict[str, Any] | None:
    if trend is None:
        return None
    small = withhold and has_small_cell(trend_counts(trend))
    few = withhold and has_small_cell([trend.not_known])
    return {
        "base": trend.base,
        "not_known": trend.not_known if is_shown and not few else None,
        "shares": trend.shares if is_shown and not small else None,
        "balance": trend.balance if is_shown else None,
    }


def _city(
    results: CampaignResults, whole: CampaignResults, *, withhold: bool
) -> dict[str, Any] | None:
    """Counts of all communities; the rate of those in the whole."""
    city, total = results.city, whole.city
    if city is None:
        return None
    rate = total.rate if total and not (withhold and hides_city_rate(whole)) else None
    return {
        "communities": city.communities,
        "reached": city.reached,
        "surely": city.surely,
        "too_small": city.too_small,
        "rate": rate and rate.value,
        "low": rate and rate.low,
        "high": rate and rate.high,
        "base": total.rate.base if total and total.rate else 0,
        "kind": total and total.kind,
        "missing": total and total.missing,
        "answered": total and total.answered,
    }


def _together(results: CampaignResults, *, withhold: bool) -> dict[str, Any]:
    figures = results.together
    shown = without_small_bases(figures) if withhold else figures
    tags = {*shown.rankings, *shown.shares}
    if withhold:
        tags = {tag for tag in tags if not hides_total(results, tag)}
    return choices(figures, tags, withhold=withhold)


def results_rows(results: CampaignResults, *, withhold: bool) -> tuple[list[str], list[Row]]:
    """Column names and rows: community × rate, or community × list × option for a needs survey."""
    document = results_document(results, withhold=withhold)
    rated = results.city is not None
    columns = RATE_COLUMNS if rated else DEMAND_COLUMNS
    shared = {"goal": document["goal"], "version": document["campaign"]["version"]}
    rows = [
        [{**_fixed(community), **row, **shared}.get(name) for name in columns]
        for community in document["communities"]
        for row in (_rate_rows(community, results) if rated else _demand_rows(community))
    ]
    return list(columns), rows


def _fixed(community: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "community_code": community["code"],
        "community": community["name"],
        "state": community["state"],
        "synthetic": community["arrivals"]["synthetic"],
    }


def _rate_rows(community: Mapping[str, Any], results: CampaignResults) -> list[dict[str, Any]]:
    headline = measuring(results.form.questionnaire, "satisfaction_rate")
    first = {"code": headline.id, "zh": headline.text.zh} if headline else {}
    rates = [{**first, **community["satisfaction"]}, *community["items"]]
    return [
        {
            **rate,
            "figure": rate["code"],
            "label": rate["zh"],
            **{f"split_{point}": n for point, n in (rate.get("split") or {}).items()},
        }
        for rate in rates
    ]


def _demand_rows(community: Mapping[str, Any]) -> list[dict[str, Any]]:
    figures = {**community["rankings"], **community["shares"]}
    return [
        {
            "mention": item.get("share"),
            **item,
            "figure": name,
            "option": item.get("code"),
            "label": item.get("zh"),
            "base": figure["base"],
            "publication": figure["publication"],
        }
        for name, figure in figures.items()
        for item in figure["items"] or [{}]
    ]
