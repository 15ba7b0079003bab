"""The part of a results file that says what people chose: rankings and shares, as JSON holds them.

What few people chose is null and comes last, by the rules of `withholding`.
"""

from typing import Any

from survey_app.scoring.demand import DemandItem
from survey_app.services.figures import Figures, Ranking, Shares
from survey_app.services.withholding import few_wanted, hidden_firsts, hidden_options

LISTS = {"basic": "demand_basic", "quality": "demand_quality"}
WANTED = ("rank", "points", "index", "mentions", "mention", "first_choice")


def choices(figures: Figures, shown: set[str], *, withhold: bool) -> dict[str, Any]:
    """Rankings and shares by name; those whose tag is not in `shown` keep their base only."""
    return {
        "rankings": {
            name: _ranking(figures.rankings[tag], tag in shown, withhold)
            for name, tag in LISTS.items()
            if tag in figures.rankings
        },
        "shares": {
            tag: _shares(one, tag in shown, withhold) for tag, one in figures.shares.items()
        },
    }


def _ranking(ranked: Ranking, is_shown: bool, withhold: bool) -> dict[str, Any]:
    options, ranking = ranked.question.option_codes, ranked.ranking
    head = {"base": ranking.base, "publication": ranked.publication}
    if not is_shown:
        return {**head, "items": []}
    few = few_wanted(ranked) if withhold else frozenset()
    firsts = hidden_firsts(ranked) if withhold else frozenset()
    rows = [
        {
            "code": item.code,
            "zh": options[item.code].zh,
            **(dict.fromkeys(WANTED) if item.code in few else _wanted(item, item.code in firsts)),
        }
        for item in ranking.items
    ]
    return {
        **head,
        "enough": {
            code: None if code in firsts else share.value for code, share in ranking.enough.items()
        },
        "items": _hidden_last(rows, few, list(options)),
    }


def _wanted(item: DemandItem, hides_first: bool) -> dict[str, object]:
    values = (item.rank, item.points, item.index, item.mentions, item.mention.value)
    first = None if hides_first else item.first_choice
    return dict(zip(WANTED, (*values, first), strict=True))


def _hidden_last(
    rows: list[dict[str, Any]], hidden: frozenset[str], order: list[str]
) -> list[dict[str, Any]]:
    """Rows with hidden numbers in the questionnaire's order: their place would tell on them."""
    few = sorted((r for r in rows if r["code"] in hidden), key=lambda r: order.index(r["code"]))
    return [*(row for row in rows if row["code"] not in hidden), *few]


def _shares(shares: Shares, is_shown: bool, withhold: bool) -> dict[str, Any]:
    options = shares.question.option_codes
    few = hidden_options(shares) if withhold else frozenset()
    rows = [
        {
            "code": one.code,
            "zh": options[one.code].zh,
            "mentions": None if one.code in few else one.mentions,
            "share": None if one.code in few else one.share.value,
        }
        for one in shares.shares
    ]
    # Who is asked only after some answers counts how many gave those answers.
    base = shares.base if is_shown or shares.question.show_if is None else None
    head = {"base": base, "publication": shares.publication}
    return {**head, "items": _hidden_last(rows, few, list(options)) if is_shown else []}
