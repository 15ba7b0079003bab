"""From stored responses to tallies: everything is recounted, nothing is maintained.

One read transaction reads the codes of a campaign; what counts is decided here and only here.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from survey_app.questionnaire.codebook import Codebook
from survey_app.questionnaire.kinds import KINDS
from survey_app.scoring.tally import Tally, count, matches
from survey_app.services.questionnaires import PublishedVersion
from survey_app.storage import response_queries as stored
from survey_app.storage.connect import Session
from survey_app.storage.models import MODES

STEP = 10  # a worker's page of a running campaign moves in steps, so nobody's answer shows


@dataclass(frozen=True)
class Tallies:
    """What was counted of one campaign.

    arrivals : region, mode, eligible, synthetic, excluded over all complete responses.
    tables : question id -> region, mode and the question's variables, over counted responses
    (eligible, not excluded). ended : (region id, rule) -> forms that the rule ended.
    """

    arrivals: Tally
    tables: dict[str, Tally]
    ended: dict[tuple[int, str], int] = field(default_factory=dict)

    def table(self, question: str, regions: Collection[int]) -> Tally:
        """A question's tally over some communities."""
        return self.tables[question].where(region=regions)

    def to_json(self) -> dict[str, object]:
        """For a snapshot."""
        return {
            "arrivals": self.arrivals.to_json(),
            "tables": {name: table.to_json() for name, table in self.tables.items()},
            "ended": [[region, rule, n] for (region, rule), n in sorted(self.ended.items())],
        }


def count_campaign(
    session: Session, campaign_id: int, form: PublishedVersion, *, step: int = 1
) -> Tallies:
    """Count every complete response of a campaign.

    step : of each community only the oldest responses are counted, to a multiple of `step`.
    """
    rows = list(stored.counted_columns(session, campaign_id))
    codes = b"".join(row.codes for row in rows)
    matrix = np.frombuffer(codes, np.uint8).reshape(len(rows), form.codebook.width)
    region = np.array([row.region_id for row in rows], np.int64)
    keep = _to_step(region, step)
    arrived = {
        "region": region,
        "mode": np.array([MODES.index(row.mode) for row in rows], np.int64),
        "synthetic": np.array([row.synthetic for row in rows], np.int64),
        "excluded": np.array([row.excluded for row in rows], np.int64),
    }
    arrived = {name: values[keep] for name, values in arrived.items()}
    variables = _variables(form.codebook, matrix[keep])
    base = form.codebook.plain_rule(form.questionnaire.base.when)
    arrived["eligible"] = matches(base, variables).astype(np.int64)
    counted = (arrived["eligible"] == 1) & (arrived["excluded"] == 0)
    axes = {name: arrived[name][counted] for name in ("region", "mode")}
    return Tallies(
        count(arrived),
        _tables(form, axes, {name: values[counted] for name, values in variables.items()}),
        {key: n // step * step for key, n in stored.ended_counts(session, campaign_id).items()},
    )


def _to_step(region: NDArray[np.int64], step: int) -> NDArray[np.bool_]:
    """Which responses to count: per region the first ones, up to a multiple of step."""
    keep = np.ones(len(region), bool)
    if step > 1:
        for code in np.unique(region):
            places = np.flatnonzero(region == code)
            keep[places[len(places) // step * step :]] = False
    return keep


def _variables(codebook: Codebook, matrix: NDArray[np.uint8]) -> dict[str, NDArray[np.uint8]]:
    return {
        name: matrix[:, column.start]
        for name, column in codebook.columns.items()
        if column.variable.width == 1
    }


def _tables(
    form: PublishedVersion,
    axes: dict[str, NDArray[np.int64]],
    variables: dict[str, NDArray[np.uint8]],
) -> dict[str, Tally]:
    """One table a variable; a joint one for a ranking; whether it was answered for a multi."""
    tables = {}
    for question in form.questionnaire.questions:
        names = [v.name for v in KINDS[question.kind].variables(question) if v.width == 1]
        if question.kind == "rank":
            tables[question.id] = count({**axes, **{name: variables[name] for name in names}})
            continue
        for name in names:
            tables[name] = count({**axes, name: variables[name]})
        if question.kind == "multi":
            answered = np.max([variables[name] for name in names], axis=0)
            tables[question.id] = count({**axes, question.id: answered})
    return tables
