"""Other programs, started quietly, and what the person who waits is told meanwhile."""

import os
import subprocess
import sys
from pathlib import Path


class SetupError(Exception):
    """What went wrong while setting up, and the cure, in words for the person who waits."""


def say(line: str, *, end: str = "\n") -> None:
    """Tell the person who waits; on stderr, because a command's stdout may go to a file."""
    print(line, file=sys.stderr, end=end, flush=True)


def run(command: list[str], *, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command without a keyboard; its output and errors are in `stdout`."""
    return subprocess.run(
        command,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )


def runs(*command: str) -> bool:
    """Whether a command can be started and ends well; its output is dropped."""
    try:
        return run(list(command)).returncode == 0
    except OSError:
        return False


def watch(command: list[str], *, total: int = 0) -> str | None:
    """Run a command quietly, counting on a terminal the packages that pip has got hold of.

    Returns None when it ended well, else the last lines it wrote.
    """
    environ = {**os.environ, "PIP_USER": "0"}  # a user's `user = true` has no place in .venv
    lines: list[str] = []
    found = 0
    with subprocess.Popen(
        command,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        close_fds=False,  # it inherits the lock of take_turn; Python's other files stay closed
    ) as child:
        for line in child.stdout or ():
            lines.append(line)
            found += line.startswith("Collecting ")
            if total and sys.stderr.isatty():
                say(f"\r  {found} of {total}", end="")
    if total and sys.stderr.isatty():
        say("")
    return None if child.returncode == 0 else "".join(lines[-20:]).rstrip()
