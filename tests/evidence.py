"""A questionnaire with photos and a telephone number, put to the residents of the test city."""

from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from survey_app.paths import bundled
from survey_app.questionnaire.definition import Questionnaire
from survey_app.services import campaigns
from survey_app.services.community_import import import_communities
from survey_app.services.form_tokens import FormToken
from survey_app.storage.connect import Database
from survey_app.storage.enclosures import Attachment, Contact
from tests.city import CLOSES, NOON, OPENS, City, open_city

_NUMBERS = count(1)


def _words(zh: str) -> dict[str, str]:
    return {"zh": zh}


def _question(id: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "section": "S", "kind": kind, "text": _words(id), "required": False, **more}


YES_NO = [
    {"code": "Y", "zh": "是"},
    {"code": "N", "zh": "否"},
    {"code": "END", "zh": "完", "ends": "end"},
]
DEFINITION = {
    "id": "report",
    "version": 1,
    "title": _words("随手拍"),
    "audience": _words("居民"),
    "goal_minutes": 2,
    "identity": "anonymous",
    "cycle": "standing",
    "intro": _words("你好"),
    "notice": {"version": 1, **_words("说明")},
    "endings": {"end": _words("再见")},
    "base": _words("居民"),
    "sections": [{"id": "S", **_words("全部")}],
    "questions": [
        _question("SAME", "single", required=True, options=YES_NO),
        _question("TEXT", "text", max_length=200),
        _question("PHOTO", "photo", max_files=3),
        _question("DOOR", "photo", show_if={"q": "SAME", "any_of": ["Y"]}),
        _question("PHONE", "contact", keep_days=30),
    ],
}
REPORT = Questionnaire.model_validate(DEFINITION)
COMPLETE = {"SAME": "Y"}
NUMBER = "13800138000"
REACHED = {**COMPLETE, "PHONE": NUMBER, "PHONE.consent": "1"}


def launch_report(database: Database) -> None:
    """Import the nine communities and launch the questionnaire; its campaign is number 1."""
    random = count(10**20, 7**20)
    with database.writing() as session:
        import_communities(session, bundled("questionnaires") / "communities.csv", NOON)
        plan = campaigns.Plan(REPORT, [], OPENS, CLOSES)
        campaigns.launch(session, plan, now=NOON, random=lambda: next(random))


def report_city(database: Database, home: Path) -> City:
    """The city with this questionnaire alone."""
    launch_report(database)
    return open_city(database, home)


def submission() -> str:
    """A submission id of its own."""
    return f"{next(_NUMBERS):032x}"


def report_token(**changes: Any) -> FormToken:
    """The token of a form of its own."""
    return FormToken(1, 1, submission(), NOON)._replace(**changes)


def post(city: City, token: FormToken | str, fields: dict[str, Any], **files: Any):
    """Send a form; files: question id -> content of a file, or a list of them."""
    signed = token if isinstance(token, str) else city.signed(token)
    parts = {name: _listed(value) for name, value in {"form": signed, **fields}.items()}
    for name, contents in files.items():
        sent = [FileStorage(BytesIO(content), f"{name}.jpg") for content in _listed(contents)]
        parts[name] = [*parts.get(name, []), *sent]
    # The test client would leave a file open for a body of this size.
    boundary, body = encode_multipart(parts)
    kind = f'multipart/form-data; boundary="{boundary}"'
    return city.client.post(f"/q/{city.code}/report?send", data=body, content_type=kind)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def attachments(database: Database) -> list[Attachment]:
    """All kept photos, oldest first."""
    with database.reading() as session:
        return session.query(Attachment).order_by(Attachment.id).all()


def contacts(database: Database) -> list[Contact]:
    """All sealed numbers."""
    with database.reading() as session:
        return session.query(Contact).order_by(Contact.id).all()
