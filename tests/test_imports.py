"""Imports point one way, and the pure parts load nothing of the web or of a database."""

import subprocess
import sys

import pytest

from survey_app.paths import BESIDE


def modules_after(code: str) -> set[str]:
    """The top-level modules that a new Python has loaded after running `code`."""
    code += "; import sys; print(*{name.partition('.')[0] for name in sys.modules})"
    shown = subprocess.run(
        [sys.executable, "-c", code], cwd=BESIDE, capture_output=True, text=True, check=True
    )
    return set(shown.stdout.split())


@pytest.mark.parametrize(
    ("package", "foreign"),
    [
        ("survey_app", {"flask", "sqlalchemy", "pydantic", "numpy", "click", "yaml"}),
        ("survey_app.scoring", {"flask", "sqlalchemy", "pydantic", "click", "yaml"}),
        ("survey_app.questionnaire", {"flask", "sqlalchemy", "numpy", "scipy", "click"}),
        ("survey_app.bootstrap", {"flask", "sqlalchemy", "pydantic", "numpy", "click", "yaml"}),
    ],
)
def test_a_package_loads_nothing_foreign_to_it(package, foreign):
    inside = "import pkgutil, importlib, {0} as top; " + (
        "[importlib.import_module(m.name) for m in pkgutil.iter_modules(top.__path__, '{0}.')]"
    )
    code = f"import {package}" if package == "survey_app" else inside.format(package)
    assert modules_after(code) & foreign == set()


def test_every_import_contract_in_the_project_file_is_kept():
    linter = "import sys; from importlinter.cli import lint_imports as lint; sys.exit(lint({}))"
    options = "config_filename='pyproject.toml', cache_dir=None, no_logo=True"
    done = subprocess.run(
        [sys.executable, "-c", linter.format(options)], cwd=BESIDE, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
