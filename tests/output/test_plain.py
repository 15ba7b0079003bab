"""Values as JSON holds them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from fractions import Fraction
from math import inf, nan
from typing import NamedTuple

import numpy as np
import pytest

from survey_app.output.plain import json_lines, plain


class Shape(StrEnum):
    ROUND = "round"


class Pair(NamedTuple):
    low: float
    high: float


@dataclass(frozen=True)
class Part:
    shape: Shape
    pair: Pair


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Fraction(9, 10), "0.9"),
        (Fraction(1), "1"),
        (Fraction(1, 3), "0.333333333333333"),
        (nan, None),
        (inf, None),
        (np.float64(0.5), 0.5),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (np.array([[1, 2]]), [[1, 2]]),
        (True, True),
        ("round", "round"),
        ({Shape.ROUND: {1}}, {"round": [1]}),
        (Part(Shape.ROUND, Pair(0.1, nan)), {"shape": "round", "pair": {"low": 0.1, "high": None}}),
        (datetime(2026, 9, 1, tzinfo=UTC), "2026-09-01T00:00:00+00:00"),
        (date(2026, 9, 1), "2026-09-01"),
    ],
)
def test_every_value_has_one_plain_form(value, expected):
    found = plain(value)
    assert found == expected
    assert type(found) is type(expected)


def test_what_has_no_plain_form_is_refused():
    with pytest.raises(TypeError, match="object has no plain form"):
        plain(object())


def test_a_file_of_objects_has_one_a_line_whatever_stands_in_them():
    objects = [{"a": "两\n行\u2028", "b": None}, {}, {"a": float("nan"), "c": ["x"]}]
    body = json_lines(objects)
    assert body == '{"a":"两\\n行\u2028","b":null}\n{}\n{"a":null,"c":["x"]}\n'.encode()
    assert json_lines([]) == b""
