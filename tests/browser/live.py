"""The whole system as an operator runs it: `survey-app demo` in a folder of its own, on loopback.

Setting up takes some seconds, so one live city serves many tests; it is ended by its process id.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from survey_app.paths import BESIDE
from tests.postgres import ends_with_us

COMMAND = [sys.executable, "-c", "from survey_app.cli import main; main()"]
HOST = "127.0.0.1"
START_SECONDS = 120
BAIYUAN = "CK-BAIYUAN"  # 百园社区


@dataclass(frozen=True)
class LiveCity:
    """A running system. home: its folder; process: the server's master."""

    home: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        """Where it is served; QR codes carry the same."""
        return f"http://{HOST}:{self.port}"

    @property
    def document(self) -> dict[str, Any]:
        """What the demonstration wrote about itself."""
        return dict(json.loads((self.home / "demo.json").read_text("utf-8")))

    @property
    def password(self) -> str:
        """The password of `admin`."""
        return str(self.document["staff"]["admin"]["password"])

    def code(self, community: str = BAIYUAN) -> str:
        """The first QR code of a community."""
        placements = self.document["placements"]
        return next(str(p["code"]) for p in placements if p["community"] == community)

    def campaign(self, questionnaire: str) -> int:
        """The number of a questionnaire's campaign."""
        campaigns = self.document["campaigns"]
        return next(int(c["id"]) for c in campaigns if c["questionnaire"] == questionnaire)


@contextmanager
def running_city(
    home: Path, *, responses: int, environ: Mapping[str, str] | None = None
) -> Iterator[LiveCity]:
    """Set up nine communities with `needs`, `sat` and synthetic answers, and serve them."""
    home = home.absolute()
    home.mkdir(parents=True, exist_ok=True)
    port = free_port()
    options = ["demo", "--home", str(home), "--host", HOST, "--port", str(port)]
    log = home / "log.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*ends_with_us(), *COMMAND, *options, "--responses", str(responses)],
            cwd=BESIDE,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={**os.environ, **(environ or {})},
        )
    try:
        wait_for(process, port, log)
        yield LiveCity(home, port, process)
    finally:
        end(process)


def run_command(*arguments: str, home: Path) -> str:
    """Run one command of the command line on a home folder; what it printed."""
    command = [*COMMAND, *arguments, "--home", str(home.absolute())]
    done = subprocess.run(command, cwd=BESIDE, check=True, capture_output=True, text=True)
    return done.stdout


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Come back when the server answers; RuntimeError with its own words if it has ended."""
    give_up = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < give_up:
        try:
            connection = HTTPConnection(HOST, port, timeout=10)
            connection.request("GET", "/static/app.css")
            connection.getresponse().read()
            connection.close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the server did not start: {log.read_text('utf-8')[-3000:]}")


def end(process: subprocess.Popen[bytes]) -> None:
    """End the server and its workers at once: nothing that a test still wants is on the way."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
