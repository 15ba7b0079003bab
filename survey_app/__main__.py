"""`python3 -m survey_app ...`: in a checkout first make `.venv` right, then the command line.

Standard library only, and in words every Python can read: an old one is told what it lacks.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the one line that an older Python must reach
    sys.exit(
        "survey_app needs Python 3.11 or newer, and this is Python "
        + sys.version.split()[0]
        + " ("
        + sys.executable
        + "). Install a newer one and start it by its name: python3.11 -m survey_app ..."
    )

if __name__ == "__main__":
    from survey_app import bootstrap

    bootstrap.start(sys.argv[1:])

    from survey_app.cli import main

    main()
