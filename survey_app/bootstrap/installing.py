"""How an environment is made and filled on the Pythons that are met: with pip, without, Debian's.

Debian's Python refuses a plain `pip install` (PEP 668) and may lack pip or ensurepip. A pip of
22.3 or newer can fill an environment that has none of its own, which needs neither of the two.
"""

import re
import sys
from pathlib import Path

from survey_app.bootstrap import debian
from survey_app.bootstrap.commands import SetupError, run, runs, say, watch

PIP_THAT_SERVES_OTHERS = (22, 3)  # the first one with `--python`


def make_venv(folder: Path) -> None:
    """Make an environment in `folder`, with a pip of its own only where none can serve it."""
    base = base_python()
    say(f"  making it with {base}")
    options = ["--without-pip"]
    if pip_for_others() is None:
        if not runs(base, "-c", "import ensurepip; ensurepip.version()"):
            add_ensurepip(base)
        options = []
    output = watch([base, "-m", "venv", *options, str(folder)])
    if output is not None:
        raise SetupError(f"Python could not make an environment in {folder}:\n{output}")


def install(python: Path, lock: Path) -> None:
    """Install what `lock` lists into the environment of `python`, each file checked by its hash.

    Without looking for dependencies: a lock lists them all.
    """
    names = set(re.findall(r"^[\w.-]+(?===)", lock.read_text("utf-8"), re.MULTILINE))
    say(f"  installing what {lock.name} lists ({len(names)} packages at most)")
    own = [str(python), "-m", "pip"]
    pip = own if runs(*own, "--version") else pip_for_others()
    if pip is None:
        raise SetupError(f"no pip can be found for {python}. Delete .venv and start again.")
    if pip is not own:
        pip = [*pip, "--python", str(python)]
    options = ["--require-hashes", "--no-deps", "--no-input", "--disable-pip-version-check"]
    output = watch([*pip, "install", *options, "--no-color", "-r", str(lock)], total=len(names))
    if output is not None:
        raise SetupError(
            f"pip could not install what {lock.name} lists:\n{output}\n"
            "If the network was the reason, start the same command again when it is back."
        )


def base_python() -> str:
    """The Python below any virtual environment that this process may run in."""
    return getattr(sys, "_base_executable", None) or sys.executable


def pip_for_others() -> list[str] | None:
    """The command of a pip, outside `.venv`, that can fill another environment; None if none."""
    for python in dict.fromkeys([base_python(), sys.executable]):
        command = [python, "-m", "pip"]
        shown = re.match(r"pip (\d+)\.(\d+)", run([*command, "--version"]).stdout)
        if shown and tuple(map(int, shown.groups())) >= PIP_THAT_SERVES_OTHERS:
            return command
    return None


def add_ensurepip(python: str) -> None:
    """Get the part of Debian's Python that makes environments; SetupError with the line to type."""
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if debian.install(package) and runs(python, "-c", "import ensurepip; ensurepip.version()"):
        return
    raise SetupError(
        f"{python} has neither pip nor ensurepip, so nothing can be installed with it.\n"
        "Add them with your system's packages, then start the same command again. On Debian:\n"
        f"    sudo apt-get install {package}"
    )
