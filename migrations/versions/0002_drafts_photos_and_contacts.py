"""Drafts of questionnaires with their steps, retired versions, photos, sealed contacts.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision, down_revision = "0002", "0001"

MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Add what editing, photos and contacts need."""
    with op.batch_alter_table("questionnaire_version") as table:
        table.add_column(sa.Column("published_by", sa.Integer()))
        table.add_column(sa.Column("retired_at", MOMENT))
        table.create_foreign_key(
            op.f("fk_questionnaire_version_published_by_staff"), "staff", ["published_by"], ["id"]
        )
    _drafts()
    _attachments()
    _contacts()


def _drafts() -> None:
    op.create_table(
        "questionnaire_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("questionnaire", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("based_on_id", sa.Integer()),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["staff.id"], name=op.f("fk_questionnaire_draft_owner_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["based_on_id"],
            ["questionnaire_version.id"],
            name=op.f("fk_questionnaire_draft_based_on_id_questionnaire_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire_draft")),
    )
    for column in ("questionnaire", "owner_id"):
        op.create_index(op.f(f"ix_questionnaire_draft_{column}"), "questionnaire_draft", [column])
    op.create_table(
        "draft_revision",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("definition", DOCUMENT, nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["questionnaire_draft.id"],
            name=op.f("fk_draft_revision_draft_id_questionnaire_draft"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("draft_id", "number", name=op.f("pk_draft_revision")),
    )


def _attachments() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.String(length=32), nullable=False),
        sa.Column("question", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("response_id", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["response.id"],
            name=op.f("fk_attachment_response_id_response"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint(
            "submission_id",
            "question",
            "key",
            name=op.f("uq_attachment_submission_id_question_key"),
        ),
    )
    op.create_index("ix_attachment_received_at", "attachment", ["received_at"])
    op.create_index(op.f("ix_attachment_response_id"), "attachment", ["response_id"])


def _contacts() -> None:
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("consented_at", MOMENT, nullable=False),
        sa.Column("delete_after", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["response.id"],
            name=op.f("fk_contact_response_id_response"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint(
            "response_id", "question", name=op.f("uq_contact_response_id_question")
        ),
    )
    op.create_index(op.f("ix_contact_delete_after"), "contact", ["delete_after"])


def downgrade() -> None:
    """Take it away again, with what it holds."""
    for table in ("contact", "attachment", "draft_revision", "questionnaire_draft"):
        op.drop_table(table)
    with op.batch_alter_table("questionnaire_version") as table:
        table.drop_constraint(
            op.f("fk_questionnaire_version_published_by_staff"), type_="foreignkey"
        )
        table.drop_column("retired_at")
        table.drop_column("published_by")
