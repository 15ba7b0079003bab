"""What is installed is what was locked, and a wheel carries all that the program needs."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from survey_app import paths

ROOT = paths.BESIDE
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
BUILD = "import sys, hatchling.build; print(hatchling.build.build_wheel(sys.argv[1]))"
FOLDERS = ("questionnaires", "migrations", "reports")


def locked(name: str) -> dict[str, set[str]]:
    """Package → its entries in a lock, each with its hashes: `name==version ; marker --hash …`."""
    text = (ROOT / name).read_text("utf-8").replace("\\\n", " ")
    entries: dict[str, set[str]] = {}
    for line in text.splitlines():
        entries.setdefault(line.partition("==")[0], set()).add(" ".join(line.split()))
    return entries


def wanted(requirements: list[str]) -> set[str]:
    """The names in requirements such as `psycopg[binary]>=3.2`, as a lock writes them."""
    names = [re.match(r"[\w.-]+", requirement).group() for requirement in requirements]
    return {re.sub(r"[-_.]+", "-", name).lower() for name in names}


@pytest.mark.parametrize("name", ["run.lock", "test.lock", "browser.lock"])
def test_a_lock_holds_hashes_and_never_where_a_package_came_from(name):
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*--(?!hash=sha256:[0-9a-f]{64}\b)", text, re.MULTILINE)
    for entries in locked(name).values():
        assert all("--hash=sha256:" in entry for entry in entries)


@pytest.mark.parametrize(
    ("name", "requirements"),
    [
        ("run.lock", PROJECT["project"]["dependencies"]),
        ("test.lock", PROJECT["dependency-groups"]["test"]),
        ("browser.lock", PROJECT["dependency-groups"]["browser"]),
    ],
)
def test_every_requirement_is_locked(name, requirements):
    assert wanted(requirements) - locked(name).keys() == set()


def test_the_lock_of_the_tests_contains_the_other_pin_for_pin():
    tests = locked("test.lock")
    assert {name: tests.get(name) for name in locked("run.lock")} == locked("run.lock")


def test_a_folder_that_is_missing_is_named_with_the_places_that_were_searched():
    with pytest.raises(FileNotFoundError, match=r"“nowhere” .*_bundled.nowhere and "):
        paths.bundled("nowhere")


def test_the_version_of_a_checkout_is_that_of_the_project_file():
    assert paths.version() == PROJECT["project"]["version"]


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """A folder with the unpacked wheel, as `pip install --target` would leave it."""
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-c", BUILD, str(folder)], cwd=ROOT, capture_output=True, text=True
    )
    assert built.returncode == 0, built.stderr
    with zipfile.ZipFile(folder / built.stdout.split()[-1]) as wheel:
        wheel.extractall(folder / "installed")
    return folder / "installed"


def run_installed(installed: Path, *arguments: str) -> str:
    """The stdout of this Python with the installed package, started somewhere else."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=installed.parent,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", FOLDERS)
def test_a_wheel_carries_the_folders_beside_the_code(installed, name):
    code = f"from survey_app import paths; print(paths.bundled('{name}'))"
    found = Path(run_installed(installed, "-c", code).strip())
    assert found == installed / "survey_app" / "_bundled" / name
    assert files_in(found) == files_in(ROOT / name)


def files_in(folder: Path) -> set[str]:
    """Relative paths of the files in a folder, without what Python caches."""
    files = (file.relative_to(folder) for file in folder.rglob("*") if file.is_file())
    return {file.as_posix() for file in files if "__pycache__" not in file.parts}


def test_a_wheel_carries_all_of_the_package_and_nothing_else(installed):
    package = files_in(installed / "survey_app")
    assert {name for name in package if not name.startswith("_bundled/")} == files_in(paths.PACKAGE)
    names = {path.name for path in installed.iterdir()}
    assert names == {"survey_app", f"survey_app-{paths.version()}.dist-info"}


def test_an_installed_package_is_its_command_line_and_knows_its_version(installed):
    assert "Usage" in run_installed(installed, "-m", "survey_app", "--help")
    code = "from survey_app import paths; print(paths.version(), paths.is_checkout())"
    assert run_installed(installed, "-c", code).split() == [paths.version(), "False"]
