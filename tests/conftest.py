"""What tests share: both databases, and a small city with two running campaigns."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from survey_app.storage.connect import Database
from tests.city import City, build_city

pytest_plugins = ["tests.postgres", "tests.browser_fixture"]

# The machine may be busy: how long one example takes says nothing.
settings.register_profile("ours", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ours")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty, upgraded database; every test that asks for it runs on both engines."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'survey.db'}"
    else:
        url = request.getfixturevalue("postgres_url")
    database = Database(url)
    database.upgrade()
    yield database
    database.dispose()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    """An empty, upgraded SQLite database, for tests that are not about storage."""
    database = Database(f"sqlite:///{tmp_path / 'survey.db'}")
    database.upgrade()
    yield database
    database.dispose()


@pytest.fixture
def city(sqlite: Database, tmp_path: Path) -> City:
    """Nine communities with `needs` (campaign 1) and `sat` (campaign 2) running, on SQLite."""
    return build_city(sqlite, tmp_path)


@pytest.fixture
def city_on_both(database: Database, tmp_path: Path) -> City:
    """The same city, once on each engine."""
    return build_city(database, tmp_path)
