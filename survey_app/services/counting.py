"""From stored responses to tallies: everything is recounted, nothing is maintained.

One read transaction reads the codes of a campaign; what counts is decided here and only here.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from survey_app.questionnaire.codebook import Codebook, Column
from survey_app.questionnaire.conditions import leaves
from survey_app.questionnaire.definition import Question
from survey_app.questionnaire.kinds import KINDS, Variable
from survey_app.scoring.tally import IntArray, Tally, count, matches
from survey_app.services.questionnaires import PublishedVersion
from survey_app.storage import response_queries as stored
from survey_app.storage.connect import Session
from survey_app.storage.models import MODES

AXES = ("region", "mode")
JOINT = ("rank", "best_worst")
HIDDEN, UNTOLD = 255, 254
DAY = 24 * 60  # minutes
OPEN = ("text", "geo", "photo", "contact")  # answered or not, the codes do not say
STEP = 10  # a worker's page of a running campaign moves in steps, so nobody's answer shows


@dataclass(frozen=True)
class Tallies:
    """What was counted of one campaign.

    arrivals : region, mode, eligible, synthetic, excluded over all complete responses.
    tables : question id or variable -> region, mode and the variable, over counted responses
    (eligible, not excluded); several variables together for a ranking and best-worst. Quantities
    of 4 bytes stand in two columns (see `values`). Of questions that the codes do not hold:
    1 given, 0 not, 255 not asked. ended : (region id, rule) -> forms that the rule ended.
    """

    arrivals: Tally
    tables: dict[str, Tally]
    ended: dict[tuple[int, str], int] = field(default_factory=dict)

    def table(self, question: str, regions: Collection[int]) -> Tally:
        """A question's tally over some communities."""
        return self.tables[question].where(region=regions)

    def values(self, variable: str, regions: Collection[int]) -> tuple[IntArray, IntArray]:
        """The distinct values of a wide variable as the codes hold them, and how many gave each."""
        table = self.table(variable, regions)
        halves = [name for name in table.columns if name not in AXES]
        table = table.margin(*halves)
        return table.rows @ np.array([1 << 16, 1][-len(halves) :]), table.n

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Tallies":
        """What `to_json` gave. ValueError if a tally's lists do not fit together."""
        return cls(
            Tally.from_json(stored["arrivals"]),
            {name: Tally.from_json(table) for name, table in stored["tables"].items()},
            {(region, rule): n for region, rule, n in stored["ended"]},
        )

    def to_json(self) -> dict[str, object]:
        """For a snapshot; `from_json` reads it."""
        return {
            "arrivals": self.arrivals.to_json(),
            "tables": {name: table.to_json() for name, table in self.tables.items()},
            "ended": [[region, rule, n] for (region, rule), n in sorted(self.ended.items())],
        }


def count_campaign(
    session: Session,
    campaign_id: int,
    form: PublishedVersion,
    *,
    step: int = 1,
    with_open: bool = False,
) -> Tallies:
    """Count every complete response of a campaign.

    step : of each community only the oldest responses are counted, to a multiple of `step`.
    with_open : count also who wrote something, sent a photo, marked a place or left a number.
    """
    opened = [q for q in form.questionnaire.questions if with_open and q.kind in OPEN]
    rows, given = _rows(session, campaign_id, opened)
    codes = b"".join(row.codes for row in rows)
    matrix = np.frombuffer(codes, np.uint8).reshape(len(rows), form.codebook.width)
    arrived = _arrived(rows)
    keep = _to_step(arrived["region"], step)
    arrived = {name: values[keep] for name, values in arrived.items()}
    variables = _variables(form.codebook, matrix[keep])
    base = form.codebook.plain_rule(form.questionnaire.base.when)
    eligible = matches(base, variables) if base else np.ones(len(arrived["region"]), bool)
    arrived["eligible"] = eligible.astype(np.int64)
    counted = eligible & (arrived["excluded"] == 0)
    axes = {name: arrived[name][counted] for name in AXES}
    variables = {name: values[counted] for name, values in variables.items()}
    tables = _tables(form, axes, variables)
    for question, flag in zip(opened, given[keep][counted].T, strict=True):
        asked = _asked(form, question, flag, variables)
        tables[question.id] = count({**axes, question.id: asked})
    ended = stored.ended_counts(session, campaign_id)
    return Tallies(count(arrived), tables, {key: n // step * step for key, n in ended.items()})


def _arrived(rows: Sequence[stored.Column | stored.ColumnAndGiven]) -> dict[str, NDArray[np.int64]]:
    """How the responses came, a column each."""
    columns = {
        "region": [row.region_id for row in rows],
        "mode": [MODES.index(row.mode) for row in rows],
        "synthetic": [row.synthetic for row in rows],
        "excluded": [row.excluded for row in rows],
    }
    return {name: np.array(values, np.int64) for name, values in columns.items()}


def _rows(
    session: Session, campaign_id: int, opened: Sequence[Question]
) -> tuple[Sequence[stored.Column | stored.ColumnAndGiven], NDArray[np.bool_]]:
    """The responses, and (rows, questions) which of the open questions they answer."""
    if not opened:
        plain = list(stored.counted_columns(session, campaign_id))
        return plain, np.empty((len(plain), 0), bool)
    rows = list(stored.counted_with_given(session, campaign_id, [q.id for q in opened]))
    given = np.array([row.given for row in rows], bool)
    return rows, given.reshape(len(rows), len(opened))


def _asked(
    form: PublishedVersion,
    question: Question,
    given: NDArray[np.bool_],
    variables: dict[str, IntArray],
) -> IntArray:
    """1 given, 0 left blank, 255 hidden by a rule; 254 where the codes cannot tell which."""
    codes = given.astype(np.int64)
    if question.show_if is None:
        return codes
    looks_at = [
        form.questionnaire.by_id[leaf.q.partition(".")[0]] for leaf in leaves(question.show_if)
    ]
    if any(one.kind in OPEN for one in looks_at):
        return np.where(given, 1, UNTOLD)
    shown = matches(form.codebook.plain_rule(question.show_if), variables)
    return np.where(shown, codes, HIDDEN)


def _to_step(region: NDArray[np.int64], step: int) -> NDArray[np.bool_]:
    """Which responses to count: per region the first ones, up to a multiple of step."""
    keep = np.ones(len(region), bool)
    if step > 1:
        for code in np.unique(region):
            places = np.flatnonzero(region == code)
            keep[places[len(places) // step * step :]] = False
    return keep


def _variables(codebook: Codebook, matrix: NDArray[np.uint8]) -> dict[str, IntArray]:
    """Name -> (rows,) values as the codes hold them, of every width."""
    return {name: _values(matrix, column) for name, column in codebook.columns.items()}


def _values(matrix: NDArray[np.uint8], column: Column) -> Any:
    width = column.variable.width
    if width == 1:
        return matrix[:, column.start]
    bytes_ = matrix[:, column.start : column.start + width].astype(np.int64)
    return bytes_ @ (1 << 8 * np.arange(width - 1, -1, -1))


def _tables(
    form: PublishedVersion, axes: dict[str, IntArray], variables: dict[str, IntArray]
) -> dict[str, Tally]:
    """One table a variable; a joint one for JOINT kinds; whether it was answered for a multi."""
    tables = {}
    for question in form.questionnaire.questions:
        found = KINDS[question.kind].variables(question)
        names = [variable.name for variable in found]
        if question.kind in JOINT:
            tables[question.id] = count({**axes, **{name: variables[name] for name in names}})
            continue
        if question.kind == "time_range":
            variables = {**variables, **_past_midnight(names, variables)}
        for variable in found:
            tables[variable.name] = count({**axes, **_columns(variable, variables)})
        if question.kind == "multi":
            answered = np.max([variables[name] for name in names], axis=0)
            tables[question.id] = count({**axes, question.id: answered})
    return tables


def _past_midnight(names: Sequence[str], variables: dict[str, IntArray]) -> dict[str, IntArray]:
    """The end of a time range in minutes after the midnight before it began: 01:00 may be 25:00."""
    start, end = (variables[name] for name in names)
    return {names[1]: np.where((end > 0) & (end < start), end + DAY, end)}


def _columns(variable: Variable, variables: dict[str, IntArray]) -> dict[str, IntArray]:
    """A variable as columns of a tally; its two halves when a tally's code is too small for it."""
    values = variables[variable.name]
    if variable.width <= 2:
        return {variable.name: values}
    high, low = f"{variable.name}/high", f"{variable.name}/low"
    return {high: values >> 16, low: values & 0xFFFF}
