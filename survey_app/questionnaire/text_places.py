"""Every text of a questionnaire that people read, with its place."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from survey_app.questionnaire.definition import Placeholder, Text
from survey_app.questionnaire.fault import Place


def said_in(part: Any, place: Place = ()) -> Iterator[tuple[Place, Text]]:
    """Texts with their places, in the order of the file; descriptions of placeholders not.

    A text that has its words under `text` is at (…, "text"), an option's at its own place.
    """
    if isinstance(part, Placeholder):
        return
    if isinstance(part, Text):
        yield place, part
    if isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from said_in(getattr(part, name), (*place, name))
    elif isinstance(part, tuple):
        for number, one in enumerate(part):
            yield from said_in(one, (*place, number))
    elif isinstance(part, dict):
        for name, one in part.items():
            yield from said_in(one, (*place, name))
