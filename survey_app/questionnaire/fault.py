"""One thing that is wrong with a definition, or better done otherwise: where, what, and the cure.

`message` is a gettext msgid with {named} places, as in `survey_app.errors`; the edge translates.
"""

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Literal, NamedTuple

from survey_app.errors import marked

Place = tuple[str | int, ...]
Level = Literal["error", "warning"]
MOST_LISTED = 40  # parts that a sentence names
LISTED = marked("{one}, {next}")


class Fault(NamedTuple):
    """`place`: keys and list positions from the top of the definition; () is all of it.

    An error forbids publishing, a warning does not. Values that are tuples are shown as lists.
    """

    place: Place
    message: str
    values: dict[str, object] = {}
    level: Level = "error"

    def text(self, translate: Callable[[str], str] = str) -> str:
        """The sentence for a reader, through a gettext function."""
        shown = {name: _shown(value, translate) for name, value in self.values.items()}
        return translate(self.message).format(**shown)

    def below(self, *place: str | int) -> "Fault":
        """The same fault, of a part that stands at this place."""
        return self._replace(place=(*place, *self.place))


def warning(place: Place, message: str, **values: object) -> Fault:
    """A fault that does not forbid publishing."""
    return Fault(place, message, values, "warning")


def of_level(faults: Iterable[Fault], level: str) -> tuple[Fault, ...]:
    """The errors, or the warnings, of these."""
    return tuple(fault for fault in faults if fault.level == level)


def _shown(value: object, translate: Callable[[str], str]) -> str:
    if isinstance(value, tuple):
        parts = [*map(str, value[:MOST_LISTED]), *(["…"] if len(value) > MOST_LISTED else [])]
        two = translate(LISTED)
        return reduce(lambda one, other: two.format(one=one, next=other), parts) if parts else ""
    return str(value)
