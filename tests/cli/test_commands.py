"""The command line: every job from an empty folder, and one clear sentence for every mistake."""

import csv
import io
import json
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from survey_app.cli import cli


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run a command in an empty folder with English messages."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(cli, [str(argument) for argument in arguments])

    return run


@pytest.fixture
def ready(run):
    """An upgraded database with the nine communities in ./instance."""
    from survey_app.paths import bundled

    assert run("db", "upgrade").exit_code == 0
    done = run("communities", "import", bundled("questionnaires") / "communities.csv")
    assert done.output == "9 communities added, 0 updated, 0 population figures\n"
    return run


def test_check_prints_questions_cards_and_minutes(run):
    from survey_app.paths import bundled

    done = run("questionnaire", "check", *sorted(bundled("questionnaires").glob("*.yaml")))
    assert done.exit_code == 0
    assert "needs.yaml: needs version 1: 13 questions, 18 cards, about" in done.output
    assert "sat.yaml: sat version 1: 9 questions, 19 cards, about" in done.output


def test_check_names_file_line_and_place_of_every_fault(run, tmp_path):
    from survey_app.paths import bundled

    text = (bundled("questionnaires") / "sat.yaml").read_text("utf-8")
    broken = text.replace("- from: sex", "- from: gender").replace('["1", "2", "3"]', '["7"]')
    Path("broken.yaml").write_text(broken, "utf-8")
    done = run("questionnaire", "check", "broken.yaml")
    assert done.exit_code == 1
    assert (
        "broken.yaml:157: questions › S40 › options › 1 › from: There is no list gender"
        in done.output
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["campaign", "launch", "nothing"],
            "There is no questionnaire nothing. Known: cons, fb, inv, merch, needs, sat",
        ),
        (["campaign", "launch", "sat", "--communities", "XX"], "There is no community XX."),
        (["campaign", "launch", "sat", "--from", "1.9."], "“1.9.” is not a day"),
        (
            ["campaign", "launch", "sat", "--from", "2030-09-02", "--to", "2030-09-01"],
            "The last day must not be before the first day.",
        ),
        (["campaign", "close", "7"], "There is no campaign 7."),
        (["score", "--campaign", "7"], "There is no campaign 7."),
        (["export", "--campaign", "7"], "There is no campaign 7."),
        (["simulate", "sat", "--satisfaction", "2"], "“2” is not a share between 0 and 1"),
        (["simulate", "sat"], "has no campaign of this kind"),
        (["staff", "add", "li"], "A worker needs an area"),
        (["staff", "add", "li", "--area", "XX"], "There is no region XX."),
        (["staff", "add", "li", "--role", "admin", "--password", "short"], "8 to 128 characters"),
        (["communities", "import", "missing.csv"], "missing.csv cannot be read"),
        (["campaign", "launch", "sat", "--to", "9999-12-31"], "“9999-12-31” is not a day"),
        (["campaign", "launch", "sat", "--organiser", "局" * 61], "at most 60 characters"),
        (["campaign", "launch", "sat", "--round", "autumn"], "“autumn” is not a round"),
        (["staff", "password", "nobody"], "There is no account nobody."),
        (["staff", "disable", "nobody"], "There is no account nobody."),
        (["posters", "--public-url", "no address"], "“no address” is not a public address"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_code_one(ready, arguments, sentence):
    done = ready(*arguments)
    assert done.exit_code == 1
    assert done.output.startswith("Error: ")
    assert sentence in done.output
    assert "Traceback" not in done.output


def test_without_a_database_the_cure_is_named(run):
    done = run("campaign", "list")
    assert done.exit_code == 1
    assert "survey-app db upgrade --home instance" in done.output


def test_messages_are_chinese_where_the_machine_is(ready, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert ready("campaign", "close", "7").output == "Error: 没有第 7 号问卷活动。\n"


def test_from_launch_to_score(ready):
    """Launch, answer, score, close: the figures are those that were asked for."""
    launched = ready("campaign", "launch", "sat", "--communities", "CK-BAIYUAN,XS-HUALIAN")
    assert launched.output == "Campaign 1 launched in 2 communities\n"
    assert "overlap" not in launched.output
    again = ready("campaign", "launch", "sat")
    assert again.exit_code == 1
    assert (
        "百园社区 already has 便民生活圈居民满意度调查 in these days (campaign 1)" in again.output
    )

    shares = "CK-BAIYUAN=0.95,XS-HUALIAN=0.5"
    assert ready("simulate", "sat", "--forms", "120", "--satisfaction", shares).exit_code == 0
    scored = json.loads(ready("score", "--campaign", "1").output)
    rates = {c["code"]: c["satisfaction"] for c in scored["communities"]}
    assert rates["CK-BAIYUAN"]["rate"] == pytest.approx(0.95, abs=0.02)
    assert rates["XS-HUALIAN"]["rate"] == pytest.approx(0.5, abs=0.02)
    assert rates["XS-HUALIAN"]["verdict"] == "not_met"
    assert scored["city"]["communities"] == 2

    table = list(csv.reader(io.StringIO(ready("score", "--campaign", 1, "--format", "csv").output)))
    assert len({len(row) for row in table}) == 1
    assert len(table) == 1 + 2 * 12  # per community the headline and eleven items

    rows = list(csv.DictReader(io.StringIO(ready("export", "--campaign", "1").output)))
    assert len(rows) == 120
    assert {row["synthetic"] for row in rows} == {"True"}
    lines = ready("export", "--campaign", "1", "--format", "json").output.splitlines()
    objects = [json.loads(line) for line in lines]
    assert [one["community"] for one in objects] == [row["community"] for row in rows]
    assert [one["answers"].get("S10", "") for one in objects] == [row["S10"] for row in rows]

    closed = ready("campaign", "close", "1")
    assert closed.output.startswith("Campaign 1 closed with ")
    assert "\tended\t" in ready("campaign", "list").output


def test_a_file_that_cannot_be_written_is_named(ready):
    ready("campaign", "launch", "sat")
    done = ready("posters", "--out", "/nowhere/x.pdf")
    assert done.exit_code == 1
    assert "/nowhere/x.pdf cannot be written" in done.output


def test_a_new_password_or_a_closed_account_ends_every_session(ready, tmp_path):
    from survey_app.services import staff
    from survey_app.storage.connect import Database
    from tests.city import NOON

    ready("staff", "add", "chen", "--area", "CK-BAIYUAN")
    database = Database(f"sqlite:///{tmp_path / 'instance/survey.db'}")
    for command in ("password", "disable"):
        with database.writing() as session:
            account = staff.find_staff(session, "chen")
            staff.open_session(session, account.id, command, NOON)
        assert ready("staff", command, "chen").exit_code == 0
        with database.reading() as session:
            assert staff.signed_in(session, command, NOON) is None
    database.dispose()


def test_rotated_keys_keep_the_old_ones(ready):
    assert ready("keys", "rotate").exit_code == 0
    before = json.loads(Path("instance/keys.json").read_text())["form"]
    assert ready("keys", "rotate").exit_code == 0
    after = json.loads(Path("instance/keys.json").read_text())["form"]
    assert after[:-1] == before


def test_posters_are_written_for_every_placement(ready):
    ready("campaign", "launch", "sat")
    done = ready("posters", "--out", "all.pdf", "--public-url", "https://survey.example.cn")
    assert done.output == "all.pdf: 9 posters for https://survey.example.cn\n"
    assert Path("all.pdf").read_bytes().startswith(b"%PDF-")


def test_a_staff_account_gets_a_random_password_shown_once(ready):
    done = ready("staff", "add", "chen", "--role", "worker", "--area", "CK-BAIYUAN")
    assert done.exit_code == 0
    assert "Account chen added (worker)" in done.output
    assert "Its password, shown only now: " in done.output
    assert (
        "There is an account chen already."
        in ready("staff", "add", "chen", "--role", "admin").output
    )


def test_demo_sets_everything_up_and_a_second_run_goes_on(run):
    """One run makes data, posters and demo.json; the next keeps codes, password and answers."""
    arguments = ("demo", "--home", "here", "--responses", "90", "--no-serve", "--port", "8123")
    first = run(*arguments)
    assert first.exit_code == 0, first.output
    file = Path("here/demo.json")
    before = json.loads(file.read_text("utf-8"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert before["base_url"] == "http://127.0.0.1:8123"
    assert Path(before["posters"]).read_bytes().startswith(b"%PDF-")
    assert {c["questionnaire"] for c in before["campaigns"]} == {"needs", "sat"}
    assert all(len(c["communities"]) == 9 for c in before["campaigns"])
    assert len(before["placements"]) == 9
    place = before["placements"][0]
    assert place["url"] == f"http://127.0.0.1:8123/q/{place['code']}"
    assert place["forms"]["sat"] == f"{place['url']}/sat"
    assert before["staff"]["admin"]["password"] in first.output

    assert run(*arguments).exit_code == 0
    assert json.loads(file.read_text("utf-8")) == before
    listed = run("campaign", "list", "--home", "here").output
    assert listed.count("\n") == 2
    counts = [int(line.split("\t")[4].split()[0]) for line in listed.splitlines()]
    assert sum(counts) <= 90
