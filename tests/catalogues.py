"""Extracting, reading and compiling the gettext catalogues; shared with `.ci/catalogues`."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[1] / "survey_app"
KEYWORDS = {
    name: None
    for name in (
        "_",
        "say",
        "marked",
        "Away",
        "Invalid",
        "NotAllowed",
        "NotFound",
        "Refused",
        "SignInRefused",
    )
}
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]


def extracted() -> Catalog:
    """Every text of the interface that stands in code or templates."""
    catalogue = Catalog(project="survey-app", charset="utf-8")
    options = {"**/templates/**.html": {"silent": "false", "trimmed": "true"}}
    found = extract_from_dir(
        PACKAGE,
        directory_filter=lambda path: Path(path).name not in ("bootstrap", "__pycache__"),
        method_map=METHODS,
        options_map=options,
        keywords=KEYWORDS,
        comment_tags=(),
    )
    for filename, _, message, _, _ in found:
        if isinstance(message, str):
            catalogue.add(message, locations=[(f"survey_app/{filename}", None)])
    return catalogue


def folder(language: str) -> Path:
    """Where a language's catalogue lies."""
    return PACKAGE / "locale" / language / "LC_MESSAGES"


def read(language: str) -> Catalog:
    """The translations of zh_CN or en; an empty catalogue when there is none yet."""
    path = folder(language) / "messages.po"
    if not path.exists():
        return Catalog(locale=language, project="survey-app", charset="utf-8")
    with open(path, "rb") as file:
        return read_po(file, locale=language)


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as a .mo file; its date is fixed, so that equal texts are equal files."""
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    body = BytesIO()
    write_mo(body, catalogue)
    return body.getvalue()


def write(language: str, catalogue: Catalog) -> None:
    """Write messages.po, sorted and without dates, and messages.mo."""
    place = folder(language)
    place.mkdir(parents=True, exist_ok=True)
    with open(place / "messages.po", "wb") as file:
        write_po(file, catalogue, width=100, sort_output=True, omit_header=True)
    (place / "messages.mo").write_bytes(compiled(read(language)))
