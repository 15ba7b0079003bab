"""The database: one engine, reading and writing transactions, schema upgrades.

SQLite runs in WAL with synchronous=FULL. Its own busy handler is unfair under load, so writers
queue at a thread lock and a file lock beside the database and hold them from BEGIN IMMEDIATE to
COMMIT only.
"""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from survey_app.errors import Away, Invalid, marked
from survey_app.paths import bundled
from survey_app.storage.turns import NoTurn, Turns

__all__ = ["Database", "Session"]

PATIENCE = 5.0
SQLITE = ("sqlite", "sqlite+pysqlite")
POSTGRESQL = ("postgresql", "postgresql+psycopg")

BUSY = marked("The database does not answer right now. Please try again soon.")
_dumps = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))


class Database:
    """Transactions on one database. Safe to share between threads and across a fork."""

    def __init__(self, url: str, *, connections: int = 16, patience: float = PATIENCE) -> None:
        """patience: seconds to wait for the writers' turn, and as long for the database."""
        self.engine = _engine(url, connections, patience)
        self._writer = self.engine.execution_options(begin="BEGIN IMMEDIATE")
        path = self.engine.url.database if self.is_sqlite else None
        self._turns = Turns(Path(f"{path}.lock"), patience=patience) if path else None

    @property
    def is_sqlite(self) -> bool:
        """Whether the engine is SQLite (one writer at a time)."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that sees one moment and writes nothing."""
        with _told(), Session(self.engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that is committed when the block ends well and rolled back otherwise."""
        with _told(), self._turn(), Session(self._writer) as session, session.begin():
            yield session

    def _turn(self) -> AbstractContextManager[None]:
        return self._turns.taken() if self._turns else nullcontext()

    def upgrade(self, revision: str = "head") -> None:
        """Bring the schema to a revision (`head`: the newest)."""
        with _told(), self._turn(), self.engine.begin() as connection:
            command.upgrade(_alembic(connection), revision)

    def downgrade(self, revision: str = "base") -> None:
        """Take the schema back to a revision (`base`: nothing)."""
        with _told(), self._turn(), self.engine.begin() as connection:
            command.downgrade(_alembic(connection), revision)

    def is_current(self) -> bool:
        """Whether the schema is the one that this program was written for."""
        with _told(), self.engine.connect() as connection:
            head = ScriptDirectory.from_config(_alembic(connection)).get_current_head()
            return MigrationContext.configure(connection).get_current_revision() == head

    def dispose(self) -> None:
        """Close the pooled connections (before a fork, and at the end)."""
        self.engine.dispose()
        if self._turns:
            self._turns.close()


@contextmanager
def _told() -> Iterator[None]:
    """Says in one way that the database is away, whatever the driver calls it."""
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout, NoTurn) as error:
        raise Away(BUSY) from error


def _engine(url: str, connections: int, patience: float) -> Engine:
    parsed = _address(url)
    if parsed.database and parsed.drivername in SQLITE:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        parsed,
        json_serializer=_dumps,
        pool_size=connections,
        pool_timeout=patience,
        hide_parameters=True,  # an error that is logged must not tell what somebody answered
    )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", partial(_sqlite_connection, patience))
        event.listen(engine, "begin", _sqlite_begin)
    else:
        event.listen(engine, "connect", partial(_postgres_connection, patience))
    return engine


def _address(url: str) -> URL:
    """The parsed URL of a SQLite file or of PostgreSQL; raises Invalid for anything else."""
    with suppress(ArgumentError):
        parsed = make_url(url)
        is_file = bool(parsed.database) and parsed.database != ":memory:"
        if parsed.drivername in POSTGRESQL or (parsed.drivername in SQLITE and is_file):
            return parsed
    raise Invalid(  # without the URL: it may hold a password
        "The database address must begin with postgresql:// or name a file after sqlite:///."
    )


def _sqlite_connection(patience: float, connection: Any, record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "cache_size=-16384",  # KiB; the indexes of a large campaign outgrow the usual 2 MB
        f"busy_timeout={patience * 1000:.0f}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _postgres_connection(patience: float, connection: Any, record: object) -> None:
    connection.execute("SET synchronous_commit TO on")
    connection.execute("SET timezone TO 'UTC'")
    connection.execute(f"SET lock_timeout TO '{patience * 1000:.0f}ms'")
    connection.commit()


def _alembic(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(bundled("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
