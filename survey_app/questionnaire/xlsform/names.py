"""XML names, unique in the form, for our ids; and codes for the names that others give."""

import re
from collections.abc import Collection

from survey_app.errors import marked

MAX_CODE = 32
MANY = 50
RENAMED = marked(
    "{name} becomes {code}: a code has up to 32 letters, digits and _, and stands only once"
)
NAME_START = re.compile("[A-Za-z_]")
NO_CODE = re.compile("[^A-Za-z0-9_]+")


class Names:
    """Gives names; no two differ in the case of letters alone, and none is the form's own."""

    def __init__(self) -> None:
        self._taken = {"meta", "data"}

    def give(self, wanted: str) -> str:
        """`wanted`, or the nearest free name."""
        start = wanted if NAME_START.match(wanted) else f"_{wanted}"
        name, number = start, 1
        while name.lower() in self._taken:
            number += 1
            name = f"{start}_{number}"
        self._taken.add(name.lower())
        return name


def code_from(name: str, taken: Collection[str], stand_in: str) -> str:
    """The nearest code to a foreign name that is not taken; `stand_in` where nothing is left.

    The same names in the same order get the same codes.
    """
    start = NO_CODE.sub("_", name).strip("_")[:MAX_CODE].rstrip("_") or stand_in
    code, number = start, 1
    while code in taken:
        # After some steps in leaps, so that thousands of one name are no quadratic work.
        number += 1 if number < MANY else len(taken)
        ending = f"_{number}"
        code = start[: MAX_CODE - len(ending)] + ending
    return code
