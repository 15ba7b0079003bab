"""Synthetic residents: seeded answers that go through the real form, marked as synthetic.

They send no photos, and the telephone number that a few of them leave consists of zeros.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil, floor
from random import Random

from survey_app.errors import Invalid
from survey_app.questionnaire.conditions import holds
from survey_app.questionnaire.definition import Option, Question, Questionnaire
from survey_app.questionnaire.kinds import GIVEN, KINDS, other_field
from survey_app.services.form_tokens import FormToken, FormTokens
from survey_app.services.placements import Landing, Offer

ENDS = 0.03  # share of forms that a rule ends
ELSEWHERE = 0.05  # share outside the base: lives here for less than six months, works here
NOT_USED = 0.05  # share of “not used / cannot say” at a rating
SELDOM = 0.2  # share that answers where nobody has to and writing is work
NOBODYS_NUMBER = "00000000000"
AROUND = (21.27, 110.36)  # degrees north and east: Zhanjiang
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
    demonstrations show the verdict that was asked for. Raises Invalid if nothing is open, or if
    the form cannot be sent without a photo.
    """
    for question in questionnaire.questions:
        if question.kind == "photo" and question.required:
            raise Invalid(
                "Simulated residents send no photos, but {question} needs one.",
                question=question.id,
            )
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
    """Smallest and largest number that a question takes, a hundred of them when it is open.

    With decimals, in units of the last one.
    """
    unit = 10**question.decimals
    if question.min is None and question.max is not None:
        most = floor(question.max * unit)
        return most - 99, most
    least = ceil((question.min or 0) * unit)
    return least, least + 99 if question.max is None else floor(question.max * unit)


def _days(question: Question) -> tuple[date, date]:
    """First and last day that a question takes, a year of them when it is open."""
    year = timedelta(days=365)
    if question.earliest is None:
        latest = question.latest or date(2026, 1, 1)
        return latest - year, latest
    return question.earliest, question.latest or question.earliest + year


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
            given = self._answer(question, eligible)
            fields.update(given)
            kind = KINDS[question.kind]
            answer = kind.read(question, given)
            if answer is not None:
                answers[question.id] = GIVEN if kind.is_sealed else answer
        return fields

    def _is_eligible(self) -> bool:
        return self.random.random() >= ENDS + ELSEWHERE

    def _answer(self, question: Question, eligible: bool) -> Form:
        match question.kind:
            case "single" | "likert":
                return self._with_other(question, [self._single(question, eligible)])
            case "multi":
                return self._with_other(question, self._several(question))
            case "matrix":
                return {f"{question.id}.{r.code}": [self._rating(question)] for r in question.rows}
            case "rank":
                chosen = self._several(question)
                return {f"{question.id}.{place}": [code] for place, code in enumerate(chosen, 1)}
            case "best_worst":
                return self._best_worst(question)
            case "note" | "photo":
                return {}
        if not question.required and question.kind != "number" and not self._seldom():
            return {}
        return self._quantity(question) or self._open(question)

    def _seldom(self) -> bool:
        return self.random.random() < SELDOM

    def _quantity(self, question: Question) -> Form:
        """A number, a day or times of day; nothing for other kinds."""
        match question.kind:
            case "number":
                value = self.random.randint(*_range(question))
                number = f"{value / 10**question.decimals:.{question.decimals}f}"
                return {question.id: [number]}
            case "date":
                first, last = _days(question)
                day = first + timedelta(days=self.random.randint(0, (last - first).days))
                return {question.id: [day.isoformat()]}
            case "time_range":
                opens, closes = self.random.randint(5, 10), self.random.randint(16, 23)
                times = {"from": f"{opens:02}:30", "to": f"{closes:02}:00"}
                return {f"{question.id}.{part}": [time] for part, time in times.items()}
        return {}

    def _open(self, question: Question) -> Form:
        """A text, a place, or nobody's telephone number."""
        match question.kind:
            case "geo":
                near = [f"{degrees + self.random.uniform(-0.05, 0.05):.6f}" for degrees in AROUND]
                return {
                    f"{question.id}.{n}": [v] for n, v in zip(("lat", "lon"), near, strict=True)
                }
            case "contact":
                return {question.id: [NOBODYS_NUMBER], f"{question.id}.consent": ["1"]}
        text = self.random.choice(TEXTS)
        while len(text) < (question.min_length or 1):
            text += self.random.choice(TEXTS)
        return {question.id: [text[: question.max_length]]}

    def _best_worst(self, question: Question) -> Form:
        best = self._weighted(question, list(question.options))
        worst = self.random.choice([code for code in question.option_codes if code != best])
        return {f"{question.id}.best": [best], f"{question.id}.worst": [worst]}

    def _with_other(self, question: Question, chosen: list[str]) -> Form:
        """The choice, with a few words beside “other, please write”."""
        written = {
            other_field(question, code): [self.random.choice(TEXTS)]
            for code in chosen
            if question.option_codes[code].text
        }
        return {question.id: chosen, **written}

    def _single(self, question: Question, eligible: bool) -> str:
        if "satisfaction_rate" in question.measures:
            return self._headline(question, eligible)
        options = [option for option in question.options if not option.ends]
        options = options or list(question.options)
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
        unused = [option.code for option in question.options if option.na]
        if unused and self.random.random() < NOT_USED:
            return unused[0]
        if not eligible:
            return self.random.choice(question.options).code
        self.valid += 1
        before, after = (self.valid - 1) * self.satisfied, self.valid * self.satisfied
        is_satisfied = int(after + 1e-9) > int(before + 1e-9)
        scores = {o.code: o.score for o in question.options if o.score is not None}
        good = [code for code, score in scores.items() if score >= 4]
        rest = [code for code, score in scores.items() if score == 3]
        rest += [code for code, score in scores.items() if score <= 3]
        return self.random.choice((good if is_satisfied else rest) or list(question.option_codes))

    def _rating(self, question: Question) -> str:
        na = [option.code for option in question.options if option.na]
        if na and self.random.random() < 2 * NOT_USED:
            return na[0]
        scored = [option for option in question.options if not option.na]
        likes = self.random.random() < self.satisfied - 0.04
        half = scored[:2] if likes else scored[2:]
        return self.random.choice(half or scored or question.options).code

    def _several(self, question: Question) -> list[str]:
        alone = [option.code for option in question.options if option.exclusive]
        if alone and self.random.random() < 0.12:
            return alone[:1]
        free = [option for option in question.options if not option.is_pinned]
        free = free or [option for option in question.options if not option.exclusive]
        most = question.max_choices or max(2, question.min_choices or 1)
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
