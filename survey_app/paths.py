"""Where the folders beside the code are, in a checkout and in an installed package alike.

Standard library only: `survey_app.bootstrap` uses this before anything is installed.
"""

import tomllib
from importlib.metadata import version as installed_version
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
BESIDE = PACKAGE.parent


def is_checkout() -> bool:
    """Whether this package lies in a checkout of the project, not in an installed wheel."""
    return (BESIDE / "pyproject.toml").is_file() and (BESIDE / "run.lock").is_file()


def bundled(name: str) -> Path:
    """The folder `name` ("questionnaires", "migrations", "reports") that belongs to this version.

    A wheel carries it in `survey_app/_bundled/`; in a checkout it lies beside the package.
    Raises FileNotFoundError, saying where it was looked for.
    """
    places = [PACKAGE / "_bundled" / name, BESIDE / name]
    for place in places:
        if place.exists():
            return place
    looked = " and ".join(map(str, places))
    raise FileNotFoundError(
        f"“{name}” belongs to survey_app and is missing: looked for {looked}. "
        "Install the package again, or restore the folder in the checkout."
    )


def version() -> str:
    """The version: from pyproject.toml in a checkout, else from the installed package."""
    if not is_checkout():
        return installed_version("survey-app")
    project = tomllib.loads((BESIDE / "pyproject.toml").read_text("utf-8"))
    return str(project["project"]["version"])
