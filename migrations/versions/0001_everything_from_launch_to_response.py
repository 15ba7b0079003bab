"""Regions, questionnaires, campaigns, placements, responses, staff.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision, down_revision = "0001", None

MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "questionnaire_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("questionnaire", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("definition", DOCUMENT, nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire_version")),
        sa.UniqueConstraint(
            "questionnaire", "version", name=op.f("uq_questionnaire_version_questionnaire_version")
        ),
    )
    op.create_table(
        "region",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=12), nullable=False),
        sa.Column("parent_id", sa.Integer()),
        sa.Column("code", sa.String(length=48), nullable=False),
        sa.Column("official_code", sa.String(length=12)),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=60), nullable=False),
        sa.Column("batch", sa.Integer()),
        sa.CheckConstraint(
            "(level = 'city') = (parent_id IS NULL)", name=op.f("ck_region_only_cities_are_roots")
        ),
        sa.CheckConstraint(
            "level IN ('city', 'district', 'street', 'community')",
            name=op.f("ck_region_level_known"),
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["region.id"], name=op.f("fk_region_parent_id_region")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region")),
        sa.UniqueConstraint("code", name=op.f("uq_region_code")),
        sa.UniqueConstraint("official_code", name=op.f("uq_region_official_code")),
    )
    op.create_index(op.f("ix_region_parent_id"), "region", ["parent_id"], unique=False)
    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("goal", sa.String(length=12), nullable=False),
        sa.Column("plan", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
        sa.UniqueConstraint("code", name=op.f("uq_round_code")),
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("failed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failure")),
    )
    op.create_index(
        "ix_sign_in_failure_source_failed_at",
        "sign_in_failure",
        ["source", "failed_at"],
        unique=False,
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("disabled_at", MOMENT),
        sa.CheckConstraint(
            "role IN ('admin', 'analyst', 'worker')", name=op.f("ck_staff_role_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("user", name=op.f("uq_staff_user")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("staff_id", sa.Integer()),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("detail", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_audit_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer()),
        sa.Column("context", DOCUMENT, nullable=False),
        sa.Column("opens_at", MOMENT, nullable=False),
        sa.Column("closes_at", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "closes_at IS NULL OR closes_at >= opens_at",
            name=op.f("ck_campaign_ends_after_it_opens"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_campaign_round_id_round")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["questionnaire_version.id"],
            name=op.f("fk_campaign_version_id_questionnaire_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    op.create_index(op.f("ix_campaign_round_id"), "campaign", ["round_id"], unique=False)
    op.create_index(op.f("ix_campaign_version_id"), "campaign", ["version_id"], unique=False)
    op.create_table(
        "grant",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_grant_region_id_region")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_grant_staff_id_staff")),
        sa.PrimaryKeyConstraint("staff_id", "region_id", name=op.f("pk_grant")),
    )
    op.create_table(
        "placement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("spot", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("outlet", sa.String(length=40)),
        sa.Column("retired_at", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_placement_region_id_region")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
        sa.UniqueConstraint("code", name=op.f("uq_placement_code")),
    )
    op.create_index(op.f("ix_placement_region_id"), "placement", ["region_id"], unique=False)
    op.create_table(
        "population",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.CheckConstraint("value >= 0", name=op.f("ck_population_not_negative")),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_population_region_id_region")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_population")),
    )
    op.create_index(op.f("ix_population_region_id"), "population", ["region_id"], unique=False)
    op.create_table(
        "staff_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_session_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_staff_session_token_hash")),
    )
    op.create_index(op.f("ix_staff_session_staff_id"), "staff_session", ["staff_id"], unique=False)
    op.create_table(
        "campaign_community",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("target", sa.Integer()),
        sa.Column("minimum", sa.Integer()),
        sa.Column("population", DOCUMENT, nullable=False),
        sa.Column("closes_at", MOMENT),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_campaign_community_campaign_id_campaign"),
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_campaign_community_region_id_region")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "region_id", name=op.f("pk_campaign_community")),
    )
    op.create_index(
        op.f("ix_campaign_community_region_id"), "campaign_community", ["region_id"], unique=False
    )
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_hash", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("erased_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_erasure_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_erasure_region_id_region")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sa.UniqueConstraint("submission_hash", name=op.f("uq_erasure_submission_hash")),
    )
    op.create_index(op.f("ix_erasure_campaign_id"), "erasure", ["campaign_id"], unique=False)
    op.create_table(
        "response",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.String(length=32), nullable=False),
        sa.Column("receipt", sa.String(length=24), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer()),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("worker_id", sa.Integer()),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("notice_version", sa.Integer(), nullable=False),
        sa.Column("option_order", sa.Integer(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("submitted_at", MOMENT, nullable=False),
        sa.Column("device_mark", sa.String(length=32)),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("answers", DOCUMENT),
        sa.Column("codes", sa.LargeBinary()),
        sa.Column("ended", sa.String(length=32)),
        sa.Column("replaces_id", sa.Integer()),
        sa.CheckConstraint(
            "mode IN ('self', 'assisted', 'paper', 'kiosk', 'import')",
            name=op.f("ck_response_mode_known"),
        ),
        sa.CheckConstraint(
            "mode NOT IN ('assisted', 'paper') OR worker_id IS NOT NULL",
            name=op.f("ck_response_help_has_a_worker"),
        ),
        sa.CheckConstraint(
            "(ended IS NULL AND answers IS NOT NULL AND codes IS NOT NULL)"
            " OR (ended IS NOT NULL AND answers IS NULL AND codes IS NULL)",
            name=op.f("ck_response_answers_unless_ended"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_response_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_response_placement_id_placement")
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_response_region_id_region")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["response.id"], name=op.f("fk_response_replaces_id_response")
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["staff.id"], name=op.f("fk_response_worker_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sa.UniqueConstraint("receipt", name=op.f("uq_response_receipt")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_response_submission_id")),
    )
    op.create_index(
        "ix_response_campaign_id_region_id", "response", ["campaign_id", "region_id"], unique=False
    )
    op.create_table(
        "snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("counted_at", MOMENT, nullable=False),
        sa.Column("responses", sa.Integer(), nullable=False),
        sa.Column("tallies", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_snapshot_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
    )
    op.create_index(op.f("ix_snapshot_campaign_id"), "snapshot", ["campaign_id"], unique=False)
    op.create_table(
        "exclusion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("excluded_at", MOMENT, nullable=False),
        sa.Column("lifted_at", MOMENT),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["response.id"],
            name=op.f("fk_exclusion_response_id_response"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_exclusion_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exclusion")),
    )
    op.create_index(op.f("ix_exclusion_response_id"), "exclusion", ["response_id"], unique=False)


def downgrade() -> None:
    """Drop every table."""
    op.drop_index(op.f("ix_exclusion_response_id"), table_name="exclusion")
    op.drop_table("exclusion")
    op.drop_index(op.f("ix_snapshot_campaign_id"), table_name="snapshot")
    op.drop_table("snapshot")
    op.drop_index("ix_response_campaign_id_region_id", table_name="response")
    op.drop_table("response")
    op.drop_index(op.f("ix_erasure_campaign_id"), table_name="erasure")
    op.drop_table("erasure")
    op.drop_index(op.f("ix_campaign_community_region_id"), table_name="campaign_community")
    op.drop_table("campaign_community")
    op.drop_index(op.f("ix_staff_session_staff_id"), table_name="staff_session")
    op.drop_table("staff_session")
    op.drop_index(op.f("ix_population_region_id"), table_name="population")
    op.drop_table("population")
    op.drop_index(op.f("ix_placement_region_id"), table_name="placement")
    op.drop_table("placement")
    op.drop_table("grant")
    op.drop_index(op.f("ix_campaign_version_id"), table_name="campaign")
    op.drop_index(op.f("ix_campaign_round_id"), table_name="campaign")
    op.drop_table("campaign")
    op.drop_table("audit")
    op.drop_table("staff")
    op.drop_index("ix_sign_in_failure_source_failed_at", table_name="sign_in_failure")
    op.drop_table("sign_in_failure")
    op.drop_table("round")
    op.drop_index(op.f("ix_region_parent_id"), table_name="region")
    op.drop_table("region")
    op.drop_table("questionnaire_version")
