"""The library: every questionnaire there is, published or bundled, in all its versions.

A bundled definition counts as there before its first campaign publishes it. Once a version is
published, the stored one is the truth and the bundled file of the same number is not looked at.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from itertools import groupby

from survey_app.errors import NotFound
from survey_app.paths import bundled
from survey_app.questionnaire.definition import Questionnaire, Text
from survey_app.services.audit import record_action
from survey_app.services.draft_checks import refuse_other_meanings
from survey_app.services.questionnaires import bundled_questionnaires, hash_of, publish
from survey_app.services.staff import Account
from survey_app.storage import library_queries, queries
from survey_app.storage.connect import Session
from survey_app.storage.models import QuestionnaireVersion


@dataclass(frozen=True)
class Version:
    """One version of a questionnaire. row: None while it is bundled and not published yet."""

    id: str
    number: int
    content_hash: str
    definition: Questionnaire | None
    row: QuestionnaireVersion | None

    @cached_property
    def questionnaire(self) -> Questionnaire:
        """What it asks."""
        if self.row is not None:
            return Questionnaire.model_validate(self.row.definition)
        assert self.definition is not None
        return self.definition

    @property
    def published_at(self) -> datetime | None:
        """When it was published; None while it is only bundled."""
        return self.row.published_at if self.row else None

    @property
    def retired_at(self) -> datetime | None:
        """When it was taken off the launch page; None while it is on it."""
        return self.row.retired_at if self.row else None

    @property
    def state(self) -> str:
        """`bundled`, `published` or `retired`."""
        if self.row is None:
            return "bundled"
        return "retired" if self.row.retired_at else "published"


@dataclass(frozen=True)
class Title:
    """A questionnaire with all its versions, newest first."""

    id: str
    versions: tuple[Version, ...]

    @property
    def newest(self) -> Version:
        """The version with the highest number."""
        return self.versions[0]

    @property
    def current(self) -> Version | None:
        """The newest version that is not retired: the one to launch; None if all are."""
        return next((one for one in self.versions if one.state != "retired"), None)

    @property
    def shown(self) -> Version:
        """The version that stands for the questionnaire on the shelf."""
        return self.current or self.newest

    @property
    def title(self) -> Text:
        """Its name, as that version has it."""
        return self.shown.questionnaire.title


def shelf(session: Session) -> list[Title]:
    """Every questionnaire: last published first, then the bundled ones, then the retired ones."""
    titles = _titles(session)
    never = datetime.min
    titles.sort(key=lambda title: title.id)
    titles.sort(key=lambda title: _published(title) or never, reverse=True)
    titles.sort(key=lambda title: title.current is None)
    return titles


def _published(title: Title) -> datetime | None:
    """The newest publication, without its zone: all of them are UTC."""
    moments = [one.published_at for one in title.versions if one.published_at]
    return max(moments).replace(tzinfo=None) if moments else None


def title_of(session: Session, questionnaire: str) -> Title:
    """One questionnaire with its versions; raises NotFound."""
    for title in _titles(session, questionnaire):
        return title
    raise NotFound("There is no questionnaire {name} in the library.", name=questionnaire)


def version_of(session: Session, questionnaire: str, number: int) -> Version:
    """One version, published or bundled; raises NotFound."""
    for version in title_of(session, questionnaire).versions:
        if version.number == number:
            return version
    raise NotFound(
        "There is no version {version} of the questionnaire {name}.",
        name=questionnaire,
        version=number,
    )


def launchable(session: Session) -> list[Questionnaire]:
    """What can be put to residents: of every questionnaire the newest version not retired.

    Questionnaires that workers fill in under their own name are left out.
    """
    current = [title.current for title in shelf(session)]
    found = [version.questionnaire for version in current if version is not None]
    return [one for one in found if one.identity != "worker"]


def running(session: Session, now: datetime) -> dict[int, int]:
    """Stored version's id -> campaigns that run on it now."""
    return library_queries.running_campaigns(session, now)


def may_version(session: Session, account: Account, questionnaire: str) -> bool:
    """Whether the account may publish, retire and bring back versions of this questionnaire.

    Administrators always; others when they published its version 1 themselves.
    """
    if account.role == "admin":
        return True
    first = queries.questionnaire_version(session, questionnaire, 1)
    return account.role == "worker" and first is not None and first.published_by == account.id


def retire(
    session: Session, questionnaire: str, number: int, *, by: int | None, now: datetime
) -> QuestionnaireVersion:
    """Take a version off the launch page; campaigns on it go on. Raises NotFound.

    A bundled version is published for that, so that the decision has a place to be kept.
    """
    row = stored(session, version_of(session, questionnaire, number), by=by, now=now)
    if row.retired_at is None:
        row.retired_at = now
        _record(session, "retire questionnaire", row, by=by, now=now)
    return row


def unretire(
    session: Session, questionnaire: str, number: int, *, by: int | None, now: datetime
) -> QuestionnaireVersion:
    """Bring a version back to the launch page. Raises NotFound."""
    row = stored(session, version_of(session, questionnaire, number), by=by, now=now)
    if row.retired_at is not None:
        row.retired_at = None
        _record(session, "bring questionnaire back", row, by=by, now=now)
    return row


def publish_definition(
    session: Session,
    questionnaire: Questionnaire,
    *,
    by: int | None,
    now: datetime,
    same_meaning: bool = False,
) -> QuestionnaireVersion:
    """Publish a checked definition that comes from a file; the same content again changes nothing.

    same_meaning : the author says that doubtful new words mean the same. Raises Invalid when a
    code would change its meaning against any earlier version, or when the version number stands
    for other content.
    """
    word = refuse_other_meanings(session, questionnaire, is_confirmed=same_meaning)
    known = queries.questionnaire_version(session, questionnaire.id, questionnaire.version)
    row = publish(session, questionnaire, now, by=by)
    if known is None:
        subject = f"{row.questionnaire} {row.version}"
        record_action(session, "publish questionnaire", subject, now=now, by=by, detail=word)
    return row


def stored(
    session: Session, version: Version, *, by: int | None, now: datetime
) -> QuestionnaireVersion:
    """The version's row; a bundled one is published first."""
    if version.row is not None:
        return version.row
    return publish_definition(session, version.questionnaire, by=by, now=now)


def _record(
    session: Session, action: str, row: QuestionnaireVersion, *, by: int | None, now: datetime
) -> None:
    record_action(session, action, f"{row.questionnaire} {row.version}", now=now, by=by)


def _titles(session: Session, questionnaire: str | None = None) -> list[Title]:
    rows = library_queries.published_versions(session, questionnaire)
    versions = [Version(r.questionnaire, r.version, r.content_hash, None, r) for r in rows]
    known = {(one.id, one.number) for one in versions}
    versions += [
        Version(one.id, one.version, _content_hash(one), one, None)
        for one in _bundled()
        if questionnaire in (None, one.id) and (one.id, one.version) not in known
    ]
    return _grouped(versions)


def _bundled() -> tuple[Questionnaire, ...]:
    files = sorted(bundled("questionnaires").glob("*.yaml"))
    return _loaded(tuple((file.name, file.stat().st_mtime_ns) for file in files))


@lru_cache(maxsize=1)
def _loaded(stamp: tuple[tuple[str, int], ...]) -> tuple[Questionnaire, ...]:
    """The bundled definitions; read again only when a file changed: all six take 0.3 s."""
    return tuple(bundled_questionnaires())


def _content_hash(questionnaire: Questionnaire) -> str:
    """What the hash will be once it is published."""
    return hash_of(questionnaire.model_dump(mode="json", by_alias=True, exclude_defaults=True))


def _grouped(versions: Iterable[Version]) -> list[Title]:
    ordered: Sequence[Version] = sorted(versions, key=lambda one: (one.id, -one.number))
    return [Title(name, tuple(group)) for name, group in groupby(ordered, lambda one: one.id)]
