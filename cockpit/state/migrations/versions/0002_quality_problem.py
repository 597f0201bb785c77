"""Problems sent back to their source department, and their steps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"


def upgrade() -> None:
    """Two tables: problems and their steps."""
    op.create_table(
        "quality_problem",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("source", sa.String(64), nullable=False, index=True),
        sa.Column("title", sa.String(128), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False, index=True),
        sa.Column("rule", sa.String(256), nullable=False),
        sa.Column("dimension", sa.String(16), nullable=False),
        sa.Column("action", sa.String(8), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("state", sa.String(8), nullable=False, index=True),
        sa.Column("cells", sa.Integer, nullable=False),
        sa.Column("opened_at", sa.DateTime, nullable=False),
        sa.Column("opened_batch", sa.BigInteger, nullable=False),
        sa.Column("seen_batch", sa.BigInteger, nullable=False),
        sa.Column("due", sa.DateTime),
        sa.Column("gone_at", sa.DateTime),
        sa.Column("gone_batch", sa.BigInteger),
    )
    op.create_table(
        "quality_problem_step",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "problem_id",
            sa.Integer,
            sa.ForeignKey("quality_problem.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("step", sa.String(8), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Drops both."""
    op.drop_table("quality_problem_step")
    op.drop_table("quality_problem")
