"""Results of every question: of one campaign, and of a round that asked several versions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from survey_app.services.communities import Community
from survey_app.services.counting import STEP, count_campaign
from survey_app.services.figures import Figures
from survey_app.services.joining import joined
from survey_app.services.questionnaires import PublishedVersion
from survey_app.services.results import CampaignResults, campaign_results
from survey_app.services.results_questions import Cells, cells_of
from survey_app.services.results_shown import QuestionFigures, shown, tells
from survey_app.services.withholding import safe_total
from survey_app.storage.connect import Session
from survey_app.storage.models import Campaign


@dataclass(frozen=True)
class PlaceQuestions:
    """Every question in one community. received : its figures, for how many arrived and how."""

    community: Community
    questions: tuple[QuestionFigures, ...]
    received: Figures


@dataclass(frozen=True)
class QuestionResults:
    """Every question of a campaign, as counted at one moment; unweighted.

    together : over the communities of the total; left_out : those that it would give away.
    versions : the versions whose answers these are; campaigns : the campaigns.
    """

    campaigns: tuple[CampaignResults, ...]
    communities: tuple[PlaceQuestions, ...]
    together: tuple[QuestionFigures, ...]
    left_out: tuple[Community, ...]

    @property
    def main(self) -> CampaignResults:
        """The campaign that was asked for; its questionnaire names everything."""
        return self.campaigns[0]

    @property
    def versions(self) -> tuple[int, ...]:
        """Numbers of the versions, rising."""
        return tuple(sorted({one.form.questionnaire.version for one in self.campaigns}))

    @property
    def synthetic(self) -> int:
        """Answers made by `simulate` among those received."""
        return sum(one.together.arrivals.synthetic for one in self.campaigns)


@dataclass(frozen=True)
class _Counted:
    """One campaign: cells by community, and over those communities that may be in a total."""

    results: CampaignResults
    by_community: dict[int, tuple[Cells, ...]]
    kept: frozenset[int]
    together: tuple[Cells, ...]

    @property
    def parts(self) -> list[tuple[Cells, ...]]:
        return [self.by_community[region] for region in sorted(self.kept)]


def question_results(
    session: Session,
    campaign_id: int,
    *,
    now: datetime,
    visible: Collection[int] | None = None,
    in_steps: bool = False,
    withhold: bool = True,
) -> QuestionResults:
    """Count every question of a campaign; raises NotFound. For visible, in_steps see `results`.

    withhold : hide what may not be shown (see `results_shown`); an operator sees everything.
    """
    one = _count(session, campaign_id, now, visible, in_steps=in_steps, withhold=withhold)
    places = tuple(
        PlaceQuestions(
            c.community,
            tuple(shown(cells, withhold=withhold) for cells in one.by_community[c.community.id]),
            c.figures,
        )
        for c in one.results.communities
    )
    return QuestionResults(
        (one.results,),
        places,
        _total(one.together, one.parts, withhold=withhold),
        _left_out([one]),
    )


def round_results(
    session: Session,
    campaigns: Sequence[Campaign],
    *,
    now: datetime,
    visible: Collection[int] | None = None,
    in_steps: bool = False,
    withhold: bool = True,
) -> QuestionResults:
    """Answers to all versions that a round asked, joined by question id and code (see `joining`).

    campaigns : those of `results.versions_in_round`, the one that was asked for first.
    """
    counted = [
        _count(session, one.id, now, visible, in_steps=in_steps, withhold=withhold)
        for one in campaigns
    ]
    unshown: dict[tuple[str, str], set[str]] = {}
    for one in counted:
        for figures in _total(one.together, one.parts, withhold=withhold):
            unshown.setdefault(_name(figures), set()).update(figures.unshown)
    together = joined([one.together for one in counted])
    parts = [part for one in counted for part in one.parts]
    return QuestionResults(
        tuple(one.results for one in counted),
        (),
        _total(together, parts, withhold=withhold, unshown=unshown),
        _left_out(counted),
    )


def _name(figures: QuestionFigures) -> tuple[str, str]:
    return figures.question.id, figures.row.code if figures.row else ""


def _total(
    together: Sequence[Cells],
    parts: Sequence[Sequence[Cells]],
    *,
    withhold: bool,
    unshown: dict[tuple[str, str], set[str]] | None = None,
) -> tuple[QuestionFigures, ...]:
    """The figures of a total whose parts are known to the reader too."""
    by_name: dict[tuple[str, str], list[Cells]] = {}
    for part in parts:
        for cells in part:
            by_name.setdefault(cells.name, []).append(cells)
    return tuple(
        shown(
            cells,
            withhold=withhold,
            gives_others_away=tells(by_name.get(cells.name, [])),
            unshown=(unshown or {}).get(cells.name, ()),
        )
        for cells in together
    )


def _left_out(counted: Sequence[_Counted]) -> tuple[Community, ...]:
    return tuple(
        c.community
        for one in counted
        for c in one.results.communities
        if c.community.id not in one.kept
    )


def _count(
    session: Session,
    campaign_id: int,
    now: datetime,
    visible: Collection[int] | None,
    *,
    in_steps: bool,
    withhold: bool,
) -> _Counted:
    results = campaign_results(session, campaign_id, now=now, visible=visible, in_steps=in_steps)
    total = safe_total(session, results) if withhold else results
    form: PublishedVersion = results.form
    step = STEP if in_steps else 1
    tallies = count_campaign(session, campaign_id, form, step=step, with_open=True)
    regions = [c.community.id for c in results.communities]
    kept = [c.community.id for c in total.communities]
    return _Counted(
        results,
        {region: cells_of(tallies, form, [region]) for region in regions},
        frozenset(kept),
        cells_of(tallies, form, kept),
    )
