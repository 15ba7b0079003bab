"""Make `.venv` in a checkout, and keep it: exactly what a hashed lock lists, nothing else.

A stamp in `.venv`, written last, says what it was made from: where it lies, its Python, and the
SHA-256 of each lock it satisfies. An environment without the right stamp is made again, so
neither an interruption nor a moved checkout nor a new lock leaves a half-right one in use.
test.lock contains run.lock, pin for pin: an environment made for the tests serves all commands.
"""

import hashlib
import os
import shutil
import sys
import sysconfig
from pathlib import Path

from survey_app.bootstrap.commands import say
from survey_app.bootstrap.installing import install, make_venv
from survey_app.bootstrap.turn import take_turn

BROWSER = "browser"  # the folder in .venv that outlives a change of the locks: it is large


class Environment:
    """The `.venv` of one checkout."""

    def __init__(self, checkout: Path) -> None:
        self.checkout = checkout
        self.folder = checkout / ".venv"
        self.browser = self.folder / BROWSER
        self.stamp = self.folder / "survey-app.stamp"
        where = {"base": str(self.folder), "platbase": str(self.folder)}
        self.packages = Path(sysconfig.get_path("purelib", "venv", where))
        self.scripts = Path(sysconfig.get_path("scripts", "venv", where))
        self.python = self.scripts / ("python.exe" if os.name == "nt" else "python")

    def is_running(self) -> bool:
        """Whether this very process runs with the environment's Python."""
        return self.folder.is_dir() and os.path.samefile(sys.prefix, self.folder)

    def is_current(self, *, tests: bool) -> bool:
        """Whether all that the lock (of the tests, if asked) lists is there, by the stamp."""
        if not (self.python.exists() and self.stamp.is_file()):
            return False
        return self.expected(tests=tests) <= set(self.stamp.read_text("utf-8").splitlines())

    def expected(self, *, tests: bool) -> set[str]:
        """The lines of a stamp that fits: place, Python, and the locks that are satisfied."""
        names = ["run.lock", "test.lock"] if tests else ["run.lock"]
        locks = {f"{name} {sha256(self.checkout / name)}" for name in names}
        return locks | {f"place {self.folder}", f"python {os.path.realpath(self.python)}"}

    def make_current(self, *, tests: bool) -> None:
        """Make the environment when it is missing or out of date; SetupError if it cannot be.

        Needs no network and a few milliseconds when it is current. Of two starts at once the
        second waits, and finds the work done.
        """
        if self.is_current(tests=tests):
            return
        with take_turn(
            self.checkout / ".venv.lock",
            waiting=lambda: say("Another start is setting up .venv; waiting for it."),
        ):
            if not self.is_current(tests=tests):
                self.make(tests=tests)

    def make(self, *, tests: bool) -> None:
        """Make it anew, or add what the tests need to one that already serves the rest."""
        say(f"Setting up {self.folder} (once, about a minute; later starts skip this)")
        adding = tests and self.is_current(tests=False)
        self.stamp.unlink(missing_ok=True)
        if not adding:
            self.clear()
            make_venv(self.folder)
        install(self.python, self.checkout / ("test.lock" if tests else "run.lock"))
        # As an editable install would: the code is found from any folder.
        (self.packages / "survey_app_checkout.pth").write_text(f"{self.checkout}\n", "utf-8")
        unfinished = self.stamp.with_suffix(".part")
        unfinished.write_text("\n".join(sorted(self.expected(tests=tests))) + "\n", "utf-8")
        unfinished.replace(self.stamp)
        say("Ready.")

    def clear(self) -> None:
        """Remove an old or half-made environment, but not a browser kept in it."""
        if self.folder.is_symlink():
            self.folder.unlink()
        for entry in self.folder.iterdir() if self.folder.is_dir() else ():
            if entry.is_symlink() or not entry.is_dir():
                entry.unlink()
            elif entry.name != BROWSER:
                shutil.rmtree(entry)


def sha256(file: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(file.read_bytes()).hexdigest()
