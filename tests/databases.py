"""Upgraded databases of both engines, empty or with a city: copies, made quicker than anew."""

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import URL

from survey_app.storage.connect import Database, Session
from tests.city import City, launch_both, open_city
from tests.postgres import execute

ENGINES = ["sqlite", "postgresql"]


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest) -> Database:
    """An empty, upgraded database; every test that asks for it runs on both engines."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def sqlite(copies: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty, upgraded SQLite database, for tests that are not about storage."""
    yield from copied_file(copies / "empty.db", tmp_path)


@pytest.fixture
def postgresql(postgres_server: URL, templates: str) -> Iterator[Database]:
    """An empty, upgraded PostgreSQL database."""
    yield from copied_database(postgres_server, f"{templates}_empty")


@pytest.fixture
def city(copies: Path, tmp_path: Path) -> Iterator[City]:
    """Nine communities with `needs` (campaign 1) and `sat` (campaign 2) running, on SQLite."""
    yield from map(partial(open_city, home=tmp_path), copied_file(copies / "city.db", tmp_path))


@pytest.fixture
def city_on_postgresql(postgres_server: URL, templates: str, tmp_path: Path) -> Iterator[City]:
    """The same city on PostgreSQL."""
    databases = copied_database(postgres_server, f"{templates}_city")
    yield from map(partial(open_city, home=tmp_path), databases)


@pytest.fixture(params=ENGINES)
def city_on_both(request: pytest.FixtureRequest) -> City:
    """The same city, once on each engine."""
    name = "city" if request.param == "sqlite" else "city_on_postgresql"
    return request.getfixturevalue(name)


@pytest.fixture(scope="session", params=ENGINES)
def _scratch(request: pytest.FixtureRequest) -> Iterator[Database]:
    """One empty database for all tests that keep nothing."""
    if request.param == "sqlite":
        copies = request.getfixturevalue("copies")
        folder = request.getfixturevalue("tmp_path_factory").mktemp("scratch")
        yield from copied_file(copies / "empty.db", folder)
    else:
        server = request.getfixturevalue("postgres_server")
        yield from copied_database(server, f"{request.getfixturevalue('templates')}_empty")


@pytest.fixture
def session(_scratch: Database) -> Iterator[Session]:
    """A transaction on an empty database that is rolled back after the test; on both engines."""
    with _scratch.reading() as session:
        yield session


@pytest.fixture(scope="session")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with empty.db and city.db."""
    folder = tmp_path_factory.mktemp("databases")
    for name in ("empty", "city"):
        _fill(f"sqlite:///{folder / name}.db", name)
    return folder


@pytest.fixture(scope="session")
def templates(postgres_server: URL) -> Iterator[str]:
    """X, where X_empty and X_city are databases to copy."""
    prefix = f"survey_{uuid4().hex}"
    for name in ("empty", "city"):
        made = f"{prefix}_{name}"
        execute(postgres_server, f"CREATE DATABASE {made} TEMPLATE template0 ENCODING 'UTF8'")
        _fill(_address(postgres_server, made), name)
    yield prefix
    for name in ("empty", "city"):
        execute(postgres_server, f"DROP DATABASE {prefix}_{name} WITH (FORCE)")


def _fill(url: str, name: str) -> None:
    database = Database(url)
    database.upgrade()
    if name == "city":
        launch_both(database)
    database.dispose()


def copied_file(source: Path, folder: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{shutil.copy(source, folder / 'survey.db')}")
    yield database
    database.dispose()


def copied_database(server: URL, template: str) -> Iterator[Database]:
    name = f"survey_test_{uuid4().hex}"
    execute(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    database = Database(_address(server, name))
    yield database
    database.dispose()
    execute(server, f"DROP DATABASE {name} WITH (FORCE)")


def _address(server: URL, name: str) -> str:
    return server.set(database=name).render_as_string(hide_password=False)
