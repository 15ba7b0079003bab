"""From tallies to figures: what one campaign's answers say about some communities together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from survey_app.questionnaire.definition import Question, Questionnaire
from survey_app.scoring.demand import DemandRanking, MentionShare, demand, mention_shares
from survey_app.scoring.satisfaction import (
    Publication,
    Satisfaction,
    TrendBalance,
    publication,
    satisfaction,
    trend,
)
from survey_app.services.counting import Tallies
from survey_app.services.questionnaires import PublishedVersion
from survey_app.storage.models import MODES

RANKINGS = ("demand_basic", "demand_quality")
SHARES = ("demand_facility", "demand_old", "demand_young", "gap_reason", "dissatisfaction_reasons")
FITTING = {  # kinds of question that a figure can be made of; others are under every question
    "satisfaction_rate": ("likert", "single"),
    "item_rates": ("matrix",),
    "trend_balance": ("single", "likert"),
    **dict.fromkeys(RANKINGS, ("rank",)),
    **dict.fromkeys(SHARES, ("single", "likert", "multi")),
}
TREND = {"BETTER", "SAME", "WORSE"}


@dataclass(frozen=True)
class Item:
    """One row of the item-by-item ratings."""

    code: str
    zh: str
    en: str
    satisfaction: Satisfaction


@dataclass(frozen=True)
class Shares:
    """A multiple or single choice: how many of those who answered chose each option."""

    question: Question
    base: int
    publication: Publication
    shares: tuple[MentionShare, ...]


@dataclass(frozen=True)
class Ranking:
    """A demand list with its question."""

    question: Question
    publication: Publication
    ranking: DemandRanking


@dataclass(frozen=True)
class Arrivals:
    """How the answers came: complete forms, those in the base, by mode, and forms that ended."""

    complete: int
    eligible: int
    excluded: int
    synthetic: int
    modes: dict[str, int]
    ended: dict[str, int]


@dataclass(frozen=True)
class Figures:
    """Everything that one campaign says about some communities together. None: not asked."""

    arrivals: Arrivals
    satisfaction: Satisfaction | None
    items: tuple[Item, ...]
    trend: TrendBalance | None
    rankings: dict[str, Ranking]
    shares: dict[str, Shares]


def figures(
    tallies: Tallies,
    form: PublishedVersion,
    regions: Sequence[int],
    *,
    goal: Fraction,
    adults: int | None = None,
) -> Figures:
    """The figures of some communities together (region ids)."""
    questionnaire = form.questionnaire
    headline = measuring(questionnaire, "satisfaction_rate")
    items = measuring(questionnaire, "item_rates")
    change = measuring(questionnaire, "trend_balance")
    ranked = {tag: q for tag in RANKINGS if (q := measuring(questionnaire, tag))}
    chosen = {tag: q for tag in SHARES if (q := measuring(questionnaire, tag))}
    return Figures(
        _arrivals(tallies, regions),
        _rate(tallies, headline, headline.id, regions, goal=goal, adults=adults)
        if headline
        else None,
        tuple(
            Item(
                row.code,
                row.zh,
                row.en,
                _rate(tallies, items, f"{items.id}.{row.code}", regions, goal=goal, adults=adults),
            )
            for row in items.rows
        )
        if items
        else (),
        _trend(tallies, change, regions) if change else None,
        {tag: _ranking(tallies, question, regions) for tag, question in ranked.items()},
        {tag: _shares(tallies, question, regions) for tag, question in chosen.items()},
    )


def measuring(questionnaire: Questionnaire, tag: str) -> Question | None:
    """The first question with this tag that a figure can be made of."""
    for question in questionnaire.questions:
        fits = tag != "trend_balance" or question.option_codes.keys() >= TREND
        if tag in question.measures and question.kind in FITTING[tag] and fits:
            return question
    return None


def _arrivals(tallies: Tallies, regions: Sequence[int]) -> Arrivals:
    here = tallies.arrivals.where(region=regions)
    counted = here.where(eligible=1, excluded=0)
    modes = here.counts("mode", len(MODES))
    ended: dict[str, int] = {}
    for (region, rule), n in tallies.ended.items():
        if region in regions:
            ended[rule] = ended.get(rule, 0) + n
    return Arrivals(
        here.total,
        counted.total,
        here.where(excluded=1).total,
        here.where(synthetic=1).total,
        {mode: int(n) for mode, n in zip(MODES, modes, strict=True) if n},
        ended,
    )


def _rate(
    tallies: Tallies,
    question: Question,
    variable: str,
    regions: Sequence[int],
    *,
    goal: Fraction,
    adults: int | None,
) -> Satisfaction:
    options = question.options
    counts = tallies.table(variable, regions).counts(variable, 256)
    by_score: dict[int | None, int] = {}
    for k, option in enumerate(options, 1):
        if not option.na:
            by_score[option.score] = by_score.get(option.score, 0) + int(counts[k])
    not_used = sum(int(counts[k]) for k, o in enumerate(options, 1) if o.na)
    return satisfaction(
        [by_score.get(score, 0) for score in (5, 4, 3, 2, 1)],
        not_used=not_used,
        missing=int(counts.sum()) - not_used - sum(by_score.values()),
        goal=goal,
        population=adults,
    )


def _trend(tallies: Tallies, question: Question, regions: Sequence[int]) -> TrendBalance:
    counts = tallies.table(question.id, regions).counts(question.id, 256)
    by_code = {o.code: int(counts[k]) for k, o in enumerate(question.options, 1)}
    return trend(by_code["BETTER"], by_code["SAME"], by_code["WORSE"], by_code.get("NA", 0))


def _ranking(tallies: Tallies, question: Question, regions: Sequence[int]) -> Ranking:
    table = tallies.table(question.id, regions)
    places = [name for name in table.columns if name.startswith(f"{question.id}.")]
    for name in places:
        table = table.where(**{name: range(255)})  # 255: the question was hidden by a rule
    ranking = demand(
        table,
        places=places,
        options=list(question.option_codes),
        exclusive=[o.code for o in question.options if o.exclusive],
        unranked=[o.code for o in question.options if o.text],
        points=tuple(range(len(places), 0, -1)),
    )
    return Ranking(question, publication(ranking.base), ranking)


def _shares(tallies: Tallies, question: Question, regions: Sequence[int]) -> Shares:
    options = question.options
    values = tallies.table(question.id, regions).counts(question.id, 256)
    if question.kind == "multi":
        counts = {o.code: _chosen(tallies, f"{question.id}.{o.code}", regions) for o in options}
        base = int(values[1])
    else:
        counts = {o.code: int(values[k]) for k, o in enumerate(options, 1)}
        base = sum(counts.values())
    return Shares(question, base, publication(base), mention_shares(counts, base))


def _chosen(tallies: Tallies, variable: str, regions: Sequence[int]) -> int:
    return int(tallies.table(variable, regions).counts(variable, 256)[1])


def without_small_bases(figures: Figures) -> Figures:
    """The figures with every one left out whose base is below 30: it is never shown or sent."""
    withheld = Publication.WITHHELD
    return replace(
        figures,
        satisfaction=_or_none(figures.satisfaction),
        items=tuple(i for i in figures.items if i.satisfaction.publication is not withheld),
        trend=figures.trend
        if figures.trend and publication(figures.trend.base) is not withheld
        else None,
        rankings={t: r for t, r in figures.rankings.items() if r.publication is not withheld},
        shares={t: s for t, s in figures.shares.items() if s.publication is not withheld},
    )


def _or_none(rate: Satisfaction | None) -> Satisfaction | None:
    return None if rate is None or rate.publication is Publication.WITHHELD else rate
