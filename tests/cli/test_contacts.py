"""Telephone numbers and photos on the command line: shown to the operator, on the record."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from survey_app.cli.contacts import contacts
from survey_app.cli.figures import export
from survey_app.cli.shared import Shell
from survey_app.keys import open_key_ring
from survey_app.services.contacts import Seal
from survey_app.services.enclosures import keep_photos
from survey_app.storage.accounts import Audit
from survey_app.storage.connect import Database
from survey_app.storage.enclosures import Attachment
from tests.evidence import NUMBER, REACHED, REPORT, launch_report, report_token
from tests.services.reporting import PHOTOS, store_report

SENT = datetime.now(UTC).replace(microsecond=0) - timedelta(days=10)
CHINA = timedelta(hours=8)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with database and keys where the questionnaire with a telephone number runs."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    home = tmp_path / "instance"
    home.mkdir()
    opened = Database(f"sqlite:///{home / 'survey.db'}")
    opened.upgrade()
    launch_report(opened)
    opened.dispose()
    return home


def run(*arguments: object) -> Result:
    shell = Shell("survey-app", commands={"contacts": contacts, "export": export})
    return CliRunner().invoke(shell, [str(argument) for argument in arguments])


def store(home: Path, **fields: str) -> None:
    """A response with a photo and a telephone number, ten days ago."""
    opened, token = Database(f"sqlite:///{home / 'survey.db'}"), report_token()
    with opened.writing() as session:
        keep_photos(session, token.submission_id, REPORT.by_id["PHOTO"], PHOTOS[:1], now=SENT)
    seal = Seal(open_key_ring(home / "keys.json"))
    given = {**REACHED, **fields, "PHOTO": [PHOTOS[0].key]}
    store_report(opened, token, now=SENT, seal=seal, **given)
    opened.dispose()


def audit(home: Path) -> list[tuple[str, int | None, str, str]]:
    opened = Database(f"sqlite:///{home / 'survey.db'}")
    with opened.reading() as session:
        rows = session.query(Audit).filter(Audit.action.like("%contact")).order_by(Audit.id)
        found = [(row.action, row.staff_id, row.subject, str(row.detail)) for row in rows]
    opened.dispose()
    return found


def test_the_list_shows_who_waits_and_notes_every_opening(home, caplog):
    store(home, TEXT="灯坏了\n三天")
    done = run("contacts", "list", "--campaign", 1)
    assert done.exit_code == 0
    goes = (SENT + CHINA + timedelta(days=180)).date()
    assert done.output.splitlines() == [
        f"Response 1, 百园社区 (CK-BAIYUAN), sent {SENT + CHINA:%Y-%m-%d %H:%M}",
        f"  PHONE: {NUMBER} (will be deleted on {goes})",
        "  TEXT: 灯坏了",
        "    三天",
    ]
    assert audit(home) == [("open contact", None, "response 1", "{'question': 'PHONE'}")]
    assert NUMBER not in caplog.text


def test_a_closed_matter_says_its_day_and_leaves_the_list(home):
    store(home)
    done = run("contacts", "close", 1)
    day = (datetime.now(UTC) + CHINA + timedelta(days=30)).date()
    assert done.output == (
        "The matter is closed: the telephone number of response 1 (PHONE) will be deleted on"
        f" {day}\n"
    )
    assert run("contacts", "list", "--campaign", 1).output.startswith("Nobody is waiting: campaign")
    assert [row[:3] for row in audit(home)] == [("close contact", None, "response 1")]


def test_a_lost_key_is_said_and_no_number_is_noted_as_opened(home):
    store(home)
    (home / "keys.json").unlink()
    done = run("contacts", "list", "--campaign", 1)
    assert done.exit_code == 1
    assert "PHONE: cannot be opened" in done.output
    assert done.stderr.endswith("Please put the old keys.json back.\n")
    assert audit(home) == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["contacts", "list", "--campaign", "9"], "There is no campaign 9."),
        (["contacts", "close", "9"], "With response 9 there is no telephone number (any more)."),
        (["export", "--campaign", "9", "--photos", "new"], "There is no campaign 9."),
        (["export", "--campaign", "1", "--photos", "instance"], "instance is not empty."),
        (["export", "--campaign", "1", "--photos", "file/x"], "file/x cannot be written:"),
    ],
)
def test_a_mistake_is_one_sentence(home, arguments, sentence):
    Path("file").write_text("")
    done = run(*arguments)
    assert done.exit_code == 1
    assert done.stdout == ""
    assert sentence in done.stderr
    assert not Path("new").exists()


def test_photos_are_written_beside_the_table_and_missing_ones_are_named(home):
    store(home)
    store(home)
    opened = Database(f"sqlite:///{home / 'survey.db'}")
    with opened.writing() as session:
        session.query(Attachment).filter_by(response_id=1).delete()
    opened.dispose()
    done = run("export", "--campaign", 1, "--photos", "new/photos")
    assert done.exit_code == 0
    assert [file.name for file in Path("new/photos").iterdir()] == ["2-PHOTO-1.jpg"]
    assert Path("new/photos/2-PHOTO-1.jpg").read_bytes() == PHOTOS[0].content
    assert done.stderr.splitlines() == [
        "1-PHOTO-1.jpg is missing: an answer names this photo, but it is not there.",
        f"{Path('new/photos')}: 1 photos written",
    ]
    header, *lines = done.stdout.splitlines()
    assert header.lstrip("\ufeff").startswith("response,community,")
    assert [line.partition(",")[0] for line in lines] == ["1", "2"]
    assert NUMBER not in done.output
