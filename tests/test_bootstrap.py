"""A bare checkout starts with Python alone: `.venv` is made once, from the lock, and kept right.

Each test starts a tiny checkout of its own: our bootstrap, a lock with one wheel made here, and a
command line that only says that it was reached. Nothing is downloaded.
"""

import ast
import base64
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from survey_app.bootstrap import browser
from survey_app.bootstrap.commands import SetupError
from survey_app.bootstrap.environment import Environment
from survey_app.paths import BESIDE, PACKAGE

COMMAND_LINE = (
    "def main():\n    import tiny, sys\n    print('reached', tiny.NUMBER, *sys.argv[1:])\n"
)


class Checkout:
    """A folder with the bootstrap in it, and wheels beside it in place of a package registry."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "checkout"
        self.wheels = folder / "wheels"
        self.wheels.mkdir()
        package = self.folder / "survey_app"
        shutil.copytree(PACKAGE / "bootstrap", package / "bootstrap")
        for name in ("__init__.py", "__main__.py", "paths.py"):
            shutil.copy(PACKAGE / name, package)
        (package / "cli.py").write_text(COMMAND_LINE)
        (self.folder / "pyproject.toml").write_text("[project]\nversion = '1'\n")
        self.lock(1)
        self.environment = Environment(self.folder)

    def lock(self, number: int) -> None:
        """Write a run.lock that asks for the wheel `tiny` in version `number`, and that wheel."""
        wheel = self.wheels / f"tiny-{number}-py3-none-any.whl"
        meta = f"tiny-{number}.dist-info"
        files = {
            "tiny.py": f"NUMBER = {number}\n",
            f"{meta}/METADATA": f"Metadata-Version: 2.1\nName: tiny\nVersion: {number}\n",
            f"{meta}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        record = "".join(f"{name},sha256={hash64(text)},\n" for name, text in files.items())
        with zipfile.ZipFile(wheel, "w") as archive:
            for name, text in {**files, f"{meta}/RECORD": record}.items():
                archive.writestr(name, text)
        digest = sha256(wheel.read_bytes()).hexdigest()
        (self.folder / "run.lock").write_text(f"tiny=={number} --hash=sha256:{digest}\n")

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        """Begin `python3 -m survey_app …` as somebody with a bare Python would."""
        python = getattr(sys, "_base_executable", sys.executable)
        return subprocess.Popen(
            [python, "-m", "survey_app", *arguments],
            cwd=self.folder,
            env={**os.environ, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def start(self, *arguments: str) -> tuple[int, str, str]:
        """Start it and wait: exit code, stdout, stderr."""
        process = self.begin(*arguments)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err


def hash64(text: str) -> str:
    return base64.urlsafe_b64encode(sha256(text.encode()).digest()).decode().rstrip("=")


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path)


@pytest.fixture
def ready(checkout):
    code, _, err = checkout.start()
    assert code == 0, err
    return checkout


def test_the_first_start_sets_up_and_goes_on_with_the_same_command(checkout):
    code, out, err = checkout.start("demo", "--port", "0")
    assert (code, out) == (0, "reached 1 demo --port 0\n"), err
    assert "Setting up" in err
    assert "Ready." in err


def test_a_second_start_sets_nothing_up_and_needs_no_wheel(ready):
    shutil.rmtree(ready.wheels)
    assert ready.start("demo") == (0, "reached 1 demo\n", "")


def test_another_lock_makes_the_environment_again_but_keeps_the_browser(ready):
    ready.environment.browser.mkdir()
    left = ready.environment.packages / "left.py"
    left.touch()
    ready.lock(2)
    assert ready.start()[:2] == (0, "reached 2\n")
    assert not left.exists()
    assert ready.environment.browser.is_dir()


def test_a_moved_checkout_is_set_up_again(ready):
    moved = ready.folder.rename(ready.folder.with_name("moved"))
    ready.folder = moved
    code, out, err = ready.start()
    assert (code, out) == (0, "reached 1\n")
    assert "Setting up" in err


def test_a_file_with_another_hash_is_refused_and_the_next_start_tries_again(checkout):
    lock = checkout.folder / "run.lock"
    right = lock.read_text()
    lock.write_text("tiny==1 --hash=sha256:" + "0" * 64 + "\n")
    code, out, err = checkout.start()
    assert (code, out) == (1, "")
    assert "pip could not install what run.lock lists" in err
    assert "Traceback" not in err
    assert not checkout.environment.is_current(tests=False)
    lock.write_text(right)
    assert checkout.start()[:2] == (0, "reached 1\n")


def test_a_start_killed_halfway_is_made_good_by_the_next(checkout):
    killed = checkout.begin()
    while not (checkout.folder / ".venv" / "pyvenv.cfg").exists():
        assert killed.poll() is None
        time.sleep(0.01)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    assert checkout.start()[:2] == (0, "reached 1\n")


def test_two_starts_at_once_set_up_once(checkout):
    both = [checkout.begin(), checkout.begin()]
    told = [process.communicate(timeout=120) for process in both]
    assert [out for out, _ in told] == ["reached 1\n"] * 2
    assert sum("Ready." in err for _, err in told) == 1


def test_an_environment_for_the_tests_serves_every_other_command(ready):
    tests_lock = ready.folder / "test.lock"
    tests_lock.write_text("# nothing more\n")
    assert not ready.environment.is_current(tests=True)
    lines = ready.environment.expected(tests=True)
    ready.environment.stamp.write_text("\n".join(lines))
    assert ready.environment.is_current(tests=True)
    assert ready.environment.is_current(tests=False)


@pytest.mark.parametrize("named", ["/nowhere/chromium", "false"])
def test_a_named_browser_that_does_not_start_is_an_error_and_not_replaced(
    tmp_path, monkeypatch, named
):
    monkeypatch.setenv("SURVEY_TEST_BROWSER", named)
    with pytest.raises(SetupError, match=f"names {named}, which does not start"):
        browser.find(Environment(tmp_path))


def test_a_package_that_is_not_a_checkout_goes_straight_to_its_command_line(checkout):
    (checkout.folder / "run.lock").unlink()
    (checkout.folder / "survey_app" / "cli.py").write_text("def main():\n    print('reached')\n")
    assert checkout.start() == (0, "reached\n", "")
    assert not checkout.environment.folder.exists()


def test_an_old_python_can_read_the_first_file_and_is_told_what_it_needs():
    for name in ("__init__.py", "__main__.py"):
        source = (PACKAGE / name).read_text("utf-8")
        assert source.isascii()
        ast.parse(source, feature_version=(3, 4))


def test_the_bootstrap_needs_the_standard_library_alone():
    for file in [PACKAGE / "__main__.py", PACKAGE / "paths.py", *PACKAGE.glob("bootstrap/*.py")]:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            roots = {name.partition(".")[0] for name in names}
            assert roots <= {*sys.stdlib_module_names, "survey_app", "playwright"}, file


def test_the_checks_before_a_merge_are_the_line_in_the_readme():
    line = "python3 -m survey_app test"
    assert (BESIDE / ".ci" / "run").read_text("utf-8").splitlines()[-1] == line
    assert line in (BESIDE / "README.md").read_text("utf-8")
