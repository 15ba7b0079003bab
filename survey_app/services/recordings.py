"""听题: questions read aloud by staff, kept by the words that were read."""

from collections.abc import Mapping
from typing import NamedTuple

from survey_app.storage.connect import Session


class Clip(NamedTuple):
    """A recording as a page names it: what it is called, where it is, what kind of sound."""

    label: str
    content_hash: str
    kind: str


def clips_of(session: Session, version_id: int) -> Mapping[str, tuple[Clip, ...]]:
    """Question id -> its recordings in a version, in the order of their labels."""
    return {}
