"""Erasing can be undone for a day; questions can be heard.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0003", "0002"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add what undoing an erasure and recordings of questions need."""
    op.add_column("response", sa.Column("erased_at", MOMENT))
    for column in ("erased_at", "replaces_id"):
        is_set = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            *(op.f(f"ix_response_{column}"), "response", [column]),
            sqlite_where=is_set,
            postgresql_where=is_set,
        )
    with op.batch_alter_table("erasure") as table:
        table.add_column(sa.Column("receipt_hash", sa.String(length=64)))
        table.create_unique_constraint(op.f("uq_erasure_receipt_hash"), ["receipt_hash"])
    op.create_table(
        "recording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("questionnaire", sa.String(length=32), nullable=False),
        sa.Column("question", sa.String(length=32), nullable=False),
        sa.Column("words_hash", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["staff.id"], name=op.f("fk_recording_recorded_by_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording")),
        sa.UniqueConstraint(
            *("questionnaire", "question", "words_hash", "label"),
            name=op.f("uq_recording_questionnaire_question_words_hash_label"),
        ),
    )
    op.create_index(op.f("ix_recording_content_hash"), "recording", ["content_hash"])


def downgrade() -> None:
    """Take them away again; what was erased and could still be undone is deleted for good."""
    op.drop_table("recording")
    erased = "SELECT id FROM response WHERE erased_at IS NOT NULL"
    op.execute(f"UPDATE response SET replaces_id = NULL WHERE replaces_id IN ({erased})")
    op.execute("DELETE FROM response WHERE erased_at IS NOT NULL")
    with op.batch_alter_table("erasure") as table:
        table.drop_constraint(op.f("uq_erasure_receipt_hash"), type_="unique")
        table.drop_column("receipt_hash")
    for column in ("erased_at", "replaces_id"):
        op.drop_index(op.f(f"ix_response_{column}"), table_name="response")
    # Not in a batch: that makes the table anew, and with the old one SQLite would delete what
    # belongs to its rows: photos, telephone numbers, exclusions.
    op.drop_column("response", "erased_at")
