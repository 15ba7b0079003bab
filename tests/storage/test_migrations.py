"""The migrations make what the models say, on both engines, and take it back."""

import ast

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from survey_app.paths import bundled
from survey_app.storage.base import Base
from survey_app.storage.connect import Database
from survey_app.storage.enclosures import Attachment, Contact
from survey_app.storage.models import Erasure, Exclusion, Response
from tests.storage import rows

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


def answered(database: Database) -> None:
    """Two forms with all that belongs to one: the second was erased, the first replaces it."""
    with database.writing() as session:
        place = rows.tree(session)["C1"]
        campaign, staff = rows.campaign(session, [place]), rows.staff(session)
        erased = rows.add_response(session, 2, campaign, place, erased_at=rows.NOW)
        kept = rows.add_response(session, 1, campaign, place, replaces_id=erased.id)
        for number in (kept.id, erased.id):
            photo = {"key": "0", "content": b"1", "width": 1, "height": 1}
            mine = {"submission_id": f"{number}", "response_id": number, "question": "Q"}
            session.add(Attachment(received_at=rows.NOW, **mine, **photo))
            times = {"consented_at": rows.NOW, "delete_after": rows.NOW}
            session.add(Contact(response_id=number, question="Q", sealed=b"1", **times))
            why = {"reason": "x", "excluded_at": rows.NOW}
            session.add(Exclusion(response_id=number, staff_id=staff.id, **why))
        session.add(
            Erasure(
                submission_hash="1",
                receipt_hash="2",
                campaign_id=campaign.id,
                region_id=place.id,
                erased_at=rows.NOW,
            )
        )


def test_the_way_back_from_undoing_keeps_what_counts_and_ends_what_was_erased(database):
    answered(database)
    database.downgrade("0002")
    database.upgrade()
    with database.reading() as session:
        [kept] = session.query(Response).all()
        assert (kept.receipt, kept.answers, kept.replaces_id) == ("R1", {"S10": "5"}, None)
        for belonging in (Attachment, Contact, Exclusion):
            assert [row.response_id for row in session.query(belonging)] == [kept.id]
        [erasure] = session.query(Erasure).all()
        assert (erasure.submission_hash, erasure.receipt_hash) == ("1", None)
    assert database.is_current()


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
