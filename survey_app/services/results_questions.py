"""Every question of a form with how it was answered, whatever it measures.

`cells_of` counts and hides nothing; what may be shown of it is decided in `results_shown`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from survey_app.questionnaire.codebook import hidden as hidden_value
from survey_app.questionnaire.definition import Question, Row
from survey_app.questionnaire.kinds import KINDS, Variable
from survey_app.questionnaire.kinds.quantities import ZERO
from survey_app.scoring.tally import IntArray, Tally
from survey_app.services.counting import AXES, HIDDEN, OPEN, UNTOLD, Tallies
from survey_app.services.questionnaires import PublishedVersion

Values = tuple[Sequence[float], Sequence[int]]  # distinct quantities, and how many gave each


@dataclass(frozen=True)
class Cells:
    """How a question, or one row of a matrix, was answered by those who count.

    blank, hidden : shown but left blank; not asked by a rule; None where that cannot be told apart.
    counts : option -> how many chose it; by place for a ranking; best and worst.
    values : "" (or "from" and "to") -> numbers in their unit, days since 1970-01-01, minutes after
    midnight. versions : of which versions these are the answers. offered : where versions were
    joined, option -> those that have it. bases : likewise, option -> answers to these.
    """

    question: Question
    row: Row | None
    answered: int
    blank: int | None
    hidden: int | None
    versions: tuple[int, ...]
    counts: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    values: Mapping[str, Values] = field(default_factory=dict)
    offered: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    bases: Mapping[str, int] = field(default_factory=dict)

    @property
    def name(self) -> tuple[str, str]:
        """Question id and row code ("" for a whole question)."""
        return self.question.id, self.row.code if self.row else ""


def cells_of(tallies: Tallies, form: PublishedVersion, regions: Sequence[int]) -> tuple[Cells, ...]:
    """The cells of every question but notes, in the form's order, over some communities."""
    version = form.questionnaire.version
    return tuple(
        cells
        for question in form.questionnaire.questions
        if question.kind != "note"
        for cells in _COUNTED[question.kind](question, tallies, regions, version)
    )


def _choice(
    question: Question, tallies: Tallies, regions: Sequence[int], version: int
) -> list[Cells]:
    """One variable, or one for each row."""
    rows: Sequence[Row | None] = question.rows or [None]
    found = []
    for row in rows:
        name = f"{question.id}.{row.code}" if row else question.id
        values = tallies.table(name, regions).counts(name, 256).tolist()
        counts = {code: (values[k],) for k, code in enumerate(question.option_codes, 1)}
        answered = sum(n for (n,) in counts.values())
        found.append(Cells(question, row, answered, values[0], values[HIDDEN], (version,), counts))
    return found


def _multi(
    question: Question, tallies: Tallies, regions: Sequence[int], version: int
) -> list[Cells]:
    values = tallies.table(question.id, regions).counts(question.id, 256).tolist()
    names = {code: f"{question.id}.{code}" for code in question.option_codes}
    counts = {
        code: (int(tallies.table(name, regions).counts(name, 256)[1]),)
        for code, name in names.items()
    }
    return [Cells(question, None, values[1], values[0], values[HIDDEN], (version,), counts)]


def _places(
    question: Question, tallies: Tallies, regions: Sequence[int], version: int
) -> list[Cells]:
    """A ranking, or best and worst: how often each option stands in each place."""
    table = tallies.table(question.id, regions)
    columns = [name for name in table.columns if name not in AXES]
    by_place = [table.counts(name, 256) for name in columns]
    counts = {
        code: tuple(int(values[k]) for values in by_place)
        for k, code in enumerate(question.option_codes, 1)
    }
    blank = _people(table, columns, 0)
    hidden = _people(table, columns, HIDDEN)
    answered = table.total - blank - hidden
    return [Cells(question, None, answered, blank, hidden, (version,), counts)]


def _people(table: Tally, columns: Sequence[str], value: int) -> int:
    """How many have this value in all columns."""
    return table.where(**dict.fromkeys(columns, value)).total


def _quantity(
    question: Question, tallies: Tallies, regions: Sequence[int], version: int
) -> list[Cells]:
    values, blank, hidden, answered = {}, 0, 0, 0
    for variable in KINDS[question.kind].variables(question):
        codes, n = tallies.values(variable.name, regions)
        is_hidden, is_blank = codes == hidden_value(variable), codes == 0
        blank, hidden = int(n[is_blank].sum()), int(n[is_hidden].sum())
        given = ~is_hidden & ~is_blank
        answered = int(n[given].sum())
        part = variable.name.partition(".")[2]
        values[part] = (_in_units(variable, codes[given]).tolist(), n[given].tolist())
    return [Cells(question, None, answered, blank, hidden, (version,), values=values)]


def _in_units(variable: Variable, codes: IntArray) -> np.ndarray:
    if variable.form == "minute":
        return codes - 1
    return (codes - ZERO) / 10**variable.decimals


def _open(
    question: Question, tallies: Tallies, regions: Sequence[int], version: int
) -> list[Cells]:
    values = tallies.table(question.id, regions).counts(question.id, 256).tolist()
    blank, hidden = (None, None) if values[UNTOLD] else (values[0], values[HIDDEN])
    return [Cells(question, None, values[1], blank, hidden, (version,))]


_Counter = Callable[[Question, Tallies, Sequence[int], int], list[Cells]]
_COUNTED: dict[str, _Counter] = {
    **dict.fromkeys(("single", "likert", "matrix"), _choice),
    **dict.fromkeys(("rank", "best_worst"), _places),
    **dict.fromkeys(("number", "date", "time_range"), _quantity),
    **dict.fromkeys(OPEN, _open),
    "multi": _multi,
}
