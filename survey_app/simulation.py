"""Synthetic residents: seeded answers that go through the real form, marked as synthetic."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random

from survey_app.errors import Invalid
from survey_app.questionnaire.conditions import Answers, holds
from survey_app.questionnaire.definition import Option, Question, Questionnaire
from survey_app.questionnaire.kinds import KINDS
from survey_app.services.form_tokens import FormToken, FormTokens
from survey_app.services.placements import Landing, Offer

ENDS = 0.03  # share of forms that a rule ends
ELSEWHERE = 0.05  # share outside the base: lives here for less than six months, works here
NOT_USED = 0.05  # share of “not used / cannot say” at a rating
TEXTS = (
    "修鞋配钥匙的地方太远了，希望小区门口有一个。",
    "菜市场早上人太多，路边停车也乱。",
    "希望有个长者饭堂，老人吃饭方便。",
    "晚上油烟味大，希望管一管。",
    "孩子放学后没有地方去。",
)

Form = dict[str, list[str]]
Post = Callable[[str, Form], int]


@dataclass(frozen=True)
class Community:
    """How the synthetic residents of one community feel. satisfied: share in [0, 1]."""

    landing: Landing
    forms: int
    satisfied: float


def simulate(
    communities: list[Community],
    questionnaire: Questionnaire,
    tokens: FormTokens,
    *,
    post: Post,
    seed: int,
    now: datetime,
) -> Iterator[int]:
    """Send every community's forms through `post(path, fields) -> status`; yields each status.

    The satisfied share is met exactly among valid answers, not by chance, so that small
    demonstrations show the verdict that was asked for. Raises Invalid if nothing is open.
    """
    for community in communities:
        random = Random(f"{seed} {community.landing.code} {questionnaire.id}")
        offer = community.landing.offer(questionnaire.id, now)
        if offer is None:
            raise Invalid("{name} has no campaign of this kind.", name=community.landing.code)
        resident = _Residents(questionnaire, random, community.satisfied)
        for _ in range(community.forms):
            yield post(*_request(community.landing, offer, tokens, random, now, resident.form()))


def _request(
    landing: Landing,
    offer: Offer,
    tokens: FormTokens,
    random: Random,
    now: datetime,
    form: Form,
) -> tuple[str, Form]:
    token = FormToken(
        offer.campaign_id, offer.version_id, f"{random.getrandbits(128):032x}", now, True
    )
    return f"/q/{landing.code}/{offer.questionnaire}", {"form": [tokens.sign(token)], **form}


def _range(question: Question) -> tuple[int, int]:
    """Smallest and largest number that a question takes, a hundred of them when it is open."""
    if question.min is None and question.max is not None:
        return question.max - 99, question.max
    least = question.min or 0
    return least, least + 99 if question.max is None else question.max


class _Residents:
    """Makes one resident's form after another."""

    def __init__(self, questionnaire: Questionnaire, random: Random, satisfied: float) -> None:
        self.questionnaire = questionnaire
        self.random = random
        self.satisfied = satisfied
        self.valid = 0  # valid answers to the headline so far
        # Each community has tastes of its own: weights that fall from a shuffled favourite.
        self.tastes = {q.id: self._taste(q) for q in questionnaire.questions if q.options}

    def _taste(self, question: Question) -> dict[str, float]:
        codes = list(question.option_codes)
        self.random.shuffle(codes)
        return {code: 0.75**place for place, code in enumerate(codes)}

    def form(self) -> Form:
        """Fields of one complete form, rules followed."""
        fields: Form = {}
        answers: dict[str, object] = {}
        eligible = self._is_eligible()
        for question in self.questionnaire.questions:
            if not holds(question.show_if, answers):
                continue
            given = self._answer(question, answers, eligible)
            fields.update(given)
            answer = KINDS[question.kind].read(question, given)
            if answer is not None:
                answers[question.id] = answer
        return fields

    def _is_eligible(self) -> bool:
        return self.random.random() >= ENDS + ELSEWHERE

    def _answer(self, question: Question, answers: Answers, eligible: bool) -> Form:
        if question.kind == "text":
            return {question.id: [self.random.choice(TEXTS) if self.random.random() < 0.2 else ""]}
        if question.kind == "number":
            return {question.id: [str(self.random.randint(*_range(question)))]}
        if question.kind == "matrix":
            return {f"{question.id}.{row.code}": [self._rating(question)] for row in question.rows}
        if question.kind == "rank":
            chosen = self._several(question)
            return {f"{question.id}.{place}": [code] for place, code in enumerate(chosen, 1)}
        if question.kind == "multi":
            return {question.id: self._several(question)}
        return {question.id: [self._single(question, eligible)]}

    def _single(self, question: Question, eligible: bool) -> str:
        if "satisfaction_rate" in question.measures:
            return self._headline(question, eligible)
        options = [option for option in question.options if not option.ends]
        if "consent" in question.measures or "eligibility" in question.measures:
            return self._gate(question, options, eligible)
        return self._weighted(question, options)

    def _gate(self, question: Question, options: list[Option], eligible: bool) -> str:
        """Who the resident is: mostly somebody of the base, else now and then somebody else."""
        is_age = "weighting" in question.measures
        if is_age or eligible or "consent" in question.measures:
            return self.random.choice(options).code if is_age else options[0].code
        others = [o for o in question.options if o is not question.options[0]]
        endings = [o for o in others if o.ends]
        share = ENDS / (ENDS + ELSEWHERE)
        pool = endings if endings and self.random.random() < share else options[1:] or endings
        return self.random.choice(pool or options).code

    def _headline(self, question: Question, eligible: bool) -> str:
        if self.random.random() < NOT_USED:
            return next(option.code for option in question.options if option.na)
        if not eligible:
            return self.random.choice(question.options).code
        self.valid += 1
        before, after = (self.valid - 1) * self.satisfied, self.valid * self.satisfied
        pool = ("5", "4") if int(after + 1e-9) > int(before + 1e-9) else ("3", "3", "2", "1")
        return self.random.choice(pool)

    def _rating(self, question: Question) -> str:
        na = [option.code for option in question.options if option.na]
        if na and self.random.random() < 2 * NOT_USED:
            return na[0]
        scored = [option for option in question.options if not option.na]
        likes = self.random.random() < self.satisfied - 0.04
        half = scored[:2] if likes else scored[2:]
        return self.random.choice(half).code

    def _several(self, question: Question) -> list[str]:
        alone = [option.code for option in question.options if option.exclusive]
        if alone and self.random.random() < 0.12:
            return alone[:1]
        most = question.max_choices or 2
        free = [option for option in question.options if not option.is_pinned]
        chosen: list[str] = []
        for _ in range(self.random.randint(question.min_choices or 1, most)):
            left = [option for option in free if option.code not in chosen]
            if left:
                chosen.append(self._weighted(question, left))
        return chosen

    def _weighted(self, question: Question, options: list[Option]) -> str:
        weights: Mapping[str, float] = self.tastes[question.id]
        codes = [option.code for option in options]
        return self.random.choices(codes, [weights[code] for code in codes])[0]
