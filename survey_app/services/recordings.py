"""听题: questions read aloud by staff, kept by the words that were read.

A recording belongs to the words it was made of: the question, its rows and its answers in their
order, since whoever listens needs the answers as much as the question. A new version with the same
words keeps it; where a word has changed it is not played, and staff are asked to record anew.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from unicodedata import category

from survey_app.errors import Invalid, NotFound
from survey_app.questionnaire.definition import Question, Questionnaire
from survey_app.questionnaire.kinds import clean_text
from survey_app.services.audit import record_action
from survey_app.services.sounds import kind_of
from survey_app.storage import recording_queries
from survey_app.storage.connect import Session
from survey_app.storage.models import QuestionnaireVersion
from survey_app.storage.recording_queries import Kept

ENGLISH = "English"  # the one label under which the English words are read
LABELS = ("普通话", "雷州话", "粤语", "客家话", ENGLISH)
LONGEST_LABEL = 16  # characters
MOST_LABELS = 6  # of one question: every one costs all residents some bytes of the page
# 80 bits of SHA-256: a page names a hundred of them, and they cannot be compressed.
ADDRESS = re.compile(r"[0-9a-f]{20}")


class Clip(NamedTuple):
    """A recording as a page names it: what it is called, where it is, what kind of sound."""

    label: str
    content_hash: str
    kind: str

    @property
    def language(self) -> str:
        """The language of the page that it belongs to: `zh` or `en`."""
        return "en" if self.label == ENGLISH else "zh"


class Spoken(NamedTuple):
    """A question with its recordings, and those that were made of other words."""

    question: Question
    current: tuple[Kept, ...]
    outdated: tuple[Kept, ...]


def clips_of(session: Session, version_id: int) -> Mapping[str, tuple[Clip, ...]]:
    """Question id -> its recordings in a version, in the order of their labels."""
    version = session.get(QuestionnaireVersion, version_id)
    if version is None:
        return {}
    kept = recording_queries.recordings_of(session, version.questionnaire)
    if not kept:
        return {}
    questionnaire = Questionnaire.model_validate(version.definition)
    return {
        spoken.question.id: tuple(Clip(k.label, k.content_hash, k.kind) for k in spoken.current)
        for spoken in _sorted_out(questionnaire, kept)
        if spoken.current
    }


def spoken_in(session: Session, questionnaire: Questionnaire) -> list[Spoken]:
    """Every question of a version, in its order, with what was recorded of it."""
    return _sorted_out(questionnaire, recording_queries.recordings_of(session, questionnaire.id))


def sound(session: Session, content_hash: str) -> tuple[str, bytes]:
    """Kind and bytes of the recording at this address; raises NotFound."""
    found = None
    if ADDRESS.fullmatch(content_hash):
        found = recording_queries.sound(session, content_hash)
    if found is None:
        raise NotFound("There is no recording here. It was recorded anew, or deleted.")
    return found


def save(
    session: Session,
    questionnaire: Questionnaire,
    question: str,
    *,
    label: str,
    content: bytes,
    by: int,
    now: datetime,
) -> Clip:
    """Keep a recording of a question; one of the same words and label gives way to it.

    label : 1 to 16 characters. Raises Invalid for a label or a file that cannot be taken, and
    NotFound for an unknown question.
    """
    asked, label = _asked(questionnaire, question), tidy_label(label)
    kind = kind_of(content)
    key = _key(questionnaire, asked, label)
    kept = recording_queries.recordings_of(session, questionnaire.id)
    labels = {k.label for k in kept if (k.question, k.words_hash) == _read_as(asked, k.label)}
    if label not in labels and len(labels) >= MOST_LABELS:
        raise Invalid(
            "This question has {most} recordings already. Please delete one first.",
            most=MOST_LABELS,
        )
    address = hashlib.sha256(content).hexdigest()[:20]
    made = {"kind": kind, "content": content, "content_hash": address}
    recording_queries.put(session, {**key, **made, "recorded_by": by, "recorded_at": now})
    action = "replace recording" if label in labels else "save recording"
    _record(session, action, key, by=by, now=now)
    return Clip(label, address, kind)


def delete(
    session: Session,
    questionnaire: Questionnaire,
    question: str,
    *,
    label: str,
    by: int,
    now: datetime,
) -> None:
    """Delete the recording of a question under a label; raises NotFound when there is none."""
    key = _key(questionnaire, _asked(questionnaire, question), tidy_label(label))
    if not recording_queries.drop(session, key):
        raise NotFound("There is no recording here. It was recorded anew, or deleted.")
    _record(session, "delete recording", key, by=by, now=now)


def tidy_label(typed: str) -> str:
    """A label as it is kept; raises Invalid. English is English however it was written."""
    visible = "".join(sign for sign in clean_text(typed) if category(sign) != "Cf")
    label = " ".join(visible.split())
    if not 0 < len(label) <= LONGEST_LABEL:
        raise Invalid(
            "Please say in 1 to {most} characters which language it is, such as {example}.",
            most=LONGEST_LABEL,
            example=LABELS[1],
        )
    return ENGLISH if label.casefold() in (ENGLISH.casefold(), "英语", "英文") else label


def words_of(question: Question, label: str) -> list[str]:
    """What is read: the question, the rows of a table, the answers, each in its order."""
    language = "en" if label == ENGLISH else "zh"
    texts = (question.text, *question.rows, *question.options)
    return [text.in_language(language) for text in texts]


def words_hash(question: Question, label: str) -> str:
    """SHA-256 of what is read: 64 hexadecimal digits."""
    words = json.dumps(words_of(question, label), ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()


def _asked(questionnaire: Questionnaire, question: str) -> Question:
    asked = questionnaire.by_id.get(question)
    if asked is None or asked.kind == "note":
        raise NotFound("There is no question {name} in this version.", name=question)
    return asked


def _key(questionnaire: Questionnaire, question: Question, label: str) -> dict[str, str]:
    return {
        "questionnaire": questionnaire.id,
        "question": question.id,
        "words_hash": words_hash(question, label),
        "label": label,
    }


def _read_as(question: Question, label: str) -> tuple[str, str]:
    return question.id, words_hash(question, label)


def _sorted_out(questionnaire: Questionnaire, kept: Iterable[Kept]) -> list[Spoken]:
    by_question: dict[str, list[Kept]] = {}
    for one in kept:
        by_question.setdefault(one.question, []).append(one)
    asked = [question for question in questionnaire.questions if question.kind != "note"]
    return [_spoken(question, by_question.get(question.id, ())) for question in asked]


def _spoken(question: Question, kept: Sequence[Kept]) -> Spoken:
    """Of what was made of other words, the last under each label that has nothing newer."""
    current = {k.label: k for k in kept if k.words_hash == words_hash(question, k.label)}
    outdated = {k.label: k for k in kept if k.label not in current}
    return Spoken(question, _in_order(current), _in_order(outdated))


def _in_order(by_label: Mapping[str, Kept]) -> tuple[Kept, ...]:
    """The usual labels first, then the others in the order in which they were made."""
    usual = {label: place for place, label in enumerate(LABELS)}
    labels = sorted(by_label, key=lambda label: usual.get(label, len(LABELS)))
    return tuple(by_label[label] for label in labels)


def _record(
    session: Session, action: str, key: Mapping[str, str], *, by: int, now: datetime
) -> None:
    subject = f"{key['questionnaire']} {key['question']}"
    detail: dict[str, object] = {"label": key["label"], "words": key["words_hash"]}
    record_action(session, action, subject, now=now, by=by, detail=detail)
