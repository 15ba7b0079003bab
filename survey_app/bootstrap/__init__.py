"""From a bare checkout to a running program, with Python and its standard library alone.

    start ──▶ environment   makes .venv from a hashed lock   ──▶ again, inside .venv
          ──▶ suite         `test`: checks and pytest        ──▶ browser, debian

An installed package skips all of this.
"""

import os
import subprocess
import sys

from survey_app import paths
from survey_app.bootstrap.commands import SetupError
from survey_app.bootstrap.environment import Environment


def start(arguments: list[str]) -> None:
    """Come back when this is the right Python for the command line; `test` ends in here.

    In a checkout it makes `.venv` when it is missing or out of date and goes on inside it.
    """
    if not paths.is_checkout():
        return
    environment = Environment(paths.BESIDE)
    testing = arguments[:1] == ["test"]
    try:
        environment.make_current(tests=testing)
        if not environment.is_running():
            go_on_inside(environment, arguments)
        if testing:
            from survey_app.bootstrap import suite

            sys.exit(suite.run(environment, arguments[1:]))
    except (SetupError, OSError) as error:  # OSError: no permission, no room on the disk …
        sys.exit(f"survey_app: {error}")
    except KeyboardInterrupt:
        print("\nInterrupted. The next start sets up again what is half done.", file=sys.stderr)
        sys.exit(130)


def go_on_inside(environment: Environment, arguments: list[str]) -> None:
    """Run the same command with the environment's Python, in place of this one; never returns."""
    os.environ.pop("PYTHONHOME", None)  # it would hide the environment from its own Python
    command = [str(environment.python), "-m", "survey_app", *arguments]
    if os.name == "nt":  # execv there returns to the shell before the program has ended
        sys.exit(subprocess.call(command))
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(command[0], command)
