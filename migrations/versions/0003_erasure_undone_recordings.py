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
    with op.batch_alter_table("response") as table:
        table.add_column(sa.Column("erased_at", MOMENT))
        table.create_index(op.f("ix_response_erased_at"), ["erased_at"])
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
    op.execute("DELETE FROM response WHERE erased_at IS NOT NULL")
    with op.batch_alter_table("erasure") as table:
        table.drop_constraint(op.f("uq_erasure_receipt_hash"), type_="unique")
        table.drop_column("receipt_hash")
    with op.batch_alter_table("response") as table:
        table.drop_index(op.f("ix_response_erased_at"))
        table.drop_column("erased_at")
