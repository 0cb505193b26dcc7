"""What a language model found in later notes of what a rep said they would do."""

import sqlalchemy as sa
from alembic import op

from ingest.store import walls

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Nothing is on record of it yet: the built-in finding stands until a model has read a note."""
    op.create_table(
        "followups",
        sa.Column("id", _big(), nullable=False),
        sa.Column("review_id", sa.Text(), nullable=False),
        sa.Column("note_id", _big(), nullable=False),
        sa.Column("commitment_id", _big(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("verdict IN ('kept', 'missed', 'not_testable')", name=op.f("ck_followups_verdict")),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_followups_review_id")),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name=op.f("fk_followups_note_id")),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"], name=op.f("fk_followups_commitment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followups")),
        sa.UniqueConstraint("review_id", "commitment_id", name=op.f("uq_followups_review_id_commitment_id")),
    )
    for column in ("note_id", "commitment_id"):
        op.create_index(op.f(f"ix_followups_{column}"), "followups", [column], unique=False)
    for statement in walls.of_followups(op.get_bind().dialect.name):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """What models found is lost; the built-in finding stands again."""
    op.drop_table("followups")


def _big() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
