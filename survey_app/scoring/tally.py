"""A tally is a table of distinct rows with a frequency.

Every estimator starts from one: raw answers are the case n = 1, and tallies of parts add up to
the tally of the whole. A column holds small codes (0 to 65535); what they mean is said elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from math import prod
from operator import and_, or_
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]

Rule: TypeAlias = (
    tuple[Literal["in"], str, Collection[int]]
    | tuple[Literal["all", "any"], Collection["Rule"]]
    | tuple[Literal["not"], "Rule"]
)

LARGEST_CODE = 65535
# Up to this many possible rows, or four per given row, counting into bins beats sorting.
FEW_BINS = 1 << 16


@dataclass(frozen=True, eq=False)
class Tally:
    """Distinct rows in lexicographic order, each with how often it occurs; made by `count`.

    columns : c names.  rows : (r, c) codes.  n : (r,) frequencies above 0. Read-only.
    """

    columns: tuple[str, ...]
    rows: IntArray
    n: IntArray

    def __post_init__(self) -> None:
        if self.rows.shape != (len(self.n), len(self.columns)):
            raise ValueError(
                f"rows must be {len(self.n)} by {len(self.columns)}, got {self.rows.shape}"
            )
        self.rows.setflags(write=False)
        self.n.setflags(write=False)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Tally):
            return NotImplemented
        return (
            self.columns == other.columns
            and np.array_equal(self.rows, other.rows)
            and np.array_equal(self.n, other.n)
        )

    def __add__(self, other: Tally) -> Tally:
        """The tally of both parts together. ValueError unless the columns are the same."""
        if self.columns != other.columns:
            raise ValueError(f"cannot add tallies of {self.columns} and of {other.columns}")
        rows = np.concatenate([self.rows, other.rows])
        return _count(self.columns, list(rows.T), np.concatenate([self.n, other.n]))

    @property
    def total(self) -> int:
        """How many rows were counted."""
        return int(self.n.sum())

    def column(self, name: str) -> IntArray:
        """(r,) codes of one column. ValueError if there is no such column."""
        if name not in self.columns:
            raise ValueError(f"the tally has no column {name!r}, only {', '.join(self.columns)}")
        return self.rows[:, self.columns.index(name)]

    def where(self, **values: int | Collection[int]) -> Tally:
        """Only the rows with these values; every column is kept.

        values : for each column one code, or a collection of codes that all count.
        """
        kept = np.ones(len(self.n), dtype=bool)
        for name, value in values.items():
            wanted = list(value) if isinstance(value, Collection) else [value]
            kept &= np.isin(self.column(name), wanted)
        return Tally(self.columns, self.rows[kept], self.n[kept])

    def margin(self, *columns: str) -> Tally:
        """The tally of these columns in this order, the others summed out."""
        return _count(columns, [self.column(name) for name in columns], self.n)

    def counts(self, column: str, size: int) -> IntArray:
        """(size,) how often each code 0 to size - 1 occurs. ValueError for a larger code."""
        codes = self.column(column)
        if len(codes) and codes.max() >= size:
            raise ValueError(f"column {column!r} holds {codes.max()}, expected below {size}")
        return _sums(codes, self.n, size)

    def to_json(self) -> dict[str, Any]:
        """Plain lists of plain integers, for `from_json`."""
        return {
            "columns": list(self.columns),
            "rows": self.rows.tolist(),
            "n": self.n.tolist(),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Tally:
        """The tally that `to_json` gave. ValueError if the lists do not fit together."""
        columns, n = stored["columns"], np.array(stored["n"], dtype=np.int64)
        rows = np.array(stored["rows"], dtype=np.int64).reshape(len(n), len(columns))
        return count(dict(zip(columns, rows.T, strict=True)), n)


def count(columns: Mapping[str, NDArray[Any]], n: NDArray[Any] | None = None) -> Tally:
    """Count the distinct rows of equally long columns of codes.

    columns : name -> (rows,) integers from 0 to 65535.  n : (rows,) frequencies, 1 if not given.
    Raises ValueError if lengths differ, or if something is no integer or out of its range.
    """
    codes = {name: np.asarray(column) for name, column in columns.items()}
    for name, column in codes.items():
        _check_integers(f"column {name!r}", column, LARGEST_CODE)
    frequency = None if n is None else np.asarray(n)
    if frequency is not None:
        _check_integers("n", frequency, np.iinfo(np.int64).max)
    lengths = {name: len(column) for name, column in codes.items()}
    lengths |= {} if frequency is None else {"n": len(frequency)}
    if len(set(lengths.values())) != 1:
        raise ValueError(f"columns must be there and equally long, got {lengths}")
    return _count(tuple(columns), list(codes.values()), frequency)


def matches(rule: Rule | None, columns: Mapping[str, NDArray[Any]]) -> NDArray[np.bool_]:
    """(rows,) whether each row satisfies the rule; None means everybody.

    rule : ("in", column, codes), ("between", column, low, high) with both ends in, ("all", rules),
    ("any", rules) or ("not", rule), nested; no rules at all is true for "all", false for "any".
    columns : name -> (rows,) codes. Raises ValueError for another form or an unknown column.
    """
    size = len(next(iter(columns.values()))) if columns else 0
    match rule:
        case None:
            return np.ones(size, dtype=bool)
        case ("in" | "between", str(column), *_) if column not in columns:
            raise ValueError(f"the rule {rule!r} needs the column {column!r}")
        case ("in", str(column), codes):
            return np.isin(columns[column], list(codes))
        case ("between", str(column), int(low), int(high)):
            return (columns[column] >= low) & (columns[column] <= high)
        case ("all", rules):
            parts = (matches(part, columns) for part in rules)
            return reduce(and_, parts, np.ones(size, dtype=bool))
        case ("any", rules):
            parts = (matches(part, columns) for part in rules)
            return reduce(or_, parts, np.zeros(size, dtype=bool))
        case ("not", part):
            return ~matches(part, columns)
    raise ValueError(f"a rule begins with in, between, all, any or not, got {rule!r}")


def _check_integers(name: str, array: NDArray[Any], largest: int) -> None:
    if array.ndim != 1 or (array.size and array.dtype.kind not in "iub"):
        raise ValueError(
            f"{name} must be a list of integers, got {array.dtype} of shape {array.shape}"
        )
    if array.size and (array.min() < 0 or array.max() > largest):
        raise ValueError(f"{name} must hold 0 to {largest}, got {array.min()} to {array.max()}")


def _count(
    columns: tuple[str, ...], arrays: Sequence[NDArray[Any]], n: NDArray[Any] | None
) -> Tally:
    """Count checked columns, packing each row into one number where 63 bits hold it."""
    size = len(arrays[0] if n is None else n)
    radices = [int(array.max()) + 1 if size else 1 for array in arrays]
    bins = prod(radices)
    if bins > np.iinfo(np.int64).max:
        distinct, sums = _sorted_sums(np.column_stack(arrays).astype(np.int64), n)
        return Tally(columns, distinct[sums > 0], sums[sums > 0])
    keys = np.zeros(size, dtype=np.int64)
    for array, radix in zip(arrays, radices, strict=True):
        keys *= radix  # mixed radix, the first column highest: keys sort as the rows do
        keys += array.astype(np.int64, copy=False)
    if bins <= max(FEW_BINS, 4 * size):
        distinct, sums = np.arange(bins), _sums(keys, n, bins)
    else:
        distinct, sums = _sorted_sums(keys, n)
    distinct = distinct[sums > 0]
    rows = np.empty((len(distinct), len(columns)), dtype=np.int64)
    for place in reversed(range(len(columns))):
        distinct, rows[:, place] = np.divmod(distinct, radices[place])
    return Tally(columns, rows, sums[sums > 0])


def _sums(codes: IntArray, n: NDArray[Any] | None, size: int) -> IntArray:
    """(size,) frequency of each code; in integers, where bincount's weights would be floats."""
    if n is None:
        return np.bincount(codes, minlength=size)
    sums = np.zeros(size, dtype=np.int64)
    np.add.at(sums, codes, n.astype(np.int64))
    return sums


def _sorted_sums(keys: IntArray, n: NDArray[Any] | None) -> tuple[IntArray, IntArray]:
    """The distinct keys (or rows of keys) in order, and the frequency of each."""
    if n is None:
        return np.unique(keys, axis=0, return_counts=True)
    distinct, inverse = np.unique(keys, axis=0, return_inverse=True)
    return distinct, _sums(inverse.ravel(), n, len(distinct))
