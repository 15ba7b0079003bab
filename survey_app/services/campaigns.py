"""Launching, listing and closing campaigns.

A campaign's context holds the values for the `{names}` in its texts: organiser and phone, and those
that its questionnaire asks for. It stays on the version that it was launched with.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from survey_app.errors import Invalid, NotFound
from survey_app.questionnaire.definition import Placeholder, Questionnaire
from survey_app.questionnaire.kinds import clean_text
from survey_app.questionnaire.placeholders import used
from survey_app.services import library
from survey_app.services.audit import record_action
from survey_app.services.communities import find_communities, population_of
from survey_app.services.placements import ensure_placements, offer_of
from survey_app.services.questionnaires import publish
from survey_app.storage import queries
from survey_app.storage.connect import Session
from survey_app.storage.models import (
    Campaign,
    CampaignCommunity,
    QuestionnaireVersion,
    Region,
    Round,
)

ON_POSTERS = ("organiser", "phone", "paper_place")  # every campaign's own texts
LONGEST_TEXT = 60
ROUND = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
GOAL = "0.9"  # the plan's 居民满意度达到90%以上
TARGET = 385  # answers a community: ±3 percentage points at 90 %
MINIMUM = 139  # ±5 percentage points


@dataclass(frozen=True)
class Plan:
    """What a launch needs to know. communities: codes, empty for all of them.

    context : organiser, phone, paper_place, and the questionnaire's placeholders by name.
    """

    questionnaire: Questionnaire
    communities: Sequence[str]
    opens_at: datetime
    closes_at: datetime | None
    context: dict[str, str] = field(default_factory=dict)
    round: str = ""
    round_name: str = ""


def launch(
    session: Session,
    plan: Plan,
    *,
    now: datetime,
    random: Callable[[], int],
    by: int | None = None,
) -> Campaign:
    """Put a questionnaire to communities; each gets a QR code if it has none.

    random() gives at least 64 random bits; by: the staff id, None for the command line.
    Raises Invalid for dates that make no sense, for a placeholder without a fitting value, when
    the same questionnaire overlaps, and for what no resident can answer: a retired version, a
    questionnaire for signed-in workers.
    """
    _check(plan, now)
    queries.lock_launches(session)
    regions = find_communities(session, plan.communities)
    if not regions:
        raise Invalid("There are no communities yet. Import them first.")
    for region in regions:
        _refuse_overlap(session, plan, region, now)
    campaign = Campaign(
        version=_version(session, plan.questionnaire, now),
        round=_round(session, plan),
        context=_context(plan),
        opens_at=plan.opens_at,
        closes_at=plan.closes_at,
        created_at=now,
        communities=_links(session, regions),
    )
    session.add(campaign)
    session.flush()
    ensure_placements(session, regions, random=random, now=now)
    subject, detail = f"campaign {campaign.id}", {"communities": [r.code for r in regions]}
    record_action(session, "launch", subject, now=now, by=by, detail=dict(detail))
    return campaign


def _check(plan: Plan, now: datetime) -> None:
    if plan.closes_at is not None and plan.closes_at <= plan.opens_at:
        raise Invalid("The last day must not be before the first day.")
    if plan.closes_at is not None and plan.closes_at <= now:
        raise Invalid("The last day has passed already. Please choose a later one.")
    if any(len(plan.context.get(name, "")) > LONGEST_TEXT for name in ON_POSTERS):
        raise Invalid(
            "Organiser, phone and place have at most {most} characters.", most=LONGEST_TEXT
        )
    if plan.questionnaire.identity == "worker":
        raise Invalid(
            "{title} is filled in by staff who are signed in; it cannot be put on a poster.",
            title=plan.questionnaire.title,
        )
    if plan.round and not ROUND.fullmatch(plan.round):
        raise Invalid("“{text}” is not a round; write it like 2026-09.", text=plan.round)


def placeholders(questionnaire: Questionnaire) -> list[Placeholder]:
    """What a launch has to fill in: those that stand somewhere in the questionnaire's texts."""
    names = used(questionnaire)
    return [one for one in questionnaire.placeholders if one.name in names]


def _context(plan: Plan) -> dict[str, str]:
    """The values that the campaign keeps; raises Invalid if one is missing or too long."""
    context = {n: clean_text(plan.context[n]) for n in ON_POSTERS if n in plan.context}
    for one in placeholders(plan.questionnaire):
        value = " ".join(clean_text(plan.context.get(one.name, "")).split())
        if not value:
            raise Invalid("Please fill in: {what} ({name}).", what=one, name=one.name)
        if len(value) > one.max_length:
            raise Invalid(
                "{what} ({name}) has at most {most} characters; there are {length} now.",
                what=one,
                name=one.name,
                most=one.max_length,
                length=len(value),
            )
        context[one.name] = value
    return context


def _version(session: Session, asked: Questionnaire, now: datetime) -> QuestionnaireVersion:
    version = publish(session, asked, now)
    if version.retired_at is not None:
        raise Invalid(
            "{title}, version {version}, is retired. Choose another version or bring it back.",
            title=asked.title,
            version=asked.version,
        )
    return version


def to_launch(session: Session, name: str, number: int | None = None) -> Questionnaire:
    """A questionnaire by its id, published or bundled: this version, else the newest not retired.

    Raises NotFound, or Invalid when all its versions are retired.
    """
    titles = {title.id: title for title in library.shelf(session)}
    if name not in titles:
        raise NotFound(
            "There is no questionnaire {name}. Known: {known}",
            name=name,
            known=", ".join(sorted(titles)),
        )
    if number is not None:
        return library.version_of(session, name, number).questionnaire
    current = titles[name].current
    if current is None:
        raise Invalid("Every version of {name} is retired. Bring one back first.", name=name)
    return current.questionnaire


def _links(session: Session, regions: Sequence[Region]) -> list[CampaignCommunity]:
    frozen = population_of(session, [region.id for region in regions])
    return [
        CampaignCommunity(
            region=region, target=TARGET, minimum=MINIMUM, population=frozen.get(region.id, {})
        )
        for region in regions
    ]


def _refuse_overlap(session: Session, plan: Plan, region: Region, now: datetime) -> None:
    opens_at = max(plan.opens_at, now)  # what ended earlier today is in nobody's way
    for link in queries.campaigns_in(session, region.id):
        offer = offer_of(link)
        starts_before = offer.closes_at is None or opens_at < offer.closes_at
        ends_after = plan.closes_at is None or offer.opens_at < plan.closes_at
        if offer.questionnaire == plan.questionnaire.id and starts_before and ends_after:
            raise Invalid(
                "{community} already has {title} in these days (campaign {campaign})."
                " Close that one first or choose other days.",
                community=region.name,
                title=plan.questionnaire.title,
                campaign=offer.campaign_id,
            )


def _round(session: Session, plan: Plan) -> Round | None:
    if not plan.round:
        return None
    stored = queries.round_by_code(session, plan.round)
    return stored or Round(code=plan.round, name=plan.round_name or plan.round, goal=GOAL, plan={})


def goal_of(campaign: Campaign) -> Fraction:
    """The satisfaction goal that the campaign's round set, exactly; 9/10 without a round."""
    return Fraction(campaign.round.goal if campaign.round else GOAL)


def find_campaign(session: Session, campaign_id: int) -> Campaign:
    """A campaign by its number; raises NotFound."""
    campaign = queries.campaign(session, campaign_id)
    if campaign is None:
        raise NotFound("There is no campaign {number}.", number=campaign_id)
    return campaign


def all_campaigns(session: Session, within: Iterable[int] | None = None) -> list[Campaign]:
    """Campaigns, newest first; `within`: those that touch communities of these regions."""
    return queries.campaigns(session, within)


def synthetic_counts(session: Session) -> dict[str, int]:
    """Questionnaire id -> synthetic forms sent so far, ended ones included."""
    return queries.synthetic_counts(session)


def close(session: Session, campaign: Campaign, *, now: datetime, by: int | None = None) -> None:
    """End a campaign now; forms that are open on phones may still be sent for 24 hours.

    Raises Invalid when it has ended already. One that has not opened yet never opens.
    """
    if campaign.closes_at is not None and campaign.closes_at <= now:
        raise Invalid("This campaign has ended already.")
    campaign.opens_at = min(campaign.opens_at, now)
    campaign.closes_at = now
    for link in campaign.communities:
        if link.closes_at is not None and link.closes_at > now:
            link.closes_at = now
    record_action(session, "close", f"campaign {campaign.id}", now=now, by=by)


@dataclass(frozen=True)
class CommunityProgress:
    """A community in a campaign: answers so far against what was aimed at."""

    region: Region
    answers: int
    newest: datetime | None
    target: int | None


@dataclass(frozen=True)
class Progress:
    """A campaign with its live counts."""

    campaign: Campaign
    communities: tuple[CommunityProgress, ...]

    @property
    def answers(self) -> int:
        """Answers in the shown communities."""
        return sum(community.answers for community in self.communities)


def progress(
    session: Session,
    campaigns: Sequence[Campaign],
    visible: set[int] | None,
    *,
    every_form: bool = False,
) -> list[Progress]:
    """Live counts of complete answers; `visible`: region ids the reader may see, None for all.

    every_form : count forms that a rule ended as well, for readers who could watch somebody send
    one: a count that does not move would tell them that this person refused.
    """
    ids = [campaign.id for campaign in campaigns]
    counts = queries.response_counts(session, ids, with_ended=every_form)

    def row(link: CampaignCommunity) -> CommunityProgress:
        answers, newest = counts.get((link.campaign_id, link.region_id), (0, None))
        return CommunityProgress(link.region, answers, newest, link.target)

    return [
        Progress(
            campaign,
            tuple(
                row(link)
                for link in sorted(campaign.communities, key=lambda link: link.region_id)
                if visible is None or link.region_id in visible
            ),
        )
        for campaign in campaigns
    ]
