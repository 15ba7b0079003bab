"""What may be shown of how a question was answered: the rules of `withholding` for each of them.

Below 30 answers only their number is told. Numbers of 1 to 4 people are None, along with those that
they could be worked out from.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from survey_app.questionnaire.definition import Option, Question, Row
from survey_app.scoring.disclosure import FLOORS
from survey_app.scoring.distribution import Summary, summary
from survey_app.scoring.proportion import Estimate, estimate
from survey_app.scoring.satisfaction import Publication, publication
from survey_app.services.figures import SHARES
from survey_app.services.results_questions import Cells
from survey_app.services.withholding import gives_away, has_small_cell, hidden_cells

CHOICES = ("single", "likert", "matrix")
RATED = {"satisfaction_rate", "item_rates", "trend_balance"}  # sums of options are told elsewhere


@dataclass(frozen=True)
class OptionFigures:
    """An option: n people chose or named it, and their share of base with its Wilson interval.

    None is not shown. parts : for a ranking people by place, for best-worst (best, worst).
    is_outside : "can't say" and the like, in no base and so without a share.
    versions : those that offered it, if not all did.
    """

    option: Option
    n: int | None
    share: Estimate | None
    base: int
    parts: tuple[int | None, ...] = ()
    is_outside: bool = False
    versions: tuple[int, ...] = ()


@dataclass(frozen=True)
class QuestionFigures:
    """A question, or a row of a matrix, as readers see it. None is unknown or not shown.

    base : answers that shares are of. options, summaries : empty if too few answered.
    gives_others_away : a total that stays away because it would tell what a community said.
    """

    question: Question
    row: Row | None
    publication: Publication
    base: int | None
    answered: int | None
    blank: int | None
    hidden: int | None
    options: tuple[OptionFigures, ...]
    summaries: Mapping[str, Summary]
    versions: tuple[int, ...]
    gives_others_away: bool = False

    @property
    def asked(self) -> int | None:
        """How many saw the question."""
        known = self.answered is not None and self.blank is not None
        return (self.answered or 0) + (self.blank or 0) if known else None

    @property
    def unshown(self) -> frozenset[str]:
        """Options whose numbers stay away."""
        return frozenset(one.option.code for one in self.options if _is_unshown(one))


def _is_unshown(one: OptionFigures) -> bool:
    return one.n is None or None in one.parts


def base_of(cells: Cells) -> int:
    """Answers that shares are of: without "not used" and "can't say" where a rate would be too."""
    return cells.answered - sum(cells.counts[code][0] for code in _outside(cells.question))


def _outside(question: Question) -> list[str]:
    """Options in no base. Lists of reasons and wishes count all who answered, as in `figures`."""
    if question.kind not in CHOICES or set(SHARES) & set(question.measures):
        return []
    return [option.code for option in question.options if option.na]


def tells(parts: Sequence[Cells]) -> bool:
    """Whether a total of these parts must stay away, since it would give one of them away."""
    bases = [base_of(part) for part in parts]
    if any(part.counts or part.values for part in parts):
        return gives_away(bases)
    small = [base for base in bases if has_small_cell([base])]
    return len(small) == 1 or has_small_cell([sum(small)])


def shown(
    cells: Cells,
    *,
    withhold: bool,
    gives_others_away: bool = False,
    unshown: Collection[str] = (),
) -> QuestionFigures:
    """The figures of one question, with `withhold` only what may be shown.

    gives_others_away : it is a total that must stay away (see `tells`). unshown : options that
    stay away in a part of these answers and could be worked out from the whole.
    """
    question, base = cells.question, base_of(cells)
    level = publication(base)
    is_open = not cells.counts and not cells.values
    away = withhold and (gives_others_away or (level is Publication.WITHHELD and not is_open))
    outs = [cells.blank or 0, cells.hidden or 0]
    outs += [cells.counts[code][0] for code in _outside(question)]
    few = withhold and has_small_cell([*outs, cells.answered] if is_open else outs)
    # Who is asked only after some answers counts how many gave those answers.
    no_base = away and question.show_if is not None
    if withhold and is_open and (gives_others_away or has_small_cell([base])):
        no_base = True
    told = not (away or few)
    return QuestionFigures(
        question,
        cells.row,
        level,
        None if no_base else base,
        cells.answered if told else None,
        cells.blank if told else None,
        cells.hidden if told else None,
        () if away else _options(cells, base, withhold, unshown),
        {} if away else _summaries(cells, FLOORS.staff_cell if withhold else 1),
        cells.versions,
        withhold and gives_others_away,
    )


def _summaries(cells: Cells, people: int) -> dict[str, Summary]:
    found = {part: summary(*values, people=people) for part, values in cells.values.items()}
    return {part: one for part, one in found.items() if one}


def _options(
    cells: Cells, base: int, withhold: bool, unshown: Collection[str]
) -> tuple[OptionFigures, ...]:
    kind, outside = cells.question.kind, _outside(cells.question)
    by_place = kind in ("rank", "best_worst")
    few, no_parts = _hidden(cells, outside, unshown) if withhold else (set(), set())
    found = []
    for option in cells.question.options:
        code, counts = option.code, cells.counts[option.code]
        own = cells.bases.get(code, base)
        n = None if code in few else counts[0] if kind == "best_worst" else sum(counts)
        parts = tuple(None if code in no_parts else count for count in counts) if by_place else ()
        is_outside = code in outside
        share = None if n is None or is_outside or not own else estimate(n, own)
        versions = cells.offered.get(code, ())
        found.append(OptionFigures(option, n, share, own, parts, is_outside, versions))
    return tuple(found)


def _hidden(
    cells: Cells, outside: Collection[str], unshown: Collection[str]
) -> tuple[set[str], set[str]]:
    """Options whose n stays away, and those whose places do."""
    kind, counts = cells.question.kind, cells.counts
    if kind == "multi":
        return {c for c, (n,) in counts.items() if has_small_cell([n])} | set(unshown), set()
    if kind == "rank":
        return _hidden_places(cells, unshown)
    if kind == "best_worst":
        few = set(unshown).union(*(hidden_cells(_place(counts, place)) for place in (0, 1)))
        return few, few
    outs = [counts[code][0] for code in outside]
    outs += [cells.blank or 0, cells.hidden or 0]
    inside = {code: n for code, (n,) in counts.items() if code not in outside}
    few = set(hidden_cells(inside)) | set(unshown) & set(inside)
    if few and RATED & set(cells.question.measures):
        few = set(inside)
    return few | (set(outside) if has_small_cell(outs) else set()), set()


def _hidden_places(cells: Cells, unshown: Collection[str]) -> tuple[set[str], set[str]]:
    """Of a ranking: who is named by few, and whose places would tell.

    Everybody has one first choice. If the places of one option alone were hidden, its first ones
    would be what is left, and its mentions less these the others.
    """
    counts = cells.counts
    few = {code for code, places in counts.items() if has_small_cell([sum(places)])}
    hidden = few | {code for code, places in counts.items() if has_small_cell(places)}
    firsts = _place(counts, 0)
    ranked = {o.code: firsts[o.code] for o in cells.question.options if not o.text}
    hidden |= set(unshown) | hidden_cells(ranked) | hidden_cells(firsts)
    others = sorted((n, code) for code, n in firsts.items() if n and code not in hidden)
    if others and sum(firsts[code] > 0 for code in hidden) == 1:
        hidden.add(others[0][1])
    return few, hidden


def _place(counts: Mapping[str, tuple[int, ...]], place: int) -> dict[str, int]:
    return {code: places[place] for code, places in counts.items()}
