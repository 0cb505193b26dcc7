"""Merged accounts, what changed since a card was written, and how an export's columns were mapped."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Three tables."""
    op.create_table(
        "account_changes",
        sa.Column("id", _big(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("account_id", _big(), nullable=False),
        sa.Column("other_id", _big(), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("deals", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('merge', 'split')", name=op.f("ck_account_changes_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_changes")),
    )
    op.create_index(op.f("ix_account_changes_account_id"), "account_changes", ["account_id"], unique=False)
    op.create_table(
        "column_maps",
        sa.Column("header", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("header", name=op.f("pk_column_maps")),
    )
    op.create_table(
        "revisits",
        sa.Column("id", _big(), nullable=False),
        sa.Column("review_id", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("outcome IN ('later', 'reopened', 'closed')", name=op.f("ck_revisits_outcome")),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_revisits_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisits")),
    )
    op.create_index(op.f("ix_revisits_review_id"), "revisits", ["review_id"], unique=False)


def _big() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
