"""Answers to several versions of one questionnaire as one heap, and what that heap is made of.

Codes are for ever, so two versions' answers may be added where question id, kind, row and code are
the same. Whatever only some versions asked or offered stays, with the versions named: a share of an
option is then of those alone who could choose it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from survey_app.services.results_questions import Cells, Values
from survey_app.services.results_shown import base_of


def joined(parts: Sequence[Sequence[Cells]]) -> tuple[Cells, ...]:
    """The cells of several versions added up by question id and code.

    parts : the cells of one version (or of one campaign) each. The words are the newest version's,
    and so is the order; what newer versions no longer ask comes last. A question that changed its
    kind is not added: each kind stands for itself.
    """
    newest_first = sorted((part for part in parts if part), key=_version, reverse=True)
    groups: dict[tuple[str, str, str], list[Cells]] = {}
    for part in newest_first:
        for cells in part:
            groups.setdefault((*cells.name, cells.question.kind), []).append(cells)
    return tuple(_added(group) for group in groups.values())


def _version(part: Sequence[Cells]) -> int:
    return max(max(cells.versions) for cells in part)


def _added(group: Sequence[Cells]) -> Cells:
    """One question of several versions, newest first."""
    newest = group[0]
    versions = _all_versions(group)
    options = {o.code: o for cells in reversed(group) for o in cells.question.options}
    order = dict.fromkeys(o.code for cells in group for o in cells.question.options)
    offering = {code: [c for c in group if code in c.counts] for code in order}
    partly = {code: cells for code, cells in offering.items() if len(cells) < len(group)}
    question = newest.question.model_copy(update={"options": tuple(options[c] for c in order)})
    parts = dict.fromkeys(part for cells in group for part in cells.values)
    return replace(
        newest,
        question=question,
        answered=sum(cells.answered for cells in group),
        blank=_sum(cells.blank for cells in group),
        hidden=_sum(cells.hidden for cells in group),
        versions=versions,
        counts={c: _by_place([cells.counts[c] for cells in offering[c]]) for c in order},
        values={part: _heap([c.values[part] for c in group]) for part in parts},
        offered={code: _all_versions(cells) for code, cells in partly.items()},
        bases={code: sum(map(base_of, cells)) for code, cells in partly.items()},
    )


def _all_versions(group: Iterable[Cells]) -> tuple[int, ...]:
    return tuple(sorted({version for cells in group for version in cells.versions}))


def _sum(numbers: Iterable[int | None]) -> int | None:
    """The sum; None if a part is not known."""
    known = list(numbers)
    return None if None in known else sum(n for n in known if n is not None)


def _by_place(counts: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """Place by place; a ranking may have had fewer places in one version."""
    places = max(map(len, counts))
    return tuple(sum(c[k] for c in counts if k < len(c)) for k in range(places))


def _heap(parts: Sequence[Values]) -> Values:
    values = np.concatenate([np.asarray(part[0], np.float64) for part in parts])
    n = np.concatenate([np.asarray(part[1], np.int64) for part in parts])
    distinct, where = np.unique(values, return_inverse=True)
    sums = np.zeros(len(distinct), np.int64)
    np.add.at(sums, where, n)
    return distinct.tolist(), sums.tolist()
