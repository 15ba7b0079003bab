"""A resident's journey against a bare Flask application, on the same server in the same run.

    python -m tests.benchmarks.journey [--seconds 20] [--at-once 32] [--postgres]

Nothing is asserted: absolute times move with the machine. Quote the ratios.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from os import sysconf
from pathlib import Path

from survey_app.config import Settings
from tests.benchmarks.parts import parts
from tests.browser import live
from tests.postgres import find_programs, running_server

GOALS = "goals: ≥ 60 % of the bare journeys/s, ≥ 400/s, ≤ 4 ms CPU, p99 ≤ 300 ms, ≤ 250 MiB"
TURNS = 4  # the two take turns, so that a busy minute of the machine hits both
TICKS = sysconf("SC_CLK_TCK")


@dataclass
class Measured:
    """One application under load. seconds: of each request, over all turns."""

    name: str
    port: int
    path: str
    server: int  # process id of the master
    journeys: int = 0
    errors: int = 0
    elapsed: float = 0.0
    cpu: float = 0.0
    seconds: list[float] = field(default_factory=list)

    def drive(self, seconds: float, at_once: int) -> None:
        """One turn of the load client."""
        before = cpu_seconds(self.server)
        options = [str(self.port), self.path, str(seconds), str(at_once)]
        client = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.load", *options],
            check=True,
            capture_output=True,
            text=True,
        )
        self.cpu += cpu_seconds(self.server) - before
        told = json.loads(client.stdout)
        self.journeys += told["journeys"]
        self.errors += told["errors"]
        self.elapsed += told["elapsed"]
        self.seconds += told["seconds"]

    def row(self, bare: "Measured") -> str:
        """A line of the table."""
        ordered = sorted(self.seconds) or [0.0]
        median, slow = (1000 * ordered[int(len(ordered) * share)] for share in (0.5, 0.99))
        rate = self.journeys / self.elapsed
        return (
            f"{self.name:<22}{rate:>11.0f}{rate * bare.elapsed / bare.journeys:>9.0%}"
            f"{median:>9.0f}{slow:>9.0f}{1000 * self.cpu / self.journeys:>9.2f}"
            f"{memory(self.server):>9.0f}{self.errors:>8}"
        )


def processes(master: int) -> Iterator[int]:
    """A server and its workers, by their process ids."""
    yield master
    for task in Path(f"/proc/{master}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from processes(int(child))


def cpu_seconds(master: int) -> float:
    """User and system time of a server and its workers so far."""
    total = 0
    for process in processes(master):
        after_name = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        total += int(after_name[11]) + int(after_name[12])
    return total / TICKS


def memory(master: int) -> float:
    """MiB that a server and its workers hold, shared pages counted once."""
    lines = (
        line
        for process in processes(master)
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    )
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


@contextmanager
def bare_server(home: Path) -> Iterator[Measured]:
    """The yardstick, served."""
    port = live.free_port()
    database = home / "bare.db"
    command = [sys.executable, "-m", "tests.benchmarks.bare", str(port), str(database)]
    log = home / "bare.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        live.wait_for(process, port, log)
        yield Measured("bare Flask, SQLite", port, "/form", process.pid)
    finally:
        live.end(process)


@contextmanager
def our_server(home: Path, name: str, database_url: str) -> Iterator[tuple[Measured, Settings]]:
    """The system, served over SQLite or a database that is empty so far."""
    variables = {"SURVEY_APP_DATABASE_URL": database_url}
    with live.running_city(home, responses=0, environ=variables) as city:
        path = f"/q/{city.code()}/sat"
        measured = Measured(f"survey_app, {name}", city.port, path, city.process.pid)
        yield measured, Settings(home=home, database_url=database_url)


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=20.0, help="load on each, in all")
    parser.add_argument("--at-once", type=int, default=32, help="residents at the same time")
    parser.add_argument("--postgres", action="store_true", help="also over a PostgreSQL of its own")
    parser.add_argument("--database-url", default="", help="also over this empty database")
    return parser.parse_args()


def main() -> None:
    """Start the servers, drive them in turns, print the tables."""
    asked = arguments()
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        databases = {"SQLite": ""}
        if asked.database_url:
            databases["given database"] = asked.database_url
        if asked.postgres:
            url = stack.enter_context(running_server(find_programs()))
            databases["PostgreSQL"] = url.render_as_string(hide_password=False)
        bare = stack.enter_context(bare_server(home))
        ours = [
            stack.enter_context(our_server(home / str(number), name, url))
            for number, (name, url) in enumerate(databases.items())
        ]
        for _ in range(TURNS):
            for measured in [bare, *(one for one, _ in ours)]:
                measured.drive(asked.seconds / TURNS, asked.at_once)
        print_table(bare, [one for one, _ in ours])
        print_parts(ours[0])


def print_table(bare: Measured, ours: list[Measured]) -> None:
    """Journeys and requests, everything beside the bare application."""
    print(f"{'':<22}{'journeys/s':>11}{'of bare':>9}{'p50 ms':>9}{'p99 ms':>9}", end="")
    print(f"{'CPU ms':>9}{'MiB':>9}{'errors':>8}")
    for measured in [bare, *ours]:
        print(measured.row(bare))
    print(f"{GOALS}\n")


def print_parts(ours: tuple[Measured, Settings]) -> None:
    """Where our time goes."""
    measured, settings = ours
    code = measured.path.split("/")[2]
    print("where the time goes, one thread, ms a call")
    for name, seconds in parts(settings, code):
        print(f"  {name:<36}{1000 * seconds:>8.3f}")


if __name__ == "__main__":
    main()
