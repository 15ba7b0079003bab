"""Publishing questionnaire definitions and reading published ones."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from survey_app.errors import Invalid, NotFound
from survey_app.paths import bundled
from survey_app.questionnaire.codebook import Codebook
from survey_app.questionnaire.definition import Questionnaire
from survey_app.questionnaire.loader import load_questionnaire, load_vocabulary
from survey_app.storage import queries
from survey_app.storage.connect import Session
from survey_app.storage.models import QuestionnaireVersion


@dataclass(frozen=True)
class PublishedVersion:
    """A published version ready for use: its definition and its code layout."""

    id: int
    questionnaire: Questionnaire
    codebook: Codebook


def bundled_questionnaire(name: str) -> Questionnaire:
    """A definition from the folder questionnaires/; raises NotFound for an unknown name."""
    folder = bundled("questionnaires")
    known = sorted(p.stem for p in folder.glob("*.yaml") if p.stem != "vocabulary")
    if name not in known:
        raise NotFound(
            "There is no questionnaire {name}. Known: {known}", name=name, known=", ".join(known)
        )
    return load_questionnaire(folder / f"{name}.yaml", load_vocabulary(folder))


def bundled_questionnaires() -> list[Questionnaire]:
    """Every definition in the folder questionnaires/: what can be put to residents."""
    folder = bundled("questionnaires")
    vocabulary = load_vocabulary(folder)
    files = sorted(p for p in folder.glob("*.yaml") if p.stem != "vocabulary")
    return [load_questionnaire(file, vocabulary) for file in files]


def publish(
    session: Session, questionnaire: Questionnaire, now: datetime, *, by: int | None = None
) -> QuestionnaireVersion:
    """Publish a definition; publishing the same content again changes nothing.

    by : the staff id, None for the command line and for definitions that come with the program.
    Raises Invalid when this version number stands for other content already.
    """
    definition = questionnaire.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    content_hash = hash_of(definition)
    stored = queries.questionnaire_version(session, questionnaire.id, questionnaire.version)
    if stored is None:
        stored = QuestionnaireVersion(
            questionnaire=questionnaire.id,
            version=questionnaire.version,
            definition=definition,
            content_hash=content_hash,
            published_at=now,
            published_by=by,
        )
        session.add(stored)
        session.flush()
    elif stored.content_hash != content_hash:
        raise Invalid(
            "{name} version {version} is published with other content;"
            " published versions never change: raise the version number",
            name=questionnaire.id,
            version=questionnaire.version,
        )
    return stored


def hash_of(definition: dict[str, object]) -> str:
    """SHA-256 of a definition, whatever the order of its keys."""
    text = json.dumps(definition, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def published(version: QuestionnaireVersion) -> PublishedVersion:
    """A stored version, ready for use."""
    questionnaire = Questionnaire.model_validate(version.definition)
    return PublishedVersion(version.id, questionnaire, Codebook(questionnaire))


def published_by_id(session: Session, version_id: int) -> PublishedVersion:
    """A stored version by its id; raises NotFound."""
    version = session.get(QuestionnaireVersion, version_id)
    if version is None:
        raise NotFound("There is no such questionnaire version.")
    return published(version)
