"""The migrations make what the models say, on both engines, and take it back."""

import ast

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from survey_app.paths import bundled
from survey_app.storage.base import Base
from survey_app.storage.connect import Database

FILES = sorted((bundled("migrations") / "versions").glob("*.py"))


def test_the_migrated_schema_is_the_one_of_the_models(database):
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    assert database.is_current()


def constraint_names(database: Database) -> dict[str, set[str | None]]:
    inspector = inspect(database.engine)
    readers = (
        inspector.get_check_constraints,
        inspector.get_foreign_keys,
        inspector.get_unique_constraints,
        inspector.get_indexes,
        lambda table: [inspector.get_pk_constraint(table)],
    )
    return {
        table: {found["name"] for read in readers for found in read(table)}
        for table in Base.metadata.tables
    }


def test_constraints_have_the_names_of_the_models(database):
    named = {
        table.name: {c.name for c in table.constraints} | {index.name for index in table.indexes}
        for table in Base.metadata.sorted_tables
    }
    uniques = {n: {c for c in names if c.startswith("uq_")} for n, names in named.items()}
    found = constraint_names(database)
    for table, names in named.items():
        # PostgreSQL lists the index of a unique constraint under the same name.
        assert found[table] - uniques[table] == names - uniques[table]
        assert None not in found[table]


def test_the_way_back_leaves_nothing(database):
    database.downgrade()
    assert inspect(database.engine).get_table_names() == ["alembic_version"]
    assert not database.is_current()
    database.upgrade()
    assert database.is_current()


def test_upgrading_an_upgraded_database_changes_nothing(database):
    before = constraint_names(database)
    database.upgrade()
    assert constraint_names(database) == before


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_migration_knows_alembic_and_sqlalchemy_only(file):
    imported = {
        name
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [a.name for a in node.names]
        )
    }
    assert {name.partition(".")[0] for name in imported} <= {"alembic", "sqlalchemy"}


def test_an_empty_database_is_not_current(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'new.db'}")
    assert not database.is_current()
    database.dispose()
