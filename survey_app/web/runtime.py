"""What a running application holds: settings, database, keys, and what it keeps in memory."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from datetime import datetime
from threading import Lock
from time import monotonic
from typing import Any, Generic, TypeVar

from flask import current_app

from survey_app.config import Settings
from survey_app.errors import Away
from survey_app.keys import KeyRing
from survey_app.services import community_home, placements, questionnaires, recordings
from survey_app.services.community_home import CommunityHome
from survey_app.services.form_tokens import FormTokens
from survey_app.services.placements import Landing
from survey_app.services.questionnaires import PublishedVersion
from survey_app.services.recordings import Clip
from survey_app.storage.connect import Database

Value = TypeVar("Value")
CLIP_SECONDS = 30.0  # how long a form may go without a recording that was just made


class Recent(Generic[Value]):
    """The values used last, at most `size` of them, each for `seconds`."""

    def __init__(self, size: int, seconds: float = float("inf")) -> None:
        self._size = size
        self._seconds = seconds
        self._kept: OrderedDict[Hashable, tuple[float, Value]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The kept value, or a new one; an old one when the database is away."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                if monotonic() - kept[0] < self._seconds:
                    return kept[1]
                # This thread alone reads anew; the others go on with the old value meanwhile.
                self._kept[key] = (monotonic(), kept[1])
        try:
            value = make()
        except Away:
            if kept is None:
                raise
            return kept[1]
        with self._lock:
            self._kept[key] = (monotonic(), value)
            self._kept.move_to_end(key)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return value

    def clear(self) -> None:
        """Forget everything: what is asked for next is read anew."""
        with self._lock:
            self._kept.clear()


class Runtime:
    """One per application; shared by its threads."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        keys: KeyRing,
        clock: Callable[[], datetime],
    ) -> None:
        self.settings = settings
        self.database = database
        self.keys = keys
        self.now = clock
        self.tokens = FormTokens(keys)
        self.landings: Recent[Landing] = Recent(5_000, settings.cache_seconds)
        self.homes: Recent[CommunityHome] = Recent(500, settings.cache_seconds)
        self.versions: Recent[PublishedVersion] = Recent(64)
        self.recordings: Recent[Mapping[str, tuple[Clip, ...]]] = Recent(64, CLIP_SECONDS)
        self.pages: Recent[Any] = Recent(128)

    def landing(self, code: str) -> Landing:
        """What stands behind a code, at most `cache_seconds` old; raises NotFound."""

        def read() -> Landing:
            with self.database.reading() as session:
                return placements.find_landing(session, code)

        return self.landings.get(code, read)

    def home(self, community: str) -> CommunityHome:
        """What a community's own page is about, at most `cache_seconds` old; raises NotFound."""

        def read() -> CommunityHome:
            with self.database.reading() as session:
                return community_home.find_home(session, community)

        return self.homes.get(community, read)

    def forget_offers(self) -> None:
        """Show what is open from the database again: a campaign was launched or closed just now."""
        self.landings.clear()
        self.homes.clear()

    def version(self, version_id: int) -> PublishedVersion:
        """A published questionnaire version; kept, since versions never change."""

        def read() -> PublishedVersion:
            with self.database.reading() as session:
                return questionnaires.published_by_id(session, version_id)

        return self.versions.get(version_id, read)

    def clips(self, version_id: int) -> Mapping[str, tuple[Clip, ...]]:
        """Question id -> its recordings."""

        def read() -> Mapping[str, tuple[Clip, ...]]:
            with self.database.reading() as session:
                return recordings.clips_of(session, version_id)

        return self.recordings.get(version_id, read)


def runtime() -> Runtime:
    """The runtime of the application that handles this request."""
    found = current_app.extensions["survey_app"]
    assert isinstance(found, Runtime)
    return found
