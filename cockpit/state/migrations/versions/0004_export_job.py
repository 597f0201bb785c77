"""The export queue."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision: str | None = "0003"


def upgrade() -> None:
    """Makes the table of export jobs."""
    op.create_table(
        "export_job",
        sa.Column("job_id", sa.String(32), primary_key=True),
        sa.Column("owner", sa.String(120), nullable=False, index=True),
        sa.Column("identity", sa.Text, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("extension", sa.String(10), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("wanted", sa.Text, nullable=False),
        sa.Column("snapshot", sa.BigInteger, nullable=False),
        sa.Column("watermark", sa.String(40), nullable=False),
        sa.Column("state", sa.String(10), nullable=False, index=True),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("worker", sa.String(120), nullable=False),
        sa.Column("done_rows", sa.BigInteger, nullable=False),
        sa.Column("stated_rows", sa.BigInteger, nullable=False),
        sa.Column("rows", sa.BigInteger),
        sa.Column("size", sa.BigInteger),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("file_name", sa.String(300), nullable=False),
        sa.Column("problem", sa.Text, nullable=False),
        sa.Column("asked_at", sa.DateTime, nullable=False),
        sa.Column("beat_at", sa.DateTime),
        sa.Column("finished_at", sa.DateTime),
    )


def downgrade() -> None:
    """Removes it."""
    op.drop_table("export_job")
