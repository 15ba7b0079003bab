"""Sends synthetic residents through the application itself, in this process."""

from collections.abc import Iterable
from itertools import chain
from urllib.parse import urlencode

import click
from werkzeug.test import Client

from survey_app.app import create_app
from survey_app.cli.shared import now
from survey_app.config import Settings
from survey_app.errors import Invalid
from survey_app.keys import open_key_ring
from survey_app.questionnaire.definition import Questionnaire
from survey_app.services.communities import find_communities
from survey_app.services.form_tokens import FormTokens
from survey_app.services.placements import find_landing, placements_of
from survey_app.services.questionnaires import published_by_id
from survey_app.simulation import Community, Form, simulate
from survey_app.storage.connect import Database

Shares = dict[str, tuple[int, float]]  # community code -> forms, satisfied share in [0, 1]


def shares_by_code(database: Database, forms: int, satisfaction: str) -> Shares:
    """Forms spread evenly over the communities, with the satisfaction asked for.

    satisfaction : one share for all, or CODE=share,CODE=share. Raises Invalid.
    """
    with database.reading() as session:
        codes = [region.code for region in find_communities(session, [])]
    asked = dict(_pairs(satisfaction))
    unknown = set(asked) - {*codes, ""}
    if unknown:
        raise Invalid("There is no community {codes}.", codes=", ".join(sorted(unknown)))
    chosen = codes if "" in asked else list(asked)
    counts = [forms // len(chosen) + (place < forms % len(chosen)) for place in range(len(chosen))]
    return {
        code: (count, asked.get(code, asked.get("", 0.9)))
        for code, count in zip(chosen, counts, strict=True)
    }


def _pairs(text: str) -> Iterable[tuple[str, float]]:
    for part in text.split(","):
        code, _, share = part.strip().rpartition("=")
        try:
            value = float(share)
        except ValueError:
            value = -1.0
        if not 0 <= value <= 1:
            raise Invalid("“{text}” is not a share between 0 and 1, such as 0.92", text=share)
        yield code, value


def send_synthetic(
    settings: Settings,
    database: Database,
    questionnaire: Questionnaire,
    shares: Shares,
    *,
    seed: int,
) -> int:
    """Send the forms with a progress bar; returns how many were taken.

    Each community is sent forms of the version that its campaign asks. Raises Invalid when the
    application refuses one.
    """
    keys = open_key_ring(settings.keys_path)
    client = Client(create_app(settings, database=database, keys=keys))
    communities = _landings(database, shares)

    def post(path: str, form: Form) -> int:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return client.post(path, data=urlencode(form, doseq=True), headers=headers).status_code

    total = sum(forms for forms, _ in shares.values())
    tokens, moment = FormTokens(keys), now()
    statuses = chain.from_iterable(
        simulate(group, asked, tokens, post=post, seed=seed, now=moment)
        for asked, group in _by_version(database, communities, questionnaire)
    )
    with click.progressbar(statuses, length=total, label=questionnaire.id) as bar:
        refused = [status for status in bar if status != 303]
    if refused:
        raise Invalid(
            "{n} synthetic forms were refused (status {status}). Is the campaign open?",
            n=len(refused),
            status=refused[0],
        )
    return total


def _by_version(
    database: Database, communities: list[Community], questionnaire: Questionnaire
) -> list[tuple[Questionnaire, list[Community]]]:
    """The communities by the version that they are asked; the given one where there is none."""
    groups: dict[int | None, list[Community]] = {}
    for community in communities:
        offer = community.landing.offer(questionnaire.id, now())
        groups.setdefault(offer.version_id if offer else None, []).append(community)
    with database.reading() as session:
        return [
            (published_by_id(session, version).questionnaire if version else questionnaire, group)
            for version, group in groups.items()
        ]


def _landings(database: Database, shares: Shares) -> list[Community]:
    """What the first QR code of every community leads to; raises Invalid without one."""
    with database.reading() as session:
        first = {p.region.code: p.code for p in reversed(placements_of(session, list(shares)))}
        missing = [code for code in shares if code not in first]
        if missing:
            raise Invalid("{name} has no campaign of this kind.", name=", ".join(missing))
        return [
            Community(find_landing(session, first[code]), forms, satisfied)
            for code, (forms, satisfied) in shares.items()
        ]
