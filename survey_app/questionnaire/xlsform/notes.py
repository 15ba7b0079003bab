"""What an import cannot carry over: each cell, row or sheet of it, with place and sentence."""

from collections.abc import Callable
from typing import Any, NamedTuple


class Note(NamedTuple):
    """One thing that a form holds and ours cannot, or holds in another way.

    sheet: as the file has it; row: 1 is the header, 0 the whole sheet; column: the header's text,
    empty for the whole row; message: an English msgid, whose {places} `values` fill.
    """

    sheet: str
    row: int
    column: str
    message: str
    values: dict[str, object]

    def text(self, translate: Callable[[str], str] = str) -> str:
        """The sentence for a reader, through a gettext function; a reason within it too."""
        shown = dict(self.values)
        if "reason" in shown:
            shown["reason"] = translate(str(shown["reason"])).format(**self.values)
        return translate(self.message).format(**shown)


class Imported(NamedTuple):
    """A definition as mappings, lists and texts, and all that could not be carried over.

    rows: for each question its row in the sheet `survey`, so that its faults can be found there.
    """

    content: dict[str, Any]
    notes: tuple[Note, ...]
    rows: tuple[int, ...] = ()
