"""The whole test suite as one command: style, types, then pytest with a real browser."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from xml.sax.saxutils import escape

from survey_app.bootstrap import browser
from survey_app.bootstrap.commands import say
from survey_app.bootstrap.environment import Environment

CHECKS = [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"]]
PYTEST = ["pytest", "-n", "2"]
FONTS_PACKAGE = "manimgx_fonts_cjk"
SYSTEM_FONTS = ["/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts"]
FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
{folders}
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


def run(environment: Environment, arguments: list[str]) -> int:
    """Run the suite, or just pytest with `arguments` if there are any; the exit code.

    Every step is run even when an earlier one found something, so that one run tells all.
    """
    tools = {
        "SURVEY_TEST_BROWSER": str(browser.find(environment)),
        "FONTCONFIG_FILE": str(write_fonts_conf(environment.browser)),
    }
    say(f"Testing with the browser {tools['SURVEY_TEST_BROWSER']}")
    steps = [[*PYTEST, *arguments]] if arguments else [*CHECKS, PYTEST]
    codes = {" ".join(step): run_step(environment.checkout, step, tools) for step in steps}
    failed = [step for step, code in codes.items() if code]
    if len(steps) > 1:
        say(f"FAILED: {', '.join(failed)}" if failed else "All steps passed.")
    return max(codes.values(), key=abs)


def run_step(checkout: Path, step: list[str], tools: dict[str, str]) -> int:
    """Run one tool, a module of this Python, in the checkout; its exit code."""
    say(f"\n== {' '.join(step)}")
    command = [sys.executable, "-m", *step]
    return subprocess.call(command, cwd=checkout, env={**os.environ, **tools})


def write_fonts_conf(folder: Path) -> Path:
    """A fontconfig file that adds our Chinese font, since a bare machine would show boxes."""
    package = find_spec(FONTS_PACKAGE)
    ours = list(package.submodule_search_locations or ()) if package else []
    home = [str(Path.home() / ".fonts"), str(Path.home() / ".local/share/fonts")]
    folders = "\n".join(f"  <dir>{escape(name)}</dir>" for name in [*ours, *SYSTEM_FONTS, *home])
    folder.mkdir(parents=True, exist_ok=True)
    conf = folder / "fonts.conf"
    conf.write_text(FONTS_CONF.format(folders=folders, cache=folder / "font-cache"), "utf-8")
    return conf
