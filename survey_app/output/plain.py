"""Values of ours as plain JSON: what is unknown is null, never 0."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, localcontext
from enum import Enum
from fractions import Fraction
from math import isfinite
from typing import Any

import numpy as np

_DIGITS = 15  # of a fraction that has no finite decimal form


def json_lines(objects: Iterable[Mapping[str, object]]) -> bytes:
    """A file of one JSON object a line, in UTF-8; lines end at newlines and nowhere else."""
    written = (json.dumps(plain(one), ensure_ascii=False, separators=(",", ":")) for one in objects)
    return b"".join(f"{line}\n".encode() for line in written)


def plain(value: object) -> Any:
    """The value as JSON holds it.

    Dataclasses and named tuples become objects by field name, a Fraction its decimal form as text
    ("0.9", at most 15 digits), an Enum its value, dates ISO text, nan and infinities null, numpy
    numbers Python's. Raises TypeError for anything else.
    """
    match value:
        case None | bool() | str() if not isinstance(value, Enum):
            return value
        case Enum():
            return plain(value.value)
        case np.generic():
            return plain(value.item())
        case int():
            return value
        case float():
            return value if isfinite(value) else None
        case Fraction():
            return _decimal(value)
        case datetime() | date():
            return value.isoformat()
    return _nested(value)


def _nested(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: plain(part) for name, part in value._asdict().items()}
    if isinstance(value, Mapping):
        return {str(plain(name)): plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset | np.ndarray):
        return [plain(part) for part in value]
    raise TypeError(f"{type(value).__name__} has no plain form: {value!r}")


def _decimal(value: Fraction) -> str:
    with localcontext(prec=_DIGITS):
        return f"{(Decimal(value.numerator) / value.denominator).normalize():f}"
