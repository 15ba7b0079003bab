"""Debian packages, installed only where that needs no password."""

import os
import shutil

from survey_app.bootstrap.commands import run, runs, say


def install(package: str) -> bool:
    """Install one package with apt-get, as root or through `sudo -n`; False if that is impossible.

    Waits up to ten minutes for another apt-get to end. Its output is shown only when it fails.
    """
    root = root_prefix()
    if root is None or not shutil.which("apt-get"):
        return False
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    patience = ["-o", "DPkg::Lock::Timeout=600"]
    say(f"  installing the Debian package {package} with apt-get")
    run([*apt, *patience, "update"])  # old lists may still do, so only the next line decides
    done = run([*apt, "install", "-y", "--no-install-recommends", *patience, package])
    if done.returncode:
        say(f"  apt-get could not install {package}:\n{done.stdout[-2000:]}")
    return done.returncode == 0


def root_prefix() -> list[str] | None:
    """What to put before a command to run it as root: nothing, `sudo -n`, or None if impossible."""
    if os.name == "nt":
        return None
    if os.geteuid() == 0:
        return []
    if runs("sudo", "-n", "true"):
        return ["sudo", "-n"]
    return None
