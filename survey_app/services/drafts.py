"""Questionnaires in the making: begin, save, undo, redo, publish, discard.

A draft's definition is a plain mapping and may be faulty; only publishing asks for a right one.
Steps are numbered upwards and no number is used twice, so that a page can tell by its number alone
whether it shows the newest state.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from survey_app.errors import NotAllowed, NotFound
from survey_app.paths import bundled
from survey_app.questionnaire.definition import Questionnaire
from survey_app.questionnaire.loader import load_vocabulary
from survey_app.services.audit import record_action
from survey_app.services.draft_checks import check_errors, refuse_large, refuse_other_meanings, said
from survey_app.services.questionnaires import bundled_questionnaire, publish
from survey_app.services.staff import Account
from survey_app.storage import draft_queries, queries
from survey_app.storage.connect import Session
from survey_app.storage.drafts import DraftRevision, QuestionnaireDraft
from survey_app.storage.models import QuestionnaireVersion

STEPS = 100  # that can be undone
LONGEST_ID = 32
AN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]{0,31}")

Definition = dict[str, Any]


class Steps(NamedTuple):
    """Where a draft stands among its steps."""

    position: int
    can_undo: bool
    can_redo: bool


def blank(session: Session, *, title: str, by: int, now: datetime) -> QuestionnaireDraft:
    """A draft with a title, the usual notice, and the question whether one wants to take part."""
    vocabulary = load_vocabulary(bundled("questionnaires"))
    definition = {
        "id": _fresh_id(session, "survey"),
        "version": 1,
        "title": {"zh": title},
        **_BLANK,
        "notice": vocabulary.notice.model_dump(),
        "endings": {code: text.model_dump() for code, text in vocabulary.endings.items()},
        "questions": [{**_CONSENT, "options": vocabulary.lists()["consent"]}],
    }
    return _begin(session, definition, by=by, now=now)


_BLANK: Definition = {
    "audience": {"zh": "本社区居民", "en": "Residents of this community"},
    "goal_minutes": 5,
    "identity": "anonymous",
    "cycle": "",
    "intro": {
        "zh": "请您说说家门口的便民服务。不记名。",
        "en": "Please tell us about the everyday services near your home. No names.",
    },
    "base": {"zh": "所有填完问卷的人", "en": "Everybody who completed the form"},
    "sections": [{"id": "A", "zh": "开始前", "en": "Before you start"}],
}
_CONSENT: Definition = {
    "id": "Q1",
    "section": "A",
    "kind": "single",
    "text": {
        "zh": "我已阅读上面的说明，愿意参加。",
        "en": "I have read the notice and agree to take part.",
    },
    "required": True,
    "measures": ["consent"],
}


def copy(
    session: Session, questionnaire: Questionnaire, *, by: int, now: datetime
) -> QuestionnaireDraft:
    """A new questionnaire that begins as a copy, under an id of its own: sat -> sat2.

    Its title says so until somebody gives it another one: two of the same name would be mistaken.
    """
    fresh = _fresh_id(session, questionnaire.id)
    title = {"zh": f"{questionnaire.title.zh[:50]}（副本 {fresh}）"}
    if questionnaire.title.en:
        title["en"] = f"{questionnaire.title.en[:50]} (copy {fresh})"
    definition = {**_plain(questionnaire), "id": fresh, "version": 1, "title": title}
    return _begin(session, definition, by=by, now=now)


def new_version(
    session: Session, version: QuestionnaireVersion, *, by: int, now: datetime
) -> QuestionnaireDraft:
    """The next version of a published questionnaire, beginning as this one."""
    number = _newest(session, version.questionnaire) + 1
    definition = {**version.definition, "version": number}
    return _begin(session, definition, by=by, now=now, based_on=version)


def from_content(
    session: Session, content: Definition, *, by: int, now: datetime
) -> QuestionnaireDraft:
    """A draft of an imported definition; under an id that is published it is the next version.

    Raises Invalid when it is larger than a draft may be.
    """
    refuse_large(content)
    given = content.get("id")
    known = isinstance(given, str) and AN_ID.fullmatch(given) is not None
    code = str(given) if known else _fresh_id(session, "survey")
    newest = _newest(session, code)
    text = str(content.get("version"))
    own = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
    definition = {**content, "id": code, "version": newest + 1 if newest else max(own, 1)}
    based_on = queries.questionnaire_version(session, code)
    return _begin(session, definition, by=by, now=now, based_on=based_on)


def _plain(questionnaire: Questionnaire) -> Definition:
    return questionnaire.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _begin(
    session: Session,
    definition: Definition,
    *,
    by: int,
    now: datetime,
    based_on: QuestionnaireVersion | None = None,
) -> QuestionnaireDraft:
    draft = QuestionnaireDraft(
        questionnaire=str(definition["id"]),
        owner_id=by,
        based_on=based_on,
        position=1,
        created_at=now,
        updated_at=now,
        revisions=[DraftRevision(number=1, definition=definition, saved_at=now)],
    )
    session.add(draft)
    session.flush()
    return draft


def _bundled_ids() -> set[str]:
    return {path.stem for path in bundled("questionnaires").glob("*.yaml")}


def _fresh_id(session: Session, like: str) -> str:
    """An id that nothing has: the stem with the lowest free number from 2 on."""
    taken = {code.casefold() for code in draft_queries.taken_ids(session) | _bundled_ids()}
    stem = like.rstrip("0123456789")[: LONGEST_ID - 6] or "survey"
    number = 2
    while f"{stem}{number}".casefold() in taken:
        number += 1
    return f"{stem}{number}"


def _newest(session: Session, code: str) -> int:
    """The highest version number of a questionnaire that is published or bundled; 0 if none."""
    own = bundled_questionnaire(code).version if code in _bundled_ids() - {"vocabulary"} else 0
    return max(own, draft_queries.newest_number(session, code))


def find_draft(
    session: Session, account: Account, draft_id: int, *, lock: bool = False
) -> QuestionnaireDraft:
    """A draft of the account (an administrator opens all); raises NotFound, whatever the reason.

    lock: for changing it; another change waits until this transaction ends.
    """
    draft = draft_queries.draft(session, draft_id, lock=lock)
    if draft is None or (account.role != "admin" and draft.owner_id != account.id):
        raise NotFound("There is no draft {number}.", number=draft_id)
    return draft


def drafts_of(session: Session, account: Account) -> list[QuestionnaireDraft]:
    """The account's drafts (an administrator's: all), the last edited first."""
    return draft_queries.drafts(session, None if account.role == "admin" else account.id)


def definition_of(session: Session, draft: QuestionnaireDraft) -> Definition:
    """The draft as it is now. Change a copy of it, never the mapping itself."""
    revision = draft_queries.revision(session, draft.id, draft.position)
    assert revision is not None
    return {**revision.definition, "id": draft.questionnaire}  # steps may be older than the id


def definition_at(session: Session, draft: QuestionnaireDraft, number: int) -> Definition | None:
    """The draft as it was at a step; None when the step is forgotten."""
    revision = draft_queries.revision(session, draft.id, number)
    return revision.definition if revision else None


def steps(session: Session, draft: QuestionnaireDraft) -> Steps:
    """Where the draft stands, and whether there is something to undo or to do again."""
    numbers = draft_queries.numbers(session, draft.id)
    return Steps(draft.position, numbers[0] < draft.position, draft.position < numbers[-1])


def save(
    session: Session, draft: QuestionnaireDraft, definition: Definition, *, now: datetime
) -> None:
    """Keep a new state of the draft; what was undone before is forgotten. Equal: nothing."""
    if definition == definition_of(session, draft):
        return
    numbers = draft_queries.numbers(session, draft.id)
    number = numbers[-1] + 1
    kept = [known for known in numbers if known <= draft.position][-(STEPS - 1) :]
    draft_queries.cut(session, draft.id, keep=kept)
    session.add(
        DraftRevision(draft_id=draft.id, number=number, definition=definition, saved_at=now)
    )
    draft.position, draft.updated_at = number, now
    session.flush()


def undo(session: Session, draft: QuestionnaireDraft, *, now: datetime) -> bool:
    """Go one step back; False when there is none."""
    earlier = [n for n in draft_queries.numbers(session, draft.id) if n < draft.position]
    return _go(draft, earlier[-1:], now)


def redo(session: Session, draft: QuestionnaireDraft, *, now: datetime) -> bool:
    """Go forward again to what was undone; False when there is nothing."""
    later = [n for n in draft_queries.numbers(session, draft.id) if n > draft.position]
    return _go(draft, later[:1], now)


def _go(draft: QuestionnaireDraft, to: list[int], now: datetime) -> bool:
    if to:
        draft.position, draft.updated_at = to[0], now
    return bool(to)


def make_own(session: Session, draft: QuestionnaireDraft, *, now: datetime) -> None:
    """Turn a draft of a next version into version 1 of a questionnaire with an id of its own."""
    fresh = _fresh_id(session, draft.questionnaire)
    definition = definition_of(session, draft)
    draft.questionnaire, draft.based_on = fresh, None
    save(session, draft, {**definition, "id": fresh, "version": 1}, now=now)


def discard(session: Session, draft: QuestionnaireDraft) -> None:
    """Throw the draft away with all its steps."""
    draft_queries.cut(session, draft.id, keep=[])
    session.expire(draft, ["revisions"])
    session.delete(draft)
    session.flush()


def is_known(session: Session, code: str) -> bool:
    """Whether a version of this questionnaire is published, or comes with the program."""
    return _newest(session, code) > 0


def next_number(session: Session, draft: QuestionnaireDraft) -> int:
    """The version number that publishing gives: others may have published meanwhile."""
    number = definition_of(session, draft).get("version")
    published_number = draft_queries.newest_number(session, draft.questionnaire)
    own = number if isinstance(number, int) else 1
    return max(own, published_number + 1)


def publish_draft(
    session: Session,
    draft: QuestionnaireDraft,
    *,
    by: int,
    now: datetime,
    allowed: Callable[[str], bool],
    same_meaning: bool = False,
) -> QuestionnaireVersion:
    """Publish the draft, for ever, and remove it; raises Invalid with what is wrong with it.

    allowed(id) : whether the author may publish a version of this questionnaire; asked when nobody
    else can publish any more, and NotAllowed when not. same_meaning : the author says that
    doubtful new words mean the same (see `meanings`).
    """
    queries.lock_launches(session)  # two at once would take the same number
    if not allowed(draft.questionnaire):
        raise NotAllowed("Only an administrator, or who published version 1, may do that.")
    number = next_number(session, draft)
    reading = check_errors({**definition_of(session, draft), "version": number})
    if reading.questionnaire is None:
        raise said(reading.errors)
    word = refuse_other_meanings(session, reading.questionnaire, is_confirmed=same_meaning)
    stored = publish(session, reading.questionnaire, now, by=by)
    subject = f"{stored.questionnaire} {stored.version}"
    record_action(session, "publish questionnaire", subject, now=now, by=by, detail=word)
    discard(session, draft)
    return stored
