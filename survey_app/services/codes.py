"""Codes that people read aloud and type: placements and receipts.

29 signs without look-alikes (no 0 O 1 I L 2 Z 5 S pairs: O, I, L, S, Z, 0 and 1 are left out);
29 is prime, so the weighted check sign finds every single wrong sign and every swapped pair.
"""

import hashlib

ALPHABET = "23456789ABCDEFGHJKMNPQRTUVWXY"
BASE = len(ALPHABET)
PLACEMENT_SIGNS = 13  # 63 random bits
RECEIPT_SIGNS = 17  # 82 bits
_VALUES = {sign: value for value, sign in enumerate(ALPHABET)}


def _check_sign(signs: str) -> str:
    total = sum(weight * _VALUES[sign] for weight, sign in enumerate(signs, start=2))
    return ALPHABET[-total % BASE]


def _encode(number: int, length: int) -> str:
    signs = []
    for _ in range(length):
        number, value = divmod(number, BASE)
        signs.append(ALPHABET[value])
    body = "".join(signs)
    return body + _check_sign(body)


def placement_code(random_bits: int) -> str:
    """A placement's code of 13 signs and a check sign, from at least 64 random bits."""
    return _encode(random_bits, PLACEMENT_SIGNS)


def receipt(submission_id: str) -> str:
    """The receipt of a submission: 17 signs and a check sign, equal on every resend."""
    digest = hashlib.sha256(b"receipt:" + submission_id.encode()).digest()
    return _encode(int.from_bytes(digest, "big"), RECEIPT_SIGNS)


def normalise(typed: str) -> str | None:
    """A typed code as it is stored, or None when the check sign says that it is mistyped."""
    code = typed.upper().replace("-", "").replace(" ", "")
    if len(code) not in (PLACEMENT_SIGNS + 1, RECEIPT_SIGNS + 1):
        return None
    if any(sign not in _VALUES for sign in code):
        return None
    return code if _check_sign(code[:-1]) == code[-1] else None


def grouped(code: str) -> str:
    """For print: groups of four to six signs, such as K7MX4-Q9TWP-3RAB."""
    size = 5 if len(code) <= PLACEMENT_SIGNS + 1 else 6
    return "-".join(code[i : i + size] for i in range(0, len(code), size))
